"""Recognises the layouts of the consultation platforms and reads their headers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from insight.errors import UsageError
from insight.ingest.dates import parts
from insight.ingest.grid import Grid, counted
from insight.ingest.layout import Layout, clean, find_header, lay_out, plain
from insight.ingest.mapping import Mapping
from insight.types import Role

Settled = dict[int, tuple[Role, str]]

TAG = re.compile(r"<[^<>]{1,300}>")
ENTITIES = {"&nbsp;": " ", "&amp;": "&", "&#39;": "'", "&quot;": '"', "&rsquo;": "’"}


@dataclass(frozen=True, slots=True)
class Profile:
    """One platform: how its exports are recognised, and how they are laid out."""

    name: str
    title: str
    knows: Callable[[Grid, int], bool]
    lays_out: Callable[[Grid, int, Mapping], Layout]


def recognise(grid: Grid, mapping: Mapping | None = None) -> Layout:
    """The layout of a grid: that of the platform it comes from, else a plain table.

    A mapping may name the profile, or the number of header rows of a plain table. Raises
    UsageError for a profile that does not exist.
    """
    settled = mapping or Mapping()
    if settled.profile and settled.profile not in NAMES:
        raise UsageError(
            f"{settled.origin or 'mapping'}: no profile is called '{settled.profile}'. "
            f"Profiles: {', '.join(NAMES)}."
        )
    if settled.header_rows is not None or settled.profile == "plain":
        return plain(grid, settled.header_rows)
    header = find_header(grid.rows)
    for profile in PROFILES:
        if settled.profile == profile.name or (not settled.profile and profile.knows(grid, header)):
            return profile.lays_out(grid, header, settled)
    return plain(grid)


def _heads(grid: Grid, header: int) -> list[str]:
    return [clean(cell).casefold() for cell in grid.rows[header]]


def _has(grid: Grid, header: int, *names: str) -> bool:
    heads = set(_heads(grid, header))
    return all(name in heads for name in names)


def _settle(names: Iterable[str], table: Sequence[tuple[str, Role, str]]) -> Settled:
    """Roles by heading: the first pattern of the table that fits a whole name, case aside."""
    found: Settled = {}
    for place, name in enumerate(names):
        for pattern, role, reason in table:
            if re.fullmatch(pattern, name, re.I):
                found[place] = (role, reason)
                break
    return found


def _wording(label: str) -> str:
    """A question's wording without the markup that form builders leave in it."""
    text = TAG.sub(" ", label)
    for entity, letter in ENTITIES.items():
        text = text.replace(entity, letter)
    return clean(text)


def _marked(
    layout: Layout, column: str, values: Sequence[str], reason: str
) -> tuple[dict[int, str], int]:
    """Rows whose value in a column is one of these, with the reason to leave them out."""
    places = [i for i, n in enumerate(layout.names) if n.casefold() == column.casefold()]
    if not places:
        return {}, 0
    found = {
        number: reason
        for number, row in enumerate(layout.rows, start=1)
        if clean(row[places[0]]).casefold() in values
    }
    return found, len(found)


# ---------------------------------------------------------------- SurveyMonkey

SURVEYMONKEY: tuple[tuple[str, Role, str], ...] = (
    ("respondent id", "id", "SurveyMonkey's number of the respondent"),
    ("end date", "date", "when the response was finished"),
    ("start date|date (created|modified)", "ignore", "another date"),
    ("collector id", "ignore", "the link that was used, not read"),
    ("ip address", "ignore", "network addresses: personal, not read"),
    ("email address", "ignore", "e-mail addresses: personal, not read"),
    ("(first|last) name", "ignore", "names: personal, not read"),
)
PLAIN_PARTS = {"", "response", "open-ended response", "open ended response"}


def _knows_surveymonkey(grid: Grid, header: int) -> bool:
    return _has(grid, header, "respondent id", "collector id")


