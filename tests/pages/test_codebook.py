"""The codebook page: a change is previewed, saved with the former version kept, and recorded."""

import pytest

from insight import codebook as books
from insight.errors import UsageError
from insight.pages import edits
from insight.settings import Settings
from insight.store import Store

from .conftest import Open
from .reading import read
from .sample import BOOK


def press(app, label: str):
    return next(b for b in app.button if b.label == label).click().run()


def test_themes_can_be_read(shared: Settings, open_page: Open) -> None:
    text = read(open_page("codebook")).text
    assert "Small: 3 themes in use" in text
    assert "Loud music, parties and engines." in text


def test_a_new_phrase_is_previewed_then_saved(sample: Settings, open_page: Open) -> None:
    before = books.load(sample.codebook)
    app = open_page("codebook", person="Ada", do="edit")
    phrases = next(t for t in app.text_area if t.label.startswith("Phrases"))
    phrases.input("dealers\ndrug\nbins")
    press(app, "Preview the change")
    text = read(app).text
    assert "Changes not saved yet" in text
    assert "+ bins" in text
    assert books.load(sample.codebook) == before
    press(app, "Save")
    after = books.load(sample.codebook)
    assert "bins" in after["drugs"].phrases
    assert books.load(sample.data / "codebooks" / f"{before.version}.yaml") == before
    with Store.open(sample.store_url) as store:
        assert store.audit_log(1)[0].what == "codebook saved"


def test_a_merge_retires_one_and_loses_no_phrase(sample: Settings, open_page: Open) -> None:
    app = open_page("codebook", person="Ada", do="merge")
    app.selectbox(key="merge from").select("police")
    app.selectbox(key="merge into").select("noise").run()
    press(app, "Preview the merge")
    press(app, "Save")
    book = books.load(sample.codebook)
    assert book["police"].retired
    assert {"loud music", "police"} <= set(book["noise"].phrases)


def test_a_save_over_a_change_made_meanwhile_is_refused(sample: Settings, open_page: Open) -> None:
    app = open_page("codebook", person="Ada", do="merge")
    app.selectbox(key="merge into").select("noise").run()
    press(app, "Preview the merge")
    was = books.load(sample.codebook)
    other = edits.changed(was, "noise", description="Any loud sound at all.")
    app.session_state["book"] = edits.merged(was, "drugs", "noise")
    books.save(other, sample.codebook)
    press(app, "Save")
    assert "Someone saved the codebook meanwhile" in read(app).text
    assert books.load(sample.codebook)["noise"].description == "Any loud sound at all."


BOOKED = books.make("Small", BOOK)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda: edits.merged(BOOKED, "noise", "noise"), "Choose two"),
        (lambda: edits.added(BOOKED, "noise NUISANCE"), "called"),
        (lambda: edits.added(BOOKED, "  "), "no name"),
        (lambda: edits.split(BOOKED, "noise", "New", "", {}), "at least one"),
    ],
)
def test_edits_that_make_no_sense_are_refused(change, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        change()


def test_a_split_moves_what_was_chosen() -> None:
    book = edits.split(BOOKED, "drugs", "Dealing", "Selling drugs.", {"phrases": ["dealers"]})
    assert book["dealing"].phrases == ("dealers",)
    assert book["dealing"].parent == "Crime"
    assert book["drugs"].phrases == ("drug",)
