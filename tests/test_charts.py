"""Charts that state what they found, of a wave made by hand."""

import dataclasses
import json
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from insight import charts
from insight.charts import apart, vega
from insight.report import content
from insight.types import Estimate
from tests.report.example import THEMES, cells, drawn, drawn_between, theme_finding, wave, wilson


@pytest.fixture(scope="module")
def figures():
    return {figure.id: figure for figure in drawn()}


@pytest.fixture(scope="module")
def between():
    return {figure.id: figure for figure in drawn_between()}


def slim(themes):
    """A wave with these themes and nothing else to draw than shares and tone."""
    bare = (dataclasses.replace(t, groups=(), by_question=(), together=()) for t in themes)
    return wave(themes=tuple(bare))


def points(figure):
    """Every row of data that a chart draws."""
    found = []

    def walk(spec):
        if isinstance(spec, dict):
            found.extend(spec.get("data", {}).get("values", []))
            for part in spec.values():
                walk(part)
        elif isinstance(spec, list):
            for part in spec:
                walk(part)

    walk(figure.spec)
    return found


def everything(figure):
    """All that a figure holds as text, the drawing too."""
    return json.dumps(dataclasses.asdict(figure), default=lambda drawing: drawing())


@pytest.mark.parametrize(
    ("id", "title"),
    [
        ("themes", "Anti-social behaviour came up most: 41% of respondents raised it"),
        (
            "tone",
            "Most responses were negative (59%); community cohesion and involvement drew the "
            "most praise (52% positive)",
        ),
        (
            "group-age-band",
            "Feeling safe and safer places differed most by age band: 34% (16–24) "
            "against 9% (45–64)",
        ),
        ("group-ward", "No clear differences by ward"),
        (
            "questions",
            "Anti-social behaviour led question 1 and feeling safe and safer places led question 2",
        ),
        (
            "together",
            "Anti-social behaviour and drug use and dealing came up together most: "
            "44 respondents raised both",
        ),
    ],
)
def test_a_title_states_the_finding(figures, id, title):
    assert figures[id].title == title


def test_order_and_whose_share_it_is(figures):
    assert list(figures) == [
        *("themes", "tone", "group-age-band", "group-ward", "questions", "together")
    ]
    assert "420 respondents" in figures["themes"].subtitle
    assert "95% confidence intervals" in figures["themes"].subtitle


def test_ranked_table_and_bars_agree_with_the_findings(figures):
    figure = figures["themes"]
    assert figure.rows[0] == ("Anti-social behaviour (general)", "41% (36–46%)", "172 of 420")
    assert [row[0] for row in figure.rows] == [theme.name for theme in THEMES]
    bars = [p for p in points(figure) if "value" in p]
    assert bars[0]["value"] == 172 / 420
    assert bars[0]["low"] < bars[0]["value"] < bars[0]["high"]
    assert "Drug use and dealing 23% (19–27%)" in figure.alt


def test_tone_runs_from_negative_to_positive_and_fills_the_bar(figures):
    rows = [p for p in points(figures["tone"]) if "tone" in p][: 4 * 7]
    for start in range(0, len(rows), 4):
        bar = rows[start : start + 4]
        assert [p["tone"] for p in bar] == ["neg", "mix", "neu", "pos"]
        assert bar[0]["start"] == 0
        assert bar[-1]["end"] == pytest.approx(1)
    assert figures["tone"].rows[0] == ("All responses", "59%", "7%", "26%", "8%", 730)


def test_a_group_of_fewer_than_ten_leaves_no_trace_but_the_note(figures):
    for hidden in ("Under 16", "Lea", "=CMD|calc"):
        assert all(hidden not in everything(f) for f in figures.values())
    assert "1 value of fewer than 10 respondents is not listed." in figures["group-age-band"].note
    assert (
        "2 values of fewer than 10 respondents each are not listed." in figures["group-ward"].note
    )


def test_a_cell_of_one_to_four_is_masked_in_the_table_and_left_out_of_the_chart(figures):
    figure = figures["group-age-band"]
    driving = next(row for row in figure.rows if row[0] == "Dangerous and nuisance driving")
    assert driving[1] == "withheld"
    assert driving[2].startswith("26%")
    assert driving[4] == "withheld", "the total would give the first away"
    drawn = {p["value"] for p in points(figure) if "value" in p}
    assert 38 / 148 in drawn
    assert 3 / 41 not in drawn
    assert "16–24 (41) 7%" not in figure.alt


def small_survey(cells):
    """A wave of 60 people in three wards of 20, with one theme for each row of cells."""
    themes = []
    for i, row in enumerate(cells):
        wards = tuple((name, wilson(n, 20)) for name, n in zip("ABC", row, strict=True))
        share = wilson(sum(row), 60)
        themes.append(dataclasses.replace(theme_finding(i), share=share, groups=(("Ward", wards),)))
    return wave(respondents=60, themes=tuple(themes))


