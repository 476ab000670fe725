#!/usr/bin/env bash
# From a model on the disk to a page: made-up models installed, lines translated, an article imported, its page says who translated it. TAP.
set -u
cd "$(dirname "$0")/../.."
courant=$(realpath "${COURANT:-build/courant}") make_model=$PWD/scripts/make-model
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
n=0 failed=0
check() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; [ -z "${3:-}" ] || head -n 8 "$3" | sed 's/^/# /'; fi; }
printf '[site]\nmain = en\neditions = {en, es}\n[translate]\nengines = {marian}\n' > "$dir/conf"
c() { timeout 120 "$courant" "$@" --config "$dir/conf" --data "$dir/data"; }

echo "El tren llega hoy." | c translate --from es --to en > "$dir/out" 2> "$dir/err"
[ $? = 1 ] && grep -q "courant models add --from es --to en" "$dir/err"; check $? "without a model: the line names the command that mends it" "$dir/err"
"$make_model" --dictionary "$dir/es-en" > /dev/null && "$make_model" --dictionary --seed 2 "$dir/en-it" > /dev/null
c models add --from es --to en "$dir/es-en" > "$dir/out" 2>&1 && c models add --from en --to it "$dir/en-it" >> "$dir/out" 2>&1; check $? "two models are added" "$dir/out"
c translate --list > "$dir/list" 2> "$dir/err"
grep -q "^es-en.marian" "$dir/list" && grep -q "^es-it.marian.*via en" "$dir/list"; check $? "the list shows both, and the way through English" "$dir/list"
printf 'El tren llega hoy. La ciudad abre un mercado.\nEL TREN LLEGA HOY\n' > "$dir/in"
c translate --from es --to en "$dir/in" > "$dir/out" 2> "$dir/err"
printf 'The train arrives today. This city opens a market.\nTHE TRAIN ARRIVES TODAY\n' | cmp -s - "$dir/out"; check $? "what comes out is what the dictionary says" "$dir/out"
for threads in 1 3; do c translate --threads $threads --from es --to en --json "$dir/in" > "$dir/json$threads" 2> /dev/null; done
cmp -s "$dir/json1" "$dir/json3"; check $? "the same on one thread and on three"
python3 - "$dir/json1" << 'P'; check $? "every sentence has its engine, model, hash, score and grade" "$dir/json1"
import json, sys
lines = [json.loads(l) for l in open(sys.argv[1])]
assert len(lines) == 2 and len(lines[0]["sentences"]) == 2
for l in lines:
    for s in [l] + l["sentences"]:
        assert s["engine"] == "marian" and s["model"].startswith("es-en/") and len(s["hash"]) == 25 and s["grade"] == "good" and s["flags"] == []
        assert -0.35 < s["probability"] <= 0 and 0.7 < s["score"] <= 1
P
printf 'El tren llega hoy. The minister said that all the bridges of the city would be closed until the end of the week. Сегодня президент заявил, что правительство не примет это предложение.\n' > "$dir/mixed"
c translate --from es --to en --json "$dir/mixed" > "$dir/json" 2> "$dir/err"
[ $? = 1 ] && grep -q ": 1 sentence could not be translated and stands as it was: line 1$" "$dir/err"; check $? "the line of what could not be translated is named" "$dir/err"
for i in 1 2 3 4 5 6 7; do cat "$dir/mixed"; done | c translate --from es --to en > /dev/null 2> "$dir/err"
grep -q ": 7 sentences could not be translated and stand as they were: lines 1, 2, 3, 4, 5 and more$" "$dir/err"; check $? "of many lines the first" "$dir/err"
seq -f "El tren llega hoy %g." 2000 | { c translate --from es --to en 2> "$dir/err"; echo $? > "$dir/rc"; } | head -n 1 > "$dir/out"
[ ! -s "$dir/err" ] && grep -q . "$dir/out" && [ "$(cat "$dir/rc")" != 0 ]; check $? "a closed pipe ends it quietly" "$dir/err"
if [ -c /dev/full ]; then
    c translate --from es --to en "$dir/in" > /dev/full 2> "$dir/err"
    [ $? = 1 ] && [ "$(cat "$dir/err")" = "courant: standard output: No space left on device" ]; check $? "a full disk is told in the system's words, once" "$dir/err"
fi
python3 - "$dir/json" << 'P'; check $? "a sentence of the reader's language stays, one that no engine knows is not invented" "$dir/json"
import json, sys
s = json.load(open(sys.argv[1]))["sentences"]
assert [x["lang"] for x in s] == ["es", "en", "ru"] and [x["engine"] for x in s] == ["marian", "none", None]
assert s[2]["flags"] == ["source_doubtful"] and s[2]["grade"] == "hopeless"
P

