-- int_paid_after_death: a benefit was handed out after the last day on which the person can have died.
-- grain: one row per person, programme and fiscal year
-- reads: stg_deliveries, stg_persons, stg_rules
-- columns:
--   kind VARCHAR after_death
--   subject VARCHAR what makes this question the same from run to run
--   severity VARCHAR as the rule says; info where only arrears for time still lived were handed out
--   person_id BIGINT
--   household_id BIGINT
--   person_ids VARCHAR
--   programme_codes VARCHAR
--   office_codes VARCHAR
--   reasons VARCHAR
--   money_poisha BIGINT poisha handed out after the death; null for goods
-- privacy: ids only
-- source: rule R20 of data/reference/exclusivity_rules.csv; a wrong death record is as likely as a wrong payment
with

deliveries as (

    select * from stg_deliveries

),

persons as (

    select * from stg_persons

),

rules as (

    select * from stg_rules

),

late as (

    select
        rules.kind,
        rules.severity,
        deliveries.person_id,
        deliveries.programme_code,
        deliveries.fiscal_year_from,
        persons.household_id,
        persons.death_until,
        deliveries.office_code,
        deliveries.period_until > persons.death_until as is_for_time_after,
        deliveries.given_on,
        deliveries.amount_poisha
    from deliveries
    inner join persons
        on deliveries.person_id = persons.person_id
        and deliveries.given_on > persons.death_until
    inner join rules
        on deliveries.programme_code = rules.programme_code
        and rules.kind = 'after_death'

),

final as (

    select
        kind,
        concat('person:', person_id, '/programme:', programme_code, '/year:', fiscal_year_from) as subject,
        case when max(case when is_for_time_after then 1 else 0 end) = 1 then severity else 'info' end as severity,
        person_id,
        min(household_id) as household_id,
        cast(person_id as varchar) as person_ids,
        programme_code as programme_codes,
        concat(min(office_code), ';', max(office_code)) as office_codes,
        concat(
            case
                when max(case when is_for_time_after then 1 else 0 end) = 1 then 'paid_after_death'
                else 'arrears_after_death'
            end,
            '?programme=', programme_code,
            '&died_by=', max(death_until),
            '&last_on=', max(given_on),
            '&times=', count(*)
        ) as reasons,
        cast(sum(amount_poisha) as bigint) as money_poisha
    from late
    group by
        kind,
        severity,
        person_id,
        programme_code,
        fiscal_year_from

)

select * from final
