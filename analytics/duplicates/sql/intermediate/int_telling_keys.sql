-- int_telling_keys: the keys that two people share, or a few; a key of very many tells nothing and costs most of the time.
-- grain: one row per key
-- reads: int_block_keys
-- columns:
--   block_key UBIGINT
-- privacy: as stg_people
-- source: counted apart from the search for pairs, so that the long table of keys is read and not copied
with

block_keys as (

    select * from int_block_keys

),

final as (

    select block_key
    from block_keys
    group by block_key
    having count(*) > 1 and count(*) <= min(people_at_most)

)

select * from final
