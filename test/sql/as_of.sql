-- Contacts that start after as_of do not exist yet; a contact is mature when the whole
-- window after its end has passed. Cases checked by hand; the window is an hour.
\getenv abs_srcdir PG_ABS_SRCDIR
\set setup :abs_srcdir '/setup.sql'
\i :setup
\set cases :abs_srcdir '/cases.sql'
\i :cases

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

-- The aggregates find as_of in their rows: the latest end of all dated contacts, that of
-- contacts that nobody can link included. The contact matures with it, and not before.
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
