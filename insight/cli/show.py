"""Figures of a wave, a dry run or the store, as tables on a terminal."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from insight.cli.frame import Session, plain
from insight.settings import safe_url

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from insight.ingest import Preview

FACTS = ("low", "high", "count", "n", "level", "method")
"""What a summary says of a share, beside the share itself."""

CELL = 40
"""Characters of a cell in the first rows of a dry run."""


def console(session: Session) -> Console:
    """Where tables go. Without markup: they hold words that others wrote."""
    from rich.console import Console

    found = Console(file=session.out, markup=False, emoji=False, highlight=False, soft_wrap=False)
    if not found.is_terminal:
        found.width = max(found.width, 120)
    return found


def prose(out: Console, text: str, style: str = "") -> None:
    """A line of text: wrapped on a terminal, whole in a file."""
    out.print(text, style=style or None, soft_wrap=not out.is_terminal)


def table(*columns: str, right: Sequence[str] = ()) -> Table:
    """A table without lines; the columns in `right` hold numbers."""
    from rich.table import Table

    made = Table(box=None, pad_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", header_style="bold")
    return made


def findings(out: Console, said: Mapping[str, Any]) -> None:
    """A wave's summary: the answer first, then what was read, the ledger and the ranked themes."""
    from insight import words
    from insight.types import Estimate

    prose(out, plain(said["wave"]), style="bold")
    for sentence in said["sentences"]:
        prose(out, plain(sentence))
    out.print()
    source(out, said)
    ledger(out, said["ledger"], "analysed")
    if said["redacted"]:
        taken = words.listing([f"{words.number(n)} {kind}" for kind, n in said["redacted"].items()])
        prose(out, f"Personal details taken out: {taken}.")
    if said["campaigns"]:
        sizes = words.listing([words.number(n) for n in said["campaigns"]])
        prose(out, f"Campaigns of like-worded responses: {sizes}.")
    out.print()
    who = words.counted(said["respondents"], words.people(said["kind"]))
    prose(out, f"Themes, as shares of {who}", style="bold")
    shown = table(
        *("Theme", "Share", "95% interval", "Raised by", "Negative", "Asks"),
        right=("Share", "95% interval", "Raised by", "Negative", "Asks"),
    )
    for theme in (t for t in said["themes"] if t["count"]):
        share = Estimate(*(theme[k] for k in ("share", *FACTS)))
        few = share.n < words.FEW
        shown.add_row(
            plain(theme["name"]),
            "–" if few else words.percent(share.value),
            "–" if few else words.interval(share),
            words.out_of(share),
            words.part(theme["tone"].get("neg", 0), theme["responses"]),
            words.number(theme["asks"]),
        )
    out.print(shown)
    out.print()
    uncoded, all_of = words.counted(said["uncoded"], "response"), words.number(said["responses"])
    prose(out, f"{uncoded} of {all_of} raise no theme of the codebook.")
    prose(
        out,
        "Negative and Asks count responses that raise the theme. The interval covers chance alone: "
        "neither who chose to answer nor errors of coding.",
    )


def source(out: Console, said: Mapping[str, Any]) -> None:
    """What was read: file, encoding, each open question by name, groups, warnings."""
    from insight import words

    coding = f", {said['encoding']}" if said["encoding"] else ""
    layout = "" if said["profile"] in ("plain", "") else f", layout {said['profile']}"
    rows = words.counted(said["rows"], "row" if said["kind"] == "survey" else "turn")
    prose(out, f"Read {plain(said['file'])}: {said['format']}{coding}{layout}, {rows}.")
    for n, question in enumerate(said["questions"], 1):
        prose(out, f"  Open question {n}: {plain(question)}")
    if said["groups"]:
        prose(out, f"  Groups: {', '.join(map(plain, said['groups']))}")
    for warning in said["warnings"]:
        prose(out, f"  Note: {plain(warning)}")


