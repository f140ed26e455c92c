-- int_household_wealth: where each household stands among those of its upazila by what it has.
-- grain: one row per household
-- reads: int_household_assets, stg_households, stg_wealth_weights
-- columns:
--   household_id BIGINT
--   area_code VARCHAR ward
--   para_code VARCHAR empty where no para is written
--   wealth_score BIGINT weighted assets, millionths
--   quintile VARCHAR 1 (the poorest fifth of the upazila) to 5
-- privacy: ids; never shown alone
-- source: analytics/wealth.py; households with the same assets stand by their land, then income, then number
with

assets as (

    select * from int_household_assets

),

households as (

    select * from stg_households

),

weights as (

    select * from stg_wealth_weights

),

scored as (

    select
        assets.household_id,
        assets.area_code,
        assets.para_code,
        coalesce(households.land_hundredths, 0) as land_hundredths,
        coalesce(households.income_bdt, 0) as income_bdt,
        assets.brick_wall * weights.brick_wall
        + assets.lasting_roof * weights.lasting_roof
        + assets.closed_latrine * weights.closed_latrine
        + assets.safe_water * weights.safe_water
        + assets.electricity * weights.electricity
        + assets.some_land * weights.some_land
        + assets.much_land * weights.much_land as wealth_score
    from assets
    cross join weights
    inner join households
        on assets.household_id = households.household_id

),

final as (

    select
        household_id,
        area_code,
        para_code,
        wealth_score,
        cast(
            ntile(5) over (
                partition by substring(area_code, 1, 6)
                order by wealth_score, land_hundredths, income_bdt, household_id
            ) as string
        ) as quintile
    from scored

)

select * from final
