-- chk_numbers: one identity number on two persons: for a person to decide, never merged by a machine.
-- grain: one row per number that stands on several persons
-- reads: src_numbers
-- columns:
--   number_key VARCHAR keyed hash
--   persons BIGINT
-- privacy: the number itself never enters analytics
-- source: what the ledger promises
with

numbers as (

    select * from src_numbers

),

final as (

    select
        number_key,
        count(distinct person_id) as persons
    from numbers
    group by number_key
    having count(distinct person_id) > 1

)

select * from final
