"""One theme: what it means, who raised it, in what tone, and the words behind the figures."""

from __future__ import annotations

import streamlit as st

from insight import words
from insight.pages import cards, filters, parts, safe
from insight.pages.desk import Chosen, Desk, part
from insight.pages.distinct import distinct
from insight.pages.safe import Markup, plain
from insight.report import content
from insight.types import Estimate, Findings, Theme, ThemeFinding

PAGE = 10
"""Responses shown at a time."""

MANY = 3_000
"""As many responses say which words set a theme apart."""


def show(desk: Desk) -> None:
    """Draw the page."""
    whole = desk.findings()
    ranked = {
        t.theme.key: f"{t.theme.name} ({words.part(t.share.count, t.share.n)})"
        for t in whole.themes
    }
    if not ranked:
        parts.notice("The codebook of this wave has no theme.")
        return
    head = st.container()
    key = filters.select("theme", "Theme", ranked)
    chosen = filters.pick(desk)
    found = desk.findings(chosen) if chosen else whole
    theme = next(t.theme for t in whole.themes if t.theme.key == key)
    with head:
        parts.title(theme.name, plain(theme.description))
    _definition(theme)
    t = next((t for t in found.themes if t.theme.key == key), None)
    if filters.crossed(chosen):
        parts.notice(filters.CROSSED)
    elif found.respondents < words.FEW:
        parts.notice(f"Fewer than {words.FEW} people are in this part of the wave: no figures.")
    elif t is None:
        parts.notice(parts.held_back(1, words.people(found.kind)))
    else:
        _share(desk, found, t, chosen)
        _tone(desk, found, t, chosen)
        _distinct(desk, t)
        _together(desk, found, t, chosen)
        _groups(desk, found, t, chosen)
        _over_time(desk, found, t, chosen)
    _quotes(desk, found, key)
    _responses(desk, found, key, chosen)


def _definition(theme: Theme) -> None:
    lists = [("Counts as this theme", theme.include), ("Does not", theme.exclude)]
    given = [(what, items) for what, items in lists if items]
    if not given:
        return
    with st.expander("What counts and what does not", key="definition"):
        for what, items in given:
            listed = safe.joined(Markup("<li>{}</li>").format(plain(i)) for i in items)
            safe.draw(Markup("<p><strong>{}</strong></p><ul>{}</ul>").format(what, listed))


def _share(desk: Desk, found: Findings, t: ThemeFinding, chosen: Chosen) -> None:
    here = {**dict(chosen), "theme": t.theme.key}
    who = words.people(found.kind)
    read = parts.link(desk.href("responses", **here), words.number(t.responses), "read them")
    asks = parts.link(
        desk.href("responses", **{**here, "ask": "yes"}),
        parts.count(t.asks, found.of_group),
        "read them",
    )
    safe.draw(
        parts.facts(
            [
                (f"of {who}s ({words.interval(t.share)})", words.percent(t.share.value)),
                (f"{who}s raised it", words.out_of(t.share)),
                (f"of {len(found.themes)} themes", _place(*parts.rank(found, t))),
                ("responses raise it", read if t.responses else "0"),
                ("ask for something", asks if t.asks else parts.count(0, found.of_group)),
            ]
        )
    )


def _tone(desk: Desk, found: Findings, t: ThemeFinding, chosen: Chosen) -> None:
    parts.heading("Tone on this theme")
    here = {**dict(chosen), "theme": t.theme.key}
    links = {tone: desk.href("responses", **{**here, "on_theme": tone}) for tone, _ in t.tones}
    safe.draw(parts.tones(dict(t.tones), links, of_group=found.of_group))


def _distinct(desk: Desk, t: ThemeFinding) -> None:
    found = _words(desk, desk.wave.name, desk.store.stamp(desk.wave.name), t.theme.key)
    if found:
        parts.heading(
            "Words that set it apart",
            "More frequent in responses on this theme than in all others; with how many use them.",
        )
        items = safe.joined(
            Markup("<li>{} <span>{}</span></li>").format(safe.said(w), words.number(n))
            for w, n in found
        )
        safe.draw(Markup('<ul class="chips">{}</ul>').format(items))


@st.cache_data(show_spinner=False, max_entries=64)
def _words(_desk: Desk, wave: str, stamp: str, theme: str) -> tuple[tuple[str, int], ...]:
    """From at most MANY responses on the theme and as many of the wave."""
    inside = dict(_desk.store.texts(wave, theme=theme, limit=MANY))
    others = (t for id, t in _desk.store.texts(wave, limit=MANY) if id not in inside)
    return distinct(inside.values(), others)


