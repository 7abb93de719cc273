"""The values that travel between the stages: frozen, plain, and free of behaviour.

Offsets are half-open code-point ranges `[start, end)` into the redacted text of a response.
Scores and shares lie in [0, 1]. Times are UTC.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:  # values are read far more often than matrices are computed
    import numpy as np
    import numpy.typing as npt

Tone = Literal["neg", "neu", "pos", "mix"]
TONES: tuple[Tone, ...] = ("neg", "neu", "pos", "mix")
TONE_NAMES: dict[str, str] = {
    "neg": "negative",
    "neu": "neutral",
    "pos": "positive",
    "mix": "mixed",
}

Role = Literal["open", "closed", "id", "date", "group", "consent", "weight", "text_about", "ignore"]
if TYPE_CHECKING:
    Matrix = npt.NDArray[np.float32]
    Mask = npt.NDArray[np.bool_]
    Numbers = npt.NDArray[np.int64]
    Tones = npt.NDArray[np.int8]
    Turns = npt.NDArray[np.uint64]
else:
    Matrix = Mask = Numbers = Tones = Turns = Any

Notify = Callable[[str, int, int], None]
"""Called with (stage, done, total) as work goes on."""


def silent(stage: str, done: int, total: int) -> None:
    """A Notify that says nothing."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a survey file and what it is taken for."""

    name: str
    role: Role
    reason: str
    label: str = ""  # the question in words, where the file has a code and a wording

    @property
    def title(self) -> str:
        """What to call the column in front of people."""
        return self.label or self.name


@dataclass(frozen=True, slots=True)
class Record:
    """One answer of one respondent to one open question, as read and not yet redacted.

    `row` counts data rows from 1, after the header. `groups` maps the name of a group column to
    this respondent's value. `consent` is None where the file does not ask.
    """

    question: str
    respondent: str
    row: int
    text: str
    groups: tuple[tuple[str, str], ...] = ()
    date: dt.date | None = None
    consent: bool | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Skipped:
    """What a stage could not do. `id` names a response, or a file's row as `row 14`."""

    id: str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a wave came from: the file's facts, never its matter."""

    file: str
    sha256: str
    format: str  # "csv", "xlsx", "transcript", ...
    encoding: str  # "" where the format has none
    delimiter: str
    header_rows: int
    rows: int
    columns: tuple[Column, ...]
    profile: str = "plain"
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wave:
    """One fieldwork of a survey (or one transcript), as read: before redaction, never stored."""

    name: str
    source: Source
    records: tuple[Record, ...]
    kind: Literal["survey", "transcript"] = "survey"
    received: int = 0  # rows × open questions, or turns: records and what reading skipped

    @property
    def questions(self) -> tuple[str, ...]:
        """The open questions, in the order of the file."""
        return tuple(c.title for c in self.source.columns if c.role == "open")

    @property
    def group_names(self) -> tuple[str, ...]:
        """The names of the group columns, in the order of the file."""
        return tuple(c.title for c in self.source.columns if c.role == "group")


