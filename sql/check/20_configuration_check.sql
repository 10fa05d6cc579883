-- What does not fit across the rows of the tables to fill, and across the tables. No
-- constraint refuses it there: a dump is restored table by table, in any order and several at
-- once, on servers with other time zones and other dictionaries. So it is told here, by row
-- and repair; what would make a wrong number is refused where that number is made.

-- One row for each provider without reading all contacts: the index is asked for the next one.
-- That this is not null is said by the comparison; said twice, it is estimated as a scan of all.
CREATE VIEW failure_demand_internal.known_name AS
WITH RECURSIVE provider AS (
    (SELECT c.provider FROM failure_demand_internal.contact_fact AS c WHERE c.provider IS NOT NULL
     ORDER BY c.provider LIMIT 1)
    UNION ALL
    SELECT n.provider
    FROM provider AS p
    CROSS JOIN LATERAL (SELECT c.provider FROM failure_demand_internal.contact_fact AS c
                        WHERE c.provider > p.provider ORDER BY c.provider LIMIT 1) AS n
)
SELECT 'channel' AS kind, c.name FROM failure_demand.channel_in_force AS c
UNION ALL
SELECT 'currency', k.code FROM failure_demand.currency_in_force AS k
UNION ALL
SELECT 'department', d.name FROM failure_demand.department AS d
UNION ALL
SELECT 'rule', r.rule FROM failure_demand.cause_rule AS r
UNION ALL
SELECT 'contract', c.name FROM failure_demand.contract AS c
UNION ALL
SELECT 'baseline', b.name FROM failure_demand.baseline AS b
UNION ALL
SELECT 'provider', p.provider FROM provider AS p;
ALTER VIEW failure_demand_internal.known_name OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.known_name IS
'the names that rows of the tables to fill can refer to';
COMMENT ON COLUMN failure_demand_internal.known_name.kind IS
'what it names: channel, currency, department, rule, contract, baseline or provider';
COMMENT ON COLUMN failure_demand_internal.known_name.name IS
'the name; a baseline is there once a request';

CREATE VIEW failure_demand_internal.name_in_use AS
SELECT 'post_charges' AS asked_by, n.severity, 'rate_card' AS table_name,
       jsonb_build_object('channel', r.channel, 'provider', r.provider, 'valid', r.valid) AS key, n.kind, n.name
FROM failure_demand.rate_card AS r
CROSS JOIN LATERAL (VALUES ('warned', 'channel', r.channel), ('warned', 'provider', r.provider),
                    ('refused', 'currency', r.currency))
    AS n (severity, kind, name)
UNION ALL
SELECT 'post_charges', CASE WHEN EXISTS (SELECT FROM failure_demand.rate_card AS r WHERE r.currency IS NULL)
                            THEN 'refused' ELSE 'warned' END,
       'definition', jsonb_build_object('currency', d.currency), 'currency', d.currency
FROM failure_demand.definition AS d
UNION ALL
SELECT 'post_charges', 'warned', 'touchpoint', jsonb_build_object('name', t.name), 'department', t.department
FROM failure_demand.touchpoint AS t
UNION ALL
SELECT 'post_charges', 'warned', 'cause_rule', jsonb_build_object('rule', r.rule), 'channel', r.channel
FROM failure_demand.cause_rule AS r
UNION ALL
SELECT 'post_charges', n.severity, 'cause_share', jsonb_build_object('rule', s.rule, 'department', s.department),
       n.kind, n.name
FROM failure_demand.cause_share AS s
CROSS JOIN LATERAL (VALUES ('warned', 'rule', s.rule), ('refused', 'department', s.department))
    AS n (severity, kind, name)
UNION ALL
SELECT 'settle', n.severity, 'contract', jsonb_build_object('name', c.name), n.kind, n.name
FROM failure_demand.contract AS c
CROSS JOIN LATERAL (VALUES ('warned', 'provider', c.provider), ('refused', 'currency', c.currency))
    AS n (severity, kind, name)
UNION ALL
SELECT 'settle', n.severity, 'contract_term', jsonb_build_object('contract', t.contract, 'valid', t.valid), n.kind,
       n.name
