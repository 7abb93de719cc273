"""What every report says, whatever its format: the same words, choices and sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PureWindowsPath

from insight import words
from insight.types import TONE_NAMES, Estimate, Figure, Findings, Quote, ThemeFinding

TONE_ORDER = ("neg", "mix", "neu", "pos")

REASONS = {
    "blank": "nothing was written",
    "non-answer": "says nothing of its own, such as “N/A”, “none” or “as above”",
    "duplicate": "the same person had given the same answer before",
    "test": "a trial of the form",
    "incomplete": "the form was not submitted",
    "not consented": "the person did not agree to this use",
    "unreadable": "the row does not fit the file's columns",
    "facilitator": "said by whoever led the session",
    "not in English": "written in another language, to be read by a person",
}
"""Why a response can be left out, in plain words."""

KINDS = {
    "nino": "National Insurance number",
    "nhs": "NHS number",
    "dob": "date of birth",
    "url": "web address",
    "ip": "network address",
    "plate": "number plate",
    "phone": "telephone number",
    "email": "e-mail address",
    "card": "card number",
    "bank": "bank account",
    "handle": "user name",
}
"""Kinds of personal details, in plain words where the name of the kind is none."""

METHODS = {"wilson": "Wilson's score method"}
"""Methods of intervals by the first word of their name, in plain words."""

GLOSSARY = (
    ("Respondent", "a person who answered and whose words could be analysed"),
    ("Response", "one person's answer to one question"),
    ("Theme", "a subject that the codebook defines; one response can raise several, or none"),
    ("Codebook", "the list of themes with their definitions, kept in versions"),
    ("Share", "the part of the respondents who raised a theme in any of their responses"),
    (
        "Confidence interval",
        "the range, given in brackets, that chance alone makes plausible; a wide one means few "
        "people",
    ),
    ("Percentage point", "the unit of the difference between two percentages"),
    (
        "Tone",
        "whether a response is negative, positive, neutral, or mixed (clearly negative as well as "
        "positive)",
    ),
    ("Request", "a response that asks for something to be done or changed"),
)
"""The words of the report, explained."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the few figures at the head of a report."""

    figure: str
    label: str


def title(findings: Findings) -> str:
    """The title of a report."""
    return f"What residents told us: {words.clean(findings.wave)}"


def answer(findings: Findings) -> list[str]:
    """The answer first: the sentences of the findings, or one that says there is none."""
    if findings.sentences:
        return [words.clean(sentence) for sentence in findings.sentences]
    return ["No theme was raised."] if findings.responses else ["There was nothing to analyse."]


def facts(findings: Findings) -> list[Fact]:
    """The figures at the head: people, responses, themes raised, requests."""
    who = words.people(findings.kind)
    raised = sum(bool(t.share.count) for t in findings.themes)
    return [
        Fact(words.number(findings.respondents), who if findings.respondents == 1 else f"{who}s"),
        Fact(words.number(findings.responses), "responses analysed"),
        Fact(f"{raised} of {len(findings.themes)}", "themes raised"),
        Fact(words.number(findings.asks), "responses ask for something"),
    ]


def who_answered(findings: Findings) -> str:
    """Say in a sentence who answered what, and when."""
    span = words.period(findings.dates)
    when = f" between {span.replace(' to ', ' and ')}" if " to " in span else f" on {span}"
    asked = words.counted(len(findings.questions), "open question")
    to = "" if findings.kind == "transcript" else f" to {asked}"
    return (
        f"{words.counted(findings.respondents, words.people(findings.kind))} gave "
        f"{words.counted(findings.responses, 'response')}{to}{when if span else ''}."
    )


def raised(findings: Findings) -> list[ThemeFinding]:
    """The themes that somebody raised, in rank."""
    return [t for t in findings.themes if t.share.count]


def unraised(findings: Findings) -> str:
    """Name the themes that nobody raised, or nothing."""
    names = [words.inside(name(t)) for t in findings.themes if not t.share.count]
    return f"Raised by nobody: {words.listing(names)}." if names else ""


def counts(findings: Findings) -> list[tuple[str, str]]:
    """(theme, who raised it) as counts, for a wave with too few people for shares."""
    return [(name(t), words.out_of(t.share)) for t in raised(findings)]


