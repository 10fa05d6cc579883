-- One row an interaction, with what the other contacts and the customer's words say of it;
-- and what all reports rest on. Filled by refresh(); derived, and so not dumped.

CREATE TABLE failure_demand.report_basis (
    as_of        timestamptz,
    within       interval NOT NULL,
    match        text NOT NULL,
    time_zone    text NOT NULL,
    currency     text NOT NULL,
    configuration text NOT NULL,
    refreshed_at timestamptz NOT NULL,
    held_back_by text COLLATE "C",
    stale_sources text[] NOT NULL DEFAULT '{}',
    computation_version integer NOT NULL,
    request_windows jsonb NOT NULL DEFAULT '{}'
);
ALTER TABLE failure_demand.report_basis OWNER TO @extowner@;
CREATE UNIQUE INDEX report_basis_one_row ON failure_demand.report_basis ((true));
COMMENT ON INDEX failure_demand.report_basis_one_row IS
'at most one row';
ALTER TABLE failure_demand.report_basis REPLICA IDENTITY FULL;
COMMENT ON TABLE failure_demand.report_basis IS
'what contact and all reports were computed by, in one row; none before the first refresh';
COMMENT ON COLUMN failure_demand.report_basis.as_of IS
'the moment at which they are judged: contacts that start later do not exist yet; null where no contact has a time';
COMMENT ON COLUMN failure_demand.report_basis.within IS
'the time in which a contact counts as a repeat, in hours, but for requests of request_windows';
COMMENT ON COLUMN failure_demand.report_basis.request_windows IS
'requests that were computed by a window of their own, each with that, in hours; {}: none';
COMMENT ON COLUMN failure_demand.report_basis.match IS
'request, or customer: any contact of the customer is the same request';
COMMENT ON COLUMN failure_demand.report_basis.time_zone IS
'time zone in which days and months begin';
COMMENT ON COLUMN failure_demand.report_basis.currency IS
'currency of the reports (ISO 4217), where a rate names none';
COMMENT ON COLUMN failure_demand.report_basis.configuration IS
'fingerprint of channels, names and windows of requests, outcomes, directions, reasons, markers, sources and '
'definition: where it is another one, a refresh computes anew what has changed of them concerns';
COMMENT ON COLUMN failure_demand.report_basis.refreshed_at IS
'when the refresh began that computed them: what starts later does not exist until it has come';
COMMENT ON COLUMN failure_demand.report_basis.held_back_by IS
'source whose end is as_of, though others go on: it is behind, or stale; null where none is waited for';
COMMENT ON COLUMN failure_demand.report_basis.stale_sources IS
'sources that could not be read, or had no dated row any more: what was last read of them is kept';
COMMENT ON COLUMN failure_demand.report_basis.computation_version IS
'the version of the rules by which they were computed: an update of the extension that changes it makes a refresh '
'full';

CREATE FUNCTION failure_demand_internal.window_of(basis failure_demand.report_basis, request text)
RETURNS interval
LANGUAGE sql STABLE PARALLEL SAFE
RETURN CASE WHEN (basis).request_windows = '{}' THEN (basis).within
            ELSE coalesce(((basis).request_windows ->> request)::interval, (basis).within) END;
COMMENT ON FUNCTION failure_demand_internal.window_of(failure_demand.report_basis, text) IS
'the window by which the last refresh computed a request';

-- What a row of interaction takes with it wherever it goes.
CREATE FUNCTION failure_demand.customer_group(customer text, started_at timestamptz)
RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(pg_catalog.hashtextextended(customer COLLATE "C", 0),  -- which of a null is null
                pg_catalog.hash_record_extended(
                    ROW(pg_catalog.date_bin('1 day', started_at, '2000-01-01 00:00+00')), 1));
COMMENT ON FUNCTION failure_demand.customer_group(text, timestamptz) IS
'what is recomputed together: the contacts of a customer, or, without a customer, of a day';

CREATE FUNCTION failure_demand_internal.known_time(at timestamptz)
RETURNS timestamptz
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.known_time(timestamptz) IS
'a time; null where it is one that systems write for none: in the year 1900 or before, or 9999 or after (UTC), or '
'infinite';

