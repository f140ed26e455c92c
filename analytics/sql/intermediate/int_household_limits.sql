-- int_household_limits: one period of a benefit that a family gets once went to two members of one household.
-- grain: one row per rule, household, programme and period
-- reads: stg_deliveries, stg_rules
-- columns:
--   kind VARCHAR as the rule says
--   subject VARCHAR what makes this question the same from run to run
--   severity VARCHAR as the rule says
--   person_id BIGINT
--   household_id BIGINT
--   person_ids VARCHAR
--   programme_codes VARCHAR
--   office_codes VARCHAR
--   reasons VARCHAR
--   money_poisha BIGINT poisha: everything beyond the largest single payment; null for goods
-- privacy: ids only
-- source: the household rules of data/reference/exclusivity_rules.csv that compare one period
with

deliveries as (

    select * from stg_deliveries

),

rules as (

    select * from stg_rules

),

family_rules as (

    select
        rule_id,
        kind,
        severity,
        programme_code
    from rules
    where scope = 'household' and compared = 'same_period' and programme_code = other_code

),

received as (

    select
        family_rules.rule_id,
        family_rules.kind,
        family_rules.severity,
        deliveries.household_id,
        deliveries.programme_code,
        deliveries.period_code,
        deliveries.person_id,
        string_agg(distinct deliveries.office_code, ';') as office_codes,
        cast(sum(deliveries.amount_poisha) as bigint) as amount_poisha
    from deliveries
    inner join family_rules
        on deliveries.programme_code = family_rules.programme_code
    where deliveries.household_id is not null
    group by
        family_rules.rule_id,
        family_rules.kind,
        family_rules.severity,
        deliveries.household_id,
        deliveries.programme_code,
        deliveries.period_code,
        deliveries.person_id

),

shared as (

    select
        rule_id,
        household_id,
        programme_code,
        period_code
    from received
    group by
        rule_id,
        household_id,
        programme_code,
        period_code
    having count(*) > 1

),

final as (

    select
        received.kind,
        concat(
            'household:', received.household_id, '/rule:', received.rule_id,
            '/programme:', received.programme_code, '/period:', received.period_code
        ) as subject,
        received.severity,
        min(received.person_id) as person_id,
        received.household_id,
        string_agg(cast(received.person_id as varchar), ';') as person_ids,
        received.programme_code as programme_codes,
        string_agg(distinct received.office_codes, ';') as office_codes,
        concat(
            'two_of_one_household?rule=', received.rule_id,
            '&programme=', received.programme_code,
            '&period=', received.period_code,
            '&persons=', count(*)
        ) as reasons,
        cast(sum(received.amount_poisha) as bigint) - max(received.amount_poisha) as money_poisha
    from received
    inner join shared
        on received.rule_id = shared.rule_id
        and received.household_id = shared.household_id
        and received.programme_code = shared.programme_code
        and received.period_code = shared.period_code
    group by
        received.kind,
        received.severity,
        received.rule_id,
        received.household_id,
        received.programme_code,
        received.period_code

)

select * from final
