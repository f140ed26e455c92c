-- int_asset_patterns: how many households have which assets together; the weights of the wealth index are learnt from it.
-- grain: one row per combination of assets
-- reads: int_household_assets
-- columns:
--   brick_wall BIGINT
--   lasting_roof BIGINT
--   closed_latrine BIGINT
--   safe_water BIGINT
--   electricity BIGINT
--   some_land BIGINT
--   much_land BIGINT
--   households BIGINT
-- privacy: counts of the whole run; read by analytics/wealth.py alone
-- source: derived
with

assets as (

    select * from int_household_assets

),

final as (

    select
        brick_wall,
        lasting_roof,
        closed_latrine,
        safe_water,
        electricity,
        some_land,
        much_land,
        count(*) as households
    from assets
    group by
        brick_wall,
        lasting_roof,
        closed_latrine,
        safe_water,
        electricity,
        some_land,
        much_land

)

select * from final
