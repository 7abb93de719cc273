"""Trains the shipped reader from `corpora/training/responses.jsonl` into `models/community-safety`.

usage: python tools/train_reader.py [--seed N] [--out DIR] [--work DIR]

In two steps. First without the writers named in HELD: on their texts, which that first reader has
not seen a line of, the weights that join reader, n-grams and phrases are learnt, what a question
adds to tone and ask, the threshold is chosen, and the figures for the model card are taken. (A
threshold of its own for each theme gained nothing on a writer who had no say in it.) Then on every
text, for the model that ships. The first step is kept in `--work` and used again while corpus and
codebook stay.
"""

import argparse
import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

import evaluate_samples
import numpy as np
from scipy.special import logsumexp

from insight import codebook
from insight.manifest import digest, seal
from insight.nlp import embed, evaluate, graph, train, wide
from insight.nlp import tone as cues
from insight.nlp.lexicon import Lexicon
from insight.nlp.reader import named
from insight.nlp.tone import QUESTIONS, is_brief, question_kind
from insight.types import TONES, Codebook, Matrix

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpora" / "training" / "responses.jsonl"
BOOK = ROOT / "corpora" / "codebook.yaml"
HELD = ("report", "plea", "motion", "panel")
ASKED = "panel"
"""The hand that answers questions, and names them in its headers."""


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
            r["style"].replace("-", " ") if r["hand"] == ASKED else "",
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
    return wide.fit([i[1:-1] for i in cut([r.text for r in rows])], truth, known, seed)


@dataclass(frozen=True, slots=True)
class Look:
    """What the three sources make of n texts.

    `parts` (n, k, 3) are the theme logits of reader and n-grams and 1 where a phrase occurs;
    `tones` (n, 8) and `asks` (n, 2) the logits of reader and n-grams.
    """

    parts: Matrix
    tones: Matrix
    asks: Matrix


def look(
    texts: list[str], reader: Path, words: wide.Wide, book: Codebook, keys: Sequence[str]
) -> Look:
    """Read texts with an exported reader, n-grams and phrases, as `reader.py` does."""
    ids, k = cut(texts), len(keys)
    themes, tones, asks = (np.zeros((len(ids), n), np.float32) for n in (k, len(TONES), 1))
    names = ["theme", "tone", "ask"]
    session, short = embed.session(reader), cut(texts, train.TOKENS)
    for rows, found in embed.run(session, short, embed.as_is, names):
        themes[rows], tones[rows], asks[rows, 0] = found
    grams = words.logits([i[1:-1] for i in ids])
    hits = list(Lexicon(book).find(texts))
    return Look(
        np.stack([themes, grams[:, :k], named(hits, keys)], axis=-1),
        np.hstack([tones, grams[:, k : k + len(TONES)]]),
        np.hstack([asks, grams[:, k + len(TONES) :]]),
    )


