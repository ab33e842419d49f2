"""What people see while an answer is written, through the Bot API double."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial

import pytest
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.answers import Answer
from bot.conversation import Listener
from bot.telegram.addressing import Room
from bot.telegram.pacing import BURST, IF_THERE_IS_ROOM, NoRoom, PatientRateLimiter
from bot.telegram.preview import Preview
from tests.bot.telegram.conftest import PreparedAssistant
from tests.doubles.bot_api import TOKEN, BotApi
from tests.doubles.telegram_runner import polling

ME, GROUP = 42, -1007
ASK_IN_GROUP = "@saessak_test_bot 길게 알려줘"


@pytest.fixture
def running(api: BotApi, assistant: PreparedAssistant) -> Iterator[None]:
    with polling(api, assistant):
        yield


def writes(*pieces: str, shown: Callable[[str], bool], api: BotApi) -> Callable[[Listener], None]:
    """An answer that goes on only once what was said so far is to be seen. "" means that it starts over."""

    def write(listener: Listener) -> None:
        said = ""
        for piece in pieces:
            if not piece:
                listener.start_over()
                said = ""
                continue
            listener.say(piece)
            said += piece
            api.until(partial(shown, said), f"the preview {said!r}")

    return write


def in_draft(api: BotApi) -> Callable[[str], bool]:
    return lambda text: text.replace("**", "") in api.drafts(ME)


def in_message(api: BotApi, chat: int) -> Callable[[str], bool]:
    return lambda text: text in api.texts(chat)


def methods(api: BotApi) -> list[str]:
    return [call.method for call in api.calls if call.method.startswith(("send", "edit"))]


@pytest.mark.usefixtures("running")
def test_in_a_private_chat_drafts_grow_and_the_real_message_follows_at_once(
    api: BotApi, assistant: PreparedAssistant
) -> None:
    assistant.write = writes("**성동**이에요. [1]", " 그리고 마포도요. [2]", shown=in_draft(api), api=api)
    assistant.reply = lambda _: Answer(text="성동과 마포예요. [1][2]")
    api.send_text(ME, "어디예요?")
    (message,) = api.wait(ME)
    assert message["text"] == "성동과 마포예요. [1][2]"
    first, second = api.called("sendMessageDraft")
    assert first.parameters["draft_id"] == second.parameters["draft_id"] != 0
    assert first.parameters["entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert methods(api)[-2:] == ["sendMessageDraft", "sendMessage"]


@pytest.mark.usefixtures("running")
def test_what_is_taken_back_makes_way_for_what_is_written_anew(api: BotApi, assistant: PreparedAssistant) -> None:
    assistant.write = writes("틀린 답", "", "옳은 답", shown=in_draft(api), api=api)
    api.send_text(ME, "어디예요?")
    api.wait(ME)
    assert api.drafts(ME) == ["틀린 답", "옳은 답"]


@pytest.mark.usefixtures("running")
def test_an_answer_longer_than_a_message_is_shown_as_far_as_one_goes(api: BotApi, assistant: PreparedAssistant) -> None:
    def write(listener: Listener) -> None:
        listener.say("가나다 " * 2000)
        api.until(lambda: bool(api.drafts(ME)), "the draft")

    assistant.write = write
    api.send_text(ME, "길게")
    api.wait(ME)
    assert 4000 < len(api.drafts(ME)[0]) <= 4096


@pytest.mark.usefixtures("running")
def test_in_a_group_one_message_is_edited_and_becomes_the_answer(api: BotApi, assistant: PreparedAssistant) -> None:
    assistant.write = writes("성동이에요.", " 마포도요.", shown=in_message(api, GROUP), api=api)
    assistant.reply = lambda _: Answer(text="성동과 마포예요.", suggestions=("다음",))
    asked = api.send_text(GROUP, ASK_IN_GROUP)
    api.until(lambda: api.texts(GROUP) == ["성동과 마포예요."], "the answer in place of its preview")
    (message,) = api.messages(GROUP)
    assert message["reply_markup"]["inline_keyboard"][0][0]["text"] == "다음"
    assert message["reply_to_message"]["message_id"] == asked["message_id"]
    assert api.called("sendMessageDraft") == []


@pytest.mark.usefixtures("running")
def test_a_long_answer_begins_in_place_of_its_preview_and_goes_on_below(
    api: BotApi, assistant: PreparedAssistant
) -> None:
    assistant.write = writes("가나다", shown=in_message(api, GROUP), api=api)
    assistant.reply = lambda _: Answer(text="가나다 " * 1500)
    api.send_text(GROUP, ASK_IN_GROUP)
    first, second = api.wait(GROUP, 2)
    assert first["message_id"] < second["message_id"]
    assert (first["text"] + " " + second["text"]).split() == ["가나다"] * 1500


@pytest.mark.usefixtures("running")
def test_a_preview_that_cannot_be_replaced_is_removed_and_the_answer_sent(
    api: BotApi, assistant: PreparedAssistant
) -> None:
    assistant.write = writes("쓰는 중", shown=in_message(api, GROUP), api=api)
    api.fail("editMessageText", 400, "Bad Request: message can't be edited")
    api.send_text(GROUP, ASK_IN_GROUP)
    api.until(lambda: api.texts(GROUP) == ["답: 길게 알려줘"], "the answer alone")


@pytest.mark.usefixtures("running")
def test_where_drafts_are_not_known_a_message_is_edited_instead(api: BotApi, assistant: PreparedAssistant) -> None:
    api.fail("sendMessageDraft", 404, "Not Found: method not found", times=9)
    assistant.write = writes("성동이에요.", " 마포도요.", shown=in_message(api, ME), api=api)
    api.send_text(ME, "길게 알려줘")
    api.until(lambda: api.texts(ME) == ["답: 길게 알려줘"], "the answer in place of its preview")
    assert len(api.called("sendMessageDraft")) == 1


@pytest.mark.usefixtures("running")
def test_told_to_wait_previews_end_and_the_answer_comes(api: BotApi, assistant: PreparedAssistant) -> None:
    def write(listener: Listener) -> None:
        listener.say("쓰는 중")
        api.until(lambda: bool(api.called("sendMessageDraft")), "the refused draft")
        listener.say(", 더 쓰는 중")

    api.fail("sendMessageDraft", 429, "Too Many Requests: retry after 30", retry_after=30)
    assistant.write = write
    api.send_text(ME, "길게 알려줘")
    assert [message["text"] for message in api.wait(ME)] == ["답: 길게 알려줘"]
    assert len(api.called("sendMessageDraft")) == 1


@pytest.mark.usefixtures("running")
def test_an_answer_that_fails_while_it_is_written_leaves_no_half_of_it(
    api: BotApi, assistant: PreparedAssistant
) -> None:
    def write(listener: Listener) -> None:
        listener.say("반쯤 쓴 답")
        api.until(lambda: api.texts(GROUP) == ["반쯤 쓴 답"], "the preview")
        raise ZeroDivisionError

    assistant.write = write
    api.send_text(GROUP, ASK_IN_GROUP)
    api.until(lambda: len(api.texts(GROUP)) == 1 and "드리지 못했어요" in api.texts(GROUP)[0], "the apology alone")


@pytest.mark.usefixtures("running")
def test_an_answer_that_comes_at_once_has_no_preview(api: BotApi) -> None:
    api.send_text(ME, "어디예요?")
    api.wait(ME)
    assert methods(api) == ["sendMessage"]


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[ExtBot[int]]:
    """A bot that gives up waiting soon, known to both chats."""
    api.send_text(ME, "안녕")
    api.send_text(GROUP, "안녕")
    request = HTTPXRequest(read_timeout=5)
    async with ExtBot(TOKEN, base_url=f"{api.url}/bot", request=request, rate_limiter=PatientRateLimiter()) as bot:
        yield bot


async def until(api: BotApi, holds: Callable[[], bool]) -> None:
    await asyncio.to_thread(api.until, holds, "what must be seen")


async def test_a_preview_whose_arrival_is_unknown_does_not_hold_the_answer_up(api: BotApi, bot: ExtBot[int]) -> None:
    preview = Preview(bot, Room(GROUP), "message")
    async with preview.shown():
        preview.say("하나")
        await until(api, lambda: api.texts(GROUP) == ["하나"])
        api.hang_after("editMessageText")
        preview.say(" 둘")
        await until(api, lambda: bool(api.called("editMessageText")))
    assert preview.over == ()  # an edit may still arrive: the answer is sent, and this message removed
    await preview.take_away()
    assert api.messages(GROUP) == []


async def test_a_chat_that_has_to_wait_for_its_messages_gets_no_previews(api: BotApi, bot: ExtBot[int]) -> None:
    for number in range(BURST + 1):
        await bot.send_message(ME, str(number))
    preview = Preview(bot, Room(ME), "draft")
    async with preview.shown():
        preview.say("쓰는 중")
        await until(api, lambda: api.drafts(ME) == ["쓰는 중"])  # not before it need not wait any more
    assert api.refused == []


async def test_where_messages_need_the_room_a_preview_is_not_sent(
    api: BotApi, bot: ExtBot[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    chats = range(1000, 1020)
    for chat in chats:
        api.send_text(chat, "안녕")
    loop = asyncio.get_running_loop()
    now = loop.time()
    with monkeypatch.context() as within_a_moment:
        within_a_moment.setattr(loop, "time", lambda: now)
        messages = [asyncio.create_task(bot.send_message(chat, "답")) for chat in chats]
        await asyncio.sleep(0)  # each message has begun
        await asyncio.sleep(0)  # and has taken its place
        with pytest.raises(NoRoom):
            await bot.send_message_draft(ME, 1, "쓰는 중", rate_limit_args=IF_THERE_IS_ROOM)
    await asyncio.gather(*messages)
    assert api.drafts(ME) == []


async def test_leaving_the_block_early_tells_the_one_who_writes(bot: ExtBot[int]) -> None:
    preview = Preview(bot, Room(ME), "typing")
    told: list[bool] = []
    with preview.while_here(lambda: told.append(True)), pytest.raises(TimeoutError):
        async with preview.shown(), asyncio.timeout(0.01):
            await asyncio.sleep(5)
    assert told == [True]
