"""What residents told us: the answer first, honest figures, each with a way to what is behind."""

import datetime as dt
from dataclasses import replace

import pytest

from insight import codebook, findings, inforce, waves
from insight.settings import Settings
from insight.store import Store
from insight.types import Assignment, Coded, Ledger, Skipped, Tone, Topic

from .conftest import Open
from .reading import html, param, read
from .sample import ODD_WARD, wave


def test_the_answer_comes_before_every_figure(shared: Settings, open_page: Open) -> None:
    text = read(open_page(wave="2024")).text
    answer, table = text.index("respondents ("), text.index("All themes, by the share")
    assert answer < table
    assert "95% CI" in text[:table]


def test_figures_are_those_of_the_library(shared: Settings, open_page: Open) -> None:
    with inforce.open_store(shared) as store:
        found = waves.findings(store, "2024")
    text = read(open_page(wave="2024")).text
    for sentence in found.sentences:
        assert sentence in text
    for t in found.themes:
        assert t.theme.name in text


def test_every_figure_leads_to_its_responses(shared: Settings, open_page: Open) -> None:
    links = read(open_page(wave="2024")).links
    assert "responses?wave=2024&theme=noise" in links
    assert "responses?wave=2024&theme=drugs&on_theme=neg" in links
    assert "responses?wave=2024&ask=yes" in links
    assert "responses?wave=2024&uncoded=yes" in links
    assert "theme?wave=2024&theme=police" in links


def test_the_ledger_adds_up_on_the_page(shared: Settings, open_page: Open) -> None:
    page = html(open_page(wave="2024"))
    ledger = page[page.index("Every answer received") :]
    for number in ("101", "4", "1", "96"):
        assert f'<td class="n">{number}</td>' in ledger


def test_where_answers_stand_that_were_left_out(sample: Settings, open_page: Open) -> None:
    p = wave(codebook.load(sample.codebook), "2026", turn=0)
    left = (
        Skipped("row 14 · q2", "language", "not in English"),
        *(Skipped(f"row {n} · q1", "read", "blank") for n in range(20, 80)),
    )
    with inforce.open_store(sample) as store:
        ledger = Ledger(96 + 61, 96, (("blank", 60), ("not in English", 1)))
        store.publish(replace(p, skipped=left, ledger=ledger))
    text = read(open_page(wave="2026")).text
    assert "Not in English: row 14 · q2." in text
    assert "row 69 · q1; and 10 more." in text


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


def test_options_say_how_many_responses_each_has(shared: Settings, open_page: Open) -> None:
    app = open_page(wave="2024")
    assert app.selectbox(key="pick g.Ward").options == ["All", "Hill (48)", f"{ODD_WARD} (48)"]
    assert app.selectbox(key="pick tone").options == [
        *("All", "Negative (24)", "Neutral (24)", "Positive (24)", "Mixed (24)")
    ]
    app.selectbox(key="pick g.Ward").select("Hill").run()
    assert param(app, "g.Ward") == "Hill"
    assert app.selectbox(key="pick g.Ward").options[1] == "Hill (48)"


def test_small_groups_have_no_count_and_what_leaves_no_choice_no_filter(
    sample: Settings, open_page: Open
) -> None:
    book = codebook.load(sample.codebook)
    p = wave(book, "2026", turn=0)

    def moved(c: Coded) -> Coded:
        ward = {"2026-0": "Quay", "2026-2": "Quay"}.get(c.response.respondent)
        groups = (("Ward", ward), *c.response.groups[1:]) if ward else c.response.groups
        assert c.reading
        return replace(
            c,
            response=replace(c.response, groups=groups),
            reading=replace(c.reading, ask=False),
        )

    with inforce.open_store(sample) as store:
        store.publish(replace(p, coded=tuple(map(moved, p.coded))))
    app = open_page(wave="2026")
    assert app.selectbox(key="pick g.Ward").options == ["All", "Hill", "Quay", f"{ODD_WARD} (48)"]
    names = [s.key for s in app.selectbox]
    assert "pick tone" in names
    assert "pick ask" not in names
    kept = open_page(wave="2026", ask="yes")
    assert kept.selectbox(key="pick ask").options == [
        *("All", "Asks for something (0)", "Asks for nothing (96)")
    ]
    assert "Requests: Asks for something" in read(kept).text