def cut(texts: list[str], longest: int = 100_000) -> list[list[int]]:
    """Word pieces, the two special ones about them."""
    cutter = embed.tokenizer(embed.packaged_weights() / "tokenizer.json", longest)
    return [list(e.ids) for e in cutter.encode_batch(texts)]


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
    words = linear(learn, keys, seed)
    model = train.train(learn, keys, encoders, epochs, seed, tell)
    waves = sample_waves()
    with tempfile.TemporaryDirectory() as scratch:
        files = {kind: Path(scratch) / f"{kind}.onnx" for kind in ("int8-narrow", "fp32")}
        for kind, file in files.items():
            graph.export(model, train.OUTPUTS, file, heads=12, precision=kind)
        seen, exact, seen_waves = (
            look([r.text for r in texts], files[kind], words, book, keys)
            for texts, kind in ((held, "int8-narrow"), (held, "fp32"), (waves, "int8-narrow"))
        )
    truth = indicators(held, keys)
    fit = LogisticRegression(C=100.0).fit(seen.parts.reshape(-1, 3), truth.ravel())

    def probabilities(of: Look) -> Matrix:
        found = fit.predict_proba(of.parts.reshape(-1, 3))[:, 1]
        return np.asarray(found.reshape(-1, len(keys)))

    probability, of_waves = probabilities(seen), probabilities(seen_waves)
    hands = [np.array([writer(r) == h for r in held]) for h in HELD]

    def limit_by(rows: Any) -> float:
        own = [(probability[rows & hand], truth[rows & hand]) for hand in hands]
        return threshold([*own, (of_waves, indicators(waves, keys))])

    tones = np.array([TONES.index(r.tone) for r in held])
    asks = np.array([bool(r.ask) for r in held])
    # Half of the held texts choose the weights and threshold by which the other half is judged.
    half = np.random.default_rng(seed).permutation(len(held)) % 2 == 0
    coded: list[frozenset[str]] = [frozenset()] * len(held)
    tone_right, ask_right = np.zeros(len(held), bool), np.zeros(len(held), bool)
    for choose, judge in ((half, ~half), (~half, half)):
        limit = limit_by(choose)
        for i in np.flatnonzero(judge):
            coded[i] = frozenset(np.array(keys)[probability[i] >= limit].tolist())
        fitted = tone_fit(seen.tones[choose], tones[choose])
        tone_right[judge] = fitted.predict(seen.tones[judge]) == tones[judge]
        fitted = ask_fit(seen.asks[choose], asks[choose])
        ask_right[judge] = fitted.predict(seen.asks[judge]) == asks[judge]
    result = evaluate.evaluate([frozenset(r.themes) for r in held], coded)
    error, bins = evaluate.calibration(probability, truth)
    tone, ask = tone_fit(seen.tones, tones), ask_fit(seen.asks, asks)
    weights = [float(w) for w in fit.coef_[0]]
    phrased = seen.parts[:, :, 2] > 0
    limit = limit_by(half | ~half)
    int8, fp32 = (samples_f1(p >= limit, truth) for p in (probability, probabilities(exact)))
    say(f"samples-F1 at threshold {limit}: int8 {int8:.4f}, fp32 {fp32:.4f}")
    say(f"sample waves there: {samples_f1(of_waves >= limit, indicators(waves, keys)):.4f}")
    return {
        "fusion": {
            "reader": weights[0],
            "wide": weights[1],
            "phrase": weights[2],
            "bias": float(fit.intercept_[0]),
            "ask": float(ask.coef_[0, 0]),
            "ask_wide": float(ask.coef_[0, 1]),
            "ask_bias": float(ask.intercept_[0]),
        },
        "tone": {
            "reader": tone.coef_.T[: len(TONES)].tolist(),
            "wide": tone.coef_.T[len(TONES) :].tolist(),
            "bias": tone.intercept_.tolist(),
        },
        "questions": leanings(
            [(question_kind(r.question), is_brief(r.text)) for r in held],
            tone.decision_function(seen.tones),
            tones,
            ask.decision_function(seen.asks),
            asks,
        ),
        "phrase_precision": round(float(truth[phrased].mean()), 3),
        "thresholds": dict.fromkeys(keys, limit),
        "held": {
            "writers": list(HELD),
            "texts": len(held),
            "evaluation": asdict(result),
            "calibration_error": error,
            "calibration": bins,
            "tone": float(tone_right.mean()),
            "ask": float(ask_right.mean()),
            "samples_int8_fp32": [round(int8, 4), round(fp32, 4)],
        },
    }


def samples_f1(got: Any, truth: Any) -> float:
    """The mean over texts of the F1 of its set of themes; two empty sets score 1."""
    both, either = 2 * (got & truth).sum(1), got.sum(1) + truth.sum(1)
    return float(np.where(either == 0, 1.0, both / np.maximum(either, 1)).mean())


def threshold(hands: Sequence[tuple[Matrix, Any]]) -> float:
    """The probability from which on a code is given, by each hand's (probabilities, truth).

    It has the best micro-F1 on the mean of the hands. Each counts the same however much it wrote,
    so that the threshold suits those too who write least like the corpus.
    """

    def mean_f1(limit: float) -> float:
        counts = [((p >= limit) & t, (p >= limit) & ~t, (p < limit) & t) for p, t in hands]
        return float(np.mean([evaluate.f1(*(float(c.sum()) for c in own)) for own in counts]))

    return max((round(float(t), 2) for t in np.arange(0.1, 0.61, 0.01)), key=mean_f1)


