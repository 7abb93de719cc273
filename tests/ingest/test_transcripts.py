"""Who said what, in five formats; names stay behind, facilitators are counted apart."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from insight import ingest
from insight.errors import InputError, UsageError
from insight.ingest.transcripts import turns_of
from insight.settings import ROOT

Write = Callable[..., Path]


@pytest.mark.parametrize("suffix", ["txt", "vtt", "srt", "docx", "pdf"])
def test_golden_talk(golden: Path, suffix: str) -> None:
    path = golden / f"talk.{suffix}"
    turns = 6 if suffix == "pdf" else 7
    preview = ingest.look(path)
    talk = preview.talk
    assert talk is not None
    assert (talk.turns, talk.facilitator_turns) == (turns, 2)
    assert talk.speakers == ("Facilitator", "Speaker 1", "Speaker 2")
    assert talk.unattributed_turns == turns - 6
    wave, skipped = ingest.read(path, "w")
    assert (wave.kind, wave.received) == ("transcript", turns)
    assert wave.received == len(wave.records) + len(skipped)
    assert [s.reason for s in skipped] == ["facilitator", "facilitator"]
    assert wave.records[0].text == (
        "I'm [Speaker 1]. The underpass is the worst bit, I go round by the road & add ten minutes."
    )
    assert "when [Speaker 2] rings about the mopeds" in wave.records[2].text
    assert wave.records[-1].respondent == ("Speaker 2" if suffix == "pdf" else "Unknown speaker")
    shown = str(ingest.as_json(preview)) + str(wave)
    assert "Maya" not in shown
    assert "Osei" not in shown


def test_json_has_turns_speakers_and_facilitator_turns(golden: Path) -> None:
    found = ingest.as_json(ingest.look(golden / "talk.vtt"))
    assert (found["turns"], len(found["speakers"]), found["facilitator_turns"]) == (7, 3, 2)


def test_facilitators_by_choice(golden: Path) -> None:
    path = golden / "talk.txt"
    keep = ingest.mapping_from({"transcript": {"facilitator_turns": "keep"}})
    assert len(ingest.read(path, "w", keep)[0].records) == 7
    other = ingest.mapping_from({"transcript": {"facilitators": ["Joe"]}})
    preview = ingest.look(path, other)
    assert preview.talk is not None
    assert preview.talk.facilitator_turns == 2
    nobody = ingest.mapping_from({"transcript": {"facilitators": ["Ann"]}})
    with pytest.raises(UsageError, match=r"nobody in talk.txt is called 'Ann'"):
        ingest.look(path, nobody)


def test_an_unmarked_facilitator_is_asked_about_without_stopping(file: Write) -> None:
    lines = "Ann: How is it here?\nBob: It is dark by the canal.\nAnn: And the park?\nBob: Fine.\n"
    path = file("a.txt", lines)
    (doubt,) = ingest.look(path).questions
    assert (doubt.about, doubt.blocking) == ("facilitators", False)
    assert ingest.read(path, "w")[0].received == 4


def test_the_sample_focus_group() -> None:
    talk = ingest.look(ROOT / "corpora" / "samples" / "focus-group-northgate.txt").talk
    assert talk is not None
    assert talk.turns - talk.unattributed_turns == 86
    assert talk.unattributed_turns == 1


LINES = {
    "name, colon": (["Ann: one thing", "Bob: two", "Ann: three"], [("Ann", "one thing"), ("Bob", "two"), ("Ann", "three")]),
    "stamp before": (["[00:01:02] Ann: one", "[00:01:09] Ann: two"], [("Ann", "one"), ("Ann", "two")]),
    "stamp after": (["Ann (00:01:02): one", "Ann (00:01:09): two"], [("Ann", "one"), ("Ann", "two")]),
    "name over words": (["Ann Lee  0:05", "one", "Bob  0:09", "two", "Ann Lee  0:15", "three", "Bob  0:20", "four"],
                        [("Ann Lee", "one"), ("Bob", "two"), ("Ann Lee", "three"), ("Bob", "four")]),
    "timing, name, words": (["0:0:1.0 --> 0:0:3.2", "Ann Lee", "one", "0:0:4.0 --> 0:0:5.0", "Bob Ray", "two"],
                            [("Ann Lee", "one"), ("Bob Ray", "two")]),
    "roles": (["Interviewer: so?", "P1: well", "P2: no"], [("Interviewer", "so?"), ("P1", "well"), ("P2", "no")]),
    "going on": (["Ann: one", "and more", "Bob: two", "Ann: x"], [("Ann", "one\nand more"), ("Bob", "two"), ("Ann", "x")]),
    "a colon in the words": (["Ann: one", "My point: lights", "Ann: two"], [("Ann", "one\nMy point: lights"), ("Ann", "two")]),
    "heading": (["Focus group", "Date: 5 May", "Ann: one", "Ann: two"], [("Ann", "one"), ("Ann", "two")]),
    "across each other": (["Ann: one", "[cross-talk]", "who said this", "Ann: two"],
                          [("Ann", "one"), ("", "who said this"), ("Ann", "two")]),
    "unknown voice": (["Ann: one", "Unknown: two", "Ann: three"], [("Ann", "one"), ("", "two"), ("Ann", "three")]),
    "nobody named": (["just words here", "and some more"], [("", "just words here"), ("", "and some more")]),
}  # fmt: skip


@pytest.mark.parametrize("name", LINES)
def test_lines_to_turns(name: str) -> None:
    lines, expected = LINES[name]
    turns, _ = turns_of(lines)
    assert [(t.speaker, t.text) for t in turns] == expected


def test_overlapping_cues_are_marked(file: Write) -> None:
    cues = (
        "WEBVTT\n\n00:00:01.000 --> 00:00:05.000\n<v Ann>It is dark &lt;there&gt;</v>\n\n"
        "00:00:03.000 --> 00:00:06.000\n<v Bob>No it is not</v>\n"
    )
    wave, _ = ingest.read(file("a.vtt", cues), "w")
    assert [r.text for r in wave.records] == ["It is dark <there>", "[cross-talk] No it is not"]


def test_what_says_nothing_is_counted(file: Write) -> None:
    lines = "Ann: Yeah.\nBob: [inaudible]\nAnn: The lights are out again.\nBob: Mm.\n"
    _, skipped = ingest.read(file("a.txt", lines), "w")
    assert [s.reason for s in skipped] == ["non-answer", "unreadable", "non-answer"]


def test_a_text_file_may_hold_a_table(file: Write) -> None:
    rows = "ref\tcomment\n" + "".join(f"{i}\tThe lights on road {i} are out\n" for i in range(6))
    assert ingest.look(file("a.txt", rows)).kind == "survey"


def test_an_empty_talk_is_refused(file: Write) -> None:
    with pytest.raises(InputError, match="nobody says anything"):
        ingest.look(file("a.vtt", "WEBVTT\n\nNOTE nothing\n"))


CUE = "WEBVTT\n\n00:01.000 --> 00:02.000\n"
LONG: dict[str, str] = {
    "voices.vtt": CUE + "<v " * 60_000,
    "tags.vtt": CUE + "<b " * 60_000,
    "spaces.txt": "Ann: hi there\nBob: hello\nAnn" + " " * 200_000 + "x",
    "stars.txt": "Ann: hi there\nBob: hello\nAnn" + "*" * 200_000 + "x",
    "cross.txt": "Ann: hi there\nBob: hello\nAnn: " + "[overlapping " * 20_000,
    "blank.txt": "\n" * 300_000 + "Ann: hi there",
}
"""Lines on which a careless pattern would take minutes: this test would not come back."""


@pytest.mark.parametrize("name", LONG)
def test_a_long_line_takes_no_longer_than_it_is_long(file: Write, name: str) -> None:
    wave, skipped = ingest.read(file(name, LONG[name]), "w")
    assert wave.received == len(wave.records) + len(skipped) > 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ann: " + "word " * 250_000, "somebody speaks for over 1,000,000 characters"),
        ("".join(f"Name{n}: what I said here\n" for n in range(600)), "600 different speakers"),
    ],
)
def test_what_is_no_transcript_is_refused(file: Write, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        ingest.read(file("a.txt", text), "w")


def test_the_leader_can_be_named_as_the_dry_run_names_her(file: Write) -> None:
    path = file("a.txt", "Ann: What worries you?\nBob: The noise at night.\nAnn: And you, Cy?\n"
                "Cy: The stairs, as Bob said to Ann.\n")  # fmt: skip
    preview = ingest.look(path)
    assert preview.talk is not None
    assert preview.talk.speakers == ("Speaker 1", "Speaker 2", "Speaker 3")
    assert preview.questions[0].choices == preview.talk.speakers
    led = ingest.mapping_from({"transcript": {"facilitators": ["Speaker 1"]}})
    wave, skipped = ingest.read(path, "w", led)
    assert [s.reason for s in skipped] == ["facilitator", "facilitator"]
    assert [r.text for r in wave.records][1] == "The stairs, as [Speaker 1] said to [Facilitator]."


def test_a_damaged_time_loses_no_words(file: Write) -> None:
    """Found by fuzzing: 00:00:,30.000."""
    text = "WEBVTT\n\n00:00:29.500 --> 00:00:,30.000\n<v Joe>Nobody answers the phone</v>\n"
    wave, _ = ingest.read(file("a.vtt", text), "w")
    assert [r.text for r in wave.records] == ["Nobody answers the phone"]