def parents(findings: Findings) -> list[tuple[str, str, str]]:
    """(group of themes, share, count), most raised first."""
    ranked = sorted(findings.parents, key=lambda item: -item[1].value)
    return [(words.clean(n), words.share(e), words.out_of(e)) for n, e in ranked]


def strip(finding: ThemeFinding) -> list[tuple[str, int]]:
    """(tone, responses) in the order of a bar, without those that did not occur."""
    tones = dict(finding.tones)
    return [(t, tones[t]) for t in TONE_ORDER if tones.get(t)]


def name(finding: ThemeFinding) -> str:
    """The name of a theme, fit to print."""
    return words.clean(finding.theme.name)


def tone(finding: ThemeFinding) -> str:
    """The tone of a theme in words: `80% negative, 6% mixed, …`, of its responses."""
    tones = dict(finding.tones)
    total = sum(tones.values())
    if total < words.FEW:
        parts = [f"{tones[t]} {TONE_NAMES[t]}" for t in TONE_ORDER if tones.get(t)]
        return ", ".join(parts) or "–"
    return ", ".join(
        f"{words.percent(tones.get(t, 0) / total)} {TONE_NAMES[t]}" for t in TONE_ORDER
    )


def together(findings: Findings, finding: ThemeFinding, most: int = 3) -> str:
    """The themes most often raised by the same people, with how many, or nothing."""
    names = {t.theme.key: words.inside(name(t)) for t in findings.themes}
    pairs = sorted(finding.together, key=lambda pair: -pair[1])
    near = [(key, n) for key, n in pairs if n >= words.LOW and key in names][:most]
    return ", ".join(f"{names[key]} ({words.number(n)})" for key, n in near)


def quotes(findings: Findings, key: str, most: int | None = None) -> list[Quote]:
    """The quotes to print for a theme: those that a person approved, and no others."""
    return [q for q in findings.quotes if q.theme == key and q.status == "approved"][:most]


def chosen(
    findings: Findings, themes: int, most: int, each: int = 2
) -> tuple[list[tuple[ThemeFinding, Quote]], str]:
    """At most so many quotes of the leading themes, `each` at most of one; and what is left out.

    Every theme has its first before any has a second; they stand in the order of the themes.
    """
    approved = [(t, quotes(findings, t.theme.key)) for t in raised(findings)]
    having = [(t, own) for t, own in approved if own][:themes]
    rounds = [(t, own[n]) for n in range(each) for t, own in having if len(own) > n][:most]
    picked = [pair for t, _ in having for pair in rounds if pair[0] is t]
    left = sum(len(own) for _, own in approved) - len(picked)
    more = f"{words.counted(left, 'more approved quote')} {'is' if left == 1 else 'are'}"
    return picked, f"{more} in the report as a web page." if left else ""


def attribution(quote: Quote) -> str:
    """Say whose words they are."""
    who = words.clean(quote.attribution).strip() or "resident"
    return f"{who[:1].upper()}{who[1:]}"


def waiting(findings: Findings) -> str:
    """Say how many proposed quotes are not printed because nobody has approved them, or nothing."""
    n = sum(q.status == "proposed" for q in findings.quotes)
    if not n:
        return ""
    what = "waits" if n == 1 else "wait"
    return f"{words.counted(n, 'proposed quote')} {what} for a person's approval, not printed here."


def requests(findings: Findings) -> list[tuple[str, int, int]]:
    """(theme, responses that ask for something, responses that raise it), most requests first."""
    asked = [(name(t), t.asks, t.responses) for t in raised(findings) if t.asks]
    return sorted(asked, key=lambda row: -row[1])


def ledger(findings: Findings) -> list[tuple[str, str, int]]:
    """The lines of the ledger between what was received and what was analysed."""
    return [(_plain(reason), REASONS.get(reason, ""), n) for reason, n in findings.ledger.excluded]


def account(findings: Findings) -> str:
    """The ledger in a sentence: received, left out by reason, analysed."""
    held = findings.ledger
    out = [(reason, n) for reason, n in held.excluded if n]
    reasons = words.listing([f"{words.number(n)} {words.clean(reason)}" for reason, n in out])
    left = words.number(sum(n for _, n in out))
    text = (
        f"{words.counted(held.received, 'response')} received, {left} left out"
        f"{f' ({reasons})' if reasons else ''}, {words.number(held.analysed)} analysed."
    )
    return text if held.balanced else f"{text} THESE FIGURES DO NOT ADD UP: do not publish them."


