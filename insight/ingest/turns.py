"""Lines and cues → turns: who speaks is told by labels, roles, dashes and voices.

A label before a colon is a speaker where it recurs, names a role, or heads most lines. One that
stands only once is a speaker too where a turn could begin and others are marked as well: else the
words of somebody who speaks once would go to the one who spoke before.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from insight.ingest.answers import normal, phrases
from insight.ingest.cage import parse as caged

STAMP = r"[\[(]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?[\])]?"
NUMBER = re.compile(r"\d+(?:\.\d+)?")
TIMING = re.compile(r"(\d[\d:.,]*)\s*-->\s*(\d[\d:.,]*).*")
LABEL = re.compile(
    rf"^\s*(?:{STAMP}\s*[-–]?\s*)?\**(?P<name>[^\W\d_][\w .'’/&()-]{{0,40}}?|[A-Z]?\d{{1,2}})\**"
    rf"\s*+(?:{STAMP})?\s*+\**+[:：]\**+(?:\s++(?P<text>.*)|\s*+)$",
    re.S,
)
STAMPED = re.compile(rf"^\s*(?P<name>[^\W\d_][^\d:.!?]{{0,50}}?)\s+{STAMP}\s*$")
_NAMED = r"(?P<name>[^\W\d_][\w .'’/&()-]{0,40}?)"
OTHERWISE = (
    re.compile(rf"^\s*\[{_NAMED}\]\s+{STAMP}\s*(?P<text>.*)$", re.S),
    re.compile(rf"^\s*\d{{1,4}}[.)]\s+\**{_NAMED}\**\s*[:：]\**\s+(?P<text>.*)$", re.S),
    re.compile(rf"^\s*(?:{STAMP}\s+)?{_NAMED}(?:\s+{STAMP})?\s+[-–—]\s+(?P<text>.*)$", re.S),
    re.compile(rf"^\s*{_NAMED}\s*;\s+(?P<text>.*)$", re.S),
    re.compile(rf"^\s*{_NAMED}\s*(?P<text>)$"),
)
"""How names stand where no colon marks them: "[Name] 0:15", "3. Name:", "Name - words",
"Name; words", a name above its words."""
LEADING_STAMP = re.compile(rf"^\s*{STAMP}\s+")
HEAD = 200
"""So much of a line is searched for the name of a speaker."""
NOT_NAMES = phrases(
    "date|time|location|venue|place|present|attendees|apologies|title|subject|project|duration|"
    "recording|file|session|group|http|https|re|cc|note|notes|nb|ps|topic|question|agenda|page|"
    "transcript|transcribed by|transcriber|length|key|participants|moderators|contents|end|"
    "start|e g|i e|so|and|but|well|because|thing is|example|for example|also|number one|"
    "one thing|another thing|i said|he said|she said|they said|i mean|like"
)
"""What stands before a colon without being a speaker."""
HEADINGS = phrases(
    "action|actions|summary|background|introduction|conclusion|comment|comments|warning|update|"
    "result|results|outcome|aim|aims|theme|themes|section|appendix|contact|tel|email|phone|from|to|"
    "sent|address|figure|table|source|ref|reference|version|status|author|prepared by|feedback|"
    "suggestion|suggestions|problem|problems|issue|issues|idea|ideas|solution|solutions|positives|"
    "negatives|pros|cons|strengths|weaknesses|priority|priorities|first|second|third|finally|"
    "firstly|secondly|lastly|answer|point|points|safety|parking|police|crime|drugs|noise|litter|"
    "traffic|lighting|housing|parks|transport|rubbish"
)
"""What may stand before a colon once without being a speaker."""
SPEAKER = phrases("speaker|speakers|who|name|names|person|participant|respondent|label|voice")
SAID = phrases(
    "text|what|words|comment|comments|said|transcript|notes|response|answer|dialogue|content|"
    "utterance|speech|contribution|time|timestamp|start|end|no|number|turn|line"
)
"""Headings of a table of talk: of the column of speakers, and of the others."""
ENDED = re.compile(r"[.?!…:][\"'”’)\]*]*$")
"""How a line ends behind which somebody else may begin to speak."""
DASH = re.compile(r"^\s*[-–—]\s+")
ROLE = re.compile(
    r"(facilitators?|moderators?|interviewers?|interviewees?|respondents?|participants?|speakers?"
    r"|residents?|(fe)?male( voice| speaker)?|man|woman|chair|host|researcher|[QAFIMPR])"
    r"( ?#?(\d{1,3}|[A-Z]))?|[A-Z]{1,3}\d{1,2}",
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
PAUSE = 3.0
"""Seconds of silence after which a cue without a speaker is somebody's new turn."""
ASIDE = re.compile(r"[\[(][^\])]{1,60}[\])]|\*[^*]{1,40}\*")
VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]+)>(.*?)(?=<v[.\s]|</v>|\Z)", re.S)
TAG = re.compile(r"</?(?:[cibu]|ruby|rt|lang|font|v)(?:[.\s][^<>]*)?>|<\d[\d:.]*>", re.I)


@dataclass(frozen=True, slots=True)
class Turn:
    """One person speaking: the label as in the file ("" where there is none) and the words.

    `crossed` marks words spoken while others spoke.
    """

    speaker: str
    text: str
    crossed: bool = False


