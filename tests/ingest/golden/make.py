"""Writes the golden files: one survey, written for this project, in the layout of each platform.

Run `python tests/ingest/golden/make.py`; the files beside this script are what it wrote. People,
places and addresses are invented.
"""

# ruff: noqa: E501, UP012

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

HERE = Path(__file__).parent

WORRIES = (
    "The underpass by the station is pitch black and I will not walk through it after five.",
    "Lads on mopeds snatching phones outside the library, it has happened to two of my friends.",
    "Nobody answers when we ring about the noise from the car park, it goes on until three.",
    "My nan can't get past the bins because people dump mattresses on the landing.",
    "There is dealing in the stairwell every night and the door has been broken since March.",
    "I feel safe most of the time but the canal path needs lights, not just cameras.",
    "None of the police ever come, they just give you a number and that is it.",
    "Noz canisters all over the playground, kids are picking them up on the way to school.",
    "Honestly it is better than last year, the wardens know us by name now.",
    "Drunk men shouting at women at the bus stop, me and my daughter go the long way round.",
    "The flat above is being used for something, different people in and out at all hours.",
    "Too many e-scooters on the pavement, I was nearly knocked over outside the surgery.",
    "I got followed home from the tube and the officer I spoke to was lovely but nothing came of it.",
    "Our block smells of weed and my little one has asthma.",
    "It’s the racist graffiti on the mosque wall that bothers me, it took weeks to be cleaned.",
    "Gangs of boys with nothing to do since the youth club shut.",
    "Fireworks thrown at the shop again, same kids, same week every year.",
    "Street lights on Tollbar Lane have been out for a month – please fix them.",
    "The dog walkers and I look out for each other, that is what keeps the park alright.",
    "They stole my bike from a locked shed and the camera was pointing at the sky.",
)
IDEAS = (
    "More officers on foot in the evening, people who stay and get to know us.",
    "Fix the lights.",
    "Reopen the youth club, even two nights a week would help.",
    "A number that somebody actually answers at night.",
    "Gates on the stairwell and a door that locks.",
    "Cameras on the canal path and someone watching them.",
    "Tell us what you did about the last survey before you send another.",
    "Clear the mattresses the same week, not the same season.",
    "Move the bus stop away from the off-licence.",
    "Wardens until midnight on Fridays.",
    "Speak to the landlords, they do not care who they let to.",
    "Plainclothes patrols by the library when school is out.",
    "Café on the corner is a good eye on the street, support it.",
    "Work with the mosque and the church, people trust them.",
    "I would put the money into things for teenagers.",
    "Slow the traffic down and the mopeds will go elsewhere.",
    "Better design, you can't see round the corner of that underpass.",
    "Nothing to add",
    "",
    "n/a",
)
WARDS = ("Northgate", "Harbour Reach", "St Brides", "Old Market")
AGES = ("16-24", "25-34", "35-54", "55+")
TICKS = ("Drugs", "Noise", "Litter and dumping", "Knife crime")
SAFE = ("Very safe", "Fairly safe", "Fairly unsafe", "Very unsafe")
N = len(WORRIES)


def ticked(i: int) -> list[str]:
    """What respondent i ticked."""
    return [t for k, t in enumerate(TICKS) if (i * 7 + k * 3) % 4 < 2]


