"""A reply as Telegram messages: the text, its sources, the human route, and the next questions as buttons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from bot.answers import Abstention, Answer, Citation, Clarification, Contact, Greeting, Reply
from bot.telegram.entities import Formatted, formatted, joined, linked
from bot.telegram.messages import Messages, messages
from bot.telegram.splitting import split

MOST_BUTTONS = 6
LONGEST_LABEL = 60  # characters; more is cut by phones anyway
SIDE_BY_SIDE = 12  # two labels up to this many characters share a row on a phone
LONGEST_TITLE = 70
ASK = "ask:"

Rows = Sequence[Sequence[InlineKeyboardButton]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message to send."""

    text: str
    entities: tuple[MessageEntity, ...] = ()
    keyboard: InlineKeyboardMarkup | None = None


def render(reply: Reply, *, rows: Rows = (), note: str = "") -> tuple[Outgoing, ...]:
    """The messages of a reply, in their order, at their end a note; under the last one the next questions as buttons, then
    the `rows`."""
    offered = suggested(reply.suggestions)
    buttons = [*(offered.inline_keyboard if offered else ()), *rows]
    text = joined((written(reply), formatted(note)), separator="\n\n")
    return pages(text, keyboard=InlineKeyboardMarkup(buttons) if buttons else None)


def written(reply: Reply) -> Formatted:
    """The text of a reply with whom to ask, where it could not be answered, and its sources."""
    words = messages(reply.language)
    match reply:
        case Answer() | Clarification() | Greeting():
            route = Formatted("")
        case Abstention():
            route = _route(reply.contact, words, told=reply.text)
        case _:
            assert_never(reply)
    sources = joined(_sources(reply.citations, words, told=reply.text), separator="\n")
    return joined((formatted(reply.text), route, sources), separator="\n\n")


def pages(message: Formatted, *, keyboard: InlineKeyboardMarkup | None = None) -> tuple[Outgoing, ...]:
    """A formatted text of any length as messages, the keyboard under the last."""
    *first, last = split(message) or (Formatted("…"),)
    return (
        *(Outgoing(text=part.text, entities=part.entities) for part in first),
        Outgoing(text=last.text, entities=last.entities, keyboard=keyboard),
    )


def suggested(suggestions: Sequence[str]) -> InlineKeyboardMarkup | None:
    """The suggestions as buttons. A button's data is its number only ("ask:0"): the question is the text on it, so
    that a keyboard still works after a restart and no question has to fit into 64 bytes."""
    labels = [shown for text in dict.fromkeys(suggestions) if (shown := shortened(text, LONGEST_LABEL))]
    rows: list[list[InlineKeyboardButton]] = []
    for number, shown in enumerate(labels[:MOST_BUTTONS]):
        button = InlineKeyboardButton(shown, callback_data=f"{ASK}{number}")
        if rows and len(rows[-1]) == 1 and max(len(shown), len(rows[-1][0].text)) <= SIDE_BY_SIDE:
            rows[-1].append(button)
        else:
            rows.append([button])
    return InlineKeyboardMarkup(rows) if rows else None


def question_on(markup: InlineKeyboardMarkup | None, pressed: str) -> str:
    """The question on the pressed button; empty when these are not our buttons."""
    buttons = (button for row in (markup.inline_keyboard if markup else ()) for button in row)
    if not pressed.startswith(ASK):
        return ""
    return next((button.text.rstrip("…").strip() for button in buttons if button.callback_data == pressed), "")


def shortened(text: str, most: int) -> str:
    """The text in one line of at most `most` characters, cut after a word where there is one."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    space = line.rfind(" ", most // 2, most)
    return f"{line[: space if space > 0 else most - 1]}…"


def _sources(citations: Sequence[Citation], words: Messages, *, told: str) -> Iterator[Formatted]:
    """One line for each source: "[1][3] 성동캠퍼스 · 2026-09-22 기준", its title a link where it has an address. Several
    of one day that the text names share a line, "[1] [2] 2026-09-22 기준", where each mark is the link."""
    numbers: dict[tuple[str, str, str], list[int]] = {}
    for citation in sorted(citations, key=lambda citation: citation.n):
        day = citation.as_of.isoformat() if citation.as_of else ""
        numbers.setdefault((citation.title, citation.url, day), []).append(citation.n)
    named = Counter(day for title, _, day in numbers if title in told)
    shared: dict[str, list[Formatted]] = {}
    for (title, url, day), marks in numbers.items():
        mark = "".join(f"[{n}]" for n in marks)
        if title in told and named[day] > 1:
            shared.setdefault(day, []).append(linked(mark, url))
            continue
        name = linked(shortened(title, LONGEST_TITLE) or words.untitled, url)
        date = Formatted(f" · {words.as_of.format(day=day)}" if day else "")
        yield joined((Formatted(f"{mark} "), name, date), separator="")
    for day, linked_marks in shared.items():
        date = Formatted(words.as_of.format(day=day) if day else "")
        yield joined((*linked_marks, date), separator=" ")


def _route(contact: Contact, words: Messages, *, told: str) -> Formatted:
    """Whom to ask, in one line, without what the text has told already."""
    parts = (
        Formatted(f"{words.phone} {contact.phone}" if contact.phone and contact.phone not in told else ""),
        Formatted(f"{words.email} {contact.email}" if contact.email and contact.email not in told else ""),
        linked(words.website if contact.url and contact.url not in told else "", contact.url),
    )
    return joined(parts, separator=" · ")
