"""Peers on the same texts in one run: accuracy and time of each way to code.

usage: python benchmarks/peers.py GOLD.jsonl [--data DIR] [--limit N] [--only NAME,NAME]

GOLD.jsonl has one object a line with `text` and `gold.themes` (keys of the shipped codebook). Ways
that learn do so from `corpora/training/responses.jsonl`; `--limit` cuts that corpus, the same for
all but the shipped model. Thresholds of peers are chosen on a tenth of the corpus' voices that they
do not learn from. Seconds are for coding GOLD only, models loaded.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from insight import codebook, inforce
from insight.nlp import embed, evaluate, segment, themes
from insight.nlp.lexicon import Lexicon
from insight.settings import ROOT, Settings
from insight.types import Response

Coder = Callable[[list[str]], np.ndarray]
BOOK = codebook.load(ROOT / "corpora" / "codebook.yaml")
KEYS = [t.key for t in BOOK.active]


def corpus(limit: int) -> tuple[list[dict], list[dict]]:
    """The corpus as (to learn from, to choose thresholds on), split by voice."""
    lines = (ROOT / "corpora/training/responses.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    random.Random(1).shuffle(rows)
    rows = rows[:limit] if limit else rows
    voices = sorted({r["voice"] for r in rows})
    random.Random(1).shuffle(voices)
    held = set(voices[: len(voices) // 10])
    return [r for r in rows if r["voice"] not in held], [r for r in rows if r["voice"] in held]


def truth(rows: list[dict]) -> np.ndarray:
    """Theme indicators, shape (n, k)."""
    return np.array([[k in r["themes"] for k in KEYS] for r in rows])


def keywords(_: list[dict], __: embed.Encoder) -> Coder:
    """The codebook's phrases, found on lemmas."""
    lexicon = Lexicon(BOOK)

    def score(texts: list[str]) -> np.ndarray:
        out = np.zeros((len(texts), len(KEYS)))
        for row, hits in enumerate(lexicon.find(texts)):
            for hit in hits:
                out[row, KEYS.index(hit.theme)] = 1.0
        return out

    return score


def prototypes(_: list[dict], encoder: embed.Encoder) -> Coder:
    """Cosine to the nearest of a theme's name, description, inclusions and examples."""
    known = themes.prototypes(BOOK.active, encoder)
    columns = [np.flatnonzero(np.array(known.owner) == k) for k in range(len(KEYS))]

    def score(texts: list[str]) -> np.ndarray:
        similar = encoder.encode(texts) @ known.matrix.T
        return np.stack([similar[:, c].max(1) for c in columns], axis=1)

    return score


def zero_shot(_: list[dict], encoder: embed.Encoder) -> Coder:
    """BERTopic with the themes as zero-shot topics: one theme a text at most."""
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder

    class Backend(BaseEmbedder):
        def embed(self, documents: list[str], verbose: bool = False) -> np.ndarray:
            return encoder.encode(list(documents))

    def score(texts: list[str]) -> np.ndarray:
        names = [f"{t.name}: {t.description}" for t in BOOK.active]
        model = BERTopic(
            embedding_model=Backend(),
            zeroshot_topic_list=names,
            zeroshot_min_similarity=0.3,
            min_topic_size=5,
        )
        topics, _ = model.fit_transform(texts, embeddings=encoder.encode(texts))
        labels = model.topic_labels_
        out = np.zeros((len(texts), len(KEYS)))
        for row, topic in enumerate(topics):
            found = [k for k, name in enumerate(names) if labels.get(topic) == name]
            out[row, found] = 1.0
        return out

    return score


def tfidf(rows: list[dict], _: embed.Encoder) -> Coder:
    """TF-IDF of words and pairs, one-vs-rest logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        OneVsRestClassifier(LogisticRegression(C=8.0, solver="liblinear")),
    )
    model.fit([r["text"] for r in rows], truth(rows))
    return lambda texts: model.predict_proba(texts)


def svc(rows: list[dict], _: embed.Encoder) -> Coder:
    """The published recipe of pxtextmining: TF-IDF and an RBF support-vector machine a label."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multioutput import MultiOutputClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import SVC

    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, max_df=0.9, stop_words="english"),
        MultiOutputClassifier(SVC(C=20, class_weight="balanced", cache_size=1000)),
    )
    model.fit([r["text"] for r in rows], truth(rows))
    first, last = model[0], model[-1]

    def score(texts: list[str]) -> np.ndarray:
        x = first.transform(texts)
        return np.stack([e.decision_function(x) for e in last.estimators_], axis=1)

    return score


