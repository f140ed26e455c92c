-- int_priority_tiers: the order in which people are reached: A first, then B, then C.
-- grain: one row per living person with at least one point
-- reads: int_priority_points, run_settings
-- columns:
--   person_id BIGINT
--   household_id BIGINT
--   area_code VARCHAR ward
--   para_code VARCHAR
--   tier VARCHAR A cannot move alone, or is old and lives alone; B has several grounds; C has one or two
--   points BIGINT
--   house_risk BIGINT 0 to 2
--   most_age_years BIGINT completed years
--   reasons VARCHAR codes joined by semicolons
-- privacy: ids only
-- source: tiers of the project's own judgement; ties go to the higher house risk, then the older person
with

points as (

    select * from int_priority_points

),

settings as (

    select
        tier_b_from_points,
        elderly_from_years,
        young_child_below_years
    from run_settings

),

final as (

    select
        points.person_id,
        points.household_id,
        points.area_code,
        points.para_code,
        case
            when points.has_moving_difficulty = 1 or points.is_elderly + points.lives_alone = 2 then 'A'
            when points.points >= settings.tier_b_from_points then 'B'
            else 'C'
        end as tier,
        points.points,
        points.house_risk,
        points.most_age_years,
        concat(
            case when points.has_moving_difficulty = 1 then 'moving_difficulty;' else '' end,
            case
                when points.is_elderly = 1 then concat('elderly?from_years=', settings.elderly_from_years, ';')
                else ''
            end,
            case when points.lives_alone = 1 then 'lives_alone;' else '' end,
            case
                when points.is_young_child = 1
                    then concat('young_child?below_years=', settings.young_child_below_years, ';')
                else ''
            end,
            case when points.is_pregnant = 1 then 'pregnant;' else '' end,
            case when points.has_no_adult_man = 1 then 'no_adult_man;' else '' end,
            case when points.has_weak_house = 1 then 'weak_house;' else '' end,
            case when points.is_near_water = 1 then 'near_water;' else '' end,
            case when points.has_lost_house = 1 then 'lost_house;' else '' end
        ) as reasons
    from points
    cross join settings
    where points.points > 0

)

select * from final
