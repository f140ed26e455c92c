-- sum_ward_living: how the households of each ward live.
-- grain: one row per ward, question and answer
-- reads: stg_households
-- columns:
--   area_code VARCHAR ward
--   question VARCHAR latrine, water, electricity, roof, wall, flooded
--   answer VARCHAR as the census has it; unknown where nobody answered
--   households BIGINT
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: derived
with

households as (

    select * from stg_households

),

answers as (

    select area_code, 'latrine' as question, latrine as answer from households
    union all
    select area_code, 'water' as question, water as answer from households
    union all
    select area_code, 'roof' as question, roof as answer from households
    union all
    select area_code, 'wall' as question, wall as answer from households
    union all
    select
        area_code,
        'electricity' as question,
        case when has_electricity then 'yes' when not has_electricity then 'no' end as answer
    from households
    union all
    select
        area_code,
        'flooded' as question,
        case when is_flooded then 'yes' when not is_flooded then 'no' end as answer
    from households

),

final as (

    select
        area_code,
        question,
        coalesce(answer, 'unknown') as answer,
        count(*) as households
    from answers
    group by
        area_code,
        question,
        coalesce(answer, 'unknown')

)

select * from final
