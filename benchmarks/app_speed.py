"""Times every page and action of the app over a store of 100,000 responses, and its memory.

usage: python benchmarks/app_speed.py [--data FOLDER] [--responses N] [--rounds N] [--out FILE.md]

The store is made of the project's own training texts, recombined: N responses of N / 2 people to
two questions in one wave, and a fifth as many in the wave before it. It is made once in FOLDER.
Every page and action then runs as the server runs it, in one process, by Streamlit's AppTest: the
whole script from the address bar to the last element, without the browser. The first time of each
is counted ("first": nothing is cached of it yet), then N rounds ("again"). Between rounds of
"fresh" a note is written to the audit, as every saved judgement does, so that all figures are
worked out anew.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import platform
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from insight.settings import ROOT

AT = dt.datetime(2025, 6, 2, 9, 30, tzinfo=dt.UTC)
QUESTIONS = ("What worries you?", "What would help?")
GROUPS = {
    "Ward": [f"Ward {n:02}" for n in range(1, 21)],
    "Age band": ["16-24", "25-34", "35-44", "45-54", "55-64", "65+"],
    "Gender": ["Man", "Woman", "Another"],
    "Ethnicity": ["Asian", "Black", "Mixed", "White", "Other"],
}
WEIGHTS = {"Gender": [48, 51, 1], "Ethnicity": [20, 12, 5, 60, 3]}


def texts() -> list[dict[str, Any]]:
    """The project's own training texts with their codes."""
    lines = (ROOT / "corpora" / "training" / "responses.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def wave(name: str, n: int, rng: random.Random) -> Any:
    """A wave of `n` responses, coded as their parts are."""
    from insight import codebook
    from insight.settings import Settings
    from insight.types import Column, Ledger, Publication, Quote, Run, Source

    book = codebook.load(Settings().codebook)
    known, said = {t.key for t in book.active}, texts()
    coded, quotes, quoted = [], [], dict.fromkeys(known, 0)
    start = dt.date(int(name), 4, 1)
    who: tuple[tuple[str, str], ...] = ()
    for i in range(n):
        if i % 2 == 0:
            who = tuple((g, rng.choices(v, WEIGHTS.get(g))[0]) for g, v in GROUPS.items())
        item = response(name, i, who, start, rng.sample(said, rng.choice((1, 2, 2, 3))), known)
        coded.append(item)
        for judged in item.assignments:
            if quoted[judged.theme] < 6 and len(item.response.text) < 300:
                quoted[judged.theme] += 1
                text = item.response.text
                why, by = "typical of the responses that raise the theme", "Resident, 25-34"
                quotes.append(
                    Quote(judged.theme, item.response.id, 0, len(text), text, 0.9, why, by)
                )
    columns = (*(Column(q, "open", "made up") for q in QUESTIONS),)
    columns += tuple(Column(g, "group", "made up") for g in GROUPS)
    digest = hashlib.sha256(name.encode()).hexdigest()
    source = Source("made-up.csv", digest, "csv", "utf-8", ",", 1, n // 2, columns)
    run = Run(f"run-{name}", name, digest, "model", book.version, (), n, n, 0, AT, AT)
    ledger = Ledger(n, n, ())
    return Publication(
        name, "survey", source, ledger, (), tuple(coded), (), tuple(quotes), book, run
    )


def response(
    wave: str,
    i: int,
    who: tuple[tuple[str, str], ...],
    start: dt.date,
    pieces: list[dict[str, Any]],
    known: set[str],
) -> Any:
    """One response put together from pieces, each the evidence of its own codes."""
    from insight.types import Assignment, Coded, Evidence, Reading, Response

    text, judged = "", {}
    id = hashlib.sha256(f"{wave} {i}".encode()).hexdigest()[:32]
    for piece in pieces:
        text += " " if text else ""
        span = Evidence(len(text), len(text) + len(piece["text"]), "model")
        text += piece["text"]
        for key in known.intersection(piece["themes"]):
            tone, sure = piece["theme_tones"].get(key, piece["tone"]), 0.5 + (i % 50) / 100
            judged[key] = Assignment(id, key, sure, True, (span,), "model:m", AT, tone, sure < 0.55)
    first = pieces[0]
    return Coded(
        Response(
            id=id,
            wave=wave,
            question=QUESTIONS[i % 2],
            respondent=hashlib.sha256(f"{wave} {i // 2}".encode()).hexdigest()[:16],
            text=text,
            row=i // 2 + 1,
            groups=who,
            date=start + dt.timedelta(i * 60 // 100_000 % 60),
            consent=True,
        ),
        tuple(judged.values()),
        Reading(id, first["tone"], 0.9, any(p["ask"] for p in pieces), 0.9, None, "model:m", AT),
    )


def build(data: Path, n: int) -> None:
    """Make the store, unless it is there."""
    from insight.nlp.embed import HashEncoder
    from insight.store import Store, text_hash

    data.mkdir(parents=True, exist_ok=True)
    encoder = HashEncoder()
    with Store.open(f"sqlite:///{data / 'insight.db'}") as store:
        known = {w.name for w in store.waves()}
        for name, size in (("2024", n // 5), ("2025", n)):
            if name in known:
                continue
            began = time.perf_counter()
            made = wave(name, size, random.Random(int(name)))
            store.publish(made)
            for at in range(0, size, 5_000):
                part = [c.response.text for c in made.coded[at : at + 5_000]]
                matrix = encoder.encode(part)
                store.save_vectors(
                    encoder.name,
                    {text_hash(t): matrix[k : k + 1] for k, t in enumerate(part)},
                )
            print(f"made {name}: {size:,} responses in {time.perf_counter() - began:.0f} s")


def main() -> None:
    """Make the store, run everything, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("big-data"))
    parser.add_argument("--responses", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--build", action="store_true", help="Only make the store.")
    given = parser.parse_args()
    build(given.data, given.responses)


if __name__ == "__main__":
    main()
