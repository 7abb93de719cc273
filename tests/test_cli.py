"""The command line: exit codes, one-line errors, one JSON object, and nothing on the side."""

import csv
import importlib.util
import io
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from insight import cli, inforce, pipeline, waves
from insight.cli import frame, machine, progress, questions
from insight.errors import UsageError
from insight.settings import ROOT, Settings, load
from insight.types import Topic
from tests.small import WISHES, WORRIES, write_survey


@pytest.fixture(autouse=True)
def _quick_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings from outside; the fake encoder; a folder of its own."""
    for name in [n for n in os.environ if n.startswith("INSIGHT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("INSIGHT_ENCODER", "fake")
    monkeypatch.setenv("INSIGHT_MODEL", "none")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with small.csv and a data folder that holds it as wave 2025; do not write there."""
    folder = tmp_path_factory.mktemp("analysed")
    path = write_survey(folder / "small.csv")
    pipeline.run(path, "2025", Settings(data=folder / "data", encoder="fake", model="none"))
    return folder


@pytest.fixture
def held(analysed: Path, tmp_path: Path) -> Path:
    """The same, copied to the working folder: data and small.csv."""
    shutil.copytree(analysed, tmp_path, dirs_exist_ok=True)
    return tmp_path


def insight(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    capsys.readouterr()
    code = cli.main(words)
    said = capsys.readouterr()
    return code, said.out, said.err


def documentation() -> ModuleType:
    """tools/cli_docs.py, which is no part of a package."""
    spec = importlib.util.spec_from_file_location("cli_docs", ROOT / "tools" / "cli_docs.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- quick --------------------------------------------------------------------------------------


def test_help_imports_nothing_heavy_and_names_every_command() -> None:
    program = (
        "import sys\nfrom insight.cli import main\ncode = main(['--help'])\n"
        "print(code, *sorted({m.split('.')[0] for m in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    *shown, last = done.stdout.splitlines()
    assert last.split()[0] == "0"
    heavy = {"numpy", "sqlalchemy", "spacy", "torch", "pandas", "sklearn", "altair", "openpyxl"}
    assert not heavy & set(last.split())
    for name, _, short in cli.COMMANDS:
        assert any(line.split()[:1] == [name] and short[:20] in line for line in shown), name


def test_a_stored_wave_is_told_again_without_opening_the_store(held: Path) -> None:
    program = (
        "import sys\nfrom insight.cli import main\n"
        "code = main(['run', 'small.csv', '--wave', '2025', '--data', 'data'])\n"
        "print(code, *sorted({m.split('.')[0] for m in sys.modules}))"
    )
    receipt = next((held / "data" / "receipts").glob("*.json"))
    said = json.loads(receipt.read_text())
    stat = (held / "data" / "insight.db").stat()
    said["state"] = [[stat.st_mtime_ns, stat.st_size]]  # the copy has times of its own
    said["said"]["report"] = str(held / "data" / "reports" / "2025.html")
    receipt.write_text(json.dumps(said))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=held)
    last = done.stdout.splitlines()[-1].split()
    assert last[0] == "0", done.stderr
    assert "nothing was done again" in done.stdout
    assert not {"numpy", "sqlalchemy", "spacy", "altair", "pandas", "onnxruntime"} & set(last)


# --- run ----------------------------------------------------------------------------------------


def test_run_says_what_it_read_what_it_found_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_survey(tmp_path / "small.csv")
    code, out, err = insight("run", "small.csv", "--wave", "2025", "--data", "d", capsys=capsys)
    assert (code, err) == (0, "")
    assert "Read small.csv: csv, utf-8, 13 rows." in out
    assert f"Open question 1: {WORRIES}" in out
    assert f"Open question 2: {WISHES}" in out
    assert "Groups: Ward" in out
    assert "Ledger: 26 answers received = 18 analysed + " in out
    ranked = re.findall(r"^(\w.*?)  +(\d+%) +(\d+–\d+%) +(\d+) of 11", out, re.MULTILINE)
    assert len(ranked) > 5
    assert [int(n) for *_, n in ranked] == sorted((int(n) for *_, n in ranked), reverse=True)
    assert "Report: d/reports/2025.html" in out
    assert Path("d/reports/2025.html").is_file()
    assert "insight app --data=d" in out
    assert "07700" not in out


def test_run_as_json_prints_one_documented_object(
    held: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("run", "small.csv", "--wave", "2025", "--data", "data", "--json")
    code, out, err = insight(*words, capsys=capsys)
    said = json.loads(out)
    assert (code, err) == (0, "")
    assert set(said) == set(documentation().JSON["insight run --json"])
    assert said["ledger"]["received"] == 26
    assert said["ledger"]["received"] == said["ledger"]["analysed"] + sum(
        said["ledger"]["excluded"].values()
    )
    assert said["fresh"] is False
    theme = said["themes"][0]
    assert theme["low"] <= theme["share"] == theme["count"] / theme["n"] <= theme["high"]


def test_several_files_become_waves_of_their_own(
    held: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_survey(held / "east.csv")
    write_survey(held / "west.csv")
    code, out, _ = insight(
        *("run", "east.csv", "west.csv", "--wave", "2026", "--data", "data", "--json"),
        capsys=capsys,
    )
    assert code == 0
    assert [w["wave"] for w in json.loads(out)["waves"]] == ["2026: east", "2026: west"]


def test_quiet_prints_nothing(held: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (
        ("run", "small.csv", "--wave", "2025"),
        ("status",),
        ("ingest", "small.csv", "--dry-run"),
        ("export", "2025", "--out", "out.csv"),
        ("codebook", "check", str(Settings().codebook)),
    ):
        assert insight(*words, "--data", "data", "--quiet", capsys=capsys) == (0, "", ""), words


def test_settings_may_stand_before_or_behind_the_command(
    held: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = insight("--data", "data", "status", "--json", capsys=capsys)
    behind = insight("status", "--data", "data", "--json", capsys=capsys)
    assert before == behind
    assert json.loads(before[1])["waves"][0]["wave"] == "2025"
    both = insight("--data", "elsewhere", "status", "--data", "data", "--json", capsys=capsys)
    assert json.loads(both[1])["data"] == "data"


# --- errors -------------------------------------------------------------------------------------


def bad_files(folder: Path) -> None:
    """Files that cannot be read, one for each way."""
    (folder / "empty.csv").write_text("")
    (folder / "header.csv").write_text("id,comment\n")
    (folder / "binary.csv").write_bytes(bytes(range(256)) * 40)
    (folder / "huge.csv").write_text("id,comment\n1," + "x" * 10_000_000 + "\n")
    (folder / "wide.csv").write_text(
        ",".join(f"c{i}" for i in range(200)) + "\n" + "1," * 199 + "1\n"
    )
    (folder / "book.yaml").write_text("themes:\n  - {key: a, name: A, colour: red}\n")
    (folder / "wrong.toml").write_text('[columns]\n"Comment" = "open"\n')
    (folder / "a-file").write_text("")
    (folder / "not-a-store.db").write_text("no database" * 100)
    (folder / "model").mkdir()
    (folder / "model" / "weights").write_text("changed")
    (folder / "model" / "manifest.json").write_text('{"files": {"weights": "0000"}}')


def test_of_several_files_those_stored_before_a_bad_one_are_named(
    held: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad_files(held)
    call = ("run", "small.csv", "empty.csv", "--wave", "w", "--data", "data")
    code, _, err = insight(*call, capsys=capsys)
    assert code == 2
    assert re.search(r"empty\.csv.*'w: small' had been stored before", err)
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("run gone.csv --wave w", 2, r"gone\.csv: no such file"),
        ("run . --wave w", 2, r"is a folder"),
        ("run empty.csv --wave w", 2, r"empty\.csv"),
        ("run header.csv --wave w", 2, r"header\.csv: has no answers below its first row"),
        ("run binary.csv --wave w", 2, r"binary\.csv"),
        ("run huge.csv --wave w", 2, r"huge\.csv"),
        ("run wide.csv --wave w", 2, r"wide\.csv"),
        ("run small.csv", 2, r"Missing option '--wave'\. See: insight run --help"),
        ("run small.csv --wave ''", 2, r"--wave: give the wave a name"),
        ("run small.csv small.csv --wave w", 2, r"'w: small' would be the name of two waves"),
        ("run small.csv --wave w --mapping gone.toml", 2, r"gone\.toml: no such mapping file"),
        ("run small.csv --wave w --mapping wrong.toml", 2, r"no column 'Comment'\. Columns: Resp"),
        ("run small.csv --wave w --data a-file", 1, r"a-file: cannot be used"),
        ("run small.csv --wave w --store sqlite:///not-a-store.db", 1, r"file is not a database"),
        ("run small.csv --wave w --store mysql://h/n", 2, r"not the URL of a store"),
        ("run small.csv --wave w --codebook book.yaml", 2, r"unknown field 'colour'"),
        ("run small.csv --wave w --codebook gone.yaml", 2, r"gone\.yaml: cannot be read"),
        ("run small.csv --wave w --config gone.toml", 2, r"gone\.toml: cannot be read as settings"),
        ("--encoder default prepare --model model", 1, r"weights: its SHA-256 differs"),
        ("ingest small.csv", 2, r"add --dry-run.*insight run small\.csv --wave NAME"),
        ("code small.csv --text Comment --out o.csv", 2, r"no column 'Comment'\. Columns: Resp"),
        ("code small.csv --text Ward --out small.csv", 2, r"is the file to read"),
        ("code small.csv --text Ward --out gone/o.csv", 2, r"gone/o\.csv: cannot be written"),
        ("redact small.csv --text Comment --out o.csv", 2, r"no column 'Comment'"),
        ("report 2020 --data data", 2, r"'2020'.*2025"),
        ("report 2025 --data data --format pdf", 2, r"'pdf'\. Formats: html, docx"),
        ("report 2025 --data data --format ,", 2, r"--format names none"),
        ("topics 2025 --data data --seed -1", 2, r"greater than or equal to 0"),
        ("erase 2025 nobody --yes --data data", 2, r"insight export shows it as 'respondent'"),
        ("export 2025 --data data --out o.pdf", 2, r"\.csv, \.xlsx, \.jsonl"),
        ("export 2025 --data nowhere --out o.csv", 1, r"there is no store yet"),
        ("topics 2020 --data data", 2, r"'2020'.*2025"),
        ("codebook check gone.yaml", 2, r"gone\.yaml: cannot be read as a codebook"),
        ("nonsense", 2, r"No such command 'nonsense'\. See: insight --help"),
        ("status --jsn", 2, r"No such option: --jsn"),
        ("app --port 99999", 2, r"--port"),
    ],
)
def test_a_bad_call_ends_in_one_line_and_leaves_the_store_as_it_was(
    held: Path, capsys: pytest.CaptureFixture[str], words: str, code: int, said: str
) -> None:
    bad_files(held)
    with sqlite3.connect("data/insight.db") as connection:
        before = list(connection.iterdump())
    call = [w.strip("'") for w in words.split(" ")]
    if call[0] == "run" and not {"--data", "--store"} & set(call):
        call += ["--data", "data"]
    got, out, err = insight(*call, capsys=capsys)
    assert (got, out) == (code, "")
    assert err.count("\n") == 1, err
    assert err.startswith("insight: ")
    assert re.search(said, err), err
    assert len(err) < 700
    with sqlite3.connect("data/insight.db") as connection:
        assert list(connection.iterdump()) == before


def test_a_locked_store_is_said_to_be_locked(
    held: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("insight.store.database._PATIENCE_MS", 20)
    write_survey(held / "other.csv")
    lock = sqlite3.connect("data/insight.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        code, _, err = insight("run", "other.csv", "--wave", "w", "--data", "data", capsys=capsys)
    finally:
        lock.close()
    assert code == 1
    assert "locked" in err
    assert "another program is writing" in err


def test_duplicate_headings_are_numbered_and_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("twice.csv").write_text("comment,comment\n" + "Loud music every night,More lights\n" * 3)
    code, out, _ = insight("ingest", "twice.csv", "--dry-run", "--json", capsys=capsys)
    assert code == 0
    assert [c["name"] for c in json.loads(out)["columns"]] == ["comment", "comment (2)"]


def test_a_column_name_cannot_steer_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "".join(f"{n},[red]Loud[/red] \x1b[5mmusic until {n} in the morning\n" for n in range(9))
    Path("evil.csv").write_text("id,\x1b]0;owned\x07com\x1b[2Jment\n" + rows)
    shown = insight("ingest", "evil.csv", "--dry-run", capsys=capsys)
    failed = insight("code", "evil.csv", "--text", "x", "--out", "o.csv", capsys=capsys)
    assert "\x1b" not in "".join(map(str, (*shown, *failed)))
    assert "[red]Loud[/red]" in shown[1]
    assert failed[0] == 2


def test_ctrl_c_stores_nothing_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    write_survey(tmp_path / "small.csv")
    monkeypatch.setattr("insight.nlp.themes.classify", interrupted)
    code, out, err = insight("run", "small.csv", "--wave", "w", "--data", "d", capsys=capsys)
    assert (code, out, err) == (130, "", "insight: stopped; nothing was stored\n")
    assert waves.status(Settings(data=Path("d")))["waves"] == []


def test_ctrl_c_after_a_wave_was_stored_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    write_survey(tmp_path / "small.csv")
    monkeypatch.setattr(waves, "write_reports", interrupted)
    code, _, err = insight("run", "small.csv", "--wave", "w", "--data", "d", capsys=capsys)
    assert (code, err) == (130, "insight: stopped; 'w' had been stored, nothing else was\n")
    monkeypatch.undo()
    monkeypatch.setenv("INSIGHT_ENCODER", "fake")
    monkeypatch.setenv("INSIGHT_MODEL", "none")
    monkeypatch.chdir(tmp_path)
    code, _, _ = insight("run", "small.csv", "--wave", "w", "--data", "d", capsys=capsys)
    assert code == 0
    assert Path("d/reports/w.html").is_file()


def test_an_unexpected_fault_is_one_line_without_anybodys_words(
    held: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ValueError("Ring me on 07700 900123")

    monkeypatch.setattr("insight.codebook.load", broken)
    words = ("codebook", "check", str(Settings().codebook))
    code, out, err = insight(*words, capsys=capsys)
    assert (code, out) == (1, "")
    assert re.fullmatch(r"insight: ValueError at insight/cli/books\.py:\d+ \(version .*\n", err)
    assert "CONTRIBUTING.md" in err
    assert "07700" not in err
    monkeypatch.setenv("INSIGHT_DEBUG", "1")
    code, _, err = insight(*words, capsys=capsys)
    assert code == 1
    assert "Traceback" in err


# --- ingest -------------------------------------------------------------------------------------

DATES = "id,Date,comment\n" + "".join(
    f"{n},0{n}/0{n + 1}/2024,{text}\n"
    for n, text in enumerate(("Loud music every night here", "More lights on the path please",
                              "Mopeds on the pavement again"), 2)
)  # fmt: skip


def test_a_dry_run_as_json_is_documented_and_stores_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_survey(tmp_path / "small.csv")
    code, out, err = insight("ingest", "small.csv", "--dry-run", "--json", capsys=capsys)
    said = json.loads(out)
    assert (code, err) == (0, "")
    assert set(said) == set(documentation().JSON["insight ingest FILE --dry-run --json"])
    assert {c["name"]: c["role"] for c in said["columns"]} == {
        "Respondent ID": "id",
        "Ward": "group",
        WORRIES: "open",
        WISHES: "open",
        "May we quote you?": "consent",
    }
    assert said["received"] == said["accepted"] + sum(said["excluded"].values()) == 26
    assert not Path("insight-data").exists()


def test_a_question_that_only_a_person_can_settle_ends_in_2_until_it_is_settled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("dates.csv").write_text(DATES)
    code, out, err = insight("ingest", "dates.csv", "--dry-run", "--json", capsys=capsys)
    assert code == 2
    assert [q["about"] for q in json.loads(out)["questions"]] == ["dates"]
    assert '[dates] order = "day"' in err
    assert insight("run", "dates.csv", "--wave", "w", capsys=capsys)[0] == 2
    Path("settle.toml").write_text('[dates]\norder = "day"\n')
    words = ("ingest", "dates.csv", "--dry-run", "--mapping", "settle.toml")
    assert insight(*words, "--save-mapping", "kept.toml", capsys=capsys)[0] == 0
    kept = tomllib.loads(Path("kept.toml").read_text())
    assert kept["dates"] == {"order": "day"}
    assert kept["columns"]["comment"] == "open"
    assert (
        insight("ingest", "dates.csv", "--dry-run", "--mapping", "kept.toml", capsys=capsys)[0] == 0
    )


def test_somebody_at_the_terminal_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("dates.csv").write_text(DATES)
    answers = iter(["7", "month"])
    monkeypatch.setattr(questions, "interactive", lambda: True)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(answers))
    words = ("ingest", "dates.csv", "--dry-run", "--save-mapping", "kept.toml")
    code, _, err = insight(*words, capsys=capsys)
    assert code == 0
    assert "may be" in err
    assert "Give a number from 1 to 2." in err
    assert tomllib.loads(Path("kept.toml").read_text())["dates"] == {"order": "month"}


# --- the other commands -------------------------------------------------------------------------


def test_status_as_json_is_documented_and_shows_no_password(
    held: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = insight("status", "--data", "data", "--json", capsys=capsys)
    said = json.loads(out)
    assert set(said) == set(documentation().JSON["insight status --json"])
    assert said["waves"][0]["responses"] == 18
    assert said["waves"][0]["run"]
    url = "postgresql://ann:s3cret@127.0.0.1:1/none"
    code, out, err = insight("status", "--store", url, capsys=capsys)
    assert code == 1
    assert "s3cret" not in out + err


def test_report_writes_each_format(held: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("report", "2025", "--data", "data", "--format", "html,xlsx")
    code, out, _ = insight(*words, capsys=capsys)
    assert code == 0
    assert out.split() == ["data/reports/2025.html", "data/reports/2025.xlsx"]
    assert all(Path(name).stat().st_size > 1000 for name in out.split())


def test_export_and_code_and_redact_say_what_they_wrote(
    held: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = insight("export", "2025", "--data", "data", "--out", "e.csv", capsys=capsys)
    assert (code, out) == (0, "e.csv: 18 responses of '2025', redacted.\n")
    given = ("small.csv", "--text", WORRIES, "--out")
    code, out, _ = insight("code", *given, "c.csv", "--id", "Respondent ID", capsys=capsys)
    assert code == 0
    assert out.startswith("c.csv: 13 rows, 13 of them with words to code.\n")
    code, out, _ = insight("redact", *given, "r.csv", capsys=capsys)
    assert code == 0
    assert re.search(r"^ +1  phone$", out, re.MULTILINE)
    with Path("c.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == 14


def test_too_few_texts_get_a_plain_word_instead_of_topics(
    held: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = insight("topics", "2025", "--data", "data", "--json", capsys=capsys)
    said = json.loads(out)
    assert code == 0
    assert set(said) == set(documentation().JSON["insight topics WAVE --json"])
    assert said["topics"] == []
    assert {entry["reason"] for entry in said["left_out"]} == {
        f"too few texts for topics: {said['uncoded']} different ones, 30 needed"
    }
    code, out, _ = insight("topics", "2025", "--data", "data", capsys=capsys)
    assert "too few texts" in out


def test_one_text_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    said = "Loud music all night. Please bring back the youth club"
    code, out, _ = insight("explain", said, capsys=capsys)
    assert code == 0
    assert re.search(r'Noise nuisance +\d\.\d\d .*"music all night" \(phrase\)', out)
    assert 'Asks for: "Please bring back the youth club"' in out
    code, out, _ = insight("explain", said, "--json", capsys=capsys)
    assert {"noise", "youth"} <= set(json.loads(out)["themes"])
    code, out, error = insight("explain", "...", capsys=capsys)
    assert (code, out) == (2, "")
    assert "no words to code" in error


def test_codebooks_are_checked_and_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = "themes:\n  - {key: a, name: A, description: Something said in a sentence.%s}\n"
    Path("old.yaml").write_text(book % "")
    Path("new.yaml").write_text(book % "" + "  - {key: b, name: B, phrases: [noise]}\n")
    code, out, _ = insight("codebook", "check", "new.yaml", capsys=capsys)
    assert code == 0
    assert "2 themes" in out
    assert "Look again: 'b'" in out
    code, out, _ = insight("codebook", "diff", "new.yaml", "--from", "old.yaml", capsys=capsys)
    assert (code, out) == (0, "b: added: B\n")
    code, out, _ = insight("codebook", "diff", "old.yaml", "--from", "old.yaml", capsys=capsys)
    assert out.startswith("No difference")
    Path("bad.yaml").write_text(book % "" + "  - {key: b, name: B, phrases: ['/no(/']}\n")
    code, out, error = insight("codebook", "check", "bad.yaml", capsys=capsys)
    assert (code, out) == (2, "")
    assert "bad.yaml, theme 'b': the pattern /no(/ cannot be used: missing )" in error


def test_the_app_is_served_without_telling_anybody(tmp_path: Path) -> None:
    settings = Settings(data=Path("d"), host="127.0.0.1", port=8765)
    arguments = machine.command(settings)
    assert arguments[1:4] == ["-m", "streamlit", "run"]
    for wanted in (
        "--server.address=127.0.0.1",
        "--server.port=8765",
        "--browser.gatherUsageStats=false",
        "--client.showErrorDetails=none",
        "--server.enableXsrfProtection=true",
    ):
        assert wanted in arguments
    around = machine.surroundings(settings, {"PATH": "/bin"})
    assert around["PATH"] == "/bin"
    assert around["INSIGHT_DATA"] == str(tmp_path / "d")
    assert around["INSIGHT_STORE"] == f"sqlite:///{tmp_path}/d/insight.db"
    relative = Settings(store="sqlite:///x.db")
    assert machine.surroundings(relative, {})["INSIGHT_STORE"] == f"sqlite:///{tmp_path}/x.db"


def test_a_port_in_use_is_told_before_anything_starts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, out, err = insight("app", "--port", port, capsys=capsys)
    assert (code, out) == (2, "")
    assert f"127.0.0.1:{port}" in err
    assert "--port" in err


# --- bars, and the document ---------------------------------------------------------------------


class Terminal(io.StringIO):
    """A standard error that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("terminal", "quiet", "drawn"),
    [(True, False, True), (True, True, False), (False, False, False)],
)
def test_bars_show_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, quiet: bool, drawn: bool
) -> None:
    err = Terminal() if terminal else io.StringIO()
    monkeypatch.setattr("sys.stderr", err)
    monkeypatch.setenv("TERM", "xterm")
    with progress.bars(quiet) as notify:
        notify("read", 0, 1)
        notify("read", 1, 1)
        notify("embed", 120, 860)
    assert ("120/860" in err.getvalue()) == drawn
    assert (progress.STAGES["embed"] in err.getvalue()) == drawn


def test_every_option_is_explained() -> None:
    text = documentation().document()
    assert "None |" not in text
    assert not re.search(r"^\| `[^`\n]+` \| *\|$", text, re.MULTILINE)


def test_the_reference_is_up_to_date() -> None:
    docs = documentation()
    assert docs.OUT.read_text("utf-8") == docs.document(), "run python tools/cli_docs.py"


def test_a_usage_error_is_told_from_a_failed_run() -> None:
    def wrong() -> None:
        raise UsageError("x")

    assert frame.call_safely(wrong) == 2
    assert frame.call_safely(lambda: None) == 0


def test_a_respondent_is_erased_only_where_it_is_said(
    held: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with inforce.open_store(load({"data": Path("data")})) as store:
        one = store.coded("2025")[0].response.respondent
        n = len(store.said_by("2025", one))
    call = ("erase", "2025", one, "--data", "data")
    code, _, said = insight(*call, capsys=capsys)
    assert (code, "Nothing was done: say so with --yes" in said) == (2, True)
    code, _, said = insight("erase", "2025", "nobody", "--data", "data", "--yes", capsys=capsys)
    assert (code, "no respondent of '2025' has this id" in said) == (2, True)
    code, out, _ = insight(*call, "--yes", capsys=capsys)
    assert (code, f"{n} response" in out, "Take them out of the file too" in out) == (0, True, True)
    with inforce.open_store(load({"data": Path("data")})) as store:
        assert store.said_by("2025", one) == ()
        assert store.ledger("2025").balanced


def test_a_wave_is_deleted_only_where_it_is_said(
    held: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    call = ("delete", "2025", "--data", "data")
    assert insight(*call, capsys=capsys)[0] == 2
    monkeypatch.setattr(questions, "interactive", lambda: True)
    monkeypatch.setattr(questions, "agreed", lambda question: False)
    code, _, said = insight(*call, capsys=capsys)
    assert (code, "Nothing was done." in said) == (2, True)
    monkeypatch.setattr(questions, "agreed", lambda question: "Delete '2025' with" in question)
    assert insight(*call, capsys=capsys)[0] == 0
    assert insight(*call, capsys=capsys)[0] == 2
    code, out, _ = insight("run", "small.csv", "--wave", "2025", "--data", "data", capsys=capsys)
    assert (code, "analysed" in out) == (0, True)


def test_a_topic_shows_the_words_of_its_typical_responses(
    held: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with inforce.open_store(load({"data": Path("data")})) as store:
        one = store.coded("2025", uncoded=True)[0].response
    topic = Topic(1, "bins", (("bins", 0.9),), (one.id,), (one.id,))
    monkeypatch.setattr(waves, "topics", lambda *given: ((topic,), ()))
    for flags in ((), ("--json",)):
        code, out, _ = insight("topics", "2025", "--data", "data", *flags, capsys=capsys)
        assert (code, one.text in out) == (0, True)
    assert one.id not in insight("topics", "2025", "--data", "data", capsys=capsys)[1]