FROM failure_demand.contract_term AS t
CROSS JOIN LATERAL (VALUES ('warned', 'contract', t.contract),
                           (CASE WHEN t.gain_share IS NULL THEN 'warned' ELSE 'refused' END, 'baseline', t.baseline))
    AS n (severity, kind, name);
ALTER VIEW failure_demand_internal.name_in_use OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.name_in_use IS
'the names by which rows of the tables to fill refer to others, and what is done where there is nothing of the name';
COMMENT ON COLUMN failure_demand_internal.name_in_use.asked_by IS
'whose numbers it is about';
COMMENT ON COLUMN failure_demand_internal.name_in_use.severity IS
'refused, or warned: see configuration_check';
COMMENT ON COLUMN failure_demand_internal.name_in_use.table_name IS
'table of the row';
COMMENT ON COLUMN failure_demand_internal.name_in_use.key IS
'which row';
COMMENT ON COLUMN failure_demand_internal.name_in_use.kind IS
'what is named';
COMMENT ON COLUMN failure_demand_internal.name_in_use.name IS
'the name; null: none';

CREATE VIEW failure_demand.configuration_check AS
SELECT u.asked_by, u.severity, u.table_name, u.key,
       format(CASE u.kind WHEN 'provider' THEN 'no interaction has the %s "%s"' ELSE 'there is no %s "%s"' END, u.kind,
              u.name) AS fault,
       CASE u.kind
           WHEN 'currency' THEN format('Write its ISO 4217 code, or add it: INSERT INTO failure_demand.currency '
                                       'VALUES (%L, 2).', u.name)
           WHEN 'provider' THEN 'Write it as the interactions have it.'
           WHEN 'baseline' THEN 'Write the name of one that there is, or make it: set_baseline().'
           WHEN 'rule' THEN 'Write the name of a row of table cause_rule, or add it there.'
           ELSE format('Write the name of a row of table %s, or add it there.', u.kind) END
       || coalesce(' The nearest: ' || failure_demand_internal.nearest_names(u.name, k.names) || '.', '') AS repair
FROM failure_demand_internal.name_in_use AS u
LEFT JOIN (SELECT k.kind, array_agg(DISTINCT k.name) AS names FROM failure_demand_internal.known_name AS k
           GROUP BY k.kind) AS k ON k.kind = u.kind
WHERE u.name IS NOT NULL AND u.name <> ALL (coalesce(k.names, '{}'))
  -- before anything was refreshed, no provider is known
  AND (u.kind <> 'provider' OR EXISTS (SELECT FROM failure_demand_internal.contact_fact))
UNION ALL
SELECT 'refresh', 'refused', 'definition', jsonb_build_object('time_zone', d.time_zone),
       format('this server has no time zone "%s"', d.time_zone),
       'SELECT name FROM pg_timezone_names lists them.'
       || coalesce(' The nearest: ' || failure_demand_internal.nearest_names(
              d.time_zone, ARRAY(SELECT z.name FROM pg_catalog.pg_timezone_names AS z)) || '.', '')
FROM failure_demand.definition AS d
WHERE NOT failure_demand_internal.is_time_zone(d.time_zone)
UNION ALL
SELECT 'refresh', 'refused', 'definition', jsonb_build_object('country_code', d.country_code),
       format('there is no phone plan of country code %s', d.country_code),
       'Write one that phone_plan_in_force has, or add a row to table phone_plan.'
FROM failure_demand.definition AS d
WHERE d.country_code IS NOT NULL
  AND NOT EXISTS (SELECT FROM failure_demand.phone_plan_in_force AS p WHERE p.country_code = d.country_code)
UNION ALL
SELECT 'refresh', 'refused', 'identifier_kind', jsonb_build_object('kind', k.kind),
       format('the kind "%s" has the rank %s, and so has "%s"', k.kind, k.rank, other.kind),
       'Give each kind a rank of its own; a row of yours for a shipped kind gives that another one.'
