"""The Telegram channel: what a person sends becomes a question, the reply becomes messages and buttons."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Protocol, runtime_checkable

import structlog
from telegram import Bot, BotCommand, Message, Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.assistant import Assistant
from bot.leader import Duty
from bot.redaction import redacted_traceback
from bot.telegram.addressing import conversation_of, is_addressed, question_of, room_of
from bot.telegram.alerts import Alerts
from bot.telegram.answering import Answers
from bot.telegram.check import EligibilityCheck
from bot.telegram.deep_links import DeepLinks
from bot.telegram.delivery import deliver
from bot.telegram.entities import formatted, joined, quoted
from bot.telegram.events import Events
from bot.telegram.finder import Finder
from bot.telegram.human import Human
from bot.telegram.intake import Intake
from bot.telegram.language import LanguageChoice
from bot.telegram.messages import ENGLISH, KOREAN, messages
from bot.telegram.opinions import Opinions
from bot.telegram.pacing import PatientRateLimiter
from bot.telegram.places import Places
from bot.telegram.privacy import Privacy
from bot.telegram.rendering import ASK, pages, question_on, suggested
from bot.telegram.speaking import Context, TelegramApplication, acknowledge, locale_for, say, the_room, words_for
from bot.telegram.turns import OneAtATime
from errors import OperatorError
from settings import Settings

log = structlog.get_logger(__name__)


def build_application(settings: Settings, channel: TelegramChannel, intake: Intake) -> TelegramApplication:
    """The channel as an application that handles the updates of `intake`, wherever they come from."""
    application = (
        Application.builder()
        .token(token_of(settings))
        .base_url(f"{settings.telegram_api_base_url.rstrip('/')}/bot")
        .connect_timeout(10)
        .pool_timeout(10)
        .read_timeout(20)
        .write_timeout(20)
        .get_updates_connect_timeout(10)
        .get_updates_pool_timeout(10)
        .get_updates_read_timeout(15)  # on top of the long poll's own seconds
        .rate_limiter(PatientRateLimiter())
        .update_queue(intake.backlog)
        .concurrent_updates(
            OneAtATime(conversation=conversation_of, turned_away=channel.turned_away, order=intake),
        )
        .updater(None)
        .job_queue(None)
        .build()
    )
    channel.listen(application)
    return application


def token_of(settings: Settings) -> str:
    """The bot's token. Raises `errors.OperatorError` when none is set, or what is set is none."""
    token = settings.telegram_bot_token.get_secret_value().strip() if settings.telegram_bot_token else ""
    if not token:
        raise OperatorError(
            "TELEGRAM_BOT_TOKEN이 비어 있어요. 텔레그램에서 @BotFather에게 /newbot 을 보내 봇을 만들고, "
            "받은 토큰을 .env 파일에 TELEGRAM_BOT_TOKEN=… 으로 적어 주세요."
        )
    if not re.fullmatch(r"\d+:[\w-]+", token):
        raise OperatorError(
            "TELEGRAM_BOT_TOKEN이 봇 토큰처럼 보이지 않아요. @BotFather에게 받은 123456:ABC… 모양 그대로 적어 주세요."
        )
    return token


async def announce(bot: Bot) -> None:
    """Tells Telegram the commands of the menu."""
    for language, words in (("", KOREAN), ("en", ENGLISH)):
        commands = [BotCommand(name, description) for name, description in words.commands]
        await bot.set_my_commands(commands, language_code=language or None)


class Part(Protocol):
    """A part of the channel with commands and buttons of its own, each in its module. A part's buttons have a prefix of
    their own in `callback_data`, and it keeps nothing between two updates."""

    def listen(self, application: TelegramApplication) -> None:
        """Registers the handlers."""


@runtime_checkable
class Dutiful(Protocol):
    """A part that also has something to do by itself, once for all processes."""

    async def attend(self, bot: Bot) -> None:
        """Does it, while this process leads; see `bot.leader.Duty`."""


