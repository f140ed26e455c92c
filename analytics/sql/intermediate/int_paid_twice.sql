-- int_paid_twice: a person who received one benefit twice for one period, or for two periods that overlap.
-- grain: one row per person, programme and period that came again
-- reads: stg_deliveries, stg_programmes, stg_rules
-- columns:
--   kind VARCHAR same_period_twice
--   subject VARCHAR what makes this question the same from run to run
--   severity VARCHAR as the rule says for one period; review where only the dates of two periods overlap
--   person_id BIGINT
--   household_id BIGINT
--   person_ids VARCHAR
--   programme_codes VARCHAR
--   office_codes VARCHAR
--   reasons VARCHAR
--   money_poisha BIGINT poisha: everything beyond the largest single payment
-- privacy: ids only
-- source: rule R01 of data/reference/exclusivity_rules.csv
with

deliveries as (

    select * from stg_deliveries

),

programmes as (

    select * from stg_programmes

),

rules as (

    select * from stg_rules

),

regular as (

    select
        deliveries.person_id,
        deliveries.programme_code,
        deliveries.period_code,
        deliveries.period_from,
        deliveries.period_until,
        deliveries.household_id,
        deliveries.office_code,
        deliveries.given_on,
        deliveries.amount_poisha,
        programmes.is_by_calendar,
        rules.kind,
        rules.severity
    from deliveries
    inner join programmes
        on deliveries.programme_code = programmes.programme_code
        and programmes.is_regular
    inner join rules
        on deliveries.programme_code = rules.programme_code
        and rules.kind = 'same_period_twice'

),

paid_before as (

    select
        person_id,
        programme_code,
        period_from,
        max(period_until) over (
            partition by person_id, programme_code
            order by period_from
            rows between unbounded preceding and 1 preceding
        ) as paid_until
    from regular

),

suspects as (

    select distinct
        person_id,
        programme_code
    from paid_before
    where paid_until >= period_from

),

periods as (

    select
        regular.person_id,
        regular.programme_code,
        regular.period_code,
        min(regular.kind) as kind,
        min(regular.severity) as severity,
        regular.is_by_calendar,
        min(regular.household_id) as household_id,
        min(regular.office_code) as office_code,
        max(regular.office_code) as other_office_code,
        min(regular.period_from) as period_from,
        max(regular.period_until) as period_until,
        count(*) as times,
        min(regular.given_on) as first_given_on,
        max(regular.given_on) as last_given_on,
        cast(sum(regular.amount_poisha) as bigint) as amount_poisha,
        max(regular.amount_poisha) as largest_poisha
    from regular
    inner join suspects
        on regular.person_id = suspects.person_id
        and regular.programme_code = suspects.programme_code
    group by
        regular.person_id,
        regular.programme_code,
        regular.period_code,
        regular.is_by_calendar

),

same_period as (

    select
        kind,
        severity,
        person_id,
        household_id,
        programme_code,
        period_code,
        concat(office_code, ';', other_office_code) as office_codes,
        concat(
            'same_period_twice?programme=', programme_code,
            '&period=', period_code,
            '&times=', times,
            '&first_on=', first_given_on,
            '&last_on=', last_given_on
        ) as reasons,
        amount_poisha - largest_poisha as money_poisha
    from periods
    where times > 1

),

overlapping as (

    select
        later.kind,
        'review' as severity,
        later.person_id,
        later.household_id,
        later.programme_code,
        concat(min(earlier.period_code), '+', later.period_code) as period_code,
        concat(min(earlier.office_code), ';', later.office_code) as office_codes,
        concat(
            'periods_overlap?programme=', later.programme_code,
            '&period=', min(earlier.period_code),
            '&other_period=', later.period_code
        ) as reasons,
        least(max(earlier.amount_poisha), later.amount_poisha) as money_poisha
    from periods as earlier
    inner join periods as later
        on earlier.person_id = later.person_id
        and earlier.programme_code = later.programme_code
        and earlier.period_from <= later.period_until
        and later.period_from <= earlier.period_until
        and (
            earlier.period_from < later.period_from
            or (earlier.period_from = later.period_from and earlier.period_code < later.period_code)
        )
    where later.is_by_calendar
    group by
        later.kind,
        later.person_id,
        later.household_id,
        later.programme_code,
        later.period_code,
        later.office_code,
        later.amount_poisha

),

questions as (

    select * from same_period
    union all
    select * from overlapping

),

final as (

    select
        kind,
        concat('person:', person_id, '/programme:', programme_code, '/period:', period_code) as subject,
        severity,
        person_id,
        household_id,
        cast(person_id as varchar) as person_ids,
        programme_code as programme_codes,
        office_codes,
        reasons,
        money_poisha
    from questions

)

select * from final
