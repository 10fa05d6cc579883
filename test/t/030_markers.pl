# A change of a marker is seen by the next statement of every session and by no earlier one;
# parallel workers find what the leader finds; a dump carries the user's rows alone; other
# encodings than UTF-8 are served; a long verbatim can be cancelled.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Sessions;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('markers');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->append_conf('postgresql.conf', 'autovacuum = off');
$node->start;
$node->safe_psql('postgres', "CREATE EXTENSION failure_demand; ALTER DATABASE postgres SET search_path = public, failure_demand, failure_demand_internal");

# ---- other sessions ----

my $insert = "INSERT INTO marker (language, phrase, reason, cause) VALUES ('sv', 'some words', 'progress_chasing', 'test')";
my $ask    = "SELECT coalesce(has_failure_marker('some words', 'sv')::text, 'not read')";
my $writer = $node->background_psql('postgres', on_error_stop => 1);
my $reader = $node->background_psql('postgres', on_error_stop => 1);
my $old    = $node->background_psql('postgres', on_error_stop => 1);

is($reader->query_safe($ask), 'not read', 'before');
$old->query_safe("BEGIN ISOLATION LEVEL REPEATABLE READ; $ask");
$writer->query_safe("BEGIN; $insert");
is($writer->query_safe($ask), 'true',     'inserted: its own session sees it');
is($reader->query_safe($ask), 'not read', 'inserted: another one does not yet');
$writer->query_safe('COMMIT');
is($reader->query_safe($ask), 'true',     'committed: another one does');
is($old->query_safe($ask),    'not read', 'committed: an older snapshot does not');
is($old->query_safe('COMMIT') . $old->query_safe($ask), 'true', 'committed: after it, the session does');

$writer->query_safe("BEGIN; UPDATE marker SET enabled = false WHERE language = 'sv'");
is($writer->query_safe($ask), 'not read', 'disabled: its own session sees it');
is($reader->query_safe($ask), 'true',     'disabled: another one does not yet');
$writer->query_safe('ROLLBACK');
is($writer->query_safe($ask), 'true', 'rolled back: its own session sees it');
is($reader->query_safe($ask), 'true', 'rolled back: another one too');

# a statement that is on its way does not change its mind
$reader->query_safe("BEGIN; DECLARE c CURSOR FOR SELECT has_failure_marker(words || n, 'sv') FROM (SELECT 'some words ' AS words, n FROM generate_series(1, 1000) n) w");
is($reader->query_safe('FETCH 1 FROM c'), 't', 'a cursor: before the change');
$writer->query_safe("DELETE FROM marker WHERE language = 'sv'");
is($reader->query_safe('FETCH 1 FROM c'), 't',        'a cursor: after the change');
is($reader->query_safe($ask),             'not read', 'a cursor: another statement of its transaction');
$reader->query_safe('COMMIT');
$_->quit foreach $writer, $reader, $old;

