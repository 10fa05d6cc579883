-- The facts of a contact: from interactions in a working table to rows as contact has
-- them. What is decided of them is contact_facts()'s; here its arguments are made.
--
-- Working tables are empty between refreshes. They are unlogged: after a crash there is
-- nothing in them to be missed.

CREATE UNLOGGED TABLE failure_demand_internal.work_interaction (
    LIKE failure_demand_internal.interaction_row,
    kind          text COLLATE "C",
    named_request text COLLATE "C",
    said_customer text COLLATE "C",
    said_group    bigint,
    row_hash      bigint
);
ALTER TABLE failure_demand_internal.work_interaction OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_interaction IS
'working table of refresh: interactions whose facts are to be computed, each once; customer is what who() gives, '
'said_customer what the source says, as said_beside() has it';

CREATE UNLOGGED TABLE failure_demand_internal.work_contact (LIKE failure_demand_internal.contact_fact);
ALTER TABLE failure_demand_internal.work_contact OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_contact IS
'working table of refresh: contacts that are new or changed';

CREATE UNLOGGED TABLE failure_demand_internal.work_removed (LIKE failure_demand_internal.contact_fact);
ALTER TABLE failure_demand_internal.work_removed OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_removed IS
'working table of refresh: contacts that are gone, or were otherwise';

-- Whose they are. Where nothing links identifiers, that is who they say.
DO $$
BEGIN
    EXECUTE format($view$
        CREATE VIEW failure_demand_internal.work_resolved AS
        SELECT w.ctid AS place, %s, w.kind, w.named_request,
               failure_demand_internal.customer_said(w.said_customer, w.identifiers, w.customer) COLLATE "C"
                   AS customer_said,
               w.said_group,
               CASE WHEN n.who IS NULL THEN w.said_group
                    ELSE failure_demand.customer_group(n.customer, w.started_at) END AS customer_group
        FROM failure_demand_internal.work_interaction AS w
        LEFT JOIN failure_demand_internal.identity_who AS n
          ON n.said_group = w.said_group AND n.who = w.customer $view$,
        failure_demand_internal.interaction_columns('w.%I', jsonb_build_object(
            'customer', 'CASE WHEN n.who IS NULL THEN w.customer ELSE n.customer END')));
END $$;
ALTER VIEW failure_demand_internal.work_resolved OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_resolved IS
'the interactions to compute, with the customers that they are of';

-- What was taken otherwise than it was is kept beside. So a source that cannot be read is kept
-- as it was, and what was kept is computed anew as if it had been read: contact loses nothing
-- of what a source said.
CREATE FUNCTION failure_demand_internal.kept_columns()
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT failure_demand_internal.interaction_columns('c.%I', jsonb_build_object(
               'started_at', format('coalesce(failure_demand_internal.first_moment(c.started_on, %s), c.started_at)',
                                    z.time_zone),
               'ended_at', format('coalesce(failure_demand_internal.last_moment(c.ended_on, %s), c.ended_at)',
                                  z.time_zone),
               'customer', 'failure_demand_internal.customer_said(c.said_customer, c.identifiers, c.customer)',
               'handle_seconds', 'coalesce(c.negative_handle_seconds, c.handle_seconds)',
               'request', 'coalesce(c.said_request, c.request)',
               'outcome', 'coalesce(c.said_outcome, c.outcome)',
               'direction', 'coalesce(c.said_direction, c.direction)'))
           || ', c.kind, c.request AS named_request, c.customer AS of_customer, '
              'coalesce(c.said_group, c.customer_group) AS said_group, c.customer_group'
    FROM (VALUES ('(SELECT d.time_zone FROM failure_demand.definition_in_force AS d)')) AS z (time_zone);
END;
COMMENT ON FUNCTION failure_demand_internal.kept_columns() IS
'the columns of a contact c as the interaction that was read, as a list: those of interaction_row, and what it was '
'taken for';

DO $$
BEGIN
    EXECUTE format('CREATE VIEW failure_demand_internal.work_kept AS SELECT %s '
                   'FROM failure_demand_internal.contact_fact AS c', failure_demand_internal.kept_columns());
    EXECUTE format('CREATE VIEW failure_demand_internal.work_former AS SELECT %s '
                   'FROM failure_demand_internal.work_removed AS c', failure_demand_internal.kept_columns());
    EXECUTE format('CREATE VIEW failure_demand_internal.work_said AS SELECT %s, r.kind, r.named_request, '
                   'r.customer AS of_customer, r.said_group, r.customer_group '
                   'FROM failure_demand_internal.work_resolved AS r',
                   failure_demand_internal.interaction_columns('r.%I', '{"customer": "r.customer_said"}'));
END $$;
ALTER VIEW failure_demand_internal.work_kept OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_kept IS
'the contacts as the interactions that the last refresh read';
ALTER VIEW failure_demand_internal.work_former OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_former IS
'the contacts of the customers to compute, as the interactions that they were';
ALTER VIEW failure_demand_internal.work_said OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_said IS
'the interactions to compute, in the columns of work_kept and work_former';

