-- sum_ward_disability: the disabilities that the census found in each ward, by sex.
-- grain: one row per ward, kind and sex
-- reads: int_census_persons
-- columns:
--   area_code VARCHAR ward
--   disability VARCHAR kind; none where none is written
--   sex VARCHAR male, female, hijra, unknown
--   persons BIGINT
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: the groups of int_census_persons
with

persons as (

    select * from int_census_persons

),

final as (

    select
        area_code,
        disability,
        sex,
        count(*) as persons
    from persons
    group by
        area_code,
        disability,
        sex

)

select * from final
