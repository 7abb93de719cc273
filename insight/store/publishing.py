"""Takes in a wave, whole or not at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from insight.errors import StoreError
from insight.store import rights
from insight.store.listing import find_project, find_wave, home_of
from insight.store.projection import last_run, project, summarise
from insight.store.rows import (
    Row,
    assignment_row,
    insert,
    insert_into,
    keep_codebook,
    reading_row,
)
from insight.store.schema import (
    assignments,
    group_sets,
    group_values,
    projects,
    questions,
    quotes,
    readings,
    responses,
    runs,
    segments,
    skipped,
    waves,
)
from insight.store.text import fold, text_hash
from insight.store.values import FIRST, PERSON
from insight.store.writing import record
from insight.types import Publication, Quote, Segment


def publish(connection: sa.Connection, p: Publication, by: str = "", into: str = "") -> bool:
    """Take in a wave; see `Store.publish`."""
    rights.require(connection, by, "publish a wave")
    _check(p)
    wave = _hold_wave(connection, p, into)
    last = connection.scalar(sa.select(runs.c.id).where(runs.c.pk == last_run(wave)))
    if last == p.run.id:
        return False
    connection.execute(sa.update(waves).where(waves.c.pk == wave).values(kind=p.kind))
    run = _write_run(connection, wave, p)
    keys = _write_responses(connection, wave, run, p)
    _replace_segments(connection, wave, run, keys, p)
    insert(
        connection,
        assignments,
        (assignment_row(a, keys[c.response.id], run) for c in p.coded for a in c.assignments),
    )
    insert(
        connection,
        readings,
        (reading_row(c.reading, keys[c.response.id], run) for c in p.coded if c.reading),
    )
    _write_quotes(connection, wave, keys, p)
    project(connection, wave)
    summarise(connection, wave)
    if by:
        facts = {
            "wave": p.wave,
            "project": home_of(connection, p.wave, ""),
            "model": p.run.model,
            "codebook": p.codebook.version,
        }
        record(connection, by, "wave published", p.run.finished, **facts)
    return True


def _check(p: Publication) -> None:
    """Refuse what would make the store lie."""
    ids = {c.response.id for c in p.coded}
    if len(ids) != len(p.coded):
        raise StoreError(f"Wave {p.wave}: {len(p.coded)} responses but {len(ids)} ids; not stored.")
    if not p.ledger.balanced:
        raise StoreError(
            f"Wave {p.wave}: {p.ledger.received} answers received but "
            f"{p.ledger.analysed + sum(n for _, n in p.ledger.excluded)} accounted for; not stored."
        )
    judges = {a.by for c in p.coded for a in c.assignments}
    judges |= {c.reading.by for c in p.coded if c.reading}
    if any(by.startswith(PERSON) for by in judges):
        raise StoreError(f"Wave {p.wave}: a run cannot speak for a person; not stored.")
    texts = {c.response.id: c.response.text for c in p.coded}
    passages: tuple[Segment | Quote, ...] = (*p.segments, *p.quotes)
    for passage in passages:
        text = texts.get(passage.response)
        if text is None or text[passage.start : passage.end] != passage.text:
            raise StoreError(
                f"Wave {p.wave}: a passage of response {passage.response} is not verbatim; "
                "not stored."
            )


def _hold_wave(connection: sa.Connection, p: Publication, into: str) -> int:
    """The key of a wave, made where it is new, held against every other writer.

    So is its project where the store has none yet.
    """
    home = home_of(connection, p.wave, into) or FIRST
    connection.execute(
        insert_into(connection, projects).on_conflict_do_nothing(index_elements=["name"]),
        {"name": home, "created": p.run.started},
    )
    connection.execute(
        insert_into(connection, waves).on_conflict_do_nothing(index_elements=["name"]),
        {"name": p.wave, "kind": p.kind, "project": find_project(connection, home)},
    )
    return find_wave(connection, p.wave, hold=True)


def _write_run(connection: sa.Connection, wave: int, p: Publication) -> int:
    keep_codebook(connection, p.codebook, p.run.finished)
    run: int = connection.scalars(
        sa.insert(runs).returning(runs.c.pk),
        {
            "id": p.run.id,
            "wave": wave,
            "input_hash": p.run.input_hash,
            "model": p.run.model,
            "codebook": p.codebook.version,
            "parameters": p.run.parameters,
            "n_in": p.run.n_in,
            "n_done": p.run.n_done,
            "n_skipped": p.run.n_skipped,
            "started": p.run.started,
            "finished": p.run.finished,
            "source": dataclasses.asdict(p.source),
            "ledger": (p.ledger.received, p.ledger.analysed, p.ledger.excluded),
        },
    ).one()
    insert(
        connection,
        skipped,
        (
            {"run": run, "position": n, "id": s.id, "stage": s.stage, "reason": s.reason}
            for n, s in enumerate(p.skipped)
        ),
    )
    return run


def _write_responses(
    connection: sa.Connection, wave: int, run: int, p: Publication
) -> dict[str, int]:
    """Add new responses and bring known ones up to date; give the key of each id."""
    asked = [c.title for c in p.source.columns if c.role == "open"]
    titles = dict.fromkeys([*asked, *(c.response.question for c in p.coded)])
    question = _write_questions(connection, wave, list(titles))
    group_set = _write_group_sets(connection, wave, {c.response.groups for c in p.coded})
    upsert = insert_into(connection, responses)
    kept = ("id", "wave", "text", "folded", "text_hash", "redactions", "respondent")
    upsert = upsert.on_conflict_do_update(
        index_elements=["id"],
        set_={c.name: upsert.excluded[c.name] for c in responses.c if c.name not in (*kept, "pk")},
    )
    known = set(connection.scalars(sa.select(responses.c.id).where(responses.c.wave == wave)))

    def rows(seen: bool) -> Iterator[Row]:
        for n, r in enumerate(c.response for c in p.coded):
            if (r.id in known) is seen:
                yield {
                    "id": r.id,
                    "wave": wave,
                    "run": run,
                    "position": n,
                    "question": question[r.question],
                    "respondent": r.respondent,
                    "row": r.row,
                    "group_set": group_set[r.groups],
                    "date": r.date,
                    "consent": r.consent,
                    "weight": r.weight,
                    "language": r.language,
                    "redactions": r.redactions,
                    "text": r.text,
                    "folded": fold(r.text),
                    "text_hash": text_hash(r.text),
                }

    insert(connection, responses, rows(seen=False))
    insert(connection, upsert, rows(seen=True))
    found = sa.select(responses.c.id, responses.c.pk).where(
        responses.c.wave == wave, responses.c.run == run
    )
    return {row.id: row.pk for row in connection.execute(found)}


def _write_questions(connection: sa.Connection, wave: int, titles: list[str]) -> dict[str, int]:
    mine = questions.c.wave == wave
    known = {row.title: row.pk for row in connection.execute(sa.select(questions).where(mine))}
    connection.execute(sa.update(questions).where(mine).values(position=None))
    for position, title in enumerate(titles):
        if title in known:
            connection.execute(
                sa.update(questions).where(questions.c.pk == known[title]).values(position=position)
            )
        else:
            known[title] = connection.scalars(
                sa.insert(questions).returning(questions.c.pk),
                {"wave": wave, "position": position, "title": title},
            ).one()
    return known


def _write_group_sets(
    connection: sa.Connection, wave: int, used: set[tuple[tuple[str, str], ...]]
) -> dict[tuple[tuple[str, str], ...], int]:
    mine = sa.select(group_sets).where(group_sets.c.wave == wave)

    def read() -> dict[tuple[tuple[str, str], ...], int]:
        return {
            tuple((name, value) for name, value in row.content): row.pk
            for row in connection.execute(mine)
        }

    new = sorted(used - read().keys())
    insert(connection, group_sets, ({"wave": wave, "content": content} for content in new))
    known = read()
    insert(
        connection,
        group_values,
        (
            {"group_set": known[content], "position": n, "name": name, "value": value}
            for content in new
            for n, (name, value) in enumerate(content)
        ),
    )
    return known


def _replace_segments(
    connection: sa.Connection, wave: int, run: int, keys: Mapping[str, int], p: Publication
) -> None:
    read = sa.select(responses.c.pk).where(responses.c.wave == wave, responses.c.run == run)
    connection.execute(sa.delete(segments).where(segments.c.response.in_(read)))
    insert(
        connection,
        segments,
        (
            {
                "response": keys[s.response],
                "position": n,
                "id": s.id,
                "start": s.start,
                "stop": s.end,
            }
            for n, s in enumerate(p.segments)
        ),
    )


def _write_quotes(
    connection: sa.Connection, wave: int, keys: Mapping[str, int], p: Publication
) -> None:
    """Replace what was only proposed; what a person decided on or cut stays as it is.

    A passage that is proposed for another theme, too, has the same words taken out of it.
    """
    untouched = quotes.c.shown.is_(None) & (quotes.c.status == "proposed")
    connection.execute(sa.delete(quotes).where(quotes.c.wave == wave, untouched))
    upsert = insert_into(connection, quotes)
    fresh = ("position", "score", "why", "attribution", "risks")
    upsert = upsert.on_conflict_do_update(
        index_elements=["response", "theme", "start", "stop"],
        set_={name: upsert.excluded[name] for name in fresh},
    )
    insert(
        connection,
        upsert,
        (
            {
                "wave": wave,
                "position": n,
                "theme": q.theme,
                "response": keys[q.response],
                "start": q.start,
                "stop": q.end,
                "score": q.score,
                "why": q.why,
                "attribution": q.attribution,
                "risks": q.risks,
                "status": q.status,
            }
            for n, q in enumerate(p.quotes)
        ),
    )
    cut = quotes.alias()
    same = [cut.c[name] == quotes.c[name] for name in ("response", "start", "stop")]
    shown = sa.select(sa.func.max(cut.c.shown)).where(*same).scalar_subquery()
    connection.execute(
        sa.update(quotes).where(quotes.c.wave == wave, untouched).values(shown=shown)
    )
