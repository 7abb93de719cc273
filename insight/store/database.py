"""From a URL to a database at the newest revision, and its errors in words to act on."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from insight.errors import NoStoreError, StoreError, UsageError
from insight.store.schema import metadata

REVISIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006")
"""Every revision a store may have, oldest first; a test holds it against the migrations."""

VERSION_TABLE: Final = "insight_revision"
MIGRATIONS: Final = Path(__file__).resolve().parent.parent / "migrations"

_DRIVERS: Final = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_PATIENCE_MS: Final = 30_000  # how long a writer waits for another before it gives up
_EFFECTIVE: Final = os.access in os.supports_effective_ids
_MIGRATION_LOCK: Final = 0x1A5167  # the same number in every process: one migrates, others wait

_ADVICE: Final = (
    ("file is not a database", "this file is not a store: name another, or move it away"),
    ("malformed", "the file is damaged: put back a copy of it"),
    ("database is locked", "another program is writing to it: try again when it has finished"),
    ("readonly database", "it may not be written: allow writing to the file and its folder"),
    ("read-only", "it may not be written: ask for a role or server that may write"),
    ("permission denied", "this user may not do that there: allow it, or name another store"),
    ("unable to open", "it cannot be opened: check that its folder is there and may be written"),
    ("disk i/o error", "the disk refuses to read or write: check the disk and its free space"),
    ("disk is full", "the disk is full: make room and try again"),
    ("no space left", "the server's disk is full: make room and try again"),
    ("password", "check the user and the password in INSIGHT_STORE"),
    ("does not exist", "check the name in INSIGHT_STORE, or create it on the server"),
)
_UNREACHED: Final = "check the host and port in INSIGHT_STORE and that the server runs"
_OTHERWISE: Final = "nothing was changed; check the database and try again"


@dataclass(frozen=True, slots=True)
class Database:
    """An engine, and `place`: what to call the database in front of people, no password in it."""

    engine: sa.Engine
    place: str

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """One consistent look at the database. Raises StoreError."""
        options: dict[str, Any] = (
            {} if self.file is not None else {"isolation_level": "REPEATABLE READ"}
        )
        with self.said(), self.engine.connect() as connection:
            yield connection.execution_options(**options)

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """One transaction: kept whole at the end, or not at all on any error. Raises StoreError."""
        with self.said(), self.engine.connect() as connection:
            connection = connection.execution_options(insight_write=True)
            with connection.begin():
                yield connection

    @contextmanager
    def said(self) -> Iterator[None]:
        """Turn what a database complains of into one StoreError line."""
        try:
            yield
        except (SQLAlchemyError, self.engine.dialect.loaded_dbapi.Error) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            words = " ".join(str(cause).split("\n")[0].split()) or type(cause).__name__
            known = (advice for sign, advice in _ADVICE if sign in str(cause).lower())
            reached = not isinstance(error, DBAPIError) or error.statement is not None
            advice = next(known, _OTHERWISE if reached else _UNREACHED)
            # The chain is cut: a server's further words may quote the row it refused.
            raise StoreError(f"{self.place}: {words[:200]}: {advice}.") from None

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None on a server."""
        if self.engine.dialect.name != "sqlite":
            return None
        return Path(str(self.engine.url.database))

    def scrub(self) -> None:
        """Leave nothing of what was deleted in SQLite's journal, as far as readers allow."""
        if self.file is not None:
            with suppress(StoreError), _outside(self) as driver:
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def open_database(url: str, *, create: bool) -> Database:
    """Connect, and bring the store to the newest revision.

    Raises UsageError for a URL of another kind and StoreError for all that stands in the way.
    """
    database = _connect(url)
    file = database.file
    try:
        if file is not None:
            _check_file(file, create)
        with database.read() as connection:
            tables = set(sa.inspect(connection).get_table_names())
            revision = _revision(connection, tables)
        if revision is None:
            _check_free(database, tables)
            if not create:
                raise NoStoreError(
                    f"{database.place}: holds no store yet: run `insight run` first."
                )
        elif revision not in REVISIONS:
            raise StoreError(
                f"{database.place}: was made by a newer Insight (revision {revision}; this one "
                f"knows {REVISIONS[-1]}): update Insight."
            )
        if file is not None:
            _write_ahead(database)
        if revision != REVISIONS[-1]:
            _migrate(database)
    except BaseException:
        database.engine.dispose()
        raise
    return database


