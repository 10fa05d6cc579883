# shellcheck shell=bash
# test/rows/regress.sh - the regression tests on servers that are set up otherwise, and with a
# library that is built otherwise.
# shellcheck disable=SC2154  # base, work, root

pg_17=/usr/lib/postgresql/17/bin
rows=/srv/failure_demand/test/rows

# The regression tests on PostgreSQL 17: regress_17 [VARIABLE=VALUE ...]
regress_17() {
    enter "$base" PG_CONFIG="$pg_17/pg_config" "$@" /srv/failure_demand/test/check regress
}

# Makes, in a row's /tmp, a program that runs the server with libraries preloaded and variables set:
# make_program LIBRARIES [VARIABLE=VALUE ...]
make_program() {
    printf '#!/bin/sh\nexec env LD_PRELOAD=%s %s %s/postgres "$@"\n' "$1" "${*:2}" "$pg_17" >"$work/tmp/postgres"
    chmod 755 "$work/tmp/postgres"
}

check_clang() {
    find_postgres 17 trixie
    install_in "$base" clang
    echo "note: $(enter "$base" clang --version | head -n 1)"
    regress_17 CC=clang
}

# AddressSanitizer hangs in a server that does not know swift_demangle, which it looks for while a
# lock is held. What it finds ends the server; what the other finds is only written down.
check_sanitize() {
    local libraries status=0
    find_postgres 17 trixie
    echo 'char *swift_demangle(void); char *swift_demangle(void) { return 0; }' >"$work/tmp/shim.c"
    # shellcheck disable=SC2016  # the inner shell fills these in
    libraries=$(enter "$base" bash -ec 'gcc -shared -fPIC -o /tmp/shim.so /tmp/shim.c
        echo "$(gcc -print-file-name=libasan.so):$(gcc -print-file-name=libubsan.so):/tmp/shim.so"') || return
    make_program "$libraries" ASAN_OPTIONS=detect_leaks=0:abort_on_error=1:log_path=/tmp/report \
        UBSAN_OPTIONS=print_stacktrace=1:log_path=/tmp/report
    regress_17 SERVER_PROGRAM=/tmp/postgres \
        COPT='-fsanitize=address,undefined -fno-omit-frame-pointer -O1 -U_FORTIFY_SOURCE' || status=1
    ! cat "$work"/tmp/report.* 2>/dev/null && return "$status"
}

check_no_md5() {
    find_postgres 17 trixie
    enter "$base" gcc -shared -fPIC -o /tmp/no_md5.so "$rows/no_md5.c" || return
    make_program /tmp/no_md5.so
    regress_17 SERVER_PROGRAM=/tmp/postgres SERVER_SETUP="$rows/no_md5.sql"
}

check_publication() {
    find_postgres 17 trixie
    regress_17 SERVER_SETTINGS='wal_level = logical' SERVER_SETUP="$rows/publication.sql"
}

# Names the regression tests that an encoding can write: their files, what these include and what
# they print; but for those that count the bytes that a letter has in UTF-8.
writable_tests() {
    local encoding=$1 test file
    for test in "$root"/test/sql/*.sql; do
        ! grep -qP "repeat\('[^\x00-\x7F]" "$test" || continue
        for file in "$test" "$root/expected/$(basename "$test" .sql).out" $(included_files "$test"); do
            iconv --from-code=UTF-8 --to-code="$encoding" "$file" >/dev/null 2>&1 || continue 2
        done
        basename "$test" .sql
    done
}

# The files that a file of SQL includes, in any depth.
included_files() {
    local file
    while read -r file; do
        file=$(dirname "$1")/$file
        echo "$file"
        included_files "$file"
    done < <(sed -n 's/^\\ir //p' "$1")
}

# A database of another encoding: check_encoding ENCODING NAME-FOR-ICONV
check_encoding() {
    local tests
    find_postgres 17 trixie
    tests=$(writable_tests "$2" | xargs)
    echo "note: the $(wc -w <<<"$tests") of $(find "$root/test/sql" -name '*.sql' | wc -l) tests that $1 can write"
    regress_17 REGRESS="$tests" SERVER_INITDB="--encoding=$1 --locale=C" SERVER_SETTINGS="client_encoding = 'UTF8'"
}

row clang "the regression tests with the library that clang builds" check_clang
row sanitize "the regression tests under AddressSanitizer and UndefinedBehaviorSanitizer" check_sanitize
row no-md5 "the regression tests on a server without MD5" check_no_md5
row publication "the regression tests where all tables are published" check_publication
row latin1 "the regression tests in LATIN1" check_encoding LATIN1 ISO-8859-1
row euc-jp "the regression tests in EUC_JP" check_encoding EUC_JP EUC-JP
