"""Build Insight's two sample surveys (Tidewell 2024 and 2025) from the hand-written sources.

    python corpora/samples/build.py            # writes the CSV, XLSX and truth files
    python corpora/samples/build.py --table    # prints theme shares from the truth files

Python 3.11, standard library and openpyxl. The output is the same, byte for byte, on every run.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import random
import re
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

HERE = Path(__file__).resolve().parent

THEMES = [
    "asb",
    "noise",
    "groups",
    "vehicles",
    "alcohol",
    "drugs",
    "treatment",
    "rough_sleeping",
    "environment",
    "violence",
    "theft",
    "vawg",
    "hate",
    "exploitation",
    "youth",
    "mental_health",
    "police_presence",
    "police_trust",
    "justice",
    "feeling_safe",
    "cohesion",
    "partnership",
]
PLANNED: dict[str, tuple[int, int]] = {
    "asb": (34, 33),
    "drugs": (32, 22),
    "noise": (14, 20),
    "groups": (18, 17),
    "vehicles": (13, 14),
    "theft": (12, 21),
    "rough_sleeping": (12, 12),
    "environment": (20, 19),
    "violence": (13, 10),
    "vawg": (6, 7),
    "police_presence": (24, 25),
    "partnership": (12, 15),
    "youth": (16, 15),
    "feeling_safe": (22, 22),
}

Q1 = "What are your main concerns about community safety in your area?"
Q2 = "What one thing would make your area safer, or what has improved?"
DARK = "How safe do you feel outside after dark?"
DAY = "How safe do you feel during the day?"
PROBLEM = "How much of a problem is anti-social behaviour?"
VICTIM = "Have you been a victim of crime in the last 12 months?"
QUOTE = "May we quote you?"
HEADINGS = [
    "Respondent ID",
    "Date",
    "Ward",
    "Age band",
    "Gender",
    "Ethnicity group",
    DARK,
    DAY,
    PROBLEM,
    VICTIM,
    Q1,
    Q2,
    QUOTE,
]
TRUTH_HEADINGS = ["Respondent ID", "Question", "Themes"]

SAFE = [
    "Very safe",
    "Fairly safe",
    "Neither safe nor unsafe",
    "Fairly unsafe",
    "Very unsafe",
]
PROBLEM_SCALE = [
    "A very big problem",
    "A fairly big problem",
    "Not a very big problem",
    "Not a problem at all",
]

# Margins of the invented borough, for what a source line leaves open.
Weights = dict[str, float]
WARDS: Weights = {
    "Canal Side": 19,
    "Northgate": 18,
    "Old Market": 16,
    "St Brides": 16,
    "Fairmead": 16,
    "Harbour Reach": 17,
}
AGES: Weights = {"16-24": 13, "25-34": 21, "35-44": 23, "45-54": 17, "55-64": 15, "65+": 16}
GENDERS: Weights = {"Woman": 52, "Man": 44, "Non-binary": 1, "Prefer not to say": 3}
ETHNICITIES: Weights = {
    "White": 44,
    "Asian": 26,
    "Black": 15,
    "Mixed": 6,
    "Other": 5,
    "Prefer not to say": 4,
}
GENDER_HINTS = {"F": "Woman", "M": "Man", "X": "Non-binary"}

# The sources themselves lean (Canal Side to drugs, 16-24 to youth, and so on: see DATASHEET.md).
# Where a source line leaves a group open, a theme makes that group a little likelier or, where
# the lines with a hint already lean far enough, less so.
WARD_TILT = {"drugs": {"Canal Side": 0.6}, "alcohol": {"Old Market": 0.7}}
AGE_TILT = {"groups": {"65+": 1.8}, "noise": {"65+": 1.8}, "youth": {"16-24": 0.7}}
GENDER_TILT = {"feeling_safe": {"Woman": 1.2}, "vawg": {"Woman": 1.5}}
UNSAFE = {"feeling_safe", "violence", "vawg", "hate", "theft", "groups"}


@dataclass(frozen=True)
class Wave:
    """One fieldwork wave."""

    year: str
    start: dt.date
    days: int
    encoding: str
    mood: float  # added to the weight of the safer answers


@dataclass
class Answer:
    """One respondent: what the source says, then what is drawn."""

    ward: str
    gender: str
    age: str
    ethnicity: str
    themes: tuple[list[str], list[str]]
    texts: tuple[str, str]
    row: dict[str, object] = field(default_factory=dict)

    @property
    def raised(self) -> set[str]:
        """The themes raised in either answer."""
        return {*self.themes[0], *self.themes[1]}


WAVES = (
    Wave("2024", dt.date(2024, 4, 8), 35, "utf-8-sig", 0.0),
    Wave("2025", dt.date(2025, 4, 7), 35, "utf-8", 0.25),
)


def parse_themes(text: str, where: str) -> list[str]:
    """Read a ;-joined list of theme keys; '-' is none."""
    keys = [key for key in text.split(";") if key not in ("", "-")]
    unknown = [key for key in keys if key not in THEMES]
    if unknown:
        raise ValueError(f"{where}: unknown themes {unknown}")
    return keys


def read_source(year: str) -> list[Answer]:
    """Read every source file of a wave, in order."""
    answers = []
    for path in sorted((HERE / "source").glob(f"{year}-*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            where = f"{path.name}:{number}"
            parts = [part.strip() for part in line.split("~")]
            if len(parts) != 6:
                raise ValueError(f"{where}: {len(parts)} fields, not 6")
            ward, who, keys1, text1, keys2, text2 = parts
            if ward != "*" and ward not in WARDS:
                raise ValueError(f"{where}: unknown ward {ward!r}")
            gender, age, ethnicity = who.split() if who != "*" else ("*", "*", "*")
            themes = (parse_themes(keys1, where), parse_themes(keys2, where))
            answers.append(Answer(ward, gender, age, ethnicity, themes, (text1, text2)))
    return answers


def draw(rng: random.Random, weights: Mapping[str, float]) -> str:
    """Draw one key by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def tilted(base: Weights, tilt: Mapping[str, Mapping[str, float]], raised: set[str]) -> Weights:
    """The base margins, tilted by the themes a respondent raised."""
    weights = dict(base)
    for theme in THEMES:
        if theme in raised:
            for key, factor in tilt.get(theme, {}).items():
                weights[key] *= factor
    return weights


