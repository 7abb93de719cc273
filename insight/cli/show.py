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

    from insight.difference import Difference
    from insight.ingest import Preview
    from insight.types import Codebook, Coded, Ledger

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
        alike = f"likeness {said['likeness']:.2g} or more: {words.groups(said['campaigns'])}"
        prose(out, f"Campaigns of like-worded responses ({alike}). Counted; without them:")
        for theme in said["themes"][:3]:
            bare = theme["without_campaigns"]
            if bare is not None and theme["n"] >= words.FEW:
                before, after = words.percent(theme["share"]), words.percent(bare)
                prose(out, f"  {plain(theme['name'])} {after} (with them {before})")
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
        prose(out, f"  {plain(seen.source.file)}, row {row}: cannot be read, {plain(why)}")
    _rows(out, seen)


def difference(out: Console, changes: Difference, most: int = 5) -> None:
    """What a file would change in a stored wave: counts, and the first answers of each kind."""
    out.print()
    prose(out, f"Against the stored wave: {changes}.", style="bold")
    told = [("new", r, r.text) for r in changes.new[:most]]
    for before, after in changes.changed[:most]:
        words_changed = before.text != after.text
        said = f"{before.text} → {after.text}" if words_changed else "same words, other details"
        told.append(("changed", after, said))
    told += [("gone", r, r.text) for r in changes.gone[:most]]
    if not told:
        return
    rows = table("", "Row", "Question", "Answer, redacted", right=("Row",))
    for kind, response, said in told:
        rows.add_row(kind, str(response.row), _cut(response.question, 30), _cut(said, 60))
    out.print(rows)
    if changes.gone:
        prose(out, "What is gone from the file is kept, but no longer counted or shown.")


def left_out(
    out: Console, said: Ledger, file: str, rows: Sequence[tuple[int, str, str]], most: int = 200
) -> None:
    """What was left out of a wave, by row, after its ledger."""
    from insight import words

    excluded = dict(said.excluded)
    counts = {"received": said.received, "analysed": said.analysed, "excluded": excluded}
    ledger(out, counts, "analysed")
    listed = table("File", "Row", "Question", "Reason", right=("Row",))
    for row, question, reason in rows[:most]:
        listed.add_row(plain(file), str(row), _cut(question), plain(reason))
    out.print(listed)
    if len(rows) > most:
        prose(out, f"And {words.number(len(rows) - most)} more: --out writes them all.")


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


def explained(out: Console, coded: Coded, book: Codebook) -> None:
    """One coded text: tone, ask, and every theme with the words that earned it."""
    from insight.types import TONE_NAMES

    text = coded.response.text
    if coded.reading:
        prose(out, f"Tone: {TONE_NAMES[coded.reading.tone]} ({coded.reading.tone_score:.2f}).")
        span = coded.reading.ask_span
        asks = f'"{plain(text[slice(*span)])}"' if span else "nothing"
        prose(out, f"Asks for: {asks} ({coded.reading.ask_score:.2f}).")
    out.print()
    if not coded.assignments:
        prose(out, "It raises no theme of the codebook.")
        return
    codes = table("Theme", "Score", "", "Tone", "Words that earned it", right=("Score",))
    for judged in coded.assignments:
        verdict = "uncertain" if judged.uncertain else ""
        for n, found in enumerate(judged.evidence or (None,)):
            name = "" if n else plain(book[judged.theme].name)
            verdict = verdict if judged.present else "not coded"
            words = f'"{plain(text[found.start : found.end])}"' if found else ""
            why = f" ({found.why})" if found else ""
            if found and found.why == "example":
                words, why = f'near "{plain(found.detail)}"', " (codebook)"
            codes.add_row(
                *(name, "" if n else f"{judged.score:.2f}", "" if n else verdict),
                *("" if n else TONE_NAMES[judged.tone or "neu"], words + why),
            )
    out.print(codes)


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
        *("Project", "Wave", "File", "Respondents", "Responses", "Analysed", "Codebook"),
        right=("Respondents", "Responses"),
    )
    order = [project["project"] for project in held["projects"]]
    for wave in sorted(held["waves"], key=lambda w: order.index(w["project"])):
        waves.add_row(
            plain(wave["project"]),
            plain(wave["wave"]),
            plain(wave["file"]),
            words.number(wave["respondents"]),
            words.number(wave["responses"]),
            str(wave["analysed_at"])[:16].replace("T", " "),
            wave["codebook"],
        )
    out.print(waves)
    for project in held["projects"]:
        if not project["waves"]:
            prose(out, f"No wave yet in the project {plain(project['project'])}.")


def again(session: Session, *command: str) -> str:
    """A command to type next, with the flags of this call that it needs too, passwords left out."""
    flags = []
    if "data" in session.given:
        flags.append(f"--data={session.given['data']}")
    if "store" in session.given:
        flags.append(f"--store={safe_url(session.given['store'])}")
    if "project" in session.given:
        flags.append(f"--project={session.given['project']}")
    return shlex.join(["insight", *command, *flags])


def _cut(text: object, most: int = CELL) -> str:
    from insight import words

    return words.shorten(plain(text), most)