def without_campaigns(findings: Findings, most: int = 10) -> list[tuple[str, str, str]]:
    """The leading themes: name, share of all respondents, share without like-worded responses."""
    bare = dict(findings.without_campaigns)
    return [
        (name(t), _shown(t.share), _shown(bare[t.theme.key]))
        for t in raised(findings)[:most]
        if t.theme.key in bare
    ]


def campaigns(findings: Findings) -> str:
    """The campaigns in a sentence, with what they weigh; "" where there are none."""
    if not findings.campaigns:
        return ""
    text = (
        f"Like-worded responses (likeness {findings.likeness:.2g} or more), as of a campaign, "
        f"came in {words.groups([n for _, n in findings.campaigns])}. All are counted."
    )
    if shares := without_campaigns(findings, 3):
        bare = words.listing([f"{theme} {after}" for theme, _, after in shares])
        text += f" Without them the leading themes would have these shares: {bare}."
    return text


AUDIT_COLUMNS = (
    "Theme",
    "Share as coded (95% CI, chance alone)",
    "Share with mistakes made good (95% CI)",
    "Right, where coded",
    "Missed, where not",
)
"""The headings of `audit`."""


def audit(findings: Findings) -> list[tuple[str, str, str, str, str]]:
    """The rows of AUDIT_COLUMNS, for the themes whose share an audit can correct."""
    if not findings.audit:
        return []
    found = {t.key: t for t in findings.audit.themes}
    return [
        (
            name(t),
            _shown(t.share),
            _shown(own.share),
            f"{own.right} of {own.heard}",
            f"{own.missed} of {own.unheard}",
        )
        for t in raised(findings)
        if (own := found.get(t.theme.key)) and own.share
    ]


def audited(findings: Findings) -> str:
    """What the audit was and what it says, in sentences; "" where there was none."""
    held = findings.audit
    if not held:
        return ""
    who = words.people(findings.kind)
    text = (
        f"People judged all responses of {words.counted(held.audited, who)} drawn at random, of "
        f"{words.number(held.respondents)}. From what the machine got wrong there, shares are "
        "worked out with its mistakes made good; their intervals cover chance and those mistakes."
    )
    left = sum(not t.share for t in held.themes)
    if left:
        text += f" Of {words.counted(left, 'theme')} too few {who}s were audited to do so."
    return text


def _shown(share: Estimate) -> str:
    few = share.n < words.FEW
    return words.out_of(share) if few else f"{words.percent(share.value)} ({words.interval(share)})"


def removed(findings: Findings) -> list[tuple[str, int]]:
    """Personal details taken out, by kind, most first."""
    kinds = sorted(findings.redactions, key=lambda item: (-item[1], item[0]))
    return [(_plain(KINDS.get(kind, kind)), n) for kind, n in kinds if n]


def source(findings: Findings) -> str:
    """Name the file that the wave came from, without its folder."""
    held = findings.source
    parts = [words.clean(PureWindowsPath(held.file).name) or "unnamed file", held.format.upper()]
    return ", ".join(filter(None, [*parts, words.counted(held.rows, "row")]))


