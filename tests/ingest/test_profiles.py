"""Each platform's golden file read as it means itself."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from insight import ingest
from insight.errors import UsageError

Write = Callable[..., Path]

WHY = "There is dealing in the stairwell every night and the door has been broken since March."
# file: profile, encoding, header rows, title of the first open question, group, excluded
GOLDEN: dict[str, tuple[str, str, int, str, str, dict[str, int]]] = {
    "citizen-space.csv": ("citizen-space", "utf-8-sig", 1, "Why do you say that? - Please tell us more",
                          "Which ward do you live in? - Ward", {"blank": 1, "non-answer": 2}),
    "citizen-space-cp1252.csv": ("citizen-space", "cp1252", 1, "Why do you say that? - Please tell us more",
                                 "Which ward do you live in? - Ward", {"blank": 1, "non-answer": 2}),
    "surveymonkey.csv": ("surveymonkey", "utf-8", 2, "Why do you say that?", "Which ward do you live in?",
                         {"blank": 1, "non-answer": 2}),
    "surveymonkey-condensed.csv": ("surveymonkey", "utf-8", 2, "Why do you say that?",
                                   "Which ward do you live in?", {"blank": 1, "non-answer": 2}),
    "qualtrics-3.csv": ("qualtrics", "utf-8", 3, "Why do you say that?", "Which ward do you live in?",
                        {"blank": 1, "non-answer": 2, "test": 4}),
    "qualtrics-2.csv": ("qualtrics", "utf-8", 2, "Q2", "", {"blank": 1, "non-answer": 2, "test": 4}),
    "microsoft-forms.xlsx": ("microsoft-forms", "", 1, "Why do you say that?", "Which areas do you use?",
                             {"blank": 1, "non-answer": 2}),
    "smartsurvey.csv": ("smartsurvey", "utf-8", 1, "Why do you say that?", "Which ward do you live in?",
                        {"blank": 1, "non-answer": 2}),
    "smartsurvey-parts.csv": ("smartsurvey", "utf-8", 2, "Q2. Why do you say that?",
                              "Q4. Which ward do you live in?", {"blank": 1, "non-answer": 2}),
    "limesurvey-code.csv": ("limesurvey", "utf-8", 1, "G01Q02", "",
                            {"blank": 1, "non-answer": 2, "incomplete": 4}),
    "limesurvey-full.csv": ("limesurvey", "utf-8", 1, "Why do you say that?", "Which ward do you live in?",
                            {"blank": 1, "non-answer": 2, "incomplete": 4}),
    "limesurvey-both.csv": ("limesurvey", "utf-8", 1, "Why do you say that?", "Which ward do you live in?",
                            {"blank": 1, "non-answer": 2, "incomplete": 4}),
    "jisc.csv": ("jisc", "utf-8", 1, "2. Why do you say that?", "5. Which ward do you live in?",
                 {"blank": 1, "non-answer": 2}),
    "engagementhq.zip": ("engagementhq", "utf-8", 1, "Why do you say that?", "Suburb/Ward",
                         {"blank": 1, "non-answer": 2}),
    "engagementhq.xlsx": ("engagementhq", "", 4, "Why do you say that?", "Which ward do you live in?",
                          {"blank": 1, "non-answer": 2}),
    "spss.sav": ("spss", "", 0, "Why do you say that?", "Ward", {"blank": 1, "non-answer": 1}),
    "plain.csv": ("plain", "utf-8", 1, "comment", "ward", {"blank": 1, "non-answer": 2}),
    "plain.tsv": ("plain", "utf-8", 1, "comment", "ward", {"blank": 1, "non-answer": 2}),
    "plain-semicolon.csv": ("plain", "cp1252", 1, "comment", "ward", {"blank": 1, "non-answer": 2}),
    "plain-utf16.csv": ("plain", "utf-16", 1, "comment", "ward", {"blank": 1, "non-answer": 2}),
    "plain.jsonl": ("plain", "utf-8", 1, "comment", "ward", {"blank": 1, "non-answer": 2}),
    "plain.xlsx": ("plain", "", 1, "comment", "ward", {"blank": 1, "non-answer": 2}),
    "plain.ods": ("plain", "", 1, "comment", "ward", {"blank": 1, "non-answer": 2}),
}  # fmt: skip


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(golden: Path, name: str) -> None:
    profile, encoding, header_rows, question, group, excluded = GOLDEN[name]
    wave, skipped = ingest.read(golden / name, "w")
    source = wave.source
    assert (source.profile, source.encoding, source.header_rows, source.rows) == (
        profile, encoding, header_rows, 20,
    )  # fmt: skip
    assert wave.questions[0] == question
    assert len(wave.questions) == (1 if name == "spss.sav" else 2)
    counts = {reason: sum(s.reason == reason for s in skipped) for reason in excluded}
    assert (counts, sum(counts.values())) == (excluded, len(skipped))
    assert wave.received == len(wave.records) + len(skipped) == 20 * len(wave.questions)
    first = [r for r in wave.records if r.question == question]
    assert name == "spss.sav" or WHY in [r.text for r in first]
    if group:
        assert first[-1].groups[0][0] == group
    dated = [r.date for r in first if r.date]
    assert len(dated) >= (0 if name == "spss.sav" else len(first) - 1)
    assert {d.month for d in dated} <= {5}
    assert not any("example.com" in str(r) or "192.0.2" in str(r) for r in wave.records)


def test_qualtrics_previews_are_left_out_visibly(golden: Path) -> None:
    source = ingest.look(golden / "qualtrics-3.csv").source
    assert "Left out as tests: 2 responses (previews or tests)." in source.warnings
    assert any("unfinished: 1 response;" in w for w in source.warnings)
    strict = ingest.mapping_from({"rows": {"incomplete": "leave out"}})
    assert dict(ingest.look(golden / "qualtrics-3.csv", strict).excluded)["incomplete"] == 2


def test_limesurvey_unsubmitted_can_be_kept_and_lost_dates_are_no_dates(golden: Path) -> None:
    path = golden / "limesurvey-both.csv"
    kept = ingest.mapping_from({"rows": {"incomplete": "keep"}})
    assert "incomplete" not in dict(ingest.look(path, kept).excluded)
    wave, _ = ingest.read(path, "w")
    assert [r.date for r in wave.records if r.row == 7] == [None, None]


def test_microsoft_forms_groups_lose_the_last_semicolon(golden: Path) -> None:
    wave, _ = ingest.read(golden / "microsoft-forms.xlsx", "w")
    assert wave.records[0].groups == (("Which areas do you use?", "Northgate"),)
    assert wave.records[2].groups == (("Which areas do you use?", "Harbour Reach; St Brides"),)
    ignored = {c.name for c in wave.source.columns if c.role == "ignore"}
    assert {"Points - How safe do you feel?", "Quiz feedback", "Email"} <= ignored


def test_google_forms_asks_for_the_options_and_takes_the_answer(golden: Path) -> None:
    path = golden / "google-forms.csv"
    (doubt,) = ingest.look(path).questions
    assert (doubt.about, doubt.examples) == ("options", ("Drugs, alcohol or vaping",))
    with pytest.raises(UsageError, match=r"'Drugs, alcohol or vaping'.*\[options\]"):
        ingest.read(path, "w")
    options = ["Drugs, alcohol or vaping", "Noise", "Litter and dumping", "Knife crime"]
    settled = ingest.mapping_from({"options": {"What worries you where you live?": options}})
    wave, skipped = ingest.read(path, "w", settled)
    assert (len(wave.records), len(skipped)) == (37, 3)


def test_a_heading_called_timestamp_does_not_make_a_google_form(tmp_path: Path) -> None:
    """Epoch milliseconds under it are read as dates, whoever exported them."""
    path = tmp_path / "a.csv"
    rows = "".join(f"{1_709_633_472_000 + n},Lights are out on road {n}\n" for n in range(9))
    path.write_text(f"timestamp,comment\n{rows}")
    wave, _ = ingest.read(path, "w")
    assert wave.source.profile == "plain"
    assert {str(r.date) for r in wave.records} == {"2024-03-05"}


def test_spss_user_missing_is_not_blank(golden: Path) -> None:
    _, skipped = ingest.read(golden / "spss.sav", "w")
    assert [(s.id, s.reason) for s in skipped] == [
        ("row 5 · q1", "non-answer"),
        ("row 10 · q1", "blank"),
    ]
    rows = ingest.look(golden / "spss.sav").rows
    assert rows[4][1] == "Prefer not to say"


def test_engagementhq_parts_are_united_and_the_rest_named(golden: Path) -> None:
    warnings = " ".join(ingest.look(golden / "engagementhq.zip").source.warnings)
    assert "survey-part-1.csv (12 rows), survey-part-2.csv (8 rows)" in warnings
    assert "visitors.csv" in warnings


def test_workbook_numbers_as_shown_and_other_sheets_named(golden: Path) -> None:
    preview = ingest.look(golden / "plain.xlsx")
    assert [row[0] for row in preview.rows[:3]] == ["000", "001", "002"]
    with pytest.raises(UsageError, match=r"has no sheet 'Other'. Sheets: Responses, Notes"):
        ingest.look(golden / "plain.xlsx", ingest.mapping_from({"file": {"sheet": "Other"}}))


WORDS = [
    f"{a} on the {b} make me feel {c}"
    for a in ("Gangs", "Cars")
    for b in ("path", "road", "steps")
    for c in ("unsafe", "tired")
]
KEPT: dict[str, tuple[str, str]] = {
    "limesurvey": ("id,submitdate,lastpage", "What would you do with more free time"),
    "smartsurvey": ("UserID,UserNo,Started", "Customer service: tell us more"),
    "qualtrics": ("ResponseId,Status,Finished", "Q_comments"),
    "microsoft-forms": ("ID,Start time,Completion time", "Feedback - anything else"),
    "citizen-space": ("Response ID,Page,Version", "What do you feel about graffiti tags"),
    "surveymonkey": ("Respondent ID,Collector ID,Start Date", "Which email address should we list, and why?"),
}  # fmt: skip


@pytest.mark.parametrize("profile", KEPT)
def test_a_question_worded_like_a_platforms_own_column_is_read(
    profile: str, tmp_path: Path
) -> None:
    """The heading would fit what the platform records by itself; the words are people's own."""
    meta, question = KEPT[profile]
    own = "ANON-A{0}Q-K{0}X-A" if profile == "citizen-space" else "R_{0}"
    rows = [f'{meta},"{question}"']
    rows += ['"ResponseId","Status","Finished","In your words"'] * (profile == "qualtrics")
    rows += [f'{own.format(10 + n)},1 May 2024,1 May 2024,"{w}"' for n, w in enumerate(WORDS)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(rows))
    wave, _ = ingest.read(path, "w")
    assert wave.source.profile == profile
    assert [c.role for c in wave.source.columns][-1] == "open"
    assert [r.text for r in wave.records] == WORDS


