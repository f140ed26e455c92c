-- int_repeated_periods: who was given one benefit more often for some month than once.
-- grain: one row per person, programme and fiscal year
-- reads: int_benefit_years, stg_programmes
-- columns:
--   person_id BIGINT
--   programme_code VARCHAR
--   fiscal_year_from BIGINT calendar year in which the fiscal year begins
-- privacy: ids only
-- source: derived; narrows what int_paid_twice looks at, which compares the periods themselves
with

benefit_years as (

    select * from int_benefit_years

),

programmes as (

    select * from stg_programmes

),

final as (

    select
        benefit_years.person_id,
        benefit_years.programme_code,
        benefit_years.fiscal_year_from
    from benefit_years
    inner join programmes
        on benefit_years.programme_code = programmes.programme_code
        and programmes.is_regular
    group by
        benefit_years.person_id,
        benefit_years.programme_code,
        benefit_years.fiscal_year_from
    having sum(benefit_years.months_paid) > bit_count(bit_or(benefit_years.months))

)

select * from final
