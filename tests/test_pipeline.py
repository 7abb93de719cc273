"""The pipeline end to end: nothing vanishes, nothing half-done, nothing twice."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from insight import inforce, pipeline, receipt, waves
from insight.errors import InputError, InsightError
from insight.pipeline import Outcome
from insight.settings import ROOT, Settings
from insight.store import Store
from insight.types import Ledger
from tests.small import ROWS, quick, write_survey

SAMPLES = ROOT / "corpora" / "samples"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Outcome]:
    """The first sample wave, run once."""
    settings = quick(tmp_path_factory.mktemp("sample"))
    return settings, pipeline.run(SAMPLES / "tidewell-2024.csv", "2024", settings)


@pytest.fixture(scope="module")
def sample_store(sample: tuple[Settings, Outcome]) -> Iterator[Store]:
    with inforce.open_store(sample[0], create=False) as store:
        yield store


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    return write_survey(tmp_path / "small.csv")


def dump(settings: Settings) -> list[str]:
    """All that a SQLite store holds."""
    path = settings.data / "insight.db"
    if not path.exists():
        return []
    with sqlite3.connect(path) as connection:
        return list(connection.iterdump())


# --- what a run gives ---------------------------------------------------------------------------


def test_the_ledger_of_the_sample_adds_up(
    sample: tuple[Settings, Outcome], sample_store: Store
) -> None:
    found = sample[1].findings
    assert found.ledger.received == 430 * 2
    assert found.ledger.received == found.ledger.analysed + sum(n for _, n in found.ledger.excluded)
    assert found.ledger.analysed == found.responses == len(sample_store.coded("2024"))
    reasons = Counter(s.reason for s in sample_store.skipped("2024"))
    assert reasons == dict(found.ledger.excluded)
    assert {"blank", "non-answer", "not in English"} <= set(reasons)


def test_evidence_asks_and_quotes_are_words_of_the_redacted_text(sample_store: Store) -> None:
    coded = sample_store.coded("2024")
    texts = {c.response.id: c.response.text for c in coded}
    spans = [
        (c.response.text, e.start, e.end) for c in coded for a in c.assignments for e in a.evidence
    ]
    spans += [
        (c.response.text, *c.reading.ask_span) for c in coded if c.reading and c.reading.ask_span
    ]
    assert len(spans) > 300
    assert all(
        0 <= start < end <= len(text) and text[start:end].strip() for text, start, end in spans
    )
    quotes = sample_store.quotes("2024")
    assert len(quotes) > 20
    assert all(texts[q.response][q.start : q.end] == q.text for q in quotes)
    assert all(a.evidence for c in coded for a in c.assignments if a.present)


def test_one_who_raises_a_theme_twice_counts_once(
    sample: tuple[Settings, Outcome], sample_store: Store
) -> None:
    coded = sample_store.coded("2024")
    for theme in sample[1].findings.themes:
        people = {c.response.respondent for c in coded if theme.theme.key in c.themes}
        assert theme.share.count == len(people) <= theme.responses
        assert theme.share.n == len({c.response.respondent for c in coded})
        assert theme.share.low <= theme.share.value <= theme.share.high


@pytest.mark.parametrize("matter", [r"07700 ?900", r"7946 ?0", r"@example\.", r"QQ ?\d\d"])
def test_no_personal_detail_of_the_sample_reaches_store_report_or_receipt(
    sample: tuple[Settings, Outcome], matter: str
) -> None:
    original = (SAMPLES / "tidewell-2024.csv").read_text("utf-8-sig")
    assert re.search(matter, original)
    for path in (p for p in sample[0].data.rglob("*") if p.is_file()):
        assert not re.search(matter.encode(), path.read_bytes()), path.name


def test_the_workbook_gives_the_same_responses_as_the_csv(tmp_path: Path) -> None:
    from insight import ingest

    read = {
        kind: ingest.read(SAMPLES / f"tidewell-2025.{kind}", "2025")[0] for kind in ("csv", "xlsx")
    }
    assert [(r.respondent, r.question, r.text.strip()) for r in read["csv"].records] == [
        (r.respondent, r.question, r.text.strip()) for r in read["xlsx"].records
    ]


def test_the_report_is_one_file_with_the_figures(sample: tuple[Settings, Outcome]) -> None:
    page = sample[1].report.read_text("utf-8")
    first = sample[1].findings.themes[0]
    assert sample[1].report == sample[0].reports / "2024.html"
    assert first.theme.name in page
    assert f"{first.share.count}" in page


# --- twice, changed, stopped --------------------------------------------------------------------


def test_a_campaign_is_found_at_the_run_and_quoted_while_its_words_are_there(
    tmp_path: Path,
) -> None:
    letter = "Please keep the warden on the Quay estate, we all sleep better for it"
    rows = [(f"C{n}", "Quay", letter + "!" * n, "", "Yes") for n in range(6)]
    settings = quick(tmp_path)
    pipeline.run(write_survey(tmp_path / "letters.csv", (*ROWS, *rows)), "w", settings)
    with inforce.open_store(settings) as store:
        assert waves.findings(store, "w").campaigns == ((letter, 6),)
        assert waves.findings(store, "w", groups={"Ward": "Quay"}).campaigns == ()
        store.erase_respondent(
            "w",
            next(c.response.respondent for c in store.coded("w") if c.response.text == letter),
            "user:ann",
        )
        assert waves.findings(store, "w").campaigns == ()


def test_the_same_file_twice_adds_nothing(survey: Path, tmp_path: Path) -> None:
    settings = quick(tmp_path / "data")
    first = pipeline.run(survey, "w", settings)
    before, written = dump(settings), first.report.stat().st_mtime_ns
    second = pipeline.run(survey, "w", settings)
    assert first.fresh
    assert not second.fresh
    assert second.summary == first.summary
    assert dump(settings) == before
    assert second.report.stat().st_mtime_ns == written


def test_a_changed_file_changes_what_it_must_and_no_more(survey: Path, tmp_path: Path) -> None:
    settings = quick(tmp_path / "data")
    pipeline.run(survey, "w", settings)
    with inforce.open_store(settings) as store:
        old = {c.response.id for c in store.coded("w")}
    changed = [list(row) for row in ROWS]
    changed[1][2] = "Loud music until five in the morning, every weekend."
    write_survey(survey, tuple(map(tuple, changed)))
    outcome = pipeline.run(survey, "w", settings, accept=True)
    with inforce.open_store(settings) as store:
        new = {c.response.id for c in store.coded("w")}
        assert store.wave("w").gone == 1
    assert outcome.fresh
    assert len(old - new) == len(new - old) == 1


@pytest.mark.parametrize(
    ("stage", "error"),
    [
        ("insight.redact.redact", RuntimeError),
        ("insight.nlp.segment.segment", RuntimeError),
        ("insight.nlp.themes.classify", MemoryError),
        ("insight.nlp.quotes.select", RuntimeError),
        ("insight.store.publishing.project", KeyboardInterrupt),
        ("insight.store.publishing.summarise", RuntimeError),
    ],
)
def test_a_run_that_breaks_off_leaves_the_store_as_it_was(
    survey: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
    error: type[BaseException],
) -> None:
    settings = quick(tmp_path / "data")
    inforce.open_store(settings).close()
    before = dump(settings)

    def broken(*_: Any, **__: Any) -> None:
        raise error("stopped here")

    with monkeypatch.context() as patch:
        patch.setattr(stage, broken)
        with pytest.raises(error):
            pipeline.run(survey, "w", settings)
    assert dump(settings) == before
    assert not settings.reports.exists()


def test_a_run_that_breaks_off_leaves_the_wave_of_before_and_the_next_completes(
    survey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = quick(tmp_path / "data")
    pipeline.run(survey, "w", settings)
    before = dump(settings)
    write_survey(survey, ROWS[:9])

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("stopped here")

    with monkeypatch.context() as patch:
        patch.setattr("insight.store.publishing.project", broken)
        with pytest.raises(RuntimeError):
            pipeline.run(survey, "w", settings, accept=True)
    assert dump(settings) == before
    outcome = pipeline.run(survey, "w", settings, accept=True)
    assert outcome.findings.ledger.received == 18


def test_an_answer_that_vanishes_stops_the_run(
    survey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from insight.nlp import themes

    whole = themes.classify
    monkeypatch.setattr(
        themes, "classify", lambda *given, **more: (whole(*given, **more)[0][1:], ())
    )
    settings = quick(tmp_path / "data")
    with pytest.raises(InsightError, match=r"26 answers received, but 17 analysed and 8 excluded"):
        pipeline.run(survey, "w", settings)
    with inforce.open_store(settings) as store:
        assert store.waves() == ()


def test_an_unbalanced_ledger_is_seen() -> None:
    assert Ledger(3, 2, (("blank", 1),)).balanced
    assert not Ledger(3, 2, ()).balanced


# --- the receipt --------------------------------------------------------------------------------


def test_a_receipt_holds_until_anything_changes(survey: Path, tmp_path: Path) -> None:
    settings = quick(tmp_path / "data")
    said = pipeline.run(survey, "w", settings).summary
    content = receipt.fingerprint(survey, "w", settings)
    assert receipt.recall("w", content, settings) == said
    assert receipt.recall("v", content, settings) is None
    assert receipt.recall("w", "other", settings) is None
    with inforce.open_store(settings) as store:
        store.save_mapping("a source", {}, "user:ann")
    assert receipt.recall("w", content, settings) is None
    assert not pipeline.run(survey, "w", settings).fresh
    assert receipt.recall("w", content, settings) == said
    Path(str(said["report"])).unlink()
    assert receipt.recall("w", content, settings) is None


def test_a_fingerprint_hangs_on_the_finder_of_names(
    survey: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = receipt.fingerprint(survey, "w", quick(tmp_path))
    monkeypatch.setattr(receipt, "NAMES", tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    assert receipt.fingerprint(survey, "w", quick(tmp_path)) != before


def test_a_fingerprint_hangs_on_file_wave_codebook_encoder_model_and_mapping(
    survey: Path, tmp_path: Path
) -> None:
    settings = quick(tmp_path)
    book = tmp_path / "book.yaml"
    book.write_bytes(settings.codebook.read_bytes() + b"\n")
    other = tmp_path / "other.csv"
    other.write_bytes(survey.read_bytes() + b"S13,Quay,More,,Yes\n")
    prints = [
        receipt.fingerprint(survey, "w", settings),
        receipt.fingerprint(survey, "v", settings),
        receipt.fingerprint(other, "w", settings),
        receipt.fingerprint(survey, "w", replace(settings, codebook=book)),
        receipt.fingerprint(survey, "w", replace(settings, encoder="default")),
        receipt.fingerprint(survey, "w", replace(settings, model="")),
        receipt.fingerprint(survey, "w", settings, "a mapping"),
    ]
    assert len(set(prints)) == len(prints)
    with pytest.raises(InputError, match=r"gone\.csv"):
        receipt.fingerprint(tmp_path / "gone.csv", "w", settings)


@pytest.mark.parametrize(
    ("name", "file"),
    [("2024", "2024"), ("spring-2024", "spring-2024"), ("año-1", "año-1")],
)
def test_a_plain_name_is_its_own_file_name(name: str, file: str) -> None:
    assert receipt.slug(name) == file


@pytest.mark.parametrize("name", ["../../etc", "A/B", "a b", "A-B", "", "/", "x" * 300])
def test_any_other_name_gives_a_file_name_of_its_own(name: str) -> None:
    made = receipt.slug(name)
    assert made == Path(made).name
    assert len(made) <= 80
    assert made not in {receipt.slug(n) for n in ("a-b", "b", "etc") if n != name}
