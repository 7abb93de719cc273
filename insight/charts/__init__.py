"""Draw findings as charts that state what they found, each with its words and its table.

Colours and layout follow the guidance of the UK Government Analysis Function on charts: one
colour unless a second means something, titles on the left, labels level and next to what they
name, no legend, a light grid, and never colour as the only cue. Shares are over respondents with
the interval their estimate carries; what rests on too few people is left out, and the note says
so. Charts are written in Vega-Lite, the language that Altair writes and Streamlit draws.

Each kind of chart has a file: from findings to a figure, or to None where there is nothing to show.
"""

from __future__ import annotations

from insight import words
from insight.charts import change, panels, ranked, shown, together, tone
from insight.charts.apart import difference
from insight.charts.drawing import draw, warm
from insight.types import Figure, Findings

__all__ = ["difference", "draw", "figures", "figures_between", "warm"]


def figures(findings: Findings) -> tuple[Figure, ...]:
    """Draw every chart that the findings can bear, in the order of a report.

    Ranked themes, tone by theme, themes by each group column, by question, and raised together.
    A chart with nothing to show is not made; with fewer than FEW respondents there is none. Of one
    group alone there are the charts whose figures a table guards: themes, and themes by group.
    """
    if findings.respondents < words.FEW or not shown.raised(findings):
        return ()
    whole = not findings.of_group
    drawn = (
        ranked.figure(findings),
        tone.figure(findings) if whole else None,
        *(panels.by_group(findings, sizes) for sizes in words.group_sizes(findings)),
        panels.by_question(findings) if whole else None,
        together.figure(findings) if whole else None,
    )
    return tuple(figure for figure in drawn if figure)


def figures_between(previous: Findings, current: Findings) -> tuple[Figure, ...]:
    """Draw two waves side by side: shares by theme with the change, and the tone of all responses.

    Themes are matched by key. The interval of a change is `difference`.
    """
    if min(previous.respondents, current.respondents) < words.FEW:
        return ()
    tone = None if current.of_group else change.of_tone(previous, current)
    drawn = (change.of_themes(previous, current), tone)
    return tuple(figure for figure in drawn if figure)
