"""A person finds out in Telegram whether they may apply: with buttons, with words, and without a trace afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.assistant import Assistant
from bot.telegram.check_codes import State, code_of, fingerprint
from tests.doubles.bot_api import BOT, BotApi, Json
from tests.journeys.people import Person, buttons

GROUP = -1007


class Applicant(Person):
    """Someone who goes through the check."""

    def chooses(self, message: Json, label: str) -> Json:
        """The same message, once it has changed after a press."""
        before = message["text"]
        self.api.press(message, label)
        self.api.until(lambda: self.now(message)["text"] != before, f"another page than {before!r} after {label!r}")
        return self.now(message)

    def now(self, message: Json) -> Json:
        (found,) = [kept for kept in self.api.messages(self.chat) if kept["message_id"] == message["message_id"]]
        return dict(found)

    def replies(self, message: Json, text: str) -> Json:
        """What the bot answers to a reply to its message."""
        before = len(self.api.messages(self.chat))
        self.api.send_text(self.chat, text, reply_to_message={**message, "from": BOT})
        return self.api.wait(self.chat, before + 1)[before]


@pytest.fixture
def person(api: BotApi, chats: Iterator[int]) -> Applicant:
    """Someone new in each test."""
    return Applicant(api, next(chats))


def test_someone_from_elsewhere_is_led_to_a_verdict_with_the_clause_and_what_would_change_it(person: Applicant) -> None:
    page = person.says("/eligibility")
    assert page["text"].startswith("지원 자격 확인\n\n만 나이가 어떻게 되세요?")
    assert "저장하지 않아요" in page["text"]
    assert buttons(page) == ["만 14세 이하", "만 15~29세", "만 30~34세", "만 35세 이상", "그만하기"]
    page = person.chooses(page, "만 15~29세")
    assert "서울에 사시나요?" in page["text"]
    page = person.chooses(page, "다른 지역에 살아요")
    page = person.chooses(page, "일한 적이 없어요")
    page = person.chooses(page, "다니지 않아요")
    page = person.chooses(page, "졸업하지 않았어요")
    assert "지금 기준으로는 지원할 수 없어요" in page["text"]
    assert "서울시민, 서울 소재 대학(원)생" in page["text"]
    assert "서울로 이사하거나" in page["text"]
    assert "2025-04-15 기준" in page["text"]
    again = person.chooses(page, "처음부터 다시")
    assert "만 나이가 어떻게 되세요?" in again["text"]


def test_only_what_is_missing_is_asked_and_back_takes_an_answer_back(person: Applicant) -> None:
    page = person.chooses(person.says("/eligibility"), "만 15~29세")
    assert "← 이전" in buttons(page)
    page = person.chooses(page, "← 이전")
    assert "만 나이가 어떻게 되세요?" in page["text"]
    assert "← 이전" not in buttons(page)
    page = person.chooses(person.chooses(page, "만 30~34세"), "서울에 살아요")
    assert "네, 지원할 수 있어요" in page["text"]
    assert "나이 상한이 있는지는" in page["text"]


@pytest.mark.parametrize("age", ["24", "스물넷", "2002년생", "만 24세요"])
def test_a_number_may_be_typed(person: Applicant, age: str) -> None:
    person.says("/eligibility")
    page = person.says(age)
    assert "서울에 사시나요?" in page["text"]
    assert "네, 지원할 수 있어요" in person.chooses(page, "서울에 살아요")["text"]


def test_later_questions_are_answered_in_words_by_replying_to_them(person: Applicant) -> None:
    page = person.chooses(person.says("/eligibility"), "만 15~29세")
    assert "답장으로" in person.says("네")["text"]
    page = person.replies(page, "인천이요")
    assert "회사에서 일한 경력이 있으신가요?" in page["text"]
    page = person.replies(page, "네")
    assert "네, 지원할 수 있어요" in page["text"]


def test_an_age_that_leaves_it_open_is_asked_for_once_more(person: Applicant) -> None:
    person.says("/eligibility")
    page = person.says("2011년생")
    assert "올해 생일이 지났나요?" in page["text"]
    page = person.chooses(page, "아직 안 지났어요")
    assert "지원할 수 없어요" in page["text"]


def test_a_question_in_between_is_answered_and_the_check_goes_on(person: Applicant) -> None:
    page = person.says("/eligibility")
    assert "02-6249-7400" in person.says("도봉캠퍼스 전화번호 알려줘")["text"]
    assert "서울에 사시나요?" in person.chooses(page, "만 15~29세")["text"]


def test_a_check_may_be_stopped_and_leaves_nothing(person: Applicant, assistant: Assistant) -> None:
    page = person.chooses(person.says("/eligibility"), "만 15~29세")
    page = person.chooses(page, "그만하기")
    assert "남기지 않았어요" in page["text"]
    assert not buttons(page)
    assert assistant.asking(f"telegram:{person.chat}") == ()
    assert assistant._store.topic(f"telegram:{person.chat}").person.known() == {}


def test_a_verdict_leaves_nothing_of_the_person(person: Applicant, assistant: Assistant) -> None:
    conversation = f"telegram:{person.chat}"
    person.says("/eligibility")
    assert "eligibility check" in assistant.asking(conversation)
    page = person.chooses(person.says("24"), "서울에 살아요")
    assert "지원할 수 있어요" in page["text"]
    topic = assistant._store.topic(conversation)
    assert (topic.asking, topic.person.known()) == ((), {})
    assert [kept for kept in assistant._store.kept() if kept.conversation == conversation] == []
    assert "서울시민은 지원 대상" not in person.says("나는 지원 자격 돼?")["text"]


def test_a_course_is_found_by_name_and_its_verdict_leads_on(person: Applicant) -> None:
    page = person.says("/eligibility 성동 풀스택")
    if "어느 과정" in page["text"]:
        before = len(person.api.messages(person.chat))
        person.api.press(page, buttons(page)[0])
        page = person.api.wait(person.chat, before + 1)[before]
    assert "풀스택" in page["text"]
    page = person.chooses(person.chooses(page, "만 15~29세"), "서울에 살아요")
    assert "지원할 수 있어요" in page["text"]
    assert {"지원하러 가기", "담당자에게 물어보기"} <= set(buttons(page))
    before = len(person.api.messages(person.chat))
    person.api.press(page, "담당자에게 물어보기")
    assert "성동캠퍼스" in person.api.wait(person.chat, before + 1)[before]["text"]
    assert "모집 기간" in person.chooses(page, "과정 보기")["text"]


def test_what_is_no_course_is_said_and_the_general_check_begins(person: Applicant) -> None:
    page = person.says("/eligibility 우주비행사")
    assert "그런 과정은 찾지 못해서" in page["text"]
    assert "만 나이가 어떻게 되세요?" in page["text"]


def test_an_old_button_of_other_rules_begins_anew_and_a_broken_one_is_told_so(person: Applicant) -> None:
    page = person.says("/eligibility")
    person.api.press_data(page, "e:q::beef:aB")
    person.api.until(lambda: "바뀌어서" in person.now(page)["text"], "the check begins anew")
    person.api.press_data(person.now(page), "e:q:~gonegone00:beef:aB")
    person.api.until(lambda: "목록에 없어요" in person.now(page)["text"], "the course is gone")
    answered = len(person.api.called("answerCallbackQuery"))
    person.api.press_data(person.now(page), "e:?")
    person.api.until(lambda: len(person.api.called("answerCallbackQuery")) > answered, "an answered press")
    assert "오래된 단추" in person.api.called("answerCallbackQuery")[-1].parameters["text"]


def test_in_a_group_the_check_is_offered_in_private(api: BotApi, person: Applicant) -> None:
    before = len(api.messages(GROUP))
    api.send_text(GROUP, "/eligibility")
    offer = api.wait(GROUP, before + 1)[before]
    (button,) = offer["reply_markup"]["inline_keyboard"][0]
    assert button["url"] == f"https://t.me/{BOT['username']}?start=eligibility"
    assert "만 나이가 어떻게 되세요?" in person.says("/start eligibility")["text"]


def test_english_leads_through_in_english(api: BotApi, person: Applicant) -> None:
    api.send_text(person.chat, "/eligibility", language="en")
    (page,) = api.wait(person.chat)
    assert "How old are you?" in page["text"]
    assert buttons(page)[-1] == "Stop"


def test_every_button_fits_into_64_bytes(assistant: Assistant) -> None:
    for course in ("", *(course.id for course in assistant.library.courses)):
        check = assistant.check({}, course=course)
        state = State(course=code_of(course or "아주긴한글과정이름" * 3), rules=fingerprint(check.questions))
        for question in check.questions:
            state = state.answered(check.questions, question.id, question.options[-1].value)
        state = state.answered(check.questions, "age", "28-29") if check.questions else state
        assert max(len(state.data.encode()), len(state.stop.encode())) <= 64
