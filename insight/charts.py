"""Draw findings as charts that state what they found, each with its words and its table.

Colours and layout follow the guidance of the UK Government Analysis Function on charts: one
colour unless a second means something, titles on the left, labels level and next to what they
name, no legend, a light grid, and never colour as the only cue. Shares are over respondents with
the interval their estimate carries; what rests on too few people is left out, and the note says
so. Charts are written in Vega-Lite, the language that Altair writes and Streamlit draws.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import combinations
from typing import Any

from insight import words
from insight.types import TONE_NAMES, Estimate, Figure, Findings, ThemeFinding

DARK_BLUE, TURQUOISE, DARK_PINK = "#12436D", "#28A197", "#801650"
LIGHT_PURPLE, DARK_GREY = "#A285D1", "#3D3D3D"
MID_GREY, PALE, GRID, INK = "#6F777B", "#DEE0E2", "#E1E1E1", "#0B0C0C"

TOP = 10
"""A chart draws the themes raised most often, at most this many; its table lists them all."""
BARS = 8
"""A chart of tone has a bar for at most this many themes."""
PANELS, CROWDED = 6, 5
"""A chart by group has a panel for each of this many themes, and fewer if a panel is crowded."""
LABEL = 27
"""A label at the axis is wrapped at this many characters, on two lines at most."""
SQUARE = 8
"""A chart of themes raised together has at most this many rows."""

CLEAR = (
    "A difference counts as clear if chance would give one so large, anywhere in such a chart, "
    "less than once in 20 times."
)

TONE_ORDER = ("neg", "mix", "neu", "pos")
TONE_FILL = {"neg": DARK_PINK, "mix": LIGHT_PURPLE, "neu": PALE, "pos": TURQUOISE}
TONE_INK = {"neg": "#FFFFFF", "mix": INK, "neu": INK, "pos": INK}

Spec = dict[str, Any]

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

Tones = Mapping[str, int]
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


def figures(findings: Findings) -> tuple[Figure, ...]:
    """Draw every chart that the findings can bear, in the order of a report.

    Ranked themes, tone by theme, themes by each group column, by question, and raised together.
    A chart with nothing to show is not made; with fewer than FEW respondents there is none.
    """
    if findings.respondents < words.FEW or not _raised(findings):
        return ()
    drawn = (
        _ranked(findings),
        _tone(findings),
        *(_grouped(findings, sizes) for sizes in words.group_sizes(findings)),
        _questions(findings),
        _together(findings),
    )
    return tuple(figure for figure in drawn if figure)


def figures_between(previous: Findings, current: Findings) -> tuple[Figure, ...]:
    """Draw two waves side by side: shares by theme with the change, and the tone of all responses.

    Themes are matched by key. The interval of a change is `difference`.
    """
    if min(previous.respondents, current.respondents) < words.FEW:
        return ()
    drawn = (_change(previous, current), _tone_change(previous, current))
    return tuple(figure for figure in drawn if figure)


def difference(previous: Estimate, current: Estimate) -> tuple[float, float, float]:
    """Estimate the change of a share as (change, low, high), each in [-1, 1].

    The interval is Newcombe's for two independent proportions, made from the intervals of the two
    shares (Newcombe 1998, Statistics in Medicine 17:873-890, method 10); it holds for two waves
    that asked different people.
    """
    change = current.value - previous.value
    low = math.hypot(current.value - current.low, previous.high - previous.value)
    high = math.hypot(current.high - current.value, previous.value - previous.low)
    return change, change - low, change + high


def draw(figure: Figure, form: str = "svg") -> bytes:
    """Draw a figure whole, with its title and subtitle: the bytes of an `svg` or a `png` file."""
    import vl_convert

    if form == "png":
        return bytes(vl_convert.vegalite_to_png(figure.spec, scale=2))
    return _svg(figure.id, figure.title, figure.alt, figure.spec).encode()


# The charts: each from findings to a figure, or to None where there is nothing to show.


def _ranked(findings: Findings) -> Figure:
    names, raised = _names(findings), _raised(findings)
    top, first = raised[:TOP], raised[0].share
    who, level = words.people(findings.kind), words.percent(first.level)
    labels = _labels({t.theme.key: names[t.theme.key] for t in top})
    rows = [_point(labels[t.theme.key], t.share) for t in top]
    y, x = _y(labels.values()), _x(t.share.high for t in top)
    line = _line("low", "high", y)
    chart = {
        "width": 420,
        "height": _rows(labels.values()),
        "layer": [
            _mark("bar", rows, {"x": x, "y": y}, color=DARK_BLUE, height=18),
            _mark("rule", rows, line, color="white", strokeWidth=5),
            _mark("rule", rows, line, color=DARK_GREY, strokeWidth=2),
            _mark("text", rows, _texts(_q("high"), y), align="left", dx=8, fontWeight="bold"),
        ],
    }
    most = words.percent(first.value)
    lead = [names[t.theme.key] for t in top if words.percent(t.share.value) == most]
    lead = lead if len(lead) <= 3 else lead[:1]
    return _figure(
        id="themes",
        title=(
            f"{words.listing([words.spoken(lead[0]), *map(words.inside, lead[1:])])} came up most: "
            f"{most} of {who}s raised {'it' if len(lead) == 1 else 'each'}"
        ),
        subtitle=(
            f"Share of the {words.counted(first.n, who)} analysed who raised each theme; "
            f"the thin lines are {level} confidence intervals"
        ),
        alt=(
            f"Bar chart of the share of {who}s who raised each theme. "
            + "; ".join(f"{names[t.theme.key]} {words.share(t.share)}" for t in top)
            + "."
        ),
        chart=chart,
        columns=("Theme", f"Share of {who}s ({level} interval)", f"{who}s".capitalize()),
        rows=[
            (names[t.theme.key], words.share(t.share), words.out_of(t.share))
            for t in findings.themes
        ],
        note=" ".join(filter(None, (_drawn(len(top), len(raised)), _left_out(findings)))),
    )


def _tone(findings: Findings) -> Figure | None:
    names, overall = _names(findings), dict(findings.tones)
    total = sum(overall.values())
    if total < words.FEW:
        return None
    themes = [(names[t.theme.key], dict(t.tones)) for t in _raised(findings)]
    large = [(name, tones) for name, tones in themes if sum(tones.values()) >= words.FEW]
    bars = [("All responses", overall), *large[:BARS]]
    first = max(TONE_ORDER, key=lambda tone: overall.get(tone, 0))
    title = (
        f"Most responses were {TONE_NAMES[first]} ({words.percent(overall[first] / total)})"
        if overall[first] > total / 2
        else f"No tone prevailed: {words.percent(overall[first] / total)} of responses "
        f"were {TONE_NAMES[first]}"
    )
    best = max(large, key=lambda bar: _portion(bar[1], "pos"), default=None)
    if best and _portion(best[1], "pos") >= 0.2:
        praise = words.percent(_portion(best[1], "pos"))
        title += f"; {words.inside(best[0])} drew the most praise ({praise} positive)"
    return _figure(
        id="tone",
        title=title,
        subtitle=(
            f"Tone of the {words.counted(total, 'response')} analysed, and of those that raise "
            "each theme, as shares of the responses"
        ),
        alt=f"Stacked bar chart of tone by theme. {_tone_words(bars)}",
        chart=_stack(bars),
        columns=_tone_columns("Theme"),
        rows=[_tone_row(name, tones) for name, tones in [("All responses", overall), *themes]],
        note=(
            "Counted in responses, not people: someone who answers two questions counts twice, so "
            f"no interval is given. {_drawn(len(bars) - 1, len(themes))}"
        ),
    )


def _grouped(findings: Findings, sizes: words.GroupSizes) -> Figure | None:
    names, sized = _names(findings), dict(sizes.shown)
    who, level = words.people(findings.kind), words.percent(findings.themes[0].share.level)
    column = words.clean(words.shorten(sizes.column, 80))
    cells = {t.theme.key: _cells(t, sizes.column, sized) for t in findings.themes}
    off = {t.theme.key: words.withheld(t.share, _column(t, sizes.column)) for t in findings.themes}
    largest = set(sorted(sized, key=lambda value: -sized[value])[:TOP])
    labels = _labels(
        {v: f"{_value(v)} ({words.number(n)})" for v, n in sized.items() if v in largest}, 22
    )
    themes = _raised(findings)
    panels = [
        _Panel(
            names[t.theme.key],
            tuple(
                (labels[v], e)
                for v, e in cells[t.theme.key].items()
                if v in labels and v not in off[t.theme.key]
            ),
            t.share.value,
        )
        for t in themes
    ]
    panels = [panel for panel in panels if panel.points]
    panels = panels[: PANELS if len(labels) <= CROWDED else PANELS - 2]
    if len(sized) < 2 or not panels:
        return None
    masked = any(off.values())
    notes = (
        _drawn(len(panels), len(themes)),
        f"It shows the {TOP} largest groups." if len(sized) > TOP else "",
        f"<{words.LOW}: raised by 1 to {words.LOW - 1} {who}s of the group; left out of the chart, "
        "and where a total would give it away the next smallest figure is withheld too."
        if masked
        else "",
        CLEAR,
        sizes.note,
    )
    return _figure(
        id=f"group-{_slug(sizes.column)}",
        title=_contrast(column, panels, len(panels) < len(themes)),
        subtitle=(
            f"Share of the {who}s in each group who raised the theme, with {level} confidence "
            f"intervals; number of {who}s in brackets; dashed line: all {who}s"
        ),
        alt=(
            f"Dot plots of the themes raised most often, by {_by(column)}. "
            + " ".join(panel.words for panel in panels)
        ),
        chart=_dots(panels, list(labels.values()), width=215),
        columns=("Theme", *(f"{_value(v)} (n = {words.number(n)})" for v, n in sizes.shown)),
        rows=[
            (
                names[t.theme.key],
                *(
                    words.group_share(cells[t.theme.key].get(v), v in off[t.theme.key])
                    for v in sized
                ),
            )
            for t in findings.themes
        ],
        note=" ".join(filter(None, notes)),
    )


def _questions(findings: Findings) -> Figure | None:
    names = _names(findings)
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
    top = _raised(findings)[:TOP]
    labels = _labels({t.theme.key: names[t.theme.key] for t in top}, 25)
    panels = [
        _Panel(
            f"{short[question]}: {_value(question, 90)}",
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
        f"{short[q]}: {_value(q)} (n = {words.number(max(e.n for e in asked[q].values()))})"
        for q in asked
    ]
    return _figure(
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
        note=_drawn(len(top), len(_raised(findings))),
    )


def _together(findings: Findings) -> Figure | None:
    names, who = _names(findings), words.people(findings.kind)
    rank = {key: i for i, key in enumerate(names)}
    both: dict[tuple[str, str], int] = {}
    for t in findings.themes:
        for other, count in t.together:
            if other in rank and other != t.theme.key:
                one, two = sorted((t.theme.key, other), key=rank.__getitem__)
                both[one, two] = max(count, both.get((one, two), 0))
    top = [t.theme.key for t in _raised(findings)[:SQUARE]]
    cells = [
        {"x": j, "y": i, "count": both.get((two, one), 0)}
        for i, one in enumerate(top)
        for j, two in enumerate(top[:i])
    ]
    shown = [cell for cell in cells if cell["count"] >= words.LOW]
    if len(top) < 3 or not shown:
        return None
    most = max(cell["count"] for cell in shown)
    tiles = [
        {
            **cell,
            "text": words.number(cell["count"]),
            "ink": "white" if cell["count"] > 0.65 * most else INK,
        }
        for cell in shown
    ]
    places = {"scale": {"domain": list(range(len(top))), "paddingInner": 0, "paddingOuter": 0}}
    at = {c: {"field": c, "type": "ordinal", "axis": None, **places} for c in ("x", "y")}
    shade = {
        **_q("count"),
        "legend": None,
        "scale": {"domain": [0, most], "range": ["#E3EAF1", DARK_BLUE]},
    }
    ink = {"field": "ink", "type": "nominal", "scale": None}
    names_down = [{"x": i, "y": i, "text": names[key]} for i, key in enumerate(top)]
    chart = {
        "width": {"step": 60},
        "height": {"step": 36},
        "resolve": {"scale": {"color": "independent"}},
        "layer": [
            _mark("rect", cells, at, color="#F3F5F7", stroke="white"),
            _mark("rect", tiles, {**at, "color": shade}, stroke="white"),
            _mark("text", tiles, {**_texts(**at), "color": ink}, fontWeight="bold"),
            _mark("text", names_down, _texts(**at), align="left", dx=-22, fontWeight="bold"),
        ],
    }
    pairs = sorted(both.items(), key=lambda item: (-item[1], rank[item[0][0]], rank[item[0][1]]))
    table = [(names[a], names[b], n) for (a, b), n in pairs if n >= words.LOW][:15]
    one, two, count = table[0]
    return _figure(
        id="together",
        title=(
            f"{words.spoken(one)} and {words.inside(two)} came up together most: "
            f"{words.counted(count, who)} raised both"
        ),
        subtitle=(
            f"Number of {who}s who raised both themes. A cell belongs to the theme named at the "
            "end of its row and to the one named at the top of its column"
        ),
        alt=(
            "Grid of pairs of themes raised by the same people. "
            + "; ".join(f"{a} with {words.inside(b)}: {n}" for a, b, n in table)
            + "."
        ),
        chart=chart,
        columns=("Theme", "Raised together with", f"{who}s who raised both".capitalize()),
        rows=table,
        note=(
            f"{_drawn(len(top), len(_raised(findings)))} The table lists the pairs raised most "
            f"often. A pale cell without a number: fewer than {words.LOW} {who}s. These are counts "
            f"of the {who}s analysed, not shares, so they have no interval."
        ).strip(),
    )


def _change(previous: Findings, current: Findings) -> Figure | None:
    names, who = _names(current), words.people(current.kind)
    was = {t.theme.key: t.share for t in previous.themes}
    pairs = [
        (names[t.theme.key], was[t.theme.key], t.share)
        for t in current.themes
        if t.theme.key in was and (t.share.count or was[t.theme.key].count)
    ]
    if not pairs:
        return None
    old, new = _waves(previous, current)
    top, width = pairs[:TOP], 300
    labels = list(_labels({name: name for name, _, _ in top}).values())
    rows = [
        {
            **_point(label, now),
            "was": then.value,
            "was_low": then.low,
            "was_high": then.high,
            "text": _points(difference(then, now)[:1]),
            "weight": "bold" if _clear(then, now, len(pairs)) else "normal",
        }
        for label, (_, then, now) in zip(labels, top, strict=True)
    ]
    y, x = _y(labels), _x(max(then.high, now.high) for _, then, now in top)
    most = x["scale"]["domain"][1]
    then_head, now_head = _brief(old, new)
    heads = [(then_head, rows[0]["was"] / most), (now_head, rows[0]["value"] / most)]
    up, down, right = {"yOffset": -7}, {"yOffset": 7}, {"value": width + 110}
    chart = {
        "width": width,
        "height": {"step": 42},
        "layer": [
            _mark("rule", rows, _line("was_low", "was_high", y), color=MID_GREY, **up),
            _mark("point", rows, {"x": _q("was"), "y": y}, fill="white", stroke=MID_GREY, **up),
            _mark("rule", rows, _line("low", "high", y), color=DARK_BLUE, **down),
            _mark("point", rows, {"x": x, "y": y}, fill=DARK_BLUE, stroke=DARK_BLUE, **down),
            *(
                _mark(
                    "text",
                    [row for row in rows if row["weight"] == weight],
                    _texts(right, y),
                    align="right",
                    fontWeight=weight,
                )
                for weight in ("bold", "normal")
            ),
            *_heads(heads, width, most),
        ],
    }
    clear = [pair for pair in pairs if _clear(pair[1], pair[2], len(pairs))]
    if clear:
        name, then, now = max(clear, key=lambda pair: abs(pair[2].value - pair[1].value))
        title = (
            f"{words.spoken(name)} {'rose' if now.value > then.value else 'fell'} most clearly: "
            f"from {words.percent(then.value)} to {words.percent(now.value)} of {who}s"
        )
    else:
        title = "No theme changed by more than chance could explain"
    level = words.percent(current.themes[0].share.level)
    return _figure(
        id="change-themes",
        title=title,
        subtitle=(
            f"Share of {who}s who raised each theme, with {level} confidence intervals: "
            f"{old} (open circles, n = {words.number(previous.respondents)}) and "
            f"{new} (filled, n = {words.number(current.respondents)}); right: the change in "
            "percentage points, bold where it is clear"
        ),
        alt=(
            f"Dot plot of the shares in two waves, {old} and {new}. "
            + "; ".join(
                f"{name} {words.share(then)}, then {words.share(now)}" for name, then, now in top
            )
            + "."
        ),
        chart=chart,
        columns=("Theme", old, new, f"Change in percentage points ({level} interval)"),
        rows=[
            (name, words.share(then), words.share(now), _points(difference(then, now)))
            for name, then, now in pairs
        ],
        note=" ".join(
            filter(None, (_drawn(len(top), len(pairs)), CLEAR, _unlike(previous, current)))
        ),
    )


def _tone_change(previous: Findings, current: Findings) -> Figure | None:
    old, new = _waves(previous, current)
    bars = [(old, dict(previous.tones)), (new, dict(current.tones))]
    if min(sum(tones.values()) for _, tones in bars) < words.FEW:
        return None
    then, now = (words.percent(_portion(tones, "neg")) for _, tones in bars)
    return _figure(
        id="change-tone",
        title=(
            f"Negative responses stayed at {now}"
            if then == now
            else f"Negative responses went from {then} to {now}"
        ),
        subtitle="Tone of all responses in each wave, as shares of the responses",
        alt=f"Stacked bar chart of tone in two waves. {_tone_words(bars)}",
        chart=_stack(bars),
        columns=_tone_columns("Wave"),
        rows=[_tone_row(name, tones) for name, tones in bars],
        note=(
            "Counted in responses, not people, so no interval is given. "
            f"{_unlike(previous, current)}"
        ).strip(),
    )


# What the charts share.


def _figure(
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
    """Put a figure together: the chart with its title as a spec, without it as SVG."""
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
        svg=_svg(id, title, alt, body),
        columns=tuple(columns),
        rows=tuple(rows),
        note=note.strip(),
    )


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


def _dots(panels: Sequence[_Panel], labels: list[str], width: int) -> Spec:
    """Draw panels side by side, two to a row: a dot, its interval and its figure in each row."""
    x = _x(max(e.high, p.reference or 0) for p in panels for _, e in p.points)
    headings = [_wrap(p.heading, 30, 4).split("\n") for p in panels]
    charts: list[Spec] = []
    for i, panel in enumerate(panels):
        left = i % 2 == 0
        depth = max(len(lines) for lines in headings[i - i % 2 : i - i % 2 + 2])
        rows = [_point(label, e) for label, e in panel.points]
        y, beside = _y(labels, axis=left), {"align": "left", "dx": 7, "fontSize": 13}
        layer = [
            _mark("rule", rows, _line("low", "high", y), color=DARK_BLUE, strokeWidth=2),
            _mark("point", rows, {"x": x, "y": y}, fill=DARK_BLUE, stroke=DARK_BLUE),
            _mark("text", rows, _texts(_q("high"), y), stroke="white", strokeWidth=4, **beside),
            _mark("text", rows, _texts(_q("high"), y), **beside),
        ]
        if panel.reference is not None:
            whole = [{"value": panel.reference}]
            layer.insert(
                0, _mark("rule", whole, {"x": x}, color=MID_GREY, strokeDash=[4, 3], strokeWidth=1)
            )
        padded = [""] * (depth - len(headings[i])) + headings[i]
        charts.append(
            {"width": width, "height": _rows(labels), "title": {"text": padded}, "layer": layer}
        )
    return {"concat": charts, "columns": 2}


def _stack(bars: Sequence[tuple[str, Tones]]) -> Spec:
    """Draw tones as stacked bars that fill the width, named above the first and counted beside."""
    width, labels = 400, list(_labels({name: name for name, _ in bars}).values())
    rows: list[Spec] = []
    for label, (_, tones) in zip(labels, bars, strict=True):
        start = 0.0
        for tone in TONE_ORDER:
            portion = _portion(tones, tone)
            rows.append(
                {
                    "label": label,
                    "tone": tone,
                    "start": start,
                    "end": start + portion,
                    "middle": start + portion / 2,
                    "text": words.percent(portion) if portion >= 0.07 else "",
                }
            )
            start += portion
    totals = [
        {"label": label, "text": words.counted(sum(tones.values()), "response")}
        for label, (_, tones) in zip(labels, bars, strict=True)
    ]
    y = _y(labels)
    x = {**_q("start"), "axis": None, "scale": {"domain": [0, 1], "nice": False}}

    def coloured(colours: dict[str, str]) -> Spec:
        scale = {"domain": list(TONE_ORDER), "range": [colours[t] for t in TONE_ORDER]}
        return {"field": "tone", "type": "nominal", "legend": None, "scale": scale}

    block = {"x": x, "x2": {"field": "end"}, "y": y, "color": coloured(TONE_FILL)}
    inner = {**_texts(_q("middle"), y), "color": coloured(TONE_INK)}
    beside = {"align": "left", "dx": 8, "fontSize": 13, "color": DARK_GREY}
    middles = [
        (TONE_NAMES[row["tone"]].capitalize(), row["middle"])
        for row in rows[: len(TONE_ORDER)]
        if row["end"] > row["start"]
    ]
    return {
        "width": width,
        "height": _rows(labels),
        "resolve": {"scale": {"color": "independent"}},
        "layer": [
            _mark("bar", rows, block, height=24, stroke="white", strokeWidth=2),
            _mark("text", rows, inner, fontSize=13),
            _mark("text", totals, _texts({"value": width}, y), **beside),
            *_heads(middles, width, 1.0),
        ],
    }


def _heads(names: Sequence[tuple[str, float]], width: int, most: float) -> list[Spec]:
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
    lead = {"x": _q("from"), "x2": {"field": "to"}, "y": {"value": -9}, "y2": {"value": 4}}
    head = _texts(_q("from"), {"value": -12})
    return [
        _mark("rule", rows, lead, color=MID_GREY, strokeWidth=1),
        _mark("text", rows, head, baseline="bottom", fontWeight="bold"),
    ]


def _mark(kind: str, rows: Sequence[Spec], encoding: Spec, **properties: Any) -> Spec:
    """One layer of a chart: its data, its mark and its encoding, in Vega-Lite."""
    return {
        "data": {"values": list(rows)},
        "mark": {"type": kind, **properties},
        "encoding": encoding,
    }


def _q(field: str) -> Spec:
    return {"field": field, "type": "quantitative"}


def _rows(labels: Iterable[str]) -> Spec:
    """Give each row of a chart its height: more where a label takes two lines."""
    return {"step": 38 if any("\n" in label for label in labels) else 31}


def _line(low: str, high: str, y: Spec) -> Spec:
    return {"x": _q(low), "x2": {"field": high}, "y": y}


def _texts(x: Spec, y: Spec) -> Spec:
    return {"x": x, "y": y, "text": {"field": "text", "type": "nominal"}}


def _point(label: str, e: Estimate) -> Spec:
    return {
        "label": label,
        "value": e.value,
        "low": e.low,
        "high": e.high,
        "text": words.percent(e.value),
    }


def _x(ends: Iterable[float]) -> Spec:
    """Make the axis of a share, from nothing to a round figure past the longest interval."""
    most = max(ends)
    step = next(s for s in (0.05, 0.1, 0.2) if most <= 5 * s or s == 0.2)
    end = min(math.ceil(most / step - 1e-9), round(1 / step))
    values = [round(i * step, 2) for i in range(end + 1)]
    return {
        **_q("value"),
        "axis": {"format": ".0%", "values": values},
        "scale": {"domain": [0, values[-1]], "nice": False},
    }


def _y(labels: Iterable[str], axis: bool = True) -> Spec:
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


def _wrap(text: str, width: int = LABEL, lines: int = 2) -> str:
    return "\n".join(textwrap.wrap(text, width, max_lines=lines, placeholder=" …"))


def _labels(texts: Mapping[str, str], width: int = LABEL) -> dict[str, str]:
    """Wrap texts as labels of rows; two that wrap alike stay two rows."""
    labels: dict[str, str] = {}
    for key, text in texts.items():
        label = _wrap(text, width)
        while label in labels.values():
            label += "\u200b"
        labels[key] = label
    return labels


def _value(text: str, limit: int = 60) -> str:
    """Print a group's value, a question or a wave's name."""
    return words.clean(words.shorten(" ".join(text.split()), limit)) or "not stated"


def _slug(text: str) -> str:
    """Make a name fit for an id; what has no Latin letter is numbered by its characters."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40]
    return plain or "-".join(f"{ord(char):x}" for char in text[:8])


