"""Runs the Telegram channel against the double, in a thread with a loop of its own, by polling or by webhook."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import cast

from bot.assistant import Assistant
from bot.telegram.polling import poll
from settings import Settings
from tests.doubles.bot_api import TOKEN, BotApi
from tests.serving import free_port, serving
from webhooks.app import create_app

SECRET = "a-secret_of_the-webhook-0123456789"


def telegram_settings(
    api: BotApi, base: Settings | None = None, *, token: str = TOKEN, webhook: str = "", secret: str = SECRET
) -> Settings:
    """Settings (`base`'s, or only these) that lead to the double, and with `webhook` take its updates there."""
    own = {"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_BASE_URL": api.url}
    if webhook:
        own |= {"TELEGRAM_WEBHOOK_URL": webhook, "TELEGRAM_WEBHOOK_SECRET": secret}
    kept = {} if base is None else {
        field.validation_alias: getattr(base, name)
        for name, field in Settings.model_fields.items() if name in base.model_fields_set
    }  # fmt: skip
    return Settings.model_validate({**kept, **own})


@contextmanager
def polling(api: BotApi, assistant: object, base: Settings | None = None) -> Iterator[threading.Event]:
    """The channel answers while the block runs; what it raises is raised at the end. `assistant` is an
    `Assistant`, or has its face. The event says that it has ended by itself."""
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    ended = threading.Event()
    failures: list[BaseException] = []

    def run() -> None:
        try:
            loop.run_until_complete(poll(telegram_settings(api, base), cast(Assistant, assistant), stop))
            loop.run_until_complete(loop.shutdown_default_executor())
        except BaseException as error:
            failures.append(error)
        finally:
            loop.close()
            ended.set()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        api.until(lambda: bool(failures) or bool(api.called("getUpdates")), "the first poll")
        yield ended
    finally:
        with suppress(RuntimeError):  # the loop has ended by itself
            loop.call_soon_threadsafe(stop.set)
        thread.join(30)
    assert not thread.is_alive()
    if failures:
        raise failures[0]


@contextmanager
def by_webhook(api: BotApi, assistant: object, base: Settings | None = None) -> Iterator[str]:
    """The web server takes updates by webhook while the block runs, as `saessak serve` would; its address."""
    port = free_port()
    settings = telegram_settings(api, base, webhook=f"http://127.0.0.1:{port}")
    with serving(create_app(settings, cast(Assistant, assistant)), port=port) as address:
        api.until(lambda: bool(api.called("setWebhook")), "the webhook")
        yield address
