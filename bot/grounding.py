"""Every number, date, time, amount, phone, address, e-mail, link and name of an answer must stand in what it cites.

A line that joins a name with a fact must find both in one record: "송파 · 9월 28일" is not grounded by 송파's record and
another one's date. Costs no tokens.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TypeVar

from bot.answers import Abstention, Answer, Clarification, Reply
from bot.facts import Date, Facts, Number, Time, facts_of, plain
from bot.name_list import NameKey, NameList
from retrieval import korean

T = TypeVar("T")
NO_NAMES = NameList()
_COUNTED = (
    "",
    "개",
    "일",
    "개월",
    "주",
    "년",
    "시간",
    "명",
    "세",
)  # units of what code works out; it numbers no cohorts
_LIST = 4  # names from which on a line without facts is a list of them
_MARK = re.compile(r"\[(\d+)\]")
_WEEKDAY = re.compile(r"(\d{4})년\s?(\d{1,2})월\s?(\d{1,2})일\s?\(([월화수목금토일])\)")
_ALONE = re.compile(r"^\s*(\d[\d,.]*)\s*$", re.MULTILINE)
_LONG_DIGITS = re.compile(r"(?<!\d)\d{3,}(?!\d)")


@dataclass(frozen=True, slots=True)
class _Source:
    """One text as it may be repeated: its facts, its letters, its digits."""

    facts: Facts
    squeezed: str
    digits: str
    alone: frozenset[str]
    loose: frozenset[str]
    parts_of_dates: frozenset[Number]
    months: frozenset[tuple[int, int]]

    def has_name(self, name: NameKey) -> bool:
        return any(spelling in self.squeezed for spelling in name)

    def has_link(self, link: str) -> bool:
        """A link may be cut short to its site."""
        return any(own.startswith(link) for own in self.facts.links)

    def has_number(self, number: Number) -> bool:
        """A number with another unit is another number; a cell that is nothing but a number may be said with any."""
        value, unit = number
        if unit:
            return number in self.facts.numbers or number in self.parts_of_dates or value in self.alone
        return value in self.loose or any(value == own for own, _ in self.facts.numbers)

    def has_date(self, day: Date) -> bool:
        year, month, date = day
        return any((m, d) == (month, date) and (not year or not y or y == year) for y, m, d in self.facts.dates)

    def has_time(self, time: Time) -> bool:
        """ "2시" may be 14:00, 14:00 is not 02:00."""
        hour, minute, sure = time
        return any(
            m == minute and (h == hour or (h % 12 == hour % 12 and not (sure and certain)))
            for h, m, certain in self.facts.times
        )


@lru_cache(4096)
def _source(text: str) -> _Source:
    facts = facts_of(text)
    normal = unicodedata.normalize("NFKC", text)
    days = {
        (value, unit) for y, m, d in facts.dates for value, unit in ((str(y), "년"), (str(m), "월"), (str(d), "일"))
    }
    return _Source(
        facts=facts,
        squeezed=korean.squeeze(text),
        digits=re.sub(r"\D", "", re.sub(r"[~,]\s?\d+", " ", normal)) + " " + re.sub(r"[^\d\n]", "", normal),
        alone=frozenset(map(plain, _ALONE.findall(normal))),
        loose=frozenset(map(plain, _LONG_DIGITS.findall(normal))),
        parts_of_dates=frozenset(days),
        months=facts.months | {(year, month) for year, month, _ in facts.dates},
    )


@dataclass(frozen=True, slots=True)
class _Claim:
    """One fact that a text states, and whether a source holds it."""

    shown: str
    held: Callable[[_Source], bool]


def _claim(shown: str, holds: Callable[[_Source, T], bool], value: T) -> _Claim:
    return _Claim(shown, lambda source: holds(source, value))


def _claims(facts: Facts) -> Iterator[_Claim]:
    for link in facts.links:
        yield _claim(link, _Source.has_link, link)
    for email in facts.emails:
        yield _claim(email, lambda source, email: email in source.facts.emails, email)
    for phone in facts.phones:
        yield _claim(phone, lambda source, phone: phone in source.digits, phone)
    for day in facts.dates:
        yield _claim("-".join(map(str, day)), _Source.has_date, day)
    for time in facts.times:
        yield _claim(f"{time[0]}:{time[1]:02}", _Source.has_time, time)
    for month in facts.months:
        yield _claim("-".join(map(str, month)), lambda source, month: month in source.months, month)
    for pair in facts.ranges:
        yield _claim(pair, lambda source, pair: pair in source.facts.ranges, pair)
    for number in facts.numbers:
        yield _claim("".join(number), _Source.has_number, number)


class Evidence:
    """What may be repeated: the cited texts, one for each record, and beside them what needs no record."""

    def __init__(
        self, texts: Iterable[str], computed: Iterable[str] = (), *, beside: str = "", names: NameList = NO_NAMES,
        table: bool = False,
    ) -> None:  # fmt: skip
        """`computed` are the figures worked out by code and the names that the question was understood to mean,
        `beside` what may be said of any record: the question's own words, contacts, dates of sources. `table`: the
        texts are the rows of one table, of which a figure alone says nothing."""
        self._table = table
        self._records = [_source(text) for text in texts]
        self._beside = _source(beside)
        computed = tuple(computed)
        self._computed = {plain(figure) for figure in computed if figure}
        self._worked_out = {(figure, unit) for figure in self._computed for unit in _COUNTED}
        self._subjects = korean.squeeze(" ".join(computed))
        self._names = names

    def unsupported(self, text: str) -> list[str]:
        """The checkable things of a text that this evidence does not hold, or not together."""
        facts, names = facts_of(text), self._names.mentioned(text)
        missing = [f"D-{days}" for days in facts.days_left if days not in self._computed] + _wrong_weekdays(text)
        missing += [min(name, key=len) for name in names if not self._is_subject(name) and not self._named(name)]
        claims = list(_claims(replace(facts, numbers=facts.numbers - self._worked_out)))
        missing += [claim.shown for claim in claims if not self._anywhere(claim.held)]
        if missing or len(self._records) < 2:
            return missing
        own = [claim for claim in claims if not claim.held(self._beside)]
        if text.lstrip().startswith("-") and own and not self._in_one_record(own, names):
            return [claim.shown for claim in own]
        return self._apart(own, names)

    def _in_one_record(self, claims: Sequence[_Claim], names: Collection[NameKey]) -> bool:
        """An item of a list speaks of one record."""
        return any(
            all(claim.held(source) for claim in claims)
            and all(source.has_name(name) or self._is_subject(name) for name in names)
            for source in self._records
        )

    def _apart(self, claims: Sequence[_Claim], names: Collection[NameKey]) -> list[str]:
        """Facts of records that have none of the names, names of records that have none of the facts (of the other
        names, where nothing else is stated), and a name that stands alone and was not asked about."""
        own = {name: [source for source in self._records if source.has_name(name)] for name in names}
        unasked = [name for name in names if not self._is_subject(name)]
        if self._table and not names:
            return [claim.shown for claim in claims]
        if not claims:
            others = [name for name in unasked if len(names) < _LIST and not self._beside_another(name, own)]
            return [min(name, key=len) for name in others]
        apart = [] if not unasked else [
            claim.shown for claim in claims if not any(claim.held(source) for named in own.values() for source in named)
        ]  # fmt: skip
        apart += [min(name, key=len) for name in unasked
                  if not any(claim.held(source) for source in own[name] for claim in claims)]  # fmt: skip
        return apart

    @staticmethod
    def _beside_another(name: NameKey, own: Mapping[NameKey, Sequence[_Source]]) -> bool:
        return any(source.has_name(other) for source in own[name] for other in own if other != name)

    def _is_subject(self, name: NameKey) -> bool:
        """Whether the question names it, or was understood to mean it."""
        return self._beside.has_name(name) or any(spelling in self._subjects for spelling in name)

    def _named(self, name: NameKey) -> bool:
        return any(source.has_name(name) for source in self._records)

    def _anywhere(self, held: Callable[[_Source], bool]) -> bool:
        return held(self._beside) or any(map(held, self._records))


def _wrong_weekdays(text: str) -> list[str]:
    """Days with their year whose weekday in brackets is another day's."""
    return [
        f"{month}-{day} {weekday}"
        for year, month, day, weekday in _WEEKDAY.findall(text)
        if "월화수목금토일"[date(int(year), int(month), int(day)).weekday()] != weekday
    ]