def _names(findings: Findings) -> dict[str, str]:
    """The printed name of each theme by key, in the order of rank, no two the same."""
    return words.unique(
        (t.theme.key, words.shorten(" ".join(t.theme.name.split()), 80)) for t in findings.themes
    )


def _raised(findings: Findings) -> list[ThemeFinding]:
    return [t for t in findings.themes if t.share.count and t.share.n >= words.FEW]


def _drawn(drawn: int, of: int) -> str:
    """Say how many themes a chart leaves to its table."""
    return f"The chart shows {drawn} of the {of} themes raised." if drawn < of else ""


def _left_out(findings: Findings) -> str:
    """Say that themes are missing from the figures of a group, and why."""
    if not findings.withheld:
        return ""
    who = words.people(findings.kind)
    return (
        f"{words.counted(findings.withheld, 'theme')} left out: fewer than {words.LOW} {who}s of "
        "this group raised it, or its figure would tell of another group so small."
    )


def _cells(finding: ThemeFinding, column: str, sized: Mapping[str, int]) -> Cells:
    """The cells of one theme in one group column, without the groups that are too small."""
    values = dict(_column(finding, column))
    return {v: values[v] for v in sized if v in values and values[v].n >= words.FEW}


def _column(finding: ThemeFinding, column: str) -> tuple[tuple[str, Estimate], ...]:
    return next((values for name, values in finding.groups if name == column), ())


