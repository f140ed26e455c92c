-- fnd_benefit_limits: benefits of which a life, a family or the cycles before had had enough.
-- grain: one row per question
-- reads: int_previous_cycles, int_mother_limits, int_stipend_children, stg_persons
-- columns:
--   kind VARCHAR previous_cycle, lifetime_limit, stipend_children_limit
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
-- source: rules R08, R15 and R16 of data/reference/exclusivity_rules.csv
with

previous_cycles as (

    select * from int_previous_cycles

),

mother_limits as (

    select * from int_mother_limits

),

stipend_children as (

    select * from int_stipend_children

),

persons as (

    select * from stg_persons

),

questions as (

    select * from previous_cycles
    union all
    select * from mother_limits
    union all
    select * from stipend_children

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
