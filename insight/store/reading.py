"""Takes responses and what hangs on them out again, as the values that went in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from insight.store.listing import find_project, find_wave, pairs
from insight.store.projection import among, holds
from insight.store.schema import (
    Exact,
    assignments,
    blind_codes,
    current_codes,
    current_responses,
    group_sets,
    group_values,
    questions,
    quotes,
    readings,
    remarks,
    responses,
    segments,
    vectors,
    waves,
)
from insight.store.text import terms
from insight.store.values import BlindCode, Filters, Remark
from insight.types import (
    Assignment,
    Coded,
    Evidence,
    Matrix,
    Quote,
    Reading,
    Response,
    Segment,
    Tone,
)

_view = current_responses

PART = 2_000
"""Responses that a stream holds at a time."""

# Columns in the order in which the functions at the end of this file take them.
_RESPONSE = (
    "id",
    "respondent",
    "text",
    "row",
    "date",
    "consent",
    "weight",
    "redactions",
    "language",
)
_ASSIGNMENT = ("theme", "score", "present", "evidence", "by", "at", "tone", "uncertain")
_READING = ("tone", "tone_score", "ask", "ask_score", "ask_start", "ask_stop", "by", "at")


def coded(
    connection: sa.Connection,
    wave: str,
    filters: Filters,
    *,
    limit: int | None,
    offset: int,
    absent: bool,
) -> tuple[Coded, ...]:
    """The responses of a wave that pass the filters, in the order of the file."""
    query = matching(connection, find_wave(connection, wave), filters)
    query = query.order_by(_view.c.position).limit(limit).offset(offset)
    return _coded(connection, connection.scalars(query).all(), absent)


def stream(connection: sa.Connection, wave: str) -> Iterator[Coded]:
    """All responses of a wave in the order of the file, PART of them in memory at a time."""
    query = matching(connection, find_wave(connection, wave), Filters())
    keys = connection.scalars(query.order_by(_view.c.position)).all()
    for start in range(0, len(keys), PART):
        yield from _coded(connection, keys[start : start + PART], absent=False)


def count(connection: sa.Connection, wave: str, filters: Filters) -> int:
    """How many responses of a wave pass the filters."""
    query = matching(connection, find_wave(connection, wave), filters)
    return connection.scalar(query.with_only_columns(sa.func.count())) or 0


def machine(connection: sa.Connection, wave: str, only: Sequence[str] | None) -> tuple[Coded, ...]:
    """What the last run made of the responses, as if no person had judged them."""
    query = matching(connection, find_wave(connection, wave), Filters(ids=only))
    keys = connection.scalars(query.order_by(_view.c.position)).all()

    def made(table: sa.Table, names: Sequence[str]) -> dict[str, list[Sequence[Any]]]:
        own = sa.select(responses.c.id, *(table.c[name] for name in names)).join(
            responses, (responses.c.pk == table.c.response) & (responses.c.run == table.c.run)
        )
        found: dict[str, list[Sequence[Any]]] = {}
        mine = among(connection, responses.c.pk, keys)
        for id, *values in connection.execute(own.where(mine).order_by(table.c.pk)):
            found.setdefault(id, []).append(values)
        return found

    judged, read = made(assignments, _ASSIGNMENT), made(readings, _READING)
    return tuple(
        Coded(
            c.response,
            tuple(_assignment(c.response.id, *row) for row in judged.get(c.response.id, ())),
            next((_reading(c.response.id, *row) for row in read.get(c.response.id, ())), None),
        )
        for c in _coded(connection, keys, None)
    )


def texts(
    connection: sa.Connection, wave: str, filters: Filters, limit: int | None
) -> tuple[tuple[str, str], ...]:
    """The ids and texts of the responses that pass the filters, in the order of the file."""
    query = matching(connection, find_wave(connection, wave), filters)
    keys = query.order_by(_view.c.position).limit(limit).subquery()
    found = connection.execute(
        sa.select(responses.c.id, responses.c.text)
        .join(keys, keys.c.response == responses.c.pk)
        .join(_view, _view.c.response == responses.c.pk)
        .order_by(_view.c.position)
    )
    return tuple((row.id, row.text) for row in found)


def said_by(connection: sa.Connection, wave: str, respondent: str) -> tuple[str, ...]:
    """The texts of all responses of a respondent, those too that the file no longer holds."""
    mine = (responses.c.wave == find_wave(connection, wave)) & (
        responses.c.respondent == respondent
    )
    return tuple(
        connection.scalars(sa.select(responses.c.text).where(mine).order_by(responses.c.pk))
    )


def corrections(connection: sa.Connection, project: str | None = None) -> tuple[Coded, ...]:
    """All responses that a person has judged, or those of a project."""
    judged = sa.select(_view.c.response).where(_view.c.checked)
    if project is not None:
        mine = sa.select(waves.c.pk).where(waves.c.project == find_project(connection, project))
        judged = judged.where(_view.c.wave.in_(mine))
    return _coded(connection, connection.scalars(judged).all(), absent=True)


def matching(connection: sa.Connection, wave: int, filters: Filters) -> sa.Select[Any]:
    """The keys of the responses that pass: narrow tables first, texts only for a search."""
    query = sa.select(_view.c.response).where(_view.c.wave == wave, ~_view.c.gone)
    if (theme := filters.get("theme")) is not None:
        codes = sa.select(current_codes.c.response).where(
            current_codes.c.wave == wave, current_codes.c.theme == theme, current_codes.c.present
        )
        if (on_theme := filters.get("on_theme")) is not None:
            whole = _view.alias()
            codes = codes.join(whole, whole.c.response == current_codes.c.response).where(
                sa.func.coalesce(current_codes.c.tone, whole.c.tone) == on_theme
            )
        query = query.where(_view.c.response.in_(codes))
    if (tone := filters.get("tone")) is not None:
        query = query.where(_view.c.tone == tone)
    if (title := filters.get("question")) is not None:
        asked = sa.select(questions.c.pk).where(
            questions.c.wave == wave, questions.c.title == title
        )
        query = query.where(_view.c.question == asked.scalar_subquery())
    for name, value in (filters.get("groups") or {}).items():
        sets = (
            sa.select(group_sets.c.pk)
            .join(group_values, group_values.c.group_set == group_sets.c.pk)
            .where(group_sets.c.wave == wave)
            .where(group_values.c.name == name, group_values.c.value == value)
        )
        query = query.where(among(connection, _view.c.group_set, connection.scalars(sets).all()))
    if (ask := filters.get("ask")) is not None:
        query = query.where(_view.c.ask == ask)
    if (uncoded := filters.get("uncoded")) is not None:
        query = query.where(_view.c.coded != uncoded)
    if (uncertain := filters.get("uncertain")) is not None:
        query = query.where(_view.c.uncertain == uncertain)
    if (checked := filters.get("checked")) is not None:
        query = query.where(_view.c.checked == checked)
    if (flagged := filters.get("flagged")) is not None:
        marked = _view.c.response.in_(
            sa.select(remarks.c.response).where(
                remarks.c.pk.in_(_last_remarks()), remarks.c.flagged
            )
        )
        query = query.where(marked if flagged else ~marked)
    if (disputed := filters.get("disputed")) is not None:
        differ = _view.c.response.in_(_disputed())
        query = query.where(differ if disputed else ~differ)
    since, until = filters.get("since"), filters.get("until")
    if since is not None or until is not None:
        days = sa.select(responses.c.pk).where(responses.c.wave == wave)
        days = days if since is None else days.where(responses.c.date >= since)
        days = days if until is None else days.where(responses.c.date <= until)
        query = query.where(_view.c.response.in_(days))
    wanted, ids = terms(filters.get("search") or ""), filters.get("ids")
    if ids is not None:
        keys = sa.select(responses.c.pk).where(among(connection, responses.c.id, ids))
        query = query.where(among(connection, _view.c.response, connection.scalars(keys).all()))
    if wanted:
        query = query.join(responses, responses.c.pk == _view.c.response)
    within = sa.func.instr if connection.dialect.name == "sqlite" else sa.func.strpos
    for term in wanted:
        query = query.where(within(responses.c.folded, sa.literal(term, Exact)) > 0)
    return query


def _coded(
    connection: sa.Connection, keys: Sequence[int], absent: bool | None
) -> tuple[Coded, ...]:
    """Put responses together with their judgements in force: a few queries, however many.

    With `absent` None they come without any.
    """
    judged = {} if absent is None else _judged(connection, keys, absent)
    wave_names = _by_key(connection, sa.select(waves.c.pk, waves.c.name))
    titles = _by_key(connection, sa.select(questions.c.pk, questions.c.title))
    used = sa.select(_view.c.group_set).where(among(connection, _view.c.response, keys))
    found = connection.scalars(used.distinct()).all()
    sets = sa.select(group_sets.c.pk, group_sets.c.content).where(
        among(connection, group_sets.c.pk, found)
    )
    groups = {key: pairs(content) for key, content in _by_key(connection, sets).items()}

    def build(row: Sequence[Any]) -> Coded:
        wave, question, group_set, id, respondent, text, number, date, *rest = row
        consent, weight, redacted, language, version, checked, has_reading, *read = rest
        return Coded(
            Response(
                id=id,
                wave=wave_names[wave],
                question=titles[question],
                respondent=respondent,
                text=text,
                row=number,
                groups=groups[group_set],
                date=date,
                consent=consent,
                weight=weight,
                redactions=pairs(redacted),
                language=language,
            ),
            tuple(judged.get(id, ())),
            None if has_reading is None else _reading(id, *read),
            version,
            bool(checked),
        )

    rows = connection.execute(
        sa.select(
            *(responses.c[name] for name in ("wave", "question", "group_set", *_RESPONSE)),
            _view.c.version,
            _view.c.checked,
            _view.c.reading,
            *(readings.c[name].label(f"reading_{name}") for name in _READING),
        )
        .join(_view, _view.c.response == responses.c.pk)
        .outerjoin(readings, readings.c.pk == _view.c.reading)
        .where(among(connection, responses.c.pk, keys))
        .order_by(responses.c.wave, _view.c.position)
    )
    return tuple(build(row) for row in rows)


def _judged(
    connection: sa.Connection, keys: Sequence[int], absent: bool
) -> dict[str, list[Assignment]]:
    query = (
        sa.select(responses.c.id, *(assignments.c[name] for name in _ASSIGNMENT))
        .join(current_codes, current_codes.c.response == responses.c.pk)
        .join(assignments, assignments.c.pk == current_codes.c.assignment)
        .where(among(connection, responses.c.pk, keys))
        .order_by(assignments.c.pk)
    )
    judged: dict[str, list[Assignment]] = {}
    for id, *values in connection.execute(
        query if absent else query.where(current_codes.c.present)
    ):
        judged.setdefault(id, []).append(_assignment(id, *values))
    return judged


def _last_remarks() -> sa.Select[Any]:
    return sa.select(sa.func.max(remarks.c.pk)).group_by(remarks.c.response)


def _disputed() -> sa.CompoundSelect[Any]:
    """The keys of the responses on which people differ: see `Filters`."""
    one, other = assignments.alias(), assignments.alias()
    judged = (
        sa.select(one.c.response)
        .join(other, (other.c.response == one.c.response) & (other.c.theme == one.c.theme))
        .where(one.c.run.is_(None), other.c.run.is_(None))
        .where(one.c.by != other.c.by, one.c.present != other.c.present)
        .where(holds(one), holds(other))
    )
    latest = (
        sa.select(sa.func.max(blind_codes.c.pk).label("pk"))
        .group_by(blind_codes.c.response, blind_codes.c.by)
        .subquery()
    )
    blind = (
        sa.select(blind_codes.c.response)
        .where(blind_codes.c.pk.in_(sa.select(latest.c.pk)))
        .group_by(blind_codes.c.response)
        .having(sa.func.min(blind_codes.c.themes) != sa.func.max(blind_codes.c.themes))
    )
    return sa.union(judged, blind)


def ids(
    connection: sa.Connection, wave: str, filters: Filters, doubtful_first: bool
) -> tuple[str, ...]:
    """The ids of the responses that pass the filters, in the order of the file or of doubt."""
    named = responses.alias()
    query = (
        matching(connection, find_wave(connection, wave), filters)
        .join(named, named.c.pk == _view.c.response)
        .with_only_columns(named.c.id)
    )
    if doubtful_first:
        doubt = (
            sa.select(sa.func.min(sa.func.abs(assignments.c.score - 0.5)))
            .join(current_codes, current_codes.c.assignment == assignments.c.pk)
            .where(current_codes.c.response == _view.c.response, current_codes.c.uncertain)
            .scalar_subquery()
        )
        query = query.order_by(doubt.is_(None), doubt)
    return tuple(connection.scalars(query.order_by(_view.c.position)))


def remarks_on(connection: sa.Connection, given: Sequence[str]) -> dict[str, Remark]:
    """The last remark on each of these responses that has one."""
    found = connection.execute(
        sa.select(responses.c.id, remarks.c.note, remarks.c.flagged, remarks.c.by, remarks.c.at)
        .join(remarks, remarks.c.response == responses.c.pk)
        .where(among(connection, responses.c.id, given), remarks.c.pk.in_(_last_remarks()))
    )
    return {row.id: Remark(row.note, row.flagged, row.by, row.at) for row in found}


def blind(connection: sa.Connection, wave: str) -> tuple[BlindCode, ...]:
    """What coders saw who coded blind: the latest of each coder and response, oldest first."""
    found = connection.execute(
        sa.select(responses.c.id, blind_codes.c.themes, blind_codes.c.by, blind_codes.c.at)
        .join(responses, responses.c.pk == blind_codes.c.response)
        .join(_view, _view.c.response == responses.c.pk)
        .where(_view.c.wave == find_wave(connection, wave), ~_view.c.gone)
        .order_by(blind_codes.c.pk)
    )
    held = {
        (row.id, row.by): BlindCode(row.id, frozenset(row.themes), row.by, row.at) for row in found
    }
    return tuple(held.values())


def checked(connection: sa.Connection, wave: str) -> int:
    """How many responses of a wave people have judged."""
    query = sa.select(sa.func.count()).where(
        _view.c.wave == find_wave(connection, wave), ~_view.c.gone, _view.c.checked
    )
    return connection.scalar(query) or 0


def history(connection: sa.Connection, response: str) -> tuple[Assignment | Reading, ...]:
    """Every judgement ever made of a response, oldest first."""
    key = sa.select(responses.c.pk).where(responses.c.id == response).scalar_subquery()

    def made(table: sa.Table, names: Sequence[str]) -> Sequence[Sequence[Any]]:
        columns = (table.c[name] for name in names)
        return connection.execute(
            sa.select(*columns).where(table.c.response == key).order_by(table.c.pk)
        ).all()

    both: list[Assignment | Reading] = [
        *(_assignment(response, *row) for row in made(assignments, _ASSIGNMENT)),
        *(_reading(response, *row) for row in made(readings, _READING)),
    ]
    return tuple(sorted(both, key=lambda judgement: judgement.at))


def wave_segments(connection: sa.Connection, wave: str) -> tuple[Segment, ...]:
    """The segments of a wave's responses, in the order they were made."""
    found = connection.execute(
        sa.select(
            segments.c.id,
            responses.c.id.label("response"),
            segments.c.start,
            segments.c.stop,
            responses.c.text,
        )
        .join(responses, responses.c.pk == segments.c.response)
        .join(_view, _view.c.response == responses.c.pk)
        .where(_view.c.wave == find_wave(connection, wave), ~_view.c.gone)
        .order_by(segments.c.position)
    )
    return tuple(
        Segment(row.id, row.response, row.start, row.stop, row.text[row.start : row.stop])
        for row in found
    )


