"""Runs that go on behind the pages: one at a time, watched by any session, cancelled whole."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from insight.errors import InsightError

STAGES = {
    "prepare": "Making the models ready (once, about half a minute)",
    "read": "Reading the file",
    "redact": "Taking out personal details",
    "embed": "Reading for meaning",
    "code": "Coding themes and tone",
    "save": "Publishing the wave",
    "report": "Writing the report",
}
"""The stages of a run in their order, as people call them."""

Work = Callable[[Callable[[str, int, int], None]], str]
"""What a job does: it is given a `notify` to call, and says in one line what it did."""


class CancelledError(InsightError):
    """The run was cancelled; the store is as it was."""


@dataclass(slots=True)
class Job:
    """One run. `state` is "running", "done", "failed" or "cancelled"."""

    name: str
    started: float = field(default_factory=time.monotonic)
    state: str = "running"
    stage: str = "read"
    done: int = 0
    total: int = 0
    since: float = field(default_factory=time.monotonic)
    said: str = ""
    seconds: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)

    def notify(self, stage: str, done: int, total: int) -> None:
        """Note how far it is; raises CancelledError where that was asked for and still can be."""
        if stage != self.stage:
            self.stage, self.since = stage, time.monotonic()
        self.done, self.total = done, total
        published = stage == "report" or (stage == "save" and done)
        if self.stop.is_set() and not published:
            raise CancelledError("The run was cancelled. Nothing of it was kept.")

    @property
    def left(self) -> float | None:
        """Seconds left of this stage, None where that cannot be told yet."""
        gone = time.monotonic() - self.since
        if not self.done or gone < 2:
            return None
        return gone / self.done * (self.total - self.done)


class Jobs:
    """The runs of this server: at most one at a time, and the last one to look back on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.last: Job | None = None

    @property
    def running(self) -> Job | None:
        """The run that goes on now, or None."""
        job = self.last
        return job if job and job.state == "running" else None

    def start(self, name: str, work: Work, tidy: Callable[[], None]) -> Job | None:
        """Start a run; None where another goes on. `tidy` is called at its end in any case."""
        with self._lock:
            if self.running:
                return None
            job = self.last = Job(name)
        threading.Thread(
            target=_run, args=(job, work, tidy), daemon=True, name="insight run"
        ).start()
        return job

    def forget(self) -> None:
        """Take the last run off the page, unless it still goes on."""
        with self._lock:
            if not self.running:
                self.last = None


def _run(job: Job, work: Work, tidy: Callable[[], None]) -> None:
    state = "failed"
    try:
        job.said = work(job.notify)
        state = "done"
    except CancelledError as error:
        job.said, state = str(error), "cancelled"
    except InsightError as error:
        job.said = str(error)
    except Exception as error:  # whatever it is, the page says it in a line
        job.said = (
            f"The run stopped at “{STAGES.get(job.stage, job.stage)}” for an unknown reason "
            f"({type(error).__name__}). Nothing of it was kept. Please report this."
        )
    finally:
        tidy()
        job.seconds = time.monotonic() - job.started
        job.state = state


@st.cache_resource(show_spinner=False)
def jobs(folder: str) -> Jobs:
    """The server's runs. Uploads that a server left behind when it was stopped are deleted."""
    shutil.rmtree(uploads(Path(folder)), ignore_errors=True)
    return Jobs()


def uploads(data: Path) -> Path:
    """Where a file lies while it is read: only then, and only for the user of this server."""
    return data / "uploads"
