"""Trains the shipped reader from `corpora/training/responses.jsonl` into `models/community-safety`.

usage: python tools/train_reader.py [--epochs N] [--seed N] [--out DIR] [--encoders DIR]

A tenth of the voices is kept out of the training: the probabilities are calibrated and each theme's
threshold is chosen on them. Nothing else is looked at. Ends with the figures on those voices.
"""

import argparse
import json
import random
import tempfile
from pathlib import Path

import numpy as np

from insight import codebook
from insight.nlp import embed, evaluate, train

ROOT = Path(__file__).resolve().parent.parent
HELD = 10


def examples() -> list[train.Example]:
    """The corpus as examples."""
    lines = (ROOT / "corpora" / "training" / "responses.jsonl").read_text("utf-8").splitlines()
    return [
        train.Example(
            r["text"],
            tuple(r["themes"]),
            r["tone"],
            r["ask"],
            tuple(r["theme_tones"].items()),
            r["voice"],
        )
        for r in map(json.loads, lines)
    ]


def split(rows: list[train.Example], seed: int) -> tuple[list[train.Example], list[train.Example]]:
    """Whole voices for training and for calibration."""
    voices = sorted({r.voice for r in rows})
    random.Random(seed).shuffle(voices)  # noqa: S311
    held = set(voices[: len(voices) // HELD])
    return [r for r in rows if r.voice not in held], [r for r in rows if r.voice in held]


def main() -> None:
    """Train, calibrate, export, seal, say how good it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "community-safety")
    parser.add_argument("--encoders", type=Path, default=ROOT / "insight-data" / "encoders")
    args = parser.parse_args()
    book = codebook.load(ROOT / "corpora" / "codebook.yaml")
    keys = [theme.key for theme in book.active]
    learn, held = split(examples(), args.seed)
    print(
        f"{len(learn)} texts to learn from, {len(held)} of other voices to calibrate on", flush=True
    )
    model = train.train(
        learn + train.hints(book),
        keys,
        args.encoders,
        args.epochs,
        args.seed,
        lambda s: print(s, flush=True),
    )
    finish(
        model, held, keys, args.out, {"epochs": args.epochs, "seed": args.seed, "texts": len(learn)}
    )


def finish(model, held: list[train.Example], keys: list[str], out: Path, facts: dict) -> None:
    """Calibrate a trained network on held-out voices and write the model folder."""
    raw = train.read(model, [r.text for r in held])
    truth = np.array([[k in r.themes for k in keys] for r in held])
    scale, shift = train.calibrate(raw.themes, truth)
    probability = 1 / (1 + np.exp(-(raw.themes * np.array(scale) + np.array(shift))))
    thresholds = {
        k: round(evaluate.best_threshold(probability[:, i], truth[:, i]), 3)
        for i, k in enumerate(keys)
    }
    coded = [frozenset(k for i, k in enumerate(keys) if p[i] >= thresholds[k]) for p in probability]
    result = evaluate.evaluate([frozenset(r.themes) for r in held], coded, draws=200)
    error, _ = evaluate.calibration(probability, truth)
    tone = np.mean([evaluate_tone(raw.tones[i]) == r.tone for i, r in enumerate(held)])
    ask = np.mean([(raw.asks[i] >= 0) == r.ask for i, r in enumerate(held)])
    print(
        f"held-out voices: samples {result.samples.value:.3f} micro {result.micro.value:.3f} "
        f"macro {result.macro.value:.3f} tone {tone:.3f} ask {ask:.3f} calibration error {error:.3f}"
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as scratch:
        work = Path(scratch) / out.name
        work.mkdir()
        names = ["theme", "theme_tone", "tone", "ask", "parts"]
        embed.export(model, names, work / "reader.onnx", heads=12, precision="int8")
        (work / "tokenizer.json").write_bytes(
            (embed.packaged_weights() / "tokenizer.json").read_bytes()
        )
        version = embed.digest(work / "reader.onnx")[:8]
        embed.seal(
            work,
            {
                "kind": "reader",
                "name": out.name,
                "version": version,
                "keys": keys,
                "scale": [round(v, 4) for v in scale],
                "shift": [round(v, 4) for v in shift],
                "thresholds": thresholds,
                "trained": facts,
            },
        )
        for old in out.glob("*"):
            if old.name != "CARD.md":
                old.unlink()
        out.mkdir(exist_ok=True)
        for file in work.iterdir():
            file.rename(out / file.name)
    print(f"{out}: {sum(f.stat().st_size for f in out.iterdir()) / 1e6:.1f} MB")


def evaluate_tone(logits) -> str:
    """The tone with the largest logit."""
    from insight.types import TONES

    return TONES[int(np.argmax(logits))]


if __name__ == "__main__":
    main()
