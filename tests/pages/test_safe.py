"""Residents' words come out as text, whatever they are."""

import pytest

from insight import words
from insight.pages import safe

from .reading import Page
from .sample import HOSTILE


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_words_are_text_and_nothing_else(kind: str) -> None:
    text = HOSTILE[kind]
    page = Page(str(safe.passage(text, [(0, 4, "1")])))
    assert set(page.tags) <= {"bdi", "mark", "details", "summary"}
    assert page.links == []
    shown = page.text
    if "details" in page.tags:
        said = shown[shown.index("Show the rest: ") :].split("characters")[0] + "characters"
        shown = shown.replace(said, "")
    assert shown.replace("\u202c", "") == words.clean(text).replace("\u202c", "")


@pytest.mark.parametrize(
    ("text", "spans", "marked"),
    [
        ("noise at night", [(0, 5, "1")], ["noise"]),
        ("noise at night", [(0, 5, "1"), (9, 14, "2")], ["noise", "night"]),
        ("noise team", [(0, 5, "1"), (0, 10, "2")], ["noise", " team"]),
        ("<b>noise</b>", [(3, 8, "")], ["noise"]),
        ("noise", [(2, 2, "1"), (0, 99, "2")], ["noise"]),
        ("naïve \U0001f6f5 mopeds", [(6, 7, "1")], ["\U0001f6f5"]),
    ],
)
def test_evidence_is_marked_where_it_stands(
    text: str, spans: list[safe.Span], marked: list[str]
) -> None:
    page = Page(str(safe.passage(text, spans)))
    assert page.marked == marked
    assert page.text == text


def test_overlapping_evidence_carries_the_number_of_each() -> None:
    made = str(safe.passage("visible policing", [(0, 16, "1"), (8, 16, "2")]))
    assert '<mark>visible </mark><mark data-n="1 2">policing</mark>' in made


def test_a_long_text_is_folded_and_opens_where_evidence_lies_in_it() -> None:
    text = "word " * 6_000 + "noise"
    assert "<details><summary>" in safe.passage(text)
    assert "<details open>" in safe.passage(text, [(len(text) - 5, len(text), "1")])
    assert "<details" not in safe.passage(text, fold=False)
    assert "<details" not in safe.passage("a short text")


def test_many_lines_are_folded_too() -> None:
    assert "<details>" in safe.passage("\n".join("line" for _ in range(40)))


def test_only_safe_html_can_be_drawn() -> None:
    with pytest.raises(TypeError, match="only Markup"):
        safe.draw("<p>plain text</p>")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Quay *w*", r"Quay \*w\*"),
        ("$x$ [a](b)", r"\$x\$ \[a\]\(b\)"),
        (":smile:", ":\u2060smile:\u2060"),
        ("two\nlines", "two lines"),
    ],
)
def test_labels_are_not_markdown(text: str, shown: str) -> None:
    assert safe.label(text) == shown
