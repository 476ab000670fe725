#!/usr/bin/env bash
# The HTML conformance cases: trees and tokens as the standard has them (../shared/bench/html/README.md). TAP.
set -u
cd "$(dirname "$0")/../.."
suite=../shared/bench/html/dev.jsonl
if [ ! -f "$suite" ]; then echo "ok 1 - html cases # SKIP $suite is missing"; echo 1..1; exit 0; fi
failed=0 n=0
# least NAME PASSED/ALL PER-MILLE
least() {
    n=$((n + 1))
    if [ $((${2%/*} * 1000)) -ge $((${2#*/} * $3)) ]; then echo "ok $n - $1 $2"; else echo "not ok $n - $1 $2, fewer than $3 in 1000"; failed=1; fi
}
if ! make -s build/conformance/html > /dev/null; then echo "not ok 1 - the runner does not build"; echo 1..1; exit 1; fi
read -r _ trees _ tokens _ encodings <<< "$(build/conformance/html "$suite" | tail -n 1)"
least trees "${trees:-0/1}" 995
least tokens "${tokens:-0/1}" 999
least encodings "${encodings:-0/1}" 950
if make -s BUILD=build/asan OPT=-O1 SANITIZE=address,undefined build/asan/conformance/html > /dev/null; then
    n=$((n + 1))
    if build/asan/conformance/html "$suite" > /dev/null 2>&1; then echo "ok $n - all cases under ASan and UBSan"; else echo "not ok $n - all cases under ASan and UBSan"; failed=1; fi
fi
echo "1..$n"
exit $failed
