"""Projects in the app: made, chosen, kept apart; nothing to be seen of them where there is one."""

import time
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from insight import codebook, inforce, recoding
from insight.pages import edits
from insight.pages.jobs import jobs
from insight.settings import SHIPPED_BOOK, Settings
from insight.store import Store
from insight.types import Assignment

from .conftest import Open
from .reading import param, read
from .sample import AT, BOOK, wave
from .test_home import SURVEY

GREEN = codebook.make("Parks", [{**BOOK[1], "name": "Noisy geese"}, BOOK[2]])


@pytest.fixture
def two(sample: Settings) -> Settings:
    """The sample's two waves in its first project, and one wave in a second, by other themes."""
    with Store.open(sample.store_url) as store:
        store.add_project("Parks <b>", GREEN, "user:Ada")
        made = wave(GREEN, "2023", turn=1)
        known = {t.key for t in GREEN.themes}
        coded = tuple(
            replace(c, assignments=tuple(a for a in c.assignments if a.theme in known))
            for c in made.coded
        )
        quotes = tuple(q for q in made.quotes if q.theme in known)
        store.publish(replace(made, coded=coded, quotes=quotes), "", "Parks <b>")
    return sample


def side(app: AppTest) -> list[str]:
    return [box.label for box in app.sidebar.selectbox]


def press(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def test_one_project_is_not_to_be_seen(shared: Settings, open_page: Open) -> None:
    app = open_page("waves")
    page = read(app)
    assert side(app) == ["Wave"]
    assert param(app, "project") == ""
    assert page.text.startswith("Waves")
    assert "Last activity" not in page.text
    assert not next(e for e in app.expander if e.label == "Make or change a project").proto.expanded


def test_home_lists_every_project_with_its_waves(two: Settings, open_page: Open) -> None:
    page = read(open_page("waves"))
    first, _, parks = page.text.partition("Parks <b>")
    assert page.text.startswith("Projects and waves")
    assert "2 waves, 200 responses. Last activity on 2 June 2025. You work in this one." in first
    assert "1 wave, 96 responses. Last activity on" in parks
    assert ("2025" in first, "2025, the" in parks) == (True, False)
    assert "waves?project=Parks+%3Cb%3E" in page.links
    assert "Add a wave to First project" in page.text
    assert "b" not in page.tags


def test_the_project_is_chosen_and_kept_in_the_address(two: Settings, open_page: Open) -> None:
    app = open_page("")
    assert side(app) == ["Project", "Wave"]
    assert (param(app, "project"), param(app, "wave")) == ("First project", "2025")
    assert list(app.sidebar.selectbox[1].options) == ["2025", "2024"]
    app.sidebar.selectbox[0].select("Parks <b>").run()
    assert (param(app, "project"), param(app, "wave")) == ("Parks <b>", "2023")
    assert list(app.sidebar.selectbox[1].options) == ["2023"]
    assert "2023: 48 respondents" in read(app).text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"wave": "2023"}, ("Parks <b>", "2023")),
        ({"wave": "2023", "project": "First project"}, ("Parks <b>", "2023")),
        ({"project": "Parks <b>"}, ("Parks <b>", "2023")),
        ({"project": "Parks <b>", "wave": "1999"}, ("Parks <b>", "2023")),
        ({"project": "Roads"}, ("First project", "2025")),
    ],
)
def test_an_address_leads_to_its_project(
    two: Settings, open_page: Open, asked: dict[str, str], found: tuple[str, str]
) -> None:
    app = open_page("responses", **asked)
    assert (param(app, "project"), param(app, "wave")) == found


