#!/usr/bin/env python3
"""Hold Courant's reading of the twenty pages and of the notices against their gold.

usage: score.py [--html plain|template|soup] [--notices] [--later] [--show] COURANT

Per page: lines of the article kept (R), of what is kept how much is the article's (P, by lines), title, date, author, notice, and
related headlines found. Last, the totals, one "name right/all" a line. --html: of HTML made of the pages. --notices: the sentences
of notices.txt and near-misses.txt instead, each at the foot of a short article. --later: the second set. --show: every line that is wrong.
Standard library only."""
import json, re, subprocess, sys, unicodedata
sys.dont_write_bytecode = True
import reports

def flat(s): return " ".join(unicodedata.normalize("NFKC", s or "").replace("’", "'").split())
def run(exe, docs):
    data = "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in docs).encode()
    p = subprocess.run([exe, "extract", "--type", "jsonl", "-"], input=data, stdout=subprocess.PIPE)
    if p.returncode: sys.exit("%s extract: exit %d" % (exe, p.returncode))
    return {o["id"]: o for o in map(json.loads, p.stdout.decode().splitlines())}

def same_notice(want, got, lang, strict):
    """Fields given must be as given; with strict, fields not given must be empty (languages may name the page's own)."""
    if want is None: return not got
    if not got: return False
    for k in ("machine_translated", "relayed_automatically", "main_language", "languages", "relay_of", "operator"):
        if k not in want and not strict: continue
        w, g = want.get(k), got.get(k)
        if k == "languages":
            if sorted(w or []) != sorted(g or []) and not (not w and g == [lang]): return False
        elif (w or None) != (g or None): return False
    return True

def lines_of(page):
    """Article lines and furniture lines, flat, long ones first."""
    own = [flat(t.text) for t in page.lines if (t.kind in "=h" or (t.more and t_kind(page, t) in "=h")) and t.text.strip()]
    fur = [(l.kind, flat(l.text)) for l in page.lines if (l.kind in "-rn" or (l.more and t_kind(page, l) in "-rn")) and re.search(r"\w", l.text)]
    neutral = [flat(l.text) for l in page.lines if l.kind in "ct" and l.text.strip()]
    return own, fur, neutral

def t_kind(page, line):
    i = page.lines.index(line)
    while page.lines[i].more: i -= 1
    return page.lines[i].kind

def judge(page, got, show, tally):
    own, fur, neutral = lines_of(page)
    body = flat(got.get("text"))
    kept = lost = 0
    for l in sorted(own, key=len, reverse=True):
        bare = re.sub(r"^[•–\-*]\s*", "", l)
        if l in body: body = body.replace(l, " \0 ", 1); kept += 1
        elif bare in body: body = body.replace(bare, " \0 ", 1); kept += 1
        else:
            lost += 1
            if show: print("   lost    ", l[:150])
    for l in sorted(neutral, key=len, reverse=True): body = body.replace(l, " \0 ")
    leaked = 0
    for k, l in sorted(fur, key=lambda x: len(x[1]), reverse=True):
        if re.search(r"(?<!\w)" + re.escape(l) + r"(?!\w)", body):
            body = body.replace(l, " \0 ", 1); leaked += 1
            if show: print("   kept  ", k, l[:150])
    n = page.notice
    right = {
        "title": flat(got.get("title")) == flat(page.head.get("title")),
        "date": not page.head.get("date") or (got.get("date") or "")[:10] == page.head["date"],
        "author": "; ".join(got.get("author") or []) == page.head.get("author", ""),
        "notice": same_notice(n, got.get("notice"), page.head["lang"], True),
    }
    heads = [l.headline for l in page.lines if l.kind == "r"]
    have = [flat(r.get("title")) for r in got.get("related") or []]
    hits = sum(any(flat(h) in x for x in have) for h in heads)
    if show:
        if not right["title"]: print("   title   ", got.get("title"))
        if not right["date"]: print("   date    ", got.get("date"), "for", page.head.get("date"))
        if not right["author"]: print("   author  ", got.get("author"), "for", page.head.get("author"))
        if not right["notice"]: print("   notice  ", json.dumps(got.get("notice"), ensure_ascii=False), "\n        for", json.dumps(n, ensure_ascii=False))
    print("%-16s P %.2f R %.2f  lost %2d/%2d  kept %2d/%2d  %s related %d/%d" % (page.id, kept / max(1, kept + leaked), kept / len(own), lost, len(own), leaked, len(fur),
          " ".join("%s %s" % (k, "ok" if v else "--") for k, v in right.items()), hits, len(heads)))
    def count(k, a, b): t = tally.setdefault(k, [0, 0]); t[0] += a; t[1] += b
    count("article", kept, len(own)); count("furniture", len(fur) - leaked, len(fur))
    for k, v in right.items():
        if k in ("title", "notice") or page.head.get(k): count(k, v, 1)
        elif k == "author": count("no-author", v, 1)
    count("related", hits, len(heads))

def main(a):
    show = "--show" in a
    manner = a[a.index("--html") + 1] if "--html" in a else None
    exe = a[-1]
    tally = {}
    if "--notices" in a:
        arts, cases = reports.articles(), reports.read_notices("--later" in a)
        docs = []
        for i, lang, want, text in cases:
            ls = [reports.Line("=", t) for t in arts[lang]] + [reports.Line("n" if want else "=", text)]
            docs.append({"id": i, "html": reports.MANNERS[manner](ls, lang, "News")} if manner else {"id": i, "text": "\n".join(l.text for l in ls) + "\n"})
        got = run(exe, docs)
        for i, lang, want, text in cases:
            ok = same_notice(want, got[i].get("notice"), lang, True)
            for k in (["notices" if want else "misses"]): t = tally.setdefault(k, [0, 0]); t[0] += ok; t[1] += 1
            if want:
                found = bool(got[i].get("notice")); t = tally.setdefault("found", [0, 0]); t[0] += found; t[1] += 1
                out = flat(text) not in flat(got[i].get("text")); t = tally.setdefault("left-out", [0, 0]); t[0] += out; t[1] += 1
            if not ok:
                n = dict(got[i].get("notice") or {}); n.pop("text", None)
                print("%s: %s\n    got  %s\n    want %s" % (i, text, json.dumps(n, ensure_ascii=False), json.dumps(want, ensure_ascii=False)))
    else:
        pages = list(reports.read_pages("later" if "--later" in a else "pages"))
        docs = [{"id": p.id, "html": reports.MANNERS[manner](p.lines, p.head["lang"], p.head["title"])} if manner else {"id": p.id, "text": p.text()} for p in pages]
        got = run(exe, docs)
        for p in pages: judge(p, got[p.id], show, tally)
    for k, (x, n) in tally.items(): print("%-10s %d/%d" % (k, x, n))

main(sys.argv[1:])