def text(rows: list[list[str]], delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL) -> str:
    """Rows as delimited text with the line ends of exports."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def save(name: str, content: str | bytes, encoding: str = "utf-8") -> None:
    """Write one golden file."""
    data = content.encode(encoding) if isinstance(content, str) else content
    (HERE / name).write_bytes(data)


def citizen_space() -> list[list[str]]:
    """`question - part` headings, a column for each tick, ANON ids, analysts' columns."""
    head = [
        "Response ID",
        "Submitted on",
        "What is your name? - Name",
        "What is your email address? - Email",
    ]
    head += [f"What worries you where you live? - Ticks - {t}" for t in TICKS]
    head += ["How safe do you feel? - Safety", "Why do you say that? - Please tell us more",
             "Why do you say that? - Please tell us more: Tags", "What would help most? - Ideas",
             "Which ward do you live in? - Ward", "What is your age group? - Age",
             "May we publish your response? - Consent"]  # fmt: skip
    rows = [head]
    for i in range(N):
        mine = ticked(i)
        rows.append([
            f"ANON-{chr(65 + i)}7QK-{i + 11}XZ-{'ABCDEFGH'[i % 8]}", f"2024-05-{i + 1:02d} 10:{i + 10}:00", "", "",
            *[t if t in mine else "" for t in TICKS], SAFE[i % 4], WORRIES[i], "", IDEAS[i],
            WARDS[i % 4], AGES[i % 4],
            ("Publish response in full", "Publish anonymously", "Do not publish")[i % 3],
        ])  # fmt: skip
    return rows


def surveymonkey(condensed: bool) -> list[list[str]]:
    """Two header rows; the condensed form joins ticks in one column over an empty second row."""
    meta = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address",
            "First Name", "Last Name", "Custom Data 1"]  # fmt: skip
    first = [*meta, "How safe do you feel?", "What worries you where you live?"]
    second = ["" for _ in meta] + ["" if condensed else "Response"]
    if condensed:
        second += [""]
    else:
        first += [""] * (len(TICKS) - 1)
        second += list(TICKS)
    first += ["Why do you say that?", "What would help most?", "Which ward do you live in?"]
    second += (
        ["", "", ""] if condensed else ["Open-Ended Response", "Open-Ended Response", "Response"]
    )
    rows = [first, second]
    for i in range(N):
        ticks = ticked(i)
        rows.append([
            str(114_830_000_000 + i * 37), "430118822", f"2024-05-{i + 1:02d} 10:{i + 10}:00",
            f"2024-05-{i + 1:02d} 10:{i + 15}:00", f"192.0.2.{i}", "", "", "", "", SAFE[i % 4],
            *([", ".join(ticks)] if condensed else [t if t in ticks else "" for t in TICKS]),
            WORRIES[i], IDEAS[i], WARDS[i % 4],
        ])  # fmt: skip
    return rows


def qualtrics(header_rows: int) -> list[list[str]]:
    """Codes, wording, ImportIds; previews by Status; one unfinished response."""
    codes = ["StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished",
             "RecordedDate", "ResponseId", "RecipientLastName", "RecipientFirstName", "RecipientEmail",
             "ExternalReference", "LocationLatitude", "LocationLongitude", "DistributionChannel",
             "UserLanguage", "Q1", "Q2", "Q3", "Q4"]  # fmt: skip
    words = ["Start Date", "End Date", "Response Type", "IP Address", "Progress", "Duration (in seconds)",
             "Finished", "Recorded Date", "Response ID", "Recipient Last Name", "Recipient First Name",
             "Recipient Email", "External Data Reference", "Location Latitude", "Location Longitude",
             "Distribution Channel", "User Language", "How safe do you feel?",
             "<p>Why do you say&nbsp;that?</p>", "What would help most?", "Which ward do you live in?"]  # fmt: skip
    imports = [
        json.dumps({"ImportId": c if not c.startswith("Q") else f"QID{c[1:]}_TEXT"}) for c in codes
    ]
    rows = [codes, words, imports] if header_rows == 3 else [codes, imports]
    for i in range(N):
        preview = i in (0, 7)
        rows.append([
            f"2024-05-{i + 1:02d} 10:{i + 10}:00", f"2024-05-{i + 1:02d} 10:{i + 15}:00",
            "Survey Preview" if preview else "IP Address", f"192.0.2.{i}", "60" if i == 3 else "100", "240",
            "False" if i == 3 else "True", f"2024-05-{i + 1:02d} 10:{i + 15}:01", f"R_{i}aBcDeFgHiJkLmN", "", "",
            "", "", "51.5", "-0.03", "preview" if preview else "anonymous", "EN-GB", SAFE[i % 4],
            WORRIES[i], IDEAS[i], WARDS[i % 4],
        ])  # fmt: skip
    return rows


