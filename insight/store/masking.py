"""Takes words out of a stored response for good, when a reviewer sees what redaction left.

The words are printed over by a bar of the same length. So evidence, segments and codes, which hold
offsets into the text, stay where they are; a quote with the words in it goes. There is no undo:
what stood there is in no table any more, and reading the same file again keeps the bar, because a
known response keeps its text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from insight.errors import StoreError, UsageError
from insight.store import rights
from insight.store.projection import summarise
from insight.store.schema import quotes, responses, waves
from insight.store.text import fold, text_hash
from insight.store.writing import record, sweep_vectors

BAR = "█"
BY_HAND = "by hand"
"""How these are called among the kinds that were taken out."""


def mask(
    connection: sa.Connection,
    response: str,
    spans: Sequence[tuple[int, int]],
    by: str,
    now: dt.datetime,
) -> None:
    """Print over `spans` of a response; see `Store.redact_more`."""
    rights.require(connection, by, "take out more words")
    place = sa.select(responses.c.wave).where(responses.c.id == response).scalar_subquery()
    wave = connection.scalar(sa.select(waves.c.name).where(waves.c.pk == place).with_for_update())
    found = connection.execute(
        sa.select(responses).where(responses.c.id == response).with_for_update()
    ).one_or_none()
    if found is None:
        raise StoreError(
            f"Response {response} is no longer in the store: its wave was deleted or its "
            "respondent erased. Load the page again."
        )
    text = found.text
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise UsageError(
                f"Response {response}: {start} to {end} is no part of its {len(text)} characters."
            )
        text = text[:start] + BAR * (end - start) + text[end:]
        connection.execute(
            sa.delete(quotes).where(
                quotes.c.response == found.pk, quotes.c.start < end, quotes.c.stop > start
            )
        )
    if not spans:
        return
    kinds = dict(found.redactions)
    kinds[BY_HAND] = kinds.get(BY_HAND, 0) + len(spans)
    connection.execute(
        sa.update(responses)
        .where(responses.c.pk == found.pk)
        .values(
            text=text,
            folded=fold(text),
            text_hash=text_hash(text),
            redactions=tuple(sorted(kinds.items())),
        )
    )
    sweep_vectors(connection)
    summarise(connection, found.wave)
    record(connection, by, "redacted more", now, wave=wave, passages=len(spans))
