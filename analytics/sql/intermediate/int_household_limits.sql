-- int_household_limits: one period of a benefit that a family gets once went to two members of one household.
-- grain: one row per rule, household, programme and period
-- reads: stg_deliveries, stg_rules
-- columns:
--   kind VARCHAR as the rule says
--   subject VARCHAR what makes this question the same from run to run
--   severity VARCHAR as the rule says
--   rule_id VARCHAR of data/reference/exclusivity_rules.csv
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
        programme_code,
        valid_from,
        valid_until
    from rules
    where scope = 'household' and compared = 'same_period' and programme_code = other_code

),

listed as (

    select
        family_rules.rule_id,
        family_rules.kind,
        family_rules.severity,
        deliveries.household_id,
        deliveries.programme_code,
        deliveries.period_code,
        deliveries.person_id,
        deliveries.office_code,
        deliveries.amount_poisha
    from deliveries
    inner join family_rules
        on deliveries.programme_code = family_rules.programme_code
        and deliveries.period_from between family_rules.valid_from and family_rules.valid_until
    where deliveries.household_id is not null

),

shared as (

    select
        rule_id,
        household_id,
        programme_code,
        period_code
    from listed
    group by
        rule_id,
        household_id,
        programme_code,
        period_code
    having min(person_id) <> max(person_id)

),

received as (

    select
        listed.rule_id,
        listed.kind,
        listed.severity,
        listed.household_id,
        listed.programme_code,
        listed.period_code,
        listed.person_id,
        array_join(array_sort(collect_set(listed.office_code)), ';') as office_codes,
        cast(sum(listed.amount_poisha) as bigint) as amount_poisha
    from listed
    inner join shared
        on listed.rule_id = shared.rule_id
        and listed.household_id = shared.household_id
        and listed.programme_code = shared.programme_code
        and listed.period_code = shared.period_code
    group by
        listed.rule_id,
        listed.kind,
        listed.severity,
        listed.household_id,
        listed.programme_code,
        listed.period_code,
        listed.person_id

),

final as (

    select
        kind,
        concat(
            'household:', household_id, '/rule:', rule_id,
            '/programme:', programme_code, '/period:', period_code
        ) as subject,
        severity,
        rule_id,
        min(person_id) as person_id,
        household_id,
        array_join(array_sort(collect_set(cast(person_id as string))), ';') as person_ids,
        programme_code as programme_codes,
        array_join(array_sort(collect_set(office_codes)), ';') as office_codes,
        concat(
            'two_of_one_household?rule=', rule_id,
            '&programme=', programme_code,
            '&period=', period_code,
            '&persons=', count(*)
        ) as reasons,
        cast(sum(amount_poisha) as bigint) - max(amount_poisha) as money_poisha
    from received
    group by
        kind,
        severity,
        rule_id,
        household_id,
        programme_code,
        period_code

)

select * from final
