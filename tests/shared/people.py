"""What a served store tells of the people of the seeds, against their gold. usage: people.py ADDRESS SEEDS. TAP."""
import html, json, os, re, sys, urllib.request

address, seeds = sys.argv[1:3]
sys.path.insert(0, seeds)
sys.dont_write_bytecode = True
from check import same_name, union_overlap

n = failed = 0
def check(ok, what, why=""):
    global n, failed
    n += 1
    print("%sok %d - %s" % ("" if ok else "not ", n, what))
    if not ok:
        failed += 1
        if why: print("# " + str(why)[:300])

def get(path): return urllib.request.urlopen(address + path, timeout=30).read().decode()
def items(path):
    out, cursor = [], ""
    while cursor is not None:
        page = json.loads(get(path + cursor))
        out += page["items"]
        cursor = "&cursor=" + page["next"] if page.get("next") else None
    return out
def plain(markup): return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())

gold = json.load(open(os.path.join(seeds, "gold.json"), encoding="utf-8"))
articles = items("/api/v1/articles?limit=100")
of = {a["url"].rstrip("/").split("/")[-1]: a for a in articles}
document = {g: of.get(g.split("-")[-1]) for g in gold}
check(all(document.values()) and len(articles) == len(gold), "every document is an article", articles)
dossiers = {a["dossier"] for a in articles}
check(len(dossiers) == 1, "one dossier", dossiers)
statements = items("/api/v1/statements?limit=100")
page = get("/en/dossier/" + sorted(dossiers)[0])

records, shown, carried, wanted_via = {}, 0, [], 0
for g, what in gold.items():
    mine = [s for s in statements if document[g] and s["article"] == document[g]["id"]]
    for s in what["statements"]:
        if not re.fullmatch(r"[A-ZÀ-Þ][\w’'-]+( [A-ZÀ-Þ][\w’'-]+)+", s["speaker"]): continue # a person by name
        best = max(mine, key=lambda x: union_overlap(s["quote"], x["quote"]), default=None)
        if not best or union_overlap(s["quote"], best["quote"]) < .5 or not any(same_name(m, c) for m in (s["speaker"], s.get("mention")) if m for c in (best["speaker"], best["mention"]) if c):
            if not s.get("optional"): print("# missed: %s: %s" % (s["speaker"], s["quote"][:70]))
            continue
        if best["speaker"] and same_name(s["speaker"], best["speaker"]): records.setdefault(s["speaker"], []).append(best)
        if s.get("via"):
            wanted_via += 1
            if any(same_name(v, w) for v in s["via"] for w in best["via"]): carried.append(best)
for name, said in sorted(records.items()):
    ids = {s["person"] for s in said}
    check(len(ids) == 1 and None not in ids, "%s: %d statements under one record" % (name, len(said)), ids)
    id_ = next(iter(ids - {None}), None)
    if not id_: continue
    person = get("/en/person/" + id_)
    every = [s for s in statements if s["person"] == id_]
    check(all(same_name(name, s["speaker"]) for s in every), "  which is nobody else's", [s["speaker"] for s in every])
    check(all('id="q-%s"' % s["id"] in person for s in every) and name in plain(person), "  a page of their own shows them")
    section = [v for v in re.findall(r'<section class="voice">.*?</section>', page, re.S) if "/person/%s\"" % id_ in v]
    check(len(section) == 1 and all(" ".join(s["quote"].split())[:40] in plain(section[0]) for s in every), "  and so does the dossier's, in one place", len(section))
    roles = {s["role"] for s in every if s["role"]}
    check(all(r in plain(person) for r in roles) and (not roles or "/article/" in person.split("class=\"statements\"")[0]), "  with the roles, each beside its report", roles)
check(len({s[0]["person"] for s in records.values()}) == len(records), "no two persons share a record")
check(len(records) >= 6, "six persons at least", sorted(records))
check(len(carried) >= .7 * wanted_via, "carriers: %d of %d" % (len(carried), wanted_via))
check(all(any(v in p for v in s["via"]) for s in carried for p in [plain(page)]), "and the dossier's page names them")
for g, what in gold.items():
    a = document[g]
    if not a: continue
    marked = (what["notice"] or {}).get("machine_translated", False)
    check(bool((a["notice"] or {}).get("machine_translated")) == marked, "%s is %smarked as machine translated" % (g, "" if marked else "not "), a["notice"])
    row = re.findall(r'<(?:li|tr)\b(?:(?!</(?:li|tr)>).)*?/article/%s".*?</(?:li|tr)>' % a["id"], page, re.S)
    check(any("machine translated" in plain(r).lower() for r in row) == marked, "  on the dossier's page as well", len(row))
print("1..%d" % n)
sys.exit(1 if failed else 0)