CREATE FUNCTION failure_demand_internal.contact_start(started_at timestamptz, started_on date, kind text,
                                                      time_zone text)
RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN started_on IS NOT NULL AND kind = 'human'
            AND failure_demand_internal.known_time(started_at) IS NOT NULL
            THEN failure_demand_internal.last_moment(started_on, time_zone) ELSE started_at END;
COMMENT ON FUNCTION failure_demand_internal.contact_start(timestamptz, date, text, text) IS
'when a contact began: where the day alone is known, a human one at its last microsecond, for what it came after is '
'before it; any other at its first';

CREATE FUNCTION failure_demand.contact_end(started_at timestamptz, ended_at timestamptz)
RETURNS timestamptz
AS 'MODULE_PATHNAME', 'contact_end_known'
LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand.contact_end(timestamptz, timestamptz) IS
'when a contact ended: at its start where the end is missing, one that stands for none, or before it; null where it '
'has no start';

-- The key begins with what is recomputed together, so that all of it can be in one place:
-- to find a customer, customer_group = failure_demand.customer_group('...', NULL).
CREATE TABLE failure_demand_internal.contact_fact (
    LIKE failure_demand_internal.interaction_row INCLUDING COMMENTS,
    kind               text COLLATE "C",
    said_request       text COLLATE "C",
    said_outcome       text COLLATE "C",
    said_direction     text COLLATE "C",
    negative_handle_seconds integer,
    said_customer      text COLLATE "C",
    said_group         bigint,
    customer_group     bigint NOT NULL,
    left_out           text COLLATE "C",
    day                date,
    LIKE failure_demand_internal.contact_fact_row INCLUDING COMMENTS,
    CONSTRAINT contact_fact_pkey PRIMARY KEY (customer_group, source, interaction_id)
);
ALTER TABLE failure_demand_internal.contact_fact OWNER TO @extowner@;
-- what differs comes first: where the first column is the same all over, sorting compares whole keys
CREATE INDEX contact_interaction ON failure_demand_internal.contact_fact (interaction_id, source);
COMMENT ON INDEX failure_demand_internal.contact_interaction IS
'finds an interaction, of whatever customer; that an id stands once is seen to by staging, and asserted by refresh';
CREATE INDEX contact_said ON failure_demand_internal.contact_fact (said_group) WHERE said_group IS NOT NULL;
COMMENT ON INDEX failure_demand_internal.contact_said IS
'contacts of a customer who is named otherwise than by what their source says';
-- what changes with the time alone
CREATE INDEX contact_open ON failure_demand_internal.contact_fact (customer_group)
WHERE mature IS NOT TRUE AND coalesce(left_out, 'not yet') IN ('not yet', 'ahead');
COMMENT ON INDEX failure_demand_internal.contact_open IS
'contacts whose window is not over, or that do not exist yet';
COMMENT ON TABLE failure_demand_internal.contact_fact IS
'the rows of contact; written by refresh alone, and read by whoever owns it';
COMMENT ON COLUMN failure_demand_internal.contact_fact.interaction_id IS
'identifies the interaction in its source; of rows with the same one, the latest version counts';
COMMENT ON COLUMN failure_demand_internal.contact_fact.customer IS
'name of the customer, of what all sources and links say of him; null where nobody is named, or what is named is '
'nobody''s';
COMMENT ON COLUMN failure_demand_internal.contact_fact.started_at IS
'when it began; where the source has a date, the last microsecond of the day for a human contact, the first for any '
'other';
COMMENT ON COLUMN failure_demand_internal.contact_fact.ended_at IS
'when it ended, as the source has it, of a date the last microsecond; null where the start is a date; null, '
'9999-12-31 and the like, or before the start, counts as the start';
COMMENT ON COLUMN failure_demand_internal.contact_fact.handle_seconds IS
'seconds of a person''s work; null where not known, or negative in the source';
COMMENT ON COLUMN failure_demand_internal.contact_fact.outcome IS
'completed, abandoned, transferred or unresolved: what table outcome says of the word of the source; null: nothing';
COMMENT ON COLUMN failure_demand_internal.contact_fact.direction IS
'inbound or outbound: what table direction says of the word of the source; null: nothing, and it counts as inbound';
COMMENT ON COLUMN failure_demand_internal.contact_fact.updated_at IS
'which version of the row it is: the latest of those with the same id';
COMMENT ON COLUMN failure_demand_internal.contact_fact.kind IS
'digital or human: what table channel says of the channel; null where it is not there, or is no contact';
COMMENT ON COLUMN failure_demand_internal.contact_fact.request IS
'what the customer wants done: what table request_name calls what the source says, else that itself';
COMMENT ON COLUMN failure_demand_internal.contact_fact.said_request IS
'request as the source has it, where it is called otherwise here';
COMMENT ON COLUMN failure_demand_internal.contact_fact.said_outcome IS
'outcome as the source has it, where it is written otherwise; an outcome of null beside it: no row of table outcome '
'has it';
COMMENT ON COLUMN failure_demand_internal.contact_fact.said_direction IS
'direction as the source has it, where it is written otherwise; a direction of null beside it: no row of table '
'direction has it';
COMMENT ON COLUMN failure_demand_internal.contact_fact.negative_handle_seconds IS
'handle time as the source has it, where it is negative';
COMMENT ON COLUMN failure_demand_internal.contact_fact.said_customer IS
'customer as the source has it, where it is another, stands for nobody, or there are identifiers';
COMMENT ON COLUMN failure_demand_internal.contact_fact.said_group IS
'customer_group() of what the source says of the customer, where it is not that of the customer';
COMMENT ON COLUMN failure_demand_internal.contact_fact.customer_group IS
'what is recomputed together: see customer_group()';
COMMENT ON COLUMN failure_demand_internal.contact_fact.left_out IS
'why the contact is in no rate, the first of: ahead (starts after the refresh), no contact (its channel is known to '
'be none), outbound, undated (no start, or one that stands for none), unknown channel, not yet (starts after as_of), '
'unlinkable; null: it is in the rates';
COMMENT ON COLUMN failure_demand_internal.contact_fact.day IS
'day on which it began, in the time zone of the definition';

