-- int_doubtful_cells: the cells that the census asks of a living person and about which something is open.
-- grain: one row per person and field
-- reads: int_listed_persons, stg_doubts
-- columns:
--   person_id BIGINT
--   area_code VARCHAR ward
--   uploaded_by VARCHAR account
--   field VARCHAR
-- privacy: ids
-- source: derived; a doubt about a cell that is not asked of somebody like that stands in the work and lowers no score
with

persons as (

    select * from int_listed_persons

),

doubts as (

    select * from stg_doubts

),

told as (

    select
        persons.person_id,
        persons.area_code,
        persons.uploaded_by,
        doubts.field,
        case doubts.field
            when 'called' then persons.is_called
            when 'sex' then persons.has_sex
            when 'birth_date' then persons.has_birth_date
            when 'relation' then persons.has_relation
            when 'father' then persons.has_father
            when 'mother' then persons.has_mother
            when 'marital' then persons.has_marital
            when 'education_class' then persons.has_education_class
            when 'in_school' then persons.has_in_school
            when 'nid' then persons.has_nid
            when 'brn' then persons.has_brn
            when 'mobile' then persons.has_mobile
            when 'latrine' then persons.has_latrine
            when 'water' then persons.has_water
            when 'roof' then persons.has_roof
            when 'wall' then persons.has_wall
            when 'electricity' then persons.has_electricity
            when 'flooded' then persons.has_flooded
            when 'land_hundredths' then persons.has_land
            when 'income_bdt' then persons.has_income
        end as is_filled
    from doubts
    inner join persons
        on doubts.person_id = persons.person_id
    where doubts.kind = 'cell'

),

final as (

    select distinct
        person_id,
        area_code,
        uploaded_by,
        field
    from told
    where is_filled is not null

)

select * from final
