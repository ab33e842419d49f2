"""A Telegram Bot API over loopback, as strict as the real one, with people who type, press and read."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, unquote

from tests.doubles.bot_api_schema import UnknownMethodError, WrongParametersError, parameters

Json = dict[str, Any]

TOKEN = "7654321098:token-of-the-double_0123456789-0123456"
BOT: Json = {"id": 7654321098, "is_bot": True, "first_name": "새싹 도우미", "username": "saessak_test_bot"}
PERSON: Json = {"id": 501, "is_bot": False, "first_name": "지원자", "language_code": "ko"}
BURST = 6  # messages a chat takes at once; Telegram itself only says "short bursts"
PATIENCE = 15.0  # seconds a test waits for what must come


class Refusal(Exception):
    """What the Bot API answers instead of a result."""

    def __init__(self, status: int, description: str, **extra: Any) -> None:
        super().__init__(description)
        self.status = status
        self.body: Json = {"ok": False, "error_code": status, "description": description, **extra}


@dataclass(slots=True)
class Fault:
    """How the next calls of a method go wrong."""

    method: str
    times: int = 1
    refusal: Refusal | None = None
    hang_after: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One call that was let in: its method and parameters."""

    method: str
    parameters: Json


@dataclass(slots=True, repr=False)
class BotApi:
    """The server's state and what a test does with it. Every method may be called from any thread."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    _updates: list[Json] = field(default_factory=list)
    _sent: list[Json] = field(default_factory=list)
    _chats: dict[int, Json] = field(default_factory=dict)
    _faults: list[Fault] = field(default_factory=list)
    _due: dict[int, float] = field(default_factory=dict)
    _flooded: dict[int, float] = field(default_factory=dict)
    _revoked: bool = False
    _polls: int = 0
    _closed: bool = False
    _ids: Iterator[int] = field(default_factory=lambda: count(100))
    _changed: threading.Condition = field(default_factory=threading.Condition)

    # What people do

    def send_text(self, chat: int, text: str, *, language: str = "ko", **more: Any) -> Json:
        """A person writes into a chat (a group when the number is negative). Commands and mentions get their
        entities; `more` are further fields of the message."""
        entities = more.pop("entities", None) or _detected(text)
        return self.send(chat, language=language, text=text, entities=entities, **more)

    def send(self, chat: int, *, language: str = "ko", **content: Any) -> Json:
        """A person sends anything: `sticker=…`, `photo=…` and so on. Returns the message."""
        with self._changed:
            message = {**self._envelope(chat), "from": {**PERSON, "language_code": language}, **content}
            self._put("message", message)
        return message

    def press(self, message: Json, label: str) -> str:
        """A person presses the button with this label. Returns the press's id."""
        for row in message["reply_markup"]["inline_keyboard"]:
            for button in row:
                if button["text"] == label:
                    return self.press_data(message, button["callback_data"])
        raise AssertionError(f"no button {label!r} under {message['text']!r}")

    def press_data(self, message: Json, data: str) -> str:
        """A person presses a button that sends this data."""
        with self._changed:
            id = str(next(self._ids))
            press = {"id": id, "from": PERSON, "chat_instance": "1", "data": data, "message": message}
            self._put("callback_query", press)
        return id

    # What people see

    def messages(self, chat: int) -> list[Json]:
        """What the bot has sent into a chat so far."""
        with self._changed:
            return [message for message in self._sent if message["chat"]["id"] == chat]

    def texts(self, chat: int) -> list[str]:
        """The texts of those messages."""
        return [message["text"] for message in self.messages(chat)]

    def wait(self, chat: int, number: int = 1) -> list[Json]:
        """The bot's messages in a chat, as soon as there are `number` of them."""
        self.until(lambda: len(self.messages(chat)) >= number, f"{number} messages in {chat}")
        return self.messages(chat)

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Waits until something is so. Fails with what was there instead."""
        with self._changed:
            if not self._changed.wait_for(holds, PATIENCE):
                raise AssertionError(f"waited in vain for {what}; sent: {self._sent}; refused: {self.refused}")

    def called(self, method: str) -> list[Call]:
        """The calls of one method so far."""
        with self._changed:
            return [call for call in self.calls if call.method == method]

    # What goes wrong

    def fail(self, method: str, status: int, description: str, *, times: int = 1) -> None:
        """The next calls of a method are refused."""
        with self._changed:
            self._faults.append(Fault(method, times, refusal=Refusal(status, description)))

    def hang_after(self, method: str, *, times: int = 1) -> None:
        """The next calls of a method take effect, but are never answered."""
        with self._changed:
            self._faults.append(Fault(method, times, hang_after=True))

    def flood(self, chat: int, seconds: float) -> None:
        """For so long, messages to a chat are refused with 429."""
        with self._changed:
            self._flooded[chat] = time.monotonic() + seconds

    def revoke(self) -> None:
        """The bot's token is good no longer."""
        with self._changed:
            self._revoked = True
            self._polls += 1  # the poll that waits ends
            self._changed.notify_all()

    # The server

    def handle(self, token: str, method: str, form: dict[str, str]) -> Json:
        """One call. Raises `Refusal`; blocks while a poll waits or a fault hangs."""
        if token != TOKEN or self._revoked:
            raise Refusal(401, "Unauthorized")
        try:
            given = parameters(method, form)
        except UnknownMethodError:
            raise Refusal(404, "Not Found: method not found") from None
        except WrongParametersError as error:
            raise Refusal(400, f"Bad Request: {error}") from None
        answer = _ANSWERS.get(method)
        if answer is None:
            raise Refusal(501, f"the double does not know {method}")
        with self._changed:
            self.calls.append(Call(method, given))
            fault = self._fault(method)
            if fault and fault.refusal:
                raise fault.refusal
            result = answer(self, given)
            self._changed.notify_all()
            if fault:
                self._changed.wait_for(lambda: self._closed)
        return {"ok": True, "result": result}

    def close(self) -> None:
        """Lets every waiting call go."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def note(self, refusal: Refusal) -> None:
        """Keeps what was refused, for the test to look at."""
        with self._changed:
            self.refused.append(str(refusal))
            self._changed.notify_all()

    def _fault(self, method: str) -> Fault | None:
        fault = next((fault for fault in self._faults if fault.method == method and fault.times), None)
        if fault:
            fault.times -= 1
        return fault

    def _envelope(self, chat: int) -> Json:
        kind = {"type": "private", "first_name": "지원자"} if chat > 0 else {"type": "supergroup", "title": "스터디"}
        known = self._chats.setdefault(chat, {"id": chat, **kind})
        return {"message_id": next(self._ids), "date": int(time.time()), "chat": known}

    def _put(self, kind: str, content: Json) -> None:
        self._updates.append({"update_id": next(self._ids), kind: content})
        self._changed.notify_all()

    def _get_me(self, given: Json) -> Json:
        return {**BOT, "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}

    def _accept(self, given: Json) -> bool:
        return True

    def _get_updates(self, given: Json) -> list[Json]:
        """The newer of two polls wins, as with the real one."""
        self._polls += 1
        mine = self._polls
        self._changed.notify_all()
        self._updates = [update for update in self._updates if update["update_id"] >= given.get("offset", 0)]
        kinds = given.get("allowed_updates") or ["message", "callback_query"]

        def ready() -> list[Json]:
            return [update for update in self._updates if set(kinds) & update.keys()]

        self._changed.wait_for(lambda: ready() or self._closed or self._polls != mine, given.get("timeout", 0))
        if self._polls != mine:
            raise Refusal(409, "Conflict: terminated by other getUpdates request")
        return ready()[: given.get("limit", 100)]

    def _send_message(self, given: Json) -> Json:
        chat = given["chat_id"]
        self._check_chat(chat)
        _check_text(given["text"], given.get("entities") or [])
        _check_keyboard(given.get("reply_markup") or {})
        replied = given.get("reply_parameters") or {}
        if (
            replied
            and not replied.get("allow_sending_without_reply")
            and not self._message(chat, replied["message_id"])
        ):
            raise Refusal(400, "Bad Request: message to be replied not found")
        if (left := self._wait(chat)) > 0:
            seconds = math.ceil(left)
            raise Refusal(429, f"Too Many Requests: retry after {seconds}", parameters={"retry_after": seconds})
        topic = {"message_thread_id": given["message_thread_id"]} if "message_thread_id" in given else {}
        message = {**self._envelope(chat), "from": BOT, **topic, **_content(given)}
        self._sent.append(message)
        return message

    def _edit_message_text(self, given: Json) -> Json:
        message = self._message(given["chat_id"], given["message_id"])
        if message is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        _check_text(given["text"], given.get("entities") or [])
        _check_keyboard(given.get("reply_markup") or {})
        new = _content(given)
        if new == _content(message):
            raise Refusal(400, "Bad Request: message is not modified")
        for key in ("entities", "reply_markup"):
            message.pop(key, None)
        message.update(new)
        return message

    def _send_chat_action(self, given: Json) -> bool:
        self._check_chat(given["chat_id"])
        return True

    def _wait(self, chat: int) -> float:
        """Seconds until a chat may get a message: `BURST` at once, then one a second, or when a flood is over."""
        now = time.monotonic()
        due = max(self._due.get(chat, now), now)
        left = max(self._flooded.get(chat, now) - now, due - now - BURST)
        if left <= 0:
            self._due[chat] = due + 1
        return left

    def _message(self, chat: int, id: int) -> Json | None:
        return next((m for m in self._sent if m["chat"]["id"] == chat and m["message_id"] == id), None)

    def _check_chat(self, chat: int) -> None:
        if chat not in self._chats:
            raise Refusal(400, "Bad Request: chat not found")


_ANSWERS: dict[str, Callable[[BotApi, Json], Any]] = {
    "getMe": BotApi._get_me,
    "getUpdates": BotApi._get_updates,
    "deleteWebhook": BotApi._accept,
    "setMyCommands": BotApi._accept,
    "answerCallbackQuery": BotApi._accept,
    "sendChatAction": BotApi._send_chat_action,
    "sendMessage": BotApi._send_message,
    "editMessageText": BotApi._edit_message_text,
}


@contextmanager
def open_bot_api() -> Iterator[BotApi]:
    """The double on a free port of this machine, until the block ends."""
    parameters("getMe", {})  # loads the schema now, lest the first caller wait for it
    api = BotApi()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            _, bot, method = unquote(self.path).split("/", 2)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            try:
                status, answer = 200, api.handle(bot.removeprefix("bot"), method, dict(parse_qsl(body, True)))
            except Refusal as refusal:
                api.note(refusal)
                status, answer = refusal.status, refusal.body
            with suppress(ConnectionError):  # the client no longer waits
                self._reply(status, json.dumps(answer).encode())

        def _reply(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Tests need no access log."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A connection that breaks is the client's business."""

    with Server(("127.0.0.1", 0), Handler) as server:
        api.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield api
        finally:
            api.close()
            server.shutdown()
            thread.join()


