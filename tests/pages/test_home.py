"""A wave by upload: the dry run, what people settle, the run behind the page, its cancelling."""

import html
import threading
import time
from pathlib import Path

import pytest

from insight import ingest, pipeline
from insight.errors import InputError
from insight.pages import layout
from insight.pages.jobs import CancelledError, Job, Jobs, uploads
from insight.pages.jobs import jobs as server_jobs
from insight.settings import Settings
from insight.store import Store
from insight.types import Notify

from .conftest import Open
from .reading import read

SURVEY = "id,Ward,What worries you most about where you live?\n" + "".join(
    f"P{i},{'Hill' if i % 2 else 'Quay'},{text}\n"
    for i, text in enumerate(
        ["The dealers shout in the stairwell at night and nobody comes"] * 3
        + ["Loud music until three in the morning from the flats", "n/a", ""]
        + [f"The lights by gate {i} have been out for weeks and weeks now" for i in range(8)]
    )
)


def wait(jobs: Jobs) -> Job:
    for _ in range(600):
        if jobs.last and not jobs.running:
            return jobs.last
        time.sleep(0.05)
    raise AssertionError("the run did not end")


def test_the_dry_run_says_what_would_be_read(empty: Settings, open_page: Open) -> None:
    app = open_page("waves")
    app.file_uploader[0].upload("autumn-2025.csv", SURVEY.encode(), "text/csv").run()
    page = read(app)
    assert "autumn-2025.csv: CSV, 14 rows" in page.text
    assert app.multiselect[0].value == ["What worries you most about where you live?"]
    assert app.text_input(key="name").value == "Autumn 2025"
    assert not (empty.data / "uploads").exists()


def test_a_file_that_cannot_be_read_is_one_line(empty: Settings, open_page: Open) -> None:
    app = open_page("waves")
    app.file_uploader[0].upload("broken.xlsx", b"\x00\x01nonsense", "").run()
    text = read(app).text
    assert "Problem:" in text
    assert "broken.xlsx" in text


