#!/usr/bin/env python3
"""How many speakers get their fullest name. usage: speakers.py COURANT GOLD.jsonl [--show]
Gold quotes carry `name`, the fullest name of the speaker in the document (../shared/bench/quotes/fr-dev.jsonl). Of the gold
quotes found (words overlap by half of their union), prints the share whose `speaker` is that name: the same words but for
titles, articles and marks; and of those that the text calls otherwise beside the quotation (a pronoun, a role, a surname)."""
import json, re, subprocess, sys, unicodedata

FILL = set("le la les l de du des d et un une the a an of m mme mr mrs ms dr".split())
def words(s): return re.findall(r"\w+", unicodedata.normalize("NFKC", s or "").replace("’", "'").lower())
def key(s): return {w for w in re.findall(r"\w+", "".join(c for c in unicodedata.normalize("NFD", (s or "").replace("’", "'").lower()) if not unicodedata.combining(c))) if w not in FILL}
def overlap(a, b):
    a, b = words(a), words(b)
    pool, n = list(b), 0
    for w in a:
        if w in pool: pool.remove(w); n += 1
    return n / (len(a) + len(b) - n) if a and b else 0

courant, gold = sys.argv[1], [json.loads(l) for l in open(sys.argv[2], encoding="utf-8")]
lines = "".join(json.dumps({"id": str(i), "lang": d["lang"], "text": d["text"]}, ensure_ascii=False) + "\n" for i, d in enumerate(gold))
out = subprocess.run([courant, "quotes", "-"], input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
got = {o["id"]: o["quotes"] for o in map(json.loads, out.splitlines())}
found = right = short = short_right = 0
for i, d in enumerate(gold):
    for q in d["quotes"]:
        best = max(got[str(i)], key=lambda x: overlap(q["quote"], x["quote"]), default=None)
        if not q.get("name") or not best or overlap(q["quote"], best["quote"]) < .5: continue
        ok = key(q["name"]) == key(best["speaker"])
        other = key(q.get("speaker")) != key(q["name"])
        found += 1; right += ok; short += other; short_right += ok and other
        if "--show" in sys.argv and not ok: print("%s: %s (got %s): %s" % (d["id"], q["name"], best["speaker"], q["quote"][:60]))
print("fullest name %d of %d = %.1f %%; where the text calls them otherwise %d of %d = %.1f %%" %
      (right, found, 100 * right / max(found, 1), short_right, short, 100 * short_right / max(short, 1)))
