"""A survey file read: encodings, delimiters, exact text, ledger, and words for what is wrong."""

from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from insight import ingest
from insight.errors import InputError, UsageError

Write = Callable[..., Path]

SAID = (
    "The park is dark and I do not feel safe there.",
    "We need more police on the street at night.",
    "It’s better than it was, the wardens are good.",
    "Somebody should fix the lights on our road.",
    "There are needles in the playground near us.",
    "They race cars outside my house until three.",
)


def rows_of(n: int = 6, extra: str = "") -> str:
    lines = "".join(f'{i:03d},Ward {i % 2},"{SAID[i % 6]} {i}"{extra}\n' for i in range(n))
    return f"ref,Ward,What do you think?{',x' if extra else ''}\n{lines}"


def texts(path: Path, **mapping: object) -> list[str]:
    wave, _ = ingest.read(path, "w", ingest.mapping_from(mapping) if mapping else None)
    return [r.text for r in wave.records]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("cp1252", "cp1252"),
        ("mac_roman", "mac_roman"),
    ],
)
def test_encodings_found(file: Write, encoding: str, named: str) -> None:
    content = rows_of().replace("do not", "don’t")
    if encoding == "mac_roman":
        content = content.replace("don’t", "don’t").replace("It’s", "It’s")
    path = file("a.csv", content, encoding)
    assert ingest.look(path).source.encoding == named
    assert texts(path)[2] == f"{SAID[2]} 2"


def test_the_five_bytes_that_cp1252_leaves_undefined(file: Write) -> None:
    data = rows_of().encode("cp1252").replace(b"dark", b"dark\x81\x8d\x8f\x90\x9d")
    path = file("a.csv", data)
    preview = ingest.look(path)
    assert preview.source.encoding == "cp1252"
    assert "\x81\x8d\x8f\x90\x9d" in texts(path)[0]
    assert any("undefined" in w for w in preview.source.warnings)


def test_utf8_with_a_few_stray_bytes(file: Write) -> None:
    data = (rows_of() + "099,Ward 1,Café naïve façade is where we all meet up £5\n").encode()
    path = file("a.csv", data.replace(b"police on", b"police \x96 on"))
    assert "police – on" in texts(path)[1]
    assert "Café naïve façade" in texts(path)[-1]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_found(file: Write, delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(csv.reader(io.StringIO(rows_of())))
    preview = ingest.look(file("a.csv", out.getvalue()))
    assert preview.source.delimiter == delimiter
    assert preview.accepted == 6


def test_one_column_with_loose_commas(file: Write) -> None:
    body = "".join(f"{s} Well, yes, number {i}, really.\n" for i, s in enumerate(SAID))
    preview = ingest.look(file("a.csv", "comment\n" + body))
    assert (preview.accepted, preview.source.columns[0].role) == (6, "open")


def test_spreadsheet_hint_is_obeyed_and_left_out(file: Write) -> None:
    body = rows_of().replace(",", ";")
    preview = ingest.look(file("a.csv", "sep=;\r\n" + body))
    assert preview.source.delimiter == ";"
    assert preview.source.columns[0].name == "ref"


def test_text_is_exact(file: Write) -> None:
    odd = [
        "007 is what they call him, I do not know why",
        "  two spaces before and after the words  ",
        "line one is here\nline two is there\r\nline three of it",
        "emoji 👮‍♀️ and 😡 are in the text for us",
        "bidi \u202eabc\u202c and zero\u200bwidth are kept as they are",
        "&lt;script&gt;alert(1)&lt;/script&gt; is what they sent to us",
        "<b>bold</b> is not made bold by any of us",
        '=HYPERLINK("x") is what he wrote to me',
    ]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["ref", "What do you think?"])
    writer.writerows([f"{i:03d}", t] for i, t in enumerate(odd))
    wave, skipped = ingest.read(file("a.csv", out.getvalue()), "w")
    assert [r.text for r in wave.records] == odd
    assert wave.records[7].respondent == "007"
    assert not skipped


def test_nothing_becomes_a_number_or_nothing(file: Write) -> None:
    path = file(
        "a.csv", "ref,score,What?\n" + "".join(f"00{i},NaN,{s}\n" for i, s in enumerate(SAID))
    )
    assert ingest.look(path).rows[0][:2] == ("000", "NaN")


def test_mojibake_is_repaired_visibly_and_can_be_kept(file: Write) -> None:
    path = file("a.csv", rows_of().replace("do not", "donâ€™t"))
    assert "don’t feel" in texts(path)[0]
    assert any(
        "repaired in 1 cell" in w and "â€™ → ’" in w for w in ingest.look(path).source.warnings
    )
    assert "donâ€™t feel" in texts(path, rows={"mojibake": "keep"})[0]


