"""Cross-validates `insight train` on a file with people's codes: folds grouped by respondent.

usage: python benchmarks/learning.py FILE.csv --text COL --labels COL,COL --id COL
       [--folds 5] [--fewest 25] [--data DIR]

Labels used fewer than `--fewest` times are left out. Each fold is learnt, written and read again as
`insight train` and `insight code --model` do. Prints micro- and macro-F1 over the pooled held-out
folds, with the model's own thresholds.
"""

import argparse
import tempfile
import time
from pathlib import Path

from insight import inforce, learning
from insight.nlp import embed, evaluate
from insight.settings import ROOT, Settings


def main() -> None:
    """Run the folds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--text", required=True)
    parser.add_argument("--labels", required=True)
    parser.add_argument("--id", default="")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--fewest", type=int, default=25)
    parser.add_argument("--data", type=Path, default=ROOT / "insight-data")
    args = parser.parse_args()
    settings = Settings(data=args.data)
    labelled = learning.read_labelled(args.file, args.text, args.labels, args.id)
    labelled = learning.frequent(labelled, args.fewest)
    labels = labelled.labels
    kinds = len({k for s in labels for k in s})
    print(f"{len(labels)} texts, {kinds} labels, {len(set(labelled.respondents))} respondents")
    encoder = embed.load("default", args.data / "encoders")
    parts = learning.parts_by_person(labelled.respondents, 1, args.folds)
    got: list[frozenset[str]] = [frozenset()] * len(labels)
    start = time.perf_counter()
    for fold in range(args.folds):
        known = [i for i, p in enumerate(parts) if p != fold]
        test = [i for i, p in enumerate(parts) if p == fold]
        part = learning.Labelled(
            tuple(labelled.texts[i] for i in known),
            tuple(labels[i] for i in known),
            tuple(labelled.respondents[i] for i in known),
            0,
        )
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "model"
            learning.train(part, out, settings)
            model = inforce.learned(out, encoder)
            scores = model.probabilities([labelled.texts[i] for i in test])
        for i, row in zip(test, scores, strict=True):
            got[i] = frozenset(
                k for k, s in zip(model.keys, row, strict=True) if s >= model.thresholds[k]
            )
        so_far = [i for i, p in enumerate(parts) if p <= fold]
        e = evaluate.evaluate([labels[i] for i in so_far], [got[i] for i in so_far], draws=2)
        print(
            f"fold {fold + 1}: {time.perf_counter() - start:.0f} s, so far micro "
            f"{e.micro.value:.3f} macro {e.macro.value:.3f}",
            flush=True,
        )
    print(evaluate.table(evaluate.evaluate(labels, got, draws=300)))


if __name__ == "__main__":
    main()
