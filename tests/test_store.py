"""The store keeps what it is given, exactly, once, and never a half of it; on both databases."""

import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from insight import findings
from insight.errors import InsightError, StoreError, UsageError
from insight.store import AuditEntry, Remark, StaleError, Store, database, text_hash
from insight.store.schema import metadata
from insight.types import (
    Assignment,
    Codebook,
    Coded,
    Column,
    Evidence,
    Ledger,
    Publication,
    Quote,
    Reading,
    Response,
    Run,
    Segment,
    Skipped,
    Source,
    Theme,
)

DAY = dt.datetime(2024, 3, 1, 9, 30, 0, 250, tzinfo=dt.UTC)
SAFETY, STREET = "What would make you feel safer?", "What is it like where you live?"
HOSTILE = (
    "Nul \x00 and sub \x1a0000, \u202eright to left\u202c, zero\u200bwidth, <b>&amp;</b>, "
    "$\\LaTeX$, line\r\nbreaks\tand 'quotes' \"%s\" ?, lone \ud83d surrogate, "
    "emoji 🚓👮🏽‍♀️, বাংলা, Soomaali, é e\u0301"
)

#       who    question  text                                     ward     age      themes
TABLE = (
    ("r1", SAFETY, "More police on the estate, please.", "Bow", "25–34", ("police",)),
    ("r1", STREET, "Noise from mopeds all night.", "Bow", "25–34", ("noise", "mopeds")),
    ("r2", SAFETY, "Better lights in the park.", "Lansbury", "65+", ("lights",)),
    ("r2", STREET, "Quiet. I love it.", "Lansbury", "65+", ()),
    ("r3", SAFETY, "POLICE and lights. Café noise.", "Bow", "65+", ("police", "lights")),
)
THEMES = ("police", "noise", "mopeds", "lights")


