"""Review: keys for everything, saved only as shown, a stale save loses nothing, undo."""

import datetime as dt
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from insight import inforce
from insight.pages import jobs, review, who
from insight.pages.drafts import KEYS, draft_of, judgements, summary
from insight.settings import Settings
from insight.store import Store
from insight.types import Assignment, Coded

from .conftest import Open
from .reading import read
from .sample import build, environment

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
    keys = {b.label: b.proto.shortcut.lower() for b in app.main if b.type == "button"}
    assert keys.pop("Learn and code again") == ""
    assert len(keys) == len(set(keys.values())) == 3 + 7
    assert "" not in keys.values()
    assert not {"r", "c"} & set(keys.values())
    assert not set(KEYS.lower()) & set("rcsnbzvxm")


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
        after = store.coded("2024", ids=[id])[0]
        assert (after.assignments, after.reading) == (before.assignments, before.reading)
        assert not after.checked
        assert len(store.history(id)) > 4
    assert "0 saved. People have checked 0 of 96" in read(app).text
    press(app, "Police presence")
    press(app, "Save and next")
    press(app, "Back")
    press(app, "Noise nuisance")
    press(app, "Save and next")
    press(app, "Undo the last save")
    with Store.open(sample.store_url) as store:
        after = store.coded("2024", ids=[id])[0]
        assert after.checked, "what was saved before that stays"
        assert "police" in after.themes


def test_undo_takes_nothing_back_that_somebody_else_did(sample: Settings, open_page: Open) -> None:
    app = open_page("review", person="Ada", wave="2024")
    id = first(app)
    press(app, "Police presence")
    press(app, "Save and next")
    with Store.open(sample.store_url) as store:
        version = store.coded("2024", ids=[id])[0].version
        store.judge(
            [Assignment(id, "noise", 1.0, True, (), "user:Ben", NOW)], expected={id: version}
        )
    press(app, "Undo the last save")
    assert "Not undone: " in read(app).text
    with Store.open(sample.store_url) as store:
        assert {"noise", "police"} <= set(store.coded("2024", ids=[id])[0].themes)


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
    assert "Save and next" not in [b.label for b in app.button], "S again would not go over it"
    press(app, "Save mine over theirs")
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
    ward = open_page("review", person="Ada", wave="2024", queue="group", group="Ward=Hill")
    with Store.open(shared.store_url) as store:
        assert set(ward.session_state["review"]["ids"]) == set(
            store.ids("2024", groups={"Ward": "Hill"})
        )
        hill = store.count("2024", groups={"Ward": "Hill"})
    shown = [name for box in ward.selectbox for name in box.options]
    assert f"Ward: Hill ({hill})" in shown
    for queue, n in (("sample", 96), ("uncoded", 32), ("blind", 96), ("disputed", 0)):
        app = open_page("review", person="Ada", wave="2024", queue=queue)
        assert len(app.session_state["review"]["ids"]) == n
    app = open_page("review", person="Ada", wave="2024", queue="theme", theme="noise")
    with Store.open(shared.store_url) as store:
        assert len(app.session_state["review"]["ids"]) == store.count("2024", theme="noise")


def test_what_nobody_has_judged_comes_first(sample: Settings, open_page: Open) -> None:
    with Store.open(sample.store_url) as store:
        (judged, *rest) = store.ids("2024", doubtful_first=True, theme="noise")
        store.judge([Assignment(judged, "noise", 1.0, True, (), "user:Ben", NOW)])
    app = open_page("review", person="Ada", wave="2024", queue="theme", theme="noise")
    assert first(app) == rest[0]
    assert app.session_state["review"]["ids"][-1] == judged


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


def test_the_random_sample_is_the_same_for_all_and_not_in_order(
    shared: Settings, open_page: Open
) -> None:
    one, two = (
        open_page("review", person=name, wave="2024", queue="sample").session_state["review"]["ids"]
        for name in ("Ada", "Ben")
    )
    with Store.open(shared.store_url) as store:
        assert one == two
        assert one != list(store.ids("2024"))


def test_a_note_and_a_flag_are_kept_with_the_judgement(sample: Settings, open_page: Open) -> None:
    app = open_page("review", person="Ada", wave="2024")
    id = first(app)
    press(app, "Flag for a colleague")
    app.text_input(key=f"note {id} 0").input("is this <b>noise</b>?").run()
    assert "Your judgement: flagged; note" in read(app).text
    press(app, "Save and next")
    with Store.open(sample.store_url) as store:
        (remark,) = store.remarks([id]).values()
    assert (remark.note, remark.flagged, remark.by) == ("is this <b>noise</b>?", True, "user:Ada")
    app = open_page("review", person="Ben", wave="2024", queue="flagged")
    assert app.session_state["review"]["ids"] == [id]
    assert next(t for t in app.text_input if t.label.startswith("Note")).value == remark.note


def test_marking_a_theme_shows_what_the_card_will_be(shared: Settings, open_page: Open) -> None:
    app = open_page("review", person="Ada", wave="2024", queue="theme", theme="noise")
    assert "Loud music" in read(app).marked
    press(app, "Noise nuisance")
    assert read(app).marked == []
    press(app, "Noise nuisance")
    assert "Loud music" in read(app).marked


def test_the_counter_says_what_this_sitting_changed(sample: Settings, open_page: Open) -> None:
    app = open_page("review", person="Ada", wave="2024", queue="uncoded")
    for _ in range(2):
        press(app, "Noise nuisance")
        press(app, "Save and next")
    text = read(app).text
    assert "3 of 32, 2 saved. People have checked 2 of 96 responses of this wave." in text
    assert "This sitting: + Noise nuisance 2×." in text
    press(app, "Undo the last save")
    assert "This sitting: + Noise nuisance 1×." in read(app).text


