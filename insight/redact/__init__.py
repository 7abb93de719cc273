"""Takes personal details out of text before anything is stored."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from insight.redact.names import find_names
from insight.redact.ner import people
from insight.redact.normal import copy_of
from insight.redact.patterns import find_patterns
from insight.redact.scan import MASK, Span
from insight.types import Record, Response, Skipped

LABELS = {
    "name": "name", "email": "email", "phone": "phone", "postcode": "postcode",
    "address": "address", "nino": "NI number", "nhs": "NHS number", "card": "card number",
    "bank": "bank details", "plate": "number plate", "url": "link", "handle": "username",
    "dob": "date of birth", "ip": "IP address",
}  # fmt: skip
"""What each kind is called in the visible token; the keys are the kinds."""

KINDS = tuple(LABELS)
TOKENS = {kind: f"[{label} removed]" for kind, label in LABELS.items()}
TOKEN = re.compile("|".join(map(re.escape, TOKENS.values())))
"""Matches what stands where something was taken out."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A personal detail: the half-open code-point span `[start, end)` of the original text."""

    start: int
    end: int
    kind: str


_ROUNDS = 16
_RANK = {kind: i for i, kind in enumerate(
    ("email", "url", "ip", "nino", "bank", "card", "nhs", "phone", "plate", "postcode", "dob",
     "handle", "address", "name")
)}  # fmt: skip


def find(text: str) -> tuple[Hit, ...]:
    """Find the personal details of `text`: ordered, without overlap, the longest first served.

    What a first reading uncovers is read again as it will be printed, until nothing is left to
    find; so redacting twice changes nothing. Raises InsightError where the lists of names are
    missing.
    """
    hits: list[Hit] = []
    for _ in range(_ROUNDS):
        printed, pieces = _print(text, hits)
        more = _read(printed)
        if not more:
            break
        hits = sorted([*hits, *_back(more, pieces)], key=lambda h: h.start)
    return tuple(hits)


def redact_text(text: str) -> tuple[str, tuple[Hit, ...]]:
    """Put a visible token such as `[phone removed]` in place of every personal detail.

    Returns the redacted text and the hits over the original.
    """
    hits = find(text)
    return _print(text, hits)[0], hits


def spans_json(hits: Sequence[Hit]) -> str:
    """Write hits as a JSON list of `[start, end, kind]` over the original text."""
    return json.dumps([[h.start, h.end, h.kind] for h in hits])


def redact(
    records: Sequence[Record], wave: str
) -> tuple[tuple[Response, ...], tuple[Skipped, ...]]:
    """Turn records as read into responses fit to keep; in == done + skipped.

    The text and the values of the groups are redacted; a name in a value that several
    respondents share is a ward or an estate and stays. A respondent id that holds a personal
    detail becomes `r-` and sixteen hex digits of its hash, the same for the same id. A record
    whose text is blank, or that repeats an earlier one word for word under the same respondent,
    is skipped with the reason.
    """
    done: dict[str, Response] = {}
    skipped: list[Skipped] = []
    respondents: dict[str, str] = {}
    values = _values(records)
    for record in records:
        if not record.text.strip():
            skipped.append(Skipped(f"row {record.row}", "redact", "blank"))
            continue
        text, hits = redact_text(record.text)
        raw = record.respondent.strip() or f"row-{record.row}"
        respondent = respondents.get(raw) or pseudonym(raw)
        respondents[raw] = respondent
        key = "\x1f".join((wave, record.question, respondent, text))
        response = Response(
            id=hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16],
            wave=wave,
            question=record.question,
            respondent=respondent,
            text=text,
            row=record.row,
            groups=tuple((group, values[value]) for group, value in record.groups),
            date=record.date,
            consent=record.consent,
            weight=record.weight,
            redactions=tuple(sorted(Counter(h.kind for h in hits).items())),
        )
        if response.id in done:
            skipped.append(Skipped(f"row {record.row}", "redact", "duplicate"))
        else:
            done[response.id] = response
    return tuple(done.values()), tuple(skipped)


_SHARED = 5  # respondents with the same value make it a group and not a person


def _values(records: Sequence[Record]) -> dict[str, str]:
    """Redact each value of the groups once."""
    held: dict[str, set[str]] = {}
    for record in records:
        for _, value in record.groups:
            held.setdefault(value, set()).add(record.respondent)
    out: dict[str, str] = {}
    for value, holders in held.items():
        hits = find(value)
        if len(holders) >= _SHARED:
            hits = tuple(h for h in hits if h.kind != "name")
        out[value] = _print(value, hits)[0]
    return out


def pseudonym(respondent: str) -> str:
    """What the store knows a respondent by: the file's id, or a hash where that tells who it is."""
    if not find(respondent):
        return respondent
    raw = f"insight respondent {respondent}".encode("utf-8", "surrogatepass")
    return f"r-{hashlib.sha256(raw).hexdigest()[:16]}"


Piece = tuple[int, int, int]  # start and end in the printed text, start in the original


def _print(text: str, hits: Sequence[Hit]) -> tuple[str, list[Piece]]:
    """Print `text` with tokens for `hits`, and say where the kept pieces came from."""
    out: list[str] = []
    pieces: list[Piece] = []
    at = printed = 0
    for hit in hits:
        out += [text[at : hit.start], TOKENS[hit.kind]]
        pieces.append((printed, printed + hit.start - at, at))
        printed += hit.start - at + len(TOKENS[hit.kind])
        at = hit.end
    out.append(text[at:])
    pieces.append((printed, printed + len(text) - at, at))
    return "".join(out), pieces


def _back(hits: Sequence[Hit], pieces: Sequence[Piece]) -> list[Hit]:
    """Carry hits in a printed text back to the original. Both are in order; no hit spans two."""
    out: list[Hit] = []
    k = 0
    for hit in hits:
        while pieces[k][1] < hit.end:
            k += 1
        shift = pieces[k][2] - pieces[k][0]
        out.append(Hit(hit.start + shift, hit.end + shift, hit.kind))
    return out


def _read(text: str) -> list[Hit]:
    """Read a text once: patterns, then names in what they leave."""
    copy = copy_of(text)
    seen = (
        TOKEN.sub(lambda m: MASK * len(m.group()), copy.text) if "removed]" in text else copy.text
    )
    spans = _settle(seen, find_patterns(seen))
    left = list(seen)
    for _, (start, end) in spans:
        left[start:end] = MASK * (end - start)
    seen = "".join(left)
    spans += [("name", span) for span in find_names(seen, people)]
    hits = (Hit(*copy.span(*span), kind) for kind, span in spans)
    return sorted(hits, key=lambda h: h.start)


def _settle(text: str, found: Iterable[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """Keep the longest of overlapping spans, then the more specific kind."""
    free = bytearray(b"\x01") * len(text)
    kept: list[tuple[str, Span]] = []
    for kind, (start, end) in sorted(found, key=lambda f: (f[1][0] - f[1][1], _RANK[f[0]], f[1])):
        if start < end and all(free[start:end]) and MASK not in text[start:end]:
            free[start:end] = bytes(end - start)
            kept.append((kind, (start, end)))
    return kept
