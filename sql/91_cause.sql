-- Who causes failure demand: departments, the touchpoints that they own, and rules by which
-- the evidence of a contact leads to them.

CREATE TABLE failure_demand.department (
    name text PRIMARY KEY CHECK (name NOT IN ('', 'unattributed', 'contact centre'))
);
ALTER TABLE failure_demand.department OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.department IS
'departments that failure demand can be charged to';
COMMENT ON COLUMN failure_demand.department.name IS
'name of the department; unattributed and contact centre are the ledger''s own';
SELECT pg_catalog.pg_extension_config_dump('failure_demand.department', '');

CREATE TABLE failure_demand.touchpoint (
    name       text PRIMARY KEY CHECK (name <> ''),
    department text REFERENCES failure_demand.department ON UPDATE CASCADE
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
    rule             text PRIMARY KEY CHECK (rule <> ''),
    priority         integer NOT NULL,
    touchpoint       text,
    request          text,
    reason           text,
    avoidable_reason failure_demand.avoidable_reason,
    cause            text,
    channel          text,
    brand            text
);
ALTER TABLE failure_demand.cause_rule OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.cause_rule IS
'which contacts a department causes: a rule fits where all conditions hold that are not null, and the first that fits decides';
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
    rule       text NOT NULL REFERENCES failure_demand.cause_rule ON UPDATE CASCADE ON DELETE CASCADE,
    department text NOT NULL REFERENCES failure_demand.department ON UPDATE CASCADE,
    share      numeric NOT NULL CHECK (share > 0 AND share <= 1),
    PRIMARY KEY (rule, department)
);
ALTER TABLE failure_demand.cause_share OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.cause_share IS
'who pays by a rule: the shares of a rule add up to 1';
COMMENT ON COLUMN failure_demand.cause_share.rule IS
'name of the rule';
COMMENT ON COLUMN failure_demand.cause_share.department IS
'department that pays';
COMMENT ON COLUMN failure_demand.cause_share.share IS
'its share, more than 0 and up to 1';
SELECT pg_catalog.pg_extension_config_dump('failure_demand.cause_share', '');

-- At commit, so that shares can be moved from one department to another. A rule without
-- any share is not wrong yet: what it decides is unattributed.
CREATE FUNCTION failure_demand.check_shares()
RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    wrong record;
BEGIN
    SELECT s.rule, sum(s.share) AS total INTO wrong
    FROM failure_demand.cause_share AS s WHERE s.rule IN (NEW.rule, OLD.rule)
    GROUP BY s.rule HAVING sum(s.share) <> 1 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the shares of rule "%" do not add up to 1', wrong.rule USING ERRCODE = 'check_violation',
            DETAIL = format('They add up to %s.', wrong.total), HINT = 'Write all shares of a rule in one transaction.';
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION failure_demand.check_shares() IS
'refuses shares of a rule that do not add up to 1 (23514)';
CREATE CONSTRAINT TRIGGER check_shares
AFTER INSERT OR UPDATE OR DELETE ON failure_demand.cause_share DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION failure_demand.check_shares();
COMMENT ON TRIGGER check_shares ON failure_demand.cause_share IS
'the shares of a rule add up to 1';

-- What rules can ask for. Conditions that no rule has are null, so that contacts that all
-- rules see alike are decided once.
CREATE TYPE failure_demand.cause_evidence AS (
    touchpoint text, request text, reason text, avoidable_reason failure_demand.avoidable_reason, cause text, channel text, brand text
);
COMMENT ON TYPE failure_demand.cause_evidence IS
'what cause rules see of a contact';
COMMENT ON COLUMN failure_demand.cause_evidence.touchpoint IS
'touchpoint that it bounced from, or its own';
COMMENT ON COLUMN failure_demand.cause_evidence.request IS
'what the customer wanted done';
COMMENT ON COLUMN failure_demand.cause_evidence.reason IS
'reason code';
COMMENT ON COLUMN failure_demand.cause_evidence.avoidable_reason IS
'why it should not have been needed';
COMMENT ON COLUMN failure_demand.cause_evidence.cause IS
'what failed';
COMMENT ON COLUMN failure_demand.cause_evidence.channel IS
'channel that it bounced from, or its own';
COMMENT ON COLUMN failure_demand.cause_evidence.brand IS
'brand';

CREATE FUNCTION failure_demand.deciding_rule(evidence failure_demand.cause_evidence)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT r.rule FROM failure_demand.cause_rule AS r
    WHERE (r.touchpoint IS NULL OR r.touchpoint = evidence.touchpoint)
      AND (r.request IS NULL OR r.request = evidence.request)
      AND (r.reason IS NULL OR r.reason = evidence.reason)
      AND (r.avoidable_reason IS NULL OR r.avoidable_reason = evidence.avoidable_reason)
      AND (r.cause IS NULL OR r.cause = evidence.cause)
      AND (r.channel IS NULL OR r.channel = evidence.channel)
      AND (r.brand IS NULL OR r.brand = evidence.brand)
    ORDER BY r.priority, r.rule COLLATE "C" LIMIT 1;
END;
COMMENT ON FUNCTION failure_demand.deciding_rule(failure_demand.cause_evidence) IS
'the first cause rule that fits; null where none does';
