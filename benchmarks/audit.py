"""How far audited shares are to be trusted: many random audits of the sample waves.

usage: python benchmarks/audit.py [--audits 200] [--data DIR]

Each wave is coded, and its writer's themes stand for the people who judge. Again and again a
random sample of respondents is audited, and every theme with enough of them is corrected
(`stats.corrected`). Printed: how often the interval held the share that the writer's themes give
all respondents, its mean width, and the mean distance of the share; and the same as coded.
"""

import argparse
import csv
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from insight import findings, inforce, pipeline, stats
from insight.settings import ROOT, Settings
from insight.types import Estimate

SAMPLES = ROOT / "corpora" / "samples"
SIZES = (50, 100, 200)
Said = dict[str, set[str]]
"""The respondents who raise each theme."""


def written(year: str) -> Said:
    """What the writer of a wave meant."""
    found: Said = {}
    with (SAMPLES / f"truth-{year}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for theme in filter(None, row["Themes"].split(";")):
                found.setdefault(theme, set()).add(row["Respondent ID"])
    return found


def coded(year: str, data: Path) -> tuple[Said, set[str]]:
    """What the model makes of it, and all respondents with an analysed answer."""
    said: Said = {}
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings(data=data), store=f"sqlite:///{folder}/insight.db")
        pipeline.run(SAMPLES / f"tidewell-{year}.csv", year, settings)
        with inforce.open_store(settings) as store:
            whole = store.coded(year)
    for item in whole:
        for theme in item.themes:
            said.setdefault(theme, set()).add(item.response.respondent)
    return said, {item.response.respondent for item in whole}


def audits(
    machine: Said, truth: Said, people: set[str], size: int, times: int
) -> Iterator[tuple[float, Estimate]]:
    """(the share meant, the share by the audit) of every theme that each audit can correct."""
    everyone = sorted(people)
    for seed in range(times):
        chosen = set(np.random.default_rng(seed).permutation(everyone)[:size].tolist())
        for theme, said in truth.items():
            meant, own = said & people, machine.get(theme, set())
            heard, unheard = chosen & own, chosen - own
            if min(len(heard), len(unheard)) >= findings.HEARD:
                counts = (len(heard & meant), len(heard), len(unheard & meant), len(unheard))
                share = stats.corrected(len(own), len(people), *counts)
                yield len(meant) / len(people), share


def line(name: str, pairs: list[tuple[float, Estimate]]) -> str:
    """A row of the table."""
    held = np.mean([e.low <= meant <= e.high for meant, e in pairs])
    wide = np.mean([e.high - e.low for _, e in pairs])
    off = np.mean([e.value - meant for meant, e in pairs])
    far = np.mean([abs(e.value - meant) for meant, e in pairs])
    return (
        f"| {name} | {len(pairs):,} | {held:.0%} | {100 * wide:.1f} | {100 * off:+.1f} "
        f"| {100 * far:.1f} |"
    )


def main() -> None:
    """Print the table of each wave."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--audits", type=int, default=200)
    parser.add_argument("--data", type=Path, default=ROOT / "insight-data")
    args = parser.parse_args()
    for year in ("2024", "2025"):
        truth = written(year)
        machine, people = coded(year, args.data)
        print(
            f"## {year}, {len(people)} respondents, {args.audits} audits of each size\n\n"
            "| share | estimates | interval holds | width, points | bias | mean distance |\n"
            "|---|---|---|---|---|---|"
        )
        plain = [
            (
                len(said & people) / len(people),
                stats.share(len(machine.get(theme, ())), len(people)),
            )
            for theme, said in truth.items()
        ]
        print(line("as coded, chance alone", plain))
        for size in SIZES:
            found = list(audits(machine, truth, people, size, args.audits))
            print(line(f"{size} respondents audited", found))
        print()


if __name__ == "__main__":
    main()
