# What an update script must not do. It runs as a superuser, and the tables that it finds are the
# owner's of the extension, who may have given them triggers, rules, defaults and types of his own:
# whatever reads or writes their rows runs these as a superuser, at once or at commit.

package UpdateScripts;

use strict;
use warnings;

use Exporter 'import';

our @EXPORT_OK = qw(@head statements objects_of faults);

# What a script begins with: where names are found, and settings of whoever updates that would change what it makes.
our @head = (
    'SET LOCAL search_path = pg_catalog, pg_temp',
    'SET LOCAL quote_all_identifiers = off',
    'SET LOCAL transform_null_equals = off',
    'SET LOCAL array_nulls = on',
    "SET LOCAL DateStyle = 'ISO, YMD'",
    'SET LOCAL IntervalStyle = postgres',
    "SET LOCAL TimeZone = 'UTC'");

# The statements of a script, each as it stands there, as written, on one line and without comments, and as code:
# with empty strings, too.
sub statements
{
    my ($script) = @_;
    my ($text, $code, $written, $depth, $escaped, @statements) = ('', '', '', 0, 0);

    while ($script =~ /\G(?:
            (?<blank>\s+|--[^\n]*|\/\*.*?\*\/)
          | (?<string>[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\$(?<tag>\w*)\$.*?\$\k<tag>\$)
          | (?<token>"(?:[^"]|"")*"|[\w@]+|.))/gsx)
    {
        my ($blank, $string, $token) = @+{qw(blank string token)};
        $text    .= $&;
        $written .= defined $blank ? ' ' : $&;
        $code    .= defined $blank ? ' ' : defined $string ? "''" : $token;
        $token = lc($token // '');
        $escaped = 1 if defined $string && $string =~ /^'.*\\/s;

        # a body in SQL has statements of its own
        $depth++ if $token eq 'atomic' || $depth && $token eq 'case';
        $depth-- if $depth && $token eq 'end';
        next if $token ne ';' || $depth;
        push @statements, { text => $text, escaped => $escaped, written => trim($written), code => trim($code) };
        ($text, $code, $written, $escaped) = ('', '', '', 0);
    }
    push @statements, { text => $text, escaped => $escaped, written => trim($written), code => trim($code) } if trim($text) ne '';
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

    foreach my $statement (map { statements($_) } @scripts)
    {
        my ($code, $written) = @$statement{qw(code written)};

        $objects{owned}{lc $1} = 1
          if $code =~ /^ALTER (?:TABLE|VIEW|SEQUENCE|MATERIALIZED VIEW) (?:\w+\.)?(\w+) OWNER TO \@extowner\@$/i
          || $written =~ /^SELECT failure_demand_internal\.give_to_owner ?\('(?:\w+\.)?(\w+)'\)$/i;
        $objects{function}{lc $1} = 1 if $code =~ /^CREATE (?:OR REPLACE )?(?:FUNCTION|PROCEDURE) (?:\w+\.)?(\w+) ?\(.*\bLANGUAGE (?!C\b)/i;
    }
    return \%objects;
}

# Each fault of an update script as a line: why, and the statement.
sub faults
{
    my ($script, $objects) = @_;
    my @statements = statements($script);
    my %made = map { lc $_ => 1 } map { $_->{code} =~ /^CREATE (?:UNLOGGED )?(?:TABLE|VIEW|FUNCTION|PROCEDURE|AGGREGATE|TYPE|DOMAIN|SEQUENCE) (?:\w+\.)?(\w+)/i } @statements;
    my @faults;

    foreach my $number (0 .. $#head)
    {
        my $there = $number <= $#statements ? $statements[$number]{written} : '';

        push @faults, "it would depend on the session: $head[$number] is its statement " . ($number + 1) if $there ne $head[$number];
    }
    foreach my $statement (@statements)
    {
        my $why = fault_of($statement, $objects, \%made);
        push @faults, "$why: " . substr($statement->{written}, 0, 80) if defined $why;
    }
    return @faults;
}

sub fault_of
{
    my ($statement, $objects, $made) = @_;
    my $code = $statement->{code};

    return 'its backslash is another where standard_conforming_strings is off' if $statement->{escaped};
    return 'names would be found elsewhere' if $code =~ /^SET LOCAL search_path\b/i && $statement->{written} ne $head[0];
    return if $code =~ /^COMMENT ON /i || $code =~ /^SET LOCAL (?!ROLE\b|SESSION\b)/i;
    return 'it would run as a superuser, for whoever calls it' if $code =~ /^(?:CREATE|ALTER) .*\bSECURITY DEFINER\b/i;
    return 'what users have made of it would go with it' if $code =~ /^(?:DROP|ALTER|REVOKE) .*\bCASCADE$/i;
    return 'it hides whether what it drops or alters is there' if $code =~ /^(?:DROP .*\bIF EXISTS\b|ALTER (?:\w+ )+?IF EXISTS\b)/i;
    return 'its owner would be whoever updates, where give_to_owner() gives to the owner' if $code =~ /\@extowner\@/;
    return drops($code, $made) if $code =~ /^DROP /i;
    return grants($code, $made) if $code =~ /^(?:GRANT|REVOKE) /i;
    return if $code =~ /^SELECT (?:pg_catalog\.pg_extension_config_dump ?\('', ''\)|failure_demand_internal\.(?:give_to_owner|let_owner_run) ?\(''\))$/i;
    return makes($code) if $code =~ /^CREATE /i;
    return alters_rows($code, $objects) if $code =~ /^ALTER TABLE /i;
    return alters($code) if $code =~ /^ALTER /i;
    return touches_rows($code, $objects) if $code =~ /^(?:INSERT|UPDATE|DELETE|MERGE|SELECT|WITH) /i;
    return 'it is none of the statements that are known to run nothing of the owner\'s';
}

# What users' views may hang on stays; so does a table whose rows are nowhere else.
sub drops
{
    my ($code, $made) = @_;
    my ($kind, $name) = $code =~ /^DROP ([A-Z ]+?) failure_demand\w*\.(\w+)/i;

    return if $code =~ /^DROP (?:TRIGGER|RULE|POLICY) \w+ ON /i;
    return 'it is none of the statements that are known to run nothing of the owner\'s' unless defined $name;
    return 'views of users may hang on it' if $kind !~ /^(?:INDEX|STATISTICS)$/i && grep { !$made->{lc $_} } $code =~ /\bfailure_demand\.(\w+)/gi;
    return if $made->{lc $name};
    return 'what is in it is nowhere else' if $kind =~ /^TABLE$/i && grep { !/_tally$|^work_|^shipped_/ } $code =~ /\bfailure_demand\w*\.(\w+)/gi;
    return;
}

# In a script, the server notes all privileges that an object has by then as the extension's own, which no dump
# carries: what users have granted on it would be lost.
sub grants
{
    my ($code, $made) = @_;
    my @names = $code =~ /\bfailure_demand\w*\.(\w+)/gi;

    return 'a dump would lose what users have granted on it' if !@names || grep { !$made->{lc $_} } @names;
    return;
}

sub makes
{
    my ($code) = @_;

    return 'it makes something of rows' if $code =~ /^CREATE (?:\w+ )*(?:TABLE|MATERIALIZED VIEW)\b.*\bAS\b/i && $code !~ /\bWITH NO DATA$/i;
    return 'it could take what the owner has put there' if $code =~ /^CREATE .*\bIF NOT EXISTS\b/i;
    return if $code =~ /^CREATE (?:OR REPLACE )?(?:UNLOGGED |UNIQUE |CONSTRAINT )?(?:TABLE|INDEX|VIEW|FUNCTION|PROCEDURE|AGGREGATE|TYPE|DOMAIN|CAST|OPERATOR|SEQUENCE|TRIGGER|STATISTICS) /i;
    return 'it is none of the statements that are known to run nothing of the owner\'s';
}

# What neither touches the columns that users have of a type, nor takes over, nor lets go, what is there.
sub alters
{
    my ($code) = @_;

    return 'it takes over, or lets go, what is there' if $code =~ /^ALTER EXTENSION /i;
    return 'it changes what users have of the type' if $code =~ /^ALTER (?:TYPE|DOMAIN) (?:\S+ |.*, ?)(?!ADD VALUE |ADD ATTRIBUTE |SET DEFAULT |DROP DEFAULT)[a-z]/i;
    return if $code =~ /^ALTER (?:TYPE|DOMAIN|VIEW|FUNCTION|PROCEDURE|ROUTINE|AGGREGATE|SEQUENCE|INDEX|OPERATOR) /i;
    return 'it is none of the statements that are known to run nothing of the owner\'s';
}

# Of a table of the owner's: what neither rewrites nor checks its rows.
sub alters_rows
{
    my ($code, $objects) = @_;
    my ($table, $actions) = $code =~ /^ALTER TABLE (?:ONLY )?(?:\w+\.)?(\w+) (.*)$/i or return 'its table is not found';
    my $literal = qr/DEFAULT (?:''(?:::[\w.]+)?|-?[\d.]+|true|false|NULL)/i;
    my $type = qr/[\w.]+(?: precision| varying| with(?:out)? time zone)?(?: ?\([\d, ]+\))?(?:\[\])?/i;
    my $harmless = qr/^(?:RENAME\ .*|REPLICA\ IDENTITY\ .*|DROP\ (?:COLUMN|CONSTRAINT)\ .*|SET\ ?\(.*\)
        |ALTER\ (?:COLUMN\ )?\w+\ (?:SET\ (?:$literal|STORAGE\ \w+|STATISTICS\ \w+)|DROP\ (?:DEFAULT|NOT\ NULL))
        |ADD\ (?:COLUMN\ )?\w+\ $type(?:\ COLLATE\ "\w+")?(?:\ $literal(?:\ NOT\ NULL)?)?)$/xi;

    return unless $objects->{owned}{lc $table};
    foreach my $action (split / ?,(?![^()]*\)) ?/, $actions)
    {
        return 'it rewrites or checks rows of the owner\'s' unless $action =~ $harmless;
    }
    return;
}

# Rows of tables that are the extension's own, and named in full, may be written, in the schema that is no owner's.
sub touches_rows
{
    my ($code, $objects) = @_;
    my $item = qr/(?:ONLY )?[\w."]+(?: (?:AS )?(?!SET\b|VALUES\b|SELECT\b|WHERE\b|ON\b)\w+)?/i;

    while ($code =~ /\b(?:FROM|JOIN|INTO|UPDATE|USING|TABLE) ($item(?: ?, ?$item)*)/gi)
    {
        foreach my $name (map { s/^ONLY //ir =~ s/ .*//r } split / ?, ?/, $1)
        {
            return "it names $name without its schema" if $name !~ /\./ && $objects->{owned}{lc $name};
            return "it names $name, in a schema of somebody else" if $name =~ /\./ && $name !~ /^(?:pg_catalog|failure_demand(?:_internal)?)\./i;
        }
    }
    foreach my $name ($code =~ /\bfailure_demand\w*\.(\w+)/gi)
    {
        return "it reads or writes $name, which is the owner's" if $objects->{owned}{lc $name};
        return "it calls $name, which may read or write the owner's tables" if $objects->{function}{lc $name};
    }
    return "it calls $1, in a schema of somebody else" if $code =~ /\b(?!pg_catalog\.|failure_demand(?:_internal)?\.)(\w+\.\w+) ?\(/i;
    return "the owner may put another in the place of $1, for the schema is his" if $code =~ /\bfailure_demand\.(\w+)/i;
    return;
}

1;
