-- sum_need: what each para and each fifth of wealth lacks.
-- grain: one row per ward, kind of group, group and lack
-- reads: int_lacks
-- columns:
--   area_code VARCHAR ward
--   grouping VARCHAR para or quintile
--   member VARCHAR para code, or 1 (the poorest fifth of the upazila) to 5
--   lack VARCHAR as int_lacks has it
--   asked BIGINT households, children of school age or persons with a disability, whoever the question is about
--   lacking BIGINT
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: derived
with

lacks as (

    select * from int_lacks

),

grouped as (

    select
        area_code,
        'para' as grouping,
        para_code as member,
        lack,
        is_lacking
    from lacks
    union all
    select
        area_code,
        'quintile' as grouping,
        quintile as member,
        lack,
        is_lacking
    from lacks

),

final as (

    select
        area_code,
        grouping,
        member,
        lack,
        count(*) as asked,
        count(case when is_lacking then 1 end) as lacking
    from grouped
    group by
        area_code,
        grouping,
        member,
        lack

)

select * from final
