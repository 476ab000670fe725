#!/usr/bin/env python3
"""The guess of undeclared encodings: fits its letters and measures it.

usage: encodings.py fit LANGUAGE-FOLDER [LOCALE-FOLDER]    writes src/html/data/letters.txt
       encodings.py measure LANGUAGE-FOLDER [PAGES-FOLDER] [-v] [-o]
                                                           prints accuracy for each encoding beside that of other detectors (-o: ours
       alone; -v: what was taken for what)

LANGUAGE-FOLDER holds sentences.tsv and passages.tsv (code<TAB>text). A third of the sentences, by hash, is kept for measuring and
never fitted; neither is a passage that holds one of them. LOCALE-FOLDER (/usr/share/locale, or one unpacked from packages) adds
what programs say in languages that the sentences lack. Measuring needs build/bench/decode, and compares with what is installed of
python3-icu, python3-chardet, python3-charset-normalizer and uchardet. An answer is right when it decodes to the same text.
"""
import collections
import gettext
import gzip
import hashlib
import math
import pathlib
import re
import struct
import subprocess
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent.parent
SINGLE = {  # language: encodings it is written in
    "pl": "1250 8859-2", "cs": "1250 8859-2", "sk": "1250 8859-2", "hu": "1250 8859-2", "sl": "1250 8859-2", "hr": "1250 8859-2",
    "ro": "1250 8859-2", "ru": "1251 koi8-r 8859-5 866", "uk": "1251 koi8-u 8859-5", "bg": "1251 8859-5", "sr": "1251 8859-5",
    "de": "1252 8859-15", "fr": "1252 8859-15", "es": "1252 8859-15", "pt": "1252 8859-15", "it": "1252 8859-15", "nl": "1252 8859-15",
    "sv": "1252 8859-15", "da": "1252 8859-15", "no": "1252 8859-15", "fi": "1252 8859-15", "ca": "1252 8859-15", "el": "1253 8859-7",
    "tr": "1254", "he": "1255 8859-8", "ar": "1256 8859-6", "fa": "1256", "ur": "1256", "et": "1257 8859-15", "lv": "1257", "lt": "1257",
    "vi": "1258", "th": "874", "en": "1252", "id": "1252",
}
FROM_LOCALE = {"is": "1252", "eu": "1252", "gl": "1252", "ga": "1252", "sq": "1252", "mk": "1251", "be": "1251"}
MULTI = {"zh": "gb18030", "zh_TW": "big5", "ja": "shift_jis", "ko": "euc-kr"}
WIDEST = {"1250": "cp1250", "1251": "cp1251", "1252": "cp1252", "1253": "cp1253", "1254": "cp1254", "1255": "cp1255", "1256": "cp1256",
          "1257": "cp1257", "1258": "cp1258", "874": "cp874"}
SIGNS = set("“”„‘’‚«»‹›–—…§°©®·•№™\u00a0\u00ad×€£¿¡")
ABROAD = {"1252": "fr es de pt it sv da ca", "1250": "de fr cs pl hu sk", "1254": "de fr", "1257": "de fr", "1258": "fr"}  # where the names of strangers come from
QUARTERS = 4   # a cost is counted in quarters of a bit
MOST = 60      # and is at most 15 bits
ALPHABET = 72  # letters told apart in one language


def held_out(text):
    return hashlib.sha1(text.encode()).digest()[0] % 3 == 0


def read_tsv(path):
    for line in open(path, encoding="utf-8"):
        code, _, text = line.rstrip("\n").partition("\t")
        yield code, text


def training(folder):
    texts, held = collections.defaultdict(list), collections.defaultdict(list)
    for code, text in read_tsv(folder / "sentences.tsv"):
        (held if held_out(text) else texts)[code].append(text)
    for code, text in read_tsv(folder / "passages.tsv"):
        if not any(h in text for h in held[code]):
            texts[code].append(text)
    return texts, held


def locale_texts(folder, code, most=400_000):
    out, size = [], 0
    for path in sorted((folder / code / "LC_MESSAGES").glob("*.mo")):
        if path.name.startswith("iso_"):
            continue
        try:
            catalog = gettext.GNUTranslations(open(path, "rb"))._catalog
        except Exception:
            continue
        for source, text in catalog.items():
            if source and isinstance(text, str) and text != source and size < most:
                text = re.sub(r"%\S*[a-zA-Z]|[_&{}<>]|\\\w", "", text)
                out.append(text)
                size += len(text)
    return out


