"""The database of what is remembered: opened, brought up to date, asked within seconds, left alone while it is down."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection, Engine, Table, create_engine, event, inspect, text
from sqlalchemy.dialects.sqlite import Insert as SQLiteInsert
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.pool import QueuePool

from bot.errors import StoreDown
from bot.schema import VERSION, VERSION_TABLE, metadata
from errors import OperatorError

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert

log = structlog.get_logger(__name__)

MIGRATIONS = Path(__file__).parent / "migrations"
_SQLITE_WAITS = 2.0  # seconds for another process's transaction of a millisecond, or for its sweeping
_MIGRATION_WAITS = 60
_MIGRATION_LOCK = 0x5AE55AC  # any number, the same in every process


class Database:
    """Transactions on one database, from any thread.

    Whatever the database does, a transaction begins or fails within a few seconds. Once one has failed for a reason
    that lies with the database, the next ones fail at once for `rest` seconds, so that of many people only one waits.
    """

    def __init__(self, url: str | URL, *, rest: float = 5.0) -> None:
        """Opens the database, makes it when new, and brings an older one up to date. A server that does not answer is
        no error: it is asked again later. Raises OperatorError when something has to be changed first."""
        self.engine = engine_of(url)
        self._rest = rest
        self._down_until = 0.0
        self._ready = False
        self._preparing = Lock()
        try:
            self._prepare()
        except DBAPIError as error:
            if not isinstance(error, OperationalError) or (self.sqlite and not _is_busy(error)):
                raise _cannot_open(error) from None
            log.warning("store.down", error=type(error).__name__, reason=str(error.orig).strip())
            self._down_until = time.monotonic() + self._rest

    @property
    def sqlite(self) -> bool:
        """Whether this is a SQLite file (or memory)."""
        return self.engine.dialect.name == "sqlite"

    def upsert(self, table: Table) -> SQLiteInsert | PostgresInsert:
        """An INSERT that may be told what to do ON CONFLICT."""
        if self.sqlite:
            return SQLiteInsert(table)
        from sqlalchemy.dialects.postgresql import Insert  # a tenth of a second that a file does not want

        return Insert(table)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with. Raises StoreDown."""
        with self._asking(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is committed at the end. Raises StoreDown."""
        with self._asking(), self.engine.begin() as connection:
            if self.sqlite:
                # As a writer from the start: a reader that becomes one is refused at once when another came first.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    def note_deletion(self, connection: Connection) -> None:
        """Notes in the database, within the transaction that deletes, that it has to be swept."""
        if self.sqlite:
            count = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            connection.exec_driver_sql(f"PRAGMA user_version={count + 1}")

    def has_to_be_swept(self) -> bool:
        """Whether what was deleted may still be somewhere in SQLite's files. Raises StoreDown."""
        if not self.sqlite or _in_memory(self.engine.url):
            return False
        with self.reading() as connection:
            return bool(connection.exec_driver_sql("PRAGMA user_version").scalar())

    def sweep(self) -> None:
        """Takes what was deleted out of SQLite's files: out of its log, and out of pages that were joined while rows
        went (`secure_delete` leaves copies there). Ten milliseconds a megabyte. It has to be done again when somebody
        was reading or deleting meanwhile. Raises StoreDown."""
        with self.reading() as connection:
            noted = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            connection.exec_driver_sql("VACUUM")
            if connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar():
                return
        with self.writing() as connection:
            if connection.exec_driver_sql("PRAGMA user_version").scalar_one() == noted:
                connection.exec_driver_sql("PRAGMA user_version=0")

    def close(self) -> None:
        """Closes every connection; one that a thread still uses, as soon as it is given back."""
        event.listen(self.engine, "checkin", lambda _raw, record: record.invalidate())
        self.engine.dispose()

    @contextmanager
    def _asking(self) -> Iterator[None]:
        if time.monotonic() < self._down_until:
            raise StoreDown
        try:
            self._prepare()
            yield
        except StoreDown:
            raise
        except (DBAPIError, PoolExhausted, OperatorError) as error:
            if isinstance(error, IntegrityError | DataError):  # ours, not the database's
                raise
            self._ready = False  # it may come back as another, empty one
            self._down_until = time.monotonic() + self._rest
            log.warning("store.down", error=type(getattr(error, "orig", None) or error).__name__)
            raise StoreDown from None  # the cause would show what was to be written

    def _prepare(self) -> None:
        if self._ready:
            return
        if not self._preparing.acquire(blocking=False):
            raise StoreDown
        try:
            if _in_memory(self.engine.url):
                metadata.create_all(self.engine)
            else:
                bring_up(self.engine)
            self._ready = True
        finally:
            self._preparing.release()


def engine_of(url: str | URL) -> Engine:
    """An engine whose waits are all bounded. Connects to nothing yet. Raises OperatorError for an address that is
    none, or of another kind of database."""
    try:
        address = make_url(re.sub("^postgres://", "postgresql://", url) if isinstance(url, str) else url)
        if address.get_backend_name() == "postgresql":
            from bot.postgres import postgres_engine  # a driver that a file does not want

            return postgres_engine(address)
        if address.get_backend_name() == "sqlite":
            # In memory there is as much data as there are connections: one.
            size = {"pool_size": 1, "max_overflow": 0} if _in_memory(address) else {}
            engine = create_engine(
                address.set(drivername="sqlite"), poolclass=QueuePool, pool_timeout=2, hide_parameters=True,
                connect_args={"check_same_thread": False, "timeout": _SQLITE_WAITS}, **size,
            )  # fmt: skip
            event.listen(engine, "connect", _tune)
            return engine
    except (SQLAlchemyError, ValueError) as error:
        raise _cannot_open(error) from None
    raise OperatorError("DATABASE_URL에는 postgresql://… 또는 sqlite:///… 주소를 적어 주세요.")


def why_not_open(url: str) -> str:
    """Why a database does not answer, empty when it does; changes nothing, and shows no address."""
    try:
        engine = engine_of(url)
        try:
            with engine.connect() as connection:
                _version(connection)
        finally:
            engine.dispose()
    except OperatorError:
        return "postgresql이나 sqlite의 주소가 아니에요"
    except SQLAlchemyError as error:
        return type(getattr(error, "orig", None) or error).__name__
    return ""


def bring_up(engine: Engine) -> None:
    """Makes the tables, or takes the steps that an older database lacks; one process does, the others wait for it.
    Raises OperatorError for a database of a newer program."""
    with engine.connect() as connection:
        if _version(connection) == VERSION:
            return
    with engine.connect() as connection:
        try:
            _begin_alone(connection)
            found = _version(connection)
            if found != VERSION:
                _migrate(connection, found)
                log.info("store.migrated", before=found, now=VERSION)
            connection.commit()
        finally:
            connection.invalidate()  # its limits were others


def _begin_alone(connection: Connection) -> None:
    """Begins a transaction that only one process at a time is in."""
    if connection.dialect.name == "sqlite":
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.execute(f"PRAGMA busy_timeout={_MIGRATION_WAITS * 1000}")
        raw.execute("PRAGMA foreign_keys=OFF")  # a table that is made anew is dropped, and its rows are not
        _use_log(raw)
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        from bot.postgres import be_patient

        be_patient(connection, seconds=_MIGRATION_WAITS)
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})


