-- int_rule_years: the months of each fiscal year of which a rule speaks.
-- grain: one row per rule, programme on its left, programme on its right and fiscal year; none for a year before or after
-- reads: int_benefit_years, stg_rules
-- columns:
--   rule_id VARCHAR
--   kind VARCHAR kind of the finding it raises
--   scope VARCHAR person or household
--   severity VARCHAR certain, review or info
--   compared VARCHAR what is held against what
--   programme_code VARCHAR
--   other_code VARCHAR null where the rule compares with no programme
--   fiscal_year_from BIGINT calendar year in which the fiscal year begins
--   months BIGINT as bits, July the lowest, as in int_benefit_years
-- privacy: nothing personal
-- source: valid_from and valid_until in data/reference/exclusivity_rules.csv: an old rule speaks of its own years only
with

benefit_years as (

    select * from int_benefit_years

),

rules as (

    select * from stg_rules

),

years as (

    select distinct fiscal_year_from from benefit_years

),

bounded as (

    select
        rules.*,
        years.fiscal_year_from,
        greatest(
            (cast(extract(year from rules.valid_from) as bigint) - years.fiscal_year_from) * 12
            + cast(extract(month from rules.valid_from) as bigint) - 7,
            0
        ) as first_month,
        least(
            (cast(extract(year from rules.valid_until) as bigint) - years.fiscal_year_from) * 12
            + cast(extract(month from rules.valid_until) as bigint) - 6,
            24
        ) as months_until
    from rules
    cross join years

),

final as (

    select
        rule_id,
        kind,
        scope,
        severity,
        compared,
        programme_code,
        other_code,
        fiscal_year_from,
        (cast(1 as bigint) << months_until) - (cast(1 as bigint) << first_month) as months
    from bounded
    where first_month < least(months_until, 12)

)

select * from final
