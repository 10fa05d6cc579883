# The sample company is the same on every server, and what was planted in it is found: the
# mailing that went wrong as a special cause in its week and departments, the form that fails
# as the first friction point, the chatbot that no longer hands over as a conflict of
# figures, and the customers who left without a word. The page for psql is printed of it, and
# of a company of which nothing is known.

use strict;
use warnings;

use FindBin;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $root = "$FindBin::RealBin/../..";
my $node = PostgreSQL::Test::Cluster->new('judgement');

$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->append_conf('postgresql.conf', 'autovacuum = off');
$node->start;
$ENV{PGCLIENTENCODING} = 'UTF8';

sub ask
{
    my ($query) = @_;
    return $node->safe_psql('sample', "SET search_path = public, failure_demand, failure_demand_internal; SET timezone = 'Europe/London'; SET jit = off; $query");
}

# What a script prints in a database.
sub run_script
{
    my ($database, $script) = @_;
    my ($printed, $errors) = ('', '');
    my $done = IPC::Run::run([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr($database), '-f', "$root/$script" ], '>', \$printed, '2>', \$errors);

    ok($done && $errors eq '', "$script in $database") or diag($errors);
    utf8::decode($printed);
    return $printed;
}

$node->safe_psql('postgres', "CREATE DATABASE $_") foreach qw(sample blank);
$node->safe_psql($_, 'CREATE EXTENSION failure_demand') foreach qw(sample blank);
run_script('sample', "test/sample/$_.sql") foreach qw(company refresh);

# ---- the same rows everywhere ----

is(ask("SELECT count(*), sum(hashtextextended(i::text, 0)) FROM interactions AS i"), '200721|-1484146132221807992727', 'sample: the same contacts on every server');
is(ask("SELECT count(*), sum(hashtextextended(d::text, 0)) FROM departures AS d"), '2150|-268690247563867441019', 'sample: the same departures');
is(ask($_->[1]), 't', "sample: $_->[0] says something") foreach (
    [ 'contact_cost',           'SELECT count(cost) > 80000 FROM contact_cost' ],
    [ 'scorecard',              "SELECT count(DISTINCT (brand, metric)) = 16 FROM scorecard WHERE value IS NOT NULL" ],
    [ 'progress',               "SELECT count(way) = 3 AND count(standardised) = 3 FROM progress('January', '[2026-03-01,2026-04-01)')" ],
    [ 'transfer_price',         "SELECT count(*) > 9 FROM transfer_price('[2026-01-01,2026-04-01)')" ],
    [ 'contact_rate',           "SELECT count(contacts_per_1000_customers) = 2 FROM contact_rate()" ],
    [ 'contact_rate by week',   "SELECT count(contact_growth_with_orders) = 13 FROM contact_rate('week')" ],
    [ 'self_service_limit',     'SELECT count(break_even) = 18 FROM self_service_limit' ],
    [ 'cold_start',             'SELECT count(mean_cost) > 5 FROM cold_start' ],
    [ 'generated_demand',       'SELECT bool_and(per_100_sessions > 0) FROM generated_demand' ],
    [ 'channel_saturation',     'SELECT sum(saturated) > 0 FROM channel_saturation' ],
    [ 'contact_evasion',        'SELECT sum(attempts) > 80000 FROM contact_evasion' ]);
is(ask("SELECT sum(t.cost) = c.cost FROM transfer_price('[2026-01-01,2026-04-01)') AS t, (SELECT sum(cost) AS cost FROM contact_cost WHERE demand = 'failure' AND day < '2026-04-01') AS c GROUP BY c.cost"),
    't', 'sample: what is charged is the failure cost');

# ---- what was planted ----

