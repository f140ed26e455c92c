-- fnd_disaster_priority: who must be reached first when water or wind comes, with the grounds.
-- grain: one row per person of tier A or B, in the order of the list; the others stand in int_priority_tiers
-- reads: int_priority_tiers
-- columns:
--   kind VARCHAR disaster_priority
--   subject VARCHAR what makes this question the same from run to run
--   severity VARCHAR info
--   rule_id VARCHAR under which the rule and its ground are told
--   area_code VARCHAR ward
--   household_id BIGINT
--   person_ids VARCHAR
--   programme_codes VARCHAR always empty here
--   office_codes VARCHAR the offices that act on it
--   reasons VARCHAR codes joined by semicolons
--   score BIGINT points
--   tier VARCHAR A or B
--   money_poisha BIGINT always null here
-- privacy: ids only; health shows in the reasons, so the list is for those who carry help
-- source: rules/disaster.toml
with

tiers as (

    select * from int_priority_tiers

),

final as (

    select
        'disaster_priority' as kind,
        concat('person:', person_id, '/tier:', tier) as subject,
        'info' as severity,
        'D01' as rule_id,
        area_code,
        household_id,
        cast(person_id as string) as person_ids,
        '' as programme_codes,
        'relief;union_parishad' as office_codes,
        reasons,
        points as score,
        tier,
        cast(null as bigint) as money_poisha
    from tiers
    where tier in ('A', 'B')
    order by
        tier,
        house_risk desc,
        most_age_years desc,
        household_id,
        person_id

)

select * from final
