# shellcheck shell=bash
# test/rows/pg_upgrade.sh - pg_upgrade from 15 to 17. No suite has both: the old server is built from source.
# shellcheck disable=SC2154  # base

check_pg_upgrade() {
    find_postgres 17 trixie
    build_postgres "$base" bookworm 15 postgresql-15
    enter "$base" /srv/failure_demand/test/rows/pg_upgrade /opt/postgresql-15/bin /usr/lib/postgresql/17/bin
}

row pg_upgrade "a company's database by pg_upgrade from 15 to 17, copied and linked" check_pg_upgrade
