"""How figures and residents' words are put in print, and which are too few to print.

Pure functions shared by charts, reports and pages, so that a share reads the same everywhere.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from insight.errors import UsageError
from insight.types import Estimate, Findings, ThemeFinding

FEW = 10
"""A percentage of fewer respondents than this is never printed; nor is a group so small."""

LOW = 5
"""Within a group, a count from 1 to one less than this is printed as `<5`."""

COMPARED = 10
"""A chart compares the largest groups, at most this many."""

BELOW = f"<{LOW}"
"""Printed for such a count."""

WITHHELD = "withheld"
"""Printed for a count that would give a smaller one away."""

HIDDEN = f"of fewer than {FEW} respondents"

MONTHS = {1: "January", 2: "February", 3: "March", 4: "April", 5: "May", 6: "June", 7: "July"}
MONTHS |= {8: "August", 9: "September", 10: "October", 11: "November", 12: "December"}

_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_EMBED = frozenset("\u202a\u202b\u202d\u202e")
_ISOLATE = frozenset("\u2066\u2067\u2068")
_POP_EMBED, _POP_ISOLATE = "\u202c", "\u2069"


def number(n: int) -> str:
    """Print a whole number: `1,058`."""
    return f"{n:,}"


def counted(n: int, one: str, many: str = "") -> str:
    """Print a count with its noun: `1 respondent`, `1,058 respondents`."""
    return f"{number(n)} {one if n == 1 else many or one + 's'}"


def percent(value: float) -> str:
    """Print a share in [0, 1] as whole per cent, halves up; `<1%` and `>99%` near the ends."""
    if 0 < value < 0.005:
        return "<1%"
    if 0.995 <= value < 1:
        return ">99%"
    return f"{math.floor(value * 100 + 0.5 + 1e-9)}%"


def interval(estimate: Estimate) -> str:
    """Print the interval of an estimate: `36–46%`."""
    low, high = (math.floor(v * 100 + 0.5 + 1e-9) for v in (estimate.low, estimate.high))
    return f"{low}–{high}%"


def out_of(estimate: Estimate) -> str:
    """Print what a share is of: `215 of 529`."""
    return f"{number(estimate.count)} of {number(estimate.n)}"


def share(estimate: Estimate) -> str:
    """Print an estimate: `41% (36–46%)`, or `3 of 7` where n is too few for a percentage."""
    if estimate.n < FEW:
        return out_of(estimate)
    return f"{percent(estimate.value)} ({interval(estimate)})"


def part(count: int, n: int) -> str:
    """Print a count as a part of a whole: `52%`, or `3 of 7` where n is too few."""
    return percent(count / n) if n >= FEW else f"{number(count)} of {number(n)}"


def few(count: int) -> bool:
    """Whether a count within a group is of so few people that it must not be shown exactly."""
    return 1 <= count < LOW


def small(estimate: Estimate) -> bool:
    """Whether a group's cell rests on so few people that it must not be shown exactly."""
    return few(estimate.count)


def withheld(whole: Estimate, cells: Sequence[tuple[str, Estimate]]) -> dict[str, str]:
    """The groups whose cell of one theme must not be shown, where the theme's `whole` is.

    Those of 1 to 4 people; where the whole less the cells shown would leave such a number, the
    smallest cells beside them until it does not (complementary suppression); and all cells where
    the whole itself is such a number, for there a 0 tells where the few are. Each with what is
    printed in its place: `<5`, or WITHHELD where that would say too much. Groups of fewer
    than FEW are never shown and not named here; taken together they are one more. What is left for
    them tells of none of them where FEW people or more named no group at all.
    """
    known = {value: e for value, e in cells if e.n >= FEW}
    if small(whole):
        return dict.fromkeys(known, WITHHELD)
    shown = {value: e for value, e in known.items() if not small(e)}
    if len(shown) == len(cells):
        return {}
    if len(shown) == len(known) and whole.n - sum(e.n for _, e in cells) >= FEW:
        return {}
    unnamed = whole.n - sum(e.n for e in known.values())
    return _masks(whole.count, {value: e.count for value, e in known.items()}, unnamed)


def rough(count: int) -> str:
    """Print a count of a group that no table guards: `<5` for 0 to 4, else to the nearest 5.

    So what other groups show, taken from the whole, leaves no exact number of this one.
    """
    return BELOW if count < LOW else f"about {number(LOW * ((count + LOW // 2) // LOW))}"