def as_written(code, text):
    """Text with the letters that the old encodings of the language have."""
    text = unicodedata.normalize("NFC", text)
    if code == "ro":
        text = text.translate(str.maketrans("șțȘȚ", "şţŞŢ"))
    if code in ("fa", "ur"):
        text = text.translate(str.maketrans("یۀ", "يه"))
    if code == "vi":
        out = []
        for c in text:
            try:
                c.encode("cp1258")
                out.append(c)
            except UnicodeError:
                d = unicodedata.normalize("NFD", c)
                tones = [x for x in d if x in "\u0300\u0301\u0303\u0309\u0323"]
                rest = unicodedata.normalize("NFC", "".join(x for x in d if x not in tones))
                out.append(rest + "".join(tones))
        text = "".join(out)
    return text


def lower(c):
    low = c.lower()
    return low if len(low) == 1 else c


def is_letter(c):
    return unicodedata.category(c)[0] in "LM"


# Classes of characters: 0 blanks and ASCII punctuation, 1 digits, 2 signs of typography, 3 letters of other languages, 4 a-z ...
BLANK, DIGIT, SIGN, FOREIGN, LETTERS = 0, 1, 2, 3, 4


def class_of(c, index):
    if c in index:
        return index[c]
    if c.isdigit() and c < "\x80":
        return DIGIT
    if c < "\x80":
        return BLANK
    return SIGN if c in SIGNS else FOREIGN


def fit_single(code, texts):
    letters = collections.Counter()
    texts = [as_written(code, t) for t in texts]
    for t in texts:
        letters.update(lower(c) for c in t)
    total = sum(letters.values())
    encodings = (SINGLE.get(code) or FROM_LOCALE[code]).split()
    codec = WIDEST[encodings[0]]
    def written(c):
        try:
            c.encode(codec)
            return True
        except UnicodeError:
            return False
    own = [c for c, n in letters.most_common() if c >= "\x80" and is_letter(c) and n * 100000 > total and written(c)][:ALPHABET - 26]
    alphabet = "abcdefghijklmnopqrstuvwxyz" + "".join(own)
    index = {c: LETTERS + i for i, c in enumerate(alphabet)}
    n = LETTERS + len(alphabet)
    pairs, ones = [[0.0] * n for _ in range(n)], [0.0] * n
    for t in texts:
        before = BLANK
        for c in t + " ":
            k = class_of(lower(c), index)
            if k == FOREIGN and not written(c):
                k = BLANK
            if not (before == BLANK and k == BLANK):
                pairs[before][k] += 1
                ones[k] += 1
            before = k
    everything = sum(ones)
    rows = []
    for a in range(n):
        seen = sum(pairs[a])
        row = ""
        for b in range(n):
            # absolute discount, the rest shared by how frequent the second letter is (Kneser and Ney's idea, plain)
            base = (ones[b] + 0.5) / (everything + 0.5 * n)
            kinds = sum(1 for x in pairs[a] if x)
            if seen:
                p = max(pairs[a][b] - 0.75, 0) / seen + (0.75 * kinds / seen) * base
                p = (p * seen + base * 3) / (seen + 3)
            else:
                p = base
            cost = min(MOST, max(0, round(-math.log2(max(p, 1e-9)) * QUARTERS)))
            row += chr(ord("0") + cost)
        rows.append(row)
    return alphabet, rows


def fit_multi(code, texts):
    counts = collections.Counter(c for t in texts for c in t if c >= "\x80" and not c.isspace() or c == "\u3000")
    total = sum(counts.values())
    by_cost = collections.defaultdict(list)
    for c, n in counts.most_common(1500):
        if n >= 3 and len(c.encode("utf-16-le")) == 2:
            by_cost[round(-math.log2(n / total))].append(c)
    return sorted((cost, "".join(cs)) for cost, cs in by_cost.items())


def fit(folder, locale):
    texts, _ = training(folder)
    out = ["# How letters follow each other, for the guess of an undeclared encoding. Written by bench/encodings.py fit.",
           "# letters LANGUAGE LETTERS, then a line for each class of characters: blank, digit, sign, other letter, each letter.",
           "# A line gives the cost of each class behind it, in quarters of a bit above '0'.",
           "# signs LANGUAGE, then lines of a cost in bits and the characters that have it; the others are told by their place."]
    for code in list(SINGLE) + list(FROM_LOCALE):
        own = texts.get(code, []) or (locale_texts(locale, code) if locale else [])
        if not own:
            print(f"no text for {code}", file=sys.stderr)
            continue
        first = (SINGLE.get(code) or FROM_LOCALE[code]).split()[0]
        for other in ABROAD.get(first, "").split():
            if other != code:
                own = own + texts[other][::50 if code != "en" else 12]
        alphabet, rows = fit_single(code, own)
        out += [f"letters {code} {alphabet}"] + rows
    for code in MULTI:
        own = texts.get(code, [])
        if code == "zh_TW":
            import icu
            own = [icu.Transliterator.createInstance("Simplified-Traditional").transliterate(t) for t in texts["zh"]]
        if locale:
            own = own * 6 + locale_texts(locale, {"zh": "zh_CN"}.get(code, code), 100_000)
        out.append(f"signs {code}")
        out += [f"{cost} {cs}" for cost, cs in fit_multi(code, own)]
    (HERE / "src/html/data/letters.txt").write_text("\n".join(out) + "\n", encoding="utf-8")


