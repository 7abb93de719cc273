"""People found by an installed English spaCy model, where there is one; none is needed."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from insight.redact.scan import Span

MODELS = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm")
_UNUSED = ["tagger", "parser", "attribute_ruler", "lemmatizer", "senter"]
_LONGEST = 20_000  # characters; a longer text is read in parts


def installed() -> Callable[[str], list[Span]] | None:
    """Return a finder of people made from an installed model, or None where there is none."""
    model = _model()
    if model is None:
        return None

    def people(text: str) -> list[Span]:
        spans: list[Span] = []
        for at in range(0, len(text), _LONGEST):
            for entity in model(text[at : at + _LONGEST]).ents:
                if entity.label_ == "PERSON":
                    spans.append((at + entity.start_char, at + entity.end_char))
        return spans

    return people


@lru_cache(maxsize=1)
def _model() -> Any:
    for name in MODELS:
        if importlib.util.find_spec(name):
            with without_torch():
                try:
                    return importlib.import_module(name).load(exclude=_UNUSED)
                except (OSError, ImportError, ValueError, KeyError):
                    continue  # made for another spaCy: the rules stand by themselves
    return None


@contextmanager
def without_torch() -> Iterator[None]:
    """Keep spaCy from loading torch, which these models do not use and which takes seconds."""
    absent = "torch" not in sys.modules
    if absent:
        sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if absent:
            del sys.modules["torch"]
