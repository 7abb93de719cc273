"""One report of each format, written once for all tests."""

import pytest

from insight.report import WRITERS
from insight.types import Figure

from . import example
from .example import AT, wave


@pytest.fixture(scope="session")
def drawn() -> tuple[Figure, ...]:
    return example.drawn() + example.drawn_between()[:1]


@pytest.fixture(scope="session")
def written(drawn, tmp_path_factory):
    """The path of the report of each format."""
    folder = tmp_path_factory.mktemp("reports")
    return {
        form: write(wave(), drawn, folder / "deep" / f"report.{form}", AT)
        for form, write in WRITERS.items()
    }
