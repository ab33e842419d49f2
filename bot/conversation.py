"""A question as a channel hands it in, and the names of the channels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.answers import Reply

Channel = Literal["web", "telegram", "terminal"]
Locale = Literal["ko", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person asked. `conversation` is the channel's own key of the thread ("telegram:42"), under which
    the turn is remembered; empty means a single question. `locale` None means: as the question is written."""

    text: str
    conversation: str = ""
    channel: Channel = "web"
    locale: Locale | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question and its reply. `id` names the message for feedback; `milliseconds` is the time it took."""

    id: str
    question: Question
    reply: Reply
    milliseconds: float
