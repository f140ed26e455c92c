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

final as (

    select
        rules.kind,
        concat(
            'household:', deliveries.household_id, '/rule:', rules.rule_id,
            '/programme:', deliveries.programme_code, '/period:', deliveries.period_code
        ) as subject,
        rules.severity,
        min(deliveries.person_id) as person_id,
        deliveries.household_id,
        string_agg(distinct cast(deliveries.person_id as varchar), ';') as person_ids,
        deliveries.programme_code as programme_codes,
        concat(min(deliveries.office_code), ';', max(deliveries.office_code)) as office_codes,
        concat(
            'two_of_one_household?rule=', rules.rule_id,
            '&programme=', deliveries.programme_code,
            '&period=', deliveries.period_code
        ) as reasons,
        cast(sum(deliveries.amount_poisha) as bigint) - max(deliveries.amount_poisha) as money_poisha
    from deliveries
    inner join rules
        on deliveries.programme_code = rules.programme_code
        and rules.programme_code = rules.other_code
        and rules.scope = 'household'
        and rules.compared = 'same_period'
    where deliveries.household_id is not null
    group by
        rules.kind,
        rules.severity,
        rules.rule_id,
        deliveries.household_id,
        deliveries.programme_code,
        deliveries.period_code
    having min(deliveries.person_id) <> max(deliveries.person_id)

)

select * from final
