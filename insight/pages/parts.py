"""Furniture that every page shares: headings, tables, bars with intervals, charts, notices."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence

import streamlit as st

from insight import words
from insight.pages import safe
from insight.pages.safe import Markup, plain
from insight.types import TONE_NAMES, Estimate, Figure, Findings, ThemeFinding

TONE_ORDER = ("neg", "mix", "neu", "pos")
TONE_SIGNS = {"neg": "▼", "mix": "◆", "neu": "■", "pos": "▲"}
"""A shape for each tone, so that colour is never the only cue."""

Cell = Markup | str | int


def title(text: str, under: Markup | str = "") -> None:
    """The heading of a page, with a line under it."""
    line = Markup('<p class="under">{}</p>').format(under) if under else Markup("")
    safe.draw(
        Markup('<h1 class="title" id="content" tabindex="-1">{}</h1>{}').format(plain(text), line)
    )


def heading(text: str, under: Markup | str = "", level: int = 2) -> None:
    """The heading of a section, with a line under it."""
    line = Markup('<p class="under">{}</p>').format(under) if under else Markup("")
    made = Markup("<h{0}>{1}</h{0}>{2}").format(level, plain(text), line)
    safe.draw(made)


def text(*paragraphs: Markup | str, style: str = "prose") -> None:
    """Paragraphs of prose."""
    made = safe.joined(Markup("<p>{}</p>").format(p) for p in paragraphs)
    safe.draw(Markup('<div class="{}">{}</div>').format(style, made))


def notice(words_: Markup | str, kind: str = "note") -> None:
    """A notice set off from the page: kind "note", "warning", "error" or "done"."""
    names = {"note": "Note", "warning": "Warning", "error": "Problem", "done": "Done"}
    role = "alert" if kind == "error" else "status"
    safe.draw(
        Markup('<div class="notice {}" role="{}"><strong>{}:</strong> {}</div>').format(
            kind, role, names[kind], words_
        )
    )


def link(href: str, name: Markup | str, hint: str = "") -> Markup:
    """A link to a page of the app; `hint` completes its name for those who hear it."""
    more = Markup('<span class="hear"> {}</span>').format(hint) if hint else Markup("")
    return Markup('<a data-go href="{}">{}{}</a>').format(href, name, more)


def table(
    columns: Sequence[Markup | str],
    rows: Iterable[Sequence[Cell]],
    caption: str,
    numbers: Sequence[int] = (),
    foot: Sequence[Cell] = (),
) -> Markup:
    """A table with a caption; the first cell of each row is its header. `numbers` stand right."""

    def cells(row: Sequence[Cell], tag: str) -> Markup:
        made = []
        for i, cell in enumerate(row):
            kind = "th" if tag == "th" or i == 0 else "td"
            scope = Markup(' scope="{}"').format("col" if tag == "th" else "row")
            side = Markup(' class="n"') if i in numbers else Markup("")
            made.append(
                Markup("<{0}{1}{2}>{3}</{0}>").format(
                    kind, scope if kind == "th" else Markup(""), side, _cell(cell)
                )
            )
        return Markup("<tr>{}</tr>").format(safe.joined(made))

    body = safe.joined(cells(row, "td") for row in rows)
    last = Markup("<tfoot>{}</tfoot>").format(cells(foot, "td")) if foot else Markup("")
    return Markup(
        '<div class="table" tabindex="0" role="region" aria-label="{}"><table>'
        "<caption>{}</caption><thead>{}</thead><tbody>{}</tbody>{}</table></div>"
    ).format(caption, plain(caption), cells(columns, "th"), body, last)


def bar(estimate: Estimate, most: float = 1.0) -> Markup:
    """A bar with its interval as a line; a picture of what the words beside it say."""

    def per(value: float) -> str:
        return f"{100 * min(value / most, 1):.2f}%"

    return Markup(
        '<span class="bar" aria-hidden="true"><span class="fill" style="width:{}"></span>'
        '<span class="line" style="left:{};width:calc({} - {})"></span></span>'
    ).format(per(estimate.value), per(estimate.low), per(estimate.high), per(estimate.low))


def held_back(n: int, who: str) -> str:
    """Say that themes are not shown of a group, and why."""
    return (
        f"{words.counted(n, 'theme')} of which no figure is shown here: fewer than {words.LOW} "
        f"{who}s of this group raised {'it' if n == 1 else 'each'}, or the figure would tell of "
        "another group so small."
    )


def shares(
    first: str,
    rows: Sequence[tuple[Markup | str, Estimate | str, str]],
    caption: str,
    who: str = "respondent",
    hide_small: bool = True,
) -> Markup:
    """A table of shares with bars: (name, estimate, address of what is behind it).

    Words in place of an estimate are what is printed where it is withheld.
    """
    rows = [(name, _shown(e, who, hide_small), href) for name, e, href in rows]
    shown = [e for _, e, _ in rows if isinstance(e, Estimate)]
    most = max((e.high for e in shown), default=1.0)
    most = min(1.0, max(0.1, -(-most // 0.1) * 0.1))
    made: list[Sequence[Cell]] = []
    for name, estimate, href in rows:
        if isinstance(estimate, str):
            made.append((name, "", Markup('<span class="dim">{}</span>').format(estimate), "–"))
            continue
        behind: Cell = words.out_of(estimate)
        if href and estimate.count:
            behind = link(href, words.out_of(estimate), "read the responses")
        figure = Markup('<span class="whole">{}</span>').format(words.share(estimate))
        made.append((name, bar(estimate, most), figure, behind))
    columns = (
        first,
        Markup('<span class="hear">Picture</span>'),
        "Share (95% interval)",
        who.capitalize() + "s",
    )
    return table(columns, made, caption, numbers=(3,))


def tone(key: str) -> Markup:
    """A tone in words with its sign."""
    return Markup('<span class="tone {0}"><span aria-hidden="true">{1}</span> {2}</span>').format(
        key, TONE_SIGNS[key], TONE_NAMES[key]
    )


def count(n: int, of_group: bool) -> str:
    """A count of responses; only roughly where it is of one group of people."""
    return words.rough(n) if of_group else words.number(n)


def rank(found: Findings, t: ThemeFinding) -> tuple[int, bool]:
    """A theme's place among all, the most raised first, and whether another has it too."""
    counts = [o.share.count for o in found.themes]
    return 1 + sum(n > t.share.count for n in counts), counts.count(t.share.count) > 1


