"""What lies before every page: the store, the wave looked at, who is looking, and cached reads."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

import streamlit as st

from insight import findings, inforce, waves
from insight.errors import InsightError
from insight.settings import Settings
from insight.store import Filters, Store, WaveInfo
from insight.types import Codebook, Figure, Findings, Ledger, Marks

Chosen = tuple[tuple[str, str], ...]
"""Filters as they stand in the address bar: (name, value) pairs. See `filters.py`."""


GROUP = "g."
"""How the name of a filter by group begins: `g.Ward`."""

DAYS = {"since": "From", "until": "To"}
"""The filters by date, as people call them."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a page is given: a wave, those of its project, and who is looking.

    `settings.project` is that project. `person` is "" where nobody has said who they are.
    """

    settings: Settings
    store: Store
    waves: tuple[WaveInfo, ...]
    wave: WaveInfo
    person: str = ""

    @property
    def codebook(self) -> Codebook:
        """The codebook that the wave was coded with."""
        return _codebook(self.store, self.settings.store_url, self.wave.codebook)

    @property
    def by(self) -> str:
        """The person as the store knows them."""
        return f"user:{self.person}"

    def may(self, act: str) -> bool:
        """Whether the person may do an act of `store.RIGHTS`; the store checks again itself."""
        return may(self.store, self.person, act)

    @property
    def earlier(self) -> WaveInfo | None:
        """The wave that came before this one, if any of its kind did."""
        return waves.before(self.waves, self.wave.name)

    def findings(self, chosen: Chosen = (), wave: str = "") -> Findings:
        """All figures of a wave, or of the part of it that the filters leave."""
        name = wave or self.wave.name
        within = tuple(
            (self.findings(tuple(c for c in chosen if c != (column, value)), name), column, value)
            for column, value in chosen
            if column.startswith(GROUP)
        )
        if any(column in DAYS for column, _ in chosen):
            always = tuple(c for c in chosen if c[0] not in DAYS)
            within += ((self.findings(always, name), "", "then"),)
        url, stamp = self.settings.store_url, self.store.stamp(name)
        return _findings(self.store, url, name, stamp, chosen, within)

    @property
    def span(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last day of the wave's responses, where they have dates."""
        name = self.wave.name
        marks = _marks(self.store, self.settings.store_url, name, self.store.stamp(name))
        return findings.dates(marks)

    @property
    def sizes(self) -> dict[str, dict[str, int | None]]:
        """How many responses of the wave each option of each filter has.

        None where that is withheld; an option that is not named has none.
        """
        url, name, stamp = self.settings.store_url, self.wave.name, self.store.stamp(self.wave.name)
        held = (self.run(name), self.wave.responses, self.wave.respondents)
        return {
            **_answered(self.store, url, name, held, stamp),
            **_coded(self.store, url, name, stamp),
        }

    def figures(self, kind: str, chosen: Chosen = (), against: str = "") -> tuple[Figure, ...]:
        """The charts of one kind: "themes", "tone", "group", "questions", "together", "change".

        A change is from the wave `against`, or from the one before.
        """
        other = against or (self.earlier.name if self.earlier else "")
        compared = kind == "change" and bool(other)
        stamps = (self.store.stamp(self.wave.name), self.store.stamp(other) if compared else "")
        key = (self.settings.store_url, self.wave.name, stamps, chosen, other)
        before = self.findings(chosen, other) if compared else None
        return _figures(self.findings(chosen), before, kind, key)

    def run(self, wave: str) -> str:
        """The id of the run in force of a wave."""
        run = self.store.last_run(wave)
        return run.id if run else ""

    def href(self, page: str, **values: object) -> str:
        """The address of a page of the app with this wave; values that are None or "" drop out."""
        given = {"wave": self.wave.name, **values}
        query = {k: v for k, v in given.items() if v is not None and v != ""}
        return f"{page}?{urlencode(query)}"


def before_waves(settings: Settings, store: Store, person: str) -> Desk:
    """The desk of a project that has no wave yet, for pages that need none; `waves` is empty."""
    book = inforce.project_codebook(settings, store)
    now, none = dt.datetime.now(dt.UTC), Ledger(0, 0, ())
    nothing = WaveInfo(
        name="",
        project=settings.project,
        kind="survey",
        file="",
        sha256="",
        responses=0,
        respondents=0,
        gone=0,
        questions=(),
        groups=(),
        codebook=book.version,
        model="",
        published=now,
        ledger=none,
    )
    return Desk(settings, store, (), nothing, person)