def rid(who: str, question: str, text: str, wave: str = "2024") -> str:
    content = "\x1f".join((wave, question, who, text)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()[:16]


def judgement(response: str, theme: str, by: str = "model:mini@v1", **rest) -> Assignment:
    base = Assignment(
        response, theme, 0.75, True, (Evidence(0, 4, "phrase", theme),), by, DAY, "neg", False
    )
    return dataclasses.replace(base, **rest)


def reading(response: str, by: str = "model:mini@v1", **rest) -> Reading:
    return dataclasses.replace(Reading(response, "neg", 0.9, False, 0.2, None, by, DAY), **rest)


def publication(table=TABLE, *, wave="2024", run="run-1", version="v1", **rest) -> Publication:
    """A wave made of a table; every figure follows from it."""
    by = f"model:mini@{version}"
    coded, segments, quotes = [], [], []
    for row, (who, question, text, ward, age, themes) in enumerate(table, start=1):
        id = rid(who, question, text, wave)
        response = Response(
            id,
            wave,
            question,
            who,
            text,
            row=row,
            groups=(("Ward", ward), ("Age", age)),
            date=dt.date(2024, 2, 1) + dt.timedelta(days=row),
            consent=(False, True, None)[row % 3],
            weight=1.25,
            redactions=(("phone", 1), ("name", 2)) if row == 1 else (),
        )
        please = text.find("please")
        coded.append(
            Coded(
                response,
                tuple(judgement(id, theme, by, uncertain=theme == "mopeds") for theme in themes),
                reading(
                    id,
                    by,
                    tone="neg" if themes else "pos",
                    ask=please >= 0,
                    ask_span=(please, please + 6) if please >= 0 else None,
                ),
            )
        )
        segments.append(Segment(f"{id}:0", id, 0, 5, text[:5]))
        quotes += [
            Quote(theme, id, 0, 9, text[:9], 0.5, "typical", f"resident, {age}", ("small group",))
            for theme in themes[:1]
        ]
    columns = (
        Column("id", "id", "unique"),
        Column("q1", "open", "long answers", SAFETY),
        Column("q2", "open", "long answers", STREET),
        Column("Ward", "group", "few values"),
        Column("Age", "group", "few values"),
    )
    file = hashlib.sha256(run.encode()).hexdigest()
    whole = Publication(
        wave=wave,
        kind="survey",
        source=Source(f"{wave}.csv", file, "csv", "cp1252", ";", 1, 7, columns, warnings=("odd",)),
        ledger=Ledger(len(table) + 2, len(table), (("blank", 2),)),
        skipped=(Skipped("row 6", "read", "blank"), Skipped("row 7", "read", "blank")),
        coded=tuple(coded),
        segments=tuple(segments),
        quotes=tuple(quotes),
        codebook=Codebook(
            "Safety", tuple(Theme(t, t.title(), "d", ("in",), ("out",)) for t in THEMES), version
        ),
        run=Run(
            *(run, wave, f"input of {run}", "mini", version, (("seed", "7"),)),
            *(len(table) + 2, len(table), 2, DAY, DAY + dt.timedelta(minutes=1)),
        ),
    )
    return dataclasses.replace(whole, **rest)


def by_text(store: Store, start: str, wave: str = "2024") -> Coded:
    (found,) = [c for c in store.coded(wave, absent=True) if c.response.text.startswith(start)]
    return found


def everything(store: Store, wave: str = "2024") -> tuple:
    return (
        store.waves(),
        store.last_run(wave),
        store.source(wave),
        store.skipped(wave),
        store.coded(wave, absent=True),
        store.segments(wave),
        store.quotes(wave),
        store.codebooks(),
        [store.history(c.response.id) for c in store.coded(wave)],
    )


# --- projects ---------------------------------------------------------------------------------

ADA = "user:Ada"
GREEN = Codebook("Parks", (Theme("trees", "Trees", "d"), Theme("noise", "Noise", "of geese")), "g1")


def test_a_first_wave_makes_a_project_and_each_sees_its_own_waves(store: Store) -> None:
    assert (store.projects(), store.waves(""), store.own_codebook()) == ((), (), None)
    assert (store.home_of("2024"), store.home_of("2024", "Any")) == ("", "Any")
    store.publish(publication())
    store.add_project("  Parks   plan ", GREEN, ADA)
    store.publish(publication(wave="Parks 2024", run="run-2", version="g1"), project="Parks plan")
    assert [p.name for p in store.projects()] == ["First project", "Parks plan"]
    seen = {p: [w.name for w in store.waves(p)] for p in ("", "First project", "Parks plan")}
    assert seen == {"": ["2024"], "First project": ["2024"], "Parks plan": ["Parks 2024"]}
    assert [w.project for w in store.waves()] == ["First project", "Parks plan"]
    assert store.audit_log()[0].details == (("project", "Parks plan"), ("codebook", "g1"))
    with pytest.raises(UsageError, match=r"No project is called 'Roads'. Projects: First project,"):
        store.waves("Roads")


def test_the_first_project_is_called_as_who_makes_it_wants(store: Store) -> None:
    store.publish(publication(), project="Safety plan")
    assert [w.project for w in store.waves()] == ["Safety plan"]


def test_a_wave_has_one_home(store: Store) -> None:
    """Ids of responses hold the wave's name: two of the same name would be one."""
    store.publish(publication())
    store.add_project("Parks", GREEN, ADA)
    before = everything(store)
    with pytest.raises(UsageError, match="'2024' is in the project 'First project', not in 'Park"):
        store.publish(publication(run="run-2"), project="Parks")
    with pytest.raises(UsageError, match="No project is called 'Roads'"):
        store.publish(publication(wave="2025", run="run-2"), project="Roads")
    assert everything(store) == before
    store.move_wave("2024", "Parks", ADA)
    assert store.publish(publication(run="run-2")), "a new edition goes where the wave is"
    assert (store.home_of("2024"), store.wave("2024").project) == ("Parks", "Parks")
    assert store.audit_log()[0].details == (
        *(("wave", "2024"), ("from", "First project"), ("to", "Parks")),
    )


def test_a_project_is_renamed_and_names_are_used_once(store: Store) -> None:
    store.publish(publication())
    store.add_project("Parks", GREEN, ADA)
    store.rename_project("First project", "Safety", ADA)
    assert [w.project for w in store.waves()] == ["Safety"]
    assert store.audit_log()[0].details == (("project", "First project"), ("to", "Safety"))
    for call, why in (
        (lambda: store.rename_project("Safety", " Parks ", ADA), "called 'Parks' already"),
        (lambda: store.add_project("Parks", GREEN, ADA), "called 'Parks' already"),
        (lambda: store.add_project("  ", GREEN, ADA), "needs a name"),
        (lambda: store.rename_project("Roads", "Streets", ADA), "No project is called 'Roads'"),
        (lambda: store.move_wave("2024", "Roads", ADA), "No project is called 'Roads'"),
    ):
        with pytest.raises(UsageError, match=why):
            call()


def test_each_project_has_the_codebook_last_saved_for_it(store: Store) -> None:
    store.publish(publication())
    store.add_project("Parks", GREEN, ADA)
    safety = publication().codebook
    later = dataclasses.replace(GREEN, version="g2")
    store.save_codebook("Parks", GREEN, later, ADA, 1)
    assert (store.own_codebook("Parks"), store.own_codebook()) == (later, None)
    with pytest.raises(StoreError, match="Someone saved the codebook meanwhile"):
        store.save_codebook("Parks", GREEN, dataclasses.replace(GREEN, version="g3"), ADA, 1)
    store.save_codebook("Parks", later, GREEN, ADA, 1)
    assert store.own_codebook("Parks") == GREEN, "an earlier one may be put back"
    store.save_codebook("", safety, dataclasses.replace(safety, version="v2"), ADA, 1)
    versions = {p.name: [b.version for b in store.codebooks(p.name)] for p in store.projects()}
    assert versions == {"First project": ["v1", "v2"], "Parks": ["g1", "g2"]}
    assert [p.codebook for p in store.projects()] == ["v2", "g1"]
    with pytest.raises(StoreError), store._database.write() as connection:
        connection.execute(sa.update(metadata.tables["project_books"]).values(by="x"))


def test_what_people_do_keeps_their_project_active(store: Store) -> None:
    store.publish(publication())
    store.add_project("Parks", GREEN, ADA)
    first, parks = store.projects()
    assert store.last_acts()["First project"] == publication().run.finished
    assert store.last_acts()["Parks"] >= parks.created > first.created
    at = DAY + dt.timedelta(days=400)
    person = judgement(store.ids("2024")[0], "noise", ADA, at=at)
    store.judge([person])
    assert store.last_acts()["First project"] == at
    assert store.corrections("Parks") == ()
    assert store.corrections("First project") == store.corrections() != ()


# --- publishing -------------------------------------------------------------------------------


def test_what_goes_in_comes_out(store: Store) -> None:
    p = publication()
    assert store.publish(p) is True
    assert store.coded("2024") == p.coded
    assert store.segments("2024") == p.segments
    assert store.quotes("2024") == p.quotes
    assert store.quotes("2024", "police") == tuple(q for q in p.quotes if q.theme == "police")
    assert store.source("2024") == p.source
    assert store.ledger("2024") == p.ledger
    assert store.skipped("2024") == p.skipped
    first = {s.reason: s for s in reversed(p.skipped)}
    assert set(store.skipped("2024", 1)) == set(first.values())
    assert store.codebooks() == (p.codebook,)
    assert store.codebook("v1") == p.codebook
    assert store.redactions("2024") == {"name": 2, "phone": 1}
    assert store.last_run("2024") == p.run
    assert store.published("2024", "input of run-1") == p.run
    assert store.published("2024", "another input") is None
    assert store.last_run("2023") is None


def test_a_new_field_needs_a_new_column() -> None:
    """A field that someone adds to a value would be lost without a word: add its column, too."""
    stored = {
        Response: "id wave question respondent text row groups date consent weight redactions "
        "language",
        Assignment: "response theme score present evidence by at tone uncertain",
        Evidence: "start end why detail",
        Reading: "response tone tone_score ask ask_score ask_span by at",
        Segment: "id response start end text",
        Quote: "theme response start end text score why attribution risks status whole",
        Run: "id wave input_hash model codebook parameters n_in n_done n_skipped started finished",
        Skipped: "id stage reason",
        Ledger: "received analysed excluded",
        Coded: "response assignments reading version checked",
        Publication: "wave kind source ledger skipped coded segments quotes codebook run",
    }
    for value, names in stored.items():
        assert " ".join(field.name for field in dataclasses.fields(value)) == names


def test_a_wave_is_described(store: Store) -> None:
    p = publication()
    store.publish(p)
    (info,) = store.waves()
    assert info == store.wave("2024")
    assert (info.name, info.kind, info.file) == ("2024", "survey", "2024.csv")
    assert (info.responses, info.respondents, info.gone) == (5, 3, 0)
    assert info.questions == (SAFETY, STREET)
    assert info.groups == (("Ward", ("Bow", "Lansbury")), ("Age", ("25–34", "65+")))
    assert (info.codebook, info.model, info.ledger) == ("v1", "mini", p.ledger)
    assert (info.sha256, info.published) == (p.source.sha256, p.run.finished)


def test_publishing_twice_changes_nothing(store: Store) -> None:
    store.publish(publication())
    before = everything(store)
    assert store.publish(publication()) is False
    assert everything(store) == before


@pytest.mark.parametrize("known", [False, True])
def test_a_failure_half_way_leaves_the_old_state(store: Store, known: bool) -> None:
    if known:
        store.publish(publication())
    before = everything(store) if known else store.waves()
    good = publication(TABLE[1:], run="run-2")
    bad = dataclasses.replace(good.quotes[-1], score=None)  # refused long after the responses
    with pytest.raises(StoreError, match="nothing was changed"):
        store.publish(dataclasses.replace(good, quotes=(*good.quotes[:-1], bad)))
    assert (everything(store) if known else store.waves()) == before
    assert store.publish(good) is True


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda p: {"coded": (*p.coded, p.coded[0])}, "6 responses but 5 ids"),
        (lambda p: {"ledger": Ledger(9, 5, (("blank", 2),))}, "9 answers received but 7"),
        (
            lambda p: {"quotes": (dataclasses.replace(p.quotes[0], text="Never said"),)},
            "not verbatim",
        ),
        (
            lambda p: {"segments": (dataclasses.replace(p.segments[0], response="?"),)},
            "not verbatim",
        ),
        (
            lambda p: {
                "coded": (dataclasses.replace(p.coded[0], reading=reading("x", "user:ann")),)
            },
            "cannot speak for a person",
        ),
    ],
)
def test_a_wave_that_would_make_the_store_lie_is_refused(store, spoil, complaint) -> None:
    p = publication()
    with pytest.raises(StoreError, match=complaint):
        store.publish(dataclasses.replace(p, **spoil(p)))
    assert store.waves() == ()


def test_a_new_model_appends_and_is_in_force(store: Store) -> None:
    store.publish(publication())
    recoded = tuple((*row[:5], ("noise",)) for row in TABLE)
    assert store.publish(publication(recoded, run="run-2", version="v2"))
    assert {c.themes for c in store.coded("2024")} == {("noise",)}
    assert store.wave("2024").codebook == "v2"
    assert [c.version for c in store.codebooks()] == ["v1", "v2"]
    made = store.history(store.coded("2024")[0].response.id)
    assert [j.theme for j in made if isinstance(j, Assignment)] == ["police", "noise"]
    assert [j.by for j in made if isinstance(j, Reading)] == ["model:mini@v1", "model:mini@v2"]
    assert store.publish(publication()), "an earlier run can be put in force again"
    assert store.coded("2024") == publication().coded


