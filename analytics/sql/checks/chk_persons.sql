-- chk_persons: persons who stand twice, belong to no known household, or die before they are born.
-- grain: one row per person and fault
-- reads: src_persons, src_households
-- columns:
--   person_id BIGINT
--   fault VARCHAR stands_twice, household_unknown, birth_backwards, died_before_birth
-- privacy: ids only
-- source: what the ledger promises
with

persons as (

    select * from src_persons

),

households as (

    select household_id from src_households

),

faults as (

    select person_id, 'stands_twice' as fault from persons group by person_id having count(*) > 1
    union all
    select persons.person_id, 'household_unknown' as fault
    from persons
    left join households on persons.household_id = households.household_id
    where persons.household_id is not null and households.household_id is null
    union all
    select person_id, 'birth_backwards' as fault from persons where birth_until < birth_from
    union all
    select person_id, 'died_before_birth' as fault from persons where death_until < birth_from

),

final as (

    select
        person_id,
        fault
    from faults

)

select * from final
