"""Tone and asks from words alone: VADER and cues, for where no trained model is at hand."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from insight.errors import ModelError
from insight.lean import without
from insight.types import Tone

ASK = re.compile(
    r"\b(?:should|shouldn'?t|need(?:s|ed)? to|needs?\b|must|ought|please|pls|plz|would like"
    r"|i'?d like|want(?:s)? (?:to see|more|the)|wish|could (?:you|we|the)"
    r"|can (?:you|we|someone|somebody|the)"
    r"|bring back|get rid|sort (?:it|this|them) out|do something|let'?s|why (?:not|don'?t|can'?t)"
    r"|how about|required?|has to|have to be|call for|urge|demand|suggest|propose|recommend"
    r"|more (?!than|and more|often than)\w+|better (?!than|off|now)\w+|fewer|less (?!than)\w+"
    r"|stricter|tougher|harsher|longer sentences|improve[d]?)\b",
    re.IGNORECASE,
)
IMPERATIVE = re.compile(
    r"^\W*(?:please\s+)?(?:add|allow|arrest|ban|build|close|clean|clear|create|cut|employ|encourage"
    r"|end|enforce|ensure|expand|fine|fix|fund|get|give|have|hire|help|improve|increase|install"
    r"|introduce|invest|keep|legali[sz]e|light|listen|lower|make|mend|move|offer|open|patrol|provide"
    r"|put|raise|reduce|remove|repair|require|restore|send|start|stop|support|teach|tackle|train|use)\b",
    re.IGNORECASE,
)
FACT = re.compile(
    r"\b(?:used to|no more|any ?more|more and more|less and less|no need)\b", re.IGNORECASE
)
SOLVED = re.compile(
    r"\b(?:no (?:\w+ )?(?:problems?|trouble|issues?|complaints?|worries)|never (?:had|seen|any)"
    r"|not (?:a|an) (?:\w+ )?(?:problem|issue|concern)"
    r"|much (?:better|improved|quieter|safer|cleaner)|thanks?|thank you|grateful"
    r"|well done|stopped|sorted|gone now)\b",
    re.IGNORECASE,
)
NO_PROBLEM = re.compile(
    r"\b(?:no|not (?:an?|any)|never (?:(?:had|have|seen|any) )*|without (?:an?y?)"
    r"|(?:is|are|was)n['’]?t (?:an?|any|much of an?)) (?:\w+ ){0,2}"
    r"(?:problems?|trouble|issues?|complaints?|worr(?:y|ies)|concerns?)\b"
    r"|\bnothing (?:\w+ )?to (?:complain|worry|fear)\b|\b(?:can(?:no|['’])?t|can not) complain\b"
    r"|\b(?:not|(?:is|are|was|were)n['’]?t) (?:(?:all|really) )?(?:(?:that|so|too|very) )?bad\b",
    re.IGNORECASE,
)
ASKED = re.compile(
    r"\b(?:please|pl[sz]|(?:i|we)(?: would|['’]d) (?:really )?(?:like|love) (?:to see|more|an?|the)"
    r"|it would help|(?:i|we) want (?:to see|more)|bring back|get rid of|we need|needs? (?:to|more)"
    r"|there should|should (?:be|have|do))\b"
    r"|^\W*(?:stop|clean (?:the|up)|fix|mend|add|install|ban|remove|enforce|more|better"
    r"|no more)\b(?! (?:and|than|often))",
    re.IGNORECASE,
)
"""A text that asks in so many words, whatever its question wanted to hear."""

WANTED = re.compile(r"^\W*(?:fewer|less|no more|not so (?:many|much)|quicker|faster|safer)\b", re.I)
"""How an answer begins that says what should be, where its question asks for that."""

LOST = re.compile(
    r"\b(?:used to (?:be|feel|have)|no longer|not any ?more|has gone downhill)\b", re.IGNORECASE
)
OF_PLACES = {
    **dict.fromkeys(
        ("quiet", "quieter", "tidy", "tidier", "decent", "neighbourly", "spotless"), 1.5
    ),
    **dict.fromkeys(("loud", "noisy", "rough", "rowdy", "smelly", "dodgy", "rundown"), -1.4),
    **dict.fromkeys(("filthy", "gangs", "dealers", "burglaries", "muggings", "stabbings"), -2.0),
    **dict.fromkeys(("litter", "rubbish", "graffiti", "drugs"), -1.2),
}
"""Valence, on VADER's scale of -4 to 4, of words for places that its lexicon of tweets lacks."""
TURN = re.compile(r"\b(?:but|although|though|however|yet|still|except|shame)\b", re.IGNORECASE)

