-- sum_quality_cells: how complete and how correct the cells are, by ward, uploader and field.
-- grain: one row per ward, account that uploaded, and field
-- reads: int_listed_persons, int_doubtful_cells
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

persons as (

    select * from int_listed_persons

),

doubtful as (

    select
        area_code,
        uploaded_by,
        field,
        count(*) as doubtful_cells
    from int_doubtful_cells
    group by
        area_code,
        uploaded_by,
        field

),

counted as (

    select
        area_code,
        uploaded_by,
        count(is_called) as asked_called,
        count(case when is_called then 1 end) as filled_called,
        count(has_sex) as asked_sex,
        count(case when has_sex then 1 end) as filled_sex,
        count(has_birth_date) as asked_birth_date,
        count(case when has_birth_date then 1 end) as filled_birth_date,
        count(has_relation) as asked_relation,
        count(case when has_relation then 1 end) as filled_relation,
        count(has_father) as asked_father,
        count(case when has_father then 1 end) as filled_father,
        count(has_mother) as asked_mother,
        count(case when has_mother then 1 end) as filled_mother,
        count(has_marital) as asked_marital,
        count(case when has_marital then 1 end) as filled_marital,
        count(has_education_class) as asked_education_class,
        count(case when has_education_class then 1 end) as filled_education_class,
        count(has_in_school) as asked_in_school,
        count(case when has_in_school then 1 end) as filled_in_school,
        count(has_nid) as asked_nid,
        count(case when has_nid then 1 end) as filled_nid,
        count(has_brn) as asked_brn,
        count(case when has_brn then 1 end) as filled_brn,
        count(has_mobile) as asked_mobile,
        count(case when has_mobile then 1 end) as filled_mobile,
        count(has_latrine) as asked_latrine,
        count(case when has_latrine then 1 end) as filled_latrine,
        count(has_water) as asked_water,
        count(case when has_water then 1 end) as filled_water,
        count(has_roof) as asked_roof,
        count(case when has_roof then 1 end) as filled_roof,
        count(has_wall) as asked_wall,
        count(case when has_wall then 1 end) as filled_wall,
        count(has_electricity) as asked_electricity,
        count(case when has_electricity then 1 end) as filled_electricity,
        count(has_flooded) as asked_flooded,
        count(case when has_flooded then 1 end) as filled_flooded,
        count(has_land) as asked_land_hundredths,
        count(case when has_land then 1 end) as filled_land_hundredths,
        count(has_income) as asked_income_bdt,
        count(case when has_income then 1 end) as filled_income_bdt
    from persons
    group by
        area_code,
        uploaded_by

),

cells as (

    select
        area_code,
        uploaded_by,
        'called' as field,
        asked_called as declared_cells,
        filled_called as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'sex' as field,
        asked_sex as declared_cells,
        filled_sex as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'birth_date' as field,
        asked_birth_date as declared_cells,
        filled_birth_date as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'relation' as field,
        asked_relation as declared_cells,
        filled_relation as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'father' as field,
        asked_father as declared_cells,
        filled_father as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'mother' as field,
        asked_mother as declared_cells,
        filled_mother as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'marital' as field,
        asked_marital as declared_cells,
        filled_marital as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'education_class' as field,
        asked_education_class as declared_cells,
        filled_education_class as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'in_school' as field,
        asked_in_school as declared_cells,
        filled_in_school as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'nid' as field,
        asked_nid as declared_cells,
        filled_nid as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'brn' as field,
        asked_brn as declared_cells,
        filled_brn as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'mobile' as field,
        asked_mobile as declared_cells,
        filled_mobile as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'latrine' as field,
        asked_latrine as declared_cells,
        filled_latrine as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'water' as field,
        asked_water as declared_cells,
        filled_water as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'roof' as field,
        asked_roof as declared_cells,
        filled_roof as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'wall' as field,
        asked_wall as declared_cells,
        filled_wall as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'electricity' as field,
        asked_electricity as declared_cells,
        filled_electricity as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'flooded' as field,
        asked_flooded as declared_cells,
        filled_flooded as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'land_hundredths' as field,
        asked_land_hundredths as declared_cells,
        filled_land_hundredths as filled_cells
    from counted
    union all
    select
        area_code,
        uploaded_by,
        'income_bdt' as field,
        asked_income_bdt as declared_cells,
        filled_income_bdt as filled_cells
    from counted

),

final as (

    select
        cells.area_code,
        cells.uploaded_by,
        cells.field,
        cells.declared_cells,
        cells.filled_cells,
        coalesce(doubtful.doubtful_cells, 0) as doubtful_cells
    from cells
    left join doubtful
        on cells.area_code = doubtful.area_code
        and cells.uploaded_by = doubtful.uploaded_by
        and cells.field = doubtful.field
    where cells.declared_cells > 0

)

select * from final
