"""Text out of bytes, and prose files as documents: a text, and sections that are slices of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.problems import Problem
from knowledge.readers.rows import Cell
from knowledge.records import Block, Section

PROSE_SUFFIXES = (".md", ".markdown", ".html", ".htm", ".txt")


@dataclass(frozen=True, slots=True)
class Document:
    """A prose file. `sections` are in order, with the slices of `text` they hold; `front` are the cells of its
    front matter, or what an HTML page says of itself."""

    text: str
    sections: tuple[Section, ...] = ()
    title: str = ""
    front: tuple[Cell, ...] = ()
    problems: tuple[Problem, ...] = ()


class UnreadableText(ValueError):
    """Raised when bytes are no text in UTF-8 or CP949; carries the Problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem


def decoded(content: bytes, file: str) -> str:
    """The text of a file in UTF-8 (with or without BOM) or CP949, line breaks as "\\n", Hangul composed.
    Raises `UnreadableText`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = _in_cp949(content, file, error)
    if "\0" in text:
        raise UnreadableText(
            Problem(
                file=file,
                what="글이 아닌 파일이에요",
                mend="UTF-8로 다시 저장하거나, 글 파일이 아니면 다른 폴더로 옮겨 주세요",
            )
        )
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _in_cp949(content: bytes, file: str, error: UnicodeDecodeError) -> str:
    """The text as CP949, unless it is plainly UTF-8 with a few damaged bytes."""
    guess = content.decode("utf-8", errors="replace")
    damaged = guess.count("\ufffd")
    korean = len(re.findall("[가-힣]", guess))
    if damaged * 10 <= korean:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableText(
            Problem(
                file=file,
                line=line,
                what="깨진 글자가 있어요 (UTF-8이 아닌 바이트)",
                mend="이 줄의 깨진 글자를 지우고 UTF-8로 다시 저장해 주세요",
            )
        ) from error
    try:
        return content.decode("cp949")
    except UnicodeDecodeError as again:
        line = content.count(b"\n", 0, again.start) + 1
        raise UnreadableText(
            Problem(
                file=file,
                line=line,
                what="글자를 읽을 수 없어요 (UTF-8도 CP949도 아니에요)",
                mend="메모장이나 편집기에서 ‘UTF-8’로 다시 저장해 주세요",
            )
        ) from again


def read_text(text: str) -> Document:
    """Plain text: one section without a heading, whose blocks are parted by empty lines."""
    blocks = tuple(
        Block(found.start(), found.end()) for found in re.finditer(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*", text)
    )
    return Document(text, (Section(blocks=blocks),) if blocks else ())


def has_deeper(levels: Sequence[float]) -> list[bool]:
    """For each heading's level, whether a deeper heading comes next."""
    return [after > level for level, after in pairwise(levels)] + [False for _ in levels[-1:]]