def turns_of(lines: Sequence[str], joiner: str = "\n") -> tuple[list[Turn], int]:
    """Turns from lines such as "Name: words", "Name 0:15" over words, or bare words.

    Also the number of lines before the first speaker, which are a heading. A bare line goes on
    with the turn above it, unless people talked across each other in between: then nobody knows
    who spoke, and it is a turn of its own.
    """
    lines = _with_colons(lines)
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


def _with_colons(lines: Sequence[str]) -> Sequence[str]:
    """The lines with a colon behind each name, where names are marked in another way throughout.

    Several names must recur, and head four lines in ten: prose has dashes and semicolons, too.
    """
    if _labels(lines):
        return lines
    for form in OTHERWISE:
        found = [form.match(line[:HEAD]) for line in lines]
        names = [m["name"].strip() if m and _is_name(m["name"].strip()) else "" for m in found]
        counts = Counter(filter(None, names))
        filled = sum(bool(line.strip()) for line in lines)
        again = [name for name, n in counts.items() if n > 1 and normal(name) not in NOT_NAMES]
        if len(again) < 2 or counts.total() < 0.4 * filled:
            continue
        if form is OTHERWISE[-1] and not _above_words(lines, names):
            continue
        return [
            f"{name}: {m['text']}{line[HEAD:]}" if m and name else line
            for line, m, name in zip(lines, found, names, strict=True)
        ]
    return lines


def _above_words(lines: Sequence[str], names: Sequence[str]) -> bool:
    """Whether each line that may be a name has words below it that are none: no list of answers."""
    filled = [name for line, name in zip(lines, names, strict=True) if line.strip()]
    below = zip(filled, [*filled[1:], "end"], strict=True)
    return not any(name and (after or normal(name) in HEADINGS) for name, after in below)


def _is_name(text: str) -> bool:
    words = text.split()
    return 1 <= len(words) <= 5 and text[-1] not in ".?!,;:" and all(w[:1].isupper() for w in words)


def _labels(lines: Sequence[str]) -> frozenset[str]:
    """The labels that are speakers: those that recur, name a role, or head most lines.

    Beside them, a name that stands once counts where a turn may begin: at a blank line, or where
    the line before has come to an end.
    """
    counts: Counter[str] = Counter()
    begun: set[str] = set()
    filled = 0
    before = ""
    for line in map(str.strip, _unfold(lines)):
        filled += bool(line)
        if found := _label(line):
            counts[found[0]] += 1
            if not before or ENDED.search(before) or CROSS.search(before):
                begun.add(found[0])
        before = line
    most = sum(counts.values()) >= 0.5 * filled and filled > 1
    sure = {label for label, n in counts.items() if n >= 2 or ROLE.fullmatch(label)}
    names = {label for label in counts if _is_name(label) and normal(label) not in HEADINGS}
    if most:
        return frozenset(sure | names)
    once = names & begun
    return frozenset(sure | once if sure or len(once) > 2 else sure)


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
    return turns_of(text.splitlines())


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
            # Two who speak in one cue have a line with a dash each.
            for words in re.split(r"\n(?=\s*[-–—]\s)", payload):
                cues.append(("", _spoken(words), start, end))
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
    """Cues as turns: one speaker's cues in a row are one turn.

    A cue without a speaker goes on with the sentence before it, and with a turn whose speaker stood
    before a colon; a dash begins a new one. A cue that begins before another speaker's cue has
    ended is marked as cross-talk.
    """
    # An empty line before each: a turn may begin with any cue.
    bare = [line for name, words, _, _ in cues if not name for line in ("", DASH.sub("", words))]
    named = _labels(bare)
    turns: list[Turn] = []
    before = (0.0, 0.0)  # the cue before this one
    spoken_to = 0.0
    for name, said, start, end in cues:
        if not said:
            continue
        words = DASH.sub("", said)
        new = words != said and not name
        if not name and (found := _speaker(words, named)):
            name, words = found
            new = True
        last = turns[-1] if turns else Turn("", "")
        if name:
            goes_on = name == last.speaker
        else:
            ended = last.text.rstrip()[-1:] in ".?!…"
            goes_on = start - spoken_to < PAUSE and (not ended or last.speaker in named)
        if goes_on and not new:
            turns[-1] = replace(last, text=f"{last.text} {words}".strip())
        else:
            overlaps = start < spoken_to - 0.2 and before != (start, end)
            crossed = overlaps and name != last.speaker
            text = f"[cross-talk] {words}" if crossed and not CROSS.search(words) else words
            label = "" if NOBODY.fullmatch(name) or EVERYBODY.fullmatch(name) else name
            turns.append(Turn(label, text, crossed or bool(CROSS.search(words))))
        before, spoken_to = (start, end), max(spoken_to, end)
    return turns


def _docx(path: Path) -> tuple[list[Turn], int]:
    """Paragraphs and tables of a document; a table row is "speaker: words", time aside."""
    lines: list[str] = []
    for line in caged("docx", path):
        if "text" in line:
            lines += [line["text"], ""]  # a turn may begin with any paragraph
            continue
        cells = [c.strip() for c in line["cells"]]
        cells = [c for c in cells if c and not re.fullmatch(STAMP, c) and not c.isdigit()]
        names = {normal(c) for c in cells}
        if names & SPEAKER and names <= SPEAKER | SAID:
            continue
        if len(cells) == 2 and len(cells[0]) <= 45:
            lines += [f"{cells[0].rstrip(':')}: {cells[1]}", ""]
        elif cells:
            lines += ["\n".join(cells), ""]
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
