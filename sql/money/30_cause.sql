-- Who causes failure demand: departments, the touchpoints that they own, and rules by which
-- the evidence of a contact leads to them.

CREATE TABLE failure_demand.department (
    name text PRIMARY KEY CHECK (failure_demand_internal.check_department(name))
);
ALTER TABLE failure_demand.department OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.department IS
'departments that failure demand can be charged to';
COMMENT ON COLUMN failure_demand.department.name IS
'name of the department; unattributed and contact centre are the ledger''s own';
SELECT pg_catalog.pg_extension_config_dump('failure_demand.department', '');

CREATE TABLE failure_demand.touchpoint (
    name       text PRIMARY KEY CHECK (failure_demand_internal.check_name(name, 'the name of a touchpoint')),
    department text CHECK (failure_demand_internal.check_department(department))
);
ALTER TABLE failure_demand.touchpoint OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.touchpoint IS
'touchpoints, and which department owns each';
COMMENT ON COLUMN failure_demand.touchpoint.name IS
'name of the touchpoint, as the interactions have it';
COMMENT ON COLUMN failure_demand.touchpoint.department IS
'department that owns it; null: nobody yet';
SELECT pg_catalog.pg_extension_config_dump('failure_demand.touchpoint', '');

CREATE TABLE failure_demand.cause_rule (
    rule             text PRIMARY KEY CHECK (failure_demand_internal.check_name(rule, 'the name of a rule')),
    priority         integer NOT NULL,
    touchpoint       text,
    request          text,
    reason           text,
    avoidable_reason text CHECK (failure_demand.avoidable_reason(avoidable_reason)::text = avoidable_reason),
    cause            text,
    channel          text,
    brand            text
);
ALTER TABLE failure_demand.cause_rule OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.cause_rule IS
'which contacts a department causes: a rule fits where all conditions hold that are not null, and the first that fits '
'decides';
COMMENT ON COLUMN failure_demand.cause_rule.rule IS
'name of the rule';
COMMENT ON COLUMN failure_demand.cause_rule.priority IS
'the lowest comes first; of equal ones, by name';
COMMENT ON COLUMN failure_demand.cause_rule.touchpoint IS
'touchpoint that the contact bounced from; of one that is no bounce-back, its own';
COMMENT ON COLUMN failure_demand.cause_rule.request IS
'what the customer wanted done';
COMMENT ON COLUMN failure_demand.cause_rule.reason IS
'reason code that the agent gave';
COMMENT ON COLUMN failure_demand.cause_rule.avoidable_reason IS
'why the contact should not have been needed';
COMMENT ON COLUMN failure_demand.cause_rule.cause IS
'what failed: cause of the marker, or of the reason code';
COMMENT ON COLUMN failure_demand.cause_rule.channel IS
'channel that the contact bounced from; of one that is no bounce-back, its own';
COMMENT ON COLUMN failure_demand.cause_rule.brand IS
'brand that the customer turned to';
SELECT pg_catalog.pg_extension_config_dump('failure_demand.cause_rule', '');

CREATE TABLE failure_demand.cause_share (
    rule       text NOT NULL CHECK (failure_demand_internal.check_name(rule, 'the name of a rule')),
    department text NOT NULL CHECK (failure_demand_internal.check_department(department)),
    share      numeric NOT NULL CHECK (share > 0 AND share <= 1),
    PRIMARY KEY (rule, department)
);
ALTER TABLE failure_demand.cause_share OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.cause_share IS
'who pays by a rule: the shares of a rule add up to 1, else it has no payers';
COMMENT ON COLUMN failure_demand.cause_share.rule IS
'name of the rule';
COMMENT ON COLUMN failure_demand.cause_share.department IS
'department that pays';
COMMENT ON COLUMN failure_demand.cause_share.share IS
'its share, more than 0 and up to 1';
SELECT pg_catalog.pg_extension_config_dump('failure_demand.cause_share', '');

