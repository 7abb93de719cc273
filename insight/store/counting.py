"""Takes out what figures are counted from: narrow columns of many responses, and no texts."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from itertools import compress
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from insight.store.projection import among
from insight.store.reading import find_wave, matching
from insight.store.schema import (
    current_codes,
    current_responses,
    group_sets,
    questions,
    responses,
)
from insight.store.values import Filters
from insight.types import TONES, Marks

if TYPE_CHECKING:
    from insight.types import Numbers, Tones

_view = current_responses


def marks(connection: sa.Connection, wave: str, filters: Filters) -> Marks:
    """What is in force of the responses that pass the filters, in no order."""
    import numpy as np

    pk = find_wave(connection, wave)
    passing = matching(connection, pk, filters)
    inside = sa.select(passing.subquery().c.response)
    keys, question, group_set, read, ask, checked = _columns(
        connection,
        passing.with_only_columns(
            _view.c.response,
            _view.c.question,
            _view.c.group_set,
            _place(_view.c.tone).label("tone"),
            sa.case((_view.c.ask, 1), else_=0).label("ask"),
            sa.case((_view.c.version > 0, 1), else_=0).label("checked"),
        ),
    )
    order = np.argsort(keys)
    keys, question, group_set = keys[order], question[order], group_set[order]
    tone = read[order].astype(np.int8)
    themes, raised = _raised(connection, pk, inside if filters else None, keys, tone)
    asked, question = np.unique(question, return_inverse=True)
    used, group_set = np.unique(group_set, return_inverse=True)
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
    mine = responses.c.wave == pk
    if filters:
        mine &= responses.c.pk.in_(inside)
    respondent, dates, redactions = _people(connection, mine, keys)
    return Marks(
        questions=tuple(titles[pk] for pk in asked.tolist()),
        group_sets=tuple(tuple((n, v) for n, v in sets[pk]) for pk in used.tolist()),
        themes=themes,
        respondent=respondent,
        question=question,
        group_set=group_set,
        tone=tone,
        ask=ask[order].astype(bool),
        checked=checked[order].astype(bool),
        raised=raised,
        dates=dates,
        redactions=redactions,
    )


def _people(
    connection: sa.Connection, mine: sa.ColumnElement[bool], keys: Numbers
) -> tuple[Numbers, tuple[dt.date, dt.date] | None, tuple[tuple[str, int], ...]]:
    """A number for who gave each response; the first and last date; what was taken out."""
    import numpy as np

    query = sa.select(
        responses.c.pk, responses.c.respondent, responses.c.date, responses.c.redactions
    ).where(mine)
    # The driver's own rows: what they hold is only compared and counted.
    rows = connection.execute(query).cursor.fetchall()
    pks, who, days, taken = zip(*rows, strict=True) if rows else ((),) * 4
    known = np.isin(np.array(pks, np.int64), keys)
    number: dict[str, int] = {}
    people = np.array([number.setdefault(w, len(number)) for w in compress(who, known)], np.int64)
    order = np.argsort(np.array(pks, np.int64)[known])
    _, people = np.unique(people[order], return_inverse=True)
    dates = sorted({str(day) for day in set(compress(days, known)) if day})
    counts: Counter[str] = Counter()
    for content, times in Counter(compress(taken, known)).items():
        for kind, n in json.loads(content):
            counts[kind] += n * times
    span = [dt.date.fromisoformat(day[:10]) for day in (dates[:1] + dates[-1:])]
    return people, (span[0], span[1]) if span else None, tuple(sorted(counts.items()))


def _raised(
    connection: sa.Connection,
    wave: int,
    inside: sa.Select[Any] | None,
    keys: Numbers,
    tone: Tones,
) -> tuple[tuple[str, ...], Tones]:
    """Which response raises what, in which tone: its own where the code has none."""
    import numpy as np

    query = (
        sa.select(current_codes.c.theme, current_codes.c.tone, _joined(current_codes.c.response))
        .where(current_codes.c.wave == wave, current_codes.c.present)
        .group_by(current_codes.c.theme, current_codes.c.tone)
    )
    if inside is not None:
        query = query.where(current_codes.c.response.in_(inside))
    found = [(theme, own, _numbers(listed)) for theme, own, listed in connection.execute(query)]
    themes = tuple(sorted({theme for theme, _, _ in found}))
    raised = np.full((len(themes), len(keys)), -1, np.int8)
    fallback = np.where(tone >= 0, tone, TONES.index("neu")).astype(np.int8)
    for theme, own, listed in found:
        where = np.searchsorted(keys, listed)
        where = where[np.take(keys, where, mode="clip") == listed]
        raised[themes.index(theme), where] = TONES.index(own) if own else fallback[where]
    return themes, raised


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


def _joined(column: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    return sa.func.aggregate_strings(sa.cast(column, sa.Text), ",")


def _numbers(listed: str | None) -> Numbers:
    import numpy as np

    return np.fromstring(listed or "", np.int64, sep=",")
