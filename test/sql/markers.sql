-- Markers of the user's own, in a language for which none are shipped: what a phrase finds,
-- where, and what is no phrase.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
SET client_encoding = 'UTF8';

-- What is found in a text by one phrase: matched text at position, ! where in the opening.
CREATE FUNCTION found(phrase text, words text, language text DEFAULT 'sv') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    INSERT INTO marker (language, phrase, reason, cause) VALUES (found.language, found.phrase, 'progress_chasing', 'test');
    SELECT string_agg(format('%s@%s%s', matched, "position", CASE WHEN opening THEN '!' END), ' + ') INTO result
    FROM failure_markers(words, found.language);
    IF (result IS NOT NULL) IS DISTINCT FROM has_failure_marker(words, found.language)
       AND NOT (result IS NULL AND has_failure_marker(words, found.language) IS NULL) THEN
        RAISE 'failure_markers and has_failure_marker do not agree';
    END IF;
    DELETE FROM marker;
    RETURN coalesce(result, 'nothing');
END
$$;

SELECT phrase, words, found(phrase, words) FROM (VALUES
('red car', 'A red car.'),
('red car', 'A RED, car!'),
('red car', 'a red fast car'),
('red car', 'red cars'),
('red car~', 'red cars, red carpet'),
('red * car', 'red car'),
('red * car', 'red 1 2 3 4 5 car'),
('red * car', 'red 1 2 3 4 5 6 car'),
('red *2 car', 'red 1 2 car'),
('red *2 car', 'red 1 2 3 car'),
('red * car', 'red red red car car'),
('(red|blue) car', 'a blue car and a red car'),
('(red|dark blue) car', 'a dark blue car'),
('(the|) car', 'car, the car'),
('^car', 'one two three four five six seven eight nine ten eleven car'),
('^car', 'one two three four five six seven eight nine ten eleven twelve car'),
('^one * car', 'x x x x x x x x x x one two car'),
('!no car', 'no car'),
('!no car', 'no, car'),
('!no car', 'car; a car; no car'),
('!(no|never~) car', 'nevertheless car'),
('^!no !any car', 'any car, red car'),
('l''app', 'l''app et l’app'),
('dont', 'I don''t, I don’t, I dont'),
('don''t', 'I dont'),
('e-mail', 'my e-mail, e mail, email'),
('1 2', '1.2 1,2'),
('car', ''),
('car', '...')
) AS v(phrase, words);

-- Overlapping hits of one cause: the longest, then the first; of several causes all.
INSERT INTO marker (language, phrase, reason, cause) VALUES
('sv', 'a b', 'progress_chasing', 'one'), ('sv', 'b c d', 'progress_chasing', 'one'),
('sv', 'd e f', 'progress_chasing', 'one'), ('sv', 'c d', 'poor_signposting', 'two'), ('und', 'x', 'repeat_notification', 'any');
SELECT reason, cause, matched, "position" FROM failure_markers('a b c d e f x', 'sv');
SELECT reason, cause, matched, "position" FROM failure_markers('a b c d e f x', 'sv-SE');
-- Those of any language count in every one; without a language all do.
SELECT cause, matched FROM failure_markers('a b x', 'da');
SELECT cause, matched FROM failure_markers('a b x', NULL) WHERE marker > 100000;
SELECT count(*) FROM failure_markers(NULL, 'sv');
-- Read or not: a lexicon of any language is none for Danish.
SELECT has_failure_marker('a b', 'sv') AS found, has_failure_marker('b', 'sv') AS nothing,
       has_failure_marker('b', 'da') AS not_read, has_failure_marker('x', 'da') AS of_any,
       has_failure_marker('...', 'sv') AS no_word, has_failure_marker(NULL, 'sv') AS no_text,
       has_failure_marker('b', NULL) AS all_languages, has_failure_marker('b', 'no such language') AS unknown;
UPDATE marker SET enabled = false WHERE language = 'sv';
SELECT has_failure_marker('a b', 'sv') AS disabled, count(*) FROM failure_markers('a b', 'sv');
DELETE FROM marker;

-- Words as they are seen.
SELECT string_agg(format('%s@%s', word, "position"), ' ' ORDER BY word_no)
FROM marker_words('It''s John_Smith''s  car: end.Next 12.50 (e-mail)', 'en');
SELECT count(*) FROM marker_words(NULL, 'en');

