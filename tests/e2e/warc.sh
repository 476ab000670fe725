#!/usr/bin/env bash
# Web archives through extract and import: every packing, wget's own, one larger than memory may be, kill -9 and Ctrl-C. TAP.
set -u
cd "$(dirname "$0")/../.."
courant=$(realpath "${COURANT:-build/courant}")
dir=$(mktemp -d); trap 'rm -rf "$dir"; [ -z "${server:-}" ] || kill "$server" 2> /dev/null' EXIT
n=0 failed=0
check() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; [ -z "${3:-}" ] || head -n 8 "$3" | cut -c1-300 | sed 's/^/# /'; fi; }
skip() { n=$((n + 1)); echo "ok $n - $1 # SKIP $2"; }
: > "$dir/none.conf"
c() { timeout 120 "$courant" "$@" --config "$dir/none.conf"; }
make=tests/e2e/make_warc.py
python3 tests/e2e/make_pages.py "$dir/pages" 60 11
find "$dir/pages" -type f \( ! -name "*.html" ! -name "*.html.gz" -o -size -100c \) -delete
count=$(find "$dir/pages" -type f | wc -l)

# Extracting: the same articles as from the files, whatever the packing and the number of workers.
c extract "$dir/pages" 2> "$dir/err" | python3 -c 'import json, sys
for line in sys.stdin: print(json.loads(line)["text"].encode())' > "$dir/texts"
for packing in plain record whole; do
    python3 $make "$dir/pages" $packing > "$dir/crawl.warc"
    for jobs in 1 3; do
        c extract --jobs $jobs - < "$dir/crawl.warc" > "$dir/out" 2> "$dir/err"; code=$?
        python3 -c 'import json, sys
for line in open(sys.argv[1]): print(json.loads(line)["text"].encode())' "$dir/out" > "$dir/got"
        [ $code = 0 ] && cmp -s "$dir/texts" "$dir/got"; check $? "$packing, $jobs workers: the same texts as from the files" "$dir/err"
    done
done
if command -v zstd > /dev/null; then
    zstd -q -19 < <(python3 $make "$dir/pages" plain) > "$dir/crawl.warc.zst"; c extract "$dir/crawl.warc.zst" 2> "$dir/err" | cmp -s - <(c extract "$dir/crawl.warc.zst" --jobs 1 2> /dev/null) && [ "$(c extract "$dir/crawl.warc.zst" 2> /dev/null | wc -l)" = "$count" ]
    check $? "packed with zstd as a whole" "$dir/err"
else skip "packed with zstd as a whole" "no zstd"; fi
python3 $make "$dir/pages" record > "$dir/crawl.warc.gz"
c extract "$dir/crawl.warc.gz" > "$dir/out" 2> "$dir/err"
grep -q "crawl.warc.gz: $((1 + 2 + count * 7)) records, $count pages; passed over: $((1 + 1 + count * 4)) without a payload of their own, $((1 + count)) that are no page, $count redirects" "$dir/err"; check $? "what is passed over is counted" "$dir/err"
python3 - "$dir/out" <<'PY'
import json, sys
a = [json.loads(line) for line in open(sys.argv[1])]
ids = [x["id"] for x in a]
assert len(set(ids)) == len(ids) and ids[0] == "crawl#5", ids[:3]
assert all(x["url"].startswith("http://warc.example/") and x["fetched"].startswith("2022-02-03T04:05:") for x in a)
PY
check $? "ids are the archive's name and the record's number; address and time are kept"
head -c 9000 "$dir/crawl.warc.gz" > "$dir/cut.warc.gz"; c extract --quiet "$dir/cut.warc.gz" > "$dir/out" 2> "$dir/err"; code=$?
[ $code = 1 ] && [ -s "$dir/out" ] && [ "$(wc -l < "$dir/err")" = 1 ] && grep -q "cut short" "$dir/err"; check $? "an archive cut short gives what was whole and one line (exit $code)" "$dir/err"
c language "$dir/crawl.warc.gz" > "$dir/out" 2> "$dir/err" ; c dates "$dir/crawl.warc.gz" > "$dir/out" 2> "$dir/err"; code=$?
[ $code = 1 ] && grep -q "a web archive; .courant extract" "$dir/err"; check $? "another stage says which command reads archives" "$dir/err"

# Memory: about 400 MB of pictures between the pages, through a pipe.
peak() { python3 -c 'import resource, subprocess, sys
subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)' "$@"; }
mb=$(python3 $make "$dir/pages" record 7000000 | peak "$courant" extract --jobs 2 -)
[ "$mb" -lt 64 ]; check $? "an archive of 400 MB is read in $mb MB"

# Pipes: one that breaks, one line too long, nothing at all, an archive named by its type.
c extract "$dir/pages" 2> "$dir/err" | head -n 1 > "$dir/out"; code=${PIPESTATUS[0]}
[ "$code" = 141 ] && [ ! -s "$dir/err" ]; check $? "a pipe that breaks ends it quietly ($code)" "$dir/err"
(printf '{"id":"'; head -c 70000000 /dev/zero | tr '\0' x; printf '"}\n{"id":"b","text":"A line that is short enough to be read, and a text as well."}\n') | c extract - > "$dir/out" 2> "$dir/err"; code=$?
[ $code = 1 ] && grep -q '"id": "b"' "$dir/out" && grep -q "standard input:1: over the limit line_bytes" "$dir/err"; check $? "a line over the limit costs itself (exit $code)" "$dir/err"
c extract - < /dev/null > "$dir/out" 2> "$dir/err"; code=$?
[ $code = 0 ] && [ ! -s "$dir/out" ] && [ ! -s "$dir/err" ]; check $? "nothing in, nothing out"
(printf 'not the beginning\n'; python3 $make "$dir/pages" plain) > "$dir/torn"; c extract --quiet --type warc "$dir/torn" > "$dir/out" 2> "$dir/err"; code=$?
[ $code = 1 ] && [ "$(wc -l < "$dir/out")" = "$count" ] && [ "$(wc -l < "$dir/err")" = 1 ]; check $? "--type warc finds the records behind what is none" "$dir/err"

