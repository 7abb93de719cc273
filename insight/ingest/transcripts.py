"""Reads focus groups and interviews: who spoke in turn, facilitators apart, names left behind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from insight import words
from insight.errors import InputError, UsageError
from insight.ingest.answers import is_non_answer, normal, phrases
from insight.ingest.encoding import decode
from insight.ingest.grid import MAX_CELL, counted, read_bytes, sha256
from insight.ingest.mapping import Mapping
from insight.ingest.preview import Doubt, Preview, Talk
from insight.ingest.records import STAGE, excluded
from insight.ingest.turns import ASIDE, LABEL, OF_LINES, OF_TEXT, ROLE, Turn
from insight.types import Column, Record, Skipped, Source, Wave

QUESTION = "Discussion"
"""What stands for the question: a transcript has one."""
UNKNOWN = "Unknown speaker"
MAX_SPEAKERS = 500

FACILITATOR = re.compile(
    r"(co-?)?(facilitators?|moderators?|interviewers?|chair(person|man|woman)?|hosts?|researchers?"
    r"|conveno?r|note ?takers?|scribe|observer|i|q|int|fac|mod)( ?#?\d{0,2})?"
    r"|.*\((facilitator|moderator|interviewer|chair|host|researcher)\)",
    re.I,
)
NODS = phrases(
    "mm|mmm|mhm|mm hm|mmhm|hm|hmm|uh huh|uhuh|ah|oh|aye|right|exactly|true|sure|absolutely|"
    "definitely|indeed|course|of course|i see|fair enough|er|um|erm|okay then|yeah yeah|yes yes|"
    "oh yeah|thats right|that s right|thank you|thanks|cheers|bye"
)
"""Turns that only show that somebody listens."""


Mapped = dict[str, str]
Names = tuple[re.Pattern[str] | None, Mapped]


@dataclass(frozen=True, slots=True)
class Session:
    """A transcript opened: turns with labels, and who leads."""

    turns: tuple[Turn, ...]
    facilitators: frozenset[str]
    names: dict[str, str]
    source: Source
    doubts: tuple[Doubt, ...]


def read_talk(
    path: Path, wave: str, mapping: Mapping | None = None
) -> tuple[Wave, tuple[Skipped, ...]]:
    """Read a transcript: a record for each turn that says something.

    received is the number of turns. Facilitators' turns are left out unless the mapping keeps
    them; turns without a speaker are kept under `UNKNOWN`. Speakers get pseudonyms, also where
    their names occur in the words. Raises InputError where nobody, or nobody but facilitators, says
    anything.
    """
    session = _open(path, mapping)
    records, skipped = _collect(session, bool(mapping and mapping.facilitator_turns == "keep"))
    if not records:
        why = words.listing([f"{n} {reason}" for reason, n in excluded(skipped)])
        raise InputError(
            f"{path.name}: none of its {counted(len(session.turns), 'turn')} is an answer ({why}). "
            "Check that each turn begins with its speaker and a colon; "
            "[transcript] facilitators = [] in a mapping file reads everybody's words."
        )
    result = Wave(
        name=wave,
        source=session.source,
        records=records,
        kind="transcript",
        received=len(session.turns),
    )
    return result, skipped


def look_at_talk(path: Path, mapping: Mapping | None = None) -> Preview:
    """A dry run of a transcript: turns, speakers under their pseudonyms, facilitators' turns."""
    session = _open(path, mapping)
    records, skipped = _collect(session, bool(mapping and mapping.facilitator_turns == "keep"))
    speakers = tuple(dict.fromkeys(session.names[t.speaker] for t in session.turns if t.speaker))
    leaders = tuple(name for label, name in session.names.items() if label in session.facilitators)
    talk = Talk(
        turns=len(session.turns),
        speakers=speakers,
        facilitators=leaders,
        facilitator_turns=sum(t.speaker in session.facilitators for t in session.turns),
        unattributed_turns=sum(not t.speaker for t in session.turns),
        cross_talk=sum(t.crossed for t in session.turns),
    )
    names = _names(session.names)
    told = [
        (session.names.get(t.speaker, UNKNOWN), _without_names(t.text, names))
        for t in session.turns[:10]
    ]
    return Preview(
        source=session.source,
        rows=tuple(told),
        received=len(session.turns),
        accepted=len(records),
        excluded=excluded(skipped),
        respondents=len({r.respondent for r in records}),
        questions=session.doubts,
        kind="transcript",
        talk=talk,
        mapping=mapping,
    )


