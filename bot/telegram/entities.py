"""Our Markdown subset as Telegram shows it: plain text and a list of entities, never `parse_mode`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from telegram import MessageEntity

# Bold and links stay within a line; a link's address may hold one level of brackets.
_INLINE = re.compile(
    r"\*\*(?P<bold>[^\s*](?:[^\n]*?[^\s])??)\*\*"
    r"|\[(?P<label>[^\[\]\n]+)\]\((?P<target>[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)"
)
_BULLET = re.compile(r"(?m)^(?P<indent>[ \t]*)[-*] +(?=\S)")
_WEB = re.compile(r"(?i)https?://[^\s/]")
_DIALED = re.compile(r"(?i)(?:tel|mailto):(?P<address>.+)")


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and what is bold or linked in it. Offsets and lengths of entities count UTF-16 units."""

    text: str
    entities: tuple[MessageEntity, ...] = ()


def utf16_length(text: str) -> int:
    """The length of a text as Telegram counts it: characters beyond U+FFFF, such as emoji, are two units."""
    return len(text) + sum(character > "\uffff" for character in text)


def formatted(markdown: str) -> Formatted:
    """Bold, "- " lists and links become entities; [n] marks, numbered lists and line breaks stay as they are written.
    What is no complete markup ("2 ** 3") stays, too."""
    sound = markdown.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return joined(_inline(_BULLET.sub(r"\g<indent>• ", sound.strip("\n"))), separator="")


def linked(label: str, url: str) -> Formatted:
    """A label that opens the address, where it is one Telegram opens; otherwise the label alone."""
    return _marked(Formatted(label), MessageEntity.TEXT_LINK, url) if _WEB.match(url) else Formatted(label)


def bold(text: str) -> Formatted:
    """The whole text in bold, whatever marks it holds."""
    return _marked(Formatted(text), MessageEntity.BOLD)


def quoted(text: str) -> Formatted:
    """The whole text as a quotation."""
    return _marked(Formatted(text), MessageEntity.BLOCKQUOTE)


def joined(parts: Iterable[Formatted], *, separator: str) -> Formatted:
    """The parts in one text, empty ones left out, the entities moved to where their text now stands."""
    kept = [part for part in parts if part.text]
    gap = utf16_length(separator)
    starts = accumulate((utf16_length(part.text) + gap for part in kept), initial=0)
    return Formatted(
        separator.join(part.text for part in kept),
        tuple(
            moved(entity, entity.offset + start, entity.length)
            for part, start in zip(kept, starts, strict=False)
            for entity in part.entities
        ),
    )


def moved(entity: MessageEntity, offset: int, length: int) -> MessageEntity:
    """The same kind of entity at another place."""
    return MessageEntity(type=entity.type, offset=offset, length=length, url=entity.url)


def _inline(text: str) -> Iterator[Formatted]:
    end = 0
    for match in _INLINE.finditer(text):
        yield Formatted(text[end : match.start()])
        if match["bold"]:
            yield _marked(joined(_inline(match["bold"]), separator=""), MessageEntity.BOLD)
        else:
            yield _link(match["label"].replace("**", ""), match["target"], match[0])
        end = match.end()
    yield Formatted(text[end:])


def _link(label: str, target: str, source: str) -> Formatted:
    """Telegram opens web addresses only; telephone numbers and mail addresses it finds in the text by itself."""
    if _WEB.match(target):
        return linked(label, target)
    if dialed := _DIALED.match(target):
        address = dialed["address"]
        return Formatted(label if _bare(address) in _bare(label) else f"{label} ({address})")
    return Formatted(source)


def _bare(text: str) -> str:
    return re.sub(r"[\s()-]", "", text)


def _marked(inner: Formatted, kind: str, url: str | None = None) -> Formatted:
    whole = MessageEntity(type=kind, offset=0, length=utf16_length(inner.text), url=url)
    return Formatted(inner.text, (whole, *inner.entities))
