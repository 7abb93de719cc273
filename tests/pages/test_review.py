"""Review: keys for everything, saved only as shown, a stale save loses nothing, undo."""

import datetime as dt

from streamlit.testing.v1 import AppTest

from insight.pages.drafts import KEYS, draft_of, judgements, summary
from insight.settings import Settings
from insight.store import Store
from insight.types import Assignment

from .conftest import Open
from .reading import read

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def press(app: AppTest, start: str) -> AppTest:
    """Press the button whose label starts so."""
    return next(b for b in app.button if start in b.label).click().run()


def first(app: AppTest) -> str:
    return str(app.session_state["review"]["ids"][0])


def test_a_name_is_asked_for_first(shared: Settings, open_page: Open) -> None:
    app = open_page("review", wave="2024")
    assert "Write your name" in read(app).text
    assert not [b for b in app.button if b.label.startswith("Save")]


def test_every_action_has_a_key_of_its_own(shared: Settings, open_page: Open) -> None:
    app = open_page("review", person="Ada", wave="2024")
    keys = [b.proto.shortcut.lower() for b in app.main if b.type == "button"]
    assert len(keys) == len(set(keys)) == 3 + 6
    assert "" not in keys
    assert not {"r", "c"} & set(keys)
    assert not set(KEYS.lower()) & set("rcsnbzvx")


def test_a_correction_is_saved_and_outranks_the_model(sample: Settings, open_page: Open) -> None:
    app = open_page("review", person="Ada", wave="2024")
    id = first(app)
    with Store.open(sample.store_url) as store:
        before = store.coded("2024", ids=[id])[0]
    assert before.assignments[0].uncertain
    added = "noise" if "noise" not in before.themes else "police"
    press(app, {"noise": "Noise nuisance", "police": "Police presence"}[added])
    assert "Your judgement: + " in read(app).text
    press(app, "Save and next")
    assert "2 of" in read(app).text
    assert "Saved at" in read(app).text
    with Store.open(sample.store_url) as store:
        after = store.coded("2024", ids=[id], absent=True)[0]
    assert set(after.themes) == {*before.themes, added}
    assert {a.by for a in after.assignments} == {"user:Ada"}
    assert len(after.assignments) == 3
    assert not any(a.uncertain for a in after.assignments)


def test_undo_puts_it_back_and_keeps_the_history(sample: Settings, open_page: Open) -> None:
    app = open_page("review", person="Ada", wave="2024")
    id = first(app)
    with Store.open(sample.store_url) as store:
        before = store.coded("2024", ids=[id])[0]
    press(app, "Police presence")
    press(app, "Save and next")
    press(app, "Undo the last save")
    assert "Undone" in read(app).text
    assert "1 of" in read(app).text
    with Store.open(sample.store_url) as store:
        assert store.coded("2024", ids=[id])[0].themes == before.themes
        assert len(store.history(id)) > 6


def test_a_stale_save_says_who_and_loses_nothing(sample: Settings, open_page: Open) -> None:
    app = open_page("review", person="Ada", wave="2024")
    id = first(app)
    press(app, "Police presence")
    with Store.open(sample.store_url) as store:
        theirs = Assignment(id, "noise", 1.0, True, (), "user:Ben", NOW)
        store.judge([theirs], expected={id: 0})
    press(app, "Save and next")
    text = read(app).text
    assert "was changed by Ben" in text
    assert "1 of" in text
    assert "police" in app.session_state["drafts"][id].themes
    with Store.open(sample.store_url) as store:
        assert "police" not in store.coded("2024", ids=[id])[0].themes
    press(app, "Save and next")
    with Store.open(sample.store_url) as store:
        assert "police" in store.coded("2024", ids=[id])[0].themes


def test_theirs_can_be_taken_instead(sample: Settings, open_page: Open) -> None:
    app = open_page("review", person="Ada", wave="2024")
    id = first(app)
    press(app, "Police presence")
    with Store.open(sample.store_url) as store:
        store.judge([Assignment(id, "noise", 1.0, True, (), "user:Ben", NOW)], expected={id: 0})
    press(app, "Save and next")
    press(app, "Take their version")
    assert "noise" in app.session_state["drafts"][id].themes
    assert "Your judgement: as coded" in read(app).text


def test_queues(shared: Settings, open_page: Open) -> None:
    for queue, n in (("sample", 96), ("uncoded", 32)):
        app = open_page("review", person="Ada", wave="2024", queue=queue)
        assert len(app.session_state["review"]["ids"]) == n
    app = open_page("review", person="Ada", wave="2024", queue="theme", theme="noise")
    with Store.open(shared.store_url) as store:
        assert len(app.session_state["review"]["ids"]) == store.count("2024", theme="noise")


def test_what_a_draft_says(shared: Settings) -> None:
    with Store.open(shared.store_url) as store:
        item = store.coded("2024", theme="noise", limit=1)[0]
        book = store.codebooks()[0]
    draft = draft_of(item).toggled("noise").toggled("police").with_ask()
    assert "+ Police presence; − Noise nuisance" in summary(book, item, draft)
    assert summary(book, item, draft_of(item)) == ""
    made, readings = judgements(book, item, draft, "user:Ada", NOW)
    assert {a.theme: a.present for a in made} == {"drugs": False, "noise": False, "police": True}
    assert readings[0].ask is not bool(item.reading and item.reading.ask)
    kept, _ = judgements(book, item, draft_of(item), "user:Ada", NOW)
    assert next(a for a in kept if a.present).evidence == item.assignments[0].evidence
