#!/usr/bin/env python3
"""Translated copies as `courant digest` tells them: recall over pairs of one text in two languages, and how often two reports
that are no translations are taken for one.

usage: translations.py COURANT [ntrex.jsonl] [--languages en,fr,es,it,pt,de]       default: ../shared/bench/stories

Positive: two languages of one text (a line holds "lang", "title", "text", "cluster"). Negative: one text beside another of
another language, each with the next twelve. Then translations.jsonl beside this file: an original, its translation, and a report
of the same event by another hand in the language of the translation. Standard library only."""
import collections, json, os, subprocess, sys

args = [a for a in sys.argv[1:] if not a.startswith("--")]
langs = "en,fr,es,it,pt,de"
if "--languages" in sys.argv:
    langs = sys.argv[sys.argv.index("--languages") + 1]
    args.remove(langs)
here = os.path.dirname(os.path.abspath(__file__))
path = args[1] if len(args) > 1 else os.path.join(here, "..", "..", "..", "shared", "bench", "stories", "ntrex.jsonl")
if not os.path.exists(path): sys.exit("translations.py: " + path + " is missing")
texts = collections.defaultdict(dict)
for line in open(path, encoding="utf-8"):
    a = json.loads(line)
    if a["lang"] in langs.split(","): texts[a["cluster"]][a["lang"]] = a
clusters, tasks = list(texts), []
def task(a, b, same):
    article = lambda x, n: {"id": str(n), "lang": x["lang"], "title": x["title"], "text": x["text"], "outlet": "outlet %d" % n}
    tasks.append((same, a["lang"] + "-" + b["lang"], json.dumps({"id": str(len(tasks)), "articles": [article(a, 1), article(b, 2)]}, ensure_ascii=False)))
for i, c in enumerate(clusters):
    for k, x in enumerate(sorted(texts[c])):
        for y in sorted(texts[c])[k + 1:]: task(texts[c][x], texts[c][y], True)
        for step in range(1, 13):
            other = texts[clusters[(i + step) % len(clusters)]]
            y = sorted(other)[(k + step) % len(other)]
            if y != x: task(texts[c][x], other[y], False)
event, first = [json.loads(l) for l in open(os.path.join(here, "translations.jsonl"), encoding="utf-8")], len(tasks)
for e in event:
    for other in ("translation", "own"): task(dict(e["original"], title=""), dict(e[other], title=""), other == "translation")
out = subprocess.run([args[0], "digest", "-"], input="\n".join(t[2] for t in tasks).encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
said = [any(r["origin"] == "translation" for r in json.loads(l)["relays"]) for l in out.splitlines()]
hard, tasks, said = list(zip(tasks[first:], said[first:])), tasks[:first], said[:first]
pairs = collections.defaultdict(list)
for (same, pair, _), s in zip(tasks, said):
    if same: pairs[pair].append(s)
found, due = sum(map(sum, pairs.values())), sum(map(len, pairs.values()))
false = sum(s for (same, _, _), s in zip(tasks, said) if not same)
for p in sorted(pairs): print(f"{p}: {100 * sum(pairs[p]) / len(pairs[p]):.0f} %")
print(f"translations: {due} pairs, recall {100 * found / due:.1f}; {len(tasks) - due} pairs of two texts, taken for one {false}")
print(f"reports of one event: {len(event)} translations, found {sum(s for t, s in hard if t[0])}; {len(event)} by another hand, taken for one {sum(s for t, s in hard if not t[0])}")
