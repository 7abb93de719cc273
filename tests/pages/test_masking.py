"""More words taken out for good: found exactly, shown before, gone after, only by those who may."""

import pytest

from insight.pages.masking import places
from insight.settings import Settings
from insight.store import Store

from .conftest import Open
from .reading import read
from .test_review import first, press


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("Ask Ann. Ann's dog annoys Annie", "Ann", ["Ann", "Ann"]),
        ("old  Rose\nTyler here", " Rose Tyler ", ["Rose\nTyler"]),
        ("call (a.b+c)", "a.b+c", ["a.b+c"]),
        ("aXb", "a.b", []),
        ("ann", "Ann", []),
        ("anything", "  ", []),
    ],
)
def test_places(text: str, wanted: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in places(text, wanted)] == found


def test_words_are_shown_then_taken_out_for_good(sample: Settings, open_page: Open) -> None:
    app = open_page("review", person="Ada", wave="2024", queue="theme", theme="noise")
    id = first(app)
    with Store.open(sample.store_url) as store:
        before = store.coded("2024", ids=[id])[0].response.text
    app.text_input(f"mask {id}").set_value("no such words").run()
    assert "has no such words" in read(app).text
    assert not [b for b in app.button if b.label.startswith("Take them out")]
    app.text_input(f"mask {id}").set_value("oud").run()
    assert "has no such words" in read(app).text
    app.text_input(f"mask {id}").set_value("music").run()
    page = read(app)
    assert "They stand here 1 time:" in page.text
    assert "There is no undo" in page.text
    assert "music" in page.marked
    with Store.open(sample.store_url) as store:
        assert store.coded("2024", ids=[id])[0].response.text == before
    press(app, "Take them out for good (1 time)")
    assert "Taken out for good, in 1 place." in read(app).text
    assert app.text_input(f"mask {id}").value == ""
    assert "█████" in read(app).text
    with Store.open(sample.store_url) as store:
        after = store.coded("2024", ids=[id])[0].response
        last = store.audit_log(1)[0]
    assert after.text == before.replace("music", "█████")
    assert ("by hand", 1) in after.redactions
    assert (last.by, last.what) == ("user:Ada", "redacted more")


def test_who_may_only_look_is_told_so(sample: Settings, open_page: Open) -> None:
    with Store.open(sample.store_url) as store:
        store.set_role("Lea", "lead", "user:Lea")
    app = open_page("review", person="Ada", wave="2024")
    assert not [t for t in app.text_input if t.key and t.key.startswith("mask")]
    assert "This takes the role of a reviewer, a lead or data protection." in read(app).text
