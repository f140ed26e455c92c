-- int_paid_outside_age: a benefit went to somebody too young or too old for it, however the birth date is read.
-- grain: one row per person, programme and fiscal year
-- reads: stg_deliveries, stg_persons, stg_programmes, stg_rules
-- columns:
--   kind VARCHAR age_outside_rule
--   subject VARCHAR what makes this question the same from run to run
--   severity VARCHAR as the rule says
--   rule_id VARCHAR of data/reference/exclusivity_rules.csv
--   person_id BIGINT
--   household_id BIGINT
--   person_ids VARCHAR
--   programme_codes VARCHAR
--   office_codes VARCHAR
--   reasons VARCHAR
--   money_poisha BIGINT poisha handed out outside the age; null for goods
-- privacy: ids and birth year at most
-- source: rule R21 of data/reference/exclusivity_rules.csv, ages of data/reference/programmes.csv; counted on the day
--   of each delivery, with the earliest birth and the latest day for "too young", the opposite for "too old"
with

deliveries as (

    select * from stg_deliveries

),

persons as (

    select * from stg_persons

),

programmes as (

    select * from stg_programmes

),

rules as (

    select * from stg_rules

),

aged_programmes as (

    select
        programmes.programme_code,
        programmes.least_age_male,
        programmes.least_age_female,
        programmes.most_age,
        rules.kind,
        rules.severity,
        rules.rule_id,
        rules.valid_from,
        rules.valid_until
    from programmes
    inner join rules
        on programmes.programme_code = rules.programme_code
        and rules.compared = 'age'

),

received as (

    select
        deliveries.person_id,
        deliveries.programme_code,
        deliveries.fiscal_year_from,
        deliveries.office_code,
        deliveries.given_on,
        deliveries.given_by,
        deliveries.amount_poisha,
        persons.household_id,
        persons.birth_from,
        persons.birth_until,
        aged_programmes.kind,
        aged_programmes.severity,
        aged_programmes.rule_id,
        aged_programmes.most_age,
        case persons.sex
            when 'male' then aged_programmes.least_age_male
            when 'female' then aged_programmes.least_age_female
            else least(aged_programmes.least_age_male, aged_programmes.least_age_female)
        end as least_age
    from deliveries
    inner join aged_programmes
        on deliveries.programme_code = aged_programmes.programme_code
        and deliveries.period_from between aged_programmes.valid_from and aged_programmes.valid_until
    inner join persons
        on deliveries.person_id = persons.person_id

),

bounded as (

    select
        *,
        cast(birth_from + least_age * interval '1' year as date) as old_enough_on,
        cast(birth_until + (most_age + 1) * interval '1' year as date) as too_old_on
    from received

),

outside as (

    select
        *,
        case when given_by < old_enough_on then 'too_young' else 'too_old' end as code
    from bounded
    where given_by < old_enough_on or given_on >= too_old_on

),

final as (

    select
        kind,
        concat('person:', person_id, '/programme:', programme_code, '/year:', fiscal_year_from) as subject,
        severity,
        rule_id,
        person_id,
        min(household_id) as household_id,
        cast(person_id as string) as person_ids,
        programme_code as programme_codes,
        array_join(array_sort(collect_set(office_code)), ';') as office_codes,
        concat(
            code, '?programme=', programme_code,
            case code
                when 'too_young' then concat('&least_age_years=', min(least_age), '&reached_on=', min(old_enough_on))
                else concat('&most_age_years=', max(most_age), '&passed_on=', max(too_old_on))
            end,
            '&last_on=', max(given_by),
            '&times=', count(*)
        ) as reasons,
        cast(sum(amount_poisha) as bigint) as money_poisha
    from outside
    group by
        kind,
        severity,
        rule_id,
        person_id,
        programme_code,
        fiscal_year_from,
        code

)

select * from final
