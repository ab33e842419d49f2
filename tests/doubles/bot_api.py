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
from urllib.parse import unquote

from tests.doubles.bot_api_forms import Upload, fields_and_files
from tests.doubles.bot_api_rules import (
    LONGEST_CAPTION,
    LONGEST_NOTICE,
    Json,
    Refusal,
    bad,
    check_commands,
    check_keyboard,
    check_place,
    check_text,
    content,
    detected,
)
from tests.doubles.bot_api_schema import UnknownMethodError, WrongParametersError, parameters
from tests.doubles.bot_api_webhook import Postman

__all__ = ["BOT", "BURST", "PERSON", "TOKEN", "BotApi", "Json", "Refusal", "open_bot_api"]

TOKEN = "7654321098:token-of-the-double_0123456789-0123456"
BOT: Json = {"id": 7654321098, "is_bot": True, "first_name": "새싹 도우미", "username": "saessak_test_bot"}
PERSON: Json = {"id": 501, "is_bot": False, "first_name": "지원자", "language_code": "ko"}
BURST = 6  # messages a chat takes at once; Telegram itself only says "short bursts"
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
    sent_at: dict[int, float] = field(default_factory=dict)  # message → monotonic seconds
    _sent: list[Json] = field(default_factory=list)
    _said: list[Json] = field(default_factory=list)
    _drafts: list[Json] = field(default_factory=list)
    _files: dict[str, Upload] = field(default_factory=dict)
    _presses: set[str] = field(default_factory=set)
    _chats: dict[int, Json] = field(default_factory=dict)
    _faults: list[Fault] = field(default_factory=list)
    _due: dict[int, float] = field(default_factory=dict)
    administers: set[int] = field(default_factory=set)
    """The groups that the person administers."""
    _flooded: dict[int, float] = field(default_factory=dict)
    _revoked: bool = False
    _polls: int = 0
    _closed: bool = False
    _ids: Iterator[int] = field(default_factory=lambda: count(next(_FIRST_IDS)))
    _changed: threading.Condition = field(default_factory=threading.Condition)
    postman: Postman = field(init=False)

    def __post_init__(self) -> None:
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
            message = {**self._envelope(chat), "from": {**PERSON, "language_code": language}, **content}
            self._said.append(message)
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
            for kept in (self._said, self._sent):
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
            return [message for message in self._sent if message["chat"]["id"] == chat]

    def texts(self, chat: int) -> list[str]:
        """The texts of those messages, or what stands under a file; of a place nothing."""
        return [message.get("text") or message.get("caption") or "" for message in self.messages(chat)]

    def drafts(self, chat: int) -> list[str]:
        """The texts of the drafts that were shown in a chat."""
        with self._changed:
            return [draft["text"] for draft in self._drafts if draft["chat"] == chat]

    def file(self, message: Json) -> Upload:
        """The file that a message of the bot brought."""
        with self._changed:
            return self._files[message["document"]["file_id"]]

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
            self._flooded[chat] = time.monotonic() + seconds

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

    def _envelope(self, chat: int) -> Json:
        kind = {"type": "private", "first_name": "지원자"} if chat > 0 else {"type": "supergroup", "title": "스터디"}
        known = self._chats.setdefault(chat, {"id": chat, **kind})
        return {"message_id": next(self._ids), "date": int(time.time()), "chat": known}

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

    def _send_message(self, given: Json) -> Json:
        check_text(given["text"], given.get("entities") or [])
        return self._send(given, content(given))

    def _send_document(self, given: Json) -> Json:
        document = given["document"]
        if isinstance(document, str):  # a file that is on the server already, or the name of another part
            document = given.get(document.removeprefix("attach://")) or self._files.get(document)
        if not isinstance(document, Upload):
            raise bad("wrong file identifier/HTTP URL specified")
        if not document.content:
            raise bad("file must be non-empty")
        check_text(given.get("caption", ""), given.get("caption_entities") or [], most=LONGEST_CAPTION, empty=True)
        id = f"file-{next(self._ids)}"
        self._files[id] = document
        about = {"file_id": id, "file_unique_id": id, "file_name": document.name, "mime_type": document.kind,
                 "file_size": len(document.content)}  # fmt: skip
        return self._send(given, {"document": about, **content(given)})

    def _send_location(self, given: Json) -> Json:
        check_place(given)
        return self._send(given, {"location": _place(given), **content(given)})

    def _send_venue(self, given: Json) -> Json:
        check_place(given)
        if not (given["title"].strip() and given["address"].strip()):
            raise bad("venue title and address must be non-empty")
        venue = {"location": _place(given), "title": given["title"], "address": given["address"]}
        return self._send(given, {"location": venue["location"], "venue": venue, **content(given)})

    def _send(self, given: Json, shown: Json) -> Json:
        """Puts a message into its chat, unless it must wait, or has wrong buttons or nothing to reply to."""
        chat = given["chat_id"]
        self._check_chat(chat)
        check_keyboard(given.get("reply_markup") or {})
        replied = given.get("reply_parameters") or {}
        quoted = self._message(chat, replied["message_id"]) if replied else None
        if replied and not quoted and not replied.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        if (left := self._wait(chat)) > 0:
            seconds = math.ceil(left)
            raise Refusal(429, f"Too Many Requests: retry after {seconds}", parameters={"retry_after": seconds})
        topic = given.get("message_thread_id")
        more: Json = {"message_thread_id": topic, "is_topic_message": True} if topic else {}
        if quoted:
            more["reply_to_message"] = {key: value for key, value in quoted.items() if key != "reply_to_message"}
        message = {**self._envelope(chat), "from": BOT, **more, **shown}
        self._sent.append(message)
        self.sent_at[message["message_id"]] = time.monotonic()
        return message

    def _send_draft(self, given: Json) -> bool:
        self._check_chat(given["chat_id"])
        if given["chat_id"] < 0:
            raise bad("drafts are shown in private chats only")
        if not given["draft_id"]:
            raise bad("DRAFT_ID_INVALID")
        check_text(given.get("text", ""), given.get("entities") or [], empty=True)
        self._drafts.append({"chat": given["chat_id"], "id": given["draft_id"], "text": given.get("text", "")})
        return True

    def _delete_commands(self, given: Json) -> bool:
        return True

    def _get_chat_member(self, given: Json) -> Json:
        self._check_chat(given["chat_id"])
        if given["user_id"] != PERSON["id"]:
            raise Refusal(400, "Bad Request: member not found")
        if given["chat_id"] in self.administers:
            return {"status": "creator", "user": PERSON, "is_anonymous": False}
        return {"status": "member", "user": PERSON}

    def _edit_message_text(self, given: Json) -> Json:
        message = self._own(given)
        if "text" not in message:
            raise bad("there is no text in the message to edit")
        check_text(given["text"], given.get("entities") or [])
        return self._edit(message, given, content(given))

    def _edit_keyboard(self, given: Json) -> Json:
        message = self._own(given)
        kept = {key: value for key, value in content(message).items() if key != "reply_markup"}
        return self._edit(message, given, {**kept, **content({"reply_markup": given.get("reply_markup")})})

    def _delete_message(self, given: Json) -> bool:
        message = self._message(given["chat_id"], given["message_id"])
        if message is None:
            raise bad("message to delete not found")
        if message["from"] != BOT:
            raise bad("message can't be deleted")
        self._sent.remove(message)
        return True

    def _edit(self, message: Json, given: Json, new: Json) -> Json:
        check_keyboard(given.get("reply_markup") or {})
        old = content(message)
        if new == old:
            raise bad("message is not modified: specified new message content and reply markup are exactly the same")
        for key in old:
            message.pop(key)
        message.update(new, edit_date=int(time.time()))
        return message

    def _own(self, given: Json) -> Json:
        """The message to edit: one that is there and the bot's."""
        message = self._message(given["chat_id"], given["message_id"])
        if message is None:
            raise bad("message to edit not found")
        if message["from"] != BOT:
            raise bad("message can't be edited")
        return message

    def _answer_press(self, given: Json) -> bool:
        if len(given.get("text", "")) > LONGEST_NOTICE:
            raise bad("MESSAGE_TOO_LONG")
        if given["callback_query_id"] not in self._presses:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        return True

    def _set_commands(self, given: Json) -> bool:
        check_commands(given["commands"], given.get("language_code", ""))
        return True

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
        both = (*self._sent, *self._said)
        return next((m for m in both if m["chat"]["id"] == chat and m["message_id"] == id), None)

    def _check_chat(self, chat: int) -> None:
        if chat not in self._chats:
            raise bad("chat not found")


_ANSWERS: dict[str, Callable[[BotApi, Json], Any]] = {
    "getMe": BotApi._get_me,
    "getUpdates": BotApi._get_updates,
    "setWebhook": BotApi._set_webhook,
    "deleteWebhook": BotApi._delete_webhook,
    "getWebhookInfo": BotApi._get_webhook_info,
    "deleteMyCommands": BotApi._delete_commands,
    "getChatMember": BotApi._get_chat_member,
    "setMyCommands": BotApi._set_commands,
    "answerCallbackQuery": BotApi._answer_press,
    "sendChatAction": BotApi._send_chat_action,
    "sendMessage": BotApi._send_message,
    "sendMessageDraft": BotApi._send_draft,
    "sendDocument": BotApi._send_document,
    "sendLocation": BotApi._send_location,
    "sendVenue": BotApi._send_venue,
    "editMessageText": BotApi._edit_message_text,
    "editMessageReplyMarkup": BotApi._edit_keyboard,
    "deleteMessage": BotApi._delete_message,
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


def _place(given: Json) -> Json:
    return {"latitude": given["latitude"], "longitude": given["longitude"]}