def _masks(whole: int, counts: Mapping[str, int], unnamed: int) -> dict[str, str]:
    """What may not be shown of a whole: the smallest too, while the rest would tell a small one.

    The rest tells where it is 1 to 4 itself, or so small or large that all that is hidden must be 1
    each, or 4 each and `unnamed` people all. Cells as small as another go with it, a 0 last: which
    of them is hidden would tell, too.
    """
    shown = dict(counts)
    off = [name for name, n in counts.items() if few(n)]
    for name in off:
        del shown[name]

    def told() -> bool:
        rest, most = whole - sum(shown.values()), (LOW - 1) * len(off)
        alike = all(few(counts[name]) for name in off)
        alike = alike and (rest == len(off) or rest - unnamed >= most)
        return few(rest) or (bool(off) and alike)

    while told() and shown:
        smallest = min(shown.values(), key=lambda n: (n == 0, n))
        off += [name for name, n in shown.items() if n == smallest]
        shown = {name: n for name, n in shown.items() if n != smallest}
    plain = all(few(counts[name]) for name in off) and not told()
    return dict.fromkeys(off, BELOW if plain else WITHHELD)


def masks(who: str) -> str:
    """Say what is printed in place of a group's figures that must not be shown."""
    return (
        f"{BELOW}: 1 to {LOW - 1} {who}s of the group; {WITHHELD}: 1 to {LOW - 1} {who}s, or a "
        "figure that would give such a number away"
    )


def group_share(estimate: Estimate | None) -> str:
    """Print a group's cell: as `share`, BELOW for 1 to 4 people, `–` where there is none."""
    if estimate is None or estimate.n < FEW:
        return "–"
    return BELOW if small(estimate) else share(estimate)


@dataclass(frozen=True, slots=True)
class GroupSizes:
    """How many respondents gave each value of a group column.

    `shown` lists (value, respondents) of at least FEW; `hidden` counts the values below that,
    which are never named: a rare value can point at a person.
    """

    column: str
    shown: tuple[tuple[str, int], ...]
    hidden: int

    @property
    def largest(self) -> frozenset[str]:
        """The largest groups, as many as a chart compares."""
        ranked = sorted(self.shown, key=lambda pair: -pair[1])
        return frozenset(value for value, _ in ranked[:COMPARED])

    @property
    def note(self) -> str:
        """Say what is not shown, or nothing."""
        if not self.hidden:
            return ""
        each, verb = (" each", "are") if self.hidden > 1 else ("", "is")
        return f"{counted(self.hidden, 'value')} {HIDDEN}{each} {verb} not listed."


def group_sizes(findings: Findings) -> tuple[GroupSizes, ...]:
    """Read the group columns off the themes, in their order, small groups taken out."""
    sizes: dict[str, dict[str, int]] = {}
    for theme in findings.themes:
        for column, values in theme.groups:
            known = sizes.setdefault(column, {})
            for value, estimate in values:
                known[value] = max(known.get(value, 0), estimate.n)
    return tuple(
        GroupSizes(
            column=column,
            shown=tuple((v, n) for v, n in values.items() if n >= FEW),
            hidden=sum(n < FEW for n in values.values()),
        )
        for column, values in sizes.items()
    )


def cells(finding: ThemeFinding, column: str) -> tuple[dict[str, Estimate], dict[str, str]]:
    """The cells of a theme in one group column that may be shown, and the masks of the others.

    Groups of fewer than FEW people are in neither.
    """
    given = next((values for name, values in finding.groups if name == column), ())
    masks = withheld(finding.share, given)
    return {v: e for v, e in given if e.n >= FEW and v not in masks}, masks


def comparable(finding: ThemeFinding, sizes: GroupSizes) -> bool:
    """Whether so many cells of a theme may be shown that its largest groups can be compared."""
    given, _ = cells(finding, sizes.column)
    shown = [e for value, e in given.items() if value in sizes.largest]
    return len(shown) > 1 and any(e.count for e in shown)


def people(kind: str) -> str:
    """Who the shares are of: a survey has respondents, a transcript participants."""
    return "participant" if kind == "transcript" else "respondent"


def listing(items: Sequence[str]) -> str:
    """Join words as prose: `a, b and c`."""
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))


def groups(sizes: Sequence[int], most: int = 10) -> str:
    """Groups by their sizes, the largest first: `groups of 9, 8 and 5`, or how many if many."""
    largest = listing([number(n) for n in sorted(sizes, reverse=True)[:most]])
    if len(sizes) <= most:
        return f"{'a group' if len(sizes) == 1 else 'groups'} of {largest}"
    return f"{number(len(sizes))} groups, the largest of {largest}"


def spoken(name: str) -> str:
    """Put a theme's name at the start of a sentence, without the qualifier `(general)`."""
    return name.removesuffix(" (general)")


def inside(name: str) -> str:
    """Put a name inside a sentence: as `spoken`, with a small letter unless it is an acronym."""
    name = spoken(name)
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def period(dates: tuple[dt.date, dt.date] | None) -> str:
    """Print a span of days: `3 March to 14 April 2025`; nothing for None."""
    if dates is None:
        return ""
    first, last = dates
    if first == last:
        return day(first)
    start = f"{first.day} {MONTHS[first.month]}" if first.year == last.year else day(first)
    return f"{start} to {day(last)}"


def day(date: dt.date) -> str:
    """Print a day: `3 March 2025`."""
    return f"{date.day} {MONTHS[date.month]} {date.year}"


