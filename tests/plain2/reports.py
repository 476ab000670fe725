"""Reads tests/plain2: the pages, the notices, the near misses; makes text or HTML of them. Standard library only."""
import html, json, os, re

HERE = os.path.dirname(os.path.abspath(__file__))

class Line:
    """kind: '=' article, 'h' heading of the article, 't' title, 'c' caption, '-' furniture, 'r' related headline, 'n' notice,
    ' ' empty; text as printed; headline where it has one; more: it goes on the block before it."""
    def __init__(self, kind, text, headline=None, more=False): self.kind, self.text, self.headline, self.more = kind, text, headline, more

class Page:
    def __init__(self, ident, head, lines): self.id, self.head, self.lines = ident, head, lines
    @property
    def notice(self): return json.loads(self.head.get("notice", "null"))
    def text(self):
        end = "\r\n" if self.head.get("eol") == "crlf" else "\n"
        return end.join(l.text for l in self.lines) + end

def read_pages(folder="pages"):
    folder = os.path.join(HERE, folder)
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".page"): continue
        head, _, body = open(os.path.join(folder, name), encoding="utf-8").read().partition("\n---\n")
        head = dict(l.split(": ", 1) for l in head.split("\n") if ": " in l)
        lines = []
        for raw in body.rstrip("\n").split("\n"):
            raw = raw.replace("␣", "\u00a0")
            kind, text = (raw[0], raw[2:]) if raw else (" ", "")
            found = re.search("⟦(.*?)⟧", text)
            lines.append(Line(kind, text.replace("⟦", "").replace("⟧", ""), found and found[1], kind == "+"))
        yield Page(name[:-5], head, lines)

def _listed(name):
    return [l.rstrip("\n") for l in open(os.path.join(HERE, name), encoding="utf-8") if l.strip() and not l.startswith("#")]

def articles():
    out = {}
    for l in _listed("articles.txt"):
        lang, text = l.split(" | ", 1)
        out.setdefault(lang, []).append(text)
    return out

def read_notices(later=False):
    """[(id, language, expected or None, sentence)]"""
    out = []
    for i, l in enumerate(_listed("later-notices.txt" if later else "notices.txt")):
        lang, want, text = l.split(" | ", 2)
        e = {"machine_translated": False, "relayed_automatically": False, "main_language": None, "languages": [], "relay_of": None, "operator": None}
        for word in re.findall(r"(\w+)(?:=((?:(?! \w+=)(?! mt\b)(?! relay\b).)*))?", want):
            k, v = word
            if k == "mt": e["machine_translated"] = True
            elif k == "relay": e["relayed_automatically"] = True
            elif k == "main": e["main_language"] = v
            elif k == "langs": e["languages"] = v.split(",")
            elif k == "of": e["relay_of"] = v
            elif k == "by": e["operator"] = v
            else: raise SystemExit("notices.txt: %s in %r" % (k, l))
        out.append(("notice-%02d-%s" % (i + 1, lang), lang, e, text))
    for i, l in enumerate(_listed("later-misses.txt" if later else "near-misses.txt")):
        lang, text = l.split(" | ", 1)
        out.append(("miss-%02d-%s" % (i + 1, lang), lang, None, text))
    return out

# HTML of lines, three manners.

def _p(tag, l, link=False):
    t = html.escape(l.text.strip(), quote=False)
    if link and l.headline:
        h = html.escape(l.headline, quote=False)
        t = t.replace(h, '<a href="/story/%d.html">%s</a>' % (len(h) * 31 % 9973, h))
    return "<%s>%s</%s>" % (tag, t, tag)

def _joined(lines):
    out = []
    for l in lines:
        if l.more and out: out[-1] = Line(out[-1].kind, out[-1].text + " " + l.text.strip(), out[-1].headline)
        elif l.text.strip(): out.append(Line(l.kind, l.text, l.headline))
    return out

def html_plain(lines, lang, title):
    body = "\n".join(_p("h1" if l.kind == "t" else "h2" if l.kind == "h" else "p", l) for l in _joined(lines))
    return '<!DOCTYPE html>\n<html lang="%s"><head><meta charset="utf-8"><title>%s</title></head>\n<body>\n%s\n</body></html>\n' % (lang, html.escape(title), body)

def html_soup(lines, lang, title):
    """Old pages: one table cell, lines ended by <br>, the title bold, links where headlines are."""
    out = []
    for l in _joined(lines):
        t = _p("b" if l.kind in "th" else "span", l, True)
        t = t[6:-7] if t.startswith("<span>") else t
        out.append(t + ("<br><br>" if l.kind in "=t" else "<br>"))
    return '<html><head><meta charset="utf-8"><title>%s</title></head><body><table><tr><td><div>\n%s\n</div></td></tr></table></body></html>\n' % (html.escape(title), "\n".join(out))

def html_template(lines, lang, title):
    """A page as a content management system makes it: header with menu, article with boxes in it, aside, footer."""
    ls = _joined(lines)
    own = [i for i, l in enumerate(ls) if l.kind in "=hc"]
    first, last = own[0], own[-1]
    tops = [i for i, l in enumerate(ls[:first]) if l.kind == "t"]
    head = tops[0] if tops else first
    out = ['<!DOCTYPE html>', '<html lang="%s"><head><meta charset="utf-8"><title>%s</title></head><body>' % (lang, html.escape(title)), '<header class="site-header"><nav><ul class="menu">']
    for l in ls[:head]:
        if l.kind == "n": out.append('</ul></nav><div class="disclaimer">%s</div><nav><ul>' % _p("p", l))
        else: out.append('<li><a href="/s/%d">%s</a></li>' % (len(l.text), html.escape(l.text.strip(), quote=False)))
    out.append('</ul></nav></header>\n<main><article class="post">')
    box = False
    def shut():
        nonlocal box
        if box: out.append("</div>"); box = False
    for l in ls[head:last + 1]:
        if l.kind in "=h": shut(); out.append(_p("h2" if l.kind == "h" else "p", l))
        elif l.kind == "t": shut(); out.append(_p("h1", l))
        elif l.kind == "c": shut(); out.append('<figure><img src="/p.jpg" alt=""><figcaption>%s</figcaption></figure>' % html.escape(l.text.strip()))
        elif l.kind == "n": shut(); out.append('<p class="note">%s</p>' % html.escape(l.text.strip(), quote=False))
        else:
            if not box: out.append('<div class="box">'); box = True
            out.append(_p("div", l, True))
    shut()
    out.append("</article></main>\n<aside>")
    rest = ls[last + 1:]
    split = max((i for i, l in enumerate(rest) if l.kind == "r"), default=-1) + 1
    for l in rest[:split]: out.append(_p("p" if l.kind == "n" else "div", l, True))
    out.append("</aside>\n<footer>")
    for l in rest[split:]: out.append(_p("p", l, True))
    out.append("</footer></body></html>\n")
    return "\n".join(out)

MANNERS = {"plain": html_plain, "template": html_template, "soup": html_soup}
