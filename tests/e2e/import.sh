#!/usr/bin/env bash
# What a person may do with import, forget, search and status on one store: nothing lost, every count true, one clear line. TAP.
set -u
cd "$(dirname "$0")/../.."
courant=$(realpath "${COURANT:-build/courant}")
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
n=0 failed=0
check() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; [ -z "${3:-}" ] || head -n 8 "$3" | sed 's/^/# /'; fi; }
: > "$dir/none.conf"
c() { timeout 120 "$courant" "$@" --config "$dir/none.conf"; }
shown() { c export jsonl --data "$1" 2> /dev/null | grep -c '"shown": true'; }
page() { # file title lang words [canonical]
    mkdir -p "$(dirname "$1")"
    local link=""; [ -z "${5:-}" ] || link="<link rel=\"canonical\" href=\"$5\">"
    printf '<!doctype html><html lang="%s"><head><title>%s</title>%s<meta property="article:published_time" content="2024-03-05T10:00:00Z"></head><body><article><h1>%s</h1><p>%s</p><p>%s</p><p>%s</p></article></body></html>' "$3" "$2" "$link" "$2" "$4" "$4 $2" "$2 $4" > "$1"
}
bridge="The council decided on Tuesday to close the old bridge over the river for repairs that will last the whole summer, officials said after a long debate."
harvest="Farmers in the northern valley expect the largest apple harvest of the decade, because the spring stayed mild and the rain came early enough this year."
school="Le conseil municipal a voté mardi la rénovation de la vieille école du village, dont les travaux devraient commencer au printemps prochain selon la mairie."

# The same name is not the same page.
page "$dir/A/page.html" "The old bridge closes" en "$bridge"
page "$dir/B/page.html" "A large apple harvest" en "$harvest"
c import --quiet "$dir/A/page.html" "$dir/B/page.html" --data "$dir/names" > /dev/null 2> "$dir/err"
[ "$(shown "$dir/names")" = 2 ]; check $? "two files of one name are two articles" "$dir/err"
c export jsonl --data "$dir/names" > "$dir/first" 2> /dev/null
c import --quiet "$dir/B/page.html" "$dir/A/page.html" --data "$dir/names" > /dev/null 2>&1; c export jsonl --data "$dir/names" > "$dir/again" 2> /dev/null
cmp -s "$dir/first" "$dir/again"; check $? "importing them again changes nothing"
c export jsonl --data "$dir/names" 2> "$dir/err" | true
[ ! -s "$dir/err" ]; check $? "an export whose reader has gone ends quietly" "$dir/err"
(cd "$dir/A" && c import --quiet page.html --data "$dir/cwd" > /dev/null 2> "$dir/err"); (cd "$dir/B" && c import --quiet page.html --data "$dir/cwd" > /dev/null 2>> "$dir/err")
[ "$(shown "$dir/cwd")" = 2 ]; check $? "nor do two folders that one stands in" "$dir/err"
c import --quiet "$dir/A" --data "$dir/folders" > /dev/null 2> "$dir/err"; c import --quiet "$dir/B" --data "$dir/folders" > /dev/null 2>> "$dir/err"
[ "$(shown "$dir/folders")" = 2 ]; check $? "two folders with the same file names" "$dir/err"
c import --quiet - --data "$dir/pipe" < "$dir/A/page.html" > /dev/null 2> "$dir/err"; c import --quiet - --data "$dir/pipe" < "$dir/B/page.html" > /dev/null 2>> "$dir/err"
[ "$(shown "$dir/pipe")" = 2 ]; check $? "two pages through standard input" "$dir/err"
page "$dir/A/page.html" "The old bridge closes" en "$bridge It opens again in September."
c import --quiet "$dir/A" --data "$dir/folders" > /dev/null 2> "$dir/err"
[ "$(shown "$dir/folders")" = 2 ] && [ "$(c export jsonl --data "$dir/folders" 2> /dev/null | wc -l)" = 3 ]; check $? "a changed page of the same import replaces its earlier form" "$dir/err"

# Forgetting.
page "$dir/C/a.html" "The old bridge closes" en "$bridge" "https://news.example/bridge"
page "$dir/C/b.html" "A large apple harvest" en "$harvest"
c import --quiet "$dir/C" --data "$dir/forget" > /dev/null 2> "$dir/err"
c forget "https://NEWS.example:443/bridge/#top" --data "$dir/forget" > "$dir/out" 2> "$dir/err"; check $? "an article is forgotten by the address it calls itself" "$dir/err"
[ "$(shown "$dir/forget")" = 1 ]; check $? "and is gone" "$dir/out"
c import "$dir/C" --data "$dir/forget" > "$dir/out" 2> "$dir/err"; grep -q "1 known already, 1 kept out" "$dir/out"; check $? "and is kept out, and counted so" "$dir/out"
page "$dir/D/a.html" "A village school" fr "$school"
c import --quiet "$dir/D" --data "$dir/forget" > /dev/null 2> "$dir/err"; [ "$(shown "$dir/forget")" = 2 ]; check $? "a file of the same name elsewhere is not" "$dir/err"
c forget https://news.example/none --data "$dir/forget" > "$dir/out" 2> "$dir/err"; code=$?
[ $code = 1 ] && [ ! -s "$dir/out" ] && grep -q "nothing is stored under https://news.example/none; its address is kept out" "$dir/err"; check $? "an address that nothing is stored under is said to be one (exit $code)" "$dir/err"
printf '{"url":"https://news.example/none/","text":"%s"}\n' "$harvest" > "$dir/none.jsonl"
c import "$dir/none.jsonl" --data "$dir/forget" > "$dir/out" 2> "$dir/err"; grep -q "0 documents new, 0 known already, 1 kept out" "$dir/out"; check $? "and is kept out all the same" "$dir/out"

