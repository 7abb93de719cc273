"""What columns are taken for: small tables, the sample waves, and real surveys where present."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from insight import ingest
from insight.ingest.roles import propose
from insight.settings import ROOT

SENTENCES = [
    f"{who} {does} near the {where} and it is {how}"
    for who in ("Boys", "Drivers", "Dealers")
    for does in ("shout", "gather")
    for where in ("shops", "school")
    for how in ("bad", "worse")
]
N = len(SENTENCES)
COLUMNS: dict[str, tuple[list[str], str]] = {
    "Any other comments?": (SENTENCES, "open"),
    "Why?": ([s if i % 3 else "" for i, s in enumerate(SENTENCES)], "open"),
    "Biggest benefit": (
        [("None", "quieter", "less noise in the street", "a bit less speeding, I suppose")[i % 4] + (f" at {i}" if i % 4 else "") for i in range(N)],
        "open",
    ),
    "Ward": ([f"Ward {i % 4}" for i in range(N)], "group"),
    "age_band": ([("16-24", "25-64", "65+")[i % 3] for i in range(N)], "group"),
    "What is your gender?": ([("Woman", "Man", "Prefer not to say")[i % 3] for i in range(N)], "group"),
    "Ethnicity": ([("Asian", "Black", "White", "Mixed")[i % 4] for i in range(N)], "group"),
    "usertype": ([("walks", "bikes")[i % 2] for i in range(N)], "group"),
    "How safe do you feel?": ([("Very", "Fairly", "Not very", "Not at all")[i % 4] for i in range(N)], "closed"),
    "page": ([str(i % 5) for i in range(N)], "closed"),
    "The reasons for this are": (
        [("Work, Shopping", "Shopping", "Work, Shopping, Health appointments")[i % 3] for i in range(N)],
        "closed",
    ),
    "Street or Road Name": ([f"{('Roman', 'Old')[i % 2]} Road" for i in range(N)], "closed"),
    "Respondent ID": ([f"TW-{i:04d}" for i in range(N)], "id"),
    "Date": ([f"{i + 1:02d}/05/2024" for i in range(N)], "date"),
    "May we quote you?": ([("Yes", "No", "")[i % 3] for i in range(N)], "consent"),
    "weight": ([f"{0.5 + i / 10:.2f}" for i in range(N)], "weight"),
    "Email address": ([f"a{i}@example.com" for i in range(N)], "ignore"),
    "contact": ([f"a{i}@example.com" for i in range(N)], "ignore"),
    "IP Address": ([f"192.0.2.{i}" for i in range(N)], "ignore"),
    "Name": ([f"Person {i}" for i in range(N)], "ignore"),
    "Postcode": ([f"E3 {i % 9}QA" for i in range(N)], "ignore"),
    "agrees": ([str(i * 3) for i in range(N)], "ignore"),
    "timestamp": ([str(1_518_501_496_000 + i * 977) for i in range(N)], "date"),
    "submitted on": ([f"{45_000 + i}.25" for i in range(N)], "date"),
    "ticket number": ([str(1_518_501_496 + i) for i in range(N)], "id"),
    "cars a day": ([str(40_000 + i * 7 % 900) for i in range(N)], "closed"),
    "notes": ([""] * N, "ignore"),
}  # fmt: skip


@pytest.mark.parametrize("name", COLUMNS)
def test_each_column_by_itself(name: str) -> None:
    values, expected = COLUMNS[name]
    (column,), _ = propose((name,), ("",), [(v,) for v in values])
    assert (column.role, bool(column.reason)) == (expected, True)


def test_all_columns_together() -> None:
    rows = list(zip(*(values for values, _ in COLUMNS.values()), strict=True))
    columns, _ = propose(tuple(COLUMNS), ("",) * len(COLUMNS), rows)
    expected = {n: role for n, (_, role) in COLUMNS.items()}
    second = dict.fromkeys(("timestamp", "submitted on", "ticket number"), "ignore")
    assert {c.name: c.role for c in columns} == expected | second


def test_a_person_is_the_respondent_rather_than_a_comment() -> None:
    rows = [(str(i), str(i % 9), s) for i, s in enumerate(SENTENCES)]
    columns, _ = propose(("comment-id", "author-id", "comment-body"), ("",) * 3, rows)
    assert [c.role for c in columns] == ["ignore", "id", "open"]


def test_a_date_as_written_is_read_rather_than_a_machine_count() -> None:
    rows = [(str(1_518_501_496_000 + i), f"{i + 1} May 2024", s) for i, s in enumerate(SENTENCES)]
    columns, _ = propose(("timestamp", "datetime", "comment"), ("",) * 3, rows)
    assert [c.role for c in columns] == ["ignore", "date", "open"]


def test_three_rows_are_enough_where_the_heading_asks() -> None:
    rows = [("1", "ok"), ("2", "bad"), ("3", "more police please")]
    columns, _ = propose(("id", "comment"), ("", ""), rows)
    assert [c.role for c in columns] == ["id", "open"]


def test_the_sample_waves() -> None:
    folder = ROOT / "corpora" / "samples"
    for path in sorted(folder.glob("tidewell-*.*")):
        columns = ingest.look(path).source.columns
        roles = [c.role for c in columns]
        assert roles.count("open") == 2, path.name
        assert [c.name for c in columns if c.role == "group"] == [
            "Ward", "Age band", "Gender", "Ethnicity group",
        ], path.name  # fmt: skip
        assert {"id", "date", "consent"} <= set(roles), path.name


REAL_SURVEYS = {
    "littlemore_2021_survey.csv": ("biggest benefit", "biggest problem", "any other comments"),
    "durham_2021_survey.csv": ("response",),
    "bowling_green_2018_comments.csv": ("comment-body",),
    "boston_vision_zero_comments.csv": ("text",),
    "nhs_feedback_trust_a.csv": ("FFT answer",),
}


@pytest.mark.parametrize("name", REAL_SURVEYS)
def test_real_surveys_unaided(real: Path, name: str) -> None:
    wave, skipped = ingest.read(real / name, "w")
    assert len(wave.questions) == len(REAL_SURVEYS[name])
    for question, words in zip(wave.questions, REAL_SURVEYS[name], strict=True):
        assert words in question
    assert wave.received == len(wave.records) + len(skipped)
    assert len(wave.records) > 0.6 * (wave.received - sum(s.reason == "blank" for s in skipped))
    dated = any(c.role == "date" for c in wave.source.columns)
    assert sum(r.date is not None for r in wave.records) >= (0.99 * len(wave.records) * dated)


@pytest.mark.parametrize("heading", ["Response ID", "Ref", "Reference number"])
def test_an_id_that_occurs_twice_is_still_the_id(file: Callable[..., Path], heading: str) -> None:
    said = [f"{i},The lights on road {i} have been out for weeks" for i in range(100, 130)]
    path = file("a.csv", f"{heading},Comment\n" + "\n".join([*said, said[4]]) + "\n")
    preview = ingest.look(path)
    assert preview.source.columns[0].role == "id"
    assert (preview.accepted, dict(preview.excluded)) == (30, {"duplicate": 1})
