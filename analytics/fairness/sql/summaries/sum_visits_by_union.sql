-- sum_visits_by_union: how many girls each union has on the visit list.
-- grain: one row per union and tier
-- reads: int_girls, fnd_child_marriage_risk
-- columns:
--   area_code VARCHAR union
--   tier VARCHAR month, quarter, or none for those who are not on the list
--   girls BIGINT
-- privacy: two named roles; small counts are hidden; never exported, never by anything smaller than the union
-- source: derived
with

girls as (

    select * from int_girls

),

listed as (

    select * from fnd_child_marriage_risk

),

final as (

    select
        substring(girls.area_code, 1, 8) as area_code,
        coalesce(listed.tier, 'none') as tier,
        count(*) as girls
    from girls
    left join listed
        on cast(girls.person_id as string) = listed.person_ids
    group by
        substring(girls.area_code, 1, 8),
        coalesce(listed.tier, 'none')

)

select * from final