# Searching.
for q in lang:FR since:1969-07-22 source:D "village source:D"; do c search "$q" --data "$dir/forget" 2> "$dir/err" | grep -q "village school"; check $? "search $q" "$dir/err"; done
c search zeppelin --data "$dir/forget" > "$dir/out" 2> "$dir/err"; [ ! -s "$dir/out" ] && grep -q "nothing found" "$dir/err"; check $? "nothing found is said"
for q in foo:bar since:gestern lang:klingon; do
    c search "$q" --data "$dir/forget" > "$dir/out" 2> "$dir/err"; code=$?
    [ $code != 0 ] && [ "$(wc -l < "$dir/err")" = 1 ] && grep -q "is no" "$dir/err"; check $? "search $q is one clear line" "$dir/err"
done

# Counting, and what is no page.
mkdir -p "$dir/E"; page "$dir/E/good.html" "The old bridge closes" en "$bridge"
tar -cf "$dir/E/x.tar" -C "$dir" D; printf '\211PNG\r\n\032\nrest' > "$dir/E/x.png"; printf '%%PDF-1.4 words that look like text' > "$dir/E/x.pdf"; head -c 3000 /dev/urandom > "$dir/E/noise"
c import "$dir/E" --data "$dir/count" > "$dir/out" 2> "$dir/err"; code=$?
[ $code = 0 ] && grep -q "^1 document new, 0 known already, 4 could not be read" "$dir/out" && [ "$(grep -c "binary: not a page" "$dir/err")" = 4 ]; check $? "binary files are no articles, and not new" "$dir/out"
c status --data "$dir/count" > "$dir/out" 2>&1; [ "$(grep -c "^no article: .*binary" "$dir/out")" = 4 ] && grep -q "^1 source," "$dir/out"; check $? "status names them" "$dir/out"
echo '<opml version="2.0"><body><outline type="rss" xmlUrl="https://feeds.example/a.xml" text="A"/></body></opml>' > "$dir/list.opml"
c import "$dir/list.opml" --data "$dir/count" > "$dir/out" 2>&1; grep -q "1 source new" "$dir/out"; check $? "an OPML file brings its source" "$dir/out"
c status --data "$dir/count" > "$dir/out" 2>&1; grep -q "^2 sources," "$dir/out" && ! grep -q "list.opml" "$dir/out"; check $? "and is none itself" "$dir/out"
c import "$dir/nothere" --data "$dir/count" > "$dir/out" 2> "$dir/err"; code=$?
[ $code = 1 ] && [ ! -s "$dir/out" ] && [ "$(wc -l < "$dir/err")" = 1 ]; check $? "a file that is not there is one line and exit 1 ($code)" "$dir/out"
c status --data "$dir/list.opml" > "$dir/out" 2> "$dir/err"; grep -q "is a file" "$dir/err"; check $? "a data path that is a file is said to be one" "$dir/err"
c serve --data "$dir/nowhere" > "$dir/out" 2> "$dir/err"; grep -q "no store yet" "$dir/err"; check $? "serve without a store says what makes one" "$dir/err"

# Links that lead back to a folder they stand in: two of them would be read two to the fortieth times.
page "$dir/L/a.html" "The old bridge closes" en "$bridge"; page "$dir/L/sub/b.html" "A large apple harvest" en "$harvest"; page "$dir/M/c.html" "The village school" fr "$school"
ln -s . "$dir/L/one"; ln -s ../../L "$dir/L/sub/two"; ln -s "$dir/M" "$dir/L/three"
c import "$dir/L" --data "$dir/links" > "$dir/out" 2> "$dir/err"; code=$?
[ $code = 0 ] && grep -q "^3 documents new, 0 known already" "$dir/out"; check $? "a folder with links to itself is imported once, other links are followed (exit $code)" "$dir/out"
c extract "$dir/L" > "$dir/out" 2> "$dir/err"; code=$?
[ $code = 0 ] && [ "$(wc -l < "$dir/out")" = 3 ]; check $? "and so it is extracted (exit $code)" "$dir/err"

