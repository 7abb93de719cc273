"""Taking out for good: a respondent is found by id or by words; nothing goes without being sure."""

from typing import Any

from streamlit.testing.v1 import AppTest

from insight.settings import Settings
from insight.store import Store

from .conftest import Open
from .reading import read


def ask(app: AppTest, whom: str) -> str:
    app.text_input(key="erase whom").input(whom).run()
    return read(app).text


def button(app: AppTest, starts: str) -> list[Any]:
    return [b for b in app.button if b.label.startswith(starts)]


def test_a_respondent_is_erased_by_the_id_in_the_file(sample: Settings, open_page: Open) -> None:
    with Store.open(sample.store_url) as store:
        theirs = store.coded("2025", limit=1)[0].response
        own = store.said_by("2025", theirs.respondent)
        before, received = store.count("2025"), store.ledger("2025").received
    app = open_page("audit", person="Dee", wave="2025")
    assert theirs.text in ask(app, f" {theirs.respondent} ")
    (erase,) = button(app, "Erase")
    assert erase.disabled
    app.checkbox[0].check().run()
    (erase,) = button(app, "Erase")
    erase.click().run()
    text = read(app).text
    assert f"{len(own)} response{'s' * (len(own) > 1)} of one respondent erased" in text
    assert "Take them out of the file too" in text
    with Store.open(sample.store_url) as store:
        assert store.count("2025") == before - len(own)
        assert store.said_by("2025", theirs.respondent) == ()
        assert store.ledger("2025").received == received
        last = store.audit_log(1)[0]
        assert (last.by, last.what) == ("user:Dee", "respondent erased")
        assert theirs.respondent not in repr(last)


def test_a_respondent_is_found_by_words(sample: Settings, open_page: Open) -> None:
    app = open_page("audit", person="Dee", wave="2024")
    assert "no answer holds all these words" in ask(app, "zeppelin")
    ask(app, "loud music")
    assert len(app.radio[0].options) == 10
    assert "at least 10 fit" in app.radio[0].label
    chosen = app.radio[0].options[3].partition(":")[0].replace("\\", "")
    app.radio[0].set_value(chosen).run()
    app.checkbox[0].check().run()
    button(app, "Erase")[0].click().run()
    assert "of one respondent erased" in read(app).text
    with Store.open(sample.store_url) as store:
        assert store.said_by("2024", chosen) == ()


def test_a_wave_is_deleted_by_its_name(sample: Settings, open_page: Open) -> None:
    app = open_page("audit", person="Dee", wave="2024")
    (delete,) = button(app, "Delete the wave")
    assert delete.disabled
    app.text_input(key="delete 2024").input("2025").run()
    assert button(app, "Delete the wave")[0].disabled
    app.text_input(key="delete 2024").input("2024").run()
    button(app, "Delete the wave")[0].click().run()
    assert "2024 is deleted" in read(app).text
    with Store.open(sample.store_url) as store:
        assert [w.name for w in store.waves()] == ["2025"]
    app.text_input(key="delete 2025").input("2025").run()
    button(app, "Delete the wave")[0].click().run()
    text = read(app).text
    assert "2025 is deleted" in text
    assert "Taking out for good" not in text
    assert "There is no wave yet" in read(open_page("waves", person="Dee")).text


def test_it_takes_data_protection(sample: Settings, open_page: Open) -> None:
    with Store.open(sample.store_url) as store:
        store.set_role("Lea", "lead", "user:Lea")
    app = open_page("audit", person="Lea", wave="2024")
    assert "This takes the role of data protection" in read(app).text
    assert not button(app, "Erase") + button(app, "Delete the wave")
