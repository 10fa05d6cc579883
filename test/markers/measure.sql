-- Precision and recall of the shipped markers on the labelled sentences of :folder, by language
-- and by reason. A line there is a label (an avoidable reason, or none), a sentence and, where
-- it was not looked at when the phrases were written, the word held; with tabs between.
\setenv FOLDER :folder
\set lines `cd "$FOLDER" && for file in ??.txt; do sed "s/^/${file%.txt} /" "$file"; done`
CREATE TEMP TABLE line AS
SELECT left(line, 2) AS language, substr(line, 4) AS line FROM regexp_split_to_table(:'lines', '\n') AS line;

CREATE TEMP VIEW judged AS
SELECT language, label, sentence, held, label <> 'none' AS is_failure, found, label = ANY (reasons) AS right_reason
FROM (SELECT language, field[1] AS label, field[2] AS sentence, coalesce(field[3] = 'held', false) AS held
      FROM line, string_to_array(line, E'\t') AS field
      WHERE line !~ '^\s*(#|$)') AS labelled,
     LATERAL (SELECT coalesce(failure_demand.has_failure_marker(sentence, language), false) AS found) AS f,
     LATERAL (SELECT array_agg(reason::text) AS reasons FROM failure_demand.failure_markers(sentence, language)) AS r;

CREATE TEMP VIEW quality AS
SELECT language, count(*) FILTER (WHERE is_failure) AS failure, count(*) FILTER (WHERE NOT is_failure) AS other,
       round(avg(is_failure::int) FILTER (WHERE found), 2) AS "precision",
       round(avg(found::int) FILTER (WHERE is_failure), 2) AS recall,
       round(avg(right_reason::int) FILTER (WHERE is_failure AND found), 2) AS right_reason,
       round(avg(is_failure::int) FILTER (WHERE found AND held), 2) AS held_precision,
       round(avg(found::int) FILTER (WHERE is_failure AND held), 2) AS held_recall
FROM judged
GROUP BY language;
