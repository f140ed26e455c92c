-- stg_rules: the active rules about benefits, opened to the programmes they name.
-- grain: one row per rule, programme on its left and programme on its right
-- reads: ref_exclusivity_rules, stg_programmes
-- columns:
--   rule_id VARCHAR
--   kind VARCHAR kind of the finding it raises
--   scope VARCHAR person or household
--   severity VARCHAR certain, review or info
--   compared VARCHAR what is held against what: overlapping, same_period, same_account, age …
--   programme_code VARCHAR
--   other_code VARCHAR null where the rule compares with no programme
--   valid_from DATE first day of which the rule speaks; long ago for a rule without a beginning
--   valid_until DATE last day of which the rule speaks; far away for a rule that has not ended
-- privacy: nothing personal
-- source: data/reference/exclusivity_rules.csv, where each rule has its own source
with

rules as (

    select * from ref_exclusivity_rules

),

programmes as (

    select * from stg_programmes

),

active as (

    select
        rule_id,
        kind,
        scope,
        severity,
        compared,
        coalesce(cast(valid_from as date), date '1900-01-01') as valid_from,
        coalesce(cast(valid_until as date), date '9999-12-31') as valid_until,
        concat(';', coalesce(left_codes, ''), ';') as left_codes,
        concat(';', coalesce(right_codes, ''), ';') as right_codes
    from rules
    where active = 'true'

),

final as (

    select
        active.rule_id,
        active.kind,
        active.scope,
        active.severity,
        active.compared,
        programmes.programme_code,
        others.programme_code as other_code,
        active.valid_from,
        active.valid_until
    from active
    inner join programmes
        on active.left_codes like concat('%;', programmes.programme_code, ';%')
        or (active.left_codes = ';*;' and programmes.is_benefit)
    left join programmes as others
        on active.right_codes like concat('%;', others.programme_code, ';%')

)

select * from final
