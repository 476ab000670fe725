#!/usr/bin/env python3
"""Fits the weights of the main content (src/page/weights.def) and says what each judge brings.

  bench/fit-content.py score            the figures of the weights as they stand
  bench/fit-content.py ablate           each judge off in turn: what it costs on each set
  bench/fit-content.py fit [--rounds N] [--only NAME,...] [--folds K] [--write]

Needs build/bench/content (make bench-programs) and the extraction bench in ../shared/bench/extraction (or $EXTRACTION_BENCH).
The objective is the mean of shub, traf and wcxb and half of read (whose gold is another program's output). The search goes from
weight to weight and tries a few values between the table's least and most; a change is kept where the objective rises.
With --folds the same search runs K times on all sites but one part, and the parts left out are scored with what was found without
them: that is the cross-validated figure. Pages of one host are in one part. Every vector is read once and remembered.
"""
import argparse
import hashlib
import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BENCH = os.environ.get("EXTRACTION_BENCH", os.path.join(ROOT, "..", "shared", "bench", "extraction"))
SETS = {"shub": 1.0, "traf": 1.0, "wcxb": 1.0, "read": 0.5}


def hmean(p, r):
    return 2 * p * r / (p + r) if p + r else 0.0


def measure(rows, ids=None):
    """The figures of score.py from the counts of build/bench/content, over the pages in ids (None: all)."""
    out, by_set = {}, {}
    for page, (name, a, b, c) in rows.items():
        if ids is None or page in ids:
            by_set.setdefault(name, []).append((a, b, c))
    for name, list_ in by_set.items():
        if name == "traf":
            tp, fp, want = (sum(x[i] for x in list_) for i in range(3))
            out[name] = hmean(tp / (tp + fp) if tp + fp else 0, tp / want if want else 0)
        elif name == "wcxb":
            f = [hmean(a / b if b else 0, a / c if c else 0) for a, b, c in list_]
            out[name] = sum(f) / len(f)
        else:
            p = [a / b for a, b, c in list_ if b]
            r = [a / c for a, b, c in list_ if c]
            out[name] = hmean(sum(p) / len(p) if p else 0, sum(r) / len(r) if r else 0)
    return out


def objective(figures):
    return sum(SETS[k] * v for k, v in figures.items()) / sum(SETS[k] for k in figures)


class Reader:
    def __init__(self):
        self.process = subprocess.Popen([os.path.join(ROOT, "build", "bench", "content"), os.path.join(BENCH, "html"), os.path.join(BENCH, "gold.json")],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.seen = {}

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        lines = []
        for line in self.process.stdout:
            if not line.strip():
                return lines
            lines.append(line.split())
        sys.exit("build/bench/content ended early")

    def table(self):
        lines = self.ask("weights")
        weights = {x[0]: {"judge": x[1], "value": float(x[2]), "least": float(x[3]), "most": float(x[4])} for x in lines if x[0] != "judge"}
        return weights, {x[2]: int(x[1]) for x in lines if x[0] == "judge"}

    def rows(self, weights, off=0):
        command = " ".join("%s=%g" % (k, v) for k, v in sorted(weights.items())) + (" off=%d" % off if off else "")
        if command not in self.seen:
            self.seen[command] = {x[0]: (x[1], int(x[2]), int(x[3]), int(x[4])) for x in self.ask(command)}
        return self.seen[command]


def rounded(x):
    return float("%.3g" % x)


def candidates(w, now, fine):
    low, high = w["least"], w["most"]
    step = (high - low) * (0.06 if fine else 0.18)
    return [x for x in sorted({rounded(min(high, max(low, now + k * step))) for k in (-1, 1)}) if x != now]


def fit(reader, table, start, ids, rounds, only, log):
    best, value = dict(start), objective(measure(reader.rows(start), ids))
    for turn in range(rounds):
        before = value
        for name in only:
            for fine in ((False, True) if turn else (False,)):
                for x in candidates(table[name], best[name], fine):
                    trial = dict(best, **{name: x})
                    v = objective(measure(reader.rows(trial), ids))
                    if v > value + 0.00003:
                        best, value = trial, v
            log("  %-16s %g  %.5f" % (name, best[name], value))
        if value - before < 0.0001:
            break
    return best, value


def host_parts(folds):
    with open(os.path.join(BENCH, "gold.json"), encoding="utf-8") as f:
        gold = json.load(f)
    parts = [set() for _ in range(folds)]
    for page, g in gold.items():
        url = g.get("url") or g.get("key") or page
        url = re.sub(r"^https?://web\.archive\.org/web/\d+/", "", url)
        host = re.sub(r"^(https?|hard|recall)::?/*", "", url).split("/")[0].lower()
        host = re.sub(r"^www\d*\.", "", host)
        if host == "fakehost":
            host = page
        parts[int(hashlib.md5(host.encode()).hexdigest(), 16) % folds].add(page)
    return parts


def show(title, figures, base=None):
    cells = ["%s %.4f%s" % (k, figures[k], " (%+.4f)" % (figures[k] - base[k]) if base else "") for k in SETS]
    print("%-26s %s  all %.4f" % (title, "  ".join(cells), objective(figures)), flush=True)


def write(table, best):
    path = os.path.join(ROOT, "src", "page", "weights.def")
    with open(path, encoding="utf-8") as f:
        s = f.read()
    for name, value in best.items():
        s = re.sub(r"(CR_WEIGHT\(\w+, %s, )[-\d.e]+," % name, lambda m: m.group(1) + "%g," % value, s)
    with open(path, "w", encoding="utf-8") as f:
        f.write(s)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("what", choices=("score", "ablate", "fit"))
    ap.add_argument("--rounds", type=int, default=2)
    ap.add_argument("--folds", type=int, default=0)
    ap.add_argument("--only")
    ap.add_argument("--write", action="store_true")
    ap.add_argument("--quiet", action="store_true")
    a = ap.parse_args()
    reader = Reader()
    table, judges = reader.table()
    now = {k: w["value"] for k, w in table.items()}
    base = measure(reader.rows(now))
    show("as it stands", base)
    if a.what == "ablate":
        for name, bit in judges.items():
            show("without " + name, measure(reader.rows(now, 1 << bit)), base)
    if a.what == "fit":
        log = (lambda s: None) if a.quiet else (lambda s: print(s, flush=True))
        only = a.only.split(",") if a.only else list(table)
        best, _ = fit(reader, table, now, None, a.rounds, only, log)
        show("fitted", measure(reader.rows(best)), base)
        print("changed: " + " ".join("%s=%g" % (k, v) for k, v in best.items() if v != now[k]), flush=True)
        if a.write:
            write(table, best)
        if a.folds:
            parts, mixed = host_parts(a.folds), {}
            everything = set().union(*parts)
            for i, part in enumerate(parts):
                found, _ = fit(reader, table, now, everything - part, a.rounds, only, lambda s: None)
                mixed.update({k: v for k, v in reader.rows(found).items() if k in part})
                log("  part %d of %d" % (i + 1, a.folds))
            show("cross-validated", measure(mixed), base)


if __name__ == "__main__":
    main()
