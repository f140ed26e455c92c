-- stg_deliveries: what was given to somebody we know, up to the day of the run.
-- grain: one row per delivery that is attached to a person
-- reads: src_deliveries, run_settings
-- columns:
--   delivery_id BIGINT
--   person_id BIGINT
--   household_id BIGINT household of the person; null when in none
--   office_code VARCHAR
--   programme_code VARCHAR
--   period_code VARCHAR
--   period_from DATE
--   period_until DATE
--   fiscal_year_from BIGINT calendar year in which the period's fiscal year (July to June) begins
--   months BIGINT the months of the period as bits, July of that fiscal year the lowest; two years at most
--   is_whole_year BOOLEAN the period is a fiscal year, which tells no month of what is paid by months
--   given_on DATE day of delivery; the first day of the period where the list has none
--   given_by DATE day of delivery; the last day of the period where the list has none
--   amount_poisha BIGINT poisha; null for goods and services
--   account_key VARCHAR keyed hash of the mobile account; null for none
-- privacy: no name and no number; the account is a keyed hash
-- source: the ledger
with

deliveries as (

    select * from src_deliveries

),

settings as (

    select as_of from run_settings

),

dated as (

    select
        deliveries.*,
        coalesce(deliveries.delivered_on, deliveries.period_from) as given_on,
        coalesce(deliveries.delivered_on, deliveries.period_until) as given_by,
        (extract(month from deliveries.period_from) + 5) % 12 as months_before,
        (extract(year from deliveries.period_until) - extract(year from deliveries.period_from)) * 12
        + extract(month from deliveries.period_until) - extract(month from deliveries.period_from) + 1 as months_long
    from deliveries
    where deliveries.attached and deliveries.person_id is not null

),

final as (

    select
        dated.delivery_id,
        dated.person_id,
        dated.household_id,
        dated.office_code,
        dated.programme_code,
        dated.period_code,
        dated.period_from,
        dated.period_until,
        cast(
            case
                when extract(month from dated.period_from) < 7 then extract(year from dated.period_from) - 1
                else extract(year from dated.period_from)
            end as bigint
        ) as fiscal_year_from,
        ((cast(1 as bigint) << greatest(least(dated.months_long, 24), 0)) - 1) << dated.months_before as months,
        dated.months_long = 12 and dated.months_before = 0 as is_whole_year,
        dated.given_on,
        dated.given_by,
        dated.amount_poisha,
        nullif(dated.account_key, '') as account_key
    from dated
    inner join settings
        on dated.given_on <= settings.as_of

)

select * from final
