"""The codebook: load, check, save, version, compare."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from difflib import SequenceMatcher, get_close_matches
from itertools import combinations
from pathlib import Path
from typing import Any

from insight import __version__, patterns, qdc
from insight.errors import UsageError
from insight.types import Codebook, Theme

KEY = re.compile(r"[a-z][a-z0-9_]*")
ALIKE, SHARED = 0.85, 0.6
"""From here on two names, and the words of two descriptions, are too much alike."""

LISTS = ("include", "exclude", "examples", "phrases")
FIELDS = tuple(f.name for f in fields(Theme))


def load(path: Path) -> Codebook:
    """Read a codebook from YAML, CSV or REFI-QDA (.qdc).

    Raises UsageError that names file, theme and remedy.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read as a codebook ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 text. Save the codebook as UTF-8.") from error
    if path.suffix.lower() == ".csv":
        return make(path.stem, _rows(text), str(path))
    if path.suffix.lower() == ".qdc":
        return make(path.stem, qdc.loads(text, str(path)), str(path))
    import yaml

    try:
        # BaseLoader leaves every scalar a string: `101` and `no` are phrases, not values.
        content = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 (builds strings only)
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        raise UsageError(f"{path}{line}: is not valid YAML.") from error
    if not isinstance(content, dict) or not isinstance(content.get("themes"), list):
        raise UsageError(f"{path}: has no list 'themes'. See corpora/codebook.yaml for the form.")
    return make(str(content.get("name", path.stem)), content["themes"], str(path))


def make(name: str, themes: Iterable[Any], origin: str = "codebook") -> Codebook:
    """Check themes given as mappings and put them together; raises UsageError."""
    made: list[Theme] = []
    for n, raw in enumerate(themes, 1):
        if not isinstance(raw, Mapping):
            raise UsageError(f"{origin}, theme {n}: is not a mapping of fields.")
        made.append(_theme(raw, f"{origin}, theme '{raw.get('key', n)}'"))
    keys = [theme.key for theme in made]
    for key in keys:
        if keys.count(key) > 1:
            raise UsageError(f"{origin}: the key '{key}' is used twice. Give each theme its own.")
    if not made:
        raise UsageError(f"{origin}: holds no theme.")
    active = {theme.key for theme in made if not theme.retired}
    for theme in made:
        if theme.into and (not theme.retired or theme.into not in active):
            raise UsageError(
                f"{origin}: '{theme.key}' is merged into '{theme.into}': the first must be "
                "retired, the second a theme in use."
            )
    return Codebook(name, tuple(made), version(made))


def version(themes: Sequence[Theme]) -> str:
    """A hash of the content: the same themes have the same version, wherever they are kept."""
    plain = [asdict(t) for t in themes]
    for theme in plain:
        if not theme["into"]:
            del theme["into"]  # versions from before there was such a field stay what they were
    content = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def save(codebook: Codebook, path: Path) -> None:
    """Write a codebook as YAML, CSV or REFI-QDA, by suffix, such that `load` gives it back."""
    path.write_text(dumps(codebook, path.suffix.lower()), encoding="utf-8")


def dumps(codebook: Codebook, suffix: str = ".yaml") -> str:
    """The codebook as YAML (".yaml"), CSV (".csv") or REFI-QDA (".qdc") text."""
    rows = [
        {k: v for k, v in asdict(t).items() if v not in ((), "", False)} for t in codebook.themes
    ]
    if suffix == ".csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, FIELDS)
        writer.writeheader()
        for row in rows:
            writer.writerow(
                {k: "\n".join(v) if isinstance(v, tuple) else v for k, v in row.items()}
            )
        return out.getvalue()
    if suffix == ".qdc":
        return qdc.dumps(rows, f"Insight {__version__}")
    import yaml

    plain = [{k: list(v) if isinstance(v, tuple) else v for k, v in row.items()} for row in rows]
    return str(
        yaml.safe_dump(
            {"name": codebook.name, "themes": plain}, sort_keys=False, allow_unicode=True
        )
    )


def require(codebook: Codebook, keys: Iterable[str]) -> None:
    """Raise UsageError for the first key that is no theme of the codebook."""
    known = [theme.key for theme in codebook.themes]
    for key in keys:
        if key not in known:
            near = get_close_matches(key, known, 1)
            hint = f" Did you mean '{near[0]}'?" if near else f" Themes: {', '.join(known)}."
            raise UsageError(f"codebook '{codebook.name}': no theme has the key '{key}'.{hint}")