def scale(rng: random.Random, labels: Sequence[str], centre: float) -> str:
    """Draw a scale point near a centre; about 2 per cent leave it empty."""
    if rng.random() < 0.02:
        return ""
    point = round(rng.gauss(centre, 0.95))
    return labels[min(max(point, 0), len(labels) - 1)]


def fill(answer: Answer, rng: random.Random, wave: Wave) -> None:
    """Draw what the source leaves open and the closed questions."""
    raised = answer.raised
    ward = draw(rng, tilted(WARDS, WARD_TILT, raised))
    age = draw(rng, tilted(AGES, AGE_TILT, raised))
    gender = draw(rng, tilted(GENDERS, GENDER_TILT, raised))
    ethnicity = draw(rng, ETHNICITIES)
    ward = ward if answer.ward == "*" else answer.ward
    age = age if answer.age == "*" else answer.age
    gender = GENDER_HINTS.get(answer.gender, gender)
    ethnicity = ethnicity if answer.ethnicity == "*" else answer.ethnicity.title()
    worry = 0.5 * len(raised & UNSAFE) + (0.35 if gender == "Woman" else 0.0) - wave.mood
    hit = 0.42 if "theft" in raised else 0.17
    victim = draw(rng, {"Yes": hit, "No": 0.95 - hit, "Prefer not to say": 0.05})
    answer.row = {
        "Ward": ward,
        "Age band": age,
        "Gender": gender,
        "Ethnicity group": ethnicity,
        DARK: scale(rng, SAFE, 1.75 + worry),
        DAY: scale(rng, SAFE, 0.85 + worry / 2),
        PROBLEM: scale(rng, PROBLEM_SCALE, 0.75 if "asb" in raised else 1.55),
        VICTIM: victim,
        Q1: answer.texts[0],
        Q2: answer.texts[1],
        QUOTE: draw(rng, {"Yes": 70, "No": 19, "": 11}),
    }


