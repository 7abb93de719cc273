"""Times every page and action of the app over a store of 100,000 responses, and its memory.

usage: python benchmarks/app_speed.py [--data FOLDER] [--responses N] [--rounds N] [--only WORD]

The store is made of the project's own training texts, recombined: N responses of N / 2 people to
two questions in one wave, and a fifth as many in the wave before it. It is made once in FOLDER.
Every page and action then runs as the server runs it, in one process, by Streamlit's AppTest: the
whole script from the address bar to the last element, without the browser. Seconds are of
processor time, in all threads: what it takes on a machine with nothing else to do, whoever else
uses this one.

"First": nothing of the page is cached. "Anew": a judgement was saved before, so that all figures of
the wave are worked out again. "Again": nothing changed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import platform
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from insight.settings import ROOT

AT = dt.datetime(2025, 6, 2, 9, 30, tzinfo=dt.UTC)
QUESTIONS = ("What worries you?", "What would help?")
GROUPS = {
    "Ward": [f"Ward {n:02}" for n in range(1, 21)],
    "Age band": ["16-24", "25-34", "35-44", "45-54", "55-64", "65+"],
    "Gender": ["Man", "Woman", "Another"],
    "Ethnicity": ["Asian", "Black", "Mixed", "White", "Other"],
}
WEIGHTS = {"Gender": [48, 51, 1], "Ethnicity": [20, 12, 5, 60, 3]}


def texts() -> list[dict[str, Any]]:
    """The project's own training texts with their codes."""
    lines = (ROOT / "corpora" / "training" / "responses.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def wave(name: str, n: int, rng: random.Random) -> Any:
    """A wave of `n` responses, coded as their parts are."""
    from insight import codebook, waves
    from insight.settings import Settings
    from insight.types import Column, Ledger, Publication, Quote, Run, Source

    book = codebook.load(Settings().codebook)
    known, said = {t.key for t in book.active}, texts()
    coded, quotes, quoted = [], [], dict.fromkeys(known, 0)
    start = dt.date(int(name), 4, 1)
    who: tuple[tuple[str, str], ...] = ()
    for i in range(n):
        if i % 2 == 0:
            who = tuple((g, rng.choices(v, WEIGHTS.get(g))[0]) for g, v in GROUPS.items())
        item = response(name, i, who, start, rng.sample(said, rng.choice((1, 2, 2, 3))), known)
        coded.append(item)
        for judged in item.assignments:
            if quoted[judged.theme] < 6 and len(item.response.text) < 300:
                quoted[judged.theme] += 1
                text = item.response.text
                why, by = "typical of the responses that raise the theme", "Resident, 25-34"
                quotes.append(
                    Quote(judged.theme, item.response.id, 0, len(text), text, 0.9, why, by)
                )
    columns = (*(Column(q, "open", "made up") for q in QUESTIONS),)
    columns += tuple(Column(g, "group", "made up") for g in GROUPS)
    digest = hashlib.sha256(name.encode()).hexdigest()
    source = Source("made-up.csv", digest, "csv", "utf-8", ",", 1, n // 2, columns)
    found = waves.campaigns({c.response.id: c.response.text for c in coded})
    kept = (("campaigns", json.dumps(found)),)
    run = Run(f"run-{name}", name, digest, "model", book.version, kept, n, n, 0, AT, AT)
    ledger = Ledger(n, n, ())
    return Publication(
        name, "survey", source, ledger, (), tuple(coded), (), tuple(quotes), book, run
    )


def response(
    wave: str,
    i: int,
    who: tuple[tuple[str, str], ...],
    start: dt.date,
    pieces: list[dict[str, Any]],
    known: set[str],
) -> Any:
    """One response put together from pieces, each the evidence of its own codes."""
    from insight.types import Assignment, Coded, Evidence, Reading, Response

    text, judged = "", {}
    id = hashlib.sha256(f"{wave} {i}".encode()).hexdigest()[:32]
    for piece in pieces:
        text += " " if text else ""
        span = Evidence(len(text), len(text) + len(piece["text"]), "model")
        text += piece["text"]
        for key in known.intersection(piece["themes"]):
            tone, sure = piece["theme_tones"].get(key, piece["tone"]), 0.5 + (i % 50) / 100
            judged[key] = Assignment(id, key, sure, True, (span,), "model:m", AT, tone, sure < 0.55)
    first = pieces[0]
    return Coded(
        Response(
            id=id,
            wave=wave,
            question=QUESTIONS[i % 2],
            respondent=hashlib.sha256(f"{wave} {i // 2}".encode()).hexdigest()[:16],
            text=text,
            row=i // 2 + 1,
            groups=who,
            date=start + dt.timedelta(i * 60 // 100_000 % 60),
            consent=True,
        ),
        tuple(judged.values()),
        Reading(id, first["tone"], 0.9, any(p["ask"] for p in pieces), 0.9, None, "model:m", AT),
    )


def build(data: Path, n: int) -> None:
    """Make the store, unless it is there."""
    from insight.nlp.embed import HashEncoder
    from insight.store import Store, text_hash

    data.mkdir(parents=True, exist_ok=True)
    encoder = HashEncoder()
    with Store.open(f"sqlite:///{data / 'insight.db'}") as store:
        known = {w.name for w in store.waves()}
        for name, size in (("2024", n // 5), ("2025", n)):
            if name in known:
                continue
            began = time.perf_counter()
            made = wave(name, size, random.Random(int(name)))
            store.publish(made)
            for at in range(0, size, 5_000):
                part = [c.response.text for c in made.coded[at : at + 5_000]]
                matrix = encoder.encode(part)
                store.save_vectors(
                    encoder.name,
                    {text_hash(t): matrix[k : k + 1] for k, t in enumerate(part)},
                )
            print(f"made {name}: {size:,} responses in {time.perf_counter() - began:.0f} s")


PAGES: dict[str, dict[str, str]] = {
    "What residents told us": {},
    "… one ward": {"g.Ward": "Ward 07"},
    "… women": {"g.Gender": "Woman"},
    "… women over 65, negative": {"g.Gender": "Woman", "g.Age band": "65+", "tone": "neg"},
    "… two weeks": {"since": "2025-04-10", "until": "2025-04-24"},
    "… the wave before": {"wave": "2024"},
    "Theme by theme": {"page": "theme", "theme": "drugs"},
    "… one ward, asks": {"page": "theme", "theme": "drugs", "g.Ward": "Ward 07", "ask": "yes"},
    "Responses": {"page": "responses"},
    "… by theme and tone": {"page": "responses", "theme": "drugs", "tone": "neg"},
    "… two weeks, women": {"page": "responses", "since": "2025-04-10", "g.Gender": "Woman"},
    "… by words": {"page": "responses", "search": "dealers park"},
    "… by a phrase": {"page": "responses", "search": '"on the corner"'},
    "… by meaning": {"page": "responses", "search": "unsafe at night", "meaning": "yes"},
    "… last page": {"page": "responses", "at": "5000"},
    "Quotes": {"page": "quotes"},
    "Charts: themes": {"page": "charts", "chart": "themes"},
    "Charts: tone": {"page": "charts", "chart": "tone"},
    "Charts: groups": {"page": "charts", "chart": "group"},
    "Charts: questions": {"page": "charts", "chart": "questions"},
    "Charts: together": {"page": "charts", "chart": "together"},
    "Charts: change": {"page": "charts", "chart": "change"},
    "Waves": {"page": "waves"},
    "Review": {"page": "review"},
    "Codebook": {"page": "codebook"},
    "Audit": {"page": "audit"},
}
"""What is opened: the address, and what a person types or turns to."""


def opened(values: dict[str, str]) -> Any:
    """The page as the server draws it, ready to run."""
    from streamlit.testing.v1 import AppTest
    from streamlit.util import calc_hash

    app = AppTest.from_file(str(ROOT / "app_streamlit.py"), default_timeout=600)
    page = values.get("page", "")
    app._page_hash = calc_hash(page) if page else ""
    app.session_state["person"] = "Bench"
    for name, value in {"wave": "2025", **values}.items():
        if name in ("search", "meaning"):
            app.session_state[name] = value if name == "search" else True
        elif name == "at":
            key = f"responses {values.get('wave', '2025')} () {values.get('search', '')} False"
            app.session_state[key] = int(value)
        elif name != "page":
            app.query_params[name] = value
    return app


def timed(act: Callable[[], Any]) -> float:
    """Seconds of processor time that it takes, threads included."""
    began = time.process_time()
    act()
    return time.process_time() - began


def draw(values: dict[str, str]) -> float:
    """Seconds to draw a page; a page that says there was a problem is no page."""
    app = opened(values)
    took = timed(app.run)
    said = " ".join(e.proto.body for e in app.main if e.type == "html")
    if app.exception or "notice error" in said or "<h1" not in said:
        raise SystemExit(f"{values}: the page was not drawn: {app.exception or said[:300]}")
    return took


def judge(store: Any) -> None:
    """Save a judgement of a response of the later wave: its figures are worked out anew."""
    from insight.pages import drafts

    item = store.coded("2025", limit=1, offset=50, absent=True)[0]
    book = store.codebook(store.wave("2025").codebook)
    made = drafts.judgements(
        book, item, drafts.draft_of(item), "user:bench", dt.datetime.now(dt.UTC)
    )
    store.judge(*made, expected={item.response.id: item.version})


def actions(store: Any, data: Path) -> dict[str, Callable[[], Any]]:
    """What is done on the pages beyond opening them."""
    from insight import export
    from insight.pages import charts
    from insight.pages.desk import Desk
    from insight.settings import load

    settings, waves = load(), store.waves()
    desk = Desk(settings, store, waves, waves[-1], "Bench")
    figure = desk.figures("themes")[0]
    from insight.charts import draw as picture

    return {
        "Save a review": lambda: judge(store),
        "Download a chart as PNG": lambda: picture(figure, "png"),
        "Download a chart as SVG": lambda: picture(figure, "svg"),
        "Download a chart's table": lambda: charts.table_csv(figure),
        **{
            f"Download the report (.{form})": lambda f=form: charts._report(desk, f)
            for form in charts.REPORTS
        },
        **{
            f"Behind the pages: all responses ({suffix})": lambda s=suffix: export.FORMATS[s](
                store.stream("2025"), list(GROUPS)
            )
            for suffix in (".csv",)
        },
    }


def memory() -> int:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def row(name: str, first: float, fresh: list[float], again: list[float]) -> str:
    """One line of the table."""
    cells = [f"{first:.2f}"]
    for times in (fresh, again):
        cells.append(f"{statistics.median(times):.2f}" if times else "")
        cells.append(f"{max(times):.2f}" if times else "")
    return f"| {name} | {' | '.join(cells)} |"


def main() -> None:
    """Make the store, run everything, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("big-data"))
    parser.add_argument("--responses", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="Only what has this in its name.")
    parser.add_argument("--build", action="store_true", help="Only make the store.")
    given = parser.parse_args()
    build(given.data, given.responses)
    if given.build:
        return
    os.environ |= {
        "INSIGHT_DATA": str(given.data),
        "INSIGHT_ENCODER": "fake",
        "INSIGHT_MODEL": "none",
    }
    from insight.pages import who
    from insight.store import Store

    who.known = dict  # the test driver signs everybody in
    store = Store.open(f"sqlite:///{given.data / 'insight.db'}")
    start = draw({"page": "waves"})
    print(f"The first page after the start, imports included: {start:.2f} s.\n")
    print("| page | first | anew: median | worst | again: median | worst |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    every: list[float] = []
    for name, values in PAGES.items():
        if given.only.lower() not in name.lower():
            continue
        judge(store)
        first = draw(values)
        fresh = []
        for _ in range(given.rounds):
            judge(store)
            fresh.append(draw(values))
        again = [draw(values) for _ in range(given.rounds)]
        every += [first, *fresh, *again]
        print(row(name, first, fresh, again), flush=True)
    if every:
        print(
            f"\nAll {len(every)} pages drawn: median {statistics.median(every):.2f} s, worst "
            f"{max(every):.2f} s. Most memory: {memory()} MB."
        )
    print("\n| action | first | median | worst |\n| --- | ---: | ---: | ---: |")
    for name, act in actions(store, given.data).items():
        if given.only.lower() not in name.lower():
            continue
        times = [timed(act) for _ in range(2 if "responses" in name else given.rounds)]
        print(
            f"| {name} | {times[0]:.2f} | {statistics.median(times):.2f} | {max(times):.2f} |",
            flush=True,
        )
    print(f"\nMost memory: {memory()} MB. {platform.python_version()}, {os.cpu_count()} cores.")


if __name__ == "__main__":
    main()
