"""What residents told us: the answer first, honest figures, each with a way to what is behind."""

import pytest

from insight import pipeline
from insight.settings import Settings
from insight.types import Topic

from .conftest import Open
from .reading import html, param, read
from .sample import ODD_WARD


def test_the_answer_comes_before_every_figure(shared: Settings, open_page: Open) -> None:
    text = read(open_page(wave="2024")).text
    answer, table = text.index("respondents ("), text.index("All themes, by the share")
    assert answer < table
    assert "95% CI" in text[:table]


def test_figures_are_those_of_the_library(shared: Settings, open_page: Open) -> None:
    with pipeline.open_store(shared) as store:
        found = pipeline.findings(store, "2024")
    text = read(open_page(wave="2024")).text
    for sentence in found.sentences:
        assert sentence in text
    for t in found.themes:
        assert t.theme.name in text


def test_every_figure_leads_to_its_responses(shared: Settings, open_page: Open) -> None:
    links = read(open_page(wave="2024")).links
    assert "responses?wave=2024&theme=noise" in links
    assert "responses?wave=2024&theme=drugs&tone=neg" in links
    assert "responses?wave=2024&ask=yes" in links
    assert "responses?wave=2024&uncoded=yes" in links
    assert "theme?wave=2024&theme=police" in links


def test_the_ledger_adds_up_on_the_page(shared: Settings, open_page: Open) -> None:
    page = html(open_page(wave="2024"))
    ledger = page[page.index("Every answer received") :]
    for number in ("101", "4", "1", "96"):
        assert f'<td class="n">{number}</td>' in ledger


def test_filters_come_from_the_address_and_follow_every_link(
    shared: Settings, open_page: Open
) -> None:
    app = open_page(wave="2024", **{"g.Ward": "Hill"})
    page = read(app)
    assert "Only part of the wave is shown. Ward: Hill." in page.text
    assert "responses?wave=2024&g.Ward=Hill&theme=drugs" in page.links
    app.selectbox(key="pick tone").select("neg").run()
    assert param(app, "tone") == "neg"
    assert "Tone: Negative" in read(app).text


def test_a_hostile_group_is_text(shared: Settings, open_page: Open) -> None:
    page = html(open_page(wave="2024", **{"g.Ward": ODD_WARD}))
    assert "Quay &lt;b&gt;&amp; Docks&lt;/b&gt; $x$ **w**" in page
    assert "<b>& Docks" not in page


def test_too_few_people_are_given_no_figures(shared: Settings, open_page: Open) -> None:
    app = open_page(wave="2024", ask="yes", **{"g.Ward": "Hill", "g.Age band": "65+"})
    text = read(app).text
    assert "No figures are shown of fewer than 10" in text
    assert "%" not in text


def test_topics_are_looked_for_on_demand(
    shared: Settings, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def topics(store: object, wave: str, settings: object) -> object:
        asked.append(wave)
        ids = [c.response.id for c in store.coded(wave, uncoded=True, limit=2)]  # type: ignore[attr-defined]
        return (Topic(1, "bins <b>late", (("bins", 0.5),), tuple(ids), tuple(ids[:1])),), ()

    monkeypatch.setattr(pipeline, "topics", topics)
    app = open_page(wave="2024")
    assert asked == []
    next(b for b in app.button if b.label == "Look for topics").click().run()
    page = read(app)
    assert asked == ["2024"]
    assert "bins <b>late" in page.text
    assert "b" not in page.tags
