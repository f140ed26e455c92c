-- stg_persons: everybody the ledger knows, with the age on the day of the run as far as the birth date is known.
-- grain: one row per person
-- reads: src_persons, run_settings
-- columns:
--   person_id BIGINT
--   household_id BIGINT null for a person who is in no household now
--   area_code VARCHAR ward
--   para_code VARCHAR
--   sex VARCHAR male, female, hijra
--   birth_from DATE first day on which the person can have been born
--   birth_until DATE last day on which the person can have been born
--   least_age_years BIGINT completed years on the day of the run, at least
--   most_age_years BIGINT completed years on the day of the run, at most
--   death_until DATE last day on which the person can have died; null for the living
--   is_alive BOOLEAN on the day of the run
--   relation VARCHAR to the head of the household
--   marital VARCHAR
--   education_class BIGINT last class, 0 for none
--   in_school BOOLEAN
--   disability VARCHAR kind of disability; empty for none
--   is_pregnant BOOLEAN
-- privacy: no name and no number; religion and occupation stay behind here, so that no later model can reach them
-- source: the ledger; completed years as census_app.domain.person counts them (a birthday on 29 February is kept on
--   the 28th in common years); this is the only model that counts years
with

persons as (

    select * from src_persons

),

settings as (

    select as_of from run_settings

),

dated as (

    select
        persons.*,
        settings.as_of,
        cast(extract(year from settings.as_of) as bigint) - extract(year from persons.birth_until) as least_years_begun,
        cast(extract(year from settings.as_of) as bigint) - extract(year from persons.birth_from) as most_years_begun,
        coalesce(persons.death_from > settings.as_of, persons.alive) as is_alive
    from persons
    cross join settings

),

aged as (

    select
        dated.*,
        case
            when birth_until <= as_of and birth_until + least_years_begun * interval '1' year > as_of
                then least_years_begun - 1
            when birth_until > as_of and birth_until + least_years_begun * interval '1' year < as_of
                then least_years_begun + 1
            else least_years_begun
        end as least_age_years,
        case
            when birth_from <= as_of and birth_from + most_years_begun * interval '1' year > as_of
                then most_years_begun - 1
            when birth_from > as_of and birth_from + most_years_begun * interval '1' year < as_of
                then most_years_begun + 1
            else most_years_begun
        end as most_age_years
    from dated

),

final as (

    select
        person_id,
        household_id,
        area_code,
        para_code,
        sex,
        birth_from,
        birth_until,
        least_age_years,
        most_age_years,
        death_until,
        is_alive,
        relation,
        marital,
        cast(education_class as bigint) as education_class,
        in_school,
        coalesce(disability, '') as disability,
        coalesce(pregnant, false) as is_pregnant
    from aged

)

select * from final