def test_groups_are_compared_only_in_themes_of_which_enough_may_be_shown():
    # Two wards at least, not all without anybody.
    survey = small_survey([(4, 3, 2), (8, 9, 3), (12, 6, 7), (4, 4, 0), (2, 0, 0)])
    figure = next(f for f in charts.figures(survey) if f.id == "group-ward")
    named = [t.theme.name for t in survey.themes]
    assert [named[i] in figure.alt for i in range(5)] == [False, False, True, False, False]
    assert figure.title == "No clear differences by ward among the themes that can be compared"
    assert "Raised as often, but by too few respondents of a group to be compared" in figure.note
    assert "0%" not in {row[3] for row in figure.rows[4:]}, "a 0 would tell where the two are"
    assert content.uncompared(survey) == ""


def test_where_too_few_raised_each_theme_no_groups_are_compared():
    survey = small_survey([(4, 3, 2), (8, 3, 3), (4, 4, 0), (2, 0, 0)])
    assert [f.id for f in charts.figures(survey) if f.id.startswith("group")] == []
    assert content.uncompared(survey).startswith("Too few respondents to compare by ward:")


def test_of_one_group_no_chart_is_drawn_that_no_table_guards():
    whole = {f.id.split("-")[0] for f in charts.figures(wave())}
    group = {f.id.split("-")[0] for f in charts.figures(wave(of_group=True))}
    assert whole - group == {"tone", "questions", "together"}
    between = charts.figures_between(wave(), wave(of_group=True))
    assert [f.id for f in between] == ["change-themes"]


def test_a_theme_is_compared_where_the_largest_groups_can_be():
    """Twelve wards, of which a chart has room for ten; only the two smallest may be shown."""
    wards = [(f"Ward {i:02}", wilson(4 if i < 10 else 20 * (11 - i), 60 - i)) for i in range(12)]
    share = wilson(sum(e.count for _, e in wards), sum(e.n for _, e in wards))
    theme = dataclasses.replace(theme_finding(0), share=share, groups=(("Ward", tuple(wards)),))
    survey = wave(respondents=share.n, themes=(theme,))
    assert not [f for f in charts.figures(survey) if f.id == "group-ward"]
    assert content.uncompared(survey).startswith("Too few respondents to compare by ward")


def test_what_cannot_differ_is_not_called_uncompared():
    one = (("Ward", (("A", wilson(9, 60)),)),)
    theme = dataclasses.replace(theme_finding(0), share=wilson(9, 60), groups=one)
    assert content.uncompared(wave(respondents=60, themes=(theme,))) == ""
    nobody = dataclasses.replace(theme, share=wilson(0, 60))
    assert content.uncompared(wave(respondents=60, themes=(nobody,))) == ""


def test_a_chart_of_a_group_says_that_themes_are_left_out():
    first, *_ = charts.figures(wave(withheld=2))
    assert "2 themes left out: fewer than 5 respondents of this group raised it" in first.note


def test_too_few_people_give_no_charts():
    few = wave(respondents=9, themes=(dataclasses.replace(theme_finding(0), share=wilson(4, 9)),))
    assert charts.figures(few) == ()
    assert charts.figures_between(few, wave()) == ()


def test_nothing_raised_gives_no_charts():
    none = tuple(dataclasses.replace(theme_finding(i), share=wilson(0, 420)) for i in range(6))
    assert charts.figures(wave(themes=none)) == ()
    assert charts.figures(wave(themes=())) == ()


def test_one_question_and_no_groups_leave_out_their_charts():
    plain = tuple(
        dataclasses.replace(t, groups=(), by_question=t.by_question[:1]) for t in wave().themes[:2]
    )
    ids = [f.id for f in charts.figures(wave(themes=plain, questions=wave().questions[:1]))]
    assert ids == ["themes", "tone"]


def test_a_tie_names_both():
    tied = (theme_finding(0), dataclasses.replace(theme_finding(1), share=wilson(172, 420)))
    title = charts.figures(slim(tied))[0].title
    assert title == (
        "Anti-social behaviour and dangerous and nuisance driving came up most: "
        "41% of respondents raised each"
    )


def test_a_transcript_has_participants():
    figure = charts.figures(dataclasses.replace(slim(wave().themes[:2]), kind="transcript"))[0]
    assert "participants" in figure.title
    assert "respondent" not in everything(figure)


def test_many_themes_are_drawn_in_part_and_listed_in_full():
    many = tuple(
        dataclasses.replace(
            theme_finding(i % 6),
            theme=dataclasses.replace(THEMES[i % 6], key=f"t{i}", name=f"Theme number {i}"),
            share=wilson(200 - 5 * i, 420),
        )
        for i in range(22)
    )
    ranked = charts.figures(slim(many))[0]
    assert len(ranked.rows) == 22
    assert "Theme number 9" in ranked.svg
    assert "Theme number 10" not in ranked.svg
    assert ranked.note == "The chart shows 10 of the 22 themes raised."


