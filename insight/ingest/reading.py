"""Opens a file by its kind, proposes how to read it (`look`), and reads it (`read`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from insight.errors import InputError
from insight.ingest import dates
from insight.ingest.dates import Order
from insight.ingest.grid import Grid, counted
from insight.ingest.headings import GROUP_NAME
from insight.ingest.layout import Layout
from insight.ingest.mapping import Mapping, check_columns, listed, source_key
from insight.ingest.mojibake import repair_rows
from insight.ingest.options import unclear
from insight.ingest.preview import Doubt, Preview, UnsettledError, first_rows
from insight.ingest.profiles import recognise
from insight.ingest.records import collect, excluded
from insight.ingest.roles import Facts, propose, words_of
from insight.types import Column, Role, Skipped, Source, Wave

MAX_REJECTED = 1_000


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey file opened: everything decided that the data can decide."""

    grid: Grid
    layout: Layout
    columns: tuple[Column, ...]
    order: Order
    doubts: tuple[Doubt, ...]
    source: Source


def _delimited(path: Path, mapping: Mapping) -> Grid:
    from insight.ingest.delimited import NONE, read_delimited

    return read_delimited(path, mapping.encoding, mapping.delimiter or _of_a_list(path, NONE))


def _of_a_list(path: Path, none: str) -> str:
    """No delimiter for a list of answers, which may hold commas; "" where one is to be found."""
    from insight.ingest.transcripts import is_table

    return none if path.suffix.lower() == ".txt" and not is_table(path) else ""


def _jsonl(path: Path, mapping: Mapping) -> Grid:
    from insight.ingest.delimited import read_jsonl

    return read_jsonl(path, mapping.encoding)


def _book(path: Path, mapping: Mapping) -> Grid:
    from insight.ingest.books import read_book

    return read_book(path, mapping.sheet)


def _spss(path: Path, mapping: Mapping) -> Grid:
    from insight.ingest.books import read_spss

    return read_spss(path)


def _archive(path: Path, mapping: Mapping) -> Grid:
    from insight.ingest.books import read_archive

    return read_archive(path, mapping.encoding, mapping.delimiter)


GRIDS: dict[str, Callable[[Path, Mapping], Grid]] = {
    ".csv": _delimited,
    ".tsv": _delimited,
    ".tab": _delimited,
    ".jsonl": _jsonl,
    ".ndjson": _jsonl,
    ".json": _jsonl,
    ".xlsx": _book,
    ".xls": _book,
    ".ods": _book,
    ".sav": _spss,
    ".zsav": _spss,
    ".zip": _archive,
}
"""Readers of tables by suffix."""

TALKS = (".docx", ".vtt", ".srt", ".txt", ".pdf")
"""Suffixes of transcripts."""

REFUSED: dict[str, str] = {
    ".xlsm": "holds macros, which are not opened. Save it as .xlsx",
    ".xlsb": "is a binary workbook. Save it as .xlsx",
    ".xltm": "holds macros, which are not opened. Save it as .xlsx",
    ".docm": "holds macros, which are not opened. Save it as .docx",
    ".doc": "is an old Word document. Save it as .docx",
    ".numbers": "is an Apple workbook. Export it as CSV or XLSX",
    ".rtf": "is rich text. Save it as .docx or .txt",
    ".odt": "is an OpenDocument text. Save it as .docx or .txt",
    ".mp3": "is a recording. Give its transcript",
    ".mp4": "is a recording. Give its transcript",
    ".wav": "is a recording. Give its transcript",
}


def look(path: Path | str, mapping: Mapping | None = None) -> Preview:
    """A dry run: how the file would be read, with doubts as questions instead of errors.

    Raises InputError for a file that cannot be read at all, UsageError for a mapping that does not
    fit it. Nothing is stored.
    """
    path = Path(path)
    if _is_talk(path, mapping):
        from insight.ingest.transcripts import look_at_talk

        return look_at_talk(path, mapping)
    survey = open_survey(path, mapping)
    answers = collect(
        survey.layout, survey.columns, survey.order, bool(mapping and mapping.consent)
    )
    source = _with_warnings(survey.source, answers.warnings)
    return Preview(
        source=source,
        rows=first_rows(survey.layout.rows, survey.columns),
        received=answers.received,
        accepted=len(answers.records),
        excluded=excluded(answers.skipped),
        respondents=answers.respondents,
        questions=survey.doubts,
        rejected=tuple(survey.layout.rejected.items())[:MAX_REJECTED],
        mapping=mapping,
    )


