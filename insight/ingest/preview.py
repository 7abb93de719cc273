"""What reading a file would give, shown before anything is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from insight.errors import InputError
from insight.ingest.mapping import Mapping
from insight.types import Column, Source


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that the data cannot settle: a question for a person, with examples.

    `settle` is the line of a mapping file that answers it. `blocking` says that reading stops
    until it is answered.
    """

    about: Literal["dates", "options", "columns", "facilitators"]
    column: str
    question: str
    examples: tuple[str, ...]
    choices: tuple[str, ...]
    settle: str
    blocking: bool = True


class UnsettledError(InputError):
    """A person must settle something before the file can be read; `doubts` says what."""

    def __init__(self, file: str, doubts: Sequence[Doubt]) -> None:
        self.doubts = tuple(doubts)
        first = self.doubts[0]
        super().__init__(
            f"{file}: {first.question} Settle it in a mapping file (--mapping): {first.settle}"
        )


@dataclass(frozen=True, slots=True)
class Talk:
    """A transcript in numbers. `speakers` are pseudonyms; facilitators are among them."""

    turns: int
    speakers: tuple[str, ...]
    facilitators: tuple[str, ...]
    facilitator_turns: int
    unattributed_turns: int
    cross_talk: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A dry run: received == accepted + all of `excluded`.

    `rows` are the first ten as they will be read, cells of ignored columns empty. `rejected` names
    rows that cannot be read, with what is wrong. `mapping` is what was settled already.
    """

    source: Source
    rows: tuple[tuple[str, ...], ...]
    received: int
    accepted: int
    excluded: tuple[tuple[str, int], ...]
    respondents: int
    questions: tuple[Doubt, ...]
    kind: Literal["survey", "transcript"] = "survey"
    rejected: tuple[tuple[int, str], ...] = ()
    talk: Talk | None = None
    mapping: Mapping | None = None


def as_json(preview: Preview) -> dict[str, Any]:
    """The dry run as one object of plain values; every key is documented in docs/formats.md."""
    source = preview.source
    result: dict[str, Any] = {
        "file": source.file,
        "sha256": source.sha256,
        "format": source.format,
        "profile": source.profile,
        "kind": preview.kind,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "header_rows": source.header_rows,
        "rows": source.rows,
        "columns": [
            {"name": c.name, "label": c.label, "role": c.role, "reason": c.reason}
            for c in source.columns
        ],
        "received": preview.received,
        "accepted": preview.accepted,
        "excluded": dict(preview.excluded),
        "respondents": preview.respondents,
        "rejected": [{"row": row, "reason": why} for row, why in preview.rejected],
        "questions": [
            {
                "about": q.about,
                "column": q.column,
                "question": q.question,
                "examples": list(q.examples),
                "choices": list(q.choices),
                "settle": q.settle,
                "blocking": q.blocking,
            }
            for q in preview.questions
        ],
        "warnings": list(source.warnings),
        "preview": [list(row) for row in preview.rows],
    }
    if preview.talk:
        result |= {
            "turns": preview.talk.turns,
            "speakers": list(preview.talk.speakers),
            "facilitators": list(preview.talk.facilitators),
            "facilitator_turns": preview.talk.facilitator_turns,
            "unattributed_turns": preview.talk.unattributed_turns,
            "cross_talk": preview.talk.cross_talk,
        }
    return result


def first_rows(
    rows: Sequence[Sequence[str]], columns: Sequence[Column], most: int = 10
) -> tuple[tuple[str, ...], ...]:
    """The first rows with the cells of ignored columns left empty: they are not read."""
    kept = [c.role != "ignore" for c in columns]
    return tuple(
        tuple(cell if keep else "" for cell, keep in zip(row, kept, strict=True))
        for row in rows[:most]
    )