def _contrast(column: str, panels: Sequence[_Panel], some: bool) -> str:
    """State the largest clear difference between two groups, of all that the panels compare.

    `some` says that the panels are not all the themes, and so does the sentence.
    """
    by = _by(column)
    pairs = [
        (panel.heading, max(a, b, key=_height), min(a, b, key=_height))
        for panel in panels
        for a, b in combinations(panel.points, 2)
    ]
    apart = [pair for pair in pairs if _clear(pair[1][1], pair[2][1], len(pairs))]
    if not apart:
        return f"No clear differences by {by}{' among the leading themes' if some else ''}"
    name, high, low = max(apart, key=lambda pair: _height(pair[1]) - _height(pair[2]))
    one, two = (re.sub(r" \([\d,]+\)$", "", " ".join(v.split())) for v, _ in (high, low))
    subject = f"Of the leading themes, {words.inside(name)}" if some else words.spoken(name)
    return (
        f"{subject} differed most by {by}: {words.percent(high[1].value)} ({one}) "
        f"against {words.percent(low[1].value)} ({two})"
    )


def _height(point: tuple[str, Estimate]) -> float:
    return point[1].value


def _by(column: str) -> str:
    """Put a group column inside a sentence; one that is a whole question is quoted."""
    return f"“{column}”" if column.endswith("?") or len(column) > 30 else words.inside(column)


