"""A person browses in Telegram: courses, campuses, events, what is near, and links that open the chat; 2026-09-20."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from operator import ne
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from bot.assistant import Assistant, open_assistant
from settings import Settings
from tests.doubles.bot_api import BotApi, Json, open_bot_api
from tests.doubles.telegram_runner import polling
from tests.files import bytes_of
from tests.journeys.test_another_academy import ACADEMY, CAMPUSES, COURSES

HONGDAE = {"latitude": 37.5568, "longitude": 126.9237}
BUSAN = {"latitude": 35.1796, "longitude": 129.0756}


class Person:
    """Someone with a chat of their own (a group when the number is negative)."""

    def __init__(self, api: BotApi, chat: int) -> None:
        self.api = api
        self.chat = chat

    def says(self, text: str, *, messages: int = 1) -> Json:
        """The last of so many messages that answer this text."""
        return self.after(lambda: self.api.send_text(self.chat, text), messages)

    def sends(self, **content: Any) -> Json:
        """The answer to a message of another kind."""
        return self.after(lambda: self.api.send(self.chat, **content), 1)

    def leafs(self, message: Json, label: str) -> Json:
        """The same message once the button has changed it in place."""
        before, sent = dict(message), len(self.api.messages(self.chat))
        self.api.press(message, label)
        self.api.until(lambda: message != before, f"a page behind {label!r}")
        assert len(self.api.messages(self.chat)) == sent
        return message

    def presses(self, message: Json, label: str) -> Json:
        """The new message that the button brings."""
        return self.after(lambda: self.api.press(message, label), 1)

    def after(self, act: Callable[[], object], messages: int) -> Json:
        """The last of so many messages that the bot sends once something was done."""
        before = len(self.api.messages(self.chat))
        act()
        return self.api.wait(self.chat, before + messages)[before + messages - 1]


@contextmanager
def running(assistant: Assistant, settings: Settings) -> Iterator[BotApi]:
    with open_bot_api() as api, polling(api, assistant, settings):
        yield api
    assert [text for text in api.refused if "Bad Request" in text] == []


@pytest.fixture(scope="module")
def api(settings: Settings, assistant: Assistant) -> Iterator[BotApi]:
    with running(assistant, settings) as api:
        yield api


@pytest.fixture
def person(api: BotApi, chats: Iterator[int]) -> Person:
    return Person(api, next(chats))


@pytest.fixture
def visitor(api: BotApi, chats: Iterator[int], assistant: Assistant) -> Person:
    """Someone who chose English."""
    person = Person(api, next(chats))
    assistant.choose_locale(f"telegram:{person.chat}", "en", channel="telegram")
    return person


def buttons(message: Json) -> list[str]:
    return [button["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


def links(message: Json) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["url"] for row in rows for button in row if "url" in button]


def labelled(message: Json, start: str) -> str:
    """The label of the first button that begins so."""
    return next(label for label in buttons(message) if label.startswith(start))


def test_someone_finds_an_open_course_narrows_the_list_and_saves_its_dates(person: Person) -> None:
    page = person.says("/courses")
    assert "교육과정 58개" in page["text"]
    assert "지금 모집 중인 과정은 3개" in page["text"]
    assert page["text"].index("모집중 D-7") < page["text"].index("모집중 D-8") < page["text"].index("모집중 D-17")
    assert "2026-09-22 기준" in page["text"]
    page = person.leafs(page, "상태")
    page = person.leafs(page, "모집중 3")
    assert "조건: 모집중" in page["text"]
    assert buttons(page)[:3] == ["1", "2", "3"]
    page = person.leafs(page, "캠퍼스")
    assert labelled(page, "성동") == "성동 1"
    page = person.leafs(page, "성동 1")
    assert "조건: 성동캠퍼스 · 모집중" in page["text"]
    page = person.leafs(page, "1")
    for part in ("모집중 D-8", "8월 13일", "9월 28일", "2027년 3월 3일", "총 776시간", "레벨테스트", "2026-09-22 기준"):
        assert part in page["text"]
    assert any("crsSn=1197" in link for link in links(page))
    file = person.presses(page, "일정 저장")
    events = Calendar.from_ical(person.api.file(file).content).walk("VEVENT")
    assert date(2026, 9, 28) in [event.decoded("DTSTART") for event in events]
    assert person.api.file(file).name == "c1197.ics"
    page = person.leafs(page, "‹ 목록")
    assert "조건: 성동캠퍼스 · 모집중" in page["text"]
    page = person.leafs(page, "조건 지우기")
    assert "조건: 전체" in page["text"]


def test_the_list_is_leafed_through_to_its_end_and_back(person: Person) -> None:
    page = person.says("/courses")
    seen = {1: page["text"]}
    while "다음 ›" in buttons(page):
        page = person.leafs(page, "다음 ›")
        seen[len(seen) + 1] = page["text"]
    assert len(set(seen.values())) == 12
    assert "58. " in page["text"]
    page = person.leafs(page, "‹ 이전")
    assert page["text"] == seen[11]


def test_two_courses_then_three_are_set_side_by_side(person: Person) -> None:
    page = person.leafs(person.says("/courses 모집중"), "1")
    page = person.leafs(page, "비교에 담기")
    assert "송파 서비스기획 과정" in page["text"]
    page = person.leafs(page, "1")
    assert "과정 2개를 비교했어요" in page["text"]
    assert "D-7" in page["text"]
    assert "D-8" in page["text"]
    page = person.leafs(page, "하나 더 비교")
    page = person.leafs(page, "1")
    assert "과정 3개를 비교했어요" in page["text"]
    assert "하나 더 비교" not in buttons(page)
    page = person.leafs(page, labelled(page, "은평"))
    assert "이커머스" in page["text"]
    assert "조건: 모집중" in person.leafs(page, "‹ 목록")["text"]


@pytest.mark.parametrize(
    ("wish", "choice"),
    [
        ("마포", "조건: 마포캠퍼스"),
        ("데이터", "조건: 데이터분석"),
        ("서초 데이터", "조건: 서초캠퍼스 · 데이터분석"),
        ("지금 모집중인 성동 과정", "조건: 성동캠퍼스 · 모집중"),
        ("교육중", "조건: 교육중"),
        ("풀스택", "풀스택"),
        ("양자 컴퓨터", "맞는 것을 찾지 못해서 전체를"),
    ],
)
def test_the_command_takes_what_to_look_for(person: Person, wish: str, choice: str) -> None:
    assert choice in person.says(f"/courses {wish}")["text"]


def test_a_course_that_was_opened_is_what_the_next_question_is_about(person: Person) -> None:
    assert "은평 5기" in person.says("/courses 이커머스")["text"]
    assert "2027년 2월 5일" in person.says("교육 기간은?")["text"]
    person.leafs(person.says("/courses 성동 모집중"), "1")
    person.api.until(lambda: bool(person.api.called("editMessageText")), "the course")
    assert "2027년 3월 3일" in person.says("교육 기간은?")["text"]


def test_from_a_course_one_goes_on_to_the_check_of_its_eligibility(person: Person) -> None:
    page = person.leafs(person.says("/courses 성동 모집중"), "1")
    question = person.presses(page, "자격 확인")
    assert "풀스택 과정 지원 자격" in question["text"]
    assert "모집중 D-8" in page["text"]


def test_from_a_closed_course_one_asks_to_be_told(person: Person) -> None:
    page = person.leafs(person.says("/courses 강남 모집마감"), "1")
    person.leafs(page, "열리면 알려줘")
    assert "알림 끄기" in buttons(page)
    assert "1개" in person.says("/alerts")["text"]


def test_campuses_lead_to_their_courses(person: Person) -> None:
    page = person.says("/campus")
    assert "캠퍼스 25곳" in page["text"]
    page = person.leafs(page, "도봉")
    assert "02-6249-7400" in page["text"]
    assert "마들로13길" in page["text"]
    assert any("map" in link for link in links(page))
    page = person.leafs(page, "새 과정 열리면 알려줘")
    page = person.leafs(page, labelled(page, "여기 과정"))
    assert "조건: 도봉캠퍼스" in page["text"]


@pytest.mark.parametrize(
    ("wish", "part"),
    [("마포", "백범로"), ("중랑", "상봉"), ("합정역", "마포캠퍼스"), ("없는곳", "맞는 것을 찾지 못해서 전체를")],
)
def test_a_campus_is_found_by_name_or_by_what_is_near(person: Person, wish: str, part: str) -> None:
    assert part in person.says(f"/campus {wish}")["text"]


def test_a_location_brings_the_nearest_campuses_with_their_distance(person: Person) -> None:
    asked = person.presses(person.says("/campus"), "내 주변에서 찾기")
    assert "저장하지 않아요" in asked["text"]
    keyboard = person.api.called("sendMessage")[-1].parameters["reply_markup"]
    assert keyboard["keyboard"][0][0]["request_location"] is True
    page = person.sends(location=HONGDAE)
    assert page["text"].index("마포캠퍼스 · 약 2.2km") < page["text"].index("서대문캠퍼스 · 약 2.7km")
    assert "구의 중심에서" in page["text"]
    page = person.leafs(page, "서대문")
    assert "연세로5나길" in page["text"]


def test_a_venue_and_a_place_far_away_are_answered_kindly(person: Person) -> None:
    page = person.sends(location=HONGDAE, venue={"location": HONGDAE, "title": "카페", "address": "마포구"})
    assert "마포캠퍼스" in page["text"]
    page = person.sends(location=BUSAN)
    assert "가까이에는 캠퍼스가 없어요" in page["text"]
    assert "km" in page["text"]


def test_a_location_is_neither_kept_nor_logged(
    person: Person, data_dir: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    person.sends(location={"latitude": 37.512345, "longitude": 126.998877})
    said = "".join((*capfd.readouterr(), caplog.text))
    kept = bytes_of(data_dir.glob("conversations.sqlite*"))
    for figure in ("37.512345", "126.998877", "37.5123", "126.9988"):
        assert figure not in said
        assert figure.encode() not in kept


def test_in_a_group_nobody_is_asked_for_a_location(api: BotApi, chats: Iterator[int]) -> None:
    group = Person(api, -next(chats))
    page = group.says("/campus@saessak_test_bot 마포")
    assert "백범로" in page["text"]
    page = group.leafs(page, "‹ 목록")
    before = len(api.called("sendMessage"))
    assert "단둘이" in group.presses(page, "내 주변에서 찾기")["text"]
    assert not any(
        "keyboard" in (call.parameters.get("reply_markup") or {}) for call in api.called("sendMessage")[before:]
    )


def test_events_come_first_to_last_and_past_ones_on_demand(person: Person) -> None:
    page = person.says("/events")
    assert "앞으로 열릴 행사가 없어요" in page["text"]
    page = person.leafs(page, labelled(page, "지난 행사"))
    assert page["text"].index("2026년 6월 매칭데이") < page["text"].index("비전 선포식")
    page = person.leafs(page, "2")
    assert "2025년 12월 2일(화) 14:00" in page["text"]
    assert "2025-12-02 기준" in page["text"]
    assert "일정 저장" not in buttons(page)
    assert "12월 2일" in person.says("언제 열렸어요?")["text"]
    assert "매칭데이" in person.says("/events 매칭데이")["text"]


@pytest.mark.parametrize(
    ("payload", "question", "part"),
    [
        ("course_1197", "기간은?", "2027년 3월 3일"),
        ("c1189", "언제 마감이에요?", "9월 27일"),
        ("mapo", "주소는?", "백범로"),
        ("campus_dobong", "전화번호는?", "02-6249-7400"),
        ("event_vision-2025", "언제 열렸어요?", "12월 2일"),
    ],
)
def test_a_link_opens_the_chat_with_what_to_talk_about(person: Person, payload: str, question: str, part: str) -> None:
    card = person.says(f"/start {payload}", messages=2)
    greeting = person.api.messages(person.chat)[-2]["text"]
    assert "AI" in greeting
    assert "청년취업사관학교" in greeting
    assert "기준" in card["text"]
    assert part in person.says(question)["text"]


@pytest.mark.parametrize("payload", ["utm_kakao", "course_999999", "~~~", "x" * 64, "campus_"])
def test_a_link_to_nothing_we_know_is_a_plain_start(person: Person, payload: str) -> None:
    welcome = person.says(f"/start {payload}")
    assert "AI" in welcome["text"]
    assert welcome["text"] == person.says("/start")["text"]


def test_the_questions_under_a_linked_course_work_beside_its_buttons(person: Person) -> None:
    card = person.says("/start course_1197", messages=2)
    answer = person.after(lambda: person.api.press(card, labelled(card, "성동 4기 과정 모집")), 2)
    assert "9월 28일" in answer["text"]
    assert "과정 58개" in person.leafs(card, "‹ 목록")["text"]


def test_an_english_speaker_browses_in_english(visitor: Person) -> None:
    page = visitor.says("/courses")
    assert "Courses: 58" in page["text"]
    page = visitor.leafs(page, "Status")
    page = visitor.leafs(page, "open 3")
    page = visitor.leafs(page, "2")
    assert "Applications: August 13 ~ September 28" in page["text"]
    assert "Total hours: 776 hours in total" in page["text"]
    assert "Campuses: 25" in visitor.says("/campus")["text"]
    assert "Mapo campus (마포캠퍼스) · about 2.2 km" in visitor.sends(location=HONGDAE)["text"]
    assert "no event to come" in visitor.says("/events")["text"]


def test_an_older_keyboard_and_a_broken_one_get_a_word(person: Person) -> None:
    page = person.says("/courses")
    for data in ("c:d:c0000::::", "c:l:nowhere:::", "p:d:nowhere", "v:d:nowhere"):
        shown = dict(page)
        person.api.press_data(page, data)
        person.api.until(partial(ne, page, shown), data)
        assert "이제" in page["text"]
        assert buttons(page)
    before = len(person.api.called("answerCallbackQuery"))
    for data in ("c:", "p:x", "v:l:z:0", "c:x"):
        person.api.press_data(page, data)
    person.api.until(lambda: len(person.api.called("answerCallbackQuery")) == before + 4, "four words")
    assert all(call.parameters.get("text") for call in person.api.called("answerCallbackQuery")[before:])


EVENTS = """\
- 행사명: 겨울 요리 체험회
  시작: 2026-12-19 14:00
  종료: 2026-12-19 16:00
  장소: 해운대 교육장 2층
  신청마감: 2026-12-17
  링크: https://bada.example/tasting
