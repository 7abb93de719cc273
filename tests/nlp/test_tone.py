"""Tone and asks by words and cues."""

import pytest

from insight.nlp.tone import ask_spans, tone


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It used to be safe", "neg"),
        ("ASB is not a problem here", "pos"),
        ("please bring back the youth club", "neu"),
        ("I love my neighbours but the dealers are frightening", "mix"),
        ("Disgusting mess, I hate it", "neg"),
        ("The new wardens are wonderful, thank you", "pos"),
        ("More youth clubs.", "neu"),
    ],
)
def test_tone(text, expected):
    found, score = tone(text)
    assert found == expected
    assert 0 <= score <= 1


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("please bring back the youth club", True),
        ("More patrols at night", True),
        ("Ban fireworks", True),
        ("The council should listen", True),
        ("It used to be safe", False),
        ("There is no more trouble", False),
        ("Drug dealing outside the shops", False),
    ],
)
def test_ask(text, asks):
    assert bool(ask_spans(text, [(0, len(text))])) is asks


def test_the_clause_that_asks_is_named():
    text = "The alley is dark. Put a light in it."
    assert ask_spans(text, [(0, 18), (19, 37)]) == ((19, 37),)
