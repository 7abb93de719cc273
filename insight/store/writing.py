"""Keeps what people judge and decide, and takes out what the law asks to take out.

Whoever writes to a wave holds its row first: a publication, a deletion and an erasure alone
(`FOR UPDATE`), people's judgements side by side (`FOR SHARE`), so that no view is worked out from
half a change. SQLite has one writer at a time and needs no such care.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from insight.errors import StoreError, UsageError
from insight.store import rights
from insight.store.listing import find_project, find_wave, home_of, own_codebook
from insight.store.projection import among, last_run, project, summarise
from insight.store.rows import (
    assignment_row,
    insert,
    insert_into,
    keep_codebook,
    reading_row,
)
from insight.store.schema import (
    assignments,
    audit,
    blind_codes,
    current_codes,
    current_responses,
    group_sets,
    group_values,
    mappings,
    project_books,
    projects,
    questions,
    quotes,
    readings,
    remarks,
    responses,
    runs,
    segments,
    skipped,
    vectors,
    waves,
    withdrawals,
)
from insight.store.values import PERSON, STATUSES, AuditEntry, Remark, StaleError
from insight.types import Assignment, Codebook, Matrix, Quote, Reading
from insight.words import excerpt

# --- what people judge and decide -------------------------------------------------------------


def judge(
    connection: sa.Connection,
    judged: Sequence[Assignment],
    read: Sequence[Reading],
    expected: Mapping[str, int] | None,
    now: dt.datetime,
    noted: Mapping[str, Remark] | None = None,
) -> None:
    """Append what people judged; see `Store.judge`."""
    both: tuple[Assignment | Reading, ...] = (*judged, *read)
    noted = noted or {}
    if not both and not noted:
        return
    judges = {j.by for j in both}
    names = judges | {r.by for r in noted.values()}
    if others := {by for by in names if not by.startswith(PERSON)}:
        raise UsageError(f"Only people judge: 'user:<name>' is needed, not '{min(others)}'.")
    for by in sorted(names):
        rights.require(connection, by, "judge responses" if by in judges else "leave a remark")
    ids = sorted({j.response for j in both} | set(noted) | set(expected or ()))
    found = _hold(connection, ids)
    keys = {row.id: row.pk for row in found}
    _refuse_stale(connection, keys, expected or {})
    insert(connection, assignments, (assignment_row(a, keys[a.response], None) for a in judged))
    insert(connection, readings, (reading_row(r, keys[r.response], None) for r in read))
    insert(
        connection,
        remarks,
        (
            {
                "response": keys[id],
                "flagged": r.flagged,
                "note": r.note,
                "by": r.by,
                "at": r.at or now,
            }
            for id, r in noted.items()
        ),
    )
    for wave, name in sorted({(row.wave, row.name) for row in found}):
        here = {row.id: row.pk for row in found if row.wave == wave}
        project(connection, wave, list(here.values()))
        for by in sorted(names):
            theirs = [j for j in both if j.by == by and j.response in here]
            own = [r for id, r in noted.items() if r.by == by and id in here]
            if theirs:
                facts = {"responses": len({j.response for j in theirs}), "judgements": len(theirs)}
                record(connection, by, "judged", now, wave=name, **facts)
            if own:
                facts = {"responses": len(own), "flagged": sum(r.flagged for r in own)}
                record(connection, by, "remarked", now, wave=name, **facts)


def withdraw(
    connection: sa.Connection,
    id: str,
    by: str,
    expected: int,
    now: dt.datetime,
    noted: Remark | None = None,
) -> None:
    """Take back what people judged of a response; see `Store.withdraw`."""
    if not by.startswith(PERSON):
        raise UsageError(f"Only people take back: 'user:<name>' is needed, not '{by}'.")
    rights.require(connection, by, "judge responses")
    (found,) = _hold(connection, [id])
    _refuse_stale(connection, {id: found.pk}, {id: expected})
    last = {
        name: connection.scalar(
            sa.select(sa.func.max(table.c.pk)).where(
                table.c.response == found.pk, table.c.run.is_(None)
            )
        )
        or 0
        for name, table in (("assignment", assignments), ("reading", readings))
    }
    connection.execute(sa.insert(withdrawals), {"response": found.pk, **last, "by": by, "at": now})
    if noted is not None:
        row = {"response": found.pk, "flagged": noted.flagged, "note": noted.note}
        connection.execute(sa.insert(remarks), {**row, "by": noted.by, "at": noted.at or now})
    project(connection, found.wave, [found.pk])
    record(connection, by, "took back", now, wave=found.name, responses=1)


def code_blind(
    connection: sa.Connection, response: str, themes: Iterable[str], by: str, now: dt.datetime
) -> None:
    """Keep what a coder saw without seeing others' codes; see `Store.code_blind`."""
    if not by.startswith(PERSON):
        raise UsageError(f"Only people code blind: 'user:<name>' is needed, not '{by}'.")
    rights.require(connection, by, "code blind")
    (found,) = _hold(connection, [response])
    row = {"response": found.pk, "themes": sorted(set(themes)), "by": by, "at": now}
    connection.execute(sa.insert(blind_codes), row)
    record(connection, by, "coded blind", now, wave=found.name, responses=1)


