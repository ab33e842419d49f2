"""Right answers with one thing made wrong: a number, a date, a phone, a place or a name."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.answers import Reply
from knowledge.records import Library

_NUMBER = re.compile(r"(?<![\d\[.\-/])\d[\d,]*(?![\d\]\-/.])")
_DATE = re.compile(r"(?:(\d{4})년\s)?(\d{1,2})월\s(\d{1,2})일|(\d{4})-(\d\d)-(\d\d)")
_PHONE = re.compile(r"0\d{1,2}-\d{3,4}-\d{4}")

Mutation = Callable[[str, random.Random], str]


def mutated(reply: Reply, library: Library, rng: random.Random) -> tuple[str, Reply] | None:
    """The kind of what was changed and the wrong reply; None where there is nothing of any kind to change."""
    names = [[campus.name for campus in library.campuses], [campus.district for campus in library.campuses]]
    names += [[course.title for course in library.courses], [event.title for event in library.events]]
    kinds: list[tuple[str, Mutation]] = [("number", _number), ("date", _date), ("phone", _phone)]
    kinds += [("name", lambda text, rng: _name(text, rng, [name for group in names for name in group], names))]
    rng.shuffle(kinds)
    for kind, mutate in kinds:
        if (text := mutate(reply.text, rng)) != reply.text:
            return kind, replace(reply, text=text)
    return None


def _at_one(pattern: re.Pattern[str], text: str, rng: random.Random, other: Callable[[re.Match[str]], str]) -> str:
    found = list(pattern.finditer(text))
    if not found:
        return text
    match = rng.choice(found)
    return text[: match.start()] + other(match) + text[match.end() :]


def _number(text: str, rng: random.Random) -> str:
    without = list(_spans(text))

    def other(match: re.Match[str]) -> str:
        value = int(match.group().replace(",", ""))
        return str(rng.choice([value + step for step in (-2, -1, 1, 2, 3, 10) if value + step > 0]))

    found = [m for m in _NUMBER.finditer(text) if not any(a <= m.start() < b for a, b in without)]
    if not found:
        return text
    match = rng.choice(found)
    return text[: match.start()] + other(match) + text[match.end() :]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where dates, phones and links stand: they are changed as such."""
    for pattern in (_DATE, _PHONE, re.compile(r"https?://\S+")):
        for match in pattern.finditer(text):
            yield match.span()


def _date(text: str, rng: random.Random) -> str:
    def other(match: re.Match[str]) -> str:
        year, month, day, long_year, long_month, long_day = match.groups()
        if long_year:
            return f"{long_year}-{int(long_month) % 12 + 1:02}-{long_day}"
        return f"{year + '년 ' if year else ''}{month}월 {(int(day) + rng.randint(1, 20)) % 28 + 1}일"

    return _at_one(_DATE, text, rng, other)


def _phone(text: str, rng: random.Random) -> str:
    return _at_one(_PHONE, text, rng, lambda m: m.group()[:-1] + str((int(m.group()[-1]) + rng.randint(1, 9)) % 10))


def _name(text: str, rng: random.Random, all_names: Sequence[str], groups: Sequence[Sequence[str]]) -> str:
    present = [name for name in dict.fromkeys(all_names) if name and re.search(rf"(?<![가-힣]){re.escape(name)}", text)]
    if not present:
        return text
    name = rng.choice(present)
    group = next(group for group in groups if name in group)
    others = [other for other in group if other and other not in text and other not in name and name not in other]
    if not others:
        return text
    other = rng.choice(others)
    return re.sub(rf"(?<![가-힣]){re.escape(name)}", other, text, count=1)
