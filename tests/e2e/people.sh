#!/usr/bin/env bash
# Reports of one meeting in eight languages, made for this: each speaker has one record across languages and scripts. TAP.
set -u
cd "$(dirname "$0")/../.."
courant=$(realpath "${COURANT:-build/courant}")
dir=$(mktemp -d) server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null; rm -rf "$dir"' EXIT
: > "$dir/none.conf"
python3 - > "$dir/articles.jsonl" << 'E2'
import json
rest = {"en": " The talks lasted three hours and were held behind closed doors in the old town hall, where ministers of twelve countries had gathered since the morning.",
        "fr": " Les discussions ont duré trois heures et se sont tenues à huis clos dans l'ancien hôtel de ville, où les ministres de douze pays étaient réunis depuis le matin.",
        "de": " Die Gespräche dauerten drei Stunden und fanden hinter verschlossenen Türen im alten Rathaus statt, wo sich die Minister von zwölf Ländern seit dem Morgen trafen.",
        "es": " Las conversaciones duraron tres horas y se celebraron a puerta cerrada en el antiguo ayuntamiento, donde los ministros de doce países estaban reunidos desde la mañana.",
        "ru": " Переговоры продолжались три часа и проходили за закрытыми дверями в старой ратуше, где с утра собрались министры двенадцати стран.",
        "zh": "会谈持续了三个小时，在旧市政厅闭门举行，十二个国家的部长从早上起就聚集在那里，讨论边境地区的局势和今后的合作。",
        "ja": "会談は三時間続き、十二か国の閣僚が朝から集まった旧市庁舎で非公開で行われ、国境地帯の情勢と今後の協力について話し合われた。",
        "ar": " استمرت المحادثات ثلاث ساعات وعقدت خلف أبواب مغلقة في مبنى البلدية القديم حيث اجتمع وزراء اثنتي عشرة دولة منذ الصباح."}
said = {"en": "Foreign Minister Sergei Kuzmin said the border would stay open. “We will talk again in May,” said Irma Lindgren, the mayor of Lund.",
        "fr": "Le ministre des Affaires étrangères Sergueï Kouzmin a déclaré que la frontière resterait ouverte. « Nous parlerons en mai », a dit la maire de Lund, Irma Lindgren.",
        "de": "„Die Grenze bleibt offen“, sagte Außenminister Sergej Kusmin. „Wir sprechen im Mai wieder“, sagte Bürgermeisterin Irma Lindgren.",
        "es": "«La frontera seguirá abierta», dijo el ministro de Exteriores, Serguei Kuzmin. «Hablaremos en mayo», dijo la alcaldesa de Lund, Irma Lindgren.",
        "ru": "«Граница останется открытой», — заявил министр иностранных дел Сергей Кузьмин. «Мы продолжим в мае», — сказала мэр Лунда Ирма Линдгрен.",
        "zh": "外长谢尔盖·库兹明表示：“边境将保持开放。”",
        "ja": "セルゲイ・クズミン外相は「国境は開かれたままだ」と述べた。",
        "ar": "قال وزير الخارجية سيرغي كوزمين إن الحدود ستبقى مفتوحة."}
for n, lang in enumerate(said):
    print(json.dumps({"id": lang, "lang": lang, "language": lang, "url": "https://%s.example/border" % lang, "published": "2024-03-0%dT10:00:00Z" % (n + 1), "title": "", "text": said[lang] + rest[lang] + "\n\n" + said[lang] + rest[lang]}, ensure_ascii=False))
print(json.dumps({"id": "other", "lang": "en", "language": "en", "url": "https://other.example/skates", "published": "2024-03-09T10:00:00Z", "title": "Skater falls",
    "text": "“The ice was soft,” said figure skater Pavel Kuzmin, who fell twice in the final at the arena in Turku on Saturday evening. “He will train again,” said Kuzmina, his sister. A senior official said that the season was over for the whole team and that the next one would start in October with new coaches and other halls."}))
E2
n=0 failed=0
check() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; [ -z "${3:-}" ] || head -n 12 "$3" | sed 's/^/# /'; fi; }
"$courant" import --quiet --config "$dir/none.conf" --data "$dir/data" "$dir/articles.jsonl" > "$dir/out" 2>&1; check $? "the reports are imported" "$dir/out"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$courant" serve --config "$dir/none.conf" --data "$dir/data" --listen "127.0.0.1:$port" > "$dir/serve" 2>&1 & server=$!
for _ in $(seq 100); do python3 - "$port" <<< 'import socket, sys; socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)' 2> /dev/null && break; sleep 0.1; done
python3 - "http://127.0.0.1:$port" > "$dir/told" 2>&1 << 'E2'
import json, sys, urllib.request
get = lambda path: urllib.request.urlopen(sys.argv[1] + path, timeout=30).read().decode()
for s in json.loads(get("/api/v1/statements?limit=100"))["items"]:
    print("\t".join([s["lang"], str(s["person"]), str(s["speaker"]), str(s["role"])]))
    page = get("/en/person/" + s["person"]) if s["person"] else ""
    if "/article/" + s["article"] not in page and page: print("page without its statement:", s["person"])
E2
kuzmin=$(grep -E '	(Sergei Kuzmin|Sergueï Kouzmin|Sergej Kusmin|Serguei Kuzmin|Сергей Кузьмин|谢尔盖·库兹明|セルゲイ・クズミン|سيرغي كوزمين)	' "$dir/told")
[ "$(cut -f1 <<< "$kuzmin" | sort -u | wc -l)" = 8 ]; check $? "the minister speaks in eight languages" "$dir/told"
[ "$(cut -f2 <<< "$kuzmin" | sort -u | wc -l)" = 1 ]; check $? "and is one person in four scripts" "$dir/told"
lindgren=$(grep -E '	(Irma Lindgren|Ирма Линдгрен)	' "$dir/told")
[ "$(cut -f1 <<< "$lindgren" | sort -u | wc -l)" = 5 ] && [ "$(cut -f2 <<< "$lindgren" | sort -u | wc -l)" = 1 ]; check $? "so is the mayor, in five" "$dir/told"
pavel=$(grep -P '\tPavel Kuzmin\t' "$dir/told" | cut -f2 | sort -u); [ -n "$pavel" ] && [ "$pavel" != None ] && ! grep -qP "\t$pavel\t" <<< "$kuzmin"; check $? "the skater of the same name is somebody else" "$dir/told"
[ "$(grep -iE 'official|Kuzmina' "$dir/told" | cut -f2 | sort -u)" = None ]; check $? "a surname alone and an official are nobody on record" "$dir/told"
! grep -q "page without" "$dir/told"; check $? "each statement stands on its speaker's page" "$dir/told"
echo "1..$n"
exit $failed
