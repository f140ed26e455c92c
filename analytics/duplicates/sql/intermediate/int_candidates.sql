-- int_candidates: pairs that share a key and are worth comparing.
-- grain: one row per pair
-- reads: int_block_keys, run_settings
-- columns:
--   left_no INTEGER the smaller number
--   right_no INTEGER
-- privacy: numbers of this run only
-- source: a key that very many people share tells nothing and would cost most of the time
with

block_keys as (

    select * from int_block_keys

),

settings as (

    select * from run_settings

),

blocks as (

    select block_key, count(*) as people from block_keys group by block_key

),

telling_blocks as (

    select blocks.block_key
    from blocks
    cross join settings
    where blocks.people > 1 and blocks.people <= settings.largest_block

),

members as (

    select block_keys.block_key, block_keys.person_no, block_keys.side
    from block_keys
    inner join telling_blocks
        on block_keys.block_key = telling_blocks.block_key

),

final as (

    select distinct lefts.person_no as left_no, rights.person_no as right_no
    from members as lefts
    inner join members as rights
        on lefts.block_key = rights.block_key and lefts.person_no < rights.person_no
    cross join settings
    where not settings.across_lists or lefts.side <> rights.side

)

select * from final
