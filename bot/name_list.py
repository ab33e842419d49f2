"""The names of a library that an answer may not mix up: campuses, places, partners, courses, events, fields."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from bot.wording import short_title
from knowledge.places import SEOUL_DISTRICTS
from knowledge.records import Library
from retrieval import korean
from retrieval.names import CAMPUS_SUFFIXES, Names

NameKey = frozenset[str]
"""The squeezed spellings of one name, without those that hold another of them (송파캠퍼스 holds 송파)."""

_STATION = re.compile(
    r"(?<![가-힣])(?![지영구전광무내통병용유해권]역)[가-힣]{2,8}역(?=[\s,.(·)]|에|의|과|이|은|는|을|도|$)"
)
_ROAD = re.compile(r"[가-힣]{1,8}\d*(?:로|길)(?:\d+(?:길|번길))?\s?(?:지하\s?)?\d+(?![\d기호층명개번월년일차회])")
_PARTS = re.compile(r"[,·/()]|\s및\s")


class NameList:
    """Finds the names that a text mentions, and stations and streets. Built once a library; an empty one finds none."""

    def __init__(self, library: Library | None = None, names: Names | None = None) -> None:
        keys: dict[str, NameKey] = {}
        for spellings in (
            (*_spelled(library, names), *([district] for district in SEOUL_DISTRICTS)) if library and names else ()
        ):
            key = frozenset(squeezed for spelling in spellings if len(squeezed := korean.squeeze(spelling)) > 1)
            for spelling in key:
                keys[spelling] = key | keys.get(spelling, frozenset())
        shortest = {key: _shortest(key) for key in set(keys.values())}  # which many spellings share
        self._keys = {spelling: shortest[key] for spelling, key in keys.items()}
        lengths: dict[str, set[int]] = defaultdict(set)
        for spelling in self._keys:
            lengths[spelling[:2]].add(len(spelling))
        self._lengths = {start: sorted(found, reverse=True) for start, found in lengths.items()}

    def mentioned(self, text: str) -> frozenset[NameKey]:
        """The names a text mentions where a word begins, the longest there, each with its spellings."""
        found = {
            frozenset({korean.squeeze(m.group())}) for pattern in (_STATION, _ROAD) for m in pattern.finditer(text)
        }
        letters = [index for index, character in enumerate(text) if character.isalnum()]
        squeezed = "".join(text[index] for index in letters).lower()
        end = 0
        for position, index in enumerate(letters):
            begins = index == 0 or not text[index - 1].isalnum() or position == end
            if begins and (name := self._longest_at(squeezed, position, text, letters)):
                found.add(self._keys[name])
                end = position + len(name)
        return frozenset(found)

    def _longest_at(self, squeezed: str, position: int, text: str, letters: list[int]) -> str:
        for length in self._lengths.get(squeezed[position : position + 2], ()):
            name = squeezed[position : position + length]
            if len(name) < length or name not in self._keys:
                continue
            after = letters[position + length - 1] + 1
            if not (name[-1].isascii() and text[after : after + 1].isascii() and text[after : after + 1].isalnum()):
                return name
        return ""


def _shortest(key: NameKey) -> NameKey:
    return frozenset(one for one in key if not any(other != one and other in one for other in key))


def _spelled(library: Library, names: Names) -> Iterator[Iterable[str]]:
    """The spellings of each name."""
    for campus in library.campuses:
        called = (campus.name, campus.id, *campus.aliases)
        yield (*called, *(name + suffix for name in called for suffix in CAMPUS_SUFFIXES if not name.endswith(suffix)))
        yield from ((part.strip(),) for part in _PARTS.split(campus.district))
        yield from _glossed(campus.partner, names)
    for course in library.courses:
        yield (course.title, short_title(course, library))
        yield from _glossed(course.partner, names)
    yield from ((event.title,) for event in library.events)
    for field in names.fields:
        yield from _glossed(field, names)


def _glossed(text: str, names: Names) -> Iterator[Iterable[str]]:
    """Each name of a cell, with the spellings that the glossary knows of it."""
    for part in (part.strip() for part in _PARTS.split(text)):
        if part:
            yield names.groups.get(korean.squeeze(part), frozenset({part}))
