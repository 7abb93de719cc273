"""Ticked options taken apart, and the sign that they cannot be."""

from __future__ import annotations

import pytest

from insight.ingest.options import split, unclear


@pytest.mark.parametrize(
    ("value", "separator", "options", "expected"),
    [
        ("A;B;", ";", (), ("A", "B")),
        ("A, B", ",", (), ("A", "B")),
        ("Transport (bus, tube), Noise", ",", (), ("Transport (bus, tube)", "Noise")),
        ("Drugs, alcohol, Noise", ",", ("Drugs, alcohol", "Noise"), ("Drugs, alcohol", "Noise")),
        ("Drugs, Noise", ",", ("Drugs, alcohol", "Drugs", "Noise"), ("Drugs", "Noise")),
        ("Noise, my own, words", ",", ("Noise",), ("Noise", "my own, words")),
        ("", ",", (), ()),
        (";;", ";", (), ()),
    ],
)
def test_split(
    value: str, separator: str, options: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert split(value, separator, options) == expected


def test_unclear() -> None:
    assert unclear(["Noise, such as music", "Noise, such as music, Litter", "Litter"], ",") == (
        "Noise, such as music",
    )
    assert unclear(["Work, Shopping", "Shopping", "Work", "Work, Health, Shopping"], ",") == ()
