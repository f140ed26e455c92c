-- stg_programmes: what offices provide, with the ages and the sex the rules name.
-- grain: one row per programme
-- reads: ref_programmes
-- columns:
--   programme_code VARCHAR
--   office_code VARCHAR
--   unit VARCHAR person or household
--   kind VARCHAR cash, food, in_kind, service …
--   is_benefit BOOLEAN false for what nobody can have too often: vaccination, certificates, training
--   is_regular BOOLEAN given once for a period or an occasion: a second delivery for the same one is a question
--   is_by_calendar BOOLEAN paid by months: two periods that overlap are a question too
--   least_age_male BIGINT completed years; null for no rule
--   least_age_female BIGINT completed years; null for no rule
--   most_age BIGINT completed years; null for no rule
-- privacy: nothing personal
-- source: data/reference/programmes.csv
with

programmes as (

    select * from ref_programmes

),

final as (

    select
        code as programme_code,
        office_code,
        unit,
        kind,
        is_benefit = 'true' as is_benefit,
        is_benefit = 'true' and frequency <> 'as_needed' as is_regular,
        is_benefit = 'true' and frequency in ('monthly', 'quarterly', 'half_yearly') as is_by_calendar,
        cast(age_min_male as bigint) as least_age_male,
        cast(age_min_female as bigint) as least_age_female,
        cast(age_max as bigint) as most_age
    from programmes

)

select * from final