def test_who_codes_blind_sees_no_codes_and_changes_none(sample: Settings, open_page: Open) -> None:
    with Store.open(sample.store_url) as store:
        before = store.coded("2024", absent=True)
    app = open_page("review", person="Ada", wave="2024", queue="blind")
    for _ in range(12):
        page = read(app)
        assert page.marked == []
        assert "sure" not in page.text
        assert not [b for b in app.button if b.label.startswith("✓")]
        press(app, "Noise nuisance")
        press(app, "Save and next")
    text = read(app).text
    assert "13 of 96, 12 saved." in text
    assert "12 responses of this sample coded blind by Ada; 0 of them by two or more" in text
    assert "Ada and the model" in text
    with Store.open(sample.store_url) as store:
        assert store.coded("2024", absent=True) == before
        assert {b.themes for b in store.blind("2024")} == {frozenset({"noise"})}
    again = open_page("review", person="Ada", wave="2024", queue="blind")
    assert "13 of 96" in read(again).text, "one goes on where one was"
    other = open_page("review", person="Ben", wave="2024", queue="blind")
    for _ in range(10):
        press(other, "Save and next")
    assert "People among themselves" in read(other).text


def test_the_audit_compares_people_with_the_model(sample: Settings, open_page: Open) -> None:
    app = open_page("review", person="Ada", wave="2024", queue="sample")
    assert "A figure is shown from 10 responses" in read(app).text
    for n in range(10):
        if n < 2:
            press(app, "Police presence")
        press(app, "Save and next")
    text = read(app).text
    assert "8 of 10" in text.partition("Responses whose themes all stood")[2][:40]


def test_the_model_is_taught_by_who_leads(sample: Settings, open_page: Open) -> None:
    with Store.open(sample.store_url) as store:
        store.set_role("Lea", "lead", "user:Lea")
        store.set_role("Ada", "reviewer", "user:Lea")
        id = store.ids("2024")[0]
        store.judge([Assignment(id, "noise", 1.0, True, (), "user:Ada", NOW)])
    app = open_page("review", person="Ada", wave="2024")
    assert next(b for b in app.button if b.label == "Learn and code again").disabled
    app = open_page("review", person="Lea", wave="2024")
    press(app, "Learn and code again")
    job = jobs.jobs(str(sample.data)).last
    assert job is not None
    deadline = time.monotonic() + 60
    while job.state == "running" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert "Coded again: 2024 and 2025." in job.said, job.said
    with Store.open(sample.store_url) as store:
        assert "noise" in store.coded("2024", ids=[id])[0].themes


def test_a_viewer_may_look_but_not_save(sample: Settings, open_page: Open) -> None:
    with Store.open(sample.store_url) as store:
        store.set_role("Lea", "lead", "user:Lea")
    app = open_page("review", person="Vic", wave="2024")
    assert "You may look, but not judge responses" in read(app).text
    assert next(b for b in app.button if b.label == "Save and next").disabled


@pytest.mark.parametrize("both_first", [True, False])
def test_two_reviewers_at_once_lose_nothing(
    store_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    open_page: Open,
    both_first: bool,
) -> None:
    """Two sessions over one store, on each database, take turns over the same queue."""
    settings = build(tmp_path / "data", store_url)
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(who, "known", dict)
    ada, ben = (open_page("review", person=p, wave="2024", queue="uncoded") for p in ("Ada", "Ben"))
    ids = list(ada.session_state["review"]["ids"])[:3]
    for _ in ids:
        press(ada, "Noise nuisance")
        press(ben, "Police presence")
        press(ada, "Save and next")
        press(ben, "Save and next")
        assert "was changed by Ada" in read(ben).text
        if both_first:
            press(ben, "Noise nuisance")
        press(ben, "Save mine over theirs")
    with Store.open(store_url) as store:
        for c in store.coded("2024", ids=ids):
            assert set(c.themes) == ({"noise", "police"} if both_first else {"police"})
            made = [j for j in store.history(c.response.id) if isinstance(j, Assignment)]
            assert {(j.theme, j.by) for j in made if j.present and j.by.startswith("user:")} >= {
                ("noise", "user:Ada"),
                ("police", "user:Ben"),
            }


def test_a_key_that_came_too_early_is_not_passed_over(
    shared: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S, then at once the keys for the next card, while the page still shows the one before."""
    with Store.open(shared.store_url) as store:
        one, two = store.coded("2024", uncoded=True, limit=2, absent=True)
        saved: list[str] = []
        desk = SimpleNamespace(
            codebook=inforce.project_codebook(shared), by="user:Ada", store=store, person="Ada"
        )
        monkeypatch.setattr(store, "judge", lambda *a, expected, **k: saved.append(*expected))
        ids = [one.response.id, two.response.id]
        state = {"ids": ids, "at": 0, "saved": 0, "last": None, "tally": Counter()}
        drafts = {id: draft_of(c) for id, c in zip(ids, (one, two), strict=True)}
        monkeypatch.setattr(review.st, "session_state", {"review": state, "drafts": drafts})

        def save(item: Coded) -> None:
            review._save(desk, item, drafts.get(item.response.id, draft_of(item)), None)  # type: ignore[arg-type]

        save(one)
        review._toggle(ids[0], "noise")
        save(one)
        save(two)
        assert saved == [ids[0]]
        assert "a key came before this response was shown" in str(state["last"])
        review._toggle(ids[1], "noise")
        assert drafts[ids[1]].themes == {"noise"}
        save(two)
        assert saved == ids
