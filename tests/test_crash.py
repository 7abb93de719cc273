"""An import that is killed, or finds the disk full, leaves the old wave or the new one, whole.

A few points on a small file; `make crash` tries fifty on the sample.
"""

import os
from pathlib import Path

import pytest

from tests import crash
from tests.small import ROWS, write_survey

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> crash.Case:
    folder = tmp_path_factory.mktemp("crash")
    old, new = folder / "old.csv", folder / "new.csv"
    write_survey(old, ROWS[:9])
    return crash.prepare(folder, old, write_survey(new, ROWS[2:]))


def test_killed_anywhere_the_store_is_in_one_state_or_the_other(
    case: crash.Case, tmp_path: Path
) -> None:
    found = crash.kill_at_random(case, tmp_path, points=6, seed=1)
    assert {name for name, _ in found} <= {"old", "new"}
    assert all(complete for _, complete in found)


def test_killed_in_the_first_import_there_is_a_wave_or_none(
    case: crash.Case, tmp_path: Path
) -> None:
    assert set(crash.first_import(case, tmp_path, points=3, seed=1)) <= {"nothing", "whole"}


@pytest.mark.parametrize("kilobytes", [0, 64, 512])
def test_on_a_full_disk_the_store_is_in_one_state_or_the_other(
    case: crash.Case, kilobytes: int
) -> None:
    try:
        said, name, complete = crash.on_a_full_disk(case, kilobytes)
    except PermissionError as error:
        pytest.skip(f"full disk: {error}")
    assert name in ("old", "new")
    assert complete
    assert "make room" in said.lower() or (said, name) == ("done", "new")
    assert "\n" not in said


def test_a_broken_store_would_be_seen(case: crash.Case, tmp_path: Path) -> None:
    """The looking itself: a store with one judgement missing is in neither state."""
    import shutil
    import sqlite3

    data = shutil.copytree(case.start, tmp_path / "data")
    assert case.named(data) == "old"
    with sqlite3.connect(data / "insight.db") as connection:
        connection.execute("DELETE FROM current_codes WHERE rowid = 1")
    connection.close()
    assert case.named(data) == "BROKEN"
