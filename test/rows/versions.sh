# shellcheck shell=bash
# test/rows/versions.sh - all that test/check does, on each version of the server.
# shellcheck disable=SC2154  # base, quick

check_version() {
    local version=$1
    find_postgres "$@"
    # shellcheck disable=SC2086  # no kind, or one
    enter "$base" PG_CONFIG="/usr/lib/postgresql/$version/bin/pg_config" \
        /srv/failure_demand/test/check ${quick:+regress}
}

row 15 "all checks on PostgreSQL 15" check_version 15 bookworm
row 17 "all checks on PostgreSQL 17" check_version 17 trixie
row 18 "all checks on PostgreSQL 18" check_version 18 forky sid
row 19 "all checks on PostgreSQL 19" check_version 19 forky sid sid+experimental
