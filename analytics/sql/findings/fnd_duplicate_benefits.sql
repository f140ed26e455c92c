-- fnd_duplicate_benefits: benefits that came twice, beside another, after a death, or at the wrong age.
-- grain: one row per question
-- reads: int_paid_twice, int_paid_overlapping, int_exclusive_benefits, int_household_limits, int_paid_after_death,
--   int_paid_outside_age, int_shared_accounts, stg_persons
-- columns:
--   kind VARCHAR same_period_twice, exclusive_programmes, household_limit, after_death, arrears_after_death …
--   subject VARCHAR what makes this question the same from run to run
--   severity VARCHAR certain, review or info; never a verdict, never a stop
--   rule_id VARCHAR under which the rule and its ground are told
--   area_code VARCHAR ward of the person (of the first, where there are several)
--   household_id BIGINT null where the question is about several households
--   person_ids VARCHAR joined by semicolons
--   programme_codes VARCHAR joined by semicolons
--   office_codes VARCHAR joined by semicolons
--   reasons VARCHAR code?name=value&name=value, joined by semicolons
--   score BIGINT always null here
--   tier VARCHAR always empty here
--   money_poisha BIGINT poisha at stake; null for goods
-- privacy: ids only; who may read a question is decided by the area and the offices on it
-- source: data/reference/exclusivity_rules.csv; two old people of one house with an allowance each are no question,
--   because no rule forbids it
with

paid_twice as (

    select * from int_paid_twice

),

paid_overlapping as (

    select * from int_paid_overlapping

),

exclusive_benefits as (

    select * from int_exclusive_benefits

),

household_limits as (

    select * from int_household_limits

),

paid_after_death as (

    select * from int_paid_after_death

),

paid_outside_age as (

    select * from int_paid_outside_age

),

shared_accounts as (

    select * from int_shared_accounts

),

persons as (

    select * from stg_persons

),

questions as (

    select * from paid_twice
    union all
    select * from paid_overlapping
    union all
    select * from exclusive_benefits
    union all
    select * from household_limits
    union all
    select * from paid_after_death
    union all
    select * from paid_outside_age
    union all
    select * from shared_accounts

),

final as (

    select
        questions.kind,
        questions.subject,
        questions.severity,
        questions.rule_id,
        persons.area_code,
        questions.household_id,
        questions.person_ids,
        questions.programme_codes,
        questions.office_codes,
        questions.reasons,
        cast(null as bigint) as score,
        '' as tier,
        questions.money_poisha
    from questions
    inner join persons
        on questions.person_id = persons.person_id

)

select * from final
