"""Coded responses → Findings: every figure that a page, a chart or a report shows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from insight import stats, words
from insight.types import (
    Codebook,
    Coded,
    Estimate,
    Findings,
    Ledger,
    Quote,
    Source,
    ThemeFinding,
)


def compute(
    wave: str,
    kind: str,
    coded: Sequence[Coded],
    source: Source,
    ledger: Ledger,
    codebook: Codebook,
    model: str,
    quotes: Sequence[Quote] = (),
    campaigns: Sequence[tuple[str, int]] = (),
) -> Findings:
    """Work out all figures of a wave.

    A share is of respondents: those with at least one analysed answer (to that question, in that
    group) are its denominator, and one who raises a theme in two answers counts once.
    """
    answered_at_all = dict.fromkeys(c.response.question for c in coded)
    in_file = [c.title for c in source.columns if c.title in answered_at_all]
    questions = tuple(dict.fromkeys([*in_file, *answered_at_all]))
    everyone = {c.response.respondent for c in coded}
    answered: dict[str, set[str]] = defaultdict(set)
    groups: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    carriers: dict[str, set[str]] = defaultdict(set)
    by_question: dict[tuple[str, str], set[str]] = defaultdict(set)
    tones: dict[str, Counter[str]] = defaultdict(Counter)
    asks: Counter[str] = Counter()
    mentions: Counter[str] = Counter()
    for item in coded:
        response = item.response
        answered[response.question].add(response.respondent)
        for name, value in response.groups:
            if value:
                groups[name][value].add(response.respondent)
        for judged in item.assignments:
            if not judged.present:
                continue
            carriers[judged.theme].add(response.respondent)
            by_question[judged.theme, response.question].add(response.respondent)
            tones[judged.theme][judged.tone or (item.reading.tone if item.reading else "neu")] += 1
            mentions[judged.theme] += 1
            asks[judged.theme] += bool(item.reading and item.reading.ask)
    themes = [
        ThemeFinding(
            theme=theme,
            share=stats.share(len(carriers[theme.key]), len(everyone)),
            by_question=tuple(
                (q, stats.share(len(by_question[theme.key, q]), len(answered[q])))
                for q in questions
            ),
            tones=tuple(sorted(tones[theme.key].items())),
            asks=asks[theme.key],
            responses=mentions[theme.key],
            groups=tuple(
                (name, tuple(_by_value(carriers[theme.key], values)))
                for name, values in groups.items()
            ),
            together=_together(theme.key, carriers),
        )
        for theme in codebook.active
    ]
    themes.sort(key=lambda t: (-t.share.value, t.theme.name))
    dates = [c.response.date for c in coded if c.response.date]
    parents = _parents(codebook, carriers, len(everyone))
    redactions: Counter[str] = Counter()
    for item in coded:
        redactions.update(dict(item.response.redactions))
    return Findings(
        wave=wave,
        kind=kind,
        questions=questions,
        source=source,
        ledger=ledger,
        respondents=len(everyone),
        responses=len(coded),
        themes=tuple(themes),
        tones=tuple(sorted(Counter(c.reading.tone for c in coded if c.reading).items())),
        asks=sum(bool(c.reading and c.reading.ask) for c in coded),
        uncoded=sum(not c.themes for c in coded),
        parents=parents,
        quotes=tuple(quotes),
        codebook=codebook.version,
        model=model,
        redactions=tuple(sorted(redactions.items())),
        dates=(min(dates), max(dates)) if dates else None,
        sentences=sentences(themes, carriers, everyone, kind),
        campaigns=tuple(campaigns),
        reviewed=sum(_by_person(c) for c in coded),
    )


def sentences(
    themes: Sequence[ThemeFinding],
    carriers: Mapping[str, set[str]],
    everyone: set[str],
    kind: str = "survey",
) -> tuple[str, ...]:
    """The answer in words, by rule from the figures; `themes` ranked by share."""
    who = "respondents" if kind == "survey" else "participants"
    n = len(everyone)
    raised = [t for t in themes if t.share.count]
    if not raised:
        return (f"None of the {n:,} {who} raised a theme of the codebook.",)
    first = raised[0]
    if n < 30:
        return (
            f"{first.theme.name} was raised by {first.share.count} of {n} {who}, more than any "
            "other theme. With fewer than 30 people these are counts, not shares of the public.",
        )
    lead = f"{about(first.share)} {who} ({interval(first.share)}) raised {_name(first)}"
    lines = [f"{lead}, more than any other theme." if _alone(raised) else f"{lead}."]
    if len(raised) > 1:
        second = raised[1]
        p = stats.paired(carriers[first.theme.key], carriers[second.theme.key])
        lines.append(
            f"That is significantly more than {_name(second)} ({interval(second.share)})."
            if p < 0.05
            else f"Next comes {_name(second)} ({interval(second.share)}); "
            "chance alone could explain the difference."
        )
    rest = raised[2:5]
    if rest:
        listed = [f"{_name(t)} ({interval(t.share)})" for t in rest]
        lines.append(
            "Then come "
            + ", ".join(listed[:-1])
            + (" and " if listed[:-1] else "")
            + listed[-1]
            + "."
        )
    wanted = max(raised, key=lambda t: t.asks)
    if wanted.asks:
        lines.append(
            f"Requests for action come most often with {_name(wanted)}: {wanted.asks} of the "
            f"{wanted.responses} responses that raise it ask for something."
        )
    return tuple(lines)


def about(share: Estimate) -> str:
    """A share in words: "About 4 in 10", or "Fewer than 1 in 20" where it is that small."""
    if share.value < 0.05:
        return "Fewer than 1 in 20"
    if share.value < 0.125:
        return "About 1 in 10"
    if share.value < 0.225:
        return "About 1 in 5"
    if 0.3 <= share.value < 0.36:
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


def _alone(ranked: Sequence[ThemeFinding]) -> bool:
    return len(ranked) == 1 or ranked[0].share.count > ranked[1].share.count


def _name(theme: ThemeFinding) -> str:
    return words.inside(theme.theme.name)


def _by_person(coded: Coded) -> bool:
    judges = [a.by for a in coded.assignments] + [coded.reading.by if coded.reading else ""]
    return any(by.startswith("user:") for by in judges)


def _by_value(carriers: set[str], values: Mapping[str, set[str]]) -> list[tuple[str, Estimate]]:
    return [(v, stats.share(len(carriers & who), len(who))) for v, who in sorted(values.items())]


def _together(key: str, carriers: Mapping[str, set[str]]) -> tuple[tuple[str, int], ...]:
    counts = [
        (other, len(carriers[key] & who)) for other, who in list(carriers.items()) if other != key
    ]
    return tuple(sorted((c for c in counts if c[1]), key=lambda c: (-c[1], c[0])))


def _parents(
    codebook: Codebook, carriers: Mapping[str, set[str]], n: int
) -> tuple[tuple[str, Estimate], ...]:
    names = dict.fromkeys(theme.parent for theme in codebook.active if theme.parent)
    return tuple(
        (
            name,
            stats.share(
                len(
                    set().union(
                        *(carriers.get(t.key, set()) for t in codebook.active if t.parent == name)
                    )
                ),
                n,
            ),
        )
        for name in names
    )
