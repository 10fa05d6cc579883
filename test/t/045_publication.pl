# Where all tables are published, a refresh works as it does without, and a subscriber that has the
# extension too has the same contacts, reports and ledger: new rows, rows that change and rows that go.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($publisher, $subscriber) = map { PostgreSQL::Test::Cluster->new($_) } qw(publisher subscriber);
my $call = 'CREATE TABLE call (
    interaction_id int PRIMARY KEY, customer int, request text, channel text, started_at timestamptz, outcome text, verbatim text, language text,
    handle_seconds int, reason text, provider text);
    CREATE TABLE kept_log (n int, log failure_demand.contact_log); ALTER TABLE kept_log REPLICA IDENTITY FULL';
my $path = 'SET search_path = public, failure_demand, failure_demand_internal; SET client_min_messages = error;';

# What both have of everything that is written: how many rows, and their bytes.
sub contents
{
    my ($node, $database) = @_;

    my $tables = $node->safe_psql($database // 'postgres', "
        SELECT string_agg(format('SELECT %L AS name, count(*), md5(string_agg(t::text, E''\\n'' ORDER BY t::text COLLATE \"C\")) FROM %s AS t', c.oid::regclass, c.oid::regclass),
                          ' UNION ALL ')
        FROM pg_class AS c JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e' WHERE relkind = 'r' AND relpersistence = 'p'");
    return $node->safe_psql($database // 'postgres', "$tables ORDER BY 1");
}

sub follows
{
    my $what = shift;

    $publisher->wait_for_catchup('everything');
    is(contents($subscriber), contents($publisher), $what);
    return;
}

foreach my $node ($publisher, $subscriber)
{
    $node->init(allows_streaming => 'logical');
    $node->append_conf('postgresql.conf', "autovacuum = off\ntimezone = 'UTC'");
    $node->start;
    $node->safe_psql('postgres', "CREATE EXTENSION failure_demand; $call");
}
$publisher->safe_psql('postgres', 'CREATE PUBLICATION everything FOR ALL TABLES');
# what is shipped is there already
$subscriber->safe_psql('postgres', 'CREATE SUBSCRIPTION everything CONNECTION $$' . $publisher->connstr('postgres') . '$$ PUBLICATION everything WITH (copy_data = false)');

# null touchpoints, requests, providers, languages: what keys are made of
$publisher->safe_psql('postgres', "$path
    INSERT INTO definition (within) VALUES ('3 days');
    INSERT INTO channel (name, kind) VALUES ('kiosk', 'digital');
    INSERT INTO reason (code, demand) VALUES ('late', 'failure');
    INSERT INTO marker (language, phrase, reason, cause) VALUES ('en', 'parrot * silent', 'premature_closure', 'parrot');
    INSERT INTO rate_card (channel, valid, hourly_rate) VALUES ('phone', '(,)', 60);
    INSERT INTO department VALUES ('App'), ('Post');
    INSERT INTO cause_rule (rule, priority, reason) VALUES ('late', 1, 'late');
    INSERT INTO cause_share VALUES ('late', 'App', 0.5), ('late', 'Post', 0.5);
    INSERT INTO contract (name, provider) VALUES ('call centre', 'CallCo');
    INSERT INTO contract_term (contract, valid, price_per_contact) VALUES ('call centre', '[2024-01-01,2025-01-01)', 2);
    INSERT INTO target (metric, value) VALUES ('bounce', 0.1);
    INSERT INTO volume VALUES ('[2024-03-01,2024-04-01)', 10, 20);
    INSERT INTO departure VALUES ('1', '2024-05-01');
    INSERT INTO touchpoint VALUES ('page', 'App');
    INSERT INTO currency (code, digits) VALUES ('XTS', 4);
    INSERT INTO identifier_kind (kind, rank) VALUES ('loyalty_card', 6);
    INSERT INTO outcome VALUES ('abandoned', 'unresolved');
    INSERT INTO direction VALUES ('in', 'inbound');
    INSERT INTO request_name VALUES (NULL, 'bill', 'Bill');
    INSERT INTO request_window VALUES ('Bill', '1 day');
    INSERT INTO placeholder VALUES ('customer', '0', false), (NULL, 'walk-in', true);
    INSERT INTO phone_plan (country_code, trunk_prefixes) VALUES ('883', '{0}');
    INSERT INTO call
    SELECT n, n % 17, CASE WHEN n % 5 > 0 THEN 'bill' END, (ARRAY['kiosk', 'phone', 'app'])[1 + n % 3], '2024-03-01'::timestamptz + n * interval '5 hours',
           (ARRAY['completed', 'abandoned'])[1 + n % 3], (ARRAY['the parrot is silent', 'I already told you'])[1 + n % 4], CASE WHEN n % 2 > 0 THEN 'en' END,
           60, CASE WHEN n % 4 = 0 THEN 'late' END, CASE WHEN n % 2 > 0 THEN 'CallCo' END
    FROM generate_series(1, 200) AS n;
    SELECT add_source('call');
    CALL refresh();
    SELECT set_baseline('march', '[2024-03-01,2024-04-01)');
    SELECT count(*) FROM post_charges('[2024-03-01,2024-04-01)')");
follows('after the first refresh, a baseline and a posting');
my (undef, undef, $held) = $subscriber->psql('postgres', 'DROP EXTENSION failure_demand');
like($held, qr/view failure_demand_internal.ledger_has_charges depends on table failure_demand.charge/, 'the ledger that came to the subscriber holds the extension there');
$publisher->safe_psql('postgres', "$path
    UPDATE call SET customer = customer + 1, outcome = NULL WHERE interaction_id % 10 = 0;
    DELETE FROM call WHERE interaction_id % 7 = 0;
    INSERT INTO call (interaction_id, customer, request, channel, started_at) VALUES (1000, 1, NULL, 'phone', '2024-05-01');
    CALL refresh();
    SELECT count(*) FROM post_charges('[2024-03-01,2024-04-01)')");
follows('after a refresh of what has changed');

# One that comes later takes the rows that are there, as the manual says.
$subscriber->safe_psql('postgres', 'CREATE DATABASE later');
$subscriber->safe_psql('later', "CREATE EXTENSION failure_demand; $call;
    TRUNCATE failure_demand_internal.shipped_channel, failure_demand_internal.shipped_currency,
    failure_demand_internal.shipped_marker, failure_demand_internal.shipped_identifier_kind,
    failure_demand_internal.shipped_placeholder, failure_demand_internal.shipped_phone_plan,
    failure_demand_internal.shipped_outcome, failure_demand_internal.shipped_direction");
$subscriber->safe_psql('later', 'CREATE SUBSCRIPTION later CONNECTION $$' . $publisher->connstr('postgres') . '$$ PUBLICATION everything');
$subscriber->wait_for_subscription_sync($publisher, 'later', 'later');
is(contents($subscriber, 'later'), contents($publisher), 'a subscriber that comes later has all rows');
$subscriber->safe_psql('later', 'DROP SUBSCRIPTION later');

# a log that is kept tells its row from others: small ones, one of many bytes, in a table without a key
$publisher->safe_psql('postgres', 'SET search_path = public, failure_demand, failure_demand_internal;
    INSERT INTO kept_log SELECT n, contact_log(i, 1, $$app$$, $$digital$$, $$2024-01-01Z$$::timestamptz + i * interval $$1 hour$$, NULL) FROM (VALUES (1, 1), (2, 2), (3, 5000)) AS size (n, most), generate_series(1, most) AS i GROUP BY n;
    UPDATE kept_log SET n = n + 10 WHERE n > 1; UPDATE kept_log SET log = log || log WHERE n = 13; DELETE FROM kept_log WHERE n = 12');
$publisher->wait_for_catchup('everything');
is($_->safe_psql('postgres', 'SELECT n, (failure_demand.quality(log)).contacts FROM kept_log ORDER BY n'), "1|1\n13|10000", 'kept logs change and go with their rows') foreach $publisher, $subscriber;

# rows of the user's own tables that change and go, one of each
my %change = (
    definition    => "within = '2 days'",
    channel       => "kind = 'human' WHERE name = 'kiosk'",
    reason        => "demand = 'value'",
    marker        => "enabled = false WHERE phrase = 'parrot * silent'",
    rate_card     => 'hourly_rate = 61',
    cause_rule    => 'priority = 2',
    contract      => "provider = 'ChatCo'",
    contract_term => 'price_per_contact = 3',
    target        => 'value = 0.2',
    volume        => 'orders = 21',
    departure     => "departed_at = '2024-05-02'",
    touchpoint    => "department = 'Post'",
    currency      => "digits = 3 WHERE code = 'XTS'",
    source        => 'closed = true',
    identifier_kind => 'rank = 7',
    placeholder   => "value = 'nobody' WHERE kind IS NULL",
    outcome       => "outcome = 'completed'",
    request_window => "within = '2 days'",
    request_name  => "request = 'money'",
    direction     => "direction = 'outbound'",
    phone_plan    => "trunk_prefixes = '{1}'",
    baseline      => "provider = 'ChatCo' WHERE request IS NULL");
$publisher->safe_psql('postgres', "$path UPDATE $_ SET $change{$_}") foreach sort keys %change;
$publisher->safe_psql('postgres', "$path CALL refresh(true)");
follows('after rows of every kind changed, and a full refresh');
$publisher->safe_psql('postgres', "$path DELETE FROM $_ " . ($change{$_} =~ s/.*?(?=WHERE|$)//r))
  foreach qw(definition target volume departure touchpoint rate_card contract_term contract baseline marker channel currency identifier_kind placeholder phone_plan outcome direction request_name request_window);
$publisher->safe_psql('postgres', "$path SELECT drop_source('call'); CALL refresh(true)");
follows('after rows of every kind went, and the source');
is($publisher->safe_psql('postgres', 'SELECT count(*) FROM failure_demand.contact'), '0', 'with their contacts');

# Of a schema, too, and where only some changes are published.
$publisher->safe_psql('postgres', "DROP PUBLICATION everything; CREATE PUBLICATION everything FOR TABLES IN SCHEMA failure_demand WITH (publish = 'update, delete')");
$publisher->safe_psql('postgres', "$path SELECT add_source('call'); CALL refresh(); UPDATE call SET customer = 3; CALL refresh(); CALL refresh(true)");
cmp_ok($publisher->safe_psql('postgres', 'SELECT count(*) FROM failure_demand.contact'), '>', 100, 'a publication of the schema, of changes alone: a refresh works');

$subscriber->stop;
$publisher->stop;
done_testing();
