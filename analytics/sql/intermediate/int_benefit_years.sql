-- int_benefit_years: what each person received from each benefit in each fiscal year, in one line.
-- grain: one row per person, programme and fiscal year
-- reads: stg_deliveries, stg_programmes
-- columns:
--   person_id BIGINT
--   programme_code VARCHAR
--   fiscal_year_from BIGINT calendar year in which the fiscal year begins
--   household_id BIGINT
--   office_code VARCHAR
--   deliveries BIGINT
--   period_from DATE first day paid for
--   period_until DATE last day paid for
--   first_given_on DATE
--   last_given_on DATE
--   amount_poisha BIGINT poisha; null for goods
-- privacy: ids only
-- source: derived
with

deliveries as (

    select * from stg_deliveries

),

programmes as (

    select * from stg_programmes

),

benefits as (

    select
        deliveries.person_id,
        deliveries.programme_code,
        deliveries.fiscal_year_from,
        deliveries.household_id,
        deliveries.office_code,
        deliveries.period_from,
        deliveries.period_until,
        deliveries.given_on,
        deliveries.amount_poisha
    from deliveries
    inner join programmes
        on deliveries.programme_code = programmes.programme_code
        and programmes.is_benefit

),

final as (

    select
        person_id,
        programme_code,
        fiscal_year_from,
        min(household_id) as household_id,
        min(office_code) as office_code,
        count(*) as deliveries,
        min(period_from) as period_from,
        max(period_until) as period_until,
        min(given_on) as first_given_on,
        max(given_on) as last_given_on,
        cast(sum(amount_poisha) as bigint) as amount_poisha
    from benefits
    group by
        person_id,
        programme_code,
        fiscal_year_from

)

select * from final