def test_the_app_begins_in_the_project_that_is_set(
    two: Settings, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSIGHT_PROJECT", "Parks <b>")
    assert param(open_page(""), "wave") == "2023"


def test_waves_are_compared_within_a_project_only(two: Settings, open_page: Open) -> None:
    kinds = [k for b in open_page("charts", wave="2023").selectbox for k in b.options]
    assert "Two waves side by side" not in kinds
    assert "Over time" not in read(open_page("theme", wave="2023", theme="noise")).text
    over = read(open_page("theme", wave="2025", theme="noise")).text.partition("Over time")[2]
    assert ("2024" in over, "2023" in over) == (True, False)


def test_each_project_shows_and_saves_its_own_codebook(two: Settings, open_page: Open) -> None:
    assert "Parks: 2 themes in use" in read(open_page("codebook", wave="2023")).text
    app = open_page("codebook", person="Ada", wave="2025", do="merge")
    assert "Small: 3 themes in use" in read(app).text
    app.selectbox(key="merge from").select("drugs")
    app.selectbox(key="merge into").select("noise").run()
    press(app, "Preview the merge")
    assert "Changes not saved yet" in read(app).text
    app.sidebar.selectbox[0].select("Parks <b>").run()
    assert "Parks: 2 themes in use" in read(app).text
    assert "Changes not saved yet" not in read(app).text, "a draft stays in its project"
    app.sidebar.selectbox[0].select("First project").run()
    press(app, "Save")
    with Store.open(two.store_url) as store:
        small = inforce.project_codebook(two, store)
        assert small["drugs"].into == "noise"
        assert store.own_codebook("Parks <b>") == GREEN
        assert [b.version for b in store.codebooks("Parks <b>")] == [GREEN.version]
    versions = open_page("codebook", wave="2023", do="versions")
    assert "There is one version so far." in read(versions).text


@pytest.mark.parametrize(
    ("source", "themes"),
    [("of First project", ["drugs", "noise", "police"]), ("file", ["noise", "police"])],
)
def test_a_project_is_made_with_the_codebook_chosen(
    sample: Settings, open_page: Open, source: str, themes: list[str]
) -> None:
    app = open_page("waves", person="Ada")
    app.text_input(key="project name").input(" Parks  plan ").run()
    assert next(b for b in app.button if b.label == "Make the project").disabled, "no codebook yet"
    app.selectbox(key="project codebook").select(source).run()
    if source == "file":
        content = codebook.dumps(GREEN, ".csv").encode()
        app.file_uploader(key="project file").upload("parks.csv", content, "text/csv").run()
    press(app, "Make the project")
    page = read(app).text
    assert "Parks plan is there, and you work in it now." in page
    assert "There is no wave yet in Parks plan." in page
    assert "Add a wave to Parks plan" in page
    assert param(app, "project") == "Parks plan"
    with Store.open(sample.store_url) as store:
        own = store.own_codebook("Parks plan")
        assert own is not None
        assert [t.key for t in own.themes] == themes


def test_the_first_project_may_begin_with_what_comes_along(
    empty: Settings, open_page: Open
) -> None:
    app = open_page("waves", person="Ada")
    app.text_input(key="project name").input("Safety plan").run()
    app.selectbox(key="project codebook").select("shipped").run()
    press(app, "Make the project")
    with Store.open(empty.store_url) as store:
        assert store.own_codebook("Safety plan") == codebook.load(SHIPPED_BOOK)


def test_what_cannot_be_made_is_said_in_a_line(sample: Settings, open_page: Open) -> None:
    app = open_page("waves", person="Ada")
    app.text_input(key="project name").input("First project").run()
    app.selectbox(key="project codebook").select("file").run()
    app.file_uploader(key="project file").upload("b.csv", b"key,name\nA b,x\n", "text/csv").run()
    press(app, "Make the project")
    assert "b.csv" in read(app).text
    app.selectbox(key="project codebook").select("shipped").run()
    press(app, "Make the project")
    assert "There is a project called 'First project' already" in read(app).text


def test_a_project_is_renamed_and_a_wave_moved(two: Settings, open_page: Open) -> None:
    app = open_page("waves", person="Ada", project="Parks <b>")
    app.text_input(key="new name of Parks <b>").input("Green").run()
    press(app, "Rename the project")
    assert "Parks <b> is now called Green." in read(app).text
    app.selectbox(key="move wave").select("2024").run()
    app.selectbox(key="move 2024 to").select("Green").run()
    press(app, "Move the wave")
    assert (param(app, "project"), side(app)) == ("Green", ["Project", "Wave"])
    with Store.open(two.store_url) as store:
        assert [w.name for w in store.waves("Green")] == ["2024", "2023"]


def test_only_a_lead_arranges_projects(two: Settings, open_page: Open) -> None:
    with Store.open(two.store_url) as store:
        store.set_role("Lea", "lead", "user:Lea")
    app = open_page("waves", person="Ada")
    app.text_input(key="project name").input("Roads").run()
    app.selectbox(key="project codebook").select("shipped").run()
    app.text_input(key="new name of First project").input("Safety").run()
    assert "This takes the role of a lead." in read(app).text
    labels = ("Make the project", "Rename the project", "Move the wave")
    assert [b.disabled for b in app.button if b.label in labels] == [True] * 3


def test_an_upload_goes_into_the_project_that_is_worked_in(two: Settings, open_page: Open) -> None:
    app = open_page("waves", person="Ada", project="Parks <b>")
    app.file_uploader(key="upload 0").upload("autumn.csv", SURVEY.encode(), "text/csv").run()
    app.text_input(key="name").input("2025").run()
    assert "There is a wave named 2025 in the project First project" in read(app).text
    assert next(b for b in app.button if b.label == "Analyse and publish").disabled
    app.text_input(key="name").input("Autumn").run()
    press(app, "Analyse and publish")
    job = jobs(str(two.data)).last
    assert job is not None
    deadline = time.monotonic() + 120
    while job.state == "running" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert job.state == "done", job.said
    with Store.open(two.store_url) as store:
        info = store.wave("Autumn")
        assert (info.project, info.codebook) == ("Parks <b>", GREEN.version)


def test_a_merge_in_one_project_judges_nothing_in_another(two: Settings) -> None:
    merged = edits.merged(GREEN, "police", "noise")
    with Store.open(two.store_url) as store:
        told = store.ids("2024", theme="police")[0]
        store.judge([Assignment(told, "police", 1.0, True, (), "user:Ada", AT)])
        assert recoding.carry_merges(store, "Parks <b>", merged, "user:Ada") == 0
        assert recoding.carry_merges(store, "First project", merged, "user:Ada") == 1


def test_a_codebook_can_be_changed_before_the_first_wave(sample: Settings, open_page: Open) -> None:
    with Store.open(sample.store_url) as store:
        store.add_project("Roads", GREEN, "user:Ada")
    app = open_page("codebook", person="Ada", project="Roads")
    assert "2 themes in use" in read(app).text
    for act in ("read", "edit", "merge", "split", "file", "versions", "add"):
        app.selectbox(key="pick do").set_value(act).run()
        assert not app.exception, act
    next(t for t in app.main.text_input if t.label == "Name").input("Benches")
    press(app, "Preview the change")
    assert "Changes not saved yet" in read(app).text
    press(app, "Save")
    with Store.open(sample.store_url) as store:
        saved = store.own_codebook("Roads")
        assert saved
        assert [t.name for t in saved.active] == ["Noisy geese", "Police presence", "Benches"]
    page = read(open_page("audit", person="Ada", project="Roads"))
    assert "codebook saved" in page.text
    assert "Taking out for good" not in page.text
    assert "There is no wave yet" in read(open_page("", person="Ada", project="Roads")).text