def lasting(seconds: float) -> str:
    """Print a time that something takes: "40 seconds", "3 minutes"; at least a second."""
    if seconds < 90:
        return counted(max(1, round(seconds)), "second")
    return counted(round(seconds / 60), "minute")


def megabytes(size: int) -> str:
    """Print the size of a file given in bytes: "61 MB", "0.4 MB", at least "0.1 MB"."""
    return f"{size / 1e6:.0f} MB" if size >= 10e6 else f"{max(size / 1e6, 0.1):.1f} MB"


def shorten(text: str, limit: int) -> str:
    """Cut a text to at most `limit` characters, at a space if one is near, and mark the cut."""
    if len(text) <= limit:
        return text
    mark = " […]"
    cut = text[: limit - len(mark)]
    space = cut.rfind(" ")
    return (cut[:space] if space > len(cut) * 0.6 else cut).rstrip() + mark


CUT, TAKEN = "[…]", "[removed]"
"""What stands in a quote for words left out, and for words taken out to protect somebody."""

RUN = 3
"""Words that must stay together where words were deleted from a quote; the fewest of a quote."""

_MARKS = re.compile(r"(\[…\]|\[\.\.\.\]|\[removed\])")
_ENDS = (".", "!", "?", "…")


def excerpt(whole: str, shown: str) -> str:
    """A passage as a person cut it for print, verbatim; raises UsageError where it is not.

    The passage's own words stand in it, whole and in their order, with marks for what is missing:
    CUT where words were only deleted, TAKEN where the person put it. An end cut off at the end of a
    sentence needs no mark.
    """
    made: list[str] = []
    first = last = -1
    for i, given in enumerate(_MARKS.split(shown)):
        if i % 2:
            made.append(TAKEN if given == TAKEN else CUT)
            continue
        tokens = given.split()
        while tokens:
            n, found = _run(whole, tokens, max(last, 0))
            if found is None:
                raise UsageError(
                    f"“{shorten(' '.join(tokens), 60)}” is not in the passage there, word for "
                    f"word. Take words out or put {TAKEN} in their place, and add none."
                )
            if made and not _MARKS.fullmatch(made[-1]):
                made.append(CUT)
            made.append(found[0])
            first, last = found.start() if first < 0 else first, found.end()
            tokens = tokens[n:]
    if sum(len(m.split()) for m in made if not _MARKS.fullmatch(m)) < RUN:
        raise UsageError(f"A quote needs at least {RUN} words of the resident's.")
    before, after = whole[:first].strip(), whole[last:].strip(" .!?\r\n")
    if before and not before.endswith(_ENDS) and not _MARKS.fullmatch(made[0]):
        made.insert(0, CUT)
    if after and not made[-1].endswith(_ENDS) and not _MARKS.fullmatch(made[-1]):
        made.append(CUT)
    return re.sub(r"\] (?=[.,;:!?])", "]", " ".join(made))


def _run(whole: str, tokens: Sequence[str], at: int) -> tuple[int, re.Match[str] | None]:
    """How many of these words stand together in a passage from `at` on, and where."""
    for n in range(len(tokens), 0, -1):
        if n < min(RUN, len(tokens)):
            break
        wanted = r"\s+".join(map(re.escape, tokens[:n]))
        start, end = (
            (r"(?<!\w)" if tokens[0][0].isalnum() else ""),
            (r"(?!\w)" if tokens[n - 1][-1].isalnum() else ""),
        )
        if found := re.compile(start + wanted + end).search(whole, at):
            return n, found
    return 0, None


def clean(text: str) -> str:
    """Make any text safe to write: characters that XML forbids become □, directions are closed.

    Every bidirectional embedding, override and isolate that the text opens is closed at its end,
    and every closing mark without an opening one is dropped, so that a text cannot turn around
    what stands next to it. All else is verbatim.
    """
    text = _ILLEGAL.sub("□", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _closed(text) if _BIDI.search(text) else text


def _closed(text: str) -> str:
    kept: list[str] = []
    opened: list[str] = []
    for char in text:
        if char in _EMBED or char in _ISOLATE:
            opened.append(char)
        elif char == _POP_EMBED:
            if not opened or opened[-1] not in _EMBED:
                continue
            opened.pop()
        elif char == _POP_ISOLATE:
            if not _ISOLATE.intersection(opened):
                continue
            while opened.pop() not in _ISOLATE:
                pass
        kept.append(char)
    ends = (_POP_EMBED if char in _EMBED else _POP_ISOLATE for char in reversed(opened))
    return "".join((*kept, *ends))


def unique(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Map keys to cleaned names; a name that two keys share gets its key in brackets."""
    pairs = [(key, clean(name).strip() or key) for key, name in names]
    seen = [name for _, name in pairs]
    return {k: n if seen.count(n) == 1 else f"{n} ({k})" for k, n in pairs}
