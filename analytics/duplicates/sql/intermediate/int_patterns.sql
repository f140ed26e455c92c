-- int_patterns: how far each pair agrees, piece by piece of evidence.
-- grain: one row per pair
-- reads: int_candidates, int_known_people
-- columns:
--   left_no INTEGER
--   right_no INTEGER
--   pattern BIGINT the levels of all pieces of evidence, four bits each, the first one lowest, the last one above them all; 0 is not told
-- privacy: tells nothing but agreement
-- source: the levels and their order are those of analytics/duplicates/evidence.py
with

pairs as (

    select * from int_candidates

),

people as (

    select * from int_known_people

),

names as (

    select
        pairs.left_no,
        pairs.right_no,
        case
            when l.given is null or r.given is null then 0
            when l.given_light = r.given_light then 1
            when l.given = r.given then 2
            when
                levenshtein(l.given_light, r.given_light) = 1
                and greatest(length(l.given_light), length(r.given_light)) > 4
                then 3
            when
                starts_with(l.given_light, r.given_light) or starts_with(r.given_light, l.given_light)
                then 4
            when l.given_light = r.family or r.given_light = l.family then 5
            when
                levenshtein(l.given_light, r.given_light) * 3 <= greatest(length(l.given_light), length(r.given_light))
                then 6
            when
                levenshtein(l.given, r.given) * 2 <= greatest(length(l.given_light), length(r.given_light))
                then 7
            else 8
        end as given,
        case
            when l.family is null or r.family is null then 0
            when l.family = r.family then 1
            when
                ' ' || l.family || ' ' like '% ' || r.family || ' %'
                or ' ' || r.family || ' ' like '% ' || l.family || ' %'
                then 2
            when levenshtein(l.family, r.family) * 3 <= greatest(length(l.family), length(r.family)) then 3
            else 4
        end as family,
        case
            when l.father = r.father and l.father_family = r.father_family then 1
            when
                l.father = r.father
                and l.father_family not like '%' || r.father_family || '%'
                and r.father_family not like '%' || l.father_family || '%'
                then 3
            when l.father = r.father then 2
            when levenshtein(l.father, r.father) * 3 <= greatest(length(l.father), length(r.father)) then 4
            when l.father = r.spouse or r.father = l.spouse then 5
            when l.father <> r.father then 6
            else 0
        end as father,
        case
            when l.mother = r.mother and l.mother_family = r.mother_family then 1
            when
                l.mother = r.mother
                and l.mother_family not like '%' || r.mother_family || '%'
                and r.mother_family not like '%' || l.mother_family || '%'
                then 3
            when l.mother = r.mother then 2
            when levenshtein(l.mother, r.mother) * 3 <= greatest(length(l.mother), length(r.mother)) then 4
            when l.mother <> r.mother then 5
            else 0
        end as mother,
        case
            when l.spouse = r.spouse and l.spouse_family = r.spouse_family then 1
            when
                l.spouse = r.spouse
                and l.spouse_family not like '%' || r.spouse_family || '%'
                and r.spouse_family not like '%' || l.spouse_family || '%'
                then 3
            when l.spouse = r.spouse then 2
            when levenshtein(l.spouse, r.spouse) * 3 <= greatest(length(l.spouse), length(r.spouse)) then 4
            when l.spouse <> r.spouse then 5
            else 0
        end as spouse,
        case
            when l.born_until_year is null or r.born_until_year is null then 0
            when l.born_on_day = r.born_on_day then 1
            when l.born_no = r.born_no then 2
            when
                case when l.born_from_year = r.born_from_year then 1 else 0 end
                + case when l.born_month = r.born_month then 1 else 0 end
                + case when l.born_month_day = r.born_month_day then 1 else 0 end = 2
                and (
                    levenshtein(cast(l.born_on_day as varchar), cast(r.born_on_day as varchar)) = 1
                    or abs(l.born_on_day - r.born_on_day) = 1
                )
                then 3
            when l.born_on_day = r.turned_no then 3
            when
                case when l.born_from_year = r.born_from_year then 1 else 0 end
                + case when l.born_month = r.born_month then 1 else 0 end
                + case when l.born_month_day = r.born_month_day then 1 else 0 end = 2
                and l.born_on_day is not null
                and r.born_on_day is not null
                then 4
            when abs(l.days_no - r.days_no) <= 31 then 5
            when l.born_from_year = l.born_until_year and r.born_from_year = r.born_until_year
                then
                    case
                        when l.born_from_year = r.born_from_year and l.born_on_day is not null and r.born_on_day is not null
                            then 7
                        when l.born_from_year = r.born_from_year then 6
                        when abs(l.born_from_year - r.born_from_year) = 1 then 8
                        when abs(l.born_from_year - r.born_from_year) <= 3 then 9
                        else 14
                    end
            when abs(l.born_until_year - r.born_until_year) <= 3 then 10 + abs(l.born_until_year - r.born_until_year)
            else 14
        end as birth,
        case when l.sex = r.sex then 1 when l.sex <> r.sex then 2 else 0 end as sex,
        case
            when l.spot_no = r.spot_no then 1
            when l.area_no = r.area_no then 2
            when l.wide_no = r.wide_no then 3
            when l.wider_no = r.wider_no then 4
            when l.area_no <> r.area_no then 5
            else 0
        end as area,
        case
            when l.place = r.place then 1
            when levenshtein(l.place, r.place) * 3 <= greatest(length(l.place), length(r.place)) then 2
            when l.place <> r.place then 3
            else 0
        end as place,
        case
            when l.address = r.address then 1
            when levenshtein(l.address, r.address) * 3 <= greatest(length(l.address), length(r.address)) then 2
            when l.address <> r.address then 3
            else 0
        end as address,
        case
            when
                (l.smart_even = r.smart_even and l.smart_odd = r.smart_odd)
                or (l.nid_even = r.nid_even and l.nid_odd = r.nid_odd)
                or (l.brn_even = r.brn_even and l.brn_odd = r.brn_odd)
                then 1
            when
                l.smart_even = r.smart_even or l.smart_odd = r.smart_odd or l.nid_even = r.nid_even
                or l.nid_odd = r.nid_odd or l.brn_even = r.brn_even or l.brn_odd = r.brn_odd
                then 2
            when l.smart_even <> r.smart_even or l.nid_even <> r.nid_even or l.brn_even <> r.brn_even then 3
            else 0
        end as number,
        case when l.mobile_no = r.mobile_no then 1 when l.mobile_no <> r.mobile_no then 2 else 0 end as mobile,
        case when l.household_id = r.household_id then 1 when l.household_id <> r.household_id then 2 else 0 end as household,
        l.given_bits,
        l.name_bits,
        l.father_bits,
        l.father_name_bits,
        l.mother_bits,
        l.mother_name_bits,
        l.spouse_bits,
        l.spouse_name_bits,
        case when l.father = r.spouse then l.father_bits else l.spouse_bits end as father_is_spouse_bits,
        l.spot_bits,
        l.area_bits,
        l.wide_bits,
        l.all_bits
    from pairs
    inner join people as l
        on pairs.left_no = l.person_no
    inner join people as r
        on pairs.right_no = r.person_no

),

