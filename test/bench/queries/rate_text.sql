-- bounce_rate, ids as text
SELECT bounce_rate(customer_key, request_key, kind, started_at, ended_at, '48 hours') FROM contacts;
