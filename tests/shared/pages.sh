#!/usr/bin/env bash
# The bench pages: each an article or a recorded outcome; 200 of them under ASan and UBSan, 200 others and the seeds under valgrind. TAP.
set -u
cd "$(dirname "$0")/../.."
pages=../shared/bench/extraction/html
if [ ! -d "$pages" ]; then echo "ok 1 - pages # SKIP $pages is missing"; echo 1..1; exit 0; fi
out=$(mktemp); err=$(mktemp); trap 'rm -f "$out" "$err"' EXIT
n=0 failed=0
check() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; head -n 20 "$err" | sed 's/^/# /'; failed=1; fi; }
build/courant extract "$pages" > "$out" 2> "$err"; code=$?
want=$(find "$pages" -type f ! -name '.*' | wc -l) got=$(grep -c '"outcome": "' "$out")
[ $code = 0 ] && [ "$want" = "$got" ]; check $? "each of $want pages is an article or a recorded outcome ($got)"
if [ -x build/asan/courant ]; then
    find "$pages" -type f | LC_ALL=C sort | awk 'NR % 5 == 0' | head -n 200 | xargs build/asan/courant extract > "$out" 2> "$err"
    check $? "200 pages under ASan and UBSan"
    for stage in quotes dates language stories; do
        build/asan/courant $stage "$out" > /dev/null 2> "$err"; check $? "$stage over 200 pages under ASan and UBSan"
    done
fi
grind() { valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,indirect "$@" > "$out" 2> "$err"; }
find "$pages" -type f | LC_ALL=C sort | awk 'NR % 5 == 1' | head -n 200 | xargs valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,indirect build/courant extract --jobs 2 > "$out" 2> "$err"
check $? "200 pages under valgrind"
grind build/courant extract ../shared/seeds/documents.jsonl; check $? "the seeds under valgrind"
grind build/courant quotes "$out"; check $? "statements of the seeds under valgrind"
echo "1..$n"
exit $failed
