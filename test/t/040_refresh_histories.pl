# A refresh leaves what a full one would leave, to the byte, whatever has happened since the last: a
# hundred random histories of inserts, late rows, corrections, deletions, moves from customer to
# customer, duplicates, links that come and go, sources that go and return, and changes of the configuration.
# HISTORIES=201-400 runs others.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use Histories;
use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($first, $last) = split /-/, $ENV{HISTORIES} // '1-100';
my $steps     = 4;
my @databases = qw(one other);
my $node      = PostgreSQL::Test::Cluster->new('refresh_histories');

# Some statements fail, and must: a column that is to be mapped may have been renamed.
sub statements_of
{
    my $history    = shift;
    my @statements = (history_begin($history), "CALL test.step($history, 0, NULL)");

    foreach my $step (1 .. $steps)
    {
        my ($as_of, @changes) = history_step();
        push @statements, @changes, "CALL test.step($history, $step, $as_of)";
    }
    return join ";\n", @statements, '';
}

$node->init;
$node->append_conf('postgresql.conf', "autovacuum = off\njit = off\nclient_min_messages = error\ntimezone = 'UTC'");
$node->start;

# Two at a time: each reads its statements itself, for nobody passes on to one while he waits for the other.
my $folder   = PostgreSQL::Test::Utils::tempdir();
my @sessions = map {
    my $database = $databases[$_];
    my $part     = $_;
    my $script   = "$folder/$database.sql";

    $node->safe_psql('postgres', "CREATE DATABASE $database");
    $node->safe_psql($database, slurp_file("$FindBin::RealBin/../lib/histories.sql"));
    append_to_file($script, join '', map { statements_of($_) } grep { $_ % @databases == $part } $first .. $last);
    IPC::Run::start([ 'psql', '-XAtq', '-d', $node->connstr($database), '-f', $script ], '<', '/dev/null', '>&', '/dev/null');
} 0 .. $#databases;
IPC::Run::finish($_) foreach @sessions;

foreach my $history ($first .. $last)
{
    my $difference = $node->safe_psql($databases[ $history % @databases ], "
        SELECT format(E'after step %s (%s)\\n%s', step, coalesce('full: ' || full_because, 'not full'), difference)
        FROM test.result WHERE history = $history AND difference IS NOT NULL ORDER BY step LIMIT 1");
    is($difference, '', "history $history") or diag(statements_of($history));
}

# Were they what they are meant to be?
foreach my $database (@databases)
{
    is($node->safe_psql($database, 'SELECT count(*) FROM test.result'), ($steps + 1) * (grep { $databases[ $_ % @databases ] eq $database } $first .. $last), "$database: every step was taken");
    is( $node->safe_psql($database, "
            SELECT count(*) FILTER (WHERE full_because IS NULL AND written > 0) * 4 > count(*), count(DISTINCT full_because) >= 2, sum(stale) > 5, sum(other) > 20,
                   count(*) FILTER (WHERE full_because IS NULL AND moved > 0) * 8 > count(*)
            FROM test.result WHERE step > 0"),
        't|t|t|t|t', "$database: many refreshes were not full, and wrote something; sources were stale; dimensions were over the limit; and customers became others");
}

$node->stop;
done_testing();
