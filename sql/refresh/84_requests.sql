-- Of what was read: the requests in which something is otherwise than it was. They are computed anew, and so
-- are those in which a contact matures, or that the configuration concerns: the facts of a contact rest on its
-- own request alone. Of each, what it was is taken from contact.

CREATE UNLOGGED TABLE failure_demand_internal.work_request (
    customer_group bigint, request text COLLATE "C", PRIMARY KEY (customer_group, request)
);
ALTER TABLE failure_demand_internal.work_request OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_request IS
'working table of refresh: requests that are computed anew; an empty request stands for none, and, where it is not '
'matched, for any';

CREATE FUNCTION failure_demand_internal.compared_request(request text, match text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN match = 'request' THEN coalesce(request, '') ELSE '' END;
COMMENT ON FUNCTION failure_demand_internal.compared_request(text, text) IS
'a request as work_request has it';

-- Of which contacts end, become mature, or begin to exist, between two moments.
CREATE FUNCTION failure_demand_internal.stage_time(as_of timestamptz, clock timestamptz)
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    INSERT INTO failure_demand_internal.work_request
    SELECT DISTINCT c.customer_group, failure_demand_internal.compared_request(c.request, b.match)
    FROM failure_demand_internal.contact_fact AS c, failure_demand.report_basis AS b
    WHERE c.mature IS NOT TRUE AND coalesce(c.left_out, 'not yet') IN ('not yet', 'ahead')
      AND CASE WHEN c.left_out IS NULL
               THEN CASE WHEN c.open THEN '0' ELSE failure_demand_internal.window_of(b, c.request) END
                    <= stage_time.as_of - failure_demand.contact_end(c.started_at, c.ended_at)
               WHEN c.left_out = 'ahead' THEN c.started_at <= stage_time.clock
               ELSE c.started_at <= stage_time.as_of END
    ON CONFLICT DO NOTHING;
END;
COMMENT ON FUNCTION failure_demand_internal.stage_time(timestamptz, timestamptz) IS
'makes those requests compute anew of which a contact ends or becomes mature by a moment, or is ahead of the clock no '
'more';

-- Of a customer who was read, all rows of the source are there; of what was appended, those that are new.
-- contact lies by customer: what is looked up there, here and in what comes after, is near to what was.
CREATE FUNCTION failure_demand_internal.find_changed_requests()
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp SET random_page_cost = 1.1
BEGIN ATOMIC
    WITH differing AS (
        SELECT k.customer_group, k.request
        FROM (SELECT s.* FROM failure_demand_internal.work_said AS s
              WHERE s.source IN (SELECT r.source FROM failure_demand_internal.work_reread AS r)) AS w
        FULL JOIN failure_demand_internal.work_replaced_group AS f
               ON w.source = f.source AND w.interaction_id = f.interaction_id
        CROSS JOIN LATERAL (VALUES (w.customer_group, w.named_request), (f.customer_group, f.named_request))
            AS k (customer_group, request)
        WHERE (w.source IS NULL OR f.source IS NULL OR w *<> f) AND k.customer_group IS NOT NULL
        UNION ALL
        SELECT k.customer_group, k.request
        FROM failure_demand_internal.work_said AS w
        JOIN failure_demand_internal.work_source AS s ON s.name = w.source AND s.append_only
        LEFT JOIN failure_demand_internal.work_kept AS f ON (f.source, f.interaction_id) = (w.source, w.interaction_id)
        CROSS JOIN LATERAL (VALUES (w.customer_group, w.named_request), (f.customer_group, f.named_request))
            AS k (customer_group, request)
        WHERE (f.source IS NULL OR w *<> f) AND k.customer_group IS NOT NULL
    )
    INSERT INTO failure_demand_internal.work_request
    SELECT DISTINCT d.customer_group, failure_demand_internal.compared_request(d.request, b.match)
    FROM differing AS d CROSS JOIN failure_demand.report_basis AS b
    ON CONFLICT DO NOTHING;
END;
COMMENT ON FUNCTION failure_demand_internal.find_changed_requests() IS
'makes those requests compute anew of which a row has come, gone or changed';

-- A nested loop over the table that grows beneath it would take time in the square of its rows.
CREATE FUNCTION failure_demand_internal.stage_former()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_nestloop = off
AS $$
BEGIN
    EXECUTE format('INSERT INTO failure_demand_internal.work_interaction '
                   '(%s, kind, named_request, said_customer, said_group) '
                   'SELECT %s, n.kind, %s, failure_demand_internal.said_beside(f.customer, f.identifiers, f.who), '
                          'f.said_group '
                   'FROM (SELECT i.*, %s AS who FROM failure_demand_internal.work_former AS i OFFSET 0) AS f '
                   'LEFT JOIN failure_demand.channel_in_force AS n ON n.name = f.channel %s '
                   'WHERE NOT EXISTS (SELECT FROM failure_demand_internal.work_reread AS r '
                                     'WHERE (r.source, r.said_group) = (f.source, f.said_group)) '
                     'AND NOT EXISTS (SELECT FROM failure_demand_internal.work_interaction AS w '
                                     'WHERE (w.source, w.interaction_id) = (f.source, f.interaction_id))',
                   failure_demand_internal.interaction_columns(),
                   failure_demand_internal.interaction_columns('f.%I', '{"customer": "f.who"}'),
                   failure_demand_internal.named_request('f'), failure_demand_internal.who_expression('i'),
                   failure_demand_internal.request_name_join('f'));
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_former() IS
'takes what may be gone, but for what was read, as interactions to compute, in channels and requests as they are '
'called now';

-- A session keeps its plans, and these tables were empty when it made them. Only columns by which they
-- are joined are looked at: there are many others, and they are wide.
CREATE FUNCTION failure_demand_internal.stage_requests()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET random_page_cost = 1.1
AS $$
BEGIN
    ANALYZE failure_demand_internal.work_interaction (said_group, source, interaction_id),
            failure_demand_internal.work_reread;
    PERFORM failure_demand_internal.find_changed_requests();
    ANALYZE failure_demand_internal.work_request;
    DELETE FROM failure_demand_internal.work_interaction AS w
    WHERE w.ctid IN (SELECT r.place
                     FROM failure_demand_internal.work_resolved AS r CROSS JOIN failure_demand.report_basis AS b
                     WHERE NOT EXISTS (SELECT FROM failure_demand_internal.work_request AS q
                                       WHERE q.customer_group = r.customer_group
                                         AND q.request = failure_demand_internal.compared_request(r.named_request,
                                                                                                  b.match)));
    EXECUTE format('INSERT INTO failure_demand_internal.work_removed (%s) SELECT %s '
                   'FROM failure_demand_internal.contact_fact AS c CROSS JOIN failure_demand.report_basis AS b '
                   'JOIN failure_demand_internal.work_request AS q ON q.customer_group = c.customer_group '
                   'AND q.request = failure_demand_internal.compared_request(c.request, b.match)',
                   failure_demand_internal.contact_columns(), failure_demand_internal.contact_columns('c.%I'));
    ANALYZE failure_demand_internal.work_removed (customer_group, source, interaction_id);
    PERFORM failure_demand_internal.stage_former();
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_requests() IS
'finds the requests in which something has changed, and takes the contacts of all requests to compute: as what may be '
'gone, and, but for what was read, as interactions to compute';
