"""HTML pages: the visible text with its headings, the title, the canonical link and the day of publication."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.readers.documents import Document, has_deeper
from knowledge.readers.rows import Cell
from knowledge.records import Block, Section

_SILENT = {"script", "style", "noscript", "template", "svg", "iframe", "head", "nav", "select", "button", "textarea"}
_INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "cite",
    "code",
    "data",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "img",
    "ins",
    "kbd",
    "label",
    "mark",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
    "u",
    "var",
    "wbr",
}
_CELLS = {"td", "th"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "pubdate",
    "publishdate",
    "date",
    "dc.date",
    "dcterms.date",
    "article:modified_time",
    "last-modified",
)


def read_html(text: str, file: str) -> Document:
    """The visible text of an HTML page and its sections."""
    tree = LexborHTMLParser(text)
    root = tree.css_first("main") or _only(tree.css("article")) or tree.body
    writer = _Writer()
    if root is not None:
        for step, node in _walk(root):
            writer.take(step, node)
        writer.flush()
    title = _content(tree, "og:title") or _node_text(tree.css_first("title")) or _node_text(tree.css_first("h1"))
    canonical = tree.css_first('link[rel="canonical"]')
    url = (canonical.attributes.get("href") if canonical is not None else "") or _content(tree, "og:url")
    front = [Cell(title, "title", 1)] if title else []
    if url and re.match(r"https?://", url):
        front.append(Cell(url, "url", 1))
    if published := _published(tree):
        front.append(Cell(published, "as_of", 1))
    return Document(writer.text.rstrip("\n"), writer.sections(), title, tuple(front))


def _walk(root: LexborNode) -> Iterator[tuple[str, LexborNode]]:
    """("open" | "text" | "close", node) in document order, without what is not shown."""
    stack: list[tuple[str, LexborNode]] = [("open", root)]
    while stack:
        step, node = stack.pop()
        yield step, node
        if step != "open":
            continue
        stack.append(("close", node))
        children = []
        child = node.child
        while child is not None:
            if child.tag == "-text":
                children.append(("text", child))
            elif child.tag and child.tag not in _SILENT and child.tag[0] not in "-!_" and not _hidden(child):
                children.append(("open", child))
            child = child.next
        stack.extend(reversed(children))


def _hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    style = (attributes.get("style") or "").replace(" ", "").casefold()
    return "hidden" in attributes or attributes.get("aria-hidden") == "true" or "display:none" in style


@dataclass(slots=True)
class _Draft:
    title: str = ""
    path: tuple[str, ...] = ()
    level: int = 0
    start: int = 0
    end: int = 0
    line: int = 1
    blocks: list[Block] = field(default_factory=list)


class _Writer:
    """Writes visible text block by block and notes where each stands."""

    def __init__(self) -> None:
        self.text = ""
        self._words: list[str] = []
        self._drafts = [_Draft()]
        self._items: list[str] = []
        self._fresh_item = False
        self._cells: list[str] | None = None
        self._header = ""
        self._pre = 0

    def take(self, step: str, node: LexborNode) -> None:
        """One step of the walk."""
        tag = node.tag or ""
        if step == "text":
            self._words.append(node.text_content or "")
        elif tag == "br":
            if step == "open":
                self._words.append("\v")
        elif tag in _CELLS and self._cells is not None:
            self._take_cell(step, tag)
        elif tag == "tr":
            self._take_row(step)
        elif self._cells is not None or tag in _INLINE:
            if tag not in _INLINE:
                self._words.append(" ")
        else:
            self._take_block(step, tag)

    def _take_block(self, step: str, tag: str) -> None:
        opening = step == "open"
        if tag in _HEADINGS:
            self.flush()
            if opening:
                self._start_heading(_HEADINGS[tag])
            return
        self.flush()
        if tag == "li":
            if opening:
                self._items.append("")
                self._fresh_item = True
            elif self._items:
                self._items.pop()
        elif tag == "pre":
            self._pre += 1 if opening else -1
        elif tag == "table":
            self._header = ""

    def _start_heading(self, level: int) -> None:
        above: list[_Draft] = []
        for own in reversed(self._drafts):
            if own.title and own.level < (above[-1].level if above else level):
                above.append(own)
        self._drafts.append(_Draft("", tuple(own.title for own in reversed(above)), level, -1))

    def _take_cell(self, step: str, tag: str) -> None:
        assert self._cells is not None
        if step == "open":
            self._words.clear()
        else:
            self._cells.append(_collapsed("".join(self._words)).replace("\n", " "))
            self._words.clear()

    def _take_row(self, step: str) -> None:
        if step == "open":
            self.flush()
            self._cells = []
        elif self._cells is not None:
            row = " | ".join(self._cells).strip(" |")
            self._cells = None
            self._words.clear()
            if row:
                self._write(row, "row", self._header, "\n")
                self._header = self._header or row

    def flush(self) -> None:
        """Writes the words gathered since the last block."""
        words = "".join(self._words).strip("\n") if self._pre else _collapsed("".join(self._words))
        self._words.clear()
        if not words.strip():
            return
        draft = self._drafts[-1]
        if draft.start == -1 and not draft.title:
            draft.title = " ".join(words.split())
            self._part("\n\n")
            draft.start, draft.line = len(self.text), self.text.count("\n") + 1
            draft.end = draft.start + len(draft.title)
            self.text += draft.title + "\n\n"
            return
        lead = " > ".join(filter(None, self._items[:-1] if self._fresh_item else self._items))
        bullet = "  " * (len(self._items) - 1) + "- " if self._fresh_item else ""
        if self._fresh_item and self._items:
            self._items[-1] = words.split("\n", 1)[0]
            self._fresh_item = False
        self._write(bullet + words, "code" if self._pre else "text", lead, "\n" if self._items else "\n\n")

    def _write(self, words: str, kind: str, lead: str, gap: str) -> None:
        self._part(gap)
        start = len(self.text) + (len(words) - len(words.lstrip()))
        self.text += words + gap
        self._drafts[-1].blocks.append(
            Block(
                start, len(self.text) - len(gap), "row" if kind == "row" else "code" if kind == "code" else "text", lead
            )
        )

    def _part(self, gap: str) -> None:
        """Parts a paragraph from the list or table above it."""
        if gap == "\n\n" and self.text and not self.text.endswith("\n\n"):
            self.text += "\n"

    def sections(self) -> tuple[Section, ...]:
        """The sections written so far."""
        kept = [own for own in self._drafts if own.blocks or own.title]
        deeper = has_deeper([own.level for own in kept])
        return tuple(
            Section(
                title=own.title,
                path=own.path,
                line=own.line,
                start=max(own.start, 0),
                end=own.end,
                blocks=tuple(own.blocks),
                group=group,
            )
            for own, group in zip(kept, deeper, strict=True)
        )


def _collapsed(words: str) -> str:
    lines = (" ".join(line.split()) for line in words.split("\v"))
    return "\n".join(line for line in lines if line)


def _only(nodes: list[LexborNode]) -> LexborNode | None:
    return nodes[0] if len(nodes) == 1 else None


def _node_text(node: LexborNode | None) -> str:
    return " ".join(node.text(deep=True).split()) if node is not None else ""


def _content(tree: LexborHTMLParser, name: str) -> str:
    node = tree.css_first(f'meta[property="{name}"]') or tree.css_first(f'meta[name="{name}"]')
    return " ".join((node.attributes.get("content") or "").split()) if node is not None else ""


def _published(tree: LexborHTMLParser) -> str:
    """The day the page says it was published, as YYYY-MM-DD; "" when it says none."""
    said = [_content(tree, name) for name in _PUBLISHED]
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            found = json.loads(script.text(deep=True))
        except ValueError:
            continue
        entries = found if isinstance(found, list) else [found]
        said += [str(entry.get("datePublished", "")) for entry in entries if isinstance(entry, dict)]
    said += [node.attributes.get("datetime") or "" for node in tree.css("time[datetime]")[:1]]
    return next((found[0] for text in said if (found := re.match(r"\d{4}-\d{2}-\d{2}", text))), "")