def is_table(path: Path) -> bool:
    """Whether a .txt file holds a table (tab-separated, say) rather than talk."""
    from insight.ingest.delimited import NONE, find_delimiter, parse

    text = decode(read_bytes(path)[:65_536], path.name).text
    found = find_delimiter(text)
    if found == NONE:
        return False
    try:
        rows, _, _ = parse(text, path.name, found)
    except InputError:
        return False
    body = rows[:-1] if len(rows) > 2 else rows
    alike = sum(len(row) == len(rows[0]) for row in body) / len(body)
    labelled = sum(bool(LABEL.match(line)) for line in text.splitlines()[:50])
    return alike > 0.9 and len(rows) > 1 and (found == "\t" or (len(rows[0]) > 2 and not labelled))


# ---------------------------------------------------------------- opening


def _open(path: Path, mapping: Mapping | None) -> Session:
    if mapping and mapping.columns:
        raise UsageError(
            f"{mapping.origin or 'mapping'}: [columns] is for tables, and {path.name} is a "
            "transcript. Leave it out; [transcript] says who leads."
        )
    suffix = path.suffix.lower()
    data = read_bytes(path)
    encoding = ""
    if suffix in (".docx", ".pdf"):
        turns, left = OF_LINES[suffix](path)
    else:
        decoded = decode(data, path.name, mapping.encoding if mapping else "")
        encoding = decoded.encoding
        turns, left = OF_TEXT[suffix](decoded.text)
    if not turns:
        raise InputError(f"{path.name}: nobody says anything in it. Check that it is a transcript.")
    if any(len(t.text) > MAX_CELL for t in turns):
        raise InputError(
            f"{path.name}: somebody speaks for over {MAX_CELL:,} characters. "
            "Check that it is a transcript, with a line for each turn."
        )
    labels = list(dict.fromkeys(t.speaker for t in turns if t.speaker))
    if len(labels) > MAX_SPEAKERS:
        raise InputError(
            f"{path.name}: has {len(labels):,} different speakers; at most {MAX_SPEAKERS} are "
            "read. Check that it is a transcript and not a list."
        )
    leaders = _facilitators(labels, mapping, path.name)
    warnings = []
    if left:
        warnings.append(f"Left out as a heading: {counted(left, 'line')} before the first speaker.")
    if suffix == ".txt" and not labels and len(turns) > 1:
        warnings.append(
            f"Read as talk in which nobody is named, {counted(len(turns), 'line')}. If each line "
            "is an answer, [file] header_rows = 0 reads it as a list (1 where the first line is "
            "the question)."
        )
    spoken = Counter(t.speaker for t in turns if t.speaker)
    once = sum(n == 1 and not ROLE.fullmatch(label) for label, n in spoken.items())
    if once and len(labels) > 2:
        warnings.append(
            f"{counted(once, 'speaker')} with a single turn: see that each is somebody's name and "
            "not a word before a colon."
        )
    doubts: tuple[Doubt, ...] = ()
    if labels and not leaders and (mapping is None or mapping.facilitators is None):
        warnings.append(
            "Nobody is marked as leading the session, so whoever did is counted as a participant. "
            'In a mapping file [transcript] facilitators = ["Speaker 1"] says who it was.'
        )
        doubts = (
            Doubt(
                about="facilitators",
                column=QUESTION,
                question=f"none of the {len(labels)} speakers is marked as leading the session.",
                examples=(),
                choices=tuple(f"Speaker {n}" for n in range(1, len(labels) + 1)),
                settle='[transcript] facilitators = ["name as in the file"] (or [] for nobody).',
                blocking=False,
            ),
        )
    source = Source(
        file=path.name,
        sha256=sha256(data),
        format=suffix[1:],
        encoding=encoding,
        delimiter="",
        header_rows=0,
        rows=len(turns),
        columns=(
            Column("Speaker", "id", "pseudonyms in the order of speaking"),
            Column(QUESTION, "open", "what was said, one row a turn"),
        ),
        profile="transcript",
        warnings=tuple(warnings),
    )
    return Session(tuple(turns), leaders, _pseudonyms(labels, leaders), source, doubts)