def test_an_edited_file_adds_marks_gone_and_updates(store: Store) -> None:
    store.publish(publication())
    lost = by_text(store, "Quiet").response
    store.judge([judgement(lost.id, "noise", "user:ann")])
    moved = tuple((who, q, text, "Mile End", age, t) for who, q, text, _, age, t in TABLE)
    edited = (*moved[:3], moved[4], ("r4", STREET, "Fine.", "Weavers", "18–24", ()))
    store.publish(publication(edited, run="run-2"))
    info = store.wave("2024")
    assert (info.responses, info.respondents, info.gone) == (5, 4, 1)
    assert info.groups[0] == ("Ward", ("Mile End", "Weavers"))
    assert [c.response.text[:4] for c in store.coded("2024")] == [
        *("More", "Nois", "Bett", "POLI", "Fine")
    ]
    assert store.coded("2024", ids=[lost.id]) == ()
    assert [c.response.id for c in store.corrections()] == [lost.id], "the work is not lost"
    store.publish(publication(run="run-3"))
    assert by_text(store, "Quiet").themes == ("noise",), "back in the file, a person's code holds"
    assert store.wave("2024").groups[0] == ("Ward", ("Bow", "Lansbury"))


def test_a_question_that_is_no_longer_asked_is_no_longer_listed(store: Store) -> None:
    store.publish(publication())
    once = publication(TABLE[::2], run="run-2")
    columns = tuple(c for c in once.source.columns if c.name != "q2")
    store.publish(
        dataclasses.replace(once, source=dataclasses.replace(once.source, columns=columns))
    )
    assert store.wave("2024").questions == (SAFETY,)


def test_waves_are_kept_apart(store: Store) -> None:
    store.publish(publication())
    store.publish(publication(TABLE[:2], wave="2025", run="run-2"))
    assert [w.name for w in store.waves()] == ["2024", "2025"]
    assert store.count("2024", theme="police") == 2
    assert store.count("2025", theme="police") == 1
    assert store.count("2025", groups={"Age": "65+"}) == 0
    with pytest.raises(UsageError, match=r"No wave is called '2026'\. Waves: 2024, 2025\."):
        store.coded("2026")


def test_an_empty_store_says_so(store: Store) -> None:
    assert store.waves() == ()
    with pytest.raises(UsageError, match="the store is empty"):
        store.wave("2024")
    with pytest.raises(UsageError, match="Versions: none yet"):
        store.codebook("v1")


