"""Codebooks as REFI-QDA `.qdc`, the exchange format of NVivo, ATLAS.ti, MAXQDA and others.

The element and attribute names are those of the published schema (`urn:QDA-XML:codebook:1.0`,
REFI-QDA 1.5). The format has a name and a description for each code, no more: what else a theme
holds stands in its description under headings that people can read, and that are read back.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree as ET  # only to write; what is read goes through defusedxml

from insight import words
from insight.errors import UsageError

NAMESPACE = "urn:QDA-XML:codebook:1.0"
RETIRED = "Retired themes"
"""The name of the set that holds the codes no longer in use."""

LISTS = {
    "include": "Counts:",
    "exclude": "Does not count:",
    "examples": "Examples:",
    "phrases": "Phrases:",
}
FACTS = {"key": "Key: ", "into": "Merged into: "}


def dumps(themes: Iterable[Mapping[str, Any]], origin: str) -> str:
    """Themes as XML: groups of themes become codes that cannot be coded with."""
    root = ET.Element("CodeBook", {"xmlns": NAMESPACE, "origin": origin})
    codes = ET.SubElement(root, "Codes")
    groups: dict[str, ET.Element] = {}
    retired = []
    for theme in themes:
        group = str(theme.get("parent") or "")
        above = codes
        if group:
            if group not in groups:
                groups[group] = _code(codes, f"group:{group}", group, codable=False)
            above = groups[group]
        code = _code(above, f"theme:{theme['key']}", str(theme["name"]), codable=True)
        ET.SubElement(code, "Description").text = words.clean(_described(theme))
        if theme.get("retired"):
            retired.append(code.attrib["guid"])
    if retired:
        held = ET.SubElement(ET.SubElement(root, "Sets"), "Set")
        held.attrib.update(guid=_guid("set:retired"), name=RETIRED)
        for guid in retired:
            ET.SubElement(held, "MemberCode", {"guid": guid})
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def loads(text: str, origin: str) -> list[dict[str, Any]]:
    """Themes out of XML, from any program that writes the format; raises UsageError."""
    from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
    from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

    try:
        root = fromstring(text.encode("utf-8"))
    except (ET.ParseError, DefusedXmlException, ValueError) as error:
        raise UsageError(f"{origin}: is not XML that can be read safely.") from error
    if root.tag != f"{{{NAMESPACE}}}CodeBook":
        raise UsageError(f"{origin}: is not a REFI-QDA codebook ({NAMESPACE}).")
    out = {
        member.get("guid", "").lower()
        for held in root.iter(f"{{{NAMESPACE}}}Set")
        if held.get("name") == RETIRED
        for member in held.iter(f"{{{NAMESPACE}}}MemberCode")
    }
    found: list[dict[str, Any]] = []
    for code in root.findall(f"{{{NAMESPACE}}}Codes/{{{NAMESPACE}}}Code"):
        _walk(code, "", out, found)
    taken: set[str] = set()
    for theme in found:
        theme["key"] = _key(theme.get("key") or theme["name"], taken)
        taken.add(theme["key"])
    return found


def _code(above: ET.Element, seed: str, name: str, *, codable: bool) -> ET.Element:
    facts = {"guid": _guid(seed), "name": words.clean(name)}
    return ET.SubElement(above, "Code", {**facts, "isCodable": str(codable).lower()})


def _guid(seed: str) -> str:
    """The same theme has the same id in every export."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"insight:{seed}")).upper()


def _described(theme: Mapping[str, Any]) -> str:
    parts = [str(theme.get("description") or "")]
    for field, title in LISTS.items():
        if theme.get(field):
            parts.append("\n".join([title, *(f"- {item}" for item in theme[field])]))
    parts.append("\n".join(f"{t}{theme[f]}" for f, t in FACTS.items() if theme.get(f)))
    return "\n\n".join(parts)


def _walk(code: ET.Element, parent: str, out: set[str], found: list[dict[str, Any]]) -> None:
    name = " ".join((code.get("name") or "").split())
    if (code.get("isCodable") or "true").lower() in ("true", "1"):
        text = code.findtext(f"{{{NAMESPACE}}}Description") or ""
        theme = {"name": name, "parent": parent, **_read(text)}
        if code.get("guid", "").lower() in out:
            theme["retired"] = "true"
        found.append(theme)
    for below in code.findall(f"{{{NAMESPACE}}}Code"):
        _walk(below, name, out, found)


def _read(text: str) -> dict[str, Any]:
    """The fields that stand in a description."""
    fields: dict[str, Any] = {}
    said: list[str] = []
    under = ""
    titles = {title: field for field, title in LISTS.items()}
    for line in text.replace("\r\n", "\n").split("\n"):
        fact = next((f for f, t in FACTS.items() if line.startswith(t)), "")
        if line.strip() in titles:
            under = titles[line.strip()]
        elif under and line.startswith("- "):
            fields.setdefault(under, []).append(line[2:])
        elif fact:
            under, fields[fact] = "", line.removeprefix(FACTS[fact]).strip()
        elif line.strip() or not under:
            under = ""
            said.append(line)
    return {**fields, "description": "\n".join(said).strip()}


def _key(name: str, taken: set[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    plain = plain if plain[:1].isalpha() else f"theme_{plain}".rstrip("_")
    key, n = plain, 2
    while key in taken:
        key, n = f"{plain}_{n}", n + 1
    return key
