"""Whoever waits for something hears of it, once: a course that opens, a deadline, a place that is another one."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from telegram import Bot
from telegram.ext import ExtBot

from bot.assistant import Assistant, open_assistant
from bot.telegram.notifying import notify
from bot.telegram.pacing import PatientRateLimiter
from knowledge.clock import Clock
from retrieval.embeddings import LocalEmbedder
from settings import HERE, Settings
from tests.doubles.bot_api import TOKEN, BotApi, Json, open_bot_api
from tests.doubles.telegram_runner import polling

SEOUL = ZoneInfo("Asia/Seoul")
ME, OTHER, GROUP = 42, 43, -1007

ACADEMY = "name: 바다요리학원\nsite: https://bada.example\nemail: help@bada.example\nphone: 051-000-0000\n"
CAMPUSES = "번호,캠퍼스,주소,전화\nhaeundae,해운대점,부산 해운대구 바다로 1,051-111-2222\nseomyeon,서면점,부산 부산진구 중앙로 2,051-333-4444\n"
CLOSED = """\
- 번호: baking-1
  과정명: 제과 기초반
  캠퍼스: 해운대점
  분야: 제과
  기수: 1기
  모집시작: 2026-08-01
  모집마감: 2026-08-20
  교육시작: 2026-09-01
  교육종료: 2026-12-01
  기준일: 2026-08-01
"""
PLANNED = """\
- 번호: korean-1
  과정명: 한식 조리사 과정
  캠퍼스: 서면점
  분야: 한식
  모집시작: 2026-10-01
  모집마감: 2026-10-20
  교육시작: 2026-11-01
  교육종료: 2026-12-20
  수강료: 무료
