"""Reads focus groups and interviews: who spoke in turn, facilitators apart, names left behind."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from insight.errors import InputError, UsageError
from insight.ingest.answers import is_non_answer, normal, phrases
from insight.ingest.cage import parse as caged
from insight.ingest.encoding import decode
from insight.ingest.grid import MAX_CELL, counted, read_bytes, sha256
from insight.ingest.mapping import Mapping
from insight.ingest.preview import Doubt, Preview, Talk
from insight.ingest.records import STAGE, excluded
from insight.types import Column, Record, Skipped, Source, Wave

QUESTION = "Discussion"
"""What stands for the question: a transcript has one."""
UNKNOWN = "Unknown speaker"

STAMP = r"[\[(]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?[\])]?"
NUMBER = re.compile(r"\d+(?:\.\d+)?")
TIMING = re.compile(r"(\d[\d:.,]*)\s*-->\s*(\d[\d:.,]*).*")
LABEL = re.compile(
    rf"^\s*(?:{STAMP}\s*[-–]?\s*)?\**(?P<name>[^\W\d_][\w .'’/&()-]{{0,40}}?|[A-Z]?\d{{1,2}})\**"
    rf"\s*+(?:{STAMP})?\s*+\**+[:：]\**+(?:\s++(?P<text>.*)|\s*+)$",
    re.S,
)
STAMPED = re.compile(rf"^\s*(?P<name>[^\W\d_][^\d:.!?]{{0,50}}?)\s+{STAMP}\s*$")
LEADING_STAMP = re.compile(rf"^\s*{STAMP}\s+")
HEAD = 200
"""So much of a line is searched for the name of a speaker."""
MAX_SPEAKERS = 500
NOT_NAMES = phrases(
    "date|time|location|venue|place|present|attendees|apologies|title|subject|project|duration|"
    "recording|file|session|group|http|https|re|cc|note|notes|nb|ps|topic|question|agenda|page|"
    "transcript|transcribed by|transcriber|length|key|participants|moderators|contents|end|"
    "start|e g|i e|so|and|but|well|because|thing is|example|for example|also|number one|"
    "one thing|another thing|i said|he said|she said|they said|i mean|like"
)
"""What stands before a colon without being a speaker."""
ROLE = re.compile(
    r"(facilitators?|moderators?|interviewers?|interviewees?|respondents?|participants?|speakers?"
    r"|residents?|(fe)?male( voice| speaker)?|man|woman|chair|host|researcher|[QAFIMPR])"
    r"( ?#?(\d{1,3}|[A-Z]))?|[A-Z]{1,3}\d{1,2}",
    re.I,
)
FACILITATOR = re.compile(
    r"(co-?)?(facilitators?|moderators?|interviewers?|chair(person|man|woman)?|hosts?|researchers?"
    r"|conveno?r|note ?takers?|scribe|observer|i|q|int|fac|mod)( ?#?\d{0,2})?"
    r"|.*\((facilitator|moderator|interviewer|chair|host|researcher)\)",
    re.I,
)
NOBODY = re.compile(
    r"unknown( speaker)?|unidentified( speaker)?|\?+|someone|voice|inaudible|speaker unknown"
    r"|male voice|female voice|(un)?named",
    re.I,
)
EVERYBODY = re.compile(
    r"all|several|multiple( speakers)?|everyone|group|together|voices|both", re.I
)
CROSS = re.compile(
    r"[\[(<]\s{0,3}(cross-? ?talk\w{0,9}|over-?lapping[^\])>]{0,60}|talking over[^\])>]{0,60}"
    r"|all talk[^\])>]{0,60}|speaking at once)\s{0,3}[\])>]",
    re.I,
)
ASIDE = re.compile(r"[\[(][^\])]{1,60}[\])]|\*[^*]{1,40}\*")
VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]+)>(.*?)(?=<v[.\s]|</v>|\Z)", re.S)
TAG = re.compile(r"</?(?:[cibu]|ruby|rt|lang|font|v)(?:[.\s][^<>]*)?>|<\d[\d:.]*>", re.I)
NODS = phrases(
    "mm|mmm|mhm|mm hm|mmhm|hm|hmm|uh huh|uhuh|ah|oh|aye|right|exactly|true|sure|absolutely|"
    "definitely|indeed|course|of course|i see|fair enough|er|um|erm|okay then|yeah yeah|yes yes|"
    "oh yeah|thats right|that s right|thank you|thanks|cheers|bye"
)
"""Turns that only show that somebody listens."""


Mapped = dict[str, str]
Names = tuple[re.Pattern[str] | None, Mapped]


@dataclass(frozen=True, slots=True)
class Turn:
    """One person speaking: the label as in the file ("" where there is none) and the words.

    `crossed` marks words spoken while others spoke.
    """

    speaker: str
    text: str
    crossed: bool = False


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
    their names occur in the words. Raises InputError where nobody says anything.
    """
    session = _open(path, mapping)
    records, skipped = _collect(session, bool(mapping and mapping.facilitator_turns == "keep"))
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
    doubts: tuple[Doubt, ...] = ()
    if labels and not leaders and (mapping is None or mapping.facilitators is None):
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


