"""Does the evidence matter? Deletes it and codes again.

usage: python benchmarks/evidence.py [--texts N]

Takes texts of the training corpus with three or more clauses; for each code deletes the clause
shown as its evidence, and by way of comparison another clause of the same text. Prints the mean
drop of the score and how many codes are lost.
"""

import argparse
import datetime as dt
import json
import random
from statistics import mean

from insight import codebook, inforce
from insight.nlp import embed, segment, themes
from insight.settings import ROOT, Settings
from insight.types import Coded, Response


def code(texts: list[str], model: themes.ThemeModel, book) -> list[Coded | None]:
    """Code texts; None where nothing is left to code."""
    responses = [Response(str(i), "", "", str(i), t) for i, t in enumerate(texts)]
    segments, _ = segment.segment(responses)
    done, _ = themes.classify(responses, segments, model, book, dt.datetime.now(dt.UTC))
    found = {c.response.id: c for c in done}
    return [found.get(str(i)) for i in range(len(texts))]


def score(coded: Coded | None, theme: str) -> tuple[float, bool]:
    """The score of a theme, and whether it is still coded."""
    for judged in coded.assignments if coded else ():
        if judged.theme == theme:
            return judged.score, judged.present
    return 0.0, False


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=600)
    args = parser.parse_args()
    book = codebook.load(ROOT / "corpora" / "codebook.yaml")
    model = inforce.load_model(
        Settings(), book, embed.Lazy("default", Settings().data / "encoders")
    )
    lines = (ROOT / "corpora/training/responses.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    texts = [t for t in texts if len(segment.split(t)) >= 3]
    random.Random(1).shuffle(texts)
    texts = texts[: args.texts]
    pairs: list[tuple[str, float, str, str]] = []
    for coded in code(texts, model, book):
        for judged in coded.assignments if coded else ():
            shown = [e for e in judged.evidence if e.why == "model"]
            if not judged.present or not shown:
                continue
            text = coded.response.text
            own = (shown[0].start, shown[0].end)
            used = {(e.start, e.end) for e in shown}
            others = [s for s in segment.split(text) if s not in used]
            if not others:
                continue
            other = min(others, key=lambda s: abs((s[1] - s[0]) - (own[1] - own[0])))
            cut, spare = (text[:a] + text[b:] for a, b in (own, other))
            pairs.append((judged.theme, judged.score, cut, spare))
    without = code([p[2] for p in pairs], model, book)
    control = code([p[3] for p in pairs], model, book)
    print(f"{len(pairs)} codes of {len(texts)} texts with three or more clauses\n")
    print("| deleted | mean drop of the score | codes lost |\n|---|---|---|")
    for name, after in (("the evidence", without), ("another clause", control)):
        scores = [score(c, p[0]) for c, p in zip(after, pairs, strict=True)]
        drop = mean(p[1] - s for p, (s, _) in zip(pairs, scores, strict=True))
        lost = mean(not present for _, present in scores)
        print(f"| {name} | {drop:.2f} | {lost:.0%} |")


if __name__ == "__main__":
    main()
