-- Contacts that start after as_of do not exist yet; a contact is mature when the whole
-- window after its end has passed. Cases checked by hand; the window is an hour.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/lib/setup.sql'
\i :setup
\set cases :abs_srcdir '/data/cases.sql'
\i :cases
\set logs :abs_srcdir '/model/logs.sql'
\i :logs

INSERT INTO small_case (title, contacts) VALUES
('begins at as_of', 'd60'),
('begins a microsecond later', 'd60>'),
('mature to the microsecond', 'd0'),
('a microsecond short', 'd0>'),
('begun before, not ended', 'd50..100'),
('ends in time, matures late', 'd0..1'),
('bounces after as_of', 'd0 h60>'),
('bounces at as_of', 'd0 h60'),
('immature and bounced', 'd10 h20'),
('journey goes on after as_of', 'd0 h30 d59 h61 d80'),
('all later', 'd61 h70 d80');
CALL load_cases();
SELECT title, contacts, journeys, bounced, recontact, mature FROM facts('1 hour', '2024-05-01 13:00Z');
SELECT title, contacts, journeys, bounced, recontact, mature FROM facts('1 hour', NULL);
SELECT at, d.* FROM generate_series('2024-05-01 11:59Z', '2024-05-01 15:00Z', interval '1 minute') at, differences('1 hour', at) d;
SELECT d.* FROM differences('1 hour', NULL) d;

-- The aggregates find as_of in their rows: the latest start of all dated contacts, that of
-- contacts that nobody can link included. The contact matures with it, and not before; no end moves it.
SELECT title, bounce_rate(customer, request, kind, s, e, '1 hour'), global_fcr(customer, request, kind, s, e, '1 hour'),
       next_contact_avoidance(customer, request, kind, s, e, '1 hour')
FROM (VALUES ('alone', 'c', 'r', 'digital', timestamptz '2024-05-01 12:00Z', NULL::timestamptz),
             ('another a microsecond early', 'c', 'r', 'digital', '2024-05-01 12:00Z', NULL), ('another a microsecond early', 'd', 'r', 'human', '2024-05-01 12:59:59.999999Z', NULL),
             ('another in time', 'c', 'r', 'digital', '2024-05-01 12:00Z', NULL), ('another in time', 'd', 'r', 'human', '2024-05-01 13:00Z', NULL),
             ('another that ends in time', 'c', 'r', 'digital', '2024-05-01 12:00Z', NULL), ('another that ends in time', 'd', 'r', 'human', '2024-05-01 12:01Z', '2024-05-01 13:00Z'),
             ('no customer', 'c', 'r', 'digital', '2024-05-01 12:00Z', NULL), ('no customer', NULL, 'r', 'human', '2024-05-01 13:00Z', NULL),
             ('no request', 'c', 'r', 'digital', '2024-05-01 12:00Z', NULL), ('no request', 'd', NULL, 'human', '2024-05-01 13:00Z', NULL),
             ('no start', 'c', 'r', 'digital', '2024-05-01 12:00Z', NULL), ('no start', 'd', 'r', 'human', NULL, '2024-05-01 13:00Z'),
             ('reversed', 'c', 'r', 'digital', '2024-05-01 12:00Z', NULL), ('reversed', 'd', 'r', 'human', '2024-05-01 13:00Z', '2024-05-01 12:00Z')
     ) AS i (title, customer, request, kind, s, e)
GROUP BY title ORDER BY title COLLATE "C";

-- No end moves as_of, through whatever door: one human contact goes on for a minute, for a day, for ever (a
-- sentinel), or to the last moment that there is. The latest start is that of another channel, of nobody's contact.
CREATE TABLE edge AS
SELECT until, i.*
FROM unnest('{NULL,2024-05-01 12:31Z,2024-05-02 12:30Z,9999-12-31Z,294276-12-31 23:59:59.999999Z}'::timestamptz[]) until,
     LATERAL (VALUES ('c', 'r', 'app', 'digital', timestamptz '2024-05-01 11:00Z', NULL), ('c', 'r', 'phone', 'human', '2024-05-01 11:10Z', '2024-05-01 11:20Z'),
                     ('d', 'r', 'app', 'digital', '2024-05-01 12:00Z', NULL), ('d', 'q', 'mail', 'human', '2024-05-01 12:30Z', until),
                     (NULL, 'r', 'web', 'digital', '2024-05-01 12:59Z', NULL)) AS i (customer, request, channel, kind, s, e);
CREATE VIEW edge_log AS SELECT until, contact_log(customer, request, channel, kind, s, e) AS log FROM edge GROUP BY until;
SELECT until, bounce_rate(customer, request, kind, s, e, '1 hour'), global_fcr(customer, request, kind, s, e, '1 hour'), next_contact_avoidance(customer, request, kind, s, e, '1 hour')
FROM edge GROUP BY until ORDER BY until NULLS FIRST;
SELECT until, b.denominator, b.immature, (fcr(log, '1 hour')).immature AS journeys, c.denominator AS of_the_app, c.immature, q.last,
       (SELECT count(*) FROM log_answers(log, '1 hour', NULL, match, 'day', 'UTC')) > 15 AS many,
       (SELECT count(*) FROM (SELECT * FROM log_answers(log, '1 hour', NULL, match, 'day', 'UTC') EXCEPT SELECT * FROM log_answers(log, '1 hour', '2024-05-01 12:59Z', match, 'day', 'UTC')) d) AS other
FROM edge_log, unnest('{request,customer}'::text[]) match, bounce(log, '1 hour', match => match) b, channel_fcr(log, '{app}', '1 hour', match => match) c, quality(log) q
ORDER BY until NULLS FIRST, match DESC;
-- A minute later the visit of 12:00 is mature, also for a silo that does not have the contact which says how late it is;
-- and so it is where the log was made in pieces, in whatever order, and in text.
SELECT pieces, (bounce(p.log, '1 hour')).denominator, (channel_fcr(p.log, '{app}', '1 hour')).denominator AS of_the_app, (quality(p.log)).last
FROM edge_log, (SELECT contact_log(NULL::text, 'r', 'web', 'digital', '2024-05-01 13:00Z', '2024-05-01 12:00Z')) m (minute),
     LATERAL (VALUES ('log, minute', edge_log.log || minute), ('minute, log', minute || edge_log.log), ('text', (edge_log.log || minute)::text::contact_log),
                     ('rollup', (SELECT rollup(l) FROM unnest(ARRAY[edge_log.log, minute]) l))) p (pieces, log)
WHERE until = '9999-12-31Z';
