"""The codebook page: a change is previewed, saved with the former version kept, and recorded."""

import time

import pytest

from insight import codebook as books
from insight import inforce
from insight.errors import UsageError
from insight.pages import edits, jobs
from insight.settings import Settings
from insight.store import RightsError, Store

from .conftest import Open
from .reading import read
from .sample import BOOK


def press(app, label: str):
    return next(b for b in app.button if b.label == label).click().run()


def in_force(settings: Settings) -> books.Codebook:
    return inforce.project_codebook(settings)


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
    assert in_force(sample) == before
    assert "Drug use & dealing" in text[text.index("What saving will change") :]
    press(app, "Save")
    after = in_force(sample)
    assert f"Saved as version {after.version}. Code the waves again" in read(app).text
    assert "bins" in after["drugs"].phrases
    assert books.load(sample.codebook) == before, "the file is what projects begin with"
    with Store.open(sample.store_url) as store:
        assert store.codebooks("First project") == (before, after)
        assert store.audit_log(1)[0].what == "codebook saved"


def test_a_merge_retires_one_and_loses_no_phrase(sample: Settings, open_page: Open) -> None:
    app = open_page("codebook", person="Ada", do="merge")
    app.selectbox(key="merge from").select("police").run()
    assert "Police presence" not in app.selectbox(key="merge into").options
    app.selectbox(key="merge into").select("noise").run()
    press(app, "Preview the merge")
    press(app, "Save")
    book = in_force(sample)
    assert book["police"].retired
    assert {"loud music", "police"} <= set(book["noise"].phrases)


def test_a_preview_says_how_many_gain_and_lose(sample: Settings, open_page: Open) -> None:
    app = open_page("codebook", person="Ada", do="edit", wave="2024")
    next(t for t in app.text_area if t.label.startswith("Examples")).input(
        "The bins are late again."
    )
    next(t for t in app.text_area if t.label.startswith("Phrases")).input("dealers\ndrug\nbins")
    press(app, "Preview the change")
    text = read(app).text
    assert "Coded both ways: 96 responses of 2024 that no person has judged" in text
    assert "16" in text.partition("Coded both ways")[2].partition("Drug use & dealing")[2][:12]


def test_a_pattern_is_previewed_like_a_phrase(sample: Settings, open_page: Open) -> None:
    app = open_page("codebook", person="Ada", do="edit", wave="2024")
    phrases = next(t for t in app.text_area if t.label.startswith("Phrases"))
    phrases.input("dealers\ndrug\n/b[iu]n+s?/\n/are|is|the|a|on/")
    press(app, "Preview the change")
    text = read(app).text
    assert "/b[iu]n+s?/Drug use & dealing1616" in text
    assert "“/are|is|the|a|on/” is in" in text
    assert "/b[iu]n+s?/” is in" not in text


def test_a_pattern_that_cannot_be_used_never_gets_into_the_draft(
    sample: Settings, open_page: Open
) -> None:
    app = open_page("codebook", person="Ada", do="edit")
    next(t for t in app.text_area if t.label.startswith("Phrases")).input("/bin(s/")
    press(app, "Preview the change")
    text = read(app).text
    assert "theme 'drugs': the pattern /bin(s/ cannot be used: missing )" in text
    assert "Changes not saved yet" not in text


def test_saving_then_coding_again_puts_it_in_force(sample: Settings, open_page: Open) -> None:
    app = open_page("codebook", person="Ada", do="edit", wave="2024")
    next(t for t in app.text_area if t.label.startswith("Examples")).input(
        "The bins are late again."
    )
    next(t for t in app.text_area if t.label.startswith("Phrases")).input("dealers\ndrug\nbins")
    press(app, "Preview the change")
    press(app, "Save")
    press(app, "Code all waves with this version")
    job = jobs.jobs(str(sample.data)).last
    assert job is not None
    deadline = time.monotonic() + 60
    while job.state == "running" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert job.state == "done", job.said
    with Store.open(sample.store_url) as store:
        assert store.wave("2024").codebook == in_force(sample).version
        assert store.count("2024", theme="drugs", search="bins") == 16


def test_only_a_lead_saves(sample: Settings, open_page: Open) -> None:
    before = books.load(sample.codebook)
    with Store.open(sample.store_url) as store:
        store.set_role("Lea", "lead", "user:Lea")
        store.set_role("Ada", "reviewer", "user:Lea")
        changed = edits.changed(before, "noise", description="Any loud sound at all.")
        with pytest.raises(RightsError, match="Ada may not save the codebook"):
            inforce.save_codebook(store, sample, before, changed, "user:Ada")
    assert in_force(sample) == before
    app = open_page("codebook", person="Ada", do="merge")
    app.selectbox(key="merge into").select("noise").run()
    press(app, "Preview the merge")
    assert next(b for b in app.button if b.label == "Save").disabled


def test_every_format_can_be_taken_away(shared: Settings, open_page: Open) -> None:
    app = open_page("codebook", do="file")
    labels = [e.proto.label for e in app.main if e.type == "download_button"]
    assert labels == ["Export as YAML", "Export as CSV", "Export as REFI-QDA (.qdc)"]


def test_versions_are_compared(sample: Settings, open_page: Open) -> None:
    before = books.load(sample.codebook)
    changed = edits.changed(before, "noise", description="Any loud sound at all.")
    with Store.open(sample.store_url) as store:
        inforce.save_codebook(store, sample, before, changed, "user:Ada")
    text = read(open_page("codebook", do="versions")).text
    assert "Loud music, parties and engines. → Any loud sound at all." in text


def test_a_save_over_a_change_made_meanwhile_is_refused(sample: Settings, open_page: Open) -> None:
    app = open_page("codebook", person="Ada", do="merge")
    app.selectbox(key="merge into").select("noise").run()
    press(app, "Preview the merge")
    was = books.load(sample.codebook)
    other = edits.changed(was, "noise", description="Any loud sound at all.")
    app.session_state["book"] = edits.merged(was, "drugs", "noise")
    with Store.open(sample.store_url) as store:
        inforce.save_codebook(store, sample, was, other, "user:Bob")
    press(app, "Save")
    assert "Someone saved the codebook meanwhile" in read(app).text
    assert in_force(sample)["noise"].description == "Any loud sound at all."


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
