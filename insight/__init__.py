"""Insight: what residents said, honestly and fast."""

__version__ = "0.1.0"
