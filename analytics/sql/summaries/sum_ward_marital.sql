-- sum_ward_marital: the marital status of those of each ward who are asked about it, by sex.
-- grain: one row per ward, status and sex
-- reads: stg_persons, run_settings
-- columns:
--   area_code VARCHAR ward
--   marital VARCHAR as the census has it; unknown where nobody answered
--   sex VARCHAR male, female, hijra, unknown
--   persons BIGINT living persons of the age from which the census asks
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: rules/quality.toml; somebody of unknown age is not counted
with

persons as (

    select * from stg_persons

),

settings as (

    select marital_asked_from_years from run_settings

),

final as (

    select
        persons.area_code,
        coalesce(persons.marital, 'unknown') as marital,
        coalesce(persons.sex, 'unknown') as sex,
        count(*) as persons
    from persons
    inner join settings
        on persons.least_age_years >= settings.marital_asked_from_years
    where persons.is_alive
    group by
        persons.area_code,
        coalesce(persons.marital, 'unknown'),
        coalesce(persons.sex, 'unknown')

)

select * from final