def wave_quotes(connection: sa.Connection, wave: str, theme: str | None) -> tuple[Quote, ...]:
    """The quotes of a wave whose response is in the file and has not been found off the theme."""
    off = sa.exists().where(
        current_codes.c.response == quotes.c.response,
        current_codes.c.theme == quotes.c.theme,
        ~current_codes.c.present,
    )
    query = (
        sa.select(quotes, responses.c.id.label("id"), responses.c.text)
        .join(responses, responses.c.pk == quotes.c.response)
        .join(_view, _view.c.response == quotes.c.response)
        .where(quotes.c.wave == find_wave(connection, wave), ~_view.c.gone, ~off)
        .order_by(quotes.c.position, quotes.c.pk)
    )
    if theme is not None:
        query = query.where(quotes.c.theme == theme)
    return tuple(
        Quote(
            theme=row.theme,
            response=row.id,
            start=row.start,
            end=row.stop,
            text=row.text[row.start : row.stop] if row.shown is None else row.shown,
            score=row.score,
            why=row.why,
            attribution=row.attribution,
            risks=tuple(row.risks),
            status=row.status,
            whole="" if row.shown is None else row.text[row.start : row.stop],
        )
        for row in connection.execute(query)
    )


def vectors_of(connection: sa.Connection, model: str, hashes: Sequence[str]) -> dict[str, Matrix]:
    """The vectors that are known, by text hash."""
    import numpy as np

    found = connection.execute(
        sa.select(vectors).where(
            vectors.c.model == model, among(connection, vectors.c.hash, list(set(hashes)))
        )
    )
    return {
        row.hash: np.frombuffer(row.data, dtype="<f4").reshape(row.rows, row.dim) for row in found
    }


