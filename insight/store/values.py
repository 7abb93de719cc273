"""What the store gives and takes beyond the values the stages share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypedDict

from insight.errors import StoreError
from insight.types import Ledger, Tone

FIRST: Final = "First project"
"""What the project is called that a first wave goes into where nobody named one."""

PERSON: Final = "user:"
"""How the name of a judge begins when it is a person."""


STATUSES: Final = ("proposed", "approved", "rejected")
"""What a quote can be."""


class StaleError(StoreError):
    """Someone judged the response after it was shown. Nothing of the call was saved.

    `response` is its id, `by` and `at` say who changed it last and when, `version` is its version
    now: show it again and save with that.
    """

    def __init__(self, response: str, by: str, at: dt.datetime, version: int) -> None:
        self.response, self.by, self.at, self.version = response, by, at, version
        super().__init__(
            f"Response {response} was changed by {by.removeprefix('user:')} at "
            f"{at:%H:%M on %d %B %Y} (UTC) while you had it open. Look at the change, "
            "then save again."
        )


class RightsError(StoreError):
    """The person's role does not allow what they asked for. Nothing was saved."""

    def __init__(self, by: str, role: str, act: str, allowed: Sequence[str]) -> None:
        super().__init__(
            f"{by.removeprefix(PERSON)} may not {act}: the role is {role}. "
            f"It takes: {' or '.join(allowed)}. Ask a lead or data protection for the role."
        )


@dataclass(frozen=True, slots=True)
class Remark:
    """A note on a response, and whether it is flagged for somebody to look at."""

    note: str = ""
    flagged: bool = False
    by: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class BlindCode:
    """The themes that one coder saw in a response without seeing anybody else's codes."""

    response: str
    themes: frozenset[str]
    by: str
    at: dt.datetime


class Filters(TypedDict, total=False):
    """Which responses of a wave: every filter given must hold; None is the same as not given.

    theme: the key of a theme that is present.
    question: the title of an open question.
    groups: values by the name of their group, for instance `{"Ward": "Bow East"}`.
    tone: the tone of the whole response.
    on_theme: the tone on `theme`, that of the response where it is not known; nothing without one.
    ask: whether the response asks for something.
    search: words that all occur, each anywhere in the text, "in quotes" as a phrase; letter case,
        accents, line breaks and invisible characters do not count.
    since, until: the first and the last day; responses without a date pass neither.
    uncoded: True for responses with no theme, False for those with one.
    uncertain: whether a judgement in force is one that a person should look at.
    ids: the ids of responses.
    flagged: whether the last remark on the response flags it.
    checked: whether a judgement of a person's is in force.
    disputed: whether people differ on it: somebody's judgement of a theme was changed by somebody
        else, or two who coded it blind saw different themes.
    """

    theme: str | None
    question: str | None
    groups: Mapping[str, str] | None
    tone: Tone | None
    on_theme: Tone | None
    ask: bool | None
    search: str | None
    since: dt.date | None
    until: dt.date | None
    uncoded: bool | None
    uncertain: bool | None
    ids: Sequence[str] | None
    flagged: bool | None
    checked: bool | None
    disputed: bool | None


@dataclass(frozen=True, slots=True)
class ProjectInfo:
    """A project: a consultation with its waves and its codebook.

    `codebook` is the version last saved for it, "" where none was: it then codes with the one that
    the settings name.
    """

    name: str
    created: dt.datetime
    codebook: str


@dataclass(frozen=True, slots=True)
class WaveInfo:
    """What a wave holds, without its responses.

    `responses` and `respondents` count what was analysed and is still in the file; `gone` counts
    responses of earlier runs that the file no longer holds. `groups` gives each group's values,
    sorted. `codebook` and `model` are those of the run in force, `published` its end.
    """

    name: str
    project: str
    kind: str
    file: str
    sha256: str
    responses: int
    respondents: int
    gone: int
    questions: tuple[str, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    codebook: str
    model: str
    published: dt.datetime
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what, when. `details` names things and numbers, never a resident or their words."""

    by: str
    what: str
    at: dt.datetime
    details: tuple[tuple[str, str], ...] = ()
