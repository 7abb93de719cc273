"""A column of a file coded or redacted without a store: nothing is lost, nothing overwritten."""

import json
from pathlib import Path

import pytest

from insight import tables
from insight.errors import UsageError
from tests.small import WISHES, WORRIES, quick, rows_of, write_survey


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    return write_survey(tmp_path / "small.csv")


def test_coding_keeps_every_row_and_column(survey: Path, tmp_path: Path) -> None:
    out = tmp_path / "coded.csv"
    done = tables.code_file(survey, out, WORRIES, "Respondent ID", quick(tmp_path))
    before, after = rows_of(survey), rows_of(out)
    assert done.rows == len(before) == len(after) == 13
    assert [{k: row[k] for k in before[0]} for row in after] == before
    first = after[0]
    assert "drugs" in first["themes"].split(";")
    assert set(json.loads(first["scores"])) == set(first["themes"].split(";"))
    for span in json.loads(first["evidence"]):
        assert first[WORRIES][span["start"] : span["end"]] == span["text"]
    assert {row["tone"] for row in after} <= {"neg", "neu", "pos", "mix"}
    assert {row["ask"] for row in after} <= {"true", "false"}


def test_rows_without_words_stay_without_codes(survey: Path, tmp_path: Path) -> None:
    out = tmp_path / "coded.csv"
    tables.code_file(survey, out, WISHES, None, quick(tmp_path))
    blank = {row["Respondent ID"]: row for row in rows_of(out)}
    assert (blank["S2"]["themes"], blank["S2"]["tone"]) == ("", "")
    assert "police_presence" in blank["S5"]["themes"]
    assert (blank["S3"]["ask"], blank["S9"]["ask"]) == ("true", "")  # "Please add lights"; blank


def test_columns_of_the_same_name_are_not_overwritten(tmp_path: Path) -> None:
    given = tmp_path / "in.csv"
    given.write_text("themes,comment\nmine,Loud music every night\n", "utf-8-sig")
    out = tmp_path / "out.csv"
    tables.code_file(given, out, "comment", None, quick(tmp_path))
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    [row] = rows_of(out)
    assert row["themes"] == "mine"
    assert "noise" in row["insight_themes"]


@pytest.mark.parametrize(
    ("out", "said"), [("in.csv", "is the file to read"), ("out.xlsx", "must be a .csv file")]
)
def test_the_file_to_read_is_never_written(tmp_path: Path, out: str, said: str) -> None:
    given = tmp_path / "in.csv"
    given.write_text("comment\nLoud music every night\n")
    with pytest.raises(UsageError, match=said):
        tables.code_file(given, tmp_path / out, "comment", None, quick(tmp_path))
    assert given.read_text() == "comment\nLoud music every night\n"


def test_redacting_a_file_gives_spans_over_the_original(survey: Path, tmp_path: Path) -> None:
    out = tmp_path / "redacted.csv"
    done = tables.redact_file(survey, out, WORRIES)
    row = rows_of(out)[2]
    [[start, end, kind]] = [s for s in json.loads(row["spans"]) if s[2] == "phone"]
    assert (row[WORRIES][start:end], kind) == ("07700 900123", "phone")
    assert "07700" not in row["redacted"]
    assert "[phone removed]" in row["redacted"]
    assert dict(done.kinds)["phone"] == 1
