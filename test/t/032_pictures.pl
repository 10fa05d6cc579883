# Pictures of text in databases whose encoding has no blocks: they are drawn in ASCII.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('pictures');

$node->init;
$node->start;

foreach my $encoding (qw(LATIN1 SQL_ASCII EUC_JP))
{
    my $name = lc "in_$encoding";

    $node->safe_psql('postgres', "CREATE DATABASE $name ENCODING '$encoding' LOCALE 'C' TEMPLATE template0");
    $node->safe_psql($name, 'SET client_min_messages = error; CREATE EXTENSION failure_demand');
    is($node->safe_psql($name, "SELECT failure_demand.sparkline('{1,2,3,4,NULL,5,6,7,8}')"), '_.:- =+*#', "$encoding: a line");
    is($node->safe_psql($name, "SELECT failure_demand.sparkline('{3,3}')"), '--', "$encoding: half height");
    # a cell is drawn from half of it on
    is($node->safe_psql($name, "SELECT string_agg('[' || failure_demand.bar(value, 10, 5) || ']', '') FROM unnest('{0, 0.8, 1, 2.8, 3, 10, 11}'::float8[]) AS value"),
        '[][][#][#][##][#####][#####]', "$encoding: bars");
}

$node->stop;
done_testing();