is(ask("SELECT metric, coalesce(department, 'all'), time::date, signals FROM control_chart WHERE signals <> '{}' ORDER BY metric, department"),
    join("\n", 'bounce|Billing|2026-02-16|{outside}', 'bounce|Digital Service|2026-02-16|{outside}', 'bounce|all|2026-02-16|{outside}',
        'failure_share|all|2026-02-16|{outside}', 'global_fcr|all|2026-02-16|{outside}'),
    'the mailing: a special cause in its week, of the departments that answer for bills');
is(ask("SELECT channel, touchpoint, request FROM friction_point ORDER BY bounced DESC LIMIT 1"), 'portal|moving home form|moving home', 'the form that fails: the first friction point');
is(ask("SELECT to_char(time, 'YYYY-MM') FROM kpi_conflict WHERE conflict"), '2026-02', 'the chatbot that keeps its customers: a conflict in February');
is(ask("SELECT containment_lower > 0, fcr_upper < 0 FROM kpi_conflict WHERE time = '2026-02-01'"), 't|t', 'the conflict: both by more than chance');
is(ask("SELECT upper < 0 AND standardised_upper < 0 FROM progress('January', '[2026-03-01,2026-04-01)') WHERE metric = 'global_fcr'"), 't',
    'the conflict: global FCR is still lower in March, when the mailing is forgotten');
is(ask("SELECT count(*) FILTER (WHERE outcome = 'transferred' AND started_at >= '2026-02-01'), count(*) FILTER (WHERE outcome = 'transferred') > 500 FROM interactions WHERE channel = 'chatbot'"),
    '0|t', 'the chatbot handed over, and does not any more');
is(ask("SELECT bool_and(p_value < 0.05), bool_and((departures > expected) = silent_failure) FROM silent_churn('[2026-01-05,2026-02-01)', '60 days')"), 't|t', 'those who left without a word, by log-rank');
is(ask("SELECT f.lower > o.upper FROM silent_churn('[2026-01-05,2026-02-01)', '60 days') AS f, silent_churn('[2026-01-05,2026-02-01)', '60 days') AS o WHERE f.silent_failure AND NOT o.silent_failure"),
    't', 'those who left without a word: bounds apart after 60 days');
is(ask("SELECT w.cost > 0.8 * q.cost FROM transfer_price('[2026-02-16,2026-02-23)') AS w JOIN transfer_price('[2026-01-01,2026-04-01)') AS q USING (department) WHERE department = 'Marketing'"),
    't', 'the mailing: who wrote it pays, for that week');

# ---- what managers read ----

is(ask("SELECT string_agg(request || ' ' || worst_touchpoint || ' ' || owner || ' ' || cardinality(words), ', ' ORDER BY place) FROM diagnostic('[2026-01-05,2026-04-06)')"),
    'bill query bill questions Digital Service 3, moving home moving home form Customer Moves 3, meter reading meter reading line Metering 1', 'diagnostic: places, touchpoints, owners, words');
is(ask("SELECT bool_and(length(line) <= 100) AND count(*) BETWEEN 20 AND 50 FROM diagnostic_report('[2026-01-05,2026-04-06)') AS r (line)"), 't', 'diagnostic_report: fits a screen');

# ---- the page ----

