-- int_census_persons: every living person as the tables in the shape of the national census count them.
-- grain: one row per living person
-- reads: stg_persons, run_settings
-- columns:
--   person_id BIGINT
--   area_code VARCHAR ward
--   sex VARCHAR male, female, hijra, unknown
--   age_band VARCHAR 00-04 to 75-79, 80+, unknown
--   age VARCHAR completed years in two digits; null outside the ages of which the tables ask about school
--   in_school VARCHAR yes, no, unknown; null outside the ages of which the tables ask about school
--   marital VARCHAR as the census has it; unknown where nobody answered; null under the age from which it asks
--   attainment VARCHAR none, primary, lower_secondary, secondary, unknown; null under the age from which it asks
--   disability VARCHAR kind; none where none is written
-- privacy: no name and no number; the rows behind a count are told to desks that may see the households of the place
-- source: five-year bands of the national census; an uncertain birth date counts at its latest; rules/quality.toml,
--   rules/child_marriage.toml; the sheets ask for the last class and not whether somebody can write a letter, so
--   attainment stands where the national census has literacy; the kinds of the Rights and Protection of Persons with
--   Disabilities Act 2013 as the sheets have them
with

persons as (

    select * from stg_persons

),

settings as (

    select
        school_starts_at_years,
        school_asked_until_years,
        marital_asked_from_years,
        literacy_asked_from_years,
        primary_until_class,
        secondary_from_class
    from run_settings

),

asked as (

    select
        persons.*,
        settings.primary_until_class,
        settings.secondary_from_class,
        persons.least_age_years between
            settings.school_starts_at_years and settings.school_asked_until_years as is_asked_about_school,
        persons.least_age_years >= settings.marital_asked_from_years as is_asked_about_marriage,
        persons.least_age_years >= settings.literacy_asked_from_years as is_asked_about_attainment
    from persons
    cross join settings
    where persons.is_alive

),

final as (

    select
        person_id,
        area_code,
        coalesce(sex, 'unknown') as sex,
        case
            when least_age_years is null or least_age_years < 0 then 'unknown'
            when least_age_years >= 80 then '80+'
            else concat(
                lpad(cast(least_age_years - least_age_years % 5 as string), 2, '0'), '-',
                lpad(cast(least_age_years - least_age_years % 5 + 4 as string), 2, '0')
            )
        end as age_band,
        case when is_asked_about_school then lpad(cast(least_age_years as string), 2, '0') end as age,
        case
            when not coalesce(is_asked_about_school, false) then null
            when in_school then 'yes'
            when not in_school then 'no'
            else 'unknown'
        end as in_school,
        case when is_asked_about_marriage then coalesce(marital, 'unknown') end as marital,
        case
            when not coalesce(is_asked_about_attainment, false) then null
            when education_class is null then 'unknown'
            when education_class = 0 then 'none'
            when education_class <= primary_until_class then 'primary'
            when education_class < secondary_from_class then 'lower_secondary'
            else 'secondary'
        end as attainment,
        case when disability = '' then 'none' else disability end as disability
    from asked

)

select * from final
