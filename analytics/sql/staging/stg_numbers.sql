-- stg_numbers: the identity numbers that persons hold, each as a keyed hash.
-- grain: one row per person and number
-- reads: src_numbers
-- columns:
--   person_id BIGINT
--   number_key VARCHAR keyed hash
-- privacy: the number itself never enters analytics
-- source: the ledger
with

numbers as (

    select * from src_numbers

),

final as (

    select distinct
        person_id,
        number_key
    from numbers

)

select * from final
