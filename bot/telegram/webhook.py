"""The webhook: the address that Telegram posts updates to, what it must look like, and that it stays registered."""

from __future__ import annotations

import asyncio
import ipaddress
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import structlog
from pydantic import SecretStr
from telegram import Bot

from bot.redaction import redact
from bot.telegram.channel import token_of
from bot.telegram.kinds import KINDS
from errors import OperatorError
from settings import Settings

PATH = "/telegram/webhook"
CONNECTIONS = 40  # at once, Telegram's own default
LOOK_EVERY = 600.0  # seconds
_OFFICIAL_PORTS = (443, 80, 88, 8443)  # Source: Bot API, setWebhook

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram posts updates to, and what proves that it is Telegram."""

    url: str
    secret: SecretStr

    async def keep_registered(self, bot: Bot) -> None:
        """Registers the webhook, looks after it from time to time, and tells the log what Telegram says is wrong with
        it. Goes on for ever; raises `TelegramError` when Telegram cannot be reached."""
        await self._register(bot)
        since = datetime.now(UTC)
        while True:
            await asyncio.sleep(LOOK_EVERY)
            info = await bot.get_webhook_info()
            if info.url != self.url:
                log.warning("telegram.webhook_was_changed")
                await self._register(bot)
            elif info.last_error_date and info.last_error_date > since:
                since = info.last_error_date
                said = redact(info.last_error_message or "")
                log.warning("telegram.webhook_troubled", said=said, pending=info.pending_update_count)

    async def _register(self, bot: Bot) -> None:
        await bot.set_webhook(
            self.url,
            secret_token=self.secret.get_secret_value(),
            allowed_updates=KINDS,
            max_connections=CONNECTIONS,
        )
        log.info("telegram.webhook_set", url=self.url)


def webhook_of(settings: Settings) -> Webhook:
    """The webhook of settings that name one. Raises `errors.OperatorError` with what to do when it could not work, or
    would let anybody in."""
    url = settings.telegram_webhook_url
    token_of(settings)
    if trouble := _trouble(settings):
        raise OperatorError(trouble)
    assert settings.telegram_webhook_secret is not None
    if urlsplit(url).path in ("", "/"):
        url = url.rstrip("/") + PATH
    return Webhook(url, settings.telegram_webhook_secret)


def _trouble(settings: Settings) -> str:
    secret = settings.telegram_webhook_secret.get_secret_value() if settings.telegram_webhook_secret else ""
    if not secret:
        return (
            "TELEGRAM_WEBHOOK_URL을 쓰려면 TELEGRAM_WEBHOOK_SECRET도 적어 주세요. 없으면 누구나 텔레그램인 척할 수 "
            '있어요. 새 값은 이렇게 만들 수 있어요: python3 -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        return "TELEGRAM_WEBHOOK_SECRET에는 영문자, 숫자, _, - 만 256자까지 적을 수 있어요."
    try:
        parts = urlsplit(settings.telegram_webhook_url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "TELEGRAM_WEBHOOK_URL을 읽을 수 없어요. https://chat.example.kr처럼 적어 주세요."
    if parts.scheme != "https" and not _is_loopback(host):
        return "TELEGRAM_WEBHOOK_URL은 https://로 시작해야 해요. 텔레그램은 암호화되지 않은 주소로 보내지 않아요."
    if "api.telegram.org" in settings.telegram_api_base_url:
        if _is_loopback(host):
            return "TELEGRAM_WEBHOOK_URL이 이 컴퓨터 안의 주소예요. 텔레그램이 닿을 수 있는 공개 주소를 적어 주세요."
        if port not in (None, *_OFFICIAL_PORTS):
            return "TELEGRAM_WEBHOOK_URL의 포트는 443, 80, 88, 8443 가운데 하나여야 해요."
    return ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