def read(
    path: Path | str, wave: str, mapping: Mapping | None = None
) -> tuple[Wave, tuple[Skipped, ...]]:
    """Read every answer to every open question.

    `wave.received` (rows × open questions, or turns) == len(wave.records) + len(skipped). Raises
    InputError where the file cannot be read, UnsettledError where a person must settle something
    first: day or month, options that hold their separator, which column is the open question.
    """
    path = Path(path)
    if _is_talk(path, mapping):
        from insight.ingest.transcripts import read_talk

        return read_talk(path, wave, mapping)
    survey = open_survey(path, mapping)
    open_doubts = tuple(doubt for doubt in survey.doubts if doubt.blocking)
    if open_doubts:
        raise UnsettledError(path.name, open_doubts)
    answers = collect(
        survey.layout, survey.columns, survey.order, bool(mapping and mapping.consent)
    )
    source = _with_warnings(survey.source, answers.warnings)
    result = Wave(name=wave, source=source, records=answers.records, received=answers.received)
    if answers.received != len(answers.records) + len(answers.skipped):
        raise InputError(
            f"{path.name}: {answers.received} answers received but {len(answers.records)} read and "
            f"{len(answers.skipped)} left out. Nothing was taken; please report this file's layout."
        )
    return result, answers.skipped


def source_of(path: Path) -> str:
    """The key of a table's layout, under which a mapping is kept.

    "" for a transcript, and for a file that cannot be opened without being told how.
    """
    try:
        return "" if _is_talk(path, None) else source_key(recognise(open_grid(path)).names)
    except InputError:
        return ""


def open_grid(path: Path, mapping: Mapping | None = None) -> Grid:
    """Read a table of any known format; InputError where it is none."""
    suffix = path.suffix.lower()
    if suffix in REFUSED:
        raise InputError(f"{path.name}: {REFUSED[suffix]}.")
    reader = GRIDS.get(suffix, _delimited if suffix in (".txt", "") else None)
    if reader is None:
        raise InputError(
            f"{path.name}: files of the kind '{suffix}' are not read as tables. "
            f"Kinds: {', '.join(sorted(GRIDS))}; as transcripts: {', '.join(sorted(TALKS))}."
        )
    return reader(path, mapping or Mapping())


def open_survey(path: Path, mapping: Mapping | None = None) -> Survey:
    """Read a table, recognise its layout, repair garbled characters and propose roles."""
    grid = open_grid(path, mapping)
    layout = recognise(grid, mapping)
    if not layout.rows:
        raise InputError(
            f"{path.name}: has no answers below its first row. "
            "Export it with its responses; if that row is an answer, "
            "[file] header_rows = 0 in a mapping file reads it."
        )
    check_columns(mapping, layout.names, path.name)
    warnings = list(grid.warnings + layout.warnings)
    rows = layout.rows
    if not mapping or mapping.mojibake == "repair":
        rows, changed, example = repair_rows(rows)
        if changed:
            shown = f" ({example[0]} → {example[1]})" if example else ""
            warnings.append(f"Garbled characters repaired in {counted(changed, 'cell')}{shown}.")
    layout = replace(layout, rows=rows)
    settled = _settled(layout, mapping)
    columns, measured = propose(layout.names, layout.labels, rows, settled)
    options = dict(mapping.options) if mapping else {}
    multi = {
        i: (f.joined or ",", options.get(name, ()))
        for i, (name, f) in enumerate(zip(layout.names, measured, strict=True))
        if f.joined or name in options
    }
    layout = replace(layout, multi=multi)
    order, doubts = _doubts(layout, columns, measured, mapping)
    source = Source(
        file=path.name,
        sha256=grid.sha256,
        format=grid.format,
        encoding=grid.encoding,
        delimiter=grid.delimiter,
        header_rows=layout.header_rows,
        rows=len(rows),
        columns=columns,
        profile=layout.profile,
        warnings=tuple(warnings),
    )
    return Survey(grid, layout, columns, order, doubts, source)


