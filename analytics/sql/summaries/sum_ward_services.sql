-- sum_ward_services: what each ward received from each programme in each fiscal year.
-- grain: one row per ward of the receiver, programme and fiscal year
-- reads: stg_deliveries, stg_persons
-- columns:
--   area_code VARCHAR ward
--   programme_code VARCHAR
--   fiscal_year_from BIGINT calendar year in which the fiscal year begins
--   persons BIGINT
--   deliveries BIGINT
--   amount_poisha BIGINT poisha; null for goods and services
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: derived
with

deliveries as (

    select * from stg_deliveries

),

persons as (

    select * from stg_persons

),

final as (

    select
        persons.area_code,
        deliveries.programme_code,
        deliveries.fiscal_year_from,
        count(distinct deliveries.person_id) as persons,
        count(*) as deliveries,
        cast(sum(deliveries.amount_poisha) as bigint) as amount_poisha
    from deliveries
    inner join persons
        on deliveries.person_id = persons.person_id
    group by
        persons.area_code,
        deliveries.programme_code,
        deliveries.fiscal_year_from

)

select * from final