-- The columns of a contact, as they stand in contact_fact; its owner may have added others there.
CREATE FUNCTION failure_demand_internal.judged_columns(pattern text DEFAULT '%I')
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT concat_ws(', ', failure_demand_internal.interaction_columns(judged_columns.pattern),
                     (SELECT string_agg(replace(judged_columns.pattern, '%I', c), ', ' ORDER BY ordinality)
                      FROM unnest('{kind,said_request,said_outcome,said_direction,negative_handle_seconds,
                                    said_customer,said_group,customer_group,left_out,day}'::text[])
                          WITH ORDINALITY AS c));
END;
COMMENT ON FUNCTION failure_demand_internal.judged_columns(text) IS
'the columns of a contact that are not of contact_fact_row, in order, as a list: see contact_columns()';

CREATE FUNCTION failure_demand_internal.contact_columns(pattern text DEFAULT '%I')
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT concat_ws(', ', failure_demand_internal.judged_columns(contact_columns.pattern),
                     failure_demand_internal.row_columns(
                         'failure_demand_internal.contact_fact_row'::regtype, contact_columns.pattern));
END;
COMMENT ON FUNCTION failure_demand_internal.contact_columns(text) IS
'the columns of a contact, in order, as a list: each in place of %I in a pattern, such as c.%I';

