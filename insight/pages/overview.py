"""What residents told us: the answer first, then the figures and what they rest on."""

from __future__ import annotations

import streamlit as st

from insight import waves, words
from insight.errors import InsightError
from insight.findings import AUDITED
from insight.pages import filters, parts, safe
from insight.pages.desk import Chosen, Desk
from insight.pages.safe import Markup, plain
from insight.report import content
from insight.types import Findings, Skipped, ThemeFinding, Topic

CAMPAIGNS = 10
"""The largest campaigns are shown, as many as these."""

ROWS = 50
"""As many rows of the file are listed for each reason why they were left out."""


def show(desk: Desk) -> None:
    """Draw the page."""
    whole = desk.findings()
    parts.title(
        "What residents told us",
        Markup("<strong>{}</strong>: {}").format(
            plain(desk.wave.name), plain(content.who_answered(whole))
        ),
    )
    chosen = filters.pick(desk)
    if filters.crossed(chosen):
        read = parts.link(desk.href("responses", **dict(chosen)), "Read the responses")
        parts.notice(Markup("{} {}").format(filters.CROSSED, read))
        return
    found = desk.findings(chosen) if chosen else whole
    if found.respondents < words.FEW:
        _too_few(desk, found, chosen)
        return
    _answer(desk, found, chosen)
    _themes(desk, found, chosen)
    _change(desk, chosen)
    _tone(desk, found, chosen)
    _parents(desk, found, chosen)
    _audit(desk, whole)
    _missed(desk, whole)
    _basis(desk, whole)


def _answer(desk: Desk, found: Findings, chosen: Chosen) -> None:
    first, *rest = content.answer(found)
    safe.draw(
        Markup('<section class="answer"><p class="lead">{}</p><p>{}</p></section>').format(
            plain(first), plain(" ".join(rest))
        )
    )
    who, here = words.people(found.kind), dict(chosen)
    read = parts.link(desk.href("responses", **here), words.number(found.responses), "read them")
    asks = parts.link(
        desk.href("responses", **{**here, "ask": "yes"}),
        parts.count(found.asks, found.of_group),
        "read them",
    )
    none = parts.link(
        desk.href("responses", **{**here, "uncoded": "yes"}),
        parts.count(found.uncoded, found.of_group),
        "read them",
    )
    raised = sum(bool(t.share.count) for t in found.themes)
    safe.draw(
        parts.facts(
            [
                (f"{who}s", words.number(found.respondents)),
                ("responses analysed", read),
                ("of them ask for something", asks),
                ("of them raise no theme", none),
                ("themes raised", f"{raised} of {len(found.themes)}")
                if not found.withheld
                else ("themes not shown", words.number(found.withheld)),
            ]
        )
    )


def _themes(desk: Desk, found: Findings, chosen: Chosen) -> None:
    parts.heading("Themes")
    for drawn in desk.figures("themes", chosen):
        parts.figure(drawn, tabled=False)
    who, here = words.people(found.kind), dict(chosen)
    if rows := [_row(desk, found, t, here) for t in found.themes if t.share.count]:
        safe.draw(
            parts.table(
                (
                    *("Theme", "Share", "95% interval", f"{who.capitalize()}s"),
                    *("Responses", "Negative", "Positive", "Asks"),
                ),
                rows,
                f"All themes, by the share of {who}s who raised them",
                numbers=(1, 2, 3, 4, 5, 6, 7),
            )
        )
    if found.withheld:
        parts.notice(parts.held_back(found.withheld, who))
    parts.text(
        f"Shares are of the {words.counted(found.respondents, who)} analysed; someone who raises "
        "a theme twice counts once. Tone and requests are counted in responses. "
        + content.unraised(found),
        style="small",
    )


def _row(desk: Desk, found: Findings, t: ThemeFinding, here: dict[str, str]) -> list[parts.Cell]:
    key, tones = t.theme.key, dict(t.tones)

    def toned(tone: str) -> Markup | str:
        n = tones.get(tone, 0)
        to = desk.href("responses", **{**here, "theme": key, "on_theme": tone})
        part = words.part(n, t.responses) if n else "0"
        shown = words.rough(n) if found.of_group else part
        return parts.link(to, shown, f"of {t.theme.name}: read them") if n else shown

    asks: Markup | str = parts.count(0, found.of_group)
    if t.asks:
        to = desk.href("responses", **{**here, "theme": key, "ask": "yes"})
        hint = f"{'request' if t.asks == 1 else 'requests'}: read them"
        asks = parts.link(to, parts.count(t.asks, found.of_group), hint)
    theme = parts.link(desk.href("theme", **{**here, "theme": key}), plain(t.theme.name))
    place, shared = parts.rank(found, t)
    name = Markup(
        '<span class="ranked"><span class="rank" aria-hidden="true">{}</span><span>{}</span></span>'
    ).format(f"{place}{'=' if shared else ''}", theme)
    read = desk.href("responses", **{**here, "theme": key})
    return [
        name,
        Markup("<strong>{}</strong>").format(words.percent(t.share.value)),
        words.interval(t.share),
        words.number(t.share.count),
        parts.link(read, words.number(t.responses), f"raise {t.theme.name}: read them"),
        toned("neg"),
        toned("pos"),
        asks,
    ]


