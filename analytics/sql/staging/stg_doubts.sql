-- stg_doubts: what is open about a person's cells, and who may be listed twice.
-- grain: one row per open problem of a believed row, and per person with an undecided double
-- reads: src_doubts
-- columns:
--   person_id BIGINT
--   kind VARCHAR cell or double
--   field VARCHAR field of the scores the cell belongs to; other for cells that no score asks about
--   code VARCHAR what is wrong, as data/reference/messages.csv tells it
-- privacy: ids and codes
-- source: the ledger; a column of ages speaks of the birth date, a column of unsorted numbers of the NID
with

doubts as (

    select * from src_doubts

),

final as (

    select
        person_id,
        kind,
        case
            when field in ('age_years', 'birth_day', 'birth_month') then 'birth_date'
            when field = 'number' then 'nid'
            when field in ('name', 'name_bn', 'name_en', 'name_and_relative') then 'called'
            when field in ('father_name', 'father_or_husband') then 'father'
            when field = 'mother_name' then 'mother'
            when field = '' then 'other'
            else field
        end as field,
        code
    from doubts

)

select * from final