def _hold(connection: sa.Connection, ids: Sequence[str]) -> Sequence[Any]:
    """The rows (id, pk, wave, its name) of responses, held against other writers.

    Raises StoreError if one is gone.

    Also held, shared, are their waves: no publication works on them meanwhile.
    """
    mine = among(connection, responses.c.id, ids)
    places = sa.select(responses.c.wave).where(mine)
    held = sa.select(waves.c.pk).where(waves.c.pk.in_(places)).order_by(waves.c.pk)
    connection.execute(held.with_for_update(read=True)).all()
    found = connection.execute(
        sa.select(responses.c.id, responses.c.pk, responses.c.wave, waves.c.name)
        .join(waves, waves.c.pk == responses.c.wave)
        .where(mine)
        .order_by(responses.c.pk)
        .with_for_update(of=responses)
    ).all()
    if missing := set(ids) - {row.id for row in found}:
        raise StoreError(
            f"Response {min(missing)} is no longer in the store: its wave was deleted or its "
            "respondent erased. Load the page again."
        )
    return found


def _refuse_stale(
    connection: sa.Connection, keys: Mapping[str, int], expected: Mapping[str, int]
) -> None:
    view = current_responses
    wanted = {keys[id]: (id, version) for id, version in expected.items()}
    for row in connection.execute(
        sa.select(view.c.response, view.c.version)
        .where(among(connection, view.c.response, list(wanted)))
        .order_by(view.c.response)
    ):
        id, version = wanted[row.response]
        if row.version == version:
            continue
        made = (
            *(
                sa.select(t.c.by, t.c.at).where(t.c.response == row.response, t.c.run.is_(None))
                for t in (assignments, readings)
            ),
            *(
                sa.select(t.c.by, t.c.at).where(t.c.response == row.response)
                for t in (remarks, withdrawals)
            ),
        )
        last = connection.execute(sa.union_all(*made).order_by(sa.desc("at"))).first()
        if last is None:
            raise StoreError(f"Response {id} has version 0, not {version}. Load the page again.")
        raise StaleError(id, last.by, last.at, row.version)


