# Every function in C is started on large input and cancelled at random moments: what it does
# after that takes no more than a tenth of a second of the processor, and the session goes on.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Sessions;
use Test::More;
use Time::HiRes qw(sleep time);

plan skip_all => 'the time of a process is read from /proc' unless -r '/proc/self/stat';

# Promised are 100 ms. Memory that is given back counts, and a machine may be slow, or busy with others.
my $most = 0.25;
my $seed = srand($ENV{CANCEL_SEED} // time);
my $node = PostgreSQL::Test::Cluster->new('cancel_anywhere');

note("CANCEL_SEED=$seed");
$node->init;
$node->append_conf('postgresql.conf', "autovacuum = off\nfsync = off\njit = off\nmax_wal_size = 4GB\nmax_parallel_workers_per_gather = 0\nwork_mem = '512MB'\n");
$node->start;

# ---- large input ----

my $one    = "contact_log(1, 1, 'channel ' || n % 5, CASE n % 3 WHEN 0 THEN 'human' ELSE 'digital' END, '2024-01-01Z'::timestamptz + (n::bigint * 7919 % 2000000) * interval '1 second', NULL, n % 500)";
my $part   = "kept_log('c' || n % 20, 'r' || n % 7, 'channel', 'touchpoint ' || n % 5, NULL, CASE n % 3 WHEN 0 THEN 'human' ELSE 'digital' END, '2024-01-01Z'::timestamptz + (n::bigint * 7919 % 2000000) * interval '1 second', NULL, n % 500)";
my $silos  = "contact_log(n / 2000, 1, 'c' || ((n::bigint * 7919 + n / 60000 * (n % 977)) % 60000), CASE n % 3 WHEN 0 THEN 'human' ELSE 'digital' END, '2024-01-01Z'::timestamptz + n * interval '1 second', NULL, NULL)";
$node->safe_psql('postgres', "
    CREATE EXTENSION failure_demand;
    SET search_path = public, failure_demand, failure_demand_internal;
    CREATE TABLE kept (name text, log contact_log);
    ALTER TABLE kept ALTER log SET STORAGE EXTERNAL;
    INSERT INTO kept SELECT 'one', $one FROM generate_series(1, 2000000) AS n;
    INSERT INTO kept SELECT 'silos', $silos FROM generate_series(1, 1000000) AS n;
    CREATE TABLE given (names text[], numbers float8[], weights numeric[], rules text[], verbatim text, words text);
    ALTER TABLE given ALTER names SET STORAGE EXTERNAL, ALTER numbers SET STORAGE EXTERNAL, ALTER weights SET STORAGE EXTERNAL,
        ALTER rules SET STORAGE EXTERNAL, ALTER verbatim SET STORAGE EXTERNAL, ALTER words SET STORAGE EXTERNAL;
    INSERT INTO given SELECT (SELECT array_agg('c' || n % 60000) FROM generate_series(1, 200000) AS n),
        (SELECT array_agg(n) FROM generate_series(1, 2000000) AS n), (SELECT array_agg(n::numeric) FROM generate_series(1, 1000000) AS n),
        (SELECT array_agg(ARRAY['r' || n, 't' || n, 'x', NULL, 'progress_chasing', 'x', 'y', 'z']) FROM generate_series(1, 300000) AS n),
        (SELECT string_agg('I tried your app '||n||' times, und sie ging nicht: ça ne marche pas, naïve', '. ') FROM generate_series(1, 300000) AS n),
        repeat('I tried your map 7 times, und sie ging gut: ça me marche bien, naïve. ', 300000);
    INSERT INTO marker (language, phrase, reason, cause)
    SELECT 'sw', string_agg('w' || substr(md5(n::text), 1, 8), ' '), 'failed_self_service', 'app' FROM generate_series(1, 949980) AS n GROUP BY n / 60;
    INSERT INTO contact_access (role, source) SELECT 'public', 's' || n FROM generate_series(1, 300000) AS n;
    INSERT INTO company_log_kept VALUES (true, true, true, true);
    INSERT INTO company_log_part (part, removed, log, counts)
    SELECT 0, false, log, kept_log_counts(log) FROM (SELECT $part AS log FROM generate_series(1, 2000000) AS n) AS made;
    CREATE TABLE link AS SELECT 'account:' || n * 7919::bigint % 400000 AS a, CASE n % 3 WHEN 0 THEN 'phone:0' WHEN 1 THEN 'phone:+4930' || n ELSE 'c' || n % 300000 END AS b FROM generate_series(1, 1000000) AS n;
    CREATE TABLE who AS SELECT identity(a, b) AS who FROM link;
    CREATE ROLE stranger;
    CREATE FUNCTION is_seen(source text) RETURNS boolean LANGUAGE sql SET role = 'stranger' SET search_path = pg_catalog
    AS 'SELECT failure_demand_internal.may_see(source, NULL, NULL)'");

note(sprintf 'the input took %.1f s', time - $^T);
my $contacts = "(SELECT n, CASE n % 3 WHEN 0 THEN 'human' ELSE 'digital' END::channel_kind AS kind, '2024-01-01Z'::timestamptz + n * interval '1 second' AS at FROM generate_series(1, 2000000) AS n) AS c";
my $log      = "(SELECT log FROM kept WHERE name = 'one')";
my $of_silos = "(SELECT log FROM kept WHERE name = 'silos')";

# Each function by its name in C, with a query whose time is mostly its own: length() counts characters, and cannot be
# interrupted.
my @queries = (
    [ channel_fcr               => "SELECT channel_fcr($of_silos, names, '2 days') FROM given" ],
    [ log_channel_transitions   => "SELECT count(*) FROM channel_transitions($of_silos, '2 days')" ],
    [ lexicon                   => "SELECT has_failure_marker('habari ' || n, 'sw') FROM generate_series(1, 3) AS n" ],
    [ contact_log_transition    => "SELECT (quality($one)).contacts FROM generate_series(1, 2000000) AS n" ],
    [ rate_transition           => "SELECT bounce_rate(1, 1, kind, at, NULL, '2 days') FROM $contacts" ],
    [ log_bounce_rate           => "SELECT bounce_rate($log, '2 days')" ],
    [ log_global_fcr            => "SELECT global_fcr($log, '2 days', match => 'customer')" ],
    [ log_bounce_by_channel     => "SELECT count(*) FROM bounce_by_channel($log, '2 days')" ],
    [ log_bounce_series         => "SELECT count(*) FROM bounce_series($log, '2 days', 'day', 'UTC')" ],
    [ log_journey_lengths       => "SELECT count(*) FROM journey_lengths($log, '1 second')" ],
    [ log_handle_time           => "SELECT count(*) FROM handle_time($log, '2 days')" ],
    [ log_recontact_curve       => "SELECT count(*) FROM recontact_curve($log, '1 hour', '30 days')" ],
    [ log_quality               => "SELECT quality($of_silos)" ],
    [ contact_log_concat        => "SELECT (quality($log || $of_silos)).contacts" ],
    [ contact_log_combine       => "SELECT (quality(rollup(log))).contacts FROM kept" ],
    [ kept_log_transition       => "SELECT (quality($part)).contacts FROM generate_series(1, 2000000) AS n" ],
    [ kept_log_counts           => "SELECT kept_log_counts($log)" ],
    [ names_transition          => "SELECT cardinality(names('request ' || n % 60000)) FROM generate_series(1, 2000000) AS n" ],
    [ company_log_by            => "SELECT bounce_rate(company_log(match => 'customer'), '2 days')" ],
    [ contact_log_out           => "SELECT octet_length($log\::text)" ],
    [ contact_log_in            => "SELECT (quality($log\::text::contact_log)).contacts" ],
    [ contact_log_lt            => "SELECT count(*) FROM kept AS a, kept AS b, generate_series(1, 9) AS n WHERE a.log < b.log OR a.log = b.log" ],
    [ contact_log_hash          => "SELECT count(*) FROM (SELECT DISTINCT log, n FROM kept, generate_series(1, 9) AS n) AS d" ],
    [ trace                     => "SELECT count(t) FROM (SELECT trace(kind, at, NULL, '2 days', NULL) OVER (ORDER BY n) AS t FROM $contacts) AS w" ],
    [ bounced                   => "SELECT count(t) FROM (SELECT bounced(kind, at, NULL, '2 days') OVER (ORDER BY n) AS t FROM $contacts) AS w" ],
    [ bounce_origin             => "SELECT count(t) FROM (SELECT bounce_origin(n, kind, at, NULL, '2 days') OVER (ORDER BY n) AS t FROM $contacts) AS w" ],
    [ demand                    => "SELECT count(t) FROM (SELECT demand(kind, at, NULL, '2 days', NULL, NULL, NULL) OVER (ORDER BY n) AS t FROM $contacts) AS w" ],
    [ journey_no                => "SELECT count(t) FROM (SELECT journey_no(at, NULL, '2 days') OVER (ORDER BY n) AS t FROM $contacts) AS w" ],
    [ apportion                 => "SELECT count(t) FROM (SELECT apportion(1000000, n, 2) OVER () AS t FROM $contacts) AS w" ],
    [ apportion_array           => "SELECT cardinality(apportion_array(1e15, weights, 2)) FROM given" ],
    [ apportion_array           => "SELECT sum(cardinality(apportion_array(repeat('7', 19000)::numeric, ARRAY[repeat('3', 19000)::numeric, n], 0))) FROM generate_series(1, 100) AS n" ],
    [ control_signal            => "SELECT count(t) FROM (SELECT control_signal(n, (1, 0, 2, 1, 10, 'xmr', 1, 1)) OVER (ORDER BY n) AS t FROM $contacts) AS w" ],
    [ process_limits_transition => "SELECT process_limits(n ORDER BY n) FROM $contacts" ],
    [ process_limits_rate       => "SELECT process_limits(n, 10000000, 'laney' ORDER BY n) FROM $contacts" ],
    [ mann_kendall_transition   => "SELECT mann_kendall(n % 100003) FROM $contacts" ],
    [ theil_sen_transition      => "SELECT theil_sen(n % 100003, n) FROM $contacts" ],
    [ survival_transition       => "SELECT survival(n, n % 2 = 0, 1000) FROM $contacts" ],
    [ log_rank_transition       => "SELECT log_rank(n % 3 = 0, n, n % 2 = 0) FROM $contacts" ],
    [ standardised_difference_transition => "SELECT standardised_difference(n % 7, 7, n % 11, n + 11) FROM $contacts" ],
    [ nps_transition            => "SELECT nps(n % 11), csat(n % 5 + 1, 5) FROM $contacts" ],
    [ deciding_rule             => "SELECT count(deciding_rule(rules || ARRAY[ARRAY['r' || n, 't', NULL, NULL, NULL, NULL, NULL, NULL]], 't', NULL, NULL, NULL, NULL, NULL, NULL)) FROM given, generate_series(1, 20) AS n" ],
    [ nearest_names             => "SELECT nearest_names('c12345', (SELECT array_agg(format('c%s and more', u)) FROM unnest(names) AS u)) FROM given, generate_series(1, 9) AS n" ],
    [ failure_markers           => "SELECT count(*) FROM given, failure_markers(verbatim, 'en')" ],
    [ has_failure_marker        => "SELECT has_failure_marker(words || n, 'de') FROM given, generate_series(1, 9) AS n" ],
    [ marker_words              => "SELECT count(*) FROM given, marker_words(verbatim, 'en')" ],
    [ group_digests             => "SELECT count(*) FROM group_digests('SELECT hashint8extended(n, 1), n FROM generate_series(1::bigint, 4000000) AS n')" ],
    [ changed_groups            => "SELECT count(*) FROM changed_groups('SELECT hashint8extended(n, 1), n, format(''(%s,1)'', n)::tid FROM generate_series(1::bigint, 2000000) AS n', 'SELECT hashint8extended(n, 1), n, n FROM generate_series(1::bigint, 2000000) AS n')" ],
    [ plain_words               => "SELECT octet_length(plain_words(verbatim || n, 'html')) FROM given, generate_series(1, 9) AS n" ],
    [ plain_words               => "SELECT octet_length(plain_words(repeat('> x\n' || words || E'\n', 4) || n, 'mail')) FROM given, generate_series(1, 9) AS n" ],
    [ plain_words               => "SELECT octet_length(plain_words(repeat(E'Customer: x\nBob Smith: y\n', 1000000) || n, 'transcript')) FROM generate_series(1, 9) AS n" ],
    [ sparkline                 => "SELECT octet_length(sparkline(numbers)) FROM given, generate_series(1, 9) AS n" ],
    [ normal_identifier         => "SELECT octet_length(normal_identifier(verbatim, form)) FROM given, unnest('{exact,casefold,email,phone}'::text[]) AS form, generate_series(1, 9) AS n" ],
    [ identifier_of             => "SELECT octet_length(identifier_of('phone', repeat(c, 200000000), '49')) FROM unnest('{0,7,:,(,%,sip:,mailto:}'::text[]) AS c" ],
    [ identifier_folded         => "SELECT octet_length(folded(repeat(c, 10000000))) FROM unnest(ARRAY['A', U&'\\0301', U&'\\00ad', U&'\\00e9', ' ', U&'\\fdfa']) AS c" ],
    [ identity_transition       => "SELECT octet_length(identity(a, b)::text) FROM link" ],
    [ identity_combine          => "SELECT octet_length(rollup(who)::text) FROM who, generate_series(1, 3)" ],
    [ identity_concat           => "SELECT octet_length((who || who)::text) FROM who" ],
    [ identity_in               => "SELECT who::text::identity FROM who" ],
    [ identity_customer_rows    => "SELECT count(*) FROM who, customers(who)" ],
    [ identity_members          => "SELECT count(*) FROM who, failure_demand_internal.identity_members(who)" ],
    [ identity_customer_of      => "SELECT count(customer_of(who, 'c' || n)) FROM who, generate_series(1, 9) AS n" ],
    [ identity_why_same         => "SELECT count(*) FROM who, generate_series(1, 3), why_same(who, 'account:7', 'account:8')" ],
    [ may_see                   => "SELECT count(*) FROM generate_series(1, 20) AS n WHERE is_seen('t' || n)" ]);

# ---- cancelled ----

my $session = open_session($node, 'victim');
my $pid     = do_in($session, 'SELECT pg_backend_pid()');

do_in($session, 'SET search_path = public, failure_demand, failure_demand_internal; SET statement_timeout = 300000');
foreach my $query (@queries)
{
    my ($name, $statement) = @$query;
    my $worst = 0;

    complaints($session);
    # when it has worked for so long, unless it is done before
    foreach my $moment (0.02 + rand 0.2, 0.1 + rand 0.6)
    {
        my $began = processor_time($pid);

        start_in($session, $statement);
        sleep 0.002 until is_done($session) || processor_time($pid) >= $began + $moment;
        my $before = processor_time($pid);
        kill 'INT', $pid;
        finish_in($session);
        my $after = processor_time($pid) - $before;

        $worst = $after if $after > $worst;
    }
    my @said = complaints($session) =~ /ERROR:  (.*)/g;

    is(scalar(grep { !/canceling statement due to user request/ } @said), 0, "$name: no other error") or diag(@said);
    cmp_ok($worst, '<', $most, sprintf '%s: %.0f ms after a cancel, of %d', $name, 1000 * $worst, scalar @said);
    is(do_in($session, 'SELECT pg_backend_pid()'), $pid, "$name: the session goes on");
    note(sprintf '%s: %.0f ms', $name, 1000 * $worst);
}
close_session($session);

# ---- all functions ----

# By their names in C: those above; others that do the same work; and those whose work does not grow with their input.
my %started = map { $_->[0] => 1 } @queries;
my @alike = qw(bounce_rate_final global_fcr_final next_contact_avoidance_final log_next_contact_avoidance log_bounce log_fcr log_channel_fcr log_fcr_series
  contact_no contact_facts write_rows write_differences names_final names_combine names_serialize names_deserialize contact_log_final contact_log_recv contact_log_send contact_log_cmp contact_log_eq contact_log_ge contact_log_gt contact_log_hash_extended contact_log_le contact_log_ne
  mann_kendall_final theil_sen_step_transition theil_sen_final theil_sen_combine theil_sen_serialize theil_sen_deserialize
  survival_final log_rank_final lives_combine lives_serialize lives_deserialize process_limits_rate_transition identity_final identity_out identity_recv identity_send process_limits_bounded_transition process_limits_rate_final process_limits_final standardised_difference_final);
my @small = qw(elapsed elapsed_of_argument zoned_time_with zoned_time_without scaled_integer_of_text scaled_integer_of_double number_of truth_of clock_microseconds interval_microseconds whole_seconds time_of_epoch time_after iso_time iso_date formatted_time formatted_date key_text
  check_elapsed row_hash dimensions_of identifiers_of who who_identifiers known_time contact_end_known count_row takes_rows log_refresh oldest_transaction_start channel_kind_from_text demand_class_from_text avoidable_reason_from_text rate_bounds rate_difference failure_demand_version bar marker_check marker_fault marker_language is_time_zone
  failure_share_transition failure_share_combine failure_share_final csat_transition csat_combine csat_final ces_transition ces_combine ces_final nps_combine nps_final nps_estimate_final limits_at);
my @missing = grep { !$started{$_} } split /\n/, $node->safe_psql('postgres', "SELECT DISTINCT prosrc FROM pg_proc WHERE probin LIKE '%failure_demand' ORDER BY 1");
my %known = map { $_ => 1 } @alike, @small;

is(join(' ', grep { !$known{$_} } @missing), '', 'there is no other function in C');

$node->stop;
done_testing();
