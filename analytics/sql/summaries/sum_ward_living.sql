-- sum_ward_living: how the households of each ward live.
-- grain: one row per ward, question and answer
-- reads: int_census_answers
-- columns:
--   area_code VARCHAR ward
--   question VARCHAR latrine, water, electricity, roof, wall, flooded
--   answer VARCHAR as the census has it; unknown where nobody answered
--   households BIGINT
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: the groups of int_census_answers
with

answers as (

    select * from int_census_answers

),

final as (

    select
        area_code,
        question,
        answer,
        count(*) as households
    from answers
    group by
        area_code,
        question,
        answer

)

select * from final
