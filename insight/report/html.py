"""Findings → one accessible HTML file that stands alone: no script, nothing to fetch."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from insight import words
from insight.report import content
from insight.report.save import save
from insight.types import Figure, Findings

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

HERE = Path(__file__).parent

TURNING = frozenset({"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "RLI", "LRI", "FSI"})
"""Classes of characters that can turn the direction of what stands beside them."""


def write_html(
    findings: Findings, charts: Sequence[Figure], path: Path, at: dt.datetime | None = None
) -> Path:
    """Write the report as HTML for WCAG 2.2 AA; see the package for the arguments."""
    page = (
        _environment()
        .get_template("template.html")
        .render(f=findings, charts=charts, content=content, words=words, at=at)
    )
    return save(path, page.encode("utf-8"))


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        autoescape=True,
        finalize=_printed,
        loader=FileSystemLoader(HERE),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(fitted=fitted, plain=plain, said=said)
    return environment


def _printed(value: Any) -> Any:
    """Fit what is printed: no forbidden character, and turned text kept to itself."""
    from markupsafe import Markup

    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = words.clean(value)
    turns = not text.isascii() and any(unicodedata.bidirectional(c) in TURNING for c in text)
    return said(text) if turns else text


def said(text: str) -> Markup:
    """Print a resident's words: escaped, and isolated so that they turn nothing around them."""
    from markupsafe import Markup

    return Markup("<bdi>{}</bdi>").format(words.clean(text))


def plain(text: str) -> Markup:
    """Print text where no element may stand, as in the page's title."""
    from markupsafe import escape

    return escape(words.clean(text))


def fitted(svg: str) -> Markup:
    """Put a drawn chart in the page, at most a quarter larger than it was drawn."""
    from markupsafe import Markup

    found = re.search(r'<svg[^>]*\bwidth="([\d.]+)"', svg)
    width = float(found[1]) * 1.25 / 16 if found else 45
    # The words inside a chart were escaped as it was drawn.
    return Markup(svg.replace("<svg ", f'<svg style="max-width:{width:.1f}rem" ', 1))  # noqa: S704
