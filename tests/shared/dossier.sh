#!/usr/bin/env bash
# The real relayed reports as one dossier: its timeline holds every dated entry of the hand-made gold, one happening told at
# three grains is one entry, relays are marked as what their pages say they are, in the API and on the page. TAP.
set -u
cd "$(dirname "$0")/../.."
seeds=../shared/seeds
if [ ! -f "$seeds/gold.json" ]; then echo "ok 1 - dossier # SKIP ../shared/seeds is missing"; echo 1..1; exit 0; fi
work=$(mktemp -d "${TMPDIR:-/tmp}/courant-dossier-XXXXXX")
trap 'rm -rf "$work"' EXIT
if ! build/courant --data "$work/data" import "$seeds/documents.jsonl" >"$work/import" 2>&1; then
    echo "not ok 1 - import"; sed 's/^/# /' "$work/import"; echo 1..1; exit 1
fi
if ! build/courant --data "$work/data" publish "$work/site" --base-url https://news.example >"$work/publish" 2>&1; then
    echo "not ok 1 - publish"; sed 's/^/# /' "$work/publish"; echo 1..1; exit 1
fi
python3 - "$seeds" "$work/site" <<'PYTHON'
import glob, html, json, os, re, subprocess, sys
seeds, site = sys.argv[1:]
gold = json.load(open(os.path.join(seeds, "gold.json"), encoding="utf-8"))
n = failed = 0
def ok(right, what, *why):
    global n, failed
    n += 1
    failed += not right
    print(("ok" if right else "not ok"), n, "-", what)
    if not right:
        for w in why: print("#", w)
def flat(s): return " ".join(s.replace("\u2019", "'").split())
lines = subprocess.run(["build/courant", "extract", os.path.join(seeds, "documents.jsonl")], stdout=subprocess.PIPE).stdout
digest = json.loads(subprocess.run(["build/courant", "digest", "-"], input=lines, stdout=subprocess.PIPE).stdout)

# 1. every dated entry of the gold, with its date at its own grain, in a happening that tells what it dates
for document, g in sorted(gold.items()):
    for e in g.get("timeline", []):
        found = any(m["article"] == document and m["date"] == e["date"] and flat(e["about"]) in flat(m["sentence"])
                    for h in digest["happenings"] for m in h["reports"])
        ok(found, f"{document}: {e['date']} {e['expression']}", e["about"])

# 2. told at three grains by three reports, one entry, named by its day
grains = [h for h in digest["happenings"] if {len(m["date"]) for m in h["reports"]} == {4, 7, 10} and len({m["article"] for m in h["reports"]}) == 3]
ok(len(grains) == 1 and len(grains[0]["date"]) == 10, "one happening told by year, month and day is one entry", *[h["date"] for h in grains])

# 3. relays: machine translated as the page says, whom it relays, and nothing else marked
relays = {r["article"]: r for r in digest["relays"]}
for document, g in sorted(gold.items()):
    notice = g.get("notice") or {}
    r = relays[document]
    ok(r["machine_translated"] == bool(notice.get("machine_translated")), f"{document}: machine translated or not", r)
    ok((r["credit"] or None) == notice.get("relay_of"), f"{document}: whose text it says it carries", r)
    ok((r["origin"] == "declared") == bool(notice.get("relay_of")), f"{document}: counts as a relay or not", r)

# 4. the page of the dossier
pages = glob.glob(os.path.join(site, "fr", "dossier", "*", "index.html"))
ok(len(pages) == 1, "one dossier page", *pages)
if pages:
    page = flat(html.unescape(re.sub(r"<[^>]+>", " ", open(pages[0], encoding="utf-8").read())))
    for document, g in sorted(gold.items()):
        for e in g.get("timeline", []):
            ok(flat(e["about"]) in page and flat(e["expression"]) in page, f"page: {document}: {e['date']}", e["about"])
    marked = page.count("traduit par machine, dit la page")
    translated = sum(bool((g.get("notice") or {}).get("machine_translated")) for g in gold.values())
    ok(marked >= translated, "page: machine translated relays say so", marked, translated)
print(f"1..{n}")
sys.exit(failed > 0)
PYTHON
