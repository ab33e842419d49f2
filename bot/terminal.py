"""The terminal as a channel: questions from a pipe or a prompt, replies with their sources and what to ask next."""

from __future__ import annotations

import re
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING, assert_never

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.text import Text

from bot.answers import Abstention, Answer, Citation, Clarification, Contact, Greeting, Reply
from bot.conversation import Question
from bot.errors import StoreDown

if TYPE_CHECKING:
    from bot.assistant import Assistant

_MARKS = re.compile(
    r"\*\*(?P<bold>[^*\n]+)\*\*"
    r"|\[(?P<label>[^\[\]\n]+)\]\((?P<link>[^()\s]+)\)"
    r"|\[(?P<note>\d+)\]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_GOODBYE = {"/끝", "/종료", "/quit", "/exit", "끝", "종료", "exit", "quit"}
_ANEW = {"/새로", "/new"}


def render(reply: Reply, *, numbered: bool = False) -> Text:
    """The whole reply, ready to print; styles disappear by themselves where the output is no terminal.
    `numbered` suggestions can be asked by their number."""
    text = markdown(reply.text)
    match reply:
        case Answer() | Clarification() | Greeting():
            pass
        case Abstention():
            _add(text, _route(reply.contact), style="cyan")
        case _:
            assert_never(reply)
    _add(text, "\n".join(_source(citation) for citation in reply.citations), style="dim")
    numbers = [f"{n})" if numbered else "→" for n in range(1, len(reply.suggestions) + 1)]
    further = zip(numbers, reply.suggestions, strict=True)
    _add(text, "\n".join(f"{number} {question}" for number, question in further), style="cyan")
    return text


def markdown(source: str) -> Text:
    """Our Markdown (bold, "- " lists, links, [n]) as styled text. Characters that steer a terminal are dropped."""
    text, source, end = Text(), re.sub(r"(?m)^(\s*)[-*] ", r"\1• ", clean(source)), 0
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


def clean(text: str) -> str:
    """The text without characters that would steer the terminal or turn its reading direction."""
    return _CONTROL.sub("", text.replace("\r\n", "\n")).strip()


def show(text: Text) -> None:
    """Prints to standard output: wrapped at a terminal, line by line as it is into a pipe or a file."""
    console = Console(highlight=False)
    console.print(text, soft_wrap=not console.is_terminal)


def read_question() -> str:
    """The question on standard input, in UTF-8 or CP949."""
    given = sys.stdin.buffer.read()
    try:
        return given.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return given.decode("cp949", errors="replace").strip()


def converse(assistant: Assistant) -> None:
    """One conversation until Ctrl-D: a line is a question, a number asks one of the suggestions."""
    with suppress(ImportError):  # line editing, where the platform has it
        import_module("readline")
    thread, suggestions = _thread(), tuple[str, ...]()
    show(markdown(assistant.about().greeting))
    show(Text("숫자를 누르면 추천 질문을 물어요. /새로: 처음부터 · /끝: 나가기", style="dim"))
    while (line := _line()) is not None:
        if line in _GOODBYE:
            return
        if line in _ANEW:
            with suppress(StoreDown):  # the new conversation knows nothing of it all the same
                assistant.forget(thread)
            thread, suggestions = _thread(), ()
            continue
        if line.isdecimal() and 0 < int(line) <= len(suggestions):
            line = suggestions[int(line) - 1]
            show(Text(f"» {clean(line)}", style="bold"))
        if line:
            turn = assistant.answer(Question(text=line, conversation=thread, channel="terminal"))
            suggestions = turn.reply.suggestions
            show(Text("\n").append(render(turn.reply, numbered=True)).append("\n"))


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error that appears when the first progress is told; plain lines where nobody watches.

    What it yields is called with what is being done, how much is done and of how much (0 of 0: not known).
    """
    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, console=console, transient=True)
    told: dict[str, TaskID] = {}

    def tell(what: str, done: int, total: int) -> None:
        if what not in told:
            told[what] = bar.add_task(what, total=total or None)
            if console.is_terminal:
                bar.start()
            else:
                console.print(f"{what} ({total}개)…" if total else f"{what}…", soft_wrap=True)
        bar.update(told[what], completed=done, total=total or None)
        if done >= total > 0:
            bar.remove_task(told[what])

    try:
        yield tell
    finally:
        if bar.live.is_started:
            bar.stop()


def _thread() -> str:
    return f"terminal:{secrets.token_urlsafe(12)}"


def _line() -> str | None:
    """The next line, None at the end of the input."""
    try:
        return clean(input("> "))
    except EOFError:
        return None


def _source(citation: Citation) -> str:
    as_of = f"{citation.as_of:%Y-%m-%d} 기준" if citation.as_of else ""
    parts = (citation.title, as_of, citation.url or citation.file)
    return f"[{citation.n}] " + " · ".join(part for part in parts if part)


def _route(contact: Contact) -> str:
    parts = [part for part in (contact.phone, contact.email, contact.url) if part]
    return "문의: " + " · ".join(parts) if parts else ""


def _add(text: Text, more: str, *, style: str) -> None:
    if more:
        text.append("\n\n").append(clean(more), style=style)
