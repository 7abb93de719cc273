"""The tables of the store, and the three column types that keep values exact on both databases.

Three kinds of table. *Facts* are what was read and judged: `runs`, `responses`, `segments`,
`assignments`, `readings`, `withdrawals`, `remarks`, `blind_codes`, `roles`, `skipped`, `codebooks`,
`project_books`, `audit`. *Choices* may change: `projects` and which of them a wave is in, `quotes`,
`mappings`. *Projections* hold nothing of their own and can be
rebuilt from the facts at any time: `current_codes`, `current_responses` and the summary of a wave;
`projection.py` is their only author. `pk` is a number that means nothing outside one store; `id`
comes from content.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Date, DateTime, Float, ForeignKey, Index, Integer, Table

_UNSAFE: Final = re.compile("[\x00\x1a\ud800-\udfff]")
_JSON: Final = json.JSONEncoder(separators=(",", ":"))
_ESCAPED: Final = re.compile("\x1a([0-9a-f]{4})")


class Exact(sa.types.TypeDecorator[str]):
    r"""Text that comes back as it went in, code point for code point.

    PostgreSQL cannot hold U+0000 and neither database a lone surrogate, but a resident's file can.
    Both, and the escape character itself, are written as U+001A and four hexadecimal digits.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Escape what a database cannot hold."""
        if value is None or not _UNSAFE.search(value):
            return value
        return _UNSAFE.sub(lambda m: f"\x1a{ord(m[0]):04x}", value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Undo the escape."""
        if value is None or "\x1a" not in value:
            return value
        return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), value)


class Json(sa.types.TypeDecorator[Any]):
    """A plain value as ASCII JSON text, the same on both databases; tuples return as lists."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        """Write the value as JSON."""
        return None if value is None else _JSON.encode(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Any:
        """Read the JSON back."""
        return None if value is None else json.loads(value)


class Utc(sa.types.TypeDecorator[dt.datetime]):
    """A moment with its time zone, kept and returned in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: dt.datetime | None, dialect: sa.Dialect
    ) -> dt.datetime | None:
        """Refuse a moment without a time zone; turn the others to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(
        self, value: dt.datetime | None, dialect: sa.Dialect
    ) -> dt.datetime | None:
        """Say that it is UTC where the database has forgotten (SQLite)."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def _pk() -> Column[int]:
    return Column("pk", Integer, primary_key=True, autoincrement=True)


def _to(name: str, target: str, **options: Any) -> Column[Any]:
    options.setdefault("nullable", False)
    return Column(name, ForeignKey(target), **options)


def _must(name: str, kind: Any, **options: Any) -> Column[Any]:
    return Column(name, kind, nullable=False, **options)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

projects = Table(
    "projects",
    metadata,
    _pk(),
    _must("name", Exact, unique=True),
    _must("created", Utc),
)

# `project` is never empty; SQLite cannot add such a column to a table that others point to.
waves = Table(
    "waves",
    metadata,
    _pk(),
    _must("name", Exact, unique=True),
    _must("kind", Exact),
    Column("summary", Json),  # a projection: counts and groups, for lists of waves
    _to("project", "projects.pk", nullable=True),
)

codebooks = Table(
    "codebooks",
    metadata,
    Column("version", Exact, primary_key=True),
    _must("name", Exact),
    _must("content", Json),
    _must("added", Utc),
)

# The codebooks saved for a project; the latest is its own. Append-only.
project_books = Table(
    "project_books",
    metadata,
    _pk(),
    _to("project", "projects.pk"),
    _to("codebook", "codebooks.version"),
    _must("by", Exact),
    _must("at", Utc),
)

# The last run of a wave is the one in force. Each run read one source and left one ledger.
runs = Table(
    "runs",
    metadata,
    _pk(),
    _must("id", Exact),
    _to("wave", "waves.pk", index=True),
    _must("input_hash", Exact),
    _must("model", Exact),
    _to("codebook", "codebooks.version"),
    _must("parameters", Json),
    _must("n_in", Integer),
    _must("n_done", Integer),
    _must("n_skipped", Integer),
    _must("started", Utc),
    _must("finished", Utc),
    _must("source", Json),
    _must("ledger", Json),
)

skipped = Table(
    "skipped",
    metadata,
    _to("run", "runs.pk", primary_key=True),
    Column("position", Integer, primary_key=True),
    _must("id", Exact),
    _must("stage", Exact),
    _must("reason", Exact),
)

questions = Table(
    "questions",
    metadata,
    _pk(),
    _to("wave", "waves.pk", index=True),
    Column("position", Integer),  # empty where the last file no longer asks it
    _must("title", Exact),
)

# Every combination of group values that occurs in a wave, once: `content` as it was read,
# `group_values` the same by name, for filters.
group_sets = Table(
    "group_sets",
    metadata,
    _pk(),
    _to("wave", "waves.pk", index=True),
    _must("content", Json),
)

group_values = Table(
    "group_values",
    metadata,
    _to("group_set", "group_sets.pk", primary_key=True),
    Column("position", Integer, primary_key=True),
    _must("name", Exact),
    _must("value", Exact),
)