def tones(
    counts: dict[str, int], links: dict[str, str], *, bar: bool = True, of_group: bool = False
) -> Markup:
    """Tones as one bar, with the figures in words under it; `links` by tone to what is behind.

    Of one group of people they are given only roughly, and without a bar.
    """
    total = sum(counts.values())
    if not total:
        return Markup('<p class="dim">No tone was read.</p>')
    blocks, listed = [], []
    for key in TONE_ORDER:
        n = counts.get(key, 0)
        if not n and not of_group:
            continue
        blocks.append(
            Markup('<span class="{}" style="width:{:.2f}%"></span>').format(key, 100 * n / total)
        )
        figure: Markup | str = f"{words.part(n, total)} ({words.counted(n, 'response')})"
        if of_group:
            figure = f"{words.rough(n)} responses"
        elif total < words.FEW:
            figure = f"{words.part(n, total)} responses"
        if n and key in links:
            figure = link(links[key], figure, f"{TONE_NAMES[key]}: read them")
        listed.append(Markup("<li>{} {}</li>").format(tone(key), figure))
    picture = Markup('<div class="tones" aria-hidden="true">{}</div>').format(safe.joined(blocks))
    return Markup('{}<ul class="inline">{}</ul>').format(
        picture if bar and not of_group else "", safe.joined(listed)
    )


def figure(drawn: Figure, level: int = 3, *, tabled: bool = True) -> None:
    """A chart with its finding as heading, and its table behind a click."""
    picture = base64.b64encode(drawn.svg.encode()).decode()
    width = drawn.svg.partition('width="')[2].partition('"')[0]
    safe.draw(
        Markup(
            '<figure class="chart"><h{0}>{1}</h{0}><p class="under">{2}</p>'
            '<img alt="{3}" style="max-width:{4}px" src="data:image/svg+xml;base64,{5}">'
            "{6}</figure>"
        ).format(
            level,
            plain(drawn.title),
            plain(drawn.subtitle),
            plain(drawn.alt),
            f"{float(width) * 1.2:.0f}",
            picture,
            Markup("<figcaption>{}</figcaption>").format(plain(drawn.note)) if drawn.note else "",
        )
    )
    if tabled:
        with st.expander("The figures as a table", key=f"table {drawn.id}"):
            safe.draw(of(drawn))


def of(drawn: Figure) -> Markup:
    """The table of a chart."""
    numbers = tuple(range(1, len(drawn.columns)))
    rows: list[Sequence[Cell]] = [tuple(row) for row in drawn.rows]
    return table(drawn.columns, rows, drawn.title, numbers)


def facts(pairs: Sequence[tuple[str, Markup | str]]) -> Markup:
    """A few key figures side by side: (what, figure)."""
    made = safe.joined(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(name, value) for name, value in pairs
    )
    return Markup('<dl class="facts">{}</dl>').format(made)


def _shown(estimate: Estimate | str, who: str, hide_small: bool) -> Estimate | str:
    """An estimate, or what is printed in its place."""
    if isinstance(estimate, str):
        return estimate
    if estimate.n < words.FEW:
        return f"fewer than {words.FEW} {who}s"
    return words.BELOW if hide_small and words.small(estimate) else estimate


def _cell(cell: Cell) -> Markup:
    if isinstance(cell, Markup):
        return cell
    return plain(words.number(cell) if isinstance(cell, int) else cell)