# JSON Lines with broken lines, and addresses that are none.
{ printf '{"id":"a","text":"%s"}\n' "$bridge"; printf '{"id":"b"\n'; printf '{"id":"c","url":"javascript:alert(1)","text":"%s"}\n' "$harvest"; printf 'nonsense\n'; printf '{"id":"d","url":"data:text/html,x","text":"%s"}\n' "$school"; } > "$dir/broken.jsonl"
for from in - "$dir/broken.jsonl"; do
    c import "$from" --data "$dir/broken-$(basename "$from")" < "$dir/broken.jsonl" > "$dir/out" 2> "$dir/err"; code=$?
    [ $code = 1 ] && grep -q "^3 documents new, 0 known already, 2 broken lines left out;" "$dir/out"; check $? "broken lines are counted, the others taken in (exit $code)" "$dir/out"
    [ "$(grep -c ':2: not a JSON object.*(the first of the broken lines, all left out: 2)$' "$dir/err")" = 1 ]; check $? "the first is named by number and reason" "$dir/err"
    [ "$(grep -c ':3: "url" is no address of the web.*: javascript:alert(1) .*: 2)$' "$dir/err")" = 1 ] && [ "$(wc -l < "$dir/err")" = 2 ]; check $? "so is an address that is none" "$dir/err"
    c export jsonl --data "$dir/broken-$(basename "$from")" > "$dir/out" 2> "$dir/err"; ! grep -qE 'javascript:|data:' "$dir/out"; check $? "and it is not stored"
done
grep -v '"b"\|nonsense' "$dir/broken.jsonl" > "$dir/whole.jsonl"
c import --json "$dir/whole.jsonl" --data "$dir/whole" > "$dir/out" 2> "$dir/err" && grep -q '"broken_lines": 0' "$dir/out"; check $? "without broken lines the exit status is 0" "$dir/out"

# Stopped by Ctrl-C while standard input is open: what was read is kept, and the half line is no broken one.
mkfifo "$dir/pipe.in"
"$courant" import --later - --data "$dir/stopped" --config "$dir/none.conf" < "$dir/pipe.in" > "$dir/out" 2> "$dir/err" & import=$!
exec 9> "$dir/pipe.in"
printf '{"id":"a","text":"%s"}\n{"id":"b","te' "$bridge" >&9
for _ in $(seq 100); do [ -e "$dir/stopped/courant.db" ] && break; sleep 0.1; done # the store is open: it reads by now
sleep 0.5; kill -INT "$import"; wait "$import"; code=$?
exec 9>&-
[ $code = 1 ] && grep -q "^1 document new, 0 known already; " "$dir/out" && grep -q "stopped; what was read is kept" "$dir/err" && [ "$(wc -l < "$dir/err")" = 1 ]
check $? "an import that is stopped says so, keeps what it read and calls nothing broken (exit $code)" "$dir/err"
c import "$dir/whole.jsonl" --data "$dir/stopped" > "$dir/out" 2> "$dir/err"; grep -q "; the store holds 4 articles" "$dir/out"; check $? "and goes on later" "$dir/out"

# What comes from outside commands no terminal.
printf '{"id":"esc","title":"Bridge \\u001b]0;owned\\u0007 \\u009b31m closes","text":"%s \\u001b[2J here \\u009b2J too."}\n{"id":"\\u001b[1m","text":"."}\n' "$bridge" > "$dir/esc.jsonl"
controls() { LC_ALL=C grep -aq "$(printf '[\001-\010\013\014\016-\037\177]\|\302[\200-\237]')" "$1"; }
c import "$dir/esc.jsonl" --data "$dir/esc" > "$dir/out" 2>&1; c search bridge --data "$dir/esc" >> "$dir/out" 2>&1; c status --data "$dir/esc" >> "$dir/out" 2>&1
grep -q "no article: esc.jsonl# *.1m" "$dir/out" && grep -q "undated.*Bridge" "$dir/out" && ! controls "$dir/out"; check $? "import, search and status print no control characters" "$dir/out"
c export jsonl --data "$dir/esc" > "$dir/out" 2>&1; ! controls "$dir/out"; check $? "nor does JSON"
mkdir -p "$dir/esc/models/fr-en/$(printf 'odd\033[31m\302\233m')"; : > "$dir/esc/models/fr-en/$(printf 'odd\033[31m\302\233m')/courant-model.json"
c models list --data "$dir/esc" > "$dir/out" 2>&1; c models check --data "$dir/esc" >> "$dir/out" 2>&1
[ "$(grep -c 'odd .31m m' "$dir/out")" = 2 ] && ! controls "$dir/out"; check $? "nor do names of models" "$dir/out"

# A page that names its own address leads there.
page "$dir/N/a.html" "The old bridge closes" en "$bridge" "https://news.example/bridge"
c import --quiet "$dir/N" --data "$dir/link" > /dev/null 2> "$dir/err"; c publish --data "$dir/link" "$dir/site" > /dev/null 2> "$dir/err"
grep -rlq 'href="https://news.example/bridge"' "$dir/site/en/article"; check $? "its page shows a link to the source" "$dir/err"
page "$dir/N/a.html" "The old bridge closes" en "$bridge" "javascript:alert(1)"
c import --quiet "$dir/N" --data "$dir/nolink" > /dev/null 2> "$dir/err"; c publish --data "$dir/nolink" "$dir/site2" > /dev/null 2> "$dir/err"
! grep -rq 'javascript:' "$dir/site2"; check $? "an address that is none is not shown" "$dir/err"

echo "1..$n"
exit $failed
