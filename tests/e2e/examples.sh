#!/usr/bin/env bash
# The examples of the manual, taken out of the built pages as mandoc shows them, run in a prepared folder: each must end with 0 and
# print what is stated below. Every example of these commands needs a line; "-" leaves one out that needs a network, an engine or a
# server. TAP.
set -u
cd "$(dirname "$0")/../.."
courant=$(realpath "${COURANT:-build/courant}")
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
n=0 failed=0
check() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; [ -z "${3:-}" ] || printf '%s\n' "$3" | head -n 8 | cut -c1-300 | sed 's/^/# /'; fi; }
stated() { # the example, a tab, a pattern that its output (or the file it is sent to) holds
    cat <<'TABLE'
courant extract page.html	"id": "page".*"title": "The bridge over the river"
courant extract --format text page.html	^The city council approved
courant extract --format markdown page.html	^# The bridge over the river
courant extract --format markdown page.html > page.md	^title: "The bridge over the river"
courant extract --format html page.html > clean.html	<h1>The bridge over the river</h1>
courant extract pages/ > articles.jsonl	"id": "two"
courant extract crawl.warc.gz > articles.jsonl	"id": "crawl#[0-9]*".*"fetched": "2022
zcat documents.jsonl.gz | courant extract -	"id": "bridge"
courant extract --type text notes | courant quotes -	"quote"
courant extract --type text notes	"method": "plain-text"
courant extract --url https://example.org/1 page.html	"url": "https://example.org/1"
courant extract --jobs 1 pages/	"id": "one"
courant extract --help	usage: courant extract
courant extract --allow-private http://127.0.0.1:8000/	-
courant extract *.html | courant stories -	"story": "s1"
courant --version	^courant [0-9]
courant import --quiet pages/	^$
courant status --json	"articles"
courant status --data ./data	source
courant run --config newsroom.conf	-
courant serve --listen 127.0.0.1:9000	-
courant feed feed.xml	"version": "rss20"
courant feed --url https://example.org/news/feed.xml feed.xml	https://example.org/news/story
courant feed --header 'content-type: text/xml; charset=koi8-r' feed.xml	"encoding": "koi8-r"
courant feed --url https://example.org/ - < feed.xml | jq -r '.entries[].title'	A story
courant feed --allow-private http://127.0.0.1:8000/	-
courant language --codes headlines.txt | sort | uniq -c	1 fr
courant language --hint id titles.txt	"language": "id"
echo 'Le Conseil se réunit mercredi.' | courant language	"language": "fr"
courant dates --lang fr --reference 2021-12-27 report.txt	"timex": "2022-01-12"
courant dates --reference 2021-12-27 report.txt	"timex"
echo 'Fin 2021, Moscou a publié un projet.' | courant dates --reference 2022-01-29	"timex": "2021
courant names --lang fr article.txt	"kind": "
courant names articles.jsonl	"full"
courant quotes --lang fr article.txt	"quote": "
courant quotes articles.jsonl	"speaker"
courant stories --engine apertium articles.jsonl	"story": "s1"
courant stories --pairs pairs.jsonl	"same": true
courant stories --window 3 articles.jsonl	"dossier"
courant timeline --entity 'General Motors' articles.jsonl	"entries"
courant timeline --entries 10 dossier.jsonl	"entries"
courant timeline --entries 20 articles.jsonl	"date": "20
courant timeline --from 2011-01-25 articles.jsonl	"entries"
courant timeline --sentences 2 articles.jsonl	"sentences"
courant timeline --to 2011-02-11 articles.jsonl	"entries"
courant import pages/	2 documents new
courant import --later archive/	document
courant import --translate pages/	-
courant import crawl.warc.gz	2 documents new
courant import feeds.opml	1 source new
zcat articles.jsonl.gz | courant import -	document
courant doctor --limits	page_bytes
courant export jsonl > articles.jsonl	"outcome"
courant export opml > feeds.opml	<opml
TABLE
}
commands="extract feed language dates names quotes stories timeline import export"

