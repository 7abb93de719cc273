"""Trains the shipped reader from `corpora/training/responses.jsonl` into `models/community-safety`.

usage: python tools/train_reader.py [--seed N] [--out DIR] [--work DIR]

In two steps. First without the writers named in HELD: on their texts, which that first reader has
not seen a line of, the weights that join reader, n-grams and phrases are learnt, each theme's
threshold is chosen, and the figures for the model card are taken. Then on every text, for the
model that ships. The first step is kept in `--work` and used again while corpus and codebook stay.
"""

import argparse
import hashlib
import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from insight import codebook
from insight.manifest import digest, seal
from insight.nlp import embed, evaluate, train, wide
from insight.nlp.lexicon import Lexicon
from insight.types import TONES, Codebook, Matrix

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpora" / "training" / "responses.jsonl"
BOOK = ROOT / "corpora" / "codebook.yaml"
HELD = ("plain-civic", "petitions")
TONE_WIDE = 0.4
"""How much the n-grams' tone adds to the reader's logits: best on the held writers."""

PRIOR = 60.0
"""Positive examples at which a theme's own threshold weighs as much as the common one."""


def examples() -> list[train.Example]:
    """The corpus as examples."""
    rows = map(json.loads, CORPUS.read_text("utf-8").splitlines())
    return [
        train.Example(
            r["text"],
            tuple(r["themes"]),
            r["tone"],
            r["ask"],
            tuple(r["theme_tones"].items()),
            r["voice"],
        )
        for r in rows
    ]


def writer(example: train.Example) -> str:
    """Whose hand a text is from."""
    return example.voice.split(":")[0]


def linear(rows: list[train.Example], keys: list[str], seed: int) -> wide.Wide:
    """The n-gram part: a column for each theme, each tone, and the ask."""
    truth = np.array(
        [[*(k in r.themes for k in keys), *(r.tone == t for t in TONES), bool(r.ask)] for r in rows]
    )
    known = np.array([[True] * len(keys) + [r.tone is not None] * (len(TONES) + 1) for r in rows])
    return wide.fit(pieces([r.text for r in rows]), truth, known, seed)


def pieces(texts: list[str]) -> list[list[int]]:
    """Word pieces without the special ones, as `reader.py` gives them to the n-grams."""
    cutter = embed.tokenizer(embed.packaged_weights() / "tokenizer.json", 100_000)
    return [list(e.ids[1:-1]) for e in cutter.encode_batch(texts)]


def phrases(texts: list[str], book: Codebook, keys: list[str]) -> Matrix:
    """1 where a phrase of the theme occurs: (n, k)."""
    found = np.zeros((len(texts), len(keys)), np.float32)
    for row, hits in enumerate(Lexicon(book).find(texts)):
        for hit in hits:
            found[row, keys.index(hit.theme)] = 1.0
    return found


