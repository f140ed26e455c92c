-- int_census_households: every household with the size by which the tables in the shape of the national census count it.
-- grain: one row per household
-- reads: stg_households, int_household_members
-- columns:
--   household_id BIGINT
--   area_code VARCHAR ward
--   size VARCHAR 1 to 7 living members, 8+, 0 where nobody is known to live
-- privacy: no number, no position on the ground
-- source: size classes of the national census
with

households as (

    select * from stg_households

),

members as (

    select * from int_household_members

),

final as (

    select
        households.household_id,
        households.area_code,
        case
            when coalesce(members.members, 0) >= 8 then '8+'
            else cast(coalesce(members.members, 0) as string)
        end as size
    from households
    left join members
        on households.household_id = members.household_id

)

select * from final
