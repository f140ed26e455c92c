-- int_benefit_years: what each person received from each benefit in each fiscal year, in one line for each household.
-- grain: one row per person, household (one has more than one who moved), programme and fiscal year
-- reads: stg_deliveries, stg_programmes, stg_rules
-- columns:
--   person_id BIGINT
--   household_id BIGINT null for a person who was in none
--   programme_code VARCHAR
--   fiscal_year_from BIGINT calendar year in which the fiscal year begins
--   office_codes VARCHAR one office, or the first and the last of several
--   months BIGINT the months paid for, as bits
--   months_paid BIGINT how many months the deliveries name; more than there are bits where some came twice
--   amount_poisha BIGINT poisha; null for goods
-- privacy: ids only
-- source: derived; the one pass over every delivery of a district that several questions share
with

deliveries as (

    select * from stg_deliveries

),

programmes as (

    select * from stg_programmes

),

rules as (

    select * from stg_rules

),

compared as (

    -- what nobody can have too often may still stand in the way of something else: rice of an open market list
    select programme_code from programmes where is_benefit
    union
    select programme_code from rules
    union
    select other_code as programme_code from rules

),

final as (

    select
        deliveries.person_id,
        deliveries.household_id,
        deliveries.programme_code,
        deliveries.fiscal_year_from,
        case
            when min(deliveries.office_code) = max(deliveries.office_code) then min(deliveries.office_code)
            else concat(min(deliveries.office_code), ';', max(deliveries.office_code))
        end as office_codes,
        bit_or(deliveries.months) as months,
        cast(sum(bit_count(deliveries.months)) as bigint) as months_paid,
        cast(sum(deliveries.amount_poisha) as bigint) as amount_poisha
    from deliveries
    inner join compared
        on deliveries.programme_code = compared.programme_code
    group by
        deliveries.person_id,
        deliveries.household_id,
        deliveries.programme_code,
        deliveries.fiscal_year_from

)

select * from final
