"""Proposes what each column is, from its heading and its values, with the reason in words."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from insight.ingest import dates
from insight.ingest.answers import is_non_answer, normal
from insight.ingest.headings import (
    ABOUT_AN_ANSWER,
    ASKS_FOR_CHOICE,
    ASKS_FOR_WORDS,
    CONSENT_NAME,
    DATE_NAMES,
    FUNCTION_WORDS,
    GROUP_NAME,
    ID_NAME,
    OPEN_HINT,
    OPEN_NAME,
    PERSON_NAME,
    PRIVATE,
    QUOTING,
    TIME_NAME,
    VOTE_NAME,
    WEIGHT_NAME,
)
from insight.types import Column, Role

SAMPLE = 1_000
"""At most so many values of a column are looked at closely, evenly spread."""

HEAD = 1_000
"""So much of a heading is looked at."""

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")
NUMBER = re.compile(
    r"[-+£$€]?\s?\d{1,3}(?:,?\d{3})*(?:\.\d+)?\s?%?|[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?"
)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
IP = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{0,4}")
URL = re.compile(r"(?:https?://|www\.)\S+")
PHONE = re.compile(r"(?:\+44|0044|0)[\d\s()-]{9,14}")
POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}", re.I)
PART_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?(?:\s*\d)?", re.I)
UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)
DIGITS = re.compile(r"\d+")
HASH = re.compile(r"(?:[A-Za-z0-9]*[_-])*(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{8,}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the values of one column look like. Shares are over the answers that are not blank.

    `clock` says how a machine counted time, where nine in ten may be that. `text` counts over
    answers that are not non-answers. `sentences` is the share of them with three words or more and
    at least one function word. `options` is the number of different answers of four words or more
    that occur again: the mark of long options to choose from.
    """

    filled: int
    distinct: int
    numeric: float
    dated: float
    clock: str
    email: float
    ip: float
    url: float
    phone: float
    postcode: float
    coded: float
    text: int
    text_distinct: int
    median_words: float
    long_words: int
    sentences: float
    longest: int
    joined: str
    options: int

    @property
    def distinct_share(self) -> float:
        """Distinct values per filled value."""
        return self.distinct / self.filled if self.filled else 0.0

    @property
    def text_share(self) -> float:
        """Distinct answers per answer, non-answers aside."""
        return self.text_distinct / self.text if self.text else 0.0