-- Who may see which contacts. A view has no policies, and those of a member are lost by a
-- dump: so what a role may see is the company's own rows, in a table that is dumped.
CREATE TABLE failure_demand.contact_access (
    role     text COLLATE "C" NOT NULL CHECK (failure_demand_internal.check_name(role, 'the role of contact_access')),
    source   text COLLATE "C" CHECK (failure_demand_internal.check_name(source, 'the source of contact_access')),
    brand    text COLLATE "C" CHECK (failure_demand_internal.check_name(brand, 'the brand of contact_access')),
    provider text COLLATE "C" CHECK (failure_demand_internal.check_name(provider, 'the provider of contact_access'))
);
ALTER TABLE failure_demand.contact_access OWNER TO @extowner@;
ALTER TABLE failure_demand.contact_access REPLICA IDENTITY FULL;
COMMENT ON TABLE failure_demand.contact_access IS
'which contacts a role sees that may SELECT from contact: those that any row of it, or of a role that it is a member '
'of, allows; while there is no row at all, every contact; the owner sees all';
COMMENT ON COLUMN failure_demand.contact_access.role IS
'name of the role, as pg_roles has it, or public: everybody';
COMMENT ON COLUMN failure_demand.contact_access.source IS
'name of the source whose contacts it sees; null: of every source';
COMMENT ON COLUMN failure_demand.contact_access.brand IS
'brand whose contacts it sees; null: of every brand, and of none';
COMMENT ON COLUMN failure_demand.contact_access.provider IS
'provider whose contacts it sees; null: of every provider, and of none';
SELECT pg_catalog.pg_extension_config_dump('failure_demand.contact_access', '');

CREATE FUNCTION failure_demand_internal.may_see(source text, brand text, provider text)
RETURNS boolean
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION failure_demand_internal.may_see(text, text, text) IS
'may whoever asks see contacts of this source, brand and provider? by contact_access, which is read once a query';

-- To this view columns are only ever added, at the end: what users have built on it stays.
-- It reads with the rights of its owner, and asks who reads. Of two relations, one of which is
-- nothing, so that nobody writes through it; without subqueries, so that it is read in parallel.
CREATE VIEW failure_demand.contact WITH (security_barrier = true) AS
SELECT c.source, c.interaction_id, c.customer, c.request, c.channel, c.kind, c.touchpoint, c.started_at,
       c.ended_at, c.handle_seconds, c.outcome, c.direction, c.reason, c.verbatim, c.language,
       c.resolved, c.nps, c.csat, c.ces, c.agent, c.provider, c.brand, c.updated_at, c.written_at,
       c.dimensions, c.identifiers, c.started_on, c.ended_on, c.said_request, c.said_outcome,
       c.said_direction, c.negative_handle_seconds, c.said_customer,
       c.said_group, c.customer_group, c.left_out, c.day, c.journey_source, c.journey_id,
       c.contact_no, c.contacts, c.bounced, c.mature, c.recontact_after, c.origin_source, c.origin_id,
       c.origin_channel, c.origin_touchpoint,
       c.origin_request, c.demand, c.evidence, c.assessed, c.avoidable_reason, c.cause, c.markers,
       c.containment, c.next_channel, c.channel_contact_no, c.channel_contacts,
       c.linkable, c.open, c.followed, c.resolved_first, c.channel_followed, c.channel_resolved_first,
       c.assessed_failure, c.saturated, c.attempts_until_served, c.still_asking,
       c.generated_human, c.channel_recontact_after
FROM failure_demand_internal.contact_fact AS c
CROSS JOIN (SELECT) AS nothing
WHERE failure_demand_internal.may_see(c.source, c.brand, c.provider);
ALTER VIEW failure_demand.contact OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.contact IS
'one row an interaction, with what the other contacts of its request and the customer''s words say of it; filled by '
'refresh';
DO $$
DECLARE
    part record;
BEGIN
    FOR part IN SELECT a.attname, pg_catalog.col_description(a.attrelid, a.attnum) AS said
                FROM pg_catalog.pg_attribute AS a
                WHERE a.attrelid = 'failure_demand_internal.contact_fact'::pg_catalog.regclass AND a.attnum > 0 LOOP
        EXECUTE pg_catalog.format('COMMENT ON COLUMN failure_demand.contact.%I IS %L', part.attname, part.said);
    END LOOP;
END $$;

CREATE TABLE failure_demand_internal.superseded (
    source         text COLLATE "C" NOT NULL,
    interaction_id text COLLATE "C" NOT NULL,
    said_group     bigint NOT NULL,
    CONSTRAINT superseded_pkey PRIMARY KEY (source, interaction_id, said_group)
);
ALTER TABLE failure_demand_internal.superseded OWNER TO @extowner@;
CREATE INDEX superseded_said_group ON failure_demand_internal.superseded (said_group);
COMMENT ON INDEX failure_demand_internal.superseded_said_group IS
'finds what a customer''s rows gave way to';
COMMENT ON TABLE failure_demand_internal.superseded IS
'whose rows gave way to another row with the same interaction_id: where the one changes, the other may count again';
COMMENT ON COLUMN failure_demand_internal.superseded.source IS
'name of the source';
COMMENT ON COLUMN failure_demand_internal.superseded.interaction_id IS
'the interaction_id of more than one row';
COMMENT ON COLUMN failure_demand_internal.superseded.said_group IS
'group of the row that does not count';

