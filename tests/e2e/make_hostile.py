#!/usr/bin/env python3
"""Writes files that try to break an import, and good ones between them. usage: make_hostile.py DIR"""
import gzip, os, random, sys

to = sys.argv[1]
os.makedirs(to, exist_ok=True)

def put(name, data):
    with open(os.path.join(to, name), "wb") as f:
        f.write(data)

BODY = {
    "ru": "Городской совет утвердил бюджет на следующий год после долгого обсуждения. Депутаты решили направить больше средств "
          "на ремонт дорог и школ. Глава города заявил, что работы начнутся весной и продлятся до осени. Жители просили также "
          "открыть новый парк у реки, но это предложение отложили до следующего заседания.",
    "ja": "市議会は長い議論の末、来年度の予算を承認した。議員らは道路と学校の修繕にこれまでより多くの資金を充てることを決めた。市長は工事が春に始まり秋まで続くと"
          "述べた。住民は川沿いの新しい公園の開設も求めていたが、この提案は次の会議まで見送られた。",
    "zh": "经过长时间讨论，市议会通过了明年的预算。议员们决定把更多资金用于修缮道路和学校。市长表示，工程将于春季开始，持续到秋季。居民还要求在河边开设一座新公园，"
          "但这项提议被推迟到下次会议。",
    "fr": "Le conseil municipal a adopté le budget de l’année prochaine après de longs débats. Les élus ont décidé de consacrer davantage "
          "d’argent à la réparation des routes et des écoles. Le maire a déclaré que les travaux commenceraient au printemps et "
          "dureraient jusqu’à l’été. Les habitants demandaient aussi un nouveau parc près de la rivière.".replace("’", "'"),
}
TITLE = {"ru": "Совет утвердил бюджет города", "ja": "市議会が来年度予算を承認", "zh": "市议会通过明年预算", "fr": "Le budget de la ville est adopté"}

def page(lang, charset=None, title=None):
    meta = '<meta charset="%s">' % charset if charset else ""
    paragraphs = "".join("<p>%s</p>" % BODY[lang] for _ in range(3))
    return "<!doctype html><html><head>%s<title>%s</title></head><body><article><h1>%s</h1>%s</article></body></html>" % (
        meta, title or TITLE[lang], title or TITLE[lang], paragraphs)

put("00-empty.html", b"")
put("01-big.html", (b"<!doctype html><title>Big</title><p>" + b"word " * 4 + b"</p>\n") * (200 * 1024 * 1024 // 62))
put("02-nested.html", b"<!doctype html><title>Nested</title>" + b"<div>" * 10000 + b"deep" + b"</div>" * 10000)
put("03-formatting.html", b"<!doctype html><title>Unclosed</title><p>" + b"<b><i><a href=x>" * 10000 + b"text")
put("04-attributes.html", b"<!doctype html><title>Attributes</title><p " + b" ".join(b"a%d=1" % i for i in range(200000)) + b">text</p>")
put("05-noise.html", bytes(random.Random(5).randrange(256) for _ in range(300000)))
put("06-invalid.txt", b"A line that is fine, and then \xff\xfe\xc0\xaf bytes that are not UTF-8 at all.\n\nA second paragraph. " * 5)
put("07-nul.html", page("fr").encode().replace(b" ", b" \0"))
put("08-bomb.html.gz", gzip.compress(b"\0" * (400 * 1024 * 1024), 6))
put("09-truncated.html.gz", gzip.compress(page("fr").encode())[:-20])
for lang, charset in (("ru", "windows-1251"), ("ja", "shift_jis"), ("zh", "gb18030"), ("fr", "iso-8859-1")):
    put("10-declared-%s.html" % charset, page(lang, charset).encode(charset))
    put("11-undeclared-%s.html" % charset, page(lang).encode(charset))
put("12-lying.html", page("fr", "utf-8").encode("iso-8859-1"))
put("13-controls.html", page("fr", "utf-8", "Budget \u202etxt.exe\u0007 <script>alert(1)</script>").encode())
put("99-good.html", page("fr", "utf-8").encode())
