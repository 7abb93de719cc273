"""Who said what, in five formats; names stay behind, facilitators are counted apart."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from insight import ingest
from insight.errors import InputError, UsageError
from insight.ingest.turns import turns_of
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
    "a name once, behind a blank line": (["Q: what", "worries you?", "", "Ann: mopeds in our", "street", "", "Q: and?", "", "Bob: lights"],
                                         [("Q", "what\nworries you?"), ("Ann", "mopeds in our\nstreet"), ("Q", "and?"), ("Bob", "lights")]),
    "a name once, behind a sentence": (["Q: what", "worries you?", "Ann: mopeds in", "our street.", "Q: and?", "Bob: the", "lights"],
                                       [("Q", "what\nworries you?"), ("Ann", "mopeds in\nour street."), ("Q", "and?"), ("Bob", "the\nlights")]),
    "a heading once, in the words": (["Q: what", "worries you?", "P1: many things.", "Parking: there is", "none"],
                                     [("Q", "what\nworries you?"), ("P1", "many things.\nParking: there is\nnone")]),
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


@pytest.mark.parametrize(
    ("heading", "names"),
    [(("Speaker", "Words"), 2), (("Time", "Who", "Comment"), 2), (("Name", "Text"), 2)],
)
def test_the_heading_of_a_table_of_talk_is_nobody(
    tmp_path: Path, heading: tuple[str, ...], names: int
) -> None:
    import docx

    said = [("Facilitator", "What worries you?"), ("Margaret", "Mopeds."), ("Facilitator", "And?")]
    said.append(("Derek", "The lights are out."))
    document = docx.Document()
    table = document.add_table(0, len(heading))
    for row in [heading, *(("00:01:02", *s) if len(heading) == 3 else s for s in said)]:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    document.save(str(tmp_path / "t.docx"))
    talk = ingest.look(tmp_path / "t.docx").talk
    assert talk is not None
    assert (talk.turns, len(talk.speakers), talk.unattributed_turns) == (4, 1 + names, 0)


def test_two_who_speak_in_one_cue_are_two(file: Write) -> None:
    cues = (
        "1\n00:00:01,000 --> 00:00:03,000\nModerator: What worries you?\n\n"
        "2\n00:00:03,000 --> 00:00:06,000\n- Ann: Mopeds every night.\n- Bob: The lights.\n\n"
        "3\n00:00:06,000 --> 00:00:08,000\nModerator: And else?\n\n"
        "4\n00:00:08,000 --> 00:00:10,000\nAnn: The lads race up\n\n"
        "5\n00:00:10,000 --> 00:00:12,000\nand down, nobody comes.\n"
    )
    wave, _ = ingest.read(file("a.srt", cues), "w")
    assert [(r.respondent, r.text) for r in wave.records] == [
        ("Speaker 1", "Mopeds every night."),
        ("Speaker 2", "The lights."),
        ("Speaker 1", "The lads race up and down, nobody comes."),
    ]


def test_a_session_in_which_only_the_facilitator_speaks_is_refused(file: Write) -> None:
    path = file("a.txt", "Facilitator: How is it here?\nFacilitator: Nobody?\n")
    with pytest.raises(InputError, match=r"none of its 2 turns is an answer \(2 facilitator\)"):
        ingest.read(path, "w")


def test_columns_of_a_transcript_are_refused(file: Write) -> None:
    path = file("a.txt", "Ann: one\nBob: two\nAnn: three\n")
    with pytest.raises(UsageError, match=r"\[columns\] is for tables"):
        ingest.look(path, ingest.mapping_from({"columns": {"Words": "open"}}))


def test_what_a_person_should_look_at_is_said(file: Write) -> None:
    path = file("a.txt", "Ann: It is dark.\nBob: Yes it is, always.\nAnn: So.\nCarol: I agree.\n")
    found = " ".join(ingest.look(path).source.warnings)
    assert "2 speakers with a single turn" in found
    assert "Nobody is marked as leading" in found


SPOKEN = (
    ("Moderator", "What worries you here?"),
    ("Asha", "The dealing in the stairwell, every night."),
    ("Bob Carter", "Noise from cars - my mum can't sleep."),
    ("Asha", "And nobody comes; nobody at all."),
    ("Moderator", "What would help?"),
    ("Bob Carter", "Police on foot."),
)
NAMED = {
    "a colon": "{n}: {w}\n",
    "a dash": "{n} - {w}\n",
    "a long dash": "{n} – {w}\n",
    "a semicolon": "{n}; {w}\n",
    "a number": "{i}. {n}: {w}\n",
    "brackets and a time": "[{n}] 10:0{i}:30\n{w}\n\n",
    "a name above": "{n}\n{w}\n\n",
    "a time behind": "{n} (00:0{i}:10): {w}\n",
    "a time before a dash": "00:0{i}:10 {n} - {w}\n",
}


@pytest.mark.parametrize("how", NAMED)
def test_names_are_told_however_they_are_marked(file: Write, how: str) -> None:
    text = "".join(NAMED[how].format(i=i, n=n, w=w) for i, (n, w) in enumerate(SPOKEN))
    seen = ingest.look(file("talk.txt", text))
    assert seen.talk is not None
    assert seen.talk.speakers == ("Facilitator", "Speaker 1", "Speaker 2")
    assert (seen.talk.facilitator_turns, seen.accepted, seen.respondents) == (2, 4, 2)


def test_a_list_of_short_answers_has_no_speakers(file: Write) -> None:
    seen = ingest.look(file("list.txt", "Noise\nLitter\nNoise\nMore police please\nLitter\n" * 3))
    assert seen.talk is None or seen.talk.speakers == ()
    dashed = "Noise - at night\nThe bins - late again\nNothing - all is well\nNoise - cars\n"
    seen = ingest.look(file("dashes.txt", dashed))
    assert seen.talk is None or seen.talk.speakers == ()
