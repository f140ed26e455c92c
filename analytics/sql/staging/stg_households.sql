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
--   latrine VARCHAR open where there is none: whoever has none goes to an open place
--   water VARCHAR
--   has_electricity BOOLEAN null where nobody asked
--   is_flooded BOOLEAN water stood in the house or yard; null where nobody asked
--   is_near_embankment BOOLEAN null where nobody asked
--   is_weak_house BOOLEAN a kutcha house or jhupri: walls or roof that wind or water take away; or null
--   is_poor BOOLEAN income or land at or under the thresholds of the rules; null where what is known does not tell
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
        case households.latrine when 'none' then 'open' else households.latrine end as latrine,
        households.water,
        households.electricity as has_electricity,
        households.flooded as is_flooded,
        households.near_embankment as is_near_embankment,
        households.wall in ('mud', 'bamboo', 'straw', 'plastic')
        or households.roof in ('straw', 'bamboo', 'plastic') as is_weak_house,
        households.income_bdt <= settings.poor_income_bdt
        or households.land_hundredths <= settings.landless_hundredths as is_poor
    from households
    cross join settings

)

select * from final
