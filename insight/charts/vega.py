"""The marks, axes and labels that charts are made of, in Vega-Lite, in one set of colours."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from insight import words
from insight.types import Estimate

DARK_BLUE, TURQUOISE, DARK_PINK = "#12436D", "#28A197", "#801650"
LIGHT_PURPLE, DARK_GREY = "#A285D1", "#3D3D3D"
MID_GREY, PALE, GRID, INK = "#6F777B", "#DEE0E2", "#E1E1E1", "#0B0C0C"

LABEL = 27
"""A label at the axis is wrapped at this many characters, on two lines at most."""

Spec = dict[str, Any]


def mark(kind: str, rows: Sequence[Spec], encoding: Spec, **properties: Any) -> Spec:
    """One layer of a chart: its data, its mark and its encoding, in Vega-Lite."""
    return {
        "data": {"values": list(rows)},
        "mark": {"type": kind, **properties},
        "encoding": encoding,
    }


def quantity(field: str) -> Spec:
    """A channel that takes its place or shade from a number."""
    return {"field": field, "type": "quantitative"}


def row_height(labels: Iterable[str]) -> Spec:
    """Give each row of a chart its height: more where a label takes two lines."""
    return {"step": 38 if any("\n" in label for label in labels) else 31}


def span(low: str, high: str, y: Spec) -> Spec:
    """From one number of a row to another, as an interval is drawn."""
    return {"x": quantity(low), "x2": {"field": high}, "y": y}


def text_at(x: Spec, y: Spec) -> Spec:
    """The text of a row at a place."""
    return {"x": x, "y": y, "text": {"field": "text", "type": "nominal"}}


def point(label: str, e: Estimate) -> Spec:
    """A row of data: an estimate under its label, with its figure in print."""
    return {
        "label": label,
        "value": e.value,
        "low": e.low,
        "high": e.high,
        "text": words.percent(e.value),
    }


def share_axis(ends: Iterable[float]) -> Spec:
    """Make the axis of a share, from nothing to a round figure past the longest interval."""
    most = max(ends)
    step = next(s for s in (0.05, 0.1, 0.2) if most <= 5 * s or s == 0.2)
    end = min(math.ceil(most / step - 1e-9), round(1 / step))
    values = [round(i * step, 2) for i in range(end + 1)]
    return {
        **quantity("value"),
        "axis": {"format": ".0%", "values": values},
        "scale": {"domain": [0, values[-1]], "nice": False},
    }


def row_axis(labels: Iterable[str], axis: bool = True) -> Spec:
    """Make the axis of rows, in the order given; a label of two lines is centred on its row."""
    two = {"test": "indexof(datum.value, '\\n') > 0", "value": "bottom"}
    rows, shown = list(labels), {"labelBaseline": {"condition": two, "value": "middle"}}
    return {
        "field": "label",
        "type": "nominal",
        "axis": shown if axis else None,
        "sort": rows,
        "scale": {"domain": rows},
    }


def wrap(text: str, width: int = LABEL, lines: int = 2) -> str:
    """Break a text into lines, at most so many."""
    return "\n".join(textwrap.wrap(text, width, max_lines=lines, placeholder=" …"))


def row_labels(texts: Mapping[str, str], width: int = LABEL) -> dict[str, str]:
    """Wrap texts as labels of rows; two that wrap alike stay two rows."""
    labels: dict[str, str] = {}
    for key, text in texts.items():
        label = wrap(text, width)
        while label in labels.values():
            label += "\u200b"
        labels[key] = label
    return labels


def heads(names: Sequence[tuple[str, float]], width: int, most: float) -> list[Spec]:
    """Name things above the first row: (name, place in [0, 1]) spread so that none overlap.

    A thin line leads from each name to its place; `most` is the right end of the x scale.
    """
    gap, half = 12, {name: len(name) * 4.1 for name, _ in names}
    places = sorted(((name, at * width) for name, at in names), key=lambda item: item[1])
    spread: list[tuple[str, float, float]] = []
    edge = 0.0
    for name, at in places:
        middle = max(at, edge + half[name])
        spread.append((name, middle, at))
        edge = middle + half[name] + gap
    edge = float(width)
    for i in range(len(spread) - 1, -1, -1):
        name, middle, at = spread[i]
        middle = min(middle, edge - half[name])
        spread[i] = (name, middle, at)
        edge = middle - half[name] - gap
    rows = [
        {"text": name, "from": middle / width * most, "to": at / width * most}
        for name, middle, at in spread
    ]
    lead = {"x": quantity("from"), "x2": {"field": "to"}, "y": {"value": -9}, "y2": {"value": 4}}
    head = text_at(quantity("from"), {"value": -12})
    return [
        mark("rule", rows, lead, color=MID_GREY, strokeWidth=1),
        mark("text", rows, head, baseline="bottom", fontWeight="bold"),
    ]
