"""Hostile words, in a real browser: they are read as text, and cause nothing."""

from urllib.parse import quote

import pytest

from insight import words

from ..pages.sample import HOSTILE, ODD_WARD
from .conftest import Visit

SEARCH = {
    "img": "onerror",
    "markdown": "pixel",
    "latex": "LaTeX",
    "long": "aaaaaaaaaaaaaaaa",
    "rtl": "nihtemos",
    "zero": "underpass",
    "lines": "indented",
    "script": "broken into",
}

READ = (
    "all => all.map(one => { const copy = one.cloneNode(true);"
    "copy.querySelectorAll('summary').forEach(s => s.remove()); return copy.textContent; })"
)
"""What is written on cards, without the words "Read on" of a folded one."""


def test_hostile_responses_are_text_and_cause_no_request(visit: Visit) -> None:
    visitor = visit()
    visitor.page.on("dialog", lambda dialog: pytest.fail("a dialog was opened"))
    visitor.open("responses?wave=2025")
    for kind, term in SEARCH.items():
        field = visitor.page.get_by_role("searchbox", name="Search")
        field.fill(term)
        field.press("Enter")
        visitor.ready()
        visitor.page.wait_for_function(
            f"wanted => ({READ})([...document.querySelectorAll('.card .words')]).includes(wanted)",
            arg=words.clean(HOSTILE[kind]),
        )
        said = visitor.page.locator(".card .words")
        assert words.clean(HOSTILE[kind]) in said.evaluate_all(READ), kind
        inside = said.evaluate_all(
            "all => [...new Set(all.flatMap(one => [...one.querySelectorAll('*')]"
            ".map(e => e.localName)))]"
        )
        assert set(inside) <= {"bdi", "mark", "details", "summary"}, kind
    assert visitor.page.title() == "Responses – Insight"
    assert visitor.elsewhere == []


def test_a_group_with_markup_in_its_name_is_text_everywhere(visit: Visit) -> None:
    visitor = visit()
    visitor.open(f"?wave=2024&g.Ward={quote(ODD_WARD)}")
    assert f"Ward: {ODD_WARD}" in visitor.text()
    visitor.page.get_by_text("Filters", exact=True).click()
    assert visitor.page.get_by_text(ODD_WARD).count() >= 1
    assert visitor.page.locator("[data-testid=stMain] .katex").count() == 0


def test_turned_text_turns_nothing_beside_it(visit: Visit) -> None:
    visitor = visit()
    visitor.open("responses?wave=2025")
    field = visitor.page.get_by_role("searchbox", name="Search")
    field.fill("nihtemos")
    field.press("Enter")
    visitor.ready()
    card = visitor.page.locator(".card").first
    assert card.locator("bdi").first.evaluate("e => getComputedStyle(e).unicodeBidi") == "isolate"
    assert card.locator("header").evaluate("e => getComputedStyle(e).direction") == "ltr"
