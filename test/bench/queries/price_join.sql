-- a million failure contacts joined with their rates, and the cost added up
SELECT sum(round((c.handle_seconds * r.hourly_rate + 3600 * r.cost_per_contact) / 3600, 2))
FROM failure_demand.contact AS c
JOIN failure_demand.rate_card AS r ON r.channel = c.channel AND r.provider IS NOT DISTINCT FROM c.provider AND r.valid @> c.day
WHERE c.demand = 'failure';
