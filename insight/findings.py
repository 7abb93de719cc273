"""Coded responses → Findings: every figure that a page, a chart or a report shows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from insight import answer, stats, words
from insight.types import (
    TONES,
    Audit,
    AuditedTheme,
    Codebook,
    Coded,
    Estimate,
    Findings,
    Ledger,
    Marks,
    Quote,
    Source,
    ThemeFinding,
)

if TYPE_CHECKING:
    from insight.types import Mask, Numbers


AUDITED = 50
"""People whom an audit must have judged before it says anything."""

HEARD = 5
"""Audited people with a theme, and without, before the theme's share is corrected."""


def compute(
    wave: str,
    kind: str,
    marks: Marks,
    source: Source,
    ledger: Ledger,
    codebook: Codebook,
    model: str,
    quotes: Sequence[Quote] = (),
    campaigns: Sequence[tuple[str, int]] = (),
    within: Sequence[tuple[Findings, str, str]] = (),
    copies: Numbers | None = None,
    likeness: float = 0.8,
) -> Findings:
    """Work out all figures of a wave, or of the part of it that `marks` hold.

    A share is of respondents: those with at least one analysed answer (to that question, in that
    group) are its denominator, and one who raises a theme in two answers counts once.

    Where `marks` are of a group only, `within` gives what it is a group of: (findings of all
    values, column, value); without a column it is a part that no table shows, such as a week. A
    theme that their table of that column would not show of the group is then left out, and counted
    in `withheld`; so are groups of themes. Counts of responses stay in
    findings that are `of_group`, to be printed roughly (`words.rough`). `copies` are the keys of
    the marks that belong to campaigns, of at least this `likeness`: the shares are given without
    them too.
    """
    in_file = [c.title for c in source.columns if c.title in marks.questions]
    questions = tuple(dict.fromkeys([*in_file, *marks.questions]))
    people = _People(marks)
    keys = [theme.key for theme in codebook.active]
    themes = [
        ThemeFinding(
            theme=theme,
            share=stats.share(people.count(theme.key), people.number),
            by_question=tuple((q, people.on_question(theme.key, q)) for q in questions),
            tones=_tones(marks, theme.key),
            asks=int((marks.ask & _raise(marks, theme.key)).sum()),
            responses=int(_raise(marks, theme.key).sum()),
            groups=people.in_groups(theme.key),
            together=people.together(theme.key, keys),
        )
        for theme in codebook.active
    ]
    kept = [t for t in themes if not _withheld(t, within)] if within else themes
    left_out, themes = len(themes) - len(kept), kept
    themes.sort(key=lambda t: (-t.share.value, t.theme.name))
    whole = {tone: int((marks.tone == n).sum()) for n, tone in enumerate(TONES)}
    audit = people.audit([t.theme.key for t in themes])
    return Findings(
        wave=wave,
        kind=kind,
        questions=questions,
        source=source,
        ledger=ledger,
        respondents=people.number,
        responses=len(marks),
        themes=tuple(themes),
        tones=tuple(sorted((tone, n) for tone, n in whole.items() if n)),
        asks=int(marks.ask.sum()),
        uncoded=len(marks) - int((marks.raised >= 0).any(axis=0).sum()) if len(marks) else 0,
        parents=()
        if within
        else tuple(
            (name, stats.share(people.any_of(below), people.number))
            for name, below in _parents(codebook).items()
        ),
        quotes=tuple(quotes),
        codebook=codebook.version,
        model=model,
        redactions=_redactions(marks),
        dates=dates(marks),
        sentences=answer.sentences(
            themes, people.paired, people.number, kind, audit, left_out, of_group=bool(within)
        ),
        of_group=bool(within),
        campaigns=tuple(campaigns),
        without_campaigns=() if copies is None else without(marks, copies, keys),
        likeness=likeness,
        reviewed=int(marks.checked.sum()),
        withheld=left_out,
        audit=audit,
    )


def without(
    marks: Marks, copies: Numbers, themes: Sequence[str]
) -> tuple[tuple[str, Estimate], ...]:
    """Theme by theme, its share among the people who are left when some responses are left out.

    Someone who also wrote in their own words stays, with those words.
    """
    import numpy as np

    people = _People(only(marks, np.setdiff1d(marks.key, copies)))
    return tuple((key, stats.share(people.count(key), people.number)) for key in themes)


