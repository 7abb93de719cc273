"""Findings and drawn charts → files to hand on: HTML, Word, PowerPoint and Excel.

Every writer takes (findings, charts, path, at=None) and gives back the path. `at` is the time of
writing that is printed and kept in the file; without it there is none, and the same findings give
the same bytes. Raises InsightError where the file cannot be written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from insight.report.docx import write_docx
from insight.report.html import write_html
from insight.report.pptx import write_pptx
from insight.report.xlsx import write_xlsx
from insight.types import Figure, Findings

__all__ = ["WRITERS", "Writer", "write_docx", "write_html", "write_pptx", "write_xlsx"]


class Writer(Protocol):
    """What every report is written by."""

    def __call__(
        self,
        findings: Findings,
        charts: Sequence[Figure],
        path: Path,
        at: dt.datetime | None = None,
    ) -> Path:
        """Write the report and give back its path."""


WRITERS: dict[str, Writer] = {
    "html": write_html,
    "docx": write_docx,
    "pptx": write_pptx,
    "xlsx": write_xlsx,
}
"""The writer of each format, by the ending of its files."""
