-- contact_log, and a rate asked of it at once
SELECT bounce_rate(contact_log(customer, request, channel, kind, started_at, ended_at), '48 hours') FROM contacts;