def test_small_counts_of_a_group_are_masked_on_every_page(
    sample: Settings, open_page: Open
) -> None:
    """Of the 24 people on the Hill three ask, and two praise: neither is to be read off."""
    p = wave(codebook.load(sample.codebook), "2026", turn=0)
    hill = [c for c in p.coded if dict(c.response.groups)["Ward"] == "Hill"]
    odd = {c.response.id: n for n, c in enumerate(hill)}

    def read_as(c: Coded) -> Coded:
        assert c.reading
        n = odd.get(c.response.id, 99)
        tone: Tone = "pos" if n < 2 else "neg" if n % 2 else "neu"
        judged = tuple(replace(a, tone=tone) for a in c.assignments)
        return replace(
            c, assignments=judged, reading=replace(c.reading, ask=n in (5, 7, 9), tone=tone)
        )

    with inforce.open_store(sample) as store:
        store.publish(replace(p, coded=tuple(map(read_as, p.coded))))
    chosen = {"wave": "2026", "g.Ward": "Hill"}
    text = read(open_page(**chosen)).text
    assert "of them ask for something<5" in text
    assert "positive <5 responses" in text
    assert "mixed <5 responses" in text, "none, but a 0 would tell of the others"
    assert "negative about 25 responses" in text
    assert "(2 responses)" not in text
    assert "Groups of themes" not in text
    drugs = read(open_page("theme", **chosen, theme="drugs")).text
    assert "ask for something<5" in drugs
    assert "(2 responses)" not in drugs
    assert "responses raise this theme." not in drugs
    chart = read(open_page("charts", **chosen, chart="tone")).text
    assert "drawn of the whole wave, not of one group" in chart


def test_a_hostile_group_is_text(shared: Settings, open_page: Open) -> None:
    page = html(open_page(wave="2024", **{"g.Ward": ODD_WARD}))
    assert "Quay &lt;b&gt;&amp; Docks&lt;/b&gt; $x$ **w**" in page
    assert "<b>& Docks" not in page


def test_too_few_people_are_given_no_figures(shared: Settings, open_page: Open) -> None:
    text = read(open_page(wave="2024", **{"g.Ward": "Hill", "g.Age band": "65+"})).text
    assert "No figures are shown of fewer than 10" in text
    assert "%" not in text


def test_a_group_is_not_looked_at_by_tone_request_or_date(
    shared: Settings, open_page: Open
) -> None:
    for name, value in (("ask", "yes"), ("tone", "neg"), ("until", "2024-04-20")):
        given = {"wave": "2024", "g.Ward": "Hill", name: value}
        for page in ("", "theme", "charts"):
            text = read(open_page(page, **given)).text
            assert "No figures are shown of one group by tone, request or date" in text
            assert "%)" not in text.partition("Only part of the wave")[2]


def test_what_few_said_in_some_days_is_not_shown(shared: Settings, open_page: Open) -> None:
    with inforce.open_store(shared) as store:
        found = waves.findings(store, "2024")
        part = waves.findings(store, "2024", [(found, "", "then")], until=dt.date(2024, 4, 12))
        plain = waves.findings(store, "2024", until=dt.date(2024, 4, 12))
    assert part.of_group
    shown = {t.theme.key: t.share.count for t in part.themes}
    assert all(n == 0 or n >= 5 for n in shown.values())
    assert part.withheld == len(plain.themes) - len(shown)
    text = read(open_page(wave="2024", until="2024-04-12")).text
    for sentence in part.sentences:
        assert sentence in text


def test_topics_are_looked_for_on_demand(
    shared: Settings, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def topics(store: object, wave: str, settings: object) -> object:
        asked.append(wave)
        ids = [c.response.id for c in store.coded(wave, uncoded=True, limit=2)]  # type: ignore[attr-defined]
        return (Topic(1, "bins <b>late", (("bins", 0.5),), tuple(ids), tuple(ids[:1])),), ()

    monkeypatch.setattr(waves, "topics", topics)
    app = open_page(wave="2024")
    assert asked == []
    next(b for b in app.button if b.label == "Look for topics").click().run()
    page = read(app)
    assert asked == ["2024"]
    assert "bins <b>late" in page.text
    assert "b" not in page.tags


def test_an_audit_is_asked_for_and_then_corrects_the_shares(
    sample: Settings, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "AUDITED", 20)
    page = read(open_page("overview", wave="2024"))
    assert "The intervals above cover chance alone." in page.text
    assert any("queue=sample" in link for link in page.links)
    with Store.open(sample.store_url) as store:
        for item in store.coded("2024", ids=store.audit_queue("2024", 30)):
            id, now = item.response.id, dt.datetime.now(dt.UTC)
            raised = {"drugs", *item.themes} if "lovely" in item.response.text else item.themes
            store.judge(
                [
                    Assignment(id, key, 1.0, key in raised, (), "user:Ada", now)
                    for key in ("drugs", "noise", "police")
                ]
            )
    page = read(open_page("overview", wave="2024"))
    assert "People judged all responses of 30 respondents drawn at random, of 48." in page.text
    row = page.text.partition("with the mistakes of the coding made good")[2]
    assert "Missed, where not" in row
