-- int_stipend_children: more children of one household drew the stipend at one time than a family was granted.
-- grain: one row per rule, household, programme and fiscal year
-- reads: int_benefit_years, stg_deliveries, stg_rules, run_settings
-- columns:
--   kind VARCHAR as the rule says
--   subject VARCHAR what makes this question the same from run to run
--   severity VARCHAR as the rule says
--   rule_id VARCHAR of data/reference/exclusivity_rules.csv
--   person_id BIGINT
--   household_id BIGINT
--   person_ids VARCHAR
--   programme_codes VARCHAR
--   office_codes VARCHAR
--   reasons VARCHAR
--   money_poisha BIGINT poisha: null: nobody says which of the children had one too many
-- privacy: ids only
-- source: rule R16 of data/reference/exclusivity_rules.csv; rules/families.toml; the rule ends with its last day
with

benefit_years as (

    select * from int_benefit_years

),

deliveries as (

    select * from stg_deliveries

),

rules as (

    select * from stg_rules

),

settings as (

    select stipend_children_at_most from run_settings

),

large as (

    -- only a household where so many drew it in the year can have had so many at one time
    select
        benefit_years.household_id,
        benefit_years.programme_code,
        benefit_years.fiscal_year_from
    from benefit_years
    inner join rules
        on benefit_years.programme_code = rules.programme_code
        and rules.compared = 'children_at_one_time'
    cross join settings
    where benefit_years.household_id is not null
    group by
        benefit_years.household_id,
        benefit_years.programme_code,
        benefit_years.fiscal_year_from
    having count(*) > max(settings.stipend_children_at_most)

),

received as (

    select
        rules.kind,
        rules.severity,
        rules.rule_id,
        deliveries.household_id,
        deliveries.programme_code,
        deliveries.fiscal_year_from,
        deliveries.period_code,
        deliveries.person_id,
        min(deliveries.office_code) as office_code
    from deliveries
    inner join rules
        on deliveries.programme_code = rules.programme_code
        and rules.compared = 'children_at_one_time'
        and deliveries.period_from between rules.valid_from and rules.valid_until
    inner join large
        on deliveries.household_id = large.household_id
        and deliveries.programme_code = large.programme_code
        and deliveries.fiscal_year_from = large.fiscal_year_from
    group by
        rules.kind,
        rules.severity,
        rules.rule_id,
        deliveries.household_id,
        deliveries.programme_code,
        deliveries.fiscal_year_from,
        deliveries.period_code,
        deliveries.person_id

),

crowded as (

    select
        received.rule_id,
        received.household_id,
        received.programme_code,
        received.period_code,
        count(*) as children
    from received
    group by
        received.rule_id,
        received.household_id,
        received.programme_code,
        received.period_code

),

final as (

    select
        received.kind,
        concat(
            'household:', received.household_id, '/rule:', received.rule_id,
            '/programme:', received.programme_code, '/year:', received.fiscal_year_from
        ) as subject,
        received.severity,
        received.rule_id,
        min(received.person_id) as person_id,
        received.household_id,
        array_join(array_sort(collect_set(cast(received.person_id as string))), ';') as person_ids,
        received.programme_code as programme_codes,
        array_join(array_sort(collect_set(received.office_code)), ';') as office_codes,
        concat(
            'stipend_children?rule=', received.rule_id,
            '&programme=', received.programme_code,
            '&children=', max(crowded.children),
            '&at_most=', max(settings.stipend_children_at_most),
            '&fiscal_year=', received.fiscal_year_from, '-',
            right(cast(received.fiscal_year_from + 1 as string), 2)
        ) as reasons,
        cast(null as bigint) as money_poisha
    from received
    inner join crowded
        on received.rule_id = crowded.rule_id
        and received.household_id = crowded.household_id
        and received.programme_code = crowded.programme_code
        and received.period_code = crowded.period_code
    inner join settings
        on crowded.children > settings.stipend_children_at_most
    group by
        received.kind,
        received.severity,
        received.rule_id,
        received.household_id,
        received.programme_code,
        received.fiscal_year_from

)

select * from final
