"""What people think of an answer: 👍 or 👎 under it, why not, in a word of ours or in their own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import structlog
from telegram import (
    CallbackQuery,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    Update,
)
from telegram.error import BadRequest
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.assistant import Assistant
from bot.conversation import Locale, Turn
from bot.errors import StoreDown
from bot.telegram.delivery import NO_PREVIEW
from bot.telegram.entities import Formatted, joined, linked
from bot.telegram.rendering import Rows
from bot.telegram.speaking import Context, TelegramApplication, acknowledge, locale_for, say, the_room

FEEDBACK = "f:"  # then the id of the turn, ":" and what was pressed
_UP, _DOWN, _IN_OWN_WORDS, _REASON = "1", "0", "w", "r"
_LONGEST = 500  # characters of a comment
_PROMPT = "https://t.me/{bot}?start=f_{turn}"  # under a word of the prompt: names the answer, also after a restart

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What is said here, in one language."""

    thanks: str
    noted: str
    reasons: tuple[str, ...]
    own_words: str
    prompt: tuple[str, str]  # the answer, and what is asked of it
    placeholder: str
    gone: str
    not_kept: str


TEXTS: dict[Locale, Texts] = {
    "ko": Texts(
        thanks="고마워요",
        noted="고마워요. 적어 주신 의견은 답을 고칠 때 참고할게요.",
        reasons=("사실과 달라요", "내용이 부족해요", "이해가 안 돼요"),
        own_words="직접 적기",
        prompt=("이 답", "에서 아쉬웠던 점을 이 글에 답장으로 적어 주세요. 이름이나 연락처는 적지 않으셔도 돼요."),
        placeholder="예: 마감일이 달라요",
        gone="이 답은 이미 지워져서 의견을 남길 수 없어요.",
        not_kept="지금은 의견을 남기지 못했어요. 잠시 뒤에 다시 해 주세요.",
    ),
    "en": Texts(
        thanks="Thanks",
        noted="Thank you. We'll use this to improve the answers.",
        reasons=("It's wrong", "Not enough", "Hard to follow"),
        own_words="In my own words",
        prompt=("This answer", ": what could be better? Please reply to this message. No names or numbers needed."),
        placeholder="e.g. the deadline is different",
        gone="That answer has been deleted, so I can't take your feedback on it.",
        not_kept="I couldn't keep your feedback just now. Please try again in a moment.",
    ),
}


