-- Reports on cost and charges. They are computed when they are asked.

CREATE VIEW failure_demand.transfer_price_monthly AS
SELECT m.time, l.department, l.currency, count(*) AS contacts, sum(l.handle_seconds)::double precision / 60 AS handle_minutes, sum(l.amount) AS cost
FROM failure_demand.transfer_line('(,)', 'cause') AS l
JOIN failure_demand.report_month AS m ON m.month = date_trunc('month', l.day::timestamp)::date
GROUP BY m.time, l.department, l.currency;
ALTER VIEW failure_demand.transfer_price_monthly OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.transfer_price_monthly IS
'what each department pays for the failure demand that it causes, by month; what is unpriced is in rows without a currency';
COMMENT ON COLUMN failure_demand.transfer_price_monthly.time IS
'when the month began, in the time zone of the definition';
COMMENT ON COLUMN failure_demand.transfer_price_monthly.department IS
'the department, or unattributed';
COMMENT ON COLUMN failure_demand.transfer_price_monthly.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand.transfer_price_monthly.contacts IS
'failure contacts it pays for, alone or with others';
COMMENT ON COLUMN failure_demand.transfer_price_monthly.handle_minutes IS
'its share of minutes of people''s work';
COMMENT ON COLUMN failure_demand.transfer_price_monthly.cost IS
'what it pays';

CREATE VIEW failure_demand.failure_cost_monthly AS
SELECT m.time, c.currency, count(*) AS contacts, count(c.unpriced) AS unpriced, sum(c.handle_seconds) / 60.0::double precision AS handle_minutes, sum(c.cost) AS cost
FROM failure_demand.contact_cost AS c
JOIN failure_demand.report_month AS m ON m.month = date_trunc('month', c.day::timestamp)::date
WHERE c.demand = 'failure'
GROUP BY m.time, c.currency;
ALTER VIEW failure_demand.failure_cost_monthly OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.failure_cost_monthly IS
'what failure demand costs, by month';
COMMENT ON COLUMN failure_demand.failure_cost_monthly.time IS
'when the month began, in the time zone of the definition';
COMMENT ON COLUMN failure_demand.failure_cost_monthly.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand.failure_cost_monthly.contacts IS
'failure contacts';
COMMENT ON COLUMN failure_demand.failure_cost_monthly.unpriced IS
'of these, those without a rate or handle time';
COMMENT ON COLUMN failure_demand.failure_cost_monthly.handle_minutes IS
'minutes of people''s work';
COMMENT ON COLUMN failure_demand.failure_cost_monthly.cost IS
'their cost';

CREATE VIEW failure_demand.unattributed_cost AS
SELECT coalesce(l.origin_touchpoint, 'none') AS touchpoint, l.request, l.evidence, l.avoidable_reason, l.cause, l.rule, l.currency,
       count(*) AS contacts, sum(l.amount) AS cost
FROM failure_demand.transfer_line('(,)', 'cause') AS l
WHERE l.department = 'unattributed'
GROUP BY 1, l.request, l.evidence, l.avoidable_reason, l.cause, l.rule, l.currency
ORDER BY sum(l.amount) DESC NULLS LAST, count(*) DESC;
ALTER VIEW failure_demand.unattributed_cost OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.unattributed_cost IS
'failure cost that nobody owns yet, by what a rule could ask for, the most expensive first';
COMMENT ON COLUMN failure_demand.unattributed_cost.touchpoint IS
'touchpoint that the contacts bounced from, or none';
COMMENT ON COLUMN failure_demand.unattributed_cost.request IS
'what the customer wanted done';
COMMENT ON COLUMN failure_demand.unattributed_cost.evidence IS
'what says that it is failure demand';
COMMENT ON COLUMN failure_demand.unattributed_cost.avoidable_reason IS
'why it should not have been needed';
COMMENT ON COLUMN failure_demand.unattributed_cost.cause IS
'what failed';
COMMENT ON COLUMN failure_demand.unattributed_cost.rule IS
'rule that fits but has no shares; null where none fits';
COMMENT ON COLUMN failure_demand.unattributed_cost.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand.unattributed_cost.contacts IS
'failure contacts';
COMMENT ON COLUMN failure_demand.unattributed_cost.cost IS
'their cost';

CREATE VIEW failure_demand.cause_rule_cost AS
SELECT r.rule, r.priority, l.currency, count(DISTINCT (l.source, l.interaction_id)) AS contacts, sum(l.amount) AS cost
FROM failure_demand.transfer_line('(,)', 'cause') AS l
LEFT JOIN failure_demand.cause_rule AS r USING (rule)
GROUP BY r.rule, r.priority, l.currency
ORDER BY r.priority, r.rule, l.currency;
ALTER VIEW failure_demand.cause_rule_cost OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.cause_rule_cost IS
'which rule decided how much; without a rule: what none fits';
COMMENT ON COLUMN failure_demand.cause_rule_cost.rule IS
'name of the rule; null: no rule fits';
COMMENT ON COLUMN failure_demand.cause_rule_cost.priority IS
'its priority';
COMMENT ON COLUMN failure_demand.cause_rule_cost.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand.cause_rule_cost.contacts IS
'failure contacts that it decided';
COMMENT ON COLUMN failure_demand.cause_rule_cost.cost IS
'their cost';
