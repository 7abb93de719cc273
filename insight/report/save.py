"""Puts a finished report on disk: whole or not at all, and the same bytes for the same content."""

from __future__ import annotations

import datetime as dt
import errno
import io
import os
import re
import zipfile
from pathlib import Path

from insight.errors import InsightError

EPOCH = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
"""The date that stands in an office file when no time of writing is given."""


def save(path: Path, data: bytes) -> Path:
    """Write `data` to `path` through a file beside it, making folders as needed.

    Raises InsightError, with what was there before left as it was.
    """
    path = Path(path)
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True) if part.parent.is_dir() else None
        advice = (
            "Make room and try again."
            if error.errno == errno.ENOSPC
            else "Close it if it is open elsewhere, or choose another folder."
        )
        raise InsightError(
            f"{path}: cannot be written ({error.strerror or error}). {advice}"
        ) from error
    return path


def settled(data: bytes, at: dt.datetime | None) -> bytes:
    """Pack an office file anew with every date in it set to `at` (UTC), in one fixed order."""
    moment = (at or EPOCH).astimezone(dt.UTC) if (at or EPOCH).tzinfo else (at or EPOCH)
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(
                    rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, content
                )
            fixed = zipfile.ZipInfo(entry.filename, moment.timetuple()[:6])
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            new.writestr(fixed, content)
    return packed.getvalue()
