-- Of the customers to compute: what they were, what they have beside what was read, and
-- which of their requests have not changed and stay as they are. Of a customer of whom nothing was
-- read, and no contact matures, requests that the configuration concerns are all there is to compute.

-- A nested loop over the table that grows beneath it would take time in the square of its rows.
CREATE FUNCTION failure_demand_internal.stage_former()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_nestloop = off
AS $$
BEGIN
    EXECUTE format('INSERT INTO failure_demand_internal.work_interaction (%s, kind, customer_group) '
                   'SELECT %s, n.kind, f.customer_group FROM failure_demand_internal.work_former AS f '
                   'LEFT JOIN failure_demand.channel_in_force AS n ON n.name = f.channel '
                   'WHERE NOT EXISTS (SELECT FROM failure_demand_internal.work_reread AS r '
                                     'WHERE (r.source, r.customer_group) = (f.source, f.customer_group)) '
                     'AND NOT EXISTS (SELECT FROM failure_demand_internal.work_interaction AS w '
                                     'WHERE (w.source, w.interaction_id) = (f.source, f.interaction_id))',
                   failure_demand_internal.interaction_columns(),
                   failure_demand_internal.interaction_columns('f.%I'));
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_former() IS
'takes what may be gone, but for what was read, as interactions to compute, in the channels as they are now';

-- contact lies by customer: what is looked up there, here and in what comes before, is near to what was.
CREATE FUNCTION failure_demand_internal.stage_unchanged()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET random_page_cost = 1.1
AS $$
DECLARE
    columns text := failure_demand_internal.contact_columns();
    former text := failure_demand_internal.contact_columns('c.%I');
BEGIN
    INSERT INTO failure_demand_internal.work_touched
    SELECT DISTINCT customer_group FROM failure_demand_internal.work_reread ON CONFLICT DO NOTHING;
    ANALYZE failure_demand_internal.work_touched;
    EXECUTE format('INSERT INTO failure_demand_internal.work_removed (%s) SELECT %s '
                   'FROM failure_demand_internal.contact_fact AS c '
                   'JOIN failure_demand_internal.work_touched AS t USING (customer_group)', columns, former);
    IF EXISTS (SELECT FROM failure_demand_internal.work_request) THEN
        EXECUTE format('INSERT INTO failure_demand_internal.work_removed (%s) SELECT %s '
                       'FROM failure_demand_internal.contact_fact AS c CROSS JOIN failure_demand.report_basis AS b '
                       'JOIN failure_demand_internal.work_request AS q ON q.customer_group = c.customer_group '
                       'AND q.request = CASE WHEN b.match = ''request'' THEN coalesce(c.request, '''') ELSE '''' END '
                       'WHERE NOT EXISTS (SELECT FROM failure_demand_internal.work_touched AS t '
                       'WHERE t.customer_group = c.customer_group)', columns, former);
    END IF;
    -- a session keeps its plans, and these tables were empty when it made them
    ANALYZE failure_demand_internal.work_removed, failure_demand_internal.work_interaction,
            failure_demand_internal.work_reread;
    PERFORM failure_demand_internal.stage_former();
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_unchanged() IS
'takes the contacts of the customers and requests to compute: as what may be gone, and, but for what was read, as '
'interactions to compute';

CREATE UNLOGGED TABLE failure_demand_internal.work_request (
    customer_group bigint, request text COLLATE "C", PRIMARY KEY (customer_group, request)
);
ALTER TABLE failure_demand_internal.work_request OWNER TO @extowner@;
COMMENT ON TABLE failure_demand_internal.work_request IS
'working table of refresh: requests in which something has changed, or is not judged yet; an empty request stands for '
'none, and, where it is not matched, for any';

-- The facts of a contact rest on its own request alone.
CREATE FUNCTION failure_demand_internal.leave_requests()
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH differing AS (
        SELECT k.customer_group, k.request
        FROM failure_demand_internal.work_said AS w
        FULL JOIN failure_demand_internal.work_former AS f ON w.source = f.source
               AND w.interaction_id = f.interaction_id
        CROSS JOIN LATERAL (VALUES (w.customer_group, w.request), (f.customer_group, f.request))
            AS k (customer_group, request)
        WHERE (w.source IS NULL OR f.source IS NULL OR w *<> f) AND k.customer_group IS NOT NULL
        UNION ALL
        SELECT r.customer_group, r.request FROM failure_demand_internal.work_removed AS r
        WHERE r.mature IS NOT TRUE AND coalesce(r.left_out, 'not yet') IN ('not yet', 'ahead')
    )
    INSERT INTO failure_demand_internal.work_request
    SELECT DISTINCT d.customer_group, CASE WHEN b.match = 'request' THEN coalesce(d.request, '') ELSE '' END
    FROM differing AS d CROSS JOIN failure_demand.report_basis AS b
    ON CONFLICT DO NOTHING;
    DELETE FROM failure_demand_internal.work_interaction AS w USING failure_demand.report_basis AS b
    WHERE NOT EXISTS (SELECT FROM failure_demand_internal.work_request AS q
                      WHERE q.customer_group = w.customer_group
                        AND q.request = CASE WHEN b.match = 'request' THEN coalesce(w.request, '') ELSE '' END);
    DELETE FROM failure_demand_internal.work_removed AS r USING failure_demand.report_basis AS b
    WHERE NOT EXISTS (SELECT FROM failure_demand_internal.work_request AS q
                      WHERE q.customer_group = r.customer_group
                        AND q.request = CASE WHEN b.match = 'request' THEN coalesce(r.request, '') ELSE '' END);
END;
COMMENT ON FUNCTION failure_demand_internal.leave_requests() IS
'takes those requests out of what is computed in which nothing has changed, and all is judged';
