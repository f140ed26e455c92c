-- int_known_people: everybody with a short number, and with how much each name and each area tells.
-- grain: one row per listed person
-- reads: stg_people
-- columns:
--   person_no INTEGER short number within the run
--   person_id BIGINT
--   side INTEGER
--   household_id BIGINT
--   area_code VARCHAR
--   wide_code VARCHAR the union
--   spot VARCHAR para, or the smallest place that is known
--   place VARCHAR
--   address VARCHAR
--   sex VARCHAR
--   born_on VARCHAR yyyymmdd
--   born_on_day VARCHAR the same, but null on 1 January, which is often written for want of a date
--   born_from_year INTEGER
--   born_until_year INTEGER
--   given VARCHAR
--   given_light VARCHAR
--   family VARCHAR
--   father VARCHAR
--   father_family VARCHAR
--   mother VARCHAR
--   spouse VARCHAR
--   smart_key VARCHAR
--   smart_even VARCHAR
--   smart_odd VARCHAR
--   nid_key VARCHAR
--   nid_even VARCHAR
--   nid_odd VARCHAR
--   brn_key VARCHAR
--   brn_even VARCHAR
--   brn_odd VARCHAR
--   mobile_key VARCHAR
--   given_bits FLOAT how rare the own name is: bits
--   family_bits FLOAT bits
--   father_bits FLOAT bits
--   mother_bits FLOAT bits
--   spouse_bits FLOAT bits
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
        case when born_on not like '%0101' then born_on end as born_on_day
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

fathers as (

    select father, log2(count(*)) as bits from numbered group by father

),

mothers as (

    select mother, log2(count(*)) as bits from numbered group by mother

),

spouses as (

    select spouse, log2(count(*)) as bits from numbered group by spouse

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
        numbered.area_code,
        numbered.wide_code,
        numbered.spot,
        numbered.place,
        numbered.address,
        numbered.sex,
        numbered.born_on,
        numbered.born_on_day,
        numbered.born_from_year,
        numbered.born_until_year,
        numbered.given,
        numbered.given_light,
        numbered.family,
        numbered.father,
        numbered.father_family,
        numbered.mother,
        numbered.spouse,
        numbered.smart_key,
        numbered.smart_even,
        numbered.smart_odd,
        numbered.nid_key,
        numbered.nid_even,
        numbered.nid_odd,
        numbered.brn_key,
        numbered.brn_even,
        numbered.brn_odd,
        numbered.mobile_key,
        cast(everybody.all_bits - givens.bits as float) as given_bits,
        cast(everybody.all_bits - families.bits as float) as family_bits,
        cast(everybody.all_bits - fathers.bits as float) as father_bits,
        cast(everybody.all_bits - mothers.bits as float) as mother_bits,
        cast(everybody.all_bits - spouses.bits as float) as spouse_bits,
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
    left join fathers
        on numbered.father = fathers.father
    left join mothers
        on numbered.mother = mothers.mother
    left join spouses
        on numbered.spouse = spouses.spouse
    left join spots
        on numbered.spot = spots.spot
    left join areas
        on numbered.area_code = areas.area_code
    left join unions
        on numbered.wide_code = unions.wide_code

)

select * from final
