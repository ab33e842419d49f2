"""How the Bot API posts updates to a webhook: with the secret, in the order of each chat, again until it is told 200."""

from __future__ import annotations

import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from tests.doubles.bot_api_rules import Json, Refusal, bad

AGAIN_AFTER = 0.2  # seconds, at first; Telegram itself waits longer
LONGEST = 2.0
READ_WITHIN = 10.0


@dataclass(frozen=True, slots=True)
class Posted:
    """One call of the webhook: which update, what was answered (0 when nothing was), and when, in monotonic seconds."""

    update: int
    status: int
    at: float


@dataclass(slots=True)
class _Trouble:
    times: int = 0
    not_before: float = 0.0


@dataclass(repr=False)
class Postman:
    """Posts the `updates` that wait, each chat's one after the other, up to `max_connections` at a time. All state is
    read and written under `changed`."""

    changed: threading.Condition
    updates: list[Json]
    url: str = ""
    posted: list[Posted] = field(default_factory=list)
    taken: list[Json] = field(default_factory=list)
    held: bool = False
    deaf: int = 0  # of so many answers it hears nothing
    _given: Json = field(default_factory=dict)
    _troubles: dict[int, _Trouble] = field(default_factory=dict)
    _under_way: set[str] = field(default_factory=set)
    said: Json = field(default_factory=dict)
    _closed: bool = False
    _thread: threading.Thread | None = None
    _connections: list[HTTPConnection] = field(default_factory=list)
    _local: threading.local = field(default_factory=threading.local)

    def set(self, given: Json) -> bool:
        """setWebhook; refuses what Telegram refuses. Plain HTTP is taken for this machine only, as a Bot API server of
        one's own does."""
        url = given["url"]
        parts = urlsplit(url)
        if url and parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost"):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", given.get("secret_token", "-")):
            raise bad("secret token contains unallowed characters")
        if not 1 <= given.get("max_connections", 40) <= 100:
            raise bad("wrong max_connections")
        self.url, self._given = url, given
        if url and self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        return True

    def info(self) -> Json:
        """getWebhookInfo."""
        wanted: Json = {
            name: self._given[name] for name in ("allowed_updates", "max_connections") if name in self._given
        }
        info: Json = {"url": self.url, "has_custom_certificate": False, "pending_update_count": len(self.updates)}
        return {**info, **wanted, **self.said} if self.url else info

    def refuse_polls(self) -> None:
        """A poll while there is a webhook. Raises `Refusal`."""
        if self.url:
            raise Refusal(
                409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
                "webhook first",
            )  # fmt: skip

    def close(self) -> None:
        """Posts no more. Called without `changed`."""
        with self.changed:
            self._closed = True
            self.changed.notify_all()
        if self._thread:
            self._thread.join()
        for connection in self._connections:
            connection.close()

    def _run(self) -> None:
        with ThreadPoolExecutor(self._given.get("max_connections", 40)) as connections, self.changed:
            while not self._closed:
                for update in self._ready():
                    self._under_way.add(_chat_of(update))
                    connections.submit(self._post, update, self.url, self._given.get("secret_token"))
                self.changed.wait(0.05 if self._troubles else 1)

    def _ready(self) -> list[Json]:
        if self.held or not self.url:
            return []
        kinds = set(self._given.get("allowed_updates") or ["message", "edited_message", "callback_query"])
        busy, ready, now = set(self._under_way), [], time.monotonic()
        for update in self.updates:
            chat = _chat_of(update)
            if chat not in busy and kinds & update.keys():
                busy.add(chat)  # its next one waits until this one is taken
                if self._troubles.get(update["update_id"], _Trouble()).not_before <= now:
                    ready.append(update)
        return ready

    def _post(self, update: Json, url: str, secret: str | None) -> None:
        try:
            try:
                status, again_after = self._request(update, url, secret)
            except (ConnectionError, HTTPException):  # a connection that the server had closed meanwhile
                self._hang_up()
                status, again_after = self._request(update, url, secret)
        except (OSError, HTTPException):
            status, again_after = 0, None
            self._hang_up()
        with self.changed:
            self.posted.append(Posted(update["update_id"], status, time.monotonic()))
            self._under_way.discard(_chat_of(update))
            if status == 200 and self.deaf:
                self.deaf -= 1
                status = 0
            if status == 200:
                self._troubles.pop(update["update_id"], None)
                if update in self.updates:
                    self.updates.remove(update)
                    self.taken.append(update)
            else:
                trouble = self._troubles.setdefault(update["update_id"], _Trouble())
                trouble.times += 1
                pause = min(LONGEST, AGAIN_AFTER * 2 ** (trouble.times - 1)) if again_after is None else again_after
                trouble.not_before = time.monotonic() + pause
                reason = f"Wrong response from the webhook: {status}" if status else "Connection refused"
                self.said = {"last_error_date": int(time.time()), "last_error_message": reason}
            self.changed.notify_all()

    def _hang_up(self) -> None:
        if connection := getattr(self._local, "connection", None):
            connection.close()
            self._local.connection = None

    def _request(self, update: Json, url: str, secret: str | None) -> tuple[int, float | None]:
        parts = urlsplit(url)
        connection: Any = getattr(self._local, "connection", None)
        if connection is None:
            connection = HTTPConnection(parts.hostname or "", parts.port, timeout=READ_WITHIN)
            self._local.connection = connection
            self._connections.append(connection)
        headers = {"Content-Type": "application/json"}
        if secret is not None:
            headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        connection.request("POST", parts.path or "/", json.dumps(update).encode(), headers)
        with connection.getresponse() as response:
            response.read()
            told = response.headers.get("Retry-After")
            return response.status, float(told) if told else None


def _chat_of(update: Json) -> str:
    message = update.get("message") or update.get("edited_message") or update["callback_query"]["message"]
    return str(message["chat"]["id"])