def test_every_answer_is_accounted_for(file: Write) -> None:
    content = (
        "Respondent ID,Consent to quote,Why?,What else?\n"
        '1,Yes,"I do not feel safe in the park.",N/A\n'
        '1,Yes,"I do not feel safe in the park.","It is the lights that are the problem."\n'
        '2,No,,"See above"\n'
        '3,Yes,test,"We would like to see more of you."\n'
        '4,Yes,"They shout at us from the cars.","and it goes on",stray words\n'
        '5,,"I do not feel safe in the park.","The same as them but I am another person."\n'
    )
    path = file("a.csv", content)
    wave, skipped = ingest.read(path, "w")
    preview = ingest.look(path)
    assert preview.received == wave.received == 12
    assert Counter(s.reason for s in skipped) == dict(preview.excluded)
    assert dict(preview.excluded) == {
        "blank": 1,
        "non-answer": 2,
        "duplicate": 1,
        "test": 1,
        "unreadable": 2,
    }
    assert wave.received == len(wave.records) + len(skipped)
    assert {s.id for s in skipped if s.reason == "unreadable"} == {"row 5 · q1", "row 5 · q2"}
    assert preview.rejected == ((5, "5 cells where the header has 4"),)
    assert [r.consent for r in wave.records] == [True, True, True, None, None]
    required = ingest.read(path, "w", ingest.mapping_from({"rows": {"consent": "required"}}))
    assert Counter(s.reason for s in required[1])["not consented"] == 4


def test_the_same_words_of_two_people_are_two_answers(file: Write) -> None:
    path = file("a.csv", "What do you think?,ward\n" + f"{SAID[0]},a\n" * 3 + f"{SAID[1]},b\n")
    wave, skipped = ingest.read(path, "w")
    assert len(wave.records) == 4
    assert not skipped
    assert len({r.respondent for r in wave.records}) == 4


def test_respondents_do_not_depend_on_order(file: Write) -> None:
    head, *body = rows_of().replace("ref,", "zone,").splitlines()
    swapped = "\n".join([head, *reversed(body)]) + "\n"
    a, _ = ingest.read(file("a.csv", "\n".join([head, *body])), "w")
    b, _ = ingest.read(file("b.csv", swapped), "w")
    assert {(r.respondent, r.text) for r in a.records} == {
        (r.respondent, r.text) for r in b.records
    }


def test_an_address_as_id_is_not_kept(file: Write) -> None:
    body = "".join(f'person{i}@example.com,"{s}"\n' for i, s in enumerate(SAID))
    wave, _ = ingest.read(
        file("a.csv", "who,What?\n" + body), "w", ingest.mapping_from({"columns": {"who": "id"}})
    )
    assert not any("@" in r.respondent for r in wave.records)
    assert len({r.respondent for r in wave.records}) == 6


def test_titles_above_the_header_are_passed_over(file: Write) -> None:
    preview = ingest.look(file("a.csv", "Results of the survey,,\n,,\n" + rows_of()))
    assert (preview.source.header_rows, preview.source.rows) == (3, 6)


def test_dates_that_could_be_both_are_asked_about(file: Write) -> None:
    body = "".join(f"0{i + 1}/0{i + 2}/2024,{s}\n" for i, s in enumerate(SAID))
    path = file("a.csv", "Date,What do you think?\n" + body)
    (doubt,) = ingest.look(path).questions
    assert (doubt.about, doubt.examples[0], doubt.blocking) == ("dates", "01/02/2024", True)
    with pytest.raises(UsageError, match=r"1 February 2024 or 2 January 2024.*\[dates\] order"):
        ingest.read(path, "w")
    for order, date in (("day", dt.date(2024, 2, 1)), ("month", dt.date(2024, 1, 2))):
        wave, _ = ingest.read(path, "w", ingest.mapping_from({"dates": {"order": order}}))
        assert wave.records[0].date == date


def test_json_of_the_dry_run_has_its_documented_keys(file: Write) -> None:
    found = ingest.as_json(ingest.look(file("a.csv", rows_of())))
    for key in ("encoding", "header_rows", "rows", "columns", "excluded", "received", "accepted"):
        assert key in found
    assert found["columns"][2]["role"] == "open"
    assert "free text: median" in found["columns"][2]["reason"]


