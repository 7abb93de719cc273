"""Postcodes, as they are typed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from insight.redact.scan import Span, cue

_AREAS = (
    "A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|"
    "K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|"
    "UB|W[ACDFNRSV]?|YO|ZE"
)
_POSTCODE = re.compile(
    rf"(?<![\w])(?:GIR[ -]?0AA|(?:{_AREAS})(?:\d{{1,2}}|\d[A-HJKMNPR-Y])(?: ?- ?| {{0,2}})"
    r"(\d[ABD-HJLNP-UW-Z]{2})|(?:[A-Z]{1,2}\d[A-Z\d]? ?\d )([ABD-HJLNP-UW-Z]{2}))(?!\w)",
    re.I,
)
_POSTCODE_SLIP = re.compile(
    rf"(?<![\w.])(?:(?:{_AREAS})(?:\d{{1,2}}|\d[A-HJKMNPR-Y])[._/]|(?:[ENSW]|SE|SW|NW)I ?)"
    r"\d[ABD-HJLNP-UW-Z]{2}(?!\w)"
    # Letters that no inward code has: typed so all the same.
    rf"|(?<!\w)(?:{_AREAS})(?:\d{{1,2}}|\d[A-HJKMNPR-Y]) \d(?!AM|PM|[KCMN]M|[KM]G|ML|[KMG]B|OZ|OK)"
    r"[A-Z]{2}(?!\w)"
)
_POSTCODE_TOLD = re.compile(
    r"\b(?:post ?[ck]od(?:es?)?|p/?c)\b\W{0,3}(?:(?:is|was|it's)\b\W{0,2})?"
    r"((?:[A-Z][ .-]?){1,2}[\dOIL](?:[ .-]?[A-Z\d])?"
    r"[ .,_/-]{0,3}[\dOI][ .-]?[A-Z][ .-]?[A-Z])(?!\w)",
    re.I,
)
_ENDS_STREET = (
    r"(?:\b(?:street|str|st|road|rd|avenue|ave|lane|close|drive|gardens|grove|terrace|walk|way|"
    r"crescent|mews|row|parade|house|court|tower|point|lodge|estate|london)|\x00)[,.;]? "
)
_STREET_BEFORE = re.compile(rf"{_ENDS_STREET}$", re.I)
_POSTCODE_LAST = re.compile(
    rf"{_ENDS_STREET}((?:{_AREAS}|S E|S W|N W|E C|W C) {{0,2}}\d{{1,2}} {{1,2}}\d {{0,2}}"
    r"[A-Z] ?[A-Z])"
    r"(?!\w)", re.I,
)  # fmt: skip
"""Behind an address one with a space too many is a postcode, too: "12 Quill Road, e2 0 fg"."""
_NO_INWARD = re.compile(
    r"(?:\d| )(?:a[mnst]|pm|b[ey]|do|f[tr]|go|h[er]|i[fnst]|km|"
    r"m[emy]|no|o[fnr]|[nr]d|s[ot]|t[ho]|u[ps]|we|xl|y[r])$",
    re.I,
)
"""Behind a digit no end of a postcode, but a word or a unit."""
_ORDINAL = re.compile(r"(?:1st|2nd|3rd|\dth|\dhr|\dyr|\dft|\dxl)$", re.I)


def postcode(text: str) -> Iterator[Span]:
    """Whole UK postcodes. An outward code alone ("E3", "E14") is a place and stays."""
    for m in _POSTCODE.finditer(text):
        inward = m.group(1)
        unsure = inward and _ORDINAL.search(inward) and not m.group().isupper()
        if unsure and not cue(text, m.start(), 16, _STREET_BEFORE):
            continue
        if m.group(2) and not (m.group().isupper() and m.group()[0] in "ENSW"):
            continue
        yield m.span()
    for m in _POSTCODE_SLIP.finditer(text):
        yield m.span()
    for m in _POSTCODE_TOLD.finditer(text):
        if re.search(r"\d", m.group(1)):
            yield m.span(1)
    for m in _POSTCODE_LAST.finditer(text):
        if not _NO_INWARD.search(m.group(1)):
            yield m.span(1)
