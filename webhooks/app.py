"""The web server: the chat API, its health, and the widget."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

import anyio
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from bot.assistant import Assistant
from settings import Settings
from webhooks import (
    cards,
    chat,
    eligibility,
    errors,
    feedback,
    health,
    history,
    metrics,
    sessions,
    widget_files,
)
from webhooks.edges import SAFE_HEADERS, BodyLimit, SafeHeaders
from webhooks.limits import RateLimit
from webhooks.opening import Opening
from webhooks.sessions import HEADER, Sessions

_WAITING_FOR_A_MODEL = 64  # turns at once that mostly wait; without a model each keeps a core busy


def create_app(settings: Settings, assistant: Assistant | None = None) -> FastAPI:
    """The app over these settings. It opens an assistant of its own while it runs, unless one is given open.
    Where a webhook is set, it takes Telegram's updates, too. Raises `errors.OperatorError` when a setting cannot be
    read, or is missing."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.threads = anyio.CapacityLimiter(_WAITING_FOR_A_MODEL if settings.model else os.cpu_count() or 1)
        opening.start()
        try:
            async with reception.open() if reception else nullcontext():
                yield
        finally:
            await anyio.to_thread.run_sync(opening.close)

    opening = Opening(settings, assistant)
    reception = None
    if settings.telegram_webhook_url:
        from bot.telegram.webhook import PATH  # its library takes half a second to load
        from webhooks import telegram

        reception = telegram.Reception(settings, opening)
    app = FastAPI(title="Saessak", lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None,
                  telemetry={"tracing": False, "metrics": False, "logs": False})  # fmt: skip
    app.state.settings = settings
    app.state.opening = opening
    app.state.limit = RateLimit(settings)
    app.state.sessions = Sessions()
    app.state.metrics = metrics.Metrics()
    errors.install(app, headers=SAFE_HEADERS, origins=settings.allowed_origins)
    app.add_middleware(BodyLimit, larger={PATH: telegram.MAX_UPDATE_BYTES} if reception else {})
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Content-Type", HEADER],
            expose_headers=["Retry-After"],
        )
    app.add_middleware(SafeHeaders)
    for part in (cards, chat, eligibility, feedback, health, history, metrics, sessions):
        app.include_router(part.router)
    if reception:
        app.state.reception = reception
        app.include_router(telegram.router)
    app.router.routes.extend(widget_files.routes())
    return app
