"""Takes out what figures are counted from: narrow columns of many responses, and no texts."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from itertools import compress
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from insight.store.listing import find_wave
from insight.store.projection import among
from insight.store.reading import matching
from insight.store.schema import (
    assignments,
    current_codes,
    current_responses,
    group_sets,
    questions,
    readings,
    responses,
    runs,
)
from insight.store.values import Filters
from insight.types import TONES, Audited, Marks

if TYPE_CHECKING:
    from insight.types import Mask, Numbers, Tones

Column = TypeVar("Column", "Mask", "Tones")

_view = current_responses


def keys(connection: sa.Connection, wave: str, filters: Filters) -> Numbers:
    """The keys of the responses that pass the filters, in rising order."""
    import numpy as np

    query = matching(connection, find_wave(connection, wave), filters)
    return np.sort(_columns(connection, query)[0])


def marks(connection: sa.Connection, wave: str, known: Marks | None) -> Marks:
    """What is in force of the responses of a wave; see `Store.marks`."""
    pk = find_wave(connection, wave)
    if known is None:
        return _read(connection, wave, pk, _said(connection, wave, pk), sa.true())
    return _read(connection, wave, pk, known, _view.c.version > 0)


def _said(connection: sa.Connection, wave: str, pk: int) -> Marks:
    """Who said something, to what, when: all that does not hang on how it is read."""
    import numpy as np

    key, question, group_set = _columns(
        connection,
        sa.select(_view.c.response, _view.c.question, _view.c.group_set).where(
            _view.c.wave == pk, ~_view.c.gone
        ),
    )
    order = np.argsort(key)
    key = key[order]
    asked, question = np.unique(question[order], return_inverse=True)
    used, group_set = np.unique(group_set[order], return_inverse=True)
    titles = dict(connection.execute(sa.select(questions.c.pk, questions.c.title)).tuples().all())
    sets = dict(
        connection.execute(
            sa.select(group_sets.c.pk, group_sets.c.content).where(
                among(connection, group_sets.c.pk, used.tolist())
            )
        )
        .tuples()
        .all()
    )
    names, respondent, day, redactions, taken = _people(connection, pk, key)
    no = np.zeros(len(key), bool)
    return Marks(
        questions=tuple(titles[pk] for pk in asked.tolist()),
        group_sets=tuple(tuple((n, v) for n, v in sets[pk]) for pk in used.tolist()),
        redactions=redactions,
        themes=(),
        key=key,
        respondent=respondent,
        question=question,
        group_set=group_set,
        taken=taken,
        day=day,
        tone=np.full(len(key), -1, np.int8),
        ask=no,
        checked=no,
        uncertain=no,
        raised=np.zeros((0, len(key)), np.int8),
        turn=np.array([int.from_bytes(turn(wave, who)) for who in names], np.uint64),
    )


def _read(
    connection: sa.Connection, wave: str, pk: int, known: Marks, which: sa.ColumnElement[bool]
) -> Marks:
    """Marks with how some of the responses are read in place of what was known of those."""
    import numpy as np

    places = _columns(
        connection,
        sa.select(
            _view.c.response,
            _place(_view.c.tone).label("tone"),
            sa.case((_view.c.ask, 1), else_=0).label("ask"),
            sa.case((_view.c.checked, 1), else_=0).label("checked"),
            sa.case((_view.c.uncertain, 1), else_=0).label("uncertain"),
        ).where(_view.c.wave == pk, ~_view.c.gone, which),
    )
    there = np.isin(places[0], known.key)
    found, *read = (column[there] for column in places)
    at = np.searchsorted(known.key, found)
    tone = _with(known.tone, at, read[0])
    checked = _with(known.checked, at, read[2])
    themes, raised = _raised(connection, pk, known, tone, at, which)
    return replace(
        known,
        themes=themes,
        tone=tone,
        ask=_with(known.ask, at, read[1]),
        checked=checked,
        uncertain=_with(known.uncertain, at, read[3]),
        raised=raised,
        audited=_audited(connection, pk, known, checked),
    )


def _people(
    connection: sa.Connection, wave: int, key: Numbers
) -> tuple[list[str], Numbers, Numbers, tuple[tuple[tuple[str, int], ...], ...], Numbers]:
    """The people; who gave each response, as a number; on which day; and what was taken out."""
    import numpy as np

    query = sa.select(
        responses.c.pk, responses.c.respondent, responses.c.date, responses.c.redactions
    ).where(responses.c.wave == wave)
    listed, who, dates, contents = _lists(connection, query)
    pks = np.array(listed, np.int64)
    known = np.isin(pks, key)
    order = np.argsort(pks[known])
    names, respondent = _places(compress(who, known))
    days, day = _places(compress(dates, known))
    found, taken = _places(compress(contents, known))
    respondent, day, taken = respondent[order], day[order], taken[order]
    ordinal = [dt.date.fromisoformat(d[:10]).toordinal() if d else 0 for d in days]
    redactions = tuple(tuple((k, n) for k, n in json.loads(content)) for content in found)
    return names, respondent, np.array(ordinal, np.int64)[day], redactions, taken


def turn(wave: str, respondent: str) -> bytes:
    """A respondent's place in the random order of a wave's audit: it hangs on nobody else's."""
    return hashlib.blake2b(f"{wave}\n{respondent}".encode(), digest_size=8).digest()


