"""Small files made on the spot, and the places of the golden ones and of real data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"
REAL = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture
def golden() -> Path:
    return GOLDEN


@pytest.fixture
def real() -> Path:
    if not REAL.is_dir():
        pytest.skip("the folder of real survey files is not here")
    return REAL


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Write a file: `file("a.csv", "id,text\\n…", encoding="cp1252")`."""

    def write(name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write