SINGLE = ("id", "date", "consent", "weight")


def _settled(layout: Layout, mapping: Mapping | None) -> dict[int, tuple[Role, str]]:
    """Roles that are certain: the mapping's, then the platform's where they do not compete.

    A platform's date column must hold dates: else the data decide.
    """
    sure = {
        i: (role, why)
        for i, (role, why) in layout.settled.items()
        if role != "date" or dates.are_dates(row[i] for row in layout.rows)
    }
    if mapping is None:
        return sure
    own: dict[int, tuple[Role, str]] = {}
    for i, name in enumerate(layout.names):
        if role := mapping.role(name):
            own[i] = (role, "settled by the mapping")
        elif name in dict(mapping.options):
            kind: Role = "group" if GROUP_NAME.search(words_of(name)) else "closed"
            own[i] = (kind, "its options are listed by the mapping")
    taken = {role for role, _ in own.values() if role in SINGLE}
    theirs = {i: (r, why) for i, (r, why) in sure.items() if r not in taken}
    return {**theirs, **own}


def _doubts(
    layout: Layout,
    columns: tuple[Column, ...],
    measured: tuple[Facts, ...],
    mapping: Mapping | None,
) -> tuple[Order, tuple[Doubt, ...]]:
    """What only a person can settle, and the order of dates where the data tell it."""
    doubts: list[Doubt] = []
    if not any(c.role == "open" for c in columns):
        likely = max(range(len(columns)), key=lambda i: measured[i].median_words)
        doubts.append(
            Doubt(
                about="columns",
                column=columns[likely].name,
                question="no column looks like an open question. "
                f"Columns: {listed(layout.names)}. The wordiest is '{columns[likely].name}'.",
                examples=(),
                choices=tuple(layout.names),
                settle=f'[columns] "{columns[likely].name}" = "open"',
            )
        )
    order: Order = mapping.dates if mapping else ""
    dated = [i for i, c in enumerate(columns) if c.role == "date"]
    if not order and dated:
        i = dated[0]
        found, examples = dates.order_of(row[i] for row in layout.rows)
        if found == "either":
            for other, f in enumerate(measured):
                if f.dated >= 0.9 and other != i:
                    hint, _ = dates.order_of(row[other] for row in layout.rows)
                    if hint in ("day", "month"):
                        found = hint
                        break
        if found in ("either", "mixed"):
            mixed = " Others have the day first, others the month." if found == "mixed" else ""
            doubts.append(
                Doubt(
                    about="dates",
                    column=columns[i].name,
                    question=f"in column '{columns[i].name}', {_both_ways(examples[0])}.{mixed}",
                    examples=examples,
                    choices=("day", "month"),
                    settle='[dates] order = "day" (or "month").',
                )
            )
        elif found in ("day", "month"):
            order = found
    for i, (separator, options) in layout.multi.items():
        column = columns[i]
        if options or not (column.role == "group" or layout.profile == "google-forms"):
            continue
        examples = unclear([row[i] for row in layout.rows], separator)
        if examples:
            listed_so = ", ".join(f'"{e}"' for e in examples)
            doubts.append(
                Doubt(
                    about="options",
                    column=column.name,
                    question=f"in column '{column.name}', options are joined by '{separator}' "
                    f"and some may hold it themselves, such as '{examples[0]}'.",
                    examples=examples,
                    choices=(),
                    settle=f'[options] "{column.name}" = [{listed_so}, …every option offered].',
                )
            )
    return order, tuple(doubts)


def _both_ways(text: str) -> str:
    """Words such as: 03/04/2024 may be 3 April or 4 March."""
    day, month = dates.parse(text, "day"), dates.parse(text, "month")
    if day is None or month is None:
        return f"{text} may be read with the day or the month first"
    return f"{text} may be {day.day} {day:%B} {day.year} or {month.day} {month:%B} {month.year}"


def _is_talk(path: Path, mapping: Mapping | None) -> bool:
    suffix = path.suffix.lower()
    if suffix != ".txt":
        return suffix in TALKS
    from insight.ingest.transcripts import is_table

    return not is_table(path) and (mapping is None or mapping.header_rows is None)


def _with_warnings(source: Source, more: tuple[str, ...]) -> Source:
    return replace(source, warnings=source.warnings + more) if more else source
