"""Conversations are kept, carried on, counted, forgotten and pruned: the same on SQLite and on a real Postgres."""

from __future__ import annotations

import os
import secrets
import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from sqlalchemy import event, select, text

from bot.answers import Abstention, Answer, Citation, Clarification, Greeting, Reply
from bot.conversation import Channel, Question, Turn
from bot.database import engine_of
from bot.schema import metadata
from bot.store import ConversationStore, Forgotten
from bot.topic import Topic
from errors import OperatorError
from retrieval.person import Person
from tests.files import bytes_of

WRITTEN = Citation(n=1, title="수강료", file="faq.md", record="faq-1")
TABLE = Citation(n=2, title="교육과정 목록", file="courses.yaml", record="")


def turn(
    conversation: str = "web:1",
    question: str = "내배카 필요함?",
    reply: Reply | None = None,
    *,
    id: str = "",
    channel: Channel = "web",
) -> Turn:
    return Turn(
        id=id or secrets.token_urlsafe(9),
        question=Question(text=question, conversation=conversation, channel=channel),
        reply=reply or Answer(text="네, **무료**예요. [1]", engine="catalog", citations=(WRITTEN, TABLE)),
        milliseconds=12.5,
    )


def unanswered(reason: Literal["not_written", "off_topic", "refused", "empty"] = "not_written") -> Abstention:
    return Abstention(text="자료에서 확인되지 않아요.", reason=reason)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'a.sqlite'}"
    address = request.getfixturevalue("empty_postgres")
    assert isinstance(address, str)
    return address


@pytest.fixture
def store(url: str) -> Iterator[ConversationStore]:
    """An open store, on either database."""
    store = ConversationStore(url)
    yield store
    store.close()


def age(url: str, days: int) -> None:
    """Makes all that is kept so many days older."""
    engine = engine_of(url)
    with engine.begin() as connection:
        for table, column in (("turns", "at"), ("conversations", "touched"), ("feedback", "at"), ("gaps", "at")):
            rows = connection.execute(text(f"SELECT {column} FROM {table}")).scalars().all()
            for found in set(rows):
                then = found if isinstance(found, datetime) else datetime.fromisoformat(found)
                connection.execute(
                    text(f"UPDATE {table} SET {column} = :then WHERE {column} = :found"),
                    {"then": str(then - timedelta(days=days)) if isinstance(found, str) else then - timedelta(days=days),
                     "found": found},
                )  # fmt: skip
    engine.dispose()


def test_a_conversation_is_carried_on(store: ConversationStore) -> None:
    assert store.topic("web:1") == Topic()
    store.remember(turn(), Topic(campuses=("mapo",)))
    store.remember(turn(), Topic(courses=("c1197",)))
    assert store.topic("web:1") == Topic(courses=("c1197",))
    assert store.topic("web:2") == store.topic("") == Topic()


def test_a_turn_is_kept_with_its_reply_and_what_was_thought_of_it(store: ConversationStore) -> None:
    store.remember(turn("telegram:42", "수강료 있나요?", id="a", channel="telegram"), Topic())
    store.remember(turn("", "훈련수당 얼마", unanswered(), id="b"), Topic())
    assert store.feedback("a", "down", "번호가 달라요")
    first, second = store.kept()
    assert (first.id, first.conversation, first.channel, first.question) == (
        "a", "telegram:42", "telegram", "수강료 있나요?")  # fmt: skip
    assert (first.answer, first.kind, first.engine, first.language, first.reason) == (
        "네, **무료**예요. [1]", "answer", "catalog", "ko", None)  # fmt: skip
    assert first.citations == ("faq-1", "courses.yaml")
    assert first.milliseconds == 12.5
    assert abs(datetime.now(UTC) - first.at) < timedelta(minutes=1)
    assert first.feedback is not None
    assert (first.feedback.value, first.feedback.comment) == ("down", "번호가 달라요")
    assert (second.conversation, second.channel, second.kind, second.reason, second.feedback) == (
        "", "", "abstention", "not_written", None)  # fmt: skip


def test_more_turns_than_fit_in_one_reading_are_all_told_once_and_in_order(store: ConversationStore) -> None:
    for number in range(1010):
        store.remember(turn(reply=unanswered(), id=f"{number:04}", question=f"{number:04}"), Topic())
    assert [kept.id for kept in store.kept()] == [f"{number:04}" for number in range(1010)]
    assert [gap.question for gap in store.unanswered()] == [f"{number:04}" for number in range(1010)]


