"""Bars with counts and time left, on the standard error of a terminal; silence elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STAGES = {
    "read": "Reading the file",
    "redact": "Taking out personal details",
    "prepare": "Building the encoder (once)",
    "embed": "Turning words into vectors",
    "code": "Coding themes and tone",
    "heads": "Learning the labels",
    "learn": "Fine-tuning a small transformer",
    "again": "Once more, on all texts",
    "save": "Storing the wave",
    "report": "Writing the report",
    "topics": "Looking for topics",
}


@contextmanager
def bars(quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Give a function (stage, done, total) that draws; a stage of one step shows only its time."""
    if quiet or not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TaskID,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    progress = Progress(
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True, markup=False),
        transient=True,
    )
    tasks: dict[str, TaskID] = {}

    def notify(stage: str, done: int, total: int) -> None:
        size = total if total > 1 else None
        if stage not in tasks:
            for earlier in tasks.values():
                progress.stop_task(earlier)
            tasks[stage] = progress.add_task(STAGES.get(stage, stage), total=size)
        progress.update(tasks[stage], completed=done, total=max(total, 1) if done else size)

    with progress:
        yield notify
