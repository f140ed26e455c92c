-- int_priority_sensitivity: how far the order of the list changes when one ground weighs more.
-- grain: one row per ground
-- reads: int_priority_cells, run_settings
-- columns:
--   ground VARCHAR the ground whose weight is raised by sensitivity_more_points
--   persons BIGINT whom the ground concerns
--   rank_correlation_thousandths BIGINT Spearman's, of the order before and after; 1000 is the same order
--   tier_changes BIGINT persons who stand in another tier
--   entering BIGINT persons who come among the first sensitivity_first_persons
--   leaving BIGINT persons who fall out of them
-- privacy: counts of a whole snapshot; shown to desks that may open the list itself
-- source: derived; persons who are alike share a place, the mean of their places for the correlation and the best of
--   them for the first persons, so that nothing hangs on the order of ids
with

cells as (

    select * from int_priority_cells

),

settings as (

    select
        tier_b_from_points,
        sensitivity_first_persons,
        sensitivity_more_points
    from run_settings

),

varied as (

    select
        '' as ground,
        cells.*,
        0 as more_points,
        0 as more_risk
    from cells
    union all
    select
        'elderly' as ground,
        cells.*,
        is_elderly as more_points,
        0 as more_risk
    from cells
    union all
    select
        'young_child' as ground,
        cells.*,
        is_young_child as more_points,
        0 as more_risk
    from cells
    union all
    select
        'moving_difficulty' as ground,
        cells.*,
        has_moving_difficulty as more_points,
        0 as more_risk
    from cells
    union all
    select
        'pregnant' as ground,
        cells.*,
        is_pregnant as more_points,
        0 as more_risk
    from cells
    union all
    select
        'no_adult_man' as ground,
        cells.*,
        has_no_adult_man as more_points,
        0 as more_risk
    from cells
    union all
    select
        'weak_house' as ground,
        cells.*,
        has_weak_house as more_points,
        has_weak_house as more_risk
    from cells
    union all
    select
        'near_water' as ground,
        cells.*,
        is_near_water as more_points,
        is_near_water as more_risk
    from cells
    union all
    select
        'lives_alone' as ground,
        cells.*,
        lives_alone as more_points,
        0 as more_risk
    from cells
    union all
    select
        'lost_house' as ground,
        cells.*,
        has_lost_house as more_points,
        0 as more_risk
    from cells
    union all
    select
        'far_from_shelter' as ground,
        cells.*,
        is_far_from_shelter as more_points,
        is_far_from_shelter as more_risk
    from cells
    union all
    select
        'deep_water' as ground,
        cells.*,
        is_in_deep_water as more_points,
        is_in_deep_water as more_risk
    from cells

),

weighed as (

    select
        varied.ground,
        varied.most_age_years,
        varied.is_elderly,
        varied.is_young_child,
        varied.has_moving_difficulty,
        varied.is_pregnant,
        varied.has_no_adult_man,
        varied.has_weak_house,
        varied.is_near_water,
        varied.lives_alone,
        varied.has_lost_house,
        varied.is_far_from_shelter,
        varied.is_in_deep_water,
        varied.more_points,
        varied.persons,
        settings.sensitivity_first_persons,
        varied.house_risk + varied.more_risk * settings.sensitivity_more_points as house_risk,
        case
            when varied.is_first_tier = 1 then 1
            when varied.points + varied.more_points * settings.sensitivity_more_points >= settings.tier_b_from_points
                then 2
            when varied.points + varied.more_points * settings.sensitivity_more_points > 0 then 3
            else 4
        end as tier_place
    from varied
    cross join settings

),

placed as (

    select
        weighed.*,
        sum(persons) over (
            partition by ground
            order by tier_place, house_risk desc, most_age_years desc
        ) as last_place,
        sum(persons) over (partition by ground, tier_place, house_risk, most_age_years) as alike,
        sum(persons) over (partition by ground) as everybody
    from weighed

),

ranked as (

    select
        placed.*,
        cast(last_place as double) - cast(alike as double) / 2 as middle_place,
        case when last_place - alike < sensitivity_first_persons then 1 else 0 end as is_among_first
    from placed

),

before as (

    select * from ranked
    where ground = ''

),

changed as (

    select * from ranked
    where ground <> ''

),

compared as (

    select
        changed.ground,
        changed.persons,
        changed.more_points,
        changed.tier_place,
        changed.is_among_first,
        before.tier_place as tier_place_before,
        before.is_among_first as was_among_first,
        changed.middle_place - cast(changed.everybody as double) / 2 as place,
        before.middle_place - cast(before.everybody as double) / 2 as place_before
    from changed
    inner join before
        on
            changed.most_age_years = before.most_age_years
            and changed.is_elderly = before.is_elderly
            and changed.is_young_child = before.is_young_child
            and changed.has_moving_difficulty = before.has_moving_difficulty
            and changed.is_pregnant = before.is_pregnant
            and changed.has_no_adult_man = before.has_no_adult_man
            and changed.has_weak_house = before.has_weak_house
            and changed.is_near_water = before.is_near_water
            and changed.lives_alone = before.lives_alone
            and changed.has_lost_house = before.has_lost_house
            and changed.is_far_from_shelter = before.is_far_from_shelter
            and changed.is_in_deep_water = before.is_in_deep_water

),

summed as (

    select
        ground,
        sum(persons * more_points) as persons,
        sum(persons * place * place_before) as together,
        sum(persons * place * place) as spread,
        sum(persons * place_before * place_before) as spread_before,
        sum(case when tier_place <> tier_place_before then persons else 0 end) as tier_changes,
        sum(case when is_among_first > was_among_first then persons else 0 end) as entering,
        sum(case when is_among_first < was_among_first then persons else 0 end) as leaving
    from compared
    group by ground

),

final as (

    select
        ground,
        cast(persons as bigint) as persons,
        cast(
            case
                when spread = 0 or spread_before = 0 then 1000
                else round(1000 * together / sqrt(spread) / sqrt(spread_before))
            end as bigint
        ) as rank_correlation_thousandths,
        cast(tier_changes as bigint) as tier_changes,
        cast(entering as bigint) as entering,
        cast(leaving as bigint) as leaving
    from summed

)

select * from final
