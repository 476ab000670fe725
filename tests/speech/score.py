#!/usr/bin/env python3
"""score.py COURANT [LANG ...]: reads the marked sentences beside it (LANG.txt) through `courant quotes` and prints what is right.

  = a text
  > type | speaker ("-": nobody) | words | act=denies; via=NAME; channel=NAME; date=2022-03-08
  > none

A statement is found when its words are the same by more than six tenths (letters and digits alone are compared). Every article
is of Wednesday, 2022-03-09. With --show, what is wrong is printed. Standard library only."""
import difflib, json, os, subprocess, sys

here = os.path.dirname(os.path.abspath(__file__))
args = [a for a in sys.argv[1:] if not a.startswith("--")]
show = "--show" in sys.argv
courant, langs = args[0], args[1:] or sorted(f[:-4] for f in os.listdir(here) if f.endswith(".txt"))
plain = lambda s: "".join(c for c in s.lower() if c.isalnum())


def read(lang):
    cases = []
    for line in open(os.path.join(here, lang + ".txt"), encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("= "):
            cases.append((line[2:], []))
        elif line.startswith("> ") and line != "> none":
            f = [p.strip() for p in line[2:].split(" | ")]
            extra = dict(p.strip().split("=") for p in f[3].split(";")) if len(f) > 3 else {}
            cases[-1][1].append((f[0], f[1], f[2], extra))
    return cases


def ratio(a, b):
    return difflib.SequenceMatcher(None, plain(a), plain(b), autojunk=False).ratio()


total = [0] * 8
for lang in langs:
    cases = read(lang)
    feed = "\n".join(json.dumps({"id": str(i), "lang": lang, "date": "2022-03-09", "text": t}, ensure_ascii=False) for i, (t, _) in enumerate(cases))
    out = subprocess.run([courant, "quotes", "-"], input=feed, capture_output=True, text=True, check=True).stdout
    found = {o["id"]: o["quotes"] for o in map(json.loads, out.splitlines())}
    gold = system = hit = typ = who = more = more_of = clean = 0
    for i, (text, want) in enumerate(cases):
        left = list(found.get(str(i), []))
        gold += len(want)
        system += len(left)
        problems = []
        for kind, speaker, words, extra in want:
            best = max(left, key=lambda q: ratio(q["quote"], words), default=None)
            more_of += len(extra)
            if best is None or ratio(best["quote"], words) <= 0.6:
                problems.append("missed: %s | %s" % (speaker, words))
                continue
            left.remove(best)
            hit += 1
            typ += best["type"] == kind
            name = best["speaker"] or "-"
            who += name == speaker
            if name != speaker or best["type"] != kind:
                problems.append("found: %s | %s, wanted: %s | %s" % (best["type"], name, kind, speaker))
            for key, value in extra.items():
                got = best["via"][0] if key == "via" and best["via"] else best.get(key)
                more += got == value
                if got != value:
                    problems.append("%s: %s, wanted %s" % (key, got, value))
        problems += ["more: %s | %s | %s" % (q["speaker"], q["verb"], q["quote"]) for q in left]
        clean += not problems
        if show and problems:
            print(text, *problems, sep="\n    ")
    f = lambda n: 200 * n / (gold + system) if gold + system else 0
    print("%s: %d texts, %d right in all; statements %d of %d, %d found: F1 %.1f, with speaker %.1f; type %d, act, via, channel, date %d of %d" % (lang, len(cases), clean, hit, gold, system, f(hit), f(who), typ, more, more_of))
    total = [a + b for a, b in zip(total, (len(cases), clean, gold, system, hit, who, more, more_of))]
if len(langs) > 1:
    n, clean, gold, system, hit, who, more, more_of = total
    print("all: %d texts, %d right; F1 %.1f, with speaker %.1f; act, via, channel, date %d of %d" % (n, clean, 200 * hit / (gold + system), 200 * who / (gold + system), more, more_of))
