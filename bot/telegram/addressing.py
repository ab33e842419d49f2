"""Where a message stands, whether it is meant for the bot, and what it asks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import Bot, Chat, Message, MessageEntity, Update


@dataclass(frozen=True, slots=True)
class Room:
    """A chat, or one topic of it."""

    chat: int
    topic: int | None = None

    @property
    def private(self) -> bool:
        """Whether it is the chat with one person: only such have ids above zero."""
        return self.chat > 0

    @property
    def conversation(self) -> str:
        """The key under which turns are remembered: "telegram:42", in a topic "telegram:42:7"."""
        return f"telegram:{self.chat}" if self.topic is None else f"telegram:{self.chat}:{self.topic}"


def room_named(conversation: str) -> Room:
    """The room of a conversation's key. Raises ValueError for one of another channel."""
    channel, *numbers = conversation.split(":")
    if channel != "telegram" or len(numbers) not in (1, 2):
        raise ValueError("not a room")
    return Room(*map(int, numbers))


def room_of(update: Update) -> Room | None:
    """Where an update came from; None for one that belongs to no chat."""
    if update.effective_chat is None:
        return None
    message = update.effective_message
    topic = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
    return Room(update.effective_chat.id, topic)


def conversation_of(update: Update) -> str | None:
    """The conversation an update is a turn of; None when nobody speaks to the bot in it."""
    room = room_of(update)
    message = update.message or update.edited_message
    if room is None or (message and not is_addressed(message, message.get_bot())):
        return None
    return room.conversation


def is_addressed(message: Message, bot: Bot) -> bool:
    """Whether a message is meant for the bot. In private each is; in a group one that mentions it, answers one of
    its messages, or begins with a command that names no other bot."""
    if message.chat.type == Chat.PRIVATE:
        return True
    replied = message.reply_to_message
    if replied and replied.from_user and replied.from_user.id == bot.id:
        return True
    return any(_names(entity, text, bot) for entity, text in _entities(message).items())


def question_of(message: Message, bot: Bot) -> str:
    """What a message asks: its text or caption without the mention of the bot."""
    text = message.text or message.caption or ""
    return re.sub(rf"(?i)@{re.escape(bot.username)}\b", " ", text).strip()


def _entities(message: Message) -> dict[MessageEntity, str]:
    return message.parse_entities() if message.text else message.parse_caption_entities() if message.caption else {}


def _names(entity: MessageEntity, text: str, bot: Bot) -> bool:
    me = f"@{bot.username}".lower()
    if entity.type == MessageEntity.MENTION:
        return text.lower() == me
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == bot.id
    return (
        entity.type == MessageEntity.BOT_COMMAND
        and entity.offset == 0
        and ("@" not in text or text.lower().endswith(me))
    )
