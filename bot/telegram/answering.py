"""A question's way to its answer in a chat: written before people's eyes, then sent, or put where an older one stood."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, assert_never

import structlog
from telegram import Message
from telegram.ext import ExtBot

from bot.answers import Abstention, Answer, Clarification, Greeting, Reply
from bot.assistant import Assistant
from bot.conversation import Question, Turn
from bot.eligibility import is_short_answer
from bot.telegram.addressing import Room, question_of
from bot.telegram.delivery import deliver
from bot.telegram.messages import messages
from bot.telegram.preview import Kind, Preview
from bot.telegram.rendering import Rows, render
from knowledge.records import Helpline, Library

ANSWER_WITHIN = 90.0  # seconds; longer than a language model's own limit
EDITED_WITHIN = timedelta(minutes=30)  # an older question that is edited is not answered anew
REMEMBERED = 5000  # questions whose answers can be edited

Offer = Callable[[Turn], Rows]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Given:
    """A question by the hash of its text, which is not to outlive a /forget, and the messages that answered it."""

    question: int
    answer: tuple[int, ...]


class Answers:
    """Answers questions. Remembers for a while, in this process, which messages answered which, for edited questions."""

    def __init__(self, assistant: Assistant, *, offers: Sequence[Offer] = ()) -> None:
        """`offers` put rows of buttons under an answer, below those with the next questions."""
        self._assistant = assistant
        self._offers = tuple(offers)
        self._given: OrderedDict[tuple[int, int], Given] = OrderedDict()

    async def to(self, bot: ExtBot[Any], room: Room, message: Message) -> None:
        """Answers a message that asks something."""
        text = question_of(message, bot)
        answers = None if room.private else message.message_id
        given = await self.give(bot, room, text, answers=answers, quoted=quoted_in(message))
        self._remember(message, Given(hash(text), given))

    async def anew(self, bot: ExtBot[Any], room: Room, message: Message) -> None:
        """Answers a question that was edited: where its answer stands, if that is known, else as a reply to it. What asks
        the same as before, is long past, or may have answered a question of ours is left alone."""
        text = question_of(message, bot)
        before = self._given.get((message.chat.id, message.message_id))
        age = (message.edit_date or message.date) - message.date
        same = before.question == hash(text) if before else is_short_answer(text)
        if age > EDITED_WITHIN or not text or same:
            return
        over = before.answer if before else ()
        given = await self.give(bot, room, text, answers=message.message_id, over=over,
                                quoted=quoted_in(message))  # fmt: skip
        self._remember(message, Given(hash(text), given))

    async def give(
        self,
        bot: ExtBot[Any],
        room: Room,
        text: str,
        *,
        answers: int | None = None,
        quoted: str = "",
        over: Sequence[int] = (),
    ) -> tuple[int, ...]:
        """Answers a question in a room: as a reply to the message `answers`, in place of the messages `over`. The ids of
        the messages that are known to have arrived."""
        kind: Kind = "typing" if over else "draft" if room.private else "message"
        preview = Preview(bot, room, kind, answers=answers)
        try:
            async with preview.shown(), asyncio.timeout(ANSWER_WITHIN):
                locale = await asyncio.to_thread(self._assistant.locale, room.conversation)
                question = Question(
                    text=text, conversation=room.conversation, channel="telegram", locale=locale, quoted=quoted
                )
                turn = await asyncio.to_thread(self._assistant.answer, question, listener=preview)
        except Exception:
            await preview.take_away()
            raise
        note = messages(turn.reply.language).disclosure if turn.first else ""
        outgoing = render(turn.reply, rows=self._rows(turn), note=note)
        arrived = await deliver(bot, room, outgoing, answers=answers, over=over or preview.over)
        if not (over or preview.over):
            await preview.take_away()
        log.info("telegram.replied", conversation=room.conversation, turn=turn.id, messages=len(outgoing))
        return arrived

    def _rows(self, turn: Turn) -> Rows:
        if not _is_of_the_knowledge(turn.reply, self._assistant.library):
            return ()
        return [row for offer in self._offers for row in offer(turn)]

    def forget(self, chat: int) -> None:
        """Forgets the questions of a chat."""
        for key in [key for key in self._given if key[0] == chat]:
            del self._given[key]

    def _remember(self, message: Message, given: Given) -> None:
        self._given[message.chat.id, message.message_id] = given
        while len(self._given) > REMEMBERED:
            self._given.popitem(last=False)


def _is_of_the_knowledge(reply: Reply, library: Library) -> bool:
    """Whether a reply says what is written, or that it is not: not for small talk, nor for people in distress. What was
    taken for another subject may have been none."""
    match reply:
        case Answer(citations=citations):
            return any(not isinstance(library.record(citation.record), Helpline) for citation in citations)
        case Abstention(reason=reason):
            return reason in ("not_written", "off_topic")
        case Clarification() | Greeting():
            return False
    assert_never(reply)


def quoted_in(message: Message) -> str:
    """What of the bot's own a message answers to: the part that was picked out, else the whole text."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.from_user.id != message.get_bot().id:
        return ""
    return (message.quote.text if message.quote else "") or replied.text or replied.caption or ""
