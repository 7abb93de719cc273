"""From bytes to text: strict UTF-8 first, then the encodings that spreadsheets leave behind."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from insight.errors import InputError
from insight.ingest.grid import counted

BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "a zip archive or an Office document", "Give it its own suffix, such as .xlsx"),
    (b"PK\x05\x06", "an empty zip archive", "Export it again"),
    (b"\xd0\xcf\x11\xe0", "an old or a password-protected Office document", "Save it as .xlsx"),
    (b"%PDF", "a PDF", "Give it the suffix .pdf, or export a CSV"),
    (b"$FL2", "an SPSS file", "Give it the suffix .sav"),
    (b"$FL3", "an SPSS file", "Give it the suffix .sav"),
    (b"\x89PNG", "a picture", "Export the answers as CSV"),
    (b"\xff\xd8\xff", "a picture", "Export the answers as CSV"),
    (b"GIF8", "a picture", "Export the answers as CSV"),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first"),
    (b"Rar!", "a rar archive", "Unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it first"),
    (b"SQLite format 3", "a database", "Export the answers as CSV"),
    (b"\x7fELF", "a program", "Export the answers as CSV"),
    (b"MZ", "a program", "Export the answers as CSV"),
)
CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27})
UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
MAC_APOSTROPHE = re.compile(rb"[A-Za-z]\xd5[a-z]")
WINDOWS_MARKS = re.compile(rb"[\x91-\x94\x96\x97]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text without its byte-order mark, the encoding it had, and what was done to read it."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def _c1(error: UnicodeError) -> tuple[str, int]:
    """The five bytes that cp1252 leaves undefined, as the control characters of the same number."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(map(chr, error.object[error.start : error.end])), error.end


def _windows(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are not UTF-8, read as cp1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "insight-c1"), error.end


codecs.register_error("insight-c1", _c1)
codecs.register_error("insight-cp1252", _windows)


def decode(data: bytes, file: str, encoding: str = "") -> Decoded:
    """Read bytes as text. `encoding` overrules what would be found.

    Order: byte-order mark, UTF-16 without one, strict UTF-8, UTF-8 with a few cp1252 bytes,
    Mac Roman by its apostrophes, cp1252 (its five undefined bytes kept as C1 controls).
    Raises InputError for a binary file, an unknown encoding or bytes that do not fit it.
    """
    refuse_binary(data, file)
    if encoding:
        return _forced(data, file, encoding)
    for mark, name in BOMS:
        if data.startswith(mark):
            return _with_bom(data, file, name)
    silent = _silent_utf16(data)
    if silent:
        return Decoded(data.decode(silent, "replace"), silent, ("UTF-16 without its mark.",))
    start = data[:100_000]
    controls = len(start) - len(start.translate(None, CONTROLS))
    if start.count(0) > 0.0005 * len(start) + 1 or controls > max(8, 0.01 * len(start)):
        raise InputError(f"{file}: is not text. Export the answers as CSV or XLSX.")
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _not_utf8(data)


def refuse_binary(data: bytes, file: str) -> None:
    """InputError where the first bytes belong to another kind of file."""
    for magic, kind, advice in MAGIC:
        if data.startswith(magic):
            raise InputError(f"{file}: is not text but {kind}. {advice}.")


def _forced(data: bytes, file: str, encoding: str) -> Decoded:
    try:
        name = codecs.lookup(encoding).name
        errors = "insight-c1" if name == "cp1252" else "strict"
        return Decoded(data.decode(encoding, errors).removeprefix("\ufeff"), encoding)
    except LookupError:
        raise InputError(
            f"{file}: no encoding is called '{encoding}'. Try utf-8, cp1252 or utf-16."
        ) from None
    except UnicodeError as error:
        where = getattr(error, "start", 0)
        raise InputError(
            f"{file}: byte {where:,} does not fit {encoding}. Leave the encoding out to find it."
        ) from None


def _with_bom(data: bytes, file: str, name: str) -> Decoded:
    try:
        return Decoded(data.decode(name), name)
    except UnicodeDecodeError as error:
        if name == "utf-8-sig":
            text = data.decode("utf-8-sig", "insight-cp1252")
            return Decoded(text, name, (_mixed_warning(data[3:]),))
        raise InputError(
            f"{file}: is marked {name} but byte {error.start:,} does not fit. Export it again."
        ) from None


def _silent_utf16(data: bytes) -> str:
    sample = data[:4096]
    if len(sample) < 8:
        return ""
    half = len(sample) // 2
    for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if sample[start::2].count(0) > 0.6 * half and sample[1 - start :: 2].count(0) < 0.05 * half:
            return name
    return ""


def _not_utf8(data: bytes) -> Decoded:
    good = len(UTF8_SEQUENCE.findall(data))
    bad = _not_utf8_bytes(data)
    if good >= 3 * bad:
        return Decoded(data.decode("utf-8", "insight-cp1252"), "utf-8", (_mixed_warning(data),))
    if MAC_APOSTROPHE.search(data) and not WINDOWS_MARKS.search(data):
        return Decoded(
            data.decode("mac_roman"), "mac_roman", ("Read as Mac Roman, by its apostrophes.",)
        )
    odd = sum(data.count(bytes([b])) for b in (0x81, 0x8D, 0x8F, 0x90, 0x9D))
    warnings = []
    if odd:
        warnings.append(f"Kept as they are: {counted(odd, 'byte')} that cp1252 leaves undefined.")
    if sum(b >= 0xC0 for b in data) > 0.02 * len(data):
        warnings.append(
            "Read as cp1252, with many accented letters. If they look wrong in the first rows, "
            'name the encoding, such as [file] encoding = "cp1250" or "gb18030".'
        )
    return Decoded(data.decode("cp1252", "insight-c1"), "cp1252", tuple(warnings))


def _not_utf8_bytes(data: bytes) -> int:
    return len(UTF8_SEQUENCE.sub(b"", data).translate(None, bytes(range(128))))


def _mixed_warning(data: bytes) -> str:
    bad = _not_utf8_bytes(data)
    return f"Read as cp1252: {counted(bad, 'byte')} that are not UTF-8."