def _change(desk: Desk, chosen: Chosen) -> None:
    drawn = [f for f in desk.figures("change", chosen) if f.id == "change-themes"]
    if drawn and desk.earlier:
        parts.heading(f"Since {desk.earlier.name}")
        parts.figure(drawn[0])


def _tone(desk: Desk, found: Findings, chosen: Chosen) -> None:
    parts.heading("Tone")
    links = {
        tone: desk.href("responses", **{**dict(chosen), "tone": tone}) for tone, _ in found.tones
    }
    safe.draw(parts.tones(dict(found.tones), links, bar=False, of_group=found.of_group))
    for drawn in desk.figures("tone", chosen):
        parts.figure(drawn)


def _parents(desk: Desk, found: Findings, chosen: Chosen) -> None:
    if len(found.parents) < 2:
        return
    parts.heading("Groups of themes", "Who raised at least one theme of each group.")
    ranked = sorted(found.parents, key=lambda item: -item[1].value)
    rows = [(_group(desk, found, name, chosen), estimate, "") for name, estimate in ranked]
    who = words.people(found.kind)
    safe.draw(parts.shares("Group of themes", rows, "Shares by group of themes", who, False))


def _group(desk: Desk, found: Findings, name: str, chosen: Chosen) -> Markup:
    """A group of themes with the themes in it, the most raised first."""
    below = Markup(", ").join(
        parts.link(
            desk.href("theme", **{**dict(chosen), "theme": t.theme.key}), plain(t.theme.name)
        )
        for t in found.themes
        if t.theme.parent == name and t.share.count
    )
    return Markup('<strong>{}</strong><br><span class="below">{}</span>').format(plain(name), below)


def _audit(desk: Desk, found: Findings) -> None:
    parts.heading("Mistakes of the coding")
    who = words.people(found.kind)
    queue = parts.link(desk.href("review", queue="sample"), "judge the random sample")
    if not found.audit:
        parts.text(
            Markup(
                "The intervals above cover chance alone. For shares with the machine’s mistakes "
                "made good, and intervals that cover those too, {}: from {} {}s on they stand here."
            ).format(queue, AUDITED, who)
        )
        return
    parts.text(content.audited(found))
    rows: list[tuple[parts.Cell, ...]] = list(content.audit(found))
    safe.draw(
        parts.table(
            content.AUDIT_COLUMNS,
            rows,
            "Shares as coded, and with the mistakes of the coding made good",
            numbers=(1, 2, 3, 4),
        )
    )
    parts.text(
        Markup("The more {}s are audited, the narrower the intervals: {}.").format(who, queue),
        style="small",
    )


def _missed(desk: Desk, found: Findings) -> None:
    parts.heading(
        "What the codebook misses",
        Markup("In the whole wave {} of {} responses raise no theme of the codebook.").format(
            parts.link(desk.href("responses", uncoded="yes"), words.number(found.uncoded)),
            words.number(found.responses),
        ),
    )
    from insight.nlp.emerge import FEWEST

    if found.uncoded < FEWEST:
        parts.text(f"From {FEWEST} such responses on, topics can be looked for among them.")
        return
    with st.expander("Look for topics among them", key="topics"):
        st.write(
            "Responses that no theme fits are sorted into topics by their words and meaning. "
            "Topics are proposals: read them before making a theme of one. "
            "The first time takes up to a minute."
        )
        wanted = f"topics {desk.wave.name}"
        if st.button("Look for topics", type="primary"):
            st.session_state[wanted] = True
        if not st.session_state.get(wanted):
            return
        try:
            with st.spinner("Sorting the responses into topics"):
                topics, skipped = _topics(desk, desk.wave.name, desk.store.stamp(desk.wave.name))
        except InsightError as error:
            parts.notice(plain(error), "error")
            return
        _draw_topics(desk, topics, skipped)


