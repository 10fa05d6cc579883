# The shipped markers find what they should in the labelled sentences, and little else: in every
# language with spaces at least nine of ten hits are right, and eight of ten failures are found.

use strict;
use warnings;

use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('marker_quality');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
$ENV{PGCLIENTENCODING} = 'UTF8';
$node->safe_psql('postgres', 'CREATE EXTENSION failure_demand');

my $output = $node->safe_psql('postgres',
    slurp_file("$FindBin::RealBin/../markers/measure.sql") . ';
    SELECT language, failure, other, "precision", recall FROM quality ORDER BY language',
    extra_params => [ '-v', "folder=$FindBin::RealBin/../markers" ]);
my @languages;

foreach my $line (split /\n/, $output)
{
    my ($language, $failure, $other, $precision, $recall) = split /\|/, $line;

    push @languages, $language;
    cmp_ok($failure + $other, '>=', 60,  "$language: labelled sentences");
    cmp_ok($precision,        '>=', 0.9, "$language: precision");
    cmp_ok($recall,           '>=', 0.8, "$language: recall") if $language ne 'ja';
}
is("@languages", 'de en es fr it ja nl pt', 'all languages');
is($node->safe_psql('postgres', "
    SELECT string_agg(language || ' ' || n, ', ' ORDER BY language)
    FROM (SELECT language, count(*) AS n, count(DISTINCT reason) AS reasons FROM failure_demand.shipped_marker GROUP BY language) m
    WHERE language <> 'ja' AND (n < 60 OR reasons < 6)"), '', 'at least 60 phrases a language, of all reasons');

$node->stop;
done_testing();
