-- sum_visit_fairness: about how many girls the visit list asks, by religion, para and fifth of wealth.
-- grain: one row per upazila, kind of group and group
-- reads: stg_believers, int_girls, int_household_wealth, fnd_child_marriage_risk
-- columns:
--   area_code VARCHAR upazila
--   grouping VARCHAR religion, para or quintile
--   member VARCHAR religion, para code, or 1 (the poorest fifth) to 5
--   girls BIGINT of the ages of the list, unmarried
--   listed BIGINT of them on the list
-- privacy: two named roles; small counts are hidden; never exported
-- source: derived; none of the three enters the points, and this table is made after them
with

believers as (

    select * from stg_believers

),

girls as (

    select * from int_girls

),

wealth as (

    select * from int_household_wealth

),

listed as (

    select * from fnd_child_marriage_risk

),

grouped as (

    select
        girls.person_id,
        girls.area_code,
        'religion' as grouping,
        believers.religion as member
    from girls
    inner join believers
        on girls.person_id = believers.person_id
    union all
    select
        girls.person_id,
        girls.area_code,
        'para' as grouping,
        wealth.para_code as member
    from girls
    inner join wealth
        on girls.household_id = wealth.household_id
    union all
    select
        girls.person_id,
        girls.area_code,
        'quintile' as grouping,
        wealth.quintile as member
    from girls
    inner join wealth
        on girls.household_id = wealth.household_id

),

final as (

    select
        substring(grouped.area_code, 1, 6) as area_code,
        grouped.grouping,
        grouped.member,
        count(*) as girls,
        count(listed.person_ids) as listed
    from grouped
    left join listed
        on cast(grouped.person_id as string) = listed.person_ids
    group by
        substring(grouped.area_code, 1, 6),
        grouped.grouping,
        grouped.member

)

select * from final
