-- int_empty_cells: the cells that the census asks of each living person and that nobody filled.
-- grain: one row per living person and empty field; what is asked of a household stands with its head
-- reads: int_listed_persons
-- columns:
--   person_id BIGINT
--   field VARCHAR
-- privacy: ids; whether something is written, never what
-- source: derived
with

persons as (

    select * from int_listed_persons

),

final as (

    select
        person_id,
        'called' as field
    from persons
    where not is_called
    union all
    select
        person_id,
        'sex' as field
    from persons
    where not has_sex
    union all
    select
        person_id,
        'birth_date' as field
    from persons
    where not has_birth_date
    union all
    select
        person_id,
        'relation' as field
    from persons
    where not has_relation
    union all
    select
        person_id,
        'father' as field
    from persons
    where not has_father
    union all
    select
        person_id,
        'mother' as field
    from persons
    where not has_mother
    union all
    select
        person_id,
        'marital' as field
    from persons
    where not has_marital
    union all
    select
        person_id,
        'education_class' as field
    from persons
    where not has_education_class
    union all
    select
        person_id,
        'in_school' as field
    from persons
    where not has_in_school
    union all
    select
        person_id,
        'nid' as field
    from persons
    where not has_nid
    union all
    select
        person_id,
        'brn' as field
    from persons
    where not has_brn
    union all
    select
        person_id,
        'mobile' as field
    from persons
    where not has_mobile
    union all
    select
        person_id,
        'latrine' as field
    from persons
    where not has_latrine
    union all
    select
        person_id,
        'water' as field
    from persons
    where not has_water
    union all
    select
        person_id,
        'roof' as field
    from persons
    where not has_roof
    union all
    select
        person_id,
        'wall' as field
    from persons
    where not has_wall
    union all
    select
        person_id,
        'electricity' as field
    from persons
    where not has_electricity
    union all
    select
        person_id,
        'flooded' as field
    from persons
    where not has_flooded
    union all
    select
        person_id,
        'land_hundredths' as field
    from persons
    where not has_land
    union all
    select
        person_id,
        'income_bdt' as field
    from persons
    where not has_income

)

select * from final
