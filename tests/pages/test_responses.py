"""Responses: searched, filtered and paged in the store; whatever they hold, shown as text."""

import datetime as dt

import pytest

from insight.settings import Settings
from insight.store import Store

from .conftest import Open
from .reading import html, param, read
from .sample import HOSTILE


def test_a_page_holds_twenty_and_says_of_how_many(shared: Settings, open_page: Open) -> None:
    page = read(open_page("responses", wave="2024"))
    assert "96 responses. Shown: 1 to 20." in page.text
    assert page.tags.count("article") == 20


def test_only_one_page_is_read_from_the_store(
    shared: Settings, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    coded = Store.coded

    def watched(store: Store, wave: str, **which: object) -> object:
        asked.append(which.get("limit"))
        return coded(store, wave, **which)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "coded", watched)
    open_page("responses", wave="2024")
    assert asked == [20]


def test_words_are_searched_and_stay_out_of_the_address(shared: Settings, open_page: Open) -> None:
    app = open_page("responses", wave="2024")
    app.text_input(key="search").input("loud MUSIC").run()
    page = read(app)
    assert "32 responses." in page.text
    assert param(app, "search") == ""
    assert "music" not in str(dict(app.query_params))
    app.text_input(key="search").input("nobody said this").run()
    assert "No response fits" in read(app).text


def test_facets_narrow_and_stand_in_the_address(shared: Settings, open_page: Open) -> None:
    app = open_page("responses", wave="2024", theme="drugs")
    before = read(app).text
    app.selectbox(key="pick g.Ward").select("Hill").run()
    assert param(app, "g.Ward") == "Hill"
    after = read(app)
    assert "Theme: Drug use & dealing, Ward: Hill" in after.text
    assert after.tags.count("article") < int(before.split(" responses.")[0].split()[-1])


def test_days_narrow_and_stand_in_the_address(shared: Settings, open_page: Open) -> None:
    app = open_page("responses", wave="2024", since="2024-04-10", until="soon")
    assert "Only part of the wave is shown. From: 10 April 2024. Clear" in read(app).text
    assert app.date_input(key="pick since").value == dt.date(2024, 4, 10)
    app.date_input(key="pick until").set_value(dt.date(2024, 4, 11)).run()
    assert param(app, "until") == "2024-04-11"
    page = read(app)
    assert "8 responses." in page.text  # two people a day, two questions
    assert page.text.count("10 April 2024") + page.text.count("11 April 2024") >= 8


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_responses_are_text(shared: Settings, open_page: Open, kind: str) -> None:
    app = open_page("responses", wave="2025")
    word = {"latex": "LaTeX", "lines": "indented", "script": "broken", "zero": "underpass"}
    app.text_input(key="search").input(word.get(kind, HOSTILE[kind][-30:])).run()
    page = read(app)
    assert page.tags.count("article") >= 1
    assert not {"img", "script", "style", "a", "b"} & set(page.tags) - {"a"}
    assert all(link.startswith("responses?") for link in page.links)
    assert "broken into'</script>" not in html(app)


def test_meaning_is_searched_with_the_encoder(shared: Settings, open_page: Open) -> None:
    app = open_page("responses", wave="2024")
    app.text_input(key="search").input("Loud music until three in the morning.").run()
    app.toggle(key="meaning").set_value(True).run()
    page = read(app)
    assert "nearest in meaning first" in page.text
    assert page.text.index("Loud music until three") < page.text.index("Dealers in the stairwell")
