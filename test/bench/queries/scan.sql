-- a bare scan
SELECT count(customer), max(started_at), count(channel) FROM contacts;
