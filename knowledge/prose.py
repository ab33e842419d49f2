"""Prose files made into questions with answers and into pages; lines about a section are read and taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

from knowledge.columns import FRONT_MATTER, SECTION_LINE
from knowledge.drafts import Draft, draft_of
from knowledge.problems import Problem, Severity
from knowledge.readers.documents import Document, UnreadableText, decoded, read_text
from knowledge.readers.html_pages import read_html
from knowledge.readers.markdown import read_markdown
from knowledge.readers.rows import Cell, Row
from knowledge.records import Block, Faq, Origin, Page, Section
from knowledge.values import shown

_ALSO_ASKED = re.compile(r"(?:이렇게도 물어요|also_asked)\s*:\s*(.+)")
_KEY = r"(?:기준일|출처|링크|as_of|source|url)\s*:"
_ABOUT = re.compile(rf"(?P<line>{_KEY}.*)")
_PARTS = re.compile(rf"\s*[·|]\s*(?={_KEY})")
_NUMBERED = re.compile(r"^Q\s*\d*\s*[.:)]\s*", re.IGNORECASE)


def read_prose(content: bytes, file: str) -> Document:
    """The document of a Markdown, HTML or text file. Never raises: what is wrong is among its problems."""
    try:
        text = decoded(content, file)
    except UnreadableText as unreadable:
        return Document("", problems=(unreadable.problem,))
    suffix = PurePosixPath(file).suffix.casefold()
    if suffix in (".html", ".htm"):
        document = read_html(text, file)
    else:
        document = read_text(text) if suffix == ".txt" else read_markdown(text, file)
    if not document.sections and not document.problems:
        empty = Problem(
            file=file,
            what="내용이 없는 파일이에요",
            severity=Severity.WARNING,
            mend="내용을 적거나 쓰지 않는 파일이면 지워 주세요",
        )
        return replace(document, problems=(empty,))
    return document


def page_of(document: Document, file: str, problems: list[Problem]) -> Page:
    """A prose file as a page. What is wrong in it is added to `problems`."""
    front = _front(document, file, problems)
    sections = tuple(_described(section, document.text, file, problems) for section in document.sections)
    return _page(document, file, front, sections)


def questions_of(
    document: Document, file: str, problems: list[Problem], *, answered: bool
) -> tuple[list[Faq], Page | None]:
    """The questions of a file, and a page of what stands in it besides (an introduction); ids are not yet unique.

    A heading without sub-headings is a question, and so is one that ends in a question mark.
    """
    front = _front(document, file, problems)
    sections = [_described(section, document.text, file, problems) for section in document.sections]
    faqs, besides = [], []
    for section in sections:
        asks = bool(section.title) and (not section.group or section.title.endswith(("?", "？")))
        if asks and (section.blocks or not answered):
            faqs.append(_faq(section, document.text, file, front, answered=answered))
        elif asks:
            problems.append(
                Problem(
                    file=file,
                    line=section.line,
                    severity=Severity.WARNING,
                    what=f"질문에 답이 없어요: {shown(section.title)}",
                    mend="제목 아래에 답을 적거나, 모르는 것이면 unknowns.md로 옮겨 주세요",
                )
            )
        elif section.blocks:
            besides.append(section)
    return faqs, _page(document, file, front, tuple(besides)) if besides else None


def _faq(section: Section, text: str, file: str, front: Draft, *, answered: bool) -> Faq:
    question = _NUMBERED.sub("", section.title)
    start = section.blocks[0].start if section.blocks else section.start
    end = section.blocks[-1].end if section.blocks else section.end
    return Faq(
        id="",
        origin=Origin(file, start, end, section.line),
        as_of=section.as_of or front.get("as_of"),
        source=section.source or front.get("source", ""),
        url=section.url or front.get("url", ""),
        question=question,
        answer=_joined(section.blocks, text),
        also_asked=section.also_asked,
        answered=answered,
        group=section.path,
        blocks=section.blocks,
    )


def _page(document: Document, file: str, front: Draft, sections: tuple[Section, ...]) -> Page:
    stem = re.sub(r"[-_]+", " ", PurePosixPath(file).stem).strip()
    return Page(
        id=front.get("id", ""),
        origin=Origin(file, 0, len(document.text)),
        as_of=front.get("as_of"),
        source=front.get("source", ""),
        url=front.get("url", ""),
        extra=front.extra,
        title=front.get("title", "") or document.title or stem,
        sections=sections,
        effective_from=front.get("effective_from"),
        effective_until=front.get("effective_until"),
    )


def _front(document: Document, file: str, problems: list[Problem]) -> Draft:
    problems.extend(document.problems)
    row = Row(Origin(file), document.front, 1)
    return draft_of(row, FRONT_MATTER, problems)


def _joined(blocks: tuple[Block, ...], text: str) -> str:
    """The text of blocks, as it stands in the document, without what was taken out between them."""
    parts: list[str] = []
    previous = None
    for block in blocks:
        if previous is not None:
            gap = text[previous.end : block.start]
            parts.append(gap if not gap.strip() else "\n\n")
        parts.append(text[block.start : block.end])
        previous = block
    return "".join(parts)


def _described(section: Section, text: str, file: str, problems: list[Problem]) -> Section:
    """The section with what its own lines say of it, and without those lines."""
    also_asked: list[str] = []
    cells: list[Cell] = []
    blocks: list[Block] = []
    for block in section.blocks:
        if block.kind == "code" or (
            block.kind == "row" and not _ABOUT.fullmatch(text[block.start : block.end].strip())
        ):
            blocks.append(block)
            continue
        for start, end, line in _lines(block, text):
            words = line.strip()
            if found := _ALSO_ASKED.fullmatch(words):
                also_asked += [part.strip() for part in re.split(r"\s+/\s+|\s*／\s*", found[1]) if part.strip()]
            elif _ABOUT.fullmatch(words):
                number = text.count("\n", 0, start) + 1
                for part in _PARTS.split(words):
                    heading, _, value = part.partition(":")
                    cells.append(Cell(value.strip(), heading.strip(), number))
            elif words:
                joins = blocks and blocks[-1].end == start - 1 and blocks[-1].start >= block.start
                if joins:
                    blocks[-1] = replace(blocks[-1], end=end)
                else:
                    blocks.append(replace(block, start=start, end=end))
    if not also_asked and not cells:
        return section
    said = draft_of(Row(Origin(file), tuple(cells), section.line), SECTION_LINE, problems)
    as_of: date | None = said.get("as_of")
    return replace(
        section,
        blocks=tuple(blocks),
        also_asked=tuple(also_asked),
        as_of=as_of,
        source=said.get("source", ""),
        url=said.get("url", ""),
    )


def _lines(block: Block, text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, text) of a block's lines."""
    start = block.start
    for line in text[block.start : block.end].split("\n"):
        yield start, start + len(line), line
        start += len(line) + 1
