"""Under an answer: what people think of it, and the way to people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.answers import Abstention, Answer, Citation, Clarification, Greeting, Reply
from bot.conversation import Question, Turn
from bot.telegram.human import subject_of
from knowledge.records import Course, Helpline, Origin
from tests.bot.telegram.conftest import LIBRARY, MAPO, PreparedAssistant
from tests.doubles.bot_api import BOT, BotApi, Json
from tests.doubles.telegram_runner import polling

ME, GROUP = 42, -1007
COURSE = Course(id="ai-3", origin=Origin("courses.yaml"), title="AI 개발", campus="mapo")


@pytest.fixture(autouse=True)
def running(api: BotApi, assistant: PreparedAssistant) -> Iterator[None]:
    assistant.reply = lambda text: Answer(text="네. [1]", citations=(cited("mapo"),), suggestions=("지원 방법",))
    with polling(api, assistant):
        yield
    assert [text for text in api.refused if "Bad Request" in text] == []


def cited(record: str, *, n: int = 1) -> Citation:
    return Citation(n=n, title=record, file="f", record=record)


def labels(message: Json) -> list[list[str]]:
    return [[button["text"] for button in row] for row in message.get("reply_markup", {}).get("inline_keyboard", [])]


def asked(api: BotApi, chat: int = ME, text: str = "되나요?") -> Json:
    before = len(api.messages(chat))
    api.send_text(chat, text)
    return api.wait(chat, before + 1)[before]


def pressed(api: BotApi, message: Json, label: str, now: list[list[str]]) -> None:
    """Presses a button and waits until the keyboard is this one."""
    api.press(message, label)
    api.until(lambda: labels(message) == now, f"the keyboard {now}")


def test_under_an_answer_are_the_next_questions_people_and_thumbs(api: BotApi) -> None:
    assert labels(asked(api)) == [["지원 방법"], ["담당자에게 물어보기"], ["👍", "👎"]]


def test_a_thumb_is_kept_and_thanked_for_and_the_other_buttons_stay(api: BotApi, assistant: PreparedAssistant) -> None:
    message = asked(api)
    pressed(api, message, "👍", [["지원 방법"], ["담당자에게 물어보기"], ["👍 고마워요", "👎"]])
    assert assistant.opinions == {"t1": ("up", "")}
    assert message["text"] == "네. [1]\n\n[1] mapo"
    api.press(message, "👍 고마워요")  # again
    api.until(lambda: len(api.called("answerCallbackQuery")) == 2, "the second press")
    api.press(message, "지원 방법")
    api.wait(ME, 3)
    api.refused.clear()  # what was not modified


def test_why_not_is_asked_with_buttons(api: BotApi, assistant: PreparedAssistant) -> None:
    message = asked(api)
    rest = [["지원 방법"], ["담당자에게 물어보기"]]
    pressed(api, message, "👎", [*rest, ["사실과 달라요", "내용이 부족해요"], ["이해가 안 돼요", "직접 적기"]])
    assert assistant.opinions == {"t1": ("down", "")}
    pressed(api, message, "내용이 부족해요", [*rest, ["👍", "👎 고마워요"]])
    assert assistant.opinions == {"t1": ("down", "내용이 부족해요")}
    pressed(api, message, "👍", [*rest, ["👍 고마워요", "👎"]])
    assert assistant.opinions == {"t1": ("up", "")}


def test_own_words_are_told_in_reply_to_a_prompt_that_knows_its_answer(
    api: BotApi, assistant: PreparedAssistant
) -> None:
    message = asked(api)
    asked(api, text="다른 질문")
    api.press(message, "👎")
    api.until(lambda: "직접 적기" in labels(message)[-1], "the reasons")
    api.press(message, "직접 적기")
    prompt = api.wait(ME, 3)[2]
    assert "답장으로 적어 주세요" in prompt["text"]
    assert api.called("sendMessage")[-1].parameters["reply_markup"]["force_reply"] is True
    api.send_text(ME, "마감일이 달라요", reply_to_message=prompt)
    assert "고마워요" in api.wait(ME, 4)[3]["text"]
    assert assistant.opinions == {"t1": ("down", "마감일이 달라요")}
    assert [question.text for question in assistant.asked] == ["되나요?", "다른 질문"]


def test_a_link_like_that_of_the_prompt_in_somebody_elses_text_is_no_prompt(
    api: BotApi, assistant: PreparedAssistant
) -> None:
    link = {"type": "text_link", "offset": 0, "length": 1, "url": f"https://t.me/{BOT['username']}?start=f_t1"}
    forged = api.send_text(ME, "가짜", entities=[link])
    api.wait(ME)
    api.send_text(ME, "질문이에요", reply_to_message=forged)
    api.wait(ME, 2)
    assert assistant.opinions == {}
    assert assistant.asked[-1].text == "질문이에요"


def test_an_opinion_on_what_was_deleted_is_declined_and_its_buttons_go(api: BotApi) -> None:
    message = asked(api)
    for button in message["reply_markup"]["inline_keyboard"][-1]:
        button["callback_data"] = button["callback_data"].replace("t1", "gone")
    pressed(api, message, "👎", [["지원 방법"], ["담당자에게 물어보기"]])
    assert "지워져서" in api.called("answerCallbackQuery")[0].parameters["text"]


def test_an_opinion_that_cannot_be_kept_now_can_be_given_later(api: BotApi, assistant: PreparedAssistant) -> None:
    message = asked(api)
    assistant.store_is_down = True
    api.press(message, "👎")
    api.until(lambda: bool(api.called("answerCallbackQuery")), "the word")
    assert "잠시 뒤에" in api.called("answerCallbackQuery")[0].parameters["text"]
    assert labels(message)[-1] == ["👍", "👎"]


def test_a_thumb_under_a_message_too_old_to_read_is_kept(api: BotApi, assistant: PreparedAssistant) -> None:
    message = asked(api)
    api.press_data({"chat": message["chat"], "message_id": message["message_id"], "date": 0}, "f:t1:1")
    api.until(lambda: assistant.opinions == {"t1": ("up", "")}, "the opinion")


@pytest.mark.parametrize(
    "reply",
    [
        Greeting(text="안녕하세요."),
        Clarification(text="어느 쪽인가요?"),
        Abstention(text="그건 해 드릴 수 없어요.", reason="refused"),
        Abstention(text="질문을 글로 적어 주세요.", reason="empty"),
        Answer(text="혼자 견디지 마세요. [1]", citations=(cited("line"),)),
        Answer(text="혼자 견디지 마세요."),
    ],
    ids=["greeting", "clarification", "refusal", "nothing asked", "help lines", "a caring word"],
)
def test_small_talk_and_distress_are_not_rated(api: BotApi, assistant: PreparedAssistant, reply: Reply) -> None:
    line = Helpline(id="line", origin=Origin("helplines.yaml"), name="상담 전화", phone="109", description="")
    assistant.library = replace(LIBRARY, helplines=(line,))
    assistant.reply = lambda _: reply
    assert labels(asked(api)) == []


def test_the_button_puts_people_through_to_those_of_the_campus_the_answer_cites(api: BotApi) -> None:
    api.press(asked(api), "담당자에게 물어보기")
    text = api.wait(ME, 2)[1]["text"]
    assert text.startswith("마포캠퍼스 담당자에게 물어보시면 정확해요.")
    assert "02-333-4444" in text
    assert "월~금 09:00~18:00" in text


def test_without_a_campus_in_the_answer_it_is_that_of_the_conversation_or_the_academy(
    api: BotApi, assistant: PreparedAssistant
) -> None:
    assistant.reply = lambda _: Abstention(text="자료에 없어요.")
    message = asked(api)
    assert labels(message) == [["담당자에게 물어보기"], ["👍", "👎"]]
    api.press(message, "담당자에게 물어보기")
    assert "02-111-2222" in api.wait(ME, 2)[1]["text"]
    assistant.about_now = MAPO
    api.press(message, "담당자에게 물어보기")
    assert "02-333-4444" in api.wait(ME, 3)[2]["text"]


def test_a_campus_that_has_closed_since_leaves_the_academy_to_ask(api: BotApi, assistant: PreparedAssistant) -> None:
    message = asked(api)
    assistant.library = replace(LIBRARY, campuses=())
    api.press(message, "담당자에게 물어보기")
    assert "02-111-2222" in api.wait(ME, 2)[1]["text"]


@pytest.mark.parametrize(
    ("citations", "subject"),
    [
        ((cited("ai-3"),), COURSE),
        ((cited("ai-3"), cited("mapo", n=2)), MAPO),
        ((cited("ai-3"), cited("far", n=2)), None),
        ((Citation(n=1, title="목록", file="f", record="", listed=("ai-3",)),), COURSE),
        ((cited("some rule"),), None),
    ],
)
def test_the_subject_of_an_answer_is_the_one_record_or_campus_it_cites(
    citations: tuple[Citation, ...], subject: object
) -> None:
    far = replace(COURSE, id="far", campus="seongdong")
    library = replace(LIBRARY, courses=(COURSE, far))
    turn = Turn(id="t", question=Question(text=""), reply=Answer(text="", citations=citations), milliseconds=1)
    assert subject_of(turn, library) == subject


def test_in_english_the_buttons_are_english(api: BotApi, assistant: PreparedAssistant) -> None:
    assistant.locales[f"telegram:{ME}"] = "en"
    assistant.reply = lambda _: Answer(text="Yes. [1]", language="en", citations=(cited("mapo"),))
    message = asked(api, text="Is it open?")
    assert labels(message) == [["Ask a person"], ["👍", "👎"]]
    pressed(api, message, "👍", [["Ask a person"], ["👍 Thanks", "👎"]])
    api.press(message, "Ask a person")
    assert "Opening hours" in api.wait(ME, 2)[1]["text"]