# An article, its page and its entry in the API.
mkdir "$dir/pages"
cat > "$dir/pages/puente.html" << 'H'
<!doctype html><html lang="es"><head><title>El puente de la ciudad cierra hoy</title><meta property="article:published_time" content="2024-03-05T10:00:00Z"></head>
<body><article><h1>El puente de la ciudad cierra hoy</h1><p>El gobierno de la ciudad cierra hoy el puente grande sobre el río. El alcalde dijo ayer que el tren llega siempre después de la noche.</p>
<p>La presidenta dice que la ley es nueva y que la escuela abre después de la nieve. The minister said that all the bridges of the city would be closed until the end of the week.</p>
<p>Todos por la calle, nadie en el mercado: el pan sube y la leche baja. El barco sale hoy del puerto con agua y con pan para el pueblo pequeño.</p></article></body></html>
H
c import --quiet --translate "$dir/pages" > "$dir/out" 2> "$dir/err"; check $? "an article is imported and translated" "$dir/err"
c publish "$dir/site" > "$dir/out" 2> "$dir/err"; check $? "its site is written" "$dir/err"
page=$(grep -rl "The government of this city" "$dir/site/en/article" 2> /dev/null | head -n 1)
[ -n "$page" ] && grep -q "translated by machine from Spanish · marian" "$page"; check $? "what is public of it says that marian translated it" "$dir/err"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
c serve --listen 127.0.0.1:$port > "$dir/out" 2> "$dir/err" & server=$!
for _ in $(seq 100); do curl -s -o /dev/null "http://127.0.0.1:$port/en/" && break; sleep 0.1; done
id=$(curl -s "http://127.0.0.1:$port/api/v1/articles" | sed -n 's/.*"id": "\([0-9a-f]*\)", "url".*/\1/p' | head -n 1)
curl -s "http://127.0.0.1:$port/en/article/$id" > "$dir/page"
curl -s "http://127.0.0.1:$port/api/v1/articles/$id?edition=en" > "$dir/json"
for i in 1 2 3 4 5 6 7 8; do
    curl -s -d "q=El tren $i llega hoy." -d source=es -d target=en -d alternatives=$((i % 2)) "http://127.0.0.1:$port/translate" > "$dir/asked.$i" & asked[i]=$!
done
for i in 1 2 3 4 5 6 7 8; do wait "${asked[i]}"; done
for pid in $(pgrep -f -- "--listen 127.0.0.1:$port"); do cat "/proc/$pid/maps"; done 2> /dev/null | grep "models/es-en/.*model.bin" > "$dir/maps"
kill $server; wait $server 2> /dev/null
[ "$(grep -l "The train" "$dir"/asked.* | wc -l)" = 8 ] && [ "$(wc -l < "$dir/maps")" = 1 ]; check $? "eight clients at once share one open model" "$dir/maps"
grep -q "translated by machine from Spanish · marian es-en/" "$dir/page"; check $? "the whole page names the model" "$dir/err"
grep -q "El gobierno de la ciudad cierra hoy" "$dir/page"; check $? "each sentence beside its original"
grep -q "in English in the original" "$dir/page"; check $? "the English quotation stands as it was said"
python3 - "$dir/json" << 'P'; check $? "the API has engine, model, hash and grade of every sentence" "$dir/json"
import json, sys
s = json.load(open(sys.argv[1]))["sentences"]
made = [x for x in s if x["machine_translated"]]
assert len(made) >= 4 and all(x["engine"] == "marian" and x["model"] and x["hash"] and x["grade"] for x in made)
P

# A model that is damaged after its installation.
model=$(ls "$dir/data/models/es-en/"*/model.bin) && chmod u+w "$model" && cp "$model" "$dir/whole"
python3 -c 'import sys; b = bytearray(open(sys.argv[1], "rb").read()); b[0:400] = bytes(400); open(sys.argv[1], "wb").write(b)' "$model"
echo "El tren llega hoy." | c translate --from es --to en > "$dir/out" 2> "$dir/err"
[ $? = 1 ] && grep -q "model.bin" "$dir/err" && [ "$(wc -l < "$dir/err")" = 1 ]; check $? "a damaged model: one line that names its file" "$dir/err"
head -c 5000 "$dir/whole" > "$model"
echo "El tren llega hoy." | c translate --from es --to en > "$dir/out" 2> "$dir/err"
[ $? = 1 ] && grep -q "courant models check" "$dir/err" && [ "$(wc -l < "$dir/err")" = 1 ]; check $? "one cut off: one line that says how to see what is wrong" "$dir/err"
cp "$dir/whole" "$model"
echo "El tren llega hoy." | c translate --from es --to en 2> "$dir/err" | grep -q "The train"; check $? "whole again, it translates" "$dir/err"
echo "1..$n"
exit $failed
