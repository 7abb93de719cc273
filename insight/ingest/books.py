"""Workbooks, SPSS files and archives of CSVs as grids, all parsed in the cage."""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from insight.errors import InputError
from insight.ingest.cage import parse as caged
from insight.ingest.delimited import parse as parse_delimited
from insight.ingest.encoding import decode
from insight.ingest.grid import Grid, check_size, read_bytes


def read_book(path: Path, sheet: str = "") -> Grid:
    """A sheet of an XLSX, XLS or ODS workbook: cells as shown, dates in ISO form.

    The first visible sheet with answers unless `sheet` names one; a warning names the others.
    Raises InputError as `cage.parse` does.
    """
    sha = digest(path)
    suffix = path.suffix.lower()
    rows: list[tuple[str, ...]] = []
    facts: dict[str, object] = {}
    for line in caged("workbook", path, sheet=sheet):
        if "row" in line:
            rows.append(_without_blank_end(line["row"]))
        else:
            facts[line["fact"]] = line["value"]
    while rows and not rows[-1]:
        rows.pop()
    if not rows:
        raise InputError(f"{path.name}: holds no answers. Check that you exported the responses.")
    check_size(path.name, len(rows), max(map(len, rows)))
    others = facts.get("others")
    warnings: tuple[str, ...] = ()
    if isinstance(others, list) and others:
        names = ", ".join(f"'{n}'" for n in others[:10])
        warnings = (f"Read sheet '{facts['sheet']}'; other sheets with rows: {names}.",)
    return Grid(path.name, sha, suffix[1:], "", "", tuple(rows), warnings)


def read_spss(path: Path) -> Grid:
    """An SPSS file: values by their labels, user-missing cells marked."""
    sha = digest(path)
    rows: list[tuple[str, ...]] = []
    labels: tuple[str, ...] = ()
    missing: set[tuple[int, int]] = set()
    for line in caged("sav", path):
        if "row" in line:
            rows.append(tuple(line["row"]))
        elif line["fact"] == "labels":
            labels = tuple(line["value"])
        else:
            missing.add((line["value"][0], line["value"][1]))
    if not rows:
        raise InputError(f"{path.name}: holds no variables. Export it again.")
    return Grid(path.name, sha, "sav", "", "", tuple(rows), (), labels, frozenset(missing))


def read_archive(path: Path, encoding: str = "", delimiter: str = "") -> Grid:
    """A zip of CSV files: parts with the same header united, the largest such table taken.

    A warning names what was united and what was left aside.
    """
    sha = digest(path)
    parts: dict[tuple[str, ...], list[tuple[str, tuple[tuple[str, ...], ...], str, str]]]
    parts = defaultdict(list)
    warnings: list[str] = []
    for line in caged("zip", path):
        name = f"{path.name}/{line['file']}"
        data = base64.b64decode(line["data"])
        if not data.strip():
            warnings.append(f"{line['file']} is empty.")
            continue
        decoded = decode(data, name, encoding)
        rows, found, more = parse_delimited(decoded.text, name, delimiter)
        warnings += [*decoded.warnings, *more]
        rows = _in_the_order_of(parts, rows)
        parts[rows[0]].append((line["file"], rows[1:], decoded.encoding, found))
    if not parts:
        raise InputError(f"{path.name}: holds only empty files. Export it again.")
    header = max(parts, key=lambda h: sum(len(rows) for _, rows, _, _ in parts[h]))
    chosen = parts.pop(header)
    if len(chosen) > 1:
        names = ", ".join(f"{name} ({len(rows)} rows)" for name, rows, _, _ in chosen)
        warnings.append(f"{len(chosen)} files with one header are united: {names}.")
    aside = [name for group in parts.values() for name, _, _, _ in group]
    if aside:
        warnings.append(f"Left aside, with other columns: {', '.join(aside[:10])}.")
    united = (header, *(row for _, rows, _, _ in chosen for row in rows))
    check_size(path.name, len(united), max(map(len, united)))
    return Grid(path.name, sha, "zip", chosen[0][2], chosen[0][3], united, tuple(warnings))


def _in_the_order_of(
    headers: Iterable[tuple[str, ...]], rows: tuple[tuple[str, ...], ...]
) -> tuple[tuple[str, ...], ...]:
    """A table with its columns in the order of the header that has the same ones, if one has."""
    own = rows[0]
    header = next((h for h in headers if sorted(h) == sorted(own)), own)
    if header == own or len(set(own)) < len(own):
        return rows
    order = [own.index(name) for name in header]
    return tuple(
        tuple(row[i] if i < len(row) else "" for i in order) + row[len(own) :] for row in rows
    )


def digest(path: Path) -> str:
    """SHA-256 of a file; InputError where it is missing, empty or too large to be read."""
    return hashlib.sha256(read_bytes(path)).hexdigest()


def _without_blank_end(cells: list[str]) -> tuple[str, ...]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return tuple(cells[:end])
