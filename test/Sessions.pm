# Sessions.pm - sessions whose work goes wrong, and what is left of them.

package Sessions;

use strict;
use warnings;

use Exporter qw(import);
use IPC::Run;
use PostgreSQL::Test::Cluster;
use Time::HiRes qw(sleep time);

our @EXPORT = qw(run_through wait_until end_other);

# What psql says, and the SQLSTATE of what went wrong; 'alive' where the session went on.
sub run_through
{
    my ($node, $query) = @_;
    my ($output, $error);

    $node->psql('postgres', "\\set VERBOSITY sqlstate\n$query;\nSET statement_timeout = 0;\nSELECT 'alive'",
        stdout => \$output, stderr => \$error, on_error_stop => 0);
    return ($output, $error);
}

# Ask until all is so, one after the other; a minute for each is enough for anything here.
sub wait_until
{
    my ($node, @conditions) = @_;

    foreach my $condition (@conditions)
    {
        my $end = time + 60;

        until ($node->safe_psql('postgres', "SELECT $condition") eq 't')
        {
            return 0 if time >= $end;
            sleep 0.02;
        }
    }
    return 1;
}

# Run a query, after settings, in another session, and end it by an action when all is so. Were
# they met and was it ended; what did it say, and what went wrong?
sub end_other
{
    my ($node, $settings, $query, $conditions, $action) = @_;
    my ($output, $error) = ('', '');
    my $other = IPC::Run::start(
        [
            'psql', '-XAtq', '-d', $node->connstr('postgres'), '-v', 'VERBOSITY=sqlstate',
            map { ('-c', $_) } ("SET application_name = 'other'", split(/(?<=;)\s*/, $settings), $query, "SELECT 'alive'")
        ],
        '<', \'', '>', \$output, '2>', \$error);
    my $met  = wait_until($node, @$conditions);
    my $done = $node->safe_psql('postgres', $action);

    IPC::Run::finish($other);
    return ($met && $done =~ /^t/, $output, $error);
}

1;
