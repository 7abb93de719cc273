"""Kills imports and fills disks, and looks at what is left: the old wave or the new one, whole.

usage: python -m tests.crash [--points N] [--seed N]

A wave is stored, and a new edition of its file imported by a process that is killed (SIGKILL) after
a time drawn at random: over the whole import, while it is being published, or after that.
Then the same on a disk that is too small (tmpfs; needs the right to mount). After each, the store
must be sound and hold the old state or the new one, and a second import must complete it.
"""

# ruff: noqa: T201

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from insight import inforce, pipeline, receipt, waves
from insight.errors import InsightError
from insight.settings import ROOT, Settings

WAVE = "w"
SAMPLES = ROOT / "corpora" / "samples"
OLD, NEW = SAMPLES / "tidewell-2024.csv", SAMPLES / "tidewell-2025.csv"


@dataclass(frozen=True, slots=True)
class Case:
    """Two editions of a file, and what the store holds of each."""

    old: Path
    new: Path
    start: Path  # a data folder that holds the old edition
    states: dict[str, str]  # "old" and "new", as `state` gives them

    def named(self, data: Path) -> str:
        """Which of the two states a store is in, or what it is instead."""
        found = state(data)
        return next((name for name, value in self.states.items() if value == found), "BROKEN")


def settings(data: Path) -> Settings:
    """Settings that need neither model nor encoder: what is tested is reading and storing."""
    return Settings(data=data, encoder="fake", model="none")


def state(data: Path) -> str:
    """All that the store holds of the wave, as one hash; times and the number of tries left out."""
    file = data / "insight.db"
    with contextlib.closing(sqlite3.connect(file)) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    if sound != "ok" or orphans:
        return f"unsound: {sound}, {len(orphans)} orphans"
    with inforce.open_store(settings(data)) as store:
        said = [
            [
                (c.response, [(a.theme, a.score, a.present, a.evidence) for a in c.assignments])
                for c in store.coded(WAVE)
            ],
            store.ledger(WAVE),
            store.source(WAVE),
            store.skipped(WAVE),
            store.segments(WAVE),
            store.quotes(WAVE),
            store.wave(WAVE).gone,
        ]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def prepare(folder: Path, old: Path, new: Path) -> Case:
    """Store the old edition, and find out what the store should hold of the new one."""
    start, other = folder / "start", folder / "other"
    pipeline.run(old, WAVE, settings(start))
    shutil.copytree(start, other)
    pipeline.run(new, WAVE, settings(other), accept=True)
    found = Case(old, new, start, {"old": state(start), "new": state(other)})
    assert found.states["old"] != found.states["new"]
    return found


def killed(case: Case, data: Path, stage: str, seconds: float) -> bool:
    """Import in a process that is killed so long after a stage begins; whether it was in time."""
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(case.start, data)
    reader, writer = os.pipe()
    child = os.fork()
    if not child:  # the import: says when the stage begins, and is gone
        os.close(reader)
        code = 1
        with contextlib.suppress(BaseException):

            def notify(name: str, done: int, _: int) -> None:
                if name == stage and not done:
                    os.write(writer, b".")

            pipeline.run(case.new, WAVE, settings(data), notify=notify, accept=True)
            code = 0
        os._exit(code)
    os.close(writer)
    os.read(reader, 1)
    time.sleep(seconds)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.close(reader)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def completes(case: Case, data: Path) -> bool:
    """Whether a second import leads to the new state, with a whole report."""
    outcome = pipeline.run(case.new, WAVE, settings(data), accept=True)
    whole = outcome.report.read_text("utf-8").rstrip().endswith("</html>")
    return case.named(data) == "new" and whole


def lasting(case: Case, data: Path) -> dict[str, float]:
    """Seconds that an import takes from its first stage on, to publish, and after that."""
    shutil.copytree(case.start, data)
    began: dict[str, float] = {}
    pipeline.run(
        case.new,
        WAVE,
        settings(data),
        notify=lambda name, done, _: began.setdefault(f"{name}{int(done > 0)}", time.monotonic()),
        accept=True,
    )
    end = time.monotonic()
    shutil.rmtree(data)
    return {
        "read": end - began["read0"],
        "save": began["save1"] - began["save0"],
        "report": end - began["report0"],
    }


