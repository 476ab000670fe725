#!/usr/bin/env python3
"""The three sentences of `courant digest` beside four human summaries of each story: ROUGE-1 and ROUGE-2 recall.

usage: gist.py COURANT [rpm2.jsonl rpm2-summaries.jsonl] [--half 1|2]       default: those in ../shared/bench/stories

Recall of words (and pairs of words), folded and without accents, against each summary, averaged. Beside it: the first three
sentences of the first report (lead-3), and the first sentence of three reports. Longer texts recall more, so the words of
each are printed as well. Standard library only."""
import collections, json, os, re, subprocess, sys, unicodedata

args = [a for a in sys.argv[1:] if not a.startswith("--")]
half = sys.argv[sys.argv.index("--half") + 1] if "--half" in sys.argv else None
if half: args.remove(half)
folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "shared", "bench", "stories")
articles, summaries = (args[1], args[2]) if len(args) > 2 else (os.path.join(folder, "rpm2.jsonl"), os.path.join(folder, "rpm2-summaries.jsonl"))
if not os.path.exists(articles): sys.exit("gist.py: " + articles + " is missing")

def words(s):
    s = "".join(c for c in unicodedata.normalize("NFD", s.lower()) if not unicodedata.combining(c))
    return re.findall(r"\w+", s)
def grams(s, n):
    w = words(s)
    return collections.Counter(tuple(w[i:i + n]) for i in range(len(w) - n + 1))
def recall(text, reference, n):
    a, b = grams(text, n), grams(reference, n)
    return sum((a & b).values()) / max(1, sum(b.values()))

stories = collections.defaultdict(list)
for line in open(articles, encoding="utf-8"):
    a = json.loads(line)
    stories[a["cluster"]].append({k: a.get(k) for k in ("id", "lang", "date", "title", "text")})
gold = {g["cluster"]: g["summaries"] for g in map(json.loads, open(summaries, encoding="utf-8"))}
names = sorted(n for n in stories if n in gold)
if half: names = names[:len(names) // 2] if half == "1" else names[len(names) // 2:]
lines = "".join(json.dumps({"id": n, "articles": stories[n]}, ensure_ascii=False) + "\n" for n in names)
out = subprocess.run([args[0], "digest", "-"], input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
gist = {d["id"]: [m["sentence"] for m in d["gist"]] for d in map(json.loads, out.splitlines())}

def sentences(text): return [s for s in re.split(r"(?<=[.!?])\s+", " ".join(text.split())) if len(words(s)) > 4]
ways = {
    "three sentences of courant digest": lambda n: gist[n],
    "lead-3 of the first report": lambda n: sentences(stories[n][0]["text"])[:3],
    "first sentence of three reports": lambda n: [sentences(a["text"])[0] for a in stories[n][:3] if sentences(a["text"])]}
print(f"{len(names)} stories, {sum(len(gold[n]) for n in names)} summaries")
for name, way in ways.items():
    r = [sum(recall(" ".join(way(n)), g, k) for g in gold[n]) / len(gold[n]) for k in (1, 2) for n in names]
    length = sum(len(words(" ".join(way(n)))) for n in names) / len(names)
    print(f"{name}: ROUGE-1 recall {100 * sum(r[:len(names)]) / len(names):.1f}, ROUGE-2 recall {100 * sum(r[len(names):]) / len(names):.1f}, {length:.0f} words")
