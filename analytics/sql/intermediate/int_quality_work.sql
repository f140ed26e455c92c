-- int_quality_work: what somebody should look at so that the four scores rise, and who stands where they should not.
-- grain: one row per person, kind of work, field and code
-- reads: int_empty_cells, int_listed_persons, int_shared_numbers, stg_doubts, stg_persons, stg_listings,
--   stg_deliveries, run_settings
-- columns:
--   person_id BIGINT
--   area_code VARCHAR ward
--   uploaded_by VARCHAR account
--   kind VARCHAR incorrect, incomplete, unclean, not_live, registered_homeless, dead_in_household, dead_on_list
--   field VARCHAR the cell for incorrect and incomplete; empty otherwise
--   code VARCHAR what is wrong, where a code says more than the kind
-- privacy: ids and codes
-- source: derived; a child with a birth registration who lives in no household; a dead person who is still a member of
--   a household, or for whom something was delivered that is meant for a time after the death
with

cells as (

    select * from int_empty_cells

),

listed as (

    select * from int_listed_persons

),

shared as (

    select * from int_shared_numbers

),

doubts as (

    select * from stg_doubts

),

persons as (

    select * from stg_persons

),

listings as (

    select * from stg_listings

),

deliveries as (

    select * from stg_deliveries

),

settings as (

    select adult_from_years from run_settings

),

incorrect as (

    select
        doubts.person_id,
        doubts.field,
        doubts.code,
        'incorrect' as kind
    from doubts
    where doubts.kind = 'cell'

),

incomplete as (

    select
        person_id,
        field,
        '' as code,
        'incomplete' as kind
    from cells

),

unclean as (

    select
        person_id,
        '' as field,
        code,
        'unclean' as kind
    from doubts
    where kind = 'double'
    union all
    select
        person_id,
        '' as field,
        'number_on_two_persons' as code,
        'unclean' as kind
    from shared

),

not_live as (

    select
        person_id,
        '' as field,
        '' as code,
        'not_live' as kind
    from listed
    where not is_live

),

registered_homeless as (

    select
        persons.person_id,
        '' as field,
        '' as code,
        'registered_homeless' as kind
    from persons
    cross join settings
    inner join listings
        on persons.person_id = listings.person_id
    where
        persons.is_alive
        and persons.household_id is null
        and listings.has_brn
        and persons.least_age_years < settings.adult_from_years

),

dead_in_household as (

    select
        person_id,
        '' as field,
        '' as code,
        'dead_in_household' as kind
    from persons
    where not is_alive and household_id is not null

),

dead_on_list as (

    select distinct
        persons.person_id,
        '' as field,
        deliveries.programme_code as code,
        'dead_on_list' as kind
    from persons
    inner join deliveries
        on persons.person_id = deliveries.person_id
        and deliveries.period_from > persons.death_until
    where not persons.is_alive

),

work as (

    select * from incorrect
    union all
    select * from incomplete
    union all
    select * from unclean
    union all
    select * from not_live
    union all
    select * from registered_homeless
    union all
    select * from dead_in_household
    union all
    select * from dead_on_list

),

final as (

    select distinct
        work.person_id,
        persons.area_code,
        coalesce(listings.uploaded_by, 'unknown') as uploaded_by,
        work.kind,
        work.field,
        work.code
    from work
    inner join persons
        on work.person_id = persons.person_id
    left join listings
        on work.person_id = listings.person_id

)

select * from final
