-- sum_ward_population: the living of each ward by age band and sex.
-- grain: one row per ward, age band and sex
-- reads: stg_persons
-- columns:
--   area_code VARCHAR ward
--   age_band VARCHAR 00-04 to 75-79, 80+, unknown
--   sex VARCHAR male, female, hijra, unknown
--   persons BIGINT
-- privacy: counts; small ones are hidden by analytics/disclosure.py in the file that a run writes
-- source: five-year bands of the national census; an uncertain birth date counts at its latest
with

persons as (

    select * from stg_persons

),

banded as (

    select
        area_code,
        case
            when least_age_years is null or least_age_years < 0 then 'unknown'
            when least_age_years >= 80 then '80+'
            else concat(
                lpad(cast(least_age_years - least_age_years % 5 as string), 2, '0'), '-',
                lpad(cast(least_age_years - least_age_years % 5 + 4 as string), 2, '0')
            )
        end as age_band,
        coalesce(sex, 'unknown') as sex
    from persons
    where is_alive

),

final as (

    select
        area_code,
        age_band,
        sex,
        count(*) as persons
    from banded
    group by
        area_code,
        age_band,
        sex

)

select * from final
