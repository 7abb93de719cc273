"""Imports a library without others that it would load if they are there, which takes seconds.

spaCy's light pipelines never use torch, and NLTK's VADER neither scikit-learn nor SciPy.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from typing import Any


class _Hidden(MetaPathFinder):
    """Finds none of some libraries for one thread; those that are loaded need no finding."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names, self._thread = frozenset(names), threading.get_ident()

    def find_spec(self, name: str, path: Any, target: Any = None) -> None:
        if name.partition(".")[0] in self._names and threading.get_ident() == self._thread:
            raise ModuleNotFoundError(f"{name} is not looked for here", name=name)


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Keep libraries out of sight of what this thread imports within, unless they are loaded."""
    hidden = _Hidden(names)
    sys.meta_path.insert(0, hidden)
    try:
        yield
    finally:
        sys.meta_path.remove(hidden)
