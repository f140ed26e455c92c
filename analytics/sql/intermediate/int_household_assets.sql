-- int_household_assets: what each household has, as yes or no, for the wealth index.
-- grain: one row per household
-- reads: stg_households, run_settings
-- columns:
--   household_id BIGINT
--   area_code VARCHAR ward
--   para_code VARCHAR empty where no para is written
--   brick_wall BIGINT 1 or 0, as all below
--   lasting_roof BIGINT
--   closed_latrine BIGINT
--   safe_water BIGINT
--   electricity BIGINT
--   some_land BIGINT
--   much_land BIGINT
-- privacy: ids
-- source: rules/households.toml; assets in the manner of the wealth index of household surveys; what nobody asked counts
--   as not there. Income is no asset and does not enter
with

households as (

    select * from stg_households

),

settings as (

    select
        landless_hundredths,
        much_land_hundredths
    from run_settings

),

final as (

    select
        households.household_id,
        households.area_code,
        coalesce(households.para_code, '') as para_code,
        cast(case when households.wall in ('brick', 'concrete') then 1 else 0 end as bigint) as brick_wall,
        cast(case when households.roof in ('concrete', 'tin', 'tile') then 1 else 0 end as bigint) as lasting_roof,
        cast(case when households.latrine in ('sanitary', 'ring_slab') then 1 else 0 end as bigint) as closed_latrine,
        cast(case when households.water not in ('pond', 'river') then 1 else 0 end as bigint) as safe_water,
        cast(case when households.has_electricity then 1 else 0 end as bigint) as electricity,
        cast(case when households.land_hundredths > settings.landless_hundredths then 1 else 0 end as bigint)
            as some_land,
        cast(case when households.land_hundredths >= settings.much_land_hundredths then 1 else 0 end as bigint)
            as much_land
    from households
    cross join settings

)

select * from final
