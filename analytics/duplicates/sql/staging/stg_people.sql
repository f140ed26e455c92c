-- stg_people: everybody of the lists to be compared, under keys instead of names.
-- grain: one row per listed person
-- reads: src_people
-- columns:
--   person_id BIGINT
--   side INTEGER which of two lists; all alike when one list is searched for doubles
--   household_id BIGINT null where households of two lists cannot be told to be one
--   area_code VARCHAR ward or whatever the list has; a code begins with the codes of the wider areas
--   para_code VARCHAR
--   place VARCHAR village in letters, for lists without codes
--   address VARCHAR
--   sex VARCHAR
--   born_on VARCHAR yyyymmdd, only when the day is told
--   born_from_year INTEGER earliest possible year
--   born_until_year INTEGER latest possible year
--   given VARCHAR consonants of the word of the name that is the person's own
--   given_light VARCHAR the same with the vowels that both scripts write
--   family VARCHAR consonants of the other words
--   father VARCHAR consonants of the father's own word
--   father_family VARCHAR consonants of the father's other words
--   mother VARCHAR consonants of the mother's own word
--   mother_family VARCHAR consonants of the mother's other words
--   spouse VARCHAR consonants of the spouse's own word
--   spouse_family VARCHAR consonants of the spouse's other words
--   smart_even VARCHAR keyed hash of every other digit of the 10-digit number
--   smart_odd VARCHAR keyed hash of the digits between; both together are the number
--   nid_even VARCHAR the same of the 13-digit number
--   nid_odd VARCHAR
--   brn_even VARCHAR the same of the birth registration number
--   brn_odd VARCHAR
--   mobile_key VARCHAR keyed hash
-- privacy: keys of names stand in memory for one run and are never kept; numbers only as keyed hashes
-- source: the register, or two lists in files
with

people as (

    select * from src_people

),

final as (

    select
        person_id,
        side,
        household_id,
        area_code,
        para_code,
        place,
        address,
        sex,
        born_on,
        born_from_year,
        born_until_year,
        given,
        given_light,
        family,
        father,
        father_family,
        mother,
        mother_family,
        spouse,
        spouse_family,
        smart_even,
        smart_odd,
        nid_even,
        nid_odd,
        brn_even,
        brn_odd,
        mobile_key
    from people

)

select * from final
