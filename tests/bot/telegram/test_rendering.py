from __future__ import annotations

from datetime import date

import pytest
from telegram import InlineKeyboardMarkup

from bot.answers import Abstention, Answer, Citation, Clarification, Contact, Greeting
from bot.telegram.entities import Formatted
from bot.telegram.rendering import Outgoing, question_on, render, shortened, suggested
from tests.bot.telegram.test_entities import shown

CONTACT = Contact(phone="02-123-4567", email="ask@hanbit.example", url="https://hanbit.example")


def cited(n: int, title: str, *, url: str = "", as_of: date | None = date(2026, 9, 22)) -> Citation:
    return Citation(n=n, title=title, file="courses.yaml", record=f"r{n}", url=url, as_of=as_of)


def links(outgoing: Outgoing) -> list[tuple[str, str, str | None]]:
    return shown(Formatted(outgoing.text, outgoing.entities))


def labels(markup: InlineKeyboardMarkup | None) -> list[list[str]]:
    return [[button.text for button in row] for row in markup.inline_keyboard] if markup else []


def test_sources_stand_under_the_answer_with_their_dates_and_open_where_they_have_an_address() -> None:
    reply = Answer(
        text="**둘** 다 열려 있어요. [1][2]",
        citations=(cited(1, "성동 과정", url="https://a.example/1"), cited(2, "은평 과정", as_of=None)),
    )
    (message,) = render(reply)
    assert message.text == "둘 다 열려 있어요. [1][2]\n\n[1] 성동 과정 · 2026-09-22 기준\n[2] 은평 과정"
    assert links(message) == [("bold", "둘", None), ("text_link", "성동 과정", "https://a.example/1")]


def test_one_source_cited_twice_is_one_line() -> None:
    (message,) = render(Answer(text="답", citations=(cited(3, "나"), cited(1, "가"), cited(2, "가"))))
    assert message.text.splitlines()[2:] == ["[1][2] 가 · 2026-09-22 기준", "[3] 나 · 2026-09-22 기준"]


def test_sources_that_the_answer_names_share_a_line_for_a_day() -> None:
    named = (cited(1, "가 과정", url="https://a.example/1"), cited(2, "나 과정"))
    reply = Answer(
        text="가 과정 [1]\n나 과정 [2]", citations=(*named, cited(3, "목록"), cited(4, "다 과정", as_of=None))
    )
    (message,) = render(reply)
    assert message.text.splitlines()[3:] == ["[3] 목록 · 2026-09-22 기준", "[4] 다 과정", "[1] [2] 2026-09-22 기준"]
    assert links(message) == [("text_link", "[1]", "https://a.example/1")]


def test_english_replies_have_english_sources() -> None:
    (message,) = render(Answer(text="Yes.", language="en", citations=(cited(1, "안내"),)))
    assert message.text.endswith("[1] 안내 · as of 2026-09-22")


def test_an_abstention_shows_whom_to_ask() -> None:
    (message,) = render(Abstention(text="자료에 없어요.", contact=CONTACT))
    assert message.text == "자료에 없어요.\n\n전화 02-123-4567 · 이메일 ask@hanbit.example · 누리집"
    assert links(message) == [("text_link", "누리집", "https://hanbit.example")]


def test_whom_to_ask_is_not_told_twice() -> None:
    (message,) = render(Abstention(text="ask@hanbit.example로 물어봐 주세요.", contact=CONTACT))
    assert message.text.count("ask@hanbit.example") == 1
    assert "02-123-4567" in message.text


def test_an_answer_does_not_send_people_away() -> None:
    (message,) = render(Answer(text="네.", contact=CONTACT))
    assert message.text == "네."


@pytest.mark.parametrize("reply", [Clarification(text="어느 쪽인가요?", suggestions=("가", "나")),
                                   Greeting(text="안녕하세요.", suggestions=("가", "나"))])  # fmt: skip
def test_suggestions_become_buttons(reply: Clarification | Greeting) -> None:
    (message,) = render(reply)
    assert labels(message.keyboard) == [["가", "나"]]


def test_buttons_stand_under_the_last_part_only() -> None:
    first, second = render(Answer(text="가나다 " * 1500, suggestions=("다음",)))
    assert first.keyboard is None
    assert labels(second.keyboard) == [["다음"]]


def test_short_buttons_share_a_row_and_long_ones_do_not() -> None:
    assert labels(suggested(["지원 방법", "지원 자격", "성동캠퍼스 전화번호 알려줘", "위치"])) == [
        ["지원 방법", "지원 자격"],
        ["성동캠퍼스 전화번호 알려줘"],
        ["위치"],
    ]


def test_a_button_says_its_question_and_carries_only_its_number() -> None:
    questions = ["가" * 100, "같은 질문", "같은 질문", " ", "영등포캠퍼스 가는 길과 운영시간 알려줘"]
    markup = suggested(questions)
    assert markup is not None
    buttons = [button for row in markup.inline_keyboard for button in row]
    assert [button.callback_data for button in buttons] == ["ask:0", "ask:1", "ask:2"]
    assert question_on(markup, "ask:1") == "같은 질문"
    assert question_on(markup, "ask:2") == "영등포캠퍼스 가는 길과 운영시간 알려줘"
    assert question_on(markup, "ask:0") == "가" * 59


@pytest.mark.parametrize("data", ["", "ask:", "ask:9", "fb:1:up", "delete", "ask:0;drop"])
def test_data_that_is_not_ours_names_no_question(data: str) -> None:
    assert question_on(suggested(["질문"]), data) == ""
    assert question_on(None, data) == ""


def test_a_label_is_cut_after_a_word() -> None:
    assert shortened("가나다 라마바  사아자\n차카타", 12) == "가나다 라마바 사아자…"
    assert shortened("짧은 말", 12) == "짧은 말"


def test_no_message_is_ever_empty() -> None:
    assert [message.text for message in render(Answer(text=""))] == ["…"]
