"""A survey small enough to see whole, for tests of the pipeline and the command line."""

import csv
from pathlib import Path

from insight.settings import Settings

WORRIES = "What worries you most about safety where you live?"
WISHES = "What would make it safer?"
HEADER = ("Respondent ID", "Ward", WORRIES, WISHES, "May we quote you?")

ROWS: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "S1",
        "Quay",
        "Drug dealing in the stairwell every single night.",
        "More police on foot",
        "Yes",
    ),
    ("S2", "Quay", "Loud music until three in the morning, every weekend.", "N/A", "Yes"),
    ("S3", "Hill", "Ring me on 07700 900123 about the dealers outside.", "Please add lights", "No"),
    ("S4", "Hill", "Mopeds racing up and down the pavement after school.", "", "Yes"),
    ("S5", "Quay", "None of the police ever come when we call them.", "More patrols", ""),
    ("S6", "Hill", "Parking is a pain and the bins are late again.", "as above", "Yes"),
    ("S7", "Quay", "=HYPERLINK(0) is what someone sprayed on the wall", "-1 for the plan", "Yes"),
    ("S8", "Hill", "It feels safe here now, thank you to the wardens.", "Nothing", "Yes"),
    ("S9", "Quay", "Teenagers hang around the shops and shout at people.", "A youth club", "No"),
    ("S9", "Quay", "Teenagers hang around the shops and shout at people.", "", "No"),
    ("S10", "Hill", "Men drinking on the benches from the morning on.", "Move them along", "Yes"),
    ("S11", "Quay", "Nie czuję się bezpiecznie na ulicy, kiedy wracam do domu.", "", "Yes"),
    ("S12", "Hill", "Fly tipping behind the flats and rats everywhere.", "Fine them", "Yes"),
)
"""13 rows and two open questions: 26 answers received."""


def write_survey(path: Path, rows: tuple[tuple[str, ...], ...] = ROWS) -> Path:
    """Write the survey as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


def quick(data: Path) -> Settings:
    """Settings that need neither a model nor an encoder."""
    return Settings(data=data, encoder="fake", model="none")


def rows_of(path: Path) -> list[dict[str, str]]:
    """A CSV file's rows, by column."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
