"""Coding: every response comes back, evidence is verbatim, the codebook alone is useful."""

import datetime as dt

import pytest

from insight import codebook
from insight.nlp import embed, segment, themes
from insight.settings import ROOT
from insight.types import Evidence, Response

AT = dt.datetime(2025, 5, 1, tzinfo=dt.UTC)
BOOK = codebook.load(ROOT / "corpora" / "codebook.yaml")


def code(texts, model, book=BOOK):
    responses = [Response(str(i), "w", "q", str(i), t) for i, t in enumerate(texts)]
    return themes.classify(responses, segment.segment(responses)[0], model, book, AT)


@pytest.fixture(scope="module")
def fake():
    return themes.CodebookModel(BOOK, embed.HashEncoder())


def test_nothing_vanishes_and_order_is_kept(fake):
    texts = ["Drug dealing", "…", "a longer text about the noise at night, honestly", "ok"]
    done, skipped = code(texts, fake)
    assert [c.response.text for c in done] == [texts[0], texts[2], texts[3]]
    assert [(s.id, s.stage) for s in skipped] == [("1", "themes")]


def test_evidence_is_verbatim_and_scores_are_probabilities(fake):
    done, _ = code(["No drug dealing here, but loud music and fly-tipping every night."], fake)
    for judged in done[0].assignments:
        assert 0 <= judged.score <= 1
        assert judged.evidence
        for e in judged.evidence:
            assert 0 <= e.start < e.end <= len(done[0].response.text)
    spans = {a.theme: a.evidence[0] for a in done[0].assignments}
    assert spans["drugs"] == Evidence(3, 15, "phrase", "drug dealing (negated)")
    text = done[0].response.text
    assert text[spans["environment"].start : spans["environment"].end] == "fly-tipping"


def test_threshold_and_uncertain_band(fake):
    done, _ = code(["Drug dealing"], fake)
    (drugs,) = (a for a in done[0].assignments if a.theme == "drugs")
    fake.thresholds = {**fake.thresholds, "drugs": drugs.score + 0.01}
    again, _ = code(["Drug dealing"], fake)
    fake.thresholds = dict.fromkeys(fake.keys, 0.5)
    (below,) = (a for a in again[0].assignments if a.theme == "drugs")
    assert (below.present, below.uncertain) == (False, True)


def test_retired_theme_is_not_coded(fake):
    rows = [{"key": t.key, "name": t.name, "retired": t.key == "drugs"} for t in BOOK.themes]
    done, _ = code(["Drug dealing"], fake, codebook.make("b", rows))
    assert "drugs" not in done[0].themes


@pytest.mark.real
def test_codebook_alone_finds_the_plain_cases(encoders):
    model = themes.CodebookModel(BOOK, embed.load("default", encoders))
    cases = {
        "Drug dealers on the corner every night": "drugs",
        "Please bring back the youth club": "youth",
        "Someone snatched my phone from my hand": "theft",
        "Rough sleepers in every doorway": "rough_sleeping",
        "Loud music until 3am": "noise",
    }
    done, _ = code(list(cases), model)
    assert [c.themes[0] if c.themes else None for c in done] == list(cases.values())
