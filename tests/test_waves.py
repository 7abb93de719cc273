"""What is said of stored waves: export and status."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from insight import inforce, pipeline, waves
from insight.errors import UsageError
from insight.pipeline import Outcome
from insight.settings import Settings
from insight.store import Store
from tests.small import quick, rows_of, write_survey


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Outcome]:
    """The small survey, run once."""
    folder = tmp_path_factory.mktemp("small")
    settings = quick(folder / "data")
    return settings, pipeline.run(write_survey(folder / "small.csv"), "w", settings)


@pytest.fixture(scope="module")
def small_store(small: tuple[Settings, Outcome]) -> Iterator[Store]:
    with inforce.open_store(small[0], create=False) as store:
        yield store


def test_export_as_csv_runs_nothing_and_loses_nothing(small_store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert waves.export(small_store, "w", out) == 18
    rows = rows_of(out)
    coded = small_store.coded("w")
    assert [row["id"] for row in rows] == [c.response.id for c in coded]
    assert [row["Ward"] for row in rows][:2] == ["Quay", "Quay"]
    texts = [row["text"] for row in rows]
    assert "'=HYPERLINK(0) is what someone sprayed on the wall" in texts
    assert "'-1 for the plan" in texts
    assert not [c for row in rows for c in row.values() if c.startswith(("=", "+", "-", "@", "\t"))]
    assert [row["themes"] for row in rows] == [";".join(c.themes) for c in coded]
    assert all(row["by"].startswith("model:codebook/") for row in rows)


def test_export_as_workbook_holds_text_only(small_store: Store, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    out = tmp_path / "out.xlsx"
    waves.export(small_store, "w", out)
    [header, *rows] = load_workbook(out).active.iter_rows()
    place = [cell.value for cell in header].index("text")
    texts = [row[place] for row in rows]
    assert "=HYPERLINK(0) is what someone sprayed on the wall" in [cell.value for cell in texts]
    assert {cell.data_type for row in rows for cell in row if cell.value} == {"s"}


def test_export_as_json_lines_gives_values(small_store: Store, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    waves.export(small_store, "w", out)
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len(rows) == 18
    assert rows[0]["groups"] == {"Ward": "Quay"}
    assert set(rows[0]["scores"]) == set(rows[0]["themes"])
    for row in rows:
        assert all(row["text"][e["start"] : e["end"]] == e["text"] for e in row["evidence"])


def test_a_group_named_as_a_column_of_ours_is_kept_apart() -> None:
    from insight import export
    from insight.types import Coded, Response

    response = Response("1", "w", "q", "p", "Noise", groups=(("Text", "a"), ("Ward", "b")))
    made = export.as_csv([Coded(response, (), None)], ["Text", "Ward"])
    head, row = made.decode("utf-8-sig").splitlines()
    assert head.split(",")[4:8] == ["group: Text", "Ward", "date", "text"]
    assert row.split(",")[4:8] == ["a", "b", "", "Noise"]


def test_an_unknown_kind_of_export_is_refused(small_store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.csv, \.xlsx, \.jsonl"):
        waves.export(small_store, "w", tmp_path / "out.pdf")


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: waves.findings(store, "2023"),
        lambda store: waves.export(store, "2023", Path("out.csv")),
    ],
)
def test_an_unknown_wave_is_told_with_the_known_ones(
    small_store: Store, ask: Callable[[Store], object]
) -> None:
    with pytest.raises(UsageError, match=r"'2023'.*Waves: w\b"):
        ask(small_store)


def test_a_report_says_what_changed_since_the_wave_before(tmp_path: Path) -> None:
    rows = [
        (
            f"S{n}",
            "Quay",
            f"Drug dealing in stairwell {n} every single night since the spring.",
            "",
            "Yes",
        )
        for n in range(30)
    ]
    later = [
        (
            f"S{n}",
            "Hill",
            f"Loud music from number {n} until three in the morning every weekend.",
            "",
            "Yes",
        )
        for n in range(30)
    ]
    settings = quick(tmp_path / "data")
    for wave, said in (("2024", rows), ("2025", later)):
        pipeline.run(write_survey(tmp_path / f"{wave}.csv", tuple(said)), wave, settings)
    first, second = (
        (settings.reports / f"{wave}.html").read_text("utf-8") for wave in ("2024", "2025")
    )
    assert "What changed since the last wave" not in first
    assert "What changed since the last wave" in second
    with inforce.open_store(settings, create=False) as store:
        assert waves.earlier(store, "2024") is None
        since = waves.earlier(store, "2025")
        assert since is not None
        assert since.wave == "2024"
        assert waves.before(store.waves(), "2025") == store.wave("2024")


def test_status_says_what_is_there_and_makes_nothing(
    small: tuple[Settings, Outcome], tmp_path: Path
) -> None:
    held = waves.status(small[0])
    assert [w["wave"] for w in held["waves"]] == ["w"]
    assert held["responses"] == small[1].findings.responses
    empty = waves.status(quick(tmp_path / "new"))
    assert empty["waves"] == []
    assert not (tmp_path / "new").exists()
