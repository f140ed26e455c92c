-- sum_ward_priority: how many people of each ward and para stand in each tier of the disaster list.
-- grain: one row per ward, para and tier
-- reads: int_priority_tiers
-- columns:
--   area_code VARCHAR ward
--   para_code VARCHAR
--   tier VARCHAR A, B or C
--   persons BIGINT
--   households BIGINT
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: derived
with

tiers as (

    select * from int_priority_tiers

),

final as (

    select
        area_code,
        coalesce(para_code, '') as para_code,
        tier,
        count(*) as persons,
        count(distinct household_id) as households
    from tiers
    group by
        area_code,
        coalesce(para_code, ''),
        tier

)

select * from final
