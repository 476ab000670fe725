#!/usr/bin/env bash
# Documents over their processor time are recorded as such, and the rest is done. With a limit of 0 whatever is in hand when the watchdog
# looks is over it, so which documents are hit depends on the moment; that every document ends does not. TAP.
set -u
cd "$(dirname "$0")/../.."
courant=$(realpath build/courant)
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
n=0 failed=0
check() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; [ -z "${3:-}" ] || head -n 8 "$3" | sed 's/^/# /'; fi; }
printf '[limits]\ndocument_seconds = 0\n' > "$dir/hasty.conf"
python3 tests/e2e/make_pages.py "$dir/pages" 600 5
timeout 300 "$courant" import --quiet --jobs 2 --config "$dir/hasty.conf" --data "$dir/data" "$dir/pages" > "$dir/out" 2> "$dir/err"; check $? "the import ends" "$dir/err"
"$courant" status --json --config "$dir/hasty.conf" --data "$dir/data" > "$dir/status" 2>> "$dir/err"; check $? "status answers" "$dir/err"
python3 - "$dir/status" <<'PY'
import json, sys
c = json.load(open(sys.argv[1]))["counts"]
w = c["work"]
sys.exit(0 if c["documents"] == 600 and sum(c["outcomes"].values()) == 600 and not any(w[k][m] for k in ("understand", "group") for m in w[k]) else 1)
PY
check $? "every document has its outcome, nothing is left in hand" "$dir/status"
"$courant" export jsonl --config "$dir/hasty.conf" --data "$dir/data" > "$dir/export"
echo "# $(grep -c document_seconds "$dir/export") documents were over the limit"
! grep -v document_seconds "$dir/err" | grep -q 'over the limit'; check $? "the lines name the limit" "$dir/err"
echo "1..$n"
exit $failed
