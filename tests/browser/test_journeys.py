"""What people come for, from end to end, in a real browser."""

import re

import pytest

from insight import codebook as books
from insight.settings import Settings
from insight.store import Store

from .conftest import Visit


def test_from_a_figure_to_the_responses_behind_it_without_a_reload(visit: Visit) -> None:
    visitor = visit()
    visitor.open("?wave=2024")
    visitor.page.evaluate("window.stillHere = true")
    visitor.page.get_by_role("link", name="Drug use & dealing").first.click()
    visitor.page.get_by_role("heading", name="Drug use & dealing", level=1).wait_for()
    visitor.ready()
    visitor.page.get_by_role("link", name=re.compile("Search and filter them")).click()
    visitor.page.get_by_role("heading", name="Responses", level=1).wait_for()
    visitor.ready()
    assert "theme=drugs" in visitor.page.url
    assert "wave=2024" in visitor.page.url
    assert "Theme: Drug use & dealing" in visitor.text()
    assert visitor.page.evaluate("window.stillHere")
    assert visitor.elsewhere == []


def test_an_address_can_be_shared_and_holds_no_words(visit: Visit) -> None:
    first, second = visit(), visit()
    first.open("responses?wave=2024&theme=noise&tone=mix")
    field = first.page.get_by_role("searchbox", name="Search")
    field.fill("loud music")
    field.press("Enter")
    first.ready()
    assert "music" not in first.page.url
    second.open(first.page.url.removeprefix(first.address).lstrip("/"))
    assert "Theme: Noise nuisance, Tone: Mixed" in second.text()


def test_twenty_are_reviewed_by_keyboard_alone(visit: Visit, sample: Settings) -> None:
    visitor = visit()
    visitor.open("review?wave=2024&queue=sample", name="Ada")
    for n in range(1, 21):
        visitor.page.get_by_text(re.compile(rf"^{n} of 96")).wait_for()
        visitor.page.keyboard.press("2")
        visitor.page.get_by_text(re.compile("Your judgement: [+−] Noise")).wait_for()
        visitor.page.keyboard.press("s")
    visitor.page.get_by_text(re.compile(r"^21 of 96.*20 saved")).wait_for()
    visitor.page.keyboard.press("z")
    visitor.page.get_by_text(re.compile("Undone")).wait_for()
    with Store.open(sample.store_url) as store:
        assert len([c for c in store.corrections() if c.version]) == 20


def test_two_reviewers_lose_nothing(visit: Visit, sample: Settings) -> None:
    ada, ben = visit(), visit()
    ada.open("review?wave=2025&queue=uncoded", name="Ada")
    ben.open("review?wave=2025&queue=uncoded", name="Ben")
    ada.page.keyboard.press("1")
    ada.page.get_by_text(re.compile("Your judgement: [+] Drug")).wait_for()
    ben.page.keyboard.press("3")
    ben.page.get_by_text(re.compile("Your judgement: [+] Police")).wait_for()
    ben.page.keyboard.press("s")
    ben.page.get_by_text(re.compile("Saved at")).wait_for()
    ada.page.keyboard.press("s")
    ada.page.get_by_text(re.compile("was changed by Ben")).wait_for()
    ada.page.get_by_text(re.compile("Your judgement: .*[+] Drug")).wait_for()
    ada.page.keyboard.press("s")
    ada.page.get_by_text(re.compile("Saved at")).wait_for()


def test_an_approved_quote_is_in_the_report(visit: Visit) -> None:
    visitor = visit()
    visitor.open("quotes?wave=2024&theme=noise", name="Ada")
    visitor.page.get_by_role("button", name="Approve").first.click()
    visitor.page.get_by_text("Approved", exact=True).first.wait_for()
    visitor.ready()
    visitor.open("charts?wave=2024")
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("button", name="Web page (.html)").click()
    report = waiting.value.path().read_text(encoding="utf-8")
    assert "Loud music until three in the morning." in report
    assert waiting.value.suggested_filename == "2024-report.html"


def test_two_themes_are_merged(visit: Visit, sample: Settings) -> None:
    visitor = visit()
    visitor.open("codebook?do=merge", name="Ada")
    visitor.page.get_by_role("combobox", name="into this one").click()
    visitor.page.get_by_role("option", name="Noise nuisance").click()
    visitor.ready()
    visitor.page.get_by_role("button", name="Preview the merge").click()
    visitor.page.get_by_text("Changes not saved yet").wait_for()
    visitor.page.get_by_role("button", name="Save", exact=True).click()
    visitor.page.get_by_text("Changes not saved yet").wait_for(state="detached")
    visitor.ready()
    assert books.load(sample.codebook)["drugs"].retired


@pytest.mark.parametrize("width", [400, 1280])
def test_no_page_is_wider_than_the_screen(visit: Visit, width: int) -> None:
    visitor = visit()
    visitor.page.set_viewport_size({"width": width, "height": 900})
    for path in ("?wave=2025", "theme?wave=2025", "responses?wave=2025", "quotes?wave=2025"):
        visitor.open(path)
        main = visitor.page.locator("[data-testid=stMain]")
        assert main.evaluate("e => e.scrollWidth <= e.clientWidth + 1"), path