GOOD, BAD, WISH = "good", "bad", "wish"
QUESTIONS = {
    GOOD: re.compile(
        r"\b(?:benefits?|positives?|advantages?|likes?|enjoy|good|best|pleased|proud|works? well"
        r"|working well|improved|gone well|successes)\b"
    ),
    BAD: re.compile(
        r"\b(?:problems?|dislikes?|(?:do not|don['’]?t) like|like least|worst|concern(?:s|ed)?"
        r"|worr(?:y|ies|ied)|negatives?|disadvantages?|drawbacks?|issues?|unsafe|afraid|fear"
        r"|complaints?|bad|difficult(?:y|ies)?|barriers?|challenges?|gone wrong)\b"
    ),
    WISH: re.compile(
        r"\b(?:improve|improvements?|suggest|suggestions?|ideas?|should|could|recommend"
        r"|would (?:help|make|you change)|recommendations?|priority|priorities|like to see"
        r"|want to see|help)\b"
    ),
}
"""What a question wants to hear about, by its words."""


BRIEF = 6
"""An answer of at most so many words is what its question makes of it."""


def is_brief(text: str) -> bool:
    """Whether an answer is a fragment that its question gives its sense to."""
    return len(text.split()) <= BRIEF


def question_kind(question: str) -> str:
    """GOOD, BAD or WISH where the wording asks for just one of them, else "".

    "What do you dislike about your area?" is BAD; "What is good or bad about it?" and "Any other
    comments?" say nothing of what an answer to them means.
    """
    text = question.lower()
    # "like to see" and "don't like" hold "like", but do not ask what is liked.
    for kind in (WISH, BAD):
        if QUESTIONS[kind].search(text):
            text = re.sub(r"\b(?:like to see|(?:do not|don['’]?t) like|like least)\b", "", text)
            found = {kind} | {k for k in QUESTIONS if k != kind and QUESTIONS[k].search(text)}
            return kind if found == {kind} else ""
    # Nor does "would you like to tell us".
    text = re.sub(r"\b(?:(?:would (?:you )?|['’]d )like|like to)\b", "", text)
    return GOOD if QUESTIONS[GOOD].search(text) else ""


def tone(text: str) -> tuple[Tone, float]:
    """The tone of a text and a score in [0, 1]: VADER (Hutto and Gilbert 2014) corrected by cues.

    "It used to be safe" is negative and "ASB is not a problem here" positive, whatever the words'
    own valence; a clear turn with feeling on both sides is mixed; a plain request is neutral.
    """
    parts = [p for p in TURN.split(text) if p.strip()]
    leans = [valence(p) for p in parts]
    if len(parts) > 1 and max(leans) > 0.3 and min(leans) < -0.3:
        return "mix", 0.6
    if LOST.search(text):
        return "neg", 0.75
    if SOLVED.search(text) and not ask_spans(text, ((0, len(text)),)):
        return "pos", 0.7
    whole = valence(text)
    if ask_spans(text, ((0, len(text)),)) and whole > -0.5:
        return "neu", 0.6
    if whole >= 0.35:
        return "pos", 0.5 + whole / 2
    if whole <= -0.05:
        return "neg", 0.5 - whole / 2
    return "neu", 0.5


def ask_spans(text: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Those of the clauses `spans` of a text that ask for something."""
    return tuple(
        (start, end)
        for start, end in spans
        if IMPERATIVE.search(text[start:end])
        or (ASK.search(FACT.sub("", text[start:end])) is not None)
    )


def valence(text: str) -> float:
    """VADER's compound valence of a text, in [-1, 1], with the words for a place that it lacks."""
    return float(_vader().polarity_scores(text)["compound"])


@lru_cache(1)
def _vader() -> Any:
    spec = importlib.util.find_spec("vaderSentiment")
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(
            "the package vaderSentiment is not installed: run 'pip install -r requirements.txt'."
        )
    with without("sklearn", "scipy"):
        import nltk.data
        from nltk.sentiment.vader import SentimentIntensityAnalyzer

    folder = str(Path(next(iter(spec.submodule_search_locations))))
    if folder not in nltk.data.path:  # NLTK opens only what lies under its own paths
        nltk.data.path.append(folder)
    analyzer = SentimentIntensityAnalyzer(lexicon_file="vader_lexicon.txt")
    analyzer.lexicon.update(OF_PLACES)
    return analyzer
