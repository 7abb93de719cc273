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
        ("İ needles", []),  # a text that changes length in lower case has no offsets to trust
        ("", []),
    ],
)
def test_phrases(lexicon, text, found):
    (hits,) = lexicon.find([text])
    assert [(h.theme, text[h.start : h.end], h.negated) for h in hits] == found


def test_spacy_comes_without_torch():
    code = "import sys; from insight import codebook; from insight.nlp.lexicon import Lexicon; "
    code += "Lexicon(codebook.make('a', [{'key': 'a', 'name': 'A', 'phrases': ['b']}])); "
    code += "print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