def ledger(out: Console, counts: Mapping[str, Any], word: str) -> None:
    """The ledger on one line: received = analysed + each exclusion by reason."""
    from insight import words

    parts = [f"{words.number(counts[word])} {word}"]
    parts += [f"{words.number(n)} {reason}" for reason, n in counts["excluded"].items()]
    prose(
        out, f"Ledger: {words.number(counts['received'])} answers received = {' + '.join(parts)}."
    )


def preview(out: Console, seen: Preview) -> None:
    """A dry run: columns with role and reason, counts, the first rows."""
    from insight import ingest, words

    if seen.kind == "survey":
        roles = table("Column", "Role", "Why")
        for column in seen.source.columns:
            roles.add_row(_cut(column.title), column.role, plain(column.reason))
        out.print(roles)
        out.print()
    said = ingest.as_json(seen)
    said["questions"] = [c.title for c in seen.source.columns if c.role == "open"]
    said["groups"] = [c.title for c in seen.source.columns if c.role == "group"]
    source(out, said)
    if seen.talk:
        prose(out, f"  Speakers: {', '.join(map(plain, seen.talk.speakers)) or 'unknown'}")
        led = ", ".join(map(plain, seen.talk.facilitators)) or "nobody"
        prose(out, f"  Led by {led}: {words.counted(seen.talk.facilitator_turns, 'turn')}")
        prose(out, f"  Of nobody named: {words.counted(seen.talk.unattributed_turns, 'turn')}")
    ledger(out, said, "accepted")
    prose(out, f"{words.counted(seen.respondents, words.people(seen.kind))} would be analysed.")
    for row, why in seen.rejected[:10]:
        prose(out, f"  Row {row} cannot be read: {plain(why)}")
    _rows(out, seen)


def _rows(out: Console, seen: Preview) -> None:
    from insight import words

    kept = [i for i, c in enumerate(seen.source.columns) if c.role not in ("ignore", "closed")]
    if not seen.rows or not kept:
        return
    out.print()
    rows = words.counted(seen.source.rows, "row")
    prose(out, f"The first {len(seen.rows)} of {rows}, without closed questions", style="bold")
    first = table(*(_cut(seen.source.columns[i].title, 20) for i in kept))
    for row in seen.rows:
        first.add_row(*(_cut(row[i]) if i < len(row) else "" for i in kept))
    out.print(first)


def status(out: Console, held: Mapping[str, Any]) -> None:
    """What the store holds."""
    from insight import words

    prose(out, f"Store: {plain(held['store'])}")
    prose(out, f"Model: {plain(held['model'])} · encoder: {plain(held['encoder'])}")
    book = held["codebook"]
    prose(
        out, f"Codebook: {plain(book['name'])}, version {book['version']}, {book['themes']} themes"
    )
    prose(out, f"Redaction: {plain(held['redaction'])}")
    if not held["waves"]:
        prose(out, "No wave yet: run `insight run FILE --wave NAME`.")
        return
    waves = table(
        *("Wave", "File", "Respondents", "Responses", "Analysed", "Codebook"),
        right=("Respondents", "Responses"),
    )
    for wave in held["waves"]:
        waves.add_row(
            plain(wave["wave"]),
            plain(wave["file"]),
            words.number(wave["respondents"]),
            words.number(wave["responses"]),
            str(wave["analysed_at"])[:16].replace("T", " "),
            wave["codebook"],
        )
    out.print(waves)


def again(session: Session, *command: str) -> str:
    """A command to type next, with the flags of this call that it needs too, passwords left out."""
    flags = []
    if "data" in session.given:
        flags.append(f"--data={session.given['data']}")
    if "store" in session.given:
        flags.append(f"--store={safe_url(session.given['store'])}")
    return shlex.join(["insight", *command, *flags])


def _cut(text: object, most: int = CELL) -> str:
    from insight import words

    return words.shorten(plain(text), most)