def marks(coded: Sequence[Coded]) -> Marks:
    """What figures are counted from, of coded responses in hand; a store gives its own."""
    import numpy as np

    def places(values: Sequence[Any]) -> tuple[tuple[Any, ...], Any]:
        known: dict[Any, int] = {}
        at = [known.setdefault(value, len(known)) for value in values]
        return tuple(known), np.array(at, np.int64)

    who, respondent = places([c.response.respondent for c in coded])
    questions, question = places([c.response.question for c in coded])
    group_sets, group_set = places([c.response.groups for c in coded])
    redactions, taken = places([c.response.redactions for c in coded])
    themes, _ = places([a.theme for c in coded for a in c.assignments if a.present])
    raised = np.full((len(themes), len(coded)), -1, np.int8)
    for i, item in enumerate(coded):
        for judged in item.assignments:
            if judged.present:
                tone = judged.tone or (item.reading.tone if item.reading else "neu")
                raised[themes.index(judged.theme), i] = TONES.index(tone)
    days = [c.response.date.toordinal() if c.response.date else 0 for c in coded]
    return Marks(
        questions=questions,
        group_sets=group_sets,
        redactions=redactions,
        themes=themes,
        key=np.arange(len(coded)),
        respondent=respondent,
        question=question,
        group_set=group_set,
        taken=taken,
        day=np.array(days, np.int64),
        tone=np.array([TONES.index(c.reading.tone) if c.reading else -1 for c in coded], np.int8),
        ask=np.array([bool(c.reading and c.reading.ask) for c in coded], bool),
        checked=np.array([_by_person(c) for c in coded], bool),
        uncertain=np.array([any(a.uncertain for a in c.assignments) for c in coded], bool),
        raised=raised,
        turn=np.arange(len(who), dtype=np.uint64),
    )


def only(marks: Marks, keys: Numbers) -> Marks:
    """The marks of some responses; questions and groups that none of them has are dropped."""
    import numpy as np

    at = np.isin(marks.key, keys)
    who, respondent = np.unique(marks.respondent[at], return_inverse=True)
    asked, question = np.unique(marks.question[at], return_inverse=True)
    used, group_set = np.unique(marks.group_set[at], return_inverse=True)
    return replace(
        marks,
        questions=tuple(marks.questions[n] for n in asked),
        group_sets=tuple(marks.group_sets[n] for n in used),
        key=marks.key[at],
        respondent=respondent,
        question=question,
        group_set=group_set,
        taken=marks.taken[at],
        day=marks.day[at],
        tone=marks.tone[at],
        ask=marks.ask[at],
        checked=marks.checked[at],
        uncertain=marks.uncertain[at],
        raised=marks.raised[:, at],
        turn=marks.turn[who],
        audited=None,
    )


def sizes(marks: Marks) -> tuple[dict[str, int], dict[str, dict[str, int | None]]]:
    """How many responses each question has, and each value of each group column.

    None stands in place of a value of fewer than FEW people; and of the smallest values beside it,
    as long as the whole less those that are shown would still be of so few.
    """
    import numpy as np

    def people(which: Mask) -> int:
        return len(np.unique(marks.respondent[which]))

    having: dict[str, dict[str, Mask]] = {}
    for place, content in enumerate(marks.group_sets):
        for column, value in content:
            values = having.setdefault(column, {})
            values.setdefault(value, np.zeros(len(marks.group_sets), bool))[place] = True
    groups: dict[str, dict[str, int | None]] = {}
    for column, sets in having.items():
        given = {value: own[marks.group_set] for value, own in sets.items()}
        count = {value: int(which.sum()) for value, which in given.items()}
        shown = sorted((v for v in given if people(given[v]) >= words.FEW), key=lambda v: count[v])
        while shown and len(shown) < len(given):
            rest = ~np.logical_or.reduce([given[v] for v in shown])
            if people(rest) >= words.FEW:
                break
            del shown[0]
        groups[column] = {v: count[v] if v in shown else None for v in given}
    asked = np.bincount(marks.question, minlength=len(marks.questions)).tolist()
    return dict(zip(marks.questions, asked, strict=True)), groups


