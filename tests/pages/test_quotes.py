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
    assert "Why: the most typical of 30 responses" in text
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


def test_a_quote_is_shortened_and_more_taken_out(sample: Settings, open_page: Open) -> None:
    app = open_page("quotes", person="Ada", wave="2024", theme="drugs")
    whole = "Dealers again, and loud music from their car."
    area = next(t for t in app.text_area if t.value == whole)
    area.input("Dealers again, from their car.")
    take = next(t for t in app.text_input if t.key == area.key.replace("text ", "take ", 1))
    take.input("their car")
    form = area.key.removeprefix("text ")
    keep = [b for b in app.button if b.label == "Keep this text"]
    next(b for b in keep if form in str(b.form_id)).click().run()
    assert "is not in the passage there" in read(app).text, "two words alone are no run"
    area = next(t for t in app.text_area if t.value.startswith("Dealers again"))
    area.input("Dealers again, and loud music from their car.")
    take = next(t for t in app.text_input if t.key == area.key.replace("text ", "take ", 1))
    take.input("their car")
    keep = [b for b in app.button if b.label == "Keep this text"]
    next(b for b in keep if form in str(b.form_id)).click().run()
    text = read(app).text
    assert "Dealers again, and loud music from [removed]." in text
    assert "The whole passage" in text
    with Store.open(sample.store_url) as store:
        cut = next(q for q in store.quotes("2024", "drugs") if q.whole)
    assert (cut.text, cut.whole) == ("Dealers again, and loud music from [removed].", whole)


def test_risky_quotes_take_a_lead_or_data_protection(sample: Settings, open_page: Open) -> None:
    with Store.open(sample.store_url) as store:
        store.set_role("Lea", "lead", "user:Lea")
        store.set_role("Ada", "reviewer", "user:Lea")
    app = open_page("quotes", person="Ada", wave="2024", theme="drugs")
    assert [b.disabled for b in buttons(app, "Approve")] == [False, True]
    assert "Approving this takes a lead or data protection" in read(app).text
    app = open_page("quotes", person="Lea", wave="2024", theme="drugs")
    assert [b.disabled for b in buttons(app, "Approve")] == [False, False]
    app = open_page("quotes", person="Vic", wave="2024", theme="drugs")
    assert all(b.disabled for b in buttons(app, "Approve"))


def test_a_wave_that_asked_for_no_consent_says_so(shared: Settings, open_page: Open) -> None:
    assert "no column that says who may be quoted" in read(open_page("quotes", wave="2024")).text
