#!/usr/bin/env bash
# Courant against a server that misbehaves: each fault meets its limit and its one line, and the next thing is done.
set -u
cd "$(dirname "$0")/../.."
courant=$PWD/build/courant scratch=$(mktemp -d) n=0 failed=0
mkfifo "$scratch/hold"
python3 tests/e2e/hostile_server.py < "$scratch/hold" > "$scratch/port" &
server=$!
exec 9> "$scratch/hold"
trap 'exec 9>&-; wait $server 2>/dev/null; rm -rf "$scratch"' EXIT
for _ in $(seq 100); do [ -s "$scratch/port" ] && break; sleep 0.1; done
base=http://127.0.0.1:$(cat "$scratch/port")
printf '[fetch]\nallow = {%s}\n[limits]\nfetch_stall_seconds = 2\nhost_pause_ms = 10\npage_bytes = 8388608\n' "${base#http://}" > "$scratch/conf"

check() { # check NAME CONDITION...
    local name=$1; shift; n=$((n + 1))
    if "$@"; then echo "ok $n - $name"; else failed=1; echo "not ok $n - $name"; sed 's/^/# /' "$scratch/err" | head -n 5; fi
}
says() { # says PATH WORDS: extract fails with one line that has the words
    "$courant" extract --config "$scratch/conf" "$base$1" > "$scratch/out" 2> "$scratch/err"
    [ $? = 1 ] && [ "$(wc -l < "$scratch/err")" = 1 ] && grep -q "$2" "$scratch/err"
}
check "redirects in a circle" says /loop circle
check "redirect to the metadata address" says /metadata link-local
check "redirect to a file" says /file "only http and https"
check "one byte a second" says /slow fetch_stall_seconds
check "gzip bomb" says /bomb page_bytes
check "wrong length" says /short "cut off"
check "too many requests" says /busy "3600 s"
check "gone" says /gone 410
check "loopback without permission" bash -c "'$courant' extract '$base/good' 2>&1 | grep -q 'loopback'"
check "a good page all the same" bash -c "'$courant' extract --config '$scratch/conf' '$base/good' | grep -q 'A page at /good'"
check "a scheme in capitals, and a folder's address as the id" bash -c "'$courant' extract --config '$scratch/conf' 'HTTP${base#http}/good/' | grep -q '^{\"id\": \"$base/good/\"'"
check "billion laughs" bash -c "timeout 20 '$courant' feed --config '$scratch/conf' '$base/laughs' | wc -c | awk '{ exit !(\$1 > 0 && \$1 < 100000) }'"

"$courant" add --config "$scratch/conf" --data "$scratch/data" "$base/feed" > "$scratch/out" 2> "$scratch/err"
check "the feed is added" grep -q Hostile "$scratch/out"
"$courant" fetch --config "$scratch/conf" --data "$scratch/data" --json > "$scratch/out" 2> "$scratch/err"
check "one round takes in every entry" grep -q '"documents": 8, "own_text": 7' "$scratch/out"
"$courant" status --data "$scratch/data" > "$scratch/out" 2> "$scratch/err"
check "the source's line says why" grep -Eq 'Hostile.*: .*(not read|refuse)' "$scratch/out"
"$courant" export jsonl --data "$scratch/data" > "$scratch/out" 2> "$scratch/err"
check "the feed's own words stand in" bash -c "grep -c 'in its own words' '$scratch/out' | grep -qx 7"
"$courant" fetch --all --config "$scratch/conf" --data "$scratch/data" --json > "$scratch/out" 2> "$scratch/err"
check "unchanged the second time" grep -q '"unchanged": 1, "failed": 0, "documents": 0' "$scratch/out"
echo "1..$n"
exit $failed
