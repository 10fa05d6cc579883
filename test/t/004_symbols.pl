# The library exports what the server looks up by name, and nothing else: another library
# that has functions of the same names, and was loaded before, changes nothing.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

plan skip_all => 'symbols are looked at on Linux only' if $^O ne 'linux';

my $node = PostgreSQL::Test::Cluster->new('symbols');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION failure_demand');

# ---- what is exported ----

my $libdir = $node->safe_psql('postgres', "SELECT setting FROM pg_config() WHERE name = 'PKGLIBDIR'");
my ($library) = grep { -e } map { s/\$libdir/$libdir/r . '/failure_demand.so' }
  split /:/, $node->safe_psql('postgres', 'SHOW dynamic_library_path');
my @exported = sort map { (split)[2] } split /\n/, qx(nm -D --defined-only '$library');
my @called   = split /\n/, $node->safe_psql('postgres', "
    SELECT DISTINCT prosrc FROM pg_proc WHERE probin LIKE '%failure_demand'");
push @called, grep { /^ship_markers$/ } @exported;    # the install script calls it, and drops it

cmp_ok(scalar @called, '>', 50, 'SQL calls many C functions');
is_deeply(\@exported, [ sort 'Pg_magic_func', '_PG_init', @called, map { "pg_finfo_$_" } @called ],
    'exported is what SQL calls, and what a library must have');

# ---- another library with functions of the same names ----

my @queries = (
    'SELECT theil_sen(value, at) FROM (VALUES (1, 11.0), (3, 12), (5, 13)) AS p (value, at)',
    "SELECT mann_kendall(n % 7 ORDER BY n), process_limits(n % 7 ORDER BY n), nps(n % 11) FROM generate_series(1, 50) AS n",
    'SELECT rate_bounds(n, 100::bigint) FROM generate_series(1, 3) AS n',
    "SELECT failure_markers('I tried your app ' || n || ' times, and it crashed', 'en') FROM generate_series(1, 3) AS n",
    "SELECT elapsed(n * interval '2 days') FROM generate_series(1, 3) AS n",
    "SELECT apportion_array(100::numeric, ARRAY[1, 1, n]::numeric[], 2) FROM generate_series(1, 3) AS n",
    "SELECT bounce_rate(n % 7, 1, CASE n % 2 WHEN 0 THEN 'human' ELSE 'digital' END, '2024-05-01Z'::timestamptz + n * interval '9 hours', NULL, '2 days')
     FROM generate_series(1, 100) AS n");
my $unset = 'SET search_path = failure_demand, failure_demand_internal;';
my $answers = $node->safe_psql('postgres', join ';', $unset, @queries);

like($answers, qr/^\(3,2,-21,,\)$/m, 'the line through three points');

# All that the library exports, and some that it does not.
my @taken  = (grep({ !/^(_PG_init|Pg_magic_func)$/ } @exported), qw(median_of_sorted result_row walk_judge proportion_bounds word_normalise sort_doubles));
my $folder = PostgreSQL::Test::Utils::tempdir();
append_to_file("$folder/other.c", join '', map { "double $_(void);\ndouble $_(void) { return 42; }\n" } @taken);
system($ENV{CC} // 'cc', '-shared', '-fPIC', '-o', "$folder/other.so", "$folder/other.c") == 0
  or die 'the other library cannot be compiled';
$node->stop;
{
    local $ENV{LD_PRELOAD} = "$folder/other.so";
    $node->start;
}
is($node->safe_psql('postgres', join ';', $unset, @queries), $answers, 'beside another library with functions of the same names');

# ---- compiled queries ----

my $jit = 'SET jit = on; SET jit_above_cost = 0; SET jit_inline_above_cost = 0; SET jit_optimize_above_cost = 0;';
is($node->safe_psql('postgres', join ';', "$jit $unset", @queries), $answers, 'in queries that JIT compiles, and writes functions into');

$node->stop;
done_testing();
