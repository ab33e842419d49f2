"""News are noticed, told once, to whom they concern: the same on SQLite and on a real Postgres."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.answers import Answer, Citation
from bot.conversation import Channel, Question, Turn
from bot.notifications import Notification, Notifications
from bot.store import ConversationStore, Forgotten
from bot.subjects import Subject, of_course
from bot.subscriptions import MOST, Subscriptions
from bot.topic import Topic
from knowledge.records import Academy, Campus, Course, Event, Library, Moment, Origin

ORIGIN = Origin("courses.yaml")
NOON = datetime.combine(date(2026, 9, 20), time(12), ZoneInfo("Asia/Seoul"))
ME, OTHER = "telegram:42", "telegram:43"


def on(day: str) -> Moment:
    return Moment(date.fromisoformat(day))


def course(id: str = "baking-1", **fields: object) -> Course:
    values = {"title": "제과 기초반 1기", "campus": "haeundae", "track": "제과", "cost": "무료", **fields}
    return Course(id=id, origin=ORIGIN, **values)  # type: ignore[arg-type]


PLANNED = course(apply_start=on("2026-10-01"), apply_end=on("2026-10-20"))
CLOSED = course(apply_start=on("2026-08-01"), apply_end=on("2026-08-20"))
OPEN = course(apply_start=on("2026-09-01"), apply_end=on("2026-09-30"))
CAMPUS = Campus(id="haeundae", origin=ORIGIN, name="해운대점", address="바다로 1")
FAIR = Event(id="fair", origin=ORIGIN, title="설명회", start=on("2026-10-03"), venue="1층")


def library(*courses: Course, campus: Campus = CAMPUS, event: Event = FAIR) -> Library:
    return Library(
        academy=Academy(id="academy", origin=ORIGIN, name="바다요리학원"),
        campuses=(campus,),
        courses=courses,
        events=(event,),
    )


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ConversationStore]:
    url = (
        request.getfixturevalue("empty_postgres")
        if request.param == "postgres"
        else f"sqlite:///{tmp_path / 'a.sqlite'}"
    )
    store = ConversationStore(url)
    yield store
    store.close()


@pytest.fixture
def news(store: ConversationStore) -> Notifications:
    return Notifications(store.database)


@pytest.fixture
def subscriptions(store: ConversationStore) -> Subscriptions:
    return Subscriptions(store.database)


def subscribe(subscriptions: Subscriptions, subject: Subject, conversation: str = ME) -> None:
    assert subscriptions.add(conversation, subject, channel="telegram", locale="ko") == "added"


def answered(store: ConversationStore, record: str, conversation: str = ME, channel: Channel = "telegram") -> None:
    """An answer that cited a record."""
    cited = Citation(n=1, title="설명회", file="events.yaml", record=record)
    question = Question(text="언제예요?", conversation=conversation, channel=channel)
    reply = Answer(text="10월 3일이에요. [1]", citations=(cited,))
    store.remember(Turn(id=secrets.token_urlsafe(9), question=question, reply=reply, milliseconds=1.0), Topic())


def waiting(news: Notifications) -> tuple[Notification, ...]:
    return news.due(before=datetime.now(UTC) + timedelta(seconds=1))


def told(news: Notifications) -> list[tuple[str, str, str]]:
    return sorted((each.conversation, each.record, each.kind) for each in waiting(news))


def test_what_was_there_before_the_first_look_is_no_news(news: Notifications, subscriptions: Subscriptions) -> None:
    subscribe(subscriptions, Subject())
    assert [news.look(library(OPEN), NOON) for _ in range(2)] == [0, 0]
    assert told(news) == []


def test_a_course_that_opens_by_the_clock_is_told_once(news: Notifications, subscriptions: Subscriptions) -> None:
    news.look(library(PLANNED), NOON)
    subscribe(subscriptions, of_course(PLANNED))
    subscribe(subscriptions, Subject(campus="seomyeon"), OTHER)
    for days in (11, 12, 13):
        news.look(library(PLANNED), NOON + timedelta(days=days))
    assert told(news) == [(ME, "baking-1", "opened")]


def test_a_deadline_within_three_days_is_told_once(news: Notifications, subscriptions: Subscriptions) -> None:
    news.look(library(OPEN), NOON)
    subscribe(subscriptions, Subject(track="제과"))
    news.look(library(OPEN), NOON + timedelta(days=6))
    assert told(news) == []
    for days in (7, 8, 9, 10, 11):
        news.look(library(OPEN), NOON + timedelta(days=days))
    assert told(news) == [(ME, "baking-1", "closing")]


def test_the_next_cohort_of_a_closed_course_is_told_to_who_waited_for_it(
    news: Notifications, subscriptions: Subscriptions
) -> None:
    news.look(library(CLOSED), NOON)
    subscribe(subscriptions, of_course(CLOSED))
    other = course("bread-1", title="제빵반", apply_start=on("2026-09-01"), apply_end=on("2026-09-30"))
    next_one = replace(OPEN, id="baking-2", title="[새 기수] 제과 기초반 2기")
    news.look(library(next_one, other), NOON)
    assert told(news) == [(ME, "baking-2", "opened")]


def test_a_course_that_is_added_before_it_opens_is_new(news: Notifications, subscriptions: Subscriptions) -> None:
    news.look(library(CLOSED), NOON)
    subscribe(subscriptions, Subject(campus="haeundae", track="제과"))
    added = replace(PLANNED, id="baking-2")
    news.look(library(CLOSED, added), NOON)
    assert told(news) == [(ME, "baking-2", "new")]
    past = replace(CLOSED, id="baking-0")
    news.look(library(CLOSED, added, past), NOON)
    assert told(news) == [(ME, "baking-2", "new")]


def test_a_course_removed_and_added_again_is_no_news(news: Notifications, subscriptions: Subscriptions) -> None:
    subscribe(subscriptions, Subject())
    for courses in ((OPEN,), (), (OPEN,), (CLOSED,), (OPEN,)):
        news.look(library(*courses), NOON)
    kinds = [kind for _, _, kind in told(news)]
    assert kinds == ["changed", "opened"]  # of closing it by mistake and opening it again


def test_a_title_that_is_mended_is_no_new_course_and_its_subscribers_follow(
    news: Notifications, subscriptions: Subscriptions
) -> None:
    news.look(library(PLANNED), NOON)
    subscribe(subscriptions, of_course(PLANNED))
    mended = replace(PLANNED, id="baking-first", title="처음 배우는 제과")
    news.look(library(mended), NOON)
    assert told(news) == []
    news.look(library(mended), NOON + timedelta(days=12))
    assert told(news) == [(ME, "baking-first", "opened")]


def test_dates_place_and_fee_are_told_and_spelling_is_not(news: Notifications, subscriptions: Subscriptions) -> None:
    news.look(library(PLANNED), NOON)
    subscribe(subscriptions, of_course(PLANNED))
    news.look(library(replace(PLANNED, cost="무 료.", capacity="20명", note="새로 적음")), NOON)
    assert told(news) == []
    news.look(library(replace(PLANNED, cost="5만 원")), NOON)
    (notification,) = waiting(news)
    assert (notification.kind, notification.before) == ("changed", {
        "apply_start": "2026-10-01", "apply_end": "2026-10-20", "start": "", "end": "", "campus": "해운대점", "cost": "무 료.",
    })  # fmt: skip


def test_what_changes_again_before_it_is_told_is_told_from_the_beginning(
    news: Notifications, subscriptions: Subscriptions
) -> None:
    news.look(library(PLANNED), NOON)
    subscribe(subscriptions, of_course(PLANNED))
    for cost in ("5만 원", "6만 원"):
        news.look(library(replace(PLANNED, cost=cost)), NOON)
    (notification,) = waiting(news)
    assert notification.before is not None
    assert notification.before["cost"] == "무료"
    news.sent(news.take([notification]))
    news.look(library(replace(PLANNED, cost="7만 원")), NOON)
    (notification,) = waiting(news)
    assert notification.before is not None
    assert notification.before["cost"] == "6만 원"


def test_whoever_was_told_a_fact_lately_hears_of_its_change_once(
    store: ConversationStore, news: Notifications, subscriptions: Subscriptions
) -> None:
    news.look(library(PLANNED), NOON)
    answered(store, "fair")
    answered(store, "fair")
    answered(store, "fair", "web:1", "web")
    answered(store, "baking-1", OTHER)
    moved = replace(FAIR, venue="2층")
    news.look(library(PLANNED, event=moved), NOON)
    assert told(news) == [(ME, "fair", "changed")]
    subscribe(subscriptions, of_course(PLANNED), OTHER)  # who asked for it and was told it gets one message
    news.look(library(replace(PLANNED, cost="5만 원"), event=moved), NOON)
    assert told(news) == [(ME, "fair", "changed"), (OTHER, "baking-1", "changed")]


def test_another_folder_on_the_same_database_is_no_news(news: Notifications, subscriptions: Subscriptions) -> None:
    news.look(library(OPEN), NOON)
    subscribe(subscriptions, Subject())
    others = library(replace(OPEN, id="yoga-1"), campus=replace(CAMPUS, id="busan"), event=replace(FAIR, id="open-day"))
    assert news.look(others, NOON) == 0


def test_only_one_of_two_processes_takes_a_notification(
    store: ConversationStore, news: Notifications, subscriptions: Subscriptions
) -> None:
    news.look(library(CLOSED), NOON)
    subscribe(subscriptions, of_course(CLOSED))
    second = Notifications(store.database)
    assert [each.look(library(OPEN), NOON) for each in (news, second)] == [2, 0]
    due = waiting(news)
    assert news.take(due) == due
    assert second.take(due) == ()
    assert waiting(second) == ()


def test_what_was_surely_not_sent_waits_again_and_what_a_dead_process_took_does_not(
    news: Notifications, subscriptions: Subscriptions
) -> None:
    news.look(library(PLANNED), NOON)
    subscribe(subscriptions, of_course(PLANNED))
    news.look(library(PLANNED), NOON + timedelta(days=12))
    taken = news.take(waiting(news))
    news.keep(taken)
    assert waiting(news) == taken
    news.take(taken)
    assert news.give_up(taken_before=datetime.now(UTC) - timedelta(minutes=10)) == 0
    assert news.give_up(taken_before=datetime.now(UTC) + timedelta(minutes=10)) == 1
    assert waiting(news) == ()


def test_subscribing_twice_is_subscribing_once_and_there_is_an_end_to_it(subscriptions: Subscriptions) -> None:
    subscribe(subscriptions, Subject(campus="haeundae"))
    assert subscriptions.add(ME, Subject(campus="haeundae"), channel="telegram", locale="ko") == "known"
    for number in range(MOST - 1):
        subscribe(subscriptions, Subject(campus=f"campus-{number}"))
    assert subscriptions.add(ME, Subject(), channel="telegram", locale="ko") == "full"
    assert len(subscriptions.of(ME)) == MOST
    assert subscriptions.of(ME)[0].subject == Subject(campus="haeundae")
    assert subscriptions.remove(ME, Subject(campus="haeundae"))
    assert not subscriptions.remove(ME, Subject(campus="haeundae"))
    assert subscriptions.remove_all(ME) == MOST - 1
    assert subscriptions.of(ME) == ()


def test_whoever_blocks_the_bot_is_told_nothing_more_in_any_topic(
    news: Notifications, subscriptions: Subscriptions
) -> None:
    news.look(library(PLANNED), NOON)
    for conversation in ("telegram:4", "telegram:4:7", "telegram:42"):
        subscribe(subscriptions, of_course(PLANNED), conversation)
    news.look(library(PLANNED), NOON + timedelta(days=12))
    assert subscriptions.end("telegram:4") == 2
    assert told(news) == [("telegram:42", "baking-1", "opened")]


def test_a_group_that_becomes_a_supergroup_keeps_its_alerts(subscriptions: Subscriptions) -> None:
    subscribe(subscriptions, Subject(), "telegram:-7")
    subscriptions.move("telegram:-7", "telegram:-1007")
    assert [each.conversation for each in subscriptions.of("telegram:-1007")] == ["telegram:-1007"]
    assert subscriptions.of("telegram:-7") == ()


def test_to_be_forgotten_is_to_be_told_nothing(
    store: ConversationStore, news: Notifications, subscriptions: Subscriptions
) -> None:
    news.look(library(PLANNED), NOON)
    subscribe(subscriptions, of_course(PLANNED))
    subscribe(subscriptions, Subject())
    news.look(library(PLANNED), NOON + timedelta(days=12))
    assert store.forget_person(ME) == Forgotten(turns=0, feedback=0, gaps=0, alerts=2)
    assert subscriptions.of(ME) == ()
    assert waiting(news) == ()


def test_a_course_that_is_over_keeps_its_subscribers_half_a_year(
    store: ConversationStore, subscriptions: Subscriptions
) -> None:
    subscribe(subscriptions, of_course(CLOSED))
    subscribe(subscriptions, Subject(campus="haeundae"))
    assert subscriptions.expire(["baking-1"]) == 0
    with store.database.writing() as connection:
        half_a_year = datetime.now(UTC) - timedelta(days=181)
        connection.exec_driver_sql("UPDATE subscriptions SET since = " + (
            f"'{half_a_year:%Y-%m-%d %H:%M:%S}'" if store.database.sqlite else f"'{half_a_year.isoformat()}'"))  # fmt: skip
    assert subscriptions.expire(["other"]) == 0
    assert subscriptions.expire(["baking-1"]) == 1
    assert [each.subject for each in subscriptions.of(ME)] == [Subject(campus="haeundae")]
