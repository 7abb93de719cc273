"""The answer first: what residents said in sentences, formed by rule from figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from insight import words
from insight.types import Audit, Estimate, ThemeFinding

FEW = 30
"""Of fewer people than this counts are said, not shares."""

NAMED = 3
"""Of more themes than this that as many people raised, one is named."""


def sentences(
    themes: Sequence[ThemeFinding],
    paired: Callable[[str, str], float],
    n: int,
    kind: str = "survey",
    audit: Audit | None = None,
    withheld: int = 0,
    *,
    of_group: bool = False,
) -> tuple[str, ...]:
    """The answer in words, by rule from the figures; `themes` ranked by share.

    `paired` gives the p-value that two themes are raised by as many of the `n` people. Where
    themes are `withheld`, or it is `of_group`, it claims no more than what is shown can bear.
    """
    who = f"{words.people(kind)}s"
    raised = [t for t in themes if t.share.count]
    if not raised and withheld:
        return (
            f"What the {n:,} {who} raised cannot be shown: so few raised each theme that a figure "
            "could tell who they are.",
        )
    if not raised:
        return (f"None of the {n:,} {who} raised a theme of the codebook.",)
    leads, rest = _level(raised)
    others = "any other theme" if not withheld else "any other theme that can be shown here"
    if n < FEW:
        return (
            f"{_names(leads, start=True)} {'was' if len(leads) == 1 else 'were each'}"
            f" raised by {leads[0].share.count} of {n} {who}, more than {others}. "
            f"With fewer than {FEW} people these are counts, not shares of the public.",
        )
    lines = [_lead(leads, who, others)]
    second, rest = _level(rest)
    if second:
        p = max(paired(one.theme.key, two.theme.key) for one in leads for two in second)
        said = f"{_names(second)} ({'each ' if len(second) > 1 else ''}{interval(second[0].share)})"
        lines.append(
            f"That is significantly more than {said}."
            if p < 0.05
            else f"Next {'of those shown ' if withheld else ''}"
            f"{'comes' if len(second) == 1 else 'come'} {said}; "
            "chance alone could explain the difference."
        )
    if rest:
        listed = [f"{_name(t)} ({interval(t.share)})" for t in rest[:3]]
        lines.append(f"Then {'comes' if len(listed) == 1 else 'come'} {words.listing(listed)}.")
    wanted = max(raised, key=lambda t: t.asks)
    if wanted.asks and not of_group:
        lines.append(
            f"Requests for action come most often with {_name(wanted)}: {wanted.asks} of the "
            f"{wanted.responses} responses that raise it "
            f"{'asks' if wanted.asks == 1 else 'ask'} for something."
        )
    first = leads[0]
    if audit and (share := audit.shares.get(first.theme.key)):
        lines.append(
            f"With mistakes of the coding made good, by an audit of {audit.audited:,} {who} drawn "
            f"at random, {_name(first)} comes to {interval(share)}."
        )
    return tuple(lines)


def about(share: Estimate) -> str:
    """A share in words: "About 4 in 10", or "Fewer than 1 in 20" where it is that small."""
    if share.value < 0.05:
        return "Fewer than 1 in 20"
    if share.value < 0.225:
        return f"About 1 in {max(5, round(1 / share.value))}"
    if 0.315 <= share.value < 0.36:
        return "About a third of"
    if 0.475 <= share.value < 0.525:
        return "About half of"
    tenths = round(share.value * 10)
    if tenths == 10:
        return "Nearly all" if share.value < 1 else "All"
    return f"About {tenths} in 10" if share.value >= 0.275 else "About a quarter of"


def interval(share: Estimate) -> str:
    """A share as a council prints it: "41%, 95% CI 36–46%"."""
    return f"{words.percent(share.value)}, {round(share.level * 100)}% CI {words.interval(share)}"


def _lead(leads: Sequence[ThemeFinding], who: str, others: str) -> str:
    first, *same = leads
    said = f"{about(first.share)} {who} ({interval(first.share)}) raised {_name(first)}"
    return f"{said}, and as many {_names(same)}." if same else f"{said}, more than {others}."


def _level(
    ranked: Sequence[ThemeFinding],
) -> tuple[list[ThemeFinding], list[ThemeFinding]]:
    """The themes that as many people raised as the first, and the others."""
    level = [t for t in ranked if t.share.count == ranked[0].share.count]
    return level, list(ranked[len(level) :])


def _names(themes: Sequence[ThemeFinding], *, start: bool = False) -> str:
    if len(themes) > NAMED:
        names = [_name(themes[0]), f"{len(themes) - 1} other themes"]
    else:
        names = [_name(t) for t in themes]
    if start:
        names[0] = words.spoken(themes[0].theme.name)
    return words.listing(names)


def _name(theme: ThemeFinding) -> str:
    return words.inside(theme.theme.name)