BAD = {
    "empty.csv": (b"", "is empty"),
    "spaces.csv": (b" \n\n", "is empty"),
    "header.csv": (b"id,comment\n", "has no answers below its first row"),
    "binary.csv": (bytes(range(256)) * 50, "is not text"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a picture"),
    "book.csv": (b"PK\x03\x04" + b"\0" * 50, "an Office document"),
    "open.csv": (b'id,comment\n1,"never closed\n2,x\n', "line 2: a quotation mark opens"),
    "cell.csv": (b'id,comment\n1,"' + b"a" * 10_000_000 + b'"\n', "line 2: a cell has over"),
    "columns.csv": (b",".join([b"c"] * 1_000_000) + b"\n1\n", "has 1,000,000 columns"),
    "numbers.csv": (b"a,b\n1,2\n3,4\n", "no column looks like an open question. Columns: a, b"),
    "lines.jsonl": (b'{"a": 1}\nnot json\n', "line 2: is not JSON"),
    "list.jsonl": (b"[1, 2]\n", "line 1: is not a JSON object"),
    "deep.jsonl": (b"[" * 100_000, "nested too deeply"),
    "macro.xlsm": (b"PK", "holds macros"),
    "song.mp3": (b"ID3", "is a recording"),
    "what.xyz": (b"abc", "files of the kind '.xyz' are not read"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_in_one_line_at_once(file: Write, name: str) -> None:
    content, words = BAD[name]
    path = file(name, content)
    started = time.monotonic()
    with pytest.raises(InputError) as caught:
        ingest.read(path, "w")
    message = str(caught.value)
    assert words in message
    assert name in message
    assert "\n" not in message
    assert time.monotonic() - started < 10


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none.csv", "no such file"), (tmp_path, "is a folder")):
        with pytest.raises(InputError, match=words):
            ingest.look(path)


def test_two_hundred_columns_and_twin_headings(file: Write) -> None:
    closed = ",".join(["q"] * 198)
    body = "".join(f'{i},{",".join(["Yes"] * 198)},"{SAID[i % 6]} {i}"\n' for i in range(12))
    preview = ingest.look(file("a.csv", f"id,{closed},Comments\n{body}"))
    assert preview.source.columns[2].name == "q (2)"
    assert [c.name for c in preview.source.columns if c.role == "open"] == ["Comments"]
    assert any("'q (2)'" in w and "more than once" in w for w in preview.source.warnings)


def test_loose_quotation_marks_are_read_as_a_spreadsheet_would(file: Write) -> None:
    path = file("a.csv", rows_of() + '9,Ward 1,"He said "stop" to us" and left\n')
    preview = ingest.look(path)
    assert preview.source.rows == 7
    assert any("not doubled" in w for w in preview.source.warnings)


def test_import_is_light() -> None:
    heavy = "('pandas', 'docx', 'ftfy', 'rapidfuzz', 'py3langid')"
    code = f"import sys, insight.ingest; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_ragged_row_under_a_title_does_not_make_a_table_a_list(file: Write) -> None:
    body = "".join(f'{i},p{i}@mail.example,"{SAID[i % 6]} {i}"\n' for i in range(8))
    text = f"Safer streets survey\nRef,Email,Comment\n{body}9,short@mail.example\n"
    preview = ingest.look(file("a.csv", text))
    roles = [(c.name, c.role) for c in preview.source.columns]
    assert roles == [("Ref", "id"), ("Email", "ignore"), ("Comment", "open")]
    assert (preview.received, preview.accepted) == (9, 8)


def test_headings_in_the_midst_are_no_response(file: Write) -> None:
    again = rows_of() + rows_of().replace("\n0", "\n1")
    preview = ingest.look(file("a.csv", again))
    assert (preview.received, preview.accepted) == (13, 12)
    assert preview.rejected == ((7, "repeats the headings"),)


@pytest.mark.parametrize(
    ("first", "pointed"),
    [
        ("The police never come to our street", True),
        ("Lights are out again.", True),
        ("What would make your area safer?", False),
        ("Please tell us about your area.", False),
        ("Comments", False),
    ],
)
def test_a_first_row_in_a_sentence_is_pointed_at(file: Write, first: str, pointed: bool) -> None:
    body = "".join(f"{said}\n" for said in SAID)
    warnings = ingest.look(file("a.csv", f"{first}\n{body}")).source.warnings
    assert any("looks like an answer" in w for w in warnings) is pointed


def test_an_error_tells_nobodys_words(file: Write) -> None:
    path = file("a.csv", "Jane Doe,jane@mail.example,07700900123,The police never come\n")
    with pytest.raises(InputError) as found:
        ingest.read(path, "w")
    assert "Jane" not in str(found.value)
    assert "jane@" not in str(found.value)
    with pytest.raises(UsageError, match=r"has 7 rows; header_rows = 99 leaves none"):
        ingest.read(
            file("b.csv", rows_of()), "w", ingest.mapping_from({"file": {"header_rows": 99}})
        )


def test_json_with_windows_line_ends(file: Write) -> None:
    text = (
        '{\r\n "meta": {"n": 1},\r\n "responses": [{"id": "1", "comment": "It is dark here"}]\r\n}'
    )
    assert ingest.look(file("a.json", text)).received == 1
