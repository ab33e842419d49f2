"""The answer as the outside sees it: one JSON object for the web API and for `saessak ask --json`."""

from __future__ import annotations

from datetime import date
from typing import Literal, assert_never

from pydantic import BaseModel

from bot.answers import Abstention, Answer, Citation, Clarification, Contact, Engine, Greeting, Reply
from bot.conversation import Turn

Kind = Literal["answer", "abstention", "clarification", "greeting"]


class CitationObject(BaseModel):
    """Where something is written. `url` is empty and `as_of` null when the source has none."""

    n: int
    title: str
    file: str
    record: str
    url: str
    as_of: date | None

    @classmethod
    def of(cls, cited: Citation) -> CitationObject:
        """The citation as it is published."""
        return cls(n=cited.n, title=cited.title, file=cited.file, record=cited.record, url=cited.url, as_of=cited.as_of)


class ContactObject(BaseModel):
    """The human route; what is not known is empty."""

    phone: str
    email: str
    url: str

    @classmethod
    def of(cls, contact: Contact) -> ContactObject:
        """The contact as it is published."""
        return cls(phone=contact.phone, email=contact.email, url=contact.url)


class AnswerObject(BaseModel):
    """One reply. `answer` is Markdown: bold, "- " lists, links and [n] marks that point to `citations`."""

    conversation_id: str
    message_id: str
    kind: Kind
    answer: str
    engine: Engine
    language: Literal["ko", "en"]
    citations: list[CitationObject]
    suggestions: list[str]
    contact: ContactObject


def kind_of(reply: Reply) -> Kind:
    """The word for a reply's type."""
    match reply:
        case Answer():
            return "answer"
        case Abstention():
            return "abstention"
        case Clarification():
            return "clarification"
        case Greeting():
            return "greeting"
        case _:
            assert_never(reply)


def answer_object(turn: Turn, *, conversation_id: str) -> AnswerObject:
    """What is published of a turn. `conversation_id` is the channel's public name of the thread."""
    reply = turn.reply
    return AnswerObject(
        conversation_id=conversation_id,
        message_id=turn.id,
        kind=kind_of(reply),
        answer=reply.text,
        engine=reply.engine,
        language=reply.language,
        citations=[CitationObject.of(citation) for citation in reply.citations],
        suggestions=list(reply.suggestions),
        contact=ContactObject.of(reply.contact),
    )
