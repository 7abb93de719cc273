"""Phrases on lemmas, with negation."""

import subprocess
import sys

import pytest

from insight import codebook
from insight.nlp.lexicon import Lexicon

BOOK = codebook.make(
    "small",
    [
        {"key": "drugs", "name": "Drugs", "phrases": ["drug dealing", "deal drug", "needle"]},
        {"key": "theft", "name": "Theft", "phrases": ["mug", "burglary"]},
        {"key": "asb", "name": "ASB", "phrases": ["ASB", "anti-social behaviour"]},
        {"key": "fear", "name": "Fear", "phrases": ["not feel safe"]},
    ],
)


@pytest.fixture(scope="module")
def lexicon():
    return Lexicon(BOOK)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They DEAL drugs by the shops", [("drugs", "DEAL drugs", False)]),
        ("No drug dealing here", [("drugs", "drug dealing", True)]),
        ("Nice park, but drug dealing", [("drugs", "drug dealing", False)]),
        (
            "I was mugged. Burglaries too",
            [("theft", "mugged", False), ("theft", "Burglaries", False)],
        ),
        ("Anti–social behaviour", [("asb", "Anti–social behaviour", False)]),
        ("I don't feel safe", [("fear", "don't feel safe", False)]),
        ("a haystack", []),
        ("İ needles", [("drugs", "needles", False)]),  # "İ" in lower case would be two letters
        ("", []),
    ],
)
def test_phrases(lexicon, text, found):
    (hits,) = lexicon.find([text])
    assert [(h.theme, text[h.start : h.end], h.negated) for h in hits] == found


PATTERNS = codebook.make(
    "patterned",
    [
        {"key": "drugs", "name": "Drugs", "phrases": [r"/no+z|n2o|nitrous \w+/", "canister"]},
        {"key": "fear", "name": "Fear", "phrases": [r"/(don't|never) feel safe/"]},
        {"key": "cafe", "name": "Cafés", "phrases": [r"/caf\pL/", r"/(?-i:CAF)\b/"]},
    ],
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NOOOZ and N2O", [("drugs", "NOOOZ", False), ("drugs", "N2O", False)]),
        ("no nitrous oxide here", [("drugs", "nitrous oxide", True)]),
        ("Nothing, but n2o", [("drugs", "n2o", False)]),
        ("noz canisters", [("drugs", "noz", False), ("drugs", "canisters", False)]),
        ("I don’t feel safe", [("fear", "don’t feel safe", False)]),
        ("👍👩‍👩‍👧 Café İ café", [("cafe", "Café", False), ("cafe", "café", False)]),
        ("👍 CAF, caf", [("cafe", "CAF", False)]),
        ("👍 no 👍 noz", [("drugs", "noz", True)]),
        ("nz", []),
    ],
)
def test_patterns(text, found):
    (hits,) = Lexicon(PATTERNS).find([text])
    assert [(h.theme, text[h.start : h.end], h.negated) for h in hits] == found


def test_the_longest_of_phrase_and_pattern_wins():
    book = codebook.make(
        "b", [{"key": "a", "name": "A", "phrases": ["dog", "/dogs? mess/", "mess on the path"]}]
    )
    text = "Dog mess on the path, dog mess."
    (hits,) = Lexicon(book).find([text])
    assert [h.phrase for h in hits] == ["dog", "mess on the path", "/dogs? mess/"]


def test_spacy_comes_without_torch():
    code = "import sys; from insight import codebook; from insight.nlp.lexicon import Lexicon; "
    code += "Lexicon(codebook.make('a', [{'key': 'a', 'name': 'A', 'phrases': ['b']}])); "
    code += "print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