-- What is no phrase: said with its place, and nothing is written.
SELECT error_of(format('INSERT INTO marker (language, phrase, reason, cause) VALUES (%L, %L, ''progress_chasing'', ''test'')', language, phrase))
FROM (VALUES ('sv', ''), ('sv', '...'), ('sv', '(a|)'), ('sv', 'a (b|c'), ('sv', 'a b)'), ('sv', 'a ((b|c)|d)'), ('sv', '* a'), ('sv', 'a *'),
      ('sv', 'a * * b'), ('sv', 'a *0 b'), ('sv', 'a *21 b'), ('sv', 'a ~ b'), ('sv', 'a ^b'), ('sv', 'a !b'), ('sv', '!(a b) c'), ('sv', repeat('a ', 257)),
      ('', 'a b'), ('a', 'a b'), ('--', 'a b'), ('sv1', 'a b')) AS v(language, phrase);
SELECT error_of($$INSERT INTO marker (language, phrase, reason, cause) VALUES ('sv', 'a', 'no such reason', 'test')$$);
SELECT left(error_of($$INSERT INTO marker (language, phrase, reason, cause) VALUES ('sv', 'a', 'progress_chasing', 'Not a key')$$), 80);
\copy marker (language, phrase, reason, cause) FROM STDIN
sv	good words	progress_chasing	test
sv	bad (words	progress_chasing	test
\.
SELECT count(*) FROM marker;

-- Words that only ICU can find, in scripts without spaces, and languages that only a newer one may know: what
-- it does not read is left out with a warning, for a dump must be restored under any; what no cut could mend is refused.
INSERT INTO marker (language, phrase, reason, cause) VALUES ('ja', '!言わない 届く', 'progress_chasing', 'test'), ('xx', 'a b', 'progress_chasing', 'test');
SELECT language, phrase, marker_fault(language, phrase) FROM marker ORDER BY id;
SELECT marker_fault('sv', 'a b'), marker_fault('ja', '届く'), marker_fault(NULL, 'a') IS NULL AS of_null;
SELECT has_failure_marker('届く', 'ja') AS left_out, has_failure_marker('a b', 'xx') AS unknown;
SELECT error_of(format('INSERT INTO marker (language, phrase, reason, cause) VALUES (''ja'', %L, ''progress_chasing'', ''test'')', phrase))
FROM unnest('{"!言わない 届く (","!(言わない 届く","届く)","届く * * 言","* 届く","^届く ^","届く *0 言","((届く))","届くà (s|"}'::text[]) WITH ORDINALITY AS p (phrase, place) ORDER BY place;
SELECT error_of($$INSERT INTO marker (language, phrase, reason, cause) VALUES ('fr', 'été(s|)', 'progress_chasing', 'test')$$);
DELETE FROM marker;

-- Shipped ones: all are in force, and none is left out. A row of one's own, of the same language and phrase, wins.
SELECT count(*) FROM ((TABLE marker_in_force EXCEPT SELECT id, language, phrase, reason::text, cause FROM shipped_marker) UNION ALL (SELECT id, language, phrase, reason::text, cause FROM shipped_marker EXCEPT TABLE marker_in_force)) AS difference;
SELECT id, marker_fault(language, phrase) FROM shipped_marker WHERE (marker_fault(language, phrase)).fault IS NOT NULL;
SELECT s.id AS chased, s.phrase FROM failure_markers('nobody called me back', 'en') AS f JOIN shipped_marker AS s ON s.id = f.marker \gset
INSERT INTO marker (language, phrase, reason, cause) VALUES ('EN-gb', :'phrase', 'poor_signposting', 'mine');
SELECT id > 100000 AS own, language, reason, cause FROM marker_in_force WHERE phrase = :'phrase';
SELECT marker > 100000 AS own, reason, cause FROM failure_markers('nobody called me back', 'en');
DELETE FROM marker;
-- Switched off, and on again.
SELECT disable_marker(:chased) > 100000 AS own_row, disable_marker(:chased) = disable_marker(:chased) AS same_row;
SELECT language, phrase = :'phrase' AS same_phrase, enabled FROM marker;
SELECT count(*) FROM marker_in_force WHERE phrase = :'phrase';
SELECT count(*) FROM failure_markers('nobody called me back', 'en') WHERE marker = :chased;
UPDATE marker SET enabled = true, cause = 'mine';
SELECT cause FROM marker_in_force WHERE phrase = :'phrase';
SELECT disable_marker(id) = id AS own_row FROM marker;
SELECT count(*) FROM marker_in_force WHERE phrase = :'phrase';
DELETE FROM marker;
SELECT marker = :chased AS shipped FROM failure_markers('nobody called me back', 'en');
SELECT error_of('SELECT disable_marker(99999)'), error_of('SELECT disable_marker(NULL)');
-- All of a language at once, and the others too, one by one.
SELECT count(disable_marker(id)) = (SELECT count(*) FROM shipped_marker WHERE language = 'en') AS all_of_them FROM marker_in_force WHERE language = 'en';
SELECT has_failure_marker('nobody called me back', 'en') AS not_read, count(*) FROM marker_in_force WHERE language = 'en';
DELETE FROM marker;
-- A change that makes others: none is lost.
CREATE FUNCTION switched_off(id integer) RETURNS boolean LANGUAGE sql AS 'SELECT disable_marker(id) IS NOT NULL';
INSERT INTO marker (language, phrase, reason, cause) VALUES ('sv', 'one', 'progress_chasing', 'test'), ('sv', 'two', 'progress_chasing', 'test');
UPDATE marker SET cause = 'changed' WHERE switched_off(:chased);
SELECT cause, enabled, count(*) FROM marker GROUP BY cause, enabled ORDER BY cause;
DELETE FROM marker;
-- As a trigger of another table, or as part of another aggregate, our functions are of no use.
CREATE TEMP TABLE other (enabled boolean);
CREATE TRIGGER other BEFORE INSERT ON other FOR EACH STATEMENT EXECUTE FUNCTION marker_check();
SELECT error_of('INSERT INTO pg_temp.other VALUES (false)');
CREATE AGGREGATE pg_temp.no_state(demand_verdict) (SFUNC = failure_share_transition, STYPE = bigint[]);
SELECT error_of($$SELECT pg_temp.no_state(ROW('failure', 'reason', true)::demand_verdict)$$);
SELECT error_of($$INSERT INTO marker (id, language, phrase, reason, cause) VALUES (5, 'sv', 'a', 'progress_chasing', 'test')$$);
SELECT error_of(format($$INSERT INTO marker (language, phrase, reason, cause) VALUES ('sv', %L, 'progress_chasing', 'test')$$, repeat('word', 601)));
-- A tag's part before the first hyphen counts, in capitals or not; one that nobody knows is no language.
INSERT INTO marker (language, phrase, reason, cause) VALUES ('SV-fi', 'some words', 'progress_chasing', 'test');
SELECT left(language, 5) AS language, has_failure_marker('some words', language) FROM unnest(ARRAY['sv', 'SV_se', '', '-', repeat('sv', 1000)]) AS language;
DELETE FROM marker;
-- What failed is what the customer names, not what such words mostly are about; of another reason, both count.
SELECT said, cause, reason, matched FROM unnest('{tried to find it in the app but it kept crashing,your app just keeps crashing,it keeps crashing on your website,I tried your website and the app crashed,I tried your app and the website crashed,I am still waiting for my refund}'::text[]) AS said,
       failure_markers(said, 'en') ORDER BY said, position;
INSERT INTO marker (language, phrase, reason, cause) VALUES ('sv', 'it broke', 'failed_self_service', 'thing'), ('sv', 'broke the call_back', 'failed_self_service', 'thing'),
    ('sv', 'broke *2 back', 'failed_self_service', 'call_back'), ('sv', 'broke the', 'premature_closure', 'repair');
SELECT cause, reason, matched FROM failure_markers('it broke the call-back', 'sv');
DELETE FROM marker;
-- A table that takes the place of another in one transaction.
BEGIN;
SET client_min_messages = warning;
DROP EXTENSION failure_demand CASCADE; CREATE EXTENSION failure_demand;
SELECT count(*) FROM failure_demand.failure_markers('nobody called me back', 'en');
DROP EXTENSION failure_demand; CREATE EXTENSION failure_demand;
SELECT reason FROM failure_demand.failure_markers('nobody called me back', 'en');
ROLLBACK;
RESET client_min_messages;

-- A change, undone with a savepoint, and not seen before it is there.
BEGIN;
SELECT has_failure_marker('some words', 'sv') AS before;
SAVEPOINT s;
INSERT INTO marker (language, phrase, reason, cause) VALUES ('sv', 'some words', 'progress_chasing', 'test');
SELECT has_failure_marker('some words', 'sv') AS inserted;
ROLLBACK TO s;
SELECT has_failure_marker('some words', 'sv') AS rolled_back;
ROLLBACK;
