"""Scores the shipped model on writers of whom no model has read a line.

usage: python benchmarks/unread.py

Reads the files of `corpora/training/unread`, coded by their writers: `rare.txt` (160 texts, two in
three with one of the themes that the model is weakest in), `on-themes.txt` (160 texts of two to
four themes in different tones), `styles-1.txt` and `styles-2.txt` (150 each: fault reports,
petitions, statements and survey answers). Prints samples-, micro- and macro-F1, tone and ask of
each, and the themes with the lowest recall.
"""

import sys

import numpy as np

from insight import codebook, inforce
from insight.nlp import evaluate, segment
from insight.settings import ROOT
from insight.types import TONES, Response

sys.path.insert(0, str(ROOT / "corpora" / "training"))
from build import parse

FOLDER = ROOT / "corpora" / "training" / "unread"
FEWEST = 5
"""Uses from which on a theme's recall says something."""


def main() -> None:
    """Measure and print."""
    keys = {t.key for t in codebook.load(ROOT / "corpora" / "codebook.yaml").active}
    reader = inforce.shipped_reader()
    if reader is None:
        raise SystemExit("models/community-safety: no trained reader there. make models makes it.")
    print(f"Model {reader.name}\n")
    print("| texts of | n | samples-F1 | micro-F1 | macro-F1 | tone | ask | recall lowest in |")
    print("|---|---|---|---|---|---|---|---|")
    for path in sorted(FOLDER.glob("*.txt")):
        rows = list(parse(path, keys))
        responses = [Response(str(n), "", "", str(n), row["text"]) for n, row in enumerate(rows)]
        clauses: dict[str, list] = {r.id: [] for r in responses}
        for clause in segment.segment(responses)[0]:
            clauses[clause.response].append(clause)
        scores = reader.score(responses, clauses)
        limits = np.array([reader.thresholds[key] for key in reader.keys])
        coded = [
            frozenset(np.array(reader.keys)[given].tolist()) for given in scores.themes >= limits
        ]
        found = evaluate.evaluate([frozenset(row["themes"]) for row in rows], coded)
        tone = np.mean(scores.tones.argmax(1) == [TONES.index(row["tone"]) for row in rows])
        ask = np.mean((scores.asks >= 0.5) == [row["ask"] for row in rows])
        figures = " | ".join(
            f"{s.value:.3f} ({s.low:.2f}–{s.high:.2f})"
            for s in (found.samples, found.micro, found.macro)
        )
        weak = sorted(
            (t for t in found.themes if t.support >= FEWEST), key=lambda t: t.recall.value
        )
        named = ", ".join(f"{t.key} {t.recall.value:.2f} of {t.support}" for t in weak[:3])
        print(
            f"| {path.stem} | {len(rows)} | {figures} | {tone:.3f} | {ask:.3f} | {named} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
