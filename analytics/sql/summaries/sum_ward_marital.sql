-- sum_ward_marital: the marital status of those of each ward who are asked about it, by sex.
-- grain: one row per ward, status and sex
-- reads: int_census_persons
-- columns:
--   area_code VARCHAR ward
--   marital VARCHAR as the census has it; unknown where nobody answered
--   sex VARCHAR male, female, hijra, unknown
--   persons BIGINT living persons of the age from which the census asks
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: the groups of int_census_persons
with

persons as (

    select * from int_census_persons

),

final as (

    select
        area_code,
        marital,
        sex,
        count(*) as persons
    from persons
    where marital is not null
    group by
        area_code,
        marital,
        sex

)

select * from final