def _surveymonkey(grid: Grid, header: int, mapping: Mapping) -> Layout:
    """Two header rows: the question over its first column, then the option or the row below it."""
    first, second = grid.rows[header], _second_header(grid, header, "respondent id")
    if second is None:
        return _finish(lay_out(grid, "surveymonkey", header + 1, first), SURVEYMONKEY)
    width = max(len(first), len(second))
    top = [*map(clean, first), *[""] * (width - len(first))]
    below = [*map(clean, second), *[""] * (width - len(second))]
    names, question = [], ""
    for over, part in zip(top, below, strict=True):
        question = over or question
        names.append(question if part.casefold() in PLAIN_PARTS else f"{question} - {part}")
    return _finish(lay_out(grid, "surveymonkey", header + 2, names), SURVEYMONKEY)


def _second_header(grid: Grid, header: int, id_name: str) -> Sequence[str] | None:
    """The row below the header where it goes on: its cell under the id is empty."""
    if len(grid.rows) <= header + 1:
        return None
    heads, row = _heads(grid, header), grid.rows[header + 1]
    if id_name not in heads:  # the profile was named by a person
        return None
    place = heads.index(id_name)
    return row if len(row) <= place or not row[place].strip() else None


def _finish(layout: Layout, table: Sequence[tuple[str, Role, str]]) -> Layout:
    return replace(layout, settled={**_settle(layout.names, table), **layout.settled})


# ---------------------------------------------------------------- Qualtrics

QUALTRICS: tuple[tuple[str, Role, str], ...] = (
    ("responseid", "id", "Qualtrics' number of the response"),
    ("recordeddate|enddate", "date", "when the response was recorded"),
    ("startdate", "ignore", "another date"),
    ("status|progress|duration.*|finished|distributionchannel|userlanguage|responseset|"
     "externalreference|externaldatareference|.*_(first|last) click|.*_page submit|"
     r".*_click count|.*_do(_\w+)?|q_(totalduration|recaptchascore|relevantid\w*|url|language|chl|"
     "duplicaterespondent|ballotboxstuffing|terminateflag|dl|ss|cda|sid|jfe|r|r_del)", "ignore",
     "the way the form was filled in, not read"),
    ("ipaddress", "ignore", "network addresses: personal, not read"),
    ("recipient(last|first)name|name", "ignore", "names: personal, not read"),
    ("recipientemail|emailaddress", "ignore", "e-mail addresses: personal, not read"),
    ("location(latitude|longitude|accuracy)", "ignore", "positions on the map: not read"),
)  # fmt: skip
PREVIEWS = (
    *("survey preview", "survey test", "preview", "test", "offline survey preview"),
    *("ex survey preview", "1", "2", "17", "33", "49"),
)
SPAM = (
    *("spam", "possible spam", "survey preview spam", "imported spam", "imported (spam)"),
    *("ex spam", "8", "9", "12", "40"),
)


IMPORT_ID = re.compile(r'"?ImportId"?\s*:\s*"?(\w+)')
QUALTRICS_CODES = {
    **{
        name.casefold(): name
        for name in (
            *("StartDate", "EndDate", "RecordedDate", "Status", "Finished", "Progress"),
            *("IPAddress", "DistributionChannel", "UserLanguage", "ExternalDataReference"),
            *("RecipientEmail", "RecipientFirstName", "RecipientLastName", "ResponseSet"),
            *("LocationLatitude", "LocationLongitude"),
        )
    },
    "recordid": "ResponseId",
    "duration": "Duration (in seconds)",
}
"""By its `ImportId`, the code of a column that says how the form was filled in."""


def _import_row(grid: Grid, header: int) -> int | None:
    """How far below the header the row of `ImportId`s lies (0 to 2), or None."""
    for below in range(3):
        if len(grid.rows) > header + below:
            row = grid.rows[header + below]
            if sum("ImportId" in cell for cell in row) > 0.5 * sum(map(bool, row)):
                return below
    return None


def _is_old_qualtrics(grid: Grid, header: int) -> bool:
    heads = _heads(grid, header)
    if "responseid" not in heads or len(grid.rows) <= header + 1:
        return False
    place = heads.index("responseid")
    below = grid.rows[header + 1]
    return len(below) > place and clean(below[place]).casefold() in ("responseid", "response id")