def check(reply: Reply, *, question: str = "", names: NameList = NO_NAMES) -> list[str]:
    """What a reply states and its citations do not hold; empty for a grounded one."""
    return [thing for line in reply.text.splitlines() for thing in _unsupported(line, reply, question, names)]


def grounded(reply: Reply, fallback: Abstention, *, question: str = "", names: NameList = NO_NAMES) -> Reply:
    """The reply without the lines that its citations do not hold; the fallback where nothing is left."""
    if not isinstance(reply, Answer | Abstention | Clarification):
        return reply
    lines = reply.text.splitlines()
    kept = [line for line in lines if not _unsupported(line, reply, question, names)]
    if len(kept) == len(lines):
        return reply
    return replace(reply, text="\n".join(kept)) if re.search(r"\w", "".join(kept)) else fallback


def _unsupported(line: str, reply: Reply, question: str, names: NameList) -> list[str]:
    """Held against what the line cites, or against all that the reply cites where it has no mark."""
    marks = {int(mark) for mark in _MARK.findall(line)}
    cited = [citation for citation in reply.citations if not marks or citation.n in marks]
    dates = [citation.as_of.isoformat() for citation in reply.citations if citation.as_of]
    links = [citation.url for citation in reply.citations]
    beside = "\n".join((question, reply.contact.phone, reply.contact.email, reply.contact.url, *dates, *links))
    texts = [text for citation in cited for text in citation.texts]
    table = bool(marks) and any(len(citation.texts) > 1 for citation in cited)
    return Evidence(texts, reply.computed, beside=beside, names=names, table=table).unsupported(line)
