"""A file that comes again: the same, mended, edited, or laid out as one that was settled before."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from insight import cli, inforce, ingest, pipeline, waves
from insight.cli import questions
from insight.difference import UnacceptedError, compare
from insight.settings import Settings
from insight.types import Assignment, Response
from tests.small import HEADER, ROWS, WISHES, WORRIES, quick, write_survey
from tests.test_cli import documentation

Rows = tuple[tuple[str, ...], ...]


def edited(
    change: dict[int, dict[int, str]] | None = None, without: tuple[int, ...] = (), more: Rows = ()
) -> Rows:
    """The small survey with cells changed (by row and column), rows taken out and rows added."""
    rows = [list(row) for row in ROWS]
    for n, cells in (change or {}).items():
        for place, text in cells.items():
            rows[n][place] = text
    kept = [tuple(row) for n, row in enumerate(rows) if n not in without]
    return (*kept, *more)


NEW = (("S13", "Quay", "Nobody fixes the lift and the stairs are dark.", "Lights", "Yes"),)
WORDS = {1: {2: "Loud music until five in the morning, every weekend."}}
WARD = {1: {1: "Hill"}}
EDITIONS: dict[str, tuple[Rows, tuple[int, int, int, int]]] = {
    "nothing": (edited(), (0, 0, 0, 18)),
    "another order": (tuple(reversed(edited(without=(9,)))), (0, 0, 0, 18)),
    "a late response": (edited(more=NEW), (2, 0, 0, 18)),
    "other words": (edited(WORDS), (0, 1, 0, 17)),
    "another ward": (edited(WARD), (0, 1, 0, 17)),
    "one withdrawn": (edited(without=(0,)), (0, 0, 2, 16)),
    "all at once": (edited(WORDS, (0,), NEW), (2, 1, 2, 15)),
}
"""What became of the file, and how many answers are new, changed, gone and the same."""


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a store that holds the small survey as wave w; do not write there."""
    folder = tmp_path_factory.mktemp("stored")
    settings = quick(folder / "data")
    pipeline.run(write_survey(folder / "small.csv"), "w", settings)
    return settings


@pytest.mark.parametrize("name", EDITIONS)
def test_a_new_edition_is_told_apart_from_the_old(
    stored: Settings, tmp_path: Path, name: str
) -> None:
    rows, counts = EDITIONS[name]
    found = pipeline.difference(write_survey(tmp_path / "new.csv", rows), "w", stored)
    assert found is not None
    assert (len(found.new), len(found.changed), len(found.gone), found.same) == counts
    assert bool(found) == any(counts[:3])


def test_without_a_wave_or_a_store_there_is_nothing_to_compare(
    stored: Settings, tmp_path: Path
) -> None:
    path = write_survey(tmp_path / "new.csv")
    assert pipeline.difference(path, "another", stored) is None
    assert pipeline.difference(path, "w", quick(tmp_path / "none")) is None
    assert not (tmp_path / "none").exists()


def test_each_answer_is_matched_once() -> None:
    def said(id: str, text: str) -> Response:
        return Response(id, "w", "q", "p", text)

    found = compare([said("1", "a"), said("2", "b")], [said("3", "c"), said("2", "b")])
    assert [(a.text, b.text) for a, b in found.changed] == [("a", "c")]
    assert (found.new, found.gone, found.same) == ((), (), 1)


def dump(settings: Settings) -> list[str]:
    with sqlite3.connect(settings.data / "insight.db") as connection:
        return list(connection.iterdump())


def test_an_edition_is_stored_once_accepted_and_peoples_codes_stay(tmp_path: Path) -> None:
    settings = quick(tmp_path / "data")
    path = write_survey(tmp_path / "small.csv")
    pipeline.run(path, "w", settings)
    with inforce.open_store(settings) as store:
        coded = {(c.response.respondent, c.response.question): c for c in store.coded("w")}
        kept, lost = coded["S3", WORRIES], coded["S2", WORRIES]
        for each in (kept, lost):
            (first, *_) = each.assignments
            code = replace(first, theme="fear", present=True, by="user:ann", evidence=())
            store.judge([code])
    before = dump(settings)
    write_survey(path, EDITIONS["all at once"][0])
    with pytest.raises(UnacceptedError, match="2 new, 1 changed, 2 gone, 15 the same") as caught:
        pipeline.run(path, "w", settings)
    assert caught.value.difference.changed[0][0].id == lost.response.id
    assert dump(settings) == before
    outcome = pipeline.run(path, "w", settings, accept=True)
    assert outcome.findings.responses == 18
    with inforce.open_store(settings) as store:
        now = {c.response.id: c for c in store.coded("w")}
        assert store.wave("w").gone == 3
        judged = [a.by for a in now[kept.response.id].assignments if a.theme == "fear"]
        assert judged == ["user:ann"]
        assert lost.response.id not in now
        history = store.history(lost.response.id)  # gone from the file, not from the record
    assert [j.by for j in history if isinstance(j, Assignment) and j.theme == "fear"][-1:] == [
        "user:ann"
    ]
    assert not pipeline.run(path, "w", settings).fresh