@pytest.mark.parametrize(
    ("status", "left_out"),
    [
        ("0", False),
        ("1", True),
        ("2", True),
        ("4", False),
        ("8", True),
        ("9", True),
        ("12", True),
        ("16", False),
        ("17", True),
        ("Survey Preview Spam", True),
        ("Imported", False),
    ],
)
def test_qualtrics_marks_of_previews_tests_and_spam(
    tmp_path: Path, status: str, left_out: bool
) -> None:
    rows = ["ResponseId,Status,Q1", "Response ID,Response Type,What do you think?"]
    rows.append(
        '"{""ImportId"":""_recordId""}","{""ImportId"":""status""}","{""ImportId"":""QID1""}"'
    )
    rows += [f"R_{n},{status if n == 3 else 'IP Address'},{w}" for n, w in enumerate(WORDS)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(rows))
    _, skipped = ingest.read(path, "w")
    assert [(s.id, s.reason) for s in skipped] == [("row 4 · q1", "test")] * left_out


def test_a_profile_can_be_refused_or_misspelt(golden: Path) -> None:
    plain = ingest.mapping_from({"profile": {"name": "plain"}})
    assert ingest.look(golden / "jisc.csv", plain).source.profile == "plain"
    with pytest.raises(UsageError, match=r"no profile is called 'jsic'. Profiles: spss, qualtrics"):
        ingest.look(golden / "jisc.csv", ingest.mapping_from({"profile": {"name": "jsic"}}))