def set_quote_status(
    connection: sa.Connection,
    quote: Quote,
    status: str,
    by: str,
    now: dt.datetime,
    shown: str | None = None,
) -> None:
    """Decide on a quote; see `Store.set_quote_status`."""
    if status not in STATUSES:
        raise UsageError(f"A quote cannot be '{status}'. It can be: {', '.join(STATUSES)}.")
    found = connection.execute(
        sa.select(
            *(quotes.c[name] for name in ("pk", "risks", "response", "start", "stop")),
            *(responses.c.consent, responses.c.text),
            waves.c.name.label("wave"),
        )
        .join(responses, responses.c.pk == quotes.c.response)
        .join(waves, waves.c.pk == responses.c.wave)
        .where(
            responses.c.id == quote.response,
            quotes.c.theme == quote.theme,
            quotes.c.start == quote.start,
            quotes.c.stop == quote.end,
        )
        .with_for_update(of=(quotes, responses))
    ).first()
    if found is None:
        raise StoreError(
            f"The quote for {quote.theme} is no longer proposed: a newer run replaced it, or its "
            "respondent was erased. Load the page again."
        )
    risky = status == "approved" and found.risks
    act = "approve a quote that may point at a person" if risky else "decide on a quote"
    rights.require(connection, by, act)
    if status == "approved" and found.consent is False:
        raise UsageError("Who said this refused to be quoted. It cannot be approved.")
    values: dict[str, Any] = {"status": status}
    if shown is not None:
        whole = found.text[quote.start : quote.end]
        cut = excerpt(whole, shown)
        values["shown"] = None if cut == whole else cut
    connection.execute(sa.update(quotes).where(quotes.c.pk == found.pk).values(values))
    if values.get("shown"):
        # The same words under another theme would tell what was taken out here.
        same = [quotes.c[name] == getattr(found, name) for name in ("response", "start", "stop")]
        whole_ones = sa.update(quotes).where(*same, quotes.c.shown.is_(None))
        connection.execute(whole_ones.values(shown=values["shown"]))
    cut_down = {} if shown is None else {"cut": "yes" if values["shown"] else "no"}
    facts = {"wave": found.wave, "theme": quote.theme, **cut_down}
    record(connection, by, f"quote {status}", now, **facts)


def set_role(connection: sa.Connection, name: str, role: str, by: str, now: dt.datetime) -> None:
    """Give a person a role; see `Store.set_role`."""
    rights.give(connection, name, role, by, now)
    record(
        connection, by, "role given" if role else "role taken", now, name=name, role=role or "none"
    )


def save_mapping(
    connection: sa.Connection, source: str, content: Mapping[str, Any], by: str, now: dt.datetime
) -> None:
    """Keep how a source is to be read; see `Store.save_mapping`."""
    rights.require(connection, by, "keep how a file is read")
    upsert = insert_into(connection, mappings)
    upsert = upsert.on_conflict_do_update(
        index_elements=["source"],
        set_={name: upsert.excluded[name] for name in ("content", "by", "at")},
    )
    connection.execute(upsert, {"source": source, "content": dict(content), "by": by, "at": now})
    record(connection, by, "mapping saved", now, source=source)


def log(connection: sa.Connection, entries: Iterable[AuditEntry]) -> None:
    """Append to the audit."""
    insert(
        connection,
        audit,
        (
            {
                "by": e.by,
                "what": e.what,
                "at": e.at,
                "details": e.details,
                "wave": dict(e.details).get("wave"),
            }
            for e in entries
        ),
    )


def record(
    connection: sa.Connection, by: str, what: str, at: dt.datetime, **details: object
) -> None:
    """Append one entry to the audit."""
    pairs = tuple((key, str(value)) for key, value in details.items())
    log(connection, [AuditEntry(by, what, at, pairs)])


# --- projects ---------------------------------------------------------------------------------


def add_project(
    connection: sa.Connection, name: str, book: Codebook, by: str, now: dt.datetime
) -> None:
    """Make a project; see `Store.add_project`."""
    rights.require(connection, by, "make, rename or delete a project")
    name = _free_name(connection, name)
    pk = connection.scalars(
        sa.insert(projects).returning(projects.c.pk), {"name": name, "created": now}
    ).one()
    _put_in_force(connection, pk, book, by, now)
    record(connection, by, "project made", now, project=name, codebook=book.version)


def rename_project(
    connection: sa.Connection, name: str, new: str, by: str, now: dt.datetime
) -> None:
    """Give a project another name; see `Store.rename_project`."""
    rights.require(connection, by, "make, rename or delete a project")
    pk, before = _held_project(connection, name)
    new = _free_name(connection, new)
    connection.execute(sa.update(projects).where(projects.c.pk == pk).values(name=new))
    record(connection, by, "project renamed", now, project=before, to=new)


