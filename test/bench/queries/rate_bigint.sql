-- bounce_rate, ids as bigint
SELECT bounce_rate(customer, request, kind, started_at, ended_at, '48 hours') FROM contacts;