-- A constraint has no hint. What else is wrong with a share, it says.
CREATE FUNCTION failure_demand_internal.check_share()
RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    share numeric := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
    RAISE EXCEPTION 'the % % is more than 1', replace(TG_ARGV[0], '_', ' '), share USING ERRCODE = 'check_violation',
        DETAIL = format('It is a part of 1, in column "%s" of table "%s".', TG_ARGV[0], TG_TABLE_NAME),
        HINT = CASE WHEN share <= 100 THEN format('For %s %%, write %s.', trim_scale(share), trim_scale(share / 100))
                    ELSE 'Write a number of at most 1.' END;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_share() IS
'refuses what is more than 1 where a share is meant, and says how a percentage is written (23514)';
CREATE TRIGGER check_share
BEFORE INSERT OR UPDATE ON failure_demand.cause_share
FOR EACH ROW WHEN (NEW.share > 1 AND NEW.share < 'Infinity')
EXECUTE FUNCTION failure_demand_internal.check_share('share');
COMMENT ON TRIGGER check_share ON failure_demand.cause_share IS
'a share is a part of 1';

CREATE FUNCTION failure_demand_internal.deciding_rule(
    rules text[], touchpoint text, request text, reason text,
    avoidable_reason failure_demand.avoidable_reason, cause text, channel text, brand text)
RETURNS text
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.deciding_rule(text[], text, text, text, failure_demand.avoidable_reason,
                                                          text, text, text) IS
'name of the first of the rules, in the order of the array, all of whose conditions that are not null are what is '
'known of a contact; null where none is; a rule is an array of its name and its seven conditions, in the order of the '
'arguments';

-- Without window functions, which would keep parallel workers away. Of a rule whose shares do
-- not add up to 1, nobody knows who pays what.
CREATE VIEW failure_demand_internal.cause_payer AS
SELECT r.rule, p.department, p.share, p.place, cardinality(r.shares) AS payers, r.shares
FROM (SELECT rule, array_agg(department ORDER BY department COLLATE "C") AS departments,
             array_agg(share ORDER BY department COLLATE "C") AS shares
      FROM failure_demand.cause_share GROUP BY rule HAVING sum(share) = 1) AS r
CROSS JOIN LATERAL unnest(r.departments, r.shares) WITH ORDINALITY AS p (department, share, place);
ALTER VIEW failure_demand_internal.cause_payer OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.cause_payer IS
'who pays by a rule whose shares add up to 1, with all of them: they are in order, by department, in which cents that '
'are left are given';
COMMENT ON COLUMN failure_demand_internal.cause_payer.rule IS
'name of the rule';
COMMENT ON COLUMN failure_demand_internal.cause_payer.department IS
'department that pays';
COMMENT ON COLUMN failure_demand_internal.cause_payer.share IS
'its share';
COMMENT ON COLUMN failure_demand_internal.cause_payer.place IS
'its place among those who pay by the rule';
COMMENT ON COLUMN failure_demand_internal.cause_payer.payers IS
'how many pay by the rule';
COMMENT ON COLUMN failure_demand_internal.cause_payer.shares IS
'the shares of all of them';

CREATE VIEW failure_demand_internal.rules_in_order AS
SELECT true AS failure,
       array_agg(ARRAY[r.rule, r.touchpoint, r.request, r.reason, r.avoidable_reason, r.cause, r.channel, r.brand]
                 ORDER BY r.priority, r.rule COLLATE "C") AS rules
FROM failure_demand.cause_rule AS r;
ALTER VIEW failure_demand_internal.rules_in_order OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.rules_in_order IS
'all cause rules in one row, in the order in which they are tried: see deciding_rule()';
COMMENT ON COLUMN failure_demand_internal.rules_in_order.failure IS
'true: what failure_cause joins it by';
COMMENT ON COLUMN failure_demand_internal.rules_in_order.rules IS
'the rules: name, and what each asks for';

-- The rules are one row. It is joined by an equality that always holds, because a join
-- without one would gather the contacts of all workers first.
CREATE VIEW failure_demand.failure_cause AS
SELECT c.*, f.failed_touchpoint, f.failed_channel,
       failure_demand_internal.deciding_rule(r.rules, f.failed_touchpoint, c.request, c.reason, c.avoidable_reason,
                                             c.cause, f.failed_channel, c.brand) AS rule
