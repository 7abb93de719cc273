"""What charts show of a wave: which themes, by what names, and what they say is left out."""

from __future__ import annotations

from insight import words
from insight.types import Findings, ThemeFinding

TOP = 10
"""A chart draws the themes raised most often, at most this many; its table lists them all."""


def names(findings: Findings) -> dict[str, str]:
    """The printed name of each theme by key, in the order of rank, no two the same."""
    return words.unique(
        (t.theme.key, words.shorten(" ".join(t.theme.name.split()), 80)) for t in findings.themes
    )


def raised(findings: Findings) -> list[ThemeFinding]:
    """The themes that anybody raised, where enough people were asked."""
    return [t for t in findings.themes if t.share.count and t.share.n >= words.FEW]


def in_part(drawn: int, of: int) -> str:
    """Say how many themes a chart leaves to its table."""
    return f"The chart shows {drawn} of the {of} themes raised." if drawn < of else ""


def left_out(findings: Findings) -> str:
    """Say that themes are missing from the figures of a group, and why."""
    if not findings.withheld:
        return ""
    who = words.people(findings.kind)
    return (
        f"{words.counted(findings.withheld, 'theme')} left out: fewer than {words.LOW} {who}s of "
        "this group raised it, or its figure would tell of another group so small."
    )


def value(text: str, limit: int = 60) -> str:
    """Print a group's value, a question or a wave's name."""
    return words.clean(words.shorten(" ".join(text.split()), limit)) or "not stated"
