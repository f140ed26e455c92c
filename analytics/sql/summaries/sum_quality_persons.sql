-- sum_quality_persons: how clean and how live the listed persons are, by ward and uploader.
-- grain: one row per ward and account that uploaded
-- reads: int_listed_persons, int_quality_work
-- columns:
--   area_code VARCHAR ward
--   uploaded_by VARCHAR account
--   persons BIGINT living persons
--   unclean_persons BIGINT clean = 1 - unclean / persons
--   live_persons BIGINT live = live / persons
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: derived. Clean: the share of the persons whose number stands on nobody else and who wait in no undecided pair
--   of possible doubles. Live: the share of the persons seen or confirmed in the newest round
with

listed as (

    select * from int_listed_persons

),

work as (

    select * from int_quality_work

),

unclean as (

    select distinct person_id
    from work
    where kind = 'unclean'

),

final as (

    select
        listed.area_code,
        listed.uploaded_by,
        count(*) as persons,
        count(unclean.person_id) as unclean_persons,
        count(case when listed.is_live then 1 end) as live_persons
    from listed
    left join unclean
        on listed.person_id = unclean.person_id
    group by
        listed.area_code,
        listed.uploaded_by

)

select * from final
