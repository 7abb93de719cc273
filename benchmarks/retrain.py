"""How long learning from corrections and coding again takes, on a store of invented responses.

    python benchmarks/retrain.py [RESPONSES] [CORRECTIONS]

Makes a wave out of the training corpus (its own texts, drawn with a seed), runs it once, lets
"people" correct a random sample, then codes again. The people keep to the corpus's codes with one
habit of their own, which the model cannot know: what raises `environment` raises `asb` too. Prints
the seconds of the run and of coding again, of the clock and of the processor, and their ratio; the
held-out log-loss before and after; and how often the habit is kept where nobody corrected.
"""

import csv
import datetime as dt
import json
import random
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from insight import inforce, pipeline, recoding
from insight.pages import drafts
from insight.settings import ROOT, Settings
from insight.store import Store

RESPONSES, CORRECTIONS = 5_000, 300


def clocks() -> tuple[float, float]:
    """The time, and the processor time of this process."""
    return time.perf_counter(), time.process_time()


def since(began: tuple[float, float]) -> tuple[float, float]:
    """What has gone by on both clocks."""
    return time.perf_counter() - began[0], time.process_time() - began[1]


def habit(themes: set[str]) -> set[str]:
    """What the people of this benchmark make of a response."""
    return themes | {"asb"} if "environment" in themes else themes


def write(path: Path, n: int) -> dict[str, set[str]]:
    """Write a survey of `n` distinct texts of the corpus; gives people's codes by text."""
    lines = (ROOT / "corpora" / "training" / "responses.jsonl").read_text("utf-8").splitlines()
    every = {r["text"]: set(r["themes"]) for r in map(json.loads, lines)}
    drawn = random.Random(1).sample(sorted(every), min(n, len(every)))
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["Respondent ID", "What are your concerns about safety where you live?"])
        out.writerows([f"R{i}", text] for i, text in enumerate(drawn))
    return {text: habit(every[text]) for text in drawn}


def correct(store: Store, settings: Settings, truth: dict[str, set[str]], m: int) -> None:
    """Let people judge a random sample of `m` responses."""
    book = inforce.load_codebook(settings)
    ids = random.Random(2).sample(store.ids("wave"), m)
    now = dt.datetime.now(dt.UTC)
    for item in store.coded("wave", ids=ids, absent=True):
        if item.response.text in truth:
            marks = frozenset(truth[item.response.text])
            draft = replace(drafts.draft_of(item), themes=marks)
            store.judge(*drafts.judgements(book, item, draft, "user:bench", now))


def kept(store: Store, truth: dict[str, set[str]]) -> tuple[int, int]:
    """Of the untouched responses that raise `environment`: how many are coded `asb`."""
    held = [
        c
        for c in store.coded("wave")
        if not c.version and "environment" in truth.get(c.response.text, ())
    ]
    return sum("asb" in c.themes for c in held), len(held)


def people(store: Store) -> dict[str, tuple[str, ...]]:
    """The themes of the responses that people judged."""
    return {c.response.id: tuple(sorted(c.themes)) for c in store.corrections()}


def main() -> None:
    """Measure and print."""
    given = [int(a) for a in sys.argv[1:]]
    n, m = (given + [RESPONSES, CORRECTIONS][len(given) :])[:2]
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder))
        truth = write(Path(folder) / "wave.csv", n)
        inforce.prepare(settings)  # the encoder is built once for a machine
        began = clocks()
        pipeline.run(Path(folder) / "wave.csv", "wave", settings)
        first = since(began)
        with inforce.open_store(settings) as store:
            correct(store, settings, truth, m)
            judged, before = people(store), kept(store, truth)
            began = clocks()
            done = recoding.recode(store, settings, "user:bench")
            again = since(began)
            same, after = people(store) == judged, kept(store, truth)
            total = store.count("wave")
    print(f"{total:,} responses, {done.corrections:,} corrected")
    for what, a, b in zip(("seconds", "processor seconds"), first, again, strict=True):
        print(f"{what}: first run {a:.1f}, learning and coding again {b:.1f}: ratio {b / a:.3f}")
    print(f"themes learnt: {len(done.learnt)} of {len(done.checked)} with enough corrections")
    for key, (n_judged, was, now) in sorted(done.checked.items()):
        print(f"  {key:24} {n_judged:5} judged, log-loss {was:.3f} -> {now:.3f} (held out)")
    print(f"the habit kept elsewhere: {before[0]} -> {after[0]} of {after[1]}")
    print(f"people's judgements all still in force: {same}")


if __name__ == "__main__":
    main()
