"""A person in Telegram who cares what becomes of their words: told of the AI, masked, and forgotten for good."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.assistant import Assistant
from bot.redaction import keep_tokens_out_of_logs
from bot.schema import metadata
from tests.doubles.bot_api import BotApi, Json
from tests.files import bytes_of
from tests.journeys.people import Person, buttons

TOLD = "저는 AI 안내 도우미라 틀릴 수 있어요"
SECRETS = ("010-9876-5432", "990101-1234567", "jiwon.kim@example.com")
HIDDEN = ("[휴대전화]", "[주민등록번호]", "[이메일]")


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """The log of a server, at its most talkative."""
    before = logging.getLogRecordFactory()
    loggers = [logging.getLogger(name) for name in ("httpx", "httpcore", "telegram")]
    levels = [logger.level for logger in loggers]
    keep_tokens_out_of_logs()
    caplog.set_level(logging.DEBUG)
    yield caplog
    logging.setLogRecordFactory(before)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def presses(api: BotApi, message: Json, label: str) -> str:
    """The message's text once it has changed after a press."""
    before = message["text"]

    def now() -> str:
        return next(
            str(m["text"]) for m in api.messages(message["chat"]["id"]) if m["message_id"] == message["message_id"]
        )

    api.press(message, label)
    api.until(lambda: now() != before, f"another text than {before!r}")
    return now()


def rows_about(assistant: Assistant, word: str) -> list[str]:
    """Every row of every table that holds a word."""
    with assistant.database.reading() as connection:
        rows = [(table.name, row) for table in metadata.sorted_tables for row in connection.execute(select(table))]
    return [name for name, row in rows if word in repr(row)]


def test_the_first_answer_tells_of_the_ai_and_the_next_one_does_not(person: Person) -> None:
    assert TOLD in person.says("도봉캠퍼스 어디에 있어요?")["text"]
    assert TOLD not in person.says("거기 전화번호는?")["text"]


def test_who_began_with_start_was_told_there(person: Person) -> None:
    assert "AI" in person.says("/start")["text"]
    assert TOLD not in person.says("도봉캠퍼스 어디에 있어요?")["text"]


def test_the_first_answer_tells_of_the_ai_in_english_too(api: BotApi, person: Person) -> None:
    api.send_text(person.chat, "Where is the Seocho campus?", language="en")
    assert "I'm an AI assistant" in api.wait(person.chat)[0]["text"]


def test_help_lists_every_command_of_the_menu(api: BotApi, person: Person) -> None:
    help = person.says("/help")["text"]
    menu = [command["command"] for command in api.called("setMyCommands")[0].parameters["commands"]]
    assert {"start", "help", "eligibility", "lang", "human", "privacy", "forget"} <= set(menu)
    assert all(f"/{command} " in help for command in menu)
    for command in menu:
        assert "모르는 명령" not in person.says(f"/{command}")["text"]


def test_people_are_told_whom_to_ask_about_what_they_talk_about_or_name(person: Person) -> None:
    assert "sesac@sba.seoul.kr" in person.says("/human")["text"]
    person.says("도봉캠퍼스 어디에 있어요?")
    assert "02-6249-7400" in person.says("/human")["text"]
    assert "02-6216-3804" in person.says("/human 성동")["text"]


def test_the_language_chosen_is_that_of_answers_until_it_is_forgotten(api: BotApi, person: Person) -> None:
    page = person.says("/lang")
    assert "English" in presses(api, page, "English")
    assert "campus" in person.says("도봉캠퍼스 전화번호 알려줘")["text"]
    page = person.says("/forget")
    assert "the language you chose" in presses(api, page, "Yes, delete everything")
    assert "도봉캠퍼스" in person.says("도봉캠퍼스 전화번호 알려줘")["text"]


def test_to_be_forgotten_leaves_no_row_in_any_table(api: BotApi, person: Person, assistant: Assistant) -> None:
    conversation = f"telegram:{person.chat}"
    person.says("저는 무지개초콜릿캠퍼스가 궁금한데 도봉캠퍼스 어디에 있어요?")
    person.says("구내식당 무지개초콜릿은 얼마예요?")
    person.says("/eligibility")
    before = len(api.messages(person.chat))
    api.send_text(person.chat, "도봉캠퍼스 주차 되나요?", is_topic_message=True, message_thread_id=7)
    api.wait(person.chat, before + 1)
    assert rows_about(assistant, f"{conversation}:7")
    turn = next(kept.id for kept in assistant._store.kept() if kept.conversation == conversation)
    assert assistant.feedback(turn, value="up", comment="무지개초콜릿 최고")
    assert rows_about(assistant, conversation)
    page = person.says("/forget")
    assert "정말 지울까요?" in page["text"]
    said = presses(api, page, "네, 모두 지울게요")
    assert "질문과 답 3개, 의견 1개" in said
    assert set(rows_about(assistant, conversation)) <= {"updates"}  # of the press itself, until it is handled
    assert rows_about(assistant, "무지개초콜릿") == []
    assert "지울 것이 없어요" in presses(api, person.says("/forget"), "네, 모두 지울게요")


@pytest.mark.parametrize("way", ["text", "caption", "edited", "reply"])
def test_personal_numbers_are_masked_before_anything_is_kept_or_logged(
    api: BotApi, person: Person, assistant: Assistant, data_dir: Path, way: str, logged: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    typed = f"제 번호는 {SECRETS[0]}, 주민번호 {SECRETS[1]}, 메일 {SECRETS[2]}예요. 도봉캠퍼스 전화번호 알려줘"
    if way == "caption":
        photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
        api.send(person.chat, photo=photo, caption=typed)
    elif way == "reply":
        before = person.says("도봉캠퍼스 어디에 있어요?")
        api.send_text(person.chat, typed, reply_to_message={**before, "text": before["text"] + typed})
    elif way == "edited":
        asked = api.send_text(person.chat, "도봉캠퍼스 어디에 있어요?")
        api.wait(person.chat)
        api.edit(asked, text=typed)
    else:
        api.send_text(person.chat, typed)
    conversation = f"telegram:{person.chat}"

    def questions() -> list[str]:
        return [kept.question for kept in assistant._store.kept() if kept.conversation == conversation]

    api.until(lambda: any("제 번호는" in question for question in questions()), "the turn")
    (kept,) = [question for question in questions() if "제 번호는" in question]
    assert all(name in kept for name in HIDDEN)
    printed = "".join(capfd.readouterr()) + logged.text
    held = bytes_of(data_dir.glob("conversations.sqlite*"))
    for secret in SECRETS:
        assert secret not in printed
        assert secret.encode() not in held
        assert all(secret not in text for text in api.texts(person.chat))


def test_an_opinion_is_masked_too(person: Person, assistant: Assistant, data_dir: Path) -> None:
    person.says("도봉캠퍼스 어디에 있어요?")
    turn = next(kept.id for kept in assistant._store.kept() if kept.conversation == f"telegram:{person.chat}")
    assistant.feedback(turn, value="down", comment=f"틀렸어요. {SECRETS[0]}으로 연락 주세요")
    assert SECRETS[0].encode() not in bytes_of(data_dir.glob("conversations.sqlite*"))


def test_privacy_tells_what_is_kept_and_its_button_leads_to_deletion(person: Person) -> None:
    page = person.says("/privacy")
    assert "30일이 지나면 저절로 지워져요" in page["text"]
    assert "언어 모델" not in page["text"]
    assert buttons(page) == ["내 기록 지우기"]
