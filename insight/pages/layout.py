"""How an uploaded file is laid out: found from the data, unless people say otherwise."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import streamlit as st

from insight import ingest
from insight.pages.safe import Markup, plain

TITLE = "If rows or columns look wrong"
HEADINGS: dict[int | None, str] = {
    None: "As found",
    0: "None: the first row is an answer",
    1: "One",
    2: "Two",
    3: "Three",
}
DELIMITERS = {"": "As found", ",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar"}
ENCODINGS = {
    "": "As found",
    "utf-8": "UTF-8",
    "cp1252": "Windows, western Europe",
    "cp1250": "Windows, central Europe",
    "mac_roman": "Mac",
    "utf-16": "UTF-16",
    "gb18030": "Chinese",
}
TEXT, BOOKS = ("csv", "tsv", "txt"), ("xlsx", "xls", "ods")


def settle(file: Any, kept: ingest.Mapping) -> ingest.Mapping:
    """What people say of the layout of a file, on top of what was kept."""
    kind = file.name.rpartition(".")[2].lower()
    if kind not in (*TEXT, *BOOKS):
        return kept
    id = file.file_id
    with st.expander(TITLE, key="layout"):
        rows = st.selectbox(
            FIELDS["header_rows"],
            list(HEADINGS),
            format_func=HEADINGS.__getitem__,
            key=f"rows {id}",
        )
        settled = kept if rows is None else replace(kept, header_rows=rows)
        if kind in BOOKS:
            sheet = st.text_input(FIELDS["sheet"], key=f"sheet {id}", placeholder="As found")
            return replace(settled, sheet=sheet.strip()) if sheet.strip() else settled
        delimiter = st.selectbox(
            FIELDS["delimiter"],
            list(DELIMITERS),
            format_func=DELIMITERS.__getitem__,
            key=f"delimiter {id}",
        )
        encoding = st.selectbox(
            FIELDS["encoding"],
            list(ENCODINGS),
            format_func=ENCODINGS.__getitem__,
            key=f"encoding {id}",
        )
    settled = replace(settled, delimiter=delimiter) if delimiter else settled
    return replace(settled, encoding=encoding) if encoding else settled


def mark(mapping: ingest.Mapping) -> str:
    """Differs where the columns may: what was chosen of others is not asked of these."""
    known = "" if mapping == ingest.Mapping() else " kept"
    laid_out = (mapping.header_rows, mapping.sheet, mapping.delimiter, mapping.encoding)
    return known + "".join(f" {value!r}" for value in laid_out if value not in (None, ""))


FIELDS = {
    "header_rows": "Rows of headings",
    "sheet": "Sheet of the workbook",
    "delimiter": "Between columns",
    "encoding": "Characters",
}
_SETTING = re.compile(
    r"\[file\] (\w+) = (\S+?(?: or \S+?)?)(?: in a mapping file)?(?=[ .](?:\s|reads|\(|$)|\.$)"
)


def told(message: object) -> Markup:
    """A message of the reader's; where it speaks of a mapping file, what does that on this page."""

    def here(found: re.Match[str]) -> str:
        name, value = found.groups()
        if name == "header_rows":
            value = HEADINGS.get(int(value), value).partition(":")[0]
        return f"“{FIELDS.get(name, name)}: {value}” under “{TITLE}” below"

    return plain(_SETTING.sub(here, str(message)))
