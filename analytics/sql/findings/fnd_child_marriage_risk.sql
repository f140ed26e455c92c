-- fnd_child_marriage_risk: girls whose families an officer should visit, each point explained. Empty unless asked for.
-- grain: one row per girl with enough points for a visit
-- reads: int_girls, stg_persons, stg_households, int_household_members, run_settings
-- columns:
--   kind VARCHAR child_marriage_risk
--   subject VARCHAR what makes this question the same from run to run
--   severity VARCHAR info
--   rule_id VARCHAR under which the rule and its ground are told
--   area_code VARCHAR ward
--   household_id BIGINT
--   person_ids VARCHAR
--   programme_codes VARCHAR always empty here
--   office_codes VARCHAR women_affairs and uno: nobody else reads it
--   reasons VARCHAR code?points=n, joined by semicolons
--   score BIGINT sum of the points
--   tier VARCHAR month or quarter: when the visit is due
--   money_poisha BIGINT always null here
-- privacy: never exported, never on a map below the ward; two named roles; religion and caste cannot be reached from
--   here
-- source: rules/child_marriage.toml; a girl is unmarried until the census says otherwise
with

persons as (

    select * from stg_persons

),

households as (

    select * from stg_households

),

members as (

    select * from int_household_members

),

settings as (

    select
        girl_until_years,
        points_out_of_school,
        points_behind_in_school,
        points_household,
        points_prevented,
        school_starts_at_years,
        behind_by_classes,
        visit_this_month_from_points,
        visit_this_quarter_from_points
    from run_settings

),

girls as (

    select * from int_girls

),

married_sisters as (

    select distinct girls.person_id
    from girls
    inner join persons as sisters
        on girls.household_id = sisters.household_id
        and girls.relation = 'child'
        and sisters.relation = 'child'
        and sisters.birth_from < girls.birth_from
    inner join settings
        on sisters.most_age_years <= settings.girl_until_years
    where sisters.sex = 'female' and sisters.marital <> 'unmarried'

),

signs as (

    select
        girls.person_id,
        girls.household_id,
        girls.area_code,
        girls.is_marital_unknown,
        girls.has_left_school,
        girls.is_age_doubted,
        case when girls.was_prevented then settings.points_prevented else 0 end as prevented_points,
        case
            when girls.least_age_years <= 11 then 0
            when girls.least_age_years = 12 then 1
            when girls.least_age_years = 13 then 2
            when girls.least_age_years = 14 then 3
            when girls.least_age_years <= 16 then 4
            else 3
        end as age_points,
        case when not girls.in_school then settings.points_out_of_school else 0 end as out_of_school_points,
        case
            when
                girls.in_school
                and girls.education_class + settings.behind_by_classes
                <= girls.least_age_years - settings.school_starts_at_years
                then settings.points_behind_in_school
            else 0
        end as behind_points,
        case when members.schooled_adults = 0 then settings.points_household else 0 end as unschooled_points,
        case when households.is_poor then settings.points_household else 0 end as poor_points,
        case
            when girls.relation = 'child' and members.women_at_head > 0 and members.men_at_head = 0
                then settings.points_household
            else 0
        end as fatherless_points,
        case when married_sisters.person_id is not null then settings.points_household else 0 end as sister_points,
        case when households.is_flooded then settings.points_household else 0 end as flooded_points
    from girls
    cross join settings
    inner join households
        on girls.household_id = households.household_id
    inner join members
        on girls.household_id = members.household_id
    left join married_sisters
        on girls.person_id = married_sisters.person_id

),

scored as (

    select
        person_id,
        household_id,
        area_code,
        cast(
            prevented_points + age_points + out_of_school_points + behind_points + unschooled_points + poor_points + fatherless_points
            + sister_points + flooded_points as bigint
        ) as score,
        concat(
            case when prevented_points > 0 then concat('prevented_before?points=', prevented_points, ';') else '' end,
            case when is_marital_unknown then 'marital_not_recorded?points=0;' else '' end,
            case when is_age_doubted then 'age_in_doubt?points=0;' else '' end,
            case when age_points > 0 then concat('age?points=', age_points, ';') else '' end,
            case
                when out_of_school_points > 0 and has_left_school
                    then concat('left_school?points=', out_of_school_points, ';')
                when out_of_school_points > 0 then concat('out_of_school?points=', out_of_school_points, ';')
                else ''
            end,
            case when behind_points > 0 then concat('behind_in_school?points=', behind_points, ';') else '' end,
            case
                when unschooled_points > 0 then concat('no_schooled_adult?points=', unschooled_points, ';')
                else ''
            end,
            case when poor_points > 0 then concat('poor_girl_household?points=', poor_points, ';') else '' end,
            case when fatherless_points > 0 then concat('father_not_there?points=', fatherless_points, ';') else '' end,
            case when sister_points > 0 then concat('sister_married_early?points=', sister_points, ';') else '' end,
            case when flooded_points > 0 then concat('standing_water?points=', flooded_points, ';') else '' end
        ) as reasons
    from signs

),

visits as (

    select
        scored.person_id,
        scored.household_id,
        scored.area_code,
        scored.reasons,
        scored.score,
        case when scored.score >= settings.visit_this_month_from_points then 'month' else 'quarter' end as tier
    from scored
    inner join settings
        on scored.score >= settings.visit_this_quarter_from_points

),

final as (

    select
        'child_marriage_risk' as kind,
        concat('person:', person_id) as subject,
        'info' as severity,
        'C01' as rule_id,
        area_code,
        household_id,
        cast(person_id as string) as person_ids,
        '' as programme_codes,
        'women_affairs;uno' as office_codes,
        reasons,
        score,
        tier,
        cast(null as bigint) as money_poisha
    from visits

)

select * from final
