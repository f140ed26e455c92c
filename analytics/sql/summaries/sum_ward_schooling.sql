-- sum_ward_schooling: who of each ward goes to school, by age and sex.
-- grain: one row per ward, year of age, sex and answer
-- reads: stg_persons, run_settings
-- columns:
--   area_code VARCHAR ward
--   age VARCHAR completed years in two digits, of school age
--   sex VARCHAR male, female, hijra, unknown
--   in_school VARCHAR yes, no, unknown
--   persons BIGINT
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: rules/quality.toml; an uncertain birth date counts at its latest
with

persons as (

    select * from stg_persons

),

settings as (

    select
        school_starts_at_years,
        school_asked_until_years
    from run_settings

),

asked as (

    select
        persons.area_code,
        lpad(cast(persons.least_age_years as string), 2, '0') as age,
        coalesce(persons.sex, 'unknown') as sex,
        case when persons.in_school then 'yes' when not persons.in_school then 'no' else 'unknown' end as in_school
    from persons
    inner join settings
        on persons.least_age_years between settings.school_starts_at_years and settings.school_asked_until_years
    where persons.is_alive

),

final as (

    select
        area_code,
        age,
        sex,
        in_school,
        count(*) as persons
    from asked
    group by
        area_code,
        age,
        sex,
        in_school

)

select * from final
