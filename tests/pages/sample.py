"""A store small enough to see whole: two waves of 48 people, three themes, hostile words."""

import datetime as dt
import hashlib
from pathlib import Path

from insight import codebook
from insight.settings import Settings
from insight.store import Store
from insight.types import (
    Assignment,
    Codebook,
    Coded,
    Column,
    Evidence,
    Ledger,
    Publication,
    Quote,
    Reading,
    Response,
    Run,
    Source,
)

AT = dt.datetime(2025, 6, 2, 9, 30, tzinfo=dt.UTC)
WORRIES, WISHES = "What worries you?", "What would help?"
PEOPLE = 48

SAID: tuple[tuple[str, str, str], ...] = (
    ("Dealers in the stairwell every night.", "drugs", "Dealers"),
    ("Loud music until three in the morning.", "noise", "Loud music"),
    ("The bins are late again.", "", ""),
    ("Dealers again, and loud music from their car.", "drugs", "Dealers"),
    ("Please send more police at night.", "police", "more police"),
    ("It is lovely here, thank you.", "", ""),
)
"""What people say in turn: the text, its theme, its evidence. Every eighth person asks."""

HOSTILE: dict[str, str] = {
    "img": "<img src=x onerror=\"document.title='broken into'\"> dealers",
    "markdown": "![pixel](http://evil.example/p.png) [link](http://evil.example) **bold** dealers",
    "latex": r"It costs $\LaTeX$ and $$x^2$$ a week :smile: :material/lock: :red[red]",
    "long": "dealers " + "a" * 15_000 + " " + "b" * 14_991,
    "rtl": "\u202egnihtemos\u202c dealers \u05e9\u05dc\u05d5\u05dd \u0627\u0644",
    "zero": "deal\u200bers\u200b\u200d in\u2060 the\ufeff under\u00adpass",
    "lines": "first line\n   second, indented\n\n\tfourth after a tab <b>not bold</b>",
    "script": "</bdi></p><script>document.title='broken into'</script><style>*{left:0}</style>",
}
"""Words that try to break out of the page, by what they try."""

ODD_WARD = "Quay <b>& Docks</b> $x$ **w**"

BOOK: tuple[dict[str, object], ...] = (
    {
        "key": "drugs",
        "name": "Drug use & dealing",
        "description": "Taking or dealing drugs in public.",
        "parent": "Crime",
        "include": ["dealers"],
        "examples": ["Dealers outside every night."],
        "phrases": ["dealers", "drug"],
    },
    {
        "key": "noise",
        "name": "Noise nuisance",
        "description": "Loud music, parties and engines.",
        "parent": "Anti-social behaviour",
        "phrases": ["loud music"],
    },
    {
        "key": "police",
        "name": "Police presence",
        "description": "How visible the police are.",
        "parent": "Policing",
        "phrases": ["police"],
    },
)


def build(folder: Path, store_url: str = "") -> Settings:
    """Make the store below `folder` with its codebook; gives the settings that lead to it."""
    folder.mkdir(parents=True, exist_ok=True)
    book = codebook.make("Small", BOOK)
    codebook.save(book, folder / "codebook.yaml")
    settings = Settings(
        data=folder,
        store=store_url,
        codebook=folder / "codebook.yaml",
        encoder="fake",
        model="none",
    )
    with Store.open(settings.store_url) as store:
        store.publish(wave(book, "2024", turn=0))
        store.publish(wave(book, "2025", turn=1, hostile=True))
    return settings


def environment(settings: Settings) -> dict[str, str]:
    """The settings as the app reads them."""
    return {
        "INSIGHT_DATA": str(settings.data),
        "INSIGHT_CODEBOOK": str(settings.codebook),
        "INSIGHT_ENCODER": settings.encoder,
        "INSIGHT_MODEL": settings.model,
        "INSIGHT_STORE": settings.store_url,
    }


def wave(book: Codebook, name: str, turn: int, hostile: bool = False) -> Publication:
    """A wave of PEOPLE, each with one answer to each question; `turn` shifts who says what."""
    coded = []
    for i in range(PEOPLE):
        for j, question in enumerate((WORRIES, WISHES)):
            text, theme, evidence = SAID[(i * (1 + turn) + 2 * j) % len(SAID)]
            coded.append(answer(book, name, i, question, text, theme, evidence))
    for i, text in enumerate(HOSTILE.values() if hostile else ()):
        at = text.find("dealers")
        found = "dealers" if at >= 0 else ""
        coded.append(answer(book, name, i, WORRIES, text, "drugs" if found else "", found))
    source = Source(
        file="small.csv",
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        format="csv",
        encoding="utf-8",
        delimiter=",",
        header_rows=1,
        rows=PEOPLE,
        columns=(Column(WORRIES, "open", "long answers"), Column("Ward", "group", "few values")),
    )
    run = Run(
        id=f"run-{name}",
        wave=name,
        input_hash=f"input-{name}",
        model="codebook/fake",
        codebook=book.version,
        parameters=(),
        n_in=len(coded) + 5,
        n_done=len(coded),
        n_skipped=5,
        started=AT,
        finished=AT,
    )
    return Publication(
        wave=name,
        kind="survey",
        source=source,
        ledger=Ledger(len(coded) + 5, len(coded), (("blank", 4), ("duplicate", 1))),
        skipped=(),
        coded=tuple(coded),
        segments=(),
        quotes=quotes(coded),
        codebook=book,
        run=run,
    )


def answer(
    book: Codebook, wave: str, i: int, question: str, text: str, theme: str, evidence: str
) -> Coded:
    """One coded response of person `i`."""
    id = hashlib.sha256(f"{wave}{i}{question}{text}".encode()).hexdigest()[:16]
    ward = ODD_WARD if i % 2 else "Hill"
    response = Response(
        id=id,
        wave=wave,
        question=question,
        respondent=f"{wave}-{i}",
        text=text,
        row=i + 1,
        groups=(("Ward", ward), ("Age band", ("16-34", "35-64", "65+")[i % 3])),
        date=dt.date(int(wave), 4, 1 + i % 28),
        consent=True,
    )
    by = f"model:codebook/fake@{book.version}"
    tone = ("neg", "neu", "pos", "mix")[i % 4]
    at = text.find(evidence)
    judged = Assignment(
        response=id,
        theme=theme,
        score=0.9 if i % 6 else 0.55,
        present=True,
        evidence=(Evidence(at, at + len(evidence), "phrase", evidence.lower()),),
        by=by,
        at=AT,
        tone=tone,
        uncertain=not i % 6,
    )
    reading = Reading(id, tone, 0.8, not i % 8, 0.7, None, by, AT)
    return Coded(response, (judged,) if theme else (), reading)


def quotes(coded: list[Coded]) -> tuple[Quote, ...]:
    """Two quotes for each theme; the second may point at a person."""
    made = []
    for key in ("drugs", "noise", "police"):
        carriers = {c.response.text: c for c in coded if key in c.themes}
        for n, item in enumerate(list(carriers.values())[:2]):
            text = item.response.text
            made.append(
                Quote(
                    theme=key,
                    response=item.response.id,
                    start=0,
                    end=len(text),
                    text=text,
                    score=0.8,
                    why="the most typical of 30 responses that raise the theme",
                    attribution="resident, 16-34",
                    risks=("may point to one address",) if n else (),
                )
            )
    return tuple(made)
