-- What failure demand costs, and who pays for it, by the day: kept by the refresh, by the prices and
-- rules of then. Where they are others now, contacts are read.

-- Whatever the settings of whoever reads: so no texts of days or numbers.
CREATE VIEW failure_demand_internal.failure_daily_tally_basis AS
SELECT failure_demand_internal.text_digest(coalesce(string_agg(h.hash, ' ' ORDER BY h.hash COLLATE "C"), '')) AS basis
FROM (SELECT concat_ws(' ', hash_record_extended(r, 0), hash_record_extended(r, 1)) AS hash
      FROM failure_demand.rate_in_force AS r) AS h;
ALTER VIEW failure_demand_internal.failure_daily_tally_basis OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.failure_daily_tally_basis IS
'what failure_daily_tally depends on beside contacts: the rates, as a fingerprint';
COMMENT ON COLUMN failure_demand_internal.failure_daily_tally_basis.basis IS
'the fingerprint';

CREATE VIEW failure_demand_internal.charge_daily_tally_basis AS
SELECT failure_demand_internal.text_digest(concat_ws(' ', b.basis,
           (SELECT string_agg(h.hash, ' ' ORDER BY h.hash COLLATE "C")
            FROM (SELECT concat_ws(' ', 'rule', hash_record_extended(r, 0), hash_record_extended(r, 1)) AS hash
                  FROM failure_demand.cause_rule AS r
                  UNION ALL
                  SELECT concat_ws(' ', 'share', hash_record_extended(s, 0), hash_record_extended(s, 1))
                  FROM failure_demand.cause_share AS s) AS h))) AS basis
FROM failure_demand_internal.failure_daily_tally_basis AS b;
ALTER VIEW failure_demand_internal.charge_daily_tally_basis OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.charge_daily_tally_basis IS
'what charge_daily_tally depends on beside contacts: rates, cause rules and their shares, as a fingerprint';
COMMENT ON COLUMN failure_demand_internal.charge_daily_tally_basis.basis IS
'the fingerprint';

-- generate_series() as it is, but that the planner expects one row: of days that are read only
-- where a tally is stale, it would else think every report worth compiling. OFFSET 0 keeps it
-- from reading the contacts first.
CREATE FUNCTION failure_demand_internal.stale_series(first timestamp, last timestamp, step interval)
RETURNS SETOF timestamp
AS 'generate_series_timestamp'
LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE ROWS 1;
COMMENT ON FUNCTION failure_demand_internal.stale_series(timestamp, timestamp, interval) IS
'the days of a stale table of counts: generate_series, of as few rows as there mostly are';

CREATE TABLE failure_demand_internal.failure_daily_tally AS
SELECT f.day, f.failed_touchpoint, f.request, f.reason, f.avoidable_reason, f.cause, f.failed_channel, f.brand,
       f.evidence, f.currency,
       0::bigint AS contacts, 0::bigint AS unpriced, 0::bigint AS handle_seconds, f.cost
FROM failure_demand.failure_cause AS f WITH NO DATA;
ALTER TABLE failure_demand_internal.failure_daily_tally OWNER TO @extowner@;
ALTER TABLE failure_demand_internal.failure_daily_tally REPLICA IDENTITY FULL;
CREATE INDEX failure_daily_tally_day ON failure_demand_internal.failure_daily_tally (day);
COMMENT ON INDEX failure_demand_internal.failure_daily_tally_day IS
'finds the days that are counted anew';
CREATE TRIGGER note_derived_change
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON failure_demand_internal.failure_daily_tally
FOR EACH STATEMENT EXECUTE FUNCTION failure_demand_internal.note_derived_change();
COMMENT ON TRIGGER note_derived_change ON failure_demand_internal.failure_daily_tally IS
'notes changes that no refresh made';
COMMENT ON TABLE failure_demand_internal.failure_daily_tally IS
'failure contacts and their cost, counted by day and all that a cause rule can ask for';
COMMENT ON COLUMN failure_demand_internal.failure_daily_tally.day IS
'day on which they began; null: not known';
COMMENT ON COLUMN failure_demand_internal.failure_daily_tally.failed_touchpoint IS
'touchpoint that they bounced from; of those that are no bounce-backs, their own';
COMMENT ON COLUMN failure_demand_internal.failure_daily_tally.request IS
'what the customer wanted done';
COMMENT ON COLUMN failure_demand_internal.failure_daily_tally.reason IS
'reason code that the agent gave';
COMMENT ON COLUMN failure_demand_internal.failure_daily_tally.avoidable_reason IS
'why they should not have been needed';
COMMENT ON COLUMN failure_demand_internal.failure_daily_tally.cause IS
'what failed';
COMMENT ON COLUMN failure_demand_internal.failure_daily_tally.failed_channel IS
'channel that they bounced from; of those that are no bounce-backs, their own';
COMMENT ON COLUMN failure_demand_internal.failure_daily_tally.brand IS
'brand that the customer turned to';
COMMENT ON COLUMN failure_demand_internal.failure_daily_tally.evidence IS
'what says that it is failure demand';
COMMENT ON COLUMN failure_demand_internal.failure_daily_tally.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand_internal.failure_daily_tally.contacts IS
'failure contacts';
COMMENT ON COLUMN failure_demand_internal.failure_daily_tally.unpriced IS
'of these, those without a price';
COMMENT ON COLUMN failure_demand_internal.failure_daily_tally.handle_seconds IS
'seconds of people''s work; null where none is known';
COMMENT ON COLUMN failure_demand_internal.failure_daily_tally.cost IS
'their cost';

