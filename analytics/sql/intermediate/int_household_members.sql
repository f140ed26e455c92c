-- int_household_members: who lives in each household, as counts.
-- grain: one row per household with at least one living member
-- reads: stg_persons, run_settings
-- columns:
--   household_id BIGINT
--   members BIGINT living members
--   adult_men BIGINT men who are adults, or who may be either: sex or age is not known
--   men_at_head BIGINT the head or the head's spouse, where a man or of unknown sex
--   women_at_head BIGINT women who are the head
--   schooled_adults BIGINT adults with a finished secondary school, or who may be either
-- privacy: counts of one household; never shown alone
-- source: derived; rules/disaster.toml, rules/child_marriage.toml
with

persons as (

    select * from stg_persons

),

settings as (

    select
        adult_from_years,
        secondary_from_class
    from run_settings

),

final as (

    select
        persons.household_id,
        count(*) as members,
        count(case
            when
                coalesce(persons.sex, 'male') = 'male'
                and coalesce(persons.most_age_years >= settings.adult_from_years, true)
                then 1
        end) as adult_men,
        count(case
            when coalesce(persons.sex, 'male') = 'male' and persons.relation in ('head', 'spouse') then 1
        end) as men_at_head,
        count(case when persons.sex = 'female' and persons.relation = 'head' then 1 end) as women_at_head,
        count(case
            when
                coalesce(persons.most_age_years >= settings.adult_from_years, true)
                and coalesce(persons.education_class >= settings.secondary_from_class, true)
                then 1
        end) as schooled_adults
    from persons
    cross join settings
    where persons.is_alive and persons.household_id is not null
    group by persons.household_id

)

select * from final