def _portion(tones: Tones, tone: str) -> float:
    total = sum(tones.values())
    return tones.get(tone, 0) / total if total else 0.0


def _tone_columns(first: str) -> tuple[str, ...]:
    return (first, *(TONE_NAMES[tone].capitalize() for tone in TONE_ORDER), "Responses")


def _tone_row(name: str, tones: Tones) -> tuple[str | int, ...]:
    total = sum(tones.values())
    return (name, *(words.part(tones.get(tone, 0), total) for tone in TONE_ORDER), total)


def _tone_words(bars: Sequence[tuple[str, Tones]]) -> str:
    return " ".join(
        f"{name}: "
        + ", ".join(
            f"{TONE_NAMES[tone]} {words.percent(_portion(tones, tone))}" for tone in TONE_ORDER
        )
        + "."
        for name, tones in bars
    )


def _waves(previous: Findings, current: Findings) -> tuple[str, str]:
    """What to call two waves; never the same."""
    old, new = _value(previous.wave), _value(current.wave)
    return (old, new) if old != new else (f"{old} (before)", f"{new} (now)")


def _brief(old: str, new: str) -> tuple[str, str]:
    """What sets two waves apart: their names without the words they begin with alike."""
    one, two = old.split(), new.split()
    same = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), 0)
    short = (" ".join(one[same:]), " ".join(two[same:]))
    return short if max(map(len, short)) <= 20 else ("before", "now")


