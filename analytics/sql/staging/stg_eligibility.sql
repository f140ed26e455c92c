-- stg_eligibility: who may ask for which allowance, by the published conditions that the census can answer.
-- grain: one row per programme
-- reads: ref_eligibility_rules
-- columns:
--   programme_code VARCHAR
--   sex VARCHAR any, or the one sex the programme is for
--   least_age_male BIGINT completed years; null for no rule
--   least_age_female BIGINT completed years; null for no rule
--   most_age BIGINT completed years; null for no rule
--   marital_codes VARCHAR between semicolons; null for no rule
--   is_disability_needed BOOLEAN
--   land_below_hundredths BIGINT hundredths of a decimal; null for no rule
--   most_income_bdt BIGINT taka a year; null for no rule
--   is_income_per_member BOOLEAN the ceiling is the household's income by its members, which the census asks
--   not_beside_codes VARCHAR programmes between semicolons, one of which in the last year makes the person served
-- privacy: nothing personal
-- source: data/reference/eligibility_rules.csv
with

rules as (

    select * from ref_eligibility_rules

),

final as (

    select
        programme_code,
        sex,
        cast(age_min_male_years as bigint) as least_age_male,
        cast(age_min_female_years as bigint) as least_age_female,
        cast(age_max_years as bigint) as most_age,
        case when marital_codes is not null then concat(';', marital_codes, ';') end as marital_codes,
        disability_needed = 'true' as is_disability_needed,
        cast(land_below_hundredths as bigint) as land_below_hundredths,
        cast(income_at_most_bdt as bigint) as most_income_bdt,
        income_basis = 'household_member_year' as is_income_per_member,
        concat(';', coalesce(not_beside_codes, ''), ';') as not_beside_codes
    from rules

)

select * from final