def _knows_qualtrics(grid: Grid, header: int) -> bool:
    return bool(_import_row(grid, header)) or _is_old_qualtrics(grid, header)


def _qualtrics(grid: Grid, header: int, mapping: Mapping) -> Layout:
    """Codes, then the wording, then the row of `ImportId`s, which some exports leave out."""
    import_row = _import_row(grid, header)
    depth = 1 if import_row is None else import_row
    labels = list(map(_wording, grid.rows[header + 1])) if depth >= 1 else []
    names = grid.rows[header]
    if import_row == 1:  # the wording stands where the codes do
        labels = list(map(_wording, names))
        ids = map(IMPORT_ID.search, grid.rows[header + 1])
        codes = (
            QUALTRICS_CODES.get(found[1].casefold().strip("_"), "") if found else ""
            for found in ids
        )
        pairs = itertools.zip_longest(names, codes, fillvalue="")
        names = tuple(code or name for name, code in pairs)
    layout = lay_out(grid, "qualtrics", header + depth + 1, names, labels)
    excluded: dict[int, str] = {}
    warnings = list(layout.warnings)
    for column, values, what in (
        ("Status", PREVIEWS, "previews or tests"),
        ("DistributionChannel", ("preview", "test"), "previews"),
        ("Status", SPAM, "marked as spam"),
    ):
        rows, count = _marked(layout, column, values, "test")
        new = len(set(rows) - set(excluded))
        excluded |= rows
        if new:
            warnings.append(f"Left out as tests: {counted(new, 'response')} ({what}).")
    rows, count = _marked(layout, "Finished", ("false", "0"), "incomplete")
    if count and mapping.incomplete == "leave out":
        excluded = {**rows, **excluded}
    elif count:
        warnings.append(
            f"Read although unfinished: {counted(count, 'response')}; "
            '[rows] incomplete = "leave out" leaves them out.'
        )
    layout = replace(layout, excluded=excluded, warnings=tuple(warnings))
    return _finish(layout, QUALTRICS)


# ---------------------------------------------------------------- Microsoft Forms

MICROSOFT: tuple[tuple[str, Role, str], ...] = (
    ("id", "id", "the form's number of the response"),
    ("completion time", "date", "when the response was finished"),
    ("start time|last modified time|grade posted time", "ignore", "another date"),
    ("email", "ignore", "e-mail addresses: personal, not read"),
    ("name", "ignore", "names: personal, not read"),
    ("total points|quiz feedback|quiz score.*", "ignore", "quiz marks"),
    ("language", "ignore", "the way the form was filled in, not read"),
)


def _knows_microsoft(grid: Grid, header: int) -> bool:
    return _has(grid, header, "start time", "completion time")


def _microsoft(grid: Grid, header: int, mapping: Mapping) -> Layout:
    """One header row; ticked options each end in a semicolon; quiz marks beside each question."""
    layout = lay_out(grid, "microsoft-forms", header + 1, grid.rows[header])
    settled: Settled = {}
    for place, name in enumerate(layout.names):
        mark, _, question = name.partition(" - ")
        if mark.casefold() in ("points", "feedback") and question in layout.names:
            settled[place] = ("ignore", "quiz marks")
    return _finish(replace(layout, settled=settled), MICROSOFT)


# ---------------------------------------------------------------- Google Forms

GOOGLE: tuple[tuple[str, Role, str], ...] = (
    ("timestamp", "date", "when the response was sent"),
    ("username|email address", "ignore", "e-mail addresses: personal, not read"),
    ("score", "ignore", "quiz marks"),
)


def _knows_google(grid: Grid, header: int) -> bool:
    """By a first column headed Timestamp in which dates are written out with their time."""
    if _heads(grid, header)[:1] != ["timestamp"] or len(grid.rows[header]) < 2:
        return False
    stamps = [row[0] for row in grid.rows[header + 1 : header + 41] if row and row[0].strip()]
    return sum(":" in s and parts(s) is not None for s in stamps) > 0.5 * len(stamps)


