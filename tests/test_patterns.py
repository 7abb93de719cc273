"""Patterns among phrases: what is one, what is refused and why, and that none runs away."""

import pytest

from insight import codebook
from insight.errors import UsageError
from insight.patterns import MOST, Pattern, fold, is_pattern


def book(*phrases: str):
    return codebook.make("b", [{"key": "gas", "name": "Gas", "phrases": phrases}])


@pytest.mark.parametrize(
    ("phrase", "is_one"),
    [
        ("/noz/", True),
        ("24/7", False),
        ("/noz", False),
        ("/", False),
        ("//", True),
        ("/a/b/", True),
    ],
)
def test_a_pattern_stands_between_slashes(phrase, is_one):
    assert is_pattern(phrase) is is_one


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("/(ab/", "missing )"),
        ("/*a/", "no argument for repetition operator: *"),
        ("/[z-a]/", "invalid character class range: z-a"),
        ("/a(?=b)/", "no look-around"),
        ("/(?<!a)b/", "no look-around"),
        (r"/(a)\1/", "back references"),
        (r"/\C/", "a byte, not a letter"),
        ("/a{2000}/", "invalid repetition size"),
        (r"/(\pL{1,90} ){1,9}/", "it is too large"),
        (f"/{'a' * 300}/", "it has 302 characters, and may have 300"),
        ("/a\nb/", "a line break"),
        ("/a\ud800/", "not seen"),
        ("//", "places without a letter"),
        ("/a*/", "places without a letter"),
        (r"/\b/", "places without a letter"),
        ("/noz|/", "places without a letter"),
        ("/./", "nearly every text"),
        (r"/\w+/", "nearly every text"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(phrase, why, capfd):
    with pytest.raises(UsageError) as error:
        book("gas", phrase)
    said = str(error.value)
    assert said.startswith(f"codebook, theme 'gas': the pattern {phrase[:80]} cannot be used: ")
    assert why in said
    assert len(said.replace(phrase, "").splitlines()) == 1
    assert capfd.readouterr().err == ""  # RE2 would write the pattern to the log


@pytest.mark.parametrize(
    ("phrase", "odd"),
    [
        ("/e/", "very many texts"),
        ("/noz", "one slash"),
        ("noz/", "one slash"),
        ("/no+z/", ""),
        ("24/7", ""),
    ],
)
def test_what_is_odd_is_warned_of(phrase, odd):
    warned = [w for w in codebook.warnings(book(phrase)) if w.startswith(f"'{phrase}'")]
    assert len(warned) == bool(odd)
    assert all(odd in w for w in warned)


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("/(a+)+$/", "a" * 30_000, [(0, 30_000)]),
        ("/(a+)+$/", "a" * 30_000 + "!", []),
        ("/(a|aa)*b/", "a" * 30_000, []),
        ("/a.*z|a/", "a" * 30_000, [(n, n + 1) for n in range(MOST)]),
    ],
    ids=["whole", "fails at the end", "two ways", "a walk to the end from each letter"],
)
def test_a_catastrophic_pattern_ends(phrase, text, found):
    assert Pattern(phrase).find(text) == found


def test_places_are_code_points_of_the_text_as_it_stands():
    text = "👍 Büro–Straße 👩‍👩‍👧 ’ N2O İ noz"
    places = Pattern("/ü\\pL+|o-s|n2o|' n|noz/").find(fold(text))
    assert [text[a:b] for a, b in places] == ["üro", "’ N", "noz"]


def test_patterns_that_differ_in_case_differ():
    themes = [
        {"key": k, "name": k * 9, "description": "It is a theme.", "phrases": [p]}
        for k, p in (("a", r"/gas\S/"), ("b", r"/gas\s/"))
    ]
    assert codebook.warnings(codebook.make("b", themes)) == ()
