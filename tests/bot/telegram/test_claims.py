"""Each update is taken once over all processes, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from bot.database import Database
from bot.leases import Leases
from bot.schema import updates
from bot.telegram.claims import KEEP, Claims
from tests.bot.conftest import empty_postgres, postgres
from tests.bot.test_store import url

__all__ = ["empty_postgres", "postgres", "url"]

BOT = 7654321098
ROOM = "telegram:42"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


def process(database: Database, *, lives: bool = True) -> Claims:
    """The claims of a process of its own."""
    leases = Leases(database, lasts=60)
    if lives:
        leases.renew("anything")
    return Claims(database, bot=BOT, holder=leases.holder)


def test_of_many_that_take_an_update_at_once_one_gets_it(database: Database) -> None:
    several = [process(database) for _ in range(4)] * 4
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(lambda claims: claims.take(1, ROOM), several)) == 1


def test_one_that_is_given_back_may_be_taken_again_and_one_that_was_handled_not(database: Database) -> None:
    one, other = process(database), process(database)
    assert one.take(1, ROOM)
    assert one.take(2, ROOM)
    one.release(1)
    one.settle([2])
    assert other.take(1, ROOM)
    assert not other.take(2, ROOM)


def test_two_bots_count_their_own_updates(database: Database) -> None:
    assert process(database).take(1, ROOM)
    assert Claims(database, bot=2, holder="x").take(1, ROOM)


def test_one_that_a_dead_process_did_not_handle_is_taken_over(database: Database) -> None:
    dead, other = process(database, lives=False), process(database)
    assert dead.take(1, ROOM)
    assert dead.take(2, ROOM)
    assert dead.take(3, None)  # nobody spoke to the bot: nothing is owed
    dead.settle([2])
    assert other.take(1, ROOM)
    assert not other.take(2, ROOM)
    assert not other.take(3, None)


def test_a_turn_waits_for_an_earlier_one_of_its_conversation_in_another_living_process(database: Database) -> None:
    one, other, dead = process(database), process(database), process(database, lives=False)
    dead.take(7, ROOM)
    one.take(9, ROOM)
    one.take(5, "telegram:43")
    other.take(8, ROOM)  # came later, whatever its number
    assert other.must_wait(8, ROOM)
    assert not one.must_wait(9, ROOM)
    one.settle([9])
    assert not other.must_wait(8, ROOM)


def test_what_dead_processes_left_is_told_once(database: Database) -> None:
    dead, one = process(database, lives=False), process(database)
    for id, room in ((1, ROOM), (2, ROOM), (3, "telegram:-100:7"), (4, None)):
        dead.take(id, room)
    one.take(5, "telegram:44")
    assert one.orphans() == (ROOM, "telegram:-100:7")
    assert one.orphans() == ()
    assert not one.take(1, ROOM)


def test_updates_are_forgotten_after_a_day(database: Database) -> None:
    claims = process(database)
    claims.take(1, ROOM)
    old = {"bot": BOT, "id": 2, "claimed": datetime.now(UTC) - KEEP - timedelta(minutes=1), "holder": "x"}
    with database.writing() as connection:
        connection.execute(insert(updates), old)
    claims.prune()
    with database.reading() as connection:
        assert connection.scalars(select(updates.c.id)).all() == [1]


def test_nothing_of_what_people_wrote_is_kept_and_not_even_where_once_it_is_handled(database: Database) -> None:
    claims = process(database)
    claims.take(1, ROOM)
    claims.settle([1])
    with database.reading() as connection:
        (row,) = connection.execute(select(updates)).all()
        assert row.conversation is None
        assert set(row._mapping) == {"bot", "id", "claimed", "holder", "conversation"}
