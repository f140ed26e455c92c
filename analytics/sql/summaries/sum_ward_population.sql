-- sum_ward_population: the living of each ward by age band and sex.
-- grain: one row per ward, age band and sex
-- reads: int_census_persons
-- columns:
--   area_code VARCHAR ward
--   age_band VARCHAR 00-04 to 75-79, 80+, unknown
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
        age_band,
        sex,
        count(*) as persons
    from persons
    group by
        area_code,
        age_band,
        sex

)

select * from final