class TelegramChannel:
    """Handles what people send. Between two updates it keeps no more than which messages answered which question."""

    def __init__(self, assistant: Assistant, settings: Settings) -> None:
        self._assistant = assistant
        alerts, human, opinions = Alerts(assistant), Human(assistant), Opinions(assistant)
        self._answers = Answers(assistant, offers=(alerts.under, human.under, opinions.under))
        self._parts: tuple[Part, ...] = (
            DeepLinks(assistant),
            Finder(assistant),
            Places(assistant),
            Events(assistant),
            EligibilityCheck(assistant),
            alerts,
            LanguageChoice(assistant),
            human,
            Privacy(assistant, settings, forgets=self._answers.forget),
            opinions,
        )

    def duties(self, bot: Bot) -> tuple[Duty, ...]:
        """What the parts do by themselves."""
        return tuple(partial(part.attend, bot) for part in self._parts if isinstance(part, Dutiful))

    def listen(self, application: TelegramApplication) -> None:
        """Registers the handlers: those of the parts before those for everything else."""
        for part in self._parts:
            part.listen(application)
        new = filters.UpdateType.MESSAGE
        commands: dict[str, Callable[[Update, Context], Coroutine[None, None, None]]] = {
            "start": self.start,
            "help": self.help,
        }
        for name, handle in commands.items():
            application.add_handler(CommandHandler(name, handle, new))
        application.add_handler(MessageHandler(new & filters.COMMAND, self.unknown_command))
        application.add_handler(MessageHandler(new & (filters.TEXT | filters.CAPTION), self.ask))
        application.add_handler(MessageHandler(new & filters.ATTACHMENT, self.not_text))
        edited = filters.UpdateType.EDITED_MESSAGE & (filters.TEXT | filters.CAPTION) & ~filters.COMMAND
        application.add_handler(MessageHandler(edited, self.ask_anew))
        application.add_handler(CallbackQueryHandler(self.press, f"^{ASK}"))
        application.add_handler(CallbackQueryHandler(self.unknown_button))
        application.add_error_handler(self.failed)

    async def start(self, update: Update, context: Context) -> None:
        """/start: the assistant introduces itself as an AI, with questions to begin with."""
        locale, room = await locale_for(update, self._assistant), the_room(update)
        words, about = messages(locale), await asyncio.to_thread(self._assistant.about, locale)
        parts = (
            formatted(about.greeting),
            formatted(words.how_to),
            formatted(words.knowledge.format(as_of=about.as_of.isoformat()) if about.as_of else ""),
        )
        await deliver(context.bot, room, pages(joined(parts, separator="\n\n"), keyboard=suggested(about.suggestions)))
        await asyncio.to_thread(self._assistant.introduced, room.conversation, channel="telegram")

    async def help(self, update: Update, context: Context) -> None:
        """/help: how to ask, what the commands are."""
        words = await words_for(update, self._assistant)
        commands = "\n".join(f"/{name} {what}" for name, what in words.commands)
        await say(context.bot, the_room(update), words.help.format(commands=commands))

    async def unknown_command(self, update: Update, context: Context) -> None:
        """A command the bot does not have. In a group it may be another bot's."""
        message = update.effective_message
        if isinstance(message, Message) and message.chat.type == message.chat.PRIVATE:
            await say(context.bot, the_room(update), (await words_for(update, self._assistant)).unknown_command)

    async def ask(self, update: Update, context: Context) -> None:
        """A question, as text or under a picture."""
        message = update.effective_message
        if not isinstance(message, Message) or not is_addressed(message, context.bot):
            return
        room = the_room(update)
        if message.chat.type != message.chat.PRIVATE and not question_of(message, context.bot):
            words = await words_for(update, self._assistant)
            await say(context.bot, room, words.mention_me, answers=message.message_id)
            return
        await self._answers.to(context.bot, room, message)

    async def ask_anew(self, update: Update, context: Context) -> None:
        """A question that was edited."""
        message = update.edited_message
        if message and is_addressed(message, context.bot):
            await self._answers.anew(context.bot, the_room(update), message)

    async def not_text(self, update: Update, context: Context) -> None:
        """A sticker, photo, voice message or the like, without a word."""
        message = update.effective_message
        if isinstance(message, Message) and is_addressed(message, context.bot):
            await say(context.bot, the_room(update), (await words_for(update, self._assistant)).text_only)

    async def press(self, update: Update, context: Context) -> None:
        """A button: shows the question that stands on it, then answers it."""
        query = update.callback_query
        if query is None:
            return
        message = query.message
        question = question_on(message.reply_markup, query.data or "") if isinstance(message, Message) else ""
        if not question:
            await acknowledge(query, (await words_for(update, self._assistant)).old_button)
            return
        await acknowledge(query)
        room = the_room(update)
        await deliver(context.bot, room, pages(quoted(question)), silent=True)
        await self._answers.give(context.bot, room, question)

    async def unknown_button(self, update: Update, context: Context) -> None:
        """A button that no part knows, such as one of an older version."""
        if update.callback_query:
            await acknowledge(update.callback_query, (await words_for(update, self._assistant)).old_button)

    async def turned_away(self, update: Update, first: bool) -> None:
        """More questions at once than may wait: says so, once."""
        if update.callback_query:
            await acknowledge(update.callback_query, (await words_for(update, self._assistant)).too_many)
        elif first:
            await say(update.get_bot(), the_room(update), (await words_for(update, self._assistant)).too_many)

    async def failed(self, update: object, context: Context) -> None:
        """What went wrong goes to the log; the person gets a sentence and the site to look at."""
        error = context.error
        conversation = room.conversation if isinstance(update, Update) and (room := room_of(update)) else ""
        if isinstance(error, Forbidden):
            log.info("telegram.blocked", conversation=conversation)
            return
        log.error(
            "telegram.turn_failed",
            conversation=conversation,
            update=update.update_id if isinstance(update, Update) else None,
            error=type(error).__name__,
            traceback=redacted_traceback(error) if error else "",
        )
        unreachable = isinstance(error, RetryAfter | NetworkError) and not isinstance(error, BadRequest)
        if not isinstance(update, Update) or not conversation or unreachable:
            return
        words = await words_for(update, self._assistant)
        site = self._assistant.library.academy.site
        sentence = f"{words.failed} {words.site.format(site=site)}" if site else words.failed
        with suppress(TelegramError):
            await say(context.bot, the_room(update), sentence)
