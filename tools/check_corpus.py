"""Shows that the training corpus shares nothing with texts it will be judged on.

usage: python tools/check_corpus.py FILE:COLUMN … (CSV or JSON lines)

Prints, for each file, texts that share a run of six words with a corpus text, and near neighbours:
texts of six words or more whose character 5-grams overlap by half (Jaccard). Exit code 1 where a
text has a near neighbour, or shares a run that is not mere idiom (see IDIOMS).
"""

import csv
import importlib.util
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN = 6
NEAR = 0.5
IDIOMS: frozenset[str] = frozenset()


def texts_of(given: str) -> list[str]:
    """The texts of FILE:COLUMN."""
    name, _, column = given.partition(":")
    path = Path(name)
    if path.suffix == ".jsonl":
        return [json.loads(line)[column] for line in path.read_text("utf-8").splitlines()]
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    return [row[column] or "" for row in csv.DictReader(text.splitlines(keepends=True))]


def runs(text: str) -> set[str]:
    """All runs of RUN words."""
    words = re.findall(r"[\w']+", text.lower())
    return {" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def main() -> None:
    """Compare and print."""
    spec = importlib.util.spec_from_file_location("build", ROOT / "corpora/training/build.py")
    assert spec
    assert spec.loader
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    lines = (ROOT / "corpora/training/responses.jsonl").read_text("utf-8").splitlines()
    own = [json.loads(line)["text"] for line in lines]
    by_run = {run: text for text in own for run in runs(text)}
    sets = [build.shingles(text) for text in own]
    index: dict[str, list[int]] = defaultdict(list)
    for i, s in enumerate(sets):
        for shingle in s:
            index[shingle].append(i)
    bad = 0
    for given in sys.argv[1:]:
        others = texts_of(given)
        shared, near = [], []
        for text in others:
            for run in runs(text) & by_run.keys() - IDIOMS:
                shared.append((run, by_run[run]))
            mine = build.shingles(text)
            if len(re.findall(r"\w+", text)) < RUN:
                continue
            common = Counter(i for s in mine for i in index.get(s, ()) if len(index[s]) < 400)
            for i, n in common.most_common(3):
                if n / (len(mine) + len(sets[i]) - n) >= NEAR:
                    near.append((text, own[i]))
        print(
            f"{Path(given).name}: {len(others)} texts, {len(shared)} shared runs, {len(near)} near"
        )
        for run, text in shared:
            print(f"  run  '{run}' in: {text[:100]}")
        for theirs, ours in near:
            print(f"  near '{theirs[:80]}' ~ '{ours[:80]}'")
        bad += len(near) + len(shared)
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