def _draw_topics(desk: Desk, topics: tuple[Topic, ...], skipped: tuple[Skipped, ...]) -> None:
    if not topics:
        why = skipped[0].reason if skipped else "no response is without a theme"
        parts.notice(f"No topics were found: {why}.")
        return
    typical = [id for topic in topics for id in topic.typical]
    texts = {c.response.id: c.response.text for c in desk.store.coded(desk.wave.name, ids=typical)}
    for topic in topics:
        said = safe.joined(
            Markup("<li>{}</li>").format(safe.passage(texts[id]))
            for id in topic.typical
            if id in texts
        )
        safe.draw(
            Markup(
                '<section class="topic"><h3>{}</h3><p class="under">{}. Words that set it apart: {}'
                '</p><ul class="quotes">{}</ul></section>'
            ).format(
                safe.said(topic.name),
                words.counted(len(topic.responses), "response"),
                Markup(", ").join(safe.said(w) for w, _ in topic.words),
                said,
            )
        )
    lone = len(skipped)
    parts.text(f"{words.counted(lone, 'response')} belong to no topic.", style="small")


@st.cache_data(show_spinner=False, max_entries=8)
def _topics(_desk: Desk, wave: str, stamp: str) -> tuple[tuple[Topic, ...], tuple[Skipped, ...]]:
    return waves.topics(_desk.store, wave, _desk.settings)


def _basis(desk: Desk, found: Findings) -> None:
    parts.heading("What this rests on", "The whole wave.")
    ledger = found.ledger
    rows: list[tuple[parts.Cell, ...]] = [("Answers received", "", ledger.received)]
    rows += [(f"− {name}", why, n) for name, why, n in content.ledger(found)]
    safe.draw(
        parts.table(
            ("Answers", "Why", "Number"),
            rows,
            "Every answer received, accounted for",
            numbers=(2,),
            foot=("= Responses analysed", "", ledger.analysed),
        )
    )
    _left_out(desk, found)
    if found.campaigns:
        _campaigns(found)
    removed = content.removed(found)
    if removed:
        listed = ", ".join(f"{words.inside(kind)} ({words.number(n)})" for kind, n in removed)
        parts.text(f"Personal details taken out before anything was stored: {listed}.")
    with st.expander("Method and limits", key="method"):
        for what, how in content.limits(found):
            parts.text(Markup("<strong>{}.</strong> {}").format(what, plain(how)))
        safe.draw(parts.table(("Fact", "Value"), content.method(found), "For the record"))


def _left_out(desk: Desk, found: Findings) -> None:
    """Where in the file the answers stand that were left out: they are to be read there."""
    places: dict[str, list[str]] = {}
    for s in desk.store.skipped(desk.wave.name, ROWS):
        places.setdefault(s.reason, []).append(s.id)
    if not places:
        return
    with st.expander("Where the answers left out stand in the file", key="left out"):
        for reason, n in found.ledger.excluded:
            if not (rows := places.get(reason)):
                continue  # such as what was erased on request: its place is forgotten
            more = f"; and {words.number(n - len(rows))} more" if n > len(rows) else ""
            parts.text(
                Markup("<strong>{}:</strong> {}{}.").format(
                    plain(reason[:1].upper() + reason[1:]), plain("; ".join(rows)), more
                )
            )
        parts.text(
            "Their text is not stored. q1 is the first open question, q2 the second.", style="small"
        )


def _campaigns(found: Findings) -> None:
    parts.heading("Sent in the same words by several people", level=3)
    largest = sorted(found.campaigns, key=lambda campaign: -campaign[1])[:CAMPAIGNS]
    safe.draw(
        safe.joined(
            Markup('<blockquote class="quote"><p>{}</p><footer>{}</footer></blockquote>').format(
                safe.passage(words.shorten(first, 300)), words.counted(n, "response")
            )
            for first, n in largest
        )
    )
    if left := len(found.campaigns) - len(largest):
        parts.text(f"{words.counted(left, 'smaller campaign')} are not shown.", style="small")


def _too_few(desk: Desk, found: Findings, chosen: Chosen) -> None:
    who = words.people(found.kind)
    parts.notice(
        Markup("{} No figures are shown of fewer than {} {}s. {}").format(
            f"{'This part of the wave' if chosen else 'This wave'} has "
            f"{words.counted(found.respondents, who)}.",
            words.FEW,
            who,
            parts.link(desk.href("responses", **dict(chosen)), "Read the responses"),
        )
    )
