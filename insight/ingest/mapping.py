"""What a person settled about a file: roles, date order, option lists; a small TOML file."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast, get_args

from insight.errors import UsageError
from insight.ingest.dates import Order
from insight.types import Column, Role

ROLES: tuple[str, ...] = tuple(r for r in get_args(Role) if r != "text_about")
SECTIONS: dict[str, tuple[str, ...]] = {
    "columns": (),
    "dates": ("order",),
    "options": (),
    "profile": ("name",),
    "file": ("encoding", "delimiter", "sheet", "header_rows"),
    "rows": ("incomplete", "consent", "mojibake"),
    "transcript": ("facilitators", "facilitator_turns"),
}


@dataclass(frozen=True, slots=True)
class Mapping:
    """Everything a person may settle; what is left out is found from the data.

    columns: column name → role. options: column name → the options it offered, for answers joined
    by a separator that the options hold too. dates: "day" or "month" comes first. incomplete:
    "keep" or "leave out" responses never submitted. consent: "required" leaves out answers without
    it. mojibake: "keep" leaves garbled characters as they are. facilitators: who asks in a
    transcript, as named in the file; facilitator_turns: "leave out" or "keep".
    """

    columns: tuple[tuple[str, Role], ...] = ()
    dates: Order = ""
    options: tuple[tuple[str, tuple[str, ...]], ...] = ()
    profile: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_rows: int | None = None
    incomplete: Literal["", "keep", "leave out"] = ""
    consent: Literal["", "required"] = ""
    mojibake: Literal["repair", "keep"] = "repair"
    facilitators: tuple[str, ...] | None = None
    facilitator_turns: Literal["leave out", "keep"] = "leave out"
    origin: str = ""

    def role(self, column: str) -> Role | None:
        """The role settled for a column, or None."""
        return dict(self.columns).get(column)


def load_mapping(path: Path | str) -> Mapping:
    """Read a TOML mapping. Raises UsageError for a missing or broken file, or an unknown entry."""
    path = Path(path)
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise UsageError(f"{path}: no such mapping file. Check the name.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path.name}: cannot be read as a mapping: {error}.") from None
    return mapping_from(values, path.name)


def mapping_from(values: AnyMapping[str, Any], origin: str = "mapping") -> Mapping:
    """Make a mapping from a dict of the same shape as the TOML file; UsageError as there."""
    for section, content in values.items():
        if section not in SECTIONS:
            raise UsageError(
                f"{origin}: no section is called [{section}]. Sections: {', '.join(SECTIONS)}."
            )
        if not isinstance(content, AnyMapping):
            raise UsageError(f"{origin}: '{section}' must be a section, written [{section}].")
        for key in content if SECTIONS[section] else ():
            if key not in SECTIONS[section]:
                raise UsageError(
                    f"{origin}: [{section}] has no '{key}'. It has: {', '.join(SECTIONS[section])}."
                )
    get = {name: dict(values.get(name, {})) for name in SECTIONS}
    for column, role in get["columns"].items():
        if role not in ROLES:
            raise UsageError(
                f"{origin}: column '{column}' cannot be '{role}'. Roles: {', '.join(ROLES)}."
            )
    header_rows = get["file"].get("header_rows")
    if header_rows is not None and (not isinstance(header_rows, int) or header_rows < 0):
        raise UsageError(f"{origin}: header_rows must be a whole number from 0.")
    delimiter = str(get["file"].get("delimiter", ""))
    if len(delimiter) > 1 or delimiter in ('"', "\n", "\r"):
        raise UsageError(
            f'{origin}: delimiter must be one character, such as ";" or "\\t" for a tab.'
        )
    return Mapping(
        columns=tuple(get["columns"].items()),
        dates=_one(get["dates"].get("order", ""), ("", "day", "month"), "dates order", origin),
        options=tuple((c, _strings(o, c, origin)) for c, o in get["options"].items()),
        profile=str(get["profile"].get("name", "")),
        encoding=str(get["file"].get("encoding", "")),
        delimiter=delimiter,
        sheet=str(get["file"].get("sheet", "")),
        header_rows=header_rows,
        incomplete=_one(
            get["rows"].get("incomplete", ""), ("", "keep", "leave out"), "incomplete", origin
        ),
        consent=_one(get["rows"].get("consent", ""), ("", "required"), "consent", origin),
        mojibake=_one(
            get["rows"].get("mojibake", "repair"), ("repair", "keep"), "mojibake", origin
        ),
        facilitators=_strings(get["transcript"]["facilitators"], "facilitators", origin)
        if "facilitators" in get["transcript"]
        else None,
        facilitator_turns=_one(
            get["transcript"].get("facilitator_turns", "leave out"),
            ("leave out", "keep"),
            "facilitator_turns",
            origin,
        ),
        origin=origin,
    )


def as_toml(mapping: Mapping) -> str:
    """The mapping as the TOML text that `load_mapping` reads: what is kept for a source."""
    sections: list[tuple[str, list[tuple[str, Any]]]] = [
        ("columns", list(mapping.columns)),
        ("dates", [("order", mapping.dates)]),
        ("options", list(mapping.options)),
        ("profile", [("name", mapping.profile)]),
        (
            "file",
            [
                ("encoding", mapping.encoding),
                ("delimiter", mapping.delimiter),
                ("sheet", mapping.sheet),
                ("header_rows", mapping.header_rows),
            ],
        ),
        (
            "rows",
            [
                ("incomplete", mapping.incomplete),
                ("consent", mapping.consent),
                ("mojibake", "" if mapping.mojibake == "repair" else mapping.mojibake),
            ],
        ),
        (
            "transcript",
            [
                ("facilitators", mapping.facilitators),
                ("facilitator_turns", "keep" if mapping.facilitator_turns == "keep" else ""),
            ],
        ),
    ]
    lines: list[str] = []
    for name, entries in sections:
        said = [(k, v) for k, v in entries if v is not None and v != ""]
        if said:
            lines += [f"[{name}]", *(f"{_quoted(k)} = {_value(v)}" for k, v in said), ""]
    return "\n".join(lines)


def check_columns(mapping: Mapping | None, names: Iterable[str], file: str) -> None:
    """UsageError where the mapping names a column that the file does not have."""
    if mapping is None:
        return
    known = list(names)
    for name in [c for c, _ in mapping.columns] + [c for c, _ in mapping.options]:
        if name not in known:
            raise UsageError(
                f"{mapping.origin or 'mapping'}: {file} has no column '{name}'. "
                f"Columns: {listed(known)}."
            )


def source_key(names: Iterable[str]) -> str:
    """A key for a file's layout (its column names, whatever their order): the same source again."""
    joined = "\x1f".join(sorted(names))
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def listed(names: Iterable[str], most: int = 30) -> str:
    """Column names for an error message, shortened."""
    short = [n if len(n) <= 60 else n[:57] + "…" for n in names]
    more = len(short) - most
    return ", ".join(short[:most]) + (f" and {more} more" if more > 0 else "")


def with_columns(mapping: Mapping | None, columns: Iterable[Column]) -> Mapping:
    """The mapping that accepts these columns as they are: what is kept and offered next time."""
    return replace(mapping or Mapping(), columns=tuple((c.name, c.role) for c in columns))


def _one(value: Any, allowed: tuple[str, ...], what: str, origin: str) -> Any:
    if value not in allowed:
        choices = " or ".join(f"'{a}'" for a in allowed if a)
        raise UsageError(f"{origin}: {what} must be {choices}, not '{value}'.")
    return value


def _strings(value: Any, what: str, origin: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
        raise UsageError(f'{origin}: \'{what}\' must be a list of texts, such as ["A", "B, C"].')
    return tuple(cast("list[str]", value))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_quoted(v) for v in value) + "]"
    return _quoted(value)
