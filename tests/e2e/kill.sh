#!/usr/bin/env bash
# kill -9 at five random moments of an import, each followed by a restart, ends in the same export, byte for byte, as an undisturbed
# import, with one worker and with four. TAP. The seed is printed: SEED=N repeats a run. PAGES=DIR takes other pages, COUNT=N more of ours.
set -u
cd "$(dirname "$0")/../.."
courant=$(realpath "${COURANT:-build/courant}")
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
seed=${SEED:-$(od -An -N2 -tu2 /dev/urandom | tr -d ' ')}; RANDOM=$seed
echo "# SEED=$seed"
n=0 failed=0
check() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; [ -z "${3:-}" ] || head -n 8 "$3" | sed 's/^/# /'; fi; }
pages=${PAGES:-$dir/pages}
[ -n "${PAGES:-}" ] || python3 tests/e2e/make_pages.py "$pages" "${COUNT:-200}" 7
: > "$dir/none.conf"
c() { "$courant" "$@" --config "$dir/none.conf"; }

begun=$(date +%s%N)
c import --quiet --jobs 2 --data "$dir/calm" "$pages" > /dev/null 2> "$dir/err"; check $? "an undisturbed import" "$dir/err"
took=$(( ($(date +%s%N) - begun) / 1000000 ))
c export jsonl --data "$dir/calm" > "$dir/calm.jsonl" 2> "$dir/err"; check $? "its export" "$dir/err"
files=$(find "$pages" -type f | wc -l)
[ "$(wc -l < "$dir/calm.jsonl")" -ge "$files" ]; check $? "every file is a document ($files)"
grep -q '"outcome": "article"' "$dir/calm.jsonl"; check $? "there are articles"

for jobs in 1 4; do
    kills=0
    for k in 1 2 3 4 5; do
        # moments spread over a whole run, the start of the program included
        wait_ms=$((RANDOM % (took / 3 + 20)))
        "$courant" import --quiet --jobs $jobs --config "$dir/none.conf" --data "$dir/killed-$jobs" "$pages" > /dev/null 2> "$dir/err" &
        pid=$!
        sleep "$(printf '%d.%03d' $((wait_ms / 1000)) $((wait_ms % 1000)))"
        kill -9 $pid 2> /dev/null && kills=$((kills + 1))
        wait $pid 2> /dev/null
        echo "# jobs $jobs: killed after $wait_ms ms"
    done
    c import --quiet --jobs $jobs --data "$dir/killed-$jobs" "$pages" > /dev/null 2> "$dir/err"; check $? "jobs $jobs: the import ends after $kills kills" "$dir/err"
    c export jsonl --data "$dir/killed-$jobs" > "$dir/killed.jsonl" 2> "$dir/err"
    cmp "$dir/calm.jsonl" "$dir/killed.jsonl" > "$dir/cmp" 2>&1; check $? "jobs $jobs: the same export, byte for byte" "$dir/cmp"
    c doctor --data "$dir/killed-$jobs" > "$dir/doctor" 2>&1; ! grep -q '^MEND.*store' "$dir/doctor"; check $? "jobs $jobs: the store is sound" "$dir/doctor"
done
c import --quiet --data "$dir/calm" "$pages" > /dev/null 2>&1; c export jsonl --data "$dir/calm" > "$dir/again.jsonl" 2> /dev/null
cmp -s "$dir/calm.jsonl" "$dir/again.jsonl"; check $? "a second import changes nothing"
# a clean stop under load, then the rest
"$courant" import --quiet --config "$dir/none.conf" --data "$dir/stopped" "$pages" > /dev/null 2> "$dir/err" & pid=$!
sleep "$(printf '0.%03d' $((took / 3 % 1000)))"; kill -TERM $pid 2> /dev/null; wait $pid; code=$?
[ $code -le 1 ]; check $? "SIGTERM ends it cleanly (exit $code)" "$dir/err"
c import --quiet --data "$dir/stopped" "$pages" > /dev/null 2>&1; c export jsonl --data "$dir/stopped" > "$dir/stopped.jsonl" 2> /dev/null
cmp -s "$dir/calm.jsonl" "$dir/stopped.jsonl"; check $? "what was left is done at the next start, with the same export"
echo "1..$n"
exit $failed