def limits(findings: Findings) -> list[tuple[str, str]]:
    """How to read the figures, in plain words: (what, text)."""
    who = words.people(findings.kind)
    first = findings.themes[0].share if findings.themes else None
    level = words.percent(first.level) if first else "95%"
    method = METHODS.get(first.method.split()[0].lower(), first.method) if first else ""
    sample = (
        "A conversation is not a survey. The people in it were few and were invited, so counts "
        "show what was said, not how many residents think so."
        if findings.kind == "transcript"
        else "An open consultation is not a sample survey. People chose to answer, so the shares "
        "describe those who did. They say nothing certain about residents who did not."
    )
    return [
        ("Who this speaks for", sample),
        (
            "What the intervals cover",
            f"Each share of {who}s is given with a {level} confidence interval ({method}). It "
            "covers chance only. It does not cover who chose to answer, nor mistakes in the "
            f"coding{', whose size an audit has measured' if findings.audit else ''}.",
        ),
        ("Who did the coding", _coding(findings)),
        (
            "Whose judgement counts",
            "Where a person and the machine differ, the person's judgement is used, and running "
            f"the machine again does not change it. {_reviewed(findings)}",
        ),
        (
            "Tone and requests",
            "Both are judged by machine for each response, and by a person where one has reviewed "
            "it. They are counted in responses, not people, so no interval is given.",
        ),
        (
            "Small numbers",
            f"No percentage is given of fewer than {words.FEW} {who}s. A group with fewer than "
            f"{words.FEW} is not shown. 1 to {words.LOW - 1} people of a group are shown as "
            f"“<{words.LOW}” or “{words.WITHHELD}”, and so is what would give their number away.",
        ),
        (
            "Quotes",
            "Quotes are the residents' own words. What was taken out to protect people is marked "
            "in square brackets, what was left out as […]. A person approved each quote. "
            + (
                "Nobody who refused to be quoted is quoted."
                if any(column.role == "consent" for column in findings.source.columns)
                else "The file did not say who may be quoted; whoever approved a quote knew it."
            ),
        ),
    ]


def method(findings: Findings) -> list[tuple[str, str]]:
    """The facts of the run for the record: (what, value)."""
    from insight import __version__

    held = findings.source
    rows = [
        ("File", source(findings)),
        ("SHA-256 of the file", held.sha256),
        ("Encoding", held.encoding),
        ("Codebook version", words.clean(findings.codebook)),
        ("Model", words.clean(findings.model)),
        (
            "Responses with no theme",
            f"{words.number(findings.uncoded)} of {words.number(findings.responses)}",
        ),
        ("Responses checked by a person", words.number(findings.reviewed)),
        (
            "Campaigns",
            f"{words.number(len(findings.campaigns))}, of five or more responses with a likeness "
            f"of {findings.likeness:.2g} or more",
        ),
        ("Software", f"Insight {__version__}"),
    ]
    return [(what, value) for what, value in rows if value]


def figure(charts: Sequence[Figure], kind: str) -> Figure | None:
    """The first chart of a kind: the part of its id before any hyphen."""
    return next(iter(figures(charts, kind)), None)


def figures(charts: Iterable[Figure], kind: str) -> list[Figure]:
    """All charts of a kind, in their order."""
    return [f for f in charts if f.id.split("-")[0] == kind]


def groups(charts: Sequence[Figure], most: int) -> list[Figure]:
    """Charts by group: those that found a difference first, of those the smaller ones."""
    found = sorted(
        figures(charts, "group"),
        key=lambda f: (f.title.startswith("No clear"), len(f.columns) > 7),
    )
    return found[:most]


def uncompared(findings: Findings) -> str:
    """Say by which groups nothing can be compared because too few raised each theme, or ""."""
    columns = [
        words.inside(words.clean(size.column))
        for size in words.group_sizes(findings)
        if len(size.shown) + size.hidden > 1
        and not any(words.comparable(t, size) for t in raised(findings))
    ]
    if not columns or not raised(findings) or findings.respondents < words.FEW:
        return ""
    return (
        f"Too few {words.people(findings.kind)}s to compare by {words.listing(columns)}: in no "
        "theme can the figures of two groups be shown."
    )


def written(at: dt.datetime | None) -> str:
    """Say when the report was written, or nothing."""
    return f"Written on {words.day(at.date())}." if at else ""


def _coding(findings: Findings) -> str:
    themes, n = len(findings.themes), findings.responses
    plain = f"{words.counted(findings.uncoded, 'response')} of {words.number(n)} raised no theme."
    return (
        f"Every response was read by machine (model {words.clean(findings.model) or 'unnamed'}) "
        f"against a codebook of {words.counted(themes, 'theme')} "
        f"(version {words.clean(findings.codebook) or 'unnamed'}). A response can raise several "
        f"themes, or none: {plain} A machine misses some mentions and sees some that are not there."
    )


def _reviewed(findings: Findings) -> str:
    if not findings.reviewed:
        return "So far no person has reviewed the coding of these responses."
    return (
        f"So far a person has reviewed {words.number(findings.reviewed)} of "
        f"{words.counted(findings.responses, 'response')}."
    )


def _plain(kind: str) -> str:
    text = words.clean(kind).replace("_", " ")
    return text[:1].upper() + text[1:]
