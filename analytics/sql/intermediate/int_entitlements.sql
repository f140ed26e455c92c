-- int_entitlements: who is entitled to which allowance, as far as the census can tell, and what became of it.
-- grain: one row per person and allowance whose conditions the person meets or may meet
-- reads: stg_persons, stg_households, stg_deliveries, stg_eligibility, int_household_members, run_settings
-- columns:
--   person_id BIGINT
--   household_id BIGINT
--   area_code VARCHAR ward
--   programme_code VARCHAR
--   state VARCHAR served, excluded by another benefit, age_uncertain, means_unknown (of the household) or unserved
--   excluding_code VARCHAR the first programme that stands in the way; empty for none
--   least_age_years BIGINT
--   is_income_per_member BOOLEAN the own ceiling of the allowance was compared
--   is_disability_needed BOOLEAN
--   is_husband_needed_gone BOOLEAN
-- privacy: ids only
-- source: data/reference/eligibility_rules.csv, rules/unserved.toml; entitled is only whose age is certain
with

persons as (

    select * from stg_persons

),

households as (

    select * from stg_households

),

deliveries as (

    select * from stg_deliveries

),

eligibility as (

    select * from stg_eligibility

),

members as (

    select * from int_household_members

),

settings as (

    select
        as_of,
        unserved_for_months
    from run_settings

),

recently as (

    select distinct
        deliveries.person_id,
        deliveries.programme_code
    from deliveries
    cross join settings
    where deliveries.given_by > settings.as_of - settings.unserved_for_months * interval '1' month

),

served as (

    select
        recently.person_id,
        eligibility.programme_code,
        max(case when recently.programme_code = eligibility.programme_code then 1 else 0 end) as is_served,
        min(case when recently.programme_code <> eligibility.programme_code then recently.programme_code end)
            as excluding_code
    from recently
    inner join eligibility
        on recently.programme_code = eligibility.programme_code
        or eligibility.not_beside_codes like concat('%;', recently.programme_code, ';%')
    group by
        recently.person_id,
        eligibility.programme_code

),

asked as (

    select
        persons.person_id,
        persons.household_id,
        persons.area_code,
        persons.least_age_years,
        persons.most_age_years,
        eligibility.programme_code,
        eligibility.is_income_per_member,
        eligibility.is_disability_needed,
        eligibility.marital_codes is not null as is_husband_needed_gone,
        eligibility.most_age,
        coalesce(
            case persons.sex
                when 'male' then eligibility.least_age_male
                when 'female' then eligibility.least_age_female
                else least(eligibility.least_age_male, eligibility.least_age_female)
            end,
            0
        ) as least_age,
        eligibility.land_below_hundredths is null
        or households.land_hundredths < eligibility.land_below_hundredths as is_land_little_enough,
        case
            when eligibility.is_income_per_member
                then households.income_bdt * 12 <= eligibility.most_income_bdt * members.members
            else households.is_poor
        end as is_poor_enough
    from persons
    inner join eligibility
        on eligibility.sex in ('any', persons.sex)
        and (eligibility.marital_codes is null or eligibility.marital_codes like concat('%;', persons.marital, ';%'))
        and (not eligibility.is_disability_needed or persons.disability <> '')
    inner join households
        on persons.household_id = households.household_id
    inner join members
        on persons.household_id = members.household_id
    where persons.is_alive

),

aged as (

    select
        asked.*,
        coalesce(most_age_years >= least_age, true) and coalesce(least_age_years <= most_age, true) as may_be_of_age,
        coalesce(least_age_years >= least_age, false) and coalesce(most_age is null or most_age_years <= most_age, false)
            as is_of_age
    from asked

),

final as (

    select
        aged.person_id,
        aged.household_id,
        aged.area_code,
        aged.programme_code,
        case
            when served.is_served = 1 then 'served'
            when served.excluding_code is not null then 'excluded'
            when not aged.is_of_age then 'age_uncertain'
            when aged.is_poor_enough and aged.is_land_little_enough then 'unserved'
            else 'means_unknown'
        end as state,
        coalesce(served.excluding_code, '') as excluding_code,
        aged.least_age_years,
        aged.is_income_per_member,
        aged.is_disability_needed,
        aged.is_husband_needed_gone
    from aged
    left join served
        on aged.person_id = served.person_id
        and aged.programme_code = served.programme_code
    where
        aged.may_be_of_age
        and coalesce(aged.is_poor_enough, true)
        and coalesce(aged.is_land_little_enough, true)

)

select * from final
