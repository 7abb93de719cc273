"""Taking out for good: all that one respondent said, or a whole wave; for data protection."""

from __future__ import annotations

import streamlit as st

from insight import redact, words
from insight.errors import InsightError
from insight.pages import parts, safe
from insight.pages.desk import Desk
from insight.pages.safe import Markup, plain

PEOPLE = 10
"""A search by words offers at most this many respondents."""

AFTER = (
    "Take them out of the file too, and out of reports and exports written before: Insight does "
    "not reach those."
)


def offer(desk: Desk) -> None:
    """Draw both forms, folded away."""
    parts.heading("Taking out for good", "There is no undo. The record below says who did it.")
    if not desk.person:
        parts.text("Write your name in the side bar first.", style="small")
        return
    may = {act: desk.may(act) for act in ("erase a respondent", "delete a wave")}
    if not any(may.values()):
        parts.text("This takes the role of data protection.", style="small")
        return
    with st.expander(f"Erase a respondent of {safe.label(desk.wave.name)}", key="erase"):
        _respondent(desk)
    with st.expander(f"Delete {safe.label(desk.wave.name)}", key="delete"):
        _wave(desk)


def tell() -> None:
    """Say what was taken out last, or why it was not."""
    for name, kind in (("erasing problem", "error"), ("erasing done", "done")):
        if said := st.session_state.pop(name, ""):
            parts.notice(plain(said), kind)


def _respondent(desk: Desk) -> None:
    asked = st.text_input(
        "The respondent's id in the file, or words of an answer",
        key="erase whom",
        max_chars=300,
        help="Who asks to be forgotten may know the id of their answer, or what they wrote.",
    ).strip()
    if not asked:
        return
    people = _found(desk, asked)
    if not people:
        parts.notice(
            "Nobody in this wave has that id, and no answer holds all these words. Personal "
            "details were taken out of the answers: look for other words."
        )
        return
    names = list(people)
    who = names[0]
    if len(names) > 1:
        who = st.radio(
            f"Who it is ({'at least ' if len(names) == PEOPLE else ''}{len(names)} fit)",
            names,
            format_func=lambda name: f"{safe.label(name)}: {safe.label(people[name])}",
            key="erase one",
        )
    theirs = desk.store.said_by(desk.wave.name, who)
    quoted = Markup('<blockquote class="quote"><p>{}</p></blockquote>')
    safe.draw(safe.joined(quoted.format(safe.passage(text)) for text in theirs))
    n = words.counted(len(theirs), "response")
    sure = st.checkbox("This is the person, and they are to be forgotten", key=f"sure {who}")
    st.button(
        f"Erase {n} for good", type="primary", disabled=not sure, on_click=_erase, args=(desk, who)
    )


def _found(desk: Desk, asked: str) -> dict[str, str]:
    """Who has that id, else who said these words: what each said first, by respondent."""
    wave, whole = desk.wave.name, redact.pseudonym(asked)
    if said := desk.store.said_by(wave, whole):
        return {whole: said[0]}
    people: dict[str, str] = {}
    for item in desk.store.coded(wave, search=asked, limit=5 * PEOPLE):
        text = " ".join(item.response.text.split())
        people.setdefault(item.response.respondent, words.shorten(text, 80))
    return dict(list(people.items())[:PEOPLE])


def _erase(desk: Desk, who: str) -> None:
    try:
        n = desk.store.erase_respondent(desk.wave.name, who, desk.by)
    except InsightError as error:
        st.session_state["erasing problem"] = str(error)
        return
    st.session_state["erase whom"] = ""
    said = f"{words.counted(n, 'response')} of one respondent erased. {AFTER}"
    st.session_state["erasing done"] = said


def _wave(desk: Desk) -> None:
    name, n = desk.wave.name, words.counted(desk.wave.responses, "response")
    parts.text(f"With it go its {n}, their codes, what people judged, the quotes and the runs.")
    typed = st.text_input("Write the name of the wave to delete it", key=f"delete {name}")
    st.button(
        "Delete the wave for good",
        type="primary",
        disabled=typed.strip() != name,
        on_click=_delete,
        args=(desk,),
    )


def _delete(desk: Desk) -> None:
    try:
        desk.store.delete_wave(desk.wave.name, desk.by)
    except InsightError as error:
        st.session_state["erasing problem"] = str(error)
        return
    st.query_params.pop("wave", None)
    st.session_state.pop("wave", None)
    st.session_state["erasing done"] = f"{desk.wave.name} is deleted. {AFTER}"