def test_turns_are_told_from_an_instant_on(store: ConversationStore) -> None:
    store.remember(turn(), Topic())
    assert len(list(store.kept(since=datetime.now(UTC) - timedelta(hours=1)))) == 1
    assert list(store.kept(since=datetime.now(UTC) + timedelta(hours=1))) == []


def test_the_last_turns_of_one_conversation_are_told_in_their_order(store: ConversationStore) -> None:
    for number in range(5):
        store.remember(turn("web:1", f"{number}", id=f"m{number}"), Topic())
        store.remember(turn("web:1:2", "남의 질문"), Topic())
    store.feedback("m3", "up", "")
    latest = store.latest("web:1", most=3)
    assert [kept.question for kept in latest] == ["2", "3", "4"]
    assert [kept.feedback.value if kept.feedback else None for kept in latest] == [None, "up", None]
    assert store.latest("web:1", most=300) == [kept for kept in store.kept() if kept.conversation == "web:1"]
    assert store.latest("web:3", most=300) == []


def test_a_turn_of_a_conversation_that_was_deleted_meanwhile_is_not_kept(store: ConversationStore) -> None:
    store.remember(turn("web:1"), Topic())
    store.remember(turn("web:1", "그다음"), Topic(), ongoing=True)
    assert len(store.latest("web:1", most=9)) == 2
    store.forget("web:1")
    store.remember(turn("web:1", "나중", unanswered()), Topic(), ongoing=True)
    assert store.latest("web:1", most=9) == []
    assert list(store.unanswered()) == []
    assert store.topic("web:1") == Topic()


def test_the_last_word_of_a_turn_counts(store: ConversationStore) -> None:
    store.remember(turn(id="a"), Topic())
    assert store.feedback("a", "up", "")
    assert store.feedback("a", "down", "다시 보니 달라요")
    (kept,) = store.kept()
    assert kept.feedback is not None
    assert kept.feedback.value == "down"
    assert not store.feedback("unknown", "up", "")


def test_only_what_is_not_written_is_a_gap(store: ConversationStore) -> None:
    replies: list[Reply] = [unanswered("not_written"), unanswered("off_topic"), unanswered("refused"), unanswered("empty"),
               Greeting(text="안녕하세요"), Clarification(text="어느 과정이요?"), Answer(text="네")]  # fmt: skip
    for number, reply in enumerate(replies):
        store.remember(turn(question=f"질문 {number}", reply=reply), Topic())
    assert [(gap.question, gap.reason) for gap in store.unanswered()] == [
        ("질문 0", "not_written"), ("질문 1", "off_topic")]  # fmt: skip


def test_forgetting_deletes_the_topic_and_counts_the_turns(store: ConversationStore) -> None:
    store.remember(turn(id="c"), Topic(campuses=("mapo",)))
    store.remember(turn(reply=unanswered()), Topic(campuses=("mapo",)))
    store.remember(turn("web:2", id="e"), Topic(campuses=("mapo",)))
    assert store.forget("web:1") == 2
    assert store.topic("web:1") == Topic()
    assert not store.feedback("c", "up", "")
    assert list(store.unanswered()) == []
    assert store.topic("web:2") == Topic(campuses=("mapo",))
    assert store.feedback("e", "up", "")


def test_a_person_is_forgotten_with_all_that_was_said_and_nobody_else(store: ConversationStore) -> None:
    theirs, others = ("telegram:42", "telegram:42:7"), ("telegram:421", "telegram:4", "telegram:-42", "web:telegram:42")
    for conversation in (*theirs, *others):
        store.remember(turn(conversation, reply=unanswered(), id=conversation), Topic(campuses=("mapo",)))
        store.feedback(conversation, "up", "")
    assert store.forget_person("telegram:42") == Forgotten(turns=2, feedback=2, gaps=2)
    assert store.forget_person("telegram:42") == Forgotten(turns=0, feedback=0, gaps=0)
    assert {kept.conversation for kept in store.kept()} == set(others)
    assert [bool(store.topic(conversation).campuses) for conversation in (*theirs, *others)] == [False] * 2 + [True] * 4
    assert store.forget_person("telegram:4_") == store.forget_person("%") == Forgotten(turns=0, feedback=0, gaps=0)