def kill_at_random(case: Case, folder: Path, points: int, seed: int) -> Counter[tuple[str, bool]]:
    """What is left after each of so many kills: (state, whether a second import completes)."""
    chance = random.Random(seed)
    data = folder / "data"
    spans = lasting(case, data)
    found: Counter[tuple[str, bool]] = Counter()
    while found.total() < points:
        stage = tuple(spans)[found.total() % len(spans)]
        if killed(case, data, stage, chance.uniform(0, spans[stage])):
            name = case.named(data)
            found[name, completes(case, data)] += 1
    return found


@contextlib.contextmanager
def disk(kilobytes: int) -> Iterator[Path]:
    """A disk of that size; PermissionError where none may be mounted."""
    place = Path(tempfile.mkdtemp(prefix="insight-disk-"))
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    ) if shutil.which("mount") else None  # fmt: skip
    if done is None or done.returncode:
        place.rmdir()
        raise PermissionError("no disk can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)
        place.rmdir()


def on_a_full_disk(case: Case, kilobytes: int) -> tuple[str, str, bool]:
    """Import on a disk with so much room; what was said, the state, and whether it completes."""
    used = sum(p.stat().st_size for p in case.start.rglob("*") if p.is_file()) // 1024
    with disk(used + kilobytes + 64) as place:
        data = place / "data"
        shutil.copytree(case.start, data)
        try:
            pipeline.run(case.new, WAVE, settings(data), accept=True)
            said = "done"
        except InsightError as error:
            said = str(error)
        name = case.named(data)
        subprocess.run(["mount", "-o", "remount,size=1g", str(place)], check=True)
        return said.rpartition(str(place))[2], name, completes(case, data)


def first_import(case: Case, folder: Path, points: int, seed: int) -> Counter[str]:
    """The same for the first import of all, where there is no store yet; the states found."""
    chance = random.Random(seed)
    empty = folder / "empty"
    empty.mkdir(exist_ok=True)
    fresh = Case(case.new, case.new, empty, {})
    data = folder / "first"
    found: Counter[str] = Counter()
    span = lasting(fresh, data)["read"]
    while found.total() < points:
        if not killed(fresh, data, "read", chance.uniform(0, span)):
            continue
        held = bool(waves.status(settings(data))["waves"])
        outcome = pipeline.run(case.new, WAVE, settings(data))
        assert outcome.report.is_file()
        assert receipt.said(WAVE, settings(data)) == outcome.summary
        found["whole" if held else "nothing"] += 1
    return found


def main() -> int:
    """Kill, fill, and print a table; 1 where anything was broken."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--points", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    bad = 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        case = prepare(folder, OLD, NEW)
        print("| what | left behind | second import | times |\n| --- | --- | --- | --- |")
        found = kill_at_random(case, folder, given.points, given.seed)
        for (name, complete), times in sorted(found.items()):
            bad += not complete or name == "BROKEN"
            done = "completes" if complete else "FAILS"
            print(f"| killed in a new edition's import | the {name} state | {done} | {times} |")
        for name, times in sorted(first_import(case, folder, 10, given.seed).items()):
            print(f"| killed in the first import | {name} | completes | {times} |")
        for kilobytes in (0, 256, 1024, 2048, 3072, 4096, 6144, 8192, 16384):
            try:
                said, name, complete = on_a_full_disk(case, kilobytes)
            except PermissionError as error:
                print(f"Full disk: not tried, {error}.")
                break
            bad += not complete or name == "BROKEN"
            done = "completes" if complete else "FAILS"
            room = f"{kilobytes:,} kB of room: {said}"
            print(f"| {room} | the {name} state | {done} | 1 |")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
