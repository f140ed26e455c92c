-- int_declared_cells: the cells that the census declares of each living person, filled or empty.
-- grain: one row per living person and declared field; what is asked of a household stands with its head
-- reads: int_listed_persons
-- columns:
--   person_id BIGINT
--   household_id BIGINT
--   area_code VARCHAR ward
--   uploaded_by VARCHAR account
--   field VARCHAR
--   is_filled BOOLEAN
-- privacy: ids; whether something is written, never what
-- source: derived
with

persons as (

    select * from int_listed_persons

),

final as (

    select person_id, household_id, area_code, uploaded_by, 'called' as field, is_called as is_filled from persons where is_called is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'sex' as field, has_sex as is_filled from persons where has_sex is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'birth_date' as field, has_birth_date as is_filled from persons where has_birth_date is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'relation' as field, has_relation as is_filled from persons where has_relation is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'father' as field, has_father as is_filled from persons where has_father is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'mother' as field, has_mother as is_filled from persons where has_mother is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'marital' as field, has_marital as is_filled from persons where has_marital is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'education_class' as field, has_education_class as is_filled from persons where has_education_class is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'in_school' as field, has_in_school as is_filled from persons where has_in_school is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'nid' as field, has_nid as is_filled from persons where has_nid is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'brn' as field, has_brn as is_filled from persons where has_brn is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'mobile' as field, has_mobile as is_filled from persons where has_mobile is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'latrine' as field, has_latrine as is_filled from persons where has_latrine is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'water' as field, has_water as is_filled from persons where has_water is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'roof' as field, has_roof as is_filled from persons where has_roof is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'wall' as field, has_wall as is_filled from persons where has_wall is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'electricity' as field, has_electricity as is_filled from persons where has_electricity is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'flooded' as field, has_flooded as is_filled from persons where has_flooded is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'land_hundredths' as field, has_land as is_filled from persons where has_land is not null
    union all
    select person_id, household_id, area_code, uploaded_by, 'income_bdt' as field, has_income as is_filled from persons where has_income is not null

)

select * from final