CREATE TABLE failure_demand_internal.source_digest (
    source         text COLLATE "C" NOT NULL,
    said_group     bigint NOT NULL,
    interactions   bigint NOT NULL,
    digest         bigint NOT NULL,
    CONSTRAINT source_digest_pkey PRIMARY KEY (said_group, source)
);
ALTER TABLE failure_demand_internal.source_digest OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.source_digest IS
'what the rows of a customer were at the last refresh, as a sum of hashes: where it is another, they are read again';
COMMENT ON COLUMN failure_demand_internal.source_digest.source IS
'name of the source';
COMMENT ON COLUMN failure_demand_internal.source_digest.said_group IS
'customer_group() of what the rows say of the customer';
COMMENT ON COLUMN failure_demand_internal.source_digest.interactions IS
'rows of the group in the source';
COMMENT ON COLUMN failure_demand_internal.source_digest.digest IS
'sum of the 64-bit hashes of these rows, modulo 2^64';

-- What a source once had must not be taken for nothing when it is gone: also in a copy of
-- the database, which has no contacts before its first refresh. So this is dumped.
CREATE TABLE failure_demand_internal.source_feed (
    source      text COLLATE "C" PRIMARY KEY,
    contacts    bigint NOT NULL DEFAULT 0,
    first_start timestamptz,
    feed_end    timestamptz
);
ALTER TABLE failure_demand_internal.source_feed OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.source_feed IS
'what each source had at the last refresh that could read it; written by refresh, let go by drop_source';
COMMENT ON COLUMN failure_demand_internal.source_feed.source IS
'name of the source';
COMMENT ON COLUMN failure_demand_internal.source_feed.contacts IS
'rows that count and have a start that has come';
COMMENT ON COLUMN failure_demand_internal.source_feed.first_start IS
'the earliest start of these';
COMMENT ON COLUMN failure_demand_internal.source_feed.feed_end IS
'the latest start of these: how far the source reaches';
SELECT pg_catalog.pg_extension_config_dump('failure_demand_internal.source_feed', '');

CREATE TABLE failure_demand_internal.feed_day (
    source   text COLLATE "C",
    day      date,
    contacts bigint NOT NULL,
    CONSTRAINT feed_day_pkey PRIMARY KEY (source, day)
);
ALTER TABLE failure_demand_internal.feed_day OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.feed_day IS
'on which days contacts of a source began: how long it is silent by its nature';
COMMENT ON COLUMN failure_demand_internal.feed_day.source IS
'name of the source';
COMMENT ON COLUMN failure_demand_internal.feed_day.day IS
'day on which they began, in the time zone of the definition';
COMMENT ON COLUMN failure_demand_internal.feed_day.contacts IS
'rows that count';

CREATE TABLE failure_demand_internal.source_mark (
    source    text COLLATE "C" PRIMARY KEY,
    mapping   text NOT NULL,
    relation  oid,
    read_from timestamptz,
    closed_until timestamptz
);
ALTER TABLE failure_demand_internal.source_mark OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.source_mark IS
'how each source was last read';
COMMENT ON COLUMN failure_demand_internal.source_mark.source IS
'name of the source';
COMMENT ON COLUMN failure_demand_internal.source_mark.mapping IS
'fingerprint of the query by which it was read';
COMMENT ON COLUMN failure_demand_internal.source_mark.relation IS
'append-only: the table; another of the same name has other rows';
COMMENT ON COLUMN failure_demand_internal.source_mark.closed_until IS
'before which its rows are not among its digests; null: all are';
COMMENT ON COLUMN failure_demand_internal.source_mark.read_from IS
'append-only: what was written from then on may not have been seen yet, and is read again';

