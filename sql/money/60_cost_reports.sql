-- Reports on cost and charges: by the prices and rules of now.

CREATE VIEW failure_demand.transfer_price_monthly AS
SELECT m.time, l.department, l.currency, sum(l.contacts)::bigint AS contacts,
       sum(l.handle_seconds)::double precision / 60 AS handle_minutes, sum(l.amount) AS cost,
       NOT m.is_whole AS provisional
FROM failure_demand.charge_daily AS l
LEFT JOIN failure_demand.report_month AS m ON m.month = date_trunc('month', l.day::timestamp)::date
GROUP BY m.time, m.is_whole, l.department, l.currency;
ALTER VIEW failure_demand.transfer_price_monthly OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.transfer_price_monthly IS
'what each department pays for the failure demand that it causes, by month; what is unpriced is in rows without a '
'currency';
COMMENT ON COLUMN failure_demand.transfer_price_monthly.time IS
'when the month began, in the time zone of the definition; null: contacts without a day, which are unpriced';
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
COMMENT ON COLUMN failure_demand.transfer_price_monthly.provisional IS
'true: the month is not over, or the data begin inside it';

CREATE VIEW failure_demand.failure_cost_monthly AS
SELECT m.time, c.currency, sum(c.contacts)::bigint AS contacts, sum(c.unpriced)::bigint AS unpriced,
       sum(c.handle_seconds)::bigint / 60.0::double precision AS handle_minutes,
       sum(c.cost) AS cost, NOT m.is_whole AS provisional
FROM failure_demand_internal.failure_daily AS c
LEFT JOIN failure_demand.report_month AS m ON m.month = date_trunc('month', c.day::timestamp)::date
GROUP BY m.time, m.is_whole, c.currency;
ALTER VIEW failure_demand.failure_cost_monthly OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.failure_cost_monthly IS
'what failure demand costs, by month';
COMMENT ON COLUMN failure_demand.failure_cost_monthly.time IS
'when the month began, in the time zone of the definition; null: contacts without a day, which are unpriced';
COMMENT ON COLUMN failure_demand.failure_cost_monthly.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand.failure_cost_monthly.contacts IS
'failure contacts';
COMMENT ON COLUMN failure_demand.failure_cost_monthly.unpriced IS
'of these, those without a price: contact_cost says why';
COMMENT ON COLUMN failure_demand.failure_cost_monthly.handle_minutes IS
'minutes of people''s work';
COMMENT ON COLUMN failure_demand.failure_cost_monthly.cost IS
'their cost';
COMMENT ON COLUMN failure_demand.failure_cost_monthly.provisional IS
'true: the month is not over, or the data begin inside it';

-- By what a rule can ask for, and so each once: it is as the rules decide a contact.
CREATE VIEW failure_demand_internal.failure_rule AS
SELECT f.*, failure_demand_internal.deciding_rule(
           r.rules, f.failed_touchpoint, f.request, f.reason, f.avoidable_reason, f.cause, f.failed_channel,
           f.brand) AS rule
FROM (SELECT d.failed_touchpoint, d.request, d.reason, d.avoidable_reason, d.cause, d.failed_channel, d.brand,
             d.evidence, d.currency, sum(d.contacts)::bigint AS contacts, sum(d.cost) AS cost
      FROM failure_demand_internal.failure_daily AS d
      GROUP BY d.failed_touchpoint, d.request, d.reason, d.avoidable_reason, d.cause, d.failed_channel, d.brand,
               d.evidence, d.currency) AS f
CROSS JOIN failure_demand_internal.rules_in_order AS r;
ALTER VIEW failure_demand_internal.failure_rule OWNER TO @extowner@;
COMMENT ON VIEW failure_demand_internal.failure_rule IS
'failure contacts and their cost by all that a cause rule can ask for, with the first rule that fits';
COMMENT ON COLUMN failure_demand_internal.failure_rule.failed_touchpoint IS
'touchpoint that they bounced from; of those that are no bounce-backs, their own';
COMMENT ON COLUMN failure_demand_internal.failure_rule.request IS
'what the customer wanted done';
COMMENT ON COLUMN failure_demand_internal.failure_rule.reason IS
'reason code that the agent gave';
COMMENT ON COLUMN failure_demand_internal.failure_rule.avoidable_reason IS
'why they should not have been needed';
COMMENT ON COLUMN failure_demand_internal.failure_rule.cause IS
'what failed';
COMMENT ON COLUMN failure_demand_internal.failure_rule.failed_channel IS
'channel that they bounced from; of those that are no bounce-backs, their own';
COMMENT ON COLUMN failure_demand_internal.failure_rule.brand IS
'brand that the customer turned to';
COMMENT ON COLUMN failure_demand_internal.failure_rule.evidence IS
'what says that it is failure demand';
COMMENT ON COLUMN failure_demand_internal.failure_rule.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand_internal.failure_rule.contacts IS
'failure contacts';
COMMENT ON COLUMN failure_demand_internal.failure_rule.cost IS
'their cost';
COMMENT ON COLUMN failure_demand_internal.failure_rule.rule IS
'the first cause rule that fits; null where none does';