def _facilitators(labels: Sequence[str], mapping: Mapping | None, file: str) -> frozenset[str]:
    """Who leads: as the mapping names them (by name, or as the dry run does), else by label."""
    if mapping and mapping.facilitators is not None:
        known = {f"speaker {n}": label for n, label in enumerate(labels, start=1)}
        known |= {normal(label): label for label in labels}
        found = []
        for name in mapping.facilitators:
            if normal(name) not in known:
                raise UsageError(
                    f"{mapping.origin or 'mapping'}: nobody in {file} is called '{name}'. "
                    f"{len(labels)} speakers are named there; write the name as the file does."
                )
            found.append(known[normal(name)])
        return frozenset(found)
    return frozenset(label for label in labels if FACILITATOR.fullmatch(label))


def _pseudonyms(labels: Sequence[str], leaders: frozenset[str]) -> dict[str, str]:
    """Label → "Speaker 1", "Facilitator", … in the order of speaking."""
    names: dict[str, str] = {}
    people = led = 0
    for label in labels:
        if label in leaders:
            led += 1
            names[label] = "Facilitator" if led == 1 else f"Facilitator {led}"
        else:
            people += 1
            names[label] = f"Speaker {people}"
    return names


def _collect(
    session: Session, keep_facilitators: bool
) -> tuple[tuple[Record, ...], tuple[Skipped, ...]]:
    records: list[Record] = []
    skipped: list[Skipped] = []
    names = _names(session.names)
    for number, turn in enumerate(session.turns, start=1):
        bare = ASIDE.sub(" ", turn.text).strip()
        why = ""
        if turn.speaker in session.facilitators and not keep_facilitators:
            why = "facilitator"
        elif not turn.text.strip():
            why = "blank"
        elif not normal(bare):
            why = "unreadable"
        elif is_non_answer(bare) or normal(bare) in NODS:
            why = "non-answer"
        if why:
            skipped.append(Skipped(f"row {number} · q1", STAGE, why))
            continue
        person = session.names.get(turn.speaker, UNKNOWN)
        text = _without_names(turn.text, names)
        records.append(Record(QUESTION, person, number, text))
    return tuple(records), tuple(skipped)


def _without_names(text: str, names: Names) -> str:
    """The words with the speakers' own names replaced by their pseudonyms, in square brackets."""
    pattern, pseudonyms = names
    return pattern.sub(lambda m: f"[{pseudonyms[m[0]]}]", text) if pattern else text


def _names(pseudonyms: Mapped) -> Names:
    """A pattern for every speaker's whole name and first name, and whose pseudonym each is.

    Labels that are roles ("Interviewer", "P3") are no names. Of two with one first name, the one
    who spoke first has it.
    """
    known: dict[str, str] = {}
    for label, pseudonym in pseudonyms.items():
        bare = re.sub(r"\s*\(.*?\)", "", label).strip()
        if ROLE.fullmatch(bare) or FACILITATOR.fullmatch(bare) or len(bare) < 2:
            continue
        for name in (bare, bare.split()[0]):
            if len(name) > 1:
                known.setdefault(name, pseudonym)
    if not known:
        return None, known
    longest = sorted(known, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b"), known
