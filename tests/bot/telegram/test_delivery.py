from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import MessageEntity
from telegram.error import BadRequest, NetworkError
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.telegram.addressing import Room
from bot.telegram.delivery import deliver
from bot.telegram.pacing import BURST, PatientRateLimiter
from bot.telegram.rendering import Outgoing
from tests.doubles.bot_api import TOKEN, BotApi

HERE = Room(42)


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[ExtBot[int]]:
    """A bot that gives up waiting soon, known to chat 42."""
    api.send_text(HERE.chat, "안녕")
    request = HTTPXRequest(read_timeout=0.5)
    async with ExtBot(TOKEN, base_url=f"{api.url}/bot", request=request, rate_limiter=PatientRateLimiter()) as bot:
        yield bot


async def test_a_message_that_may_have_arrived_is_not_sent_again_and_the_next_follows(
    api: BotApi, bot: ExtBot[int]
) -> None:
    api.hang_after("sendMessage")
    await deliver(bot, HERE, [Outgoing(text="하나"), Outgoing(text="둘")])
    assert api.texts(HERE.chat) == ["하나", "둘"]


async def test_messages_take_the_place_of_older_ones_and_what_is_left_of_those_goes(
    api: BotApi, bot: ExtBot[int]
) -> None:
    old = await deliver(bot, HERE, [Outgoing(text="하나"), Outgoing(text="둘"), Outgoing(text="셋")])
    kept = await deliver(bot, HERE, [Outgoing(text="하나"), Outgoing(text="새로 둘")], over=old)
    assert kept == old[:2]
    assert api.texts(HERE.chat) == ["하나", "새로 둘"]


async def test_where_one_cannot_be_edited_all_that_follow_are_sent_lest_their_order_turn(
    api: BotApi, bot: ExtBot[int]
) -> None:
    old = await deliver(bot, HERE, [Outgoing(text="하나"), Outgoing(text="둘")])
    api.delete(api.messages(HERE.chat)[0])
    await deliver(bot, HERE, [Outgoing(text="새로 하나"), Outgoing(text="새로 둘")], over=old)
    assert api.texts(HERE.chat) == ["새로 하나", "새로 둘"]


async def test_an_edit_that_may_have_arrived_is_made_once_more_and_stands_once(api: BotApi, bot: ExtBot[int]) -> None:
    old = await deliver(bot, HERE, [Outgoing(text="하나")])
    api.hang_after("editMessageText")
    assert await deliver(bot, HERE, [Outgoing(text="둘")], over=old) == old
    assert api.texts(HERE.chat) == ["둘"]


async def test_plain_text_that_is_refused_is_not_tried_again(api: BotApi, bot: ExtBot[int]) -> None:
    with pytest.raises(BadRequest):
        await deliver(bot, HERE, [Outgoing(text="가" * 4097)])
    assert len(api.called("sendMessage")) == 1


async def test_the_double_refuses_wrong_entities_and_the_text_arrives_plain(api: BotApi, bot: ExtBot[int]) -> None:
    wrong = MessageEntity(type=MessageEntity.BOLD, offset=1, length=3)
    await deliver(bot, HERE, [Outgoing(text="🎓가", entities=(wrong,))])
    assert api.texts(HERE.chat) == ["🎓가"]
    assert len(api.called("sendMessage")) == 2


async def test_messages_to_one_chat_are_paced_after_a_burst(api: BotApi, bot: ExtBot[int]) -> None:
    await deliver(bot, HERE, [Outgoing(text=str(number)) for number in range(BURST + 3)])
    assert api.texts(HERE.chat) == [str(number) for number in range(BURST + 3)]
    assert api.refused == []


async def test_a_chat_is_waited_for_and_another_is_not(api: BotApi, bot: ExtBot[int]) -> None:
    api.send_text(43, "안녕")
    api.flood(HERE.chat, 1)
    arrived: list[int] = []

    async def send(chat: int) -> None:
        await deliver(bot, Room(chat), [Outgoing(text="답")])
        arrived.append(chat)

    await asyncio.gather(send(HERE.chat), send(43))
    assert arrived == [43, HERE.chat]
    assert len(api.refused) == 1


async def test_without_a_connection_the_message_is_tried_again_and_then_given_up() -> None:
    async with HTTPXRequest() as request:
        bot = ExtBot(TOKEN, base_url="http://127.0.0.1:9/bot", request=request, rate_limiter=PatientRateLimiter())
        with pytest.raises(NetworkError):
            await deliver(bot, HERE, [Outgoing(text="답")])
