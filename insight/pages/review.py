"""Review: one response a card, judged by keyboard; saved only as the record was when shown."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from insight import words
from insight.errors import InsightError
from insight.pages import blind, cards, filters, keys, marking, masking, parts, safe, teaching
from insight.pages.desk import GROUP, Desk, part
from insight.pages.drafts import Draft, as_marked, draft_of, judgements, summary
from insight.pages.safe import Markup, plain
from insight.store import Remark, StaleError
from insight.types import TONES, Coded

QUEUES = {
    "uncertain": "The most uncertain first",
    "sample": "A random sample, to audit the model",
    "disputed": "Where people disagree",
    "theme": "One theme",
    "group": "One group",
    "uncoded": "Those with no theme",
    "flagged": "Those with a flag",
    "blind": "Code blind, to measure agreement",
}
LENGTH = 100
"""Responses in a queue."""

PEOPLE = 200
"""Respondents in the queue of the audit."""

SEED = 1
"""The seed of the blind coders' sample: the same for everybody and every day."""


def show(desk: Desk) -> None:
    """Draw the page."""
    parts.title("Review", "One response at a time. What a person judges outranks every model.")
    keys.free()
    if not desk.person:
        parts.notice("Write your name in the side bar first: it stands beside what you judge.")
        return
    queue, which = _choose(desk)
    key = f"{desk.wave.name} {queue} {which}"
    state = st.session_state.get("review")
    if not state or state["key"] != key:
        ids = _queue(desk, queue, which)
        state = {"key": key, "ids": ids, "at": 0, "saved": 0, "last": None, "tally": Counter()}
        if queue == "blind":
            state["at"] = blind.first(desk, ids)
        st.session_state["review"] = state
    act = "code blind" if queue == "blind" else "judge responses"
    if not desk.may(act):
        parts.notice(f"You may look, but not {act}: ask a lead or data protection for the role.")
    if not state["ids"]:
        parts.notice("Nothing waits in this queue.")
    elif state["at"] >= len(state["ids"]):
        _end(state)
    else:
        _one(desk, queue, state)
    if queue == "blind":
        blind.figures(desk, state["ids"])
    elif queue == "sample":
        teaching.audit(desk, state["ids"])
    if queue != "blind":
        teaching.teach(desk)


def _choose(desk: Desk) -> tuple[str, str]:
    left, right = st.columns(2)
    with left:
        queue = filters.select("queue", "Queue", QUEUES)
    options: dict[str, str] = {}
    if queue == "theme":
        named = {t.key: t.name for t in desk.codebook.active}
        options = filters.sized(named, desk.sizes["theme"], st.query_params.get("theme"))
    elif queue == "group":
        sizes, now = desk.sizes, st.query_params.get("group", "")
        for group, values in desk.wave.groups:
            own = sizes.get(f"{GROUP}{group}", {})
            some = filters.sized({v: v for v in values}, own, now.removeprefix(f"{group}="))
            options |= {f"{group}={v}": f"{group}: {called}" for v, called in some.items()}
    if not options:
        return queue, ""
    with right:
        return queue, filters.select(queue, QUEUES[queue], options)


def _queue(desk: Desk, queue: str, which: str) -> list[str]:
    """The ids to look at, in their order."""
    wave = desk.wave.name
    if queue == "sample":
        return list(desk.store.audit_queue(wave, PEOPLE))
    if queue == "blind":
        ids = desk.store.ids(wave)
        chance = random.Random(f"{SEED} {queue} {wave}")  # noqa: S311 (a sample, not a secret)
        return chance.sample(ids, min(LENGTH, len(ids)))
    if queue == "group":
        group, _, value = which.partition("=")
        chosen = ((f"{GROUP}{group}", value),)
    else:
        chosen = ((queue, which or "yes"),)
    if queue in ("flagged", "disputed"):
        return list(desk.store.ids(wave, doubtful_first=True, **part(chosen))[:LENGTH])
    found: list[str] = []
    for state in ("no", "yes"):  # what nobody has judged comes first
        if len(found) < LENGTH:
            only = part((*chosen, ("checked", state)))
            found += desk.store.ids(wave, doubtful_first=True, **only)
    return found[:LENGTH]


