"""The inside of the cage: a program that parses one untrusted file and prints it as JSON lines.

Run as `python -P caged.py KIND PATH OPTIONS`; it imports nothing of the project, lowers its own
limits first, and writes no file. Each line is an object: {"row": […]}, {"text": …}, {"fact": …},
or {"refuse": words}; the last is {"end": true}.
"""

from __future__ import annotations

import base64
import json
import os
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

Line = dict[str, Any]

MACROS = re.compile(r"vbaproject\.bin|vbadata\.xml|macrosheets/", re.I)
LINKS = re.compile(r"xl/externallinks/", re.I)
DOCTYPE = re.compile(rb"<\0?!\0?(D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)", re.I)
EXTERNAL = re.compile(rb"<Relationship\b[^>]*TargetMode=[\"']External[\"'][^>]*>", re.I)
CELL = re.compile(rb"<(?:\w+:)?c(?:\s[^>]*)?(?<!/)>")
REFERENCE = re.compile(rb"\sr=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
STYLE = re.compile(rb"\ss=[\"'](\d{1,6})[\"']")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


BROKEN = "cannot be read: it is damaged, or not what its name says. Save it anew"
MISSING = "cannot be read: a part of the installation is missing. Install the requirements again"
LOCKED = "is protected with a password. Open it, save it without one, and try again"
OLD = "is an old Office document under a new suffix. Save it as .xlsx or .docx"


class RefusalError(Exception):
    """The file is not parsed; the message says why and what to do."""


def main(kind: str, path: str, options: dict[str, Any]) -> None:
    """Parse one file and print its lines; a refusal is a line too."""
    limit_self(options["memory"], options["seconds"])
    out = sys.stdout
    try:
        for line in KINDS[kind](path, options):
            out.write(json.dumps(line) + "\n")
        out.write('{"end": true}\n')
    except RefusalError as refusal:
        out.write(json.dumps({"refuse": str(refusal)}) + "\n")
    except MemoryError:
        out.write(json.dumps({"refuse": too_much(options)}) + "\n")
    except ModuleNotFoundError:
        out.write(json.dumps({"refuse": MISSING}) + "\n")
    except ImportError:  # a library that finds no room for itself
        out.write(json.dumps({"refuse": too_much(options)}) + "\n")
    except (zipfile.BadZipFile, EOFError):
        out.write(json.dumps({"refuse": "is damaged or cut short. Export it again"}) + "\n")
    except Exception:  # whatever a parser throws at a broken file
        out.write(json.dumps({"refuse": BROKEN}) + "\n")
    out.flush()


def too_much(options: dict[str, Any]) -> str:
    """The words for a file that outgrows the cage."""
    return (
        f"needs more than {options['memory'] // 1_000_000:,} MB to open. "
        "Keep only the sheet and columns you need, or export a CSV"
    )


def limit_self(memory: int, seconds: int) -> None:
    """Bound memory, processor time and written files, where the system can."""
    try:
        import resource
    except ImportError:
        return
    for what, limit in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (limit, limit))
        except (ValueError, OSError):
            continue


# ---------------------------------------------------------------- archives


def open_zip(path: str, options: dict[str, Any]) -> zipfile.ZipFile:
    """Look at the central directory before anything is unpacked; refuse what is unsafe."""
    with open(path, "rb") as file:
        head = file.read(8)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise RefusalError(LOCKED if locked(path) else OLD)
    archive = zipfile.ZipFile(path)
    members = archive.infolist()
    if len(members) > 10_000:
        raise RefusalError(f"holds {len(members):,} files; at most 10,000 are looked at. Split it")
    total = 0
    for member in members:
        name = member.filename
        parts = re.split(r"[/\\]", name)
        if ".." in parts or name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name):
            raise RefusalError("holds a file whose name leads outside the archive. Do not open it")
        if member.flag_bits & 1:
            raise RefusalError("is protected with a password. Save it without one")
        total += member.file_size
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > 20_000_000 and ratio > 200:
            raise RefusalError(
                f"unpacks from {member.compress_size:,} to {member.file_size:,} bytes, as no "
                "survey does. Export it again"
            )
    if total > options["unpacked"]:
        raise RefusalError(
            f"unpacks to {total:,} bytes; at most {options['unpacked']:,} are read. Split it"
        )
    return archive


