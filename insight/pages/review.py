"""Review: one response a card, judged by keyboard; saved only as the record was when shown."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from insight import words
from insight.errors import InsightError
from insight.pages import cards, filters, parts, safe
from insight.pages.desk import Desk, part
from insight.pages.drafts import KEYS, Draft, draft_of, judgements, summary
from insight.pages.safe import Markup, plain
from insight.store import StaleError
from insight.types import TONES, Coded

QUEUES = {
    "uncertain": "Uncertain ones",
    "sample": "A random sample, to audit",
    "theme": "One theme",
    "uncoded": "Those with no theme",
}
LENGTH = 100
"""Responses in a queue."""


def show(desk: Desk) -> None:
    """Draw the page."""
    parts.title("Review", "One response at a time. What a person judges outranks every model.")
    if not desk.person:
        parts.notice("Write your name in the side bar first: it stands beside what you judge.")
        return
    queue, theme = _choose(desk)
    key = f"{desk.wave.name} {desk.run(desk.wave.name)} {queue} {theme}"
    state = st.session_state.get("review")
    if not state or state["key"] != key:
        state = {"key": key, "ids": _queue(desk, queue, theme), "at": 0, "saved": 0, "last": None}
        st.session_state["review"] = state
    ids: list[str] = state["ids"]
    if not ids:
        parts.notice("Nothing waits in this queue.")
        return
    if state["at"] >= len(ids):
        parts.notice(
            f"That was the last of {words.counted(len(ids), 'response')}: {state['saved']} saved.",
            "done",
        )
        st.button("Back to the last one", on_click=_move, args=(-1,), shortcut="B")
        return
    found = desk.store.coded(desk.wave.name, ids=[ids[state["at"]]], absent=True)
    _said(state)
    if not found:
        parts.notice("This response is no longer in the wave.")
        st.button("Next", on_click=_move, args=(1,), shortcut="N")
        return
    _card(desk, found[0], state)


def _choose(desk: Desk) -> tuple[str, str]:
    left, right = st.columns(2)
    with left:
        queue = filters.select("queue", "Queue", QUEUES)
    theme = ""
    if queue == "theme":
        with right:
            theme = filters.select("theme", "Theme", {t.key: t.name for t in desk.codebook.active})
    return queue, theme


def _queue(desk: Desk, queue: str, theme: str) -> list[str]:
    """The ids to look at, in their order; a random sample is the same for the same run."""
    wave = desk.wave.name
    if queue == "sample":
        total = desk.store.count(wave)
        chance = random.Random(desk.run(wave))  # noqa: S311 (a sample, not a secret)
        places = chance.sample(range(total), min(LENGTH, total))
        return [desk.store.coded(wave, limit=1, offset=n)[0].response.id for n in places]
    which = {"uncertain": ("uncertain", "yes"), "uncoded": ("uncoded", "yes")}
    chosen = (which.get(queue, ("theme", theme)),)
    return [c.response.id for c in desk.store.coded(wave, limit=LENGTH, **part(chosen))]


def _said(state: Mapping[str, object]) -> None:
    at, ids = state["at"], state["ids"]
    line = Markup("<strong>{} of {}</strong>, {} saved.").format(
        int(str(at)) + 1, len(ids) if isinstance(ids, list) else 0, state["saved"]
    )
    if state["last"]:
        line += Markup(" {}").format(state["last"])
    safe.draw(Markup('<p class="counter" role="status">{}</p>').format(line))


def _card(desk: Desk, item: Coded, state: dict[str, object]) -> None:
    drafts = st.session_state.setdefault("drafts", {})
    draft: Draft = drafts.setdefault(item.response.id, draft_of(item))
    stale = st.session_state.get("stale")
    if stale and stale[0] == item.response.id:
        _stale(desk, item, draft, stale[1])
    cards.draw(desk, [item])
    changed = summary(desk.codebook, item, draft)
    parts.text(
        Markup("<strong>Your judgement:</strong> {}").format(plain(changed or "as coded")),
        "Saving says that the themes marked ✓ are all that this response raises.",
        style="small",
    )
    with st.container(horizontal=True, key="decide"):
        st.button(
            "Save and next", type="primary", shortcut="S", on_click=_save, args=(desk, item, draft)
        )
        st.button("Next without saving", shortcut="N", on_click=_move, args=(1,))
        st.button("Back", shortcut="B", on_click=_move, args=(-1,), disabled=not state["at"])
        st.button(
            "Undo the last save",
            shortcut="Z",
            on_click=_undo,
            args=(desk,),
            disabled="undo" not in st.session_state,
        )
    with st.container(key="marks"):
        _whole(item, draft)
        _themes(desk, item, draft)


def _themes(desk: Desk, item: Coded, draft: Draft) -> None:
    """A button for each theme, always in its place and with its key."""
    parts.heading("Themes", "A key marks or unmarks its theme.", 3)
    doubtful = {a.theme for a in item.assignments if a.uncertain}
    columns = st.columns(3)
    active = desk.codebook.active
    rows = -(-len(active) // 3)
    for i, theme in enumerate(active):
        on = theme.key in draft.themes
        sign = "✓" if on else "–"
        unsure = " (uncertain)" if theme.key in doubtful else ""
        with columns[i // rows]:
            st.button(
                f"{sign} {safe.label(theme.name)}{unsure}",
                key=f"toggle {theme.key}",
                type="primary" if on else "secondary",
                shortcut=KEYS[i] if i < len(KEYS) else None,
                on_click=_toggle,
                args=(item.response.id, theme.key),
                width="stretch",
                wrap=True,
            )


def _whole(item: Coded, draft: Draft) -> None:
    left, right, _ = st.columns(3)
    with left:
        st.button(
            f"Tone: {filters.TONES[draft.tone].lower()} {parts.TONE_SIGNS[draft.tone]}",
            shortcut="V",
            on_click=_turn,
            args=(item.response.id,),
            width="stretch",
        )
    with right:
        st.button(
            f"{'✓ Asks' if draft.ask else '– Asks'} for something",
            shortcut="X",
            on_click=_ask,
            args=(item.response.id,),
            width="stretch",
        )


def _stale(desk: Desk, item: Coded, draft: Draft, said: str) -> None:
    parts.notice(plain(said), "warning")
    parts.text(
        Markup(
            "Your marks are still below; to save them over the change, save again. Now: {}."
        ).format(
            plain(words.listing([cards.name(desk.codebook, t) for t in item.themes]) or "no theme")
        ),
        style="small",
    )
    st.button("Take their version", on_click=_take, args=(item,))


def _draft(id: str) -> Draft:
    found: Draft = st.session_state["drafts"][id]
    return found


def _toggle(id: str, theme: str) -> None:
    st.session_state["drafts"][id] = _draft(id).toggled(theme)


def _turn(id: str) -> None:
    draft = _draft(id)
    after = TONES[(TONES.index(draft.tone) + 1) % len(TONES)]
    st.session_state["drafts"][id] = draft.with_tone(after)


def _ask(id: str) -> None:
    st.session_state["drafts"][id] = _draft(id).with_ask()


def _take(item: Coded) -> None:
    st.session_state["drafts"].pop(item.response.id, None)
    st.session_state.pop("stale", None)


def _move(by: int) -> None:
    state = st.session_state["review"]
    state["at"] = max(0, state["at"] + by)
    st.session_state.pop("stale", None)


def _save(desk: Desk, item: Coded, draft: Draft) -> None:
    by, now = f"user:{desk.person}", dt.datetime.now(dt.UTC)
    state = st.session_state["review"]
    assignments, readings = judgements(desk.codebook, item, draft, by, now)
    try:
        desk.store.judge(assignments, readings, expected={item.response.id: draft.version})
    except StaleError as error:
        st.session_state["stale"] = (item.response.id, str(error))
        st.session_state["drafts"][item.response.id] = replace(draft, version=error.version)
        return
    except InsightError as error:
        state["last"] = Markup('<span class="bad">Not saved: {}</span>').format(plain(error))
        return
    changed = summary(desk.codebook, item, draft) or "as coded"
    state["last"] = Markup("Saved at {}: {}.").format(f"{now:%H:%M} UTC", plain(changed))
    state["saved"] += 1
    st.session_state["undo"] = item
    st.session_state["drafts"].pop(item.response.id, None)
    _move(1)


def _undo(desk: Desk) -> None:
    """Judge again as it was before the last save; both stay in the history."""
    before: Coded = st.session_state.pop("undo")
    id = before.response.id
    by, now = f"user:{desk.person}", dt.datetime.now(dt.UTC)
    state = st.session_state["review"]
    now_there = desk.store.coded(desk.wave.name, ids=[id])
    assignments, readings = judgements(desk.codebook, before, draft_of(before), by, now)
    try:
        version = now_there[0].version if now_there else 0
        desk.store.judge(assignments, readings, expected={id: version})
    except InsightError as error:
        state["last"] = Markup('<span class="bad">Not undone: {}</span>').format(plain(error))
        return
    state["last"] = Markup("Undone: it is as it was before your last save.")
    state["saved"] = max(0, state["saved"] - 1)
    if id in state["ids"]:
        state["at"] = state["ids"].index(id)