def wave_vectors(
    connection: sa.Connection, wave: str, model: str, filters: Filters
) -> tuple[tuple[str, ...], Matrix]:
    """The ids and vectors of the responses that pass the filters, as far as they are known."""
    import numpy as np

    keys = matching(connection, find_wave(connection, wave), filters).subquery()
    query = (
        sa.select(responses.c.id, sa.func.substr(vectors.c.data, 1, 4 * vectors.c.dim))
        .join(keys, keys.c.response == responses.c.pk)
        .join(vectors, vectors.c.hash == responses.c.text_hash)
        .where(vectors.c.model == model)
        .order_by(responses.c.pk)
    )
    rows = connection.execute(query).cursor.fetchall()
    if not rows:
        return (), np.zeros((0, 0), np.float32)
    matrix = np.frombuffer(b"".join(data for _, data in rows), "<f4")
    return tuple(id for id, _ in rows), matrix.reshape(len(rows), -1)


def _by_key(connection: sa.Connection, query: sa.Select[Any]) -> dict[int, Any]:
    return {row[0]: row[1] for row in connection.execute(query)}


def _assignment(
    response: str,
    theme: str,
    score: float,
    present: bool,
    evidence: Sequence[Sequence[Any]],
    by: str,
    at: dt.datetime,
    tone: Tone | None,
    uncertain: bool,
) -> Assignment:
    spans = tuple(Evidence(*span) for span in evidence)
    return Assignment(response, theme, score, present, spans, by, at, tone, uncertain)


def _reading(
    response: str,
    tone: Tone,
    tone_score: float,
    ask: bool,
    ask_score: float,
    start: int | None,
    stop: int | None,
    by: str,
    at: dt.datetime,
) -> Reading:
    span = None if start is None or stop is None else (start, stop)
    return Reading(response, tone, tone_score, ask, ask_score, span, by, at)
