-- int_girls: the girls of the ages about which the visit list is made. Empty unless asked for.
-- grain: one row per unmarried girl who lives in a household
-- reads: stg_persons, stg_listings, stg_doubts, stg_visits, run_settings
-- columns:
--   person_id BIGINT
--   household_id BIGINT
--   area_code VARCHAR ward
--   least_age_years BIGINT
--   birth_from DATE
--   relation VARCHAR
--   is_marital_unknown BOOLEAN
--   in_school BOOLEAN
--   has_left_school BOOLEAN the round before found her in school, this one does not
--   education_class BIGINT
--   is_age_doubted BOOLEAN her age contradicts her birth date, or the year of a number does
--   was_prevented BOOLEAN a marriage of hers was prevented before, whatever was seen later
-- privacy: never exported; two named roles; religion and caste cannot be reached from here
-- source: rules/child_marriage.toml; somebody of uncertain age counts at the least
with

persons as (

    select * from stg_persons

),

listings as (

    select * from stg_listings

),

doubts as (

    select * from stg_doubts

),

visits as (

    select * from stg_visits

),

settings as (

    select
        child_marriage_enabled,
        girl_from_years,
        girl_until_years
    from run_settings

),

doubted as (

    select distinct person_id
    from doubts
    where code in ('age_contradicts_birth', 'number_year_differs')

),

prevented as (

    select distinct person_id
    from visits
    where outcome = 'prevented'

),

final as (

    select
        persons.person_id,
        persons.household_id,
        persons.area_code,
        persons.least_age_years,
        persons.birth_from,
        persons.relation,
        persons.marital is null as is_marital_unknown,
        persons.in_school,
        coalesce(listings.was_in_school and not persons.in_school, false) as has_left_school,
        persons.education_class,
        doubted.person_id is not null as is_age_doubted,
        prevented.person_id is not null as was_prevented
    from persons
    inner join settings
        on settings.child_marriage_enabled
        and persons.least_age_years between settings.girl_from_years and settings.girl_until_years
    left join listings
        on persons.person_id = listings.person_id
    left join doubted
        on persons.person_id = doubted.person_id
    left join prevented
        on persons.person_id = prevented.person_id
    where
        persons.sex = 'female'
        and persons.is_alive
        and persons.household_id is not null
        and coalesce(persons.marital, 'unmarried') = 'unmarried'

)

select * from final
