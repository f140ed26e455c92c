-- int_priority_tiers: the order in which people are reached: A first, then B, then C.
-- grain: one row per living person of tier A, B or C
-- reads: int_priority_weighted, run_settings
-- columns:
--   person_id BIGINT
--   household_id BIGINT
--   area_code VARCHAR ward
--   para_code VARCHAR
--   tier VARCHAR A cannot move alone, or is old and lives alone; B has several grounds; C has one or two
--   points BIGINT
--   house_risk BIGINT the points that lie in the house and its place
--   most_age_years BIGINT completed years
--   reasons VARCHAR codes joined by semicolons
-- privacy: ids only
-- source: tiers of the project's own judgement; ties go to the higher house risk, then the older person
with

weighted as (

    select * from int_priority_weighted

),

settings as (

    select
        elderly_from_years,
        young_child_below_years
    from run_settings

),

final as (

    select
        weighted.person_id,
        weighted.household_id,
        weighted.area_code,
        weighted.para_code,
        weighted.tier,
        weighted.points,
        weighted.house_risk,
        weighted.most_age_years,
        concat(
            case when weighted.has_moving_difficulty = 1 then 'moving_difficulty;' else '' end,
            case
                when weighted.is_elderly = 1 then concat('elderly?from_years=', settings.elderly_from_years, ';')
                else ''
            end,
            case when weighted.lives_alone = 1 then 'lives_alone;' else '' end,
            case
                when weighted.is_young_child = 1
                    then concat('young_child?below_years=', settings.young_child_below_years, ';')
                else ''
            end,
            case when weighted.is_pregnant = 1 then 'pregnant;' else '' end,
            case when weighted.has_no_adult_man = 1 then 'no_adult_man;' else '' end,
            case when weighted.has_weak_house = 1 then 'weak_house;' else '' end,
            case when weighted.is_near_water = 1 then 'near_water;' else '' end,
            case when weighted.has_lost_house = 1 then 'lost_house;' else '' end,
            case when weighted.is_far_from_shelter = 1 then 'far_from_shelter;' else '' end,
            case when weighted.is_in_deep_water = 1 then 'deep_water;' else '' end
        ) as reasons
    from weighted
    cross join settings
    where weighted.tier <> 'D'

)

select * from final
