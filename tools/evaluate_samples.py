"""Measures the model in force on the sample waves, against what their writer meant.

usage: python tools/evaluate_samples.py [--data DIR]

Joins `tidewell-*.csv` with `truth-*.csv`. The writer coded an answer knowing the respondent's other
answer and the plan of the wave; the model sees one answer alone, so this is a hard yardstick.
"""

import argparse
import csv
from pathlib import Path

from insight import ingest, learning
from insight.nlp import evaluate, segment
from insight.settings import ROOT, Settings

SAMPLES = ROOT / "corpora" / "samples"


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


def main() -> None:
    """Print the table of each wave."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / "insight-data")
    args = parser.parse_args()
    for year in ("2024", "2025"):
        found = learning.measure(labelled(year), Settings(data=args.data))
        print(f"## Tidewell {year}, {found.model}\n\n{evaluate.table(found.evaluation)}\n")
        print(f"Corrected by so many responses:\n\n{evaluate.curve_table(found.curve)}\n")


if __name__ == "__main__":
    main()
