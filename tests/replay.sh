#!/usr/bin/env bash
# Gives every fuzz target its corpus again. usage: replay.sh FOLDER-OF-TARGETS. Prints TAP.
set -u
cd "$(dirname "$0")/.."
n=0 failed=0
for target in "$1"/fuzz_*; do
    [ -x "$target" ] || continue
    name=${target##*/fuzz_}; n=$((n + 1))
    if [ ! -d "tests/fuzz/corpus/$name" ]; then echo "not ok $n - fuzz $name has no corpus"; failed=1; continue; fi
    if out=$(timeout 120 "$target" "tests/fuzz/corpus/$name" 2>&1); then echo "ok $n - fuzz corpus $name"
    else echo "not ok $n - fuzz corpus $name"; printf '%s\n' "$out" | tail -n 20 | sed 's/^/# /'; failed=1; fi
done
echo "1..$n"
exit $failed
