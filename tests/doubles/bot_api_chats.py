"""The chats of the Bot API's double: what stands in them, and what the bot may do there."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.doubles.bot_api_forms import Upload
from tests.doubles.bot_api_rules import (
    LONGEST_CAPTION,
    Json,
    Refusal,
    bad,
    check_keyboard,
    check_place,
    check_text,
    content,
)

BOT: Json = {"id": 7654321098, "is_bot": True, "first_name": "새싹 도우미", "username": "saessak_test_bot"}
PERSON: Json = {"id": 501, "is_bot": False, "first_name": "지원자", "language_code": "ko"}
BURST = 6  # messages a chat takes at once; Telegram itself only says "short bursts"


@dataclass(slots=True)
class Chats:
    """Everything that was sent. Not locked: whoever calls sees to it that nobody else does."""

    ids: Iterator[int]
    sent: list[Json] = field(default_factory=list)  # by the bot
    said: list[Json] = field(default_factory=list)  # by people
    drafts: list[Json] = field(default_factory=list)
    files: dict[str, Upload] = field(default_factory=dict)
    sent_at: dict[int, float] = field(default_factory=dict)  # message → monotonic seconds
    flooded: dict[int, float] = field(default_factory=dict)  # chat → until when it takes nothing
    administers: set[int] = field(default_factory=set)  # the groups that the person administers
    _known: dict[int, Json] = field(default_factory=dict)
    _due: dict[int, float] = field(default_factory=dict)

    def envelope(self, chat: int) -> Json:
        """What every new message of a chat has; the chat is known from then on."""
        kind = {"type": "private", "first_name": "지원자"} if chat > 0 else {"type": "supergroup", "title": "스터디"}
        known = self._known.setdefault(chat, {"id": chat, **kind})
        return {"message_id": next(self.ids), "date": int(time.time()), "chat": known}

    def send_message(self, given: Json) -> Json:
        """sendMessage."""
        check_text(given["text"], given.get("entities") or [])
        return self._send(given, content(given))

    def send_document(self, given: Json) -> Json:
        """sendDocument."""
        document = given["document"]
        if isinstance(document, str):  # a file that is on the server already, or the name of another part
            document = given.get(document.removeprefix("attach://")) or self.files.get(document)
        if not isinstance(document, Upload):
            raise bad("wrong file identifier/HTTP URL specified")
        if not document.content:
            raise bad("file must be non-empty")
        check_text(given.get("caption", ""), given.get("caption_entities") or [], most=LONGEST_CAPTION, empty=True)
        id = f"file-{next(self.ids)}"
        self.files[id] = document
        about = {"file_id": id, "file_unique_id": id, "file_name": document.name, "mime_type": document.kind,
                 "file_size": len(document.content)}  # fmt: skip
        return self._send(given, {"document": about, **content(given)})

    def send_location(self, given: Json) -> Json:
        """sendLocation."""
        check_place(given)
        return self._send(given, {"location": _place(given), **content(given)})

    def send_venue(self, given: Json) -> Json:
        """sendVenue."""
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
        message = {**self.envelope(chat), "from": BOT, **more, **shown}
        self.sent.append(message)
        self.sent_at[message["message_id"]] = time.monotonic()
        return message

    def send_draft(self, given: Json) -> bool:
        """sendMessageDraft."""
        self._check_chat(given["chat_id"])
        if given["chat_id"] < 0:
            raise bad("drafts are shown in private chats only")
        if not given["draft_id"]:
            raise bad("DRAFT_ID_INVALID")
        check_text(given.get("text", ""), given.get("entities") or [], empty=True)
        self.drafts.append({"chat": given["chat_id"], "id": given["draft_id"], "text": given.get("text", "")})
        return True

    def get_chat_member(self, given: Json) -> Json:
        """getChatMember."""
        self._check_chat(given["chat_id"])
        if given["user_id"] != PERSON["id"]:
            raise Refusal(400, "Bad Request: member not found")
        if given["chat_id"] in self.administers:
            return {"status": "creator", "user": PERSON, "is_anonymous": False}
        return {"status": "member", "user": PERSON}

    def edit_message_text(self, given: Json) -> Json:
        """editMessageText."""
        message = self._own(given)
        if "text" not in message:
            raise bad("there is no text in the message to edit")
        check_text(given["text"], given.get("entities") or [])
        return self._edit(message, given, content(given))

    def edit_keyboard(self, given: Json) -> Json:
        """editMessageReplyMarkup."""
        message = self._own(given)
        kept = {key: value for key, value in content(message).items() if key != "reply_markup"}
        return self._edit(message, given, {**kept, **content({"reply_markup": given.get("reply_markup")})})

    def delete_message(self, given: Json) -> bool:
        """deleteMessage."""
        message = self._message(given["chat_id"], given["message_id"])
        if message is None:
            raise bad("message to delete not found")
        if message["from"] != BOT:
            raise bad("message can't be deleted")
        self.sent.remove(message)
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

    def send_chat_action(self, given: Json) -> bool:
        """sendChatAction."""
        self._check_chat(given["chat_id"])
        return True

    def _wait(self, chat: int) -> float:
        """Seconds until a chat may get a message: `BURST` at once, then one a second, or when a flood is over."""
        now = time.monotonic()
        due = max(self._due.get(chat, now), now)
        left = max(self.flooded.get(chat, now) - now, due - now - BURST)
        if left <= 0:
            self._due[chat] = due + 1
        return left

    def _message(self, chat: int, id: int) -> Json | None:
        both = (*self.sent, *self.said)
        return next((m for m in both if m["chat"]["id"] == chat and m["message_id"] == id), None)

    def _check_chat(self, chat: int) -> None:
        if chat not in self._known:
            raise bad("chat not found")


def _place(given: Json) -> Json:
    return {"latitude": given["latitude"], "longitude": given["longitude"]}
