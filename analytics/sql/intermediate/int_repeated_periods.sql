-- int_repeated_periods: where one person stands twice for one benefit and periods that begin on one day.
-- grain: one row per person, programme and first day of a period with more than one delivery
-- reads: stg_deliveries, stg_programmes
-- columns:
--   person_id BIGINT
--   programme_code VARCHAR
--   period_from DATE
-- privacy: ids only
-- source: derived; kept narrow (a day instead of a code), since it passes over every delivery of a district
with

deliveries as (

    select * from stg_deliveries

),

programmes as (

    select * from stg_programmes

),

final as (

    select
        deliveries.person_id,
        deliveries.programme_code,
        deliveries.period_from
    from deliveries
    inner join programmes
        on deliveries.programme_code = programmes.programme_code
        and programmes.is_regular
    group by
        deliveries.person_id,
        deliveries.programme_code,
        deliveries.period_from
    having count(*) > 1

)

select * from final