def test_a_wave_goes_from_file_to_overview(
    empty: Settings, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {}

    def run(
        path: Path,
        wave: str,
        settings: Settings,
        mapping: object,
        notify: object,
        *,
        accept: bool,
        by: str,
    ) -> object:
        given.update(name=path.name, text=path.read_text(), wave=wave, mapping=mapping)
        raise InputError("small.csv: a reason of its own.")

    monkeypatch.setattr(pipeline, "run", run)
    app = open_page("waves")
    app.file_uploader[0].upload("small.csv", SURVEY.encode(), "text/csv").run()
    app.text_input(key="name").input("Autumn").run()
    next(b for b in app.button if b.label == "Analyse and publish").click().run()
    job = wait(server_jobs(str(empty.data)))
    assert given["wave"] == "Autumn"
    assert given["text"] == SURVEY
    assert (job.state, job.said) == ("failed", "small.csv: a reason of its own.")
    assert not list(uploads(empty.data).iterdir())
    assert "a reason of its own" in read(app.run()).text


def test_the_store_refuses_a_wave_of_who_may_not_publish(empty: Settings, open_page: Open) -> None:
    with Store.open(empty.store_url) as store:
        store.set_role("bob", "lead", "user:bob")
    app = open_page("waves", person="eve")
    app.file_uploader[0].upload("small.csv", SURVEY.encode(), "text/csv").run()
    next(b for b in app.button if b.label == "Analyse and publish").click().run()
    job = wait(server_jobs(str(empty.data)))
    assert job.state == "failed"
    assert "eve may not publish a wave" in job.said
    with Store.open(empty.store_url) as store:
        assert store.waves() == ()


def test_a_new_edition_is_published_only_when_its_changes_are_taken_in(
    empty: Settings, open_page: Open, tmp_path: Path
) -> None:
    path = tmp_path / "autumn.csv"
    path.write_text(SURVEY)
    order = ingest.mapping_from({"columns": {"Ward": "closed"}})
    pipeline.run(path, "Autumn", empty, order)
    app = open_page("waves")
    edited = SURVEY.replace("until three", "until five").replace("P13,", "P99,")
    app.file_uploader[0].upload("autumn.csv", edited.encode(), "text/csv").run()
    app.text_input(key="name").input("Autumn").run()
    button = next(b for b in app.button if b.label == "Analyse and publish")
    assert "1 new, 1 changed, 1 gone, 10 the same" in read(app).text
    assert button.disabled
    assert [c.label for c in app.checkbox] == [
        "Read it as was settled before for files with these columns",
        "Take in these changes",
    ]
    assert app.multiselect[1].value == []  # the ward is no group, as was settled
    app.checkbox[1].check().run()
    assert not next(b for b in app.button if b.label == "Analyse and publish").disabled
    app.checkbox[0].uncheck().run()
    assert app.multiselect[1].value == ["Ward"]


def test_the_very_same_file_is_no_second_wave_unawares(
    empty: Settings, open_page: Open, tmp_path: Path
) -> None:
    path = tmp_path / "autumn-2025.csv"
    path.write_bytes(SURVEY.encode())
    pipeline.run(path, "Autumn", empty)
    app = open_page("waves")
    app.file_uploader[0].upload("autumn-2025.csv", SURVEY.encode(), "text/csv").run()
    assert "This very file is there already, as Autumn." in read(app).text
    publish = next(b for b in app.button if b.label == "Analyse and publish")
    assert publish.disabled
    app.checkbox(key="twin").check().run()
    assert not next(b for b in app.button if b.label == "Analyse and publish").disabled


def test_who_leads_a_session_is_chosen_by_pseudonym(empty: Settings, open_page: Open) -> None:
    talk = "Ann: What worries you here?\nBob: The noise at night.\nAnn: And the park?\nBob: Dark.\n"
    app = open_page("waves")
    app.file_uploader[0].upload("group.txt", talk.encode(), "text/plain").run()
    assert app.multiselect[0].options == ["Speaker 1", "Speaker 2"]
    app.multiselect[0].select("Speaker 1").run()
    page = read(app).text
    assert "Facilitator" in page
    assert "Ann" not in page
    assert [c.label for c in app.checkbox] == ["Analyse what the leaders say, too"]


def test_a_file_without_headings_can_be_read_so(empty: Settings, open_page: Open) -> None:
    app = open_page("waves")
    lines = "\n".join(f"Dealers in the stairwell on night {n} of the week" for n in range(8))
    app.file_uploader[0].upload("list.csv", lines.encode(), "text/csv").run()
    assert "answers received7" in read(app).text
    assert f"“Rows of headings: None” under “{layout.TITLE}” below reads it." in read(app).text
    next(s for s in app.selectbox if s.label == "Rows of headings").select(0).run()
    assert "answers received8" in read(app).text


def test_a_message_says_where_on_the_page_its_remedy_is() -> None:
    said = 'cannot be read: name the encoding, such as [file] encoding = "cp1250" or "gb18030".'
    assert html.unescape(layout.told(said)).endswith(
        f'such as “Characters: "cp1250" or "gb18030"” under “{layout.TITLE}” below.'
    )
    assert html.unescape(layout.told("Nothing of the kind.")) == "Nothing of the kind."


def test_what_parts_columns_can_be_said(empty: Settings, open_page: Open) -> None:
    app = open_page("waves")
    said = [
        "Dealers, mopeds and noise at night",
        "The bins, every week again, are late",
        "Dark paths",
    ]
    rows = "id~what worries you\n" + "".join(f"{n}~{said[n % 3]}, {n}\n" for n in range(9))
    app.file_uploader[0].upload("odd.csv", rows.replace("~", "|").encode(), "text/csv").run()
    next(s for s in app.selectbox if s.label == "Between columns").select(",").run()
    assert app.multiselect[0].value == []
    next(s for s in app.selectbox if s.label == "Between columns").select("|").run()
    assert app.multiselect[0].value == ["what worries you"]


def test_options_that_hold_a_comma_can_be_listed(empty: Settings, open_page: Open) -> None:
    golden = Path(__file__).parents[1] / "ingest" / "golden" / "google-forms.csv"
    app = open_page("waves")
    app.file_uploader[0].upload(golden.name, golden.read_bytes(), "text/csv").run()
    assert next(b for b in app.button if b.label == "Analyse and publish").disabled
    options = "Drugs, alcohol or vaping\nNoise\nLitter and dumping\nKnife crime"
    app.text_area[0].input(options).run()
    assert not next(b for b in app.button if b.label == "Analyse and publish").disabled


def test_progress_is_seen_from_any_session(empty: Settings, open_page: Open) -> None:
    go = threading.Event()

    def work(notify: Notify) -> str:
        notify("embed", 30, 120)
        assert go.wait(30)
        return "Autumn is published: 3 responses of 3 respondents."

    running = server_jobs(str(empty.data))
    assert running.start("Autumn", work, lambda: None)
    assert running.start("Another", work, lambda: None) is None
    while running.last and running.last.stage != "embed":
        time.sleep(0.01)
    app = open_page("waves")
    assert "Working on Autumn" in read(app).text
    assert any("Reading for meaning" in str(e.proto) for e in app.main if e.type == "progress")
    go.set()
    wait(running)
    assert "3 responses of 3 respondents" in read(open_page("waves")).text


def test_a_run_is_seen_from_every_other_page(sample: Settings, open_page: Open) -> None:
    go, begun = threading.Event(), threading.Event()

    def work(notify: Notify) -> str:
        notify("embed", 30, 120)
        begun.set()
        assert go.wait(60)
        return "done"

    running = server_jobs(str(sample.data))
    running.start("Autumn <b>", work, lambda: None)
    assert begun.wait(30)
    side = "".join(e.proto.body for e in open_page("responses").sidebar if e.type == "html")
    go.set()
    wait(running)
    assert "Autumn &lt;b&gt;: reading for meaning, 46%" in side
    assert 'href="waves"' in side
    after = "".join(e.proto.body for e in open_page("responses").sidebar if e.type == "html")
    assert "Autumn" not in after


def test_a_cancelled_run_leaves_the_store_as_it_was(sample: Settings, tmp_path: Path) -> None:
    running, tidied = Jobs(), threading.Event()
    reached, go = threading.Event(), threading.Event()

    def work(notify: Notify) -> str:
        notify("code", 1, 2)
        reached.set()
        assert go.wait(30)
        notify("save", 0, 1)
        with Store.open(sample.store_url) as store:
            store.delete_wave("2024", "user:nobody")
        return "too late"

    job = running.start("Autumn", work, tidied.set)
    assert job
    assert reached.wait(30)
    job.stop.set()
    go.set()
    assert wait(running).state == "cancelled"
    assert tidied.is_set()
    with Store.open(sample.store_url) as store:
        assert [w.name for w in store.waves()] == ["2024", "2025"]


@pytest.mark.parametrize(
    ("stage", "done", "stops"), [("save", 0, True), ("save", 1, False), ("report", 0, False)]
)
def test_what_is_published_is_not_cancelled(stage: str, done: int, stops: bool) -> None:
    job = Job("Autumn")
    job.stop.set()
    if stops:
        with pytest.raises(CancelledError):
            job.notify(stage, done, 1)
    else:
        job.notify(stage, done, 1)


def test_an_unforeseen_failure_holds_no_text(tmp_path: Path) -> None:
    def work(notify: Notify) -> str:
        raise ValueError("07700 900123")

    running = Jobs()
    running.start("Autumn", work, lambda: None)
    said = wait(running).said
    assert "ValueError" in said
    assert "07700" not in said


def test_uploads_left_behind_are_deleted(empty: Settings) -> None:
    left = uploads(empty.data) / "old"
    left.mkdir(parents=True)
    (left / "survey.csv").write_text("somebody's words")
    server_jobs(str(empty.data))
    assert not left.exists()
