"""What is an answer, and what only stands where one should be."""

# ruff: noqa: E501

from __future__ import annotations

import pytest

from insight.ingest.answers import is_blank, is_non_answer, is_test, normal

NON_ANSWERS = """
N/A|n/a.|NA|None|none.|NONE!|no|No.|Nope|Nothing|nothing to add|Nothing else to add, thanks|-|--|.|...
?|???|As above|as above.|See above|see my previous answer|See answer to question 3|Same as Q1|as per Q2
Please see my previous comments|same as before|ditto|No comment|No comments.|no further comments
I have no further comments at this time|No other comments to make|Don't know|don’t know|not sure|unsure
not applicable|nil|asdf|asdfasdf|qwerty|xxx|aaaaa|hjkl|No thanks|no thank you|prefer not to say
Can't think of anything|nothing comes to mind|None that I can think of|None at the moment|I don't have any
I have already answered this above|already covered in my previous answer|see attached|yes|OK|fgdhjkl
No nothing else|That's all|\u200b|\u00a0|N\u200b/A
"""
ANSWERS = """
None of the police ever come|Nothing works|Nothing changes round here|No police|No lights on my street
No comment from the council ever|As above ground trains are loud, so is the road|CCTV|cctv|ASB|Asd|lights
Same lads every night|See more officers|None of it is safe|nothing good|Yes, more police|No, it is fine
👍|😡😡|🔥|bins|Test the lights|more police|I have no confidence in the police|not enough police
Nowhere is safe|Never see anyone|same problems as last year|answer the phone|Don't know who to call
No one came|I have no street light|any time of night|No problems, thank you warden|speeding|5G|noz
see the state of the park|Read the minutes of the last meeting|no go area|আলো চাই|нет полиции|没有
"""


@pytest.mark.parametrize("text", [t for t in NON_ANSWERS.replace("\n", "|").split("|") if t])
def test_says_nothing(text: str) -> None:
    assert is_non_answer(text)


@pytest.mark.parametrize("text", [t for t in ANSWERS.replace("\n", "|").split("|") if t])
def test_says_something(text: str) -> None:
    assert not is_non_answer(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("test", True),
        ("TEST TEST TEST", True),
        ("This is a test, please ignore", True),
        ("testing 123", True),
        ("Test the lights on Tollbar Lane", False),
        ("driving test centre", False),
        ("", False),
    ],
)
def test_trial_of_the_form(text: str, expected: bool) -> None:
    assert is_test(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        (" \n\t", True),
        ("\u200b\ufeff", True),
        ("\u200e", True),
        (".", False),
        ("\u200b👍", False),
    ],
)
def test_blank(text: str, expected: bool) -> None:
    assert is_blank(text) is expected


def test_normal_changes_only_a_copy() -> None:
    text = "N\u200b/A  –  ＯＫ"
    assert normal(text) == "n a ok"
    assert text == "N\u200b/A  –  ＯＫ"
