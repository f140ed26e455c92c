-- int_shared_numbers: everybody whose identity number stands on another person too.
-- grain: one row per person
-- reads: stg_numbers
-- columns:
--   person_id BIGINT
-- privacy: ids only
-- source: what the ledger promises: a number belongs to one person
with

numbers as (

    select * from stg_numbers

),

shared as (

    select number_key
    from numbers
    group by number_key
    having count(distinct person_id) > 1

),

final as (

    select distinct numbers.person_id
    from numbers
    inner join shared
        on numbers.number_key = shared.number_key

)

select * from final
