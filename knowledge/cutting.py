"""Long prose cut into pieces where it may be cut: between blocks, at line and sentence ends, never inside a word,
a number, a link or a table row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.records import Block

LIMIT = 400  # characters a piece aims at
_SENTENCE = re.compile(r"(?<=[.!?。…])[\"'”’)\]]*(?:\s+)")
_WHOLE = re.compile(
    r"!?\[[^\]\n]*\]\([^)\n]*\)|<[^>\n]+>|`[^`\n]+`|https?://\S+|\*\*[^*\n]+\*\*"
    r"|\d{4}\s*[년.]\s*\d{1,2}\s*[월.](?:\s*\d{1,2}\s*[일.]?)?(?:\s*\([월화수목금토일]\))?(?:\s*\d{1,2}(?::\d{2}|시))?"
    r"|\d{1,2}월\s*\d{1,2}일|\d[\d,.]*\s+(?:명|원|만|억|시간|개월|개|주|년|월|일|세|%|점|회|호선|번)"
    r"|\d[\d-]*\s+\d[\d-]*"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A slice of a text with what must be known to understand it alone."""

    start: int
    end: int
    lead: str = ""


def cut(text: str, blocks: Sequence[Block], *, limit: int = LIMIT) -> tuple[Piece, ...]:
    """Slices of about `limit` characters that together hold everything in the blocks. A table row, and a sentence
    that has no place to cut it, stay whole however long they are."""
    pieces: list[Piece] = []
    atoms = [atom for block in blocks for atom in _atoms(text, block, limit) if atom.end > atom.start]
    for atom in atoms:
        last = pieces[-1] if pieces else None
        if last is not None and atom.end - last.start <= limit and not text[last.end : atom.start].strip():
            pieces[-1] = Piece(last.start, atom.end, last.lead)
        else:
            pieces.append(atom)
    return tuple(_rounded(text, pieces, limit))


def _rounded(text: str, pieces: list[Piece], limit: int) -> Iterator[Piece]:
    """The pieces, a very short last one joined to the one before it."""
    if len(pieces) > 1:
        before, last = pieces[-2:]
        if last.end - last.start < limit // 5 and not text[before.end : last.start].strip():
            pieces = [*pieces[:-2], Piece(before.start, last.end, before.lead)]
    yield from pieces


def _atoms(text: str, block: Block, limit: int) -> Iterator[Piece]:
    """The parts of a block that must not be cut further."""
    start, end = _trimmed(text, block.start, block.end)
    if block.kind == "row" or end - start <= limit:
        yield Piece(start, end, block.lead)
        return
    marks = [found.end() for found in re.finditer(r"\n", text[start:end])]
    if block.kind != "code":
        marks += [found.end() for found in _SENTENCE.finditer(text[start:end]) if _ends(text[start:end], found)]
    whole = [found.span() for found in _WHOLE.finditer(text[start:end])]
    for first, last in _between(text[start:end], sorted(set(marks)), whole, limit):
        yield Piece(*_trimmed(text, start + first, start + last), block.lead)


def _between(text: str, marks: list[int], whole: list[tuple[int, int]], limit: int) -> Iterator[tuple[int, int]]:
    """The stretches between the marks; one still far too long is cut at its spaces."""
    begin = 0
    for mark in [*(mark for mark in marks if not _inside(mark, whole)), len(text)]:
        while mark - begin > 2 * limit:
            spaces = [found.end() for found in re.finditer(r"\s+", text[begin : begin + limit])]
            space = next((begin + at for at in reversed(spaces) if not _inside(begin + at, whole)), None)
            if space is None:
                later = (found.end() for found in re.finditer(r"\s+", text[begin:mark]))
                space = next((begin + at for at in later if begin + at < mark and not _inside(begin + at, whole)), None)
            if space is None or space <= begin:
                break
            yield begin, space
            begin = space
        if mark > begin:
            yield begin, mark
            begin = mark


def _inside(at: int, whole: list[tuple[int, int]]) -> bool:
    return any(first < at < last for first, last in whole)


def _ends(text: str, found: re.Match[str]) -> bool:
    """Whether a full stop ends a sentence, and not a number ("2026. 9. 1.") or a letter ("A. ")."""
    stop = found.start() - 1
    before = text[max(0, stop - 2) : stop]
    return text[stop] != "." or not (before[-1:].isdigit() or re.fullmatch(r"(?:^|\W)[A-Za-z]", before))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))
