-- The log of all contacts, kept by the refresh, so that every question to a log can be asked
-- of the whole company without a look at its contacts.
--
-- It is kept in parts: what all contacts were when it was last made anew, and what has come and
-- gone since. A contact that has changed has gone, and come. Parts that came later become one
-- where they are of a size, so that there are few of them; and where they are no longer small
-- beside the first, the log is made anew. So a refresh costs what changed.
--
-- What stands in its place as the channel of a contact is all that it can be asked by, once:
-- channel, touchpoint and brand. Requests are known by their fingerprints, and named beside.

-- ---- made of contacts ----

CREATE FUNCTION failure_demand_internal.kept_log_transition(
    failure_demand.contact_log, text, text, text, text, text, failure_demand.channel_kind, timestamptz, timestamptz,
    integer)
RETURNS failure_demand.contact_log
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.kept_log_transition(
    failure_demand.contact_log, text, text, text, text, text, failure_demand.channel_kind, timestamptz, timestamptz,
    integer) IS
'adds a contact to a part of company_log()';

CREATE AGGREGATE failure_demand_internal.kept_log(
    customer text, request text, channel text, touchpoint text, brand text, kind failure_demand.channel_kind,
    started_at timestamptz, ended_at timestamptz, handle_seconds integer)
(
    SFUNC = failure_demand_internal.kept_log_transition,
    STYPE = failure_demand.contact_log,
    SSPACE = 384,
    COMBINEFUNC = failure_demand_internal.contact_log_combine,
    FINALFUNC = failure_demand_internal.contact_log_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand_internal.kept_log(
    text, text, text, text, text, failure_demand.channel_kind, timestamptz, timestamptz, integer) IS
'a part of company_log(): a log whose channels stand for channel, touchpoint and brand';

CREATE FUNCTION failure_demand_internal.kept_log_counts(log failure_demand.contact_log)
RETURNS bigint[]
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.kept_log_counts(failure_demand.contact_log) IS
'how many contacts each channel of a log has, in the order of their names';

CREATE FUNCTION failure_demand_internal.names_transition(internal, text)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.names_transition(internal, text) IS
'adds a name to those of names()';

CREATE FUNCTION failure_demand_internal.names_combine(internal, internal)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.names_combine(internal, internal) IS
'adds the names of one group of names() to those of another';

CREATE FUNCTION failure_demand_internal.names_serialize(internal)
RETURNS bytea
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.names_serialize(internal) IS
'the names of names() on their way from a worker';

CREATE FUNCTION failure_demand_internal.names_deserialize(bytea, internal)
RETURNS internal
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.names_deserialize(bytea, internal) IS
'the names of names() as they came from a worker';

CREATE FUNCTION failure_demand_internal.names_final(internal)
RETURNS text[]
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.names_final(internal) IS
'what names() gives';

CREATE AGGREGATE failure_demand_internal.names(name text)
(
    SFUNC = failure_demand_internal.names_transition,
    STYPE = internal,
    COMBINEFUNC = failure_demand_internal.names_combine,
    SERIALFUNC = failure_demand_internal.names_serialize,
    DESERIALFUNC = failure_demand_internal.names_deserialize,
    FINALFUNC = failure_demand_internal.names_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE failure_demand_internal.names(text) IS
'the different names of a group, in order; null where there are more than a log can have channels, or one is too long';

-- A contact without a kind is none: the channel is not known. What starts after as_of does not
-- exist yet, and what is outbound the customer did not want.
CREATE FUNCTION failure_demand_internal.is_in_company_log(left_out text, kind text)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(left_out, 'unlinkable') IN ('unlinkable', 'undated') AND kind IS NOT NULL;
COMMENT ON FUNCTION failure_demand_internal.is_in_company_log(text, text) IS
'is a contact in the log of all contacts? those that are in the rates, and those that cannot be linked or dated';

-- Contacts as the log has them, from a relation with the columns of contact_fact.
CREATE FUNCTION failure_demand_internal.logged_contacts(relation regclass, condition text DEFAULT 'true')
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT format('SELECT c.customer, c.request, c.channel, c.touchpoint, c.brand, c.kind, '
                  'failure_demand_internal.known_time(c.started_at) AS started_at, '
                  'failure_demand_internal.known_time(c.ended_at) AS ended_at, c.handle_seconds '
                  'FROM %s AS c WHERE failure_demand_internal.is_in_company_log(c.left_out, c.kind) AND %s',
                  relation, condition);
END;
COMMENT ON FUNCTION failure_demand_internal.logged_contacts(regclass, text) IS
'the query that gives those contacts of a relation that are in company_log(), as they are in it';

CREATE FUNCTION failure_demand_internal.kept_log_query(contacts text, kept failure_demand_internal.company_log_kept)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT format('SELECT failure_demand_internal.kept_log(c.customer, c.request, %s, %s, %s, '
                  'c.kind::failure_demand.channel_kind, c.started_at, c.ended_at, c.handle_seconds), %s '
                  'FROM (%s) AS c',
                  CASE WHEN (kept).channels THEN 'c.channel' ELSE 'NULL' END,
                  CASE WHEN (kept).touchpoints THEN 'c.touchpoint' ELSE 'NULL' END,
                  CASE WHEN (kept).brands THEN 'c.brand' ELSE 'NULL' END,
                  CASE WHEN (kept).requests THEN 'failure_demand_internal.names(c.request)' ELSE 'NULL::text[]' END,
                  contacts);
END;
COMMENT ON FUNCTION failure_demand_internal.kept_log_query(text, failure_demand_internal.company_log_kept) IS
'the query that makes a part of company_log() of the contacts that another gives, and an array of their requests';

CREATE FUNCTION failure_demand_internal.add_log_part(part integer, removed boolean, log failure_demand.contact_log)
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO failure_demand_internal.company_log_part (part, removed, log, counts)
    SELECT add_log_part.part, add_log_part.removed, add_log_part.log,
           failure_demand_internal.kept_log_counts(add_log_part.log)
    WHERE add_log_part.log IS NOT NULL;
END;
COMMENT ON FUNCTION failure_demand_internal.add_log_part(integer, boolean, failure_demand.contact_log) IS
'keeps a part of company_log(), if it is one';

CREATE FUNCTION failure_demand_internal.contacts_of(counts bigint[])
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT coalesce(sum(c), 0) FROM unnest(contacts_of.counts) AS c;
END;
COMMENT ON FUNCTION failure_demand_internal.contacts_of(bigint[]) IS
'contacts of a part of company_log()';

-- ---- made anew ----

-- A value is no larger than 1 GB, and is in memory when it is written.
CREATE FUNCTION failure_demand_internal.contacts_a_log_part()
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 16000000;
COMMENT ON FUNCTION failure_demand_internal.contacts_a_log_part() IS
'about how many contacts a part of company_log() has at most that is made of all';

CREATE FUNCTION failure_demand_internal.log_slices()
RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT CASE WHEN n.slices = 1 THEN '{true}'
                ELSE ARRAY(SELECT format('c.customer_group BETWEEN %s AND %s',
                                         ceil(s * (2::numeric ^ 64 / n.slices)) - 2::numeric ^ 63,
                                         ceil((s + 1) * (2::numeric ^ 64 / n.slices)) - 2::numeric ^ 63 - 1)
                           FROM generate_series(0, n.slices - 1) AS s ORDER BY s) END
    FROM (SELECT 1 + div(coalesce(sum(t.contacts), 0), failure_demand_internal.contacts_a_log_part()) AS slices
          FROM failure_demand_internal.left_out_tally AS t) AS n;
END;
COMMENT ON FUNCTION failure_demand_internal.log_slices() IS
'conditions by which contact_fact is in pieces, each of which fits into a part of company_log()';

CREATE FUNCTION failure_demand_internal.keep_requests(names text[], known boolean)
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    DELETE FROM failure_demand_internal.company_log_request AS r
    WHERE NOT keep_requests.known OR NOT EXISTS (SELECT FROM unnest(keep_requests.names) AS n WHERE n = r.request);
    INSERT INTO failure_demand_internal.company_log_request
    SELECT n FROM unnest(keep_requests.names) AS n WHERE keep_requests.known
    EXCEPT SELECT r.request FROM failure_demand_internal.company_log_request AS r;
END;
COMMENT ON FUNCTION failure_demand_internal.keep_requests(text[], boolean) IS
'keeps the requests of all contacts, or none where they are not all known';

CREATE FUNCTION failure_demand_internal.remake_company_log(kept failure_demand_internal.company_log_kept)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    slices text[] := failure_demand_internal.log_slices();
    made failure_demand.contact_log;
    names text[];
    all_names text[] := '{}';
BEGIN
    FOR i IN 1 .. cardinality(slices) LOOP
        EXECUTE failure_demand_internal.kept_log_query(
            failure_demand_internal.logged_contacts('failure_demand_internal.contact_fact', slices[i]), kept)
        INTO made, names;
        all_names := all_names || names;
        kept.requests := kept.requests AND names IS NOT NULL AND cardinality(all_names) <= 65535 * i;
        -- what is as it was stays where it is
        CONTINUE WHEN EXISTS (SELECT FROM failure_demand_internal.company_log_part AS p
                              WHERE p.part = 1 - i AND NOT p.removed AND p.log OPERATOR(failure_demand.=) made);
        DELETE FROM failure_demand_internal.company_log_part AS p WHERE p.part = 1 - i;
        PERFORM failure_demand_internal.add_log_part(1 - i, false, made);
    END LOOP;
    DELETE FROM failure_demand_internal.company_log_part AS p
    WHERE p.part > 0 OR p.part <= -cardinality(slices);
    all_names := ARRAY(SELECT DISTINCT unnest(all_names));
    kept.requests := kept.requests AND cardinality(all_names) <= 65535;
    PERFORM failure_demand_internal.keep_requests(all_names, kept.requests);
    DELETE FROM failure_demand_internal.company_log_kept AS k WHERE k *<> kept;
    INSERT INTO failure_demand_internal.company_log_kept SELECT kept.* ON CONFLICT DO NOTHING;
END $$;
COMMENT ON FUNCTION failure_demand_internal.remake_company_log(failure_demand_internal.company_log_kept) IS
'makes company_log() of all contacts; errs where there are too many names of what is to be kept (54000), or one is '
'too long (22001)';

-- Of touchpoints there may be as many as there are pages; they are given up first.
CREATE FUNCTION failure_demand_internal.make_company_log()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kept failure_demand_internal.company_log_kept := ROW(true, true, true, true);
BEGIN
    LOOP
        BEGIN
            PERFORM failure_demand_internal.remake_company_log(kept);
            RETURN;
        EXCEPTION WHEN program_limit_exceeded OR string_data_right_truncation THEN
            IF kept.touchpoints THEN
                kept.touchpoints := false;
            ELSIF kept.brands THEN
                kept.brands := false;
            ELSIF kept.channels THEN
                kept.channels := false;
            ELSE
                RAISE;
            END IF;
        END;
    END LOOP;
END $$;
COMMENT ON FUNCTION failure_demand_internal.make_company_log() IS
'makes company_log() of all contacts, with as much of what they are told apart by as it can have';

-- ---- what came and went ----

CREATE FUNCTION failure_demand_internal.merge_log_parts(removed boolean)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    parts integer[];
    contacts numeric[];
    merged failure_demand.contact_log;
BEGIN
    LOOP
        SELECT array_agg(l.part ORDER BY l.part DESC), array_agg(l.contacts ORDER BY l.part DESC)
        INTO parts, contacts
        FROM (SELECT p.part, failure_demand_internal.contacts_of(p.counts) AS contacts
              FROM failure_demand_internal.company_log_part AS p
              WHERE p.removed = merge_log_parts.removed AND p.part > 0 ORDER BY p.part DESC LIMIT 2) AS l;
        EXIT WHEN parts[2] IS NULL OR contacts[2] >= 2 * contacts[1];
        SELECT failure_demand.rollup(p.log) INTO merged FROM failure_demand_internal.company_log_part AS p
        WHERE p.removed = merge_log_parts.removed AND p.part = ANY (parts);
        DELETE FROM failure_demand_internal.company_log_part AS p
        WHERE p.removed = merge_log_parts.removed AND p.part = ANY (parts);
        PERFORM failure_demand_internal.add_log_part(parts[2], merge_log_parts.removed, merged);
    END LOOP;
END $$;
COMMENT ON FUNCTION failure_demand_internal.merge_log_parts(boolean) IS
'makes one of later parts of company_log() where the older is not twice as large as the newer';

CREATE FUNCTION failure_demand_internal.add_to_company_log(kept failure_demand_internal.company_log_kept)
RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    written text := failure_demand_internal.logged_contacts('failure_demand_internal.work_contact');
    gone text := failure_demand_internal.logged_contacts('failure_demand_internal.work_removed');
    next integer := (SELECT greatest(max(p.part), 0) + 1 FROM failure_demand_internal.company_log_part AS p);
    made failure_demand.contact_log;
    names text[];
BEGIN
    EXECUTE failure_demand_internal.kept_log_query(format('%s EXCEPT ALL %s', gone, written), kept) INTO made, names;
    PERFORM failure_demand_internal.add_log_part(coalesce(next, 1), true, made);
    EXECUTE failure_demand_internal.kept_log_query(format('%s EXCEPT ALL %s', written, gone), kept) INTO made, names;
    PERFORM failure_demand_internal.add_log_part(coalesce(next, 1), false, made);
    IF kept.requests THEN
        INSERT INTO failure_demand_internal.company_log_request
        SELECT n FROM unnest(names) AS n EXCEPT SELECT r.request FROM failure_demand_internal.company_log_request AS r;
        IF names IS NULL OR (SELECT count(*) > 65535 FROM failure_demand_internal.company_log_request) THEN
            RETURN false;
        END IF;
    END IF;
    PERFORM failure_demand_internal.merge_log_parts(r) FROM unnest('{false,true}'::boolean[]) AS r;
    RETURN (SELECT coalesce(sum(c.contacts) FILTER (WHERE p.part > 0), 0)
                   <= greatest(1000, coalesce(sum(c.contacts) FILTER (WHERE p.part <= 0), 0) / 16)
            FROM failure_demand_internal.company_log_part AS p
            CROSS JOIN LATERAL (SELECT failure_demand_internal.contacts_of(p.counts)) AS c (contacts));
EXCEPTION WHEN program_limit_exceeded OR string_data_right_truncation THEN
    RETURN false;
END $$;
COMMENT ON FUNCTION failure_demand_internal.add_to_company_log(failure_demand_internal.company_log_kept) IS
'adds what a refresh has changed to company_log(); false where it is to be made anew: what came since is no longer '
'small beside it, or has too many names';

CREATE FUNCTION failure_demand_internal.keep_company_log(everything boolean)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    kept failure_demand_internal.company_log_kept;
BEGIN
    SELECT * INTO kept FROM failure_demand_internal.company_log_kept;
    IF everything OR NOT FOUND OR NOT failure_demand_internal.add_to_company_log(kept) THEN
        PERFORM failure_demand_internal.make_company_log();
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.keep_company_log(boolean) IS
'brings company_log() up to date with what a refresh has written';

-- ---- asked ----

CREATE FUNCTION failure_demand_internal.company_log_by(by text, by_customer boolean, first timestamptz,
                                                       end_before timestamptz)
RETURNS failure_demand.contact_log
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL SAFE COST 100000;
COMMENT ON FUNCTION failure_demand_internal.company_log_by(text, boolean, timestamptz, timestamptz) IS
'what company_log() gives, of contacts that start between two times unless these are null; for who may see all of '
'contact';

CREATE FUNCTION failure_demand.company_log(period daterange DEFAULT NULL, match text DEFAULT 'request',
                                           by text DEFAULT 'channel')
RETURNS failure_demand.contact_log
LANGUAGE plpgsql STABLE PARALLEL SAFE COST 100000 SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    zone text;
    first timestamptz;
    end_before timestamptz;
BEGIN
    IF company_log.match IS NULL OR company_log.match NOT IN ('request', 'customer') THEN
        RAISE EXCEPTION 'unknown match: %', coalesce('"' || company_log.match || '"', 'null')
            USING ERRCODE = 'invalid_parameter_value', DETAIL = 'A match is request or customer.',
            HINT = 'Write ''request'', or ''customer'' to take any contact of a customer as the same request.';
    ELSIF company_log.by IS NULL OR company_log.by NOT IN ('channel', 'touchpoint', 'request', 'brand') THEN
        RAISE EXCEPTION 'the company''s log cannot be asked by %', coalesce('"' || company_log.by || '"', 'null')
            USING ERRCODE = 'invalid_parameter_value',
            DETAIL = 'What stands as the channel of a contact is its channel, touchpoint, request or brand.',
            HINT = 'Write ''channel'', ''touchpoint'', ''request'' or ''brand''.';
    ELSIF isempty(company_log.period) THEN
        RAISE EXCEPTION 'the period is empty' USING ERRCODE = 'invalid_parameter_value',
            DETAIL = 'No day is in it.',
            HINT = 'Write the first day and the day after the last, such as ''[2026-01-01,2026-02-01)''; or null for '
                   'all contacts.';
    END IF;
    IF company_log.period IS NOT NULL THEN
        SELECT b.time_zone INTO zone FROM failure_demand.report_basis AS b;
        first := coalesce(failure_demand_internal.first_moment(lower(company_log.period), zone), '-infinity');
        end_before := coalesce(failure_demand_internal.first_moment(upper(company_log.period), zone), 'infinity');
    END IF;
    RETURN failure_demand_internal.company_log_by(company_log.by, company_log.match = 'customer', first,
                                                  end_before);
END $$;
COMMENT ON FUNCTION failure_demand.company_log(daterange, text, text) IS
'the log of contact, kept by refresh, to be asked any question at any window without a look at contacts: of all, or '
'of those that start in a period; match customer makes the customer the request; by: what stands as the channel: '
'channel, touchpoint, request or brand; a window is that of the question, for all requests, whatever table '
'request_window says; null where there is no contact';
