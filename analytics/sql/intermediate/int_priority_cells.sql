-- int_priority_cells: how many persons are alike in everything that the order of the list looks at.
-- grain: one row per age and set of grounds that occurs
-- reads: int_priority_weighted
-- columns:
--   most_age_years BIGINT completed years; -1 where no birth date is known
--   is_elderly BIGINT 0 or 1
--   is_young_child BIGINT 0 or 1
--   has_moving_difficulty BIGINT 0 or 1
--   is_pregnant BIGINT 0 or 1
--   has_no_adult_man BIGINT 0 or 1
--   has_weak_house BIGINT 0 or 1
--   is_near_water BIGINT 0 or 1
--   lives_alone BIGINT 0 or 1
--   has_lost_house BIGINT 0 or 1
--   is_far_from_shelter BIGINT 0 or 1
--   is_in_deep_water BIGINT 0 or 1
--   points BIGINT weighted
--   house_risk BIGINT weighted
--   is_first_tier BIGINT 0 or 1: tier A, which no weight changes
--   persons BIGINT
-- privacy: counts of a whole snapshot; a small one may point at somebody, so it is never shown
-- source: derived
with

weighted as (

    select * from int_priority_weighted

),

final as (

    select
        coalesce(most_age_years, -1) as most_age_years,
        is_elderly,
        is_young_child,
        has_moving_difficulty,
        is_pregnant,
        has_no_adult_man,
        has_weak_house,
        is_near_water,
        lives_alone,
        has_lost_house,
        is_far_from_shelter,
        is_in_deep_water,
        points,
        house_risk,
        cast(case when tier = 'A' then 1 else 0 end as bigint) as is_first_tier,
        count(*) as persons
    from weighted
    group by
        coalesce(most_age_years, -1),
        is_elderly,
        is_young_child,
        has_moving_difficulty,
        is_pregnant,
        has_no_adult_man,
        has_weak_house,
        is_near_water,
        lives_alone,
        has_lost_house,
        is_far_from_shelter,
        is_in_deep_water,
        points,
        house_risk,
        case when tier = 'A' then 1 else 0 end

)

select * from final
