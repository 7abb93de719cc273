"""One theme: its share, its company, its groups, and its responses with the evidence marked."""

from insight.pages.distinct import distinct
from insight.settings import Settings

from .conftest import Open
from .reading import param, read


def test_share_tone_asks_and_definition(shared: Settings, open_page: Open) -> None:
    text = read(open_page("theme", wave="2024", theme="noise")).text
    assert text.startswith("Noise nuisance")
    assert "Loud music, parties and engines." in text
    assert "of respondents (" in text
    assert "of 3 themes" in text
    assert "ask for something" in text


def test_evidence_is_marked_and_reasons_are_given(shared: Settings, open_page: Open) -> None:
    page = read(open_page("theme", wave="2024", theme="noise"))
    assert "Loud music" in page.marked
    assert "a phrase of the codebook “loud music”; 90% sure" in page.text


def test_groups_small_enough_to_point_at_people_are_held_back(
    shared: Settings, open_page: Open
) -> None:
    text = read(open_page("theme", wave="2024", theme="noise")).text
    assert "Noise nuisance by ward" in text
    assert "Noise nuisance by age band" in text


def test_waves_are_compared(shared: Settings, open_page: Open) -> None:
    page = read(open_page("theme", wave="2025", theme="drugs"))
    assert "Drug use & dealing by wave" in page.text
    assert "responses?wave=2024&theme=drugs" in page.links


def test_the_theme_follows_the_choice(shared: Settings, open_page: Open) -> None:
    app = open_page("theme", wave="2024")
    app.selectbox(key="pick theme").select("police").run()
    assert param(app, "theme") == "police"
    assert read(app).text.startswith("Police presence")


def test_words_that_say_nothing_do_not_set_a_theme_apart() -> None:
    on = ["There is a dealer and there is a needle."] * 9
    off = ["The bins were late."] * 30
    assert [word for word, _ in distinct(on, off)] == ["dealer", "needle"]
