"""Codes or redacts one column of a file, or explains one text, without a store."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from insight import inforce, ingest
from insight.errors import UsageError
from insight.settings import Settings
from insight.types import Codebook, Coded, Notify, Response, silent


@dataclass(frozen=True, slots=True)
class CodedFile:
    """What `code_file` did: `rows` in the file, `coded` of them with words to code."""

    rows: int
    coded: int
    themes: tuple[tuple[str, int], ...]


def code_file(
    path: Path,
    out: Path,
    text: str,
    id_column: str | None,
    settings: Settings,
    notify: Notify = silent,
) -> CodedFile:
    """Code one column of a file and write every row and column again with CODED behind them.

    `scores` is a JSON object of theme keys; `evidence` a JSON list of theme, start, end (code
    points of the text), text and why. The column's heading is taken for the question. Answers like
    "none" are left uncoded, except by a model of people's own codes: they may have one for them.
    No store is opened and nothing is redacted: the file is the caller's own, and comes out as it
    went in.
    """
    from insight.export import CODED, cells

    table = ingest.table(path, text=text, id=id_column or "")
    _keep_apart(path, out)
    at = table.text
    passed_over = inforce.passed_over(settings)
    coded = code_texts(
        [
            Response(str(n), "", text, str(n), row[at])
            for n, row in enumerate(table.rows)
            if row[at].strip() and not passed_over(row[at])
        ],
        inforce.load_codebook(settings),
        settings,
        notify,
    )
    found = {int(c.response.id): c for c in coded}
    rows = [
        (*row, *(cells(found[n]) if n in found else ("",) * len(CODED)))
        for n, row in enumerate(table.rows)
    ]
    ingest.write_csv(out, (*table.columns, *_added(CODED, table.columns)), rows, bom=table.bom)
    counts = Counter(theme for c in coded for theme in c.themes)
    return CodedFile(len(rows), len(coded), tuple(counts.most_common()))


def code_texts(
    responses: Sequence[Response], book: Codebook, settings: Settings, notify: Notify = silent
) -> tuple[Coded, ...]:
    """Code responses without a store: those with words to code, in their order."""
    from insight.nlp import embed, themes

    encoder = embed.Lazy(settings.encoder, settings.data / "encoders")
    model = inforce.load_model(settings, book, encoder)
    return themes.code(responses, model, book, dt.datetime.now(dt.UTC), notify)


def explain(text: str, question: str, settings: Settings) -> tuple[Coded, Codebook]:
    """Code one text as an answer to a question ("" where none is known), with its codebook.

    Each code has the nearest sentence of the codebook beside its other evidence. Raises UsageError
    where there are no words to code.
    """
    from insight.nlp import embed, themes

    book = inforce.load_codebook(settings)
    coded = code_texts([Response("1", "", question, "1", text)], book, settings)
    if not coded:
        raise UsageError("the text has no words to code. Give an answer in words.")
    encoder = embed.Lazy(settings.encoder, settings.data / "encoders")
    return themes.with_examples(coded[0], book, encoder), book


@dataclass(frozen=True, slots=True)
class RedactedFile:
    """What `redact_file` did: `rows` in the file, `touched` of them held personal details."""

    rows: int
    touched: int
    kinds: tuple[tuple[str, int], ...]


def redact_file(path: Path, out: Path, text: str, notify: Notify = silent) -> RedactedFile:
    """Redact one column of a file; every row and column comes out, `redacted` and `spans` behind.

    `spans` is a JSON list of [start, end, kind], code points of the original text.
    """
    from insight import redact

    table = ingest.table(path, text=text)
    _keep_apart(path, out)
    kinds: Counter[str] = Counter()
    rows = []
    touched = 0
    for n, row in enumerate(table.rows):
        if n % 100 == 0:
            notify("redact", n, len(table.rows))
        original = row[table.text]
        redacted, spans = redact.redact_text(original)
        kinds.update(span.kind for span in spans)
        touched += bool(spans)
        rows.append((*row, redacted, redact.spans_json(spans)))
    added = _added(("redacted", "spans"), table.columns)
    ingest.write_csv(out, (*table.columns, *added), rows, bom=table.bom)
    return RedactedFile(len(rows), touched, tuple(kinds.most_common()))


def _added(names: Sequence[str], columns: Sequence[str]) -> list[str]:
    """Names of new columns, none of which the file has already."""
    return [n if n not in columns else f"insight_{n}" for n in names]


def _keep_apart(path: Path, out: Path) -> None:
    if out.suffix.lower() != ".csv":
        raise UsageError(f"{out}: --out must be a .csv file.")
    if out.exists() and out.samefile(path):
        raise UsageError(f"{out}: is the file to read. Give --out another name.")
