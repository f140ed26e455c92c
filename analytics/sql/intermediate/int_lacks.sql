-- int_lacks: what each household and person lacks, with the para and the wealth of the house.
-- grain: one row per person and question that could be asked of them; what a household lacks stands with its head
-- reads: stg_persons, stg_households, stg_deliveries, int_household_wealth, run_settings
-- columns:
--   person_id BIGINT
--   household_id BIGINT
--   area_code VARCHAR ward
--   para_code VARCHAR empty where no para is written
--   quintile VARCHAR 1 (the poorest fifth of the upazila) to 5
--   lack VARCHAR without_latrine, without_safe_water, without_electricity, weak_house, poor, out_of_school or disabled_unsupported
--   is_lacking BOOLEAN
-- privacy: ids
-- source: rules/households.toml, rules/unserved.toml; what nobody asked is no lack and not counted either
with

persons as (

    select * from stg_persons

),

households as (

    select * from stg_households

),

deliveries as (

    select * from stg_deliveries

),

wealth as (

    select * from int_household_wealth

),

settings as (

    select
        as_of,
        unserved_for_months,
        school_starts_at_years,
        school_asked_until_years
    from run_settings

),

supported as (

    select distinct deliveries.person_id
    from deliveries
    cross join settings
    where
        deliveries.given_by > settings.as_of - settings.unserved_for_months * interval '1' month
        and deliveries.programme_code in ('DIS', 'DST')

),

members as (

    select
        persons.person_id,
        persons.household_id,
        persons.area_code,
        persons.relation,
        persons.least_age_years,
        persons.in_school,
        persons.disability,
        wealth.para_code,
        wealth.quintile
    from persons
    inner join wealth
        on persons.household_id = wealth.household_id
    where persons.is_alive

),

heads as (

    select
        members.person_id,
        members.household_id,
        members.area_code,
        members.para_code,
        members.quintile,
        households.latrine,
        households.water,
        households.has_electricity,
        households.is_weak_house,
        households.is_poor
    from members
    inner join households
        on members.household_id = households.household_id
    where members.relation = 'head'

),

asked as (

    select
        person_id,
        household_id,
        area_code,
        para_code,
        quintile,
        'without_latrine' as lack,
        latrine = 'open' as is_lacking
    from heads
    union all
    select
        person_id,
        household_id,
        area_code,
        para_code,
        quintile,
        'without_safe_water' as lack,
        water in ('pond', 'river') as is_lacking
    from heads
    union all
    select
        person_id,
        household_id,
        area_code,
        para_code,
        quintile,
        'without_electricity' as lack,
        not has_electricity as is_lacking
    from heads
    union all
    select
        person_id,
        household_id,
        area_code,
        para_code,
        quintile,
        'weak_house' as lack,
        is_weak_house as is_lacking
    from heads
    union all
    select
        person_id,
        household_id,
        area_code,
        para_code,
        quintile,
        'poor' as lack,
        is_poor as is_lacking
    from heads
    union all
    select
        members.person_id,
        members.household_id,
        members.area_code,
        members.para_code,
        members.quintile,
        'out_of_school' as lack,
        not members.in_school as is_lacking
    from members
    inner join settings
        on members.least_age_years between settings.school_starts_at_years and settings.school_asked_until_years
    union all
    select
        members.person_id,
        members.household_id,
        members.area_code,
        members.para_code,
        members.quintile,
        'disabled_unsupported' as lack,
        supported.person_id is null as is_lacking
    from members
    left join supported
        on members.person_id = supported.person_id
    where members.disability <> ''

),

final as (

    select
        person_id,
        household_id,
        area_code,
        para_code,
        quintile,
        lack,
        is_lacking
    from asked
    where is_lacking is not null

)

select * from final