PACKAGE = "EncryptedPackage".encode("utf-16-le")
ENTRY = PACKAGE.ljust(64, b"\0") + (len(PACKAGE) + 2).to_bytes(2, "little") + b"\2"
"""The directory of a compound file names a stream so: its name, the name's length, its kind."""


def locked(path: str) -> bool:
    """Whether an old-style container holds an encrypted document of the new kind."""
    with open(path, "rb") as file:
        return ENTRY in file.read()


def check_office(archive: zipfile.ZipFile) -> None:
    """Refuse macros, links to other files, and XML that declares a document type."""
    names = archive.namelist()
    if any(MACROS.search(name) for name in names):
        raise RefusalError("holds macros, which are not opened. Save it without them")
    if any(LINKS.match(name) for name in names):
        raise RefusalError(
            "links to other workbooks. Break the links (Data, Edit Links) and save it"
        )
    for name in names:
        if not name.lower().endswith((".xml", ".rels", ".vml")):
            continue
        with archive.open(name) as file:
            start = file.read(1_000_000)
        if DOCTYPE.search(start):
            raise RefusalError("holds a document type or entity declaration, which is not opened")
        if name.lower().endswith(".rels"):
            for relation in EXTERNAL.findall(start):
                if b"hyperlink" not in relation.lower():
                    raise RefusalError(
                        "links to files outside itself. Remove the links and save it"
                    )
        if name.lower() == "[content_types].xml" and b"macroenabled" in start.lower():
            raise RefusalError("holds macros, which are not opened. Save it without them")


# ---------------------------------------------------------------- workbooks

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
BUILT_IN = {
    1: "0",
    **dict.fromkeys((3, 37, 38), "#,##0"),
    **dict.fromkeys((4, 39, 40), "#,##0.00"),
    2: "0.00",
    9: "0%",
    10: "0.00%",
}


def read_workbook(path: str, options: dict[str, Any]) -> Iterator[Line]:
    """The chosen sheet of a workbook, cells as the spreadsheet shows them, dates in ISO form.

    Numbers carry their format in XLSX only; in ODS and XLS they come as plain numbers.
    """
    with open(path, "rb") as file:
        head = file.read(8)
    members: dict[str, str] = {}
    formats: dict[int, str] = {}
    if head.startswith(b"PK"):
        with open_zip(path, options) as archive:
            check_office(archive)
            names = archive.namelist()
            if "xl/workbook.xml" in names:
                members, formats = sheet_members(archive), number_formats(archive)
            elif "META-INF/manifest.xml" in names and (
                b"encryption-data" in archive.read("META-INF/manifest.xml")
            ):
                raise RefusalError(LOCKED)
            elif "content.xml" not in names:
                raise RefusalError("is a zip archive but not a workbook. Save it as .xlsx or .ods")
    elif not head.startswith(b"\xd0\xcf\x11\xe0"):
        raise RefusalError(
            "is not a workbook. Give it the suffix of what it is, or save it as .xlsx"
        )
    elif locked(path):
        raise RefusalError(LOCKED)
    wanted = options.get("sheet", "")
    names = _sheet_names(path, wanted)
    filled = dict.fromkeys(names, 0)
    if members:
        with zipfile.ZipFile(path) as archive:
            for name in (n for n in names if n in members):
                filled[name] = extent(archive, members[name], formats, {}, options)[2]
    elif len(names) > 1:
        filled = _sizes(path, names)
    if len(filled) > 1:
        names = [n for n in names if n not in filled or filled[n] > 1]
    most = max(filled.values(), default=0)
    chosen = next((n for n in names if 5 * filled[n] >= most), "")  # a summary before it is small
    others = [n for n in names if n != chosen]
    if not chosen:
        raise RefusalError("holds no sheet with answers. Check that you exported the responses")
    styles: dict[tuple[int, int], str] = {}
    if chosen in members and formats:
        with zipfile.ZipFile(path) as archive:
            extent(archive, members[chosen], formats, styles, options)
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(path).get_sheet_by_name(chosen)
    check_extent(sheet.total_height, sheet.total_width, -1, options)
    yield {"fact": "sheet", "value": chosen}
    yield {"fact": "others", "value": others}
    for r, row in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        yield {"row": [shown(v, styles.get((r, c), "")) for c, v in enumerate(row, start=1)]}