"""
NEXT = CLOSED.replace("baking-1", "baking-2").replace("1기", "2기").replace("-08-", "-09-").replace("-09-20", "-09-30").replace(
    "교육시작: 2026-09-01", "교육시작: 2026-10-12")  # fmt: skip
FAIR = "- 번호: fair\n  행사명: 가을 설명회\n  시작: 2026-10-03 14:00\n  장소: 해운대점 1층\n  링크: https://bada.example/fair\n"


class MovedClock(Clock):
    """Tells the time that a test has set."""

    at = datetime(2026, 9, 20, 12, tzinfo=SEOUL)

    def set(self, at: str) -> None:
        type(self).at = datetime.fromisoformat(at).replace(tzinfo=SEOUL)

    def now(self) -> datetime:
        return self.at


class Person:
    """Someone with a chat of their own, at an academy whose staff edit files."""

    def __init__(self, api: BotApi, chat: int) -> None:
        self._api = api
        self.chat = chat

    def says(self, text: str) -> Json:
        before = len(self._api.messages(self.chat))
        self._api.send_text(self.chat, text)
        return self._api.wait(self.chat, before + 1)[before]

    def presses(self, message: Json, label: str) -> None:
        answered = len(self._api.called("answerCallbackQuery"))
        self._api.press(message, label)
        self._api.until(lambda: len(self._api.called("answerCallbackQuery")) > answered, f"an answer to {label!r}")

    def hears(self, number: int = 1, *, after: int) -> Json:
        """The last of so many further messages, which nobody asked for."""
        return self._api.wait(self.chat, after + number)[after + number - 1]

    @property
    def heard(self) -> int:
        return len(self._api.messages(self.chat))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "academy.yaml").write_text(ACADEMY, "utf-8")
    (folder / "campuses.csv").write_text(CAMPUSES, "utf-8")
    (folder / "courses.yaml").write_text(CLOSED + PLANNED, "utf-8")
    (folder / "events.yaml").write_text(FAIR, "utf-8")
    return folder


@pytest.fixture
def settings(folder: Path, tmp_path: Path, local: LocalEmbedder, data_dir: Path) -> Settings:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "engine").symlink_to(data_dir / "engine")
    return Settings(_env_file=None, SAESSAK_KNOWLEDGE_DIR=folder, SAESSAK_DATA_DIR=tmp_path / "data")


@pytest.fixture
def clock() -> MovedClock:
    clock = MovedClock()
    clock.set("2026-09-20T12:00")
    return clock


@pytest.fixture
def api() -> Iterator[BotApi]:
    with open_bot_api() as api:
        yield api
    assert [text for text in api.refused if "Bad Request" in text] == []


@contextmanager
def academy(api: BotApi, settings: Settings, clock: Clock, *, tellers: int = 1) -> Iterator[Assistant]:
    """The program, watching its files, answering, and telling; more than one teller as in several workers."""
    with open_assistant(settings, watch=True, clock=clock) as assistant, polling(api, assistant, settings):
        assistant.notifications.look(assistant.library, assistant.now())
        with telling(api, assistant, tellers):
            yield assistant


@contextmanager
def telling(api: BotApi, assistant: Assistant, tellers: int) -> Iterator[None]:
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def one() -> None:
        bot: Bot = ExtBot(TOKEN, base_url=f"{api.url}/bot", rate_limiter=PatientRateLimiter())
        async with bot:
            duty = asyncio.create_task(notify(bot, assistant, tick=0.1, look=timedelta(0), settle=timedelta(0)))
            await stop.wait()
            duty.cancel()
            await asyncio.wait([duty])

    async def all_of_them() -> None:
        await asyncio.gather(*(one() for _ in range(tellers)))

    thread = threading.Thread(target=lambda: loop.run_until_complete(all_of_them()))
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(30)
        loop.close()


def until_told(assistant: Assistant) -> None:
    """Waits until two more looks have been taken and nothing is left to be told."""
    deadline = time.monotonic() + 20
    for _ in range(3):
        time.sleep(0.25)
        while assistant.notifications.due(before=datetime.now(UTC) + timedelta(hours=1)):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def edit(folder: Path, name: str, text: str, assistant: Assistant) -> None:
    """Staff save a file; until it is live."""
    before = assistant.library
    (folder / name).write_text(text, "utf-8")
    deadline = time.monotonic() + 30
    while assistant.library is before:
        assert time.monotonic() < deadline, "the edit never went live"
        time.sleep(0.05)


def labels(message: Json) -> list[str]:
    return [button["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


def test_who_asked_about_a_closed_course_hears_once_when_its_next_cohort_opens(
    api: BotApi, settings: Settings, folder: Path, clock: MovedClock
) -> None:
    person, other = Person(api, ME), Person(api, OTHER)
    with academy(api, settings, clock, tellers=2) as assistant:
        answer = person.says("제과 기초반 지금 지원할 수 있어요?")
        assert "마감" in answer["text"]
        person.presses(answer, "열리면 알려줘")
        assert "알려 드릴게요" in api.called("answerCallbackQuery")[-1].parameters["text"]
        api.until(lambda: "알림 끄기" in labels(answer), "a button that stops it")
        other.says("제과 기초반 지금 지원할 수 있어요?")
        heard = person.heard
        edit(folder, "courses.yaml", CLOSED + PLANNED + NEXT, assistant)
        told = person.hears(after=heard)
        until_told(assistant)
        assert person.heard == heard + 1
        assert other.heard == 1
    assert told["text"].startswith("지금 지원할 수 있어요\n• 제과 기초반 · 해운대점 2기 · 9월 30일(수) 마감, D-10 [1]")
    assert "2026-09-01 기준" in told["text"]
    clock.set("2026-09-20T12:00")
    with academy(api, settings, clock) as assistant:  # after a restart nothing is told again, and old buttons work
        person.presses(told, "일정 저장")
        file = person.hears(after=heard + 1)
        assert file["document"]["file_name"] == "baking-2.ics"
        calendar = api.file(file).content.decode()
        assert "DTSTART;VALUE=DATE:20260930" in calendar
        assert "제과 기초반" in calendar
        until_told(assistant)
        assert person.heard == heard + 2


def test_a_sentence_is_enough_and_the_clock_opens_and_closes(
    api: BotApi, settings: Settings, clock: MovedClock
) -> None:
    person = Person(api, ME)
    with academy(api, settings, clock) as assistant:
        assert "한식 조리사 과정" in person.says("서면 한식 조리사 과정 언제 모집해?")["text"]
        promised = person.says("열리면 알려줘")
        assert promised["text"].startswith("네, 서면점 한식 조리사 과정 소식이 있으면 여기로 알려 드릴게요.")
        assert "10월 1일(목)" in promised["text"]
        clock.set("2026-10-01T07:00")  # people sleep
        until_looked(assistant)
        assert person.heard == 2
        clock.set("2026-10-01T09:00")
        assert "지금 지원할 수 있어요" in person.hears(after=2)["text"]
        clock.set("2026-10-17T09:00")
        closing = person.hears(after=3)
        assert closing["text"].startswith(
            "마감이 얼마 남지 않았어요\n• 한식 조리사 과정 · 서면점 · 10월 20일(화) 마감, D-3"
        )
        clock.set("2026-10-18T09:00")
        until_looked(assistant)
        assert person.heard == 4


def until_looked(assistant: Assistant) -> None:
    """Waits until the clock has been looked at again."""
    time.sleep(0.6)


def test_what_changes_is_told_to_who_was_told_otherwise_and_to_nobody_twice(
    api: BotApi, settings: Settings, folder: Path, clock: MovedClock
) -> None:
    person, other = Person(api, ME), Person(api, OTHER)
    with academy(api, settings, clock) as assistant:
        assert "해운대점 1층" in person.says("가을 설명회 어디서 해요?")["text"]
        other.says("서면 전화번호")
        heard = person.heard
        edit(folder, "events.yaml", FAIR.replace("해운대점 1층", "서면점 3층").replace("14:00", "15:30"), assistant)
        told = person.hears(after=heard)
        assert told["text"].startswith(
            "알려 드린 내용이 바뀌었어요\n• 가을 설명회 [1]\n  • 시작: 10월 3일(토) 14:00 → 10월 3일(토) 15:30\n  • 장소: 해운대점 1층 → 서면점 3층"
        )
        assert any(entity.get("url") == "https://bada.example/fair" for entity in told["entities"])
        until_told(assistant)
        assert (person.heard, other.heard) == (heard + 1, 1)
        person.says("서면 한식 조리사 과정 모집 시작하면 알려줘")
        heard = person.heard
        edit(folder, "courses.yaml", CLOSED + PLANNED.replace("무료", "30만 원"), assistant)
        assert "수강료: 무료 → 30만 원" in person.hears(after=heard)["text"]
        until_told(assistant)
        assert person.heard == heard + 1


def test_the_list_of_alerts_grows_and_shrinks_in_place(api: BotApi, settings: Settings, clock: MovedClock) -> None:
    person = Person(api, ME)
    with academy(api, settings, clock) as assistant:
        page = person.says("/alerts")
        assert page["text"].startswith("받고 계신 알림이 없어요.")
        person.presses(page, "캠퍼스로 받기")
        until_text(api, page, "어느 캠퍼스")
        person.presses(page, "해운대점")
        until_text(api, page, "해운대점의 어떤 과정")
        person.presses(page, "제과")
        until_text(api, page, "해운대점 제과 과정")
        person.presses(page, "새 과정 모두 받기")
        until_text(api, page, "받고 계신 알림은 2개예요")
        assert [each.subject.key for each in assistant.subscriptions.of("telegram:42")] == [
            "campus:haeundae track:제과", "all",
        ]  # fmt: skip
    with academy(api, settings, clock) as assistant:  # an old list still works
        person.presses(page, "끄기 · 해운대점 제과 과정")
        until_text(api, page, "받고 계신 알림은 1개예요")
        person.presses(page, "끄기 · 새 과정")
        until_text(api, page, "받고 계신 알림이 없어요")
        assert assistant.subscriptions.of("telegram:42") == ()
        assert person.heard == 1


def until_text(api: BotApi, message: Json, part: str) -> None:
    api.until(lambda: part in message["text"], f"{part!r} in the page")


def test_who_blocks_the_bot_hears_no_more_and_who_forgets_neither(
    api: BotApi, settings: Settings, folder: Path, clock: MovedClock
) -> None:
    person, other = Person(api, ME), Person(api, OTHER)
    with academy(api, settings, clock) as assistant:
        for each in (person, other):
            each.says("제과 과정 열리면 알려줘")
        page = other.says("/forget")
        other.presses(page, "네, 모두 지울게요")
        until_text(api, page, "알림 신청 1개")
        assert assistant.subscriptions.of("telegram:43") == ()
        api.fail("sendMessage", 403, "Forbidden: bot was blocked by the user")
        edit(folder, "courses.yaml", CLOSED + PLANNED + NEXT, assistant)
        deadline = time.monotonic() + 20
        while assistant.subscriptions.of("telegram:42"):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        until_told(assistant)
        assert (person.heard, other.heard) == (1, 2)


def test_while_telegram_is_down_news_wait_and_a_group_hears_them_in_its_topic(
    api: BotApi, settings: Settings, folder: Path, clock: MovedClock
) -> None:
    with academy(api, settings, clock) as assistant:
        api.send_text(GROUP, "/alerts@saessak_test_bot", message_thread_id=7, is_topic_message=True)
        (page,) = api.wait(GROUP)
        api.press(page, "새 과정 모두 받기")
        until_text(api, page, "받고 계신 알림은 1개예요")
        api.fail("sendMessage", 502, "Bad Gateway", times=3)
        edit(folder, "courses.yaml", CLOSED + PLANNED + NEXT, assistant)
        told = api.wait(GROUP, 2)[1]
        assert "제과 기초반" in told["text"]
        assert told["message_thread_id"] == 7
        until_told(assistant)
        assert len(api.messages(GROUP)) == 2


def test_a_killed_process_tells_nobody_twice(
    api: BotApi, settings: Settings, folder: Path, clock: MovedClock, tmp_path: Path
) -> None:
    person = Person(api, ME)
    with academy(api, settings, clock):
        person.says("제과 과정 열리면 알려줘")
    (folder / "courses.yaml").write_text(CLOSED + PLANNED + NEXT, "utf-8")
    api.hang_after("sendMessage")
    script = f"""
