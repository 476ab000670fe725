#!/usr/bin/env bash
# HTML made of the real relayed reports, in three manners: furniture out, the article whole, the notice right. TAP.
set -u
cd "$(dirname "$0")/../.."
if [ ! -f ../shared/seeds/gold.json ]; then echo "ok 1 - seeds as HTML # SKIP ../shared/seeds is missing"; echo 1..1; exit 0; fi
n=0 failed=0
while read -r ok what; do
    n=$((n + 1))
    if [ "$ok" = 1 ]; then echo "ok $n - $what"; else echo "not ok $n - $what"; failed=1; fi
done < <(python3 tests/plain2/seeds_html.py build/courant ../shared/seeds)
if [ $n != 36 ]; then n=$((n + 1)); echo "not ok $n - every seed was judged"; failed=1; fi
echo "1..$n"
exit $failed
