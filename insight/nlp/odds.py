"""Probabilities and log-odds, there and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from insight.types import Matrix

LEAST = 1e-4
"""How near to 0 and 1 a probability is taken to come."""


def logit(p: Any, least: float = LEAST) -> Matrix:
    """The log-odds of probabilities, kept within what a float can hold."""
    bounded = np.clip(p, least, 1 - least)
    return np.asarray(np.log(bounded / (1 - bounded)), np.float32)


def sigmoid(x: Any) -> Matrix:
    """The probabilities of log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), np.float32)


def softmax(x: Any) -> Matrix:
    """Logits as probabilities that add up to 1 along the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True), np.float32)
