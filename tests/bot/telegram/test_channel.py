"""The channel through the Bot API double: real python-telegram-bot, real HTTP, prepared replies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.answers import Abstention, Answer, Citation, Clarification, Contact
from bot.telegram.messages import KOREAN
from tests.bot.telegram.conftest import PreparedAssistant
from tests.doubles.bot_api import BOT, BotApi
from tests.doubles.telegram_runner import polling

ME, OTHER, GROUP = 42, 43, -1007


@pytest.fixture(autouse=True)
def running(api: BotApi, assistant: PreparedAssistant) -> Iterator[None]:
    with polling(api, assistant):
        yield
    assert [text for text in api.refused if "Bad Request" in text and "test:" not in text] == []


def test_start_introduces_an_ai_and_offers_questions(api: BotApi) -> None:
    api.send_text(ME, "/start")
    (message,) = api.wait(ME)
    assert message["text"].startswith("안녕하세요! 저는 한빛배움터 자료로 답하는 AI 안내 도우미예요.")
    assert "2026-09-22" in message["text"]
    api.press(message, "캠퍼스 어디어디 있어?")
    assert api.wait(ME, 3)[2]["text"] == "답: 캠퍼스 어디어디 있어?"


def test_start_speaks_english_to_a_person_whose_telegram_does(api: BotApi) -> None:
    api.send_text(ME, "/start", language="en-GB")
    (message,) = api.wait(ME)
    assert message["text"].startswith("Hello! I'm an AI assistant that answers from the materials of 한빛배움터.")
    api.press(message, "How many campuses are there?")


def test_help_says_how_to_ask_and_that_it_is_an_ai(api: BotApi) -> None:
    api.send_text(ME, "/help")
    (message,) = api.wait(ME)
    assert all(f"/{name} {what}" in message["text"] for name, what in KOREAN.commands)
    assert "저는 AI예요" in message["text"]


def test_an_unknown_command_gets_a_helping_word(api: BotApi) -> None:
    api.send_text(ME, "/weather")
    assert "/help" in api.wait(ME)[0]["text"]


def test_a_question_is_answered_with_its_sources(api: BotApi, assistant: PreparedAssistant) -> None:
    source = Citation(n=1, title="성동캠퍼스", file="f", record="r", url="https://hanbit.example/1")
    assistant.reply = lambda text: Answer(text="**성동**이에요. [1]", citations=(source,))
    api.send_text(ME, "가까운 곳은?")
    (message,) = api.wait(ME)
    assert message["text"] == "성동이에요. [1]\n\n[1] 성동캠퍼스"
    assert [entity["type"] for entity in message["entities"]] == ["bold", "text_link"]
    (question,) = assistant.asked
    assert (question.text, question.conversation, question.channel) == ("가까운 곳은?", "telegram:42", "telegram")
    (call,) = api.called("sendMessage")
    assert "parse_mode" not in call.parameters
    assert call.parameters["link_preview_options"] == {"is_disabled": True}


MENU = "start help courses campus eligibility events alerts lang human privacy forget".split()


def test_the_commands_of_the_menu_are_set_in_two_languages(api: BotApi) -> None:
    api.until(lambda: len(api.called("setMyCommands")) == 2, "both menus")
    korean, english = ([command["command"] for command in call.parameters["commands"]]
                       for call in api.called("setMyCommands"))  # fmt: skip
    assert korean == english == MENU
    assert api.called("setMyCommands")[1].parameters["language_code"] == "en"


def test_pressing_a_button_shows_its_question_and_answers_it(api: BotApi, assistant: PreparedAssistant) -> None:
    assistant.reply = lambda text: Clarification(
        text=f"어느 과정인가요? ({text})", suggestions=("송파 과정", "은평 과정")
    )
    api.send_text(ME, "그거")
    (asked,) = api.wait(ME)
    press = api.press(asked, "은평 과정")
    _, shown, answered = api.wait(ME, 3)
    assert shown["text"] == "은평 과정"
    assert shown["entities"][0]["type"] == "blockquote"
    assert answered["text"] == "어느 과정인가요? (은평 과정)"
    (call,) = api.called("answerCallbackQuery")
    assert call.parameters["callback_query_id"] == press


def test_a_button_from_before_a_restart_still_works(api: BotApi) -> None:
    old = api.send_text(ME, "예전 글")
    old["from"] = BOT
    old["reply_markup"] = {"inline_keyboard": [[{"text": "지원 방법", "callback_data": "ask:0"}]]}
    api.wait(ME)
    api.press(old, "지원 방법")
    assert api.wait(ME, 3)[2]["text"] == "답: 지원 방법"


def test_data_nobody_knows_and_messages_too_old_to_read_get_a_friendly_word(api: BotApi) -> None:
    message = api.send_text(ME, "안녕")
    api.wait(ME)
    api.press_data(message, "fb:old:1")
    api.press_data({"chat": message["chat"], "message_id": 1, "date": 0}, "ask:0")
    api.until(lambda: len(api.called("answerCallbackQuery")) == 2, "two answered presses")
    assert all("글로 적어" in call.parameters["text"] for call in api.called("answerCallbackQuery"))
    assert len(api.messages(ME)) == 1


def test_turns_of_a_chat_keep_their_order(api: BotApi, assistant: PreparedAssistant) -> None:
    assistant.go.clear()
    for text in ("천천히 하나", "둘", "셋"):
        api.send_text(ME, text)
    api.until(lambda: bool(assistant.asked), "the first question")
    assistant.go.set()
    assert [message["text"] for message in api.wait(ME, 3)] == ["답: 천천히 하나", "답: 둘", "답: 셋"]


def test_another_chat_does_not_wait(api: BotApi, assistant: PreparedAssistant) -> None:
    assistant.go.clear()
    api.send_text(ME, "천천히")
    api.until(lambda: bool(assistant.asked), "the slow question")
    api.send_text(OTHER, "빨리")
    assert api.wait(OTHER)[0]["text"] == "답: 빨리"
    assert api.messages(ME) == []
    assistant.go.set()
    assert api.wait(ME)[0]["text"] == "답: 천천히"


def test_too_many_waiting_turns_are_declined_once_and_the_rest_is_answered(
    api: BotApi, assistant: PreparedAssistant
) -> None:
    assistant.go.clear()
    for text in ("천천히", "둘", "셋", "넷", "다섯", "여섯"):
        api.send_text(ME, text)
    (notice,) = api.wait(ME)
    assert "답하는 중이에요" in notice["text"]
    assistant.go.set()
    assert [message["text"] for message in api.wait(ME, 5)[1:]] == ["답: 천천히", "답: 둘", "답: 셋", "답: 넷"]
    api.send_text(ME, "다시")
    assert api.wait(ME, 6)[5]["text"] == "답: 다시"


def test_typing_is_shown_while_thinking_takes_long(api: BotApi, assistant: PreparedAssistant) -> None:
    assistant.go.clear()
    api.send_text(ME, "천천히")
    api.until(lambda: bool(api.called("sendChatAction")), "typing")
    assert api.called("sendChatAction")[0].parameters == {"chat_id": ME, "action": "typing"}
    assistant.go.set()
    api.wait(ME)


def test_a_long_answer_comes_in_parts_with_buttons_under_the_last(api: BotApi, assistant: PreparedAssistant) -> None:
    text = "\n\n".join(f"**{number}번** " + "🎓긴 설명 " * 100 for number in range(12))
    assistant.reply = lambda _: Answer(text=text, suggestions=("다음",))
    api.send_text(ME, "길게")
    api.until(lambda: bool(api.messages(ME)) and "reply_markup" in api.messages(ME)[-1], "the last part")
    parts = api.messages(ME)
    assert len(parts) > 2
    assert "".join("".join(part["text"] for part in parts).split()) == "".join(text.replace("**", "").split())
    assert sum(len(part["entities"]) for part in parts) == 12
    assert ["reply_markup" in part for part in parts] == [False] * (len(parts) - 1) + [True]


def test_a_chat_that_must_wait_gets_its_answer_later_and_others_at_once(api: BotApi) -> None:
    api.send_text(ME, "/help")
    api.wait(ME)
    api.flood(ME, 3)
    api.send_text(ME, "기다려요")
    api.until(lambda: any("Too Many Requests" in text for text in api.refused), "the flood limit")
    api.send_text(OTHER, "저는요?")
    assert api.wait(OTHER)[0]["text"] == "답: 저는요?"
    assert len(api.messages(ME)) == 1
    assert api.wait(ME, 2)[1]["text"] == "답: 기다려요"
    assert sum("Too Many Requests" in text for text in api.refused) == 1


def test_formatting_that_is_refused_is_sent_once_more_as_plain_text(api: BotApi, assistant: PreparedAssistant) -> None:
    assistant.reply = lambda _: Answer(text="**굵은** 답")
    api.fail("sendMessage", 400, "test: can't parse entities")
    api.send_text(ME, "질문")
    (message,) = api.wait(ME)
    assert message["text"] == "굵은 답"
    assert "entities" not in message
    assert len(api.called("sendMessage")) == 2


def test_a_failure_is_told_in_a_sentence_with_the_site(api: BotApi, assistant: PreparedAssistant) -> None:
    def broken(text: str) -> Answer:
        raise ZeroDivisionError("secret inner detail")

    assistant.reply = broken
    api.send_text(ME, "질문")
    (message,) = api.wait(ME)
    assert message["text"].startswith("지금은 답을 드리지 못했어요.")
    assert "https://hanbit.example" in message["text"]
    assert "secret" not in message["text"]
    assistant.reply = lambda text: Answer(text="다시 돼요.")
    api.send_text(ME, "질문")
    assert api.wait(ME, 2)[1]["text"] == "다시 돼요."


def test_a_person_who_blocked_the_bot_disturbs_nobody(api: BotApi) -> None:
    api.fail("sendMessage", 403, "Forbidden: bot was blocked by the user")
    api.send_text(ME, "질문")
    api.until(lambda: bool(api.called("sendMessage")), "the attempt")
    api.send_text(OTHER, "저는요?")
    assert api.wait(OTHER)[0]["text"] == "답: 저는요?"
    assert api.messages(ME) == []


def test_a_server_error_while_sending_is_not_sent_again(api: BotApi) -> None:
    api.fail("sendMessage", 500, "Internal Server Error")
    api.send_text(ME, "하나")
    api.send_text(ME, "둘")
    assert api.wait(ME)[0]["text"] == "답: 둘"


def test_an_abstention_shows_whom_to_ask(api: BotApi, assistant: PreparedAssistant) -> None:
    assistant.reply = lambda _: Abstention(text="자료에 없어요.", contact=Contact(phone="02-123-4567"))
    api.send_text(ME, "주차비는?")
    assert api.wait(ME)[0]["text"] == "자료에 없어요.\n\n전화 02-123-4567"


@pytest.mark.parametrize(
    "content",
    [
        {"sticker": {"file_id": "a", "file_unique_id": "b", "type": "regular", "width": 1, "height": 1,
                     "is_animated": False, "is_video": False}},
        {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]},
        {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}},
    ],
    ids=["sticker", "photo", "voice"],
)  # fmt: skip
def test_what_is_not_text_gets_a_helping_sentence(api: BotApi, content: dict[str, Any]) -> None:
    api.send(ME, **content)
    assert "글로 적어" in api.wait(ME)[0]["text"]


def test_words_under_a_photo_are_a_question(api: BotApi) -> None:
    api.send(ME, photo=[{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], caption="여기 어디예요?")
    assert api.wait(ME)[0]["text"] == "답: 여기 어디예요?"


def test_in_a_group_the_bot_is_silent_unless_spoken_to(api: BotApi, assistant: PreparedAssistant) -> None:
    api.send_text(GROUP, "우리끼리 이야기")
    api.send_text(GROUP, "@someone_else 봤어?")
    api.send_text(GROUP, "/help@another_bot")
    api.send_text(GROUP, "/weather")
    api.send(GROUP, sticker={"file_id": "a", "file_unique_id": "b", "type": "regular", "width": 1, "height": 1,
                             "is_animated": False, "is_video": False})  # fmt: skip
    asked = api.send_text(GROUP, "@Saessak_Test_Bot 지원 자격은?")
    assert [message["text"] for message in api.wait(GROUP)] == ["답: 지원 자격은?"]
    (call,) = api.called("sendMessage")
    assert call.parameters["reply_parameters"]["message_id"] == asked["message_id"]
    assert [question.conversation for question in assistant.asked] == [f"telegram:{GROUP}"]


def test_in_a_group_an_answer_to_the_bot_and_a_command_are_for_it(api: BotApi) -> None:
    api.send_text(GROUP, "/help@saessak_test_bot")
    (help_,) = api.wait(GROUP)
    api.send_text(GROUP, "그럼 비용은?", reply_to_message=help_)
    assert api.wait(GROUP, 2)[1]["text"] == "답: 그럼 비용은?"
    api.send_text(GROUP, "@saessak_test_bot")
    assert "함께 적어" in api.wait(GROUP, 3)[2]["text"]


def test_chatter_in_a_group_takes_nobodys_turn(api: BotApi, assistant: PreparedAssistant) -> None:
    assistant.go.clear()
    api.send_text(GROUP, "@saessak_test_bot 천천히")
    api.until(lambda: bool(assistant.asked), "the slow question")
    for number in range(8):
        api.send_text(GROUP, f"잡담 {number}")
    api.send_text(GROUP, "@saessak_test_bot 둘")
    assistant.go.set()
    assert [message["text"] for message in api.wait(GROUP, 2)] == ["답: 천천히", "답: 둘"]


def test_topics_of_a_group_are_conversations_of_their_own(api: BotApi, assistant: PreparedAssistant) -> None:
    api.send_text(GROUP, "@saessak_test_bot 여기는?", message_thread_id=7, is_topic_message=True)
    assert api.wait(GROUP)[0]["message_thread_id"] == 7
    assert assistant.asked[0].conversation == f"telegram:{GROUP}:7"


def test_odd_text_is_handed_on_and_answered(api: BotApi, assistant: PreparedAssistant) -> None:
    assistant.reply = lambda text: Answer(text=f"받았어요: {len(text)}")
    for text in ("🎓🎓🎓", "\u202e뒤집힌 글", "가" * 4096, "?"):
        api.send_text(ME, text)
        api.until(lambda: len(api.messages(ME)) == len(assistant.asked), "an answer to each")
    api.wait(ME, 4)
    assert [len(question.text) for question in assistant.asked] == [3, 6, 4096, 1]
