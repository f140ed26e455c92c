-- sum_para_need: what each para lacks, and how it compares with the others of its ward.
-- grain: one row per para (the households of a ward without a para make one row with an empty code)
-- reads: stg_households
-- columns:
--   area_code VARCHAR ward
--   para_code VARCHAR
--   households BIGINT
--   without_latrine BIGINT
--   without_safe_water BIGINT pond or river
--   without_electricity BIGINT
--   weak_houses BIGINT
--   flooded BIGINT
--   poor BIGINT
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: derived; rules/households.toml
with

households as (

    select * from stg_households

),

final as (

    select
        area_code,
        coalesce(para_code, '') as para_code,
        count(*) as households,
        count(case when latrine = 'open' then 1 end) as without_latrine,
        count(case when water in ('pond', 'river') then 1 end) as without_safe_water,
        count(case when not has_electricity then 1 end) as without_electricity,
        count(case when is_weak_house then 1 end) as weak_houses,
        count(case when is_flooded then 1 end) as flooded,
        count(case when is_poor then 1 end) as poor
    from households
    group by
        area_code,
        coalesce(para_code, '')

)

select * from final
