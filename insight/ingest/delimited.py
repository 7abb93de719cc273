"""Reads delimited text (CSV, TSV) and JSON lines into a grid; finds the delimiter."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from insight.errors import InputError
from insight.ingest.encoding import decode
from insight.ingest.grid import (
    MAX_CELL,
    MAX_COLUMNS,
    Grid,
    check_size,
    is_title,
    read_bytes,
    sha256,
)

DELIMITERS = ",;\t|"
NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "": "none"}
NONE = "\x1f"
"""Stands for "no delimiter" in a file of one column: a character that text does not hold."""
SAMPLE = 65_536


def read_delimited(path: Path, encoding: str = "", delimiter: str = "") -> Grid:
    """Read a CSV or TSV file whatever its delimiter and encoding. Cells stay exactly as they are.

    A first line `sep=;` (a spreadsheet's hint) is obeyed and left out. Raises InputError for a
    binary file, a cell or a grid beyond the limits, and a quotation mark that never closes.
    """
    data = read_bytes(path)
    decoded = decode(data, path.name, encoding)
    rows, found, warnings = parse(decoded.text, path.name, delimiter)
    return Grid(
        file=path.name,
        sha256=sha256(data),
        format="tsv" if found == "\t" else "csv",
        encoding=decoded.encoding,
        delimiter="" if found == NONE else found,
        rows=rows,
        warnings=decoded.warnings + warnings,
    )


def parse(
    text: str, file: str, delimiter: str = ""
) -> tuple[tuple[tuple[str, ...], ...], str, tuple[str, ...]]:
    """Rows, the delimiter and warnings of delimited text; InputError as in `read_delimited`."""
    first, _, rest = text.partition("\n")
    if first[:4].lower() == "sep=" and len(first.rstrip("\r")) == 5:
        delimiter = delimiter or first[4]
        text = rest
    found = delimiter or find_delimiter(text)
    wide = text[: text.find("\n") if "\n" in text else len(text)].count(found) + 1
    if wide > MAX_COLUMNS:
        check_size(file, 1, wide)
    rows, warnings = _rows(text, file, found)
    if not rows:
        raise InputError(f"{file}: is empty. Export it again.")
    if not delimiter and found == NONE and (inner := _unwrapped(rows)):
        text, found = inner
        rows, warnings = _rows(text, file, found)
        warnings = (*warnings, "Each line was one cell that held a row: taken apart.")
    elif _ragged(rows) and f'{found} "' in text:
        tidier, _ = _rows(text, file, found, skip_space=True)
        if _ragged(tidier) < _ragged(rows):
            rows = tidier
            warnings = (*warnings, "Spaces before quotation marks are left out.")
    check_size(file, len(rows), max(map(len, rows)))
    return tuple(rows), found, warnings


def _ragged(rows: Sequence[tuple[str, ...]]) -> int:
    """How many rows are wider than the first."""
    return sum(len(row) > len(rows[0]) for row in rows)


def _unwrapped(rows: Sequence[tuple[str, ...]]) -> tuple[str, str] | None:
    """A file whose every line is one quoted cell that itself holds a row: the text in the cells."""
    if len(rows) < 3 or any(len(row) != 1 for row in rows):
        return None
    text = "\n".join(row[0] for row in rows)
    found = find_delimiter(text)
    if found == NONE:
        return None
    width = text.partition("\n")[0].count(found) + 1
    with _limit():
        alike = sum(len(row) == width for row in _sample(text, found))
    quoted = sum('"' in row[0] for row in rows)
    return (text, found) if alike >= 0.9 * len(rows) and (width > 2 or quoted) else None


def find_delimiter(text: str) -> str:
    """The delimiter under which the first rows have one width, and the widest; NONE for a list.

    Up to five lines may stand above, as titles do, if nearly all below have one width;
    below headings of three columns and more, most of them: a short or long row is listed.
    """
    best, best_score = NONE, 0.0
    with _limit():
        for candidate in DELIMITERS:
            rows = [row for row in _sample(text, candidate) if row]
            widths = list(map(len, rows))
            usual = max(set(widths), key=widths.count, default=0)
            titles = next((n for n, r in enumerate(rows[:6]) if not is_title(r, usual)), 0)
            widths = widths[titles:]
            if not widths or widths[0] < 2:
                continue
            alike = sum(w == widths[0] for w in widths) / len(widths)
            # A delimiter that headings have too comes before one that makes a title of them.
            score = alike + min(widths[0], 50) / 1000 - (0.2 if titles else 0)
            # Commas in prose have a space behind them; headings do not begin with one.
            headed = widths[0] > 2 and all(c and c == c.strip() for c in rows[titles])
            least = 0.3 if not titles else 0.6 if headed else 0.95
            if alike > least and score > best_score and (not titles or len(widths) > 3):
                best, best_score = candidate, score
    return best


def _sample(text: str, delimiter: str) -> list[list[str]]:
    """The rows of the first 64 k characters, without the last, which may be cut."""
    rows: list[list[str]] = []
    cut = len(text) > SAMPLE
    try:
        for row in csv.reader(io.StringIO(text[:SAMPLE], newline=""), delimiter=delimiter):
            rows.append(row)
    except csv.Error:
        pass
    return rows[:-1] if cut and len(rows) > 1 else rows


@contextmanager
def _limit() -> Iterator[None]:
    """The csv module's field limit is global: raise it for one reading and put it back."""
    before = csv.field_size_limit(MAX_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _rows(
    text: str, file: str, delimiter: str, skip_space: bool = False
) -> tuple[list[tuple[str, ...]], tuple[str, ...]]:
    """Strictly first; where quotation marks are used loosely, as a spreadsheet would read them."""
    for strict in (True, False):
        reader = csv.reader(
            io.StringIO(text, newline=""),
            delimiter=delimiter,
            strict=strict,
            skipinitialspace=skip_space,
        )
        rows: list[tuple[str, ...]] = []
        line = 0
        try:
            with _limit():
                for row in reader:
                    if row:
                        rows.append(tuple(row))
                    line = reader.line_num
        except csv.Error as error:
            if "field larger" in str(error):
                raise InputError(
                    f"{file}, line {line + 1}: a cell has over {MAX_CELL:,} characters. "
                    "Look for a missing quotation mark there."
                ) from None
            if "unexpected end" in str(error):
                raise InputError(
                    f"{file}, line {line + 1}: a quotation mark opens and never closes. "
                    "Close it there, or export the file again."
                ) from None
            continue
        warning = () if strict else ("Quotation marks inside cells are not doubled.",)
        return rows, warning
    raise InputError(f"{file}: cannot be read as delimited text. Export it again as CSV.")


def read_jsonl(path: Path, encoding: str = "") -> Grid:
    """Read JSON lines, a JSON array of objects, or one object that holds such an array.

    A row for each object, a column for each key. Numbers keep their writing, null is blank, lists
    of plain values are joined by "; ", anything deeper stays JSON. Raises InputError naming the
    line that is not an object.
    """
    data = read_bytes(path)
    decoded = decode(data, path.name, encoding)
    objects = _objects(decoded.text, path.name)
    names: dict[str, None] = {}
    for item in objects:
        names.update(dict.fromkeys(item))
    check_size(path.name, len(objects) + 1, max(len(names), 1))
    rows = [tuple(names)]
    rows += [tuple(_plain(item.get(name)) for name in names) for item in objects]
    return Grid(
        file=path.name,
        sha256=sha256(data),
        format="jsonl",
        encoding=decoded.encoding,
        delimiter="",
        rows=tuple(rows),
        warnings=decoded.warnings,
    )


def _objects(text: str, file: str) -> list[dict[str, Any]]:
    if text.lstrip().startswith("["):
        whole = _load(text, file, 1)
        found = list(enumerate(whole, start=1))
    elif re.match(r"\s*\{[ \t\r]*\n", text):
        found = [(1, _load(text, file, 1))]
    else:
        found = [
            (number, _load(line, file, number))
            for number, line in enumerate(text.split("\n"), start=1)
            if line.strip()
        ]
    if len(found) == 1 and isinstance(found[0][1], dict):
        inside = [v for v in found[0][1].values() if v and isinstance(v, list)]
        inside = [v for v in inside if all(isinstance(i, dict) for i in v)]
        if len(inside) == 1:
            found = list(enumerate(inside[0], start=1))
    for number, item in found:
        if not isinstance(item, dict):
            raise InputError(f"{file}, line {number}: is not a JSON object such as {{…}}.")
    return [item for _, item in found]


def _load(text: str, file: str, line: int) -> Any:
    if len(text) > MAX_CELL and not text.lstrip().startswith("["):
        raise InputError(f"{file}, line {line}: has over {MAX_CELL:,} characters.")
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        why = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        raise InputError(f"{file}, line {line}: is not JSON ({why}).") from None


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(v, (str, bool, type(None))) for v in value):
        return "; ".join(_plain(v) for v in value)
    return json.dumps(value, ensure_ascii=False)
