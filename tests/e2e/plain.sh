#!/usr/bin/env bash
# Reports as relays print them, in plain text and as HTML, through extract, quotes, dates and stories: see tests/plain/README.md. TAP.
set -u
cd "$(dirname "$0")/../.."
courant=$(realpath build/courant)
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
n=0 failed=0
check() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; fi; }
python3 tests/plain/score.py "$courant" 90 93 80 95 > "$dir/judged" 2> "$dir/err"; check $? "the reports are read and scored"
[ -s "$dir/err" ] && sed 's/^/# /' "$dir/err" | tail -n 5
while read -r ok what; do [ "$ok" = 1 ]; check $? "$what"; done < "$dir/judged"
[ "$(wc -l < "$dir/judged")" -ge 114 ]; check $? "every report was judged"
echo "1..$n"
exit $failed