def microsoft() -> list[list[object]]:
    """Joined by `;` with one at the end; quiz columns beside the questions."""
    head = ["ID", "Start time", "Completion time", "Email", "Name", "Total points", "Quiz feedback",
            "How safe do you feel?", "Points - How safe do you feel?", "Feedback - How safe do you feel?",
            "What worries you where you live?\xa0\n", "Why do you say that?", "What would help most?",
            "Which areas do you use?"]  # fmt: skip
    rows: list[list[object]] = [list(head)]
    for i in range(N):
        areas = WARDS[i % 4] + ";" + (WARDS[(i + 1) % 4] + ";" if i % 2 else "")
        rows.append([
            i + 1, f"5/{i + 1}/24 10:{i + 10}:00", f"5/{i + 1}/24 10:{i + 15}:00", "anonymous", "", "", "",
            SAFE[i % 4], "", "", "".join(f"{t};" for t in ticked(i)), WORRIES[i], IDEAS[i], areas,
        ])  # fmt: skip
    return rows


def google() -> list[list[str]]:
    """Joined by `, ` although one option holds a comma."""
    head = ["Timestamp", "Email Address", "How safe do you feel?", "What worries you where you live?",
            "Why do you say that?", "What would help most?", "Which ward do you live in?"]  # fmt: skip
    rows = [head]
    for i in range(N):
        ticks = [t if t != "Drugs" else "Drugs, alcohol or vaping" for t in ticked(i)]
        rows.append([
            f"2024/05/{i + 1:02d} 10:{i + 10}:00 AM GMT+1", "resident@example.com", SAFE[i % 4],
            ", ".join(ticks), WORRIES[i], IDEAS[i], WARDS[i % 4],
        ])  # fmt: skip
    return rows


def smartsurvey(coded: bool) -> list[list[str]]:
    """`Q_<id>_…` headings, or numbered questions with a row of parts below."""
    meta = [
        "UserID",
        "UserNo",
        "Name",
        "Email",
        "IP Address",
        "Unique ID",
        "Started",
        "Ended",
        "Tracking Link",
    ]
    questions = [
        "How safe do you feel?",
        "Why do you say that?",
        "What would help most?",
        "Which ward do you live in?",
    ]
    if coded:
        head = [*meta, *[f"Q_{4417200 + k}_{q.replace(' ', '_')}" for k, q in enumerate(questions)]]
        rows = [head]
    else:
        head = [*meta, *[f"Q{k}. {q}" for k, q in enumerate(questions, start=1)],
                "Q5. What worries you where you live?", *[""] * (len(TICKS) - 1)]  # fmt: skip
        rows = [head, ["" for _ in meta] + [""] * 4 + list(TICKS)]
    for i in range(N):
        row = [str(96_000_100 + i), str(i + 1), "", "", f"192.0.2.{i}", "", f"{i + 1:02d}/05/2024 10:{i + 10}:00",
               f"{i + 1:02d}/05/2024 10:{i + 15}:00", "Web link", SAFE[i % 4], WORRIES[i], IDEAS[i],
               WARDS[i % 4]]  # fmt: skip
        rows.append(row if coded else row + [t if t in ticked(i) else "" for t in TICKS])
    return rows