def _google(grid: Grid, header: int, mapping: Mapping) -> Layout:
    """One header row that begins with Timestamp; ticked options are joined by a comma."""
    return _finish(lay_out(grid, "google-forms", header + 1, grid.rows[header]), GOOGLE)


# ---------------------------------------------------------------- SmartSurvey

SMARTSURVEY: tuple[tuple[str, Role, str], ...] = (
    ("userid", "id", "SmartSurvey's number of the respondent"),
    ("userno|unique id|response id", "ignore", "another identifier"),
    ("ended|completed|date ended", "date", "when the response was finished"),
    ("started|date started", "ignore", "another date"),
    ("name|first name|last name", "ignore", "names: personal, not read"),
    ("email|email address", "ignore", "e-mail addresses: personal, not read"),
    ("ip address", "ignore", "network addresses: personal, not read"),
    (r"tracking link|tracking id|collector|language|device|status"
     r"|custom( data| field| variable)?( ?\d+)?", "ignore",
     "the way the form was filled in, not read"),
)  # fmt: skip
SMART_CODE = re.compile(r"(Q_\d+(?:_\d+)*)(?:_(.*))?", re.S)


def _knows_smartsurvey(grid: Grid, header: int) -> bool:
    codes = sum(bool(SMART_CODE.fullmatch(clean(cell))) for cell in grid.rows[header])
    return _has(grid, header, "userid", "userno") or codes >= 2


def _smartsurvey(grid: Grid, header: int, mapping: Mapping) -> Layout:
    """`Q_<id>_<wording>` headings, or numbered questions with up to two rows of parts below."""
    heads = _heads(grid, header)
    rows = [list(map(clean, grid.rows[header]))]
    if "userid" in heads:
        place = heads.index("userid")
        for row in grid.rows[header + 1 : header + 3]:
            if len(row) > place and row[place].strip():
                break
            rows.append(list(map(clean, row)))
    width = max(map(len, rows))
    for filled in rows:
        filled += [""] * (width - len(filled))
    names: list[str] = []
    labels: list[str] = []
    question = ""
    for place in range(width):
        question = rows[0][place] or question
        parts = [filled[place] for filled in rows[1:] if filled[place]]
        code = SMART_CODE.fullmatch(question)
        if code:
            words = (code[2] or "").replace("_", " ") if " " not in (code[2] or "") else code[2]
            names.append(code[1])
            labels.append(" - ".join([w for w in (words, *parts) if w]))
        else:
            names.append(" - ".join([question, *parts]))
            labels.append("")
    layout = lay_out(grid, "smartsurvey", header + len(rows), names, labels)
    done, count = _marked(layout, "Status", ("partial", "incomplete", "in progress"), "incomplete")
    if count and mapping.incomplete != "keep":
        layout = replace(layout, excluded=done)
    return _finish(layout, SMARTSURVEY)


# ---------------------------------------------------------------- LimeSurvey

LIMESURVEY: tuple[tuple[str, Role, str], ...] = (
    ("id|response id", "id", "LimeSurvey's number of the response"),
    ("submitdate|date submitted", "date", "when the response was sent"),
    ("startdate|datestamp|date started|date last action", "ignore", "another date"),
    ("lastpage|last page|startlanguage|start language|seed|refurl|referrer url|interviewtime|"
     r"total time|group time:.*|question time:.*|\w*time\d*", "ignore",
     "the way the form was filled in, not read"),
    ("ipaddr|ip address", "ignore", "network addresses: personal, not read"),
    ("token|access code", "ignore", "another identifier"),
    ("(first|last)name|(first|last) name", "ignore", "names: personal, not read"),
    ("email|email address", "ignore", "e-mail addresses: personal, not read"),
)  # fmt: skip
LIME_CODE = re.compile(r"([A-Za-z]\w{0,30}(?:\[\w+\])*)\. (.+)", re.S)
NO_DATE = "1980-01-01 00:00:00"


def _knows_limesurvey(grid: Grid, header: int) -> bool:
    return _has(grid, header, "id", "submitdate") or (
        (
            _has(grid, header, "response id", "date submitted")
            and bool({"last page", "start language"} & set(_heads(grid, header)))
        )
        or any(cell.startswith("id. ") for cell in _heads(grid, header)[:1])
    )


