"""What is in force: works out, from the facts, the current view of responses and waves.

A person outranks a model. For each response and theme the latest judgement of a person holds that
was not taken back, else that of the last run that read the response; the same for its tone and ask.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from insight.store.schema import (
    Json,
    assignments,
    current_codes,
    current_responses,
    group_sets,
    readings,
    remarks,
    responses,
    runs,
    waves,
    withdrawals,
)

JUDGED = (assignments, readings)
"""Where judgements are, of people and of models."""


def among(
    connection: sa.Connection, column: sa.ColumnElement[Any], values: Sequence[Any]
) -> sa.ColumnElement[bool]:
    """Whether a column holds one of many values, given as one parameter however many they are."""
    if connection.dialect.name == "postgresql":
        return column == sa.any_(sa.literal(list(values), sa.ARRAY(column.type)))
    each = sa.func.json_each(sa.literal(list(values), Json)).table_valued("value")
    return column.in_(sa.select(each.c.value))


def last_run(wave: int | sa.Column[int]) -> sa.ScalarSelect[int]:
    """The key of the run in force of a wave."""
    own = runs.alias()
    return sa.select(sa.func.max(own.c.pk)).where(own.c.wave == wave).scalar_subquery()


def project(connection: sa.Connection, wave: int, keys: Sequence[int] | None = None) -> None:
    """Rebuild the current view of a wave, or of some of its responses after people judged them."""
    in_scope = responses.c.wave == wave
    for table in (current_codes, current_responses):
        stale = table.c.wave == wave
        if keys is not None:
            stale &= among(connection, table.c.response, keys)
        connection.execute(sa.delete(table).where(stale))
    if keys is not None:
        in_scope &= among(connection, responses.c.pk, keys)
    _project_codes(connection, in_scope)
    _project_responses(connection, wave, in_scope)


# Both statements below go from one response to the next and find the rest by index. A database
# has no statistics yet of what the same transaction has just put in, and would plan joins of
# whole sets as if those were empty.


def _project_codes(connection: sa.Connection, in_scope: sa.ColumnElement[bool]) -> None:
    place = sa.func.row_number().over(
        partition_by=[assignments.c.response, assignments.c.theme], order_by=_first(assignments)
    )
    ranked = (
        sa.select(assignments, responses.c.wave, place.label("place"))
        .join(responses, responses.c.pk == assignments.c.response)
        .where(in_scope, _may_hold(assignments))
        .subquery()
    )
    columns = {
        **{name: ranked.c[name] for name in ("response", "theme", "wave")},
        "assignment": ranked.c.pk,
        **{name: ranked.c[name] for name in ("present", "uncertain", "tone")},
    }
    connection.execute(
        sa.insert(current_codes).from_select(
            list(columns), sa.select(*columns.values()).where(ranked.c.place == 1)
        )
    )


def _project_responses(
    connection: sa.Connection, wave: int, in_scope: sa.ColumnElement[bool]
) -> None:
    own = current_codes.c.response == responses.c.pk
    reading = (
        sa.select(readings.c.pk)
        .where(readings.c.response == responses.c.pk, _may_hold(readings))
        .order_by(*_first(readings))
        .limit(1)
    )
    made = [(table.c.response == responses.c.pk) & table.c.run.is_(None) for table in JUDGED]
    said = [
        *made,
        *(table.c.response == responses.c.pk for table in (remarks, withdrawals)),
    ]
    acts = [sa.select(sa.func.count()).where(which).scalar_subquery() for which in said]
    checked = [
        sa.exists().where(which, holds(table)) for which, table in zip(made, JUDGED, strict=True)
    ]
    view = (
        sa.select(
            responses.c.pk.label("response"),
            responses.c.wave,
            (responses.c.run != last_run(wave)).label("gone"),
            responses.c.position,
            responses.c.question,
            responses.c.group_set,
            reading.scalar_subquery().label("reading"),
            sa.exists().where(own, current_codes.c.present).label("coded"),
            sa.exists().where(own, current_codes.c.uncertain).label("uncertain"),
            (acts[0] + acts[1] + acts[2] + acts[3]).label("version"),
            sa.or_(*checked).label("checked"),
        )
        .where(in_scope)
        .subquery()
    )
    columns = {**dict(view.c.items()), "tone": readings.c.tone, "ask": readings.c.ask}
    connection.execute(
        sa.insert(current_responses).from_select(
            list(columns),
            sa.select(*columns.values())
            .select_from(view)
            .outerjoin(readings, readings.c.pk == view.c.reading),
        )
    )


def holds(table: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a person's judgement, a row of `assignments` or `readings`, was not taken back."""
    back = withdrawals.c.assignment if "theme" in table.c else withdrawals.c.reading
    return ~sa.exists().where(withdrawals.c.response == table.c.response, back >= table.c.pk)


def _may_hold(table: sa.Table) -> sa.ColumnElement[bool]:
    """A person's judgement, or one of the last run that read the response."""
    return sa.or_(table.c.run.is_(None) & holds(table), table.c.run == responses.c.run)


def _first(table: sa.Table) -> tuple[sa.ColumnElement[Any], ...]:
    """People before models, then the latest."""
    return sa.case((table.c.run.is_(None), 0), else_=1), table.c.pk.desc()


def summarise(connection: sa.Connection, wave: int) -> None:
    """Work out a wave's counts, groups and redactions again, from the responses in its file."""
    mine = responses.c.wave == wave
    here = mine & (responses.c.run == last_run(wave))
    counted, people = connection.execute(
        sa.select(sa.func.count(), sa.func.count(sa.distinct(responses.c.respondent))).where(here)
    ).one()
    known = connection.scalar(sa.select(sa.func.count()).where(mine)) or 0
    used = connection.scalars(sa.select(responses.c.group_set).where(here).distinct()).all()
    groups: dict[str, set[str]] = {}
    for content in connection.scalars(
        sa.select(group_sets.c.content)
        .where(among(connection, group_sets.c.pk, used))
        .order_by(group_sets.c.pk)
    ):
        for name, value in content:
            groups.setdefault(name, set()).add(value)
    redactions: dict[str, int] = {}
    for content, times in connection.execute(
        sa.select(responses.c.redactions, sa.func.count())
        .where(here)
        .group_by(responses.c.redactions)
    ):
        for kind, number in content:
            redactions[kind] = redactions.get(kind, 0) + number * times
    summary = {
        "responses": counted,
        "respondents": people,
        "gone": known - counted,
        "groups": [(name, sorted(values)) for name, values in groups.items()],
        "redactions": sorted(redactions.items()),
    }
    connection.execute(sa.update(waves).where(waves.c.pk == wave).values(summary=summary))
