"""Measures the tone on each theme where it differs from theme to theme.

usage: python benchmarks/theme_tone.py

Reads `corpora/training/unread/on-themes.txt`: 160 texts that raise two to four themes in different
tones, coded by their writer; no model has learnt from them. Prints how often the shipped model has
the tone on a theme right, of all codes of the writer and of those that it gives too, beside the
share that the tone of the whole text would have right; and how often it has the tone of the whole.
"""

import sys
from collections import Counter

from insight import codebook, inforce
from insight.nlp import segment
from insight.settings import ROOT
from insight.types import TONES, Response

sys.path.insert(0, str(ROOT / "corpora" / "training"))
from build import parse

FILE = ROOT / "corpora" / "training" / "unread" / "on-themes.txt"


def main() -> None:
    """Measure and print."""
    keys = {t.key for t in codebook.load(ROOT / "corpora" / "codebook.yaml").active}
    rows = list(parse(FILE, keys))
    reader = inforce.shipped_reader()
    if reader is None:
        raise SystemExit("models/community-safety: no trained reader there. make models makes it.")
    responses = [Response(str(n), "", "", str(n), row["text"]) for n, row in enumerate(rows)]
    clauses: dict[str, list] = {r.id: [] for r in responses}
    for clause in segment.segment(responses)[0]:
        clauses[clause.response].append(clause)
    scores = reader.score(responses, clauses)
    n: Counter[str] = Counter()
    confused: Counter[tuple[str, str]] = Counter()
    for row, tones, own, themes in zip(
        rows, scores.tones, scores.theme_tones, scores.themes, strict=True
    ):
        whole = TONES[int(tones.argmax())]
        n["texts"] += 1
        n["whole right"] += whole == row["tone"]
        for key in row["themes"]:
            k = reader.keys.index(key)
            want, got = row["theme_tones"].get(key, row["tone"]), TONES[int(own[k].argmax())]
            n["codes"] += 1
            n["right"] += got == want
            n["whole's right"] += whole == want
            if themes[k] >= reader.thresholds[key]:
                n["given"] += 1
                n["given, right"] += got == want
                confused[want, got] += got != want
    print(f"{n['texts']} texts, {n['codes']} codes; model {reader.name}\n")
    for name, part, of in (
        ("tone on a theme, all codes", "right", "codes"),
        ("tone on a theme, codes that the model gives too", "given, right", "given"),
        ("the tone of the whole text in its place", "whole's right", "codes"),
        ("tone of the whole text", "whole right", "texts"),
    ):
        print(f"{name}: {n[part]}/{n[of]} = {n[part] / n[of]:.3f}")
    print("\n| writer | model | codes |\n|---|---|---|")
    for (want, got), times in confused.most_common():
        print(f"| {want} | {got} | {times} |")


if __name__ == "__main__":
    main()
