-- How far a refresh is, for whoever waits for it. What a transaction writes nobody else sees before it ends;
-- what it sets a sequence to, everybody does at once. A sequence keeps its value when the transaction fails: so
-- the values are taken for a refresh's only while the transaction that set them has the lock that a refresh has.
-- setval is refused beside parallel workers: between statements it is not, nor in one that cannot be parallel.
-- What the values say is for eyes alone: nothing goes by them.

CREATE SEQUENCE failure_demand_internal.progress_transaction MINVALUE 0;
ALTER SEQUENCE failure_demand_internal.progress_transaction OWNER TO @extowner@;
COMMENT ON SEQUENCE failure_demand_internal.progress_transaction IS
'transaction of the refresh whose progress the other sequences tell';
CREATE SEQUENCE failure_demand_internal.progress_start MINVALUE 0;
ALTER SEQUENCE failure_demand_internal.progress_start OWNER TO @extowner@;
COMMENT ON SEQUENCE failure_demand_internal.progress_start IS
'when it began, in microseconds since 1970';
CREATE SEQUENCE failure_demand_internal.progress_phase MINVALUE 0;
ALTER SEQUENCE failure_demand_internal.progress_phase OWNER TO @extowner@;
COMMENT ON SEQUENCE failure_demand_internal.progress_phase IS
'number of its phase, as refresh_phases() has it; 0: none has begun';
CREATE SEQUENCE failure_demand_internal.progress_phase_start MINVALUE 0;
ALTER SEQUENCE failure_demand_internal.progress_phase_start OWNER TO @extowner@;
COMMENT ON SEQUENCE failure_demand_internal.progress_phase_start IS
'when its phase began, in microseconds since 1970';
CREATE SEQUENCE failure_demand_internal.progress_source MINVALUE -9223372036854775808;
ALTER SEQUENCE failure_demand_internal.progress_source OWNER TO @extowner@;
COMMENT ON SEQUENCE failure_demand_internal.progress_source IS
'hash of the name of the source that it reads; 0: none';
CREATE SEQUENCE failure_demand_internal.progress_rows_done MINVALUE -1;
ALTER SEQUENCE failure_demand_internal.progress_rows_done OWNER TO @extowner@;
COMMENT ON SEQUENCE failure_demand_internal.progress_rows_done IS
'rows that its phase has done; -1: they are not counted';
CREATE SEQUENCE failure_demand_internal.progress_rows_to_do MINVALUE -1;
ALTER SEQUENCE failure_demand_internal.progress_rows_to_do OWNER TO @extowner@;
COMMENT ON SEQUENCE failure_demand_internal.progress_rows_to_do IS
'rows that its phase has to do, done ones included; -1: nobody knows';

CREATE FUNCTION failure_demand_internal.refresh_phases()
RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN '{looking at sources,finding changes,reading,sorting and judging,writing contacts,building indexes,counting,
         waiting for the end of its transaction}'::text[];
COMMENT ON FUNCTION failure_demand_internal.refresh_phases() IS
'the phases of a refresh in their order; one that has nothing to do is passed over';

CREATE UNLOGGED TABLE failure_demand_internal.work_phase (
    phase text COLLATE "C", source text COLLATE "C", rows bigint, began timestamptz
);
ALTER TABLE failure_demand_internal.work_phase OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_phase IS
'working table of refresh: the phases that have begun';

-- Whoever may write the tables, and not the sequences, need not be watched.
CREATE FUNCTION failure_demand_internal.show_progress(counter regclass, value bigint)
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT setval(counter, value) WHERE has_sequence_privilege(counter, 'UPDATE');
END;
COMMENT ON FUNCTION failure_demand_internal.show_progress(regclass, bigint) IS
'sets one of the sequences that tell how far a refresh is';

CREATE FUNCTION failure_demand_internal.microseconds(at timestamptz)
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (EXTRACT(epoch FROM at) * 1000000)::bigint;
COMMENT ON FUNCTION failure_demand_internal.microseconds(timestamptz) IS
'a time in microseconds since 1970';

-- No phase before the values are this transaction's: else what the last one left would be shown as its own.
CREATE FUNCTION failure_demand_internal.begin_progress(clock timestamptz)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM failure_demand_internal.work_phase;
    PERFORM failure_demand_internal.show_progress('failure_demand_internal.progress_transaction', 0);
    PERFORM failure_demand_internal.show_progress('failure_demand_internal.progress_start',
                                                  failure_demand_internal.microseconds(clock));
    PERFORM failure_demand_internal.begin_phase('looking at sources');
    PERFORM failure_demand_internal.show_progress('failure_demand_internal.progress_transaction',
                                                  pg_current_xact_id()::text::bigint);
END $$;
COMMENT ON FUNCTION failure_demand_internal.begin_progress(timestamptz) IS
'lets a refresh be watched that has its lock';