def _sheet_names(path: str, wanted: str) -> list[str]:
    """The visible sheets, or the one that is wanted; RefusalError where it does not exist."""
    from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_path(path)
    except PasswordError:
        raise RefusalError(LOCKED) from None
    if wanted and wanted not in book.sheet_names:
        raise RefusalError(f"has no sheet '{wanted}'. Sheets: {', '.join(book.sheet_names[:20])}")
    if wanted:
        return [wanted]
    return [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]


def _sizes(path: str, names: list[str]) -> dict[str, int]:
    """How many cells each sheet of an ODS or XLS workbook spans."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    sheets = {name: book.get_sheet_by_name(name) for name in names}
    return {name: sheet.height * sheet.width for name, sheet in sheets.items()}


def sheet_members(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → name of its file in the archive."""
    from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

    relations = {
        r.get("Id"): r.get("Target", "")
        for r in fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    found = {}
    for sheet in fromstring(archive.read("xl/workbook.xml")).iter():
        if sheet.tag not in (f"{MAIN}sheet", f"{STRICT}sheet"):
            continue
        key = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        target = relations.get(key, "")
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if member in archive.namelist():
            found[sheet.get("name", "")] = member
    return found


def number_formats(archive: zipfile.ZipFile) -> dict[int, str]:
    """Style number → number format, for the styles that change how a number looks."""
    from defusedxml.ElementTree import fromstring

    if "xl/styles.xml" not in archive.namelist():
        return {}
    root = fromstring(archive.read("xl/styles.xml"))
    own = dict(BUILT_IN)
    styles: dict[int, str] = {}
    for element in root.iter():
        if element.tag.endswith("}numFmt"):
            own[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
    for cells in (e for e in root if e.tag.endswith("}cellXfs")):
        for place, style in enumerate(cells):
            code = own.get(int(style.get("numFmtId", "0")), "")
            if code and code.lower() != "general":
                styles[place] = code
    return styles


def extent(
    archive: zipfile.ZipFile,
    member: str,
    formats: dict[int, str],
    styles: dict[tuple[int, int], str],
    options: dict[str, Any],
) -> tuple[int, int, int]:
    """The last row and column that hold a value, and how many cells do.

    Fills `styles` with the number format of each cell that has one of `formats`. Refuses a sheet
    whose cells reach absurdly far.
    """
    last_row = last_column = count = 0
    tail = b""
    with archive.open(member) as file:
        while chunk := file.read(1 << 20):
            data = tail + chunk
            end = data.rfind(b"<")
            for found in CELL.finditer(data, 0, max(end, 0)):
                where = REFERENCE.search(found[0])
                if where is None:
                    count, last_row = count + 1, max(last_row, 1)
                    continue
                row, column = int(where[2]), column_number(where[1])
                count += 1
                last_row, last_column = max(last_row, row), max(last_column, column)
                if formats and (style := STYLE.search(found[0])):
                    code = formats.get(int(style[1]))
                    if code:
                        styles[row, column] = code
            tail = data[end:] if end >= 0 else b""
    check_extent(last_row, last_column, count, options)
    return last_row, last_column, count


def check_extent(rows: int, columns: int, count: int, options: dict[str, Any]) -> None:
    """Refuse a sheet beyond the limits, saying how far it reaches and how much of it is filled."""
    if rows * columns > options["cells"] or columns > options["columns"] or rows > options["rows"]:
        filled = f" with {count:,} cells filled" if count >= 0 else ""
        raise RefusalError(
            f"reaches over {rows:,} rows and {columns:,} columns{filled}. "
            "Delete the stray cells below and right of the answers, or export a CSV"
        )


def column_number(letters: bytes) -> int:
    """The number of a column: 1 for A, 16384 for XFD."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def shown(value: Any, number_format: str = "") -> str:
    """A cell's value as the spreadsheet shows it; dates in ISO form, line breaks kept."""
    import datetime as dt

    if isinstance(value, str):
        return ESCAPED.sub(lambda m: chr(int(m[1], 16)), value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return value.date().isoformat()
        return value.replace(microsecond=0).isoformat(" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.replace(microsecond=0).isoformat()
    if isinstance(value, (int, float)):
        return number(value, number_format)
    return str(value)


def number(value: float, number_format: str) -> str:
    """A number in its format: leading zeros, decimals, thousands, percent, currency signs."""
    if not number_format or "general" in number_format.lower():
        return general(value)
    section = number_format.split(";")
    pattern = section[1] if value < 0 and len(section) > 1 and section[1] else section[0]
    pattern = re.sub(r"\[\$([^\]-]*)[^\]]*\]", lambda m: f'"{m[1]}"', pattern)
    pattern = re.sub(r"\[[^\]]*\]|_.|\*.", "", pattern)
    body = re.search(
        r"[0#?][0#?,]*(?:\.[0#?]*)?", re.sub(r'"[^"]*"|\\.', lambda m: " " * len(m[0]), pattern)
    )
    if body is None or re.search(r"[E/@]", pattern):
        return general(value)
    digits = body[0]
    percent = "%" in pattern[body.end() :] or "%" in pattern[: body.start()]
    scaled = abs(value) * (100 if percent else 1)
    thousands = digits.endswith(",") and "." not in digits
    whole, _, decimals = digits.rstrip(",").partition(".")
    if thousands:
        scaled /= 1000 ** (len(digits) - len(digits.rstrip(",")))
    text = f"{scaled:.{len(decimals)}f}"
    left, _, right = text.partition(".")
    optional = len(decimals) - len(decimals.rstrip("#?"))
    while optional and right.endswith("0"):
        right, optional = right[:-1], optional - 1
    left = left.rjust(whole.count("0"), "0")
    if "," in whole:
        left = f"{int(left):,}".rjust(whole.count("0"), "0")

    def literal(part: str) -> str:
        return re.sub(r'"([^"]*)"|\\(.)', lambda m: m[1] or m[2] or "", part)

    sign = "-" if value < 0 and len(section) < 2 else ""
    before, after = literal(pattern[: body.start()]), literal(pattern[body.end() :])
    return f"{sign}{before}{left}{'.' + right if right else ''}{after}".strip()


def general(value: float) -> str:
    """A number without a format: whole numbers whole, others to ten figures."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    return f"{value:.10g}"


# ---------------------------------------------------------------- SPSS


def read_sav(path: str, options: dict[str, Any]) -> Iterator[Line]:
    """An SPSS file: labels for values and variables; user-missing values named, not blanked."""
    with open(path, "rb") as file:
        head = file.read(68)
    if head[:4] not in (b"$FL2", b"$FL3") or {head[64:65], head[67:68]}.isdisjoint({b"\2", b"\3"}):
        raise RefusalError(BROKEN)
    import pyreadstat

    frame, meta = pyreadstat.read_sav(path, user_missing=True)
    check_extent(len(frame) + 1, len(frame.columns) or 1, frame.size, options)
    yield {
        "fact": "labels",
        "value": [meta.column_names_to_labels.get(str(c)) or "" for c in frame],
    }
    yield {"row": list(frame.columns)}
    texts = []
    for place, name in enumerate(frame.columns):
        labels: dict[Any, str] = dict(meta.variable_value_labels.get(str(name), {}))
        ranges = meta.missing_ranges.get(str(name), [])
        marks = meta.missing_user_values.get(str(name), [])
        column = []
        for row, value in enumerate(frame[name].tolist(), start=1):
            if value in marks or any(_within(value, r) for r in ranges):
                yield {"fact": "missing", "value": [row, place]}
            column.append(_sav_text(value, labels))
        texts.append(column)
    for cells in zip(*texts, strict=True):
        yield {"row": list(cells)}


def _within(value: Any, bounds: Any) -> bool:
    try:
        return bool(bounds["lo"] <= value <= bounds["hi"])
    except TypeError:
        return False


def _sav_text(value: Any, labels: dict[Any, str]) -> str:
    if value is None or value != value:
        return ""
    if value in labels:
        return str(labels[value])
    return shown(value)


# ---------------------------------------------------------------- zip of CSVs, documents


def read_zip(path: str, options: dict[str, Any]) -> Iterator[Line]:
    """The CSV files of an archive, each as base64 of its bytes."""
    with open_zip(path, options) as archive:
        names = [
            n
            for n in archive.namelist()
            if not n.endswith("/") and not n.startswith("__MACOSX") and "/." not in f"/{n}"
        ]
        tables = [n for n in names if n.lower().endswith((".csv", ".tsv"))]
        if not tables:
            kinds = ", ".join(sorted({os.path.splitext(n)[1] or n for n in names})[:10])
            raise RefusalError(
                f"holds no CSV file (it holds: {kinds or 'nothing'}). Unpack it first"
            )
        for name in sorted(tables):
            data = base64.b64encode(archive.read(name)).decode("ascii")
            yield {"file": name.rsplit("/", 1)[-1], "data": data}


def read_docx(path: str, options: dict[str, Any]) -> Iterator[Line]:
    """The paragraphs of a document in order; a table row is a line of its cells' texts."""
    with open_zip(path, options) as archive:
        check_office(archive)
        if "word/document.xml" not in archive.namelist():
            raise RefusalError("is a zip archive but not a document. Save it as .docx")
    import docx
    from docx.table import Table

    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

    def text_of(element: Any) -> str:
        pieces = []
        for node in element.iter(f"{word}t", f"{word}tab", f"{word}br", f"{word}cr"):
            if node.tag == f"{word}t":
                pieces.append(node.text or "")
            else:
                pieces.append("\t" if node.tag == f"{word}tab" else "\n")
        return "".join(pieces)

    for block in docx.Document(path).iter_inner_content():
        if isinstance(block, Table):
            for row in block._tbl.tr_lst:
                cells = [
                    "\n".join(text_of(p) for p in cell.iter(f"{word}p"))
                    for cell in row.iter(f"{word}tc")
                ]
                yield {"cells": cells}
        else:
            yield {"text": text_of(block._p)}


def read_pdf(path: str, options: dict[str, Any]) -> Iterator[Line]:
    """The lines of text of a PDF, page by page."""
    import logging

    logging.disable(logging.CRITICAL)
    import pypdf

    reader = pypdf.PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise RefusalError("is protected with a password. Save it without one")
    letters = 0
    for page in reader.pages:
        text = page.extract_text() or ""
        letters += sum(c.isalpha() for c in text)
        for line in text.split("\n"):
            yield {"text": line}
        yield {"page": True}
    if letters < 20:
        raise RefusalError(
            "has pages but no text: it is a picture of a document. Recognise its text first"
        )


KINDS: dict[str, Callable[[str, dict[str, Any]], Iterator[Line]]] = {
    "workbook": read_workbook,
    "sav": read_sav,
    "zip": read_zip,
    "docx": read_docx,
    "pdf": read_pdf,
}

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
