#!/usr/bin/env bash
# The real relayed reports with hand-made gold, read by the program; then the same under ASan. TAP.
set -u
cd "$(dirname "$0")/../.."
check=../shared/seeds/check.py
if [ ! -f "$check" ]; then echo "ok 1 - seeds # SKIP ../shared/seeds is missing"; echo 1..1; exit 0; fi
n=0 failed=0
for courant in build/courant build/asan/courant; do
    [ -x "$courant" ] || continue
    n=$((n + 1))
    if out=$(python3 "$check" --via 0 "$courant" 2>&1); then echo "ok $n - seeds pass with $courant"; else echo "not ok $n - seeds pass with $courant"; failed=1; fi
    printf '%s\n' "$out" | sed 's/^/# /'
done
echo "1..$n"
exit $failed
