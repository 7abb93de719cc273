"""The store: the only room that speaks SQL. SQLite by default, PostgreSQL by URL.

What is read and judged is kept as facts that are only ever added to; what is in force is worked
out from them (`projection.py`). `Store` opens a transaction for each call and lets the functions
of `writing.py`, `reading.py`, `listing.py` and their like do the work. It may be shared by threads.

Text comes back code point for code point on both databases; see `schema.Exact`. On SQLite deleted
matter is overwritten, not only unlinked. Backups made before a migration, a server's own backups
and its dead rows before a VACUUM are outside the store's reach: an erasure must include them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self, Unpack

from insight.store import counting, listing, masking, publishing, reading, rights, writing
from insight.store.database import Database, open_database
from insight.store.rights import RIGHTS, ROLES
from insight.store.text import text_hash
from insight.store.values import (
    AuditEntry,
    BlindCode,
    Filters,
    ProjectInfo,
    Remark,
    RightsError,
    StaleError,
    WaveInfo,
)
from insight.types import (
    Assignment,
    Codebook,
    Coded,
    Ledger,
    Marks,
    Matrix,
    Publication,
    Quote,
    Reading,
    Run,
    Segment,
    Skipped,
    Source,
)

if TYPE_CHECKING:
    from insight.types import Numbers

__all__ = [
    "RIGHTS",
    "ROLES",
    "AuditEntry",
    "BlindCode",
    "Filters",
    "ProjectInfo",
    "Remark",
    "RightsError",
    "StaleError",
    "Store",
    "WaveInfo",
    "text_hash",
]


class Store:
    """Everything Insight remembers.

    Every call may raise StoreError: one line that says what, where and what to do. A call that
    names a wave which is not there raises UsageError with the names of those that are. A write by
    a person, `user:<name>`, raises RightsError where their role does not allow it; see `rights.py`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str, *, create: bool = True) -> Self:
        """Open the store at `url` and bring it to the newest revision.

        `url` is `sqlite:///folder/file.db` or `postgresql://user@host/name`. With `create` a store
        is made where there is none, its folder too. A SQLite store of an older revision is first
        copied to `<file>.<revision>.backup` beside it; a server's backup is its keeper's.
        Raises UsageError for another kind of URL, StoreError where the store cannot be used.
        """
        return cls(open_database(url, create=create))

    def close(self) -> None:
        """Let go of the database."""
        self._database.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # projects: where one is named, "" means the first; UsageError names the known ones

    def projects(self) -> tuple[ProjectInfo, ...]:
        """All projects, in the order they were made."""
        with self._database.read() as connection:
            return listing.project_infos(connection)

    def last_acts(self) -> dict[str, dt.datetime]:
        """When something was last published, judged or saved in each project, by its name."""
        with self._database.read() as connection:
            return listing.last_acts(connection)

    def home_of(self, wave: str, project: str = "") -> str:
        """The project that a wave is in or, where it is new, would go into: `project`.

        Raises UsageError where the wave is in another than `project`.
        """
        with self._database.read() as connection:
            return listing.home_of(connection, wave, project)

    def add_project(self, name: str, codebook: Codebook, by: str) -> None:
        """Make a project that starts with a codebook. Raises UsageError where the name is taken."""
        with self._database.write() as connection:
            writing.add_project(connection, name, codebook, by, _now())

    def rename_project(self, name: str, new: str, by: str) -> None:
        """Give a project another name. Raises UsageError where that is taken."""
        with self._database.write() as connection:
            writing.rename_project(connection, name, new, by, _now())

    def delete_project(self, name: str, by: str) -> None:
        """Delete a project without waves. Raises UsageError where it has one, or is the last."""
        with self._database.write() as connection:
            writing.delete_project(connection, name, by, _now())

    def move_wave(self, wave: str, project: str, by: str) -> None:
        """Put a wave into another project. It stays coded as it is until it is coded again."""
        with self._database.write() as connection:
            writing.move_wave(connection, wave, project, by, _now())

    def own_codebook(self, project: str = "") -> Codebook | None:
        """The codebook last saved for a project; None where none was."""
        with self._database.read() as connection:
            return listing.own_codebook(connection, project)

    def save_codebook(
        self, project: str, before: Codebook, after: Codebook, by: str, changes: int
    ) -> None:
        """Put `after` in force for the next coding in a project; every version is kept.

        `before` is the one it was made from, `changes` how many there are, for the audit. Raises
        StoreError where another was saved meanwhile.
        """
        with self._database.write() as connection:
            writing.save_codebook(connection, project, before, after, by, _now(), changes)

    # publishing and waves

    def publish(self, publication: Publication, by: str = "", project: str = "") -> bool:
        """Take in a wave whole, or not at all. `by` is the person who asked for it, if one did.

        A new wave goes into `project`, "" for the first one; a store that has none makes it.

        False, and nothing changed, where this very run is the one in force. Otherwise the run's
        judgements are appended and are in force from now on, save where a person judged; new
        responses are added; those no longer in the file are kept but no longer shown; quotes that
        were only proposed are replaced. Raises StoreError where ids repeat, the ledger does not
        add up, a passage is not verbatim, or a run speaks for a person.
        """
        with self._database.write() as connection:
            return publishing.publish(connection, publication, by, project)

    def waves(self, project: str | None = None) -> tuple[WaveInfo, ...]:
        """All waves, or those of a project, in the order they first came."""
        with self._database.read() as connection:
            return listing.wave_infos(connection, project=project)

    def wave(self, name: str) -> WaveInfo:
        """One wave. Raises UsageError naming the known ones."""
        with self._database.read() as connection:
            return listing.wave_infos(connection, name)[0]

    def last_run(self, wave: str) -> Run | None:
        """The run in force, None where there is no such wave."""
        with self._database.read() as connection:
            return listing.run_in_force(connection, wave)

    def stamp(self, wave: str, *, judged: bool = True) -> str:
        """What a wave's figures hang on: its run in force, and the last thing done to the wave.

        Without `judged` it leaves aside what people judge, note, code blind and decide of quotes:
        what was said, and by whom, hangs on the rest.
        """
        with self._database.read() as connection:
            return listing.stamp(connection, wave, judged)

    def published(self, wave: str, input_hash: str) -> Run | None:
        """The run in force if it had this very input, else None."""
        run = self.last_run(wave)
        return run if run and run.input_hash == input_hash else None

    def source(self, wave: str) -> Source:
        """What the run in force read."""
        with self._database.read() as connection:
            return listing.source(connection, wave)

    def ledger(self, wave: str) -> Ledger:
        """What became of every answer received, erasures since then included."""
        with self._database.read() as connection:
            return listing.ledger(connection, wave)

    def skipped(self, wave: str, most: int | None = None) -> tuple[Skipped, ...]:
        """What the run in force could not do, in its order; of each reason the first `most`."""
        with self._database.read() as connection:
            return listing.skips(connection, wave, most)

    def redactions(self, wave: str) -> dict[str, int]:
        """What was taken out of the responses analysed: number of spans by kind."""
        with self._database.read() as connection:
            return listing.redactions(connection, wave)

    # responses

    def coded(
        self,
        wave: str,
        *,
        limit: int | None = None,
        offset: int = 0,
        absent: bool = False,
        **which: Unpack[Filters],
    ) -> tuple[Coded, ...]:
        """The responses that pass every filter, in the order of the file, with what is in force.

        `limit` and `offset` cut a page. With `absent` the judgements that a theme is *not* there
        come too, as a reviewer needs to see them. For the filters see `Filters`.
        """
        with self._database.read() as connection:
            return reading.coded(connection, wave, which, limit=limit, offset=offset, absent=absent)

    def stream(self, wave: str) -> Iterator[Coded]:
        """The same responses as `coded` gives of a whole wave, at one look, few at a time."""
        with self._database.read() as connection:
            yield from reading.stream(connection, wave)

    def count(self, wave: str, **which: Unpack[Filters]) -> int:
        """How many responses pass every filter."""
        with self._database.read() as connection:
            return reading.count(connection, wave, which)

    def ids(
        self, wave: str, *, doubtful_first: bool = False, **which: Unpack[Filters]
    ) -> tuple[str, ...]:
        """The ids of the responses that pass every filter, in the order of the file.

        With `doubtful_first` those come first whose uncertain judgement is nearest to even chances.
        """
        with self._database.read() as connection:
            return reading.ids(connection, wave, which, doubtful_first)

    def marks(self, wave: str, known: Marks | None = None) -> Marks:
        """What the figures of a wave are counted from: no words.

        `known` are marks read before. As long as `stamp(wave, judged=False)` is what it was then,
        only what people judged is read again: the same marks, far sooner.
        """
        with self._database.read() as connection:
            return counting.marks(connection, wave, known)

    def audit_queue(self, wave: str, people: int) -> tuple[str, ...]:
        """The ids of the responses to judge for an audit of a wave, person by person.

        The order of the people is random, the same for everybody and every day, and stays when
        others are added. Those who are judged whole, up to the first who is not, are the `audited`
        of `marks`.
        """
        with self._database.read() as connection:
            return counting.audit_queue(connection, wave, people)

    def keys(self, wave: str, **which: Unpack[Filters]) -> Numbers:
        """Which of a wave's `marks` pass every filter: their keys, in rising order."""
        with self._database.read() as connection:
            return counting.keys(connection, wave, which)

    def texts(
        self, wave: str, *, limit: int | None = None, **which: Unpack[Filters]
    ) -> tuple[tuple[str, str], ...]:
        """The (id, text) of the responses that pass every filter, in the order of the file."""
        with self._database.read() as connection:
            return reading.texts(connection, wave, which, limit)

    def said_by(self, wave: str, respondent: str) -> tuple[str, ...]:
        """All that the store holds of what a respondent said in a wave, of earlier editions too."""
        with self._database.read() as connection:
            return reading.said_by(connection, wave, respondent)

    def wave_vectors(
        self, wave: str, model: str, **which: Unpack[Filters]
    ) -> tuple[tuple[str, ...], Matrix]:
        """The ids of the responses that pass every filter, and their vectors, row by row.

        Those of whose text no vector is known are left out.
        """
        with self._database.read() as connection:
            return reading.wave_vectors(connection, wave, model, which)

    def segments(self, wave: str) -> tuple[Segment, ...]:
        """The segments of a wave's responses, in the order they were made."""
        with self._database.read() as connection:
            return reading.wave_segments(connection, wave)

    # people

    def judge(
        self,
        assignments: Sequence[Assignment],
        readings: Sequence[Reading] = (),
        *,
        expected: Mapping[str, int] | None = None,
        remarks: Mapping[str, Remark] | None = None,
    ) -> None:
        """Append what people judged; from now on it outranks every model.

        `remarks` are notes by response id, kept in the same transaction.

        `expected` gives, by response id, the `Coded.version` that the person saw. Raises StaleError
        where someone judged since then, StoreError where a response is no longer there, UsageError
        where the judge is not `user:<name>`; in each case nothing is saved.
        """
        with self._database.write() as connection:
            writing.judge(connection, assignments, readings, expected, _now(), remarks)

    def withdraw(
        self, response: str, by: str, *, expected: int, remark: Remark | None = None
    ) -> None:
        """Take back everything that people judged of a response: the model's judgements hold again.

        What was judged stays on record. `expected` and the errors are those of `judge`; `remark`
        is kept in the same transaction.
        """
        with self._database.write() as connection:
            writing.withdraw(connection, response, by, expected, _now(), remark)

    def remarks(self, ids: Sequence[str]) -> dict[str, Remark]:
        """The last remark on each of these responses that has one."""
        with self._database.read() as connection:
            return reading.remarks_on(connection, ids)

    def checked(self, wave: str) -> int:
        """How many responses of a wave people have judged."""
        with self._database.read() as connection:
            return reading.checked(connection, wave)

    def code_blind(self, response: str, themes: Iterable[str], by: str) -> None:
        """Keep what a coder saw in a response without seeing others' codes.

        It is compared (`blind`), never in force: for that, `judge`.
        """
        with self._database.write() as connection:
            writing.code_blind(connection, response, themes, by, _now())

    def blind(self, wave: str) -> tuple[BlindCode, ...]:
        """What coders saw who coded blind: the latest of each coder and response."""
        with self._database.read() as connection:
            return reading.blind(connection, wave)

    def history(self, response: str) -> tuple[Assignment | Reading, ...]:
        """Every judgement ever made of a response, oldest first."""
        with self._database.read() as connection:
            return reading.history(connection, response)

    def machine(self, wave: str, ids: Sequence[str] | None = None) -> tuple[Coded, ...]:
        """What the run in force made of a wave, or of some responses, before any person judged."""
        with self._database.read() as connection:
            return reading.machine(connection, wave, ids)

    def corrections(self, project: str | None = None) -> tuple[Coded, ...]:
        """All responses that a person has judged, for training: what is in force, absences too.

        Responses of all waves, or of those of a project, also those no longer in their file: the
        work is not lost. `by` of each judgement says whether a person or a model made it.
        """
        with self._database.read() as connection:
            return reading.corrections(connection, project)

    def quotes(self, wave: str, theme: str | None = None) -> tuple[Quote, ...]:
        """Quotes in the order proposed, without those a person's judgement took off their theme."""
        with self._database.read() as connection:
            return reading.wave_quotes(connection, wave, theme)

    def set_quote_status(
        self, quote: Quote, status: str, by: str, shown: str | None = None
    ) -> None:
        """Approve, reject or reopen a quote, known by its theme, response and offsets.

        `shown` is the passage as it is to be printed, cut with `[…]` or `[removed]`: see
        `words.excerpt`. Raises StoreError where the quote is no longer there, UsageError for
        another status, words that the resident did not write, or one who refused to be quoted.
        """
        with self._database.write() as connection:
            writing.set_quote_status(connection, quote, status, by, _now(), shown)

    # roles

    def roles(self) -> dict[str, str]:
        """The role of everybody who has one, by name; nobody where the store is open to all."""
        with self._database.read() as connection:
            return rights.everybody(connection)

    def set_role(self, name: str, role: str, by: str) -> None:
        """Give a person a role of `ROLES`, or take it with "".

        Raises UsageError where nobody would be left who can give roles.
        """
        with self._database.write() as connection:
            writing.set_role(connection, name, role, by, _now())

    def require(self, by: str, act: str) -> None:
        """Raise RightsError unless a person may do an act of `RIGHTS`: for work elsewhere."""
        with self._database.read() as connection:
            rights.require(connection, by, act)

    # codebooks, vectors, mappings

    def codebooks(self, project: str | None = None) -> tuple[Codebook, ...]:
        """Every version saved or coded with, or those of a project, oldest first."""
        with self._database.read() as connection:
            return listing.all_codebooks(connection, project)

    def saved_books(self, project: str) -> dict[str, tuple[str, dt.datetime]]:
        """Who last saved each version of a project's codebook, and when, by version."""
        with self._database.read() as connection:
            return listing.saved_books(connection, project)

    def codebook(self, version: str) -> Codebook:
        """One version. Raises UsageError naming the known ones."""
        with self._database.read() as connection:
            return listing.codebook(connection, version)

    def vectors(self, model: str, hashes: Sequence[str]) -> dict[str, Matrix]:
        """The vectors known of these texts, by `text_hash`: float32 (rows, dim), read-only.

        Row 0 is the whole response, the others its segments in order.
        """
        with self._database.read() as connection:
            return reading.vectors_of(connection, model, hashes)

    def save_vectors(self, model: str, vectors: Mapping[str, Matrix]) -> None:
        """Keep vectors by `text_hash`; the last saved of a text holds."""
        with self._database.write() as connection:
            writing.save_vectors(connection, model, vectors)

    def mapping(self, source: str) -> dict[str, Any] | None:
        """How a source is to be read, as last accepted, or None."""
        with self._database.read() as connection:
            return listing.mapping(connection, source)

    def sources(self) -> frozenset[str]:
        """The sources that a mapping is kept for."""
        with self._database.read() as connection:
            return listing.sources(connection)

    def save_mapping(self, source: str, mapping: Mapping[str, Any], by: str) -> None:
        """Keep how a source is to be read: a plain mapping that JSON can hold."""
        with self._database.write() as connection:
            writing.save_mapping(connection, source, mapping, by, _now())

    # data protection

    def audit(self, entries: Iterable[AuditEntry]) -> None:
        """Append to the record of who did what, when; what people do through the store is in it."""
        with self._database.write() as connection:
            writing.log(connection, entries)

    def audit_log(self, limit: int = 100, offset: int = 0) -> tuple[AuditEntry, ...]:
        """Who did what, newest first."""
        with self._database.read() as connection:
            return listing.audit_log(connection, limit, offset)

    def redact_more(self, response: str, spans: Sequence[tuple[int, int]], by: str) -> None:
        """Print over half-open spans of a response's text, for good; there is no undo.

        A bar of the same length stands there, so evidence keeps its place; quotes with the words
        in them go. The wave counts it as taken out `by hand`; the audit says who did it.
        Raises UsageError where a span is no part of the text.
        """
        with self._database.write() as connection:
            masking.mask(connection, response, spans, by, _now())
        self._database.scrub()

    def delete_wave(self, name: str, by: str) -> None:
        """Delete a wave and everything of it, and vectors of texts that no response has any more.

        The audit keeps who did it, when, the wave's name and the number of responses.
        """
        with self._database.write() as connection:
            writing.delete_wave(connection, name, by, _now())
        self._database.scrub()

    def erase_respondent(self, wave: str, respondent: str, by: str) -> int:
        """Erase one respondent's responses and all that hangs on them; give their number.

        The ledger counts them as `erased on request`; the audit names no respondent. The file may
        still hold them: take them out there too before it is run again.
        Raises UsageError where nobody is known by that id.
        """
        with self._database.write() as connection:
            erased = writing.erase_respondent(connection, wave, respondent, by, _now())
        self._database.scrub()
        return erased


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
