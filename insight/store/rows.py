"""From values to rows, many at a time."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from insight.store.schema import codebooks
from insight.types import Assignment, Codebook, Reading

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

    Insert = SqliteInsert | PostgresInsert

Row = dict[str, Any]


def insert_into(connection: sa.Connection, table: sa.Table) -> Insert:
    """An insert that may say what to do on conflict: the same words in both dialects."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def insert(
    connection: sa.Connection, into: sa.Table | Insert, rows: Iterable[Row], batch: int = 5_000
) -> None:
    """Insert many rows, all with the same keys: compiled once, then straight to the driver."""
    rest = iter(rows)
    part = list(islice(rest, batch))
    if not part:
        return
    statement = sa.insert(into) if isinstance(into, sa.Table) else into
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(part[0]))
    names = compiled.positiontup or ()
    turns = [_to_driver(statement.table.c[name], connection.dialect) for name in names]
    bulk = isinstance(into, sa.Table) and connection.dialect.name == "postgresql"
    while part:
        columns = ([row[name] for row in part] for name in names)
        turned = (map(turn, c) if turn else c for turn, c in zip(turns, columns, strict=True))
        values = zip(*turned, strict=True)
        if bulk:
            _copy(connection, statement.table, names, values)
        else:
            connection.exec_driver_sql(str(compiled), list(values))
        part = list(islice(rest, batch))


def _copy(
    connection: sa.Connection,
    table: sa.FromClause,
    names: Sequence[str],
    rows: Iterable[tuple[Any, ...]],
) -> None:
    """PostgreSQL's own way to take in many rows: half the time of inserting them."""
    columns = ", ".join(f'"{name}"' for name in names)
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _to_driver(column: sa.ColumnElement[Any], dialect: sa.Dialect) -> Callable[[Any], Any] | None:
    return column.type.dialect_impl(dialect).bind_processor(dialect)


def assignment_row(a: Assignment, key: int, run: int | None) -> Row:
    """The row of a judgement of a theme; no `run` where a person made it."""
    return {
        "response": key,
        "run": run,
        "theme": a.theme,
        "score": a.score,
        "present": a.present,
        "uncertain": a.uncertain,
        "tone": a.tone,
        "evidence": [(e.start, e.end, e.why, e.detail) for e in a.evidence],
        "by": a.by,
        "at": a.at,
    }


def reading_row(r: Reading, key: int, run: int | None) -> Row:
    """The row of a judgement of tone and ask; no `run` where a person made it."""
    start, stop = r.ask_span or (None, None)
    return {
        "response": key,
        "run": run,
        "tone": r.tone,
        "tone_score": r.tone_score,
        "ask": r.ask,
        "ask_score": r.ask_score,
        "ask_start": start,
        "ask_stop": stop,
        "by": r.by,
        "at": r.at,
    }


def keep_codebook(connection: sa.Connection, book: Codebook, at: dt.datetime) -> None:
    """Keep a version of a codebook, once."""
    connection.execute(
        insert_into(connection, codebooks).on_conflict_do_nothing(index_elements=["version"]),
        {
            "version": book.version,
            "name": book.name,
            "content": [dataclasses.asdict(theme) for theme in book.themes],
            "added": at,
        },
    )