# a function's simple expression keeps its call site between statements
is($node->safe_psql('postgres', "
    CREATE FUNCTION says() RETURNS text LANGUAGE plpgsql AS \$\$
    DECLARE result text := ''; BEGIN
        FOR i IN 1 .. 4 LOOP
            IF i % 2 = 0 THEN $insert; ELSE DELETE FROM marker; END IF;
            result := result || coalesce(has_failure_marker('some words', 'sv')::text, 'not read') || ' ';
        END LOOP;
        RETURN result;
    END \$\$;
    SELECT says()"), 'not read true not read true ', 'between statements of a function');

# ---- parallel workers ----

my $count = "SELECT count(*) FILTER (WHERE has_failure_marker(words, 'en')), count(*) FILTER (WHERE has_failure_marker(words, 'sv')) FROM verbatim";
$node->safe_psql('postgres', "
    CREATE TABLE verbatim WITH (parallel_workers = 2) AS
    SELECT CASE n % 4 WHEN 0 THEN 'I already told you' WHEN 1 THEN 'many thanks' WHEN 2 THEN 'some words' ELSE 'nobody called me back' END || ' ' || n AS words
    FROM generate_series(1, 50000) n;
    ANALYZE verbatim");
my $serial   = $node->safe_psql('postgres', "SET max_parallel_workers_per_gather = 0; $count");
my $parallel = 'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;';
is($serial, '25000|12500', 'all is found');
like($node->safe_psql('postgres', "$parallel EXPLAIN (COSTS off) $count"), qr/Workers Planned: 2/, 'a parallel plan');
is($node->safe_psql('postgres', "$parallel $count"), $serial, 'workers find the same');
is($node->safe_psql('postgres', "$parallel BEGIN; INSERT INTO marker (language, phrase, reason, cause) VALUES ('en', 'many thanks', 'progress_chasing', 'test'); $count; ROLLBACK"),
    '37500|12500', 'workers see what the leader has not committed yet');

# ---- dump and restore ----

$node->safe_psql('postgres', "
    INSERT INTO marker (language, phrase, reason, cause) VALUES ('und', 'of my own', 'poor_signposting', 'test');
    SELECT disable_marker(min(id)) FROM shipped_marker WHERE language = 'en'");
$node->command_ok([ 'pg_dump', '-f', "$PostgreSQL::Test::Utils::tmp_check/markers.sql", $node->connstr('postgres') ], 'dump');
unlike(slurp_file("$PostgreSQL::Test::Utils::tmp_check/markers.sql"), qr/COPY failure_demand_internal\.shipped_/, 'dump: no shipped row');
$node->safe_psql('postgres', 'CREATE DATABASE restored');
$node->command_ok([ 'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('restored'), '-f', "$PostgreSQL::Test::Utils::tmp_check/markers.sql" ], 'restore');
my $all = 'SELECT count(*), sum(hashtext(m::text)::bigint) FROM failure_demand.marker m';
is($node->safe_psql('restored', $all), $node->safe_psql('postgres', $all), 'restored: the same rows');
is($node->safe_psql('restored', "INSERT INTO failure_demand.marker (language, phrase, reason, cause) VALUES ('sv', 'new', 'poor_signposting', 'test') RETURNING id > (SELECT max(id) FROM failure_demand.marker)"),
    't', 'restored: numbers go on');

# ---- encodings ----

foreach my $encoding (qw(LATIN1 SQL_ASCII EUC_JP))
{
    my $notices;
    my $name = lc "in_$encoding";

    $node->safe_psql('postgres', "CREATE DATABASE $name ENCODING '$encoding' LOCALE 'C' TEMPLATE template0");
    $node->psql($name, 'CREATE EXTENSION failure_demand', stderr => \$notices);
    if ($encoding eq 'EUC_JP')
    {
        unlike($notices, qr/language "ja"/, "$encoding: has all of Japanese");
    }
    else
    {
        like($notices, qr/WARNING:  \d+ markers of language "ja" are left out/, "$encoding: what it cannot hold is counted");
    }
    is($node->safe_psql($name, "SELECT failure_demand.has_failure_marker('I already told you', 'en'), count(*) > 60 FROM failure_demand_internal.shipped_marker WHERE language = 'en'"),
        't|t', "$encoding: English");
}
is($node->safe_psql('in_latin1', "
    SET search_path = public, failure_demand, failure_demand_internal;
    SELECT matched = 'jamais re' || chr(231) || 'u le colis', \"position\"
    FROM failure_markers(chr(201) || 'cout, je n''ai jamais re' || chr(231) || 'u le colis', 'fr') WHERE cause = 'delivery'"),
    't|16', 'LATIN1: French, as it was written');

is($node->safe_psql('in_latin1', "SELECT string_agg(word, ' ') FROM failure_demand.marker_words('5 ' || chr(181) || 'm', 'en')"), '5 ?', 'LATIN1: a word that it cannot hold');
is($node->safe_psql('in_latin1', "SELECT failure_demand.plain_words(chr(233) || '&eacute;&euro; &alpha;', 'html') = repeat(chr(233), 2) || '? ?'"), 't', 'LATIN1: plain words, and what it cannot hold');
is($node->safe_psql('in_latin1', "SELECT failure_demand.plain_words(E'Content-Type: text/plain; charset=utf-8\\nContent-Transfer-Encoding: quoted-printable\\n\\ncaf=C3=A9 =E2=82=AC', 'mail') = 'caf' || chr(233) || ' ?'"), 't', 'LATIN1: a mail in UTF-8');
is($node->safe_psql('in_sql_ascii', "SELECT failure_demand.plain_words(E'<b>\\351</b>&eacute;', 'html') = E'\\351\\303\\251'"), 't', 'SQL_ASCII: bytes stay as they are');
is($node->safe_psql('in_euc_jp', "SELECT encode(convert_to(failure_demand.plain_words(convert_from('\\xa4ca'::bytea, 'EUC_JP') || '&#x306A;<br>&eacute;', 'html'), 'UTF8'), 'hex')"), 'e381aae381aa0ac3a9', 'EUC_JP: plain words');
$node->safe_psql('postgres', "CREATE DATABASE in_win1251 ENCODING 'WIN1251' LOCALE 'C' TEMPLATE template0");
$node->safe_psql('in_win1251', 'SET client_min_messages = error; CREATE EXTENSION failure_demand');
is($node->safe_psql('in_win1251', "SELECT failure_demand.has_failure_marker(chr(152) || ' nobody called me back', 'en'), matched, \"position\" FROM failure_demand.failure_markers(chr(152) || ' nobody called me back', 'en')"),
    't|nobody called me back|3', 'WIN1251: a byte that is no character');

# ---- a long verbatim ----

foreach my $text ("repeat('some words and more ', 5000000)", "repeat('mots \x{c3}\x{a9}t\x{c3}\x{a9} ', 3000000)", "repeat('a', 100000000)", "repeat('tried ', 16000000)")
{
    foreach my $call ("has_failure_marker($text, 'en')", "(SELECT count(*) FROM failure_markers($text, 'en'))")
    {
        my ($output, $error);

        $node->psql('postgres', "SET statement_timeout = 1000; SELECT $call IS NULL; SET statement_timeout = 0; SELECT " . own_processor_time() . "; SELECT 'alive'",
            stdout => \$output, stderr => \$error, on_error_stop => 0);
        like($output, qr/alive$/, "long text: $call: the session goes on");
        ok($error =~ /statement timeout/ || $error eq '', "long text: $call: done, or cancelled");
        cmp_ok(($output =~ /(.*)\nalive$/)[0], '<', 6, "long text: $call: in time");
    }
}

$node->stop;
done_testing();
