-- sum_ward_attainment: the schooling that people of each ward have finished, by sex.
-- grain: one row per ward, attainment and sex
-- reads: int_census_persons
-- columns:
--   area_code VARCHAR ward
--   attainment VARCHAR none, primary, lower_secondary, secondary, unknown
--   sex VARCHAR male, female, hijra, unknown
--   persons BIGINT living persons of the age from which the census asks about literacy
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: the groups of int_census_persons
with

persons as (

    select * from int_census_persons

),

final as (

    select
        area_code,
        attainment,
        sex,
        count(*) as persons
    from persons
    where attainment is not null
    group by
        area_code,
        attainment,
        sex

)

select * from final