def _clear(one: Estimate, two: Estimate, comparisons: int) -> bool:
    """Whether two shares of different people differ beyond chance among so many comparisons.

    The two-sided test of two proportions with pooled variance at 5 %, each p-value multiplied by
    the number of comparisons (Bonferroni).
    """
    n = one.n * two.n
    pooled = (one.count + two.count) / (one.n + two.n) if n else 0.0
    spread = math.sqrt(pooled * (1 - pooled) * (one.n + two.n) / n) if n else 0.0
    if not spread:
        return False
    z = abs(one.count / one.n - two.count / two.n) / spread
    return math.erfc(z / math.sqrt(2)) * comparisons < 0.05


def _points(change: Sequence[float]) -> str:
    """Print a change in percentage points: `+8 (+3 to +13)`, or only `+8 points`."""
    signed = [math.floor(abs(v) * 100 + 0.5 + 1e-9) * (1 if v > 0 else -1) for v in change]
    texts = [f"{v:+d}".replace("-", "−") if v else "0" for v in signed]
    if len(texts) > 1:
        return f"{texts[0]} ({texts[1]} to {texts[2]})"
    return f"{texts[0]} point{'' if abs(signed[0]) == 1 else 's'}"


def _unlike(previous: Findings, current: Findings) -> str:
    """Warn where two waves were not coded alike."""
    unlike = [
        what
        for what, one, other in (
            ("codebook", previous.codebook, current.codebook),
            ("model", previous.model, current.model),
        )
        if one != other
    ]
    if not unlike:
        return ""
    return (
        f"The two waves were coded with a different {' and '.join(unlike)}: "
        "part of a change may come from the coding."
    )