CREATE FUNCTION failure_demand_internal.count_failure_daily_tally(days date[])
RETURNS SETOF failure_demand_internal.failure_daily_tally
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE format($count$
        SELECT f.day, f.failed_touchpoint, f.request, f.reason, f.avoidable_reason, f.cause, f.failed_channel, f.brand,
               f.evidence, f.currency,
               count(*), count(f.unpriced), sum(f.handle_seconds), sum(f.cost)
        FROM failure_demand.failure_cause AS f %s
        GROUP BY f.day, f.failed_touchpoint, f.request, f.reason, f.avoidable_reason, f.cause, f.failed_channel,
                 f.brand, f.evidence, f.currency $count$, failure_demand_internal.condition_of(days));
END $$;
COMMENT ON FUNCTION failure_demand_internal.count_failure_daily_tally(date[]) IS
'the rows of failure_daily_tally of some days, or of all where none are given';

CREATE VIEW failure_demand_internal.failure_daily_stale AS
SELECT d.day
FROM failure_demand_internal.tally_basis AS b
JOIN failure_demand_internal.failure_daily_tally_basis AS n ON n.basis <> b.basis
CROSS JOIN LATERAL (
    SELECT s.day::date
    FROM (SELECT min(t.day)::timestamp AS first, max(t.day)::timestamp AS last
          FROM failure_demand_internal.failure_daily_tally AS t) AS span
    CROSS JOIN LATERAL failure_demand_internal.stale_series(span.first, span.last, '1 day') AS s (day)
    UNION ALL
    SELECT NULL) AS d
WHERE b.tally = 'failure_daily_tally';
ALTER VIEW failure_demand_internal.failure_daily_stale OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.failure_daily_stale IS
'the days of failure_daily_tally, and null, where what it depends on has changed since it was counted; else none';
COMMENT ON COLUMN failure_demand_internal.failure_daily_stale.day IS
'a day, or null';

CREATE VIEW failure_demand_internal.failure_daily AS
SELECT t.* FROM failure_demand_internal.failure_daily_tally AS t
WHERE (SELECT n.basis = b.basis
       FROM failure_demand_internal.tally_basis AS b, failure_demand_internal.failure_daily_tally_basis AS n
       WHERE b.tally = 'failure_daily_tally')
UNION ALL
SELECT f.day, f.failed_touchpoint, f.request, f.reason, f.avoidable_reason, f.cause, f.failed_channel, f.brand,
       f.evidence, f.currency,
       1, (f.unpriced IS NOT NULL)::integer, f.handle_seconds, f.cost
FROM failure_demand_internal.failure_daily_stale AS s
CROSS JOIN LATERAL (SELECT * FROM failure_demand.failure_cause AS c
                    WHERE c.day = s.day OR c.day IS NULL AND s.day IS NULL OFFSET 0) AS f;
ALTER VIEW failure_demand_internal.failure_daily OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.failure_daily IS
'failure contacts and their cost, to be added up by day and all that a cause rule can ask for: as the refresh counted '
'them while the rates are what they were, else contact by contact';
COMMENT ON COLUMN failure_demand_internal.failure_daily.day IS
'day on which they began; null: not known';
COMMENT ON COLUMN failure_demand_internal.failure_daily.failed_touchpoint IS
'touchpoint that they bounced from; of those that are no bounce-backs, their own';
COMMENT ON COLUMN failure_demand_internal.failure_daily.request IS
'what the customer wanted done';
COMMENT ON COLUMN failure_demand_internal.failure_daily.reason IS
'reason code that the agent gave';
COMMENT ON COLUMN failure_demand_internal.failure_daily.avoidable_reason IS
'why they should not have been needed';
COMMENT ON COLUMN failure_demand_internal.failure_daily.cause IS
'what failed';
COMMENT ON COLUMN failure_demand_internal.failure_daily.failed_channel IS
'channel that they bounced from; of those that are no bounce-backs, their own';
COMMENT ON COLUMN failure_demand_internal.failure_daily.brand IS
'brand that the customer turned to';
COMMENT ON COLUMN failure_demand_internal.failure_daily.evidence IS
'what says that it is failure demand';
COMMENT ON COLUMN failure_demand_internal.failure_daily.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand_internal.failure_daily.contacts IS
'failure contacts';
COMMENT ON COLUMN failure_demand_internal.failure_daily.unpriced IS
'of these, those without a price';
COMMENT ON COLUMN failure_demand_internal.failure_daily.handle_seconds IS
'seconds of people''s work; null where none is known';
COMMENT ON COLUMN failure_demand_internal.failure_daily.cost IS
'their cost';

