"""Quotes: proposed with reasons and risks; approved or rejected in one's name, and kept."""

from streamlit.testing.v1 import AppTest

from insight.settings import Settings
from insight.store import Store

from .conftest import Open
from .reading import read


def buttons(app: AppTest, name: str) -> list:
    return [b for b in app.button if b.label == name]


def test_reasons_and_risks_are_shown(shared: Settings, open_page: Open) -> None:
    text = read(open_page("quotes", wave="2024", theme="drugs")).text
    assert "Why: nearest the middle of 30 responses" in text
    assert "May point at a person: may point to one address." in text
    assert "Waits for a decision" in text


def test_nothing_is_decided_without_a_name(shared: Settings, open_page: Open) -> None:
    app = open_page("quotes", wave="2024", theme="drugs")
    assert "Write your name" in read(app).text
    assert all(b.disabled for b in buttons(app, "Approve"))


def test_a_decision_is_kept_and_can_be_reopened(sample: Settings, open_page: Open) -> None:
    app = open_page("quotes", person="Ada", wave="2024", theme="drugs")
    buttons(app, "Approve")[0].click().run()
    assert "✓ Approved" in read(app).text
    with Store.open(sample.store_url) as store:
        assert [q.status for q in store.quotes("2024", "drugs")].count("approved") == 1
        assert store.audit_log(1)[0].by == "user:Ada"
    buttons(app, "Reopen")[0].click().run()
    assert "✓ Approved" not in read(app).text


def test_one_state_can_be_looked_at(shared: Settings, open_page: Open) -> None:
    app = open_page("quotes", wave="2024", theme="all", status="rejected")
    assert "No quote fits this choice." in read(app).text
    app.selectbox(key="pick status").select("proposed").run()
    assert read(app).tags.count("blockquote") == 4
