"""The chart of themes that the same people raised."""

from __future__ import annotations

from insight import words
from insight.charts import drawing, shown, vega
from insight.types import Figure, Findings

SQUARE = 8
"""A chart of themes raised together has at most this many rows."""


def figure(findings: Findings) -> Figure | None:
    """A grid of themes by themes, with how many people raised both."""
    names, who = shown.names(findings), words.people(findings.kind)
    rank = {key: i for i, key in enumerate(names)}
    both: dict[tuple[str, str], int] = {}
    for t in findings.themes:
        for other, count in t.together:
            if other in rank and other != t.theme.key:
                one, two = sorted((t.theme.key, other), key=rank.__getitem__)
                both[one, two] = max(count, both.get((one, two), 0))
    raised = shown.raised(findings)
    top = [t.theme.key for t in raised[:SQUARE]]
    cells = [
        {"x": j, "y": i, "count": both.get((two, one), 0)}
        for i, one in enumerate(top)
        for j, two in enumerate(top[:i])
    ]
    numbered = [cell for cell in cells if cell["count"] >= words.LOW]
    if len(top) < 3 or not numbered:
        return None
    most = max(cell["count"] for cell in numbered)
    tiles = [
        {
            **cell,
            "text": words.number(cell["count"]),
            "ink": "white" if cell["count"] > 0.65 * most else vega.INK,
        }
        for cell in numbered
    ]
    places = {"scale": {"domain": list(range(len(top))), "paddingInner": 0, "paddingOuter": 0}}
    at = {c: {"field": c, "type": "ordinal", "axis": None, **places} for c in ("x", "y")}
    shade = {
        **vega.quantity("count"),
        "legend": None,
        "scale": {"domain": [0, most], "range": ["#E3EAF1", vega.DARK_BLUE]},
    }
    ink = {"field": "ink", "type": "nominal", "scale": None}
    names_down = [{"x": i, "y": i, "text": names[key]} for i, key in enumerate(top)]
    chart = {
        "width": {"step": 60},
        "height": {"step": 36},
        "resolve": {"scale": {"color": "independent"}},
        "layer": [
            vega.mark("rect", cells, at, color="#F3F5F7", stroke="white"),
            vega.mark("rect", tiles, {**at, "color": shade}, stroke="white"),
            vega.mark("text", tiles, {**vega.text_at(**at), "color": ink}, fontWeight="bold"),
            vega.mark(
                "text", names_down, vega.text_at(**at), align="left", dx=-22, fontWeight="bold"
            ),
        ],
    }
    pairs = sorted(both.items(), key=lambda item: (-item[1], rank[item[0][0]], rank[item[0][1]]))
    table = [(names[a], names[b], n) for (a, b), n in pairs if n >= words.LOW][:15]
    one, two, count = table[0]
    return drawing.compose(
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
            f"{shown.in_part(len(top), len(raised))} The table lists the pairs raised most "
            f"often. A pale cell without a number: fewer than {words.LOW} {who}s. These are counts "
            f"of the {who}s analysed, not shares, so they have no interval."
        ).strip(),
    )
