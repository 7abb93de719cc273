"""Two people review at the same time, each in a browser of their own: no save of either is lost."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from insight.settings import Settings
from insight.store import Store

from ..conftest import create_database
from ..pages.sample import build
from .driving import SLOW, Visitor, served
from .test_journeys import counted, shown

CARDS = 3
ADA, BEN = ("Ada", "2", "noise", "Noise nuisance"), ("Ben", "3", "police", "Police presence")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The sample in each of the databases."""
    folder = tmp_path_factory.mktemp("two") / "data"
    if request.param == "sqlite":
        return build(folder)
    return build(folder, create_database(request.getfixturevalue("postgres")))


@pytest.fixture(scope="module")
def two(browser: Any, settings: Settings) -> Iterator[tuple[Visitor, Visitor]]:
    """Two people at the same app."""
    with served(settings) as address:
        made = Visitor(browser, address), Visitor(browser, address)
        yield made
        for each in made:
            each.close()


def _saves(store: Store, name: str) -> int:
    """The saves of a person that the audit knows."""
    return sum(e.what == "judged" and e.by == f"user:{name}" for e in store.audit_log(1_000))


def _found(store: Store, id: str) -> set[tuple[str, str]]:
    """Who ever saved that a response raises which theme."""
    return {(j.by, j.theme) for j in store.history(id) if getattr(j, "present", False)}


def test_the_same_responses_are_saved_by_both(
    two: tuple[Visitor, Visitor], settings: Settings
) -> None:
    people = dict(zip((ADA, BEN), two, strict=True))
    for (name, *_), visitor in people.items():
        visitor.open("review?wave=2024&queue=uncoded", name=name)
    with Store.open(settings.store_url) as store:
        ids = store.ids("2024", uncoded=True, doubtful_first=True)[:CARDS]
    last = []
    for place in range(1, CARDS + 1):
        for (_, key, _, title), visitor in people.items():
            counted(visitor, place)
            visitor.page.keyboard.press(key)
            shown(visitor, f"Your judgement: + {title}")
        ahead, behind = (ADA, BEN) if place % 2 else (BEN, ADA)
        for person in (ahead, behind):  # neither waits for the other
            people[person].page.keyboard.press("s")
        refused = []
        for person, other in ((ADA, BEN), (BEN, ADA)):
            page = people[person].page
            on = page.locator(".counter", has_text=re.compile(f"^{place + 1} of "))
            told = page.get_by_text(f"was changed by {other[0]}")
            on.or_(told).first.wait_for(timeout=SLOW)
            if told.count():
                refused.append(person)
        (late,) = refused
        counted(people[late], place)
        people[late].page.get_by_role("button", name=f"✓ {late[3]}").wait_for()
        shown(people[late], "Your marks are still below")
        people[late].page.keyboard.press("Shift+s")
        last.append(late)
    for visitor in two:
        counted(visitor, CARDS + 1)
        shown(visitor, f"{CARDS} saved. People have checked {CARDS} of 96")
    with Store.open(settings.store_url) as store:
        in_force = {c.response.id: c.themes for c in store.coded("2024", ids=ids)}
        for id, late in zip(ids, last, strict=True):
            assert _found(store, id) == {("user:Ada", "noise"), ("user:Ben", "police")}
            assert in_force[id] == (late[2],)
        assert (_saves(store, "Ada"), _saves(store, "Ben")) == (CARDS, CARDS)


def test_each_works_through_a_queue_of_their_own(
    two: tuple[Visitor, Visitor], settings: Settings
) -> None:
    with Store.open(settings.store_url) as store:
        before = _saves(store, "Ada"), _saves(store, "Ben")
        queues = {
            person: store.ids("2025", theme=theme, doubtful_first=True)[:CARDS]
            for person, theme in ((ADA, "police"), (BEN, "drugs"))
        }
    assert len({*queues[ADA], *queues[BEN]}) == 2 * CARDS
    people = dict(zip((ADA, BEN), two, strict=True))
    for (name, *_), visitor, theme in zip(people, two, ("police", "drugs"), strict=True):
        visitor.open(f"review?wave=2025&queue=theme&theme={theme}", name=name)
    for place in range(1, CARDS + 1):
        for (_, key, _, title), visitor in people.items():
            counted(visitor, place)
            visitor.page.keyboard.press(key)
            shown(visitor, f"Your judgement: + {title}")
        for visitor in two:
            visitor.page.keyboard.press("s")
    for visitor in two:
        counted(visitor, CARDS + 1)
    with Store.open(settings.store_url) as store:
        for (name, _, theme, _), ids in queues.items():
            for id in ids:
                assert (f"user:{name}", theme) in _found(store, id)
        after = _saves(store, "Ada"), _saves(store, "Ben")
        assert after == (before[0] + CARDS, before[1] + CARDS)