FROM failure_demand.contact_cost AS c
JOIN failure_demand_internal.rules_in_order AS r
  ON r.failure = (c.demand = 'failure')
CROSS JOIN LATERAL (
    SELECT CASE WHEN c.origin_channel IS NULL THEN c.touchpoint ELSE c.origin_touchpoint END AS failed_touchpoint,
           coalesce(c.origin_channel, c.channel) AS failed_channel) AS f
WHERE c.demand = 'failure';
ALTER VIEW failure_demand.failure_cause OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.failure_cause IS
'what each failure contact costs, where it failed, and the rule that decides who pays';
COMMENT ON COLUMN failure_demand.failure_cause.source IS
'name of the source';
COMMENT ON COLUMN failure_demand.failure_cause.interaction_id IS
'identifies the contact in its source';
COMMENT ON COLUMN failure_demand.failure_cause.day IS
'day on which it began';
COMMENT ON COLUMN failure_demand.failure_cause.customer_group IS
'see customer_group()';
COMMENT ON COLUMN failure_demand.failure_cause.request IS
'what the customer wanted done';
COMMENT ON COLUMN failure_demand.failure_cause.channel IS
'its channel';
COMMENT ON COLUMN failure_demand.failure_cause.touchpoint IS
'where in the channel';
COMMENT ON COLUMN failure_demand.failure_cause.provider IS
'company that answered';
COMMENT ON COLUMN failure_demand.failure_cause.brand IS
'brand that the customer turned to';
COMMENT ON COLUMN failure_demand.failure_cause.journey_source IS
'source of the first contact of the journey';
COMMENT ON COLUMN failure_demand.failure_cause.journey_id IS
'the journey';
COMMENT ON COLUMN failure_demand.failure_cause.contact_no IS
'position in the journey';
COMMENT ON COLUMN failure_demand.failure_cause.demand IS
'failure, value or unclassified';
COMMENT ON COLUMN failure_demand.failure_cause.evidence IS
'what decided';
COMMENT ON COLUMN failure_demand.failure_cause.reason IS
'reason code that the agent gave';
COMMENT ON COLUMN failure_demand.failure_cause.avoidable_reason IS
'why it should not have been needed';
COMMENT ON COLUMN failure_demand.failure_cause.cause IS
'what failed';
COMMENT ON COLUMN failure_demand.failure_cause.origin_channel IS
'channel that it bounced from';
COMMENT ON COLUMN failure_demand.failure_cause.origin_touchpoint IS
'touchpoint that it bounced from';
COMMENT ON COLUMN failure_demand.failure_cause.handle_seconds IS
'seconds of a person''s work';
COMMENT ON COLUMN failure_demand.failure_cause.hourly_rate IS
'rate in force that day';
COMMENT ON COLUMN failure_demand.failure_cause.cost_per_contact IS
'fixed cost a contact in force that day';
COMMENT ON COLUMN failure_demand.failure_cause.currency IS
'currency of the rate; null where it is unpriced';
COMMENT ON COLUMN failure_demand.failure_cause.digits IS
'decimals of the currency of the rate';
COMMENT ON COLUMN failure_demand.failure_cause.cost IS
'handle time at the rate, plus the fixed cost, rounded once; null where it is unpriced';
COMMENT ON COLUMN failure_demand.failure_cause.unpriced IS
'why it has no price, the first of: no day, no rate, several rates, unknown currency, no handle time; null where it '
'has one';
COMMENT ON COLUMN failure_demand.failure_cause.failed_touchpoint IS
'touchpoint that it bounced from; of one that is no bounce-back, its own';
COMMENT ON COLUMN failure_demand.failure_cause.failed_channel IS
'channel that it bounced from; of one that is no bounce-back, its own';
COMMENT ON COLUMN failure_demand.failure_cause.rule IS
'the first cause rule that fits; null where none does';