def limesurvey(headings: str) -> list[list[str]]:
    """Headings as codes, as wording, or both; some never submitted; a date that was not kept."""
    codes = ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr",
             "G01Q01", "G01Q02", "G01Q03", "G02Q01[SQ001]", "G02Q01[SQ002]", "G02Q02"]  # fmt: skip
    words = ["Response ID", "Date submitted", "Last page", "Start language", "Seed", "Date started",
             "Date last action", "IP address", "How safe do you feel?", "Why do you say that?",
             "What would help most?", "What worries you where you live? [Drugs]",
             "What worries you where you live? [Noise]", "Which ward do you live in?"]  # fmt: skip
    head = {
        "code": codes,
        "full": words,
        "both": [f"{c}. {w}" for c, w in zip(codes, words, strict=True)],
    }
    rows = [head[headings]]
    for i in range(N):
        sent = (
            ""
            if i in (2, 5)
            else "1980-01-01 00:00:00"
            if i == 6
            else f"2024-05-{i + 1:02d} 10:{i + 15}:00"
        )
        rows.append([
            str(i + 1), sent, "3", "en", str(1_000_000 + i * 7919), f"2024-05-{i + 1:02d} 10:{i + 10}:00",
            f"2024-05-{i + 1:02d} 10:{i + 15}:00", f"192.0.2.{i}", SAFE[i % 4], WORRIES[i], IDEAS[i],
            "Yes" if "Drugs" in ticked(i) else "No", "Yes" if "Noise" in ticked(i) else "N/A", WARDS[i % 4],
        ])  # fmt: skip
    return rows


def jisc() -> list[list[str]]:
    """Numbered questions; each tick of a tick-all question has a lettered column."""
    head = ["Unique Response Number", "1. How safe do you feel?", "2. Why do you say that?",
            "3.a. What worries you where you live? - Drugs", "3.b. What worries you where you live? - Noise",
            "4. What would help most?", "5. Which ward do you live in?", "Completion date"]  # fmt: skip
    rows = [head]
    for i in range(N):
        rows.append([
            f"{512_000 + i}-{511_990 + i}-{52_000_000 + i}", SAFE[i % 4], WORRIES[i],
            "Drugs" if "Drugs" in ticked(i) else "", "Noise" if "Noise" in ticked(i) else "", IDEAS[i],
            WARDS[i % 4], f"{i + 1:02d} May 2024 10:{i + 15}",
        ])  # fmt: skip
    return rows


def engagementhq() -> list[list[str]]:
    """The survey report's rows, contributor first."""
    head = ["Contribution ID", "Date of contribution", "Login (Screen name)", "Contributor ID", "Type of contribution",
            "How safe do you feel?", "Why do you say that?", "What would help most?", "Suburb/Ward"]  # fmt: skip
    rows = [head]
    for i in range(N):
        rows.append([
            str(70_000 + i), f"{i + 1:02d} May 24 10:{i + 15}:00 AM", f"resident{i}", str(3_000 + i), "registered",
            SAFE[i % 4], WORRIES[i], IDEAS[i], WARDS[i % 4],
        ])  # fmt: skip
    return rows


def engagementhq_workbook() -> list[list[object]]:
    """Title and dates on top, three empty columns in front, the date's heading a row higher."""
    top = ["", "", "", "Feeling safe in Tidewell", "", "", "", "01 May 2024", "", "", "31 May 2024"]
    head = ["", "", "", "", "Login (Screen name)",
            "Contributor Summary (Signup form Qs - Detailed breakup on the right > )", "How safe do you feel?",
            "Why do you say that?", "What worries you where you live?", "What would help most?", "Response ID",
            "Usertype", "Login", "Email", "Postal Code", "Which ward do you live in?"]  # fmt: skip
    rows: list[list[object]] = [[*top], [], ["", "", "", "Date of contribution"], [*head]]
    for i in range(N):
        rows.append([
            "", "", "", f"{i + 1:02d} May 2024", f"resident{i}", "Tidewell", SAFE[i % 4], WORRIES[i],
            ", ".join(ticked(i)), IDEAS[i], 70_000 + i, "User", f"resident{i}", f"resident{i}@example.com",
            "ZZ1 1ZZ", WARDS[i % 4],
        ])  # fmt: skip
    return rows


def plain() -> list[list[str]]:
    """A table of one's own."""
    head = ["ref", "date", "ward", "age band", "safe", "comment", "ideas", "May we quote you?"]
    return [head] + [
        [f"{i:03d}", f"{i + 1:02d}/05/2024", WARDS[i % 4], AGES[i % 4], SAFE[i % 4], WORRIES[i], IDEAS[i],
         ("Yes", "No", "")[i % 3]] for i in range(N)
    ]  # fmt: skip


