-- bounce_rate, global_fcr and next_contact_avoidance together
SELECT bounce_rate(customer, request, kind, started_at, ended_at, '48 hours'),
       global_fcr(customer, request, kind, started_at, ended_at, '48 hours'),
       next_contact_avoidance(customer, request, kind, started_at, ended_at, '48 hours')
FROM contacts;
