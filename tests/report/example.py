"""One wave of findings made by hand: six themes, two questions, three group columns, bad texts."""

import dataclasses
import datetime as dt
import math
from functools import cache

from insight import charts
from insight.types import (
    Audit,
    AuditedTheme,
    Column,
    Estimate,
    Figure,
    Findings,
    Ledger,
    Quote,
    Source,
    Theme,
    ThemeFinding,
)

AT = dt.datetime(2025, 6, 2, 9, 30, tzinfo=dt.UTC)

HOSTILE = {
    "script": "Lights out again <script>alert('x')</script> and <img src=x onerror=alert(1)> too.",
    "entity": "Fish &amp; chip wrappers &lt;everywhere&gt; & nobody cares.",
    "latex": "It costs us $\\LaTeX$ and $x_1$ a week, ![](http://example.org/a.png) [b](http://c.d).",
    "turned": "Speeding \u202egnidaer siht \u2067and \u2069\u2069\u202c\u202c back again.",
    "control": "The bins\x00 are \x07full\x1b[31m of \ud800 rubbish\ufffe.",
    "formula": '=HYPERLINK("http://example.org","Click")',
    "long": "Nothing ever changes here and " * 999 + "x" * 60,
}


def wilson(count: int, n: int) -> Estimate:
    """The Wilson interval at 95 %, as the project's own figures have it."""
    z = 1.959963984540054
    if not n:
        return Estimate(0.0, 0.0, 1.0, 0, 0, 0.95, "wilson")
    p = count / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Estimate(p, max(0.0, middle - half), min(1.0, middle + half), count, n, 0.95, "wilson")


THEMES = (
    Theme(
        "asb",
        "Anti-social behaviour (general)",
        "Nuisance, rowdy or intimidating behaviour in public or between neighbours.",
        parent="Anti-social behaviour",
    ),
    Theme(
        "vehicles",
        "Dangerous and nuisance driving",
        "Speeding, racing and reckless driving, and the enforcement of driving law.",
        parent="Anti-social behaviour",
    ),
    Theme(
        "drugs",
        "Drug use and dealing",
        "Taking and dealing of drugs, and what is left behind.",
        parent="Drugs",
    ),
    Theme(
        "environment",
        "Environmental crime",
        "Fly-tipping, litter, graffiti and damage.",
        parent="Environmental crime",
    ),
    Theme(
        "feeling_safe",
        "Feeling safe and safer places",
        "Fear and confidence in public places, lighting and cameras.",
        parent="Place and community",
    ),
    Theme(
        "cohesion",
        "Community cohesion and involvement",
        "Neighbourliness, events, and being heard.",
        parent="Place and community",
    ),
)
COUNTS = (172, 128, 96, 61, 54, 22)
QUESTIONS = ("What worries you most where you live?", "What would make Tidewell safer?")
AGES = (("16–24", 41), ("25–44", 148), ("45–64", 157), ("65 and over", 70), ("Under 16", 4))
AGE_COUNTS = (
    (9, 66, 71, 25, 1),
    (3, 38, 55, 31, 1),
    (14, 41, 30, 10, 1),
    (5, 20, 26, 10, 0),
    (14, 18, 14, 8, 0),
    (0, 6, 9, 7, 0),
)
WARDS = (("Harbour", 150), ("Old Town", 131), ("Millbrook", 132), ("=CMD|calc", 3), ("Lea", 4))
WARD_COUNTS = (
    (60, 58, 52, 1, 1),
    (51, 39, 38, 0, 0),
    (33, 31, 32, 0, 0),
    (20, 20, 21, 0, 0),
    (19, 17, 18, 0, 0),
    (8, 7, 7, 0, 0),
)
TONES = (
    (140, 10, 22, 3),
    (101, 6, 25, 2),
    (80, 5, 12, 1),
    (48, 3, 9, 4),
    (25, 9, 12, 10),
    (4, 5, 2, 12),
)
TOGETHER = {
    ("asb", "vehicles"): 40,
    ("asb", "drugs"): 44,
    ("asb", "environment"): 19,
    ("asb", "feeling_safe"): 23,
    ("asb", "cohesion"): 4,
    ("vehicles", "drugs"): 12,
    ("vehicles", "feeling_safe"): 9,
    ("drugs", "feeling_safe"): 14,
    ("environment", "cohesion"): 3,
    ("environment", "drugs"): 8,
}


def quote(theme: str, text: str, **other: object) -> Quote:
    values = {
        "theme": theme,
        "response": f"r-{theme}-{len(text)}",
        "start": 0,
        "end": len(text),
        "text": text,
        "score": 0.8,
        "why": "typical of what was said",
        "attribution": "resident, 25–44",
        "status": "approved",
        **other,
    }
    return Quote(**values)  # type: ignore[arg-type]


