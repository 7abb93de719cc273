"""A database for the tests: SQLite files, and a PostgreSQL server started for the session.

`store` is an empty store and `store_url` its address; a test that uses either runs once on each
database. `blank_url` is a database with nothing in it, not even tables.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from insight.store import Store
from insight.store.schema import metadata

_number = count(1)


def _postgres_programs() -> Path | None:
    """The folder of the server's programs, the newest where there are several."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda p: float(p.parent.name) if p.parent.name.replace(".", "", 1).isdigit() else 0.0,
        reverse=True,
    )
    if found := shutil.which("initdb"):
        folders.insert(0, Path(found).parent)
    needed = ("initdb", "pg_ctl", "postgres")
    return next((f for f in folders if all((f / name).exists() for name in needed)), None)


def _as_server_user(folder: Path) -> list[str]:
    """How to start a command as someone a server agrees to run as: never as root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return []
    import pwd

    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        if shutil.which("setpriv"):
            return ["setpriv", f"--reuid={name}", f"--regid={user.pw_gid}", "--clear-groups"]
        if shutil.which("runuser"):
            return ["runuser", "-u", name, "--"]
    pytest.skip("PostgreSQL tests: running as root, and no other user to run a server as")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server of our own, without the name of a database."""
    programs = _postgres_programs()
    if programs is None:
        pytest.skip("PostgreSQL tests: no server programs here (initdb, pg_ctl, postgres)")
    folder = Path(tempfile.mkdtemp(prefix="insight-pg-"))
    start = _as_server_user(folder)

    def call(*words: str) -> None:
        done = subprocess.run(
            [*start, *words], cwd=folder, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr

    data = str(folder / "data")
    options = (
        f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off "
        "-c synchronous_commit=off -c full_page_writes=off -c max_connections=30"
    )
    try:
        call(
            *(str(programs / "initdb"), "-D", data, "-U", "insight", "--auth=trust"),
            *("--no-sync", "--encoding=UTF8", "--locale=C"),
        )
        call(
            *(str(programs / "pg_ctl"), "-D", data, "-l", str(folder / "log"), "-w"),
            *("-o", options, "start"),
        )
        try:
            yield f"postgresql://insight@/{{name}}?host={folder}"
        finally:
            call(str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def create_database(server: str) -> str:
    """Make a database on the server and give its address."""
    import psycopg

    name = f"insight_{next(_number)}"
    with psycopg.connect(server.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    return server.format(name=name)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def _session_store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Store]]:
    """A store to empty: making its tables once, and its SQL, is enough."""
    if request.param == "postgresql":
        url = create_database(request.getfixturevalue("postgres"))
    else:
        url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'insight.db'}"
    with Store.open(url) as store:
        yield url, store


@pytest.fixture
def store(_session_store: tuple[str, Store]) -> Store:
    """An empty store."""
    _, store = _session_store
    with store._database.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return store


@pytest.fixture
def store_url(_session_store: tuple[str, Store], store: Store) -> str:
    """The address of the same store, for tests that open it more than once."""
    return _session_store[0]


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that holds nothing yet."""
    if request.param == "postgresql":
        return create_database(request.getfixturevalue("postgres"))
    return f"sqlite:///{tmp_path / 'new' / 'insight.db'}"


@pytest.fixture(scope="session")
def encoders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the real encoder is kept: INSIGHT_TEST_ENCODERS, else built once for the session."""
    given = os.environ.get("INSIGHT_TEST_ENCODERS")
    return Path(given) if given else tmp_path_factory.mktemp("encoders")
