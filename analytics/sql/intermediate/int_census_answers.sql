-- int_census_answers: what each household answered to the questions about how it lives.
-- grain: one row per household and question
-- reads: stg_households
-- columns:
--   household_id BIGINT
--   area_code VARCHAR ward
--   question VARCHAR latrine, water, electricity, roof, wall, flooded
--   answer VARCHAR as the census has it; unknown where nobody answered
-- privacy: no number, no position on the ground
-- source: derived
with

households as (

    select * from stg_households

),

answers as (

    select household_id, area_code, 'latrine' as question, latrine as answer from households
    union all
    select household_id, area_code, 'water' as question, water as answer from households
    union all
    select household_id, area_code, 'roof' as question, roof as answer from households
    union all
    select household_id, area_code, 'wall' as question, wall as answer from households
    union all
    select
        household_id,
        area_code,
        'electricity' as question,
        case when has_electricity then 'yes' when not has_electricity then 'no' end as answer
    from households
    union all
    select
        household_id,
        area_code,
        'flooded' as question,
        case when is_flooded then 'yes' when not is_flooded then 'no' end as answer
    from households

),

final as (

    select
        household_id,
        area_code,
        question,
        coalesce(answer, 'unknown') as answer
    from answers

)

select * from final
