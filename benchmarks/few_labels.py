"""A new codebook from few labels: ours against TF-IDF and SetFit on the same labels, in one run.

usage: python benchmarks/few_labels.py FILE --text COL --labels COL[,COL…] [--id COL]
       [--sizes 25,50,100] [--fewest N] [--draws N] [--data DIR]

Half of the respondents give labels, the other half judge; `--draws` times other labels are drawn.
Ours codes by thresholds of its own (cross-validated on the few labels). The peers are favoured: the
one threshold that is best on the judging half itself is taken for them, and for ours in a row of
its own. SetFit (Tunstall et al. 2022) runs with one-vs-rest heads and its own contrastive training,
where it is installed.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from insight import learning
from insight.nlp import embed, evaluate
from insight.settings import ROOT, Settings

Coder = Callable[[Sequence[str], np.ndarray, Sequence[str]], np.ndarray]


def tfidf(texts: Sequence[str], truth: np.ndarray, others: Sequence[str]) -> np.ndarray:
    """TF-IDF of words and pairs, one-vs-rest logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        OneVsRestClassifier(LogisticRegression(C=8.0, class_weight="balanced")),
    )
    return model.fit(texts, truth).predict_proba(others)


def setfit(texts: Sequence[str], truth: np.ndarray, others: Sequence[str]) -> np.ndarray:
    """SetFit on the same encoder weights."""
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments

    model = SetFitModel.from_pretrained(
        str(embed.packaged_weights()), multi_target_strategy="one-vs-rest"
    )
    data = Dataset.from_dict({"text": list(texts), "label": truth.astype(int).tolist()})
    with tempfile.TemporaryDirectory() as scratch:  # it keeps checkpoints
        arguments = TrainingArguments(
            output_dir=scratch, num_epochs=1, num_iterations=5, report_to="none"
        )
        Trainer(model, arguments, train_dataset=data).train()
    return np.asarray(model.predict_proba(list(others)))


PEERS: dict[str, Coder] = {"TF-IDF + logistic regression": tfidf, "SetFit": setfit}


def favoured(scores: np.ndarray, truth: np.ndarray, keys: Sequence[str]) -> list[frozenset[str]]:
    """Codes by the one threshold that is best on these very texts."""
    limit = evaluate.best_threshold(scores.ravel(), truth.ravel(), 0.0)
    return [frozenset(k for k, s in zip(keys, row, strict=True) if s >= limit) for row in scores]


def main() -> None:
    """Print a row for each way and size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--text", required=True)
    parser.add_argument("--labels", required=True)
    parser.add_argument("--id", default="")
    parser.add_argument("--sizes", default="25,50,100")
    parser.add_argument("--fewest", type=int, default=25)
    parser.add_argument("--draws", type=int, default=2)
    parser.add_argument("--data", type=Path, default=ROOT / "insight-data")
    args = parser.parse_args()
    settings = Settings(data=args.data)
    labelled = learning.read_labelled(args.file, args.text, args.labels, args.id)
    labelled = learning.frequent(labelled, args.fewest)
    labels = labelled.labels
    kept = sorted({k for s in labels for k in s})
    half = learning.parts_by_person(labelled.respondents, 1, 2)
    pool, judging = ([i for i, h in enumerate(half) if h == part] for part in (0, 1))
    others, want = [labelled.texts[i] for i in judging], [labels[i] for i in judging]
    encoder, columns = learning.reading_encoder(settings)
    print(f"{len(kept)} labels; {len(pool)} texts to draw from, {len(judging)} to judge on\n")
    print("| labels | way | micro-F1 | macro-F1 | seconds |\n|---|---|---|---|---|", flush=True)

    def row(size: int, way: str, found: list[tuple[list[frozenset[str]], float]]) -> None:
        scores = [evaluate.evaluate(want, got, draws=1) for got, _ in found]
        micro, macro = (np.mean([getattr(s, n).value for s in scores]) for n in ("micro", "macro"))
        seconds = np.mean([s for _, s in found])
        print(f"| {size} | {way} | {micro:.3f} | {macro:.3f} | {seconds:.1f} |", flush=True)

    for size in map(int, args.sizes.split(",")):
        drawn = [np.random.default_rng(d).permutation(pool)[:size] for d in range(args.draws)]
        made: dict[str, list[tuple[list[frozenset[str]], float]]] = {"Insight": []}
        for rows in drawn:
            start = time.perf_counter()
            known = sorted({k for i in rows for k in labels[i]})
            hints = learning.descriptions(settings, set(known), columns)
            heads = learning.fit_rows(
                rows.tolist(),
                labelled.texts,
                labels,
                encoder,
                hints,
                labelled.respondents,
                columns=columns,
            )
            got = learning.apply(heads, others, encoder)
            made["Insight"].append((got, time.perf_counter() - start))
            seen = heads.probabilities(others, encoder.encode(others))
            alike = favoured(
                seen, np.array([[k in s for k in heads.keys] for s in want]), heads.keys
            )
            made.setdefault("Insight, favoured like its peers", []).append(
                (alike, time.perf_counter() - start)
            )
            truth = np.array([[k in labels[i] for k in known] for i in rows])
            judged = np.array([[k in s for k in known] for s in want])
            for name, way in PEERS.items():
                start = time.perf_counter()
                try:
                    scores = way([labelled.texts[i] for i in rows], truth, others)
                except ImportError as error:
                    print(f"{name} is not installed ({error.name}).", flush=True)
                    continue
                made.setdefault(name, []).append(
                    (favoured(scores, judged, known), time.perf_counter() - start)
                )
        for name, found in made.items():
            row(size, name, found)


if __name__ == "__main__":
    main()
