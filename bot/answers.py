"""What the assistant says: a closed union that every channel renders, ending in `assert_never`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.subjects import Subject

Engine = Literal["catalog", "eligibility", "passages", "model"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Where something is written. `n` is the number shown as [n]. `texts` are the cited texts, one for each record, for the
    grounding check, `listed` the ids of the records of a cited table, for follow-up questions; neither is sent out."""

    n: int
    title: str
    file: str
    record: str
    url: str = ""
    as_of: date | None = None
    texts: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The human route."""

    phone: str = ""
    email: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reply:
    text: str
    engine: Engine = "passages"
    language: Literal["ko", "en"] = "ko"
    citations: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    contact: Contact = Contact()
    computed: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    watch: Subject | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(_Reply):
    """The question is answered from what is cited. `text` is Markdown: bold, "- " lists, links, [n] marks.
    `computed` are the figures worked out by code (counts, D-7), which no source states, `more` the ids of what a list
    left out, for "더 보여줘", `watch` what one may want to be told of later; neither is sent out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention(_Reply):
    """It is not written anywhere (or not ours to answer); says so, with the human route."""

    reason: Literal["not_written", "off_topic", "refused", "empty"] = "not_written"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clarification(_Reply):
    """The question may mean several things, or something is missing; asks. `suggestions` are the readings. `asking` names
    what a short next message answers (a rule's id, and its attribute if only one is missing); it is not sent out."""

    asking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting(_Reply):
    """Hello, thanks, who are you: a friendly word, introducing the assistant as an AI."""


Reply = Answer | Abstention | Clarification | Greeting
