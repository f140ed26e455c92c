-- sum_quality_work: how much there is to look at, by ward, uploader, kind and field.
-- grain: one row per ward, account that uploaded, kind of work and field
-- reads: int_quality_work
-- columns:
--   area_code VARCHAR ward
--   uploaded_by VARCHAR account
--   kind VARCHAR as int_quality_work has it
--   field VARCHAR
--   persons BIGINT
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: derived
with

work as (

    select * from int_quality_work

),

final as (

    select
        area_code,
        uploaded_by,
        kind,
        field,
        count(distinct person_id) as persons
    from work
    group by
        area_code,
        uploaded_by,
        kind,
        field

)

select * from final
