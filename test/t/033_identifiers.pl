# Normal forms of identifiers in databases of other encodings, in several sessions and in parallel workers.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Sessions;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('identifiers');
my $path = 'SET search_path = public, failure_demand, failure_demand_internal';
my $form = "SELECT encode(convert_to(normal_identifier(%s, '%s', '44'), getdatabaseencoding()), 'escape')";

$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->append_conf('postgresql.conf', "autovacuum = off\nfsync = off");
$node->start;

# ---- encodings ----

sub normal
{
	my ($database, $value, $name) = @_;

	return $node->safe_psql($database, "$path; " . sprintf $form, $value, $name);
}

# a byte, or two, of the database's encoding
sub bytes { return "convert_from('\\x$_[0]'::bytea, getdatabaseencoding())" }

foreach my $encoding (qw(LATIN1 SQL_ASCII EUC_JP WIN1251))
{
	my $name = lc "in_$encoding";

	$node->safe_psql('postgres', "CREATE DATABASE $name ENCODING '$encoding' LOCALE 'C' TEMPLATE template0");
	$node->safe_psql($name, 'SET client_min_messages = error; CREATE EXTENSION failure_demand');
	is(normal($name, "' Ann '", 'casefold'), 'ann', "$encoding: ASCII");
	is(normal($name, "'+44 (0)20 7946 0958'", 'phone'), '+442079460958', "$encoding: a number");
	is(normal($name, "'Unknown'", 'exact'), '', "$encoding: a placeholder");
}
is(normal('in_latin1', bytes('c9'), 'casefold'), '\\351', 'LATIN1: an accent is folded');
is(normal('in_latin1', bytes('53df'), 'casefold'), 'sss', 'LATIN1: a letter becomes two');
is(normal('in_latin1', bytes('a041a0'), 'exact'), 'A', 'LATIN1: a blank beyond ASCII goes');
is(normal('in_latin1', bytes('41b5c9'), 'casefold'), 'a\\265\\311', 'LATIN1: what cannot hold the form has ASCII folded alone');
is(normal('in_latin1', bytes('a0'), 'exact'), '', 'LATIN1: a blank alone is nobody');
is(normal('in_sql_ascii', bytes('41c90a'), 'casefold'), 'a\\311', 'SQL_ASCII: bytes stay');
is(normal('in_sql_ascii', bytes('3037393436ff30393538'), 'phone'), '+4479460958', 'SQL_ASCII: a byte is no digit');
is(normal('in_euc_jp', bytes('a3b0a3b7a3b9a3b4a3b6a3b0a3b9a3b5a3b8'), 'phone'), '+4479460958', 'EUC_JP: digits of full width');
is(normal('in_euc_jp', bytes('a3c1'), 'casefold'), 'a', 'EUC_JP: letters of full width');
is(normal('in_win1251', bytes('98cf'), 'casefold'), '\\230\\317', 'WIN1251: a byte that is no character keeps the others as they are');
is(normal('in_win1251', bytes('cf'), 'casefold'), '\\357', 'WIN1251: else they are folded');

# ---- other sessions see what is committed, and no earlier ----

$node->safe_psql('postgres', 'CREATE EXTENSION failure_demand');
my $reader = open_session($node, 'reader');

do_in($reader, "PREPARE ask AS SELECT coalesce(failure_demand.normal_identifier('walk-in', 'exact'), 'nobody')");
is(do_in($reader, 'EXECUTE ask'), 'walk-in', 'somebody');
do_in($reader, 'BEGIN ISOLATION LEVEL REPEATABLE READ');
is(do_in($reader, 'EXECUTE ask'), 'walk-in', 'in a snapshot');
$node->safe_psql('postgres', "INSERT INTO failure_demand.placeholder (value) VALUES ('walk-in')");
is(do_in($reader, 'EXECUTE ask'), 'walk-in', 'which stays');
do_in($reader, 'COMMIT');
is(do_in($reader, 'EXECUTE ask'), 'nobody', 'after it a row of another session is seen');
close_session($reader);

# ---- workers ----

is($node->safe_psql('postgres', "$path;
    SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
    CREATE TABLE call AS SELECT '0' || 2079460000 + n % 100 AS caller FROM generate_series(1, 20000) AS n;
    ANALYZE call;
    BEGIN;
    INSERT INTO placeholder (kind, value) VALUES ('phone', '+442079460007');
    SELECT count(identifier_of('phone', caller, '44')), count(DISTINCT identifier_of('phone', caller, '44')) FROM call"), '19800|99', 'workers see what the transaction has written');

$node->stop;
done_testing();
