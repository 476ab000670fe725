#!/usr/bin/env python3
"""Where reports differ: precision and recall of `courant digest` over groups of short reports made for the purpose.

usage: differences.py COURANT [differences.jsonl]
       differences-2.jsonl was written when the rules were done (then: precision 100, recall 71), and no rule was made for it
       differences-3.jsonl: tolls that rise, bounds behind a number, what may be; written before any rule for them (then: precision 40, recall 11)
       differences-4.jsonl: 19 more, written when those were done (precision 100, recall 71), and no rule was made for it

A line of the set is a story: {"id", "articles", "differ": [...], "develop": [...]}, the latter two what the program must say
of it: kind, what is counted, and the values. A difference counts when kind and values are all right; half of the groups have
none, and every difference told of those is false. Standard library only."""
import json, os, subprocess, sys

here = os.path.dirname(os.path.abspath(__file__))
courant = sys.argv[1]
groups = [json.loads(l) for l in open(sys.argv[2] if len(sys.argv) > 2 else os.path.join(here, "differences.jsonl"), encoding="utf-8")]
lines = "".join(json.dumps({"id": g["id"], "articles": g["articles"]}, ensure_ascii=False) + "\n" for g in groups)
out = subprocess.run([courant, "digest", "-"], input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
answers = {a["id"]: a for a in map(json.loads, out.splitlines())}

def key(d): return d["kind"], d["about"], frozenset(d["values"])
total = {}
for g in groups:
    told = [{"kind": d["kind"], "about": d["about"], "values": [s["value"] for s in d["sides"]], "development": d["development"]} for d in answers[g["id"]]["differences"]]
    for what, gold, system in (("differ", g["differ"], [d for d in told if not d["development"]]), ("develop", g["develop"], [d for d in told if d["development"]])):
        gold, system = set(map(key, gold)), set(map(key, system))
        right, said, due = total.get(what, (0, 0, 0))
        total[what] = right + len(gold & system), said + len(system), due + len(gold)
        for d in sorted(gold - system, key=str): print("missed", g["id"], what, d[0], d[1], sorted(d[2]))
        for d in sorted(system - gold, key=str): print("false ", g["id"], what, d[0], d[1], sorted(d[2]))
for what, (right, said, due) in total.items():
    print(f"{what}: {len(groups)} groups, {due} in them, {said} told, precision {100 * right / said if said else 100:.1f}, recall {100 * right / due if due else 100:.1f}")