def may(store: Store, person: str, act: str) -> bool:
    """Whether a person may do an act of `store.RIGHTS`; nobody without a name may."""
    try:
        store.require(f"user:{person}", act)
    except InsightError:
        return False
    return bool(person)


@st.cache_resource(show_spinner=False)
def open_store(url: str, _settings: Settings) -> Store:
    """Open the store once for the server; raises InsightError."""
    return inforce.open_store(_settings)


@st.cache_resource(show_spinner=False)
def warm() -> None:
    """Load what draws charts, once for the server and beside the page, before one is asked for."""
    from insight import charts

    threading.Thread(target=charts.warm, daemon=True).start()


def part(chosen: Chosen) -> Filters:
    """The filters of the store for what is chosen in the address bar."""
    which: dict[str, Any] = {}
    groups: dict[str, str] = {}
    for name, value in chosen:
        if name.startswith(GROUP):
            groups[name.removeprefix(GROUP)] = value
        elif name in ("since", "until"):
            which[name] = dt.date.fromisoformat(value)
        elif name in ("ask", "uncoded", "uncertain", "flagged", "checked", "disputed"):
            which[name] = value == "yes"
        else:
            which[name] = value
    if groups:
        which["groups"] = groups
    return cast(Filters, which)


@st.cache_resource(show_spinner="Working out the figures", max_entries=64)
def _findings(
    _store: Store,
    url: str,
    wave: str,
    stamp: str,
    chosen: Chosen,
    _within: tuple[tuple[Findings, str, str], ...],
) -> Findings:
    within = [(whole, column.removeprefix(GROUP), value) for whole, column, value in _within]
    marks = _marks(_store, url, wave, stamp)
    alike = None if chosen else _alike(_store, url, wave, _store.stamp(wave, judged=False))
    return waves.findings(_store, wave, within, marks, alike, **part(chosen))


@st.cache_resource(show_spinner=False, max_entries=4)
def _marks(_store: Store, url: str, wave: str, stamp: str) -> Marks:
    return _store.marks(wave, _said(_store, url, wave, _store.stamp(wave, judged=False)))


@st.cache_resource(show_spinner=False, max_entries=4)
def _said(_store: Store, url: str, wave: str, stamp: str) -> Marks:
    """Marks to read the next ones from: see `Store.marks`."""
    return _store.marks(wave)


@st.cache_resource(show_spinner=False, max_entries=4)
def _alike(_store: Store, url: str, wave: str, stamp: str) -> waves.Campaigns:
    return waves.alike_in(_store, wave)


@st.cache_data(show_spinner=False, max_entries=16)
def _answered(
    _store: Store, url: str, wave: str, held: tuple[str, int, int], _stamp: str
) -> dict[str, dict[str, int | None]]:
    """What does not change as people judge: the sizes of questions and groups."""
    asked, groups = findings.sizes(_marks(_store, url, wave, _stamp))
    return {"question": {**asked}, **{f"{GROUP}{name}": sizes for name, sizes in groups.items()}}


@st.cache_data(show_spinner=False, max_entries=16)
def _coded(_store: Store, url: str, wave: str, stamp: str) -> dict[str, dict[str, int | None]]:
    """What changes as people judge; yes and no as they stand in the address bar."""
    said = {True: "yes", False: "no"}
    return {
        name: {value if isinstance(value, str) else said[value]: n for value, n in of.items()}
        for name, of in findings.tally(_marks(_store, url, wave, stamp)).items()
    }


@st.cache_resource(show_spinner="Drawing", max_entries=128)
def _figures(
    _findings: Findings, _before: Findings | None, kind: str, key: tuple[Any, ...]
) -> tuple[Figure, ...]:
    from insight import charts

    if kind == "change":
        return charts.figures_between(_before, _findings) if _before else ()
    return tuple(f for f in charts.figures(_only(_findings, kind)) if f.id.startswith(kind))


@st.cache_data(show_spinner=False)
def _codebook(_store: Store, url: str, version: str) -> Codebook:
    return _store.codebook(version)


def _only(findings: Findings, kind: str) -> Findings:
    """What a kind of chart is drawn from; the rest is not drawn in vain."""
    themes = tuple(
        dataclasses.replace(
            t,
            groups=t.groups if kind == "group" else (),
            by_question=t.by_question if kind == "questions" else (),
            together=t.together if kind == "together" else (),
        )
        for t in findings.themes
    )
    tones = findings.tones if kind == "tone" else ()
    return dataclasses.replace(findings, themes=themes, tones=tones)
