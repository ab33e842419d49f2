"""Telegram's webhook: who posts, what is posted, and how soon it is let in; the answer goes its own way later."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, Request, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from telegram import Bot, Update
from telegram.error import InvalidToken, TelegramError

from bot.assistant import Assistant
from bot.errors import StoreDown
from bot.redaction import hide, redact
from bot.telegram.addressing import conversation_of
from bot.telegram.intake import Intake
from bot.telegram.running import running
from bot.telegram.webhook import PATH, webhook_of
from settings import Settings
from webhooks.errors import Refusal
from webhooks.metrics import AppMetrics
from webhooks.opening import RETRY_AFTER, Opening

MAX_UPDATE_BYTES = 1_000_000
LONGEST_PAUSE = 60.0  # seconds between two attempts to reach Telegram
_LOOK_AGAIN = 0.1  # seconds until the assistant is looked for again

router = APIRouter()
log = structlog.get_logger(__name__)


class Reception:
    """Runs the channel beside the web server, and lets in what is posted while it runs. Until then, and from when it
    stops, nothing is let in: Telegram keeps the updates and posts them again."""

    def __init__(self, settings: Settings, opening: Opening) -> None:
        """Raises what `webhook_of` does."""
        self._settings = settings
        self._opening = opening
        self._webhook = webhook_of(settings)
        self._stop = asyncio.Event()
        self._running: tuple[Bot, Intake] | None = None
        hide(self._webhook.secret.get_secret_value())

    def knows(self, secret: str) -> bool:
        """Whether this is the webhook's secret; tells by its time nothing of how much is right."""
        return hmac.compare_digest(secret.encode(), self._webhook.secret.get_secret_value().encode())

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Lets updates in during the block, as soon as the assistant is open and Telegram is reached. In the end what
        is in hand is finished."""
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            self._stop.set()
            await task

    async def let_in(self, body: bytes) -> str:
        """Lets one update in and says what became of it: "taken", "known" from before, or "unreadable". Raises a 503
        `Refusal` when Telegram shall keep it for a while."""
        if self._running is None:
            raise Refusal(503, "not_ready", retry_after=RETRY_AFTER)
        bot, intake = self._running
        try:
            update = _update_of(body, bot)
        except Exception as error:  # whatever is wrong with it, it will be no better the next time
            log.warning("telegram.unreadable_update", error=type(error).__name__, bytes=len(body))
            return "unreadable"
        try:
            return "taken" if await intake.admit(update) else "known"
        except (StoreDown, asyncio.QueueFull):
            raise Refusal(503, "busy", retry_after=RETRY_AFTER) from None

    async def _run(self) -> None:
        pause = 1.0
        while not self._stop.is_set():
            if self._opening.assistant is None:
                await self._wait(_LOOK_AGAIN)
                continue
            try:
                await self._answer(self._opening.assistant)
                pause = 1.0
            except InvalidToken:
                log.error("telegram.token_refused", hint="TELEGRAM_BOT_TOKEN을 @BotFather에서 다시 확인해 주세요.")
            except TelegramError as error:
                log.warning("telegram.unreachable", error=redact(str(error)), again_in=pause)
            except Exception:
                log.exception("telegram.failed")
            await self._wait(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _answer(self, assistant: Assistant) -> None:
        async with running(self._settings, assistant, self._webhook.keep_registered) as self._running:
            try:
                await self._stop.wait()
            finally:
                self._running = None

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stop.wait()
        except TimeoutError:
            pass


def _update_of(body: bytes, bot: Bot) -> Update:
    update = Update.de_json(json.loads(body), bot)
    if not (isinstance(update, Update) and isinstance(update.update_id, int) and 0 <= update.update_id < 2**63):
        raise ValueError("no update")
    conversation_of(update)  # looks into the message, as everything after it does
    return update


def reception_of(request: Request) -> Reception:
    """The app's reception. Raises a 401 `Refusal` for who does not know the secret, before anything is read."""
    reception = request.app.state.reception
    assert isinstance(reception, Reception)
    if not reception.knows(request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")):
        raise Refusal(401, "unauthorized")
    return reception


@router.post(PATH, include_in_schema=False)
async def receive(
    request: Request, reception: Annotated[Reception, Depends(reception_of)], metrics: AppMetrics
) -> Response:
    """Takes one update: 200 as soon as it is surely taken, and for one that can never be; else 503."""
    outcome = "refused"
    try:
        outcome = await reception.let_in(await request.body())
    except HTTPException as error:
        outcome = "unreadable"
        log.warning("telegram.unreadable_update", error=type(error).__name__, status=error.status_code)
    except ClientDisconnect:
        outcome = "broken_off"
    finally:
        metrics.received(outcome)
    return Response()
