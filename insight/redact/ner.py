"""People found by the shipped finder of names, and by an installed English model, if any."""

from __future__ import annotations

import importlib
import importlib.util
from functools import lru_cache
from pathlib import Path
from typing import Any

from insight.errors import ModelError
from insight.lean import without
from insight.manifest import check
from insight.redact.scan import Span
from insight.settings import NAMES

INSTALLED = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm")
_UNUSED = ["tagger", "parser", "attribute_ruler", "lemmatizer", "senter"]
_LONGEST = 20_000  # characters; a longer text is read in parts


def people(text: str) -> list[Span]:
    """The spans of people as the models see them; models are loaded when first asked.

    Raises ModelError where the shipped one is altered or cannot be loaded.
    """
    return [
        (at + entity.start_char, at + entity.end_char)
        for model in _models()
        for at in range(0, len(text), _LONGEST)
        for entity in model(text[at : at + _LONGEST]).ents
        if entity.label_ == "PERSON"
    ]


@lru_cache(maxsize=1)
def _models() -> tuple[Any, ...]:
    found = (load(), _installed())
    return tuple(model for model in found if model is not None)


def load(folder: Path = NAMES) -> Any:
    """The shipped pipeline, each file's hash verified first; None where there is no folder."""
    if not folder.is_dir():
        return None
    check(folder)
    with without("torch"):
        import spacy

        try:
            return spacy.load(folder)
        except (OSError, ImportError, ValueError, KeyError) as error:
            raise ModelError(
                f"{folder}: the installed spaCy cannot load it ({type(error).__name__}). "
                "Run 'pip install -r requirements.txt', or train it again with 'make models'."
            ) from error


def means(folder: Path = NAMES) -> str:
    """What names are found with, in words."""
    return "rules and a model" if folder.is_dir() else f"rules alone ({folder} is missing)"


def _installed() -> Any:
    for name in INSTALLED:
        if importlib.util.find_spec(name):
            with without("torch"):
                try:
                    return importlib.import_module(name).load(exclude=_UNUSED)
                except (OSError, ImportError, ValueError, KeyError):
                    continue  # made for another spaCy: nobody asked for it
    return None
