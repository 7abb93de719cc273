"""A file that takes long to make: made behind the pages, with how far it is, then handed out."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from insight import words
from insight.pages import parts, safe
from insight.pages.desk import Desk
from insight.pages.jobs import Job, Jobs
from insight.pages.safe import Markup, plain
from insight.types import Coded, Notify

LARGE = 10_000
"""Responses from which on a file of all of them is made behind the pages."""

STEP = 500
"""Responses after which it is said how far it is."""

Make = Callable[[Iterable[Coded]], bytes]
"""Makes the file of a stream of responses."""


@dataclass(slots=True)
class _File:
    """What is made for one session: of which wave, as it stood when."""

    name: str
    label: str
    mime: str
    wave: str
    stamp: str
    said: str  # the stamp of what was said: see `Store.stamp`
    begun: dt.datetime
    job: Job | None = None
    made: bytes = b""


def button(desk: Desk, name: str, label: str, mime: str, make: Make) -> None:
    """What starts the making of a file of all responses of the wave; `show` says how it goes."""
    st.button(
        f"Make {Path(name).suffix} file",
        key=f"make {name}",
        on_click=_start,
        args=(desk, name, label, mime, make),
        disabled=_running(_file(desk)),
    )


def show(desk: Desk) -> None:
    """The file that is being made for this session, or has been."""
    file = _file(desk)
    if file is None or file.job is None:
        return
    if file.job.state == "running":
        _watch(file, file.job)
    elif file.job.state != "done":
        kind = "note" if file.job.state == "cancelled" else "error"
        parts.notice(plain(file.job.said), kind)
    else:
        since = desk.store.stamp(file.wave) != file.stamp
        parts.notice(
            Markup("{} is ready: {}, as the wave stood at {:%H:%M} on {}.{}").format(
                file.label,
                words.megabytes(len(file.made)),
                file.begun,
                words.day(file.begun.date()),
                " Something has been judged since then: to have that too, make it again."
                if since
                else "",
            ),
            "done",
        )
        st.download_button(
            f"Download {file.label}",
            lambda: file.made,
            file_name=file.name,
            mime=file.mime,
            key=f"made {file.name}",
            on_click="ignore",
        )


def _file(desk: Desk) -> _File | None:
    """The session's file of the wave; dropped when words have been taken out of the wave since."""
    file: _File | None = st.session_state.get("making")
    if file is None or file.wave != desk.wave.name:
        return None
    if file.said != desk.store.stamp(file.wave, judged=False):
        if file.job:
            file.job.stop.set()
        del st.session_state["making"]
        return None
    return file


def _running(file: _File | None) -> bool:
    return bool(file and file.job and file.job.state == "running")


def _start(desk: Desk, name: str, label: str, mime: str, make: Make) -> None:
    """Make a file in place of the one that this session had: each lies in memory whole."""
    wave, store = desk.wave, desk.store
    stamp, said = store.stamp(wave.name), store.stamp(wave.name, judged=False)
    file = _File(name, label, mime, wave.name, stamp, said, dt.datetime.now())

    def work(notify: Notify) -> str:
        file.made = make(_counted(store.stream(wave.name), wave.responses, notify))
        return ""

    file.job = Jobs().start(label, work, lambda: None)
    st.session_state["making"] = file


def _counted(coded: Iterable[Coded], total: int, notify: Notify) -> Iterator[Coded]:
    for n, one in enumerate(coded):
        if n % STEP == 0:
            notify("make the file", n, total)
        yield one


@st.fragment(run_every=1.0)
def _watch(file: _File, job: Job) -> None:
    if job.state != "running":
        st.rerun()
    done = job.done / job.total if job.total else 0.0
    left = f", about {words.lasting(job.left)} left" if job.left is not None else ""
    of = f" of {words.number(job.total)}" if job.total else ""
    st.progress(
        min(done, 1.0),
        safe.label(f"Making {file.label}: {words.number(job.done)}{of} responses{left}"),
    )
    gone = words.lasting(time.monotonic() - job.started)
    parts.text(f"{gone} so far. You can leave this page and come back.", style="small")
    if job.stop.is_set():
        parts.text("Cancelling…", style="small")
    else:
        st.button("Cancel the file", on_click=job.stop.set)
