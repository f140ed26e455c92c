-- stg_households: every household of the ledger, with the two questions that several models ask of its house.
-- grain: one row per household
-- reads: src_households, run_settings
-- columns:
--   household_id BIGINT
--   area_code VARCHAR ward
--   para_code VARCHAR
--   roof VARCHAR
--   wall VARCHAR
--   land_hundredths BIGINT hundredths of a decimal of land
--   income_bdt BIGINT taka a month
--   latrine VARCHAR
--   water VARCHAR
--   has_electricity BOOLEAN null where nobody asked
--   is_flooded BOOLEAN water stood in the house or yard
--   is_near_embankment BOOLEAN
--   is_weak_house BOOLEAN a kutcha house or jhupri: walls or roof that wind or standing water take away
--   is_poor BOOLEAN income or land at or under the thresholds of the rules
-- privacy: no number, no position on the ground
-- source: the ledger; domain notes on kutcha and jhupri houses; rules/households.toml
with

households as (

    select * from src_households

),

settings as (

    select
        poor_income_bdt,
        landless_hundredths
    from run_settings

),

final as (

    select
        households.household_id,
        households.area_code,
        households.para_code,
        households.roof,
        households.wall,
        households.land_hundredths,
        households.income_bdt,
        households.latrine,
        households.water,
        households.electricity as has_electricity,
        coalesce(households.flooded, false) as is_flooded,
        coalesce(households.near_embankment, false) as is_near_embankment,
        coalesce(households.wall in ('mud', 'bamboo', 'straw', 'plastic'), false)
        or coalesce(households.roof in ('straw', 'bamboo', 'plastic'), false) as is_weak_house,
        coalesce(households.income_bdt <= settings.poor_income_bdt, false)
        or coalesce(households.land_hundredths <= settings.landless_hundredths, false) as is_poor
    from households
    cross join settings

)

select * from final
