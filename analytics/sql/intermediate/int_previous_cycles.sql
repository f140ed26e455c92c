-- int_previous_cycles: a woman who was given rice in a cycle although she had been in one of the two before it.
-- grain: one row per rule, person and cycle
-- reads: stg_cycles, stg_deliveries, stg_rules
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
--   money_poisha BIGINT poisha: what the later cycle gave; null for rice
-- privacy: ids only
-- source: rule R08 of data/reference/exclusivity_rules.csv; a period belongs to the cycle in which it begins, one as long
--   as a fiscal year to that in which it was handed out; what lies in no cycle of the table says nothing
with

cycles as (

    select * from stg_cycles

),

deliveries as (

    select * from stg_deliveries

),

rules as (

    select * from stg_rules

),

cycle_rules as (

    select * from rules where compared = 'previous_two_cycles'

),

received as (

    select
        deliveries.person_id,
        deliveries.programme_code,
        cycles.cycle_number,
        cycles.cycle_code,
        cycles.cycle_from,
        min(deliveries.household_id) as household_id,
        min(deliveries.office_code) as office_code,
        max(deliveries.office_code) as other_office_code,
        sum(deliveries.amount_poisha) as amount_poisha
    from deliveries
    inner join cycles
        on deliveries.programme_code = cycles.programme_code
        and case when deliveries.is_whole_year then deliveries.given_on else deliveries.period_from end
        between cycles.cycle_from and cycles.cycle_until
    group by
        deliveries.person_id,
        deliveries.programme_code,
        cycles.cycle_number,
        cycles.cycle_code,
        cycles.cycle_from

),

final as (

    select
        cycle_rules.kind,
        concat('person:', later.person_id, '/rule:', cycle_rules.rule_id, '/cycle:', later.cycle_number) as subject,
        cycle_rules.severity,
        cycle_rules.rule_id,
        later.person_id,
        min(later.household_id) as household_id,
        cast(later.person_id as string) as person_ids,
        concat(
            later.programme_code, ';', array_join(array_sort(collect_set(earlier.programme_code)), ';')
        ) as programme_codes,
        concat(
            min(later.office_code), ';', max(later.other_office_code), ';',
            array_join(array_sort(collect_set(earlier.office_code)), ';'), ';',
            array_join(array_sort(collect_set(earlier.other_office_code)), ';')
        ) as office_codes,
        concat(
            'previous_cycle?rule=', cycle_rules.rule_id,
            '&programme=', later.programme_code,
            '&cycle=', later.cycle_code,
            '&other_cycle=', max(earlier.cycle_code)
        ) as reasons,
        cast(max(later.amount_poisha) as bigint) as money_poisha
    from received as later
    inner join cycle_rules
        on later.programme_code = cycle_rules.programme_code
        and later.cycle_from between cycle_rules.valid_from and cycle_rules.valid_until
    inner join received as earlier
        on later.person_id = earlier.person_id
        and cycle_rules.other_code = earlier.programme_code
        and earlier.cycle_number between later.cycle_number - 2 and later.cycle_number - 1
    group by
        cycle_rules.kind,
        cycle_rules.severity,
        cycle_rules.rule_id,
        later.person_id,
        later.programme_code,
        later.cycle_number,
        later.cycle_code

)

select * from final