def _one(desk: Desk, queue: str, state: dict[str, Any]) -> None:
    id = state["ids"][state["at"]]
    found = desk.store.coded(desk.wave.name, ids=[id], absent=True)
    _said(desk, queue, state)
    if not found:
        parts.notice("This response is no longer in the wave.")
        st.button("Next", on_click=_move, args=(1,), shortcut="N")
    elif queue == "blind":
        blind.card(desk, found[0], state, _move)
    else:
        _card(desk, found[0], desk.store.remarks([id]).get(id), state)


def _end(state: Mapping[str, Any]) -> None:
    n = words.counted(len(state["ids"]), "response")
    parts.notice(
        f"That was the last of {n}: {state['saved']} saved. Choose another queue above; load this "
        "page again for what else waits in this one.",
        "done",
    )
    st.button("Back to the last one", on_click=_move, args=(-1,), shortcut="B")


def _said(desk: Desk, queue: str, state: Mapping[str, Any]) -> None:
    """How far one is, what the last save did, and what this sitting has changed."""
    at, n = state["at"] + 1, len(state["ids"])
    lines = [Markup("<strong>{} of {}</strong>, {} saved.").format(at, n, state["saved"])]
    if queue != "blind":
        total = words.counted(desk.wave.responses, "response")
        checked = words.number(desk.store.checked(desk.wave.name))
        lines[0] += Markup(" People have checked {} of {} of this wave.").format(checked, total)
    if state["last"]:
        lines.append(state["last"])
    if state["tally"]:
        changes = [f"{what} {n}×" for what, n in state["tally"].most_common(6)]
        lines.append(Markup("This sitting: {}.").format(plain(", ".join(changes))))
    done = Markup('<span class="done" style="width:{:.1f}%"></span>').format(100 * (at - 1) / n)
    safe.draw(
        Markup(
            '<div class="progress" aria-hidden="true">{}</div>'
            '<p class="counter" role="status">{}</p>'
        ).format(done, Markup("<br>").join(lines))
    )


def _card(desk: Desk, item: Coded, remark: Remark | None, state: dict[str, Any]) -> None:
    drafts = st.session_state.setdefault("drafts", {})
    draft: Draft = drafts.setdefault(item.response.id, draft_of(item, remark))
    id, said = st.session_state.get("stale") or ("", "")
    stale = id == item.response.id
    if stale:
        _stale(desk, item, said)
    cards.draw(desk, [as_marked(item, draft)])
    changed = summary(desk.codebook, item, draft, remark)
    parts.text(
        Markup("<strong>Your judgement:</strong> {}").format(plain(changed or "as coded")),
        "Saving says that the themes marked ✓ are all that this response raises.",
        style="small",
    )
    save = partial(_save, desk, item, draft, remark)
    may, first = desk.may("judge responses"), not state["at"]
    with marking.decide(save, _move, may=may, first=first, over=stale):
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
    masking.offer(desk, item, state)


def _themes(desk: Desk, item: Coded, draft: Draft) -> None:
    """A button for each theme, always in its place and with its key."""
    doubtful = {a.theme for a in item.assignments if a.uncertain}
    marking.marks(desk, draft.themes, doubtful, _toggle, item.response.id)


def _whole(item: Coded, draft: Draft) -> None:
    left, middle, right = st.columns(3)
    id = item.response.id
    with left:
        tone = f"Tone: {filters.TONES[draft.tone].lower()} {parts.TONE_SIGNS[draft.tone]}"
        st.button(tone, shortcut="V", on_click=_turn, args=(id,), width="stretch")
    with middle:
        asks = f"{'✓ Asks' if draft.ask else '– Asks'} for something"
        st.button(asks, shortcut="X", on_click=_ask, args=(id,), width="stretch")
    with right:
        flag = f"{'✓ Flagged' if draft.flagged else '– Flag'} for a colleague"
        st.button(flag, shortcut="M", on_click=_flag, args=(id,), width="stretch")
    with st.container(key="note"):
        widget = f"note {id} {draft.version}"
        st.text_input(
            "Note (press . to write, Enter to go back to the keys)",
            draft.note,
            max_chars=500,
            key=widget,
            on_change=_note,
            args=(id, widget),
            placeholder="For colleagues. Never printed.",
        )


def _stale(desk: Desk, item: Coded, said: str) -> None:
    parts.notice(plain(said), "warning")
    parts.text(
        Markup(
            "Your marks are still below: take theirs, or save yours over theirs. Theirs: {}."
        ).format(
            plain(words.listing([cards.name(desk.codebook, t) for t in item.themes]) or "no theme")
        ),
        style="small",
    )
    st.button("Take their version", shortcut="Shift+T", on_click=_take, args=(item,))