def only(codebook: Codebook, keys: Iterable[str]) -> Codebook:
    """The codebook with these themes and no others; it may be empty."""
    wanted = set(keys)
    themes = tuple(t for t in codebook.themes if t.key in wanted)
    return Codebook(codebook.name, themes, version(themes))


def diff(old: Codebook, new: Codebook) -> tuple[tuple[str, str, str], ...]:
    """What changed from old to new: (key, "added" | "removed" | field name, in words)."""
    before = {t.key: t for t in old.themes}
    after = {t.key: t for t in new.themes}
    changes = [(k, "removed", before[k].name) for k in before if k not in after]
    for key, theme in after.items():
        if key not in before:
            changes.append((key, "added", theme.name))
            continue
        for field in FIELDS:
            was, now = getattr(before[key], field), getattr(theme, field)
            if was != now:
                changes.append((key, field, _change(was, now)))
    return tuple(changes)


def warnings(codebook: Codebook) -> tuple[str, ...]:
    """What a lead should look at: thin themes, odd phrases, and phrases that two themes claim."""
    found: list[str] = []
    owners: dict[str, str] = {}
    for theme in codebook.active:
        if len(theme.description.split()) < 4 and not theme.examples:
            found.append(f"'{theme.key}' is vague: describe it in a sentence or give an example.")
        for phrase in theme.phrases:
            # Not the case of a pattern: \s and \S are opposites.
            same = phrase if patterns.is_pattern(phrase) else phrase.lower()
            other = owners.setdefault(same, theme.key)
            if other != theme.key:
                found.append(f"'{phrase}' is a phrase of both '{other}' and '{theme.key}'.")
            if doubt := patterns.doubt(phrase):
                found.append(f"'{phrase}', a phrase of '{theme.key}', {doubt}")
    for one, two in combinations(codebook.active, 2):
        if SequenceMatcher(None, one.name.lower(), two.name.lower()).ratio() >= ALIKE:
            found.append(f"'{one.key}' and '{two.key}' have almost the same name.")
        a, b = (set(re.findall(r"\w{4,}", t.description.lower())) for t in (one, two))
        if min(len(a), len(b)) >= 3 and len(a & b) / len(a | b) >= SHARED:
            found.append(f"'{one.key}' and '{two.key}' are described in almost the same words.")
    return tuple(found)


def _theme(raw: Mapping[str, Any], where: str) -> Theme:
    unknown = [k for k in raw if k not in FIELDS]
    if unknown:
        raise UsageError(f"{where}: unknown field '{unknown[0]}'. Fields: {', '.join(FIELDS)}.")
    key = str(raw.get("key", ""))
    if not KEY.fullmatch(key):
        raise UsageError(f"{where}: the key '{key}' must be lower-case letters, digits and '_'.")
    if not str(raw.get("name", "")).strip():
        raise UsageError(f"{where}: has no name.")
    values: dict[str, Any] = {
        k: str(raw.get(k, "") or "").strip() for k in ("name", "description", "parent", "into")
    }
    for field in LISTS:
        given = raw.get(field) or []
        if not isinstance(given, list | tuple):
            raise UsageError(f"{where}: '{field}' must be a list.")
        if odd := next((v for v in given if isinstance(v, Mapping | list | tuple)), None):
            raise UsageError(f"{where}: '{field}' holds {odd}, no text. Put it in quotes.")
        values[field] = tuple(str(v).strip() for v in given if str(v).strip())
    for phrase in filter(patterns.is_pattern, values["phrases"]):
        if problem := patterns.fault(phrase):
            raise UsageError(f"{where}: {problem}")
    retired = str(raw.get("retired", "")).lower() in {"true", "yes", "1"}
    return Theme(key=key, retired=retired, **values)


def _rows(text: str) -> list[dict[str, Any]]:
    rows = []
    for raw in csv.DictReader(io.StringIO(text)):
        row: dict[str, Any] = {k: v for k, v in raw.items() if k is not None}
        for field in LISTS:
            row[field] = [v for v in (row.get(field) or "").split("\n") if v.strip()]
        rows.append(row)
    return rows


def _change(was: Any, now: Any) -> str:
    if isinstance(was, tuple):
        gained = [f"+ {v}" for v in now if v not in was]
        lost = [f"- {v}" for v in was if v not in now]
        return "; ".join(gained + lost) or "order"
    return f"{was} → {now}"
