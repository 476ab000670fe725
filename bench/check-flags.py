#!/usr/bin/env python3
"""What the checks of translations find and what they cry wolf at.

usage: bench/check-flags.py build/bench/flags FROM TO SOURCE.txt TARGET.txt [--show KIND] [--lines A:B]

SOURCE.txt and TARGET.txt are human translations line by line. First the flags on them as they are (false alarms, or a
translator's slips); then faults made by program, one a sentence, and how many of them are flagged as such.
--show KIND prints the lines: a flag's name for false alarms, "miss:FAULT" for faults that were not found.
"""
import random
import re
import subprocess
import sys
import tempfile

NOT = {
    "en": r"(?i)\b(?:does|do|did|is|was|were|are|has|have|had|would|could|should|will) not\b|n['’]t\b|\bnever\b|\bcannot\b",
    "fr": r"(?i)\b(?:ne|n['’])\s?(\w+(?:\s\w+)?)\s(?:pas|jamais|plus|rien)\b", "es": r"(?i)\b(?:no|nunca)\b", "ca": r"(?i)\bno\b",
    "it": r"(?i)\bnon\b|\bmai\b", "pt": r"(?i)\bnão\b|\bnunca\b", "de": r"(?i)\bnicht\b|\bkeine?[nmrs]?\b|\bnie\b", "ru": r"(?i)\bне\b",
    "id": r"(?i)\btidak\b|\bbukan\b", "ar": r"(?:^|(?<=\s))(?:لا|لم|لن|ليس)(?=\s)", "zh": "不|没有|没", "ja": "ません|ない",
}
UNITS = {
    "en": [("kilometers", "miles"), ("kilometres", "miles"), ("km", "miles"), ("miles", "km"), ("meters", "feet"), ("metres", "feet"), ("feet", "metres"),
           ("dollars", "euros"), ("euros", "dollars"), ("$", "€"), ("€", "$"), ("£", "$"), ("percent", "euros"), ("kg", "pounds"), ("hours", "minutes"),
           ("minutes", "hours"), ("days", "weeks"), ("years", "months"), ("weeks", "days"), ("months", "years")],
    "fr": [("kilomètres", "miles"), ("km", "miles"), ("mètres", "pieds"), ("dollars", "euros"), ("euros", "dollars"), ("heures", "minutes"), ("minutes", "heures"),
           ("jours", "semaines"), ("ans", "mois"), ("semaines", "jours"), ("mois", "ans"), ("kg", "livres"), ("€", "$"), ("$", "€")],
    "es": [("kilómetros", "millas"), ("km", "millas"), ("metros", "pies"), ("dólares", "euros"), ("euros", "dólares"), ("horas", "minutos"), ("minutos", "horas"),
           ("días", "semanas"), ("años", "meses"), ("semanas", "días"), ("meses", "años"), ("kg", "libras"), ("€", "$"), ("$", "€")],
}
QUOTES = "\"«»“”„‟「」『』"


def number(line, rng, _):
    found = list(re.finditer(r"(?<![\w.,])\d+(?![\w]|[.,]\d)", line))
    if not found:
        return None
    m = rng.choice(found)
    digits = list(m.group())
    i = rng.randrange(len(digits))
    digits[i] = str((int(digits[i]) + rng.randrange(1, 9)) % 10)
    new = "".join(digits)
    return None if int(new) == int(m.group()) else line[: m.start()] + new + line[m.end():]


def number_gone(line, rng, _):
    found = [m for m in re.finditer(r"(?<![\w.,])\d+(?![\w]|[.,]\d)\s?", line) if m.group().strip() != "1"]
    m = rng.choice(found) if found else None
    return line[: m.start()] + line[m.end():] if m else None


def scale(line, rng, to):
    swap = {"en": {"million": "billion", "billion": "million", "thousand": "million", "hundred": "thousand"}, "fr": {"millions": "milliards", "milliards": "millions"},
            "es": {"millones": "billones"}, "de": {"Millionen": "Milliarden", "Milliarden": "Millionen"}}.get(to, {})
    for a, b in swap.items():
        if re.search(r"\b%s\b" % a, line):
            return re.sub(r"\b%s\b" % a, b, line, count=1)
    return None


