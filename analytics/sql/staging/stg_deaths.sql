-- stg_deaths: how many sources that know nothing of each other record a death.
-- grain: one row per person of whom a source says that the person died
-- reads: src_deaths
-- columns:
--   person_id BIGINT
--   sources BIGINT every round of the census together is one; a register and an office's list are one each
-- privacy: ids only
-- source: the ledger; domain notes on living people recorded as dead
with

deaths as (

    select * from src_deaths

),

final as (

    select
        person_id,
        count(distinct source) as sources
    from deaths
    group by person_id

)

select * from final
