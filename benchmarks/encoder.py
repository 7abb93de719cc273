"""Times the encoder against sentence-transformers on the same texts, and says what int8 costs.

usage: python benchmarks/encoder.py [FILE.csv --text COL] [--gold GOLD.jsonl] [--texts N] [--runs N]
       [--data DIR]

Without a file: texts of the training corpus. The ways take turns in one process, each loaded and
warmed up before. Prints texts a second (median over the runs), their ratio to sentence-transformers
(fp32, default settings) and the mean cosine with its vectors. With `--gold`, a file of settled
codes: samples-F1 of the codebook alone, which leans on the encoder, with either precision.
"""

import argparse
import csv
import datetime as dt
import json
import statistics
import time
from pathlib import Path

import numpy as np

from insight import codebook
from insight.nlp import embed, evaluate
from insight.settings import ROOT, Settings
from insight.types import Response


def read(path: Path | None, column: str, most: int) -> list[str]:
    """The first different texts of a table, or of the training corpus."""
    if path is None:
        lines = (ROOT / "corpora/training/responses.jsonl").read_text("utf-8").splitlines()
        found = [json.loads(line)["text"] for line in lines]
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = [row[column] for row in csv.DictReader(file)]
    return list(dict.fromkeys(t for t in found if t.strip()))[:most]


def codebook_alone(gold: Path, encoder: embed.Encoder, settings: Settings) -> float:
    """samples-F1 of the codebook's prototypes and phrases on settled codes."""
    from insight.nlp import segment, themes

    rows = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
    responses = [Response(str(n), "", "", str(n), r["text"]) for n, r in enumerate(rows)]
    book = codebook.load(settings.book)
    scores = themes.CodebookModel(book, encoder)
    coded, _ = themes.classify(
        responses, segment.segment(responses)[0], scores, book, dt.datetime.now(dt.UTC)
    )
    got = {c.response.id: frozenset(c.themes) for c in coded}
    want = [frozenset(r["gold"]["themes"]) for r in rows]
    result = evaluate.evaluate(want, [got.get(str(n), frozenset()) for n in range(len(rows))])
    return result.samples.value


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--text", default="text")
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--data", type=Path, default=ROOT / "insight-data")
    args = parser.parse_args()
    settings = Settings(data=args.data)
    texts = read(args.file, args.text, args.texts)
    ways: dict[str, embed.Encoder] = {
        "sentence-transformers, fp32": embed.SentenceEncoder(str(embed.packaged_weights()))
    }
    for kind in ("fp32", "int8", "int8-narrow"):
        folder = embed.build(args.data / "encoders", kind)
        ways[f"ONNX Runtime, {kind}"] = embed.OnnxEncoder(folder)
    rates: dict[str, list[float]] = {name: [] for name in ways}
    vectors = {}
    for name, encoder in ways.items():
        vectors[name] = encoder.encode(texts[:64])
    for _ in range(args.runs):
        for name, encoder in ways.items():
            start = time.perf_counter()
            vectors[name] = encoder.encode(texts)
            rates[name].append(len(texts) / (time.perf_counter() - start))
    plain = vectors["sentence-transformers, fp32"]
    words = np.mean([len(t.split()) for t in texts])
    print(f"{len(texts)} texts, {words:.0f} words on average, {args.runs} runs in turn\n")
    print("| way | texts/s | ratio | mean cosine |\n|---|---|---|---|")
    first = rates["sentence-transformers, fp32"]
    for name, own in rates.items():
        ratio = statistics.median(a / b for a, b in zip(own, first, strict=True))
        cosine = float((vectors[name] * plain).sum(1).mean())
        print(f"| {name} | {statistics.median(own):.0f} | {ratio:.2f} | {cosine:.4f} |")
    if args.gold:
        for name, encoder in ways.items():
            print(f"codebook alone, {name}: {codebook_alone(args.gold, encoder, settings):.4f}")


if __name__ == "__main__":
    main()
