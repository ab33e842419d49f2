"""What a chat shows while an answer is in the making: "typing…", then what is written so far."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Literal

import structlog
from telegram import ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.conversation import Listener
from bot.telegram.addressing import Room
from bot.telegram.delivery import NO_PREVIEW, remove
from bot.telegram.entities import formatted
from bot.telegram.pacing import IF_THERE_IS_ROOM, NoRoom
from bot.telegram.rendering import Outgoing, pages

TYPING_AFTER = 0.4  # seconds; a quicker answer needs no "typing…", which would outlive it
TYPING_AGAIN = 4.0  # seconds; Telegram shows it for five
DRAFT_EVERY = 0.5  # seconds between two drafts
EDIT_EVERY = 1.2  # seconds between two edits of one message
SETTLED_WITHIN = 1.0  # seconds that a finished answer waits, once, for a preview that is on its way

Kind = Literal["draft", "message", "typing"]

log = structlog.get_logger(__name__)


class Preview(Listener):
    """Shows an answer in its chat while it is written, and never stands in the way of the finished one.

    A "draft", in a private chat, goes away with the next real message. Where drafts do not work, and in a group, it is a
    "message" that is edited, and that the finished answer is then put `over`. "typing" shows no more than that. Only
    what Telegram takes at once is shown; when it tells to wait, the previews of this answer end.
    """

    def __init__(self, bot: ExtBot[Any], room: Room, kind: Kind, *, answers: int | None = None) -> None:
        """`answers` is the message that a preview which is a message replies to."""
        super().__init__()
        self._bot = bot
        self._room = room
        self._kind = kind
        self._draft = secrets.randbelow(2**31 - 1) + 1  # 0 is no id of a draft
        self._answers = answers
        self._message: int | None = None
        self._loop = asyncio.get_running_loop()
        self._heard = asyncio.Event()
        self._text = ""
        self._page = Outgoing(text="")  # that is shown
        self._on_its_way = False
        self._over = False

    def say(self, text: str) -> None:
        self._text += text
        if self._kind != "typing":
            with suppress(RuntimeError):  # the loop is closed: the program has ended meanwhile
                self._loop.call_soon_threadsafe(self._heard.set)

    def start_over(self) -> None:
        self._text = ""

    @property
    def over(self) -> tuple[int, ...]:
        """The message to put the finished answer over: none was sent, or an edit of it may still arrive, if empty."""
        return (self._message,) if self._message is not None and not self._on_its_way else ()

    @asynccontextmanager
    async def shown(self) -> AsyncIterator[None]:
        """Shows it while the block runs. Whoever leaves the block early leaves the answer, too."""
        task = asyncio.create_task(self._show())
        try:
            yield
        except BaseException:
            self.leave()
            raise
        finally:
            await self._end(task)

    async def take_away(self) -> None:
        """Removes a preview that is a message and that no answer was put over."""
        if self._message is not None:
            await remove(self._bot, self._room, (self._message,))

    async def _end(self, task: asyncio.Task[None]) -> None:
        self._over = True
        if self._on_its_way:
            await asyncio.wait((task,), timeout=SETTLED_WITHIN)
        task.cancel()
        await asyncio.wait((task,))
        if not task.cancelled() and (error := task.exception()):
            log.warning("telegram.preview_failed", conversation=self._room.conversation, error=type(error).__name__)

    async def _show(self) -> None:
        await self._type()
        while not self._over:
            page = pages(formatted(self._text))[0]
            if self._text.strip() and page != self._page:
                self._on_its_way = True
                if not await self._put(page):
                    return
                self._on_its_way = False
            await asyncio.sleep(DRAFT_EVERY if self._kind == "draft" else EDIT_EVERY)

    async def _type(self) -> None:
        """Shows "typing…" until there is something to read: only the answer is to follow a draft."""
        pause = TYPING_AFTER
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._heard.wait(), pause)
                return
            pause = TYPING_AGAIN
            with suppress(TelegramError):
                await self._bot.send_chat_action(self._room.chat, ChatAction.TYPING, message_thread_id=self._room.topic)

    async def _put(self, page: Outgoing) -> bool:
        """Shows a page, if there is room for it now; whether to go on."""
        try:
            await self._send(page)
        except NoRoom:
            return True
        except (RetryAfter, Forbidden):
            self._on_its_way = False
            return False
        except NetworkError as error:
            if not isinstance(error, BadRequest):  # it may arrive yet
                return self._kind == "draft"
            return self._otherwise()
        except TelegramError:
            return self._otherwise()
        self._page = page
        return True

    def _otherwise(self) -> bool:
        """Telegram does not take it: where that was a draft, goes on with a message."""
        self._on_its_way = False
        was, self._kind = self._kind, "message"
        return was == "draft"

    async def _send(self, page: Outgoing) -> None:
        where: dict[str, Any] = {"chat_id": self._room.chat, "text": page.text, "entities": page.entities or None}
        if self._kind == "draft":
            await self._bot.send_message_draft(
                **where, draft_id=self._draft, message_thread_id=self._room.topic, rate_limit_args=IF_THERE_IS_ROOM
            )
        elif self._message is not None:
            await self._bot.edit_message_text(
                **where, message_id=self._message, link_preview_options=NO_PREVIEW, rate_limit_args=IF_THERE_IS_ROOM
            )
        else:
            reply = ReplyParameters(self._answers, allow_sending_without_reply=True) if self._answers else None
            sent = await self._bot.send_message(
                **where,
                message_thread_id=self._room.topic,
                reply_parameters=reply,
                link_preview_options=NO_PREVIEW,
                rate_limit_args=IF_THERE_IS_ROOM,
            )
            self._message = sent.message_id
