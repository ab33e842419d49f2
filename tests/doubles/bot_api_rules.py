"""What Telegram refuses although the schema allows it: lengths, entities, buttons, commands."""

from __future__ import annotations

import re
from typing import Any

Json = dict[str, Any]

LONGEST_TEXT = 4096  # UTF-16 units
LONGEST_CAPTION = 1024
LONGEST_NOTICE = 200  # characters of an answer to a press
MOST_BUTTONS = 100
_ADDRESS = re.compile(r"(?i)(?:https?|tg)://\S+")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_KINDS = frozenset(
    "mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler blockquote "
    "expandable_blockquote code pre text_link text_mention custom_emoji date_time".split()
)  # those of the schema, which takes seconds to load
_CONTENT = ("text", "entities", "caption", "caption_entities", "reply_markup")


class Refusal(Exception):
    """What the Bot API answers instead of a result."""

    def __init__(self, status: int, description: str, **extra: Any) -> None:
        super().__init__(description)
        self.status = status
        self.body: Json = {"ok": False, "error_code": status, "description": description, **extra}


def bad(why: str) -> Refusal:
    """The refusal of a call that is wrong."""
    return Refusal(400, f"Bad Request: {why}")


def content(given: Json) -> Json:
    """What people see of a message: its text as Telegram keeps it, trimmed, and its buttons. A keyboard that only
    asks for a reply (`force_reply`) is no part of the message."""
    kept = {key: given[key] for key in _CONTENT if given.get(key)}
    for text, entities in (("text", "entities"), ("caption", "caption_entities")):
        if text in kept:
            _trim(kept, text, entities)
    if "inline_keyboard" not in kept.get("reply_markup", {}):
        kept.pop("reply_markup", None)
    return kept


def check_text(text: str, entities: list[Json], *, most: int = LONGEST_TEXT, empty: bool = False) -> None:
    """Refuses a text that is empty (unless `empty`) or too long, and entities that do not fit it."""
    units = text.encode("utf-16-le", "surrogatepass")
    length = len(units) // 2
    if not empty and not text.strip():
        raise bad("message text is empty")
    if _units(text.strip()) > most:
        raise bad("message is too long" if most == LONGEST_TEXT else "message caption is too long")
    quotes = [entity for entity in entities if entity["type"].endswith("blockquote")]
    if any(one is not other and _overlap(one, other) for one in quotes for other in quotes):
        raise bad("quotations can't be nested")
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if start < 0 or entity["length"] < 1 or end > length:
            raise bad(f"entity out of range: {entity}")
        try:
            units[2 * start : 2 * end].decode("utf-16-le")
        except UnicodeDecodeError:
            raise bad(f"entity begins or ends inside a character: {entity}") from None
        if entity["type"] not in _KINDS:
            raise bad(f"unsupported entity type: {entity}")
        if entity["type"] == "text_link" and not _ADDRESS.match(entity.get("url", "")):
            raise bad("wrong HTTP URL specified")


def check_keyboard(markup: Json) -> None:
    """Refuses buttons without a text or with wrong data, and too many of them."""
    buttons = [button for row in markup.get("inline_keyboard", []) for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    for button in buttons:
        actions = button.keys() - {"text", "style", "icon_custom_emoji_id"}
        if not button["text"].strip():
            raise bad("inline keyboard button text is empty")
        if len(actions) != 1:
            raise bad(f"an inline button does exactly one thing, not {sorted(actions)}")
        if not 1 <= len(button.get("callback_data", "-").encode()) <= 64:
            raise bad("BUTTON_DATA_INVALID")
        if "url" in button and not _ADDRESS.fullmatch(button["url"]):
            raise bad("BUTTON_URL_INVALID")
    if len(markup.get("input_field_placeholder", "-")) not in range(1, 65):
        raise bad("the placeholder of the input field is too long")


def check_commands(commands: list[Json], language: str) -> None:
    """Refuses a menu that is too long, and names, descriptions and languages that Telegram does not take."""
    if len(commands) > 100:
        raise bad("too many commands")
    for command in commands:
        if not _COMMAND.fullmatch(command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"].strip()) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    if language and not _LANGUAGE.fullmatch(language):
        raise bad("LANG_CODE_INVALID")


def check_place(given: Json) -> None:
    """Refuses a place that is not on Earth."""
    if not (-90 <= given["latitude"] <= 90 and -180 <= given["longitude"] <= 180):
        raise bad("wrong coordinates")


def detected(text: str) -> list[Json]:
    """The entities Telegram finds by itself in what people type."""
    found = []
    for word in text.split():
        kind = {"/": "bot_command", "@": "mention"}.get(word[0])
        if kind and word[1:2].isascii() and len(word) > 1:
            found.append({"type": kind, "offset": _units(text[: text.index(word)]), "length": _units(word)})
    return found


def _trim(message: Json, text: str, entities: str) -> None:
    whole = message[text]
    message[text] = whole.strip()
    start, end = _units(whole) - _units(whole.lstrip()), _units(whole.rstrip())
    spans = ((max(e["offset"], start), min(e["offset"] + e["length"], end), e) for e in message.pop(entities, []))
    if kept := [{**e, "offset": left - start, "length": right - left} for left, right, e in spans if left < right]:
        message[entities] = kept


def _overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
