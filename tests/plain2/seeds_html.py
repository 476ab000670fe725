#!/usr/bin/env python3
"""HTML made of the real relayed reports (../shared/seeds), in the manners of reports.py, held against their gold as check.py does for text.

usage: seeds_html.py COURANT SEEDS_FOLDER
Prints one line a check, "1 what" or "0 what": furniture out, at least 95 % of the article's words kept, the notice right.
Standard library only."""
import json, os, re, subprocess, sys, unicodedata
sys.dont_write_bytecode = True
import reports

def flat(s): return " ".join(unicodedata.normalize("NFKC", s or "").replace("’", "'").split())
def words(s): return re.findall(r"\w+", flat(s).lower())
def common(a, b):
    pool, n = list(b), 0
    for w in a:
        if w in pool: pool.remove(w); n += 1
    return n

def lines_of(text, gold):
    furniture = {flat(f) for f in gold["furniture"]}
    notice = max(furniture, key=len) if gold["notice"] else None
    out, seen_text = [], False
    for raw in text.split("\n"):
        line = raw.strip()
        bare = flat(line).strip("| ")
        if not line: continue
        if bare == notice: kind = "n"
        elif bare in furniture: kind = "r" if ":" in bare and seen_text and len(bare) > 40 and not bare.endswith(":") else "-"
        elif not seen_text and not re.search(r"[.!?»”\"]$", line) and " — " in line: kind = "t"
        else: kind, seen_text = "=", True
        out.append(reports.Line(kind, line, bare.split(":", 1)[1].strip() if kind == "r" else None))
    return out

def main(exe, folder):
    gold = json.load(open(os.path.join(folder, "gold.json"), encoding="utf-8"))
    docs = [json.loads(l) for l in open(os.path.join(folder, "documents.jsonl"), encoding="utf-8")]
    docs = [d for d in docs if d["id"] in gold]
    pages = []
    for d in docs:
        ls = lines_of(d["text"], gold[d["id"]])
        title = next((l.text for l in ls if l.kind == "t"), "")
        for manner, make in reports.MANNERS.items(): pages.append({"id": d["id"] + " " + manner, "url": d["url"], "html": make(ls, d["language"], title)})
    data = "".join(json.dumps(p, ensure_ascii=False) + "\n" for p in pages).encode()
    out = subprocess.run([exe, "extract", "-"], input=data, stdout=subprocess.PIPE, check=True).stdout.decode()
    got = {o["id"]: o for o in map(json.loads, out.splitlines())}
    for d in docs:
        g = gold[d["id"]]
        body = flat(d["text"])
        for f in g["furniture"]: body = body.replace(flat(f), " ")
        want = words(body)
        for manner in reports.MANNERS:
            e = got.get(d["id"] + " " + manner, {})
            text = flat(e.get("text"))
            name = "%s as HTML, %s" % (d["id"], manner)
            kept = [f for f in g["furniture"] if flat(f) in text]
            print("%d %s: furniture is out%s" % (bool(text) and not kept, name, "; kept: " + kept[0][:80] if kept else ""))
            share = common(want, words((e.get("title") or "") + " " + text)) / max(1, len(want))
            print("%d %s: the article is whole (%.3f)" % (share > 0.95, name, share))
            n, w = e.get("notice"), g["notice"]
            right = not n if w is None else bool(n) and all(n.get(k) == v or (k == "languages" and sorted(n.get(k) or []) == sorted(v)) for k, v in w.items())
            print("%d %s: the notice is right" % (right, name))

main(*sys.argv[1:])