def tally(marks: Marks) -> dict[str, dict[str | bool, int]]:
    """How many responses each "theme" and "tone" has, and each state of "ask", "uncoded" and
    "uncertain"; options that none has are not named. A response that was not read has neither tone
    nor ask.
    """
    raised = marks.raised >= 0
    found: dict[str, dict[str | bool, int]] = {
        "theme": dict(zip(marks.themes, raised.sum(axis=1).tolist(), strict=True)),
        "tone": {name: int((marks.tone == n).sum()) for n, name in enumerate(TONES)},
        "ask": _either(marks.ask[marks.tone >= 0]),
        "uncoded": _either(raised.sum(axis=0) == 0),
        "uncertain": _either(marks.uncertain),
    }
    return {name: {v: n for v, n in values.items() if n} for name, values in found.items()}


def _either(state: Mask) -> dict[str | bool, int]:
    return {True: int(state.sum()), False: int((~state).sum())}


class _People:
    """Who raised what: people are counted, however often each of them said it."""

    def __init__(self, marks: Marks) -> None:
        import numpy as np

        self._marks = marks
        self.number = int(marks.respondent.max()) + 1 if len(marks) else 0
        self._raisers = np.zeros((len(marks.themes), self.number), bool)
        for row, raised in enumerate(marks.raised):
            self._raisers[row, marks.respondent[raised >= 0]] = True
        as_numbers = self._raisers.astype(np.float32)  # counts below 2^24 are exact
        self._both = (as_numbers @ as_numbers.T).astype(np.int64)
        self._asked = {
            title: self._who(marks.question == n) for n, title in enumerate(marks.questions)
        }
        self._raised_there = {
            title: self._raising(marks.question == n) for n, title in enumerate(marks.questions)
        }
        self._groups = self._by_group()

    def count(self, key: str) -> int:
        """How many people raise a theme."""
        row = self._row(key)
        return 0 if row is None else int(self._both[row, row])

    def on_question(self, key: str, title: str) -> Estimate:
        """The share of those who answered a question that raise a theme there."""
        row, n = self._row(key), int(self._asked[title].sum())
        return stats.share(0 if row is None else int(self._raised_there[title][row]), n)

    def in_groups(self, key: str) -> tuple[tuple[str, tuple[tuple[str, Estimate], ...]], ...]:
        """The share in each group of each column, the groups in alphabetical order."""
        row = self._row(key)
        return tuple(
            (
                name,
                tuple(
                    (value, stats.share(0 if row is None else int(counts[row]), n))
                    for value, n, counts in values
                ),
            )
            for name, values in self._groups
        )

    def together(self, key: str, keys: Sequence[str]) -> tuple[tuple[str, int], ...]:
        """The themes that the same people raise, with how many do."""
        row = self._row(key)
        if row is None:
            return ()
        counts = [(k, self._shared(row, k)) for k in self._marks.themes if k != key]
        return tuple(sorted((c for c in counts if c[1]), key=lambda c: (-c[1], c[0])))

    def any_of(self, keys: Sequence[str]) -> int:
        """How many people raise at least one of some themes."""
        rows = [row for row in map(self._row, keys) if row is not None]
        return int(self._raisers[rows].any(axis=0).sum()) if rows else 0

    def paired(self, one: str, other: str) -> float:
        """The p-value that two themes are raised by as many of the same people."""
        row, second = self._row(one), self._row(other)
        both = 0 if row is None or second is None else int(self._both[row, second])
        return stats.paired(self.count(one) - both, self.count(other) - both)

    def audit(self, keys: Sequence[str]) -> Audit | None:
        """What the audit says of each theme; None with fewer than AUDITED people judged."""
        import numpy as np

        held = self._marks.audited
        if held is None or len(held.respondents) < AUDITED:
            return None
        judged = np.zeros(self.number, bool)
        judged[held.respondents] = True
        nobody = np.zeros(self.number, bool)
        found = []
        for key in keys:
            row = self._row(key)
            raisers = nobody if row is None else self._raisers[row]
            there = held.themes.index(key) if key in held.themes else None
            coded = nobody if there is None else self._who(held.machine[there])
            counts = [
                int(which.sum())
                for which in (
                    coded,
                    judged & coded,
                    judged & coded & raisers,
                    judged & ~coded,
                    judged & ~coded & raisers,
                )
            ]
            n, heard, right, unheard, missed = counts
            share = (
                stats.corrected(n, self.number, right, heard, missed, unheard)
                if heard >= HEARD and unheard >= HEARD
                else None
            )
            found.append(AuditedTheme(key, n, heard, right, unheard, missed, share))
        return Audit(self.number, int(judged.sum()), tuple(found))

    def _row(self, key: str) -> int | None:
        themes = self._marks.themes
        return themes.index(key) if key in themes else None

    def _shared(self, row: int, key: str) -> int:
        return int(self._both[row, self._marks.themes.index(key)])

    def _who(self, responses: Mask) -> Mask:
        import numpy as np

        who = np.zeros(self.number, bool)
        who[self._marks.respondent[responses]] = True
        return who

    def _raising(self, responses: Mask) -> list[int]:
        """For each theme, how many people raise it in some of the responses."""
        return [int(self._who(responses & (raised >= 0)).sum()) for raised in self._marks.raised]

    def _by_group(self) -> list[tuple[str, list[tuple[str, int, list[int]]]]]:
        import numpy as np

        sets = [dict(groups) for groups in self._marks.group_sets]
        made = []
        for name in dict.fromkeys(name for groups in sets for name in groups):
            values = sorted({groups[name] for groups in sets if groups.get(name)})
            places = {value: n for n, value in enumerate(values)}
            of_set = np.array([places.get(groups.get(name, ""), -1) for groups in sets], np.int64)
            given = of_set[self._marks.group_set]
            found = []
            for n, value in enumerate(values):
                who = self._who(given == n)
                counts = (self._raisers & who).sum(axis=1).tolist()
                found.append((value, int(who.sum()), counts))
            if found:
                made.append((name, found))
        return made