# The tables of a page: of each the names of its columns, and of each column what stands below.
sub tables_of
{
    my ($page) = @_;
    my @tables;

    while ($page =~ /^(.+)\n[-+]+\n((?:.*\|.*\n)+)/mg)
    {
        my ($names, $rows) = ($1, $2);
        my @columns = map { { name => s/^\s+|\s+$//gr, cells => '' } } split /\|/, $names;
        foreach my $row (split /\n/, $rows)
        {
            my @cells = split /\|/, $row, -1;
            $columns[$_]{cells} .= $cells[$_] foreach 0 .. $#columns;
        }
        push @tables, \@columns;
    }
    return @tables;
}

# What holds of every page: its width, and that each column says something.
sub check_page
{
    my ($page, $of, $tables) = @_;
    my @tables = tables_of($page);

    is(scalar(@tables), $tables, "page $of: so many tables");
    is(join(' / ', map { my $table = $_; map { $_->{name} } grep { $_->{cells} !~ /\S/ } @$table } @tables), '', "page $of: no column is wholly null");
    is(join("\n", grep { length > 100 } split /\n/, $page), '', "page $of: at most 100 columns wide");
    cmp_ok(scalar(split /\n/, $page), '<=', 120, "page $of: is one");
    return;
}

my $page = run_script('sample', 'doc/psql/report.sql');
like($page, qr/bounce +\| \x{2581}{6}\x{2588}\x{2581}{5} +\| +28\.2 \| +29\.8 \| 16 Feb outside/, 'page: a line of weeks, with its signal');
like($page, qr/portal, moving home form +\| moving home +\| Customer Moves +\| +5662 \| +9283 \| \x{2588}{8} /, 'page: a bar');
like($page =~ s/\s+/ /gr, qr/ \d+ of \d+ customers whom self-service failed, and who did not call, have left; as many as of the others would be [\d.]+ \(p < 0\.001\)\./, 'page: silent churn');
like($page =~ s/\s+/ /gr, qr/ In February, reported containment rose by 2\.4 points, and global FCR fell by 3\.4: they are in conflict\./, 'page: the conflict');
like($page, qr/^1\. bill query: /m, 'page: where to act first');
check_page($page, 'of the sample', 5);
like(PostgreSQL::Test::Utils::slurp_file("$root/doc/psql/report.sql"), qr/\A(?:(?!^(?:SELECT(?! current_setting)|\\ir)).*\n)*\\pset pager off\n/m, 'page: the pager is off before anything is printed');

# None of the views is thought so expensive that it would be compiled, by a refresh alone.
is(ask("CREATE FUNCTION pg_temp.cost(view regclass, OUT cost double precision) LANGUAGE plpgsql AS \$\$
        DECLARE plan json;
        BEGIN
            EXECUTE format('EXPLAIN (FORMAT JSON) SELECT * FROM %s', view) INTO plan;
            cost := plan -> 0 -> 'Plan' ->> 'Total Cost';
        END \$\$;
        SELECT relname, round(cost) FROM pg_class, pg_temp.cost(pg_class.oid)
        WHERE relnamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace) AND relkind = 'v' AND relname NOT LIKE 'work\\_%'
          AND cost >= current_setting('jit_above_cost')::double precision"),
    '', 'no view of the sample is estimated above jit_above_cost');
is(ask("SELECT proname FROM pg_proc WHERE pronamespace IN ('failure_demand'::regnamespace, 'failure_demand_internal'::regnamespace) AND proname = ANY ('{diagnostic,diagnostic_report,customer_words,progress,progress_count,silent_churn}') AND NOT 'jit=off' = ANY (proconfig)"),
    '', 'functions that print pages compile nothing');

# The role that reads, as the page on BI tools makes it: without the contacts, then with their columns.
my ($grants, $columns) = PostgreSQL::Test::Utils::slurp_file("$root/doc/failure_demand_bi.md") =~ /^(CREATE ROLE failure_demand_reader .*?TO failure_demand_reader;).*?(^GRANT SELECT ON failure_demand\.journey.*?ON failure_demand\.contact TO failure_demand_reader;)/ms;
$node->safe_psql('sample', "$grants CREATE ROLE grafana LOGIN IN ROLE failure_demand_reader; ALTER ROLE grafana SET default_transaction_read_only = on");
{
    local $ENV{PGUSER} = 'grafana';
    $page = run_script('sample', 'doc/psql/report.sql');
}
check_page($page, 'of who reads', 4);
like($page, qr/is shown to who may\nread failure_demand\.contact, contact_cost, touchpoint and departure\.$/m, 'page of who reads: says what is left out');
unlike($page, qr/They say|have left/, 'page of who reads: no words of customers');
$node->safe_psql('sample', $columns);
{
    local $ENV{PGUSER} = 'grafana';
    check_page(run_script('sample', 'doc/psql/report.sql'), 'of who sees journeys', 5);
}

# One sentence where nothing may be read, and nothing else.
$node->safe_psql('sample', 'CREATE ROLE stranger LOGIN');
{
    local $ENV{PGUSER} = 'stranger';
    $page = run_script('sample', 'doc/psql/report.sql');
}
like($page, qr/\ARole stranger may not read the reports: let role \w+ grant it USAGE on schema failure_demand, and SELECT there on channel_saturation, .*transfer_price_monthly\.\n\z/,
    'page of who may read nothing: says what to grant, and ends');

# ---- who may read it: the views with the rights of their owner, the functions with one's own ----

my @views = qw(rate_weekly control_chart fcr_trend scorecard channel_saturation cold_start contact_evasion kpi_conflict self_service_limit generated_demand);
$node->safe_psql('sample', join ';', 'CREATE ROLE drawer LOGIN', 'GRANT USAGE ON SCHEMA failure_demand TO drawer', map { "GRANT SELECT ON failure_demand.$_ TO drawer" } @views);
foreach my $view (@views)
{
    is($node->safe_psql('sample', "SELECT count(*) > 1 FROM failure_demand.$view", extra_params => [ '-U', 'drawer' ]), 't', "$view: read by whom it was granted");
}
my (undef, undef, $refused) = $node->psql('sample', "SELECT failure_demand.silent_churn('[2026-01-05,2026-02-01)')", extra_params => [ '-U', 'drawer' ]);
like($refused, qr/permission denied for (?:table|view)/, 'silent_churn: not without the contacts');

# ---- a dump keeps what the company said of itself ----

my @told = qw(target departure volume baseline);
my $tempdir = PostgreSQL::Test::Utils::tempdir;
my $rows = join ' UNION ALL ', map { "SELECT '$_', count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text COLLATE \"C\")) FROM failure_demand.$_ AS t" } @told;
$node->safe_psql('postgres', 'CREATE DATABASE restored');
$node->command_ok([ 'pg_dump', '--exclude-table-data=public.*', '-f', "$tempdir/told.sql", $node->connstr('sample') ], 'pg_dump');
$node->command_ok([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('restored'), '-f', "$tempdir/told.sql" ], 'restored');
is($node->safe_psql('restored', $rows), $node->safe_psql('sample', $rows), 'targets, departures, volumes and baselines are as they were');
like($node->safe_psql('restored', "SELECT string_agg(note, ' ') FROM failure_demand.progress('January', '[2026-03-01,2026-04-01)')"), qr/The period is open, because nothing is known yet\./, 'restored: nothing is known before a refresh, and no error');

# nothing but contacts is known: no owners, rates, rules, targets, departures
ask('DELETE FROM cause_share; DELETE FROM cause_rule; DELETE FROM touchpoint; DELETE FROM department; DELETE FROM rate_card; DELETE FROM target; DELETE FROM departure; DELETE FROM volume; DELETE FROM baseline');
$page = run_script('sample', 'doc/psql/report.sql');
unlike($page, qr/GBP \d|have left/, 'page: without rates and departures');
check_page($page, 'without owners, rates and targets', 4);
like($page =~ s/\s+/ /gr, qr/Without a price in GBP: \d+ of them\./, 'page: says that there is no price');
like($page =~ s/\s+/ /gr, qr/It belongs to nobody yet\./, 'page: says that nobody owns it');

$page = run_script('blank', 'doc/psql/report.sql');
like($page, qr/^There is nothing to report yet: CALL failure_demand\.refresh\(\)\.$/m, 'page: of nothing');
like($page, qr/^There is none\.$/m, 'page: no failure demand of nothing');
$node->safe_psql('blank', 'SET client_min_messages = warning; CALL failure_demand.refresh()');
like(run_script('blank', 'doc/psql/report.sql'), qr/^There is none\.$/m, 'page: of nothing, refreshed');

$node->stop;
done_testing();
