#!/usr/bin/env python3
"""Marked sentences against `courant names`: precision, recall, F1 a language and kind.

usage: score.py COURANT [--show] [--floor N] [--kind-floor N] [FILE…]     default: *-a.txt to *-e.txt beside this file
Lines hold "[Anne Leroux|P]" (person), |O (organisation), |L (place); a third part is the fullest form in the file.
A file is one article. Right: the same words and the same kind. Last lines: all, spans whatever their kind, and how many
short or inflected forms lead to the fullest one. --floor, --kind-floor: exit 1 below (per cent, F1 of all and of each kind)."""
import json, os, re, subprocess, sys

MARK = re.compile(r"\[([^\]|]+)\|([POL])(?:\|([^\]]+))?\]")
KINDS = {"P": "person", "O": "organisation", "L": "place"}

def read(path):
    out, gold, at = [], [], 0
    raw = open(path, encoding="utf-8").read()
    last = 0
    for m in MARK.finditer(raw):
        before = raw[last:m.start()]
        out.append(before); at += len(before)
        gold.append((at, at + len(m[1]), KINDS[m[2]], m[3] or m[1]))
        out.append(m[1]); at += len(m[1])
        last = m.end()
    out.append(raw[last:])
    return "".join(out), gold

def f1(t):
    right, given, wanted = t
    p, r = right / given if given else 1.0, right / wanted if wanted else 1.0
    return 100 * p, 100 * r, 100 * 2 * p * r / (p + r) if p + r else 0.0

def main(a):
    show = "--show" in a
    opt = {"--floor": 0.0, "--kind-floor": 0.0}
    for k in opt:
        if k in a: i = a.index(k); opt[k] = float(a[i + 1]); del a[i:i + 2]
    a = [x for x in a if x != "--show"]
    here = os.path.dirname(os.path.abspath(__file__))
    files = a[1:] or sorted(os.path.join(here, f) for f in os.listdir(here) if re.match(r"\w+-[abcde]\.txt$", f))
    lines, golds = [], {}
    for f in files:
        name = os.path.basename(f)[:-4]
        text, golds[name] = read(f)
        lines.append(json.dumps({"id": name, "lang": name.split("-")[0], "text": text}, ensure_ascii=False))
    texts = {json.loads(l)["id"]: json.loads(l)["text"] for l in lines}
    p = subprocess.run([a[0], "names", "-"], input="\n".join(lines).encode(), stdout=subprocess.PIPE)
    if p.returncode: sys.exit("exit %d" % p.returncode)
    table, spans, joined, all_ = {}, {}, {}, {}
    for o in map(json.loads, p.stdout.decode().splitlines()):
        lang, gold, text = o["id"].split("-")[0], golds[o["id"]], texts[o["id"]]
        half = o["id"].split("-")[1]
        have = [(n["start"], n["end"], n["kind"], n["full"]) for n in o["names"]]
        for kind in KINDS.values():
            g, h = {x[:3] for x in gold if x[2] == kind}, {x[:3] for x in have if x[2] == kind}
            for key in ((lang, kind), ("half " + half, kind), ("all", kind)):
                t = table.setdefault(key, [0, 0, 0]); t[0] += len(g & h); t[1] += len(h); t[2] += len(g)
            if show:
                for s in sorted(g - h): print("missed  %s %s [%s] got %s" % (o["id"], kind, text[s[0]:s[1]], [(text[x[0]:x[1]], x[2]) for x in have if x[0] < s[1] and s[0] < x[1]]))
                for s in sorted(h - g): print("wrong   %s %s [%s]" % (o["id"], kind, text[s[0]:s[1]]))
        g, h = {x[:2] for x in gold}, {x[:2] for x in have}
        for key in (lang, "all"):
            t = spans.setdefault(key, [0, 0, 0]); t[0] += len(g & h); t[1] += len(h); t[2] += len(g)
        full = {x[:2]: x[3] for x in have}
        for x in gold:
            if x[3] != text[x[0]:x[1]]:
                t = joined.setdefault(lang, [0, 0]); t[1] += 1; t[0] += full.get(x[:2]) == x[3]
                if show and full.get(x[:2]) != x[3]: print("unjoined %s [%s] got %s" % (o["id"], text[x[0]:x[1]], full.get(x[:2])))
    bad = 0
    print("%-8s %s  %s  %s" % ("", "person P/R/F1     ", "organisation      ", "place             ") + "  spans F1  joined")
    for lang in sorted({k[0] for k in table if k[0] != "all"}) + ["all"]:
        cells = []
        for kind in KINDS.values():
            v = f1(table.get((lang, kind), [0, 0, 0])); cells.append("%5.1f/%5.1f/%5.1f " % v)
            if lang == "all": bad += v[2] < opt["--kind-floor"]
        whole = f1(spans.get(lang, [0, 0, 0]))[2]
        j = joined.get(lang, [0, 0]) if lang != "all" else [sum(x) for x in zip(*joined.values())] or [0, 0]
        print("%-8s %s  %5.1f     %d/%d" % (lang, "  ".join(cells), whole, j[0], j[1]))
    total = [sum(table[("all", k)][i] for k in KINDS.values()) for i in range(3)]
    v = f1(total)
    print("span and kind: P %.1f R %.1f F1 %.1f" % v)
    sys.exit(1 if bad or v[2] < opt["--floor"] else 0)

if __name__ == "__main__": main(sys.argv[1:])
