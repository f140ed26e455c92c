-- int_paid_twice: a person who received one benefit twice for one period.
-- grain: one row per person, programme and period
-- reads: int_repeated_periods, stg_deliveries, stg_programmes, stg_rules
-- columns:
--   kind VARCHAR same_period_twice
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
-- source: rule R01 of data/reference/exclusivity_rules.csv; a list that names only the year tells no month of a benefit
--   paid by months, so its lines are held against one another by the month in which they were handed out
with

repeated as (

    select * from int_repeated_periods

),

programmes as (

    select * from stg_programmes

),

deliveries as (

    select
        stg_deliveries.person_id,
        stg_deliveries.household_id,
        stg_deliveries.programme_code,
        stg_deliveries.office_code,
        stg_deliveries.fiscal_year_from,
        stg_deliveries.period_from,
        stg_deliveries.given_on,
        stg_deliveries.amount_poisha,
        case
            when programmes.is_by_calendar and stg_deliveries.is_whole_year
                then substr(cast(stg_deliveries.given_on as string), 1, 7)
            else stg_deliveries.period_code
        end as period_code
    from stg_deliveries
    inner join programmes
        on stg_deliveries.programme_code = programmes.programme_code

),

rules as (

    select * from stg_rules

),

final as (

    select
        rules.kind,
        concat(
            'person:', deliveries.person_id,
            '/programme:', deliveries.programme_code,
            '/period:', deliveries.period_code
        ) as subject,
        rules.severity,
        rules.rule_id,
        deliveries.person_id,
        min(deliveries.household_id) as household_id,
        cast(deliveries.person_id as string) as person_ids,
        deliveries.programme_code as programme_codes,
        array_join(array_sort(collect_set(deliveries.office_code)), ';') as office_codes,
        concat(
            'same_period_twice?programme=', deliveries.programme_code,
            '&period=', deliveries.period_code,
            '&times=', count(*),
            '&first_on=', min(deliveries.given_on),
            '&last_on=', max(deliveries.given_on)
        ) as reasons,
        cast(sum(deliveries.amount_poisha) as bigint) - max(deliveries.amount_poisha) as money_poisha
    from deliveries
    inner join repeated
        on deliveries.person_id = repeated.person_id
        and deliveries.programme_code = repeated.programme_code
        and deliveries.fiscal_year_from = repeated.fiscal_year_from
    inner join rules
        on deliveries.programme_code = rules.programme_code
        and rules.kind = 'same_period_twice'
        and deliveries.period_from between rules.valid_from and rules.valid_until
    group by
        rules.kind,
        rules.severity,
        rules.rule_id,
        deliveries.person_id,
        deliveries.programme_code,
        deliveries.period_code
    having count(*) > 1

)

select * from final
