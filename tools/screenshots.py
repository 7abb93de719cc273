"""Take a picture of every page of the app, over the sample project, into docs/screenshots.

Usage: python tools/screenshots.py [--data FOLDER]. Without a folder the sample waves are analysed
anew. Needs Chromium (apt-get install chromium). The pictures are of invented people only.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from insight.settings import ROOT, Settings
from tests.browser.driving import FLAGS, Visitor, chromium, served

OUT = ROOT / "docs" / "screenshots"
WIDE, NARROW = 1280, 400
TALL = 2000
"""A picture is cut at this height: what a page begins with is what it is judged by."""

WAVE = "wave=Tidewell+2025"
PAGES = {
    "overview": f"?{WAVE}",
    "theme": f"theme?{WAVE}&theme=asb",
    "responses": f"responses?{WAVE}&theme=drugs",
    "quotes": f"quotes?{WAVE}",
    "charts": f"charts?{WAVE}",
    "waves": "waves",
    "review": f"review?{WAVE}",
    "codebook": f"codebook?{WAVE}",
    "audit": f"audit?{WAVE}",
}
ON_A_PHONE = ("overview", "theme", "responses")

SAMPLES = {
    "tidewell-2024.csv": "Tidewell 2024",
    "tidewell-2025.csv": "Tidewell 2025",
    "focus-group-northgate.txt": "Northgate focus group",
}


def main() -> None:
    """Analyse the samples unless that is done, open each page, and keep its picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--only", nargs="*", default=list(PAGES))
    given = parser.parse_args()
    program = chromium()
    if program is None:
        sys.exit("No Chromium here: apt-get install chromium.")
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        data = given.data or _analysed(Path(folder))
        with served(replace(Settings(), data=data)) as address:
            _shoot(program, address, given.out, given.only)
    kept = sum(p.stat().st_size for p in given.out.glob("*.png"))
    print(f"{len(list(given.out.glob('*.png')))} pictures, {kept / 1e6:.1f} MB, in {given.out}")


def _analysed(data: Path) -> Path:
    for file, wave in SAMPLES.items():
        words = [
            sys.executable,
            "-m",
            "insight.cli",
            "run",
            str(ROOT / "corpora" / "samples" / file),
        ]
        subprocess.run([*words, "--wave", wave, "--data", str(data)], check=True, cwd=ROOT)
    return data


def _shoot(program: str, address: str, out: Path, only: list[str]) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for name in only:
            widths = (WIDE, NARROW) if name in ON_A_PHONE else (WIDE,)
            for width in widths:
                visitor = Visitor(browser, address)
                visitor.page.set_viewport_size({"width": width, "height": 900})
                visitor.open(PAGES[name], "Ada Example" if width == WIDE else "")
                height = visitor.height()
                visitor.page.set_viewport_size({"width": width, "height": min(TALL, height)})
                visitor.ready()
                file = out / f"{name}{'-phone' if width == NARROW else ''}.png"
                visitor.page.screenshot(path=file)
                _shrink(file)
                visitor.close()
                print(file.name, f"{file.stat().st_size / 1000:.0f} kB")
        browser.close()


def _shrink(file: Path) -> None:
    """Keep 128 colours: enough for a page, a third of the bytes."""
    from PIL import Image

    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


if __name__ == "__main__":
    main()
