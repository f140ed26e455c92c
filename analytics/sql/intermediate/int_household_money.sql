-- int_household_money: what benefits each household received in money within a year, beside its income.
-- grain: one row per household
-- reads: stg_households, stg_persons, stg_deliveries, stg_programmes, int_household_wealth, run_settings
-- columns:
--   household_id BIGINT
--   area_code VARCHAR ward
--   wealth_score BIGINT millionths
--   benefit_poisha BIGINT poisha; nought where nothing came
--   income_poisha BIGINT poisha a month; null where nobody asked
-- privacy: ids; never shown alone
-- source: derived; goods count for nothing here, since their price is not in the ledger
with

households as (

    select * from stg_households

),

persons as (

    select * from stg_persons

),

deliveries as (

    select * from stg_deliveries

),

programmes as (

    select * from stg_programmes

),

wealth as (

    select * from int_household_wealth

),

settings as (

    select
        as_of,
        unserved_for_months,
        poisha_in_a_taka
    from run_settings

),

received as (

    select
        persons.household_id,
        cast(sum(deliveries.amount_poisha) as bigint) as benefit_poisha
    from deliveries
    cross join settings
    inner join persons
        on deliveries.person_id = persons.person_id
    inner join programmes
        on deliveries.programme_code = programmes.programme_code
        and programmes.is_benefit
    where deliveries.given_by > settings.as_of - settings.unserved_for_months * interval '1' month
    group by persons.household_id

),

final as (

    select
        households.household_id,
        households.area_code,
        wealth.wealth_score,
        coalesce(received.benefit_poisha, 0) as benefit_poisha,
        households.income_bdt * settings.poisha_in_a_taka as income_poisha
    from households
    cross join settings
    inner join wealth
        on households.household_id = wealth.household_id
    left join received
        on households.household_id = received.household_id

)

select * from final
