-- stg_cycles: the two-year cycles of rice for women, in their order.
-- grain: one row per cycle and programme
-- reads: ref_benefit_cycles
-- columns:
--   programme_code VARCHAR under which the cycle was given
--   cycle_code VARCHAR as people name it
--   cycle_number BIGINT one more than that of the cycle before it, whatever the programme was called then
--   cycle_from DATE
--   cycle_until DATE
-- privacy: nothing personal
-- source: data/reference/benefit_cycles.csv
with

cycles as (

    select * from ref_benefit_cycles

),

final as (

    select
        programme_code,
        cycle_code,
        cast(cycle_number as bigint) as cycle_number,
        cast(from_on as date) as cycle_from,
        cast(until_on as date) as cycle_until
    from cycles

)

select * from final
