"""A Telegram Bot API over loopback, as strict as the real one, with people who type, press and read."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import unquote

from tests.doubles.bot_api_chats import BOT, BURST, PERSON, Chats
from tests.doubles.bot_api_forms import Upload, fields_and_files
from tests.doubles.bot_api_rules import (
    LONGEST_NOTICE,
    Json,
    Refusal,
    bad,
    check_commands,
    detected,
)
from tests.doubles.bot_api_schema import UnknownMethodError, WrongParametersError, parameters
from tests.doubles.bot_api_webhook import Postman

__all__ = ["BOT", "BURST", "PERSON", "TOKEN", "BotApi", "Json", "Refusal", "open_bot_api"]

TOKEN = "7654321098:token-of-the-double_0123456789-0123456"
PATIENCE = 60.0  # seconds a test waits for what must come; a program that starts on a busy machine takes some


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


# Each server counts on from elsewhere: a bot that has seen one update of an id takes a second for the same.
_FIRST_IDS = count(100, 1_000_000)


@dataclass(slots=True, repr=False)
class BotApi:
    """The server's state and what a test does with it. Every method may be called from any thread."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    _updates: list[Json] = field(default_factory=list)
    _presses: set[str] = field(default_factory=set)
    _faults: list[Fault] = field(default_factory=list)
    _revoked: bool = False
    _polls: int = 0
    _closed: bool = False
    _ids: Iterator[int] = field(default_factory=lambda: count(next(_FIRST_IDS)))
    _changed: threading.Condition = field(default_factory=threading.Condition)
    chats: Chats = field(init=False)
    postman: Postman = field(init=False)

    def __post_init__(self) -> None:
        self.chats = Chats(self._ids)
        self.postman = Postman(self._changed, self._updates)

    # What people do

    def send_text(self, chat: int, text: str, *, language: str = "ko", **more: Any) -> Json:
        """A person writes into a chat (a group when the number is negative). Commands and mentions get their
        entities; `more` are further fields of the message."""
        entities = more.pop("entities", None) or detected(text)
        return self.send(chat, language=language, text=text, entities=entities, **more)

    def send(self, chat: int, *, language: str = "ko", **content: Any) -> Json:
        """A person sends anything: `sticker=…`, `photo=…` and so on. Returns the message."""
        with self._changed:
            message = {**self.chats.envelope(chat), "from": {**PERSON, "language_code": language}, **content}
            self.chats.said.append(message)
            self._put("message", message)
        return message

    def edit(self, message: Json, text: str) -> Json:
        """A person edits what they wrote."""
        with self._changed:
            message.update(text=text, entities=detected(text), edit_date=int(time.time()))
            self._put("edited_message", message)
        return message

    def delete(self, message: Json) -> None:
        """A person deletes a message, theirs or the bot's."""
        with self._changed:
            for kept in (self.chats.said, self.chats.sent):
                kept[:] = (other for other in kept if other is not message)

    def press(self, message: Json, label: str) -> str:
        """A person presses the button with this label. Returns the press's id."""
        for row in message["reply_markup"]["inline_keyboard"]:
            for button in row:
                if button["text"] == label:
                    return self.press_data(message, button["callback_data"])
        raise AssertionError(f"no button {label!r} under {message['text']!r}")

    def press_data(self, message: Json, data: str, *, expired: bool = False) -> str:
        """A person presses a button that sends this data; `expired`: so long ago that it can no longer be answered."""
        with self._changed:
            id = str(next(self._ids))
            if not expired:
                self._presses.add(id)
            press = {"id": id, "from": PERSON, "chat_instance": "1", "data": data, "message": message}
            self._put("callback_query", press)
        return id

    # What people see

    def messages(self, chat: int) -> list[Json]:
        """What the bot has sent into a chat so far."""
        with self._changed:
            return [message for message in self.chats.sent if message["chat"]["id"] == chat]

    def texts(self, chat: int) -> list[str]:
        """The texts of those messages, or what stands under a file; of a place nothing."""
        return [message.get("text") or message.get("caption") or "" for message in self.messages(chat)]

    def drafts(self, chat: int) -> list[str]:
        """The texts of the drafts that were shown in a chat."""
        with self._changed:
            return [draft["text"] for draft in self.chats.drafts if draft["chat"] == chat]

    def file(self, message: Json) -> Upload:
        """The file that a message of the bot brought."""
        with self._changed:
            return self.chats.files[message["document"]["file_id"]]

    def wait(self, chat: int, number: int = 1) -> list[Json]:
        """The bot's messages in a chat, as soon as there are `number` of them."""
        self.until(lambda: len(self.messages(chat)) >= number, f"{number} messages in {chat}")
        return self.messages(chat)

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Waits until something is so, here or elsewhere: what happens elsewhere wakes nobody. Fails with what was there
        instead."""
        end = time.monotonic() + PATIENCE
        with self._changed:
            while not holds():
                if time.monotonic() > end:
                    raise AssertionError(f"waited in vain for {what}; sent: {self.chats.sent}; refused: {self.refused}")
                self._changed.wait(0.05)

    def called(self, method: str) -> list[Call]:
        """The calls of one method so far."""
        with self._changed:
            return [call for call in self.calls if call.method == method]

    def pending(self) -> int:
        """How many updates have not been taken yet."""
        with self._changed:
            return len(self._updates)

    # What goes wrong

    def send_again(self) -> None:
        """Every update that was ever posted to the webhook and is taken comes once more, as if its 200 had got lost."""
        with self._changed:
            self._updates.extend(self.postman.taken)
            self.postman.taken.clear()
            self._changed.notify_all()

    @contextmanager
    def turning_round(self) -> Iterator[None]:
        """What people send in the block comes after it, the last one first."""
        with self._changed:
            self.postman.held = True
            before = len(self._updates)
        yield
        with self._changed:
            self._updates[before:] = reversed(self._updates[before:])
            self.postman.held = False
            self._changed.notify_all()

    def troubled(self, at: float, why: str) -> None:
        """Telegram says that it could not reach the webhook, at this instant in seconds since 1970."""
        with self._changed:
            self.postman.said = {"last_error_date": int(at), "last_error_message": why}

    def lose_answers(self, number: int) -> None:
        """The next answers of the webhook do not arrive, though it has taken the updates."""
        with self._changed:
            self.postman.deaf = number

    def fail(self, method: str, status: int, description: str, *, times: int = 1, **parameters: Any) -> None:
        """The next calls of a method are refused; `parameters` are those of the refusal, such as `retry_after`."""
        more = {"parameters": parameters} if parameters else {}
        with self._changed:
            self._faults.append(Fault(method, times, refusal=Refusal(status, description, **more)))

    def hang_after(self, method: str, *, times: int = 1) -> None:
        """The next calls of a method take effect, but are never answered."""
        with self._changed:
            self._faults.append(Fault(method, times, hang_after=True))

    def flood(self, chat: int, seconds: float) -> None:
        """For so long, messages to a chat are refused with 429."""
        with self._changed:
            self.chats.flooded[chat] = time.monotonic() + seconds

    def revoke(self) -> None:
        """The bot's token is good no longer."""
        with self._changed:
            self._revoked = True
            self._polls += 1  # the poll that waits ends
            self._changed.notify_all()

    # The server

    def handle(self, token: str, method: str, form: dict[str, str], files: dict[str, Upload]) -> Json:
        """One call, and the files sent with it. Raises `Refusal`; blocks while a poll waits or a fault hangs."""
        if token != TOKEN or self._revoked:
            raise Refusal(401, "Unauthorized")
        try:
            given = parameters(method, {**dict.fromkeys(files, ""), **form}) | files
        except UnknownMethodError:
            raise Refusal(404, "Not Found: method not found") from None
        except WrongParametersError as error:
            raise bad(str(error)) from None
        if method not in _ANSWERS and method not in _IN_CHATS:
            raise Refusal(501, f"the double does not know {method}")
        with self._changed:
            self.calls.append(Call(method, given))
            fault = self._fault(method)
            if fault and fault.refusal:
                raise fault.refusal
            result = _ANSWERS[method](self, given) if method in _ANSWERS else _IN_CHATS[method](self.chats, given)
            self._changed.notify_all()
            if fault:
                self._changed.wait_for(lambda: self._closed)
        return {"ok": True, "result": result}

    def close(self) -> None:
        """Lets every waiting call go."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self.postman.close()

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

    def _put(self, kind: str, content: Json) -> None:
        self._updates.append({"update_id": next(self._ids), kind: content})
        self._changed.notify_all()

    def _get_me(self, given: Json) -> Json:
        return {**BOT, "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}

    def _set_webhook(self, given: Json) -> bool:
        if given.get("drop_pending_updates"):
            self._updates.clear()
        return self.postman.set(given)

    def _delete_webhook(self, given: Json) -> bool:
        return self._set_webhook({**given, "url": ""})

    def _get_webhook_info(self, given: Json) -> Json:
        return self.postman.info()

    def _get_updates(self, given: Json) -> list[Json]:
        """The newer of two polls wins, as with the real one."""
        self.postman.refuse_polls()
        self._polls += 1
        mine = self._polls
        self._changed.notify_all()
        self._updates[:] = [update for update in self._updates if update["update_id"] >= given.get("offset", 0)]
        kinds = given.get("allowed_updates") or ["message", "edited_message", "callback_query"]

        def ready() -> list[Json]:
            return [update for update in self._updates if set(kinds) & update.keys()]

        self._changed.wait_for(lambda: ready() or self._closed or self._polls != mine, given.get("timeout", 0))
        if self._polls != mine:
            raise Refusal(409, "Conflict: terminated by other getUpdates request")
        return ready()[: given.get("limit", 100)]

    def _delete_commands(self, given: Json) -> bool:
        return True

    def _answer_press(self, given: Json) -> bool:
        if len(given.get("text", "")) > LONGEST_NOTICE:
            raise bad("MESSAGE_TOO_LONG")
        if given["callback_query_id"] not in self._presses:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        return True

    def _set_commands(self, given: Json) -> bool:
        check_commands(given["commands"], given.get("language_code", ""))
        return True


_ANSWERS: dict[str, Callable[[BotApi, Json], Any]] = {
    "getMe": BotApi._get_me,
    "getUpdates": BotApi._get_updates,
    "setWebhook": BotApi._set_webhook,
    "deleteWebhook": BotApi._delete_webhook,
    "getWebhookInfo": BotApi._get_webhook_info,
    "setMyCommands": BotApi._set_commands,
    "deleteMyCommands": BotApi._delete_commands,
    "answerCallbackQuery": BotApi._answer_press,
}
_IN_CHATS: dict[str, Callable[[Chats, Json], Any]] = {
    "sendMessage": Chats.send_message,
    "sendMessageDraft": Chats.send_draft,
    "sendDocument": Chats.send_document,
    "sendLocation": Chats.send_location,
    "sendVenue": Chats.send_venue,
    "sendChatAction": Chats.send_chat_action,
    "editMessageText": Chats.edit_message_text,
    "editMessageReplyMarkup": Chats.edit_keyboard,
    "deleteMessage": Chats.delete_message,
    "getChatMember": Chats.get_chat_member,
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
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            form, files = fields_and_files(self.headers.get("Content-Type", ""), body)
            try:
                status, answer = 200, api.handle(bot.removeprefix("bot"), method, form, files)
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
