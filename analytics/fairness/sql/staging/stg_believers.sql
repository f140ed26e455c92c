-- stg_believers: the religion that the census found, of each person.
-- grain: one row per person
-- reads: src_persons
-- columns:
--   person_id BIGINT
--   household_id BIGINT
--   religion VARCHAR unknown where nobody answered
--   is_head BOOLEAN
-- privacy: sensitive; read for fairness counts alone
-- source: the ledger
with

persons as (

    select * from src_persons

),

final as (

    select
        person_id,
        household_id,
        coalesce(religion, 'unknown') as religion,
        coalesce(relation = 'head', false) as is_head
    from persons

)

select * from final
