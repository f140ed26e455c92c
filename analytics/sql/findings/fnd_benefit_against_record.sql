-- fnd_benefit_against_record: a benefit went to somebody whom the census describes otherwise than the benefit supposes.
-- grain: one row per person, programme and fiscal year
-- reads: int_benefit_years, int_rule_years, stg_persons
-- columns:
--   kind VARCHAR marital_outside_rule, disability_not_recorded
--   subject VARCHAR what makes this question the same from run to run
--   severity VARCHAR as the rule says
--   rule_id VARCHAR under which the rule and its ground are told
--   area_code VARCHAR ward
--   household_id BIGINT
--   person_ids VARCHAR
--   programme_codes VARCHAR
--   office_codes VARCHAR
--   reasons VARCHAR code?name=value&name=value
--   score BIGINT always null here
--   tier VARCHAR always empty here
--   money_poisha BIGINT poisha of the year
-- privacy: ids only; the reason names the benefit, not the person's state
-- source: rules R23 and R24 of data/reference/exclusivity_rules.csv; the census may be the one that is wrong
with

benefit_years as (

    select * from int_benefit_years

),

persons as (

    select * from stg_persons

),

rules as (

    select * from int_rule_years

),

final as (

    select
        rules.kind,
        concat(
            'person:', persons.person_id, '/programme:', benefit_years.programme_code,
            '/year:', benefit_years.fiscal_year_from
        ) as subject,
        rules.severity,
        rules.rule_id,
        persons.area_code,
        persons.household_id,
        cast(persons.person_id as string) as person_ids,
        benefit_years.programme_code as programme_codes,
        array_join(array_sort(collect_set(benefit_years.office_codes)), ';') as office_codes,
        concat(
            rules.kind, '?programme=', benefit_years.programme_code,
            '&fiscal_year=', benefit_years.fiscal_year_from, '-',
            right(cast(benefit_years.fiscal_year_from + 1 as string), 2)
        ) as reasons,
        cast(null as bigint) as score,
        '' as tier,
        cast(sum(benefit_years.amount_poisha) as bigint) as money_poisha
    from benefit_years
    inner join rules
        on benefit_years.programme_code = rules.programme_code
        and benefit_years.fiscal_year_from = rules.fiscal_year_from
        and (benefit_years.months & rules.months) <> 0
    inner join persons
        on benefit_years.person_id = persons.person_id
    where
        (rules.compared = 'marital_state' and persons.marital = 'married')
        or (rules.compared = 'disability' and persons.disability = '')
    group by
        rules.kind,
        rules.severity,
        rules.rule_id,
        persons.person_id,
        persons.area_code,
        persons.household_id,
        benefit_years.programme_code,
        benefit_years.fiscal_year_from

)

select * from final
