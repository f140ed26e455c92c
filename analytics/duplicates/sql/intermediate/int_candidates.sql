-- int_candidates: pairs that share a key and are worth comparing.
-- grain: one row per pair
-- reads: int_block_keys, int_telling_keys, int_known_people, run_settings
-- columns:
--   left_no INTEGER the smaller number
--   right_no INTEGER
-- privacy: numbers of this run only
-- source: most pairs of a large list share several keys, and are compared once
with

block_keys as (

    select * from int_block_keys

),

telling_keys as (

    select * from int_telling_keys

),

people as (

    select * from int_known_people

),

settings as (

    select * from run_settings

),

-- the people of the first list have the smaller numbers
lists as (

    select max(case when people.side = 1 then people.person_no end) as last_of_first from people

),

members as (

    select block_keys.block_key, block_keys.person_no
    from block_keys
    inner join telling_keys
        on block_keys.block_key = telling_keys.block_key

),

pairs as (

    select distinct lefts.person_no as left_no, rights.person_no as right_no
    from members as lefts
    inner join members as rights
        on lefts.block_key = rights.block_key and lefts.person_no < rights.person_no

),

final as (

    select pairs.left_no, pairs.right_no
    from pairs
    cross join settings
    cross join lists
    where not settings.across_lists or (pairs.left_no <= lists.last_of_first and pairs.right_no > lists.last_of_first)

)

select * from final
