"""All processes sign with one key: the same on SQLite and on a real Postgres."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.database import Database
from bot.errors import StoreDown
from bot.keys import shared_key


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'a.sqlite'}"
    address = request.getfixturevalue("empty_postgres")
    assert isinstance(address, str)
    return address


def test_a_key_is_made_once_however_many_ask_first(url: str) -> None:
    databases = [Database(url) for _ in range(4)]
    with ThreadPoolExecutor(len(databases)) as pool:
        made = set(pool.map(lambda database: shared_key(database, "session"), databases))
    (key,) = made
    assert len(key) == 32
    assert shared_key(databases[0], "session") == key != shared_key(databases[0], "another")
    for database in databases:
        database.close()


def test_without_a_database_there_is_no_shared_key() -> None:
    database = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(StoreDown):
        shared_key(database, "session")
    database.close()
