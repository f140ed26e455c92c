-- sum_ward_disability: the disabilities that the census found in each ward, by sex.
-- grain: one row per ward, kind and sex
-- reads: stg_persons
-- columns:
--   area_code VARCHAR ward
--   disability VARCHAR kind; none where none is written
--   sex VARCHAR male, female, hijra, unknown
--   persons BIGINT
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: the kinds of the Rights and Protection of Persons with Disabilities Act 2013 as the sheets have them
with

persons as (

    select * from stg_persons

),

final as (

    select
        area_code,
        case when disability = '' then 'none' else disability end as disability,
        coalesce(sex, 'unknown') as sex,
        count(*) as persons
    from persons
    where is_alive
    group by
        area_code,
        case when disability = '' then 'none' else disability end,
        coalesce(sex, 'unknown')

)

select * from final
