-- stg_wealth_weights: what each asset counts for in the wealth index of this run.
-- grain: one row
-- reads: ref_wealth_weights
-- columns:
--   brick_wall BIGINT millionths, as all below
--   lasting_roof BIGINT
--   closed_latrine BIGINT
--   safe_water BIGINT
--   electricity BIGINT
--   some_land BIGINT
--   much_land BIGINT
-- privacy: none
-- source: analytics/wealth.py: first principal component of the assets of the run's own households, or one each where
--   they are too few to learn from
with

weights as (

    select * from ref_wealth_weights

),

final as (

    select
        cast(brick_wall as bigint) as brick_wall,
        cast(lasting_roof as bigint) as lasting_roof,
        cast(closed_latrine as bigint) as closed_latrine,
        cast(safe_water as bigint) as safe_water,
        cast(electricity as bigint) as electricity,
        cast(some_land as bigint) as some_land,
        cast(much_land as bigint) as much_land
    from weights

)

select * from final