def test_a_profile_named_for_a_file_without_its_id_is_read_all_the_same(file: Write) -> None:
    path = file("a.csv", "x,Comment\n1,It is dark by the canal\n2,The lights are out\n")
    for name in ("surveymonkey", "jisc"):
        found = ingest.look(path, ingest.mapping_from({"profile": {"name": name}}))
        assert found.received == 2


def test_qualtrics_wording_over_import_ids_still_tells_previews(file: Write) -> None:
    ids = ("startDate", "status", "finished", "_recordId", "userLanguage", "QID1_TEXT")
    head = "Start Date,Response Type,Finished,Response ID,User Language,What worries you?\n"
    marks = ",".join(f'"{{""ImportId"":""{i}""}}"' for i in ids) + "\n"
    kinds = ("IP Address", "Survey Preview", "IP Address", "Spam")
    body = "".join(
        f"2025-03-0{n} 10:00,{kind},True,R_{n}abcdefgh,EN,The lights on road {n} are out\n"
        for n, kind in enumerate(kinds, 1)
    )
    preview = ingest.look(file("q.csv", head + marks + body))
    assert (preview.source.profile, preview.accepted) == ("qualtrics", 2)
    assert dict(preview.excluded) == {"test": 2}
    roles = {c.name: c.role for c in preview.source.columns}
    assert (roles["ResponseId"], roles["UserLanguage"]) == ("id", "ignore")


def test_parts_with_their_columns_in_another_order_are_united(tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "e.zip", "w") as made:
        made.writestr("1.csv", "Contributor ID,Comment\n1,It is dark\n2,Lights are out\n")
        made.writestr("2.csv", "Comment,Contributor ID\nMopeds at night,3\n")
    wave, _ = ingest.read(tmp_path / "e.zip", "w")
    assert [(r.respondent, r.text) for r in wave.records][-1] == ("3", "Mopeds at night")