def delete_project(connection: sa.Connection, name: str, by: str, now: dt.datetime) -> None:
    """Take a project out that has no wave; see `Store.delete_project`."""
    rights.require(connection, by, "make, rename or delete a project")
    pk, name = _held_project(connection, name)
    its_waves = sa.select(waves.c.name).where(waves.c.project == pk)
    if held := connection.scalars(its_waves.order_by(waves.c.pk)).all():
        raise UsageError(
            f"'{name}' has {'a wave' if len(held) == 1 else f'{len(held)} waves'} "
            f"({', '.join(held[:5])}{', …' if len(held) > 5 else ''}): move or delete "
            f"{'it' if len(held) == 1 else 'them'} first."
        )
    if connection.scalar(sa.select(sa.func.count()).select_from(projects)) == 1:
        raise UsageError(f"'{name}' is the only project: rename it instead.")
    connection.execute(sa.delete(project_books).where(project_books.c.project == pk))
    connection.execute(sa.delete(projects).where(projects.c.pk == pk))
    record(connection, by, "project deleted", now, project=name)


def move_wave(
    connection: sa.Connection, wave: str, project: str, by: str, now: dt.datetime
) -> None:
    """Put a wave into another project; see `Store.move_wave`."""
    rights.require(connection, by, "move a wave")
    pk, before = find_wave(connection, wave, hold=True), home_of(connection, wave, "")
    key, to = _held_project(connection, project)
    if before != to:
        connection.execute(sa.update(waves).where(waves.c.pk == pk).values(project=key))
        facts = {"wave": wave, "from": before, "to": to}
        record(connection, by, "wave moved", now, **facts)


def save_codebook(
    connection: sa.Connection,
    project: str,
    before: Codebook,
    after: Codebook,
    by: str,
    now: dt.datetime,
    changes: int,
) -> None:
    """Put a codebook in force for a project; see `Store.save_codebook`."""
    rights.require(connection, by, "save the codebook")
    pk, name = _held_project(connection, project)
    held = own_codebook(connection, name)
    if held is None:
        _put_in_force(connection, pk, before, by, now)
    elif held.version != before.version:
        raise StoreError("Someone saved the codebook meanwhile. Discard, and change it again.")
    _put_in_force(connection, pk, after, by, now)
    facts = {"project": name, "from": before.version, "to": after.version, "changes": changes}
    record(connection, by, "codebook saved", now, **facts)


def _put_in_force(
    connection: sa.Connection, project: int, book: Codebook, by: str, now: dt.datetime
) -> None:
    keep_codebook(connection, book, now)
    row = {"project": project, "codebook": book.version, "by": by, "at": now}
    connection.execute(sa.insert(project_books), row)


def _held_project(connection: sa.Connection, name: str) -> tuple[int, str]:
    """The key and the name of a project, held against other writers."""
    pk = find_project(connection, name, hold=True)
    if pk is None:
        raise UsageError("There is no project yet: make one, or add a wave.")
    return pk, connection.scalars(sa.select(projects.c.name).where(projects.c.pk == pk)).one()


def _free_name(connection: sa.Connection, name: str) -> str:
    """A name for a project, spaces in order. Raises UsageError for none, or one that is taken."""
    name = " ".join(name.split())
    if not name:
        raise UsageError("A project needs a name.")
    if connection.scalar(sa.select(projects.c.pk).where(projects.c.name == name)):
        raise UsageError(f"There is a project called '{name}' already. Give another name.")
    return name


# --- vectors ----------------------------------------------------------------------------------


def save_vectors(connection: sa.Connection, model: str, found: Mapping[str, Matrix]) -> None:
    """Keep vectors; see `Store.save_vectors`."""
    import numpy as np

    upsert = insert_into(connection, vectors)
    upsert = upsert.on_conflict_do_update(
        index_elements=["model", "hash"],
        set_={name: upsert.excluded[name] for name in ("rows", "dim", "data")},
    )
    insert(
        connection,
        upsert,
        (
            {
                "model": model,
                "hash": key,
                "rows": found[key].shape[0],
                "dim": found[key].shape[1],
                "data": np.ascontiguousarray(found[key], dtype="<f4").tobytes(),
            }
            for key in sorted(found)  # one order for all writers: no deadlock
        ),
        batch=500,
    )


