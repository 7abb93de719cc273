"""A chart and its words → a figure: a spec in the house style, and its drawing as SVG or PNG."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from functools import cache
from html import escape

from insight.charts.vega import DARK_GREY, GRID, INK, Spec
from insight.types import Figure

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
STYLE: Spec = {
    "aria": False,
    "background": "white",
    "font": "Arial, 'Liberation Sans', Helvetica, sans-serif",
    "lineBreak": "\n",
    # Room on the left for a page whose font is wider than the one that the chart was laid out in.
    "padding": {"left": 24, "top": 4, "right": 4, "bottom": 4},
    "view": {"stroke": None},
    "concat": {"spacing": 28},
    "point": {"size": 80, "strokeWidth": 2, "opacity": 1},
    "rule": {"strokeWidth": 2},
    "text": {"fontSize": 14, "color": INK},
    "title": {
        "anchor": "start",
        "color": INK,
        "fontSize": 14,
        "fontWeight": "bold",
        "frame": "group",
        "offset": 10,
        "subtitleColor": DARK_GREY,
        "subtitleFontSize": 14,
        "subtitleLineHeight": 19,
        "subtitlePadding": 8,
    },
    "axis": {
        "domain": False,
        "ticks": False,
        "grid": False,
        "labelColor": INK,
        "labelFlush": False,
        "labelFontSize": 14,
        "labelLimit": 0,
        "labelLineHeight": 16,
        "labelPadding": 8,
        "title": None,
    },
    "axisX": {"grid": True, "gridColor": GRID, "labelColor": DARK_GREY, "labelFontSize": 13},
}


def compose(
    *,
    id: str,
    title: str,
    subtitle: str,
    alt: str,
    chart: Spec,
    columns: Sequence[str],
    rows: Sequence[tuple[str | int, ...]],
    note: str,
) -> Figure:
    """Put a figure together: with its title as a spec, without it drawn once it is asked for."""
    body: Spec = {"$schema": SCHEMA, **chart, "config": STYLE}
    head = {
        "text": textwrap.wrap(title, 68),
        "subtitle": textwrap.wrap(subtitle, 88),
        "fontSize": 19,
        "frame": "bounds",
        "offset": 18,
    }
    return Figure(
        id=id,
        title=title,
        subtitle=subtitle,
        alt=alt,
        spec={**body, "title": head},
        drawing=cache(lambda: _svg(id, title, alt, body)),
        columns=tuple(columns),
        rows=tuple(rows),
        note=note.strip(),
    )


def draw(figure: Figure, form: str = "svg") -> bytes:
    """Draw a figure whole, with its title and subtitle: the bytes of an `svg` or a `png` file."""
    import vl_convert

    if form == "png":
        return bytes(vl_convert.vegalite_to_png(figure.spec, scale=2))
    return _svg(figure.id, figure.title, figure.alt, figure.spec).encode()


def warm() -> None:
    """Draw nothing: the first drawing of a process loads what draws, a third of a second."""
    import vl_convert

    vl_convert.vegalite_to_svg({"$schema": SCHEMA, "mark": "bar"})


def _svg(id: str, title: str, alt: str, spec: Spec) -> str:
    """Draw a spec as an SVG that can stand in a page: named, without roles or shared ids inside."""
    import vl_convert

    text = re.sub(r"<[^>]*>", _plain_tag, str(vl_convert.vegalite_to_svg(spec)))
    marks = dict.fromkeys(re.findall(r'<[^>]*\bid="([^"]+)"', text))
    for i, mark in enumerate(marks):
        text = text.replace(f'id="{mark}"', f'id="{id}-{i}"').replace(
            f"url(#{mark})", f"url(#{id}-{i})"
        )
    name = (
        f'<title id="{id}-title">{escape(title)}</title><desc id="{id}-desc">{escape(alt)}</desc>'
    )
    start, rest = text.split(">", 1)
    return f'{start} role="img" aria-labelledby="{id}-title {id}-desc">{name}{rest}'


def _plain_tag(tag: re.Match[str]) -> str:
    """Drop what a drawn chart does not need from one tag."""
    noise = r' (class|role|aria-[a-z]+|pointer-events|xmlns:xlink|version)="[^"]*"'
    return re.sub(noise, "", tag[0])
