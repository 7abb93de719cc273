"""What the finders of details share: spans, the mask, cues, references and months.

A finder takes the matching copy of a text and yields half-open spans. Every pattern starts at a
boundary and repeats a bounded number of times, so the time is linear in the text whatever is in
it.
"""

from __future__ import annotations

import re

Span = tuple[int, int]

MASK = "\x00"
"""Stands in the copy for what is already taken out; no pattern matches it."""

REFERENCE = re.compile(
    r"\b(?:ref(?:erence)?s?|order|job|invoice|claim|ticket|tracking|parcel|pcn|cad|crime|case|policy|"
    r"serial|imei|membership|licence|receipt|badge|vat|account|acc|a/c|sort)\b[^.!?\n]{0,16}$",
    re.I,
)  # fmt: skip
"""Ends with a word after which a number is a reference, and nobody's."""

TLDS = (
    "com|co|uk|org|net|gov|edu|ac|nhs|sch|police|london|scot|wales|cymru|io|eu|ie|fr|de|es|pt|pl|"
    "ro|bg|lt|lv|ru|ua|tr|cn|hk|vn|bd|pk|in|lk|ng|gh|ke|za|so|et|jm|tt|br|ph|us|ca|au|nz|me|info|"
    "biz|app|dev|xyz|online|site|shop|tv|cc|live|example"
)  # fmt: skip
"""How addresses on the net end."""

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)


def cue(text: str, at: int, width: int, pattern: re.Pattern[str]) -> bool:
    """Tell whether `pattern` occurs in the `width` characters before `at`."""
    return pattern.search(text, max(0, at - width), at) is not None


def groups(text: str, start: int, end: int) -> list[Span]:
    """Return the digit groups of a stretch of digits and separators."""
    return [m.span() for m in _DIGITS.finditer(text, start, end)]


_DIGITS = re.compile(r"\d+")
