"""Measures redaction on the corpus written for it: recall, precision and speed, by kind.

usage: python benchmarks/redaction.py [--part test|dev|test-05|…] [--rules] [--unlisted]
                                       [--errors] [--json] [--long] [--ordinary]

`--part` takes the files whose names begin so ("test-0[1-4]" is the fourth held-out part);
`--rules` asks no model of names.

A marked span is *found* when every letter and digit of it is covered by hits of its kind, *kept
out* when they are covered by hits of any kind. A hit is *right* when at least half of its letters
and digits lie in marked spans of its kind. Recall is found / marked, precision right / hits.
`--unlisted` first takes every name of the part out of the lists of names, so that only the words
around a name can give it away: the figure for names that nobody has listed. `--errors` prints the
misses and false hits (of the dev part only: nobody tunes on the test part). `--long` reads one
piece of text over and over, 3,000 and 30,000 characters long, and prints how much longer the long
one takes: about 10 where time is linear, 100 where it is quadratic. `--ordinary` reads a quarter of
the training responses and half of the dev part with rules alone and with the model, and prints how
many names each takes out and how much longer the model takes.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from insight import redact
from insight.redact import lists, names

CORPUS = Path(__file__).resolve().parent.parent / "corpora" / "redaction"
MARK = re.compile(r"\[\[(\w+):(.*?)\]\]", re.S)
ESCAPE = re.compile(r"\\(n|u[0-9a-f]{4})")


@dataclass(frozen=True)
class Marked:
    """One text of the corpus: its voice, its words and the spans (start, end, kind) in them."""

    voice: str
    text: str
    spans: tuple[tuple[int, int, str], ...]


def parse(line: str, voice: str = "") -> Marked:
    r"""Read one line of inline notation: `ask [[name:Tony]]`, with \n and \uXXXX escapes."""

    def plain(piece: str) -> str:
        return ESCAPE.sub(lambda m: "\n" if m[1] == "n" else chr(int(m[1][1:], 16)), piece)

    text, spans, at = "", [], 0
    for m in MARK.finditer(line):
        if m[1] not in redact.KINDS:
            raise ValueError(f"no kind is called '{m[1]}': {', '.join(redact.KINDS)}")
        text += plain(line[at : m.start()])
        inner = plain(m[2])
        spans.append((len(text), len(text) + len(inner), m[1]))
        text, at = text + inner, m.end()
    return Marked(voice, text + plain(line[at:]), tuple(spans))


def read(part: str) -> Iterator[Marked]:
    """Yield the texts of the files whose names begin with `part`, file by file."""
    for path in sorted(CORPUS.glob(f"{part}*.txt")):
        voice = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("# voice="):
                voice = line.split("=", 1)[1].split()[0]
            elif line.strip():
                yield parse(line, voice)


def solid(text: str, start: int, end: int) -> set[int]:
    """Return the positions of letters and digits in a span."""
    return {i for i in range(start, end) if text[i].isalnum()}


@dataclass(frozen=True)
class Score:
    """Counts for one kind."""

    marked: int = 0
    found: int = 0
    kept_out: int = 0
    hits: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        """Found over marked; 1 where nothing was marked."""
        return self.found / self.marked if self.marked else 1.0

    @property
    def precision(self) -> float:
        """Right over hits; 1 where there was no hit."""
        return self.right / self.hits if self.hits else 1.0


def covered(text: str, start: int, end: int, kind: str) -> bool:
    """Whether hits of its kind cover every letter and digit of a detail."""
    taken: set[int] = set()
    for hit in redact.find(text):
        taken |= set(range(hit.start, hit.end)) if hit.kind == kind else set()
    return solid(text, start, end) <= taken


def measure(texts: list[Marked], show: bool = False) -> dict[str, Score]:
    """Score the redactor on marked texts, by kind, with "pattern kinds" for all but names."""
    counts: dict[str, Counter[str]] = {k: Counter() for k in redact.KINDS}
    for item in texts:
        hits = redact.find(item.text)
        covered: dict[str, set[int]] = {k: set() for k in redact.KINDS}
        marked: dict[str, set[int]] = {k: set() for k in redact.KINDS}
        for h in hits:
            covered[h.kind] |= set(range(h.start, h.end))
        everything = set().union(*covered.values())
        for start, end, kind in item.spans:
            want = solid(item.text, start, end)
            marked[kind] |= want
            counts[kind]["marked"] += 1
            found = want <= covered[kind]
            counts[kind]["found"] += found
            counts[kind]["kept_out"] += want <= everything
            if show and not found:
                print(f"MISS  {kind:8} [{item.text[start:end]}]  {item.text!r}")
        for h in hits:
            got = solid(item.text, h.start, h.end)
            right = 2 * len(got & marked[h.kind]) >= len(got)
            counts[h.kind]["hits"] += 1
            counts[h.kind]["right"] += right
            if show and not right:
                print(f"FALSE {h.kind:8} [{item.text[h.start : h.end]}]  {item.text!r}")
    scores = {k: Score(**c) for k, c in counts.items()}
    patterns = [c for k, c in counts.items() if k != "name"]
    scores["pattern kinds"] = Score(**sum(patterns, Counter()))
    return scores


def unlist(texts: list[Marked]) -> None:
    """Take every name marked in `texts` out of the lists, for this process."""
    full = lists.load()
    gone = {
        lists.fold(w)
        for t in texts
        for a, b, kind in t.spans
        if kind == "name"
        for w in lists.fold(t.text[a:b]).replace("-", " ").split()
    }
    gone |= {w.strip(".") for w in gone}
    less = replace(
        full,
        given=full.given - gone,
        family=full.family - gone,
        firsts=full.firsts - gone,
        words=full.words - gone,
        local=full.local - gone,
        lone=full.lone - gone,
        plain=full.plain - gone,
    )
    setattr(names, "load", lambda: less)  # noqa: B010


PIECES = (
    "a@", "a.", "a-", "A", "1 ", "1:", "0 7", "0700", "x_", "@a", "'", "\n", "http://", "a dot ",
    "Zz ", "Ab Cd ", "and Zed ", "Quill and Zorba ", "the man, Zed, ", "Mr Khan and ",
    "my name is ", "1 A Road ", "Flat 1, ", "number 4 ", "echo one ", "echo A 1 ",
)  # fmt: skip


def long_texts() -> None:
    """Print the growth of time with length, piece by piece."""

    def seconds(piece: str, size: int) -> float:
        text = (piece * size)[:size]
        started = time.process_time()
        redact.find(text)
        return time.process_time() - started

    for piece in PIECES:
        short, long = seconds(piece, 3_000), seconds(piece, 30_000)
        print(f"{piece!r:20} {long / max(short, 1e-6):5.0f}")


def ordinary() -> None:
    """Print names taken out and processor time, rules alone and with the model."""
    responses = CORPUS.parent / "training" / "responses.jsonl"
    lines = responses.read_text(encoding="utf-8").splitlines()[::4]
    model = redact.people
    for what, texts in (
        ("training responses", [json.loads(line)["text"] for line in lines]),
        ("development texts", [t.text for t in read("dev")][::2]),
    ):
        names_, seconds = [], []
        for people in (None, model):
            setattr(redact, "people", people)  # noqa: B010
            started = time.process_time()
            hits = [h for t in texts for h in redact.find(t)]
            seconds.append(time.process_time() - started)
            names_.append(sum(h.kind == "name" for h in hits))
        print(
            f"{len(texts):,} {what}: {names_[0]} names by rules, {names_[1]} with the model, "
            f"{seconds[1] / seconds[0]:.1f} times the time"
        )


def main() -> None:
    """Measure and print."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    ask.add_argument("--part", default="test")
    ask.add_argument("--rules", action="store_true")
    ask.add_argument("--unlisted", action="store_true")
    ask.add_argument("--errors", action="store_true")
    ask.add_argument("--json", action="store_true")
    ask.add_argument("--long", action="store_true")
    ask.add_argument("--ordinary", action="store_true")
    flags = ask.parse_args()
    if flags.errors and not flags.part.startswith(("dev", "forms-dev")):
        sys.exit("--errors is for the dev part: the test part is measured, not read.")
    texts = list(read(flags.part))
    if not texts:
        sys.exit(f"no file of {CORPUS} begins with '{flags.part}'.")
    if flags.rules:
        setattr(redact, "people", None)  # noqa: B010
    redact.find("warm up Shirin Begum, 07700 900123: only Zerlinde came to look at it.")
    if flags.long:
        long_texts()
        return
    if flags.ordinary:
        ordinary()
        return
    if flags.unlisted:
        unlist(texts)
    started = time.perf_counter()
    for item in texts:
        redact.find(item.text)
    seconds = time.perf_counter() - started
    scores = measure(texts, flags.errors)
    if flags.json:
        rows = {
            k: {"marked": s.marked, "found": s.found, "kept_out": s.kept_out, "hits": s.hits,
                "right": s.right, "recall": round(s.recall, 4), "precision": round(s.precision, 4)}
            for k, s in scores.items()
        }  # fmt: skip
        print(json.dumps(rows, indent=1))
        return
    voices = len({t.voice for t in texts})
    print(
        f"{flags.part}: {len(texts)} texts, {voices} voices, {len(texts) / seconds:,.0f} texts/s\n"
    )
    print("| kind | marked | found | recall | kept out | hits | right | precision |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for kind, s in scores.items():
        print(
            f"| {kind} | {s.marked} | {s.found} | {s.recall:.3f} | {s.kept_out} "
            f"| {s.hits} | {s.right} | {s.precision:.3f} |"
        )


if __name__ == "__main__":
    main()
