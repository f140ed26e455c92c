-- sum_quality_cells: how complete and how correct the cells are, by ward, uploader and field.
-- grain: one row per ward, account that uploaded, and field
-- reads: int_declared_cells, int_quality_work
-- columns:
--   area_code VARCHAR ward
--   uploaded_by VARCHAR account
--   field VARCHAR
--   declared_cells BIGINT cells that the census asks of these persons
--   filled_cells BIGINT complete = filled / declared
--   doubtful_cells BIGINT filled or damaged cells with an open contradiction; correct = 1 - doubtful / declared
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: derived. Complete: the filled share of the declared cells. Correct: the share of the declared cells of which
--   nothing is open: no contradiction, no damaged number, no problem that waits to be confirmed
with

cells as (

    select * from int_declared_cells

),

work as (

    select * from int_quality_work

),

doubtful as (

    select distinct
        person_id,
        field
    from work
    where kind = 'incorrect'

),

final as (

    select
        cells.area_code,
        cells.uploaded_by,
        cells.field,
        count(*) as declared_cells,
        count(case when cells.is_filled then 1 end) as filled_cells,
        count(doubtful.person_id) as doubtful_cells
    from cells
    left join doubtful
        on cells.person_id = doubtful.person_id
        and cells.field = doubtful.field
    group by
        cells.area_code,
        cells.uploaded_by,
        cells.field

)

select * from final
