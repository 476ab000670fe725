#!/usr/bin/env python3
"""Writes pages of our own that tell a few stories in several languages. usage: make_pages.py DIR [COUNT [SEED]]"""
import gzip, os, random, sys

to, count, seed = sys.argv[1], int((sys.argv[2:] + ["200"])[0]), int((sys.argv[3:] + ["1"])[0])
r = random.Random(seed)
os.makedirs(to, exist_ok=True)
PLACES = ["Varsk", "Port Ellin", "Marodi", "Kesten", "Aldeia Nova", "Tamborin"]
PEOPLE = ["Mira Holt", "Jonas Ferrer", "Ines Quintal", "Arthur Baldock", "Lena Sorvik", "Paul Demaret"]
THINGS = {"en": ["bridge", "harbour", "hospital", "railway", "reservoir", "school"], "fr": ["pont", "port", "hôpital", "chemin de fer", "réservoir", "collège"],
          "es": ["puente", "puerto", "hospital", "ferrocarril", "embalse", "colegio"]}
LINES = {
    "en": ["The {thing} of {place} will be closed from {day} {month} 2022 for repairs that the council puts at {n} million.",
           "“We had to choose between the {thing} and the roads,” said {person}, mayor of {place}.",
           "According to {person}, the works should end before the summer of 2023.", "Some {n} people signed a petition against the closure last week.",
           "{person} denied that the {thing} was ever in danger and said that engineers had looked at it twice.",
           "The council of {place} meets again on {day} {month} 2022 to vote on the money."],
    "fr": ["Le {thing} de {place} sera fermé à partir du {day} janvier 2022 pour des travaux que le conseil estime à {n} millions.",
           "« Il fallait choisir entre le {thing} et les routes », a déclaré {person}, maire de {place}.",
           "Selon {person}, les travaux devraient s’achever avant l’été 2023.", "Quelque {n} personnes ont signé une pétition contre la fermeture.",
           "{person} a nié que le {thing} ait jamais été en danger.", "Le conseil de {place} se réunit de nouveau le {day} février 2022."],
    "es": ["El {thing} de {place} cerrará a partir del {day} de enero de 2022 por obras que el concejo calcula en {n} millones.",
           "«Había que elegir entre el {thing} y las carreteras», dijo {person}, alcalde de {place}.",
           "Según {person}, las obras terminarán antes del verano de 2023.", "Unas {n} personas firmaron una petición contra el cierre.",
           "{person} negó que el {thing} estuviera en peligro.", "El concejo de {place} se reúne otra vez el {day} de febrero de 2022."]}
MONTHS = ["January", "February", "March"]
MENU = "".join('<li><a href="/%s">%s</a></li>' % (w, w.title()) for w in ("news", "sport", "weather", "contact"))
for i in range(count):
    story = r.randrange(max(1, count // 5))
    s = random.Random(seed * 1000003 + story)
    place, who = s.choice(PLACES), s.sample(PEOPLE, 3)
    k = s.randrange(6)
    lang = r.choice(["en", "en", "fr", "es"])
    fill = lambda t: t.format(thing=THINGS[lang][k], place=place, person=r.choice(who), day=1 + (story + r.randrange(3)) % 27, month=s.choice(MONTHS), n=2 + story)
    lines = [fill(t) for t in LINES[lang]]
    first, rest = lines[0], lines[1:]
    r.shuffle(rest)
    body = [first] + [" ".join(rest[j:j + 2]) for j in range(0, len(rest), 2)] + [fill(LINES[lang][1]) + " " + fill(LINES[lang][4])]
    title = first.rstrip(".").split(" 2022")[0]
    date = "2022-01-%02dT%02d:00:00+01:00" % (1 + story % 27, r.randrange(24))
    html = ('<!DOCTYPE html><html lang="%s"><head><meta charset="utf-8"><title>%s | The Paper</title><meta property="og:type" content="article">'
            '<meta property="article:published_time" content="%s"><meta property="og:title" content="%s"></head><body><nav><ul>%s</ul></nav>'
            '<main><article><h1>%s</h1>%s</article></main><footer><p>All rights reserved. <a href="/about">About us</a></p></footer></body></html>'
            % (lang, title, date, title, MENU, title, "".join("<p>%s</p>" % p for p in body)))
    folder = os.path.join(to, "part-%d" % (i % 3))
    os.makedirs(folder, exist_ok=True)
    name = os.path.join(folder, "page-%04d.html" % i)
    if i % 17 == 3:
        open(name, "wb").write(b"")
    elif i % 17 == 9:
        open(name.replace(".html", ".txt"), "w", encoding="utf-8").write(title + "\n\n" + "\n\n".join(body) + "\n")
    elif i % 5 == 0:
        with gzip.GzipFile(name + ".gz", "wb", mtime=0) as f:
            f.write(html.encode("utf-8"))
    else:
        open(name, "w", encoding="utf-8").write(html)
