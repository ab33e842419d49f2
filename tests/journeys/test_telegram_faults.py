"""What goes wrong between Telegram and several workers: each question is answered once, in its order, or said to be lost.

`saessak serve` runs as people run it, with two workers; the double of the Bot API posts to it as Telegram does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

import pytest

from bot.assistant import Assistant, open_assistant
from knowledge.records import Campus, Library
from settings import Settings
from tests.doubles.bot_api import TOKEN, BotApi, open_bot_api
from tests.doubles.served import Server, serve, wait
from tests.doubles.telegram_runner import SECRET, by_webhook

LOST = "한 번 더 보내 주세요"


@pytest.fixture(scope="module")
def api() -> Iterator[BotApi]:
    with open_bot_api() as api:
        yield api


@pytest.fixture(scope="module")
def server(
    api: BotApi, settings: Settings, assistant: Assistant, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    with serve(api, settings, tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture(scope="module")
def chats() -> Iterator[int]:
    return count(1000)


@pytest.fixture(scope="module")
def campuses(library: Library) -> Sequence[Campus]:
    """Three campuses whose phone numbers tell their answers apart."""
    return [campus for campus in library.campuses if campus.phone][:3]


def asks(api: BotApi, chat: int, campuses: Sequence[Campus]) -> None:
    for campus in campuses:
        api.send_text(chat, f"{campus.name}캠퍼스 전화번호 알려줘")


def phones(api: BotApi, chat: int, campuses: Sequence[Campus]) -> list[str]:
    """The numbers of the answers in a chat, in their order."""
    return [campus.phone for text in api.texts(chat) for campus in campuses if campus.phone in text]


def answered(api: BotApi, chat: int, campuses: Sequence[Campus], server: Server) -> None:
    """Each question once, in its order, also a moment later."""
    wanted = [campus.phone for campus in campuses]
    wait(lambda: len(phones(api, chat, campuses)) >= len(wanted), f"the answers in {chat}", server)
    assert phones(api, chat, campuses) == wanted


def test_two_workers_answer_each_question_once_and_in_its_order(
    api: BotApi, server: Server, campuses: Sequence[Campus], chats: Iterator[int]
) -> None:
    people = [next(chats) for _ in range(40)]
    for person in people:
        asks(api, person, campuses)
    for person in people:
        answered(api, person, campuses, server)
    assert api.pending() == 0


def test_what_is_done_once_was_done_once(api: BotApi, server: Server) -> None:
    assert len(server.workers()) == 2
    wait(lambda: server.said.count("telegram.started") == 2, "both workers", server)
    assert len(api.called("setWebhook")) == 1
    assert [call.parameters.get("language_code") for call in api.called("setMyCommands")] == [None, "en"]
    assert api.called("deleteWebhook") == []


def test_what_comes_twice_or_out_of_order_is_answered_once(
    api: BotApi, server: Server, campuses: Sequence[Campus], chats: Iterator[int]
) -> None:
    people = [next(chats) for _ in range(5)]
    api.lose_answers(5)  # Telegram believes that these were not taken
    with api.turning_round():
        for person in people:
            asks(api, person, campuses)
    for person in people:
        answered(api, person, campuses[::-1], server)
    api.send_again()
    wait(lambda: api.pending() == 0, "the updates that came again", server)
    assert server.said.count("telegram.known_update") >= 5
    for person in people:
        assert len(phones(api, person, campuses)) == 3


def test_killed_between_taking_and_answering_the_person_is_told_and_others_answer_on(
    api: BotApi, server: Server, campuses: Sequence[Campus], chats: Iterator[int]
) -> None:
    person = next(chats)
    asks(api, person, campuses[:1])
    answered(api, person, campuses[:1], server)
    api.flood(person, 5)  # the next answer waits, its question is taken
    refused, leader = len(api.refused), server.leader()
    asks(api, person, campuses[1:2])
    wait(lambda: len(api.refused) > refused, "the answer that must wait", server)
    assert api.pending() == 0
    for worker in server.workers():
        worker.kill()
    wait(lambda: LOST in api.texts(person)[-1], "the word that it was lost", server)
    asks(api, person, campuses[1:2])
    answered(api, person, campuses[:2], server)
    assert sum(LOST in text for text in api.texts(person)) == 1
    wait(lambda: server.leader() != leader, "another leader", server)


def test_told_to_stop_it_answers_what_it_has_taken(
    api: BotApi, server: Server, campuses: Sequence[Campus], chats: Iterator[int]
) -> None:
    person = next(chats)
    asks(api, person, campuses[:1])
    answered(api, person, campuses[:1], server)
    api.flood(person, 3)
    before = len(api.refused)
    asks(api, person, campuses[1:])
    wait(lambda: len(api.refused) > before and api.pending() == 0, "the answers that must wait", server)
    assert server.stop() == 0
    assert phones(api, person, campuses) == [campus.phone for campus in campuses]
    assert api.postman.url  # so that Telegram keeps what people write meanwhile
    assert "Traceback" not in server.said
    for secret in (TOKEN, SECRET, "지원자", "전화번호 알려줘"):
        assert secret not in server.said


def test_while_the_language_model_is_down_people_are_answered_from_the_files(settings: Settings) -> None:
    down = settings.model_copy(update={"model": "gone", "openai_base_url": "http://127.0.0.1:9"})
    with open_assistant(down) as assistant, open_bot_api() as api, by_webhook(api, assistant, settings):
        api.send_text(42, "수료하려면 몇 번 나와야 해요?")
        assert api.wait(42)[0]["text"].strip()
        api.send_text(42, "도봉캠퍼스 전화번호 알려줘")
        api.until(lambda: any("02-6249-7400" in text for text in api.texts(42)), "the next answer")