def workbook(name: str, rows: list[list[object]], formats: dict[int, str] | None = None) -> None:
    """An XLSX; `formats` gives number formats by column."""
    import xlsxwriter

    book = xlsxwriter.Workbook(HERE / name)
    book.set_properties({"created": __import__("datetime").datetime(2024, 5, 1)})
    sheet = book.add_worksheet("Responses")
    styles = {k: book.add_format({"num_format": f}) for k, f in (formats or {}).items()}
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if r and c in styles:
                sheet.write(r, c, value, styles[c])
            elif value != "":
                sheet.write(r, c, value)
    book.add_worksheet("Notes").write(0, 0, "Exported for the team")
    book.close()


def ods(name: str, rows: list[list[str]]) -> None:
    """A minimal OpenDocument spreadsheet."""
    from xml.sax.saxutils import escape

    body = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string"><text:p>'
            f"{escape(cell)}</text:p></table:table-cell>"
            if cell
            else "<table:table-cell/>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(
        f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{k}:1.0"'
        for k in ("office", "table", "text")
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), kind)
        archive.writestr(
            zipfile.ZipInfo("META-INF/manifest.xml"),
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
            "</manifest:manifest>",
        )
        archive.writestr(
            zipfile.ZipInfo("content.xml"),
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} '
            'office:version="1.2"><office:body><office:spreadsheet><table:table '
            f'table:name="Responses">{body}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )


def spss(name: str) -> None:
    """An SPSS file: value labels, a user-missing code for a closed and an open question."""
    import pandas as pd
    import pyreadstat

    frame = pd.DataFrame(
        {
            "URN": [float(1000 + i) for i in range(N)],
            "safe": [float(i % 4 + 1) if i != 4 else -9.0 for i in range(N)],
            "why": [WORRIES[i] if i not in (4, 9) else ("-9" if i == 4 else "") for i in range(N)],
            "ward": [float(i % 4 + 1) for i in range(N)],
        }
    )
    pyreadstat.write_sav(
        frame,
        str(HERE / name),
        column_labels=[
            "Unique Response Number",
            "How safe do you feel?",
            "Why do you say that?",
            "Ward",
        ],
        variable_value_labels={
            "safe": {**{float(k + 1): s for k, s in enumerate(SAFE)}, -9.0: "Prefer not to say"},
            "ward": {float(k + 1): w for k, w in enumerate(WARDS)},
        },
        missing_ranges={"safe": [-9.0], "why": ["-9"]},
    )


TALK = (
    ("Facilitator", "Thank you all for coming. What is it like round here after dark?"),
    (
        "Maya Osei",
        "I'm Maya. The underpass is the worst bit, I go round by the road & add ten minutes.",
    ),
    ("Joe", "Same, to be honest. My sister won't use it at all."),
    ("Facilitator", "And what would you change first?"),
    ("Maya Osei", "Lights. And somebody who answers when Joe rings about the mopeds."),
    ("Joe", "[laughter] They know my voice by now, put it that way."),
    ("", "There were two of them again last night, by the shops."),
)


