"""Of several processes one leads: it alone does what is done once, and another takes over soon after it is gone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import delete, func, select

from bot.database import Database
from bot.errors import StoreDown
from bot.leader import Leader
from bot.leases import Leases
from bot.schema import leases
from tests.bot.test_store import url

__all__ = ["url"]

BEAT = 0.1


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url, rest=0.1)
    yield database
    database.close()


async def until(holds: object, seconds: float = 10) -> None:
    assert callable(holds)
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def ended(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks)


class Working:
    """A duty that goes on until it is cancelled, and counts how often it began and ended."""

    def __init__(self) -> None:
        self.begun = 0
        self.at_work = 0

    async def __call__(self) -> None:
        self.begun += 1
        self.at_work += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.at_work -= 1


def test_a_lease_is_held_by_one_until_it_is_given_up(database: Database) -> None:
    one, other = Leases(database, lasts=60), Leases(database, lasts=60)
    assert one.renew("menu")
    assert one.renew("menu")
    assert not other.renew("menu")
    assert other.renew("something else")
    one.end()
    assert other.renew("menu")
    assert not one.renew("menu")


def test_of_many_that_ask_at_once_one_gets_it(database: Database) -> None:
    several = [Leases(database, lasts=60) for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(lambda leases: leases.renew("menu"), several)) == 1


def test_a_lease_that_is_not_renewed_runs_out_and_leaves_nothing_behind(database: Database) -> None:
    gone, other = Leases(database, lasts=0.05), Leases(database, lasts=60)
    assert gone.renew("menu")
    time.sleep(0.1)
    assert other.renew("menu")
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(leases)) == 2


async def test_one_of_two_does_what_is_done_once_and_the_other_takes_over(database: Database) -> None:
    duties = [Working(), Working()]
    several = [Leases(database, lasts=0.5), Leases(database, lasts=0.5)]
    tasks = [asyncio.create_task(Leader(one, "work", (duty,), beat=BEAT).run())
             for one, duty in zip(several, duties, strict=True)]  # fmt: skip
    await until(lambda: sum(duty.at_work for duty in duties) == 1)
    await asyncio.sleep(3 * BEAT)
    assert sum(duty.begun for duty in duties) == 1
    first = next(number for number, duty in enumerate(duties) if duty.at_work)
    await ended(tasks[first])  # as if killed: its lease is not given up
    assert duties[first].at_work == 0
    await until(lambda: duties[1 - first].at_work == 1)
    await ended(tasks[1 - first])


async def test_who_loses_the_lease_stops_at_once(database: Database) -> None:
    duty, mine = Working(), Leases(database, lasts=60)
    task = asyncio.create_task(Leader(mine, "work", (duty,), beat=BEAT).run())
    await until(lambda: duty.at_work == 1)
    with database.writing() as connection:
        connection.execute(delete(leases))
    assert Leases(database, lasts=60).renew("work")
    await until(lambda: duty.at_work == 0)
    await ended(task)


class Failing(Leases):
    """Leases over a database that can be taken away."""

    down = False

    def renew(self, name: str) -> bool:
        if self.down:
            raise StoreDown
        return super().renew(name)


async def test_while_the_database_is_down_the_leader_goes_on_only_as_long_as_its_lease_lasts(
    database: Database,
) -> None:
    duty, mine = Working(), Failing(database, lasts=0.6)
    task = asyncio.create_task(Leader(mine, "work", (duty,), beat=BEAT).run())
    await until(lambda: duty.at_work == 1)
    mine.down = True
    await asyncio.sleep(2 * BEAT)
    assert duty.at_work == 1
    await until(lambda: duty.at_work == 0)
    mine.down = False
    await until(lambda: duty.at_work == 1)
    assert duty.begun == 2
    await ended(task)


async def test_a_duty_that_fails_is_tried_again_and_one_that_is_done_is_not(database: Database) -> None:
    done: list[str] = []

    async def once() -> None:
        done.append("once")

    async def stumbling() -> None:
        done.append("stumbling")
        if done.count("stumbling") == 1:
            raise OSError("not reached")

    task = asyncio.create_task(Leader(Leases(database, lasts=60), "work", (once, stumbling), beat=BEAT).run())
    await until(lambda: done.count("stumbling") == 2)
    await asyncio.sleep(2 * BEAT)
    assert done.count("once") == 1
    await ended(task)
