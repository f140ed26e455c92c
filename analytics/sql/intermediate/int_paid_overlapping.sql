-- int_paid_overlapping: a person who received one benefit for two differently named periods that share days.
-- grain: one row per person, programme and pair of periods
-- reads: int_overlapping_periods, stg_deliveries, stg_rules
-- columns:
--   kind VARCHAR same_period_twice
--   subject VARCHAR what makes this question the same from run to run
--   severity VARCHAR review: a quarter beside its half-year may be one payment written in two ways
--   rule_id VARCHAR of data/reference/exclusivity_rules.csv
--   person_id BIGINT
--   household_id BIGINT
--   person_ids VARCHAR
--   programme_codes VARCHAR
--   office_codes VARCHAR
--   reasons VARCHAR
--   money_poisha BIGINT poisha: the smaller of the two payments; null for goods
-- privacy: ids only
-- source: rule R01 of data/reference/exclusivity_rules.csv
with

shared_days as (

    select * from int_overlapping_periods

),

deliveries as (

    select * from stg_deliveries

),

rules as (

    select * from stg_rules

),

concerned as (

    select programme_code, period_code from shared_days
    union
    select programme_code, other_period_code as period_code from shared_days

),

received as (

    select
        deliveries.person_id,
        deliveries.programme_code,
        deliveries.period_code,
        min(deliveries.period_from) as period_from,
        min(deliveries.household_id) as household_id,
        array_join(array_sort(collect_set(deliveries.office_code)), ';') as office_codes,
        max(deliveries.amount_poisha) as amount_poisha
    from deliveries
    inner join concerned
        on deliveries.programme_code = concerned.programme_code
        and deliveries.period_code = concerned.period_code
    group by
        deliveries.person_id,
        deliveries.programme_code,
        deliveries.period_code

),

final as (

    select
        rules.kind,
        concat(
            'person:', earlier.person_id,
            '/programme:', earlier.programme_code,
            '/period:', earlier.period_code, '+', later.period_code
        ) as subject,
        'review' as severity,
        rules.rule_id,
        earlier.person_id,
        earlier.household_id,
        cast(earlier.person_id as string) as person_ids,
        earlier.programme_code as programme_codes,
        concat(earlier.office_codes, ';', later.office_codes) as office_codes,
        concat(
            'periods_overlap?programme=', earlier.programme_code,
            '&period=', earlier.period_code,
            '&other_period=', later.period_code
        ) as reasons,
        least(earlier.amount_poisha, later.amount_poisha) as money_poisha
    from received as earlier
    inner join shared_days
        on earlier.programme_code = shared_days.programme_code
        and earlier.period_code = shared_days.period_code
    inner join received as later
        on earlier.person_id = later.person_id
        and shared_days.programme_code = later.programme_code
        and shared_days.other_period_code = later.period_code
    inner join rules
        on earlier.programme_code = rules.programme_code
        and rules.kind = 'same_period_twice'
        and earlier.period_from between rules.valid_from and rules.valid_until

)

select * from final