def audit_queue(connection: sa.Connection, wave: str, people: int) -> tuple[str, ...]:
    """The ids of all responses of the first `people` of a wave in the order of its audit."""
    query = (
        sa.select(responses.c.id, responses.c.respondent)
        .join(_view, _view.c.response == responses.c.pk)
        .where(_view.c.wave == find_wave(connection, wave), ~_view.c.gone)
        .order_by(_view.c.position)
    )
    given: dict[str, list[str]] = {}
    for id, who in connection.execute(query):
        given.setdefault(who, []).append(id)
    first = sorted(given, key=lambda who: turn(wave, who))[:people]
    return tuple(id for who in first for id in given[who])


def _audited(connection: sa.Connection, wave: int, known: Marks, checked: Mask) -> Audited | None:
    """The audit as far as it goes: up to the first person in its order who is not judged whole.

    A person skipped ends it, or those who are easy to judge would speak for all.
    """
    import numpy as np

    if not checked.any():
        return None
    whole = np.ones(len(known.turn), bool)
    whole[known.respondent[~checked]] = False
    if not whole.all():
        whole &= known.turn < known.turn[~whole].min()
    done = np.flatnonzero(whole)
    if not len(done):
        return None
    mine = known.key[np.isin(known.respondent, done)]
    themes, machine = _before(connection, wave, known.key, mine)
    return Audited(done, themes, machine)


def _before(
    connection: sa.Connection, wave: int, key: Numbers, audited: Numbers
) -> tuple[tuple[str, ...], Mask]:
    """What the run in force before anybody judged the audited responses raised in each response.

    A later run may have learnt from the audit: judged by it, it would look better than it is.
    Responses that came in later are as the run says that read them first.
    """
    import numpy as np

    begun = min(
        connection.scalars(
            sa.select(sa.func.min(table.c.at)).where(
                table.c.run.is_(None), among(connection, table.c.response, audited.tolist())
            )
        ).one()
        or dt.datetime.max.replace(tzinfo=dt.UTC)
        for table in (assignments, readings)
    )
    mine = sa.select(runs.c.pk).where(runs.c.wave == wave)
    first = connection.scalar(
        mine.where(runs.c.finished <= begun).order_by(runs.c.pk.desc()).limit(1)
    )
    order = sa.case((runs.c.pk == first, 0), else_=1)
    found: dict[str, Mask] = {}
    unread = np.ones(len(key), bool)
    for run in connection.scalars(mine.order_by(order, runs.c.pk)).all():
        read = unread & np.isin(key, _of(connection, readings.c.response, readings.c.run == run))
        if not read.any():
            continue
        query = (
            sa.select(assignments.c.theme, _joined(assignments.c.response))
            .where(assignments.c.run == run, assignments.c.present)
            .group_by(assignments.c.theme)
        )
        for theme, listed in connection.execute(query):
            raised = found.setdefault(theme, np.zeros(len(key), bool))
            raised |= read & np.isin(key, _numbers(listed))
        unread &= ~read
        if not unread.any():
            break
    themes = tuple(sorted(found))
    rows = [found[theme] for theme in themes]
    return themes, np.array(rows, bool).reshape(len(themes), len(key))


