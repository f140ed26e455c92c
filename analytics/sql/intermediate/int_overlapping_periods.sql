-- int_overlapping_periods: periods of one programme that offices named differently and that share days.
-- grain: one row per programme and pair of periods, the earlier first
-- reads: stg_deliveries, stg_programmes
-- columns:
--   programme_code VARCHAR
--   period_code VARCHAR the period that begins first
--   other_period_code VARCHAR
-- privacy: nothing personal
-- source: derived; only for programmes paid by months, since two occasions of one fiscal year share all its days
with

deliveries as (

    select * from stg_deliveries

),

programmes as (

    select * from stg_programmes

),

periods as (

    select
        deliveries.programme_code,
        deliveries.period_code,
        min(deliveries.period_from) as period_from,
        max(deliveries.period_until) as period_until
    from deliveries
    inner join programmes
        on deliveries.programme_code = programmes.programme_code
        and programmes.is_by_calendar
    group by
        deliveries.programme_code,
        deliveries.period_code

),

final as (

    select
        earlier.programme_code,
        earlier.period_code,
        later.period_code as other_period_code
    from periods as earlier
    inner join periods as later
        on earlier.programme_code = later.programme_code
        and earlier.period_until >= later.period_from
        and (
            earlier.period_from < later.period_from
            or (earlier.period_from = later.period_from and earlier.period_code < later.period_code)
        )

)

select * from final
