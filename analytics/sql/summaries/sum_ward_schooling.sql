-- sum_ward_schooling: who of each ward goes to school, by age and sex.
-- grain: one row per ward, year of age, sex and answer
-- reads: int_census_persons
-- columns:
--   area_code VARCHAR ward
--   age VARCHAR completed years in two digits, of school age
--   sex VARCHAR male, female, hijra, unknown
--   in_school VARCHAR yes, no, unknown
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
        age,
        sex,
        in_school,
        count(*) as persons
    from persons
    where age is not null
    group by
        area_code,
        age,
        sex,
        in_school

)

select * from final
