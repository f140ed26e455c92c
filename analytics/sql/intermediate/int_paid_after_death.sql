-- int_paid_after_death: what was handed out after the last day on which the person can have died.
-- grain: one row per kind of question, person, programme and fiscal year
-- reads: stg_deaths, stg_deliveries, stg_persons, stg_programmes, stg_rules, run_settings
-- columns:
--   kind VARCHAR after_death, or arrears_after_death: money for a period that began while the person may have lived
--   subject VARCHAR what makes this question the same from run to run
--   severity VARCHAR as the rule says; certain where independent sources enough record the death
--   rule_id VARCHAR of data/reference/exclusivity_rules.csv
--   person_id BIGINT
--   household_id BIGINT
--   person_ids VARCHAR
--   programme_codes VARCHAR
--   office_codes VARCHAR
--   reasons VARCHAR
--   money_poisha BIGINT poisha handed out after the death; null for goods
-- privacy: ids only
-- source: rules R20 and R26 of data/reference/exclusivity_rules.csv; a wrong death record is as likely as a wrong
--   payment. A period as long as a fiscal year tells no month (a list without periods, an occasion, a single grant), so
--   it excuses nothing; goods are not owed to the dead
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

deaths as (

    select * from stg_deaths

),

settings as (

    select death_sources_for_certain from run_settings

),

late as (

    select
        deliveries.person_id,
        deliveries.programme_code,
        deliveries.fiscal_year_from,
        persons.household_id,
        persons.death_until,
        coalesce(deaths.sources, 0) >= settings.death_sources_for_certain as is_confirmed,
        deliveries.office_code,
        deliveries.period_from,
        deliveries.given_on,
        deliveries.amount_poisha,
        case
            when
                programmes.kind in ('cash', 'works')
                and deliveries.period_from <= persons.death_until
                and deliveries.period_until + interval '1' day < deliveries.period_from + interval '1' year
                then 'arrears_after_death'
            else 'after_death'
        end as compared
    from deliveries
    inner join persons
        on deliveries.person_id = persons.person_id
        and deliveries.given_on > persons.death_until
    inner join programmes
        on deliveries.programme_code = programmes.programme_code
    cross join settings
    left join deaths
        on deliveries.person_id = deaths.person_id

),

final as (

    select
        rules.kind,
        concat(
            'person:', late.person_id, '/programme:', late.programme_code, '/year:', late.fiscal_year_from
        ) as subject,
        case when rules.kind = 'after_death' and late.is_confirmed then 'certain' else rules.severity end as severity,
        rules.rule_id,
        late.person_id,
        min(late.household_id) as household_id,
        cast(late.person_id as string) as person_ids,
        late.programme_code as programme_codes,
        array_join(array_sort(collect_set(late.office_code)), ';') as office_codes,
        concat(
            case rules.kind when 'after_death' then 'paid_after_death' else rules.kind end,
            '?programme=', late.programme_code,
            '&died_by=', max(late.death_until),
            '&last_on=', max(late.given_on),
            '&times=', count(*),
            case when late.is_confirmed then ';death_from_two_sources' else '' end
        ) as reasons,
        cast(sum(late.amount_poisha) as bigint) as money_poisha
    from late
    inner join rules
        on late.programme_code = rules.programme_code
        and late.compared = rules.compared
        and late.period_from between rules.valid_from and rules.valid_until
    group by
        rules.kind,
        rules.severity,
        rules.rule_id,
        late.is_confirmed,
        late.person_id,
        late.programme_code,
        late.fiscal_year_from

)

select * from final
