#!/usr/bin/env bash
# Median milliseconds of the site's pages over a store, by wrk: one connection, one after the other.
# usage: bench/site.sh [DATA]     DATA: folder with courant.db; without it a store of ARTICLES (100000) made-up articles is made by bench/store.c
set -eu
cd "$(dirname "$0")/.."
courant=build/courant seconds=${SECONDS_EACH:-5} port=${PORT:-21690}
data=${1:-}
if [ -z "$data" ]; then
    data=build/bench/site-store; mkdir -p "$data"
    [ -f "$data/courant.db" ] || build/bench/store "$data" "${ARTICLES:-100000}" > /dev/null
fi
"$courant" serve --data "$data" --listen "127.0.0.1:$port" --quiet & server=$!
trap 'kill $server 2>/dev/null || true' EXIT
for _ in $(seq 50); do curl -sf "http://127.0.0.1:$port/health" > /dev/null && break; sleep .1; done
base=http://127.0.0.1:$port
story=$(curl -s "$base/api/v1/stories?limit=40" | grep -o '"id": "[^"]*"' | tail -1 | cut -d'"' -f4)
article=$(curl -s "$base/api/v1/articles?limit=40" | grep -o '"id": "[^"]*"' | tail -1 | cut -d'"' -f4)
dossier=$(curl -s "$base/api/v1/dossiers?limit=10" | grep -o '"id": "[^"]*"' | tail -1 | cut -d'"' -f4)
word=$(curl -s "$base/api/v1/articles/$article" | grep -o '"title": "[^"]*"' | head -1 | cut -d'"' -f4 | tr ' ' '\n' | awk 'length > 5' | head -1)
curl -s "$base/metrics" | awk '$1 == "courant_articles" { printf "store: %d articles\n", $2 }'
measure() {
    wrk -t1 -c1 -d"${seconds}s" --latency "$base$2" | awk -v name="$1" '
        $1 == "50%" { median = $2 } $1 == "99%" { slow = $2 } /Requests\/sec/ { rate = $2 } /Non-2xx/ { bad = $NF }
        function ms(t) { return t ~ /us$/ ? t / 1000 : t ~ /ms$/ ? t + 0 : t * 1000 }
        END { printf "%-10s median %7.2f ms   99%% %7.2f ms   %7.0f/s%s\n", name, ms(median), ms(slow), rate, bad ? "   FAILED: " bad : "" }'
}
measure front /en/
measure story "/en/story/$story"
measure article "/en/article/$article"
measure dossier "/en/dossier/$dossier"
measure search "/en/search?q=${word:-news}"
measure feed /en/feed.atom
measure api "/api/v1/articles?limit=100"