# Importing.
c import "$dir/crawl.warc.gz" --data "$dir/calm" > "$dir/out" 2> "$dir/err"; check $? "an archive is imported" "$dir/err"
grep -q "^$count documents new, 0 known already, $((1 + count * 2)) passed over" "$dir/out"; check $? "every page is a document" "$dir/out"
c export jsonl --data "$dir/calm" > "$dir/calm.jsonl" 2> "$dir/err"
[ "$(grep -c '"url": "http://warc.example/' "$dir/calm.jsonl")" = "$count" ]; check $? "each under its own address" "$dir/calm.jsonl"
c import "$dir/crawl.warc.gz" --data "$dir/calm" > "$dir/out" 2> "$dir/err"; grep -q "^0 documents new, $count known already" "$dir/out"; check $? "a second time there is nothing new" "$dir/out"
c export jsonl --data "$dir/calm" > "$dir/again.jsonl" 2> "$dir/err"; cmp -s "$dir/calm.jsonl" "$dir/again.jsonl"; check $? "and the export is the same"
mkdir "$dir/folder"; cp "$dir/crawl.warc.gz" "$dir/folder/"; c import - --data "$dir/pipe" < "$dir/crawl.warc.gz" > "$dir/out" 2> "$dir/err"; grep -q "^$count documents new" "$dir/out"; check $? "through a pipe" "$dir/out"
c import "$dir/folder" --data "$dir/infolder" > "$dir/out" 2> "$dir/err"; grep -q "^$count documents new" "$dir/out"; check $? "in a folder" "$dir/out"
for k in 1 2 3 4; do
    "$courant" import --quiet --jobs 2 --config "$dir/none.conf" --data "$dir/killed" "$dir/crawl.warc.gz" > /dev/null 2>&1 & pid=$!
    sleep "0.$((k * 2))5"; kill -9 $pid 2> /dev/null; wait $pid 2> /dev/null
done
c import --quiet --data "$dir/killed" "$dir/crawl.warc.gz" > /dev/null 2> "$dir/err"; c export jsonl --data "$dir/killed" > "$dir/killed.jsonl" 2>> "$dir/err"
cmp -s "$dir/calm.jsonl" "$dir/killed.jsonl"; check $? "killed four times: the same export, byte for byte" "$dir/err"
c import "$dir/cut.warc.gz" --data "$dir/cut" > "$dir/out" 2> "$dir/err"; grep -q "1 could not be read" "$dir/out" && grep -q "cut short" "$dir/err"; check $? "a cut archive is said to be one" "$dir/err"

# What wget writes, where it is there.
if command -v wget > /dev/null; then
    mkdir "$dir/www"; find "$dir/pages" -name '*.html' | head -n 5 | while read -r f; do cp "$f" "$dir/www/"; done
    ls "$dir/www" | sed 's/.*/<a href="&">&<\/a>/' > "$dir/www/index.html"
    (cd "$dir/www" && exec python3 -u -c 'import http.server
s = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
print("port", s.server_port, flush=True); s.serve_forever()') > "$dir/port" 2> /dev/null & server=$!
    for i in $(seq 50); do grep -q port "$dir/port" && break; sleep 0.1; done
    port=$(cut -d' ' -f2 "$dir/port")
    (cd "$dir" && wget -nv -r -l 1 --no-proxy --warc-file=wget "http://127.0.0.1:$port/" -P web > "$dir/wget.log" 2>&1)
    c extract "$dir/wget.warc.gz" > "$dir/out" 2> "$dir/err"; code=$?
    grep '"outcome": "article"' "$dir/out" | grep -oE '"url": "[^"]*page-[^"]*"' | sort -u > "$dir/urls" # a fetch that failed stands there twice
    [ $code = 0 ] && [ "$(wc -l < "$dir/urls")" = 5 ]; check $? "wget's archive: five articles (exit $code)" "$dir/urls"
else skip "wget's archive" "no wget"; fi

# Ctrl-C in the middle of a stream: whole lines, and the end by the signal.
(python3 $make "$dir/pages" plain; sleep 20) 2> /dev/null | (cd "$dir" && exec python3 -c 'import os, signal, subprocess, sys, time
p = subprocess.Popen(sys.argv[1:], stdout=open("ctrl-c.out", "wb"), stderr=subprocess.DEVNULL)
time.sleep(2); p.send_signal(signal.SIGINT)
print(p.wait())' "$courant" extract -) > "$dir/code" & piped=$!
wait $piped
[ "$(cat "$dir/code")" = -2 ] && [ "$(wc -l < "$dir/ctrl-c.out")" = "$count" ] && [ "$(tail -c 1 "$dir/ctrl-c.out" | od -An -c | tr -d ' ')" = '\n' ]; check $? "Ctrl-C ends it with whole lines ($(cat "$dir/code"), $(wc -l < "$dir/ctrl-c.out"))"
echo "1..$n"
exit $failed
