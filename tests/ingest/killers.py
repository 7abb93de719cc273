"""Files made to harm, and a table of what becomes of them.

Run `python tests/ingest/killers.py` for the table in `docs/formats.md`: every file at full size, the
refusal, the seconds it took, and the peak memory of the reading process and of its cage.
"""

# ruff: noqa: E501, T201

from __future__ import annotations

import io
import os
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET = (
    f'<worksheet xmlns="{MAIN}"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>comment</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>the park is dark at night</t></is></c></row>'
    "</sheetData></worksheet>"
)
ENTITIES = '<!DOCTYPE z [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
)
BOMB = f'<?xml version="1.0"?>{ENTITIES}]>' + SHEET.replace("comment", "&j;")


def book(sheet: str | bytes = SHEET, **extra: str | bytes) -> bytes:
    """A minimal workbook around a sheet's XML, with more members by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
            f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in extra.items():
            archive.writestr(name, content)
    return out.getvalue()


def archive(**members: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def corner() -> bytes:
    return book(SHEET.replace('<row r="2"><c r="A2"', '<row r="1048576"><c r="XFD1048576"'))


LOCKED = Path(__file__).parent / "locked"
"""Workbooks that are truly encrypted; `make.py` there says how."""
FULL = __name__ == "__main__"
BLANK = b" " * (315_000_000 if FULL else 30_000_000)
"""A bomb's filling: tests use a tenth, which is refused for the same reason."""
KILLERS: dict[str, tuple[Callable[[], bytes], str]] = {
    "corner.xlsx": (corner, "1,048,576 rows and 16,384 columns with 2 cells filled"),
    "bomb.xlsx": (lambda: book(SHEET.encode().replace(b"<sheetData>", b"<sheetData>" + BLANK)), "unpacks from"),
    "bomb.zip": (lambda: archive(**{"a.csv": BLANK}), "unpacks from"),
    "bomb.docx": (lambda: archive(**{"word/document.xml": BLANK}), "unpacks from"),
    "entities.xlsx": (lambda: book(BOMB), "document type or entity"),
    "entities-16.xlsx": (lambda: book(BOMB.replace("1.0", "1.0", 1).encode("utf-16")), "document type or entity"),
    "entities.docx": (lambda: archive(**{"word/document.xml": BOMB}), "document type or entity"),
    "macro.xlsm": (book, "holds macros"),
    "macro.docm": (lambda: archive(**{"word/document.xml": "<a/>"}), "holds macros"),
    "macro.xlsx": (lambda: book(**{"xl/vbaProject.bin": "x"}), "holds macros"),
    "links.xlsx": (lambda: book(**{"xl/externalLinks/externalLink1.xml": "<a/>"}), "links to other workbooks"),
    "template.docx": (
        lambda: archive(**{
            "word/document.xml": "<a/>",
            "word/_rels/settings.xml.rels": '<Relationships><Relationship Type="x/attachedTemplate" '
            'Target="http://example.com/a.dotm" TargetMode="External"/></Relationships>',
        }),
        "links to files outside itself",
    ),
    "traverse.zip": (lambda: archive(**{"../../a.csv": "comment\nx\n"}), "leads outside"),
    "traverse.xlsx": (lambda: book(**{"../a": "x"}), "leads outside"),
    "absolute.zip": (lambda: archive(**{"/etc/a.csv": "comment\nx\n"}), "leads outside"),
    "truncated.xlsx": (lambda: book()[:600], "damaged or cut short"),
    "truncated.zip": (lambda: archive(**{"a.csv": "comment\nx\n"})[:40], "damaged or cut short"),
    "locked.xlsx": (lambda: (LOCKED / "locked.xlsx").read_bytes(), "protected with a password"),
    "locked.docx": (lambda: (LOCKED / "locked.xlsx").read_bytes(), "protected with a password"),
    "locked.xls": (lambda: (LOCKED / "locked.xls").read_bytes(), "protected with a password"),
    "locked.ods": (lambda: (LOCKED / "locked.ods").read_bytes(), "protected with a password"),
    "locked-whole.ods": (lambda: (LOCKED / "locked-whole.ods").read_bytes(), "protected with a password"),
    "nested.zip": (lambda: archive(**{"a.zip": archive(**{"a.csv": "x"})}), "holds no CSV file"),
    "renamed.xlsx": (lambda: b"id,comment\n1,x\n", "is not a workbook"),
    "noise.ods": (lambda: os.urandom(500), "is not a workbook"),
    "noise.pdf": (lambda: b"%PDF-1.4\n" + os.urandom(500), "cannot be read"),
    "noise.sav": (lambda: b"$FL2" + os.urandom(900), "cannot be read"),
    "cell-10-mb.csv": (lambda: b'id,comment\n1,"' + b"a" * 10_000_000 + b'"\n', "line 2: a cell has over 1,000,000 characters"),
    "columns-million.csv": (lambda: b",".join([b"c"] * 1_000_000) + b"\n1\n", "has 1,000,000 columns"),
}  # fmt: skip


def main() -> None:
    """Read every killer in a process of its own and print one table row for each."""
    import subprocess

    code = (
        "import re, resource, sys, time\n"
        "from insight import ingest\n"
        "from insight.errors import InsightError\n"
        "began = time.monotonic()\n"
        "try:\n    ingest.read(sys.argv[1], 'w')\n    said = 'READ'\n"
        "except InsightError as error:\n    said = str(error)\n"
        "own = int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) // 1024\n"
        "cage = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024\n"
        "print(f'{time.monotonic() - began:.1f} | {own} | {cage} | {said}')"
    )
    print("| file | seconds | parent MB | cage MB | refusal |\n| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for name, (make, _) in KILLERS.items():
            path = Path(folder) / name
            path.write_bytes(make())
            done = subprocess.run(
                [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
            )
            print(
                f"| `{name}` ({path.stat().st_size:,} bytes) | {done.stdout.strip()} |", flush=True
            )
            path.unlink()


if __name__ == "__main__":
    main()