def test_what_is_older_than_is_kept_goes_when_opened(url: str) -> None:
    first = ConversationStore(url)
    for number in range(1203):  # more than is deleted at once
        first.remember(turn("web:old", reply=unanswered(), id=str(number)), Topic(campuses=("mapo",)))
    first.feedback("0", "up", "")
    first.spend(date(2020, 1, 1), 7)
    age(url, 31)
    first.remember(turn("web:new"), Topic(campuses=("mapo",)))
    first.close()
    later = ConversationStore(url, keep=timedelta(days=30))
    assert [kept.conversation for kept in later.kept()] == ["web:new"]
    assert list(later.unanswered()) == []
    assert later.topic("web:old") == Topic()
    assert later.topic("web:new") == Topic(campuses=("mapo",))
    assert later.spent(date(2020, 1, 1)) == 0
    later.close()


def test_after_its_days_nothing_of_a_person_is_left_in_any_table(url: str) -> None:
    store = ConversationStore(url)
    store.choose_locale("telegram:42", "en", channel="telegram")
    store.turn_to("telegram:42:7", Topic(asking=("eligibility check", "무지개초콜릿")), channel="telegram")
    told = Topic(person=Person(residence="서울"), prose="무지개초콜릿")
    store.remember(turn("telegram:42", "무지개초콜릿", unanswered(), id="p", channel="telegram"), told)
    store.feedback("p", "down", "무지개초콜릿")

    def held() -> str:
        with store.database.reading() as connection:
            return repr([row for table in metadata.sorted_tables for row in connection.execute(select(table))])

    age(url, 29)
    store.prune()
    assert "telegram:42:7" in held()
    age(url, 2)
    store.prune()
    assert "telegram:42" not in held()
    assert "무지개초콜릿" not in held()
    store.close()


def test_what_is_too_old_goes_by_the_way_of_a_turn_once_an_hour(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = ConversationStore(url)
    store.remember(turn("web:old"), Topic())
    age(url, 31)
    store.remember(turn(), Topic())
    assert len(list(store.kept())) == 2
    import time

    now = time.monotonic()
    monkeypatch.setattr("bot.store.time.monotonic", lambda: now + 3601)
    store.remember(turn(), Topic())
    assert [kept.conversation for kept in store.kept()] == ["web:1", "web:1"]
    store.close()


def test_what_a_model_took_is_added_up_a_day_whoever_took_it(store: ConversationStore) -> None:
    day = date(2026, 9, 20)
    assert store.spent(day) == 0
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda tokens: store.spend(day, tokens), range(1, 41)))
    assert store.spent(day) == sum(range(1, 41))
    assert store.spent(date(2026, 9, 21)) == 0


def test_many_threads_remember_at_once(store: ConversationStore) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: store.remember(turn(f"web:{number % 3}"), Topic()), range(120)))
    assert len(list(store.kept())) == 120


def test_a_turn_takes_one_transaction(store: ConversationStore) -> None:
    committed: list[object] = []
    event.listen(store.database.engine, "commit", committed.append)
    store.remember(turn(reply=unanswered()), Topic(campuses=("mapo",)))
    assert len(committed) == 1


@pytest.mark.parametrize("question", ["", "가" * 100_000, "😀' OR 1=1; --", "=cmd|' /C calc'!A0", "a\u202eb"])
def test_any_question_can_be_kept(store: ConversationStore, question: str) -> None:
    store.remember(turn(question=question), Topic())
    (kept,) = store.kept()
    assert kept.question == question[:2000]


@pytest.mark.parametrize("question", ["\x00", "\ud800"])
def test_what_no_database_can_keep_does_not_fail_the_turn(store: ConversationStore, question: str) -> None:
    store.remember(turn(question=question), Topic())
    store.remember(turn(), Topic(campuses=("mapo",)))
    assert store.topic("web:1") == Topic(campuses=("mapo",))


def test_a_topic_that_another_version_wrote_is_begun_afresh(store: ConversationStore, url: str) -> None:
    store.remember(turn(), Topic(campuses=("mapo",)))
    engine = engine_of(url)
    with engine.begin() as connection:
        connection.execute(text("""UPDATE conversations SET topic = '{"campuses": 5}'"""))
    engine.dispose()
    assert store.topic("web:1") == Topic()