QUOTES = (
    quote("asb", "Every weekend it's the same, lads kicking off outside the shop till gone two."),
    quote("asb", HOSTILE["script"], attribution="resident, <b>Harbour</b>"),
    quote(
        "asb",
        "Mrs P at number 9 had her windows put in.",
        risks=("place and rare fact",),
        status="proposed",
    ),
    quote("vehicles", "They use Station Road as a race track, someone will get killed."),
    quote("vehicles", HOSTILE["turned"]),
    quote("drugs", "You can smell it in the stairwell every single night."),
    quote("drugs", "Dealing in broad daylight by the swings.", status="rejected"),
    quote("drugs", "Silver canisters all over the car park again.", status="proposed"),
    quote("environment", HOSTILE["control"]),
    quote("environment", HOSTILE["entity"]),
    quote("feeling_safe", HOSTILE["latex"]),
    quote("feeling_safe", HOSTILE["formula"], attribution="@resident"),
    quote("cohesion", "The street party was the best thing in years, thank you."),
    quote("cohesion", HOSTILE["long"]),
)


def theme_finding(i: int, respondents: int = 420) -> ThemeFinding:
    theme, tones = THEMES[i], dict(zip(("neg", "mix", "neu", "pos"), TONES[i], strict=True))
    responses = sum(tones.values())
    together = {
        a if b == theme.key else b: n for (a, b), n in TOGETHER.items() if theme.key in (a, b)
    }
    return ThemeFinding(
        theme=theme,
        share=wilson(COUNTS[i], respondents),
        by_question=(
            (QUESTIONS[0], wilson(int(COUNTS[i] * 0.8), 410)),
            (QUESTIONS[1], wilson((20, 44, 18, 14, 51, 18)[i], 320)),
        ),
        tones=tuple(tones.items()),
        asks=responses // 3,
        responses=responses,
        groups=(
            ("Age band", cells(AGES, AGE_COUNTS[i])),
            ("Ward", cells(WARDS, WARD_COUNTS[i])),
        ),
        together=tuple(sorted(together.items(), key=lambda item: -item[1])),
    )


def cells(
    sizes: tuple[tuple[str, int], ...], counts: tuple[int, ...]
) -> tuple[tuple[str, Estimate], ...]:
    return tuple((v, wilson(c, n)) for (v, n), c in zip(sizes, counts, strict=True))


def wave(**other: object) -> Findings:
    """The findings of Tidewell 2025; any field can be given anew."""
    values = {
        "wave": "Tidewell 2025",
        "kind": "survey",
        "questions": QUESTIONS,
        "source": Source(
            file="tidewell-2025.csv",
            sha256="ab" * 32,
            format="csv",
            encoding="utf-8",
            delimiter=",",
            header_rows=1,
            rows=451,
            columns=(
                Column("q1", "open", "long answers", QUESTIONS[0]),
                Column("q2", "open", "long answers", QUESTIONS[1]),
                Column("age", "group", "few values", "Age band"),
            ),
        ),
        "ledger": Ledger(
            received=902,
            analysed=730,
            excluded=(("blank", 148), ("non-answer", 17), ("duplicate", 7)),
        ),
        "respondents": 420,
        "responses": 730,
        "themes": tuple(theme_finding(i) for i in range(6)),
        "tones": (("neg", 430), ("neu", 190), ("pos", 62), ("mix", 48)),
        "asks": 268,
        "uncoded": 164,
        "parents": (
            ("Anti-social behaviour", wilson(240, 420)),
            ("Drugs", wilson(96, 420)),
            ("Place and community", wilson(71, 420)),
            ("Environmental crime", wilson(61, 420)),
        ),
        "quotes": QUOTES,
        "codebook": "3f9a1c20",
        "model": "minilm-heads-1",
        "redactions": (("name", 31), ("phone", 4), ("postcode", 12)),
        "dates": (dt.date(2025, 3, 3), dt.date(2025, 4, 14)),
        "sentences": (
            "About 4 in 10 respondents (41%, 95% CI 36–46%) raised anti-social behaviour, more "
            "than any other theme.",
            "Dangerous and nuisance driving followed (30%, 26–35%).",
            "Most responses were negative (59%); 268 of 730 asked for something to be done.",
        ),
        "campaigns": (("Please keep the harbour bridge open to walkers", 23),),
        "audit": Audit(
            420,
            60,
            (
                AuditedTheme(
                    THEMES[0].key,
                    *(172, 25, 24, 35, 4),
                    Estimate(0.462, 0.387, 0.561, 194, 420, 0.95, "double sampling"),
                ),
                *(AuditedTheme(t.key, 20, 3, 3, 57, 0, None) for t in THEMES[1:6]),
            ),
        ),
        **other,
    }
    return Findings(**values)  # type: ignore[arg-type]


def wave_before() -> Findings:
    """The wave before it, with an older codebook."""
    now = wave()
    counts = (150, 101, 52, 60, 61, 25)
    themes = tuple(
        dataclasses.replace(t, share=wilson(c, 400))
        for t, c in zip(now.themes, counts, strict=True)
    )
    return dataclasses.replace(
        now,
        wave="Tidewell 2024",
        respondents=400,
        themes=themes,
        codebook="17bb0d44",
        tones=(("neg", 470), ("neu", 150), ("pos", 50), ("mix", 40)),
    )


@cache
def drawn() -> tuple[Figure, ...]:
    """The charts of the wave, drawn once for all tests."""
    return charts.figures(wave())


@cache
def drawn_between() -> tuple[Figure, ...]:
    """The charts of the two waves, drawn once for all tests."""
    return charts.figures_between(wave_before(), wave())
