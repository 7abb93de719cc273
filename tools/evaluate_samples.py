"""Measures the model in force on the sample waves, against what their writer meant.

usage: python tools/evaluate_samples.py [--data DIR]

Joins `tidewell-*.csv` with `truth-*.csv`. The writer coded an answer knowing the respondent's other
answer and the plan of the wave; the model sees one answer alone, so this is a hard yardstick.
"""

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path

from insight import ingest, learning
from insight.nlp import evaluate, segment
from insight.settings import ROOT, Settings

SAMPLES = ROOT / "corpora" / "samples"
YEARS = ("2024", "2025")


def labelled(year: str) -> learning.Labelled:
    """One wave's answers with the themes their writer meant."""
    with (SAMPLES / f"tidewell-{year}.csv").open(encoding="utf-8-sig", newline="") as file:
        answers = {row["Respondent ID"]: row for row in csv.DictReader(file)}
    texts, labels, people = [], [], []
    with (SAMPLES / f"truth-{year}.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            text = answers[row["Respondent ID"]][row["Question"]]
            if segment.split(text) and not ingest.is_non_answer(text):
                texts.append(text)
                labels.append(frozenset(t for t in row["Themes"].split(";") if t))
                people.append(row["Respondent ID"])
    return learning.Labelled(tuple(texts), tuple(labels), tuple(people), 0)


def together(waves: Sequence[learning.Labelled]) -> learning.Labelled:
    """The answers of several waves as one file's."""
    return learning.Labelled(
        tuple(t for w in waves for t in w.texts),
        tuple(s for w in waves for s in w.labels),
        tuple(f"{n}: {who}" for n, w in enumerate(waves) for who in w.respondents),
        0,
    )


def main() -> None:
    """Print the table of each wave, then what corrections add to both together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / "insight-data")
    settings = Settings(data=parser.parse_args().data)
    waves = [labelled(year) for year in YEARS]
    for year, wave in zip(YEARS, waves, strict=True):
        found = learning.measure(wave, settings, ())
        print(f"## Tidewell {year}, {found.model}\n\n{evaluate.table(found.evaluation)}\n")
    curve = learning.measure(together(waves), settings).curve
    print(f"## Both, corrected by so many responses\n\n{evaluate.curve_table(curve)}")


if __name__ == "__main__":
    main()
