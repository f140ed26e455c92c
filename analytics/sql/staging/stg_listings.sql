-- stg_listings: how each person came into the ledger: whose sheet, which round, which written fields are filled.
-- grain: one row per person
-- reads: src_listings
-- columns:
--   person_id BIGINT
--   area_code VARCHAR ward
--   uploaded_by VARCHAR account that uploaded the newest sheet with the person; unknown where no sheet says so
--   round_code VARCHAR round in which the person was seen last
--   is_live BOOLEAN seen or confirmed in the newest round
--   is_called BOOLEAN called by something in either script
--   has_father BOOLEAN
--   has_mother BOOLEAN
--   has_mobile BOOLEAN
--   has_nid BOOLEAN
--   has_brn BOOLEAN
--   was_in_school BOOLEAN what the round before the newest of the person found; null where there was none
-- privacy: whether something is written, never what
-- source: the ledger
with

listings as (

    select * from src_listings

),

final as (

    select
        person_id,
        area_code,
        coalesce(uploaded_by, 'unknown') as uploaded_by,
        round_code,
        coalesce(of_newest_round, false) as is_live,
        in_bangla or in_latin as is_called,
        has_father,
        has_mother,
        has_mobile,
        has_nid,
        has_brn,
        was_in_school
    from listings

)

select * from final
