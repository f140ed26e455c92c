-- int_exclusive_benefits: a person, or a household, with two benefits at one time that the rules do not grant together.
-- grain: one row per rule, pair of programmes, fiscal year and person (or household, where the rule is the family's)
-- reads: int_benefit_years, int_rule_years, stg_rules
-- columns:
--   kind VARCHAR as the rule says: exclusive_programmes, household_limit …
--   subject VARCHAR what makes this question the same from run to run
--   severity VARCHAR as the rule says
--   rule_id VARCHAR of data/reference/exclusivity_rules.csv
--   person_id BIGINT
--   household_id BIGINT
--   person_ids VARCHAR
--   programme_codes VARCHAR
--   office_codes VARCHAR
--   reasons VARCHAR
--   money_poisha BIGINT poisha: the smaller of the two benefits in the year, of those who had most; null for goods
-- privacy: ids only
-- source: the rules of data/reference/exclusivity_rules.csv that compare overlapping times: some month was paid for by
--   both, and in a household both were given while it was the home of the two persons
with

benefit_years as (

    select * from int_benefit_years

),

rules as (

    select * from stg_rules

),

rule_years as (

    select * from int_rule_years

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

left_codes as (

    select distinct scope, programme_code as code from pairs

),

right_codes as (

    select distinct scope, other_code as code from pairs

),

on_the_left as (

    select
        left_codes.scope,
        case left_codes.scope
            when 'person' then benefit_years.person_id
            else benefit_years.household_id
        end as holder_id,
        benefit_years.*
    from benefit_years
    inner join left_codes
        on benefit_years.programme_code = left_codes.code

),

on_the_right as (

    select
        right_codes.scope,
        case right_codes.scope
            when 'person' then benefit_years.person_id
            else benefit_years.household_id
        end as holder_id,
        benefit_years.*
    from benefit_years
    inner join right_codes
        on benefit_years.programme_code = right_codes.code

),

together as (

    select
        pairs.kind,
        pairs.severity,
        pairs.rule_id,
        concat(pairs.scope, ':', one.holder_id) as holder,
        one.fiscal_year_from,
        one.person_id,
        other.person_id as other_person_id,
        one.household_id,
        one.programme_code,
        other.programme_code as other_code,
        one.office_codes,
        other.office_codes as other_office_codes,
        one.months & other.months as months,
        one.amount_poisha,
        other.amount_poisha as other_poisha
    from on_the_left as one
    inner join on_the_right as other
        on one.scope = other.scope
        and one.holder_id = other.holder_id
        and one.fiscal_year_from = other.fiscal_year_from
        and (one.months & other.months) <> 0
    inner join pairs
        on one.scope = pairs.scope
        and one.programme_code = pairs.programme_code
        and other.programme_code = pairs.other_code

),

spoken_of as (

    select together.*
    from together
    inner join rule_years
        on together.rule_id = rule_years.rule_id
        and together.programme_code = rule_years.programme_code
        and together.other_code = rule_years.other_code
        and together.fiscal_year_from = rule_years.fiscal_year_from
        and (together.months & rule_years.months) <> 0

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
        rule_id,
        min(person_id) as person_id,
        min(household_id) as household_id,
        concat(
            array_join(array_sort(collect_set(cast(person_id as string))), ';'), ';',
            array_join(array_sort(collect_set(cast(other_person_id as string))), ';')
        ) as person_ids,
        concat(programme_code, ';', other_code) as programme_codes,
        concat(
            array_join(array_sort(collect_set(office_codes)), ';'), ';',
            array_join(array_sort(collect_set(other_office_codes)), ';')
        ) as office_codes,
        concat(
            kind, '?rule=', rule_id,
            '&programme=', programme_code,
            '&other_programme=', other_code,
            '&fiscal_year=', fiscal_year_from, '-', right(cast(fiscal_year_from + 1 as string), 2)
        ) as reasons,
        least(max(amount_poisha), max(other_poisha)) as money_poisha
    from spoken_of
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
