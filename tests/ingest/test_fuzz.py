"""Whatever bytes come, a reader reads them or refuses them in one line, and the books balance."""

from __future__ import annotations

import csv
import io
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight import ingest
from insight.ingest.answers import is_non_answer, is_test, normal
from insight.ingest.dates import order_of, parse
from insight.ingest.mojibake import repair
from insight.ingest.options import split
from tests.ingest.fuzz import GOLDEN, TEXT, damage, survives

ALPHABET = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\r\n")
CELL = st.text(ALPHABET, max_size=30)


def read_bytes(data: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"case{suffix}"
        path.write_bytes(data)
        survives(path)


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(TEXT))
def test_any_bytes(data: bytes, suffix: str) -> None:
    read_bytes(data, suffix)


@settings(max_examples=30, deadline=None)
@given(st.text(ALPHABET, max_size=300), st.sampled_from(TEXT))
def test_any_text(text: str, suffix: str) -> None:
    read_bytes(text.encode(), suffix)


@pytest.mark.parametrize("seed", range(25))
def test_damaged_golden_files(seed: int) -> None:
    chance = random.Random(seed)
    source = chance.choice(sorted(p for p in GOLDEN.iterdir() if p.suffix in TEXT))
    read_bytes(damage(source.read_bytes(), chance), source.suffix)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=12))
def test_what_a_csv_writer_wrote_comes_back_exactly(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("ref", "what do you think"), *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(out.getvalue().encode())
        table = ingest.table(path, "what do you think", "ref")
        assert list(table.rows) == rows
        ingest.write_csv(path, table.columns, table.rows)
        assert list(ingest.table(path, "what do you think").rows) == rows


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=120))
def test_small_functions_never_raise(text: str) -> None:
    is_non_answer(text)
    is_test(text)
    parse(text, "day")
    order_of([text])
    repair(text)
    split(text, ",", ("a, b", "c"))
    assert normal(normal(text)) == normal(text)
    assert len(ingest.language(text)) in (2, 3)


STALLED = {
    "digits in a heading": f"id,{'1' * 60},comment\n" + "1,x,The lights are out here\n" * 9,
    "digits in a cell": "id,comment\n" + f"1,{'9' * 300_000}x\n" * 3,
    "signs in a cell": "id,comment\n" + f"1,{'a@' * 100_000}\n" * 3,
    "words in a heading": f"id,{'email ' * 60_000}\n" + "1,The lights are out here\n" * 9,
    "dashes in a cell": "id,comment\n" + f"1,{'a-_' * 60_000}!\n" * 3,
}
"""What fuzzing found, and its like: patterns that went over the same letters again and again."""


@pytest.mark.parametrize("name", STALLED)
def test_nothing_stalls_a_reader(name: str) -> None:
    """This test would not come back."""
    read_bytes(STALLED[name].encode(), ".csv")
