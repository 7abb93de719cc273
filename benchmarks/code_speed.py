"""Times the whole of `insight code` against plain sentence-transformers encoding of the same texts.

usage: python benchmarks/code_speed.py [FILE.csv --text COL --id COL] [--runs N]

Without a file: the first 6,000 texts of the training corpus.
Both run as whole processes, in turn, so that a noisy machine is noisy for both; of the encoding
only `SentenceTransformer.encode` itself counts (default settings, fp32), not its import or load.
Prints each figure's median and the median of the pairwise ratios.
"""

import argparse
import csv
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ENCODE = """
import csv, json, sys, time
from sentence_transformers import SentenceTransformer
from insight.nlp.embed import packaged_weights
with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
    texts = [row[sys.argv[2]] for row in csv.DictReader(file)]
model = SentenceTransformer(str(packaged_weights()), device="cpu")
start = time.perf_counter()
model.encode(texts)
print(json.dumps({"seconds": time.perf_counter() - start, "texts": len(texts)}))
"""


def corpus(path: Path) -> Path:
    """Write texts of the training corpus as a table."""
    source = Path(__file__).resolve().parent.parent / "corpora/training/responses.jsonl"
    rows = [json.loads(line) for line in source.read_text("utf-8").splitlines()[:6000]]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([("id", "text"), *((r["id"], r["text"]) for r in rows)])
    return path


def encode(path: Path, text: str) -> tuple[float, int]:
    """Seconds of plain encoding, and how many texts."""
    done = subprocess.run(
        [sys.executable, "-c", ENCODE, str(path), text], check=True, capture_output=True, text=True
    )
    result = json.loads(done.stdout)
    return result["seconds"], result["texts"]


def code(path: Path, text: str, key: str) -> tuple[float, float]:
    """Wall seconds of the whole command, and the peak memory of any child so far, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "insight.cli", "--quiet", "code", str(path)]
        command += ["--text", text, "--id", key, "--out", f"{folder}/out.csv"]
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - start
        with open(f"{folder}/out.csv", encoding="utf-8", newline="") as file:
            assert sum(1 for _ in csv.DictReader(file)), "no row was written"
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    """Run the pairs and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--text", default="text")
    parser.add_argument("--id", default="id")
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    coding, encoding, peak, texts = [], [], 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        file = args.file or corpus(Path(folder) / "corpus.csv")
        for _ in range(args.runs):
            seconds, memory = code(file, args.text, args.id)
            coding.append(seconds)
            peak = peak or memory  # of the first run: no other child has run before it
            seconds, texts = encode(file, args.text)
            encoding.append(seconds)
    ratios = [c / e for c, e in zip(coding, encoding, strict=True)]
    print(f"{texts} texts, {args.runs} pairs\n")
    print("| figure | median | min | max |\n|---|---|---|---|")
    for name, values in (
        ("whole of `insight code`, s", coding),
        ("plain encoding alone, s", encoding),
        ("ratio", ratios),
    ):
        print(
            f"| {name} | {statistics.median(values):.2f} | {min(values):.2f} | {max(values):.2f} |"
        )
    print(f"| peak memory of `insight code`, MB | {peak:.0f} | | |")


if __name__ == "__main__":
    main()
