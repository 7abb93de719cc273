"""Builds `responses.jsonl` from the hand-written sources: parse, check, drop near-duplicates.

usage: python corpora/training/build.py [--report]

A near-duplicate is a text whose character 5-gram set has a Jaccard similarity of at least 0.6 with
an earlier one (Broder 1997). The first of such a pair stays. Rows of `corrections.tsv` (id, themes,
tone, ask) replace the codes of a text after review.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
TONES = {"neg", "neu", "pos", "mix"}
HEADER = re.compile(r"# voice=([\w-]+) style=([\w-]+)")
THRESHOLD = 0.6

Row = dict[str, Any]


def identify(text: str) -> str:
    """A short content hash: the id of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def parse(path: Path, keys: set[str]) -> Iterator[Row]:
    """Yield the responses of one source file; raises ValueError with file and line."""
    hand = path.stem.rsplit("-", 1)[0]
    if path.suffix == ".jsonl":
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            row = json.loads(line)
            yield make(
                row["text"],
                row["themes"],
                {},
                row["tone"],
                row["ask"],
                hand,
                f"start-{n // 10}",
                "seed",
            )
        return
    voice = style = ""
    for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        if match := HEADER.fullmatch(line.strip()):
            voice, style = match.groups()
            continue
        parts = [p.strip() for p in line.split("|", 3)]
        if len(parts) != 4 or not voice:
            raise ValueError(
                f"{path.name}, line {n}: want 'themes | tone | ask | text' under a voice"
            )
        coded, tone, ask, text = parts
        pairs = [] if coded == "-" else [t.strip().partition(":") for t in coded.split(";")]
        themes = [key.strip() for key, _, _ in pairs]
        tones = {key.strip(): t.strip() for key, _, t in pairs if t.strip()}
        unknown = set(themes) - keys
        if unknown or {tone, *tones.values()} - TONES or ask not in {"y", "n"}:
            raise ValueError(f"{path.name}, line {n}: unknown code in '{line[:60]}'")
        yield make(text, themes, tones, tone, ask == "y", hand, voice, style)


def make(
    text: str,
    themes: list[str],
    tones: dict[str, str],
    tone: str,
    ask: bool,
    hand: str,
    voice: str,
    style: str,
) -> Row:
    """One response as it is written to `responses.jsonl`."""
    return {
        "id": identify(text),
        "text": text,
        "themes": list(dict.fromkeys(themes)),
        "theme_tones": tones,
        "tone": tone,
        "ask": ask,
        "hand": hand,
        "voice": f"{hand}:{voice}",
        "style": style,
    }


def shingles(text: str) -> set[str]:
    """The character 5-grams of a text, case and white space folded."""
    folded = " ".join(re.findall(r"\w+", text.lower()))
    return {folded[i : i + 5] for i in range(max(1, len(folded) - 4))}


def distinct(rows: list[Row]) -> tuple[list[Row], list[tuple[Row, Row]]]:
    """Split rows into those that stay and pairs (dropped, because of)."""
    kept: list[tuple[Row, set[str]]] = []
    dropped: list[tuple[Row, Row]] = []
    index: dict[str, list[int]] = defaultdict(list)
    same: dict[str, Row] = {}
    for row in rows:
        if row["id"] in same:
            dropped.append((row, same[row["id"]]))
            continue
        same[row["id"]] = row
        mine = shingles(row["text"])
        common = Counter(i for s in mine for i in index.get(s, ()))
        twin = next(
            (
                i
                for i, n in common.most_common(20)
                if n / (len(mine) + len(kept[i][1]) - n) >= THRESHOLD
            ),
            None,
        )
        if twin is not None:
            dropped.append((row, kept[twin][0]))
            continue
        for s in mine:
            index[s].append(len(kept))
        kept.append((row, mine))
    return [row for row, _ in kept], dropped


def correct(rows: list[Row]) -> int:
    """Apply `corrections.tsv` in place; returns how many rows changed."""
    path = HERE / "corrections.tsv"
    if not path.is_file():
        return 0
    by_id = {row["id"]: row for row in rows}
    changed = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        key, themes, tone, ask = line.split("\t")[:4]
        row = by_id.get(key)
        if row is None:
            continue
        row["themes"] = [] if themes == "-" else themes.split(";")
        row["theme_tones"] = {k: v for k, v in row["theme_tones"].items() if k in row["themes"]}
        row["tone"], row["ask"] = tone, ask == "y"
        changed += 1
    return changed


def main() -> None:
    """Build the corpus and print what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--report", action="store_true", help="print the dropped pairs too")
    args = parser.parse_args()
    keys = set(
        re.findall(r"^  ?-? ?key: (\w+)", (HERE.parent / "codebook.yaml").read_text("utf-8"), re.M)
    )
    rows = [r for path in sorted((HERE / "source").iterdir()) for r in parse(path, keys)]
    corrected = correct(rows)
    kept, dropped = distinct(rows)
    with (HERE / "responses.jsonl").open("w", encoding="utf-8") as out:
        for row in kept:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    themes = Counter(t for r in kept for t in r["themes"])
    main_matter = Counter(r["themes"][0] for r in kept if r["themes"])
    print(f"{len(rows)} written, {len(dropped)} near-duplicates dropped, {len(kept)} kept")
    print(f"{corrected} codes corrected after review")
    voices = len({r["voice"] for r in kept})
    print(f"{sum(not r['themes'] for r in kept)} without a theme, {voices} voices")
    print("tones", dict(Counter(r["tone"] for r in kept)), "asks", sum(r["ask"] for r in kept))
    for key in sorted(keys, key=lambda k: -themes[k]):
        print(f"  {key:<18}{themes[key]:>6} of which main matter {main_matter[key]}")
    if args.report:
        for row, twin in dropped:
            print(f"- {row['text'][:90]}\n  {twin['text'][:90]}")


if __name__ == "__main__":
    main()