-- A phase goes on until the next one begins.
CREATE FUNCTION failure_demand_internal.begin_phase(phase text, source text DEFAULT NULL,
                                                    rows_to_do bigint DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    began timestamptz := clock_timestamp();
BEGIN
    INSERT INTO failure_demand_internal.work_phase VALUES (phase, source, NULL, began);
    PERFORM failure_demand_internal.show_progress('failure_demand_internal.progress_rows_done', -1);
    PERFORM failure_demand_internal.show_progress('failure_demand_internal.progress_rows_to_do',
                                                  coalesce(rows_to_do, -1));
    PERFORM failure_demand_internal.show_progress('failure_demand_internal.progress_source',
                                                  coalesce(hashtextextended(source COLLATE "C", 0), 0));
    PERFORM failure_demand_internal.show_progress('failure_demand_internal.progress_phase_start',
                                                  failure_demand_internal.microseconds(began));
    PERFORM failure_demand_internal.show_progress(
        'failure_demand_internal.progress_phase', array_position(failure_demand_internal.refresh_phases(), phase));
END $$;
COMMENT ON FUNCTION failure_demand_internal.begin_phase(text, text, bigint) IS
'lets a refresh begin a phase, of a source where it reads one, with as many rows to do';

CREATE FUNCTION failure_demand_internal.expect_rows(rows_to_do bigint)
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT failure_demand_internal.show_progress('failure_demand_internal.progress_rows_to_do',
                                                 coalesce(rows_to_do, -1));
END;
COMMENT ON FUNCTION failure_demand_internal.expect_rows(bigint) IS
'says how many rows the phase has to do, when that is known only after it has begun';

CREATE FUNCTION failure_demand_internal.end_phase(rows_done bigint, told text DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    phase failure_demand_internal.work_phase;
BEGIN
    UPDATE failure_demand_internal.work_phase AS w SET rows = rows_done
    WHERE w.began = (SELECT max(l.began) FROM failure_demand_internal.work_phase AS l)
    RETURNING * INTO phase;
    PERFORM failure_demand_internal.show_progress('failure_demand_internal.progress_rows_done', rows_done);
    IF told IS NOT NULL THEN
        RAISE NOTICE '%: %',
            concat_ws(CASE phase.phase WHEN 'reading' THEN ' ' ELSE ' in ' END, phase.phase, phase.source), told;
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.end_phase(bigint, text) IS
'says how many rows the phase has done, and tells the caller of it where there is something to tell';

-- Of a statement whose rows come one by one, it says how many have come while it runs.
CREATE FUNCTION failure_demand_internal.count_row(counter regclass)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION failure_demand_internal.count_row(regclass) IS
'true; of every 4,096th row of a statement, sets a sequence to how many there have been';

-- EXPLAIN is allowed in a volatile function alone.
CREATE FUNCTION failure_demand_internal.planned_rows(query text)
RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
    RETURN plan -> 0 -> 'Plan' ->> 'Plan Rows';
END $$;
COMMENT ON FUNCTION failure_demand_internal.planned_rows(text) IS
'how many rows the planner expects of a query';

-- Of a working table that has just been analysed.
CREATE FUNCTION failure_demand_internal.known_rows(relation regclass)
RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT c.reltuples::bigint FROM pg_class AS c WHERE c.oid = known_rows.relation;
END;
COMMENT ON FUNCTION failure_demand_internal.known_rows(regclass) IS
'how many rows a table had when it was last analysed';

CREATE FUNCTION failure_demand_internal.ended_phases(clock timestamptz)
RETURNS failure_demand.refresh_phase[]
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT array_agg(ROW(p.phase, p.source, p.rows, round(EXTRACT(epoch FROM p.ended - p.began), 3))
                         ::failure_demand.refresh_phase ORDER BY p.began)
    FROM (SELECT w.*, lead(w.began, 1, ended_phases.clock) OVER (ORDER BY w.began) AS ended
          FROM failure_demand_internal.work_phase AS w) AS p;
END;
COMMENT ON FUNCTION failure_demand_internal.ended_phases(timestamptz) IS
'the phases of the refresh that runs, as refresh_log keeps them, where it ends now';

CREATE FUNCTION failure_demand_internal.refresh_line(began timestamptz, ended timestamptz, because text, groups bigint,
                                                     written bigint, removed bigint)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT format('refresh of failure_demand in %s s: %s contacts written, %s removed, of %s customers; %s sources, '
                  '%s broken, %s stale; %s%s',
                  round(EXTRACT(epoch FROM refresh_line.ended - refresh_line.began), 3), refresh_line.written,
                  refresh_line.removed, refresh_line.groups, s.sources, s.broken, s.stale, p.told,
                  '; everything, because ' || refresh_line.because)
    FROM (SELECT count(*) AS sources, count(w.broken) AS broken, count(w.stale) AS stale
          FROM failure_demand_internal.work_source AS w) AS s
    CROSS JOIN (SELECT string_agg(format('%s %s s', e.phase, e.seconds), ', ' ORDER BY e.nr) AS told
                FROM (SELECT u.phase, sum(u.seconds) AS seconds, min(u.nr) AS nr
                      FROM unnest(failure_demand_internal.ended_phases(refresh_line.ended)) WITH ORDINALITY
                          AS u (phase, source, rows, seconds, nr)
                      GROUP BY u.phase) AS e) AS p;
END;
COMMENT ON FUNCTION failure_demand_internal.refresh_line(timestamptz, timestamptz, text, bigint, bigint, bigint) IS
'a refresh in a line for the log of the server';

CREATE FUNCTION failure_demand_internal.log_refresh(line text)
RETURNS void
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE STRICT;
COMMENT ON FUNCTION failure_demand_internal.log_refresh(text) IS
'writes a line to the log of the server, at LOG, where failure_demand.log_refresh is on';

CREATE FUNCTION failure_demand_internal.tell_sums(written bigint, removed bigint, changed bigint)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    contacts record;
    sums text;
BEGIN
    SELECT coalesce(sum(t.contacts), 0) AS here,
           coalesce(sum(t.contacts) FILTER (WHERE t.left_out IS NULL), 0) AS rated,
           string_agg(format('%s %s', t.contacts, t.left_out), ', ' ORDER BY t.left_out)
               FILTER (WHERE t.left_out IS NOT NULL) AS left_out
    INTO contacts FROM failure_demand_internal.left_out_tally AS t;
    sums := format('contact has %s rows: %s new, %s changed, %s as they were; %s gone', contacts.here,
                   written - changed, changed, contacts.here - written, removed - changed);
    IF contacts.left_out IS NULL THEN
        RAISE NOTICE '%', sums;
    ELSE
        RAISE NOTICE '%', sums USING DETAIL = format(
            'In the rates are %s; left out are %s: SELECT * FROM failure_demand.contact WHERE left_out IS NOT NULL.',
            contacts.rated, contacts.left_out);
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.tell_sums(bigint, bigint, bigint) IS
'tells what a refresh has done to contact, and what of it is in no rate';

CREATE VIEW failure_demand.refresh_progress AS
WITH held AS MATERIALIZED (
    SELECT l.locktype, l.database, l.relation, l.transactionid, l.virtualtransaction, l.pid, l.mode
    FROM pg_catalog.pg_locks AS l WHERE l.granted AND l.locktype IN ('relation', 'transactionid')
)
SELECT r.pid,
       to_timestamp(started.last_value / 1000000.0::double precision) AS started_at,
       (failure_demand_internal.refresh_phases())[phase.last_value] AS phase,
       (SELECT min(s.name) FROM failure_demand.source AS s
        WHERE hashtextextended(s.name COLLATE "C", 0) = source.last_value) AS source,
       phase.last_value AS phase_no,
       cardinality(failure_demand_internal.refresh_phases())::bigint AS phases,
       nullif(done.last_value, -1) AS rows_done,
       nullif(to_do.last_value, -1) AS rows_to_do,
       to_timestamp(phase_started.last_value / 1000000.0::double precision) AS phase_started_at
FROM held AS r
JOIN held AS t USING (virtualtransaction)
CROSS JOIN failure_demand_internal.progress_transaction AS transaction
CROSS JOIN failure_demand_internal.progress_start AS started
CROSS JOIN failure_demand_internal.progress_phase AS phase
CROSS JOIN failure_demand_internal.progress_source AS source
CROSS JOIN failure_demand_internal.progress_rows_done AS done
CROSS JOIN failure_demand_internal.progress_rows_to_do AS to_do
CROSS JOIN failure_demand_internal.progress_phase_start AS phase_started
WHERE r.locktype = 'relation' AND r.relation = 'failure_demand.report_basis'::regclass
  AND r.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = current_database())
  AND r.mode = 'ShareRowExclusiveLock'
  AND t.transactionid = transaction.last_value::text::xid8::xid;
ALTER VIEW failure_demand.refresh_progress OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.refresh_progress IS
'one row while a refresh runs, seen from any session: its phase, and how many rows of it are done; none on a standby';
COMMENT ON COLUMN failure_demand.refresh_progress.pid IS
'process of the session that refreshes, as pg_stat_activity has it; null where its transaction is prepared';
COMMENT ON COLUMN failure_demand.refresh_progress.started_at IS
'when it was called: it may have waited for another one';
COMMENT ON COLUMN failure_demand.refresh_progress.phase IS
'what it does: looking at sources, finding changes, reading, sorting and judging, writing contacts, building indexes, '
'counting, waiting for the end of its transaction';
COMMENT ON COLUMN failure_demand.refresh_progress.source IS
'the source that it reads; null where it reads none';
COMMENT ON COLUMN failure_demand.refresh_progress.phase_no IS
'number of the phase, from 1; one that has nothing to do is passed over';
COMMENT ON COLUMN failure_demand.refresh_progress.phases IS
'number of phases';
COMMENT ON COLUMN failure_demand.refresh_progress.rows_done IS
'rows that the phase has done; null where they are not counted before it ends';
COMMENT ON COLUMN failure_demand.refresh_progress.rows_to_do IS
'rows that it has to do, those that are done included; of a source, how many the planner expects; null where nobody '
'knows';
COMMENT ON COLUMN failure_demand.refresh_progress.phase_started_at IS
'when the phase, of this source, began';