def _limesurvey(grid: Grid, header: int, mapping: Mapping) -> Layout:
    """Headings as codes, full wording, or both; responses never submitted are left out.

    A submission date of 1980-01-01 stands for "sent, date not kept".
    """
    names: list[str] = []
    labels: list[str] = []
    for cell in map(clean, grid.rows[header]):
        both = LIME_CODE.fullmatch(cell)
        names.append(both[1] if both else cell)
        labels.append(_wording(both[2]) if both else "")
    layout = lay_out(grid, "limesurvey", header + 1, names, labels)
    lowered = [n.casefold() for n in layout.names]
    sent = next((i for i, n in enumerate(lowered) if n in ("submitdate", "date submitted")), None)
    if sent is not None:
        never = {
            number: "incomplete"
            for number, row in enumerate(layout.rows, start=1)
            if not row[sent].strip()
        }
        rows = tuple(
            (*row[:sent], "", *row[sent + 1 :]) if row[sent] == NO_DATE else row
            for row in layout.rows
        )
        layout = replace(layout, rows=rows)
        if never and mapping.incomplete != "keep":
            words = (
                f"Left out, never submitted: {counted(len(never), 'response')}; "
                '[rows] incomplete = "keep" reads them.'
            )
            layout = replace(layout, excluded=never, warnings=(*layout.warnings, words))
    return _finish(layout, LIMESURVEY)


# ---------------------------------------------------------------- Citizen Space

CITIZEN_SPACE: tuple[tuple[str, Role, str], ...] = (
    ("response id|response reference", "id", "Citizen Space's number of the response"),
    ("submitted( on| at)?|date submitted|submission date|response date|submitted to.*", "date",
     "when the response was sent"),
    (r"(.*[:-] )?(analyst'?s? (notes?|summary)|tags?|redacted)", "ignore", "added by analysts"),
    ("(.*- )?(your )?(name|email|e-mail|email address|postcode)", "ignore", "personal, not read"),
)  # fmt: skip
CITIZEN_ID = re.compile(r"(?:ANON|BHLF)-[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]")


def _knows_citizen_space(grid: Grid, header: int) -> bool:
    body = grid.rows[header + 1 : header + 21]
    return bool(body) and any(
        sum(bool(CITIZEN_ID.fullmatch(row[i].strip())) for row in body if len(row) > i)
        > 0.5 * len(body)
        for i in range(min(len(grid.rows[header]), 10))
    )


def _citizen_space(grid: Grid, header: int, mapping: Mapping) -> Layout:
    """One header row of `question - part`; a ticked option has a column of its own."""
    layout = lay_out(grid, "citizen-space", header + 1, grid.rows[header])
    settled: Settled = {}
    for place in range(min(len(layout.names), 10)):
        values = [row[place].strip() for row in layout.rows[:20]]
        if sum(bool(CITIZEN_ID.fullmatch(v)) for v in values) > 0.5 * len(values):
            settled[place] = ("id", "Citizen Space's number of the response")
            break
    return _finish(replace(layout, settled=settled), CITIZEN_SPACE)


# ---------------------------------------------------------------- Jisc, EngagementHQ, SPSS

JISC: tuple[tuple[str, Role, str], ...] = (
    ("unique response number|urn", "id", "the survey's number of the response"),
    ("completion date|date completed|submission date|end date.*", "date",
     "when the response was sent"),
    ("start date.*|started", "ignore", "another date"),
    ("completion time|time taken|respondent list.*|token|username", "ignore",
     "the way the form was filled in, not read"),
)  # fmt: skip


def _knows_jisc(grid: Grid, header: int) -> bool:
    return _has(grid, header, "unique response number")


def _jisc(grid: Grid, header: int, mapping: Mapping) -> Layout:
    """Numbered questions; an option of a tick-all question has a column `3.a. …` of its own."""
    second = _second_header(grid, header, "unique response number")
    if second is None:
        return _finish(lay_out(grid, "jisc", header + 1, grid.rows[header]), JISC)
    names = grid.rows[header]
    return _finish(lay_out(grid, "jisc", header + 2, names, list(map(_wording, second))), JISC)