# `run` is the last run that read the response: older than the run in force, it is gone from the
# file. `folded` is the text as `search` compares it; `text_hash` is its key in `vectors`.
responses = Table(
    "responses",
    metadata,
    _pk(),
    _must("id", Exact, unique=True),
    _to("wave", "waves.pk", index=True),
    _to("run", "runs.pk"),
    _must("position", Integer),
    _to("question", "questions.pk"),
    _must("respondent", Exact),
    _must("row", Integer),
    _to("group_set", "group_sets.pk", index=True),
    Column("date", Date),
    Column("consent", Boolean),
    _must("weight", Float),
    _must("language", Exact),
    _must("redactions", Json),
    _must("text", Exact),
    _must("folded", Exact),
    _must("text_hash", Exact, index=True),
)

segments = Table(
    "segments",
    metadata,
    _to("response", "responses.pk", primary_key=True),
    Column("position", Integer, primary_key=True),
    _must("id", Exact),
    _must("start", Integer),
    _must("stop", Integer),
)

# Append-only, by a rule in the database itself. `run` is empty where a person judged.
assignments = Table(
    "assignments",
    metadata,
    _pk(),
    _to("response", "responses.pk"),
    _to("run", "runs.pk", nullable=True),
    _must("theme", Exact),
    _must("score", Float),
    _must("present", Boolean),
    _must("uncertain", Boolean),
    Column("tone", Exact),
    _must("evidence", Json),
    _must("by", Exact),
    _must("at", Utc),
    Index(None, "response", "run"),
)

readings = Table(
    "readings",
    metadata,
    _pk(),
    _to("response", "responses.pk"),
    _to("run", "runs.pk", nullable=True),
    _must("tone", Exact),
    _must("tone_score", Float),
    _must("ask", Boolean),
    _must("ask_score", Float),
    Column("ask_start", Integer),
    Column("ask_stop", Integer),
    _must("by", Exact),
    _must("at", Utc),
    Index(None, "response", "run"),
)

# Everything that people judged of a response so far is taken back: up to these two keys nothing of
# theirs is in force. Append-only.
withdrawals = Table(
    "withdrawals",
    metadata,
    _pk(),
    _to("response", "responses.pk", index=True),
    _must("assignment", Integer),
    _must("reading", Integer),
    _must("by", Exact),
    _must("at", Utc),
)

# A note on a response and whether it is flagged; the latest holds. Append-only.
remarks = Table(
    "remarks",
    metadata,
    _pk(),
    _to("response", "responses.pk", index=True),
    _must("flagged", Boolean),
    _must("note", Exact),
    _must("by", Exact),
    _must("at", Utc),
)

# What a coder saw in a response without seeing anybody else's codes: never in force, only compared.
# The latest of each coder holds. Append-only.
blind_codes = Table(
    "blind_codes",
    metadata,
    _pk(),
    _to("response", "responses.pk", index=True),
    _must("themes", Json),
    _must("by", Exact),
    _must("at", Utc),
)

# Who may do what; the latest of each name holds. Append-only.
roles = Table(
    "roles",
    metadata,
    _pk(),
    _must("name", Exact),
    _must("role", Exact),
    _must("by", Exact),
    _must("at", Utc),
)

# `shown` is the passage as a person cut it for print; empty where it is printed whole.
quotes = Table(
    "quotes",
    metadata,
    _pk(),
    _to("wave", "waves.pk", index=True),
    _must("position", Integer),
    _must("theme", Exact),
    _to("response", "responses.pk"),
    _must("start", Integer),
    _must("stop", Integer),
    _must("score", Float),
    _must("why", Exact),
    _must("attribution", Exact),
    _must("risks", Json),
    _must("status", Exact),
    Column("shown", Exact),
    sa.UniqueConstraint("response", "theme", "start", "stop"),
)

vectors = Table(
    "vectors",
    metadata,
    Column("model", Exact, primary_key=True),
    Column("hash", Exact, primary_key=True),
    _must("rows", Integer),
    _must("dim", Integer),
    _must("data", sa.LargeBinary),
)

mappings = Table(
    "mappings",
    metadata,
    Column("source", Exact, primary_key=True),
    _must("content", Json),
    _must("by", Exact),
    _must("at", Utc),
)

audit = Table(
    "audit",
    metadata,
    _pk(),
    _must("by", Exact),
    _must("what", Exact),
    _must("at", Utc),
    _must("details", Json),
    Column("wave", Exact),
    Index(None, "wave", "pk"),
)

# The judgement in force for each response and theme.
current_codes = Table(
    "current_codes",
    metadata,
    _to("response", "responses.pk", primary_key=True, autoincrement=False),
    Column("theme", Exact, primary_key=True),
    _must("wave", Integer),
    _must("assignment", Integer),
    _must("present", Boolean),
    _must("uncertain", Boolean),
    Column("tone", Exact),
    Index(None, "wave", "theme", "present", "response"),
)

# One narrow row a response: all that filters and paging look at. `version` counts what people
# have done to it, `checked` says whether a judgement of theirs is in force.
current_responses = Table(
    "current_responses",
    metadata,
    _to("response", "responses.pk", primary_key=True, autoincrement=False),
    _must("wave", Integer),
    _must("gone", Boolean),
    _must("position", Integer),
    _must("question", Integer),
    _must("group_set", Integer),
    Column("reading", Integer),
    Column("tone", Exact),
    Column("ask", Boolean),
    _must("coded", Boolean),
    _must("uncertain", Boolean),
    _must("version", Integer),
    _must("checked", Boolean, server_default=sa.false()),
    Index(None, "wave", "gone", "position"),
)