# The folder that the examples speak of.
export HOME=$dir/home XDG_DATA_HOME=$dir/data XDG_CONFIG_HOME=$dir/home PATH=$dir/bin:$PATH
mkdir -p "$dir/bin" "$dir/home" "$dir/folder/pages" "$dir/folder/archive" "$dir/man"
ln -s "$courant" "$dir/bin/courant"
make_warc=$(realpath tests/e2e/make_warc.py)
scripts/manpages "$courant" "$dir/man"
cd "$dir/folder"
page() { # title lang paragraphs…
    local title=$1 lang=$2; shift 2
    printf '<!doctype html><html lang="%s"><head><title>%s</title><meta property="article:published_time" content="2022-01-12T10:00:00Z"></head><body><article><h1>%s</h1>' "$lang" "$title" "$title"
    printf '<p>%s</p>' "$@"
    printf '</article></body></html>\n'
}
page "The bridge over the river" en "The city council approved a new bridge across the river on Tuesday, the mayor told a news conference at the town hall." "“We begin in March,” said Karin Adler, the mayor, who promised that the old road would stay open until the summer." "General Motors pays a part of the cost, which is put at twelve million; the rest comes from the city’s own budget." > page.html
cp page.html pages/one.html; cp page.html archive/
page "Une récolte de pommes" fr "Les agriculteurs de la vallée attendent la plus grande récolte de pommes de la décennie, a annoncé mardi leur syndicat." "« Le printemps a été doux et la pluie est venue assez tôt », a déclaré Paul Demaret, son président, devant la presse." > pages/two.html
printf 'The bridge over the river\n\nThe city council approved a new bridge across the river on Tuesday.\n\n“We begin in March,” said Karin Adler, the mayor of the town, who promised that the old road would stay open until the summer.\n' > notes
printf '« Le printemps a été doux », a déclaré Paul Demaret, le président du syndicat, devant la presse.\n' > article.txt
printf 'Le sommet a eu lieu le 12 janvier 2022 à Bruxelles.\n' > report.txt
printf 'Le Conseil se réunit mercredi à Bruxelles pour parler du budget.\nThe council meets on Wednesday to talk about the budget.\n' > headlines.txt
printf 'Warga mengeluhkan kemacetan di jembatan lama\n' > titles.txt
printf '<rss version="2.0"><channel><title>News</title><item><title>A story</title><link>story</link></item></channel></rss>\n' > feed.xml
printf '<opml version="2.0"><body><outline type="rss" xmlUrl="https://feeds.example/a.xml" text="A"/></body></opml>\n' > feeds.opml
documents() { python3 -c 'import json; print(json.dumps({"id": "bridge", "url": "https://news.example/bridge", "html": open("page.html").read()}))'; }
documents | gzip > documents.jsonl.gz; documents | gzip > articles.jsonl.gz
articles() { courant extract pages/; printf '{"id":"old","lang":"en","date":"2011-02-01","title":"General Motors","text":"General Motors said on 28 January 2011 that it would open a plant. The plant opened on 1 February 2011."}\n'; }
articles > dossier.jsonl
python3 -c 'import json
a = [json.loads(line) for line in open("dossier.jsonl")]
print(json.dumps({"id": "p1", "a": a[0], "b": a[0]}))' > pairs.jsonl
python3 "$make_warc" pages record > crawl.warc.gz
courant import --quiet --data ./data pages/ > "$dir/err" 2>&1; check $? "the folder is made" "$(cat "$dir/err")"
export LC_ALL=C.UTF-8; : > "$dir/done"

for command in $commands; do
    mandoc -Tutf8 -Owidth=1000 "$dir/man/man1/courant-$command.1" | sed 's/.\x08//g' | grep -E '^ +(courant|zcat|echo) ' | grep -vF '[option' | sed 's/^ *//; s/ *$//' | sort -u > "$dir/shown"
    [ -s "$dir/shown" ]; check $? "courant-$command(1) shows examples"
    comm -23 "$dir/shown" "$dir/done" > "$dir/found"; sort -u "$dir/done" "$dir/shown" > "$dir/now" && mv "$dir/now" "$dir/done"
    while IFS= read -r example; do
        line=$(stated | awk -F '\t' -v e="$example" 'BEGIN { gsub(/\\/, "\\\\", e) } $1 == e { print $2; exit }')
        if [ -z "$line" ]; then check 1 "no output is stated for: $example"; continue; fi
        case $line in -) continue ;; esac
        case $example in *"| jq"*) command -v jq > /dev/null || { n=$((n + 1)); echo "ok $n - $example # SKIP no jq"; continue; } ;; esac
        case $example in *quiet*|*import*) rm -rf "$XDG_DATA_HOME" ;; esac
        articles > articles.jsonl
        out=$(timeout 60 bash -c "$example" 2>&1 < /dev/null); code=$?
        [ "$code" = 0 ] && case $example in
        *'> '*) grep -qE -- "$line" "${example##*> }" ;;
        *) printf '%s\n' "$out" | grep -qE -- "$line" ;;
        esac
        check $? "$example (exit $code)" "$out"
    done < "$dir/found"
done
echo "1..$n"
exit $failed