def step_one(
    rows: list[train.Example],
    book: Codebook,
    keys: list[str],
    seed: int,
    encoders: Path,
    epochs: int,
) -> dict[str, Any]:
    """Train without HELD; learn fusion and thresholds on HELD; measure there."""
    from sklearn.linear_model import LogisticRegression

    learn = [r for r in rows if writer(r) not in HELD] + train.hints(book)
    held = [r for r in rows if writer(r) in HELD]
    print(f"step one: {len(learn)} texts to learn from, {len(held)} held back", flush=True)
    texts = [r.text for r in held]
    raw = train.read(train.train(learn, keys, encoders, epochs, seed, say), texts)
    grams = linear(learn, keys, seed).logits(pieces(texts))
    parts = np.stack([raw.themes, grams[:, : len(keys)], phrases(texts, book, keys)], axis=-1)
    truth = np.array([[k in r.themes for k in keys] for r in held])
    asks = np.array([bool(r.ask) for r in held])
    fit = LogisticRegression(C=100.0).fit(parts.reshape(-1, 3), truth.ravel())
    ask = LogisticRegression(C=100.0).fit(raw.asks.reshape(-1, 1), asks)
    probability = fit.predict_proba(parts.reshape(-1, 3))[:, 1].reshape(truth.shape)
    # Half of the held texts choose the thresholds by which the other half is judged.
    half = np.random.default_rng(seed).permutation(len(held)) % 2 == 0
    coded: list[frozenset[str]] = [frozenset()] * len(held)
    for choose, judge in ((half, ~half), (~half, half)):
        limits = evaluate.own_thresholds(probability[choose], truth[choose], PRIOR)
        for i in np.flatnonzero(judge):
            coded[i] = frozenset(k for j, k in enumerate(keys) if probability[i, j] >= limits[j])
    result = evaluate.evaluate([frozenset(r.themes) for r in held], coded)
    error, bins = evaluate.calibration(probability, truth)
    tones = (raw.tones + TONE_WIDE * grams[:, len(keys) : len(keys) + len(TONES)]).argmax(1)
    weights = [float(w) for w in fit.coef_[0]]
    return {
        "fusion": {
            "reader": weights[0],
            "wide": weights[1],
            "phrase": weights[2],
            "bias": float(fit.intercept_[0]),
            "ask": float(ask.coef_[0, 0]),
            "ask_bias": float(ask.intercept_[0]),
            "tone_wide": TONE_WIDE,
        },
        "thresholds": {
            k: round(float(v), 3)
            for k, v in zip(keys, evaluate.own_thresholds(probability, truth, PRIOR), strict=True)
        },
        "held": {
            "writers": list(HELD),
            "texts": len(held),
            "evaluation": asdict(result),
            "calibration_error": error,
            "calibration": bins,
            "tone": float(np.mean([TONES[t] == r.tone for t, r in zip(tones, held, strict=True)])),
            "ask": float(np.mean(ask.predict(raw.asks.reshape(-1, 1)) == asks)),
        },
    }


def say(line: str) -> None:
    """Print at once."""
    print(line, flush=True)


def main() -> None:
    """Both steps, then the model folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "community-safety")
    parser.add_argument("--work", type=Path, default=ROOT / "insight-data")
    parser.add_argument("--epochs", type=int, nargs=2, default=(4, 5))
    args = parser.parse_args()
    book = codebook.load(BOOK)
    keys = [theme.key for theme in book.active]
    rows = examples()
    args.work.mkdir(parents=True, exist_ok=True)
    encoders = args.work / "encoders"
    stamp = hashlib.sha256(
        CORPUS.read_bytes() + book.version.encode() + repr((args.seed, args.epochs[0])).encode()
    ).hexdigest()[:12]
    kept = args.work / f"step-one-{stamp}.json"
    if not kept.is_file():
        one = step_one(rows, book, keys, args.seed, encoders, args.epochs[0])
        kept.write_text(json.dumps(one))
    one = json.loads(kept.read_text())
    samples, micro, macro = (
        one["held"]["evaluation"][n]["value"] for n in ("samples", "micro", "macro")
    )
    say(
        f"on held writers: samples {samples:.3f} micro {micro:.3f} macro {macro:.3f} "
        f"tone {one['held']['tone']:.3f} ask {one['held']['ask']:.3f}"
    )
    every = rows + train.hints(book)
    say(f"step two: {len(every)} texts")
    model = train.train(every, keys, encoders, args.epochs[1], args.seed, say)
    facts = {"epochs": list(args.epochs), "seed": args.seed, "texts": len(rows)}
    write(model, linear(every, keys, args.seed), keys, one, facts, args.out)


def write(
    model: Any,
    grams: wide.Wide,
    keys: list[str],
    one: dict[str, Any],
    facts: dict[str, Any],
    out: Path,
) -> None:
    """Export to ONNX (int8) and safetensors, with a manifest of hashes; replaces `out` whole."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as scratch:
        work = Path(scratch)
        names = ["theme", "theme_tone", "tone", "ask", "parts"]
        embed.export(model, names, work / "reader.onnx", heads=12, precision="int8")
        wide.save(grams, work / "wide.safetensors")
        source = embed.packaged_weights() / "tokenizer.json"
        (work / "tokenizer.json").write_bytes(source.read_bytes())
        version = digest(work / "reader.onnx")[:8]
        seal(
            work,
            {
                "kind": "reader",
                "name": out.name,
                "version": version,
                "keys": keys,
                **one,
                "trained": facts,
            },
        )
        for old in out.iterdir():
            if old.name != "CARD.md":
                old.unlink()
        for file in work.iterdir():
            file.rename(out / file.name)
    say(f"{out}: {sum(f.stat().st_size for f in out.iterdir()) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