- 행사명: 가을 요리 체험회
  시작: 2026-10-10
- 행사명: 열린 주방
  시작: 매주 수요일 19:00
"""


@pytest.fixture
def other_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "bada"
    folder.mkdir()
    (folder / "academy.yaml").write_text(ACADEMY, "utf-8")
    (folder / "campuses.csv").write_text(CAMPUSES.replace("가까운 역\n", "가까운 역,위도,경도\n", 1).replace(
        "해운대역 3번 출구\n", "해운대역 3번 출구,35.1631,129.1636\n"), "utf-8")  # fmt: skip
    (folder / "courses.yaml").write_text(COURSES, "utf-8")
    (folder / "events.yaml").write_text(EVENTS, "utf-8")
    return folder


def test_another_academy_is_browsed_with_its_own_places_and_nothing_of_this_one(other_folder: Path) -> None:
    settings = Settings(_env_file=None, SAESSAK_KNOWLEDGE_DIR=other_folder, SAESSAK_DATA_DIR=other_folder.parent / "data",
                        SAESSAK_NOW=date(2026, 12, 10))  # fmt: skip
    with open_assistant(settings, watch=True) as assistant, running(assistant, settings) as api:
        person = Person(api, 1)
        page = person.says("/courses")
        assert "교육과정 2개" in page["text"]
        assert "겨울 한식 조리사 과정" in page["text"]
        page = person.leafs(page, "1")
        assert "30만 원" in page["text"]
        page = person.leafs(page, "비교에 담기")
        page = person.leafs(page, "1")
        assert "과정 2개를 비교했어요" in page["text"]
        near = person.sends(location={"latitude": 35.16, "longitude": 129.16})
        assert "해운대 교육장 · 0.5km" in near["text"]
        assert "서면점\n" in near["text"]  # of which only the region is known
        assert "가까운 캠퍼스" in near["text"]
        page = person.says("/events")
        assert "앞으로 열리는 행사 1개" in page["text"]
        assert "12월 19일(토) 14:00" in page["text"]
        page = person.leafs(page, "1")
        assert {"신청하기", "일정 저장"} < set(buttons(page))
        assert "https://bada.example/tasting" in links(page)
        assert b"20261219T140000" in api.file(person.presses(page, "일정 저장")).content
        page = person.leafs(page, "‹ 목록")
        page = person.leafs(page, "날짜가 글로 적힌 행사 1")
        assert "매주 수요일 19:00" in page["text"]
        said = " ".join(api.texts(1)).lower()
        assert not [word for word in ("sesac", "새싹", "청년취업", "서울", "sba", "02-") if word in said]


def test_an_old_keyboard_works_after_a_restart_and_after_the_knowledge_changed(other_folder: Path) -> None:
    settings = Settings(_env_file=None, SAESSAK_KNOWLEDGE_DIR=other_folder, SAESSAK_DATA_DIR=other_folder.parent / "data",
                        SAESSAK_NOW=date(2026, 12, 10))  # fmt: skip
    with open_bot_api() as api:
        person = Person(api, 1)
        with open_assistant(settings) as assistant, polling(api, assistant, settings):
            page = person.says("/courses")
            first, second = page["reply_markup"]["inline_keyboard"][0]
        changed = COURSES.split("- 과정명: 제과 기초반")[0].replace("2026년 12월 20일", "2026-12-09")
        (other_folder / "courses.yaml").write_text(changed, "utf-8")
        with open_assistant(settings) as assistant, polling(api, assistant, settings):
            before = dict(page)
            api.press_data(page, first["callback_data"])
            api.until(lambda: page != before, "the first course")
            assert "모집마감" in page["text"]
            before = dict(page)
            api.press_data(page, second["callback_data"])
            api.until(lambda: page != before, "a word about the second")
            assert "이 과정은 이제 목록에 없어요" in page["text"]
            assert "교육과정 1개" in page["text"]
