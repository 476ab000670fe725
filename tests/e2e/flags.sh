#!/usr/bin/env bash
# The checks of translations against 300 known faults (tests/faults): the table is for reading; the floor only tells a scorer or
# checks that no longer work from ones that do. TAP.
set -u
cd "$(dirname "$0")/../.."
out=$(mktemp); trap 'rm -f "$out"' EXIT
if ! make -s build/bench/flags > /dev/null; then echo "not ok 1 - build/bench/flags does not build"; echo 1..1; exit 1; fi
tests/faults/score --floor 0.4 > "$out" 2>&1; code=$?
sed 's/^/# /' "$out"
[ $code = 0 ] && echo "ok 1 - $(tail -n 1 "$out")" || echo "not ok 1 - faults are found no more"
echo 1..1
exit $code
