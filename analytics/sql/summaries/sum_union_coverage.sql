-- sum_union_coverage: whom each programme reached in each union within a year.
-- grain: one row per union of the receiver and programme
-- reads: stg_deliveries, stg_persons, run_settings
-- columns:
--   area_code VARCHAR union
--   programme_code VARCHAR
--   persons BIGINT
--   deliveries BIGINT
--   amount_poisha BIGINT poisha; null for goods and services
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: derived; a year is that of rules/unserved.toml
with

deliveries as (

    select * from stg_deliveries

),

persons as (

    select * from stg_persons

),

settings as (

    select
        as_of,
        unserved_for_months
    from run_settings

),

received as (

    select
        deliveries.person_id,
        deliveries.programme_code,
        count(*) as deliveries,
        sum(deliveries.amount_poisha) as amount_poisha
    from deliveries
    inner join settings
        on deliveries.given_by > settings.as_of - settings.unserved_for_months * interval '1' month
    group by
        deliveries.person_id,
        deliveries.programme_code

),

final as (

    select
        substring(persons.area_code, 1, 8) as area_code,
        received.programme_code,
        count(*) as persons,
        cast(sum(received.deliveries) as bigint) as deliveries,
        cast(sum(received.amount_poisha) as bigint) as amount_poisha
    from received
    inner join persons
        on received.person_id = persons.person_id
    group by
        substring(persons.area_code, 1, 8),
        received.programme_code

)

select * from final