def _use_log(connection: sqlite3.Connection) -> None:
    """Switches a file to write-ahead logging, for good. SQLite does not wait by itself here."""
    deadline = time.monotonic() + _MIGRATION_WAITS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _version(connection: Connection) -> str | None:
    """The last step that a database has taken; None for a new one, and for one of 0.1.0, which knew no steps."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))
    return str(found) if found else None


def _migrate(connection: Connection, found: str | None) -> None:
    # Half a second to import, and wanted once in the life of a version.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    try:
        ScriptDirectory.from_config(config).get_revision(found or VERSION)
    except CommandError:
        raise OperatorError(
            "대화 저장소가 이 프로그램보다 새 판이에요. saessak을 새 판으로 올려 주세요. 예전 판을 계속 쓰려면 "
            "DATABASE_URL이나 SAESSAK_DATA_DIR에 다른 저장소를 적어 주세요."
        ) from None
    if found is None and inspect(connection).has_table("conversations"):
        command.stamp(config, "0001")
    command.upgrade(config, VERSION)


def _tune(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions are begun by us, also before a change of tables
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _in_memory(address: URL) -> bool:
    return address.database in (None, "", ":memory:")


def _is_busy(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _cannot_open(error: Exception) -> OperatorError:
    return OperatorError(
        f"대화 저장소를 열 수 없어요. DATABASE_URL과 폴더의 쓰기 권한을 확인해 주세요. ({type(error).__name__})"
    )