def collect(wave: Wave) -> list[Answer]:
    """Read, shuffle, fill and number one wave's respondents, in order of date."""
    rng = random.Random(f"tidewell-{wave.year}")
    answers = read_source(wave.year)
    rng.shuffle(answers)
    # Most replies come in the first two weeks.
    offsets = sorted(int(rng.triangular(0, wave.days, 6)) for _ in answers)
    for number, (answer, offset) in enumerate(zip(answers, offsets, strict=True), 1):
        fill(answer, rng, wave)
        answer.row["Respondent ID"] = f"TW{wave.year[2:]}-{number:04d}"
        answer.row["Date"] = wave.start + dt.timedelta(days=offset)
    return answers


def write_csv(
    path: Path, headings: list[str], rows: Sequence[Sequence[object]], encoding: str
) -> None:
    """Write a CSV with UK dates."""
    with path.open("w", newline="", encoding=encoding) as handle:
        writer = csv.writer(handle)
        writer.writerow(headings)
        for row in rows:
            writer.writerow(
                [f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else cell for cell in row]
            )


def write_xlsx(
    path: Path, headings: list[str], rows: Sequence[Sequence[object]], wave: Wave
) -> None:
    """Write a workbook whose bytes depend on its content alone."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Responses"
    sheet.append(headings)
    for row in rows:
        sheet.append([cell if cell != "" else None for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for cell in sheet["B"][1:]:
        cell.number_format = "DD/MM/YYYY"
    for index, heading in enumerate(headings, 1):
        sheet.column_dimensions[get_column_letter(index)].width = 60 if heading in (Q1, Q2) else 18
    sheet.freeze_panes = "A2"
    stamp = dt.datetime.combine(wave.start + dt.timedelta(days=wave.days + 7), dt.time(9))
    book.properties.creator = "Insight sample material"
    book.properties.title = f"Tidewell Community Safety Survey {wave.year}"
    book.properties.created = stamp
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":  # openpyxl stamps the time of saving
                data = re.sub(
                    rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + f"{stamp:%FT%TZ}".encode(), data
                )
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            target.writestr(info, data)


def build(wave: Wave) -> int:
    """Write one wave's survey and truth files; return the number of respondents."""
    answers = collect(wave)
    rows = [[answer.row[heading] for heading in HEADINGS] for answer in answers]
    write_csv(HERE / f"tidewell-{wave.year}.csv", HEADINGS, rows, wave.encoding)
    write_xlsx(HERE / f"tidewell-{wave.year}.xlsx", HEADINGS, rows, wave)
    truth = [
        [answer.row["Respondent ID"], question, ";".join(keys)]
        for answer in answers
        for question, keys in zip((Q1, Q2), answer.themes, strict=True)
    ]
    write_csv(HERE / f"truth-{wave.year}.csv", TRUTH_HEADINGS, truth, "utf-8")
    return len(answers)


def shares(year: str) -> tuple[dict[str, int], int]:
    """Respondents raising each theme in either answer, and all respondents."""
    by_id: dict[str, set[str]] = defaultdict(set)
    with (HERE / f"truth-{year}.csv").open(newline="", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            by_id[row["Respondent ID"]] |= {key for key in row["Themes"].split(";") if key}
    return {theme: sum(theme in keys for keys in by_id.values()) for theme in THEMES}, len(by_id)


def table() -> str:
    """The planned and the intended shares as a Markdown table."""
    (first, n_first), (second, n_second) = shares("2024"), shares("2025")
    of_first, of_second = f"2024 % (n of {n_first})", f"2025 % (n of {n_second})"
    lines = [
        f"| theme | plan 2024 % | {of_first} | plan 2025 % | {of_second} |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for theme in sorted(THEMES, key=lambda key: (-first[key], key)):
        plan = PLANNED.get(theme, ("-", "-"))
        lines.append(
            f"| {theme} | {plan[0]} | {100 * first[theme] / n_first:.1f} ({first[theme]}) "
            f"| {plan[1]} | {100 * second[theme] / n_second:.1f} ({second[theme]}) |"
        )
    return "\n".join(lines)


def main() -> None:
    """Build the samples, or print the table of shares."""
    parser = argparse.ArgumentParser(description="Build Insight's sample surveys.")
    parser.add_argument("--table", action="store_true", help="print theme shares and stop")
    if parser.parse_args().table:
        print(table())
        return
    for wave in WAVES:
        print(f"{wave.year}: {build(wave)} respondents")


if __name__ == "__main__":
    main()
