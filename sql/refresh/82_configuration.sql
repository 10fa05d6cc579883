-- What a refresh goes by beside the rows of sources, name by name: of a channel, a name or window of a request, an
-- outcome, a direction, a reason or a marker that is another one, the contacts that bear it are computed anew, and no
-- others.

CREATE VIEW failure_demand_internal.configuration_now AS
SELECT c.kind COLLATE "C" AS kind, c.name COLLATE "C" AS name, c.concerns COLLATE "C" AS concerns,
       failure_demand_internal.text_digest(c.told) COLLATE "C" AS digest
FROM (SELECT 'definition' AS kind, '' AS name, NULL AS concerns,
             ROW(extract(epoch FROM failure_demand.elapsed(d.within)), d.match, d.time_zone, d.currency)::text AS told
      FROM failure_demand.definition_in_force AS d
      UNION ALL SELECT 'channel', c.name, c.name, c::text FROM failure_demand.channel_in_force AS c
      UNION ALL SELECT 'request_name', ROW(q.source, q.code)::text, q.code, q::text
      FROM failure_demand.request_name AS q
      UNION ALL SELECT 'request_window', w.request, w.request,
                       extract(epoch FROM failure_demand.elapsed(w.within))::text
      FROM failure_demand.request_window AS w JOIN failure_demand.definition_in_force AS d ON d.match = 'request'
      UNION ALL SELECT 'outcome', o.code, o.code, o.outcome FROM failure_demand.outcome_in_force AS o
      UNION ALL SELECT 'direction', n.code, n.code, n.direction FROM failure_demand.direction_in_force AS n
      UNION ALL SELECT 'reason', r.code, r.code, r::text FROM failure_demand.reason AS r
      UNION ALL SELECT 'marker', m.id::text, failure_demand_internal.primary_language(m.language), m::text
      FROM failure_demand.marker_in_force AS m
      -- whatever says who it is concerns all
      UNION ALL SELECT 'identifier', '', NULL, concat_ws(E'\n', d.country_code, d.customer_limit,
                    (SELECT string_agg(k::text, E'\n' ORDER BY k.kind)
                     FROM failure_demand.identifier_kind_in_force AS k),
                    (SELECT string_agg(p::text, E'\n' ORDER BY p.kind, p.value COLLATE "C")
                     FROM failure_demand.placeholder_in_force AS p),
                    (SELECT string_agg(l::text, E'\n' ORDER BY l.country_code)
                     FROM failure_demand.phone_plan_in_force AS l))
      FROM failure_demand.definition_in_force AS d
      -- that cannot be read has no mapping
      UNION ALL SELECT 'source', w.name, NULL, coalesce(w.mapping, '') FROM failure_demand_internal.work_source AS w
     ) AS c;
ALTER VIEW failure_demand_internal.configuration_now OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.configuration_now IS
'what a refresh that runs computes contacts by, in the columns of configuration_mark';
COMMENT ON COLUMN failure_demand_internal.configuration_now.kind IS
'channel, request_name, request_window, outcome, direction, reason, marker, source, or identifier or definition, of '
'each of which there is one';
COMMENT ON COLUMN failure_demand_internal.configuration_now.name IS
'name of the channel or source, source and code of the request, code of the outcome, direction or reason, number of '
'the marker';
COMMENT ON COLUMN failure_demand_internal.configuration_now.concerns IS
'which contacts it concerns: see configuration_mark';
COMMENT ON COLUMN failure_demand_internal.configuration_now.digest IS
'fingerprint of all that it says';

CREATE FUNCTION failure_demand_internal.configuration_fingerprint()
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT failure_demand_internal.text_digest(string_agg(concat_ws(' ', c.kind, c.digest, c.name), E'\n'
                                                          ORDER BY c.kind, c.name))
    FROM failure_demand_internal.configuration_now AS c;
END;
COMMENT ON FUNCTION failure_demand_internal.configuration_fingerprint() IS
'what a refresh that runs computes contacts by, as one value: channels, names and windows of requests, outcomes, '
'directions, reasons, markers, sources and definition';

