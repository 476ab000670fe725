#!/usr/bin/env python3
"""Hold Courant's reading of the reports of this folder against their gold; prints one line a check: "1 what" or "0 what".
usage: score.py COURANT STATEMENTS PRECISION VIA DATES (floors, per cent)"""
import html, json, os, re, subprocess, sys

here = os.path.dirname(os.path.abspath(__file__))
gold = json.load(open(os.path.join(here, "gold.json"), encoding="utf-8"))
documents = [json.loads(line) for line in open(os.path.join(here, "documents.jsonl"), encoding="utf-8")]


def squeeze(s):
    return " ".join((s or "").replace("’", "'").split())


def tokens(s):
    return re.findall(r"\w+", squeeze(s).lower())


def shared(a, b):
    left = {}
    for w in b:
        left[w] = left.get(w, 0) + 1
    n = 0
    for w in a:
        if left.get(w):
            left[w] -= 1
            n += 1
    return n


def courant(command, rows):
    data = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)
    out = subprocess.run([sys.argv[1], command, "-"], input=data.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
    return {o["id"]: o for o in map(json.loads, out.splitlines())}


def report(ok, what):
    print("%d %s" % (bool(ok), what))


def as_html(d):
    """Menus as lists in <nav>, bars and strips as <div>, the rest as paragraphs; the first short line of the article is the headline."""
    g = gold[d["id"]]
    furniture = {squeeze(f) for f in g["furniture"]}
    notice = squeeze(max(g["furniture"], key=len)) if g["notice"] else None
    body, running, title = [], False, None
    lines = [line for line in map(str.strip, d["text"].split("\n")) if line]
    for at, line in enumerate(lines):
        text = html.escape(line, quote=False)
        if squeeze(line) not in furniture or squeeze(line) == notice:
            head = not running and not title and len(line) < 130 and not line.endswith(".")
            title = text if head else title
            body.append(("<h1>%s</h1>" if head else "<p>%s</p>") % text)
            running = running or len(line) > 80
        elif not running:
            body.append('<nav><ul><li><a href="/menu">%s</a></li></ul></nav>' % text)
        elif ":" in line and at < len(lines) - 6:
            body.append("<p>%s</p>" % text)
        else:
            body.append('<div class="links"><a href="/more">%s</a></div>' % text)
    return '<!DOCTYPE html><html lang="%s"><head><meta charset="utf-8"><title>%s</title></head><body>%s</body></html>' % (d["language"], title or "", "\n".join(body))


def check_pages(kind, pages):
    for key, g in gold.items():
        page = pages.get(key, {})
        text = squeeze(page.get("text"))
        kept = [f for f in g["furniture"] if squeeze(f) in text]
        report(text and not kept, "%s, %s: furniture is out%s" % (key, kind, ": " + kept[0] if kept else ""))
        source = squeeze(next(d["text"] for d in documents if d["id"] == key))
        for f in g["furniture"]:
            source = source.replace(squeeze(f), " ")
        want = tokens(source)
        report(shared(want, tokens((page.get("title") or "") + " " + text)) >= 0.95 * len(want), "%s, %s: the article is whole" % (key, kind))
        n = page.get("notice")
        fits = n is not None and all(sorted(n[k]) == sorted(v) if isinstance(v, list) else n[k] == v for k, v in (g["notice"] or {}).items())
        report(fits if g["notice"] else n is None, "%s, %s: the notice is read as it stands" % (key, kind))


def names_meet(a, b):
    small = {"le", "la", "les", "l", "de", "du", "des", "d", "un", "une", "a", "an", "the", "of", "el", "los", "del", "il", "o", "os", "der", "die", "das", "do"}
    x, y = (set(tokens(s)) - small for s in (a, b))
    if not x or not y:
        return False
    return x == y or x <= y or y <= x


def check_statements(pages, floors):
    rows = [dict(id=d["id"], lang=d["language"], date=d["published"][:10], title=pages[d["id"]].get("title") or "", text=pages[d["id"]]["text"]) for d in documents]
    quotes = courant("quotes", rows)
    dates = courant("dates", [dict(id=r["id"], lang=r["lang"], ref=r["date"], text=r["text"]) for r in rows])
    tally = {k: [0, 0] for k in ("statements", "precision", "via", "dates")}
    for key, g in gold.items():
        given, taken = quotes[key]["quotes"], set()
        pairs = []
        for i, s in enumerate(g["statements"]):
            for j, q in enumerate(given):
                a, b = tokens(s["quote"]), tokens(q["quote"])
                n = shared(a, b)
                if n and 2 * n >= len(a) + len(b) - n:
                    pairs.append((n / (len(a) + len(b) - n), i, j))
        match = {}
        for _, i, j in sorted(pairs, reverse=True):
            if i not in match and j not in taken:
                match[i] = j
                taken.add(j)
        tally["precision"][0] += len(taken)
        tally["precision"][1] += len(given)
        for i, s in enumerate(g["statements"]):
            if s.get("optional"):
                continue
            q = given[match[i]] if i in match else {}
            right = any(names_meet(a, b) for a in (s["speaker"], s.get("mention")) if a for b in (q.get("speaker"), q.get("mention")) if b)
            tally["statements"][0] += right
            tally["statements"][1] += 1
            if s.get("via"):
                tally["via"][0] += right and any(names_meet(a, b) for a in s["via"] for b in q.get("via") or [])
                tally["via"][1] += 1
        for t in g["timeline"]:
            want = tokens(t["expression"])
            values = [str(v) for r in dates[key]["results"] if tokens(r["text"]) and shared(tokens(r["text"]), want) >= max(1, len(want) - 1)
                      for v in (r.get("value"), r.get("from"), r.get("timex")) if v]
            tally["dates"][0] += any(v.startswith(t["date"]) for v in values)
            tally["dates"][1] += 1
    for k, floor in floors.items():
        got, of = tally[k]
        report(100 * got >= floor * of, "%s: %d of %d, floor %d %%" % (k, got, of, floor))


def check_stories(pages):
    rows = [dict(id=d["id"], lang=d["language"], date=d["published"][:10], title=pages[d["id"]].get("title") or "", text=pages[d["id"]]["text"])
            for d in sorted(documents, key=lambda d: d["published"])]
    got = courant("stories", rows)
    report(all(got.get(r["id"], {}).get("dossier") for r in rows), "every report is in a dossier")
    sets = [{got[r["id"]]["dossier"] for r in rows if r["id"].startswith(p)} for p in ("cuba-", "suez-")]
    report(not sets[0] & sets[1], "the two affairs share no dossier")


plain = courant("extract", documents)
check_pages("text", plain)
check_pages("HTML", courant("extract", [{k: v for k, v in d.items() if k != "text"} | {"html": as_html(d)} for d in documents]))
check_statements(plain, dict(zip(("statements", "precision", "via", "dates"), map(float, sys.argv[2:6]))))
check_stories(plain)