def _withheld(finding: ThemeFinding, within: Sequence[tuple[Findings, str, str]]) -> bool:
    """Whether a theme's figures in a group would point at few people."""
    if words.small(finding.share):
        return True
    for whole, column, value in within:
        row = next((t for t in whole.themes if t.theme.key == finding.theme.key), None)
        if row is None:
            return True
        if column:
            _, masks = words.cells(row, column)
        else:
            rest = row.share.count - finding.share.count, row.share.n - finding.share.n
            parted = ((value, finding.share), (f"not {value}", stats.share(*rest)))
            masks = words.withheld(row.share, parted)
        if value in masks:
            return True
    return False


def _raise(marks: Marks, key: str) -> Mask:
    import numpy as np

    if key not in marks.themes:
        return np.zeros(len(marks), bool)
    found: Mask = marks.raised[marks.themes.index(key)] >= 0
    return found


def _tones(marks: Marks, key: str) -> tuple[tuple[str, int], ...]:
    """The responses that raise a theme, counted by their tone on it."""
    if key not in marks.themes:
        return ()
    places = marks.raised[marks.themes.index(key)]
    counts = {TONES[n]: int((places == n).sum()) for n in range(len(TONES))}
    return tuple(sorted((tone, n) for tone, n in counts.items() if n))


def _redactions(marks: Marks) -> tuple[tuple[str, int], ...]:
    """What was taken out, counted by kind."""
    import numpy as np

    counts: Counter[str] = Counter()
    taken = np.bincount(marks.taken, minlength=len(marks.redactions)).tolist()
    for content, times in zip(marks.redactions, taken, strict=True):
        for kind, n in content:
            counts[kind] += n * times
    counts = +counts
    return tuple(sorted(counts.items()))


def dates(marks: Marks) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of the responses; None where none has a date."""
    days = marks.day[marks.day > 0]
    if not len(days):
        return None
    return dt.date.fromordinal(int(days.min())), dt.date.fromordinal(int(days.max()))


def _parents(codebook: Codebook) -> dict[str, list[str]]:
    below: dict[str, list[str]] = {}
    for theme in codebook.active:
        if theme.parent:
            below.setdefault(theme.parent, []).append(theme.key)
    return below


def _by_person(coded: Coded) -> bool:
    judges = [a.by for a in coded.assignments] + [coded.reading.by if coded.reading else ""]
    return any(by.startswith("user:") for by in judges)
