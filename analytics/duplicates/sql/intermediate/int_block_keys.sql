-- int_block_keys: under which keys each person is looked for; two who share none are never compared.
-- grain: one row per person and key
-- reads: int_known_people, run_settings
-- columns:
--   block_key UBIGINT hash of the rule and its values
--   person_no INTEGER
--   people_at_most UTINYINT how many may share the key before it tells too little
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

    select
        strangers,
        cast(largest_block as utinyint) as largest,
        cast(largest_block_of_names as utinyint) as largest_of_names,
        cast(largest_block_anywhere as utinyint) as largest_anywhere
    from run_settings

),

names_without_year as (

    select distinct given, spot_no from people where born_until_year is null

),

children_without_year as (

    select distinct given, father, wide_no from people where born_until_year is null

),

final as (

    -- people who have nothing to do with each other, so that weights can be learned from the difference
    select
        hash('strangers', hash(people.person_id, people.side) % settings.strangers) as block_key,
        people.person_no,
        settings.largest as people_at_most
    from people
    cross join settings
    where settings.strangers > 0

    union all

    -- a number that both hold
    select hash('smart', smart_even, smart_odd) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where smart_even is not null and smart_odd is not null

    union all

    select hash('nid', nid_even, nid_odd) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where nid_even is not null and nid_odd is not null

    union all

    select hash('brn', brn_even, brn_odd) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where brn_even is not null and brn_odd is not null

    union all

    -- half of a number, beside the own name
    select hash('smart even', smart_even, given) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where smart_even is not null and given is not null

    union all

    select hash('smart odd', smart_odd, given) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where smart_odd is not null and given is not null

    union all

    select hash('nid even', nid_even, given) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where nid_even is not null and given is not null

    union all

    select hash('nid odd', nid_odd, given) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where nid_odd is not null and given is not null

    union all

    select hash('brn even', brn_even, given) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where brn_even is not null and given is not null

    union all

    select hash('brn odd', brn_odd, given) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where brn_odd is not null and given is not null

    union all

    -- a mobile, which whole families share
    select hash('mobile', mobile_no, sex) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where mobile_no is not null and sex is not null

    union all

    -- a birthday
    select hash('birthday', born_on_day, sex, left(given, 1)) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where born_on_day is not null and sex is not null and given is not null

    union all

    select hash('birthday and family', born_on_day, family) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where born_on_day is not null and family is not null

    union all

    select hash('birthday and address', born_on_day, address) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where born_on_day is not null and address is not null

    union all

    -- one name in one small place
    select hash('name and place', given, place) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where given is not null and place is not null

    union all

    select hash('name and address', given, address) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where given is not null and address is not null

    union all

    select hash('family and address', family, address) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where family is not null and address is not null

    union all

    -- the same where somebody's birth year is not known; where it is, rules with years find the two
    select hash('name and spot', people.given, people.spot_no) as block_key, people.person_no, settings.largest_of_names as people_at_most
    from people
    cross join settings
    inner join names_without_year
        on people.given = names_without_year.given
        and people.spot_no = names_without_year.spot_no

    union all

    -- one name and one relative
    select hash('name and father', given, father, area_no) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where given is not null and father is not null and area_no is not null

    union all

    select hash('name and mother', given, mother, area_no) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where given is not null and mother is not null and area_no is not null

    union all

    select hash('name and spouse', given, spouse, wide_no) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where given is not null and spouse is not null and wide_no is not null

    union all

    select hash('name, father and union', people.given, people.father, people.wide_no) as block_key, people.person_no, settings.largest_of_names as people_at_most
    from people
    cross join settings
    inner join children_without_year
        on people.given = children_without_year.given
        and people.father = children_without_year.father
        and people.wide_no = children_without_year.wide_no

    union all

    -- one name and two relatives, wherever
    select hash('name and parents', given, father, mother) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where given is not null and father is not null and mother is not null

    union all

    select hash('name, father and spouse', given, father, spouse) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where given is not null and father is not null and spouse is not null

    union all

    -- two relatives, whatever the name
    select hash('father and spouse', father, spouse, wide_no) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where father is not null and spouse is not null and wide_no is not null

    union all

    select hash('mother and spouse', mother, spouse, wide_no) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where mother is not null and spouse is not null and wide_no is not null

    union all

    select hash('parents', father, mother, four_years, sex) as block_key, person_no, settings.largest_of_names as people_at_most
    from people
    cross join settings
    where father is not null and mother is not null and four_years is not null and sex is not null

    union all

    -- one name and about one birth year: two rows of windows, so that nobody is lost between two of them
    select hash('name, years and father', given, father, four_years) as block_key, person_no, settings.largest_of_names as people_at_most
    from people
    cross join settings
    where given is not null and father is not null and four_years is not null

    union all

    select hash('other name, years and father', given, father, other_four_years) as block_key, person_no, settings.largest_of_names as people_at_most
    from people
    cross join settings
    where given is not null and father is not null and other_four_years is not null

    union all

    -- a husband often stands in the column of the father: both are looked for under one key
    select hash('name, years and father', given, spouse, four_years) as block_key, person_no, settings.largest_of_names as people_at_most
    from people
    cross join settings
    where given is not null and spouse is not null and four_years is not null

    union all

    select hash('other name, years and father', given, spouse, other_four_years) as block_key, person_no, settings.largest_of_names as people_at_most
    from people
    cross join settings
    where given is not null and spouse is not null and other_four_years is not null

    union all

    select hash('name, years and mother', given, mother, four_years) as block_key, person_no, settings.largest_of_names as people_at_most
    from people
    cross join settings
    where given is not null and mother is not null and four_years is not null

    union all

    select hash('other name, years and mother', given, mother, other_four_years) as block_key, person_no, settings.largest_of_names as people_at_most
    from people
    cross join settings
    where given is not null and mother is not null and other_four_years is not null

    union all

    select hash('name, years and area', given, area_no, four_years) as block_key, person_no, settings.largest_of_names as people_at_most
    from people
    cross join settings
    where given is not null and area_no is not null and four_years is not null

    union all

    select hash('other name, years and area', given, area_no, other_four_years) as block_key, person_no, settings.largest_of_names as people_at_most
    from people
    cross join settings
    where given is not null and area_no is not null and other_four_years is not null

    union all

    select hash('name, years and family', given, family, wide_no, four_years) as block_key, person_no, settings.largest_of_names as people_at_most
    from people
    cross join settings
    where given is not null and family is not null and wide_no is not null and four_years is not null

    union all

    select hash('other name, years and family', given, family, wide_no, other_four_years) as block_key, person_no, settings.largest_of_names as people_at_most
    from people
    cross join settings
    where given is not null and family is not null and wide_no is not null and other_four_years is not null

    union all

    -- one whole name and birth year, wherever
    select hash('name and year anywhere', given, family, born_until_year) as block_key, person_no, settings.largest_anywhere as people_at_most
    from people
    cross join settings
    where given is not null and family is not null and born_until_year is not null

    union all

    select hash('name, year, fathers letter', given, family, born_until_year, left(father, 1)) as block_key, person_no, settings.largest_of_names as people_at_most
    from people
    cross join settings
    where given is not null and family is not null and born_until_year is not null and father is not null

    union all

    -- neighbours of one sex and birth year, for names that were badly copied
    select hash('near', spot_no, born_until_year, sex, left(given, 2)) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where spot_no is not null and born_until_year is not null and sex is not null and given is not null

    union all

    select hash('near and father', spot_no, born_until_year, sex, left(father, 2)) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where spot_no is not null and born_until_year is not null and sex is not null and father is not null

    union all

    select hash('near and mother', spot_no, born_until_year, sex, left(mother, 2)) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where spot_no is not null and born_until_year is not null and sex is not null and mother is not null

    union all

    -- one relative and birth year, for own names that were badly copied
    select hash('father in the union', father, wide_no, born_until_year, sex, left(given, 1)) as block_key, person_no, settings.largest_of_names as people_at_most
    from people
    cross join settings
    where father is not null and wide_no is not null and born_until_year is not null and sex is not null and given is not null

    union all

    select hash('mother in the union', mother, wide_no, born_until_year, sex, left(given, 1)) as block_key, person_no, settings.largest_of_names as people_at_most
    from people
    cross join settings
    where mother is not null and wide_no is not null and born_until_year is not null and sex is not null and given is not null

    union all

    select hash('father anywhere', father, father_family, born_until_year, left(given, 2)) as block_key, person_no, settings.largest_of_names as people_at_most
    from people
    cross join settings
    where father is not null and father_family is not null and born_until_year is not null and given is not null

    union all

    select hash('mother anywhere', mother, mother_family, born_until_year, left(given, 2)) as block_key, person_no, settings.largest_of_names as people_at_most
    from people
    cross join settings
    where mother is not null and mother_family is not null and born_until_year is not null and given is not null

    union all

    -- lists with addresses instead of codes
    select hash('address', address) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where address is not null

    union all

    select hash('family and year', family, born_until_year) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where address is not null and family is not null and born_until_year is not null

    union all

    select hash('given and year', given, born_until_year) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where address is not null and given is not null and born_until_year is not null

    union all

    select hash('family and area', family, area_no) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where address is not null and family is not null and area_no is not null

    union all

    select hash('family and place', family, place) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where family is not null and place is not null

    union all

    select hash('day and area', born_no, area_no) as block_key, person_no, settings.largest as people_at_most
    from people
    cross join settings
    where address is not null and born_no is not null and area_no is not null

)

select * from final
