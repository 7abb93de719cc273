"""What a file would change in a stored wave: answers that are new, changed, gone or the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from insight.errors import UsageError
from insight.types import Response


@dataclass(frozen=True, slots=True)
class Difference:
    """Answers of a file against those of a stored wave; all of them redacted.

    `changed` holds pairs of before and after: other words of the same respondent to the same
    question, or the same words with another group, date, consent or weight. `same` counts the
    rest, on which people's codes stay as they are; they stay on the same words in any case.
    """

    new: tuple[Response, ...] = ()
    changed: tuple[tuple[Response, Response], ...] = ()
    gone: tuple[Response, ...] = ()
    same: int = 0

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.new or self.changed or self.gone)

    def __str__(self) -> str:
        """In words: "2 new, 1 changed, 0 gone, 410 the same"."""
        return (
            f"{len(self.new):,} new, {len(self.changed):,} changed, {len(self.gone):,} gone, "
            f"{self.same:,} the same"
        )


class UnacceptedError(UsageError):
    """A file would change a stored wave, and nobody has accepted that. Nothing was stored.

    `again`: the wave is stored from this very file, read in another way.
    """

    def __init__(self, file: str, wave: str, difference: Difference, again: bool) -> None:
        self.difference = difference
        how = "read in another way" if again else "stored from another file or edition"
        super().__init__(
            f"{file}: wave '{wave}' was {how}; of the answers of this "
            f"one, {difference}. Nothing was stored. Look with insight ingest --dry-run --wave; "
            "then accept it with --accept, or give another --wave."
        )


def compare(stored: Iterable[Response], fresh: Iterable[Response]) -> Difference:
    """What taking in `fresh` would change, in the order of the file; `gone` in the old order."""
    old = {r.id: r for r in stored}
    after = {r.id: r for r in fresh}
    left: dict[tuple[str, str], list[Response]] = defaultdict(list)
    for id, response in old.items():
        if id not in after:
            left[response.question, response.respondent].append(response)
    new: list[Response] = []
    changed: list[tuple[Response, Response]] = []
    for id, response in after.items():
        before = old.get(id)
        if before is None:
            same_person = left[response.question, response.respondent]
            if same_person:
                changed.append((same_person.pop(0), response))
            else:
                new.append(response)
        elif _details(before) != _details(response):
            changed.append((before, response))
    matched = {before.id for before, _ in changed}
    gone = tuple(r for r in old.values() if r.id not in after and r.id not in matched)
    return Difference(tuple(new), tuple(changed), gone, len(after) - len(new) - len(changed))


def as_json(difference: Difference) -> dict[str, Any]:
    """Counts, and the place of each answer that differs; nobody's words."""
    return {
        "new": [_place(r) for r in difference.new],
        "changed": [_place(after) for _, after in difference.changed],
        "gone": [_place(r) for r in difference.gone],
        "same": difference.same,
    }


def _place(response: Response) -> dict[str, Any]:
    return {"row": response.row, "question": response.question, "id": response.id}


def _details(response: Response) -> tuple[object, ...]:
    return response.groups, response.date, response.consent, response.weight
