"""What a reviewer has marked on a card and not saved yet, and what saving it will say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from insight.types import TONE_NAMES, Assignment, Codebook, Coded, Reading, Tone

KEYS = "1234567890QWETYUIOPADFGHJKL"
"""The key of each theme by its place. R and C are Streamlit's; S, N, B, Z, V, X the card's."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The themes marked, the tone, whether it asks for something, and the version it began from."""

    themes: frozenset[str]
    tone: Tone = "neu"
    ask: bool = False
    version: int = 0

    def toggled(self, theme: str) -> Draft:
        """The draft with a theme marked, or unmarked if it was."""
        return replace(self, themes=self.themes ^ {theme})

    def with_tone(self, tone: Tone) -> Draft:
        """The draft with another tone."""
        return replace(self, tone=tone)

    def with_ask(self) -> Draft:
        """The draft with the request turned on or off."""
        return replace(self, ask=not self.ask)


def draft_of(item: Coded) -> Draft:
    """The draft that changes nothing."""
    reading = item.reading
    return Draft(
        frozenset(item.themes),
        reading.tone if reading else "neu",
        bool(reading and reading.ask),
        item.version,
    )


def judgements(
    book: Codebook, item: Coded, draft: Draft, by: str, at: dt.datetime
) -> tuple[tuple[Assignment, ...], tuple[Reading, ...]]:
    """What a person says by saving a draft: present or not, for every theme in use.

    Evidence and tone of a theme that was there are kept; of one that the person adds there is no
    evidence, and its tone is that of the response.
    """
    known = {a.theme: a for a in item.assignments}
    keys = [t.key for t in book.active] + [
        k for k in known if k not in {t.key for t in book.active}
    ]
    made = []
    for key in keys:
        there, before = key in draft.themes, known.get(key)
        kept = before if before and before.present == there else None
        made.append(
            Assignment(
                response=item.response.id,
                theme=key,
                score=1.0 if there else 0.0,
                present=there,
                evidence=kept.evidence if kept else (),
                by=by,
                at=at,
                tone=(kept.tone if kept else draft.tone) if there else None,
            )
        )
    span = item.reading.ask_span if item.reading and draft.ask else None
    reading = Reading(
        item.response.id, draft.tone, 1.0, draft.ask, 1.0 if draft.ask else 0.0, span, by, at
    )
    return tuple(made), (reading,)


def summary(book: Codebook, item: Coded, draft: Draft) -> str:
    """What a draft changes, in words, or nothing."""
    names = {t.key: t.name for t in book.themes}
    before = frozenset(item.themes)
    changes = [f"+ {names.get(k, k)}" for k in sorted(draft.themes - before)]
    changes += [f"− {names.get(k, k)}" for k in sorted(before - draft.themes)]
    was = draft_of(item)
    if was.tone != draft.tone:
        changes.append(f"tone {TONE_NAMES[was.tone]} → {TONE_NAMES[draft.tone]}")
    if was.ask != draft.ask:
        changes.append("asks for something" if draft.ask else "asks for nothing")
    return "; ".join(changes)
