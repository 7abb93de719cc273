"""Files of all responses of a large wave: made behind the pages, then handed out."""

import threading
import time

import pytest
from streamlit.testing.v1 import AppTest

from insight import export
from insight.errors import InsightError
from insight.pages import making
from insight.settings import Settings
from insight.store import Store

from .conftest import Open
from .reading import read


@pytest.fixture
def page(sample: Settings, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page of charts of a wave that counts as large."""
    monkeypatch.setattr(making, "LARGE", 40)
    monkeypatch.setattr(making, "STEP", 10)
    return open_page("charts", person="Ada", wave="2024")


def made(app: AppTest) -> AppTest:
    """The page once nothing is being made any more."""
    for _ in range(200):
        if app.session_state["making"].job.state != "running":
            return app.run()
        time.sleep(0.05)
    raise AssertionError("still being made")


def press(app: AppTest, label: str) -> AppTest:
    """Press the button with this label."""
    return next(b for b in app.button if b.label == label).click().run()


def downloads(app: AppTest) -> list[str]:
    """The labels of the downloads on the page."""
    return [d.proto.label for d in app.get("download_button")]


def test_a_file_is_made_and_handed_out_as_the_wave_stood(sample: Settings, page: AppTest) -> None:
    assert "Responses (.csv)" not in downloads(page)
    app = made(press(page, "Make .csv file"))
    with Store.open(sample.store_url) as store:
        groups = [name for name, _ in store.wave("2024").groups]
        assert app.session_state["making"].made == export.as_csv(store.coded("2024"), groups)
    assert "Responses (.csv) is ready: 0.1 MB" in read(app).text
    assert "Download Responses (.csv)" in downloads(app)
    app = made(press(app, "Make .jsonl file"))
    assert [d for d in downloads(app) if d.startswith("Download")] == [
        "Download Responses (.jsonl)"
    ], "one file at a time lies in memory"


def test_a_small_wave_is_handed_out_at_once(shared: Settings, open_page: Open) -> None:
    assert "Responses (.csv)" in downloads(open_page("charts", wave="2024"))


def test_what_was_judged_since_is_pointed_at_and_what_was_erased_is_gone(
    sample: Settings, page: AppTest
) -> None:
    app = made(press(page, "Make .csv file"))
    with Store.open(sample.store_url) as store:
        id = store.ids("2024")[0]
        store.code_blind(id, ["drugs"], "user:Ada")
        app = app.run()
        assert "make it again" in read(app).text
        who = store.coded("2024", ids=[id])[0].response.respondent
        store.erase_respondent("2024", who, "user:Ada")
    app = app.run()
    assert "making" not in app.session_state
    assert "Download Responses (.csv)" not in downloads(app)


def test_a_file_can_be_cancelled_and_a_failure_is_said(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    inner = making._counted

    def held(*given: object) -> object:
        go.wait(20)
        return inner(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "_counted", held)
    app = press(page, "Make .csv file")
    assert next(b for b in app.button if b.label == "Make .csv file").disabled
    press(app, "Cancel the file")
    go.set()
    app = made(app)
    assert "cancelled" in read(app).text
    assert not app.session_state["making"].made

    def broken(*_: object) -> object:
        raise InsightError("The disk is full.")

    monkeypatch.setattr(making, "_counted", broken)
    assert "The disk is full." in read(made(press(app, "Make .csv file"))).text
