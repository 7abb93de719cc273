"""The chart of themes in the order of how many people raised them."""

from __future__ import annotations

from insight import words
from insight.charts import drawing, shown, vega
from insight.types import Figure, Findings


def figure(findings: Findings) -> Figure:
    """A bar for each theme, the one raised most first."""
    names, raised = shown.names(findings), shown.raised(findings)
    top, first = raised[: shown.TOP], raised[0].share
    who, level = words.people(findings.kind), words.percent(first.level)
    labels = vega.row_labels({t.theme.key: names[t.theme.key] for t in top})
    rows = [vega.point(labels[t.theme.key], t.share) for t in top]
    y, x = vega.row_axis(labels.values()), vega.share_axis(t.share.high for t in top)
    line = vega.span("low", "high", y)
    chart = {
        "width": 420,
        "height": vega.row_height(labels.values()),
        "layer": [
            vega.mark("bar", rows, {"x": x, "y": y}, color=vega.DARK_BLUE, height=18),
            vega.mark("rule", rows, line, color="white", strokeWidth=5),
            vega.mark("rule", rows, line, color=vega.DARK_GREY, strokeWidth=2),
            vega.mark(
                "text",
                rows,
                vega.text_at(vega.quantity("high"), y),
                align="left",
                dx=8,
                fontWeight="bold",
            ),
        ],
    }
    most = words.percent(first.value)
    lead = [names[t.theme.key] for t in top if words.percent(t.share.value) == most]
    lead = lead if len(lead) <= 3 else lead[:1]
    return drawing.compose(
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
        note=" ".join(
            filter(None, (shown.in_part(len(top), len(raised)), shown.left_out(findings)))
        ),
    )
