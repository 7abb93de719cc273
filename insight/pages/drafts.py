"""What a reviewer has marked on a card and not saved yet, and what saving it will say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from insight.store import Remark
from insight.types import TONE_NAMES, Assignment, Codebook, Coded, Reading, Tone

KEYS = "1234567890QWETYUIOPADFGHJKL"
"""The key of each theme by its place. R and C are Streamlit's; S, N, B, Z, V, X, M the card's."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The marks of a card: themes, tone, request, note and flag, and the version it began from."""

    themes: frozenset[str]
    tone: Tone = "neu"
    ask: bool = False
    version: int = 0
    note: str = ""
    flagged: bool = False

    def toggled(self, theme: str) -> Draft:
        """The draft with a theme marked, or unmarked if it was."""
        return replace(self, themes=self.themes ^ {theme})

    def with_tone(self, tone: Tone) -> Draft:
        """The draft with another tone."""
        return replace(self, tone=tone)

    def with_ask(self) -> Draft:
        """The draft with the request turned on or off."""
        return replace(self, ask=not self.ask)

    def with_flag(self) -> Draft:
        """The draft with the flag turned on or off."""
        return replace(self, flagged=not self.flagged)


def draft_of(item: Coded, remark: Remark | None = None) -> Draft:
    """The draft that changes nothing."""
    reading, said = item.reading, remark or Remark()
    return Draft(
        frozenset(item.themes),
        reading.tone if reading else "neu",
        bool(reading and reading.ask),
        item.version,
        said.note,
        said.flagged,
    )


MARKED = "marked"
"""By whom a theme is that is only marked yet."""


def as_marked(item: Coded, draft: Draft) -> Coded:
    """The response as it will be once the draft is saved, to be shown with its evidence."""
    known = {
        a.theme: a if a.present == there else replace(a, present=there, by=MARKED)
        for a in item.assignments
        for there in [a.theme in draft.themes]
    }
    at = dt.datetime.now(dt.UTC)
    for key in sorted(draft.themes - known.keys()):
        known[key] = Assignment(item.response.id, key, 1.0, True, (), MARKED, at)
    reading = item.reading and replace(item.reading, tone=draft.tone, ask=draft.ask)
    return replace(item, assignments=tuple(known.values()), reading=reading)


def judgements(
    book: Codebook, item: Coded, draft: Draft, by: str, at: dt.datetime
) -> tuple[tuple[Assignment, ...], tuple[Reading, ...]]:
    """What a person says by saving a draft: present or not, for every theme in use.

    Evidence that the model gave is kept where the theme is there; of one that only the person saw
    there is none, and its tone is that of the response.
    """
    known = {a.theme: a for a in item.assignments}
    keys = [t.key for t in book.active] + [
        k for k in known if k not in {t.key for t in book.active}
    ]
    made = []
    for key in keys:
        there, before = key in draft.themes, known.get(key)
        same = before is not None and before.present == there
        made.append(
            Assignment(
                response=item.response.id,
                theme=key,
                score=1.0 if there else 0.0,
                present=there,
                evidence=before.evidence if before and (there or same) else (),
                by=by,
                at=at,
                tone=(before.tone if before and same else draft.tone) if there else None,
            )
        )
    span = item.reading.ask_span if item.reading and draft.ask else None
    reading = Reading(
        item.response.id, draft.tone, 1.0, draft.ask, 1.0 if draft.ask else 0.0, span, by, at
    )
    return tuple(made), (reading,)


def summary(book: Codebook, item: Coded, draft: Draft, remark: Remark | None = None) -> str:
    """What a draft changes, in words, or nothing."""
    names = {t.key: t.name for t in book.themes}
    before = frozenset(item.themes)
    changes = [f"+ {names.get(k, k)}" for k in sorted(draft.themes - before)]
    changes += [f"− {names.get(k, k)}" for k in sorted(before - draft.themes)]
    was = draft_of(item, remark)
    if was.tone != draft.tone:
        changes.append(f"tone {TONE_NAMES[was.tone]} → {TONE_NAMES[draft.tone]}")
    if was.ask != draft.ask:
        changes.append("asks for something" if draft.ask else "asks for nothing")
    if was.flagged != draft.flagged:
        changes.append("flagged" if draft.flagged else "flag taken off")
    if was.note != draft.note:
        changes.append("note")
    return "; ".join(changes)
