"""Fits the five weights of `CodebookModel` on the project's own corpus and prints them.

usage: python tools/fit_prototypes.py ENCODER_FOLDER
"""

import json
import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from insight import codebook
from insight.nlp import embed, segment, themes
from insight.nlp.lexicon import Lexicon
from insight.types import Response

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Fit one theme-blind logistic regression on (response, theme) pairs."""
    book = codebook.load(ROOT / "corpora" / "codebook.yaml")
    lines = (ROOT / "corpora/training/responses.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines][::4]
    model = themes.CodebookModel(book, embed.load("default", Path(sys.argv[1])))
    responses = [Response(r["id"], "", "", "", r["text"]) for r in rows]
    clauses: dict[str, list] = {}
    for s in segment.segment(responses)[0]:
        clauses.setdefault(s.response, []).append(s)
    kept = [(r, row) for r, row in zip(responses, rows, strict=True) if r.id in clauses]
    texts = [r.text for r, _ in kept]
    whole, _ = model._nearest(model._encoder.encode(texts))
    parts = [
        model._nearest(model._encoder.encode([s.text for s in clauses[r.id]]))[0].max(0)
        for r, _ in kept
    ]
    clause = np.stack(parts)
    phrase = np.zeros_like(clause)
    for i, hits in enumerate(Lexicon(book).find(texts)):
        for hit in hits:
            phrase[i, model.keys.index(hit.theme)] = 1
    margin = clause - clause.mean(1, keepdims=True)
    x = np.stack([a.ravel() for a in (clause, whole, margin, phrase)], axis=1)
    y = np.array([[key in row["themes"] for key in model.keys] for _, row in kept]).ravel()
    fit = LogisticRegression(C=10).fit(x, y)
    numbers = [float(fit.intercept_[0]), *map(float, fit.coef_[0])]
    print("INTERCEPT, NEAREST, WHOLE, MARGIN, PHRASE =", ", ".join(f"{v:.2f}" for v in numbers))


if __name__ == "__main__":
    main()
