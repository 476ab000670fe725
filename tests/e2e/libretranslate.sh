#!/usr/bin/env bash
# LibreTranslate's API as `courant serve` answers it, with real Apertium: the documented curl calls, every error in its order, limits and keys,
# bodies too large or cut off. Skipped where Apertium is not installed. TAP.
set -u
cd "$(dirname "$0")/../.."
courant=$PWD/build/courant n=0 failed=0 scratch=$(mktemp -d) servers=
trap 'for p in $servers; do kill -9 $p 2>/dev/null; done; rm -rf "$scratch"' EXIT
if ! echo "Hola." | "$courant" translate --plain --from es --to en > "$scratch/out" 2>&1; then
    echo "ok 1 # SKIP $(tail -n 1 "$scratch/out")"; echo "1..1"; exit 0
fi
echo '<opml version="2.0"><body/></opml>' > "$scratch/none.opml"
"$courant" import --data "$scratch/data" "$scratch/none.opml" > /dev/null 2>&1

serve() { # serve NAME CONFIG: sets $url and $server; the port is one that was free a moment ago
    local port
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    printf '%s\n' "$2" > "$scratch/$1.conf"
    "$courant" serve --config "$scratch/$1.conf" --data "$scratch/data" --listen "127.0.0.1:$port" > "$scratch/$1.log" 2>&1 &
    server=$! url=http://127.0.0.1:$port servers="$servers $!"
    for _ in $(seq 300); do curl -s -o /dev/null "$url/health" && return 0; sleep 0.1; done
    echo "# the server did not start"; sed 's/^/# /' "$scratch/$1.log"
}
ask() { curl -s --max-time 60 -o "$scratch/body" -w '%{http_code}' "$@" > "$scratch/status"; }
check() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else failed=1; echo "not ok $n - $2"; printf '# %s %s\n' "$(cat "$scratch/status")" "$(head -c 400 "$scratch/body")"; fi; }
# answers STATUS PYTHON-EXPRESSION NAME: j is the body read as JSON
answers() { python3 -c 'import json, sys
status, wanted, text = open(sys.argv[1]).read(), sys.argv[3], open(sys.argv[2], encoding="utf-8").read()
j = json.loads(text)
sys.exit(0 if status == wanted and eval(sys.argv[4]) else 1)' "$scratch/status" "$scratch/body" "$1" "$2" 2> /dev/null; check $? "$3"; }
error() { answers "$1" "set(j) == {'error'} and $2 in j['error']" "$3"; }
json() { ask "$url/$1" -H 'Content-Type: application/json' -d "$2"; }

serve plain ''

# ---- what works ----
json translate '{"q": "El perro come.", "source": "es", "target": "en"}'
answers 200 "j['translatedText'] == 'The dog eats.' and 'detectedLanguage' not in j and 'alternatives' not in j" "JSON"
ask "$url/translate" -d q='El perro come.' -d source=es -d target=en
answers 200 "j['translatedText'] == 'The dog eats.'" "a form"
ask "$url/translate" -F q='El perro come.' -F source=es -F target=en -F format=text -F api_key=
answers 200 "j['translatedText'] == 'The dog eats.'" "a multipart form"
ask "$url/translate?source=es&target=en" -d q='El perro come.'
answers 200 "j['translatedText'] == 'The dog eats.'" "the query is merged with a form"
ask -X POST "$url/translate?q=El%20perro%20come.&source=es&target=en"
answers 200 "j['translatedText'] == 'The dog eats.'" "the query alone"
json translate '{"q": ["El perro come.", "El gato duerme.", ""], "source": "es", "target": "en"}'
answers 200 "j['translatedText'] == ['The dog eats.', 'The cat sleeps.', '']" "a list comes back in its order"
json translate '{"q": "El perro de mi hermana come en la cocina.", "source": "auto", "target": "en"}'
answers 200 "j['detectedLanguage']['language'] == 'es' and 0 < j['detectedLanguage']['confidence'] <= 100" "auto tells the language"
json translate '{"q": ["El perro de mi hermana come.", "El gato duerme en la cocina."], "source": "auto", "target": "en"}'
answers 200 "len(j['detectedLanguage']) == 2 and j['detectedLanguage'][0] == j['detectedLanguage'][1]" "and of a list one for each, all the same"
json translate '{"q": "😀 ✨ !?", "source": "auto", "target": "en"}'
answers 200 "j['translatedText'] == '😀 ✨ !?' and j['detectedLanguage'] == {'confidence': 0, 'language': 'en'}" "signs alone come back as they are"
json translate '{"q": "El perro come.", "source": "es", "target": "en", "alternatives": 3}'
answers 200 "isinstance(j['alternatives'], list) and len(j['alternatives']) <= 3 and j['translatedText'] not in j['alternatives']" "alternatives"
json translate '{"q": ["El perro come.", "El gato."], "source": "es", "target": "en", "alternatives": 1}'
answers 200 "[type(a) for a in j['alternatives']] == [list, list]" "alternatives of a list are lists"
json translate '{"q": "El perro come.", "source": "es", "target": "en", "alternatives": -5}'
answers 200 "'alternatives' not in j" "fewer than none are none"
json translate '{"q": "<p class=\"x\">El perro &amp; el gato.</p><script>var perro = 1 < 2;</script><p>El gato duerme.</p>", "source": "es", "target": "en", "format": "html", "alternatives": 2}'
answers 200 "'<p class=\"x\">' in j['translatedText'] and 'dog &amp; ' in j['translatedText'] and '<script>var perro = 1 < 2;</script>' in j['translatedText'] and '<p>The cat sleeps.</p>' in j['translatedText'] and j['alternatives'] == []" "HTML keeps its tags, and has no alternatives"
json translate '{"q": "El perro come.\n\n  El gato duerme. La casa es grande.\n", "source": "es", "target": "en"}'
answers 200 "j['translatedText'] == 'The dog eats.\n\n  The cat sleeps. The house is big.\n'" "lines and spaces stay"
json translate '{"q": "El perro come.", "source": "ES", "target": "En"}'
answers 200 "j['translatedText'] == 'The dog eats.'" "codes in capitals"
json translate '{"q": "El perro come.", "source": "es", "target": "pt-BR"}'
answers 200 "j['translatedText']" "pt-BR where only pt is there"
json translate '{"q": "El perro come.", "source": "es", "target": "es"}'
answers 200 "j['translatedText'] == 'El perro come.'" "the same language is left alone"
json detect '{"q": "Le chat dort sur la table de la cuisine."}'
answers 200 "j[0]['language'] == 'fr' and 0 < j[0]['confidence'] <= 100 and len(j) <= 3" "detection"
ask "$url/detect" -d q='12345 !!'
answers 200 "j == [{'confidence': 0, 'language': 'en'}]" "detection of nothing"
ask "$url/languages"
answers 200 "all(sorted(l['targets']) == l['targets'] and l['code'] in l['targets'] for l in j) and [l['name'] for l in j if l['code'] == 'es'] == ['Spanish']" "languages"
ask "$url/health"
answers 200 "j == {'status': 'ok'}" "health"
ask "$url/frontend/settings"
answers 200 "j['charLimit'] == 20000 and j['keyRequired'] is False and j['language']['source']['code'] == 'auto'" "settings"
ask "$url/spec"
answers 200 "j['swagger'] == '2.0' and '/translate' in j['paths']" "the description"
curl -s -D "$scratch/headers" -o /dev/null -X OPTIONS "$url/translate" -H 'Origin: https://x.example' -H 'Access-Control-Request-Method: POST'
grep -qi '^HTTP/1.1 20[04]' "$scratch/headers" && grep -qi '^access-control-allow-origin: \*' "$scratch/headers" && grep -qi '^access-control-allow-methods: GET, POST' "$scratch/headers"
check $? "a preflight is answered"
curl -s -D "$scratch/headers" -o /dev/null "$url/en/"; ! grep -qi '^access-control' "$scratch/headers"; check $? "other pages have no such headers"
curl -s -D "$scratch/headers" -o /dev/null "$url/health"; grep -qi '^access-control-allow-origin' "$scratch/headers"; check $? "health has them"

# ---- errors, the first in order when there are several ----
json translate '{"source": "zz", "target": "xx", "format": "pdf"}';                       error 400 "'Invalid request: missing q parameter'" "q is missing"
json translate '{"q": "", "source": "es", "target": "en"}';                               error 400 "'missing q'" "q is empty"
json translate '{"q": [], "source": "es", "target": "en"}';                               error 400 "'missing q'" "q is an empty list"
json translate '{"q": "x", "target": "xx"}';                                              error 400 "'missing source'" "source is missing"
json translate '{"q": "x", "source": "zz"}';                                              error 400 "'missing target'" "target is missing"
json translate '{"q": "x", "source": "zz", "target": "xx", "alternatives": "many"}';      error 400 "'alternatives'" "alternatives is no number"
json translate '{"q": "x", "source": "zz", "target": "xx", "alternatives": 1000000}';     error 400 "'alternatives'" "alternatives over the limit"
json translate '{"q": 5, "source": "es", "target": "en"}';                                error 400 "'q must be'" "q is a number"
python3 -c 'import json; print(json.dumps({"q": ["x"] * 501, "source": "zz", "target": "xx"}))' > "$scratch/many"
ask "$url/translate" -H 'Content-Type: application/json' --data-binary "@$scratch/many";  error 400 "'request (501) exceeds text limit (500)'" "too many texts"
python3 -c 'import json; print(json.dumps({"q": "é" * 20001, "source": "zz", "target": "xx"}))' > "$scratch/long"
ask "$url/translate" -H 'Content-Type: application/json' --data-binary "@$scratch/long";  error 400 "'request (20001) exceeds text limit (20000)'" "a text too long, letters counted"
python3 -c 'print("a\r\n" * 10000, end="")' > "$scratch/lines"
ask "$url/translate" --data-urlencode "q@$scratch/lines" -d source=es -d target=es;       answers 200 "len(j['translatedText']) == 20000" "line ends of a form count once"
json translate '{"q": "x", "source": "zz", "target": "xx", "format": "pdf"}';             error 400 "'zz is not supported'" "source is unknown"
json translate '{"q": "x", "source": "es", "target": "xx", "format": "pdf"}';             error 400 "'xx is not supported'" "target is unknown"
json translate '{"q": "x", "source": "es", "target": "en", "format": "pdf"}';             error 400 "'pdf format is not supported'" "format is unknown"
json translate '{"q": "x", "source": "es", "target": "ja"}';                              error 400 "'courant models add --from es --to ja'" "a missing model: the command that installs it"
json translate '["x"]';                                                                   error 400 "'Invalid JSON format'" "JSON that is no object"
json translate '{"q": ';                                                                  error 400 "'Invalid JSON format'" "JSON that is cut off"
ask "$url/translate" -H 'Content-Type: multipart/form-data; boundary=B' --data-binary $'--B\r\nContent-Disposition: form-data; name="q"\r\n\r\ncut'; error 400 "'cut off'" "a form that is cut off"
ask "$url/translate" -H 'Content-Type: text/plain' -d 'q=x';                              error 400 "'missing q'" "another type of body"
ask "$url/translate";                                                                     error 405 "'not allowed'" "GET of what is posted"
ask -X POST "$url/languages" -d a=b;                                                      error 405 "'not allowed'" "POST of what is got"
ask "$url/suggest" -d q=a -d s=b -d source=es -d target=en;                               error 403 "'Suggestions are disabled'" "suggestions are switched off"
ask "$url/translate_file" -F file=@"$scratch/lines" -F source=es -F target=en;            error 403 "'disabled'" "files are switched off"
ask "$url/translate/x"; [ "$(cat "$scratch/status")" = 404 ]; check $? "an unknown path"
ask "$url/languages" -H 'Host: evil.example';                                             error 421 "'host'" "another host's name (DNS rebinding)"

# ---- bodies ----
head -c 5000000 /dev/zero | tr '\0' a > "$scratch/huge"
ask "$url/translate" --data-binary "@$scratch/huge";                                      error 413 "'http_body_bytes'" "a body over the limit"
ask "$url/translate" --data-binary "@$scratch/huge" -H 'Expect:';                         error 413 "'http_body_bytes'" "sent without asking first"
ask "$url/translate" --data-binary "@$scratch/huge" -H 'Expect:' -H 'Transfer-Encoding: chunked'; error 413 "'http_body_bytes'" "sent in chunks"
ask "$url/translate" -H 'Content-Type: application/json' -H 'Transfer-Encoding: chunked' -d '{"q": "El perro come.", "source": "es", "target": "en"}'
answers 200 "j['translatedText'] == 'The dog eats.'" "chunks that fit"
ask "$url/translate" -H 'Content-Type: application/json' -H 'Expect: 100-continue' -d '{"q": "El perro come.", "source": "es", "target": "en"}'
answers 200 "j['translatedText'] == 'The dog eats.'" "a client that asks first"
python3 - "${url#http://}" > "$scratch/judged" <<'PY'
import socket, sys, time
host, port = sys.argv[1].split(":")
def connect():
    s = socket.create_connection((host, int(port)))
    s.settimeout(60)
    return s
body = b"q=El+perro+come.&source=es&target=en"
head = b"POST /translate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(body)
s = connect()
for b in head + body: s.sendall(bytes([b]))
print(int(b"The dog eats." in s.recv(4000)), "byte by byte")
s.sendall(head + body)
print(int(b"The dog eats." in s.recv(4000)), "and again on the same connection")
for _ in range(50): # gone in the middle of a body, and while a translation is made
    s = connect(); s.sendall(head + body[:9]); s.close()
    s = connect(); s.sendall(head + body); s.close()
s = connect()
s.sendall(head + body)
print(int(b"The dog eats." in s.recv(4000)), "a hundred clients that went away: the next one is served")
s = connect()
s.sendall(head.replace(b"Host", b"Content-Length: 5\r\nHost") + body)
print(int(b" 400 " in s.recv(4000).split(b"\r\n")[0]), "two lengths are refused")
PY
while read -r good name; do [ "$good" = 1 ]; check $? "$name"; done < "$scratch/judged"
kill -INT $server; wait $server; [ $? = 0 ]; check $? "Ctrl-C ends it cleanly"

# ---- keys and limits ----
serve keys '[serve]
keys = {"k-one", "k-two"}
key_required = yes
char_limit = 10
batch_limit = 2
alternatives_limit = 1'
json translate '{"source": "es"}';                                                        error 400 "'API key'" "no key where one is needed, before anything else"
json translate '{"q": "x", "api_key": "k-three"}';                                        error 403 "'Invalid API key'" "a wrong key"
json translate '{"q": "El perro.", "source": "es", "target": "en", "api_key": "k-two"}';  answers 200 "j['translatedText'] == 'The dog.'" "a right key"
ask "$url/translate" -d q='El perro.' -d source=es -d target=en -d api_key=k-one;         answers 200 "j['translatedText'] == 'The dog.'" "and in a form"
json translate '{"q": "12345678901", "source": "es", "target": "en", "api_key": "k-one"}'; error 400 "'(11) exceeds text limit (10)'" "the limit of letters"
json translate '{"q": ["a", "b", "c"], "source": "es", "target": "en", "api_key": "k-one"}'; error 400 "'(3) exceeds text limit (2)'" "the limit of texts"
ask "$url/frontend/settings"; answers 200 "j['charLimit'] == 10 and j['keyRequired'] and j['apiKeys']" "settings say so"
! grep -q 'k-one\|k-two\|k-three' "$scratch/keys.log"; check $? "no key in the log"
kill -TERM $server; wait $server
serve slow '[serve]
requests_per_minute = 4
keys = {"k-one"}'
for _ in 1 2 3 4 5; do json translate '{"q": "a"}'; done;                                 error 429 "'Slowdown:'" "requests a minute"
curl -s -D "$scratch/headers" -o /dev/null "$url/translate" -d q=a; grep -qi '^retry-after: [0-9]' "$scratch/headers"; check $? "and when to come back"
json translate '{"q": "El perro.", "source": "es", "target": "en", "api_key": "k-one"}';  answers 200 "j['translatedText'] == 'The dog.'" "a key lifts the limit"
ask "$url/health"; answers 200 "j == {'status': 'ok'}" "health is not limited"
kill -TERM $server; wait $server
serve off '[serve]
translate = no'
ask "$url/translate" -d q=a -d source=es -d target=en; [ "$(cat "$scratch/status")" != 200 ]; check $? "translate = no serves none"
ask "$url/health"; answers 200 "j == {'status': 'ok'}" "but the site's own health"
curl -s -D "$scratch/headers" -o /dev/null "$url/health"; ! grep -qi '^access-control' "$scratch/headers"; check $? "without headers for other pages"
kill -TERM $server; wait $server
echo "1..$n"
exit $failed