def test_the_same_file_read_so_that_answers_go_needs_acceptance(tmp_path: Path) -> None:
    settings = quick(tmp_path / "data")
    path = write_survey(tmp_path / "small.csv")
    pipeline.run(path, "w", settings)
    one = ingest.mapping_from({"columns": {WISHES: "ignore"}})
    with pytest.raises(UnacceptedError, match=r"'w' was read in another way; .* 7 gone"):
        pipeline.run(path, "w", settings, one)
    done = pipeline.run(path, "w", settings, one, accept=True)
    assert done.findings.ledger.received == 13


def test_without_ids_what_is_mended_elsewhere_in_a_row_changes_no_one(tmp_path: Path) -> None:
    """Somebody puts a ward right and adds a column: the words, and so the codes, are the same."""
    settings = quick(tmp_path / "data")
    path = tmp_path / "small.csv"
    rows = [("Ward", WORRIES), *((row[1], row[2]) for row in ROWS)]
    path.write_text("\n".join(f'{ward},"{words}"' for ward, words in rows), "utf-8")
    pipeline.run(path, "w", settings)
    with inforce.open_store(settings) as store:
        before = {c.response.id for c in store.coded("w")}
    rows[1] = ("Hill", rows[1][1])
    path.write_text("\n".join(f'{ward},"{words}",x' for ward, words in rows), "utf-8")
    found = pipeline.difference(path, "w", settings)
    assert found is not None
    assert (len(found.new), len(found.changed), len(found.gone)) == (0, 1, 0)
    pipeline.run(path, "w", settings, accept=True)
    with inforce.open_store(settings) as store:
        assert {c.response.id for c in store.coded("w")} == before


# --- rejected rows ------------------------------------------------------------------------------

BROKEN = (
    "id,comment\n1,The lights are out on the stairs\n2,Mopeds, all night, on the path\n"
    "3,n/a\n4,Nobody comes when we call them\n"
)


def test_rejected_rows_are_listed_and_taken_in_when_mended(tmp_path: Path) -> None:
    settings = quick(tmp_path / "data")
    path = tmp_path / "a.csv"
    path.write_text(BROKEN)
    assert ingest.look(path).rejected == ((2, "4 cells where the header has 2"),)
    pipeline.run(path, "w", settings)
    with inforce.open_store(settings) as store:
        assert waves.left_out(store, "w") == (
            "a.csv",
            ((2, "comment", "unreadable"), (3, "comment", "non-answer")),
        )
        assert waves.left_out(store, "w", "unreadable")[1] == ((2, "comment", "unreadable"),)
    path.write_text(BROKEN.replace("Mopeds, all night, on the path", '"Mopeds, all night"'))
    found = pipeline.difference(path, "w", settings)
    assert found is not None
    assert [r.row for r in found.new] == [2]
    assert (found.same, found.changed, found.gone) == (2, (), ())
    outcome = pipeline.run(path, "w", settings, accept=True)
    assert dict(outcome.findings.ledger.excluded) == {"non-answer": 1}


def test_whatever_is_left_out_later_keeps_its_row(stored: Settings) -> None:
    with inforce.open_store(stored) as store:
        file, rows = waves.left_out(store, "w")
        assert file == "small.csv"
        assert len(rows) == len(store.skipped("w"))
        assert (12, WORRIES, "not in English") in rows
        assert all(row for row, *_ in rows)


