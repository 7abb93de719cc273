"""Turns a drawn chart into a picture that an office document can hold."""

from __future__ import annotations

import re
from dataclasses import dataclass

from insight.types import Figure


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with the size at which it was drawn, in inches."""

    png: bytes
    width: float
    height: float

    def fit(self, width: float, height: float, most: float = 1.6) -> tuple[float, float]:
        """Size it to stand within a box (inches), enlarged by at most `most`."""
        scale = min(width / self.width, height / self.height, most)
        return self.width * scale, self.height * scale


def picture(figure: Figure) -> Picture:
    """Draw the chart, without its title, at three dots to the pixel."""
    import vl_convert

    found = re.search(r'<svg[^>]*\bwidth="([\d.]+)" height="([\d.]+)"', figure.svg)
    width, height = (float(size) / 96 for size in found.groups()) if found else (6.0, 4.0)
    return Picture(bytes(vl_convert.svg_to_png(figure.svg, scale=3)), width, height)
