-- int_exclusive_benefits: a person, or a household, with two benefits at one time that the rules do not grant together.
-- grain: one row per rule, pair of programmes, fiscal year and person (or household, where the rule is the family's)
-- reads: int_benefit_years, stg_rules
-- columns:
--   kind VARCHAR as the rule says: exclusive_programmes, household_limit …
--   subject VARCHAR what makes this question the same from run to run
--   severity VARCHAR as the rule says
--   person_id BIGINT
--   household_id BIGINT
--   person_ids VARCHAR
--   programme_codes VARCHAR
--   office_codes VARCHAR
--   reasons VARCHAR
--   money_poisha BIGINT poisha: the smaller of the two benefits in the year; null for goods
-- privacy: ids only
-- source: the rules of data/reference/exclusivity_rules.csv that compare overlapping times
with

benefit_years as (

    select * from int_benefit_years

),

rules as (

    select * from stg_rules

),

pairs as (

    select
        rule_id,
        kind,
        scope,
        severity,
        programme_code,
        other_code
    from rules
    where compared = 'overlapping' and programme_code <> other_code

),

persons_pairs as (

    select
        pairs.kind,
        pairs.severity,
        pairs.rule_id,
        concat('person:', one.person_id) as holder,
        one.fiscal_year_from,
        one.person_id,
        other.person_id as other_person_id,
        one.household_id,
        one.programme_code,
        other.programme_code as other_code,
        one.office_code,
        other.office_code as other_office_code,
        one.amount_poisha,
        other.amount_poisha as other_poisha
    from benefit_years as one
    inner join pairs
        on one.programme_code = pairs.programme_code
        and pairs.scope = 'person'
    inner join benefit_years as other
        on one.person_id = other.person_id
        and one.fiscal_year_from = other.fiscal_year_from
        and pairs.other_code = other.programme_code
    where one.period_from <= other.period_until and other.period_from <= one.period_until

),

households_pairs as (

    select
        pairs.kind,
        pairs.severity,
        pairs.rule_id,
        concat('household:', one.household_id) as holder,
        one.fiscal_year_from,
        one.person_id,
        other.person_id as other_person_id,
        one.household_id,
        one.programme_code,
        other.programme_code as other_code,
        one.office_code,
        other.office_code as other_office_code,
        one.amount_poisha,
        other.amount_poisha as other_poisha
    from benefit_years as one
    inner join pairs
        on one.programme_code = pairs.programme_code
        and pairs.scope = 'household'
    inner join benefit_years as other
        on one.household_id = other.household_id
        and one.fiscal_year_from = other.fiscal_year_from
        and pairs.other_code = other.programme_code
    where one.period_from <= other.period_until and other.period_from <= one.period_until

),

all_pairs as (

    select * from persons_pairs
    union all
    select * from households_pairs

),

final as (

    select
        kind,
        concat(
            holder, '/rule:', rule_id,
            '/programme:', programme_code, '+', other_code,
            '/year:', fiscal_year_from
        ) as subject,
        severity,
        min(person_id) as person_id,
        min(household_id) as household_id,
        concat(
            string_agg(distinct cast(person_id as varchar), ';'), ';',
            string_agg(distinct cast(other_person_id as varchar), ';')
        ) as person_ids,
        concat(programme_code, ';', other_code) as programme_codes,
        concat(min(office_code), ';', min(other_office_code)) as office_codes,
        concat(
            kind, '?rule=', rule_id,
            '&programme=', programme_code,
            '&other_programme=', other_code,
            '&fiscal_year=', fiscal_year_from, '-', right(cast(fiscal_year_from + 1 as varchar), 2)
        ) as reasons,
        least(max(amount_poisha), max(other_poisha)) as money_poisha
    from all_pairs
    group by
        kind,
        severity,
        rule_id,
        holder,
        fiscal_year_from,
        programme_code,
        other_code

)

select * from final
