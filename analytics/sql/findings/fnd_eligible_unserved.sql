-- fnd_eligible_unserved: entitled, as far as the census can tell, and not served for a year.
-- grain: one row per person and allowance
-- reads: stg_persons, stg_households, stg_deliveries, stg_eligibility, stg_programmes, int_household_members,
--   run_settings
-- columns:
--   kind VARCHAR eligible_unserved
--   subject VARCHAR what makes this question the same from run to run
--   severity VARCHAR review where every condition was compared; info where the own income is not known
--   rule_id VARCHAR under which the rule and its ground are told
--   area_code VARCHAR ward
--   household_id BIGINT
--   person_ids VARCHAR
--   programme_codes VARCHAR
--   office_codes VARCHAR
--   reasons VARCHAR codes with values, joined by semicolons
--   score BIGINT always null here
--   tier VARCHAR always empty here
--   money_poisha BIGINT always null here
-- privacy: ids only
-- source: data/reference/eligibility_rules.csv, rules/unserved.toml; age counts only where it is certain
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

programmes as (

    select * from stg_programmes

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

    select distinct
        recently.person_id,
        eligibility.programme_code
    from recently
    inner join eligibility
        on recently.programme_code = eligibility.programme_code
        or eligibility.not_beside_codes like concat('%;', recently.programme_code, ';%')

),

candidates as (

    select
        persons.person_id,
        persons.household_id,
        persons.area_code,
        persons.least_age_years,
        eligibility.programme_code,
        eligibility.is_income_per_member,
        eligibility.is_disability_needed,
        eligibility.marital_codes,
        case
            when eligibility.is_income_per_member
                then households.income_bdt * 12 <= eligibility.most_income_bdt * members.members
            else households.is_poor
        end as is_poor_enough
    from persons
    inner join eligibility
        on eligibility.sex in ('any', persons.sex)
        and (eligibility.most_age is null or persons.most_age_years <= eligibility.most_age)
        and persons.least_age_years >= coalesce(
            case persons.sex
                when 'male' then eligibility.least_age_male
                when 'female' then eligibility.least_age_female
                else least(eligibility.least_age_male, eligibility.least_age_female)
            end,
            0
        )
        and (eligibility.marital_codes is null or eligibility.marital_codes like concat('%;', persons.marital, ';%'))
        and (not eligibility.is_disability_needed or persons.disability <> '')
    inner join households
        on persons.household_id = households.household_id
        and (
            eligibility.land_below_hundredths is null
            or households.land_hundredths < eligibility.land_below_hundredths
        )
    inner join members
        on persons.household_id = members.household_id
    where persons.is_alive

),

final as (

    select
        'eligible_unserved' as kind,
        concat('person:', candidates.person_id, '/programme:', candidates.programme_code) as subject,
        case when candidates.is_income_per_member then 'review' else 'info' end as severity,
        concat('E-', candidates.programme_code) as rule_id,
        candidates.area_code,
        candidates.household_id,
        cast(candidates.person_id as string) as person_ids,
        candidates.programme_code as programme_codes,
        programmes.office_code as office_codes,
        concat(
            'old_enough?age_years=', candidates.least_age_years, ';',
            case when candidates.marital_codes is not null then 'without_husband;' else '' end,
            case when candidates.is_disability_needed then 'disability_recorded;' else '' end,
            case when candidates.is_income_per_member then 'income_under_ceiling;' else 'poor_household;' end,
            'not_served?programme=', candidates.programme_code, '&months=', settings.unserved_for_months
        ) as reasons,
        cast(null as bigint) as score,
        '' as tier,
        cast(null as bigint) as money_poisha
    from candidates
    cross join settings
    inner join programmes
        on candidates.programme_code = programmes.programme_code
    left join served
        on candidates.person_id = served.person_id
        and candidates.programme_code = served.programme_code
    where served.person_id is null and candidates.is_poor_enough

)

select * from final
