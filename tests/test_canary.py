"""A canary in every place where personal details stand never leaves the file that it came in."""

import csv
import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from insight import cli, inforce, report
from tests.small import WORRIES, quick

PEOPLE = 12

COLUMNS = {
    "Your name": "Zebulon{n} Quarkfield{n}",
    "Email address": "canary{n}@zanzibar-mail.example",
    "Phone number": "07700 9004{n:02}",
    "IP Address": "198.51.100.{n}",
    "Postcode": "ZE{n} 4QX",
    "Date of birth": "{n:02}/11/1971",
    "Home address": "{n} Quagga Terrace",
    "Login": "zeb_quark{n}",
    "Latitude": "51.5178{n:02}",
    "User Agent": "CanaryBrowser/{n}.0",
    "Referrer": "https://zanzibar.example/{n}",
}
"""Columns that are not read, by heading or by what stands in them."""

IN_WORDS = (
    "Mail me at words{n}@zanzibar-mail.example about the lights on the stairs.",
    "Ring me on 07700 9005{n:02} about the noise from the bins.",
    "My name is Zachary Quillfeather and nobody ever answers.",
    "I live at 4{n} Quagga Terrace and it is dark there.",
    "The post here at E3 4Q{letter} never comes and nor do the police.",
    "My number is QQ 12 34 5{n} C if that is what you need for it.",
    "My NHS number is 943 476 5919 and I wait and wait.",
    "They took 4111 1111 1111 1111 from my card at the shop.",
    "The car ZA51 QX{letter} parks on the pavement each night.",
    "It is all on https://zanzibar.example/{n} if you want to look.",
    "Ask @zeb_quark{n} what it was like, she saw the fight.",
    "I was born on 14/11/1971 and have never been so afraid.",
)
"""Details that stand among the words; one respondent each."""

SEEN = (
    *("Zebulon", "Quarkfield", "zanzibar", "07700 900", "198.51.100.", "4QX", "/11/1971"),
    *("Quagga", "zeb_quark", "51.5178", "CanaryBrowser", "Zachary", "Quillfeather", "E3 4Q"),
    *("QQ 12", "943 476", "4111 1111", "ZA51", "Zanthia", "Quibble", "Xerxes", "Quimby"),
)
"""What of the canaries would be seen."""

TALK = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v Xerxes Quimby>What worries people here, Zanthia?</v>

00:00:05.000 --> 00:00:09.000
<v Zanthia Quibble>The stairs are dark and nobody comes, as I told Xerxes.</v>

