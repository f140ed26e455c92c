-- sum_ward_household_sizes: the households of each ward by how many people live in them.
-- grain: one row per ward and size
-- reads: stg_households, int_household_members
-- columns:
--   area_code VARCHAR ward
--   size VARCHAR 1 to 7 living members, 8+, 0 where nobody is known to live
--   households BIGINT
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: size classes of the national census
with

households as (

    select * from stg_households

),

members as (

    select * from int_household_members

),

sized as (

    select
        households.area_code,
        case when coalesce(members.members, 0) >= 8 then '8+' else cast(coalesce(members.members, 0) as string) end as size
    from households
    left join members
        on households.household_id = members.household_id

),

final as (

    select
        area_code,
        size,
        count(*) as households
    from sized
    group by
        area_code,
        size

)

select * from final
