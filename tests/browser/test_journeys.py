"""What staff do in a sitting, in a real browser: review by keyboard, quote to report, merge.

Each step waits for what it causes, never for a time.
"""

import re
from pathlib import Path

from insight import codebook as books
from insight.settings import Settings
from insight.store import Store

from .conftest import Visit
from .driving import SLOW, Visitor

REVIEWED = 20
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def counted(visitor: Visitor, place: int) -> None:
    """Wait until the counter says that this card is shown, and the app is at rest."""
    visitor.page.locator(".counter", has_text=re.compile(rf"^{place} of ")).wait_for(timeout=SLOW)
    visitor.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    # A key is heard once the keyboard is free for it, and its button, the last of the page, is
    # drawn and painted.
    visitor.page.locator("html[data-keys=free]").wait_for(state="attached", timeout=SLOW)
    visitor.page.get_by_role("button", name="Police presence").wait_for(timeout=SLOW)
    visitor.page.evaluate(TWO_FRAMES)


def shown(visitor: Visitor, text: str) -> None:
    """Wait until these words stand on the page."""
    visitor.page.locator("[data-testid=stMain]", has_text=text).wait_for(timeout=SLOW)
    visitor.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def choose(visitor: Visitor, title: str, option: str) -> None:
    """Choose in a select box as people do: open it, then pick."""
    visitor.page.get_by_role("combobox", name=re.compile(re.escape(title))).click()
    visitor.page.get_by_role("option", name=option, exact=True).click()
    visitor.page.get_by_role("combobox", name=re.compile(re.escape(title))).wait_for()


def report(visitor: Visitor) -> str:
    """The HTML report as the charts page hands it out."""
    with visitor.page.expect_download(timeout=SLOW) as handed:
        visitor.page.get_by_role("button", name=re.compile(r"\(\.html\)")).first.click()
    return Path(handed.value.path()).read_text("utf-8")


def test_twenty_responses_are_reviewed_by_keyboard_alone(visit: Visit, sample: Settings) -> None:
    visitor = visit()
    visitor.open("review?wave=2024&queue=uncoded")
    press = visitor.page.keyboard.press
    visitor.page.locator("html[data-keys=free]").wait_for(state="attached", timeout=SLOW)
    visitor.page.get_by_role("textbox", name="Your name").focus()
    visitor.page.keyboard.type("Ada")
    press("Enter")
    for place in range(1, REVIEWED + 1):
        counted(visitor, place)
        if place == 1:
            press("2")
            shown(visitor, "Your judgement: + Noise nuisance")
            press("m")
            shown(visitor, "Your judgement: + Noise nuisance; flagged")
            press(".")
            visitor.page.keyboard.type("see s 2 m")
            press("Enter")
            shown(visitor, "+ Noise nuisance; flagged; note")
        press("s")
    counted(visitor, REVIEWED + 1)
    shown(visitor, f"{REVIEWED} saved. People have checked {REVIEWED} of 96")
    with Store.open(sample.store_url) as store:
        assert store.checked("2024") == REVIEWED
        (flagged,) = store.ids("2024", flagged=True)
        assert store.remarks([flagged])[flagged].note == "see s 2 m"
        assert store.coded("2024", ids=[flagged])[0].themes == ("noise",)


def test_a_stale_save_says_who_and_loses_nothing(visit: Visit, sample: Settings) -> None:
    ada, ben = visit(), visit()
    for visitor, name, key, mark in ((ada, "Ada", "3", "Police"), (ben, "Ben", "2", "Noise")):
        visitor.open("review?wave=2025&queue=uncoded", name=name)
        counted(visitor, 1)
        visitor.page.keyboard.press(key)
        shown(visitor, f"Your judgement: + {mark}")
    ben.page.keyboard.press("s")
    counted(ben, 2)
    ada.page.keyboard.press("s")
    shown(ada, "was changed by Ben")
    counted(ada, 1)
    ada.page.get_by_role("button", name="✓ Police presence").wait_for()
    ada.page.keyboard.press("2")
    ada.page.get_by_role("button", name="✓ Noise nuisance").wait_for()
    ada.page.keyboard.press("s")
    ada.page.get_by_role("button", name="Save mine over theirs").wait_for()
    ada.page.keyboard.press("Shift+s")
    counted(ada, 2)
    with Store.open(sample.store_url) as store:
        (both,) = [c for c in store.coded("2025") if c.version and "police" in c.themes]
        assert set(both.themes) == {"noise", "police"}
        made = {j.by for j in store.history(both.response.id)}
        assert {"user:Ada", "user:Ben"} <= made


def test_only_an_approved_quote_reaches_the_report(visit: Visit, sample: Settings) -> None:
    visitor = visit()
    visitor.open("quotes?wave=2024&theme=drugs", name="Ada")
    with Store.open(sample.store_url) as store:
        approved, waiting = store.quotes("2024", "drugs")
    visitor.page.get_by_role("button", name="Approve").first.click()
    shown(visitor, "✓ Approved")
    visitor.open("charts?wave=2024", name="Ada")
    printed = report(visitor)
    assert f"“{approved.text}”" in re.sub(r"</?bdi[^>]*>", "", printed)
    assert waiting.text not in printed
    assert "3 proposed quotes wait for a person" in printed


def test_two_themes_are_merged_and_everything_is_coded_again(
    visit: Visit, sample: Settings
) -> None:
    visitor = visit()
    visitor.open("codebook?wave=2024&do=merge", name="Ada")
    choose(visitor, "Merge this theme", "Police presence")
    choose(visitor, "into this one", "Noise nuisance")
    visitor.page.get_by_role("button", name="Preview the merge").click()
    shown(visitor, "Changes not saved yet")
    visitor.page.get_by_role("button", name="Save", exact=True).click()
    visitor.page.get_by_role("button", name="Code all waves with this version").click()
    shown(visitor, "Coded again: 2024 and 2025")
    with Store.open(sample.store_url) as store:
        (project,) = store.projects()
        book = store.own_codebook(project.name)
        assert book is not None
        assert (book["police"].retired, book["police"].into) == (True, "noise")
        assert book.version != books.load(sample.codebook).version
        assert {w.codebook for w in store.waves()} == {book.version}
        assert store.count("2024", theme="police") == 0
