"""A person in Telegram: from /start to an answer that helps, over the shipped knowledge, on 2026-09-20."""

from __future__ import annotations

from collections.abc import Iterator

from tests.doubles.bot_api import BotApi
from tests.journeys.people import Person, buttons


def test_a_newcomer_is_told_it_is_an_ai_and_presses_the_first_button(person: Person) -> None:
    welcome = person.says("/start")
    assert "AI" in welcome["text"]
    assert "청년취업사관학교" in welcome["text"]
    answer = person.presses(welcome, buttons(welcome)[0])
    assert answer["text"]


def test_open_courses_come_with_days_left_and_sources(person: Person) -> None:
    answer = person.says("지금 모집중인 거 뭐있음?")
    for days in ("D-7", "D-8", "D-17"):
        assert days in answer["text"]
    assert "[1]" in answer["text"]
    assert "기준" in answer["text"]
    assert "**" not in answer["text"]
    assert any(entity["type"] == "bold" for entity in answer["entities"])


def test_a_follow_up_carries_on_until_the_person_asks_to_forget(person: Person) -> None:
    assert "도봉" in person.says("도봉캠퍼스 어디에 있어요?")["text"]
    assert "02-6249-7400" in person.says("거기 전화번호는?")["text"]
    person.changes(person.says("/forget"), "네, 모두 지울게요", "지웠어요")
    assert "02-6249-7400" not in person.says("거기 전화번호는?")["text"]


def test_two_people_do_not_hear_each_others_conversation(api: BotApi, chats: Iterator[int], person: Person) -> None:
    neighbour = Person(api, next(chats))
    person.says("도봉캠퍼스 어디에 있어요?")
    neighbour.says("금천캠퍼스 어디에 있어요?")
    assert "02-6249-7400" in person.says("거기 전화번호는?")["text"]
    assert "02-6249-7400" not in neighbour.says("거기 전화번호는?")["text"]


def test_what_is_not_written_is_said_so_with_whom_to_ask(person: Person) -> None:
    answer = person.says("구내식당 김치찌개는 얼마예요?")
    assert "sesac@sba.seoul.kr" in answer["text"]
    assert "02-" in answer["text"]


def test_odd_messages_get_friendly_words(person: Person) -> None:
    for text in ("ㅋㅋㅋ", "🎓", "?", "가" * 4000, "\u200b.", "'; DROP TABLE turns; --"):
        assert person.says(text)["text"].strip()
