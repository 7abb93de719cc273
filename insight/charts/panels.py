"""The charts of small panels side by side: themes by group, and by question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from insight import words
from insight.charts import apart, drawing, shown, vega
from insight.charts.vega import Spec
from insight.types import Estimate, Figure, Findings

PANELS, CROWDED = 6, 5
"""A chart by group has a panel for each of this many themes, and fewer if a panel is crowded."""

Cells = dict[str, Estimate]


@dataclass(frozen=True, slots=True)
class _Panel:
    """One small chart: a heading, its (label, estimate) rows, and a share to compare with."""

    heading: str
    points: tuple[tuple[str, Estimate], ...]
    reference: float | None = None

    @property
    def words(self) -> str:
        points = ", ".join(f"{' '.join(v.split())} {words.share(e)}" for v, e in self.points)
        return f"{self.heading}: {points}."


def by_group(findings: Findings, sizes: words.GroupSizes) -> Figure | None:
    """A panel for each theme, a row for each value of a group column."""
    names, sized = shown.names(findings), dict(sizes.shown)
    who, level = words.people(findings.kind), words.percent(findings.themes[0].share.level)
    column = words.clean(words.shorten(sizes.column, 80))
    cells = {t.theme.key: words.cells(t, sizes.column) for t in findings.themes}
    largest = sizes.largest
    labels = vega.row_labels(
        {v: f"{shown.value(v)} ({words.number(n)})" for v, n in sized.items() if v in largest}, 22
    )
    themes = shown.raised(findings)
    able = [t for t in themes if words.comparable(t, sizes)]
    drawn = able[: PANELS if len(labels) <= CROWDED else PANELS - 2]
    if not drawn:
        return None
    panels = [
        _Panel(
            names[t.theme.key],
            tuple((labels[v], e) for v, e in cells[t.theme.key][0].items() if v in labels),
            t.share.value,
        )
        for t in drawn
    ]
    passed = [names[t.theme.key] for t in themes[: themes.index(drawn[-1])] if t not in drawn]
    masked = any(masks for _, masks in cells.values())
    notes = (
        shown.in_part(len(panels), len(themes)),
        f"Raised as often, but by too few {who}s of a group to be compared: "
        f"{words.listing([words.inside(name) for name in passed])}."
        if passed
        else "",
        f"It shows the {len(largest)} largest groups." if len(sized) > len(largest) else "",
        f"Not drawn: {words.masks(who)}." if masked else "",
        apart.CLEAR,
        sizes.note,
    )
    return drawing.compose(
        id=f"group-{_slug(sizes.column)}",
        title=_contrast(
            column,
            panels,
            f"the {'leading ' if len(drawn) < len(able) else ''}themes that can be compared"
            if passed
            else "the leading themes"
            if len(panels) < len(themes)
            else "",
        ),
        subtitle=(
            f"Share of the {who}s in each group who raised the theme, with {level} confidence "
            f"intervals; number of {who}s in brackets; dashed line: all {who}s"
        ),
        alt=(
            f"Dot plots of the themes raised most often, by {_by(column)}. "
            + " ".join(panel.words for panel in panels)
        ),
        chart=_dots(panels, list(labels.values()), width=215),
        columns=("Theme", *(f"{shown.value(v)} (n = {words.number(n)})" for v, n in sizes.shown)),
        rows=[
            (
                names[t.theme.key],
                *(
                    masks.get(v) or words.group_share(own.get(v))
                    for own, masks in [cells[t.theme.key]]
                    for v in sized
                ),
            )
            for t in findings.themes
        ],
        note=" ".join(filter(None, notes)),
    )


def by_question(findings: Findings) -> Figure | None:
    """A panel for each question, a row for each theme."""
    names = shown.names(findings)
    who, level = words.people(findings.kind), words.percent(findings.themes[0].share.level)
    asked: dict[str, Cells] = {question: {} for question in findings.questions}
    for t in findings.themes:
        for question, estimate in t.by_question:
            if estimate.n >= words.FEW:
                asked.setdefault(question, {})[t.theme.key] = estimate
    short = {question: f"Question {i}" for i, question in enumerate(asked, 1)}
    asked = {question: cells for question, cells in asked.items() if cells}
    if len(asked) < 2:
        return None
    top = shown.raised(findings)[: shown.TOP]
    labels = vega.row_labels({t.theme.key: names[t.theme.key] for t in top}, 25)
    panels = [
        _Panel(
            f"{short[question]}: {shown.value(question, 90)}",
            tuple((labels[key], cells[key]) for key in labels if key in cells),
        )
        for question, cells in asked.items()
    ]
    first = {
        short[q]: names[max(cells, key=lambda k: cells[k].value)] for q, cells in asked.items()
    }
    if len(set(first.values())) == 1:
        title = f"{words.spoken(next(iter(first.values())))} led the answers to every question"
    else:
        led = [f"{words.inside(name)} led {words.inside(q)}" for q, name in first.items()][:3]
        title = words.listing(led)
        title = title[:1].upper() + title[1:]
    heads = [
        f"{short[q]}: {shown.value(q)} (n = {words.number(max(e.n for e in asked[q].values()))})"
        for q in asked
    ]
    return drawing.compose(
        id="questions",
        title=title,
        subtitle=(
            f"Share of the {who}s who answered the question and raised the theme there, "
            f"with {level} confidence intervals"
        ),
        alt="Dot plots of themes by question. " + " ".join(panel.words for panel in panels),
        chart=_dots(panels, list(labels.values()), width=215),
        columns=("Theme", *heads),
        rows=[
            (
                names[t.theme.key],
                *(
                    words.share(cells[t.theme.key]) if t.theme.key in cells else "–"
                    for cells in asked.values()
                ),
            )
            for t in findings.themes
        ],
        note=shown.in_part(len(top), len(shown.raised(findings))),
    )


def _dots(panels: Sequence[_Panel], labels: list[str], width: int) -> Spec:
    """Draw panels side by side, two to a row: a dot, its interval and its figure in each row."""
    x = vega.share_axis(max(e.high, p.reference or 0) for p in panels for _, e in p.points)
    headings = [vega.wrap(p.heading, 30, 4).split("\n") for p in panels]
    charts: list[Spec] = []
    for i, panel in enumerate(panels):
        left = i % 2 == 0
        depth = max(len(lines) for lines in headings[i - i % 2 : i - i % 2 + 2])
        rows = [vega.point(label, e) for label, e in panel.points]
        y, beside = vega.row_axis(labels, axis=left), {"align": "left", "dx": 7, "fontSize": 13}
        layer = [
            vega.mark(
                "rule", rows, vega.span("low", "high", y), color=vega.DARK_BLUE, strokeWidth=2
            ),
            vega.mark("point", rows, {"x": x, "y": y}, fill=vega.DARK_BLUE, stroke=vega.DARK_BLUE),
            vega.mark(
                "text",
                rows,
                vega.text_at(vega.quantity("high"), y),
                stroke="white",
                strokeWidth=4,
                **beside,
            ),
            vega.mark("text", rows, vega.text_at(vega.quantity("high"), y), **beside),
        ]
        if panel.reference is not None:
            whole = [{"value": panel.reference}]
            layer.insert(
                0,
                vega.mark(
                    "rule", whole, {"x": x}, color=vega.MID_GREY, strokeDash=[4, 3], strokeWidth=1
                ),
            )
        padded = [""] * (depth - len(headings[i])) + headings[i]
        charts.append(
            {
                "width": width,
                "height": vega.row_height(labels),
                "title": {"text": padded},
                "layer": layer,
            }
        )
    return {"concat": charts, "columns": 2}


def _contrast(column: str, panels: Sequence[_Panel], of: str) -> str:
    """State the largest clear difference between two groups, of all that the panels compare.

    `of` says which themes they are, where they are not all.
    """
    by = _by(column)
    pairs = [
        (panel.heading, max(a, b, key=_height), min(a, b, key=_height))
        for panel in panels
        for a, b in combinations(panel.points, 2)
    ]
    unlike = [pair for pair in pairs if apart.clear(pair[1][1], pair[2][1], len(pairs))]
    if not unlike:
        return f"No clear differences by {by}{f' among {of}' if of else ''}"
    name, high, low = max(unlike, key=lambda pair: _height(pair[1]) - _height(pair[2]))
    one, two = (re.sub(r" \([\d,]+\)$", "", " ".join(v.split())) for v, _ in (high, low))
    subject = f"Of {of}, {words.inside(name)}" if of else words.spoken(name)
    return (
        f"{subject} differed most by {by}: {words.percent(high[1].value)} ({one}) "
        f"against {words.percent(low[1].value)} ({two})"
    )


def _height(point: tuple[str, Estimate]) -> float:
    return point[1].value


def _by(column: str) -> str:
    """Put a group column inside a sentence; one that is a whole question is quoted."""
    return f"“{column}”" if column.endswith("?") or len(column) > 30 else words.inside(column)


def _slug(text: str) -> str:
    """Make a name fit for an id; what has no Latin letter is numbered by its characters."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40]
    return plain or "-".join(f"{ord(char):x}" for char in text[:8])