CREATE FUNCTION failure_demand_internal.changed_configuration()
RETURNS TABLE (kind text, concerns text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT DISTINCT c.kind, c.concerns
    FROM (SELECT * FROM failure_demand_internal.configuration_now
          UNION ALL SELECT * FROM failure_demand_internal.configuration_mark) AS c
    GROUP BY c.kind, c.name, c.concerns, c.digest HAVING count(*) = 1;
END;
COMMENT ON FUNCTION failure_demand_internal.changed_configuration() IS
'what has come, gone or changed of the configuration since the last refresh, by which contacts it concerns';

CREATE FUNCTION failure_demand_internal.keep_configuration_marks()
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    DELETE FROM failure_demand_internal.configuration_mark AS m
    WHERE NOT EXISTS (SELECT FROM failure_demand_internal.configuration_now AS n
                      WHERE (n.kind, n.name, n.digest) = (m.kind, m.name, m.digest)
                        AND n.concerns IS NOT DISTINCT FROM m.concerns);
    INSERT INTO failure_demand_internal.configuration_mark
    SELECT * FROM failure_demand_internal.configuration_now ON CONFLICT DO NOTHING;
END;
COMMENT ON FUNCTION failure_demand_internal.keep_configuration_marks() IS
'notes what a refresh has computed contacts by';

-- The request that a contact had loses it, the one that it comes to have gains it.
CREATE FUNCTION failure_demand_internal.stage_request_names(codes text[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format($stage$
        INSERT INTO failure_demand_internal.work_request
        SELECT DISTINCT c.customer_group, CASE WHEN b.match = 'request' THEN r.request ELSE '' END
        FROM (SELECT f.customer_group, f.source, f.request AS was, coalesce(f.said_request, f.request) AS request
              FROM failure_demand_internal.contact_fact AS f) AS c
        CROSS JOIN failure_demand.report_basis AS b %s
        CROSS JOIN LATERAL (VALUES (c.was), (%s)) AS r (request)
        WHERE c.request = ANY ($1) AND c.was <> %2$s
        ON CONFLICT DO NOTHING $stage$,
        failure_demand_internal.request_name_join('c'), failure_demand_internal.named_request('c')) USING codes;
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_request_names(text[]) IS
'makes those requests compute anew that a contact had, or comes to have, of which a source says one of the codes';

-- What a contact is rests on its own request alone; so that is what is computed anew.
CREATE FUNCTION failure_demand_internal.stage_configuration(OUT markers_changed boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    channels text[];
    requests text[];
    windows text[];
    outcomes text[];
    directions text[];
    reasons text[];
    languages text[];
BEGIN
    SELECT array_agg(c.concerns) FILTER (WHERE c.kind = 'channel'),
           array_agg(c.concerns) FILTER (WHERE c.kind = 'request_name'),
           array_agg(c.concerns) FILTER (WHERE c.kind = 'request_window'),
           array_agg(c.concerns) FILTER (WHERE c.kind = 'outcome'),
           array_agg(c.concerns) FILTER (WHERE c.kind = 'direction'),
           array_agg(c.concerns) FILTER (WHERE c.kind = 'reason'),
           array_agg(c.concerns) FILTER (WHERE c.kind = 'marker')
    INTO channels, requests, windows, outcomes, directions, reasons, languages
    FROM failure_demand_internal.changed_configuration() AS c;
    PERFORM failure_demand_internal.stage_request_names(requests) WHERE requests IS NOT NULL;
    IF coalesce(channels, windows, outcomes, directions, reasons, languages) IS NOT NULL THEN
        INSERT INTO failure_demand_internal.work_request
        SELECT DISTINCT c.customer_group, failure_demand_internal.compared_request(c.request, b.match)
        FROM failure_demand_internal.contact_fact AS c CROSS JOIN failure_demand.report_basis AS b
        WHERE c.channel = ANY (channels) OR c.request = ANY (windows) OR c.reason = ANY (reasons)
              OR outcomes IS NOT NULL
                 AND failure_demand_internal.folded(coalesce(c.said_outcome, c.outcome)) = ANY (outcomes)
              OR directions IS NOT NULL
                 AND failure_demand_internal.folded(coalesce(c.said_direction, c.direction)) = ANY (directions)
              OR c.verbatim IS NOT NULL
                 AND ('und' = ANY (languages) OR c.language IS NULL AND languages IS NOT NULL
                      OR failure_demand_internal.primary_language(c.language) = ANY (languages))
        ON CONFLICT DO NOTHING;
    END IF;
    markers_changed := languages IS NOT NULL;
END $$;
COMMENT ON FUNCTION failure_demand_internal.stage_configuration() IS
'makes those requests compute anew in which a contact bears a channel, a name, a window, an outcome, a direction '
'or a reason that is another one, or has words in a language of which markers are others; are any?';

-- What a marker speaks of is not in contact, but its number.
CREATE FUNCTION failure_demand_internal.recount_markers()
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM failure_demand_internal.work_refresh;
    INSERT INTO failure_demand_internal.work_refresh VALUES (true);
    PERFORM failure_demand_internal.add_tally('failure_demand_internal.marker_tally');
END $$;
COMMENT ON FUNCTION failure_demand_internal.recount_markers() IS
'counts anew, of all contacts, what was found in words';
