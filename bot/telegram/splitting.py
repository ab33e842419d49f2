"""Cuts a formatted text into messages Telegram takes, each with the entities that fall into it."""

from __future__ import annotations

from itertools import pairwise

from bot.telegram.entities import Formatted, moved, utf16_length

LIMIT = 4096  # UTF-16 units in one message, after formatting. Source: Bot API, sendMessage


def split(message: Formatted, *, limit: int = LIMIT) -> tuple[Formatted, ...]:
    """The message in parts of at most `limit` (≥ 2) UTF-16 units.

    Cut after a paragraph, else a line, else a word, else a character. White space at the edges of a part is
    dropped, as Telegram would drop it; an entity that is cut goes on in the next part. An empty text is no part.
    """
    text = message.text
    cuts = [0]
    while cuts[-1] < len(text):
        cuts.append(_cut(text, cuts[-1], limit))
    return tuple(part for start, end in pairwise(cuts) if (part := _slice(message, start, end)).text)


def _cut(text: str, start: int, limit: int) -> int:
    """Where the part that begins at `start` ends. The first half of a part is not cut at a paragraph or line, so
    that a short heading does not stand alone."""
    end = _reach(text, start, limit)
    if end == len(text):
        return end
    middle = start + (end - start) // 2
    for separator, earliest in (("\n\n", middle), ("\n", middle), (" ", start + 1)):
        if (found := text.rfind(separator, earliest, end)) >= 0:
            return found + len(separator)
    return end


def _reach(text: str, start: int, limit: int) -> int:
    """The end of the longest slice from `start` within `limit` units."""
    units = 0
    for position in range(start, len(text)):
        units += 2 if text[position] > "\uffff" else 1
        if units > limit:
            return position
    return len(text)


def _slice(message: Formatted, start: int, end: int) -> Formatted:
    piece = message.text[start:end]
    kept = piece.strip()
    first = utf16_length(message.text[: start + len(piece) - len(piece.lstrip())])
    last = first + utf16_length(kept)
    spans = ((max(entity.offset, first), min(entity.offset + entity.length, last), entity)
             for entity in message.entities)  # fmt: skip
    return Formatted(kept, tuple(moved(entity, left - first, right - left)
                                 for left, right, entity in spans if left < right))  # fmt: skip