CREATE TABLE failure_demand_internal.charge_daily_tally AS
SELECT l.day, l.department, l.currency, 0::bigint AS contacts, l.handle_seconds, l.amount
FROM failure_demand_internal.cause_line AS l WITH NO DATA;
ALTER TABLE failure_demand_internal.charge_daily_tally OWNER TO @extowner@;
ALTER TABLE failure_demand_internal.charge_daily_tally REPLICA IDENTITY FULL;
CREATE INDEX charge_daily_tally_day ON failure_demand_internal.charge_daily_tally (day);
COMMENT ON INDEX failure_demand_internal.charge_daily_tally_day IS
'finds the days that are counted anew';
CREATE TRIGGER note_derived_change
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON failure_demand_internal.charge_daily_tally
FOR EACH STATEMENT EXECUTE FUNCTION failure_demand_internal.note_derived_change();
COMMENT ON TRIGGER note_derived_change ON failure_demand_internal.charge_daily_tally IS
'notes changes that no refresh made';
COMMENT ON TABLE failure_demand_internal.charge_daily_tally IS
'what each department pays, counted by day';
COMMENT ON COLUMN failure_demand_internal.charge_daily_tally.day IS
'day on which they began; null: not known';
COMMENT ON COLUMN failure_demand_internal.charge_daily_tally.department IS
'the department, or unattributed';
COMMENT ON COLUMN failure_demand_internal.charge_daily_tally.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand_internal.charge_daily_tally.contacts IS
'failure contacts that it pays for, alone or with others';
COMMENT ON COLUMN failure_demand_internal.charge_daily_tally.handle_seconds IS
'its share of the seconds of people''s work; null where none is known';
COMMENT ON COLUMN failure_demand_internal.charge_daily_tally.amount IS
'what it pays';

CREATE FUNCTION failure_demand_internal.count_charge_daily_tally(days date[])
RETURNS SETOF failure_demand_internal.charge_daily_tally
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE format($count$
        SELECT l.day, l.department, l.currency, count(*), sum(l.handle_seconds), sum(l.amount)
        FROM failure_demand_internal.cause_line AS l %s
        GROUP BY l.day, l.department, l.currency $count$, failure_demand_internal.condition_of(days));
END $$;
COMMENT ON FUNCTION failure_demand_internal.count_charge_daily_tally(date[]) IS
'the rows of charge_daily_tally of some days, or of all where none are given';

CREATE VIEW failure_demand_internal.charge_daily_stale AS
SELECT d.day
FROM failure_demand_internal.tally_basis AS b
JOIN failure_demand_internal.charge_daily_tally_basis AS n ON n.basis <> b.basis
CROSS JOIN LATERAL (
    SELECT s.day::date
    FROM (SELECT min(t.day)::timestamp AS first, max(t.day)::timestamp AS last
          FROM failure_demand_internal.charge_daily_tally AS t) AS span
    CROSS JOIN LATERAL failure_demand_internal.stale_series(span.first, span.last, '1 day') AS s (day)
    UNION ALL
    SELECT NULL) AS d
WHERE b.tally = 'charge_daily_tally';
ALTER VIEW failure_demand_internal.charge_daily_stale OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.charge_daily_stale IS
'the days of charge_daily_tally, and null, where what it depends on has changed since it was counted; else none';
COMMENT ON COLUMN failure_demand_internal.charge_daily_stale.day IS
'a day, or null';

CREATE VIEW failure_demand.charge_daily AS
SELECT p.day, p.department, p.currency, sum(p.contacts)::bigint AS contacts, sum(p.handle_seconds) AS handle_seconds,
       sum(p.amount) AS amount
FROM (SELECT t.* FROM failure_demand_internal.charge_daily_tally AS t
      WHERE (SELECT n.basis = b.basis
             FROM failure_demand_internal.tally_basis AS b, failure_demand_internal.charge_daily_tally_basis AS n
             WHERE b.tally = 'charge_daily_tally')
      UNION ALL
      SELECT l.day, l.department, l.currency, 1, l.handle_seconds, l.amount
      FROM failure_demand_internal.charge_daily_stale AS s
      CROSS JOIN LATERAL (SELECT * FROM failure_demand_internal.cause_line AS c
                          WHERE c.day = s.day OR c.day IS NULL AND s.day IS NULL OFFSET 0) AS l) AS p
GROUP BY p.day, p.department, p.currency;
ALTER VIEW failure_demand.charge_daily OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.charge_daily IS
'what each department pays for the failure demand that it causes, by day, by the rates, rules and shares of now; what '
'is unpriced is in rows without a currency';
COMMENT ON COLUMN failure_demand.charge_daily.day IS
'day on which they began; null: not known';
COMMENT ON COLUMN failure_demand.charge_daily.department IS
'the department, or unattributed';
COMMENT ON COLUMN failure_demand.charge_daily.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand.charge_daily.contacts IS
'failure contacts that it pays for, alone or with others';
COMMENT ON COLUMN failure_demand.charge_daily.handle_seconds IS
'its share of the seconds of people''s work; null where none is known';
COMMENT ON COLUMN failure_demand.charge_daily.amount IS
'what it pays';