# ---- measuring ----

PYTHON = {"windows-874": "cp874", "iso-8859-8-i": "iso8859-8", "shift_jis": "cp932", "euc-kr": "cp949", "gbk": "gb18030", "big5": "big5hkscs",
          "ibm866": "cp866", "x-mac-cyrillic": "mac_cyrillic", "macintosh": "mac_roman", "iso-8859-1": "cp1252", "iso-8859-9": "cp1254",
          "ascii": "cp1252", "gb2312": "gb18030", "tis-620": "cp874", "utf-16": "utf-16", "euc-tw": "cp1252", "johab": "johab", "viscii": "cp1252",
          "maccyrillic": "mac_cyrillic", "utf_8": "utf-8", "utf-8-sig": "utf-8-sig", "uhc": "cp949", "ms949": "cp949", "windows-949": "cp949",
          "iso-8859-11": "cp874", "mac-centraleurope": "mac_latin2", "mac_greek": "mac_greek"}


def decode(data, name):
    if not name:
        return None
    name = name.lower()
    for codec in (PYTHON.get(name), name, name.replace("windows-", "cp").replace("ibm", "cp")):
        if codec:
            try:
                return data.decode(codec, "replace")
            except LookupError:
                continue
    return None


def ours(samples):
    data = b"".join(struct.pack("<I", len(s)) + s for s in samples)
    out = subprocess.run([HERE / "build/bench/decode", "--detect"], input=data, capture_output=True, check=True).stdout
    return out.decode().split("\n")[:-1]


def peers():
    found = {"courant": ours}
    try:
        import icu

        def by_icu(samples):
            out = []
            for s in samples:
                d = icu.CharsetDetector(s)
                m = d.detect()
                out.append(m.getName() if m else None)
            return out
        found["icu"] = by_icu
    except ImportError:
        pass
    try:
        import chardet
        found["chardet"] = lambda samples: [chardet.detect(s)["encoding"] for s in samples]
    except ImportError:
        pass
    try:
        import charset_normalizer
        found["normalizer"] = lambda samples: [charset_normalizer.detect(s)["encoding"] for s in samples]
    except ImportError:
        pass
    try:
        import ctypes
        lib = ctypes.CDLL("libuchardet.so.0")
        lib.uchardet_new.restype = ctypes.c_void_p
        lib.uchardet_get_charset.restype = ctypes.c_char_p
        for f in ("uchardet_delete", "uchardet_data_end", "uchardet_get_charset"):
            getattr(lib, f).argtypes = [ctypes.c_void_p]
        lib.uchardet_handle_data.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]

        def by_uchardet(samples):
            out = []
            for s in samples:
                d = lib.uchardet_new()
                lib.uchardet_handle_data(d, s, len(s))
                lib.uchardet_data_end(d)
                out.append(lib.uchardet_get_charset(d).decode() or None)
                lib.uchardet_delete(d)
            return out
        found["uchardet"] = by_uchardet
    except OSError:
        pass
    return found


FALLBACK = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "\u200b": "", "\u2009": " ", "‑": "-"})


def encode(code, text, codec):
    text = as_written(code, text)
    try:
        return text.encode(codec)
    except UnicodeError:
        return text.translate(FALLBACK).encode(codec, "ignore")


def encodings_of():
    """(encoding, language, Python's codec)"""
    for code, encodings in SINGLE.items():
        for e in encodings.split():
            name = ("windows-" + e) if re.fullmatch(r"125\d|874", e) else "ibm866" if e == "866" else e if e.startswith("koi") else "iso-" + e
            yield name, code, {"windows-874": "cp874", "ibm866": "cp866"}.get(name, name.replace("windows-", "cp"))
    yield from (("gb18030", "zh", "gb18030"), ("big5", "zh_TW", "big5hkscs"), ("shift_jis", "ja", "cp932"), ("euc-jp", "ja", "euc_jp"),
                ("iso-2022-jp", "ja", "iso2022_jp"), ("euc-kr", "ko", "cp949"))


SINGLE_CODECS = {codec for _, code, codec in encodings_of() if code in SINGLE}


def cases(held):
    """(encoding, language, codec, sentences)"""
    for name, code, codec in encodings_of():
        own = held.get(code, [])
        if code == "zh_TW":
            import icu
            own = [icu.Transliterator.createInstance("Simplified-Traditional").transliterate(t) for t in held["zh"]]
        yield name, code, codec, own
    for code in ("ru", "de", "ja", "ar"):
        yield "utf-16le", code, "utf-16-le", held[code]
        yield "utf-8 broken", code, None, held[code]