def test_hostile_names_are_text_in_the_drawing():
    theme = dataclasses.replace(
        THEMES[0], name="<script>alert(1)</script> & \u202elitter\x00 " + "very long " * 40
    )
    groups = (
        ("</svg><b>", cells((("<img src=x>", 90), ("]]>", 300), ("&amp;", 20)), (40, 9, 12))),
    )
    hostile = dataclasses.replace(theme_finding(0), theme=theme, groups=groups)
    themes = (hostile, *wave().themes[1:3])
    for figure in charts.figures(wave(themes=themes)):
        root = ElementTree.fromstring(figure.svg)
        tags = {element.tag.rsplit("}")[-1] for element in root.iter()}
        assert tags <= {"svg", "title", "desc", "rect", "g", "path", "line", "text", "tspan"} | {
            *("defs", "clipPath")
        }
        assert "\x00" not in figure.svg


def test_a_drawing_is_named_described_and_shares_no_id(figures, between):
    ids = []
    for figure in (*figures.values(), *between.values()):
        root = ElementTree.fromstring(figure.svg)
        assert root.get("role") == "img"
        named = {e.get("id"): e.text for e in root.iter() if e.get("id")}
        labels = root.get("aria-labelledby").split()
        assert [named[label] for label in labels] == [figure.title, figure.alt]
        assert "http" not in figure.svg.replace("http://www.w3.org/2000/svg", "")
        ids += named
    assert len(ids) == len(set(ids))


def test_a_spec_is_vega_lite_as_altair_knows_it(figures, between):
    import altair

    for figure in (figures["tone"], figures["together"], between["change-themes"]):
        assert altair.Chart.from_dict(figure.spec)


def test_the_same_findings_give_the_same_charts():
    assert charts.figures(slim(wave().themes)) == charts.figures(slim(wave().themes))


def test_draw_gives_a_whole_picture_with_its_title(figures):
    figure = figures["themes"]
    assert charts.draw(figure, "png").startswith(b"\x89PNG")
    drawn = charts.draw(figure, "svg").decode()
    body = drawn.split("</desc>")[1]
    assert "came up most" in body
    assert "came up most" not in figure.svg.split("</desc>")[1]


def test_change_states_the_clearest_and_warns_of_another_codebook(between):
    figure = between["change-themes"]
    assert figure.title == "Drug use and dealing rose most clearly: from 13% to 23% of respondents"
    assert figure.rows[2] == (
        "Drug use and dealing",
        "13% (10–17%)",
        "23% (19–27%)",
        "+10 (+5 to +15)",
    )
    assert "different codebook" in figure.note
    assert {p["label"]: p["weight"] for p in points(figure) if "weight" in p}[
        "Drug use and dealing"
    ] == "bold"
    assert between["change-tone"].title == "Negative responses fell from 66% to 59%"


def test_no_change_is_said_so():
    same = charts.figures_between(dataclasses.replace(wave(), wave="Before"), wave())
    assert same[0].title == "No theme changed by more than chance could explain"
    assert "different codebook" not in same[0].note
    assert same[1].title == "Negative responses stayed at 59%"


def test_difference_is_newcombes_as_published():
    def wilson_estimate(count, n, low, high):
        return Estimate(count / n, low, high, count, n, 0.95, "wilson")

    before = wilson_estimate(48, 80, 0.4905, 0.7004)
    now = wilson_estimate(56, 70, 0.6918, 0.8770)
    change, low, high = charts.difference(before, now)
    assert (change, low, high) == (
        pytest.approx(0.2),
        pytest.approx(0.0524, abs=2e-4),
        pytest.approx(0.3339, abs=2e-4),
    )


@pytest.mark.parametrize(
    ("one", "two", "comparisons", "clear"),
    [
        ((14, 41), (14, 157), 36, True),
        ((60, 150), (58, 131), 18, False),
        ((14, 41), (20, 148), 1, True),
        ((14, 41), (20, 148), 36, False),
        ((0, 40), (0, 50), 1, False),
        ((40, 40), (50, 50), 1, False),
    ],
)
def test_a_difference_is_clear_only_among_all_that_were_looked_at(one, two, comparisons, clear):
    assert apart.clear(wilson(*one), wilson(*two), comparisons) is clear


def test_heads_above_a_chart_never_overlap():
    names = [("Negative", 0.5), ("Mixed", 0.98), ("Neutral", 0.99), ("Positive", 1.0)]
    texts = vega.heads(names, 400, 1.0)[1]["data"]["values"]
    edges = [(p["from"] * 400, len(p["text"]) * 4.1) for p in texts]
    assert all(a + half < b - other for (a, half), (b, other) in pairwise(edges))
    assert edges[-1][0] + edges[-1][1] <= 400
    assert [p["to"] for p in texts] == [0.5, 0.98, 0.99, 1.0]
