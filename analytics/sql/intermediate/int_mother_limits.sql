-- int_mother_limits: a mother who was supported for more children than a woman is in her life.
-- grain: one row per rule and mother
-- reads: int_benefit_years, stg_persons, stg_rules, run_settings
-- columns:
--   kind VARCHAR as the rule says
--   subject VARCHAR what makes this question the same from run to run
--   severity VARCHAR as the rule says where the months paid tell; info where only the household does
--   rule_id VARCHAR of data/reference/exclusivity_rules.csv
--   person_id BIGINT
--   household_id BIGINT
--   person_ids VARCHAR
--   programme_codes VARCHAR
--   office_codes VARCHAR
--   reasons VARCHAR
--   money_poisha BIGINT poisha: what she was paid in the years in question
-- privacy: ids only; how many children, not which
-- source: rule R15 of data/reference/exclusivity_rules.csv; rules/families.toml. Lists name no child. More months than
--   two children have tell of a third; so do two children of the household who were certainly too old for support when
--   the year of the payment began, where the mother is its only wife or woman at the head; she may be a stepmother
with

benefit_years as (

    select * from int_benefit_years

),

persons as (

    select * from stg_persons

),

rules as (

    select * from stg_rules

),

settings as (

    select
        mother_children_at_most,
        mother_months_per_child
    from run_settings

),

life_rules as (

    select * from rules where compared = 'ever'

),

paid as (

    select
        life_rules.kind,
        life_rules.severity,
        life_rules.rule_id,
        benefit_years.person_id,
        benefit_years.programme_code,
        benefit_years.fiscal_year_from,
        min(benefit_years.office_codes) as office_codes,
        bit_count(bit_or(benefit_years.months)) as months,
        sum(benefit_years.amount_poisha) as amount_poisha
    from benefit_years
    inner join life_rules
        on benefit_years.programme_code = life_rules.programme_code
        and benefit_years.fiscal_year_from >= extract(year from life_rules.valid_from) - 1
        and benefit_years.fiscal_year_from <= extract(year from life_rules.valid_until)
    group by
        life_rules.kind,
        life_rules.severity,
        life_rules.rule_id,
        benefit_years.person_id,
        benefit_years.programme_code,
        benefit_years.fiscal_year_from

),

wives as (

    select
        household_id,
        min(person_id) as person_id
    from persons
    where sex = 'female' and relation in ('head', 'spouse')
    group by household_id
    having count(*) = 1

),

raised as (

    select
        paid.person_id,
        paid.rule_id,
        paid.programme_code,
        paid.fiscal_year_from,
        count(*) as children
    from paid
    inner join wives
        on paid.person_id = wives.person_id
    inner join persons as children
        on wives.household_id = children.household_id
        and children.relation = 'child'
    cross join settings
    where
        children.birth_until + settings.mother_months_per_child * interval '1' month
        < cast(concat(cast(paid.fiscal_year_from as string), '-07-01') as date)
    group by
        paid.person_id,
        paid.rule_id,
        paid.programme_code,
        paid.fiscal_year_from

),

weighed as (

    select
        paid.*,
        coalesce(raised.children, 0) as children,
        settings.mother_children_at_most as at_most,
        sum(paid.months) over (partition by paid.rule_id, paid.person_id, paid.programme_code) as months_in_life,
        settings.mother_children_at_most * settings.mother_months_per_child as months_at_most
    from paid
    cross join settings
    left join raised
        on paid.person_id = raised.person_id
        and paid.rule_id = raised.rule_id
        and paid.programme_code = raised.programme_code
        and paid.fiscal_year_from = raised.fiscal_year_from

),

final as (

    select
        weighed.kind,
        concat('person:', weighed.person_id, '/rule:', weighed.rule_id) as subject,
        case
            when max(weighed.months_in_life) > max(weighed.months_at_most) then min(weighed.severity)
            else 'info'
        end as severity,
        weighed.rule_id,
        weighed.person_id,
        min(persons.household_id) as household_id,
        cast(weighed.person_id as string) as person_ids,
        min(weighed.programme_code) as programme_codes,
        array_join(array_sort(collect_set(weighed.office_codes)), ';') as office_codes,
        concat(
            case
                when max(weighed.months_in_life) > max(weighed.months_at_most)
                    then concat(
                        'mother_paid_for_long?rule=', weighed.rule_id, '&programme=', min(weighed.programme_code),
                        '&months=', max(weighed.months_in_life), '&at_most=', max(weighed.months_at_most)
                    )
                else concat(
                    'mother_of_more?rule=', weighed.rule_id, '&programme=', min(weighed.programme_code),
                    '&children=', max(weighed.children), '&at_most=', max(weighed.at_most)
                )
            end
        ) as reasons,
        cast(sum(weighed.amount_poisha) as bigint) as money_poisha
    from weighed
    inner join persons
        on weighed.person_id = persons.person_id
    where weighed.months_in_life > weighed.months_at_most or weighed.children >= weighed.at_most
    group by
        weighed.kind,
        weighed.rule_id,
        weighed.person_id

)

select * from final
