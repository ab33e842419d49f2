"""What is coming and what is over, as far as that is written."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot import event_answers
from bot.answers import Abstention, Answer
from bot.assistant import Assistant
from bot.conversation import Question
from knowledge.records import Academy, Event, Library, Moment, Origin
from retrieval.query import Interpreter

NOW = datetime(2026, 9, 20, 12, tzinfo=ZoneInfo("Asia/Seoul"))
ORIGIN = Origin("events.yaml")


def library(*events: Event) -> Library:
    return Library(academy=Academy(id="academy", origin=ORIGIN, name="배움터"), events=events)


@pytest.mark.parametrize("text", ["다음 행사 언제야?", "앞으로 열리는 행사 있어?", "곧 하는 행사 뭐 있어"])
def test_an_event_with_only_a_month_is_among_those_to_come_in_their_order(text: str) -> None:
    known = library(
        Event(id="a", origin=ORIGIN, title="채용 박람회", when="2026년 11월"),
        Event(id="b", origin=ORIGIN, title="열린 강의", start=Moment(date(2026, 10, 2))),
        Event(id="c", origin=ORIGIN, title="지난 모임", when="2026년 6월"),
    )
    asked = Interpreter(known).understand(text, NOW.date())
    reply = event_answers.about(asked, known, NOW)
    assert reply is not None
    assert reply.text.index("열린 강의") < reply.text.index("채용 박람회 · 2026년 11월".split(" ·")[0])
    assert "2026년 11월" in reply.text
    assert "지난 모임" not in reply.text


@pytest.mark.parametrize("text", ["매칭데이 다음엔 언제 해요?", "올해 설명회 또 하나요", "매칭데이 또 열려?"])
def test_where_the_next_one_is_not_written_that_is_said_before_the_last_one(assistant: Assistant, text: str) -> None:
    reply = assistant.answer(Question(text=text), now=NOW).reply
    assert isinstance(reply, Abstention)
    assert reply.text.startswith("앞으로 열릴 일정은 제가 가진 자료에 없어요")
    assert "열렸어요" in reply.text


def test_an_event_that_is_quoted_tells_when_it_was(assistant: Assistant) -> None:
    reply = assistant.answer(Question(text="온라인 설명회는 어떤 거예요?"), now=NOW).reply
    assert isinstance(reply, Answer)
    assert "2025년 4월 11일" in reply.text


FAIRS = library(
    Event(id="a", origin=ORIGIN, title="배움 박람회(2025년 9월)", when="2025년 9월"),
    Event(id="b", origin=ORIGIN, title="2026년 6월 박람회", when="2026년 6월"),
)


@pytest.mark.parametrize(
    ("text", "told"),
    [("9월 박람회 있음?", "2025년 9월에 열렸어요"), ("10월에 박람회 해?", "2026년 6월에 열렸어요")],
)
def test_where_a_month_has_none_that_is_said_with_its_year_before_those_of_other_months(text: str, told: str) -> None:
    reply = event_answers.about(Interpreter(FAIRS).understand(text, NOW.date()), FAIRS, NOW)
    assert isinstance(reply, Abstention)
    first, *rest = reply.text.splitlines()
    assert first.startswith("2026년에는 ")
    assert "자료에 없어요" in first
    assert told in " ".join(rest)


@pytest.mark.parametrize("text", ["6월 박람회 언제 했어?", "2025년 9월 박람회 언제였어?", "12월 박람회 어땠어?"])
def test_a_month_that_has_one_or_is_told_of_in_the_past_is_not_denied(text: str) -> None:
    reply = event_answers.about(Interpreter(FAIRS).understand(text, NOW.date()), FAIRS, NOW)
    assert reply is None or "없어요" not in reply.text


@pytest.mark.parametrize("text", ["9월 매칭데이 있음?", "이번 달 매칭데이 하나요", "매칭데이 10월에도 있어?"])
def test_no_event_of_a_past_year_passes_for_one_of_this_year(assistant: Assistant, text: str) -> None:
    reply = assistant.answer(Question(text=text), now=NOW).reply
    assert "자료에 없어요" in reply.text.splitlines()[0]
    assert "202" in reply.text
