# RealData.pm - real data sets in a server of their own, for tests that are skipped where
# the data sets are not.
#
# The data sets are in the folder FAILURE_DEMAND_DATA, or ../shared/data beside this tree,
# each with the SQL that loads it. No row of them is kept here.

package RealData;

use strict;
use warnings;

use Exporter qw(import);
use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(start_real_data stop_real_data ask data_file load_database load_real_data add_real_data);

my $folder = $ENV{FAILURE_DEMAND_DATA} // "$FindBin::RealBin/../../../shared/data";
my $session =
  "SET search_path = test, failure_demand, failure_demand_internal, public; SET TimeZone = 'UTC'; SET DateStyle = ISO; SET jit = off;\n";
my $node;

# Start a server of this name, or skip the whole test where there is no data.
sub start_real_data
{
    my $name    = shift;
    my @missing = grep { !-r "$folder/$_" } qw(boston311.csv boston311.sql bank_calls.csv bank_calls.sql);

    plan skip_all => "no real data: $folder has no @missing (FAILURE_DEMAND_DATA names the folder)" if @missing;
    $node = PostgreSQL::Test::Cluster->new($name);
    $node->init;
    $node->append_conf('postgresql.conf', 'autovacuum = off');
    $node->start;
    return;
}

sub stop_real_data
{
    $node->stop;
    return;
}

# The rows of a query, as psql prints them without decoration.
sub ask
{
    my ($database, $query) = @_;
    return $node->safe_psql($database, $session . $query);
}

# Run a file in a database; the variables are psql's.
sub run_file
{
    my ($database, $file, %variables) = @_;
    $node->command_ok(
        [
            'psql', '-Xq', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr($database),
            (map { ('-v', "$_=$variables{$_}") } sort keys %variables), '-f', $file
        ],
        "$database: " . ($file =~ s{.*/}{}r));
    return;
}

# Where a file of the data sets is.
sub data_file
{
    my ($name) = @_;
    return "$folder/$name";
}

# Make a database with the extension, and with what our own files make.
sub load_database
{
    my ($name, @files) = @_;
    $node->safe_psql('postgres', "CREATE DATABASE $name ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0");
    $node->safe_psql($name, 'CREATE EXTENSION failure_demand');
    run_file($name, "$FindBin::RealBin/../$_") foreach @files;
    return;
}

# Load a data set in a database of its name: our own files, the user's table, its view.
sub load_real_data
{
    my ($name, @files) = @_;
    load_database($name, @files);
    add_real_data($name, $name);
    return;
}

# Load a data set in a database: the user's table, its view.
sub add_real_data
{
    my ($database, $name) = @_;
    run_file($database, "$folder/$name.sql", csv => "$folder/$name.csv");
    return;
}

1;