def facts(values: Sequence[str]) -> Facts:
    """Measure one column."""
    filled = [v.strip() for v in values if v.strip()]
    step = max(1, -(-len(filled) // SAMPLE))
    sample = filled[::step]
    texts = [v for v in sample if not is_non_answer(v)]
    words = sorted(len(v.split()) for v in texts)
    n = len(sample) or 1

    def share(pattern: re.Pattern[str]) -> float:
        return sum(1 for v in sample if len(v) <= 200 and pattern.fullmatch(v)) / n

    shapes = Counter(DIGITS.sub("0", v) for v in sample if any(c.isdigit() for c in v))
    common = sum(count for _, count in shapes.most_common(max(3, n // 50)) if count > 1)
    return Facts(
        filled=len(filled),
        distinct=len(set(filled)),
        numeric=share(NUMBER),
        dated=sum(1 for v in sample if dates.parts(v)) / n,
        clock=_clock(sample),
        email=share(EMAIL),
        ip=share(IP),
        url=share(URL),
        phone=share(PHONE),
        postcode=share(POSTCODE),
        coded=max(common / n, share(UUID), share(HASH)),
        text=len(texts),
        text_distinct=len({normal(v) for v in texts}),
        median_words=statistics.median(words) if words else 0,
        long_words=words[int(0.9 * (len(words) - 1))] if words else 0,
        sentences=sum(1 for v in texts if _is_sentence(v)) / (len(texts) or 1),
        longest=max(map(len, sample), default=0),
        joined=_joined_by(sample),
        options=sum(1 for v, k in Counter(texts).items() if k > 1 and v.count(" ") >= 3),
    )


def _clock(values: Sequence[str]) -> str:
    kinds = Counter(found[0] for v in values if (found := dates.clocked(v)))
    return kinds.most_common(1)[0][0] if kinds.total() >= 0.9 * len(values) > 0 else ""


def _is_sentence(text: str) -> bool:
    words = text.lower().split()
    return len(words) >= 3 and any(w.strip(".,!?;:\"'()") in FUNCTION_WORDS for w in words)


def _joined_by(values: Sequence[str]) -> str:
    """The separator of a "tick all that apply" column, or "": few short pieces, often repeated."""
    for separator in (";", ",", "|", "\n"):
        if sum(separator in v for v in values) < max(2, 0.05 * len(values)):
            continue
        pieces = [p.strip() for v in values for p in v.split(separator) if p.strip()]
        kinds = Counter(pieces)
        repeated = sum(count for count in kinds.values() if count > 2)
        if len(kinds) <= 60 and len(pieces) >= 3 * len(kinds) and repeated >= 0.85 * len(pieces):
            return separator
    return ""


def words_of(name: str) -> str:
    """A heading as plain words: "ageBand_2" → "age Band 2"."""
    return " ".join(WORD.findall(name))


def propose(
    names: Sequence[str],
    labels: Sequence[str],
    rows: Sequence[Sequence[str]],
    settled: dict[int, tuple[Role, str]] | None = None,
) -> tuple[tuple[Column, ...], tuple[Facts, ...]]:
    """A role and a reason for every column, and the facts behind them.

    `settled` holds the roles that are certain already (from a platform or a person). At most one
    id, date, weight and consent column are chosen; the runners-up are said to be such.
    """
    settled = settled or {}
    measured = tuple(facts([row[i] for row in rows]) for i in range(len(names)))
    heads = [
        f"{words_of(n[:HEAD])} {words_of(label[:HEAD])}".strip()
        for n, label in zip(names, labels, strict=True)
    ]
    found: list[tuple[Role, str]] = []
    for i, (head, f) in enumerate(zip(heads, measured, strict=True)):
        found.append(settled[i] if i in settled else _role(head, names[i], f, len(rows)))
    _choose_one(found, heads, measured, settled, len(rows))
    _fall_back(found, heads, measured, settled)
    columns = tuple(
        Column(name, role, reason, label)
        for name, label, (role, reason) in zip(names, labels, found, strict=True)
    )
    return columns, measured


def _role(head: str, name: str, f: Facts, rows: int) -> tuple[Role, str]:
    """The likeliest role of one column by itself; "id" and "date" are only candidates yet."""
    if not f.filled:
        return "ignore", "no values"
    for what, share in (
        ("e-mail addresses", f.email),
        ("network addresses", f.ip),
        ("web addresses", f.url),
        ("postcodes", f.postcode),
    ):
        if share >= 0.5:
            return "ignore", f"{what}: personal or technical, not read"
    for what, pattern in PRIVATE:
        if pattern.search(head) and f.median_words <= 8 and f.sentences < 0.5:
            return "ignore", f"{what} by the heading: personal or technical, not read"
    if f.phone >= 0.5 and f.distinct > 3:
        return "ignore", "telephone numbers: personal, not read"
    if f.dated >= 0.9:
        return "date", "dates"
    if f.clock and TIME_NAME.search(head) and not ID_NAME.search(head):
        return "date", f"dates as {f.clock}"
    if WEIGHT_NAME.search(head) and f.numeric >= 0.95:
        return "weight", "numbers under a heading of weights"
    is_open = _is_open(head, f)
    if not is_open and CONSENT_NAME.search(head) and f.distinct <= 8 and _is_yes_no(f):
        return "consent", f"asks for consent, {f.distinct} different answers"
    if is_open:
        return "open", is_open
    if _is_id(head, f, rows):
        unique = "all different" if f.distinct == f.filled else f"{f.distinct:,} different values"
        return "id", f"identifies by heading or values, {unique}"
    if f.numeric >= 0.9:
        if VOTE_NAME.search(head):
            return "ignore", "counts of votes"
        if f.distinct <= 12 and GROUP_NAME.search(head) and f.filled >= 0.3 * rows:
            return "group", f"{f.distinct} values under a heading that names a group"
        return "closed", f"numbers, {f.distinct:,} different"
    if f.joined:
        kind = {"\n": "line breaks"}.get(f.joined, f"'{f.joined}'")
        if GROUP_NAME.search(head) and f.distinct <= 40:
            return "group", f"{f.distinct} values (several joined by {kind}) of a group"
        return "closed", f"several options joined by {kind}, {f.distinct:,} combinations"
    few = f.distinct <= 40 and (f.filled < 20 or f.distinct_share <= 0.5)
    if GROUP_NAME.search(head) and few and f.longest <= 120:
        return "group", f"{f.distinct} values under a heading that names a group"
    if f.distinct_share > 0.5 and f.filled >= 20:
        return "closed", f"short text, {f.distinct:,} different values, not sentences"
    if f.distinct == 1:
        return "closed", f"one value in {f.filled:,} answers"
    return "closed", f"{f.distinct:,} different values in {f.filled:,} answers"


def _is_open(head: str, f: Facts) -> str:
    """Why the column is an open question, or ""."""
    if not f.text or f.numeric >= 0.8 or f.dated >= 0.5 or f.joined:
        return ""
    hint = bool(OPEN_HINT.search(head))
    if f.text < 20:
        varied = f.text_share >= (0.5 if hint else 0.8)
    else:
        varied = f.text_share >= 0.3 or (f.text_distinct >= 100 and f.text_share >= 0.12)
    if f.coded >= 0.8 and f.sentences < 0.3:
        return ""
    asked = bool(ASKS_FOR_WORDS.search(head) and not ABOUT_AN_ANSWER.search(head))
    if f.options >= 3 and f.text_distinct < min(100, 4 * f.options):
        return ""
    if f.text < 40 and not asked and ASKS_FOR_CHOICE.search(head) and f.long_words < 10:
        return ""
    if asked and f.text < 20:
        return f"the heading asks for words, {f.text} answers"
    wordy = (
        (f.sentences >= 0.25 and (hint or f.median_words >= 3))
        or (hint and f.sentences >= 0.1 and f.long_words >= 4)
        or (hint and f.long_words >= 6)
        or (f.median_words >= 6 and f.text_share >= 0.6)
    )
    if not (varied and wordy):
        return ""
    length = "long" if f.median_words >= 12 else "short" if f.median_words < 5 else "middling"
    return (
        f"{length}, varied free text: median {f.median_words:g} words, {f.text_share:.0%} distinct"
    )


def _is_id(head: str, f: Facts, rows: int) -> bool:
    named = bool(ID_NAME.search(head)) and not VOTE_NAME.search(head)
    if f.distinct < 2 and rows > 1:
        return False
    if f.distinct_share >= 0.98 and f.filled >= 0.9 * rows:
        return (named and f.median_words <= 8) or (
            rows >= 5 and f.coded >= 0.9 and f.numeric < 0.5 and f.longest <= 60
        )
    # Somebody who answered twice, or a row pasted twice, makes an id no less of one.
    if named and f.distinct_share >= 0.9 and f.filled >= 0.9 * rows and f.median_words <= 2:
        return f.dated < 0.5 and f.longest <= 60
    person = bool(PERSON_NAME.search(head)) and named
    return person and f.distinct_share >= 0.05 and f.distinct >= 5 and f.sentences < 0.2


def _is_yes_no(f: Facts) -> bool:
    return f.filled > 0 and f.median_words <= 12


def _choose_one(
    found: list[tuple[Role, str]],
    heads: Sequence[str],
    measured: Sequence[Facts],
    settled: dict[int, tuple[Role, str]],
    rows: int,
) -> None:
    """Keep the best candidate of each single role; say of the others what they are."""

    def rank_id(i: int) -> tuple[float, ...]:
        f = measured[i]
        return (bool(PERSON_NAME.search(heads[i])), bool(ID_NAME.search(heads[i])), f.filled, -i)

    def rank_date(i: int) -> tuple[float, ...]:
        place = next((k for k, p in enumerate(DATE_NAMES) if p.search(heads[i])), 9)
        return (not measured[i].clock, -place, measured[i].filled, -i)

    def rank_consent(i: int) -> tuple[float, ...]:
        return (bool(QUOTING.search(heads[i])), measured[i].filled, -i)

    for role, rank, spare in (
        ("id", rank_id, "another identifier"),
        ("date", rank_date, "another date"),
        ("consent", rank_consent, "another consent"),
        ("weight", rank_consent, "another weight"),
    ):
        certain = [i for i in settled if settled[i][0] == role]
        candidates = certain or [i for i, (r, _) in enumerate(found) if r == role]
        if not candidates:
            continue
        best = max(candidates, key=rank)
        for i, (r, _) in enumerate(found):
            if r == role and i != best:
                found[i] = ("ignore", f"{spare}; the one used is column {best + 1}")


def _fall_back(
    found: list[tuple[Role, str]],
    heads: Sequence[str],
    measured: Sequence[Facts],
    settled: dict[int, tuple[Role, str]],
) -> None:
    """With no open question found, take the wordiest column whose heading asks for words."""
    if any(role == "open" for role, _ in found):
        return
    candidates = [
        i
        for i, (role, _) in enumerate(found)
        if i not in settled
        and role in ("closed", "group")
        and OPEN_NAME.search(heads[i])
        and measured[i].numeric < 0.8
        and not measured[i].joined
        and (measured[i].distinct_share >= 0.5 or measured[i].sentences >= 0.3)
    ]
    if candidates:
        best = max(candidates, key=lambda i: (measured[i].median_words, -i))
        found[best] = ("open", "the only column whose heading asks for words")
