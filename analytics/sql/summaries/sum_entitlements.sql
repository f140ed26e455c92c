-- sum_entitlements: how many are entitled to each allowance, and what became of it, by ward and office.
-- grain: one row per ward, office, programme and state
-- reads: int_entitlements, stg_programmes
-- columns:
--   area_code VARCHAR ward
--   office_code VARCHAR
--   programme_code VARCHAR
--   state VARCHAR as int_entitlements has it
--   persons BIGINT
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: derived
with

entitlements as (

    select * from int_entitlements

),

programmes as (

    select * from stg_programmes

),

final as (

    select
        entitlements.area_code,
        programmes.office_code,
        entitlements.programme_code,
        entitlements.state,
        count(*) as persons
    from entitlements
    inner join programmes
        on entitlements.programme_code = programmes.programme_code
    group by
        entitlements.area_code,
        programmes.office_code,
        entitlements.programme_code,
        entitlements.state

)

select * from final
