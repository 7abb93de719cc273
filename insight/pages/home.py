"""Home: the projects and waves there are, a new one, and the run that is going on."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from insight import words
from insight.pages import erasing, intake, parts, projects, safe
from insight.pages.jobs import STAGES, Job, jobs
from insight.pages.safe import Markup, plain
from insight.settings import Settings
from insight.store import ProjectInfo, Store, WaveInfo


def show(settings: Settings, store: Store, waves: Sequence[WaveInfo], person: str) -> None:
    """Draw the page; the only one that is there before any wave is. `waves` are all there are."""
    known = store.projects()
    several = len(known) > 1
    parts.title(
        "Projects and waves" if several else "Waves",
        "Each survey or discussion is a wave. Everything stays on this machine.",
    )
    erasing.tell()  # the last wave of a project may just have been deleted
    running = jobs(str(settings.data))
    if running.last:
        _progress(running.last)
    if several:
        acts = store.last_acts()
        for project in known:
            own = [w for w in waves if w.project == project.name]
            _project(project, own, acts[project.name], project.name == settings.project)
    elif waves:
        _waves(waves, "Waves, the newest first")
    if not running.last and not any(w.project == settings.project for w in waves):
        here = Markup(" in {}").format(plain(settings.project)) if several else ""
        parts.notice(
            Markup(
                "There is no wave yet{}. Add one below, from a survey export or a transcript."
            ).format(here)
        )
    into = settings.project if several else ""
    intake.add(settings, running, waves, person, into)
    projects.arrange(settings, store, waves, person)


def glance(settings: Settings) -> None:
    """On every other page: a line about the run that goes on, with the way to it."""
    job = jobs(str(settings.data)).running
    if job:
        _glance(job)


@st.fragment(run_every=2.0)
def _glance(job: Job) -> None:
    if job.state != "running":
        st.rerun()
    doing = Markup("{}: {}, {}").format(
        plain(job.name), STAGES.get(job.stage, job.stage).lower(), words.percent(_whole(job))
    )
    parts.text(Markup("Being added: {}").format(parts.link("waves", doing)), style="small")


def _whole(job: Job) -> float:
    """How much of a run is done, each stage counted alike."""
    stages = list(STAGES)
    at = stages.index(job.stage) if job.stage in stages else 0
    return min((at + (job.done / job.total if job.total else 0)) / len(stages), 1.0)


def _project(
    project: ProjectInfo, waves: Sequence[WaveInfo], active: dt.datetime, here: bool
) -> None:
    """A project: the way into it, counts, when something was last done in it, and its waves."""
    counts = (words.counted(len(waves), "wave"), words.counted(_responses(waves), "response"))
    to = parts.link(f"waves?{urlencode({'project': project.name})}", "Work in this project")
    parts.heading(
        project.name,
        Markup("{}. Last activity on {}. {}").format(
            ", ".join(counts),
            words.day(active.date()),
            Markup("<strong>You work in this one.</strong>") if here else to,
        ),
    )
    if waves:
        _waves(waves, f"Waves of {project.name}, the newest first")


def _responses(waves: Sequence[WaveInfo]) -> int:
    return sum(w.responses for w in waves)


def _waves(waves: Sequence[WaveInfo], caption: str) -> None:
    safe.draw(
        parts.table(
            ("Wave", "What", "Respondents", "Responses", "Left out", "Published"),
            [_row(w) for w in reversed(waves)],
            caption,
            numbers=(2, 3, 4),
        )
    )


def _row(wave: WaveInfo) -> list[parts.Cell]:
    query = urlencode({"wave": wave.name})
    return [
        parts.link(f"./?{query}", plain(wave.name), "what residents told us"),
        "Survey" if wave.kind == "survey" else "Transcript",
        wave.respondents,
        parts.link(f"responses?{query}", words.number(wave.responses), "read them"),
        wave.ledger.received - wave.ledger.analysed,
        words.day(wave.published.date()),
    ]


def _progress(job: Job) -> None:
    if job.state == "running":
        _watch(job)
        return
    kinds = {"done": "done", "failed": "error", "cancelled": "note"}
    parts.notice(plain(job.said), kinds[job.state])
    if job.state == "done":
        query = urlencode({"wave": job.name})
        parts.text(parts.link(f"./?{query}", "Read what residents told us"))


@st.fragment(run_every=1.0)
def _watch(job: Job) -> None:
    if job.state != "running":
        st.rerun()
    stages = list(STAGES)
    at = stages.index(job.stage) if job.stage in stages else 0
    count = f" ({words.number(job.done)} of {words.number(job.total)})" if job.total > 1 else ""
    left = f", about {words.lasting(job.left)} left of this stage" if job.left is not None else ""
    gone = words.lasting(time.monotonic() - job.started)
    with st.container(border=True):
        parts.heading(f"Working on {job.name}", level=3)
        st.progress(
            _whole(job),
            safe.label(
                f"{at + 1} of {len(stages)}: {STAGES.get(job.stage, job.stage)}{count}{left}"
            ),
        )
        parts.text(
            Markup("{} so far. You can leave this page; the run goes on.").format(gone),
            style="small",
        )
        if job.stop.is_set():
            parts.text("Cancelling…", style="small")
        else:
            st.button("Cancel the run", on_click=job.stop.set)
