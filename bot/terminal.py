"""A reply as the terminal shows it: the text, where it is written, the human route, what to ask next."""

from __future__ import annotations

import re
from typing import assert_never

from rich.text import Text

from bot.answers import Abstention, Answer, Citation, Clarification, Contact, Greeting, Reply

_MARKS = re.compile(
    r"\*\*(?P<bold>[^*\n]+)\*\*"
    r"|\[(?P<label>[^\[\]\n]+)\]\((?P<link>[^()\s]+)\)"
    r"|\[(?P<note>\d+)\]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def render(reply: Reply) -> Text:
    """The whole reply, ready to print; styles disappear by themselves where the output is no terminal."""
    text = markdown(reply.text)
    match reply:
        case Answer() | Clarification() | Greeting():
            pass
        case Abstention():
            _add(text, _route(reply.contact), style="cyan")
        case _:
            assert_never(reply)
    _add(text, "\n".join(_source(citation) for citation in reply.citations), style="dim")
    _add(text, "\n".join(f"{n}) {question}" for n, question in enumerate(reply.suggestions, 1)), style="cyan")
    return text


def markdown(source: str) -> Text:
    """Our Markdown (bold, "- " lists, links, [n]) as styled text. Characters that steer a terminal are dropped."""
    text, source, end = Text(), re.sub(r"(?m)^(\s*)[-*] ", r"\1• ", _clean(source)), 0
    for mark in _MARKS.finditer(source):
        text.append(source[end : mark.start()])
        end = mark.end()
        if mark["bold"]:
            text.append(mark["bold"], style="bold")
        elif mark["link"]:
            shown, link = mark["label"], mark["link"].removeprefix("tel:").removeprefix("mailto:")
            text.append(shown if shown == link else f"{shown} ({link})")
        else:
            text.append(mark[0], style="dim")
    return text.append(source[end:])


def _source(citation: Citation) -> str:
    as_of = f"{citation.as_of:%Y-%m-%d} 기준" if citation.as_of else ""
    parts = (citation.title, as_of, citation.url or citation.file)
    return f"[{citation.n}] " + " · ".join(part for part in parts if part)


def _route(contact: Contact) -> str:
    parts = [part for part in (contact.phone, contact.email, contact.url) if part]
    return "문의: " + " · ".join(parts) if parts else ""


def _add(text: Text, more: str, *, style: str) -> None:
    if more:
        text.append("\n\n").append(_clean(more), style=style)


def _clean(source: str) -> str:
    return _CONTROL.sub("", source.replace("\r\n", "\n")).strip()
