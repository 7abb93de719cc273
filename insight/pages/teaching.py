"""What people's judgements are good for beside themselves: an audit of the model, its lessons."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from insight import recoding, stats, words
from insight.findings import AUDITED as AUDITED_PEOPLE
from insight.pages import parts, safe
from insight.pages.desk import Desk
from insight.pages.jobs import jobs
from insight.pages.safe import plain
from insight.types import Coded, Notify

AUDITED = 10
"""Responses of the sample that people must have checked before a figure is shown."""


def audit(desk: Desk, ids: Sequence[str]) -> None:
    """How often people left the model's codes of the random sample as they were."""
    parts.heading("What the audit says")
    queue = desk.store.coded(desk.wave.name, ids=ids)
    who, whole = words.people(desk.wave.kind), _whole(queue, ids)
    parts.text(
        f"{words.counted(whole, who).capitalize()} judged in a row, each with all responses. From "
        f"{AUDITED_PEOPLE} on the overview gives shares with the machine's mistakes made good. One "
        "who is passed over ends the row.",
        style="small",
    )
    held = [c for c in queue if c.checked]
    if len(held) < AUDITED:
        parts.notice(f"A figure is shown from {AUDITED} responses of this sample on.")
        return
    machine = {c.response.id: set(c.themes) for c in desk.store.machine(desk.wave.name, ids)}
    pairs = [(machine[c.response.id], set(c.themes)) for c in held if c.response.id in machine]
    same = stats.share(sum(a == b for a, b in pairs), len(pairs))
    given = stats.share(sum(len(a & b) for a, b in pairs), sum(len(a) for a, _ in pairs))
    found = stats.share(sum(len(a & b) for a, b in pairs), sum(len(b) for _, b in pairs))
    rows: list[tuple[parts.Cell, ...]] = [
        ("Responses whose themes all stood", words.share(same), words.out_of(same)),
        ("Themes of the model that stood (precision)", words.share(given), words.out_of(given)),
        ("Themes of people that the model had (recall)", words.share(found), words.out_of(found)),
    ]
    safe.draw(parts.table(("What", "Share (95% interval)", "Of"), rows, "People and the model"))
    parts.text(
        "Who sees the model's codes tends to leave them: code blind to measure without that.",
        style="small",
    )


def _whole(queue: Sequence[Coded], ids: Sequence[str]) -> int:
    """How many people from the first of the queue on are judged whole."""
    known = {c.response.id: c for c in queue}
    for n, (_, own) in enumerate(
        groupby((known[id] for id in ids if id in known), lambda c: c.response.respondent)
    ):
        if not all(c.checked for c in own):
            return n
    return len({c.response.respondent for c in queue})


def teach(desk: Desk) -> None:
    """Let the model learn from corrections, and code all waves again."""
    running = jobs(str(desk.settings.data))
    with st.expander("Teach the model", key="teach"):
        n = sum(desk.store.checked(w.name) for w in desk.waves)
        parts.text(
            f"People have checked {words.counted(n, 'response')} of all waves of this project. The "
            "model can learn from that and code each of them again, with the codebook in force. "
            "What people judged stays. A theme learns from 20 checked responses on, and only what "
            "makes judgements that it has not seen more likely.",
        )
        allowed = desk.may("publish a wave")
        if not allowed:
            parts.text("This takes the role of a lead.", style="small")
        st.button(
            "Learn and code again",
            on_click=start,
            args=(desk,),
            disabled=not allowed or not n or bool(running.running),
        )
        watch(desk)


def start(desk: Desk) -> None:
    """Code again behind the pages."""
    settings, store, by = desk.settings, desk.store, desk.by
    book = desk.codebook

    def work(notify: Notify) -> str:
        done = recoding.recode(store, settings, by, notify)
        names = {t.key: t.name for t in book.themes}
        if not done.waves:
            return "Nothing changed: all waves are coded so already."
        gained = sum(c.gained for c in done.changes)
        lost = sum(c.lost for c in done.changes)
        most = [f"{names.get(c.theme, c.theme)} +{c.gained} −{c.lost}" for c in done.changes[:5]]
        return (
            f"Coded again: {words.listing(done.waves)}. {words.counted(gained, 'code')} added and "
            f"{words.number(lost)} taken away"
            + (f" ({'; '.join(most)})" if most else "")
            + (
                f". {words.counted(done.corrections, 'checked response')} taught the model, in "
                f"{words.counted(len(done.learnt), 'theme')}."
                if done.learnt
                else ". People's judgements hold; they were too few, or too much like the model's, "
                "to teach it more."
            )
        )

    jobs(str(settings.data)).start("coding again", work, lambda: None)


@st.fragment(run_every=2)
def watch(desk: Desk) -> None:
    """How far coding again is, and what it did."""
    job = jobs(str(desk.settings.data)).last
    if job is None or job.name != "coding again":
        return
    if job.state == "running":
        of = f", {words.number(job.done)} of {words.number(job.total)}" if job.total > 1 else ""
        parts.notice(f"Working{of}. You may leave this page.")
    else:
        parts.notice(plain(job.said), {"done": "done", "failed": "error"}.get(job.state, "note"))
