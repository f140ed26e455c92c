-- int_known_people: everybody with a short number, and with how much each name and each area tells.
-- grain: one row per listed person
-- reads: stg_people
-- columns:
--   person_no INTEGER short number within the run
--   person_id BIGINT
--   side INTEGER
--   household_id BIGINT
--   area_no UBIGINT hash of the area's code, since numbers compare faster than texts and take less room
--   wide_no UBIGINT hash of the union's
--   wider_no UBIGINT hash of the upazila's
--   spot_no UBIGINT hash of the para, or of the smallest place that is known
--   place VARCHAR
--   address VARCHAR
--   sex VARCHAR
--   born_no INTEGER the day as yyyymmdd
--   turned_no INTEGER the same with day and month exchanged
--   born_on_day INTEGER the day, but null on 1 January, which is often written for want of a date
--   days_no INTEGER the same on a scale on which a month has 31 days
--   born_month INTEGER
--   born_month_day INTEGER
--   born_from_year INTEGER
--   born_until_year INTEGER
--   given VARCHAR
--   given_light VARCHAR
--   family VARCHAR
--   father VARCHAR
--   father_family VARCHAR
--   mother VARCHAR
--   mother_family VARCHAR
--   spouse VARCHAR
--   spouse_family VARCHAR
--   smart_even UBIGINT hash of half of the number; who shares both halves shares the number
--   smart_odd UBIGINT
--   nid_even UBIGINT
--   nid_odd UBIGINT
--   brn_even UBIGINT
--   brn_odd UBIGINT
--   mobile_no UBIGINT
--   given_bits FLOAT how rare the own name is: bits
--   name_bits FLOAT how rare the whole name is: bits
--   father_bits FLOAT bits
--   father_name_bits FLOAT bits
--   mother_bits FLOAT bits
--   mother_name_bits FLOAT bits
--   spouse_bits FLOAT bits
--   spouse_name_bits FLOAT bits
--   spot_bits FLOAT how many people live there: bits
--   area_bits FLOAT bits
--   wide_bits FLOAT bits
--   all_bits FLOAT how many people there are: bits
-- privacy: as stg_people
-- source: a common name agrees by chance, a rare one hardly ever
with

people as (

    select * from stg_people

),

numbered as (

    select
        cast(row_number() over (order by side, person_id) as integer) as person_no,
        people.*,
        left(area_code, 8) as wide_code,
        coalesce(para_code, area_code, place) as spot,
        left(area_code, 6) as wider_code,
        cast(born_on as integer) as born_no,
        cast(substr(born_on, 5, 2) as integer) as born_month,
        cast(substr(born_on, 7, 2) as integer) as born_month_day
    from people

),

everybody as (

    select log2(count(*)) as all_bits from people

),

givens as (

    select given, log2(count(*)) as bits from numbered group by given

),

families as (

    select family, log2(count(*)) as bits from numbered group by family

),

-- words of a name go together (Hafizul and Islam): a whole name is as common as it is, or as its words make it
names as (

    select given, family, log2(count(*)) as bits from numbered group by given, family

),

fathers as (

    select father, log2(count(*)) as bits from numbered group by father

),

whole_fathers as (

    select father, father_family, log2(count(*)) as bits from numbered group by father, father_family

),

mothers as (

    select mother, log2(count(*)) as bits from numbered group by mother

),

whole_mothers as (

    select mother, mother_family, log2(count(*)) as bits from numbered group by mother, mother_family

),

spouses as (

    select spouse, log2(count(*)) as bits from numbered group by spouse

),

whole_spouses as (

    select spouse, spouse_family, log2(count(*)) as bits from numbered group by spouse, spouse_family

),

spots as (

    select spot, log2(count(*)) as bits from numbered group by spot

),

areas as (

    select area_code, log2(count(*)) as bits from numbered group by area_code

),

unions as (

    select wide_code, log2(count(*)) as bits from numbered group by wide_code

),

final as (

    select
        numbered.person_no,
        numbered.person_id,
        numbered.side,
        numbered.household_id,
        case when numbered.area_code is not null then hash(numbered.area_code) end as area_no,
        case when numbered.wide_code is not null then hash(numbered.wide_code) end as wide_no,
        case when numbered.wider_code is not null then hash(numbered.wider_code) end as wider_no,
        case when numbered.spot is not null then hash(numbered.spot) end as spot_no,
        numbered.place,
        numbered.address,
        numbered.sex,
        numbered.born_no,
        numbered.born_no + 99 * (numbered.born_month_day - numbered.born_month) as turned_no,
        case when numbered.born_month > 1 or numbered.born_month_day > 1 then numbered.born_no end as born_on_day,
        case
            when numbered.born_month > 1 or numbered.born_month_day > 1
                then 372 * cast(substr(numbered.born_on, 1, 4) as integer) + 31 * numbered.born_month + numbered.born_month_day
        end as days_no,
        numbered.born_month,
        numbered.born_month_day,
        numbered.born_from_year,
        numbered.born_until_year,
        numbered.given,
        numbered.given_light,
        numbered.family,
        numbered.father,
        numbered.father_family,
        numbered.mother,
        numbered.mother_family,
        numbered.spouse,
        numbered.spouse_family,
        case when numbered.smart_even is not null then hash(numbered.smart_even) end as smart_even,
        case when numbered.smart_odd is not null then hash(numbered.smart_odd) end as smart_odd,
        case when numbered.nid_even is not null then hash(numbered.nid_even) end as nid_even,
        case when numbered.nid_odd is not null then hash(numbered.nid_odd) end as nid_odd,
        case when numbered.brn_even is not null then hash(numbered.brn_even) end as brn_even,
        case when numbered.brn_odd is not null then hash(numbered.brn_odd) end as brn_odd,
        case when numbered.mobile_key is not null then hash(numbered.mobile_key) end as mobile_no,
        cast(everybody.all_bits - givens.bits as float) as given_bits,
        cast(everybody.all_bits - greatest(names.bits, givens.bits + families.bits - everybody.all_bits) as float) as name_bits,
        cast(everybody.all_bits - fathers.bits as float) as father_bits,
        cast(everybody.all_bits - whole_fathers.bits as float) as father_name_bits,
        cast(everybody.all_bits - mothers.bits as float) as mother_bits,
        cast(everybody.all_bits - whole_mothers.bits as float) as mother_name_bits,
        cast(everybody.all_bits - spouses.bits as float) as spouse_bits,
        cast(everybody.all_bits - whole_spouses.bits as float) as spouse_name_bits,
        cast(spots.bits as float) as spot_bits,
        cast(areas.bits as float) as area_bits,
        cast(unions.bits as float) as wide_bits,
        cast(everybody.all_bits as float) as all_bits
    from numbered
    cross join everybody
    left join givens
        on numbered.given = givens.given
    left join families
        on numbered.family = families.family
    left join names
        on numbered.given = names.given and numbered.family = names.family
    left join fathers
        on numbered.father = fathers.father
    left join whole_fathers
        on numbered.father = whole_fathers.father and numbered.father_family = whole_fathers.father_family
    left join mothers
        on numbered.mother = mothers.mother
    left join whole_mothers
        on numbered.mother = whole_mothers.mother and numbered.mother_family = whole_mothers.mother_family
    left join spouses
        on numbered.spouse = spouses.spouse
    left join whole_spouses
        on numbered.spouse = whole_spouses.spouse and numbered.spouse_family = whole_spouses.spouse_family
    left join spots
        on numbered.spot = spots.spot
    left join areas
        on numbered.area_code = areas.area_code
    left join unions
        on numbered.wide_code = unions.wide_code

)

select * from final
