"""Tone and asks by words and cues."""

import importlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from insight.lean import without
from insight.nlp.tone import ask_spans, question_kind, tone


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


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What do you like about living here?", "good"),
        ("What are the benefits of the new scheme?", "good"),
        ("What has improved since last year?", "good"),
        ("What do you dislike about your area?", "bad"),
        ("Is there anything you don't like about the scheme?", "bad"),
        ("What are your main concerns about community safety in your area?", "bad"),
        ("What would make your area safer?", "wish"),
        ("What would you like to see in the plan?", "wish"),
        ("How could we improve the park?", "wish"),
        ("What one thing would make your area safer, or what has improved?", ""),
        ("What do you like and dislike about the market?", ""),
        ("What is good or bad about the new estate office?", ""),
        ("Any other comments?", ""),
        ("Is there anything else you would like to tell us?", ""),
        ("Anything you'd like to add?", ""),
        ("text", ""),
        ("", ""),
    ],
)
def test_what_a_question_wants_to_hear(question, kind):
    assert question_kind(question) == kind


def test_vader_comes_without_what_nltk_would_load_beside_it():
    code = "import sys; from insight.nlp.tone import valence; assert valence('lovely') > 0; "
    code += "print('sklearn' in sys.modules, 'scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_what_one_thread_does_not_look_for_another_finds():
    sys.modules.pop("wave", None)
    with without("wave"):
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("wave")
        with ThreadPoolExecutor(1) as other:
            assert other.submit(importlib.import_module, "wave").result().__name__ == "wave"
    assert importlib.import_module("wave").__name__ == "wave"