PAGE = """<!DOCTYPE html>
<html>
<head>
<title>%s</title>
<link rel="stylesheet" href="/assets/site.css"><script src="/assets/menu.js" async></script>
</head>
<body class="article">
<div id="header"><a href="/">Home</a> <a href="/news/">News</a> <a href="/sport/">Sport</a> <a href="/contact.html">Contact</a></div>
<div class="content"><h1>%s</h1>
<p class="lead">%s</p>
%s
</div>
<div id="footer">Copyright 2009. All rights reserved.</div>
</body>
</html>
"""


def damaged(text):
    data = bytearray(text.encode("utf-8"))
    data[len(data) // 2:len(data) // 2] = b"\xe9"
    return bytes(data[:-1]) if data[-1] >= 0x80 else bytes(data) + b"\xd0"


def samples_of(kind, sentences):
    if kind == "page":
        for i in range(0, len(sentences) - 8, 9):
            s = sentences[i:i + 9]
            yield PAGE % (s[0], s[0], s[1], "\n".join("<p>%s</p>" % t for t in s[2:]))
    elif kind == "sentence":
        yield from sentences
    else:  # title: the first words
        for s in sentences:
            yield " ".join(s.split()[:5]) if " " in s else s[:12]


def page_cases(folder):
    """Pages in UTF-8 that name their language, written again in each encoding of that language, their declarations taken out."""
    out = collections.defaultdict(list)
    for path in sorted(folder.iterdir()):
        data = gzip.open(path).read() if path.suffix == ".gz" else path.read_bytes()
        named = re.search(rb"""<html[^>]*\blang=["']?([a-zA-Z]{2})""", data)
        code = named.group(1).decode().lower() if named else ""
        code = {"nb": "no", "nn": "no", "bs": "hr"}.get(code, code)
        try:
            text = data.decode("utf-8").lstrip("\ufeff")
        except UnicodeError:
            continue
        text = re.sub(r"(?i)<meta[^>]*charset[^>]*>", "", text)
        for name, language, codec in encodings_of():
            if language == code:
                if codec in SINGLE_CODECS:
                    text = as_written(code, text)
                    try:
                        data = text.encode(codec)
                    except UnicodeError:
                        data = text.translate(FALLBACK).encode(codec, "xmlcharrefreplace")
                else:
                    data = text.encode(codec, "xmlcharrefreplace")
                if any(b >= 0x80 for b in data):
                    out[(name, language, codec)].append(data)
    return out


def measure(folder, pages):
    texts, held = training(folder)
    if pages:
        report("page of the folder", page_cases(pages).items())
    for kind in ("page", "sentence", "title"):
        report(kind, (((name, code, codec), list(encoded(code, codec, samples_of(kind, sentences))))
                      for name, code, codec, sentences in cases(held)))


def encoded(code, codec, texts):
    for text in texts:
        data = damaged(text) if codec is None else encode(code, text, codec)
        if codec is None or any(b >= 0x80 for b in data) or codec in ("utf-16-le", "iso2022_jp") and any(c >= "\x80" for c in text):
            yield data


def report(kind, samples):
    tools, verbose = {"courant": ours} if "-o" in sys.argv else peers(), "-v" in sys.argv
    right, count, wrong = collections.defaultdict(collections.Counter), collections.Counter(), collections.Counter()
    for (name, code, codec), data in samples:
        count[name] += len(data)
        for tool, detect in tools.items() if data else ():
            for b, answer in zip(data, detect(data)):
                same = decode(b, answer) == b.decode(codec or "utf-8", "replace")
                right[name][tool] += same
                if tool == "courant" and not same:
                    wrong[(name, code, answer)] += 1
    count = +count
    print(f"\n{kind}s, {sum(count.values())}: right in a hundred")
    print(f"{'':16}{'n':>6}" + "".join(f"{t:>12}" for t in tools))
    for name in sorted(count):
        print(f"{name:16}{count[name]:6}" + "".join(f"{100 * right[name][t] / count[name]:12.1f}" for t in tools))
    print(f"{'mean':16}{'':6}" + "".join(f"{sum(100 * right[n][t] / count[n] for n in count) / len(count):12.1f}" for t in tools), flush=True)
    if verbose:
        for (name, code, answer), n in wrong.most_common(40):
            print(f"    {name} {code} read as {answer}: {n}")


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in ("fit", "measure"):
        sys.exit(__doc__)
    arguments = [pathlib.Path(a) for a in sys.argv[2:] if a not in ("-v", "-o")]
    (fit if sys.argv[1] == "fit" else measure)(arguments[0], arguments[1] if len(arguments) > 1 else None)
