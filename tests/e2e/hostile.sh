#!/usr/bin/env bash
# Files that try to break an import: each meets its named limit and one clear line, and the next document is processed. TAP.
set -u
cd "$(dirname "$0")/../.."
courant=$(realpath build/courant)
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT
n=0 failed=0
check() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; [ -z "${3:-}" ] || printf '%s\n' "$3" | head -n 12 | sed 's/^/# /'; fi; }
python3 tests/e2e/make_hostile.py "$dir/pages"

(ulimit -v 4000000; timeout 300 "$courant" import --data "$dir/data" "$dir/pages" > "$dir/out" 2> "$dir/err"); code=$?
[ $code -le 1 ]; check $? "the import ends by itself (exit $code)" "$(cat "$dir/err")"
"$courant" export jsonl --data "$dir/data" > "$dir/export" 2>> "$dir/err"; check $? "the store can be exported" "$(cat "$dir/err")"
python3 - "$dir/export" "$dir/pages" "$dir/err" > "$dir/judged" <<'PY'
import json, os, sys
rows = {}
for line in open(sys.argv[1], encoding="utf-8"):
    o = json.loads(line)
    rows[os.path.basename(o.get("url") or o.get("id"))] = o
said = open(sys.argv[3], encoding="utf-8", errors="replace").read()
def text(name): return (rows.get(name) or {}).get("text") or ""
for name in sorted(os.listdir(sys.argv[2])):
    o = rows.get(name)
    known = bool(o and (o.get("outcome") == "article" or o.get("reason"))) or any(name in l for l in said.splitlines())
    print(int(known), "%s is an article or has its reason: %s" % (name, (o or {}).get("outcome") or "one line on standard error"))
want = {"windows-1251": "бюджет на следующий год", "shift_jis": "来年度の予算を承認した", "gb18030": "市议会通过了明年的预算", "iso-8859-1": "a déclaré que les travaux"}
for charset, words in want.items():
    for how in ("declared", "undeclared"):
        print(int(words in text("%s-%s-%s.html" % ("10" if how == "declared" else "11", how, charset))), "%s, %s, is read" % (charset, how))
print(int("a déclaré que les travaux" in text("12-lying.html")), "a page that lies about its encoding is read")
print(int("a déclaré que les travaux" in text("99-good.html")), "the document after all of them is processed")
big = rows.get("01-big.html") or {}
print(int("page_bytes" in (big.get("reason") or "") + said), "the 200 MB page names its limit")
PY
while read -r ok what; do [ "$ok" = 1 ]; check $? "$what"; done < "$dir/judged"
[ "$(wc -l < "$dir/judged")" -gt 25 ]; check $? "every file was judged"

# A second import of the same files changes nothing.
timeout 300 "$courant" import --data "$dir/data" "$dir/pages" > /dev/null 2>&1
"$courant" export jsonl --data "$dir/data" > "$dir/again" 2>/dev/null; cmp -s "$dir/export" "$dir/again"; check $? "a second import changes nothing"

# Feeds.
python3 - "$dir" <<'PY'
import sys
d = sys.argv[1]
laugh = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">' + "".join('<!ENTITY l%d "%s">' % (i, "&l%d;" % (i - 1) * 10 if i else "&lol;" * 10) for i in range(12)) + ']><rss version="2.0"><channel><title>&l11;</title><item><title>after</title></item></channel></rss>'
open(d + "/laughs.xml", "w").write(laugh)
open(d + "/many.xml", "w").write('<rss version="2.0"><channel><title>Many</title>' + "".join("<item><title>Item %d</title><link>https://example.org/%d</link></item>" % (i, i) for i in range(50000)) + "</channel></rss>")
PY
(ulimit -v 2000000; timeout 60 "$courant" feed "$dir/laughs.xml" > "$dir/laughs.json" 2> "$dir/err"); code=$?
[ $code -le 1 ] && [ "$(wc -c < "$dir/laughs.json")" -lt 100000 ]; check $? "a billion laughs stay unlaughed" "$(cat "$dir/err")"
timeout 60 "$courant" feed "$dir/many.xml" > "$dir/many.json" 2> "$dir/err" && python3 - "$dir/many.json" <<'PY'
import json, sys
o = json.load(open(sys.argv[1], encoding="utf-8"))
sys.exit(0 if 0 < len(o["entries"]) <= 50000 and o["entries"][0]["title"] == "Item 0" and (len(o["entries"]) == 50000 or "feed_entries" in json.dumps(o)) else 1)
PY
check $? "a feed of 50,000 items is read to its named limit" "$(head -c 300 "$dir/err")"
echo "1..$n"
exit $failed
