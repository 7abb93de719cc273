"""Commands on models: train, evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from insight.cli.frame import AsJson, Session
from insight.errors import InsightError

if TYPE_CHECKING:
    from insight.nlp.evaluate import Evaluation

File = Annotated[Path, typer.Argument(help="A table with people's codes.", metavar="LABELLED")]
Text = Annotated[str, typer.Option(help="Column with the answers.")]
Labels = Annotated[
    str,
    typer.Option(
        help="One column of labels joined by ';', or several columns, joined by commas, "
        "each a label with a mark where it applies."
    ),
]
Respondent = Annotated[
    str, typer.Option(help="Column that names the respondent: one person's answers stay together.")
]


def train(
    session: Session,
    file: File,
    text: Text,
    labels: Labels,
    out: Annotated[Path, typer.Option(help="Folder of the model to write.")],
    id: Respondent = "",
    reviewed: Annotated[
        bool, typer.Option(help="Learn from the corrections in the project too; each counts five.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Learn a council's own codes from labelled responses.

    Any codebook will do, from 20 labelled texts on. Use the model with `insight code --model OUT`
    or in the settings.
    """
    from insight import inforce, learning
    from insight.cli.progress import bars

    labelled = learning.read_labelled(file, text, labels, id)
    corrections: tuple[Any, ...] = ()
    if reviewed:
        with inforce.open_store(session.settings, create=False) as store:
            corrections = store.corrections(session.settings.project)
    with bars(session.quiet) as notify:
        made = learning.train(labelled, out, session.settings, corrections, notify=notify)
    if as_json:
        session.answer(
            {
                "model": str(made.folder),
                "texts": made.texts,
                "corrections": made.corrections,
                "left_out": labelled.left_out,
                "labels": dict(made.labels),
                "check": _figures(made.check) if made.check else None,
            }
        )
        return
    session.tell(
        f"{made.folder}: learnt {len(made.labels)} labels from {made.texts:,} texts, "
        f"{made.corrections:,} of them corrections; {labelled.left_out:,} rows had no words."
    )
    for label, n in made.labels:
        session.tell(f"{n:>7,}  {label}")
    if made.check:
        session.tell("Likely accuracy, from a trial that did not see a fifth of the people:")
        session.tell(_line(made.check))


def evaluate(
    session: Session,
    file: File,
    text: Text,
    labels: Labels,
    id: Respondent = "",
    out: Annotated[Path | None, typer.Option(help="Markdown file to write the result to.")] = None,
    curve: Annotated[bool, typer.Option(help="Measure the learning curve too.")] = True,
    as_json: AsJson = False,
) -> None:
    """Measure the model in force against people's codes.

    Precision, recall and F1 of each theme with intervals, confused themes, calibration, and how
    accuracy would grow with labels of one's own.
    """
    from insight import learning
    from insight.cli.progress import bars

    labelled = learning.read_labelled(file, text, labels, id)
    with bars(session.quiet) as notify:
        found = learning.measure(
            labelled, session.settings, learning.SIZES if curve else (), notify=notify
        )
    if as_json:
        session.answer(
            {
                "model": found.model,
                **_figures(found.evaluation),
                "calibration_error": found.calibration_error,
                "calibration": [list(b) for b in found.calibration],
                "curve": {str(n): _figures(e, brief=True) for n, e in found.curve},
            }
        )
        return
    page = _page(found, file.name)
    if out:
        try:
            out.write_text(page, encoding="utf-8")
        except OSError as error:
            raise InsightError(f"{out}: cannot be written ({error.strerror}).") from error
    for line in page.splitlines():
        session.tell(line)


def _figures(result: Evaluation, brief: bool = False) -> dict[str, Any]:
    whole = {
        name: {"value": s.value, "low": s.low, "high": s.high}
        for name, s in (
            ("samples", result.samples),
            ("micro", result.micro),
            ("macro", result.macro),
        )
    }
    if brief:
        return whole
    return {
        "n": result.n,
        **whole,
        "themes": {
            t.key: {
                "support": t.support,
                "precision": t.precision.value,
                "recall": t.recall.value,
                "f1": t.f1.value,
                "low": t.f1.low,
                "high": t.f1.high,
                "kappa": t.kappa,
            }
            for t in result.themes
        },
        "confusion": [list(c) for c in result.confusion[:50]],
    }


def _line(result: Evaluation) -> str:
    return "  ".join(
        f"{name}-F1 {s.value:.3f} ({s.low:.3f}–{s.high:.3f})"
        for name, s in (
            ("samples", result.samples),
            ("micro", result.micro),
            ("macro", result.macro),
        )
    )


def _page(found: Any, file: str) -> str:
    from insight.nlp.evaluate import curve_table, table

    lines = [
        f"# {found.model} on {file}",
        "",
        table(found.evaluation),
        "",
        "## Confused themes",
        "",
    ]
    lines += ["| missed | given instead | texts |", "|---|---|---|"]
    worst = found.evaluation.confusion[:15]
    lines += [f"| {missed or '(none)'} | {given or '(none)'} | {n} |" for missed, given, n in worst]
    lines += ["", f"## Calibration: expected error {found.calibration_error:.3f}", ""]
    lines += ["| mean score | share right | pairs |", "|---|---|---|"]
    lines += [f"| {p:.2f} | {t:.2f} | {n} |" for p, t, n in found.calibration]
    if found.curve:
        lines += ["", "## Learning curve, on the half that gives no labels", ""]
        lines += [curve_table(found.curve)]
    return "\n".join(lines) + "\n"
