-- sum_ward_attainment: the schooling that people of each ward have finished, by sex.
-- grain: one row per ward, attainment and sex
-- reads: stg_persons, run_settings
-- columns:
--   area_code VARCHAR ward
--   attainment VARCHAR none, primary, lower_secondary, secondary, unknown
--   sex VARCHAR male, female, hijra, unknown
--   persons BIGINT living persons of the age from which the census asks about literacy
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: rules/quality.toml, rules/child_marriage.toml; the sheets ask for the last class and not whether somebody can
--   write a letter, so this stands where the national census has literacy
with

persons as (

    select * from stg_persons

),

settings as (

    select
        literacy_asked_from_years,
        primary_until_class,
        secondary_from_class
    from run_settings

),

asked as (

    select
        persons.area_code,
        coalesce(persons.sex, 'unknown') as sex,
        case
            when persons.education_class is null then 'unknown'
            when persons.education_class = 0 then 'none'
            when persons.education_class <= settings.primary_until_class then 'primary'
            when persons.education_class < settings.secondary_from_class then 'lower_secondary'
            else 'secondary'
        end as attainment
    from persons
    inner join settings
        on persons.least_age_years >= settings.literacy_asked_from_years
    where persons.is_alive

),

final as (

    select
        area_code,
        attainment,
        sex,
        count(*) as persons
    from asked
    group by
        area_code,
        attainment,
        sex

)

select * from final
