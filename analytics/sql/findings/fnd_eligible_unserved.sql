-- fnd_eligible_unserved: entitled, as far as the census can tell, and not served for a year.
-- grain: one row per person and allowance
-- reads: int_entitlements, stg_programmes, run_settings
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
-- source: int_entitlements; rules/unserved.toml
with

entitlements as (

    select * from int_entitlements

),

programmes as (

    select * from stg_programmes

),

settings as (

    select unserved_for_months from run_settings

),

candidates as (

    select * from entitlements
    where state = 'unserved'

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
            case when candidates.is_husband_needed_gone then 'without_husband;' else '' end,
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

)

select * from final
