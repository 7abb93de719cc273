"""The HTML report: complete, in order, accessible, and safe with any text."""

import dataclasses
import re
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from insight import words
from insight.report import write_html

from .example import AT, HOSTILE, QUOTES, theme_finding, wave, wilson


@pytest.fixture(scope="module")
def text(written):
    return written["html"].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(text):
    return html.fromstring(text)


def prose(page):
    """The words of the page without its charts, spaces made one."""
    copy = html.fromstring(html.tostring(page))
    for element in copy.xpath("//*[local-name()='svg'] | //style"):
        element.drop_tree()
    return " ".join(copy.text_content().split())


def render(findings, tmp_path, charts=()):
    return html.fromstring(
        write_html(findings, charts, tmp_path / "r.html", AT).read_text(encoding="utf-8")
    )


def test_the_sections_come_in_their_order(page):
    heads = [h.text_content() for h in page.xpath("//main//h2")]
    assert heads == [
        "The answer in short",
        "Contents",
        "Who answered",
        "What people raised",
        "What changed since the last wave",
        "In what tone",
        "Themes by group",
        "Themes by question",
        "Themes raised together",
        "Each theme in turn",
        "What people ask for",
        "What became of every response",
        "Mistakes of the coding",
        "Personal details removed",
        "How to read these figures",
        "Words used here",
    ]
    assert page.xpath("string(//h1)") == "What residents told us: Tidewell 2025"
    assert page.xpath("string(//p[@class='lead'])").startswith("About 4 in 10 respondents")


def test_every_link_leads_to_its_section(page):
    for link in page.xpath("//a/@href"):
        assert link.startswith("#")
        assert len(page.xpath(f"//*[@id='{link[1:]}']")) == 1


def test_structure_for_assistive_technology(page):
    assert page.get("lang") == "en-GB"
    assert [len(page.xpath(f"//{tag}")) for tag in ("header", "main", "footer", "nav", "h1")] == [
        1
    ] * 5
    levels = [int(h.tag[1]) for h in page.xpath("//h1|//h2|//h3|//h4")]
    assert all(b - a <= 1 for a, b in pairwise(levels))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for table in page.xpath("//table"):
        assert table.xpath("caption")[0].text_content().strip()
        assert all(th.get("scope") in ("col", "row") for th in table.xpath(".//th"))
    for picture in page.xpath("//*[local-name()='svg']"):
        assert picture.get("role") == "img"
        assert len(picture.get("aria-labelledby").split()) == 2
    assert page.xpath("//body/*")[0].get("href") == "#main"


def test_nothing_is_fetched_and_nothing_runs(page, text):
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert not page.xpath("//script | //link | //iframe | //object | //img | //form | //base")
    assert not page.xpath("//@src | //@srcset | //@onerror | //@onload | //@onclick")
    assert "url(http" not in text
    assert "@import" not in text


@pytest.mark.parametrize("kind", sorted(HOSTILE))
def test_hostile_words_stand_as_they_were_written(page, kind):
    quotes = [bdi.text_content() for bdi in page.xpath("//blockquote//bdi")]
    assert words.clean(HOSTILE[kind]) in quotes
    assert all(not bdi.getchildren() for bdi in page.xpath("//bdi"))


def test_forbidden_characters_show_as_boxes(text):
    assert "The bins□ are □full□[31m of □ rubbish□." in text
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe]", text)


def test_only_approved_quotes_are_printed(page):
    shown = prose(page)
    others = [q for q in QUOTES if q.status != "approved"]
    assert {q.status for q in others} == {"proposed", "rejected"}
    for quote in others:
        assert quote.text not in shown
    assert "2 proposed quotes wait for a person's approval, not printed here." in shown
    approved = page.xpath("//figure[contains(., 'stairwell')]/figcaption")[0].text_content()
    assert approved == "Resident, 25–44"


def test_the_ledger_adds_up_line_by_line(page):
    rows = page.xpath("//section[@aria-labelledby='ledger']//table[1]/tbody/tr")
    cells = [(r.xpath("string(th)"), r.xpath("string(td)")) for r in rows]
    numbers = [int(n.replace(",", "").replace("−", "-")) for _, n in cells]
    assert cells[0] == ("Received", "902")
    assert cells[-1] == ("Analysed", "730")
    assert cells[1][0] == "Left out: Blank (nothing was written)"
    assert sum(numbers[:-1]) == numbers[-1]
    assert "do not add up" not in prose(page)


def test_a_ledger_that_does_not_add_up_is_called_out(tmp_path):
    off = dataclasses.replace(wave().ledger, analysed=700)
    assert "do not add up" in prose(render(wave(ledger=off), tmp_path))


def test_small_groups_are_named_nowhere(page):
    shown = prose(page)
    for hidden in ("Under 16", "CMD", "Lea "):
        assert hidden not in shown
    assert "Age band: 1 value of fewer than 10 respondents is not listed." in shown
    ages = page.xpath("//table[caption='Respondents by age band']//tbody/tr/th/text()")
    assert ages == ["16–24", "25–44", "45–64", "65 and over"]


