# Companies made up at random: what departments pay is what slow, plain SQL says, line by line; lines
# add up to departments, departments to the failure cost, days to months and postings to what is
# computed, exactly, in each currency and by each model; the order of rows changes nothing.

use strict;
use warnings;

use FindBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $companies = 12;
my $node      = PostgreSQL::Test::Cluster->new('transfer_price_properties');
my ($cases, $rounded, %currencies) = (0, 0);

$node->init(extra => ['--encoding=UTF8']);
$node->append_conf('postgresql.conf', "autovacuum = off\nfsync = off\njit = off\ntimezone = 'UTC'");
$node->start;
$node->safe_psql('postgres', 'CREATE ROLE finance LOGIN; CREATE DATABASE company OWNER finance');

# Ask as the owner, who is no superuser.
sub ask
{
    my $query = shift;
    return $node->safe_psql('company', "SET client_min_messages = error; SET search_path = public, failure_demand, failure_demand_internal; $query", extra_params => [ '-U', 'finance' ]);
}

# Queries that must return no rows.
sub check_none
{
    my ($company, %queries) = @_;

    is(ask("$queries{$_} LIMIT 3"), '', "company $company: $_") foreach sort keys %queries;
    return;
}

sub check_lines
{
    my $company = shift;

    check_none($company,
        'lines are those of plain SQL' => 'SELECT * FROM line_difference',
        'lines add up to contacts' => "
            SELECT c.interaction_id, m.model FROM contact_cost AS c CROSS JOIN unnest('{cause,origin,linear}'::text[]) AS m (model)
            LEFT JOIN transfer_line AS l ON (l.model, l.source, l.interaction_id) = (m.model, c.source, c.interaction_id)
            WHERE c.demand = 'failure' GROUP BY c.source, c.interaction_id, m.model, c.cost, c.handle_seconds
            HAVING sum(l.amount) IS DISTINCT FROM c.cost OR sum(l.handle_seconds) IS DISTINCT FROM c.handle_seconds",
        'no line is negative, or of other decimals than its currency' => "
            SELECT l.* FROM transfer_line AS l LEFT JOIN currency_in_force AS k ON k.code = l.currency
            WHERE l.amount < 0 OR l.handle_seconds < 0 OR scale(l.amount) <> k.digits OR (l.amount IS NULL) <> (l.currency IS NULL)",
        'no line is a unit away from its quota' => "
            SELECT * FROM (SELECT l.*, c.cost, c.digits, sum(l.weight) OVER (PARTITION BY l.model, l.source, l.interaction_id) AS total
                           FROM transfer_line AS l JOIN contact_cost AS c USING (source, interaction_id)) AS s
            WHERE abs(amount * total - cost * weight) * 10::numeric ^ digits >= total");
    return;
}

# Periods from and to any day.
sub check_totals
{
    my $company = shift;

    check_none($company, 'departments add up to the failure cost, days to periods' => "
        SELECT p.*, m.model, f.*
        FROM (SELECT daterange('2026-01-01'::date + pick(40, $company, n, 1), '2026-02-15'::date + pick(60, $company, n, 2)) AS period FROM generate_series(1, 4) AS n) AS p
        CROSS JOIN unnest('{cause,origin,linear}'::text[]) AS m (model)
        CROSS JOIN LATERAL (
            SELECT c.currency, count(*) AS contacts, sum(c.cost) AS cost, sum(c.handle_seconds) AS seconds FROM contact_cost AS c
            WHERE c.demand = 'failure' AND c.day <@ p.period GROUP BY c.currency) AS f
        WHERE f.cost IS DISTINCT FROM (SELECT sum(t.cost) FROM transfer_price(p.period, m.model) AS t WHERE t.currency IS NOT DISTINCT FROM f.currency)
           OR f.cost IS DISTINCT FROM (SELECT sum(l.amount) FROM transfer_price_line(p.period, m.model) AS l WHERE l.currency IS NOT DISTINCT FROM f.currency)
           OR f.seconds IS DISTINCT FROM (SELECT sum(l.handle_seconds) FROM transfer_price_line(p.period, m.model) AS l WHERE l.currency IS NOT DISTINCT FROM f.currency)
           OR f.contacts <> (SELECT count(DISTINCT l.interaction_id) FROM transfer_price_line(p.period, m.model) AS l WHERE l.currency IS NOT DISTINCT FROM f.currency)");
    check_none($company,
        'days add up to months' => "
            SELECT FROM (SELECT sum(t.cost) FROM generate_series('2026-02-01'::date, '2026-02-28', '1 day') AS d (day), transfer_price(daterange(day::date, day::date + 1)) AS t WHERE t.currency = 'EUR') AS days (cost),
                 (SELECT sum(t.cost) FROM transfer_price('[2026-02-01,2026-02-28]') AS t WHERE t.currency = 'EUR') AS month (cost) WHERE days.cost IS DISTINCT FROM month.cost",
        'the models side by side are the models' => "
            (SELECT department, currency, cause, origin, linear FROM transfer_price_compare('[2026-01-15,2026-03-15)')
             EXCEPT ALL
             SELECT department, currency, coalesce(sum(cost) FILTER (WHERE model = 'cause'), 0), coalesce(sum(cost) FILTER (WHERE model = 'origin'), 0), coalesce(sum(cost) FILTER (WHERE model = 'linear'), 0)
             FROM unnest('{cause,origin,linear}'::text[]) AS m (model), transfer_price('[2026-01-15,2026-03-15)', model) WHERE currency IS NOT NULL GROUP BY department, currency)",
        'reports by month are periods of a month' => "
            (SELECT department, currency, contacts, cost FROM transfer_price('[2026-02-01,2026-03-01)')
             EXCEPT ALL SELECT department, currency, contacts, cost FROM transfer_price_monthly AS t JOIN report_month AS m USING (time) WHERE m.month = '2026-02-01')",
        'rules and what is not owned add up' => "
            SELECT FROM (SELECT sum(contacts) AS n, sum(cost) FILTER (WHERE currency = 'EUR') AS eur FROM cause_rule_cost) AS r,
                        (SELECT sum(contacts) AS n, sum(cost) FILTER (WHERE currency = 'EUR') AS eur FROM failure_cost_monthly) AS f,
                        (SELECT sum(cost) FILTER (WHERE currency = 'EUR') AS eur FROM unattributed_cost) AS u,
                        (SELECT sum(cost) FILTER (WHERE currency = 'EUR' AND department = 'unattributed') AS eur FROM transfer_price_monthly) AS t
            WHERE r.n <> f.n OR r.eur IS DISTINCT FROM f.eur OR u.eur IS DISTINCT FROM t.eur");
    return;
}

# The same rows in another order, here and in the tables of rules; by workers.
sub check_order
{
    my $company = shift;

    ask("CREATE TABLE before AS SELECT * FROM actual_line;
         CREATE TABLE heap AS SELECT * FROM interactions; TRUNCATE interactions; INSERT INTO interactions SELECT * FROM heap ORDER BY hashint4extended(interaction_id, $company);
         BEGIN;
         CREATE TABLE shares AS SELECT * FROM cause_share; CREATE TABLE rules AS SELECT * FROM cause_rule; DELETE FROM cause_share; DELETE FROM cause_rule;
         INSERT INTO cause_rule SELECT * FROM rules ORDER BY hashtextextended(rule, $company); INSERT INTO cause_share SELECT * FROM shares ORDER BY hashtextextended(department, $company), rule;
         COMMIT;
         CALL refresh(full => true, as_of => '2026-05-01Z')");
    check_none($company, 'the order of rows changes nothing' => '
        SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
        ((TABLE before EXCEPT ALL TABLE actual_line) UNION ALL (TABLE actual_line EXCEPT ALL TABLE before))');
    ask('DROP TABLE before, heap, shares, rules');
    return;
}

# Its name does not go along.
sub rename_department
{
    my ($old, $new) = @_;

    return "UPDATE department SET name = '$new' WHERE name = '$old'; UPDATE touchpoint SET department = '$new' WHERE department = '$old';
            UPDATE cause_share SET department = '$new' WHERE department = '$old';";
}

# Months are posted, changed, and posted again, to a ledger that goes on from company to company:
# each has months of its own.
sub check_ledger
{
    my $company = shift;
    my $post    = "SELECT count(*) FROM generate_series('2026-01-01'::date, '2026-03-01', '1 month') AS month, post_charges(daterange(month::date, (month + interval '1 month')::date))";

    ask($post);
    ask("DROP TABLE IF EXISTS posted; CREATE TABLE posted AS SELECT * FROM charge");
    ask("DELETE FROM interactions WHERE pick(30, interaction_id, $company) = 0; CALL add_interactions($company, 5001, 5200);
         BEGIN; CALL make_rules($company + 100); COMMIT; CALL make_rates($company + 200); " . rename_department('d3', 'e3') . "
         CALL refresh(as_of => '2026-05-01Z')");
    ask($post);
    check_none($company,
        'the ledger is what is computed now' => "
            SELECT coalesce(b.account, t.department), b.balance, t.cost
            FROM (SELECT account, currency, sum(balance) AS balance FROM charge_balance WHERE account <> 'contact centre' GROUP BY account, currency) AS b
            FULL JOIN (SELECT department, currency, sum(cost) AS cost FROM transfer_price('[2026-01-01,2026-04-01)') WHERE currency IS NOT NULL GROUP BY department, currency) AS t
                 ON (t.department, t.currency) = (b.account, b.currency)
            WHERE coalesce(b.balance, 0) <> coalesce(t.cost, 0)",
        'the contact centre is given what the others are charged' => 'SELECT currency, period FROM charge_balance GROUP BY currency, period HAVING sum(balance) <> 0',
        'postings balance' => 'SELECT posting, currency FROM charge GROUP BY posting, currency HAVING sum(debit) <> sum(credit)',
        'no row was changed' => 'SELECT * FROM posted EXCEPT SELECT * FROM charge');
    ask(rename_department('e3', 'd3'));
    return;
}

ask('CREATE EXTENSION failure_demand');
$node->command_ok([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('company') . ' user=finance', '-f', "$FindBin::RealBin/../model/prices.sql" ], 'plain SQL');
foreach my $company (1 .. $companies)
{
    ask("CALL make_company($company)");
    $cases += ask("SELECT count(*) FROM contact WHERE demand = 'failure'");
    $rounded += ask("SELECT count(*) FROM (SELECT l.*, c.cost, sum(l.weight) OVER (PARTITION BY l.model, l.source, l.interaction_id) AS total
                                           FROM transfer_line AS l JOIN contact_cost AS c USING (source, interaction_id)) AS s WHERE amount * total <> cost * weight");
    $currencies{$_} = 1 foreach split /\n/, ask('SELECT DISTINCT currency FROM transfer_line WHERE currency IS NOT NULL');
    check_lines($company);
    check_totals($company);
    check_order($company) if $company % 3 == 1;
    check_ledger($company);
}
cmp_ok($cases, '>', 4000, "$cases failure contacts");
cmp_ok($rounded, '>', 4000, "$rounded lines that are no exact quota");
is(join(' ', sort keys %currencies), 'CHF EUR JPY KWD XTS', 'in these currencies');

# One department alone has the whole.
ask("BEGIN; DELETE FROM cause_share; DELETE FROM cause_rule; INSERT INTO cause_rule (rule, priority) VALUES ('all', 1); INSERT INTO cause_share VALUES ('all', 'd1', 1); COMMIT;
     UPDATE touchpoint SET department = 'd1'");
check_none('with one department', 'it has the whole' => "
    SELECT * FROM transfer_price('[2026-01-01,2026-04-01)') AS t
    WHERE t.department <> 'd1' OR t.cost IS DISTINCT FROM (SELECT sum(c.cost) FROM contact_cost AS c WHERE c.demand = 'failure' AND c.day BETWEEN '2026-01-01' AND '2026-03-31' AND c.currency IS NOT DISTINCT FROM t.currency)");

$node->stop;
done_testing();