00:00:10.000 --> 00:00:14.000
<v Yusuf Quint>I agree with Zanthia Quibble, it is the lights. Ring me on 07700 900456.</v>
"""


def write(folder: Path) -> tuple[Path, Path, Path]:
    """A survey, a transcript and its mapping, all full of canaries."""
    survey = folder / "survey.csv"
    with survey.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Respondent ID", "Ward", *COLUMNS, WORRIES])
        for n, words in enumerate(IN_WORDS):
            letter = "ABDEFGHJLNPQ"[n]
            row = [f"person{n}@zanzibar-mail.example", "Quay", *COLUMNS.values(), words]
            writer.writerow([cell.format(n=n, letter=letter) for cell in row])
    talk, mapping = folder / "talk.vtt", folder / "mapping.toml"
    talk.write_text(TALK, "utf-8")
    mapping.write_text('[transcript]\nfacilitators = ["Xerxes Quimby"]\n', "utf-8")
    return survey, talk, mapping


def seen_in(data: bytes | str) -> list[str]:
    """The canaries that show in some bytes, also in the encodings of databases and office files."""
    raw = data.encode() if isinstance(data, str) else data
    return [
        name
        for name in SEEN
        if any(name.encode(coding) in raw for coding in ("utf-8", "utf-16-le", "utf-16-be"))
    ]


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, office files unpacked."""
    import zipfile

    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        yield path.name, path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path.name}/{name}", archive.read(name)


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in (("ENCODER", "fake"), ("MODEL", "none"), ("DATA", "data")):
        monkeypatch.setenv(f"INSIGHT_{name}", value)
    monkeypatch.delenv("INSIGHT_DEBUG", raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_canaries_are_there_to_be_seen(tmp_path: Path) -> None:
    survey, talk, _ = write(tmp_path)
    there = seen_in(survey.read_bytes() + talk.read_bytes())
    assert there == list(SEEN)


def test_no_canary_in_store_reports_exports_receipts_messages_or_logs(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    survey, talk, mapping = write(tmp_path)
    said: list[str] = []
    for words in (
        ("run", str(survey), "--wave", "w"),
        ("run", str(talk), "--wave", "t", "--mapping", str(mapping)),
        ("run", str(survey), "--wave", "w", "--json"),
        ("report", "w", "--format", ",".join(report.WRITERS)),
        ("report", "t", "--format", "html"),
        *(("export", "w", "--out", f"data/w{kind}") for kind in (".csv", ".xlsx", ".jsonl")),
        ("export", "t", "--out", "data/t.csv"),
        ("status", "--json"),
        ("ledger", "w", "--json"),
        ("ledger", "t", "--out", "data/left.csv"),
        ("ingest", str(survey), "--dry-run", "--wave", "w", "--quiet"),
        ("topics", "w"),
    ):
        capfd.readouterr()
        assert cli.main(words) == 0, words
        out, err = capfd.readouterr()
        said += [out, err]
    assert seen_in("\n".join(said)) == []
    assert seen_in(caplog.text) == []
    looked = {name: seen_in(data) for name, data in files(tmp_path / "data")}
    assert {"insight.db", "w.html", "w.csv", "w.xlsx", "w.jsonl"} <= set(looked)
    assert {name: found for name, found in looked.items() if found} == {}
    with inforce.open_store(quick(tmp_path / "data")) as store:
        assert len(store.coded("w")) == PEOPLE
        assert len(store.coded("t")) == 2


STAGES = (
    "insight.ingest.reading.collect",
    "insight.ingest.roles.facts",
    "insight.redact.redact_text",
    "insight.nlp.segment.split",
    "insight.nlp.themes.classify",
    "insight.nlp.quotes.select",
    "insight.store.publishing._write_responses",
    "insight.findings.compute",
    "insight.waves.write_reports",
)


@pytest.mark.parametrize("stage", STAGES)
def test_no_canary_in_a_fault_of_any_stage(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    stage: str,
) -> None:
    """Whatever breaks with somebody's words in its hands: the message names kind and place."""
    survey, *_ = write(tmp_path)

    def broken(*given: Any, **more: Any) -> None:
        raise ValueError(repr(given) + repr(more) + survey.read_text("utf-8"))

    monkeypatch.setattr(stage, broken)
    assert cli.main(("run", str(survey), "--wave", "w")) == 1
    out, err = capfd.readouterr()
    assert err.startswith("insight: ValueError at insight/")
    assert err.count("\n") == 1
    assert seen_in(out + err + caplog.text) == []
    assert [name for name, data in files(tmp_path / "data") if seen_in(data)] == []


def test_an_upload_that_a_crash_left_is_gone_when_the_app_starts(tmp_path: Path) -> None:
    """The app lays an upload in its data folder while it is read, and clears what a crash left."""
    from insight.pages import jobs

    left = jobs.uploads(tmp_path / "data") / "x"
    left.mkdir(parents=True)
    survey, *_ = write(tmp_path)
    shutil.copy(survey, left)
    jobs.jobs.clear()
    jobs.jobs(str(tmp_path / "data"))  # what a server does when it starts
    assert list(files(tmp_path / "data")) == []


def test_a_mapping_that_names_people_is_not_kept(tmp_path: Path) -> None:
    _, talk, mapping = write(tmp_path)
    assert cli.main(("run", str(talk), "--wave", "t", "--mapping", str(mapping))) == 0
    with inforce.open_store(quick(tmp_path / "data")) as store:
        assert store.sources() == frozenset()
        assert json.dumps([str(e) for e in store.audit_log()]).count("Xerxes") == 0