@dataclass(frozen=True, slots=True)
class Response:
    """One redacted answer. `id` is a hash of wave, question, respondent and text.

    `redactions` counts what was taken out, by kind.
    """

    id: str
    wave: str
    question: str
    respondent: str
    text: str
    row: int = 0
    groups: tuple[tuple[str, str], ...] = ()
    date: dt.date | None = None
    consent: bool | None = None
    weight: float = 1.0
    redactions: tuple[tuple[str, int], ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Segment:
    """A clause or sentence of a response: `text == response.text[start:end]`."""

    id: str
    response: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit row vectors: `matrix` is float32 of shape (len(ids), dim)."""

    ids: tuple[str, ...]
    matrix: Matrix
    model: str


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme of a codebook.

    `parent` is a group's name for the eye, not a code. `into` is the key of the theme that a
    retired one was merged into: whatever raises this raises that.
    """

    key: str
    name: str
    description: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    parent: str = ""
    retired: bool = False
    into: str = ""


@dataclass(frozen=True, slots=True)
class Codebook:
    """The themes in their order. `version` is a hash of the content."""

    name: str
    themes: tuple[Theme, ...]
    version: str

    @property
    def active(self) -> tuple[Theme, ...]:
        """The themes that are still coded with."""
        return tuple(t for t in self.themes if not t.retired)

    def __getitem__(self, key: str) -> Theme:
        """Return the theme with this key; KeyError where there is none."""
        for theme in self.themes:
            if theme.key == key:
                return theme
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that earned a code, and what made them count.

    `why` is "phrase" (words of the codebook), "example" (the nearest example), "model" (the words
    that the trained model leans on) or "person"; `detail` is the phrase or the example.
    """

    start: int
    end: int
    why: Literal["phrase", "example", "model", "person"]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One judgement that a response carries a theme, or does not.

    `score` is the probability of the theme; `uncertain` marks one that a person should look at.
    `tone` is the tone on this theme. `by` is `model:<name>@<codebook version>` or `user:<name>`.
    """

    response: str
    theme: str
    score: float
    present: bool
    evidence: tuple[Evidence, ...]
    by: str
    at: dt.datetime
    tone: Tone | None = None
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The tone of a whole response and what it asks for.

    `ask_span` is the clause that asks, or None. `tone_score` and `ask_score` are probabilities.
    """

    response: str
    tone: Tone
    tone_score: float
    ask: bool
    ask_score: float
    ask_span: tuple[int, int] | None
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Topic:
    """What the codebook misses: a cluster of responses with the words that set it apart."""

    id: int
    name: str
    words: tuple[tuple[str, float], ...]
    responses: tuple[str, ...]
    typical: tuple[str, ...]
    stability: float | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage for print. `text` is what is printed: `response.text[start:end]`, verbatim.

    Where a person cut it for print, `whole` is the verbatim passage and `text` is it with `[…]`
    for what was left out and `[removed]` for what was taken out to protect somebody.
    """

    theme: str
    response: str
    start: int
    end: int
    text: str
    score: float
    why: str
    attribution: str
    risks: tuple[str, ...] = ()
    status: Literal["proposed", "approved", "rejected"] = "proposed"
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its interval. `count` of `n` respondents; all of value, low, high in [0, 1]."""

    value: float
    low: float
    high: float
    count: int
    n: int
    level: float
    method: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """What became of every answer received: received == analysed + all of `excluded`."""

    received: int
    analysed: int
    excluded: tuple[tuple[str, int], ...]

    @property
    def balanced(self) -> bool:
        """Whether nothing vanished."""
        return self.received == self.analysed + sum(n for _, n in self.excluded)


@dataclass(frozen=True, slots=True)
class Run:
    """One passage of a wave through the pipeline, for the record."""

    id: str
    wave: str
    input_hash: str
    model: str
    codebook: str
    parameters: tuple[tuple[str, str], ...]
    n_in: int
    n_done: int
    n_skipped: int
    started: dt.datetime
    finished: dt.datetime


@dataclass(frozen=True, slots=True)
class Coded:
    """One response with all that is known of it: what pages, quotes and reports are made from."""

    response: Response
    assignments: tuple[Assignment, ...]  # one for each theme that is present
    reading: Reading | None
    version: int = 0  # how often people did something to it: a save says which one it saw
    checked: bool = False  # whether a person's judgement is in force

    @property
    def themes(self) -> tuple[str, ...]:
        """The keys of the themes that are present."""
        return tuple(a.theme for a in self.assignments if a.present)


@dataclass(frozen=True, slots=True)
class Audited:
    """What an audit of a wave rests on, beside its marks.

    `respondents` are the numbers of the people whose responses people judged in the order of the
    audit, a random one; `machine` has a row for each of `themes` and a place for each response:
    whether the run that was in force before the audit began raised the theme.
    """

    respondents: Numbers
    themes: tuple[str, ...]
    machine: Mask


@dataclass(frozen=True, slots=True)
class Marks:
    """What figures are counted from: of each response its codes, and none of its words.

    Every column has a place for each response. `key` tells responses apart, in rising order;
    `respondent` numbers people from 0; `question`, `group_set` and `taken` are places in
    `questions`, `group_sets` and `redactions`; `day` is the proleptic ordinal of the date, 0 where
    there is none; `tone` is a place in TONES, -1 where none was read; `checked` says whether a
    person judged it, `uncertain` whether a code of it is in doubt. `raised` has one row for each of
    `themes`: the tone on the theme as a place in TONES, -1 where the response does not raise it.
    `turn` has a place for each person: their turn in the random order of the wave's audit.
    `audited` is None where no audit was begun, and for a part of a wave.
    """

    questions: tuple[str, ...]
    group_sets: tuple[tuple[tuple[str, str], ...], ...]
    redactions: tuple[tuple[tuple[str, int], ...], ...]
    themes: tuple[str, ...]
    key: Numbers
    respondent: Numbers
    question: Numbers
    group_set: Numbers
    taken: Numbers
    day: Numbers
    tone: Tones
    ask: Mask
    checked: Mask
    uncertain: Mask
    raised: Tones
    turn: Turns
    audited: Audited | None = None

    def __len__(self) -> int:
        """How many responses there are."""
        return len(self.key)


@dataclass(frozen=True, slots=True)
class Publication:
    """Everything the store takes in when a wave is published, in one transaction."""

    wave: str
    kind: str
    source: Source
    ledger: Ledger
    skipped: tuple[Skipped, ...]
    coded: tuple[Coded, ...]
    segments: tuple[Segment, ...]
    quotes: tuple[Quote, ...]
    codebook: Codebook
    run: Run


@dataclass(frozen=True, slots=True)
class ThemeFinding:
    """What one wave says of one theme. Shares are over the respondents analysed."""

    theme: Theme
    share: Estimate
    by_question: tuple[tuple[str, Estimate], ...]
    tones: tuple[tuple[str, int], ...]  # responses by tone on this theme
    asks: int  # responses that raise the theme and ask for something
    responses: int
    groups: tuple[tuple[str, tuple[tuple[str, Estimate], ...]], ...] = ()
    together: tuple[tuple[str, int], ...] = ()  # themes raised by the same respondents


@dataclass(frozen=True, slots=True)
class AuditedTheme:
    """What the audit says of one theme; all counts are of respondents.

    The machine raised it for `coded` of all; of these `heard` were audited, and `right` raise it.
    Of the others `unheard` were audited, and `missed` raise it all the same. `share` is of all
    respondents, its interval covers chance and mistakes of coding; None where `heard` is too small.
    """

    key: str
    coded: int
    heard: int
    right: int
    unheard: int
    missed: int
    share: Estimate | None


@dataclass(frozen=True, slots=True)
class Audit:
    """What people found who judged a random sample of `audited` of the `respondents`."""

    respondents: int
    audited: int
    themes: tuple[AuditedTheme, ...]

    @property
    def shares(self) -> dict[str, Estimate]:
        """The shares by theme, where there is one."""
        return {t.key: t.share for t in self.themes if t.share}


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a report, a chart or a page says of a wave; nothing in it is formatted."""

    wave: str
    kind: str
    questions: tuple[str, ...]
    source: Source
    ledger: Ledger
    respondents: int
    responses: int
    themes: tuple[ThemeFinding, ...]  # ranked by share
    tones: tuple[tuple[str, int], ...]
    asks: int
    uncoded: int  # responses with no theme
    parents: tuple[tuple[str, Estimate], ...]
    quotes: tuple[Quote, ...]
    codebook: str
    model: str
    redactions: tuple[tuple[str, int], ...]
    dates: tuple[dt.date, dt.date] | None
    sentences: tuple[str, ...] = field(default=())  # the answer first, in words
    campaigns: tuple[tuple[str, int], ...] = field(default=())
    without_campaigns: tuple[tuple[str, Estimate], ...] = ()  # shares by theme, those left out
    likeness: float = 0.8  # least likeness of the responses of a campaign
    reviewed: int = 0  # responses whose coding a person has checked
    withheld: int = 0  # themes left out: so few people of this group raised them, or it would show
    audit: Audit | None = None  # None too where too few respondents were audited
    of_group: bool = False  # of one group of the people: small counts are not to be printed


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawn chart with everything a page, report or download says about it.

    `id` starts with what is shown: "themes", "tone", "group-…", "questions", "together" or
    "change-…". `title` states the finding; `subtitle` whose share it is, of how many, and what
    the lines show; `alt` is the chart in words; `note` what was left out and why. `spec` is the
    whole chart in Vega-Lite with its title, to be handed on as it is. `columns` and `rows` are the
    table beside the chart, already fit to print: small groups and small cells are taken out.
    """

    id: str
    title: str
    subtitle: str
    alt: str
    spec: dict[str, Any]
    drawing: Callable[[], str] = field(repr=False, compare=False)
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    note: str = ""

    @property
    def svg(self) -> str:
        """The same chart without title, for a page that prints the title as text."""
        return self.drawing()
