"""A person and the bot's answers: written before their eyes, corrected, answered to, rated, and handed on to people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.assistant import Assistant, open_assistant
from bot.schema import feedback
from settings import Settings
from tests.doubles.bot_api import BOT, BotApi, Json, open_bot_api
from tests.doubles.chat_server import ChatServer, Says, chat_server
from tests.doubles.telegram_runner import polling
from tests.journeys.people import Person, buttons

PEOPLE = "담당자에게 물어보기"
ATTENDANCE = "수료하려면 출석을 얼마나 해야 하나요?"
WRITTEN = "출석률 80% 이상이어야 수료해요. [e1] 네 과정이 모두 같은 기준이에요. [e1]"
GROUP = -5007


class Asker(Person):
    """Someone who answers to messages, and edits their own."""

    def replies(self, message: Json, text: str) -> Json:
        """What the bot answers to a reply to its message."""
        before = len(self.api.messages(self.chat))
        self.api.send_text(self.chat, text, reply_to_message={**message, "from": BOT})
        return self.api.wait(self.chat, before + 1)[before]

    def next_after(self, message: Json, label: str) -> Json:
        """The message that follows a press."""
        before = len(self.api.messages(self.chat))
        self.api.press(message, label)
        return self.api.wait(self.chat, before + 1)[before]


@pytest.fixture
def person(api: BotApi, chats: Iterator[int]) -> Asker:
    """Someone new in each test."""
    return Asker(api, next(chats))


def test_a_reply_to_an_older_answer_is_about_that_answer(person: Asker) -> None:
    seongdong = person.says("성동캠퍼스 어디에 있어요?")
    person.says("마포캠퍼스 어디에 있어요?")
    assert "02-6050-3945" in person.says("전화번호는?")["text"]
    assert "02-6216-3804" in person.replies(seongdong, "전화번호는?")["text"]
    assert "02-6216-3804" in person.says("거기 전화번호가 뭐라고요?")["text"]  # and so the conversation goes on


def test_a_reply_to_a_list_counts_in_that_list(person: Asker) -> None:
    courses = person.says("지금 모집중인 거 뭐있음?")
    person.says("마포캠퍼스 어디에 있어요?")
    answer = person.replies(courses, "두 번째 거 교육 기간은?")["text"]
    assert "성동 4기" in answer
    assert "10월 12일" in answer


def test_a_question_that_is_edited_gets_its_answer_in_place(person: Asker) -> None:
    question = person.api.send_text(person.chat, "도봉 전번좀")
    person.api.wait(person.chat)
    later = person.says("지원 자격 알려줘")
    person.api.edit(question, "은평 전번좀")
    person.api.until(lambda: "02-2138-2731" in person.api.texts(person.chat)[0], "the answer to what was meant")
    assert len(person.api.messages(person.chat)) == 2
    assert person.api.texts(person.chat)[1] == later["text"]


def test_an_answer_is_rated_with_a_reason_in_own_words_that_are_masked(person: Asker, assistant: Assistant) -> None:
    answer = person.says("도봉 전번좀")
    person.api.press(answer, "👎")
    person.api.until(lambda: "직접 적기" in buttons(answer), "the reasons")
    prompt = person.next_after(answer, "직접 적기")
    thanks = person.replies(prompt, "번호가 달라요. 제 번호는 010-1234-5678이에요.")
    assert "고마워요" in thanks["text"]
    assert "👎 고마워요" in buttons(answer)
    assert "도봉 위치" in buttons(answer)
    with assistant.database.reading() as connection:
        (comment,) = connection.scalars(select(feedback.c.comment).where(feedback.c.comment.contains("번호가 달라요")))
    assert "010-1234-5678" not in comment


def test_people_are_those_of_the_campus_that_was_talked_about(person: Asker) -> None:
    answer = person.says("관악캠퍼스 주차되나요?")
    contact = person.next_after(answer, PEOPLE)["text"]
    assert "관악캠퍼스" in contact
    assert "02-6294-7901" in contact
    assert "08:00~23:00" in contact


def test_people_are_those_of_the_academy_where_no_campus_was_meant(person: Asker) -> None:
    contact = person.next_after(person.says("지원 자격 알려줘"), PEOPLE)["text"]
    assert "청년취업사관학교" in contact
    assert "02-3667-7304" in contact


def test_small_talk_and_distress_are_answered_without_buttons_to_rate_them(person: Asker) -> None:
    for text in ("안녕하세요", "죽고 싶어요"):
        assert not {"👍", "👎", PEOPLE} & set(buttons(person.says(text)))


def test_under_no_answer_stand_more_buttons_than_a_phone_shows(person: Asker) -> None:
    for text in ("지금 모집중인 거 뭐있음?", "점심 주나요", "캠퍼스 어디어디 있어?", "Where is the Seocho campus?"):
        rows = person.says(text)["reply_markup"]["inline_keyboard"]
        assert len(rows) <= 6
        assert all(len(row) <= 2 for row in rows)


@pytest.fixture(scope="module")
def model() -> Iterator[ChatServer]:
    with chat_server(Says(text=WRITTEN, silent_between=0.15)) as server:
        yield server


@pytest.fixture(scope="module")
def written(settings: Settings, model: ChatServer) -> Iterator[BotApi]:
    """The channel of an assistant with a language model that takes its time."""
    update = {"model": "scripted", "openai_base_url": model.url, "model_seconds": 30}
    changed = settings.model_copy(update=update)
    with open_assistant(changed) as assistant, open_bot_api() as api, polling(api, assistant, changed):
        yield api
    assert [text for text in api.refused if "Bad Request" in text] == []


def test_a_person_reads_along_while_the_model_writes(written: BotApi) -> None:
    written.send_text(42, ATTENDANCE)
    (answer,) = written.wait(42)
    assert answer["text"].startswith("출석률 80% 이상이어야 수료해요. [1] 네 과정이 모두 같은 기준이에요. [1]")
    assert {"👍", "👎", PEOPLE} <= set(buttons(answer))
    drafts = written.drafts(42)
    assert drafts[0] == "출석률 80% 이상이어야 수료해요. [1]"
    sent = [call.method for call in written.calls if call.parameters.get("chat_id") == 42]
    assert sent[sent.index("sendMessageDraft") :] == ["sendMessageDraft"] * len(drafts) + ["sendMessage"]


def test_a_group_reads_along_in_the_message_that_becomes_the_answer(written: BotApi) -> None:
    written.send_text(GROUP, f"@saessak_test_bot {ATTENDANCE}")
    written.until(lambda: bool(written.messages(GROUP)) and bool(buttons(written.messages(GROUP)[0])), "the answer")
    (answer,) = written.messages(GROUP)
    assert "네 과정이 모두 같은 기준이에요" in answer["text"]
    first = next(call for call in written.called("sendMessage") if call.parameters["chat_id"] == GROUP)
    assert first.parameters["text"] == "출석률 80% 이상이어야 수료해요. [1]"


def test_an_answer_the_model_breaks_off_is_replaced_by_one_from_the_texts(written: BotApi, model: ChatServer) -> None:
    model.script = [Says(text=WRITTEN, finish=None, silent_between=0.15)]
    written.send_text(43, ATTENDANCE)
    (answer,) = written.wait(43)
    assert "80%" in answer["text"]
    assert len(written.messages(43)) == 1
