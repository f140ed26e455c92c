-- chk_deliveries: deliveries that contradict themselves or point at nobody; an empty table is a clean ledger.
-- grain: one row per delivery and fault
-- reads: src_deliveries, src_persons, ref_programmes
-- columns:
--   delivery_id BIGINT
--   fault VARCHAR what is wrong: a person, programme or period unknown, an amount under zero
-- privacy: ids only
-- source: what the ledger promises
with

deliveries as (

    select * from src_deliveries

),

persons as (

    select person_id from src_persons

),

programmes as (

    select code from ref_programmes

),

faults as (

    select deliveries.delivery_id, 'person_unknown' as fault
    from deliveries
    left join persons on deliveries.person_id = persons.person_id
    where deliveries.attached and persons.person_id is null
    union all
    select deliveries.delivery_id, 'programme_unknown' as fault
    from deliveries
    left join programmes on deliveries.programme_code = programmes.code
    where programmes.code is null
    union all
    select delivery_id, 'amount_negative' as fault from deliveries where amount_poisha < 0
    union all
    select delivery_id, 'quantity_negative' as fault from deliveries where quantity_thousandths < 0
    union all
    select delivery_id, 'period_missing' as fault
    from deliveries
    where coalesce(period_code, '') = '' or period_from is null or period_until is null
    union all
    select delivery_id, 'period_backwards' as fault from deliveries where period_until < period_from

),

final as (

    select
        delivery_id,
        fault
    from faults

)

select * from final
