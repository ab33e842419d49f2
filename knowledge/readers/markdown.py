"""Markdown as it is found in the wild: front matter, headings of both kinds, nested lists, tables, HTML blocks.

A document's sections hold whole lines of the file, so every block is an exact slice. Questions that are no headings
but look like them (a bold line ending in a question mark, a `<summary>`) open a section too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.problems import Problem
from knowledge.readers.documents import Document, has_deeper
from knowledge.readers.rows import Cell
from knowledge.readers.yaml_tables import BrokenYaml, read_mapping
from knowledge.records import Block, Section

_PARSER = MarkdownIt("commonmark").enable("table")
_FRONT = re.compile(r"---[ \t]*\n(?=[\w가-힣 ]+:)(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_SUMMARY = re.compile(r"<summary[^>]*>(.*?)</summary>", re.DOTALL | re.IGNORECASE)
_TAGS = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_DEFINITION = re.compile(r" {0,3}\[[^\]]+\]:\s*\S")  # of a link, shown to nobody
_QUESTION = re.compile(r"(?:Q\s*\d*\s*[.:)]\s*\S.*|.*[?？])", re.DOTALL)
_ASIDE = 0.5  # how much deeper than the heading above it a question without a heading stands


@dataclass(slots=True)
class _Open:
    """A section while it is being filled; lines are 0-based, half open."""

    title: str = ""
    path: tuple[str, ...] = ()
    level: float = 0
    first: int = 0
    last: int = 0
    blocks: list[Block] = field(default_factory=list)


def read_markdown(text: str, file: str) -> Document:
    """The sections of a Markdown text."""
    front: tuple[Cell, ...] = ()
    problems: tuple[Problem, ...] = ()
    body = text
    if found := _FRONT.match(text):
        try:
            front, problems = read_mapping(found[1], file, first_line=2)
        except BrokenYaml as broken:
            problems = (broken.problem,)
        body = "\n" * found[0].count("\n") + text[found.end() :]
    sections = _Reader(text, body).sections()
    tops = [section.title for section in sections if section.title and not section.path]
    return Document(text, sections, tops[0] if len(tops) == 1 else "", front, problems)


class _Reader:
    """Walks the block tokens of one document."""

    def __init__(self, text: str, body: str) -> None:
        self._text = text
        self._lines = body.split("\n")
        self._starts = [0]
        for line in text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._tokens = _PARSER.parse(body)
        self._current = _Open()
        self._open = [self._current]
        self._taken: set[int] = set()
        self._items: list[str] = []
        self._header = ""
        self._intro = ""

    def sections(self) -> tuple[Section, ...]:
        """All sections in order; those without heading and text are left out."""
        for at, token in enumerate(self._tokens):
            self._take(at, token)
        self._take_rest()
        kept = [own for own in self._open if own.blocks or own.last > own.first]
        deeper = has_deeper([own.level for own in kept])
        return tuple(self._closed(own, group) for own, group in zip(kept, deeper, strict=True))

    def _take(self, at: int, token: Token) -> None:
        if token.type == "list_item_open":
            self._items.append("")
        elif token.type == "list_item_close":
            self._items.pop()
        elif token.map is None:
            return
        elif token.type == "heading_open" and token.level == 0:
            self._open_section(_plain(self._tokens[at + 1]), float(token.tag[1:]), token.map)
        elif token.type in ("paragraph_open", "heading_open"):
            self._take_paragraph(token, self._tokens[at + 1])
        elif token.type == "tr_open":
            self._take_row(at, token)
        elif token.type in ("fence", "code_block"):
            self._add(token.map, "code", " > ".join(filter(None, self._items)))
        elif token.type == "html_block":
            self._take_html(token)

    def _take_paragraph(self, token: Token, inline: Token) -> None:
        assert token.map is not None
        words = _plain(inline)
        if not words:
            self._taken.update(range(*token.map))
            return
        if token.level == 0 and _is_bold(inline) and _QUESTION.fullmatch(words):
            self._open_section(words, self._heading().level + _ASIDE, token.map)
            return
        if token.level == 0:
            last = words.rsplit("\n", 1)[-1]
            self._intro = last if last.endswith((":", "：")) else ""
        above = self._items
        if self._items and not self._items[-1]:
            above = self._items[:-1]
            self._items[-1] = words.split("\n", 1)[0]
        intro = self._intro if self._items else ""
        self._add(token.map, "text", " > ".join(filter(None, (intro, *above))))

    def _take_row(self, at: int, token: Token) -> None:
        assert token.map is not None
        first, last = token.map
        if self._tokens[at - 1].type == "thead_open":
            self._header = self._lines[first].strip()
            self._add((first, last + 1), "row", "")
        else:
            self._add((first, last), "row", self._header)

    def _take_html(self, token: Token) -> None:
        """An HTML block: its lines that show something; a `<summary>` opens a section."""
        assert token.map is not None
        first, last = token.map
        block = "\n".join(self._lines[first:last])
        if summary := _SUMMARY.search(block):
            under = first + block.count("\n", 0, summary.end()) + 1
            title = " ".join(_TAGS.sub("", summary[1]).split())
            self._open_section(title, self._heading().level + _ASIDE, (first, under))
            first = under
        self._taken.update(range(first, last))
        hidden = _blanked(block.split("\n")[first - token.map[0] :])
        run = first
        for at in range(first, last + 1):
            if at == last or not hidden[at - first].strip():
                if at > run:
                    self._add((run, at), "text", "")
                run = at + 1
        if "</details>" in block.casefold():
            self._current = self._heading()

    def _heading(self) -> _Open:
        """The section of the last real heading."""
        return next((own for own in reversed(self._open) if own.level == int(own.level)), self._open[0])

    def _open_section(self, title: str, level: float, lines: Sequence[int]) -> None:
        above: list[_Open] = []
        for own in reversed(self._open):
            if own.level < (above[-1].level if above else level) and own.title:
                above.append(own)
        path = tuple(own.title for own in reversed(above))
        first, last = lines
        self._current = _Open(title, path, level, first, last)
        self._open.append(self._current)
        self._taken.update(range(first, last))
        self._intro = ""

    def _add(self, lines: Sequence[int], kind: str, lead: str) -> None:
        first, last = lines[0], min(lines[1], len(self._lines))
        while last > first and not self._lines[last - 1].strip():
            last -= 1
        self._taken.update(range(first, last))
        if last > first:
            self._current.blocks.append(self._block(first, last, kind, lead))

    def _block(self, first: int, last: int, kind: str, lead: str) -> Block:
        end = self._starts[last] - 1
        text = self._text[self._starts[first] : end]
        start = self._starts[first] + (len(text) - len(text.lstrip()) if kind != "code" else 0)
        return Block(
            start,
            start + len(self._text[start:end].rstrip()),
            "row" if kind == "row" else "code" if kind == "code" else "text",
            lead,
        )

    def _take_rest(self) -> None:
        """Lines that are no block to Markdown but text to people."""
        for at, line in enumerate(self._lines):
            if at in self._taken or not re.search(r"\w", line) or _DEFINITION.match(line):
                continue
            owner = next((own for own in reversed(self._open) if own.first <= at), self._open[0])
            owner.blocks.append(self._block(at, at + 1, "text", ""))
            owner.blocks.sort(key=lambda block: block.start)

    def _closed(self, own: _Open, group: bool) -> Section:
        end = self._starts[own.last] - 1 if own.last > own.first else 0
        start = self._starts[own.first] if own.last > own.first else 0
        return Section(
            title=own.title,
            path=own.path,
            line=own.first + 1,
            start=start,
            end=start + len(self._text[start:end].rstrip()),
            blocks=tuple(own.blocks),
            group=group,
        )


def _blanked(lines: list[str]) -> list[str]:
    """Lines of HTML without comments and tags, one for one."""
    shown = _TAGS.sub(lambda found: "\n" * found[0].count("\n"), "\n".join(lines))
    return shown.split("\n")


def _plain(inline: Token) -> str:
    """The words of an inline token, without its marks."""
    words = []
    for child in inline.children or ():
        if child.type in ("softbreak", "hardbreak"):
            words.append("\n")
        elif child.type != "html_inline":
            words.append(child.content)
    return re.sub(r"\s*\{#[\w-]+\}$", "", "".join(words)).strip()


def _is_bold(inline: Token) -> bool:
    """Whether everything in an inline token is bold."""
    children = [child for child in inline.children or () if child.content.strip() or child.type.startswith("strong")]
    return (
        len(children) >= 3
        and children[0].type == "strong_open"
        and children[-1].type == "strong_close"
        and sum(child.type == "strong_open" for child in children) == 1
    )