ENGAGEMENTHQ: tuple[tuple[str, Role, str], ...] = (
    ("contributor id|participant id|user id|login id", "id", "the platform's participant"),
    ("contribution id|response id|submission id", "id", "the platform's number of the response"),
    ("(date of )?(contribution|submission)( date)?|date submitted|submitted( at| on)?|"
     "(contributed|responded) (at|on)", "date", "when the response was sent"),
    (r"login( \(screen name\))?|screen name|contributor( details| summary.*)?|user ?name|email|"
     "name|postal code|postcode", "ignore", "personal, not read"),
    ("joined|last seen|user ?type|user status|subscribed|imported|signup.*|participant tags|"
     "contribution(s)? (type|status)|type of contribution|source|ip( address)?|referrer.*",
     "ignore", "the way the form was filled in, not read"),
)  # fmt: skip
ENGAGEMENTHQ_SIGNS = frozenset(
    (
        *("login (screen name)", "screen name", "signup form", "type of contribution"),
        *("contribution id", "contributor id", "contributor", "date of contribution"),
        *("contribution date", "contributor details", "contributor summary", "usertype"),
    )
)
SUMMARY = re.compile(r"contributor summary \(.*\)", re.I)


_SENT = re.compile(r"(date of )?(contribution|submission)( date)?", re.I)


def _knows_engagementhq(grid: Grid, header: int) -> bool:
    heads = {SUMMARY.sub("contributor summary", head) for head in _heads(grid, header)}
    return len(ENGAGEMENTHQ_SIGNS & heads) >= 2


def _engagementhq(grid: Grid, header: int, mapping: Mapping) -> Layout:
    """One header row; large exports come as a zip of parts with the same header.

    The workbook has the survey's title and dates on top, three empty columns in front, and the
    heading of the date one row above the others.
    """
    names = list(grid.rows[header])
    above = grid.rows[header - 1] if header else ()
    for place, over in enumerate(above[: len(names)]):
        names[place] = names[place] or (over if _SENT.fullmatch(clean(over)) else "")
    layout = _finish(lay_out(grid, "engagementhq", header + 1, names), ENGAGEMENTHQ)
    empty: Settled = {
        place: ("ignore", "empty")
        for place, name in enumerate(names)
        if not clean(name) and not any(row[place].strip() for row in layout.rows)
    }
    return replace(layout, settled={**empty, **layout.settled})


def _knows_spss(grid: Grid, header: int) -> bool:
    return grid.format == "sav"


def _spss(grid: Grid, header: int, mapping: Mapping) -> Layout:
    """Variable names with their labels; a user-missing answer is a non-answer, not a blank."""
    layout = lay_out(grid, "spss", 1, grid.rows[0], list(map(_wording, grid.labels)))
    cells = dict.fromkeys(grid.missing, "non-answer")
    return replace(layout, cells=cells, header_rows=0)


PROFILES: tuple[Profile, ...] = (
    Profile("spss", "SPSS", _knows_spss, _spss),
    Profile("qualtrics", "Qualtrics", _knows_qualtrics, _qualtrics),
    Profile("surveymonkey", "SurveyMonkey", _knows_surveymonkey, _surveymonkey),
    Profile("limesurvey", "LimeSurvey", _knows_limesurvey, _limesurvey),
    Profile("microsoft-forms", "Microsoft Forms", _knows_microsoft, _microsoft),
    Profile("smartsurvey", "SmartSurvey", _knows_smartsurvey, _smartsurvey),
    Profile("jisc", "Jisc Online surveys", _knows_jisc, _jisc),
    Profile("citizen-space", "Citizen Space", _knows_citizen_space, _citizen_space),
    Profile("engagementhq", "EngagementHQ", _knows_engagementhq, _engagementhq),
    Profile("google-forms", "Google Forms", _knows_google, _google),
)
NAMES: tuple[str, ...] = (*(p.name for p in PROFILES), "plain")
