-- What does not fit in the tables that map the words of sources.

CREATE VIEW failure_demand_internal.own_word AS
SELECT 'outcome' AS table_name, o.code, failure_demand_internal.folded(o.code) AS folded, o.outcome AS meaning,
       s.outcome AS shipped_meaning
FROM failure_demand.outcome AS o
LEFT JOIN failure_demand_internal.shipped_outcome AS s ON s.code = failure_demand_internal.folded(o.code)
UNION ALL
SELECT 'direction', d.code, failure_demand_internal.folded(d.code), d.direction, s.direction
FROM failure_demand.direction AS d
LEFT JOIN failure_demand_internal.shipped_direction AS s ON s.code = failure_demand_internal.folded(d.code);
ALTER VIEW failure_demand_internal.own_word OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.own_word IS
'rows of outcome and direction, beside what is shipped';
COMMENT ON COLUMN failure_demand_internal.own_word.table_name IS
'outcome or direction';
COMMENT ON COLUMN failure_demand_internal.own_word.code IS
'the word, as it was written';
COMMENT ON COLUMN failure_demand_internal.own_word.folded IS
'the word, as it is compared';
COMMENT ON COLUMN failure_demand_internal.own_word.meaning IS
'what the row says that it means';
COMMENT ON COLUMN failure_demand_internal.own_word.shipped_meaning IS
'what a shipped row says; null: there is none';

CREATE VIEW failure_demand_internal.vocabulary_fault AS
SELECT 'refresh' AS asked_by, 'refused' AS severity, w.table_name, jsonb_build_object('code', w.code) AS key,
       format('rows that differ in case or blanks alone say both %s and %s: %s', w.meaning,
              string_agg(DISTINCT other.meaning, ' and '),
              string_agg(format('"%s"', other.code), ', ' ORDER BY other.code COLLATE "C")) AS fault,
       'Keep one of them.' AS repair
FROM failure_demand_internal.own_word AS w
JOIN failure_demand_internal.own_word AS other
    ON other.table_name = w.table_name AND other.folded = w.folded AND other.meaning <> w.meaning
GROUP BY w.table_name, w.code, w.meaning
UNION ALL
SELECT 'refresh', 'noted', w.table_name, jsonb_build_object('code', w.code),
       format('"%s" is %s here, and %s in the row that is shipped', w.code, w.meaning, w.shipped_meaning),
       'Your row is what counts: leave it where it is meant, else delete it.'
FROM failure_demand_internal.own_word AS w WHERE w.meaning <> w.shipped_meaning
UNION ALL
SELECT 'refresh', 'warned', 'request_name', jsonb_build_object('source', q.source, 'code', q.code),
       format('there is no source "%s"', q.source),
       'Write the name of a source, or null for any.'
       || coalesce(' The nearest: ' || failure_demand_internal.nearest_names(
              q.source, ARRAY(SELECT s.name FROM failure_demand.source AS s)) || '.', '')
FROM failure_demand.request_name AS q
WHERE q.source IS NOT NULL AND NOT EXISTS (SELECT FROM failure_demand.source AS s WHERE s.name = q.source)
UNION ALL
SELECT 'refresh', 'noted', 'request_name', jsonb_build_object('source', q.source, 'code', q.code),
       format('the request "%s" is the name of "%s", and a code that is called "%s": what is called once is not '
              'looked up again', q.request, q.code, n.request),
       format('Call "%s" "%s", too, or delete the row of "%s".', q.code, n.request, q.request)
FROM failure_demand.request_name AS q
JOIN failure_demand.request_name AS n ON n.code = q.request AND n.request <> n.code
                                     AND (n.source IS NULL OR q.source IS NULL OR n.source = q.source)
WHERE q.request <> q.code
UNION ALL
SELECT 'refresh', CASE d.match WHEN 'request' THEN 'warned' ELSE 'noted' END, 'request_window',
       jsonb_build_object('request', w.request),
       CASE d.match WHEN 'request' THEN format('no contact has the request "%s"', w.request)
                    ELSE 'a window of its own has no effect where any contact of a customer is the same request' END,
       CASE d.match WHEN 'request' THEN 'Write it as contact has it, by the name that request_name gives it.'
                    ELSE 'Leave it for when match is request again, or delete it.' END
FROM failure_demand.request_window AS w CROSS JOIN failure_demand.definition_in_force AS d
WHERE d.match = 'customer'
   OR EXISTS (SELECT FROM failure_demand_internal.contact_daily_tally)
      AND NOT EXISTS (SELECT FROM failure_demand_internal.contact_daily_tally AS t WHERE t.request = w.request);
ALTER VIEW failure_demand_internal.vocabulary_fault OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.vocabulary_fault IS
'what does not fit in the tables that map words of sources, as configuration_check has it';
COMMENT ON COLUMN failure_demand_internal.vocabulary_fault.asked_by IS
'whose numbers it is about';
COMMENT ON COLUMN failure_demand_internal.vocabulary_fault.severity IS
'refused, warned or noted';
COMMENT ON COLUMN failure_demand_internal.vocabulary_fault.table_name IS
'table in which the row is';
COMMENT ON COLUMN failure_demand_internal.vocabulary_fault.key IS
'which row';
COMMENT ON COLUMN failure_demand_internal.vocabulary_fault.fault IS
'what does not fit';
COMMENT ON COLUMN failure_demand_internal.vocabulary_fault.repair IS
'what to do about it';
