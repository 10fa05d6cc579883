# shellcheck shell=bash
# test/rows/assertions.sh - the regression tests on a server that is built from its source with
# assertions, which end a process whose memory, types or references are not in order; and on the same
# server under valgrind, which sees each byte that is read before it is set, or outside a chunk of palloc.
#
#   FAILURE_DEMAND_VALGRIND   the regression tests to run under valgrind, or "all", which takes hours
# shellcheck disable=SC2154  # base, root, work

# They reach every C file that has functions. Those that take long first, since two go on side by side.
valgrind_tests="apportion contact_log_plans trend diagnostic collation pictures survival transfer_price
    contact_log_contents markers scores control_chart contact_log_order log_errors definition demand once
    parameters extremes identity"

# Sets base to one that has such a server.
find_assertions() {
    find_postgres 15 bookworm
    install_in "$base" valgrind libc6-dbg
    build_postgres "$base" bookworm 15 assertions --enable-cassert --enable-debug CFLAGS='-O1 -g' CPPFLAGS=-DUSE_VALGRIND
}

# Runs test/check on that server by a program of that name in the row's /tmp, and keeps what the
# server writes in NAME.log there: check_assertions NAME COMMAND-BEFORE-POSTGRES [VARIABLE=VALUE ...]
run_assertions() {
    printf '#!/bin/sh\nexec %s /opt/assertions/bin/postgres "$@" >>/tmp/%s.log 2>&1\n' "$2" "$1" >"$work/tmp/$1"
    install -m 666 /dev/null "$work/tmp/$1.log"
    chmod 755 "$work/tmp/$1"
    enter "$base" PG_CONFIG=/opt/assertions/bin/pg_config SERVER_PROGRAM="/tmp/$1" PGCTLTIMEOUT=600 \
        "${@:3}" /srv/failure_demand/test/check regress
}

# Shows what a server has said of a failed assertion or of a chunk that was written past its end.
# The exit status tells whether there was anything.
show_failures() {
    grep -hE -A 5 '^TRAP:|WARNING:  problem in ' "$@"
}

check_assert() {
    local status=0
    find_assertions
    run_assertions assert '' || status=1
    ! show_failures "$work/tmp/assert.log" && [ "$status" = 0 ]
}

# The names of the tests to run under valgrind; of all, those with much to read first.
tests_to_run() {
    case ${FAILURE_DEMAND_VALGRIND:-} in
    "") xargs <<<"$valgrind_tests" ;;
    all) find "$root/test/sql" -name '*.sql' -printf '%s %f\n' | sort -rn | sed 's/.* //; s/\.sql$//' | xargs ;;
    *) echo "$FAILURE_DEMAND_VALGRIND" ;;
    esac
}

# Runs every second of the tests, beginning with the first or the second: run_valgrind FIRST TEST ...
run_valgrind() {
    local first=$1 tests
    shift
    tests=$(printf '%s\n' "$@" | sed -n "$first~2p" | xargs)
    run_assertions "valgrind$first" "valgrind --quiet --vgdb=no --leak-check=no --num-callers=25 --trace-children=yes \
        --suppressions=/opt/assertions/share/valgrind.supp --error-markers=ERROR,END --log-file=/tmp/%p.$first.valgrind" \
        REGRESS="$tests" >"$work/tmp/checked$first" 2>&1
}

# Two servers side by side. An error that valgrind has found is a failure more.
check_valgrind() {
    local tests sides=(1 2) passed=0 failed=0 first counts
    find_assertions
    read -ra tests <<<"$(tests_to_run)"
    [ "${#tests[@]}" -gt 1 ] || sides=(1)
    echo "note: ${#tests[@]} of $(find "$root/test/sql" -name '*.sql' | wc -l) tests, $(enter "$base" valgrind --version)"
    for first in "${sides[@]}"; do
        run_valgrind "$first" "${tests[@]}" &
    done
    wait
    for first in "${sides[@]}"; do
        cat "$work/tmp/checked$first"
        read -ra counts <<<"$(counts_of "$work/tmp/checked$first")"
        passed=$((passed + ${counts[0]:-0}))
        failed=$((failed + ${counts[1]:-1}))
    done
    show_failures "$work"/tmp/valgrind?.log
    sed -n '/ERROR$/,/END$/p' "$work"/tmp/*.valgrind
    failed=$((failed + $(cat "$work"/tmp/*.valgrind | grep -c 'ERROR$')))
    say_total "$passed" "$failed" 0
}

row assert "the regression tests on a server built with assertions" check_assert
row valgrind "regression tests that reach every C file, on that server under valgrind" check_valgrind
