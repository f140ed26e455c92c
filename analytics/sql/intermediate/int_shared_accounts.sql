-- int_shared_accounts: one mobile account drew the allowances of persons of different households in one fiscal year.
-- grain: one row per account and fiscal year
-- reads: stg_deliveries, stg_rules
-- columns:
--   kind VARCHAR shared_account
--   subject VARCHAR what makes this question the same from run to run
--   severity VARCHAR as the rule says
--   rule_id VARCHAR of data/reference/exclusivity_rules.csv
--   person_id BIGINT
--   household_id BIGINT null: the question is about several households
--   person_ids VARCHAR
--   programme_codes VARCHAR
--   office_codes VARCHAR
--   reasons VARCHAR
--   money_poisha BIGINT poisha drawn by the account in the year
-- privacy: ids and the keyed hash of the account, which is hashed again before it is stored
-- source: rule R22 of data/reference/exclusivity_rules.csv; who moved in the year counts with one of the homes, so that
--   a family that moved together stays one
with

deliveries as (

    select * from stg_deliveries

),

rules as (

    select * from stg_rules

),

allowances as (

    select distinct
        programme_code,
        kind,
        severity,
        rule_id,
        valid_from,
        valid_until
    from rules
    where compared = 'same_account'

),

drawn as (

    select
        allowances.kind,
        allowances.severity,
        allowances.rule_id,
        deliveries.account_key,
        deliveries.fiscal_year_from,
        deliveries.person_id,
        coalesce(deliveries.household_id, -deliveries.person_id) as home,
        deliveries.programme_code,
        deliveries.office_code,
        deliveries.amount_poisha
    from deliveries
    inner join allowances
        on deliveries.programme_code = allowances.programme_code
        and deliveries.period_from between allowances.valid_from and allowances.valid_until
    where deliveries.account_key is not null

),

concerned as (

    select
        account_key,
        fiscal_year_from
    from drawn
    group by
        account_key,
        fiscal_year_from
    having min(home) <> max(home)

),

persons as (

    select
        drawn.kind,
        drawn.severity,
        drawn.rule_id,
        drawn.account_key,
        drawn.fiscal_year_from,
        drawn.person_id,
        min(drawn.home) as home,
        array_join(array_sort(collect_set(drawn.programme_code)), ';') as programme_codes,
        array_join(array_sort(collect_set(drawn.office_code)), ';') as office_codes,
        sum(drawn.amount_poisha) as amount_poisha
    from drawn
    inner join concerned
        on drawn.account_key = concerned.account_key
        and drawn.fiscal_year_from = concerned.fiscal_year_from
    group by
        drawn.kind,
        drawn.severity,
        drawn.rule_id,
        drawn.account_key,
        drawn.fiscal_year_from,
        drawn.person_id

),

final as (

    select
        kind,
        concat('account:', account_key, '/year:', fiscal_year_from, '/persons:', count(*)) as subject,
        severity,
        rule_id,
        min(person_id) as person_id,
        cast(null as bigint) as household_id,
        array_join(array_sort(collect_set(cast(person_id as string))), ';') as person_ids,
        array_join(array_sort(collect_set(programme_codes)), ';') as programme_codes,
        array_join(array_sort(collect_set(office_codes)), ';') as office_codes,
        concat(
            'shared_account?persons=', count(*),
            '&households=', count(distinct home),
            '&fiscal_year=', fiscal_year_from, '-', right(cast(fiscal_year_from + 1 as string), 2)
        ) as reasons,
        cast(sum(amount_poisha) as bigint) as money_poisha
    from persons
    group by
        kind,
        severity,
        rule_id,
        account_key,
        fiscal_year_from
    having min(home) <> max(home)

)

select * from final
