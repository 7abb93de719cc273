"""Parses untrusted files in a child process with limits on memory, time and what it may say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from insight.errors import InputError
from insight.ingest.grid import MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_ROWS

PROGRAM = Path(__file__).with_name("caged.py")
MEMORY = 1_500_000_000
"""Bytes of address space of the child."""
SECONDS = 60
UNPACKED = 400_000_000
"""Bytes that an archive may unpack to."""
OUTPUT = 300_000_000
"""Bytes that the child may say."""


def parse(kind: str, path: Path, **options: Any) -> Iterator[dict[str, Any]]:
    """The lines that the caged parser gives for a file, one after the other.

    Raises InputError in the parser's own words where it refuses the file, and in ours where it
    dies, outlasts `SECONDS` or says more than `OUTPUT` bytes.
    """
    told = {
        "memory": MEMORY,
        "seconds": SECONDS,
        "unpacked": UNPACKED,
        "cells": MAX_CELLS,
        "columns": MAX_COLUMNS,
        "rows": MAX_ROWS,
        **options,
    }
    environment = os.environ | {
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    child = subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", str(PROGRAM), kind, str(path.resolve()), json.dumps(told)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    late = threading.Event()

    def stop() -> None:
        late.set()
        child.kill()

    timer = threading.Timer(SECONDS, stop)
    timer.daemon = True
    timer.start()
    ended = False
    said = 0
    try:
        assert child.stdout is not None
        for line in child.stdout:
            said += len(line)
            if said > OUTPUT:
                raise InputError(f"{path.name}: holds too much text. Split it, or export a CSV.")
            item = json.loads(line)
            if "refuse" in item:
                raise InputError(f"{path.name}: {item['refuse']}.")
            if "end" in item:
                ended = True
                break
            if any(len(cell) > MAX_CELL for cell in item.get("row", ())):
                raise InputError(f"{path.name}: a cell has over {MAX_CELL:,} characters.")
            yield item
    except ValueError:
        ended = False
    finally:
        timer.cancel()
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()
    if late.is_set():
        raise InputError(
            f"{path.name}: took over {SECONDS} seconds to open. Save it anew, or export a CSV."
        )
    if not ended:
        raise InputError(
            f"{path.name}: cannot be opened within {MEMORY // 1_000_000:,} MB, or is damaged. "
            "Save it anew, or export a CSV."
        )