# ---------------------------------------------------------------- lines to turns


def turns_of(lines: Sequence[str], joiner: str = "\n") -> tuple[list[Turn], int]:
    """Turns from lines such as "Name: words", "Name 0:15" over words, or bare words.

    Also the number of lines before the first speaker, which are a heading. A bare line goes on
    with the turn above it, unless people talked across each other in between: then nobody knows
    who spoke, and it is a turn of its own.
    """
    named = _labels(lines)
    turns: list[Turn] = []
    heading: list[str] = []
    crossed = False
    pending = ""
    started = False
    for raw in _unfold(lines):
        line = raw.strip()
        if not line:
            continue
        if CROSS.fullmatch(line):
            crossed = True
            continue
        if ASIDE.fullmatch(line):
            continue
        found = _speaker(line, named)
        if found:
            started = True
            label, text = found
            everybody = bool(EVERYBODY.fullmatch(label))
            pending = "" if everybody or NOBODY.fullmatch(label) else label
            turns.append(Turn(pending, text, everybody or crossed or bool(CROSS.search(text))))
            crossed = False
        elif not started and named:
            heading.append(line)
        elif crossed or not turns or not named:
            turns.append(Turn("", line, crossed))
            crossed = False
        else:
            last = turns[-1]
            text = f"{last.text}{joiner}{line}" if last.text else line
            turns[-1] = replace(last, text=text, crossed=last.crossed or bool(CROSS.search(line)))
    return turns, len(heading)


def _unfold(lines: Iterable[str]) -> Iterable[str]:
    """The lines with timing lines ("0:0:1.0 --> 0:0:3.2", then a name) turned into "name:"."""
    waiting = False
    for line in lines:
        for part in line.split("\n"):
            if TIMING.fullmatch(part.strip()):
                waiting = True
                continue
            if waiting and part.strip():
                waiting = False
                if _is_name(part.strip()):
                    yield f"{part.strip()}:"
                    continue
            yield part


def _is_name(text: str) -> bool:
    words = text.split()
    return 1 <= len(words) <= 5 and text[-1] not in ".?!,;:" and all(w[:1].isupper() for w in words)


def _labels(lines: Sequence[str]) -> frozenset[str]:
    """The labels that are speakers: those that recur, name a role, or head most lines."""
    counts: Counter[str] = Counter()
    filled = 0
    for line in _unfold(lines):
        filled += bool(line.strip())
        if found := _label(line.strip()):
            counts[found[0]] += 1
    most = sum(counts.values()) >= 0.5 * filled and filled > 1
    return frozenset(
        label
        for label, n in counts.items()
        if n >= 2 or ROLE.fullmatch(label) or (most and _is_name(label))
    )


def _label(line: str) -> tuple[str, str] | None:
    head = line[:HEAD]
    found = LABEL.match(head) or (STAMPED.match(head) if len(line) <= HEAD else None)
    if not found:
        return None
    name = re.sub(r"\s+", " ", found["name"]).strip(" *-–")
    if not name or normal(name) in NOT_NAMES or len(name.split()) > 5:
        return None
    if not (name[0].isupper() or ROLE.fullmatch(name) or name[0].isdigit()):
        return None
    text = found.groupdict().get("text") or ""
    return name, (text + line[HEAD:]).strip()


def _speaker(line: str, named: frozenset[str]) -> tuple[str, str] | None:
    found = _label(line)
    if found and (found[0] in named or NOBODY.fullmatch(found[0]) or EVERYBODY.fullmatch(found[0])):
        return found[0], LEADING_STAMP.sub("", found[1])
    return None


# ---------------------------------------------------------------- formats


def _txt(text: str) -> tuple[list[Turn], int]:
    return turns_of([line for line in text.splitlines() if line.strip()])