weighed as (

    select
        names.*,
        case
            when given = 0 or given > 4 then 0
            else greatest(1, least(31, 8 + cast(floor((
                case when family = 1 then name_bits else given_bits end
                + case father when 1 then father_name_bits when 2 then father_bits when 3 then father_bits when 5 then father_is_spouse_bits else 0 end
                + case mother when 1 then mother_name_bits when 2 then mother_bits when 3 then mother_bits else 0 end
                + case spouse when 1 then spouse_name_bits when 2 then spouse_bits when 3 then spouse_bits else 0 end
                - case area when 1 then spot_bits when 2 then area_bits when 3 then wide_bits else all_bits end
                + case birth when 1 then 13 when 6 then 6 when 9 then 3 when 13 then 3 when 14 then 0 when 0 then 0 else 5 end
            ) / 1.5) as integer)))
        end as rarity
    from names

),

final as (

    select
        left_no,
        right_no,
        cast(given as bigint)
        + 16 * (cast(family as bigint)
        + 16 * (cast(father as bigint)
        + 16 * (cast(mother as bigint)
        + 16 * (cast(spouse as bigint)
        + 16 * (cast(birth as bigint)
        + 16 * (cast(sex as bigint)
        + 16 * (cast(area as bigint)
        + 16 * (cast(place as bigint)
        + 16 * (cast(address as bigint)
        + 16 * (cast(number as bigint)
        + 16 * (cast(mobile as bigint)
        + 16 * (cast(household as bigint)
        + 16 * cast(rarity as bigint))))))))))))) as pattern
    from weighed

)

select * from final