# --- the command line ---------------------------------------------------------------------------


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run a command in a folder of its own; gives exit code, output and errors."""
    for name, value in (("ENCODER", "fake"), ("MODEL", "none"), ("DATA", "data")):
        monkeypatch.setenv(f"INSIGHT_{name}", value)
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


Call = Callable[..., tuple[int, str, str]]


def test_the_command_line_shows_the_difference_and_stores_it_when_told(call: Call) -> None:
    path = write_survey(Path("small.csv"))
    assert call("run", "small.csv", "--wave", "w")[0] == 0
    write_survey(path, EDITIONS["all at once"][0])
    code, out, err = call("ingest", "small.csv", "--dry-run", "--wave", "w", "--json")
    said = json.loads(out)
    assert (code, err) == (0, "")
    assert set(said) == set(documentation().JSON["insight ingest FILE --dry-run --json"])
    assert [len(said["difference"][k]) for k in ("new", "changed", "gone")] == [2, 1, 2]
    before = Path("data/insight.db").read_bytes()
    code, out, err = call("run", "small.csv", "--wave", "w")
    assert code == 2
    assert "2 new, 1 changed, 2 gone, 15 the same" in out
    assert "--accept" in err
    assert err.count("\n") == 1
    assert Path("data/insight.db").read_bytes() == before
    assert call("run", "small.csv", "--wave", "w", "--accept")[0] == 0
    assert call("ingest", "small.csv", "--dry-run", "--wave", "v")[0] == 2


def test_somebody_at_the_terminal_may_accept_or_not(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_survey(Path("small.csv"))
    call("run", "small.csv", "--wave", "w")
    write_survey(path, edited(WORDS))
    monkeypatch.setattr(questions, "interactive", lambda: True)
    answers = iter([False, True])
    monkeypatch.setattr("typer.confirm", lambda *_, **__: next(answers))
    code, out, _ = call("run", "small.csv", "--wave", "w")
    assert code == 2
    assert "Loud music until three" in out
    assert call("run", "small.csv", "--wave", "w")[0] == 0


def test_what_was_settled_once_holds_for_the_next_file_of_the_source(call: Call) -> None:
    dates = "id,Date,comment\n" + "".join(
        f"{n},0{n}/0{n + 1}/2024,Nobody mends the lights on road {n}\n" for n in range(2, 5)
    )
    Path("may.csv").write_text(dates)
    Path("june.csv").write_text(dates.replace("road", "street"))
    Path("settle.toml").write_text('[dates]\norder = "month"\n')
    assert call("run", "may.csv", "--wave", "May")[0] == 2
    assert "No wave yet" in call("status")[1]
    assert call("run", "may.csv", "--wave", "May", "--mapping", "settle.toml")[0] == 0
    code, out, _ = call("ingest", "june.csv", "--dry-run", "--json")
    assert (code, json.loads(out)["kept_mapping"]) == (0, True)
    code, out, _ = call("run", "june.csv", "--wave", "June")
    assert code == 0
    assert "as it was settled for this source before; --mapping none reads it anew" in out
    with inforce.open_store(quick(Path("data"))) as store:
        assert next(str(c.response.date) for c in store.coded("June")) == "2024-02-03"
        (source,) = store.sources()
        assert store.mapping(source) == {"dates": {"order": "month"}}
    assert call("run", "june.csv", "--wave", "July", "--mapping", "none")[0] == 2


def test_a_multi_select_can_be_settled_at_the_terminal(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    golden = Path(__file__).parent / "ingest" / "golden" / "google-forms.csv"
    monkeypatch.setattr(questions, "interactive", lambda: True)
    options = ("Drugs, alcohol or vaping", "Noise", "Litter and dumping", "Knife crime", "")
    answers = iter(options)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(answers))
    code, out, err = call("run", str(golden), "--wave", "w")
    assert code == 0
    assert "Drugs, alcohol or vaping" in err
    assert "Ledger: 40 answers received" in out


def test_the_ledger_lists_what_was_left_out(call: Call) -> None:
    write_survey(Path("small.csv"))
    call("run", "small.csv", "--wave", "w")
    code, out, _ = call("ledger", "w", "--json")
    said = json.loads(out)
    assert code == 0
    assert set(said) == set(documentation().JSON["insight ledger WAVE --json"])
    assert said["received"] == said["analysed"] + len(said["left_out"]) == 26
    duplicate = {"file": "small.csv", "row": 10, "question": WORRIES, "reason": "duplicate"}
    assert duplicate in said["left_out"]
    code, out, _ = call("ledger", "w", "--reason", "duplicate", "--out", "left.csv")
    assert code == 0
    lines = Path("left.csv").read_text("utf-8-sig").splitlines()
    assert lines == ["file,row,question,reason", f"small.csv,10,{WORRIES},duplicate"]
    assert "duplicate" in call("ledger", "w")[1]
    assert call("ledger", "w", "--reason", "lost")[0] == 2
    assert HEADER[0] not in out
