"""Campaigns are found, chance likeness is not."""

from __future__ import annotations

import random
import time

from insight import ingest
from insight.settings import ROOT

LETTER = (
    "I object to the plan to close the youth centre on Tollbar Lane because our teenagers have "
    "nowhere else to go and the staff know them by name"
)


def test_edited_copies_are_one_campaign() -> None:
    texts = {
        "a": LETTER,
        "b": LETTER.replace("I object", "We object").upper() + "!!",
        "c": LETTER.replace("our teenagers", "the teenagers") + " Please think again.",
        "d": "The lights on my road are out and nobody has come to look at them since March.",
        "e": "more police",
        "f": "more police",
    }
    assert ingest.campaigns(texts) == (("a", "b", "c"),)


def test_the_threshold_is_tunable() -> None:
    loose = LETTER.replace("because our teenagers have nowhere else to go", "as it is a good place")
    texts = {"a": LETTER, "b": loose}
    assert ingest.campaigns(texts, threshold=0.95) == ()
    assert ingest.campaigns(texts, threshold=0.6) == (("a", "b"),)


def test_nothing_and_one_text() -> None:
    assert ingest.campaigns({}) == ()
    assert ingest.campaigns({"a": LETTER}) == ()


def test_the_campaigns_of_the_sample_waves() -> None:
    for year in ("2024", "2025"):
        wave, _ = ingest.read(ROOT / "corpora" / "samples" / f"tidewell-{year}.csv", year)
        texts = {f"{r.row}/{r.question}": r.text for r in wave.records}
        assert [len(group) for group in ingest.campaigns(texts)] == [12]


def test_many_texts_take_seconds() -> None:
    chance = random.Random(7)
    words = [f"w{i}" for i in range(3000)]
    texts = {str(i): " ".join(chance.choices(words, k=25)) for i in range(4_000)}
    for i in range(400):
        texts[f"copy {i}"] = f"{LETTER} {chance.choice(words)}"
    started = time.process_time()
    groups = ingest.campaigns(texts)
    assert time.process_time() - started < 4
    assert [len(g) for g in groups] == [400]