def _connect(url: str) -> Database:
    try:
        address = sa.make_url(url)
        address = address.set(drivername=_DRIVERS[address.drivername])
    except (ArgumentError, KeyError, ValueError):
        raise UsageError(
            "INSIGHT_STORE: not the URL of a store: use sqlite:///folder/insight.db or "
            "postgresql://user@host/name."
        ) from None
    sqlite = address.drivername == "sqlite"
    if sqlite and (not address.database or address.database == ":memory:"):
        raise UsageError("INSIGHT_STORE: a store needs a file: use sqlite:///folder/insight.db.")
    place = str(address.database) if sqlite else address.render_as_string(hide_password=True)
    if not sqlite and "connect_timeout" not in address.query:
        address = address.update_query_dict({"connect_timeout": "10"})
    # Parameters by place, not by name, in both: `rows.py` hands them to the driver.
    special = {} if sqlite else {"pool_pre_ping": True, "paramstyle": "format"}
    try:
        engine = sa.create_engine(address, hide_parameters=True, **special)
    except (NoSuchModuleError, ImportError) as error:
        raise StoreError(f"{address.drivername}: cannot be used here: {error}.") from None
    if sqlite:
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return Database(engine, place.replace("+psycopg", "", 1))


def _prepare_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions begin when we say so, not when the driver does
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("PRAGMA cache_size=-65536")  # 64 MB: ids come in no order
    connection.execute(f"PRAGMA busy_timeout={_PATIENCE_MS}")


def _begin_sqlite(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get("insight_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _check_file(file: Path, create: bool) -> None:
    """Say early and clearly what SQLite would say late or dimly."""
    elsewhere = "or name another folder with INSIGHT_DATA or --data"
    try:
        if not file.exists():
            if not create:
                raise NoStoreError(f"{file}: there is no store yet: run `insight run` first.")
            file.parent.mkdir(parents=True, exist_ok=True)
        elif not file.is_file():
            raise StoreError(f"{file}: is not a file: name the file of the store.")
        for path in (file.parent, file):
            if path.exists() and not os.access(path, os.W_OK, effective_ids=_EFFECTIVE):
                raise StoreError(f"{path}: may not be written: allow it, {elsewhere}.")
    except OSError as error:
        raise StoreError(
            f"{file.parent}: cannot be used ({error.strerror}): put that right, {elsewhere}."
        ) from error


def _revision(connection: sa.Connection, tables: set[str]) -> str | None:
    if VERSION_TABLE not in tables:
        return None
    revision = connection.scalar(
        sa.select(sa.column("version_num")).select_from(sa.table(VERSION_TABLE))
    )
    return None if revision is None else str(revision)


def _check_free(database: Database, tables: set[str]) -> None:
    """A database with someone else's tables is not ours to fill; a shared server may have some."""
    foreign = tables if database.file is not None else tables & set(metadata.tables)
    if foreign - {VERSION_TABLE}:
        raise StoreError(
            f"{database.place}: holds the tables of another program: name another database."
        )


@contextmanager
def _outside(database: Database) -> Iterator[sqlite3.Connection]:
    """SQLite itself, for what cannot be asked within a transaction."""
    with database.said(), database.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        yield driver


def _write_ahead(database: Database) -> None:
    """Have readers and a writer work side by side.

    While another program opens the store for the first time SQLite refuses this at once, however
    patient it is with anything else.
    """
    end = time.monotonic() + _PATIENCE_MS / 1000
    with _outside(database) as driver:
        while driver.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            try:
                driver.execute("PRAGMA journal_mode=WAL").fetchone()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    raise
                time.sleep(0.01)


def _migrate(database: Database) -> None:
    """Bring the store to the newest revision in one transaction; others wait and find it done."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with database.write() as connection:
        if database.file is None:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        revision = _revision(connection, set(sa.inspect(connection).get_table_names()))
        if revision == REVISIONS[-1]:
            return
        if revision is not None and database.file is not None:
            _back_up(database.file, revision)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _back_up(file: Path, revision: str) -> None:
    """Copy the store beside itself, as `<name>.<revision>.backup`, whole or not at all."""
    copy = file.with_name(f"{file.name}.{revision}.backup")
    part = copy.with_name(copy.name + ".part")
    try:
        with closing(sqlite3.connect(part)) as target, closing(sqlite3.connect(file)) as source:
            source.backup(target)
        part.replace(copy)
    except (sqlite3.Error, OSError) as error:
        with suppress(OSError):
            part.unlink()
        raise StoreError(
            f"{file}: must be updated, but no backup could be made at {copy}: make room or allow "
            "writing there; nothing was changed."
        ) from error
