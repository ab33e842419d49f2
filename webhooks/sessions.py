"""Anonymous sessions: a signed token that lets a page go on with its conversation, and read it again, for a day."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Annotated

import anyio
from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel, ConfigDict

from bot.assistant import Assistant
from bot.errors import StoreDown
from webhooks.errors import Refusal, documented
from webhooks.opening import ReadyAssistant

router = APIRouter()

LIFE = timedelta(hours=24)
HEADER = "X-Saessak-Session"
_TOKEN = re.compile(r"(?P<signed>(?P<id>s\.[\w-]{22})\.(?P<made>\d{1,11}))\.(?P<signature>[\w-]{43})", re.ASCII)
_KEY = "session"
_SECONDS_A_KEY_IS_KNOWN = 60.0  # a database that came back empty has another one


@dataclass(frozen=True, slots=True)
class Session:
    """A session. `id` names its conversation: with a dot, so that no request without the token can name it as well."""

    id: str
    token: str
    made: datetime

    @property
    def conversation(self) -> str:
        """The channel's key of its conversation."""
        return f"web:{self.id}"

    @property
    def expires(self) -> datetime:
        """The first instant at which it is over."""
        return self.made + LIFE


class Sessions:
    """Makes and reads tokens. They are signed with a key that all processes share; while the database is down, with one
    of this process, which goes on to be understood here."""

    def __init__(self) -> None:
        self._own = secrets.token_bytes(32)
        self._shared: bytes | None = None
        self._known_until = 0.0

    def make(self, assistant: Assistant, *, now: datetime) -> Session:
        """A new session, made at an aware instant."""
        signed = f"s.{secrets.token_urlsafe(16)}.{int(now.timestamp())}"
        key, *_ = self._keys(assistant)
        session = _session(f"{signed}.{_signature(signed, key)}")
        assert session is not None
        return session

    def read(self, token: str, assistant: Assistant, *, now: datetime) -> Session | None:
        """The session of a token; None for one that is over, or that nobody here has signed."""
        session = _session(token)
        if session is None or now >= session.expires:
            return None
        signed, _, signature = token.rpartition(".")
        valid = [hmac.compare_digest(signature, _signature(signed, key)) for key in self._keys(assistant)]
        return session if any(valid) else None

    def _keys(self, assistant: Assistant) -> list[bytes]:
        """The keys a token may be signed with, the first for new ones."""
        if time.monotonic() >= self._known_until:
            try:
                self._shared = assistant.signing_key(_KEY)
                self._known_until = time.monotonic() + _SECONDS_A_KEY_IS_KNOWN
            except StoreDown:
                pass
        return [self._own] if self._shared is None else [self._shared, self._own]


def _session(token: str) -> Session | None:
    """What a token says, whoever signed it."""
    match = _TOKEN.fullmatch(token)
    return match and Session(match["id"], token, datetime.fromtimestamp(int(match["made"]), UTC))


def _signature(signed: str, key: bytes) -> str:
    digest = hmac.new(key, signed.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


class SessionRequest(BaseModel):
    """The token that a page has, if it has one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    session: str | None = None


class SessionObject(BaseModel):
    """A token that is valid until `expires`; `fresh` when it was made now, and so has no history."""

    session: str
    expires: datetime
    fresh: bool


@router.post("/api/session", responses=documented(415, 422, 503))
def session(request: Request, body: SessionRequest, assistant: ReadyAssistant) -> SessionObject:
    """The session that a page has, where it is still valid, else a new one."""
    sessions, now = _sessions_of(request), datetime.now(UTC)
    found = sessions.read(body.session, assistant, now=now) if body.session else None
    given = found or sessions.make(assistant, now=now)
    return SessionObject(session=given.token, expires=given.expires, fresh=found is None)


async def session_of(
    request: Request, assistant: ReadyAssistant, token: Annotated[str | None, Header(alias=HEADER)] = None
) -> Session | None:
    """The session of a request, None without one. Raises a 401 `Refusal` for one that is over or forged."""
    if token is None:
        return None
    read = partial(_sessions_of(request).read, token, assistant, now=datetime.now(UTC))
    found = await anyio.to_thread.run_sync(read)
    if found is None:
        raise Refusal(401, "session_expired")
    return found


def _sessions_of(request: Request) -> Sessions:
    sessions = request.app.state.sessions
    assert isinstance(sessions, Sessions)
    return sessions


AnySession = Annotated[Session | None, Depends(session_of)]


async def required_session(found: AnySession) -> Session:
    """The session of a request. Raises a 401 `Refusal` without one."""
    if found is None:
        raise Refusal(401, "session_expired")
    return found


OwnSession = Annotated[Session, Depends(required_session)]
