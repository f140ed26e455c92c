-- sum_ward_household_sizes: the households of each ward by how many people live in them.
-- grain: one row per ward and size
-- reads: int_census_households
-- columns:
--   area_code VARCHAR ward
--   size VARCHAR 1 to 7 living members, 8+, 0 where nobody is known to live
--   households BIGINT
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: the groups of int_census_households
with

households as (

    select * from int_census_households

),

final as (

    select
        area_code,
        size,
        count(*) as households
    from households
    group by
        area_code,
        size

)

select * from final
