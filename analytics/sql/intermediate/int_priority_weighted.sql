-- int_priority_weighted: the grounds of each person, weighed, and the tier that follows.
-- grain: one row per living person
-- reads: int_priority_points, run_settings
-- columns:
--   person_id BIGINT
--   household_id BIGINT
--   area_code VARCHAR ward
--   para_code VARCHAR
--   most_age_years BIGINT completed years; null where no birth date is known
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
--   points BIGINT sum of the grounds, each times its weight
--   house_risk BIGINT the same of the four grounds that lie in the house and its place
--   tier VARCHAR A cannot move alone, or is old and lives alone; B has several grounds; C has fewer; D has none
-- privacy: ids only; a person's points are shown with their grounds, never as a bare number
-- source: tiers of the project's own judgement; the weights of rules/disaster.toml, or those of a hazard's list
with

points as (

    select * from int_priority_points

),

settings as (

    select
        tier_b_from_points,
        weight_elderly,
        weight_young_child,
        weight_moving_difficulty,
        weight_pregnant,
        weight_no_adult_man,
        weight_weak_house,
        weight_near_water,
        weight_lives_alone,
        weight_lost_house,
        weight_far_from_shelter,
        weight_deep_water
    from run_settings

),

weighed as (

    select
        points.*,
        cast(
            points.is_elderly * settings.weight_elderly
            + points.is_young_child * settings.weight_young_child
            + points.has_moving_difficulty * settings.weight_moving_difficulty
            + points.is_pregnant * settings.weight_pregnant
            + points.has_no_adult_man * settings.weight_no_adult_man
            + points.has_weak_house * settings.weight_weak_house
            + points.is_near_water * settings.weight_near_water
            + points.lives_alone * settings.weight_lives_alone
            + points.has_lost_house * settings.weight_lost_house
            + points.is_far_from_shelter * settings.weight_far_from_shelter
            + points.is_in_deep_water * settings.weight_deep_water as bigint
        ) as points,
        cast(
            points.has_weak_house * settings.weight_weak_house
            + points.is_near_water * settings.weight_near_water
            + points.is_far_from_shelter * settings.weight_far_from_shelter
            + points.is_in_deep_water * settings.weight_deep_water as bigint
        ) as house_risk,
        settings.tier_b_from_points
    from points
    cross join settings

),

final as (

    select
        person_id,
        household_id,
        area_code,
        para_code,
        most_age_years,
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
        case
            when has_moving_difficulty = 1 or is_elderly + lives_alone = 2 then 'A'
            when points >= tier_b_from_points then 'B'
            when points > 0 then 'C'
            else 'D'
        end as tier
    from weighed

)

select * from final
