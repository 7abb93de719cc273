"""Every kind of detail that has a form, in one table; names have their own rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from insight.redact import dictated
from insight.redact.accounts import handle
from insight.redact.address import address
from insight.redact.contact import SPOKEN_ZERO, email, phone
from insight.redact.numbers import bank, card, dob, nhs, nino, plate
from insight.redact.online import ip, url
from insight.redact.postcode import postcode
from insight.redact.scan import Span

Finder = Callable[[str], Iterator[Span]]

_NUMBER = re.compile(r"\d|\b(?:born|birth ?day|date of birth|d\.?o\.?b\b)", re.I)
NUMERIC: tuple[tuple[str, Finder], ...] = (
    ("ip", ip),
    ("bank", bank),
    ("nino", nino),
    ("card", card),
    ("nhs", nhs),
    ("phone", phone),
    ("plate", plate),
    ("postcode", postcode),
    ("dob", dob),
)
SPELT: tuple[tuple[str, Finder], ...] = (
    ("plate", dictated.plate),
    ("postcode", dictated.postcode),
    ("nino", dictated.nino),
    ("bank", dictated.bank),
)
WORDED: tuple[tuple[str, Finder], ...] = (
    ("email", email),
    ("url", url),
    ("handle", handle),
    ("address", address),
)


_LINE_END = re.compile(r"(?<!\n)\n(?!\n)")


def find_patterns(text: str) -> Iterator[tuple[str, Span]]:
    """Yield (kind, span) over the matching copy; spans may overlap.

    What lies on two lines, as addresses do in letters, is looked for as if on one, too.
    """
    yield from _find(text)
    one = _LINE_END.sub(" ", text)
    if one != text:
        yield from _find(one)


def _find(text: str) -> Iterator[tuple[str, Span]]:
    for kind, finder in (*WORDED, *SPELT):
        for span in finder(text):
            yield kind, span
    if _NUMBER.search(text) or SPOKEN_ZERO.search(text):
        for kind, finder in NUMERIC:
            for span in finder(text):
                yield kind, span
