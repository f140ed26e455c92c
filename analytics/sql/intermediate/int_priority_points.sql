-- int_priority_points: what makes each person hard to save when water or wind comes, ground by ground.
-- grain: one row per living person
-- reads: stg_persons, stg_households, stg_deliveries, int_household_members, run_settings
-- columns:
--   person_id BIGINT
--   household_id BIGINT null for a person who is in no household: what is asked of a house gives no point
--   area_code VARCHAR ward
--   para_code VARCHAR
--   most_age_years BIGINT completed years; an uncertain birth date counts for the person
--   is_elderly BIGINT 1 or 0
--   is_young_child BIGINT 1 or 0
--   has_moving_difficulty BIGINT 1 or 0
--   is_pregnant BIGINT 1 or 0
--   has_no_adult_man BIGINT 1 or 0: a woman heads the household and no adult man lives in it
--   has_weak_house BIGINT 1 or 0
--   is_near_water BIGINT 1 or 0: near an embankment, or water stood in the house or yard
--   lives_alone BIGINT 1 or 0
--   has_lost_house BIGINT 1 or 0: tin, a house grant or an Ashrayan house not long ago
--   is_far_from_shelter BIGINT always 0 here; the list of a hazard fills it in, since shelters are not in the snapshot
--   is_in_deep_water BIGINT always 0 here; the list of a hazard fills it in from the depth that is expected
-- privacy: ids only; a person's points are shown with their grounds, never as a bare number
-- source: criteria gathered in rules/disaster.toml; illness is not in the census yet and gives no point
with

persons as (

    select * from stg_persons

),

households as (

    select * from stg_households

),

deliveries as (

    select * from stg_deliveries

),

members as (

    select * from int_household_members

),

settings as (

    select
        as_of,
        elderly_from_years,
        young_child_below_years,
        total_loss_within_months
    from run_settings

),

lost_houses as (

    select distinct deliveries.household_id
    from deliveries
    cross join settings
    where
        deliveries.programme_code in ('GRT', 'ASH')
        and deliveries.given_by > settings.as_of - settings.total_loss_within_months * interval '1' month

),

grounds as (

    select
        persons.person_id,
        persons.household_id,
        persons.area_code,
        persons.para_code,
        persons.most_age_years,
        case when persons.most_age_years >= settings.elderly_from_years then 1 else 0 end as is_elderly,
        case when persons.least_age_years < settings.young_child_below_years then 1 else 0 end as is_young_child,
        case
            when persons.disability in (
                'physical', 'visual', 'multiple', 'cerebral_palsy', 'deafblind', 'intellectual', 'down_syndrome'
            ) then 1
            else 0
        end as has_moving_difficulty,
        case when persons.is_pregnant then 1 else 0 end as is_pregnant,
        case when members.women_at_head > 0 and members.adult_men = 0 then 1 else 0 end as has_no_adult_man,
        case when households.is_weak_house then 1 else 0 end as has_weak_house,
        case when households.is_flooded or households.is_near_embankment then 1 else 0 end as is_near_water,
        case when members.members = 1 then 1 else 0 end as lives_alone,
        case when lost_houses.household_id is not null then 1 else 0 end as has_lost_house
    from persons
    cross join settings
    left join households
        on persons.household_id = households.household_id
    left join members
        on persons.household_id = members.household_id
    left join lost_houses
        on persons.household_id = lost_houses.household_id
    where persons.is_alive

),

final as (

    select
        person_id,
        household_id,
        area_code,
        para_code,
        most_age_years,
        cast(is_elderly as bigint) as is_elderly,
        cast(is_young_child as bigint) as is_young_child,
        cast(has_moving_difficulty as bigint) as has_moving_difficulty,
        cast(is_pregnant as bigint) as is_pregnant,
        cast(has_no_adult_man as bigint) as has_no_adult_man,
        cast(has_weak_house as bigint) as has_weak_house,
        cast(is_near_water as bigint) as is_near_water,
        cast(lives_alone as bigint) as lives_alone,
        cast(has_lost_house as bigint) as has_lost_house,
        cast(0 as bigint) as is_far_from_shelter,
        cast(0 as bigint) as is_in_deep_water
    from grounds

)

select * from final
