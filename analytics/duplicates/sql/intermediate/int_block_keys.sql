-- int_block_keys: under which keys each person is looked for; two who share none are never compared.
-- grain: one row per person and key
-- reads: int_known_people, run_settings
-- columns:
--   block_key UBIGINT hash of the rule and its values
--   person_no INTEGER
--   side INTEGER
-- privacy: as stg_people
-- source: what stays alike between two listings of one person; a missing value leaves the other rules as they are
with

people as (

    select
        *,
        cast(floor(born_until_year / 4) as integer) as four_years,
        cast(floor((born_until_year + 2) / 4) as integer) as other_four_years
    from int_known_people

),

settings as (

    select * from run_settings

),

final as (

    -- people who have nothing to do with each other, so that weights can be learned from the difference
    select hash('strangers', hash(people.person_id, people.side) % settings.strangers) as block_key, person_no, side
    from people
    cross join settings
    where settings.strangers > 0

    union all

    -- a number that both hold
    select hash('1', smart_no) as block_key, person_no, side
    from people
    where smart_no is not null

    union all

    select hash('2', nid_no) as block_key, person_no, side
    from people
    where nid_no is not null

    union all

    select hash('3', brn_no) as block_key, person_no, side
    from people
    where brn_no is not null

    union all

    -- half of a number, beside the own name
    select hash('4', smart_even, given) as block_key, person_no, side
    from people
    where smart_even is not null and given is not null

    union all

    select hash('5', smart_odd, given) as block_key, person_no, side
    from people
    where smart_odd is not null and given is not null

    union all

    select hash('6', nid_even, given) as block_key, person_no, side
    from people
    where nid_even is not null and given is not null

    union all

    select hash('7', nid_odd, given) as block_key, person_no, side
    from people
    where nid_odd is not null and given is not null

    union all

    select hash('8', brn_even, given) as block_key, person_no, side
    from people
    where brn_even is not null and given is not null

    union all

    select hash('9', brn_odd, given) as block_key, person_no, side
    from people
    where brn_odd is not null and given is not null

    union all

    -- a mobile
    select hash('10', mobile_no) as block_key, person_no, side
    from people
    where mobile_no is not null

    union all

    -- a birthday
    select hash('11', born_on_day, sex, left(given, 1)) as block_key, person_no, side
    from people
    where born_on_day is not null and given is not null

    union all

    select hash('12', born_on_day, family) as block_key, person_no, side
    from people
    where born_on_day is not null and family is not null

    union all

    select hash('13', born_on_day, address) as block_key, person_no, side
    from people
    where born_on_day is not null and address is not null

    union all

    -- one name in one small place
    select hash('14', given, spot_no) as block_key, person_no, side
    from people
    where given is not null and spot_no is not null

    union all

    select hash('15', given, place) as block_key, person_no, side
    from people
    where given is not null and place is not null

    union all

    select hash('16', given, address) as block_key, person_no, side
    from people
    where given is not null and address is not null

    union all

    select hash('17', family, address) as block_key, person_no, side
    from people
    where family is not null and address is not null

    union all

    -- one name and one relative
    select hash('18', given, father, wide_code) as block_key, person_no, side
    from people
    where given is not null and father is not null and wide_code is not null

    union all

    select hash('19', given, mother, area_code) as block_key, person_no, side
    from people
    where given is not null and mother is not null and area_code is not null

    union all

    select hash('20', given, spouse, wide_code) as block_key, person_no, side
    from people
    where given is not null and spouse is not null and wide_code is not null

    union all

    -- two relatives, whatever the name
    select hash('21', father, spouse, wide_code) as block_key, person_no, side
    from people
    where father is not null and spouse is not null and wide_code is not null

    union all

    select hash('22', mother, spouse, wide_code) as block_key, person_no, side
    from people
    where mother is not null and spouse is not null and wide_code is not null

    union all

    select hash('23', father, mother, four_years) as block_key, person_no, side
    from people
    where father is not null and mother is not null and four_years is not null

    union all

    -- one name and about one birth year: two rows of windows, so that nobody is lost between two of them
    select hash('24', given, father, four_years) as block_key, person_no, side
    from people
    where given is not null and father is not null and four_years is not null

    union all

    select hash('25', given, father, other_four_years) as block_key, person_no, side
    from people
    where given is not null and father is not null and other_four_years is not null

    union all

    select hash('26', given, area_code, four_years) as block_key, person_no, side
    from people
    where given is not null and area_code is not null and four_years is not null

    union all

    select hash('27', given, area_code, other_four_years) as block_key, person_no, side
    from people
    where given is not null and area_code is not null and other_four_years is not null

    union all

    select hash('28', given, family, wide_code, four_years) as block_key, person_no, side
    from people
    where given is not null and family is not null and wide_code is not null and four_years is not null

    union all

    select hash('29', given, family, wide_code, other_four_years) as block_key, person_no, side
    from people
    where given is not null and family is not null and wide_code is not null and other_four_years is not null

    union all

    select hash('30', given, family, born_until_year) as block_key, person_no, side
    from people
    where given is not null and family is not null and born_until_year is not null

    union all

    -- neighbours of one sex and birth year, for names that were badly copied
    select hash('31', spot_no, born_until_year, sex, left(given, 1)) as block_key, person_no, side
    from people
    where spot_no is not null and born_until_year is not null and given is not null

    union all

    select hash('near and father', spot_no, born_until_year, sex, left(father, 1)) as block_key, person_no, side
    from people
    where spot_no is not null and born_until_year is not null and father is not null

    union all

    select hash('name, year and father', given, wide_code, born_until_year, left(father, 1)) as block_key, person_no, side
    from people
    where given is not null and wide_code is not null and born_until_year is not null and father is not null

    union all

    select hash('near and mother', spot_no, born_until_year, sex, left(mother, 1)) as block_key, person_no, side
    from people
    where spot_no is not null and born_until_year is not null and mother is not null

    union all

    select hash('name, year and mother', given, wide_code, born_until_year, left(mother, 1)) as block_key, person_no, side
    from people
    where given is not null and wide_code is not null and born_until_year is not null and mother is not null

    union all

    -- lists with addresses instead of codes
    select hash('address', address) as block_key, person_no, side
    from people
    where address is not null

    union all

    select hash('family and year', family, born_until_year) as block_key, person_no, side
    from people
    where address is not null and family is not null and born_until_year is not null

    union all

    select hash('given and year', given, born_until_year) as block_key, person_no, side
    from people
    where address is not null and given is not null and born_until_year is not null

    union all

    select hash('family and area', family, area_code) as block_key, person_no, side
    from people
    where address is not null and family is not null and area_code is not null

    union all

    select hash('family and place', family, place) as block_key, person_no, side
    from people
    where family is not null and place is not null

    union all

    select hash('day and area', born_on, area_code) as block_key, person_no, side
    from people
    where address is not null and born_on is not null and area_code is not null

)

select * from final