def test_looking_for_a_published_run_is_one_query(store: Store) -> None:
    store.publish(publication())
    asked = []
    listen = (store._database.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    sa.event.listen(*listen)
    store.published("2024", "input of run-1")
    assert len([sql for sql in asked if sql.startswith("SELECT")]) == 1


# --- people -----------------------------------------------------------------------------------


def test_a_person_outranks_a_model(store: Store) -> None:
    store.publish(publication())
    noise = by_text(store, "Noise").response
    store.judge(
        [
            judgement(noise.id, "mopeds", "user:ann", present=False, score=0.0),
            judgement(noise.id, "lights", "user:ann", evidence=()),
        ],
        [reading(noise.id, "user:ann", tone="mix", ask=True, ask_span=(0, 5))],
    )
    now = by_text(store, "Noise")
    assert now.themes == ("noise", "lights")
    assert now.reading.tone == "mix"
    assert now.reading.ask_span == (0, 5)
    assert [a.theme for a in store.coded("2024", ids=[noise.id])[0].assignments] == [
        *("noise", "lights")
    ]
    store.publish(publication(run="run-2", version="v2"))
    again = by_text(store, "Noise")
    assert {a.theme: (a.present, a.by) for a in again.assignments} == {
        "noise": (True, "model:mini@v2"),
        "mopeds": (False, "user:ann"),
        "lights": (True, "user:ann"),
    }
    assert again.reading.by == "user:ann"
    store.judge([judgement(noise.id, "mopeds", "user:bob", at=DAY - dt.timedelta(days=9))])
    assert "mopeds" in by_text(store, "Noise").themes, "the last to save holds, whatever the clock"
    assert [(c.response.id, c.version) for c in store.corrections()] == [(noise.id, 4)]


def test_only_people_judge(store: Store) -> None:
    store.publish(publication())
    first = store.coded("2024")[0].response.id
    with pytest.raises(UsageError, match="'user:<name>' is needed, not 'model:mini@v1'"):
        store.judge([judgement(first, "noise")])
    with pytest.raises(StoreError, match="no longer in the store"):
        store.judge([judgement(first, "noise", "user:ann"), judgement("?", "noise", "user:ann")])
    assert store.corrections() == ()


def test_a_stale_save_says_who_and_when_and_saves_nothing(store: Store) -> None:
    store.publish(publication())
    seen = by_text(store, "Better")
    id = seen.response.id
    store.judge([judgement(id, "noise", "user:ann")], expected={id: seen.version})
    later = reading(id, "user:bob", tone="pos", at=DAY + dt.timedelta(hours=2))
    store.judge([], [later], expected={id: 1})
    with pytest.raises(StaleError, match="changed by bob at 11:30 on 01 March 2024") as caught:
        store.judge([judgement(id, "mopeds", "user:cat")], expected={id: seen.version})
    stale = caught.value
    assert (stale.response, stale.by, stale.at, stale.version) == (id, "user:bob", later.at, 2)
    assert by_text(store, "Better").themes == ("lights", "noise")
    store.publish(publication(run="run-2"))
    store.judge([judgement(id, "mopeds", "user:cat")], expected={id: 2})
    assert by_text(store, "Better").version == 3, "a re-run makes no reviewer stale"


def test_judgements_cannot_be_changed_even_by_hand(store: Store) -> None:
    store.publish(publication())
    store.audit([AuditEntry("user:ann", "report exported", DAY)])
    before = everything(store), store.audit_log()
    for table in ("assignments", "readings", "audit"):
        with (
            pytest.raises(StoreError, match="the record is appended to, never changed"),
            store._database.write() as connection,
        ):
            connection.execute(sa.update(metadata.tables[table]).values(by="user:mallory"))
    assert (everything(store), store.audit_log()) == before


def test_what_is_in_force_follows_from_the_history(store: Store) -> None:
    """Random runs and judgements, against the rule applied to each history in plain Python."""
    dice = random.Random(5)
    for turn in range(12):
        if turn % 3 == 0:
            rows = [(*row[:5], tuple(dice.sample(THEMES, dice.randrange(3)))) for row in TABLE]
            store.publish(publication(rows, run=f"run-{turn}", version=f"v{turn}"))
        else:
            id = dice.choice(store.coded("2024")).response.id
            by = dice.choice(["user:ann", "user:bob"])
            when = DAY + dt.timedelta(days=turn)
            here = dice.random() < 0.5
            store.judge(
                [judgement(id, dice.choice(THEMES), by, present=here, at=when)],
                [reading(id, by, tone="mix", at=when)] if dice.random() < 0.5 else [],
            )
    last = f"model:mini@{store.wave('2024').codebook}"
    for coded in store.coded("2024", absent=True):
        made = store.history(coded.response.id)
        held = {j.theme: j for j in made if isinstance(j, Assignment) and j.by == last}
        people = [j for j in made if j.by.startswith("user:")]
        held |= {j.theme: j for j in people if isinstance(j, Assignment)}
        assert {a.theme: a for a in coded.assignments} == held
        read = [j for j in made if isinstance(j, Reading) and (j.by == last or j in people)]
        assert coded.reading == max(read, key=lambda j: j.by.startswith("user:") and j.at.day)
        assert coded.version == len(people)
        assert store.count("2024", ids=[coded.response.id], uncoded=True) == (not coded.themes)


def test_quotes_keep_what_was_decided(store: Store) -> None:
    store.publish(publication())
    first, second, third, _ = store.quotes("2024")
    store.set_quote_status(first, "approved", "user:ann")
    store.set_quote_status(second, "rejected", "user:ann")
    better = publication(run="run-2")
    better = dataclasses.replace(
        better, quotes=(dataclasses.replace(better.quotes[0], why="clearer"),)
    )
    store.publish(better)
    assert [(q.why, q.status) for q in store.quotes("2024")] == [
        *(("clearer", "approved"), ("typical", "rejected"))
    ]
    with pytest.raises(StoreError, match="no longer proposed"):
        store.set_quote_status(third, "approved", "user:ann")
    with pytest.raises(UsageError, match="It can be: proposed, approved, rejected"):
        store.set_quote_status(first, "printed", "user:ann")
    store.judge([judgement(first.response, first.theme, "user:bob", present=False)])
    assert [q.status for q in store.quotes("2024")] == ["rejected"], "off its theme, out of print"


# --- finding responses ------------------------------------------------------------------------


FILTERS = (
    ({}, ["More", "Nois", "Bett", "Quie", "POLI"]),
    ({"theme": "police"}, ["More", "POLI"]),
    ({"theme": "unheard of"}, []),
    ({"question": STREET}, ["Nois", "Quie"]),
    ({"question": "Never asked"}, []),
    ({"groups": {"Ward": "Bow"}}, ["More", "Nois", "POLI"]),
    ({"groups": {"Ward": "Bow", "Age": "65+"}}, ["POLI"]),
    ({"groups": {"Age": "Bow"}}, []),
    ({"tone": "pos"}, ["Quie"]),
    ({"tone": "neg", "theme": "lights"}, ["Bett", "POLI"]),
    ({"ask": True}, ["More"]),
    ({"ask": False, "theme": "police"}, ["POLI"]),
    ({"uncoded": True}, ["Quie"]),
    ({"uncoded": False, "question": STREET}, ["Nois"]),
    ({"uncertain": True}, ["Nois"]),
    ({"uncertain": False, "question": STREET}, ["Quie"]),
    ({"search": "police"}, ["More", "POLI"]),
    ({"search": "NOISE cafe"}, ["POLI"]),
    ({"search": '"love it"'}, ["Quie"]),
    ({"search": '"it love"'}, []),
    ({"search": "100%_"}, []),
    ({"since": dt.date(2024, 2, 3)}, ["Nois", "Bett", "Quie", "POLI"]),
    ({"until": dt.date(2024, 2, 3), "groups": {"Ward": "Bow"}}, ["More", "Nois"]),
    ({"since": dt.date(2024, 2, 4), "until": dt.date(2024, 2, 5)}, ["Bett", "Quie"]),
    ({"search": "  "}, ["More", "Nois", "Bett", "Quie", "POLI"]),
    ({"ids": []}, []),
    ({"ids": [rid(*TABLE[3][:3]), rid(*TABLE[0][:3]), "?"]}, ["More", "Quie"]),
    (
        {"theme": "police", "groups": {"Ward": "Bow"}, "search": "lights", "tone": "neg"},
        ["POLI"],
    ),
)


def test_filters(store: Store) -> None:
    store.publish(publication())
    for which, expected in FILTERS:
        assert [c.response.text[:4] for c in store.coded("2024", **which)] == expected, which
        assert store.count("2024", **which) == len(expected), which
        assert [t[:4] for _, t in store.texts("2024", **which)] == expected, which


def test_marks_count_as_the_responses_do(store: Store) -> None:
    store.publish(publication(wave="other", run="run-0"))
    p = publication()
    store.publish(p)
    store.judge([judgement(p.coded[0].response.id, "noise", "user:ann", tone=None)])
    for which, _ in FILTERS:
        given, expected = (
            findings.compute("2024", "survey", marks, p.source, p.ledger, p.codebook, "m")
            for marks in (
                findings.only(store.marks("2024"), store.keys("2024", **which)),
                findings.marks(store.coded("2024", **which)),
            )
        )
        assert given == expected, which


def test_a_tally_counts_as_each_filter_does(store: Store) -> None:
    store.publish(publication(wave="other", run="run-0"))
    p = publication()
    store.publish(p)
    store.publish(publication(TABLE[1:], run="run-2"))
    store.judge([judgement(p.coded[1].response.id, "police", "user:ann", tone=None)])
    tally = findings.tally(store.marks("2024"))
    assert tally["theme"]["police"] == 2
    assert sum(tally["ask"].values()) == sum(tally["uncoded"].values()) == 4
    for name, sizes in tally.items():
        for value, n in sizes.items():
            which: dict[str, object] = {name: value}
            assert store.count("2024", **which) == n > 0, which


def test_marks_leave_out_what_the_file_no_longer_holds(store: Store) -> None:
    store.publish(publication())
    store.publish(publication(TABLE[1:], run="run-2"))
    marks = store.marks("2024")
    assert len(marks) == 4
    assert sorted(marks.day) == [dt.date(2024, 2, d).toordinal() for d in (2, 3, 4, 5)]


def test_the_vectors_of_a_wave_are_those_of_its_texts(store: Store) -> None:
    store.publish(publication())
    known = {text_hash(TABLE[n][2]): np.full((2, 4), n, np.float32) for n in (0, 2)}
    store.save_vectors("mini", known)
    ids, matrix = store.wave_vectors("2024", "mini")
    assert [(id, row[0]) for id, row in zip(ids, matrix, strict=True)] == [
        (rid(*TABLE[0][:3]), 0),
        (rid(*TABLE[2][:3]), 2),
    ]
    assert matrix.shape == (2, 4), "the whole response alone"
    assert store.wave_vectors("2024", "mini", theme="lights")[0] == (rid(*TABLE[2][:3]),)
    assert store.wave_vectors("2024", "other")[0] == ()
    assert findings.dates(store.marks("2024")) == (dt.date(2024, 2, 2), dt.date(2024, 2, 6))


def test_what_was_taken_out_of_a_quote_does_not_come_back(store: Store) -> None:
    said = "Dealers wait beside the Spar every night"
    rows = [("r", STREET, said, "Bow", "65+", ("police",))]
    p = publication(rows)
    quote = dataclasses.replace(p.quotes[0], end=len(said), text=said)
    both = (quote, dataclasses.replace(quote, theme="lights"))
    store.publish(dataclasses.replace(p, quotes=both))
    store.set_quote_status(quote, "proposed", "user:ann", said.replace("Spar", "[removed]"))
    cut = "Dealers wait beside the [removed] every night"
    assert [q.text for q in store.quotes("2024")] == [cut, cut], "under another theme, too"
    # A later run proposes it again for both themes, and for a third.
    third = dataclasses.replace(quote, theme="noise")
    store.publish(dataclasses.replace(publication(rows, run="run-2"), quotes=(*both, third)))
    assert [q.text for q in store.quotes("2024")] == [cut] * 3
    # Another cut of one, or none any more, leaves the others as somebody cut them.
    shorter = "Dealers wait beside the [removed] […]"
    store.set_quote_status(quote, "approved", "user:ann", shorter)
    assert sorted(q.text for q in store.quotes("2024")) == sorted([shorter, cut, cut])
    store.set_quote_status(quote, "proposed", "user:ann", said)
    assert sorted(q.text for q in store.quotes("2024")) == sorted([said, cut, cut])


def test_what_is_taken_back_was_not_checked(store: Store) -> None:
    p = publication()
    store.publish(p)
    id = p.coded[0].response.id
    held, known = store.coded("2024"), store.marks("2024")
    store.judge(
        [judgement(id, "noise", "user:ann"), judgement(id, "lights", "user:ann", present=False)],
        [reading(id, "user:ann", tone="mix", ask=True)],
        expected={id: 0},
    )
    (other,) = store.coded("2024", ids=[p.coded[1].response.id])
    store.judge([], remarks={other.response.id: Remark("look here", True, "user:ann", DAY)})
    assert store.checked("2024") == 1, "who notes something has checked nothing"
    assert [c.response.id for c in store.corrections()] == [id]
    judged = store.marks("2024", known)
    with pytest.raises(StaleError):
        store.withdraw(id, "user:bob", expected=1)
    with pytest.raises(UsageError, match="Only people"):
        store.withdraw(id, "model:m@b", expected=3)
    store.withdraw(id, "user:bob", expected=3, remark=Remark("sorry", False, "user:bob"))
    after = store.coded("2024")
    assert [(c.assignments, c.reading) for c in after] == [(c.assignments, c.reading) for c in held]
    assert not any(c.checked for c in after)
    assert (after[0].version, store.checked("2024"), store.corrections()) == (5, 0, ())
    assert len([j for j in store.history(id) if j.by == "user:ann"]) == 3, "it stays on record"
    assert store.remarks([id])[id].note == "sorry"
    for earlier in (known, judged):
        assert not store.marks("2024", earlier).checked.any()
    # A later judgement holds, and does not differ from what was taken back.
    store.judge([judgement(id, "noise", "user:bob", present=False)], expected={id: 5})
    assert (store.checked("2024"), store.ids("2024", disputed=True)) == (1, ())


def test_tone_is_that_of_the_theme_where_it_is_known(store: Store) -> None:
    p = publication()
    both = p.coded[4]
    glad = dataclasses.replace(both.assignments[0], tone="pos")
    unknown = dataclasses.replace(both.assignments[1], tone=None)
    coded = (*p.coded[:4], dataclasses.replace(both, assignments=(glad, unknown)))
    store.publish(dataclasses.replace(p, coded=coded))
    counted = {
        (theme, tone): store.count("2024", theme=theme, on_theme=tone)
        for theme in ("police", "lights")
        for tone in ("pos", "neg")
    }
    assert counted == {
        ("police", "pos"): 1,
        ("police", "neg"): 1,
        ("lights", "pos"): 0,
        ("lights", "neg"): 2,
    }
    assert store.count("2024", theme="police", on_theme="pos", tone="neg") == 1, "of the whole"
    assert store.count("2024", theme="police", on_theme="pos", tone="pos") == 0
    assert store.count("2024", on_theme="pos") == store.count("2024"), "no theme, no tone on it"


def test_pages_follow_the_file_and_miss_nothing(store: Store) -> None:
    rows = [("r", STREET, f"Answer number {n}", "Bow", "65+", THEMES[n % 4 :]) for n in range(25)]
    store.publish(publication(rows))
    pages = [store.coded("2024", theme="lights", limit=10, offset=o) for o in (0, 10, 20, 30)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert [c.response.row for page in pages for c in page] == list(range(1, 26))
    assert store.coded("2024", offset=24) == store.coded("2024")[24:]


# --- exactness --------------------------------------------------------------------------------


def test_any_text_survives_and_is_found(store: Store) -> None:
    long = "Ünïcode 🚓 " * 3_000
    rows = [
        ("0\x007\ud800", STREET, HOSTILE, "W\x00ard", "\u202e65+", ("noise",)),
        ("007", STREET, long, "", "", ()),
    ]
    p = publication(rows, wave="wave \x00 \ud83d", run="run \u2028")
    store.publish(p)
    assert store.coded(p.wave) == p.coded
    assert store.quotes(p.wave) == p.quotes
    assert store.wave(p.wave).groups[0] == ("Ward", ("", "W\x00ard"))
    assert store.count(p.wave, groups={"Ward": "W\x00ard"}) == 1
    for search in ("zerowidth", "“LATEX” latex"[-5:], "e\u0301 é", "emoji 🚓", "বাংলা", "\ud83d"):
        assert store.count(p.wave, search=search, theme="noise") == 1, search
    assert store.erase_respondent(p.wave, "0\x007\ud800", "user:dpo") == 1


def test_times_come_back_in_utc(store: Store) -> None:
    store.publish(publication())
    id = store.coded("2024")[0].response.id
    plus_six = dt.datetime(2024, 7, 1, 3, 0, tzinfo=dt.timezone(dt.timedelta(hours=6)))
    store.judge([judgement(id, "noise", "user:ann", at=plus_six)])
    at = store.history(id)[-1].at
    assert at == plus_six
    assert at.isoformat() == "2024-06-30T21:00:00+00:00"


def test_vectors_are_kept_by_model_and_text(store: Store) -> None:
    made = {text_hash(text): np.full((n, 4), n, np.float32) for n, text in enumerate("abc", 1)}
    store.save_vectors("mini", made)
    store.save_vectors("mini", made)
    store.save_vectors("other", {text_hash("a"): np.ones((2, 8), np.float64)})
    found = store.vectors("mini", [text_hash(t) for t in "abz"])
    assert {h: m.shape for h, m in found.items()} == {
        text_hash("a"): (1, 4),
        text_hash("b"): (2, 4),
    }
    assert (found[text_hash("b")] == 2).all()
    assert found[text_hash("b")].dtype == np.float32
    assert store.vectors("other", [text_hash("a")])[text_hash("a")].shape == (2, 8)
    store.save_vectors("mini", {text_hash("a"): np.zeros((3, 4), np.float32)})
    assert store.vectors("mini", [text_hash("a")])[text_hash("a")].shape == (3, 4), "last one holds"
    assert store.vectors("mini", []) == {}


def test_mappings_are_kept_per_source(store: Store) -> None:
    assert store.mapping("citizen-space") is None
    store.save_mapping("citizen-space", {"q1": {"role": "open", "label": "Why? \x00"}}, "user:ann")
    store.save_mapping("citizen-space", {"q1": {"role": "closed"}}, "user:bob")
    assert store.mapping("citizen-space") == {"q1": {"role": "closed"}}
    assert store.sources() == {"citizen-space"}


# --- data protection --------------------------------------------------------------------------


def test_the_audit_says_who_did_what(store: Store) -> None:
    store.publish(publication())
    first = store.coded("2024")[0].response.id
    store.audit([AuditEntry("user:ann", "report exported", DAY, (("wave", "2024"),))])
    store.judge([judgement(first, "noise", "user:bob")])
    store.set_quote_status(store.quotes("2024")[0], "approved", "user:cat")
    store.save_mapping("a", {}, "user:dan")
    store.erase_respondent("2024", "r2", "user:eve")
    store.delete_wave("2024", "user:fay")
    done = [(e.by, e.what) for e in store.audit_log()]
    assert done == [
        ("user:fay", "wave deleted"),
        ("user:eve", "respondent erased"),
        ("user:dan", "mapping saved"),
        ("user:cat", "quote approved"),
        ("user:bob", "judged"),
        ("user:ann", "report exported"),
    ]
    assert store.audit_log(limit=1, offset=5)[0].details == (("wave", "2024"),)
    assert "r2" not in repr(store.audit_log())
    assert first not in repr(store.audit_log())


def test_what_a_respondent_said_is_all_that_the_store_holds_of_it(store: Store) -> None:
    store.publish(publication())
    whole = store.coded("2024")
    for who in {c.response.respondent for c in whole}:
        theirs = tuple(c.response.text for c in whole if c.response.respondent == who)
        assert sorted(store.said_by("2024", who)) == sorted(theirs)
    assert store.said_by("2024", "nobody") == ()
    store.publish(publication(TABLE[:-1], run="run-2"))
    assert "r3" not in {c.response.respondent for c in store.coded("2024")}
    assert store.said_by("2024", "r3") == (TABLE[-1][2],), "gone from the file, not from the store"
    assert store.erase_respondent("2024", "r3", "user:dee") == 1
    assert store.said_by("2024", "r3") == ()
    assert store.ledger("2024").balanced


def test_a_project_without_waves_can_be_deleted(store: Store) -> None:
    store.publish(publication())
    with pytest.raises(UsageError, match=r"'First project' has a wave \(2024\): move or delete it"):
        store.delete_project("First project", "user:ann")
    store.add_project("Parks", publication().codebook, "user:ann")
    store.delete_project("Parks", "user:ann")
    assert [p.name for p in store.projects()] == ["First project"]
    assert store.audit_log(1)[0].what == "project deleted"
    store.delete_wave("2024", "user:ann")
    with pytest.raises(UsageError, match="is the only project: rename it instead"):
        store.delete_project("First project", "user:ann")
    with pytest.raises(UsageError, match="No project is called 'Roads'"):
        store.delete_project("Roads", "user:ann")


def test_marks_known_before_give_those_of_now(store: Store) -> None:
    """Whatever people judge after marks were read, reading on from them is reading anew."""
    store.publish(publication(asked(20)))
    store.judge([judgement(store.ids("2024")[3], "noise", "user:ann", present=False)])
    known, stamp = store.marks("2024"), store.stamp("2024", judged=False)
    rng, ids = random.Random(7), store.ids("2024")
    for turn in range(120):
        id = rng.choice(ids)
        theme, tone = rng.choice(("noise", "police", "lights")), rng.choice(("pos", None))
        made = judgement(id, theme, "user:ann", present=rng.random() < 0.6, tone=tone)
        read = [reading(id, "user:ann", tone="pos", ask=turn % 2 == 0)] if turn % 3 else []
        store.judge([made], read, remarks={ids[turn % 7]: Remark("see", by="user:ann")})
        now, on = store.marks("2024"), store.marks("2024", known)
        for field in dataclasses.fields(now):
            one, other = getattr(now, field.name), getattr(on, field.name)
            if field.name == "audited":
                assert (one is None) == (other is None)
                one, other = (one and one.respondents), (other and other.respondents)
            same = np.array_equal(one, other) if isinstance(one, np.ndarray) else one == other
            assert same, field.name
    assert set(now.themes) == {"noise", "police", "lights"}
    assert now.audited is not None
    assert store.stamp("2024", judged=False) == stamp


def test_what_was_said_has_a_stamp_that_judging_leaves_alone(store: Store) -> None:
    store.publish(publication())
    first, quote = store.coded("2024")[0], store.quotes("2024")[0]
    stamp = store.stamp("2024", judged=False)
    store.judge([judgement(first.response.id, "noise", "user:ann")])
    store.judge([], remarks={first.response.id: Remark("see", by="user:ann")}, expected={})
    store.code_blind(first.response.id, ["noise"], "user:bob")
    store.set_quote_status(quote, "approved", "user:cat")
    assert store.stamp("2024", judged=False) == stamp
    seen = {stamp}
    for act in (
        lambda: store.redact_more(first.response.id, [(0, 3)], "user:dan"),
        lambda: store.erase_respondent("2024", "r2", "user:eve"),
        lambda: store.publish(publication(run="run-3")),
    ):
        act()
        assert store.stamp("2024", judged=False) not in seen
        seen.add(store.stamp("2024", judged=False))


def test_the_stamp_of_a_wave_changes_with_what_is_done_to_that_wave_only(store: Store) -> None:
    store.publish(publication())
    store.publish(publication(wave="2025", run="run-2"))
    other = store.stamp("2025")
    (first, *_), (quote, *_) = store.coded("2024"), store.quotes("2024")
    seen = {store.stamp("2024")}
    for act in (
        lambda: store.judge([judgement(first.response.id, "noise", "user:bob")]),
        lambda: store.code_blind(first.response.id, ["noise"], "user:bob"),
        lambda: store.set_quote_status(quote, "approved", "user:cat"),
        lambda: store.redact_more(first.response.id, [(0, 3)], "user:dan"),
        lambda: store.erase_respondent("2024", "r2", "user:eve"),
        lambda: store.publish(publication(run="run-3")),
    ):
        act()
        assert store.stamp("2024") not in seen
        seen.add(store.stamp("2024"))
    assert store.stamp("2025") == other
    store.save_mapping("a", {}, "user:dan")
    assert store.stamp("2024") in seen


def test_erasing_a_respondent_leaves_nothing_of_them(store: Store) -> None:
    p = publication()
    store.publish(p)
    texts = [row[2] for row in TABLE]
    vectors = {text_hash(text): np.ones((1, 4), np.float32) for text in texts}
    store.save_vectors("mini", vectors)
    assert store.erase_respondent("2024", "r2", "user:dpo") == 2
    assert [c.response.respondent for c in store.coded("2024")] == ["r1", "r1", "r3"]
    assert store.ledger("2024") == Ledger(7, 3, (("blank", 2), ("erased on request", 2)))
    info = store.wave("2024")
    assert (info.responses, info.respondents) == (3, 2)
    assert info.groups == (("Ward", ("Bow",)), ("Age", ("25–34", "65+")))
    assert set(store.vectors("mini", list(vectors))) == {
        text_hash(t) for t in texts[:2] + texts[4:]
    }
    assert _dump(store).count("Lansbury") == 0
    with pytest.raises(UsageError, match="no respondent is known"):
        store.erase_respondent("2024", "r2", "user:dpo")


def test_what_a_reviewer_redacts_is_gone_for_good(store: Store) -> None:
    p = publication()
    store.publish(p)
    chosen = next(c for c in p.coded if any(q.response == c.response.id for q in p.quotes))
    before, id = chosen.response.text, chosen.response.id
    quote = next(q for q in p.quotes if q.response == id)
    store.save_vectors("mini", {text_hash(before): np.ones((1, 4), np.float32)})
    store.redact_more(id, [(quote.start, quote.start + 4)], "user:dpo")

    def now() -> Coded:
        return next(c for c in store.coded("2024") if c.response.id == id)

    masked = before[: quote.start] + "████" + before[quote.start + 4 :]
    assert now().response.text == masked
    assert now().assignments == chosen.assignments, "evidence keeps its place"
    assert ("by hand", 1) in now().response.redactions
    assert store.redactions("2024")["by hand"] == 1
    assert quote not in store.quotes("2024")
    assert store.vectors("mini", [text_hash(before)]) == {}
    assert before not in _dump(store)
    assert store.count("2024", search=before[quote.start :]) == 0
    assert store.audit_log()[0].what == "redacted more"
    store.publish(publication(run="run-2"))
    assert now().response.text == masked, "the same file does not bring it back"
    assert store.redactions("2024")["by hand"] == 1
    with pytest.raises(UsageError, match="no part of its"):
        store.redact_more(id, [(0, len(before) + 1)], "user:dpo")
    with pytest.raises(StoreError, match="no longer in the store"):
        store.redact_more("gone", [(0, 1)], "user:dpo")


def test_deleting_a_wave_keeps_what_another_still_needs(store: Store) -> None:
    store.publish(publication())
    store.publish(publication(TABLE[:1], wave="2025", run="run-2"))
    texts = [row[2] for row in TABLE]
    store.save_vectors("mini", {text_hash(t): np.ones((1, 4), np.float32) for t in texts})
    store.judge([judgement(store.coded("2024")[0].response.id, "noise", "user:ann")])
    store.delete_wave("2024", "user:dpo")
    assert [w.name for w in store.waves()] == ["2025"]
    assert set(store.vectors("mini", [text_hash(t) for t in texts])) == {text_hash(texts[0])}
    assert store.corrections() == ()
    assert store.publish(publication()), "it can come again"
    assert store.coded("2024") == publication().coded


def test_what_is_deleted_is_not_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "insight.db"
    with Store.open(f"sqlite:///{path}") as store:
        rows = [(f"r{n}", STREET, f"CANARY{n} " * 200, "Bow", "65+", ()) for n in range(20)]
        store.publish(publication(rows))
        store.erase_respondent("2024", "r7", "user:dpo")
        assert b"CANARY7 " not in _bytes(path)
        assert b"CANARY8 " in _bytes(path)
        store.delete_wave("2024", "user:dpo")
        assert b"CANARY" not in _bytes(path)


def _bytes(path: Path) -> bytes:
    return b"".join(p.read_bytes() for p in path.parent.glob(path.name + "*"))


def _dump(store: Store) -> str:
    with store._database.read() as connection:
        rows = [connection.execute(sa.select(t)).all() for t in metadata.sorted_tables]
    return json.dumps(rows, default=str, ensure_ascii=False)


# --- many at once -----------------------------------------------------------------------------


def _at_once(*calls) -> list[Exception]:
    """Start all calls together, each in a thread; give what they raised."""
    ready, failed = threading.Barrier(len(calls)), []

    def work(call) -> None:
        ready.wait()
        try:
            call()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_the_same_run_published_by_many_is_published_once(store_url: str) -> None:
    stores = [Store.open(store_url) for _ in range(4)]
    answers = []
    assert _at_once(*(lambda s=s: answers.append(s.publish(publication())) for s in stores)) == []
    assert sorted(answers) == [False, False, False, True]
    assert stores[0].coded("2024") == publication().coded
    for store in stores:
        store.close()


def test_reviewers_and_a_run_at_once_lose_nothing(store_url: str) -> None:
    with Store.open(store_url) as ann, Store.open(store_url) as bob, Store.open(store_url) as job:
        job.publish(publication())
        ids = [c.response.id for c in job.coded("2024")]

        def review(store: Store, by: str, theme: str) -> None:
            for id in ids:
                store.judge([judgement(id, theme, by)])

        def rerun() -> None:
            for n in range(3):
                job.publish(publication(run=f"again-{n}", version=f"again-{n}"))

        assert (
            _at_once(
                lambda: review(ann, "user:ann", "ann's"),
                lambda: review(bob, "user:bob", "bob's"),
                rerun,
            )
            == []
        )
        for coded in job.coded("2024"):
            assert {"ann's", "bob's"} <= set(coded.themes)
            assert coded.version == 2
            assert {a.by for a in coded.assignments} <= {
                *("user:ann", "user:bob", "model:mini@again-2")
            }


def test_of_two_saves_of_what_both_saw_one_is_stale(store_url: str) -> None:
    with Store.open(store_url) as ann, Store.open(store_url) as bob:
        ann.publish(publication())
        id = ann.coded("2024")[0].response.id
        saves = [
            lambda s=s, by=by: s.judge([judgement(id, by, by)], expected={id: 0})
            for s, by in ((ann, "user:ann"), (bob, "user:bob"))
        ]
        (late,) = _at_once(*saves)
        assert isinstance(late, StaleError)
        assert ann.coded("2024")[0].version == 1


def test_many_may_make_the_store_at_once(blank_url: str) -> None:
    assert _at_once(*(lambda: Store.open(blank_url).close() for _ in range(4))) == []
    with Store.open(blank_url, create=False) as store:
        assert store.publish(publication())


def test_a_store_that_somebody_else_writes_to_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "insight.db"
    Store.open(f"sqlite:///{file}").close()
    writer = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    writer.execute("PRAGMA journal_mode=DELETE")
    writer.execute("BEGIN IMMEDIATE")
    threading.Timer(0.2, writer.close).start()
    Store.open(f"sqlite:///{file}").close()
    with closing(sqlite3.connect(file)) as after:
        assert after.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_killed_run_leaves_the_old_state_or_the_new(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'insight.db'}"
    Store.open(url).close()
    for n, wait in enumerate((0.0, 0.03, 0.1, 0.2, 0.4)):
        rows = [(f"r{i}", STREET, f"{n} {i}", "Bow", "65+", ("noise",)) for i in range(400)]
        p = publication(rows, run=f"run-{n}")
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                Store.open(url).publish(p)
            os._exit(0)
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with Store.open(url) as store:
            if store.last_run("2024") == p.run:
                assert store.coded("2024") == p.coded
            else:
                assert all(w.responses == 400 for w in store.waves())
                assert store.publish(p) is True
                assert store.coded("2024") == p.coded


# --- opening ----------------------------------------------------------------------------------


def test_a_store_is_made_where_there_is_none(blank_url: str) -> None:
    with pytest.raises(StoreError, match="no store yet: run `insight run` first"):
        Store.open(blank_url, create=False)
    with Store.open(blank_url) as store:
        assert store.publish(publication())
    with Store.open(blank_url, create=False) as store:
        assert store.count("2024") == 5


def test_an_empty_file_becomes_a_store_that_lets_readers_in(tmp_path: Path) -> None:
    path = tmp_path / "insight.db"
    path.touch()
    with Store.open(f"sqlite:///{path}") as store:
        store.publish(publication())
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_revisions_and_tables_are_those_of_the_migrations(blank_url: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(database.MIGRATIONS))
    steps = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(reversed([step.revision for step in steps])) == database.REVISIONS
    with Store.open(blank_url) as store, store._database.read() as connection:
        options = {"version_table": database.VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


UNDO = {
    "0006": ["DROP TABLE withdrawals", "ALTER TABLE current_responses DROP COLUMN checked"],
    "0005": ["DROP INDEX ix_audit_wave_pk", "ALTER TABLE audit DROP COLUMN wave"],
    "0004": [
        *("ALTER TABLE waves DROP COLUMN project", "DROP TABLE project_books"),
        "DROP TABLE projects",
    ],
    "0003": [
        *("DROP TABLE roles", "DROP TABLE remarks", "DROP TABLE blind_codes"),
        "ALTER TABLE quotes DROP COLUMN shown",
    ],
}
"""What takes a step of the migrations back."""


def _open_at(url: str, revision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a store as an earlier Insight would have: today's, with the later steps undone."""
    sqlite = url.startswith("sqlite")
    last = [f"DROP TRIGGER {t}_append_only" for t in ("assignments", "readings", "audit")]
    undo = {
        **UNDO,
        "0002": last if sqlite else ["DROP FUNCTION insight_append_only() CASCADE"],
    }
    with Store.open(url) as store:
        store.publish(publication())
        with store._database.write() as connection:
            for step in (step for r, steps in undo.items() if r > revision for step in steps):
                connection.execute(sa.text(step))
            connection.execute(sa.text(f"UPDATE insight_revision SET version_num = '{revision}'"))


def test_an_older_store_is_backed_up_and_brought_up_to_date(blank_url, monkeypatch) -> None:
    _open_at(blank_url, "0001", monkeypatch)
    with Store.open(blank_url, create=False) as store:
        assert store.coded("2024") == publication().coded
        assert [(p.name, p.created, p.codebook) for p in store.projects()] == [
            ("First project", DAY, "")
        ]
        assert [w.project for w in store.waves("First project")] == ["First project"]
        assert store.own_codebook() is None
        with pytest.raises(StoreError), store._database.write() as connection:
            connection.execute(sa.update(metadata.tables["readings"]).values(by="x"))
    if blank_url.startswith("sqlite"):
        path = Path(blank_url.removeprefix("sqlite:///"))
        copy = path.with_name("insight.db.0001.backup")
        with closing(sqlite3.connect(copy)) as backup:
            assert backup.execute("SELECT version_num FROM insight_revision").fetchall() == [
                *[("0001",)]
            ]
            assert backup.execute("SELECT count(*) FROM responses").fetchone() == (5,)


def test_what_people_had_checked_is_known_of_an_older_store(blank_url, monkeypatch) -> None:
    ids = [c.response.id for c in publication().coded]
    with Store.open(blank_url) as store:
        store.publish(publication())
        store.judge([judgement(ids[0], "noise", "user:ann")])
        store.judge([], [reading(ids[1], "user:ann", tone="mix")])
        store.judge([], remarks={ids[2]: Remark("look", True, "user:ann", DAY)})
        with store._database.write() as connection:
            for step in UNDO["0006"]:
                connection.execute(sa.text(step))
            connection.execute(sa.text("UPDATE insight_revision SET version_num = '0005'"))
    with Store.open(blank_url) as store:
        assert [c.checked for c in store.coded("2024", ids=ids[:3])] == [True, True, False]


def test_without_room_for_a_backup_nothing_is_changed(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "insight.db"
    _open_at(f"sqlite:///{path}", "0001", monkeypatch)
    (tmp_path / "insight.db.0001.backup.part").mkdir()
    with pytest.raises(StoreError, match="no backup could be made"):
        Store.open(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT version_num FROM insight_revision").fetchall() == [("0001",)]


def test_a_migration_that_fails_leaves_the_old_state(blank_url, monkeypatch) -> None:
    _open_at(blank_url, "0001", monkeypatch)
    import alembic.command

    upgrade = alembic.command.upgrade

    def interrupted(config, revision) -> None:
        upgrade(config, revision)
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(alembic.command, "upgrade", interrupted)
        with pytest.raises(KeyboardInterrupt):
            Store.open(blank_url)
    engine = database._connect(blank_url).engine
    with engine.connect() as connection:
        found = connection.execute(sa.text(f"SELECT version_num FROM {database.VERSION_TABLE}"))
        assert found.all() == [("0001",)]
    engine.dispose()
    Store.open(blank_url).close()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"respondent,answer\n1,hello\n" * 100, "this file is not a store"),
        (b"SQLite format 3\x00" + b"\x07" * 5_000, "this file is not a store|damaged"),
    ],
)
def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path, content, complaint) -> None:
    path = tmp_path / "insight.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=complaint) as caught:
        Store.open(f"sqlite:///{path}")
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == content
    assert os.listdir(tmp_path) == ["insight.db"]


def test_the_database_of_another_program_is_refused(blank_url: str) -> None:
    with Store.open(blank_url) as store, store._database.write() as connection:
        connection.execute(sa.text(f"DROP TABLE {database.VERSION_TABLE}"))
    with pytest.raises(StoreError, match="tables of another program"):
        Store.open(blank_url)


def test_a_newer_store_is_refused(blank_url: str) -> None:
    with Store.open(blank_url) as store, store._database.write() as connection:
        connection.execute(sa.text(f"UPDATE {database.VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer Insight \(revision 9999; .* knows 0006"):
        Store.open(blank_url)


@pytest.mark.parametrize(
    "url",
    ["", "insight.db", "sqlite://", "sqlite:///:memory:", "mysql://root:secret@host/db", "://"],
)
def test_another_kind_of_address_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="INSIGHT_STORE: ") as caught:
        Store.open(url)
    assert "secret" not in str(caught.value)


@contextmanager
def _not_root() -> Iterator[None]:
    """Root may write anywhere: be someone else for a moment."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everyone may enter, which those of pytest are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


posix = pytest.mark.skipif(os.name != "posix", reason="permissions are of another kind here")


@posix
@pytest.mark.parametrize("name", ["insight.db", "new/insight.db"])
def test_a_folder_that_may_not_be_written_is_refused(open_folder: Path, name: str) -> None:
    open_folder.chmod(0o555)
    with _not_root(), pytest.raises(StoreError, match="INSIGHT_DATA or --data") as caught:
        Store.open(f"sqlite:///{open_folder / name}")
    assert str(open_folder) in str(caught.value)
    assert list(open_folder.iterdir()) == []


@posix
def test_a_store_that_may_not_be_written_is_refused(open_folder: Path) -> None:
    path = open_folder / "insight.db"
    Store.open(f"sqlite:///{path}").close()
    path.chmod(0o444)
    with _not_root(), pytest.raises(StoreError, match="may not be written"):
        Store.open(f"sqlite:///{path}")


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(
        StoreError,
        match="data: cannot be used",
    ):
        Store.open(f"sqlite:///{tmp_path / 'data' / 'insight.db'}")
    with pytest.raises(StoreError, match="is not a file"):
        Store.open(f"sqlite:///{tmp_path}")


def test_a_store_held_by_another_program_says_so(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(database, "_PATIENCE_MS", 50)
    path = tmp_path / "insight.db"
    with Store.open(f"sqlite:///{path}") as store, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program is writing to it: try again"):
            store.publish(publication())
        assert store.waves() == (), "reading goes on"


def test_a_server_that_refuses_is_named_without_its_password(tmp_path: Path) -> None:
    for host in (f"/?host={tmp_path}", "127.0.0.1:9/insight?connect_timeout=2"):
        with pytest.raises(InsightError) as caught:
            Store.open(f"postgresql://ann:secret@{host}")
        said = str(caught.value)
        assert type(caught.value) is StoreError
        assert said.startswith("postgresql://ann:***@")
        assert "check the host and port in INSIGHT_STORE" in said
        assert "secret" not in said
        assert "\n" not in said


def test_a_stream_gives_the_whole_wave_at_one_look(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.publish(publication())
    monkeypatch.setattr("insight.store.reading.PART", 2)
    whole = store.coded("2024")
    assert len(whole) > 4
    stream = store.stream("2024")
    begun = next(stream)
    store.judge([judgement(whole[-1].response.id, "noise", "user:ann")])
    assert store.coded("2024") != whole
    assert (begun, *stream) == whole


def asked(n: int) -> tuple[tuple[str, str, str, str, str, tuple[str, ...]], ...]:
    """`n` people with two answers each; every other is of noise."""
    return tuple(
        (f"p{k}", question, f"{question} {k}", "Bow", "65+", ("noise",) if k % 2 else ())
        for k in range(n)
        for question in (SAFETY, STREET)
    )


def test_an_audit_goes_person_by_person_in_an_order_that_stays(store: Store) -> None:
    store.publish(publication(asked(40)))
    queue = store.audit_queue("2024", 40)
    people = [c.response.respondent for id in queue for c in store.coded("2024", ids=[id])]
    assert people[::2] == people[1::2], "both responses of a person come together"
    assert sorted(set(people)) == sorted({f"p{k}" for k in range(40)})
    assert people != sorted(people)
    store.publish(publication(asked(44), run="run-2"))
    again = store.audit_queue("2024", 44)
    assert [id for id in again if id in queue] == list(queue), "those added come in between"
    assert store.audit_queue("2024", 3) == again[:6]


def test_an_audit_reaches_to_the_first_person_who_is_not_judged_whole(store: Store) -> None:
    store.publish(publication(asked(40)))
    queue = store.audit_queue("2024", 40)
    assert store.marks("2024").audited is None
    for id in (*queue[:6], *queue[7:10]):  # three people, half of the fourth, the fifth
        store.judge([judgement(id, "noise", "user:Ada")])
    held = store.marks("2024").audited
    assert held is not None
    assert len(held.respondents) == 3
    store.judge([judgement(queue[6], "noise", "user:Ada")])
    after = store.marks("2024").audited
    assert after is not None
    assert len(after.respondents) == 5


def test_an_audit_judges_the_run_that_was_there_before_it(store: Store) -> None:
    store.publish(publication(asked(10)))
    queue = store.audit_queue("2024", 10)
    late = DAY + dt.timedelta(days=1)
    store.judge([judgement(id, "lights", "user:Ada", at=late) for id in queue])
    quiet = tuple((*row[:5], ("lights",)) for row in asked(12))
    learnt = publication(quiet, run="run-2")
    after = dataclasses.replace(
        learnt.run, started=late + dt.timedelta(hours=1), finished=late + dt.timedelta(hours=2)
    )
    store.publish(dataclasses.replace(learnt, run=after))
    marks = store.marks("2024")
    held = marks.audited
    assert held is not None
    assert held.themes == ("lights", "noise")
    by_machine = dict(zip(held.themes, held.machine, strict=True))
    assert by_machine["noise"].sum() == 10, "what the first run said of the first ten people"
    assert by_machine["lights"].sum() == 4, "and the later one of the two whom it alone has read"