def _content(message: Json) -> Json:
    return {key: message[key] for key in ("text", "entities", "reply_markup") if key in message}


def _check_text(text: str, entities: list[Json]) -> None:
    units = text.encode("utf-16-le")
    length = len(units) // 2
    if not text.strip():
        raise Refusal(400, "Bad Request: message text is empty")
    if length > 4096:
        raise Refusal(400, "Bad Request: message is too long")
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if start < 0 or entity["length"] < 1 or end > length:
            raise Refusal(400, f"Bad Request: entity out of range: {entity}")
        try:
            units[2 * start : 2 * end].decode("utf-16-le")
        except UnicodeDecodeError:
            raise Refusal(400, f"Bad Request: entity begins or ends inside a character: {entity}") from None
        if entity["type"] == "text_link" and not entity.get("url", "").startswith(("http://", "https://", "tg://")):
            raise Refusal(400, "Bad Request: wrong HTTP URL specified")


def _check_keyboard(markup: Json) -> None:
    for row in markup.get("inline_keyboard", []):
        for button in row:
            if not button["text"].strip():
                raise Refusal(400, "Bad Request: inline keyboard button text is empty")
            if not 1 <= len(button.get("callback_data", "-").encode()) <= 64:
                raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")


def _detected(text: str) -> list[Json]:
    """The entities Telegram finds by itself in what people type."""
    found = []
    for word in text.split():
        kind = {"/": "bot_command", "@": "mention"}.get(word[0])
        if kind and word[1:2].isascii() and len(word) > 1:
            found.append({"type": kind, "offset": text.index(word), "length": len(word)})
    return found