def _together(desk: Desk, found: Findings, t: ThemeFinding, chosen: Chosen) -> None:
    names = {o.theme.key: o.theme.name for o in found.themes}
    pairs = [(k, n) for k, n in t.together if n >= words.LOW and k in names][:8]
    if not pairs:
        return
    who = words.people(found.kind)
    parts.heading("Themes it comes with", f"Raised by the same {who}s.")
    rows: list[tuple[parts.Cell, ...]] = [
        (
            parts.link(desk.href("theme", **{**dict(chosen), "theme": k}), plain(names[k])),
            parts.count(n, found.of_group),
            "–" if found.of_group else words.part(n, t.share.count),
        )
        for k, n in pairs
    ]
    columns = ("Theme", f"{who.capitalize()}s who raised both", "Of those who raised this one")
    safe.draw(parts.table(columns, rows, "Themes raised by the same people", (1, 2)))


def _groups(desk: Desk, found: Findings, t: ThemeFinding, chosen: Chosen) -> None:
    who = words.people(found.kind)
    sized = {g.column: g for g in words.group_sizes(found)}
    shown = [(column, cells) for column, cells in t.groups if len(sized[column].shown) > 1]
    asked = () if found.of_group else t.by_question
    if not shown and len(asked) < 2:
        return
    parts.heading(
        "Who raised it",
        f"The share of each group's {who}s. A line is a 95% interval. A number leads to their "
        "responses, of which one person can have several.",
    )
    for column, cells in shown:
        kept = dict(sized[column].shown)
        _, masks = words.cells(t, column)
        if all(value in masks for value in kept):
            parts.text(
                Markup(
                    "<strong>{}:</strong> no group can be shown without telling of a few people."
                ).format(plain(column))
            )
            continue
        rows: list[tuple[Markup | str, Estimate | str, str]] = [
            (
                safe.said(value),
                masks.get(value) or estimate,
                desk.href(
                    "responses", **{**dict(chosen), "theme": t.theme.key, f"g.{column}": value}
                ),
            )
            for value, estimate in cells
            if value in kept
        ]
        safe.draw(parts.shares(column, rows, f"{t.theme.name} by {words.inside(column)}", who))
        if sized[column].note:
            parts.text(sized[column].note, style="small")
    if len(asked) > 1:
        rows = [
            (
                plain(question),
                estimate,
                desk.href(
                    "responses", **{**dict(chosen), "theme": t.theme.key, "question": question}
                ),
            )
            for question, estimate in asked
        ]
        safe.draw(parts.shares("Question", rows, f"{t.theme.name} by question", who, False))


def _over_time(desk: Desk, found: Findings, t: ThemeFinding, chosen: Chosen) -> None:
    alike = [w for w in desk.waves if w.kind == desk.wave.kind]
    if len(alike) < 2:
        return
    rows: list[tuple[Markup | str, Estimate | str, str]] = []
    for wave in alike:
        then = desk.findings(chosen, wave.name)
        share = next((o.share for o in then.themes if o.theme.key == t.theme.key), None)
        if share and share.n:
            to = desk.href("responses", **{**dict(chosen), "wave": wave.name, "theme": t.theme.key})
            rows.append((plain(wave.name), share, to))
    parts.heading("Over time")
    who, caption = words.people(desk.wave.kind), f"{t.theme.name} by wave"
    safe.draw(parts.shares("Wave", rows, caption, who, found.of_group))
    if len({(w.codebook, w.model) for w in alike}) > 1:
        parts.text(
            "The waves were not all coded with the same codebook and model: part of a change may "
            "come from the coding.",
            style="small",
        )


def _quotes(desk: Desk, found: Findings, key: str) -> None:
    quotes = content.quotes(found, key, 3)
    if not quotes:
        return
    to = parts.link(desk.href("quotes", theme=key), "Choose quotes for this theme")
    parts.heading("In their words", to)
    made = safe.joined(
        Markup('<blockquote class="quote"><p>{}</p><footer>{}</footer></blockquote>').format(
            safe.passage(q.text), plain(content.attribution(q))
        )
        for q in quotes
    )
    safe.draw(made)


def _responses(desk: Desk, found: Findings, key: str, chosen: Chosen) -> None:
    which = part((*chosen, ("theme", key)))
    total = desk.store.count(desk.wave.name, **which)
    to = desk.href("responses", **{**dict(chosen), "theme": key})
    parts.heading(
        "Responses",
        Markup("{} The words that earned the code are marked. {}").format(
            ""
            if found.of_group
            else f"{words.counted(total, 'response')} {'raises' if total == 1 else 'raise'} this "
            "theme.",
            parts.link(to, "Search and filter them"),
        ),
    )
    if not total:
        return
    at = st.pagination(-(-total // PAGE), key=f"pages {desk.wave.name} {key} {chosen}")
    cards.draw(
        desk,
        desk.store.coded(desk.wave.name, limit=PAGE, offset=(at - 1) * PAGE, **which),
        key,
    )


def _place(n: int, shared: bool) -> str:
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{'joint ' if shared else ''}{n}{ending}"
