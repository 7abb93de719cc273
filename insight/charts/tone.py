"""The chart of tone: of all responses and on each theme; its bars, table and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from insight import words
from insight.charts import drawing, shown, vega
from insight.charts.vega import Spec
from insight.types import TONE_NAMES, Figure, Findings

BARS = 8
"""A chart of tone has a bar for at most this many themes."""

TONE_ORDER = ("neg", "mix", "neu", "pos")
TONE_FILL = {
    "neg": vega.DARK_PINK,
    "mix": vega.LIGHT_PURPLE,
    "neu": vega.PALE,
    "pos": vega.TURQUOISE,
}
TONE_INK = {"neg": "#FFFFFF", "mix": vega.INK, "neu": vega.INK, "pos": vega.INK}

Tones = Mapping[str, int]


def figure(findings: Findings) -> Figure | None:
    """A bar of four tones for all responses and for each theme."""
    names, overall = shown.names(findings), dict(findings.tones)
    total = sum(overall.values())
    if total < words.FEW:
        return None
    themes = [(names[t.theme.key], dict(t.tones)) for t in shown.raised(findings)]
    large = [(name, tones) for name, tones in themes if sum(tones.values()) >= words.FEW]
    bars = [("All responses", overall), *large[:BARS]]
    first = max(TONE_ORDER, key=lambda tone: overall.get(tone, 0))
    title = (
        f"Most responses were {TONE_NAMES[first]} ({words.percent(overall[first] / total)})"
        if overall[first] > total / 2
        else f"No tone prevailed: {words.percent(overall[first] / total)} of responses "
        f"were {TONE_NAMES[first]}"
    )
    best = max(large, key=lambda bar: portion_of(bar[1], "pos"), default=None)
    if best and portion_of(best[1], "pos") >= 0.2:
        praise = words.percent(portion_of(best[1], "pos"))
        title += f"; {words.inside(best[0])} drew the most praise ({praise} positive)"
    return drawing.compose(
        id="tone",
        title=title,
        subtitle=(
            f"Tone of the {words.counted(total, 'response')} analysed, and of those that raise "
            "each theme, as shares of the responses"
        ),
        alt=f"Stacked bar chart of tone by theme. {in_words(bars)}",
        chart=stack(bars),
        columns=table_columns("Theme"),
        rows=[table_row(name, tones) for name, tones in [("All responses", overall), *themes]],
        note=(
            "Counted in responses, not people: someone who answers two questions counts twice, so "
            f"no interval is given. {shown.in_part(len(bars) - 1, len(themes))}"
        ),
    )


def stack(bars: Sequence[tuple[str, Tones]]) -> Spec:
    """Draw tones as stacked bars that fill the width, named above the first and counted beside."""
    width, labels = 400, list(vega.row_labels({name: name for name, _ in bars}).values())
    rows: list[Spec] = []
    for label, (_, tones) in zip(labels, bars, strict=True):
        start = 0.0
        for tone in TONE_ORDER:
            portion = portion_of(tones, tone)
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
    y = vega.row_axis(labels)
    x = {**vega.quantity("start"), "axis": None, "scale": {"domain": [0, 1], "nice": False}}

    def coloured(colours: dict[str, str]) -> Spec:
        scale = {"domain": list(TONE_ORDER), "range": [colours[t] for t in TONE_ORDER]}
        return {"field": "tone", "type": "nominal", "legend": None, "scale": scale}

    block = {"x": x, "x2": {"field": "end"}, "y": y, "color": coloured(TONE_FILL)}
    inner = {**vega.text_at(vega.quantity("middle"), y), "color": coloured(TONE_INK)}
    beside = {"align": "left", "dx": 8, "fontSize": 13, "color": vega.DARK_GREY}
    middles = [
        (TONE_NAMES[row["tone"]].capitalize(), row["middle"])
        for row in rows[: len(TONE_ORDER)]
        if row["end"] > row["start"]
    ]
    return {
        "width": width,
        "height": vega.row_height(labels),
        "resolve": {"scale": {"color": "independent"}},
        "layer": [
            vega.mark("bar", rows, block, height=24, stroke="white", strokeWidth=2),
            vega.mark("text", rows, inner, fontSize=13),
            vega.mark("text", totals, vega.text_at({"value": width}, y), **beside),
            *vega.heads(middles, width, 1.0),
        ],
    }


def portion_of(tones: Tones, tone: str) -> float:
    """The part of the responses that have a tone, in [0, 1]."""
    total = sum(tones.values())
    return tones.get(tone, 0) / total if total else 0.0


def table_columns(first: str) -> tuple[str, ...]:
    """The heads of a table of tones."""
    return (first, *(TONE_NAMES[tone].capitalize() for tone in TONE_ORDER), "Responses")


def table_row(name: str, tones: Tones) -> tuple[str | int, ...]:
    """A row of a table of tones: the share of each, and the number of responses."""
    total = sum(tones.values())
    return (name, *(words.part(tones.get(tone, 0), total) for tone in TONE_ORDER), total)


def in_words(bars: Sequence[tuple[str, Tones]]) -> str:
    """Bars of tone as sentences, for who cannot see them."""
    return " ".join(
        f"{name}: "
        + ", ".join(
            f"{TONE_NAMES[tone]} {words.percent(portion_of(tones, tone))}" for tone in TONE_ORDER
        )
        + "."
        for name, tones in bars
    )
