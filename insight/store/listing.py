"""Tells what there is: projects, waves and their runs, codebooks, mappings, and who did what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from insight.errors import UsageError
from insight.store.projection import last_run
from insight.store.schema import (
    assignments,
    audit,
    blind_codes,
    codebooks,
    current_responses,
    mappings,
    project_books,
    projects,
    questions,
    readings,
    remarks,
    responses,
    runs,
    skipped,
    waves,
    withdrawals,
)
from insight.store.values import STATUSES, AuditEntry, ProjectInfo, WaveInfo
from insight.types import Codebook, Column, Ledger, Run, Skipped, Source, Theme

_view = current_responses


def find_project(connection: sa.Connection, name: str = "", *, hold: bool = False) -> int | None:
    """The key of a project, of the first one for ""; None in a store that has none yet.

    UsageError names the known projects.
    """
    query = sa.select(projects.c.pk).order_by(projects.c.pk).limit(1)
    if name:
        query = query.where(projects.c.name == name)
    pk = connection.scalar(query.with_for_update() if hold else query)
    known = connection.scalars(sa.select(projects.c.name).order_by(projects.c.pk)).all()
    if pk is None and known:
        raise UsageError(
            f"No project is called '{name}'. Projects: {', '.join(known)}. "
            "To make one: insight project add NAME."
        )
    return None if pk is None else int(pk)


def home_of(connection: sa.Connection, wave: str, wanted: str) -> str:
    """The project that a wave is in or, where it is new, would go into; see `Store.home_of`."""
    pk = find_project(connection, wanted)
    held = connection.scalar(sa.select(waves.c.project).where(waves.c.name == wave))
    name = connection.scalar(sa.select(projects.c.name).where(projects.c.pk == (held or pk)))
    if held and wanted and held != pk:
        raise UsageError(
            f"The wave '{wave}' is in the project '{name}', not in '{wanted}': a store has each "
            "name of a wave once. Name another wave, or that project."
        )
    return name or wanted


def project_infos(connection: sa.Connection) -> tuple[ProjectInfo, ...]:
    """All projects, in the order they were made."""
    found = connection.execute(
        sa.select(projects.c.name, projects.c.created, _last_book(projects.c.pk)).order_by(
            projects.c.pk
        )
    )
    return tuple(ProjectInfo(name, created, book or "") for name, created, book in found)


def last_acts(connection: sa.Connection) -> dict[str, dt.datetime]:
    """When something was last published, judged or saved in each project, by its name."""
    place = sa.join(waves, responses, responses.c.wave == waves.c.pk)
    judged = sa.join(place, _view, (_view.c.response == responses.c.pk) & (_view.c.version > 0))
    acts = [
        sa.select(projects.c.pk.label("project"), projects.c.created.label("at")),
        sa.select(project_books.c.project, project_books.c.at),
        sa.select(waves.c.project, runs.c.finished).join(runs, runs.c.wave == waves.c.pk),
        *(
            sa.select(waves.c.project, table.c.at).select_from(
                sa.join(within, table, table.c.response == responses.c.pk)
            )
            for within, table in (
                *((judged, table) for table in (remarks, withdrawals)),
                (place, blind_codes),
            )
        ),
        *(
            sa.select(waves.c.project, table.c.at)
            .select_from(sa.join(judged, table, table.c.response == responses.c.pk))
            .where(table.c.run.is_(None))
            for table in (assignments, readings)
        ),
    ]
    every = sa.union_all(*acts).subquery()
    found = connection.execute(
        sa.select(projects.c.name, sa.func.max(every.c.at))
        .join(every, every.c.project == projects.c.pk)
        .group_by(projects.c.name)
    )
    return {row[0]: row[1] for row in found}


def own_codebook(connection: sa.Connection, project: str) -> Codebook | None:
    """The codebook last saved for a project; None where none was."""
    pk = find_project(connection, project)
    version = None if pk is None else connection.scalar(sa.select(_last_book(pk)))
    return None if version is None else codebook(connection, version)


def _last_book(project: Any) -> sa.ScalarSelect[Any]:
    return (
        sa.select(project_books.c.codebook)
        .where(project_books.c.project == project)
        .order_by(project_books.c.pk.desc())
        .limit(1)
        .scalar_subquery()
    )


def find_wave(connection: sa.Connection, name: str, *, hold: bool = False) -> int:
    """The key of a wave, if wanted held against other writers. UsageError names the known waves."""
    query = sa.select(waves.c.pk).where(waves.c.name == name)
    pk = connection.scalar(query.with_for_update() if hold else query)
    if pk is None:
        known = ", ".join(connection.scalars(sa.select(waves.c.name).order_by(waves.c.pk)))
        raise UsageError(
            f"No wave is called '{name}'. Waves: {known}."
            if known
            else f"No wave is called '{name}': the store is empty; run `insight run` first."
        )
    return int(pk)


def wave_infos(
    connection: sa.Connection, name: str | None = None, project: str | None = None
) -> tuple[WaveInfo, ...]:
    """All waves in the order they first came, those of a project, or the one called `name`."""
    only = sa.true() if name is None else waves.c.pk == find_wave(connection, name)
    if project is not None:
        only = waves.c.project == find_project(connection, project)
    asked: dict[int, list[str]] = {}
    now = sa.select(questions).where(questions.c.position.is_not(None))
    for row in connection.execute(now.order_by(questions.c.position)):
        asked.setdefault(row.wave, []).append(row.title)
    found = connection.execute(
        sa.select(waves, runs, projects.c.name)
        .select_from(waves)
        .join(runs, runs.c.pk == last_run(waves.c.pk))
        .join(projects, projects.c.pk == waves.c.project)
        .where(only)
        .order_by(waves.c.pk)
        .set_label_style(sa.LABEL_STYLE_TABLENAME_PLUS_COL)
    )
    return tuple(
        WaveInfo(
            name=row.waves_name,
            project=row.projects_name,
            kind=row.waves_kind,
            file=row.runs_source["file"],
            sha256=row.runs_source["sha256"],
            responses=row.waves_summary["responses"],
            respondents=row.waves_summary["respondents"],
            gone=row.waves_summary["gone"],
            questions=tuple(asked.get(row.waves_pk, ())),
            groups=tuple((name, tuple(values)) for name, values in row.waves_summary["groups"]),
            codebook=row.runs_codebook,
            model=row.runs_model,
            published=row.runs_finished,
            ledger=_ledger(row.runs_ledger),
        )
        for row in found
    )


def run_in_force(connection: sa.Connection, wave: str) -> Run | None:
    """The last run of a wave, or None where there is no such wave: one query."""
    found = connection.execute(
        sa.select(
            *(c for c in runs.c if c.name not in ("pk", "wave", "source", "ledger")),
            waves.c.name.label("wave"),
        )
        .join(waves, waves.c.pk == runs.c.wave)
        .where(waves.c.name == wave)
        .order_by(runs.c.pk.desc())
        .limit(1)
    ).first()
    if found is None:
        return None
    values = dict(found._mapping)
    return Run(**{**values, "parameters": pairs(values["parameters"])})


def source(connection: sa.Connection, wave: str) -> Source:
    """What the run in force read."""
    facts = dict(_of_run(connection, wave, runs.c.source))
    facts["columns"] = tuple(Column(**column) for column in facts["columns"])
    facts["warnings"] = tuple(facts["warnings"])
    return Source(**facts)


def ledger(connection: sa.Connection, wave: str) -> Ledger:
    """What became of every answer that the run in force received."""
    return _ledger(_of_run(connection, wave, runs.c.ledger))


def skips(connection: sa.Connection, wave: str, most: int | None = None) -> tuple[Skipped, ...]:
    """What the run in force could not do, in its order; of each reason the first `most`."""
    mine = skipped.c.run == last_run(find_wave(connection, wave))
    place = sa.func.row_number().over(partition_by=skipped.c.reason, order_by=skipped.c.position)
    ranked = sa.select(skipped, place.label("place")).where(mine).subquery()
    query = sa.select(ranked.c.id, ranked.c.stage, ranked.c.reason).order_by(ranked.c.position)
    if most is not None:
        query = query.where(ranked.c.place <= most)
    return tuple(Skipped(row.id, row.stage, row.reason) for row in connection.execute(query))


def redactions(connection: sa.Connection, wave: str) -> dict[str, int]:
    """What was taken out of the responses analysed, counted by kind."""
    query = sa.select(waves.c.summary).where(waves.c.pk == find_wave(connection, wave))
    return dict(connection.execute(query).scalar_one()["redactions"])


def _of_run(connection: sa.Connection, wave: str, column: sa.Column[Any]) -> Any:
    query = sa.select(column).where(runs.c.pk == last_run(find_wave(connection, wave)))
    return connection.execute(query).scalar_one()


def all_codebooks(connection: sa.Connection, project: str | None = None) -> tuple[Codebook, ...]:
    """Every version, or those of a project, oldest first."""
    query = sa.select(codebooks).order_by(codebooks.c.added, codebooks.c.version)
    if project is not None:
        pk = find_project(connection, project)
        used = sa.select(runs.c.codebook).join(waves, waves.c.pk == runs.c.wave)
        saved = sa.select(project_books.c.codebook).where(project_books.c.project == pk)
        mine = sa.union(used.where(waves.c.project == pk), saved)
        query = query.where(codebooks.c.version.in_(mine))
    return tuple(_codebook(row) for row in connection.execute(query))


def saved_books(connection: sa.Connection, project: str) -> dict[str, tuple[str, dt.datetime]]:
    """Who last saved each version for a project, and when."""
    pk = find_project(connection, project)
    if pk is None:
        return {}
    found = connection.execute(
        sa.select(project_books.c.codebook, project_books.c.by, project_books.c.at)
        .where(project_books.c.project == pk)
        .order_by(project_books.c.pk)
    )
    return {row.codebook: (row.by, row.at) for row in found}


def codebook(connection: sa.Connection, version: str) -> Codebook:
    """One version. UsageError names the known ones."""
    row = connection.execute(sa.select(codebooks).where(codebooks.c.version == version)).first()
    if row is None:
        known = ", ".join(book.version for book in all_codebooks(connection)) or "none yet"
        raise UsageError(f"No codebook has version '{version}'. Versions: {known}.")
    return _codebook(row)


def mapping(connection: sa.Connection, source: str) -> dict[str, Any] | None:
    """How a source is to be read, as last accepted."""
    query = sa.select(mappings.c.content).where(mappings.c.source == source)
    content: dict[str, Any] | None = connection.scalar(query)
    return content


def sources(connection: sa.Connection) -> frozenset[str]:
    """The sources that a mapping is kept for."""
    return frozenset(connection.scalars(sa.select(mappings.c.source)))


JUDGING = (
    "judged",
    "took back",
    "remarked",
    "coded blind",
    *(f"quote {status}" for status in STATUSES),
)
"""What the audit calls what people do that leaves all that was said as it is."""


def stamp(connection: sa.Connection, wave: str, judged: bool) -> str:
    """Changes with the run in force of a wave, and with each entry of the audit about the wave.

    Without `judged`, entries of JUDGING aside.
    """
    run = sa.select(sa.func.max(runs.c.pk)).join(waves, waves.c.pk == runs.c.wave)
    act = sa.select(sa.func.max(audit.c.pk)).where(audit.c.wave == wave)
    if not judged:
        act = act.where(audit.c.what.not_in(JUDGING))
    both = sa.select(run.where(waves.c.name == wave).scalar_subquery(), act.scalar_subquery())
    return " ".join(str(pk or 0) for pk in connection.execute(both).one())


def audit_log(connection: sa.Connection, limit: int, offset: int) -> tuple[AuditEntry, ...]:
    """Who did what, newest first."""
    rows = connection.execute(
        sa.select(audit).order_by(audit.c.pk.desc()).limit(limit).offset(offset)
    )
    return tuple(AuditEntry(row.by, row.what, row.at, pairs(row.details)) for row in rows)


def pairs(content: Sequence[Sequence[Any]]) -> tuple[tuple[Any, Any], ...]:
    """Lists of two, as JSON keeps them, as the pairs they were."""
    return tuple((name, value) for name, value in content)


def _ledger(content: tuple[int, int, Sequence[tuple[str, int]]]) -> Ledger:
    received, analysed, excluded = content
    return Ledger(received, analysed, pairs(excluded))


def _codebook(row: Any) -> Codebook:
    lists = ("include", "exclude", "examples", "phrases")
    themes: list[dict[str, Any]] = [
        {name: tuple(value) if name in lists else value for name, value in theme.items()}
        for theme in row.content
    ]
    return Codebook(row.name, tuple(Theme(**theme) for theme in themes), row.version)