import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from telegram.ext import ExtBot
from bot.assistant import open_assistant
from bot.telegram.notifying import notify
from settings import Settings

settings = Settings(_env_file=None, SAESSAK_KNOWLEDGE_DIR=Path({str(folder)!r}), SAESSAK_DATA_DIR=Path({str(settings.data_dir)!r}),
                    SAESSAK_NOW=datetime(2026, 9, 20, 12))

async def tell(assistant):
    async with ExtBot({TOKEN!r}, base_url={api.url + "/bot"!r}) as bot:
        await notify(bot, assistant, tick=0.1, settle=timedelta(0))

with open_assistant(settings) as assistant:
    asyncio.run(tell(assistant))
"""
    process = subprocess.Popen([sys.executable, "-c", script], cwd=HERE)
    try:
        deadline = time.monotonic() + 60  # a program that starts beside others
        while person.heard < 2 and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.05)
        told = api.wait(ME, 2)[1]  # it arrived, and the process was never told so
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert "제과 기초반" in told["text"]
    with academy(api, settings, clock) as assistant:
        until_told(assistant)
        assert person.heard == 2
        assert assistant.notifications.give_up(taken_before=datetime.now(UTC)) == 1


def test_english_is_spoken_to_who_speaks_english(
    api: BotApi, settings: Settings, folder: Path, clock: MovedClock
) -> None:
    with academy(api, settings, clock) as assistant:
        api.send_text(ME, "/alerts", language="en")
        (page,) = api.wait(ME)
        assert page["text"].startswith("You have no alerts.")
        api.press_data(page, page["reply_markup"]["inline_keyboard"][-1][0]["callback_data"])
        until_text(api, page, "받고 계신")  # the double's people press in Korean
        promised = Person(api, OTHER).says("Let me know when a course at Haeundae opens")
        assert "/alerts" in promised["text"]
        assert promised["text"].startswith("Sure, I'll tell you here about")
        edit(folder, "courses.yaml", CLOSED + PLANNED + NEXT, assistant)
        assert api.wait(OTHER, 2)[1]["text"].startswith("Open for applications now")
