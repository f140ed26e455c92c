-- stg_visits: what officers saw when they visited a girl's family, up to the day of the run.
-- grain: one row per visit
-- reads: src_visits, run_settings
-- columns:
--   person_id BIGINT
--   outcome VARCHAR no_risk_seen, at_risk, prevented, married, not_found or moved_away
--   visited_on DATE
-- privacy: the note of a visit never enters analytics; two named roles
-- source: the ledger
with

visits as (

    select * from src_visits

),

settings as (

    select as_of from run_settings

),

final as (

    select
        visits.person_id,
        visits.outcome,
        visits.visited_on
    from visits
    inner join settings
        on visits.visited_on <= settings.as_of

)

select * from final
