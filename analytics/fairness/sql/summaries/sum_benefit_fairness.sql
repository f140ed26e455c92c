-- sum_benefit_fairness: how many households any benefit reached within a year, by the religion of the head.
-- grain: one row per upazila and religion
-- reads: stg_believers, stg_deliveries, stg_programmes, stg_households, run_settings
-- columns:
--   area_code VARCHAR upazila
--   member VARCHAR religion
--   households BIGINT
--   reached BIGINT
-- privacy: small counts are hidden; religion is read for this check alone
-- source: derived
with

believers as (

    select * from stg_believers

),

deliveries as (

    select * from stg_deliveries

),

programmes as (

    select * from stg_programmes

),

households as (

    select * from stg_households

),

settings as (

    select
        as_of,
        unserved_for_months
    from run_settings

),

reached as (

    select distinct receivers.household_id
    from deliveries
    cross join settings
    inner join programmes
        on deliveries.programme_code = programmes.programme_code
        and programmes.is_benefit
    inner join believers as receivers
        on deliveries.person_id = receivers.person_id
    where deliveries.given_by > settings.as_of - settings.unserved_for_months * interval '1' month

),

final as (

    select
        substring(households.area_code, 1, 6) as area_code,
        heads.religion as member,
        count(*) as households,
        count(reached.household_id) as reached
    from households
    inner join believers as heads
        on households.household_id = heads.household_id
        and heads.is_head
    left join reached
        on households.household_id = reached.household_id
    group by
        substring(households.area_code, 1, 6),
        heads.religion

)

select * from final
