-- int_listed_persons: every living person with the fields that are asked of somebody like that, filled or empty.
-- grain: one row per living person
-- reads: stg_persons, stg_listings, stg_households, run_settings
-- columns:
--   person_id BIGINT
--   household_id BIGINT
--   area_code VARCHAR ward
--   uploaded_by VARCHAR account
--   is_live BOOLEAN
--   is_called BOOLEAN
--   has_sex BOOLEAN
--   has_birth_date BOOLEAN
--   has_relation BOOLEAN
--   has_father BOOLEAN
--   has_mother BOOLEAN
--   has_marital BOOLEAN null of children
--   has_education_class BOOLEAN null before school age
--   has_in_school BOOLEAN null outside school age
--   has_nid BOOLEAN null of minors and of unknown age
--   has_brn BOOLEAN null of adults
--   has_mobile BOOLEAN null but of the head
--   has_latrine BOOLEAN null but of the head, as all below
--   has_water BOOLEAN
--   has_roof BOOLEAN
--   has_wall BOOLEAN
--   has_electricity BOOLEAN
--   has_flooded BOOLEAN
--   has_land BOOLEAN
--   has_income BOOLEAN
-- privacy: ids; whether something is written, never what
-- source: rules/quality.toml; a null is a cell that is not asked of this person. Somebody of unknown age owes no cell
--   that hangs on the age, so that one empty cell is not counted as many
with

persons as (

    select * from stg_persons

),

listings as (

    select * from stg_listings

),

households as (

    select * from stg_households

),

settings as (

    select
        adult_from_years,
        school_starts_at_years,
        school_asked_until_years,
        marital_asked_from_years
    from run_settings

),

final as (

    select
        persons.person_id,
        persons.household_id,
        persons.area_code,
        listings.uploaded_by,
        listings.is_live,
        listings.is_called,
        persons.sex is not null as has_sex,
        persons.birth_from is not null as has_birth_date,
        persons.relation is not null as has_relation,
        listings.has_father,
        listings.has_mother,
        case
            when persons.least_age_years >= settings.marital_asked_from_years then persons.marital is not null
        end as has_marital,
        case
            when persons.least_age_years >= settings.school_starts_at_years then persons.education_class is not null
        end as has_education_class,
        case
            when persons.least_age_years between settings.school_starts_at_years and settings.school_asked_until_years
                then persons.in_school is not null
        end as has_in_school,
        case when persons.least_age_years >= settings.adult_from_years then listings.has_nid end as has_nid,
        case when persons.most_age_years < settings.adult_from_years then listings.has_brn end as has_brn,
        case when persons.relation = 'head' then listings.has_mobile end as has_mobile,
        case when persons.relation = 'head' then households.latrine is not null end as has_latrine,
        case when persons.relation = 'head' then households.water is not null end as has_water,
        case when persons.relation = 'head' then households.roof is not null end as has_roof,
        case when persons.relation = 'head' then households.wall is not null end as has_wall,
        case when persons.relation = 'head' then households.has_electricity is not null end as has_electricity,
        case when persons.relation = 'head' then households.is_flooded is not null end as has_flooded,
        case when persons.relation = 'head' then households.land_hundredths is not null end as has_land,
        case when persons.relation = 'head' then households.income_bdt is not null end as has_income
    from persons
    cross join settings
    inner join listings
        on persons.person_id = listings.person_id
    left join households
        on persons.household_id = households.household_id
    where persons.is_alive

)

select * from final