# --- taking out -------------------------------------------------------------------------------


def delete_wave(connection: sa.Connection, name: str, by: str, now: dt.datetime) -> None:
    """Take a wave out; see `Store.delete_wave`."""
    rights.require(connection, by, "delete a wave")
    wave = find_wave(connection, name, hold=True)
    gone = _forget(connection, responses.c.wave == wave)
    its_runs = sa.select(runs.c.pk).where(runs.c.wave == wave)
    its_sets = sa.select(group_sets.c.pk).where(group_sets.c.wave == wave)
    connection.execute(sa.delete(skipped).where(skipped.c.run.in_(its_runs)))
    connection.execute(sa.delete(group_values).where(group_values.c.group_set.in_(its_sets)))
    for table in (group_sets, questions, runs):
        connection.execute(sa.delete(table).where(table.c.wave == wave))
    connection.execute(sa.delete(waves).where(waves.c.pk == wave))
    sweep_vectors(connection)
    record(connection, by, "wave deleted", now, wave=name, responses=gone)


def erase_respondent(
    connection: sa.Connection, name: str, respondent: str, by: str, now: dt.datetime
) -> int:
    """Take one person's answers out; see `Store.erase_respondent`."""
    rights.require(connection, by, "erase a respondent")
    wave = find_wave(connection, name, hold=True)
    theirs = (responses.c.wave == wave) & (responses.c.respondent == respondent)
    in_file = connection.scalar(
        sa.select(sa.func.count()).where(theirs, responses.c.run == last_run(wave))
    )
    erased = _forget(connection, theirs)
    if not erased:
        raise UsageError(f"Wave {name}: no respondent is known by that id.")
    unused = sa.select(group_sets.c.pk).where(
        group_sets.c.wave == wave,
        ~sa.exists().where(responses.c.group_set == group_sets.c.pk),
    )
    connection.execute(sa.delete(group_values).where(group_values.c.group_set.in_(unused)))
    connection.execute(sa.delete(group_sets).where(group_sets.c.pk.in_(unused)))
    _correct_ledger(connection, wave, in_file or 0)
    sweep_vectors(connection)
    summarise(connection, wave)
    record(connection, by, "respondent erased", now, wave=name, responses=erased)
    return erased


def _correct_ledger(connection: sa.Connection, wave: int, erased: int) -> None:
    """Nothing vanishes, not even here: what was erased is no longer counted as analysed."""
    run, (received, analysed, excluded) = connection.execute(
        sa.select(runs.c.pk, runs.c.ledger).where(runs.c.pk == last_run(wave))
    ).one()
    reasons = dict(excluded)
    if erased:
        reasons["erased on request"] = reasons.get("erased on request", 0) + erased
    ledger = (received, analysed - erased, list(reasons.items()))
    connection.execute(sa.update(runs).where(runs.c.pk == run).values(ledger=ledger))


def _forget(connection: sa.Connection, which: sa.ColumnElement[bool]) -> int:
    """Delete responses and all that hangs on them; give their number."""
    keys = connection.scalars(sa.select(responses.c.pk).where(which)).all()
    hanging = (segments, assignments, readings, withdrawals, remarks, blind_codes, quotes)
    for table in (current_codes, current_responses, *hanging):
        connection.execute(sa.delete(table).where(among(connection, table.c.response, keys)))
    connection.execute(sa.delete(responses).where(among(connection, responses.c.pk, keys)))
    return len(keys)


def sweep_vectors(connection: sa.Connection) -> None:
    """Delete vectors of texts that no response has any more."""
    used = sa.exists().where(responses.c.text_hash == vectors.c.hash)
    connection.execute(sa.delete(vectors).where(~used))