def setfit(rows: list[dict], _: embed.Encoder) -> Coder:
    """SetFit, multi-label, 8 examples a theme (its own setting for few shots)."""
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments

    chosen = {r["id"]: r for k in KEYS for r in [r for r in rows if k in r["themes"]][:8]}
    chosen |= {r["id"]: r for r in [r for r in rows if not r["themes"]][:24]}
    few = list(chosen.values())
    model = SetFitModel.from_pretrained(
        str(embed.packaged_weights()), multi_target_strategy="one-vs-rest"
    )
    data = Dataset.from_dict(
        {"text": [r["text"] for r in few], "label": truth(few).astype(int).tolist()}
    )
    with tempfile.TemporaryDirectory() as scratch:  # it keeps checkpoints
        arguments = TrainingArguments(output_dir=scratch, num_epochs=1, num_iterations=5)
        Trainer(model, arguments, train_dataset=data).train()
    return lambda texts: np.asarray(model.predict_proba(texts))


PEERS = {
    "keyword matching": keywords,
    "embedding prototypes": prototypes,
    "BERTopic zero-shot topics": zero_shot,
    "TF-IDF + logistic regression": tfidf,
    "TF-IDF + SVC (pxtextmining)": svc,
    "SetFit, 8 a theme": setfit,
}


def ours(settings: Settings, encoder: embed.Encoder) -> Callable[[list[str]], list[frozenset[str]]]:
    """Insight as it ships, or as set, with its own thresholds."""
    import datetime as dt

    model = inforce.load_model(settings, BOOK, encoder)

    def code(texts: list[str]) -> list[frozenset[str]]:
        responses = [Response(str(i), "", "", str(i), t) for i, t in enumerate(texts)]
        segments, _ = segment.segment(responses)
        done, _ = themes.classify(responses, segments, model, BOOK, dt.datetime.now(dt.UTC))
        found = {c.response.id: frozenset(c.themes) for c in done}
        return [found.get(str(i), frozenset()) for i in range(len(texts))]

    return code


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--data", type=Path, default=ROOT / "insight-data")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    gold = [json.loads(line) for line in args.gold.read_text("utf-8").splitlines()]
    texts = [g["text"] for g in gold]
    want = [frozenset(g["gold"]["themes"]) for g in gold]
    encoder = embed.load("default", args.data / "encoders")
    learn, choose = corpus(args.limit)
    only = [n for n in args.only.split(",") if n]
    print(
        f"{len(texts)} texts; peers learn from {len(learn)}, choose thresholds on {len(choose)}\n"
    )
    print("| way | samples-F1 | micro-F1 | macro-F1 | seconds |\n|---|---|---|---|---|")

    def row(name: str, got: list[frozenset[str]], seconds: float) -> None:
        e = evaluate.evaluate(want, got, draws=500)
        figures = " | ".join(
            f"{s.value:.3f} ({s.low:.2f}–{s.high:.2f})" for s in (e.samples, e.micro, e.macro)
        )
        print(f"| {name} | {figures} | {seconds:.1f} |", flush=True)

    for name, make in PEERS.items():
        if only and name not in only:
            continue
        try:
            score = make(learn, encoder)
        except ImportError as error:
            print(f"| {name} | not installed ({error.name}) | | | |", flush=True)
            continue
        held, known = score([r["text"] for r in choose]), truth(choose)
        if set(np.unique(held)) <= {0.0, 1.0}:  # a way that says yes or no has no threshold
            limits = [0.5] * len(KEYS)
        else:
            limits = [
                evaluate.best_threshold(held[:, k], known[:, k], 0.0) for k in range(len(KEYS))
            ]
        start = time.perf_counter()
        scores = score(texts)
        seconds = time.perf_counter() - start
        row(
            name,
            [frozenset(k for j, k in enumerate(KEYS) if s[j] >= limits[j]) for s in scores],
            seconds,
        )
    for name, model in (("Insight, codebook alone", "none"), ("Insight, as it ships", "")):
        if only and name not in only:
            continue
        code = ours(Settings(data=args.data, model=model), encoder)
        start = time.perf_counter()
        got = code(texts)
        row(name, got, time.perf_counter() - start)


if __name__ == "__main__":
    main()