def test_limits_are_said_in_plain_words(page):
    shown = prose(page)
    for sentence in (
        "An open consultation is not a sample survey.",
        "It covers chance only. It does not cover who chose to answer, nor mistakes in the coding",
        "So far no person has reviewed the coding of these responses.",
        "model minilm-heads-1",
        "version 3f9a1c20",
        "164 responses of 730 raised no theme",
    ):
        assert sentence in shown


def test_what_an_audit_found_is_said_beside_the_shares_as_coded(page, tmp_path):
    shown = prose(page)
    assert "People judged all responses of 60 respondents drawn at random, of 420." in shown
    assert "Of 5 themes too few respondents were audited to do so." in shown
    table = page.xpath("//table[starts-with(caption, 'Shares as coded')]")[0]
    cells = [" ".join(c.text_content().split()) for c in table.xpath(".//tbody/tr/*")]
    assert cells == [
        *("Anti-social behaviour (general)", "41% (36–46%)", "46% (39–56%)"),
        *("24 of 25", "4 of 35"),
    ]
    without = prose(render(wave(audit=None), tmp_path))
    assert "drawn at random" not in without


def test_each_theme_has_its_figures(page):
    drugs = " ".join(page.xpath("//section[@class='theme'][3]")[0].text_content().split())
    assert "23% (19–27%) of respondents, 96 of 420" in drugs
    assert "82% negative, 5% mixed, 12% neutral, 1% positive of 98 responses" in drugs
    assert "32 of 98 responses" in drugs
    assert "anti-social behaviour (44), feeling safe and safer places (14)" in drugs


def test_a_campaign_is_shown_with_its_number(page):
    row = page.xpath("//table[caption='Wordings sent by several people']//tbody/tr")[0]
    assert row.xpath("string(th)") == "Please keep the harbour bridge open to walkers"
    assert row.xpath("string(td)") == "23"


def test_few_people_get_counts_and_no_percentage(tmp_path):
    few = wave(
        respondents=7,
        responses=8,
        themes=tuple(
            dataclasses.replace(
                theme_finding(i),
                share=wilson(4 - i, 7),
                tones=(("neg", 3),),
                responses=3,
                asks=1,
                groups=(("Age band", (("16–24", wilson(2, 7)),)),),
            )
            for i in range(3)
        ),
        parents=(("Drugs", wilson(2, 7)),),
        tones=(("neg", 8),),
        asks=3,
        sentences=("Anti-social behaviour was raised by 4 of 7 respondents.",),
        audit=None,
    )
    shown = prose(render(few, tmp_path))
    assert "With so few respondents no percentages are given." in shown
    assert set(re.findall(r"\d+%", shown)) == {"95%"}
    assert "16–24" not in shown


def test_a_wave_of_nothing_is_still_a_report(tmp_path):
    empty = wave(
        respondents=0,
        responses=0,
        themes=(),
        tones=(),
        asks=0,
        uncoded=0,
        parents=(),
        quotes=(),
        redactions=(),
        dates=None,
        sentences=(),
        campaigns=(),
        questions=(),
    )
    shown = prose(render(empty, tmp_path))
    assert "There was nothing to analyse." in shown
    assert "None were found in the responses." in shown


def test_hostile_names_questions_and_files(tmp_path):
    finding = theme_finding(0)
    bad = "</title><script>alert(1)</script>\u202e"
    theme = dataclasses.replace(finding.theme, name=bad, description=bad)
    source = dataclasses.replace(wave().source, file=f"C:\\Users\\x\\{bad}.csv", warnings=(bad,))
    page = render(
        wave(
            wave=bad,
            themes=(dataclasses.replace(finding, theme=theme, groups=()),),
            questions=(bad,),
            source=source,
            parents=((bad, wilson(20, 420)),),
            redactions=((bad, 2),),
            sentences=(bad,),
            campaigns=((bad, 9),),
            model=bad,
        ),
        tmp_path,
    )
    assert not page.xpath("//script")
    assert page.xpath("string(//title)") == f"What residents told us: {bad}\u202c"
    assert "Users" not in page.text_content()


def test_the_same_findings_give_the_same_bytes(written, drawn, tmp_path):
    again = write_html(wave(), drawn, tmp_path / "again.html", AT)
    assert again.read_bytes() == written["html"].read_bytes()


@pytest.mark.browser
def test_a_browser_shows_it_at_320_pixels_and_fetches_nothing(written):
    api = pytest.importorskip("playwright.sync_api")
    browser_file = Path("/usr/bin/chromium")
    if not browser_file.exists():
        pytest.skip("no Chromium here")
    with api.sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=str(browser_file),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 320, "height": 800})
        page.set_default_timeout(120_000)
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(written["html"].as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert asked == [written["html"].as_uri()]
        assert complaints == []
        browser.close()