CREATE TABLE failure_demand_internal.configuration_mark (
    kind     text COLLATE "C",
    name     text COLLATE "C",
    concerns text COLLATE "C",
    digest   text COLLATE "C" NOT NULL,
    CONSTRAINT configuration_mark_pkey PRIMARY KEY (kind, name)
);
ALTER TABLE failure_demand_internal.configuration_mark OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.configuration_mark IS
'what the last refresh computed contacts by';
COMMENT ON COLUMN failure_demand_internal.configuration_mark.kind IS
'channel, request_name, request_window, outcome, direction, reason, marker, source, or identifier or definition, of '
'each of which there is one';
COMMENT ON COLUMN failure_demand_internal.configuration_mark.name IS
'name of the channel or source, source and code of the request, code of the outcome, direction or reason, number of '
'the marker';
COMMENT ON COLUMN failure_demand_internal.configuration_mark.concerns IS
'which contacts it concerns: the channel, request, outcome, direction or reason that they have, or the language '
'of their words, und for any; null: all';
COMMENT ON COLUMN failure_demand_internal.configuration_mark.digest IS
'fingerprint of all that it says';

CREATE TYPE failure_demand.refresh_phase AS (
    phase   text COLLATE "C",
    source  text COLLATE "C",
    rows    bigint,
    seconds numeric
);
COMMENT ON TYPE failure_demand.refresh_phase IS
'a phase of a refresh, as refresh_log keeps it';
COMMENT ON COLUMN failure_demand.refresh_phase.phase IS
'what the refresh did, as in refresh_progress';
COMMENT ON COLUMN failure_demand.refresh_phase.source IS
'the source that it read; null where it read none';
COMMENT ON COLUMN failure_demand.refresh_phase.rows IS
'rows that it did';
COMMENT ON COLUMN failure_demand.refresh_phase.seconds IS
'time that it took, until the next one began';

CREATE TABLE failure_demand.refresh_log (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    started_at        timestamptz NOT NULL,
    finished_at       timestamptz NOT NULL,
    full_because      text,
    as_of             timestamptz,
    sources           bigint NOT NULL,
    broken_sources    bigint NOT NULL,
    groups_computed   bigint NOT NULL,
    contacts_written  bigint NOT NULL,
    contacts_removed  bigint NOT NULL,
    stale_sources     bigint NOT NULL,
    phases            failure_demand.refresh_phase[] NOT NULL
);
ALTER TABLE failure_demand.refresh_log OWNER TO @extowner@;
COMMENT ON TABLE failure_demand.refresh_log IS
'a line a refresh; old lines may be deleted';
COMMENT ON COLUMN failure_demand.refresh_log.id IS
'number of the refresh';
COMMENT ON COLUMN failure_demand.refresh_log.started_at IS
'when it began';
COMMENT ON COLUMN failure_demand.refresh_log.finished_at IS
'when it had computed everything';
COMMENT ON COLUMN failure_demand.refresh_log.full_because IS
'why everything was computed anew; null where only what had changed was';
COMMENT ON COLUMN failure_demand.refresh_log.as_of IS
'the moment at which the reports are judged';
COMMENT ON COLUMN failure_demand.refresh_log.sources IS
'sources that were read';
COMMENT ON COLUMN failure_demand.refresh_log.broken_sources IS
'sources that could not be read: see source_check';
COMMENT ON COLUMN failure_demand.refresh_log.groups_computed IS
'customers whose contacts were computed anew; those without a customer count a day as one';
COMMENT ON COLUMN failure_demand.refresh_log.contacts_written IS
'rows of contact that are new or changed';
COMMENT ON COLUMN failure_demand.refresh_log.contacts_removed IS
'rows of contact that are gone or changed';
COMMENT ON COLUMN failure_demand.refresh_log.stale_sources IS
'sources of which what was last read is kept, because they could not be read or had no dated row any more';
COMMENT ON COLUMN failure_demand.refresh_log.phases IS
'what it did one after the other, and how long each took; unnest() makes rows of them';
COMMENT ON SEQUENCE failure_demand.refresh_log_id_seq IS
'numbers of the refreshes';