def _of(
    connection: sa.Connection, column: sa.Column[int], where: sa.ColumnElement[bool]
) -> Numbers:
    return _numbers(connection.scalar(sa.select(_joined(column)).where(where)))


def _raised(
    connection: sa.Connection,
    wave: int,
    known: Marks,
    tone: Tones,
    at: Numbers,
    which: sa.ColumnElement[bool],
) -> tuple[tuple[str, ...], Tones]:
    """Which response raises what, in which tone: its own where the code has none.

    Of the responses at these places as the store has it, of the others as it was known.
    """
    import numpy as np

    codes = current_codes.c
    query = (
        sa.select(codes.theme, codes.tone, _joined(codes.response))
        .where(codes.wave == wave, codes.present)
        .group_by(codes.theme, codes.tone)
    )
    if len(at) < len(known):
        query = query.join(_view, _view.c.response == codes.response).where(which)
    rows = dict(zip(known.themes, known.raised.copy(), strict=True))
    for row in rows.values():
        row[at] = -1
    fallback = np.where(tone >= 0, tone, TONES.index("neu")).astype(np.int8)
    for theme, own, listed in connection.execute(query):
        raising = _numbers(listed)
        where = np.searchsorted(known.key, raising)
        where = where[np.take(known.key, where, mode="clip") == raising]
        row = rows.setdefault(theme, np.full(len(known), -1, np.int8))
        row[where] = TONES.index(own) if own else fallback[where]
    themes = tuple(sorted(theme for theme, row in rows.items() if (row >= 0).any()))
    made = np.array([rows[theme] for theme in themes], np.int8)
    return themes, made.reshape(len(themes), len(known))


def _with(column: Column, at: Numbers, values: Numbers) -> Column:
    """The column with these values at these places."""
    made = column.copy()
    made[at] = values
    return made


def _places(values: Iterable[Any]) -> tuple[list[Any], Numbers]:
    """The different values, in the order they first come, and the place of each value there."""
    import numpy as np

    listed = list(values)
    places = {value: n for n, value in enumerate(dict.fromkeys(listed))}
    return list(places), np.fromiter(map(places.__getitem__, listed), np.int64, len(listed))


def _place(tone: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """The place of a tone in TONES, -1 where there is none."""
    return sa.case({name: n for n, name in enumerate(TONES)}, value=tone, else_=-1)


def _columns(connection: sa.Connection, query: sa.Select[Any]) -> list[Numbers]:
    """The columns of whole numbers that a query gives.

    Each comes as one text of the database's making: ten times as fast as a row at a time.
    """
    inner = query.subquery()
    listed = connection.execute(sa.select(*(_joined(c) for c in inner.c))).one()
    return [_numbers(column) for column in listed]


def _lists(connection: sa.Connection, query: sa.Select[Any]) -> list[list[Any]]:
    """The columns that a query gives, in any but one order; all but the first as text.

    Each comes as one JSON array of the database's making: half the time of a row at a time.
    """
    key, *rest = query.subquery().c
    sqlite = connection.dialect.name == "sqlite"
    array = sa.func.json_group_array if sqlite else sa.func.json_agg
    columns = (array(key), *(array(sa.cast(c, sa.Text)) for c in rest))
    texts = (sa.cast(c, sa.Text) for c in columns)
    return [json.loads(text or "[]") for text in connection.execute(sa.select(*texts)).one()]


def _joined(column: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    return sa.func.aggregate_strings(sa.cast(column, sa.Text), ",")


def _numbers(listed: str | None) -> Numbers:
    import numpy as np

    return np.fromstring(listed or "", np.int64, sep=",")
