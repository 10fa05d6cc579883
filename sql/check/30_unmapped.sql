-- What no table maps, by value; and what a table maps that there is not.

CREATE VIEW failure_demand.unmapped AS
SELECT u.source, u."column", u.value, u.interactions
FROM (SELECT t.source, t."column", t.value, t.interactions
      FROM failure_demand_internal.word_tally AS t
      WHERE CASE t."column"
                WHEN 'channel'
                THEN t.value IS NULL
                     OR NOT EXISTS (SELECT FROM failure_demand.channel_in_force AS c WHERE c.name = t.value)
                WHEN 'outcome'
                THEN failure_demand_internal.folded(t.value) NOT IN (SELECT o.code
                                                                     FROM failure_demand.outcome_in_force AS o)
                WHEN 'direction'
                THEN failure_demand_internal.folded(t.value) NOT IN (SELECT d.code
                                                                     FROM failure_demand.direction_in_force AS d)
                WHEN 'reason'
                THEN NOT EXISTS (SELECT FROM failure_demand.reason AS r WHERE r.code = t.value)
                -- what is a name already needs none
                ELSE EXISTS (SELECT FROM failure_demand.request_name AS q
                             WHERE q.source = t.source OR q.source IS NULL)
                     AND NOT EXISTS (SELECT FROM failure_demand.request_name AS q
                                     WHERE q.code = t.value AND (q.source = t.source OR q.source IS NULL))
                     AND NOT EXISTS (SELECT FROM failure_demand.request_name AS q WHERE q.request = t.value) END
      UNION ALL
      SELECT q.source, 'request_name.code', q.code, 0
      FROM failure_demand.request_name AS q
      WHERE NOT EXISTS (SELECT FROM failure_demand_internal.word_tally AS t
                        WHERE t."column" = 'request' AND t.value = q.code
                          AND (q.source IS NULL OR t.source = q.source))
      UNION ALL
      SELECT NULL, 'request_window.request', w.request, 0
      FROM failure_demand.request_window AS w
      WHERE NOT EXISTS (SELECT FROM failure_demand_internal.contact_daily_tally AS t WHERE t.request = w.request)
      UNION ALL
      SELECT NULL, 'cause_rule.request', r.request, 0
      FROM failure_demand.cause_rule AS r
      WHERE r.request IS NOT NULL
        AND NOT EXISTS (SELECT FROM failure_demand_internal.contact_daily_tally AS t WHERE t.request = r.request)
      GROUP BY r.request
     ) AS u
ORDER BY u.interactions DESC, u.source, u."column", u.value;
ALTER VIEW failure_demand.unmapped OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.unmapped IS
'words of sources that no table maps, the most frequent first; and rows of tables that met nothing at the last '
'refresh';
COMMENT ON COLUMN failure_demand.unmapped.source IS
'name of the source; null: any';
COMMENT ON COLUMN failure_demand.unmapped."column" IS
'column of interaction, which is the table that maps it, but request: request_name; or table and column of a row that '
'met nothing';
COMMENT ON COLUMN failure_demand.unmapped.value IS
'the word, as the source has it; null: a channel that there is not';
COMMENT ON COLUMN failure_demand.unmapped.interactions IS
'interactions that bear it, at the last refresh; 0: a row of a table that met nothing';

-- The statement for the most frequent reason: others may come up behind it.
CREATE FUNCTION failure_demand_internal.mend_left_out(left_out text)
RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    said record;
BEGIN
    IF left_out = 'unknown channel' THEN
        SELECT u.source, u.value INTO said FROM failure_demand.unmapped AS u
        WHERE u."column" = 'channel' AND u.interactions > 0 ORDER BY u.interactions DESC, u.source, u.value LIMIT 1;
        RETURN CASE WHEN said.value IS NULL
                    THEN format('Say which channel source "%s" is, such as phone or app: add_source(..., constants => '
                                '''{"channel": "..."}'').', said.source)
                    ELSE format('INSERT INTO failure_demand.channel VALUES (%L, ''human''); or ''digital'', where no '
                                'person answers; SELECT * FROM failure_demand.unmapped lists the others.',
                                said.value) END;
    ELSIF left_out = 'no contact' THEN
        SELECT c.channel AS value INTO said FROM failure_demand_internal.contact_fact AS c
        WHERE c.left_out = 'no contact' GROUP BY c.channel ORDER BY count(*) DESC, c.channel LIMIT 1;
        RETURN format('UPDATE failure_demand.channel SET kind = ''human'' WHERE name = %L; or ''digital'', where no '
                      'person answers.', said.value);
    ELSIF left_out = 'outbound' THEN
        SELECT coalesce(c.said_direction, c.direction) AS value INTO said
        FROM failure_demand_internal.contact_fact AS c
        WHERE c.left_out = 'outbound' GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1;
        RETURN format('Where customers began them: INSERT INTO failure_demand.direction VALUES (%L, ''inbound'').',
                      said.value);
    ELSIF left_out = 'unlinkable' THEN
        SELECT count(c.customer) > 0 AS known INTO said FROM failure_demand_internal.contact_fact AS c
        WHERE c.left_out = 'unlinkable';
        RETURN CASE WHEN NOT said.known
                    THEN 'Map a column that knows who it was: add_source(..., columns => ''{"customer": "..."}'').'
                    WHEN EXISTS (SELECT FROM failure_demand.definition)
                    THEN 'Map the column that says what for, "request"; or take any contact of a customer as the same '
                         'request: UPDATE failure_demand.definition SET match = ''customer''.'
                    ELSE 'Map the column that says what for, "request"; or take any contact of a customer as the same '
                         'request: INSERT INTO failure_demand.definition (match) VALUES (''customer'').' END;
    ELSIF left_out = 'undated' THEN
        RETURN 'Map a column that has the time: add_source(..., columns => ''{"started_at": "..."}'').';
    END IF;
    RETURN 'Refresh when their time has come, or as of a later moment: CALL failure_demand.refresh().';
END $$;
COMMENT ON FUNCTION failure_demand_internal.mend_left_out(text) IS
'the statement that mends why most contacts are left out';

CREATE FUNCTION failure_demand_internal.warn_of_left_out()
RETURNS void
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    contacts record;
BEGIN
    SELECT coalesce(sum(t.contacts), 0) AS here,
           coalesce(sum(t.contacts) FILTER (WHERE t.left_out IS NULL), 0) AS rated,
           string_agg(format('%s %s', t.contacts, t.left_out), ', ' ORDER BY t.contacts DESC, t.left_out) AS reasons,
           (array_agg(t.left_out ORDER BY t.contacts DESC, t.left_out))[1] AS most
    INTO contacts FROM failure_demand_internal.left_out_tally AS t;
    IF contacts.here > 0 AND contacts.rated = 0 THEN
        RAISE WARNING 'no contact is in the rates: all % are left out', contacts.here
            USING DETAIL = format('They are %s.', contacts.reasons),
                  HINT = failure_demand_internal.mend_left_out(contacts.most);
    END IF;
END $$;
COMMENT ON FUNCTION failure_demand_internal.warn_of_left_out() IS
'warns where a refresh of everything has left all contacts out, with the statement that mends it';