CREATE VIEW failure_demand.cause_rule_cost AS
SELECT coalesce(r.rule, c.rule) AS rule, r.priority, c.currency, coalesce(c.contacts, 0) AS contacts, c.cost
FROM (SELECT f.rule, f.currency, sum(f.contacts)::bigint AS contacts, sum(f.cost) AS cost
      FROM failure_demand_internal.failure_rule AS f
      GROUP BY f.rule, f.currency) AS c
FULL JOIN failure_demand.cause_rule AS r ON r.rule = c.rule
ORDER BY r.priority, r.rule COLLATE "C", c.currency;
ALTER VIEW failure_demand.cause_rule_cost OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.cause_rule_cost IS
'which rule decided how much, in the order in which rules are tried; at the end what none fits';
COMMENT ON COLUMN failure_demand.cause_rule_cost.rule IS
'name of the rule; null: no rule fits';
COMMENT ON COLUMN failure_demand.cause_rule_cost.priority IS
'its priority';
COMMENT ON COLUMN failure_demand.cause_rule_cost.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand.cause_rule_cost.contacts IS
'failure contacts that it decided; 0: none, or a rule before it fits wherever it does';
COMMENT ON COLUMN failure_demand.cause_rule_cost.cost IS
'their cost';

CREATE VIEW failure_demand.unattributed_cost AS
SELECT f.failed_touchpoint AS touchpoint, f.request, f.reason, f.avoidable_reason, f.cause,
       f.failed_channel AS channel, f.brand, f.evidence, f.rule, f.currency, f.contacts, f.cost
FROM failure_demand_internal.failure_rule AS f
WHERE NOT EXISTS (SELECT FROM failure_demand.cause_share AS s WHERE s.rule = f.rule)
ORDER BY f.currency, f.cost DESC, f.contacts DESC, f.failed_touchpoint, f.request, f.reason, f.avoidable_reason,
         f.cause, f.failed_channel, f.brand, f.evidence, f.rule;
ALTER VIEW failure_demand.unattributed_cost OWNER TO @extowner@;
COMMENT ON VIEW failure_demand.unattributed_cost IS
'failure cost that nobody owns yet, by what a rule could ask for, the most expensive first';
COMMENT ON COLUMN failure_demand.unattributed_cost.touchpoint IS
'touchpoint that the contacts bounced from; of those that are no bounce-backs, their own';
COMMENT ON COLUMN failure_demand.unattributed_cost.request IS
'what the customer wanted done';
COMMENT ON COLUMN failure_demand.unattributed_cost.reason IS
'reason code that the agent gave';
COMMENT ON COLUMN failure_demand.unattributed_cost.avoidable_reason IS
'why it should not have been needed';
COMMENT ON COLUMN failure_demand.unattributed_cost.cause IS
'what failed';
COMMENT ON COLUMN failure_demand.unattributed_cost.channel IS
'channel that the contacts bounced from; of those that are no bounce-backs, their own';
COMMENT ON COLUMN failure_demand.unattributed_cost.brand IS
'brand that the customer turned to';
COMMENT ON COLUMN failure_demand.unattributed_cost.evidence IS
'what says that it is failure demand';
COMMENT ON COLUMN failure_demand.unattributed_cost.rule IS
'rule that fits but has no shares; null where none fits';
COMMENT ON COLUMN failure_demand.unattributed_cost.currency IS
'ISO 4217; null: unpriced';
COMMENT ON COLUMN failure_demand.unattributed_cost.contacts IS
'failure contacts';
COMMENT ON COLUMN failure_demand.unattributed_cost.cost IS
'their cost';