def _early(id: str) -> bool:
    """Whether a key was meant for the next card: this one was saved, and another is looked at.

    The page may still show the old card when the next key comes. It marks nothing, but neither is
    the next card saved without it: the save after it says so and waits for another.
    """
    state = st.session_state["review"]
    if state["at"] < len(state["ids"]) and state["ids"][state["at"]] == id:
        return False
    state["early"] = True
    return True


def _change(id: str, how: Callable[[Draft], Draft]) -> None:
    """Change the draft of the card that is looked at."""
    drafts = st.session_state["drafts"]
    if not _early(id) and id in drafts:
        drafts[id] = how(drafts[id])


def _toggle(id: str, theme: str) -> None:
    _change(id, lambda draft: draft.toggled(theme))


def _turn(id: str) -> None:
    _change(id, lambda d: d.with_tone(TONES[(TONES.index(d.tone) + 1) % len(TONES)]))


def _ask(id: str) -> None:
    _change(id, Draft.with_ask)


def _flag(id: str) -> None:
    _change(id, Draft.with_flag)


def _note(id: str, widget: str) -> None:
    note = " ".join(st.session_state[widget].split())
    _change(id, lambda draft: replace(draft, note=note))


def _take(item: Coded) -> None:
    st.session_state["drafts"].pop(item.response.id, None)
    st.session_state.pop("stale", None)


def _move(by: int) -> None:
    state = st.session_state["review"]
    state.pop("early", None)
    state["at"] = max(0, state["at"] + by)
    st.session_state.pop("stale", None)


def _save(desk: Desk, item: Coded, draft: Draft, remark: Remark | None) -> None:
    now, id = dt.datetime.now(dt.UTC), item.response.id
    state = st.session_state["review"]
    if _early(id):
        return
    if state.pop("early", False):
        state["last"] = Markup(
            '<span class="bad">Not saved: a key came before this response was shown, and marked '
            "nothing. Look at its marks, then save.</span>"
        )
        return
    assignments, readings = judgements(desk.codebook, item, draft, desk.by, now)
    before = draft_of(item, remark)
    noted = (before.note, before.flagged) != (draft.note, draft.flagged)
    remarks = {id: Remark(draft.note, draft.flagged, desk.by, now)} if noted else None
    try:
        desk.store.judge(assignments, readings, expected={id: draft.version}, remarks=remarks)
    except StaleError as error:
        st.session_state["stale"] = (id, str(error))
        st.session_state["drafts"][id] = replace(draft, version=error.version)
        return
    except InsightError as error:
        state["last"] = Markup('<span class="bad">Not saved: {}</span>').format(plain(error))
        return
    changed = summary(desk.codebook, item, draft, remark)
    state["last"] = Markup("Saved at {}: {}.").format(
        f"{now:%H:%M} UTC", plain(changed or "as coded")
    )
    state["saved"] += 1
    state["tally"].update(filter(None, changed.split("; ")))
    saved = draft.version + len(assignments) + len(readings) + len(remarks or ())
    st.session_state["undo"] = (item, remark, changed, saved)
    st.session_state["drafts"].pop(id, None)
    _move(1)


def _undo(desk: Desk) -> None:
    """Put back what was before the last save; both stay in the history.

    Where nobody had judged before, what was saved is taken back; else it is judged again as it was.
    """
    before, remark, changed, version = st.session_state.pop("undo")
    id = before.response.id
    now = dt.datetime.now(dt.UTC)
    state = st.session_state["review"]
    was = draft_of(before, remark)
    assignments, readings = judgements(desk.codebook, before, was, desk.by, now)
    noted = "note" in changed or "flag" in changed
    said = Remark(was.note, was.flagged, desk.by, now) if noted else None
    try:
        if before.checked:
            remarks = {id: said} if said else None
            desk.store.judge(assignments, readings, expected={id: version}, remarks=remarks)
        else:
            desk.store.withdraw(id, desk.by, expected=version, remark=said)
    except InsightError as error:
        state["last"] = Markup('<span class="bad">Not undone: {}</span>').format(plain(error))
        return
    state["last"] = Markup("Undone: it is as it was before your last save.")
    state["saved"] = max(0, state["saved"] - 1)
    state["tally"].subtract(filter(None, changed.split("; ")))
    state["tally"] += Counter()
    if id in state["ids"]:
        state["at"] = state["ids"].index(id)