FROM failure_demand.identifier_kind AS k
JOIN failure_demand.identifier_kind_in_force AS other ON other.rank = k.rank AND other.kind <> k.kind
UNION ALL
SELECT 'refresh', 'warned', 'placeholder', jsonb_build_object('kind', p.kind, 'value', p.value),
       format('there is no kind of identifiers "%s"', p.kind),
       'Write the name of a row of table identifier_kind, or add it there; null: any kind.'
       || coalesce(' The nearest: ' || failure_demand_internal.nearest_names(
              p.kind, ARRAY(SELECT k.kind FROM failure_demand.identifier_kind_in_force AS k)) || '.', '')
FROM failure_demand.placeholder AS p
WHERE p.kind IS NOT NULL
  AND NOT EXISTS (SELECT FROM failure_demand.identifier_kind_in_force AS k WHERE k.kind = p.kind)
UNION ALL
SELECT 'refresh', 'refused', 'placeholder', jsonb_build_object('kind', p.kind, 'value', p.value),
       format('rows that differ in case or blanks alone say both that it stands for nobody and that it does not: %s',
              string_agg(format('"%s"', other.value), ', ' ORDER BY other.value COLLATE "C")),
       'Keep one of them.'
FROM failure_demand.placeholder AS p
JOIN failure_demand.placeholder AS other
    ON other.kind IS NOT DISTINCT FROM p.kind AND other.stands_for_nobody <> p.stands_for_nobody
   AND failure_demand_internal.folded(other.value) = failure_demand_internal.folded(p.value)
GROUP BY p.kind, p.value
UNION ALL
SELECT v.asked_by, v.severity, v.table_name, v.key, v.fault, v.repair
FROM failure_demand_internal.vocabulary_fault AS v
UNION ALL
SELECT 'refresh', 'warned', CASE WHEN m.id > 100000 THEN 'marker' ELSE 'shipped_marker' END,
       jsonb_build_object('id', m.id),
       f.fault, CASE WHEN m.id > 100000 THEN coalesce(f.repair, 'Write the phrase otherwise.')
                     ELSE format('Another version of ICU reads it; SELECT failure_demand.disable_marker(%s) ends the '
                                 'warning.', m.id) END
-- language by language, because what cuts one takes its time to begin
FROM (SELECT m.id, m.language, m.phrase FROM failure_demand.marker_in_force AS m ORDER BY m.language) AS m
CROSS JOIN LATERAL failure_demand_internal.marker_fault(m.language, m.phrase) AS f
WHERE f.fault IS NOT NULL
UNION ALL
SELECT 'refresh', 'warned', 'source', jsonb_build_object('name', s.names), o.fault, o.repair
FROM failure_demand_internal.other_dimensions AS o
CROSS JOIN (SELECT array_agg(DISTINCT n.name ORDER BY n.name) AS names
            FROM failure_demand.dimension AS d CROSS JOIN LATERAL unnest(d.sources) AS n (name)) AS s
UNION ALL
SELECT 'post_charges', 'refused', 'rate_card', jsonb_build_object('channel', o.channel, 'provider', o.provider),
       format('several rates are in force on the same day: %s', o.days), 'End the one before the other begins.'
FROM failure_demand_internal.rate_overlap AS o
UNION ALL
SELECT 'post_charges', 'refused', 'cause_share', jsonb_build_object('rule', s.rule),
       format('the shares of the rule add up to %s, and not to 1', trim_scale(sum(s.share))),
       'Write all shares of a rule; of thirds, one is 0.3334.'
FROM failure_demand.cause_share AS s GROUP BY s.rule HAVING sum(s.share) <> 1
UNION ALL
SELECT 'post_charges', 'refused', 'charge', jsonb_build_object('posting', c.posting, 'currency', c.currency),
       format('the posting does not balance: debits are %s, credits %s', sum(c.debit), sum(c.credit)),
       'The ledger was not restored whole: restore it from the dump again.'
FROM failure_demand.charge AS c GROUP BY c.posting, c.currency HAVING sum(c.debit) <> sum(c.credit)
UNION ALL
SELECT 'settle', 'refused', 'contract_term', jsonb_build_object('contract', o.contract),
       format('several terms are in force on the same day: %s', o.days), 'End the one before the other begins.'