def _vtt(text: str) -> tuple[list[Turn], int]:
    """WebVTT: cues with voices; header, notes, styles and regions left out; entities resolved."""
    cues: list[tuple[str, str, float, float]] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip("\n").split("\n")
        if re.match(r"\ufeff?(WEBVTT|NOTE|STYLE|REGION)\b", lines[0]) and not any(
            TIMING.fullmatch(line.strip()) for line in lines[1:2]
        ):
            continue
        at = next((i for i, line in enumerate(lines) if TIMING.fullmatch(line.strip())), None)
        if at is None:
            continue
        timing = TIMING.fullmatch(lines[at].strip())
        start, end = (_seconds(timing[1]), _seconds(timing[2])) if timing else (0.0, 0.0)
        payload = "\n".join(lines[at + 1 :])
        voices = VOICE.findall(payload)
        if voices:
            for name, words in voices:
                cues.append((html.unescape(name).strip(), _spoken(words), start, end))
        else:
            cues.append(("", _spoken(payload), start, end))
    return _joined(cues), 0


def _srt(text: str) -> tuple[list[Turn], int]:
    """SubRip: numbered cues; names before a colon, where they recur, are speakers."""
    return _vtt(text)


def _spoken(payload: str) -> str:
    return html.unescape(TAG.sub("", payload)).replace("\n", " ").strip()


def _seconds(stamp: str) -> float:
    """A time such as 00:01:02,500 in seconds; what of it is no number counts as nothing."""
    total = 0.0
    for part in stamp.replace(",", ".").split(":"):
        found = NUMBER.match(part)
        total = total * 60 + (float(found[0]) if found else 0.0)
    return total


def _joined(cues: Sequence[tuple[str, str, float, float]]) -> list[Turn]:
    """Cues as turns: one speaker's cues in a row are one turn, bare ones end with a sentence.

    A cue that begins before another speaker's cue has ended is marked as cross-talk.
    """
    named = _labels([words for name, words, _, _ in cues if not name])
    turns: list[Turn] = []
    before_end, before = 0.0, ""
    for name, words, start, end in cues:
        if not words:
            continue
        new = False
        if not name and (found := _speaker(words.lstrip("- "), named)):
            name, words = found
            new = True
        elif not name and words.startswith("- "):
            words, new = words[2:], True
        crossed = bool(turns) and name != before and start < before_end - 0.2
        last = turns[-1] if turns else None
        goes_on = last is not None and last.speaker == name and not new
        if goes_on and last is not None and not name:
            goes_on = last.text.rstrip()[-1:] not in ".?!…" and start - before_end < 3
        if goes_on and last is not None:
            turns[-1] = replace(last, text=f"{last.text} {words}".strip())
        else:
            text = f"[cross-talk] {words}" if crossed and not CROSS.search(words) else words
            label = "" if NOBODY.fullmatch(name) or EVERYBODY.fullmatch(name) else name
            turns.append(Turn(label, text, crossed or bool(CROSS.search(words))))
        before, before_end = (turns[-1].speaker, max(before_end, end))
    return turns


def _docx(path: Path) -> tuple[list[Turn], int]:
    """Paragraphs and tables of a document; a table row is "speaker: words", time aside."""
    lines: list[str] = []
    for line in caged("docx", path):
        if "text" in line:
            lines.append(line["text"])
            continue
        cells = [c.strip() for c in line["cells"]]
        cells = [c for c in cells if c and not re.fullmatch(STAMP, c) and not c.isdigit()]
        if [normal(c) for c in cells] in (["speaker", "text"], ["who", "what"], ["name", "text"]):
            continue
        if len(cells) == 2 and len(cells[0]) <= 45:
            lines.append(f"{cells[0].rstrip(':')}: {cells[1]}")
        elif cells:
            lines.append("\n".join(cells))
    return turns_of(lines)


def _pdf(path: Path) -> tuple[list[Turn], int]:
    """Lines of a PDF, without what every page repeats at its head or foot."""
    pages: list[list[str]] = [[]]
    for line in caged("pdf", path):
        if "page" in line:
            pages.append([])
        elif line["text"].strip():
            pages[-1].append(line["text"])
    pages = [page for page in pages if page]
    edges = Counter(shape for page in pages for shape in {_shape(page[0]), _shape(page[-1])})
    repeated = {shape for shape, n in edges.items() if n > 1 and n >= 0.5 * len(pages)}
    lines: list[str] = []
    for page in pages:
        for place, words in enumerate(page):
            shape = _shape(words)
            edge = place in (0, len(page) - 1)
            if edge and (shape in repeated or re.fullmatch(r"(page )?0( of 0)?", shape, re.I)):
                continue
            lines.append(words)
    return turns_of(lines, joiner=" ")


def _shape(line: str) -> str:
    """A line with its numbers alike, so that "Page 3" and "Page 4" are one."""
    return re.sub(r"\d+", "0", line.strip())


OF_TEXT: dict[str, Callable[[str], tuple[list[Turn], int]]] = {
    ".txt": _txt,
    ".vtt": _vtt,
    ".srt": _srt,
}
OF_LINES: dict[str, Callable[[Path], tuple[list[Turn], int]]] = {".docx": _docx, ".pdf": _pdf}