def negation(line, rng, to):
    found = list(re.finditer(NOT.get(to, "(?!)"), line))
    if len(found) != 1:
        return None
    m = found[0]
    keep = m.group(1) if m.lastindex else ""
    if to == "en":
        keep = m.group()[:-4] if m.group().endswith(" not") else ""
    return line[: m.start()] + keep + line[m.end():]


def unit(line, rng, to):
    for a, b in rng.sample(UNITS.get(to, []), len(UNITS.get(to, []))):
        m = re.search(r"(?<=\d)[\s\u00a0\u202f-]?%s(?!\w)" % re.escape(a), line) or (len(a) == 1 and re.search(re.escape(a) + r"(?=\d)", line))
        if m:
            return line[: m.start()] + m.group().replace(a, b) + line[m.end():]
    return None


def name(line, rng, to):
    words = [m for m in re.finditer(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Þ][a-zà-ÿ]{3,}", line)]
    m = rng.choice(words) if words and to not in ("de", "zh", "ja", "ar") else None
    return line[: m.start()] + rng.choice(["Quandel", "Worbrick", "Ephyris", "Maltuno"]) + line[m.end():] if m else None


def name_gone(line, rng, to):
    words = [m for m in re.finditer(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Þ][a-zà-ÿ]{3,} ?", line)]
    m = rng.choice(words) if words and to not in ("de", "zh", "ja", "ar") else None
    return line[: m.start()] + line[m.end():] if m else None


def quotation(line, rng, _):
    if sum(c in QUOTES for c in line) < 2:
        return None
    return re.sub(r"\s+", " ", "".join(" " if c in QUOTES else c for c in line)).strip()


FAULTS = {"number": (number, "number_changed"), "number gone": (number_gone, "number_changed"), "scale": (scale, "number_changed"), "negation": (negation, "negation_lost"),
          "unit": (unit, "unit_changed"), "name": (name, "name_lost"), "name gone": (name_gone, "name_lost"), "quotation": (quotation, "quotes_changed")}


def flags(program, rows):
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as f:
        f.write("".join("\t".join(row) + "\n" for row in rows))
        f.flush()
        return [set(line.split(",")) for line in subprocess.run([program, f.name], check=True, capture_output=True, text=True).stdout.split("\n")[:-1]]


def main():
    program, source_lang, to, source, target = sys.argv[1:6]
    show = sys.argv[sys.argv.index("--show") + 1] if "--show" in sys.argv else None
    read = lambda name: open(name, encoding="utf-8").read().replace("\r", "").replace("\t", " ").rstrip("\n").split("\n")
    pairs = list(zip(read(source), read(target)))
    if "--lines" in sys.argv:
        a, b = sys.argv[sys.argv.index("--lines") + 1].split(":")
        pairs = pairs[int(a) - 1: int(b)]
    clean = flags(program, [(source_lang, to, s, t) for s, t in pairs])
    counts = {}
    for f, (s, t) in zip(clean, pairs):
        for name_ in f - {"-"}:
            counts[name_] = counts.get(name_, 0) + 1
            if show == name_:
                print(f"  {s}\n  {t}\n")
    print(f"{source_lang}-{to}: {len(pairs)} human translations; flagged, of a hundred: " + ", ".join(f"{k} {100 * v / len(pairs):.1f}" for k, v in sorted(counts.items())))
    rng, out = random.Random(7), []
    for kind, (make, flag) in FAULTS.items():
        rows, where = [], []
        for i, (s, t) in enumerate(pairs):
            bad = make(t, rng, to)
            if bad and bad != t:
                rows.append((source_lang, to, s, bad))
                where.append(i)
        if not rows:
            continue
        got = flags(program, rows)
        hit = sum(flag in g for g in got)
        out.append(f"{kind} {hit} of {len(rows)} ({100 * hit / len(rows):.0f} %)")
        if show == "miss:" + kind:
            for g, row in zip(got, rows):
                if flag not in g:
                    print(f"  {row[2]}\n  {row[3]}\n")
    print("  faults found: " + ", ".join(out))


main()