class Opinions:
    """Asks for an opinion under each answer and keeps it. The buttons and the prompt carry the id of the answer."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def listen(self, application: TelegramApplication) -> None:
        """Registers the handlers."""
        told = filters.UpdateType.MESSAGES & filters.TEXT & ~filters.COMMAND & _AnswersThePrompt()
        application.add_handler(CallbackQueryHandler(self.press, f"^{FEEDBACK}"))
        application.add_handler(MessageHandler(told, self.told))

    def under(self, turn: Turn) -> Rows:
        """The row of buttons under an answer."""
        return _row(turn.id)

    async def press(self, update: Update, context: Context) -> None:
        """👍, 👎 or a reason: kept, and the buttons show it."""
        query = update.callback_query
        if query is None:
            return
        locale = await locale_for(update, self._assistant)
        texts = TEXTS[locale]
        turn, _, pressed = (query.data or "").removeprefix(FEEDBACK).partition(":")
        reason = _reason(pressed)
        trouble = await self._keep(turn, "up" if pressed == _UP else "down", reason, texts)
        await acknowledge(query, trouble or texts.thanks)
        if trouble != texts.not_kept:
            await _show(query, turn, () if trouble else _after(turn, pressed, texts))
        if pressed == _IN_OWN_WORDS and not trouble:
            await self._ask_why(update, context, turn, texts)

    async def told(self, update: Update, context: Context) -> None:
        """An opinion in own words, as a reply to the prompt for it; one that is edited counts anew."""
        message = update.effective_message
        turn = _turn_of(message.reply_to_message) if message else ""
        if message is None or not turn:
            return
        texts = TEXTS[await locale_for(update, self._assistant)]
        trouble = await self._keep(turn, "down", (message.text or "")[:_LONGEST], texts)
        await say(context.bot, the_room(update), trouble or texts.noted)

    async def _keep(self, turn: str, value: Literal["up", "down"], comment: str, texts: Texts) -> str:
        """Keeps an opinion; what to tell the person when that cannot be done."""
        try:
            known = await asyncio.to_thread(self._assistant.feedback, turn, value=value, comment=comment)
        except StoreDown:
            return texts.not_kept
        log.info("telegram.feedback", turn=turn, value=value, known=known)
        return "" if known else texts.gone

    async def _ask_why(self, update: Update, context: Context, turn: str, texts: Texts) -> None:
        room = the_room(update)
        answer, request = texts.prompt
        link = linked(answer, _PROMPT.format(bot=context.bot.username, turn=turn))
        prompt = joined((link, Formatted(request)), separator="")
        await context.bot.send_message(
            room.chat,
            prompt.text,
            entities=prompt.entities,
            message_thread_id=room.topic,
            reply_markup=ForceReply(input_field_placeholder=texts.placeholder) if room.private else None,
            link_preview_options=NO_PREVIEW,
        )


class _AnswersThePrompt(filters.MessageFilter):
    """A reply to our request for an opinion in own words."""

    def filter(self, message: Message) -> bool:
        return bool(_turn_of(message.reply_to_message))


def _turn_of(prompt: Message | None) -> str:
    """The answer that a prompt of ours asks about."""
    if prompt is None or prompt.from_user is None or prompt.from_user.id != prompt.get_bot().id:
        return ""
    begin = _PROMPT.format(bot=prompt.get_bot().username, turn="")
    links = (entity.url or "" for entity in prompt.entities if entity.type == MessageEntity.TEXT_LINK)
    return next((link.removeprefix(begin) for link in links if link.startswith(begin)), "")


def _reason(pressed: str) -> str:
    """The reason on a button, in the language that staff read."""
    number = pressed.removeprefix(_REASON)
    reasons = TEXTS["ko"].reasons
    known = pressed.startswith(_REASON) and number.isdecimal() and int(number) < len(reasons)
    return reasons[int(number)] if known else ""


def _row(turn: str, *, up: str = "👍", down: str = "👎") -> Rows:
    return ((_button(turn, up, _UP), _button(turn, down, _DOWN)),)


def _after(turn: str, pressed: str, texts: Texts) -> Rows:
    """The buttons once one of them was pressed; another opinion can still be given."""
    if pressed == _UP:
        return _row(turn, up=f"👍 {texts.thanks}")
    if pressed != _DOWN:
        return _row(turn, down=f"👎 {texts.thanks}")
    reasons = [_button(turn, reason, f"{_REASON}{number}") for number, reason in enumerate(texts.reasons)]
    buttons = [*reasons, _button(turn, texts.own_words, _IN_OWN_WORDS)]
    return [buttons[start : start + 2] for start in range(0, len(buttons), 2)]


def _button(turn: str, label: str, pressed: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=f"{FEEDBACK}{turn}:{pressed}")


async def _show(query: CallbackQuery, turn: str, rows: Rows) -> None:
    """Puts rows in place of those about this turn; the other buttons stay. Nothing where the keyboard cannot be read."""
    if not isinstance(query.message, Message) or query.message.reply_markup is None:
        return
    keyboard = list(_replaced(query.message.reply_markup.inline_keyboard, f"{FEEDBACK}{turn}:", rows))
    with suppress(BadRequest):  # pressed twice, or too old to be changed
        await query.edit_message_reply_markup(InlineKeyboardMarkup(keyboard))


def _replaced(keyboard: Rows, prefix: str, rows: Rows) -> Iterator[Sequence[InlineKeyboardButton]]:
    put = False
    for row in keyboard:
        if not all(str(button.callback_data).startswith(prefix) for button in row):
            yield row
        elif not put:
            yield from rows
            put = True