FROM failure_demand_internal.term_overlap AS o;
ALTER VIEW failure_demand.configuration_check OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.configuration_check IS
'what does not fit across rows and tables that you fill, row by row, with its repair: no row where all fits; refresh, '
'post_charges and settle ask it';
COMMENT ON COLUMN failure_demand.configuration_check.asked_by IS
'whose numbers it is about: refresh, post_charges or settle';
COMMENT ON COLUMN failure_demand.configuration_check.severity IS
'refused: it would make a wrong number, and that procedure refuses to go on; warned: it is said there, and by every '
'refresh; noted: it is said here, and when the row is written, for it may be meant';
COMMENT ON COLUMN failure_demand.configuration_check.table_name IS
'table in which the row is';
COMMENT ON COLUMN failure_demand.configuration_check.key IS
'columns that say which row it is, or which rows';
COMMENT ON COLUMN failure_demand.configuration_check.fault IS
'what does not fit';
COMMENT ON COLUMN failure_demand.configuration_check.repair IS
'what to do about it';

-- A refresh, which is what runs every night, tells of all.
CREATE FUNCTION failure_demand_internal.check_configuration(asked_by text, contract text DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
DECLARE
    wrong record;
BEGIN
    SELECT c.fault, c.repair, c.table_name, c.key, count(*) OVER () - 1 AS others INTO wrong
    FROM failure_demand.configuration_check AS c
    WHERE c.asked_by = check_configuration.asked_by AND c.severity = 'refused'
      AND (contract IS NULL OR contract = coalesce(c.key ->> 'contract', c.key ->> 'name'))
    ORDER BY c.table_name, c.key::text LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '% would make wrong numbers: %', asked_by, wrong.fault
            USING ERRCODE = 'object_not_in_prerequisite_state',
            DETAIL = format('It is the row %s of table %s.', wrong.key, wrong.table_name)
                     || CASE WHEN wrong.others > 0 THEN format(' Others: %s, see failure_demand.configuration_check.',
                                                               wrong.others) ELSE '' END,
            HINT = wrong.repair;
    END IF;
    SELECT string_agg(format('%s %s: %s.', c.table_name, c.key, c.fault), E'\n' ORDER BY c.place)
               FILTER (WHERE c.place <= 3) AS first,
           count(*) AS n INTO wrong
    FROM (SELECT c.*, row_number() OVER (ORDER BY c.severity, c.table_name, c.key::text, c.fault) AS place
          FROM failure_demand.configuration_check AS c
          WHERE check_configuration.asked_by IN ('refresh', c.asked_by) AND c.severity <> 'noted'
            AND (contract IS NULL OR contract = coalesce(c.key ->> 'contract', c.key ->> 'name'))) AS c;
    IF wrong.n > 0 THEN
        RAISE WARNING 'rows of the configuration that do not fit: %', wrong.n
            USING DETAIL = wrong.first,
                  HINT = 'SELECT * FROM failure_demand.configuration_check says how to mend them.';
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.check_configuration(text, text) IS
'errs where rows of configuration_check would make numbers of refresh, post_charges or settle wrong (55000), and '
'warns of the others; of one contract, where it is given';

-- Whoever may not read the view is told nothing. A restore, in which one table comes after
-- the other, is spared.
CREATE FUNCTION failure_demand_internal.note_configuration()
RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
DECLARE
    wrong record;
BEGIN
    IF NOT has_table_privilege('failure_demand.configuration_check', 'SELECT') THEN
        RETURN NULL;
    END IF;
    FOR wrong IN
        SELECT DISTINCT ON (c.severity, c.fault) c.* FROM failure_demand.configuration_check AS c
        WHERE c.table_name = TG_TABLE_NAME AND EXISTS (SELECT FROM new_row AS n WHERE to_jsonb(n) @> c.key)
        ORDER BY c.severity, c.fault, c.key::text LIMIT 5
    LOOP
        IF wrong.severity = 'refused' THEN
            RAISE WARNING '%', wrong.fault USING HINT = wrong.repair,
                DETAIL = format('It is the row %s of table %s; %s will refuse to go on.', wrong.key, wrong.table_name,
                                wrong.asked_by);
        ELSE
            RAISE NOTICE '%', wrong.fault USING HINT = wrong.repair,
                DETAIL = format('It is the row %s of table %s.', wrong.key, wrong.table_name);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION failure_demand_internal.note_configuration() IS
'says at once what configuration_check says of rows that were written: a warning where it is refused later, else a '
'notice';
CREATE TRIGGER note_insert
AFTER INSERT ON failure_demand.rate_card REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.note_configuration();
COMMENT ON TRIGGER note_insert ON failure_demand.rate_card IS
'says what does not fit';
CREATE TRIGGER note_update
AFTER UPDATE ON failure_demand.rate_card REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.note_configuration();
COMMENT ON TRIGGER note_update ON failure_demand.rate_card IS
'says what does not fit';
CREATE TRIGGER note_insert
AFTER INSERT ON failure_demand.definition REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.note_configuration();
COMMENT ON TRIGGER note_insert ON failure_demand.definition IS
'says what does not fit';
CREATE TRIGGER note_update
AFTER UPDATE ON failure_demand.definition REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.note_configuration();
COMMENT ON TRIGGER note_update ON failure_demand.definition IS
'says what does not fit';
CREATE TRIGGER note_insert
AFTER INSERT ON failure_demand.touchpoint REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.note_configuration();
COMMENT ON TRIGGER note_insert ON failure_demand.touchpoint IS
'says what does not fit';
CREATE TRIGGER note_update
AFTER UPDATE ON failure_demand.touchpoint REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.note_configuration();
COMMENT ON TRIGGER note_update ON failure_demand.touchpoint IS
'says what does not fit';
CREATE TRIGGER note_insert
AFTER INSERT ON failure_demand.cause_rule REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.note_configuration();
COMMENT ON TRIGGER note_insert ON failure_demand.cause_rule IS
'says what does not fit';
CREATE TRIGGER note_update
AFTER UPDATE ON failure_demand.cause_rule REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.note_configuration();
COMMENT ON TRIGGER note_update ON failure_demand.cause_rule IS
'says what does not fit';
CREATE TRIGGER note_insert
AFTER INSERT ON failure_demand.cause_share REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.note_configuration();
COMMENT ON TRIGGER note_insert ON failure_demand.cause_share IS
'says what does not fit';
CREATE TRIGGER note_update
AFTER UPDATE ON failure_demand.cause_share REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.note_configuration();
COMMENT ON TRIGGER note_update ON failure_demand.cause_share IS
'says what does not fit';
CREATE TRIGGER note_insert
AFTER INSERT ON failure_demand.contract REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.note_configuration();
COMMENT ON TRIGGER note_insert ON failure_demand.contract IS
'says what does not fit';
CREATE TRIGGER note_update
AFTER UPDATE ON failure_demand.contract REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.note_configuration();
COMMENT ON TRIGGER note_update ON failure_demand.contract IS
'says what does not fit';
CREATE TRIGGER note_insert
AFTER INSERT ON failure_demand.contract_term REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.note_configuration();
COMMENT ON TRIGGER note_insert ON failure_demand.contract_term IS
'says what does not fit';
CREATE TRIGGER note_update
AFTER UPDATE ON failure_demand.contract_term REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.note_configuration();
COMMENT ON TRIGGER note_update ON failure_demand.contract_term IS
'says what does not fit';
CREATE TRIGGER note_insert
AFTER INSERT ON failure_demand.identifier_kind REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.note_configuration();
COMMENT ON TRIGGER note_insert ON failure_demand.identifier_kind IS
'says what does not fit';
CREATE TRIGGER note_update
AFTER UPDATE ON failure_demand.identifier_kind REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.note_configuration();
COMMENT ON TRIGGER note_update ON failure_demand.identifier_kind IS
'says what does not fit';
CREATE TRIGGER note_insert
AFTER INSERT ON failure_demand.placeholder REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.note_configuration();
COMMENT ON TRIGGER note_insert ON failure_demand.placeholder IS
'says what does not fit';
CREATE TRIGGER note_update
AFTER UPDATE ON failure_demand.placeholder REFERENCING NEW TABLE AS new_row
FOR EACH STATEMENT WHEN (NOT failure_demand_internal.is_restore())
EXECUTE FUNCTION failure_demand_internal.note_configuration();
COMMENT ON TRIGGER note_update ON failure_demand.placeholder IS
'says what does not fit';