def test_deleted_text_is_nowhere_in_the_files(tmp_path: Path) -> None:
    store = ConversationStore.in_folder(tmp_path)
    for number in range(300):  # pages are split and joined on the way
        owner = "telegram:42" if number % 3 else "web:other"
        word = "지워질말" if number % 3 else "남을말"
        reply = Abstention(text=f"{word} {number} " * (1 + number % 40))
        store.remember(
            turn(owner, f"{word} {number} {'가' * (number % 50)}", reply, id=f"{owner}-{number}"), Topic(prose=word)
        )
        store.feedback(f"{owner}-{number}", "up", word)
    assert "지워질말".encode() in everything(tmp_path)
    gone = store.forget_person("telegram:42")
    assert (gone.turns, gone.feedback, gone.gaps) == (200, 200, 200)
    assert "지워질말".encode() not in everything(tmp_path)
    assert b"telegram:42" not in everything(tmp_path)
    assert "남을말".encode() in everything(tmp_path)
    store.close()


def test_text_that_grew_too_old_is_nowhere_in_the_files(tmp_path: Path) -> None:
    store = ConversationStore.in_folder(tmp_path)
    for number in range(700):
        store.remember(turn(f"web:{number}", f"오래된말 {number}", unanswered()), Topic(prose="오래된말"))
    age(f"sqlite:///{tmp_path / 'conversations.sqlite'}", 31)
    store.prune()
    assert "오래된말".encode() not in everything(tmp_path)
    store.close()


def test_deleted_text_goes_from_the_log_as_soon_as_nobody_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ConversationStore.in_folder(tmp_path)
    store.remember(turn("telegram:42", "지워질말"), Topic())
    reader = sqlite3.connect(tmp_path / "conversations.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM turns").fetchone()
    store.forget("telegram:42")
    reader.execute("COMMIT")
    import time

    now = time.monotonic()
    monkeypatch.setattr("bot.store.time.monotonic", lambda: now + 61)
    store.remember(turn("web:1", "다른 말"), Topic())
    assert "지워질말".encode() not in everything(tmp_path)
    reader.close()
    store.close()


def everything(folder: Path) -> bytes:
    """All bytes of the files in a folder."""
    return bytes_of(folder.iterdir())


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "자료 100%20?#"  # any name will do
    before = os.umask(0)
    try:
        store = ConversationStore.in_folder(folder)
        store.remember(turn(), Topic())
    finally:
        os.umask(before)
    files = list(folder.iterdir())
    assert len(files) >= 2  # the log beside it too
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    store.close()


def test_a_store_in_memory_leaves_nothing_behind_and_serves_every_thread() -> None:
    store = ConversationStore.in_memory()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: store.remember(turn(), Topic(campuses=("mapo",))), range(20)))
        assert list(threads.map(store.topic, ["web:1"] * 4)) == [Topic(campuses=("mapo",))] * 4
    assert len(list(store.kept())) == 20
    store.close()


@pytest.mark.parametrize("url", ["nonsense", "nothing://x", "mysql://localhost/x", "sqlite:////nowhere/at/all.sqlite"])
def test_a_database_that_cannot_be_opened_is_the_operators_error(url: str) -> None:
    with pytest.raises(OperatorError, match="DATABASE_URL"):
        ConversationStore(url)


def test_a_file_that_is_no_database_is_the_operators_error(tmp_path: Path) -> None:
    (tmp_path / "conversations.sqlite").write_text("아무 글" * 1000, encoding="utf-8")
    with pytest.raises(OperatorError, match="DATABASE_URL"):
        ConversationStore.in_folder(tmp_path)


def test_the_language_chosen_for_a_conversation_stays_until_it_is_forgotten(store: ConversationStore) -> None:
    assert store.locale("telegram:42") is None
    store.choose_locale("telegram:42", "en", channel="telegram")
    store.remember(turn(conversation="telegram:42"), Topic())
    assert store.locale("telegram:42") == "en"
    store.choose_locale("telegram:42", None, channel="telegram")
    assert store.locale("telegram:42") is None
    store.choose_locale("telegram:42", "en", channel="telegram")
    store.forget("telegram:42")
    assert store.locale("telegram:42") is None