def transcripts() -> None:
    """One conversation in five forms."""
    lines = [f"{name}: {words}" for name, words in TALK[:-1]]
    save(
        "talk.txt",
        "Focus group, Northgate Library\n14 May 2024\n\n"
        + "\n".join([*lines, "[cross-talk]", TALK[-1][1]])
        + "\n",
    )
    cues, srt = ["WEBVTT", "", "NOTE made for tests", ""], []
    for i, (name, words) in enumerate(TALK):
        start, end = f"00:00:{i * 5:02d}.000", f"00:00:{i * 5 + 4:02d}.500"
        escaped = words.replace("&", "&amp;")
        half = len(escaped) // 2
        cut = escaped.find(" ", half)
        voice = (f"<v {name}>", "</v>") if name else ("", "")
        cues += [f"4f1c-{i}/1-0", f"{start} --> {end}", f"{voice[0]}{escaped[:cut]}{voice[1]}", "",
                 f"4f1c-{i}/2-0", f"00:00:{i * 5 + 4:02d}.500 --> 00:00:{i * 5 + 5:02d}.000",
                 f"{voice[0]}{escaped[cut + 1:]}{voice[1]}", ""]  # fmt: skip
        srt += [
            str(i + 1),
            f"{start} --> {end}".replace(".", ","),
            f"{name}: {words}" if name else f"- {words}",
            "",
        ]
    save("talk.vtt", "\n".join(cues))
    save("talk.srt", "\r\n".join(srt))
    import docx

    document = docx.Document()
    document.add_heading("Focus group, Northgate Library", 1)
    for line in lines[:3]:
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=2)
    for name, words in TALK[3:6]:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = name, words
    document.add_paragraph("[cross-talk]")
    document.add_paragraph(TALK[-1][1])
    document.save(str(HERE / "talk.docx"))
    save("talk.pdf", pdf(["Focus group, Northgate Library", *wrapped(lines)]))


def wrapped(lines: list[str], width: int = 70) -> list[str]:
    """Lines broken as on a page."""
    import textwrap

    return [piece for line in lines for piece in textwrap.wrap(line, width)]


def pdf(lines: list[str]) -> bytes:
    """A one-page PDF with these lines, by hand."""
    shown = [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines]
    stream = "BT /F1 11 Tf 14 TL 50 780 Td " + " ".join(f"({line}) Tj T*" for line in shown) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    return out + f"{tail}startxref\n{len(out)}\n%%EOF\n".encode("latin-1")


def main() -> None:
    """Write every golden file."""
    save("citizen-space.csv", text(citizen_space()), "utf-8-sig")
    resaved = (
        text(citizen_space())
        .encode("cp1252")
        .replace("dark and I".encode(), b"dark \x81\x8d\x8f\x90\x9d and I")
    )
    save("citizen-space-cp1252.csv", resaved)
    save("surveymonkey.csv", text(surveymonkey(condensed=False)))
    save("surveymonkey-condensed.csv", text(surveymonkey(condensed=True)))
    save("qualtrics-3.csv", text(qualtrics(3)))
    save("qualtrics-2.csv", text(qualtrics(2)))
    workbook("microsoft-forms.xlsx", microsoft())
    save("google-forms.csv", text(google()))
    save("smartsurvey.csv", text(smartsurvey(coded=True)))
    save("smartsurvey-parts.csv", text(smartsurvey(coded=False)))
    for headings in ("code", "full", "both"):
        save(f"limesurvey-{headings}.csv", text(limesurvey(headings), quoting=csv.QUOTE_ALL))
    save("jisc.csv", text(jisc()))
    parts = engagementhq()
    with zipfile.ZipFile(HERE / "engagementhq.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("survey-part-1.csv"), text(parts[:13]))
        archive.writestr(zipfile.ZipInfo("survey-part-2.csv"), text([parts[0], *parts[13:]]))
        archive.writestr(zipfile.ZipInfo("visitors.csv"), "Visitor,Pages\r\n1,4\r\n")
    workbook("engagementhq.xlsx", engagementhq_workbook())
    spss("spss.sav")
    save("plain.csv", text(plain()))
    save("plain.tsv", text(plain(), "\t"))
    save("plain-semicolon.csv", text(plain(), ";"), "cp1252")
    save("plain-utf16.csv", text(plain()), "utf-16")
    save(
        "plain.jsonl",
        "".join(
            json.dumps(dict(zip(plain()[0], r, strict=True)), ensure_ascii=False) + "\n"
            for r in plain()[1:]
        ),
    )
    numbered: list[list[object]] = [
        [int(r[0]) if k else r[0], *r[1:]] for k, r in enumerate(plain())
    ]
    workbook("plain.xlsx", numbered, {0: "000"})
    ods("plain.ods", plain())
    transcripts()


if __name__ == "__main__":
    main()
