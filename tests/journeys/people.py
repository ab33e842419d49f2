"""People of the journeys: they speak in a chat of their own, press buttons, and read what the bot says."""

from __future__ import annotations

from tests.doubles.bot_api import BotApi, Json


class Person:
    """Someone with a chat of their own."""

    def __init__(self, api: BotApi, chat: int) -> None:
        self.api = api
        self.chat = chat

    def says(self, text: str) -> Json:
        """What the bot answers to this text."""
        before = len(self.api.messages(self.chat))
        self.api.send_text(self.chat, text)
        return self.api.wait(self.chat, before + 1)[before]

    def presses(self, message: Json, label: str) -> Json:
        """What the bot answers to this button; the question is shown first."""
        before = len(self.api.messages(self.chat))
        self.api.press(message, label)
        shown, answer = self.api.wait(self.chat, before + 2)[before : before + 2]
        assert shown["text"] == label
        return answer

    def changes(self, message: Json, label: str, part: str) -> None:
        """Presses a button, upon which the message itself changes: to one with this text."""
        self.api.press(message, label)
        self.api.until(lambda: part in message["text"], f"{part!r} in the page")


def buttons(message: Json) -> list[str]:
    """The labels of the buttons under a message."""
    return [button["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]
