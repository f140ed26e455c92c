-- sum_inequality: how unequal incomes and benefits are, and whether benefits reach the poor.
-- grain: one row per ward, union and upazila, and measure
-- reads: int_household_money
-- columns:
--   area_code VARCHAR ward, union or upazila
--   measure VARCHAR income or benefit
--   households BIGINT of which the measure is known
--   reached BIGINT households with more than nought
--   gini_thousandths BIGINT 0 where all have the same, towards 1000 where one has everything; null where nobody has any
--   concentration_thousandths BIGINT over the rank of wealth: below 0 where the poorer have more, above 0 the richer
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: Gini = sum((2i - n - 1) x_i) / (n sum(x)) over households by rank i of x; the concentration index is the same
--   sum over the rank of wealth (Kakwani 1977, Wagstaff 1991)
with

money as (

    select * from int_household_money

),

measured as (

    select
        area_code,
        household_id,
        wealth_score,
        'benefit' as measure,
        benefit_poisha as amount_poisha
    from money
    union all
    select
        area_code,
        household_id,
        wealth_score,
        'income' as measure,
        income_poisha as amount_poisha
    from money
    where income_poisha is not null

),

placed as (

    select area_code, household_id, wealth_score, measure, amount_poisha from measured
    union all
    select substring(area_code, 1, 8) as area_code, household_id, wealth_score, measure, amount_poisha from measured
    union all
    select substring(area_code, 1, 6) as area_code, household_id, wealth_score, measure, amount_poisha from measured

),

ranked as (

    select
        area_code,
        measure,
        amount_poisha,
        count(*) over (partition by area_code, measure) as households,
        row_number() over (partition by area_code, measure order by amount_poisha, household_id) as money_rank,
        row_number() over (partition by area_code, measure order by wealth_score, household_id) as wealth_rank
    from placed

),

summed as (

    select
        area_code,
        measure,
        max(households) as households,
        count(case when amount_poisha > 0 then 1 end) as reached,
        cast(sum(cast(amount_poisha as decimal(38, 0))) as double) as total,
        cast(sum(cast((2 * money_rank - households - 1) * amount_poisha as decimal(38, 0))) as double) as by_money,
        cast(sum(cast((2 * wealth_rank - households - 1) * amount_poisha as decimal(38, 0))) as double) as by_wealth
    from ranked
    group by
        area_code,
        measure

),

final as (

    select
        area_code,
        measure,
        households,
        reached,
        case when total > 0 then cast(round(1000.0 * by_money / (households * total)) as bigint) end as gini_thousandths,
        case when total > 0 then cast(round(1000.0 * by_wealth / (households * total)) as bigint) end
            as concentration_thousandths
    from summed

)

select * from final