-- What is taken as it is, what is not, and what is in the rates.
DO $$
BEGIN
    EXECUTE format($view$
        CREATE VIEW failure_demand_internal.work_judged AS
        SELECT %s, i.kind,
               CASE WHEN i.request IS DISTINCT FROM i.named_request THEN i.request END AS said_request,
               CASE WHEN i.outcome IS DISTINCT FROM o.outcome THEN i.outcome END AS said_outcome,
               CASE WHEN i.direction IS DISTINCT FROM n.direction THEN i.direction END AS said_direction,
               CASE WHEN i.handle_seconds < 0 THEN i.handle_seconds END AS negative_handle_seconds,
               failure_demand_internal.said_beside(i.customer_said, i.identifiers, i.customer) COLLATE "C"
                   AS said_customer,
               nullif(i.said_group, i.customer_group) AS said_group, i.customer_group,
               CASE WHEN failure_demand_internal.known_time(s.started_at) > b.refreshed_at THEN 'ahead'
                    WHEN i.kind IS NULL AND i.channel IN (SELECT c.name FROM failure_demand.channel_in_force AS c
                                                          WHERE c.kind IS NULL) THEN 'no contact'
                    WHEN n.direction = 'outbound' THEN 'outbound'
                    WHEN failure_demand_internal.known_time(s.started_at) IS NULL THEN 'undated'
                    WHEN i.kind IS NULL THEN 'unknown channel'
                    WHEN s.started_at > b.as_of THEN 'not yet'
                    WHEN i.customer IS NULL OR b.match = 'request' AND i.named_request IS NULL THEN 'unlinkable'
               END COLLATE "C" AS left_out,
               (failure_demand_internal.known_time(s.started_at) AT TIME ZONE b.time_zone)::date AS day,
               CASE WHEN b.match = 'request' THEN i.named_request END AS matched_request,
               failure_demand.contact_end(s.started_at, i.ended_at) AS effective_end,
               r.demand AS reason_demand, r.avoidable_reason AS reason_avoidable, r.cause AS reason_cause,
               coalesce(w.within, b.within) AS within, b.as_of
        FROM failure_demand_internal.work_resolved AS i
        CROSS JOIN failure_demand.report_basis AS b
        CROSS JOIN LATERAL (
            SELECT failure_demand_internal.contact_start(i.started_at, i.started_on, i.kind, b.time_zone)
        ) AS s (started_at)
        LEFT JOIN failure_demand.request_window AS w ON b.match = 'request' AND w.request = i.named_request
        LEFT JOIN failure_demand.reason AS r ON r.code = i.reason
        LEFT JOIN failure_demand.outcome_in_force AS o ON o.code = failure_demand_internal.folded(i.outcome)
        LEFT JOIN failure_demand.direction_in_force AS n ON n.code = failure_demand_internal.folded(i.direction)
        $view$,
        failure_demand_internal.interaction_columns('i.%I', jsonb_build_object(
            'started_at', 's.started_at',
            'handle_seconds', 'CASE WHEN i.handle_seconds >= 0 THEN i.handle_seconds END',
            'request', 'i.named_request',
            'outcome', 'o.outcome',
            'direction', 'n.direction')));
END $$;
ALTER VIEW failure_demand_internal.work_judged OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_judged IS
'the interactions to compute: why one is in no rate, and what it is computed by';

-- One sort, by a number first, and one pass; what comes out lies by customer.
CREATE VIEW failure_demand_internal.work_facts AS
SELECT j.*, failure_demand_internal.contact_facts(
           j.left_out, j.kind, j.started_at, j.effective_end, j.within, j.as_of, j.outcome,
           j.reason_demand, j.reason_avoidable, j.reason_cause, j.verbatim, j.language, j.source,
           j.interaction_id, j.channel, j.touchpoint, j.request) OVER same_request AS facts
FROM failure_demand_internal.work_judged AS j
WINDOW same_request AS (PARTITION BY j.customer_group, j.customer, j.matched_request, j.left_out
                        ORDER BY j.started_at, j.kind, j.effective_end, j.source, j.interaction_id);
ALTER VIEW failure_demand_internal.work_facts OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_facts IS
'the interactions to compute, with what they are computed by, and all their facts in one column';

DO $$
BEGIN
    EXECUTE format('CREATE VIEW failure_demand_internal.work_enriched AS '
                   'SELECT %s, %s FROM failure_demand_internal.work_facts AS j',
                   failure_demand_internal.judged_columns('j.%I'),
                   failure_demand_internal.row_columns('failure_demand_internal.contact_fact_row'::regtype,
                                                       '(j.facts).%I'));
END $$;
ALTER VIEW failure_demand_internal.work_enriched OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.work_enriched IS
'the interactions to compute, with all their facts: as they stand in contact afterwards';