def sample_waves() -> list[train.Example]:
    """The answers of the sample waves with what their writer meant; never learnt from."""
    return [
        train.Example(text, tuple(sorted(labels)))
        for year in ("2024", "2025")
        for text, labels in zip(*astuple(evaluate_samples.labelled(year))[:2], strict=True)
    ]


def indicators(rows: Sequence[train.Example], keys: list[str]) -> Any:
    """Which themes each text has: (n, k)."""
    return np.array([[k in r.themes for k in keys] for r in rows])


def tone_fit(parts: Matrix, tones: Any) -> Any:
    """Weigh the reader's and the n-grams' tone logits, (n, 8), against each other."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=1.0, max_iter=1000).fit(parts, tones)


def ask_fit(parts: Matrix, asks: Any) -> Any:
    """Weigh the reader's and the n-grams' ask logits, (n, 2), against each other."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=10.0).fit(parts, asks)


def leanings(
    kinds: list[tuple[str, bool]], tone: Matrix, tones: Any, ask: Matrix, asks: Any
) -> dict[str, list[list[float]]]:
    """What each kind of question makes of the four tone logits and of the ask's.

    `kinds` has the kind and whether the answer is brief; the result, for each kind, what is made of
    other answers and of brief ones: a scale and four shifts, a scale and a shift (see
    `reader.PLAIN`). They make the held writers' answers likeliest, with a slight pull to none.
    """
    return {
        kind: [
            _leaning(np.array([k == (kind, brief) for k in kinds]), tone, tones, ask, asks)
            for brief in (False, True)
        ]
        for kind in QUESTIONS
    }


def _leaning(rows: Any, tone: Matrix, tones: Any, ask: Matrix, asks: Any) -> list[float]:
    from scipy.optimize import minimize

    logits, truth = tone[rows] - logsumexp(tone[rows], axis=1, keepdims=True), tones[rows]
    wants, sign = ask[rows], np.where(asks[rows], 1.0, -1.0)

    def pull(moved: Any) -> float:
        return float((moved[0] - 1) ** 2 + 0.1 * (moved[1:] ** 2).sum())

    def tone_loss(moved: Any) -> float:
        found = logits * moved[0] + moved[1:]
        right = found[np.arange(len(truth)), truth]
        return float((logsumexp(found, axis=1) - right).sum()) + pull(moved)

    def ask_loss(moved: Any) -> float:
        return float(np.logaddexp(0, -sign * (wants * moved[0] + moved[1])).sum()) + pull(moved)

    best = minimize(tone_loss, [1.0, 0.0, 0.0, 0.0, 0.0]).x
    best[1:] -= best[1:].mean()
    found = [round(float(x), 2) for x in (*best, *minimize(ask_loss, [1.0, 0.0]).x)]
    say(f"  {rows.sum()} answers lean by {found}")
    return found


def say(line: str) -> None:
    """Print at once."""
    print(line, flush=True)


def tell(done: int, total: int) -> None:
    """Print every tenth of the way."""
    if done * 10 // total > (done - 1) * 10 // total:
        say(f"  {done:,} of {total:,} steps")


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
    made_from = [
        CORPUS,
        BOOK,
        *(Path(str(m.__file__)) for m in (train, wide, graph, cues)),
        Path(__file__),
    ]
    stamp = hashlib.sha256(
        b"".join(p.read_bytes() for p in made_from) + repr((args.seed, args.epochs[0])).encode()
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
    model = train.train(every, keys, encoders, args.epochs[1], args.seed, tell)
    one["phrases"] = {theme.key: theme.phrases for theme in book.active}
    one["trained"] = {"epochs": list(args.epochs), "seed": args.seed, "texts": len(rows)}
    write(model, linear(every, keys, args.seed), keys, one, args.out)


def write(
    model: Any,
    grams: wide.Wide,
    keys: list[str],
    facts: dict[str, Any],
    out: Path,
) -> None:
    """Export to ONNX (int8) and safetensors, with a manifest of hashes; replaces `out` whole."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as scratch:
        work = Path(scratch)
        graph.export(model, train.OUTPUTS, work / "reader.onnx", heads=12, precision="int8-narrow")
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
                **facts,
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
