# What an update script must not do. It runs as a superuser, and the tables that it finds are the
# owner's of the extension, who may have given them triggers, rules, defaults and types of his own:
# whatever reads or writes their rows runs these as a superuser, at once or at commit.

package UpdateScripts;

use strict;
use warnings;

use Exporter 'import';

our @EXPORT_OK = qw(statements objects_of faults);

# The statements of a script, each as it stands there, as written, on one line, and as code: without comments and
# with empty strings.
sub statements
{
    my ($script) = @_;
    my ($code, $written, $depth, $escaped, @statements) = ('', '', 0, 0);

    while ($script =~ /\G(?:
            (?<blank>\s+|--[^\n]*|\/\*.*?\*\/)
          | (?<string>[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\$(?<tag>\w*)\$.*?\$\k<tag>\$)
          | (?<token>"(?:[^"]|"")*"|[\w@]+|.))/gsx)
    {
        my ($blank, $string, $token) = @+{qw(blank string token)};
        $written .= $&;
        $code .= defined $blank ? ' ' : defined $string ? "''" : $token;
        $token = lc($token // '');
        $escaped = 1 if defined $string && $string =~ /^'.*\\/s;

        # a body in SQL has statements of its own
        $depth++ if $token eq 'atomic' || $depth && $token eq 'case';
        $depth-- if $depth && $token eq 'end';
        next if $token ne ';' || $depth;
        push @statements, { text => $written, escaped => $escaped, written => trim($written), code => trim($code) };
        ($code, $written, $escaped) = ('', '', 0);
    }
    push @statements, { text => $written, escaped => $escaped, written => trim($written), code => trim($code) } if trim($written) ne '';
    return @statements;
}

sub trim
{
    my ($text) = @_;
    return $text =~ s/\s+/ /gr =~ s/^ //r =~ s/ ?;? ?$//r;
}

# What install and update scripts make: the relations that the owner owns, and the functions that may
# read or write them.
sub objects_of
{
    my @scripts = @_;
    my %objects = (owned => {}, function => {});

    foreach my $code (map { $_->{code} } map { statements($_) } @scripts)
    {
        $objects{owned}{lc $1} = 1 if $code =~ /^ALTER (?:TABLE|VIEW|SEQUENCE|MATERIALIZED VIEW) (?:\w+\.)?(\w+) OWNER TO \@extowner\@$/i;
        $objects{function}{lc $1} = 1 if $code =~ /^CREATE (?:OR REPLACE )?(?:FUNCTION|PROCEDURE) (?:\w+\.)?(\w+) ?\(.*\bLANGUAGE (?!C\b)/i;
    }
    return \%objects;
}

# Each fault of an update script as a line: why, and the statement.
sub faults
{
    my ($script, $objects) = @_;
    my @statements = statements($script);
    my @faults;

    push @faults, 'its names could be found among the owner\'s: SET LOCAL search_path = pg_catalog, pg_temp comes first'
      unless @statements && $statements[0]{code} =~ /^SET LOCAL search_path (?:TO|=) pg_catalog, ?pg_temp$/i;
    foreach my $statement (@statements)
    {
        my $why = fault_of($statement->{code}, $objects);
        push @faults, "$why: " . substr($statement->{written}, 0, 80) if defined $why;
    }
    return @faults;
}

sub fault_of
{
    my ($code, $objects) = @_;

    return if $code =~ /^(?:DROP|COMMENT ON|GRANT|REVOKE) /i || $code =~ /^SET LOCAL (?!ROLE\b|SESSION\b)/i;
    return if $code =~ /^SELECT pg_catalog\.pg_extension_config_dump ?\('', ''\)$/i;
    return 'it makes something of rows'
      if $code =~ /^CREATE (?:\w+ )*(?:TABLE|MATERIALIZED VIEW)\b.*\bAS\b/i && $code !~ /\bWITH NO DATA$/i;
    return 'it could take what the owner has put there' if $code =~ /^CREATE .*\bIF NOT EXISTS\b/i;
    return if $code =~ /^CREATE /i;
    return alters_rows($code, $objects) if $code =~ /^ALTER TABLE /i;
    return if $code =~ /^ALTER /i;
    return touches_rows($code, $objects) if $code =~ /^(?:INSERT|UPDATE|DELETE|MERGE|SELECT|WITH) /i;
    return 'it is none of the statements that are known to run nothing of the owner\'s';
}

# Of a table of the owner's: what neither rewrites nor checks its rows.
sub alters_rows
{
    my ($code, $objects) = @_;
    my ($table, $actions) = $code =~ /^ALTER TABLE (?:ONLY )?(?:\w+\.)?(\w+) (.*)$/i or return 'its table is not found';
    my $literal = qr/DEFAULT (?:''(?:::[\w.]+)?|-?[\d.]+|true|false|NULL)/i;
    my $harmless = qr/^(?:OWNER\ TO\ \@extowner\@|RENAME\ .*|REPLICA\ IDENTITY\ .*|DROP\ (?:COLUMN|CONSTRAINT)\ .*|SET\ ?\(.*\)
        |ALTER\ (?:COLUMN\ )?\w+\ (?:SET\ (?:$literal|STORAGE\ \w+|STATISTICS\ \w+)|DROP\ (?:DEFAULT|NOT\ NULL))
        |ADD\ (?:COLUMN\ )?\w+\ [\w.]+(?:\[\])?(?:\ COLLATE\ "\w+")?(?:\ $literal(?:\ NOT\ NULL)?)?)$/xi;

    return unless $objects->{owned}{lc $table};
    foreach my $action (split / ?,(?![^()]*\)) ?/, $actions)
    {
        return 'it rewrites or checks rows of the owner\'s' unless $action =~ $harmless;
    }
    return;
}

# Rows of tables that are the extension's own, and named in full, may be written.
sub touches_rows
{
    my ($code, $objects) = @_;
    my $item = qr/(?:ONLY )?[\w."]+(?: (?:AS )?(?!SET\b|VALUES\b|SELECT\b|WHERE\b|ON\b)\w+)?/i;

    while ($code =~ /\b(?:FROM|JOIN|INTO|UPDATE|USING|TABLE) ($item(?: ?, ?$item)*)/gi)
    {
        foreach my $name (map { s/^ONLY //ir =~ s/ .*//r } split / ?, ?/, $1)
        {
            return "it names $name without its schema" if $name !~ /\./ && $objects->{owned}{lc $name};
        }
    }
    foreach my $name ($code =~ /\bfailure_demand\w*\.(\w+)/gi)
    {
        return "it reads or writes $name, which is the owner's" if $objects->{owned}{lc $name};
        return "it calls $name, which may read or write the owner's tables" if $objects->{function}{lc $name};
    }
    return;
}

1;
