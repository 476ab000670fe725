#!/usr/bin/env bash
# The feed set: at least 70 % of the common fields. TAP.
set -u
cd "$(dirname "$0")/../.."
set=../shared/bench/feeds
if [ ! -f "$set/score.py" ]; then echo "ok 1 - feeds # SKIP $set is missing"; echo 1..1; exit 0; fi
courant=$(realpath build/courant)
out=$(cd "$set" && python3 score.py expect.json --cmd "$courant feed" --core --lax 2>&1)
printf '%s\n' "$out" | sed 's/^/# /'
share=$(printf '%s\n' "$out" | grep -oE '[0-9]+(\.[0-9]+)? ?%' | tail -n 1 | tr -d ' %')
if [ -n "$share" ] && awk -v s="$share" 'BEGIN { exit !(s >= 70) }'; then echo "ok 1 - feeds: $share % of the common fields"; echo 1..1
else echo "not ok 1 - feeds: ${share:-no figure} % of the common fields, 70 wanted"; echo 1..1; exit 1; fi
