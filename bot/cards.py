"""A course, a campus or an event at a glance, worked out when it is asked for: its status, a few facts, where to go on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Literal
from urllib.parse import quote

from bot import english
from bot.calendar_files import last_day
from bot.conversation import Locale
from bot.wording import day, place_of, short_title, shortened
from knowledge import columns
from knowledge.passages import campus_label
from knowledge.records import Campus, Course, Event, Library, Moment, Record
from knowledge.status import Phase, course_status, event_status

Kind = Literal["course", "campus", "event"]
Code = Literal["planned", "open", "closing", "closed", "running", "ended"]
Rel = Literal["apply", "map", "source", "calendar", "phone"]

_CLOSING = 3  # days before its deadline from which a course is said to be closing
_LONGEST = 120  # characters of a fact
_LONGEST_IN_FULL = 400
_PHONE = re.compile(r"\+?\d[\d -]{6,}\d")
# Maps find the house, not the floor in it: "서울특별시 송파구 송파대로 167 | 테라타워 지하1층".
_HOUSE = re.compile(r".*?(?:로|길|동)\s(?:지하\s?)?\d+(?:-\d+)?(?![\d길])")
_MAP: dict[Locale, str] = {
    "ko": "https://map.kakao.com/link/search/{place}",
    "en": "https://www.google.com/maps/search/?api=1&query={place}",
}
_CODES: dict[Phase, Code] = {
    Phase.UPCOMING: "planned",
    Phase.OPEN: "open",
    Phase.CLOSED: "closed",
    Phase.RUNNING: "running",
    Phase.ENDED: "ended",
}
_LINKS: dict[Rel, dict[Locale, str]] = {
    "apply": {"ko": "지원하러 가기", "en": "Apply"},
    "map": {"ko": "지도", "en": "Map"},
    "source": {"ko": "자세히 보기", "en": "Details (Korean)"},
    "calendar": {"ko": "일정 저장", "en": "Save dates"},
    "phone": {"ko": "전화", "en": "Call"},
}
_IN_ENGLISH = {
    "campus": "Campus",
    "schedule": "Class times",
    "capacity": "Seats",
    "cost": "Cost",
    "address": "Address",
    "station": "Nearest station",
    "phone": "Phone",
    "hours": "Opening hours",
    "courses.hours": "Total hours",
    "fields": "Fields",
    "partner": "Partner company",
    "audience": "For",
    "venue": "Venue",
    "programs": "Programme",
    "apply_end": "Registration closes",
    "mode": "How it is taught",
    "prerequisites": "Needed before",
    "selection": "Selection",
    "stack": "Tools and languages",
    "outline": "What is taught",
    "operator": "Run by",
    "benefits": "Benefits",
    "completion": "To complete it",
    "contact": "Contact",
    "note": "Note",
    "email": "E-mail",
    "size": "Size",
    "opened": "Opened",
    "organizations": "Taking part",
    "description": "About",
}
# What is told beside the few facts of a card where there is room for all.
_IN_FULL: dict[Kind, tuple[columns.Table, tuple[str, ...]]] = {
    "course": (
        columns.COURSES,
        ("hours", "mode", "audience", "prerequisites", "selection", "stack", "outline", "operator", "partner",
         "benefits", "completion", "contact", "note"),
    ),
    "campus": (columns.CAMPUSES, ("email", "size", "opened", "note")),
    "event": (columns.EVENTS, ("organizations", "description")),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Where a course or an event stands: a code for programs, a label for people ("모집중 D-3")."""

    code: Code
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of a card."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where to go on. `url` is a web address, a `tel:` one, or for a calendar a path of this server."""

    rel: Rel
    label: str
    url: str


Links = Iterator[tuple[Rel, str]]
"""Where to go on, and an address that may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is shown of a record; `status` is None where none can be worked out."""

    id: str
    kind: Kind
    title: str
    status: Status | None
    facts: tuple[Fact, ...]
    links: tuple[Link, ...]


class Cards:
    """Makes cards of a library's records for one moment and one language."""

    def __init__(self, library: Library, *, locale: Locale, now: datetime, calendar: Callable[[str], str]) -> None:
        """`now` is an aware instant in the academy's zone; `calendar` gives the address of a record's calendar file."""
        self._library = library
        self._locale = locale
        self._english = locale == "en"
        self._now = now
        self._calendar = calendar

    def of(self, record: Record, *, full: bool = False) -> Card | None:
        """The card of a course, a campus or an event, with all that is written of it if `full`; None for any other
        record."""
        match record:
            case Course():
                return self._card(record, "course", short_title(record, self._library),
                                  self._facts_of_course(record), self._links_of_course(record), full)  # fmt: skip
            case Event():
                return self._card(
                    record, "event", record.title, self._facts_of_event(record), self._links_of_event(record), full
                )
            case Campus():
                title = english.campus_name(record) if self._english else campus_label(record)
                return self._card(
                    record, "campus", title, self._facts_of_campus(record), self._links_of_campus(record), full
                )
        return None

    def _card(
        self, record: Record, kind: Kind, title: str, facts: Iterator[tuple[str, str]], links: Links, full: bool
    ) -> Card:
        longest = _LONGEST
        if full:
            table, names = _IN_FULL[kind]
            facts, longest = chain(facts, self._cells(record, table, *names), record.extra), _LONGEST_IN_FULL
        return Card(
            id=record.id,
            kind=kind,
            title=title,
            status=self._status(record),
            facts=tuple(Fact(label=label, value=shortened(value, longest)) for label, value in facts if value),
            links=tuple(Link(rel=rel, label=_LINKS[rel][self._locale], url=url) for rel, url in links if url),
        )

    def _status(self, record: Record) -> Status | None:
        if not isinstance(record, Course | Event):
            return None
        found = course_status(record, self._now) if isinstance(record, Course) else event_status(record, self._now)
        code = _CODES.get(found.phase)
        if code is None:
            return None
        if code == "open" and found.days_left is not None and found.days_left <= _CLOSING:
            code = "closing"
        return Status(code=code, label=_in_english(code, found.days_left) if self._english else found.label)

    def _facts_of_course(self, course: Course) -> Iterator[tuple[str, str]]:
        place = english.place(course, self._library) if self._english else place_of(course, self._library)
        yield self._label("campus", columns.COURSES), place
        yield self._either("모집 기간", "Applications"), self._span(course.apply_start, course.apply_end)
        yield self._either("교육 기간", "Training"), self._span(course.start, course.end)
        yield from self._cells(course, columns.COURSES, "schedule", "capacity", "cost")

    def _facts_of_event(self, event: Event) -> Iterator[tuple[str, str]]:
        yield self._either("일시", "When"), self._span(event.start, event.end or event.start) or event.when
        campus = self._library.campus(event.campus)
        yield self._label("venue", columns.EVENTS), event.venue or (campus_label(campus) if campus else event.campus)
        yield from self._cells(event, columns.EVENTS, "audience", "programs", "apply_end")

    def _facts_of_campus(self, campus: Campus) -> Iterator[tuple[str, str]]:
        yield self._label("address", columns.CAMPUSES), campus.address  # people show it to others: as it is written
        yield from self._cells(campus, columns.CAMPUSES, "station", "phone", "hours", "fields", "partner")

    def _links_of_course(self, course: Course) -> Links:
        if course_status(course, self._now).phase is Phase.OPEN:
            yield "apply", course.url or self._library.academy.apply_url
        else:
            yield "source", course.url
        yield from self._saved(course)
        campus = self._library.campus(course.campus)
        yield "map", self._map(campus)
        yield "phone", _dialed(campus.phone if campus else "") or _dialed(self._library.academy.phone)

    def _links_of_event(self, event: Event) -> Links:
        zone = self._now.tzinfo
        registering = event.apply_end is not None and zone and self._now < event.apply_end.closes(zone)
        yield "apply" if registering else "source", event.url
        yield from self._saved(event)
        yield "map", self._map(self._library.campus(event.campus))

    def _links_of_campus(self, campus: Campus) -> Links:
        yield "map", self._map(campus)
        yield "phone", _dialed(campus.phone)
        yield "source", campus.url

    def _saved(self, record: Record) -> Links:
        last = last_day(record)
        if last and last >= self._now.date():
            yield "calendar", self._calendar(record.id)

    def _map(self, campus: Campus | None) -> str:
        if campus is None or not campus.address:
            return ""
        address = re.sub(r"\s*\([^)]*\)", "", campus.address).strip()
        house = _HOUSE.match(address)
        place = house.group() if house else address
        return _MAP[self._locale].format(place=quote(place, safe=""))

    def _cells(self, record: Record, table: columns.Table, *names: str) -> Iterator[tuple[str, str]]:
        for name in names:
            value = getattr(record, name)
            if isinstance(value, Moment):
                text = self._day(value)
            elif isinstance(value, tuple):
                text = english.terms(value, self._library) if self._english else ", ".join(value)
            else:
                text = english.value(value) if self._english and value else value or ""
            yield self._label(name, table), text

    def _label(self, name: str, table: columns.Table) -> str:
        if self._english:
            return _IN_ENGLISH.get(f"{table.name}.{name}") or _IN_ENGLISH[name]
        return next(c.label for c in table.columns if c.name == name)

    def _span(self, start: Moment | None, end: Moment | None) -> str:
        if start is None:
            return self._either(f"{self._day(end)}까지", f"until {self._day(end)}") if end else ""
        if end is None:
            return self._either(f"{self._day(start)}부터", f"from {self._day(start)}")
        if start.day == end.day:
            return f"{self._day(start)}~{end.at:%H:%M}" if start.at and end.at and end > start else self._day(start)
        return f"{self._day(start)} ~ {self._day(end)}"

    def _day(self, moment: Moment) -> str:
        return day(moment, self._now.date(), english=self._english)

    def _either(self, korean: str, in_english: str) -> str:
        return in_english if self._english else korean


def _in_english(code: Code, left: int | None) -> str:
    days = "" if left is None else " today" if left == 0 else f" · D-{left}"
    return {"planned": f"Coming up{days}", "open": f"Open{days}", "closing": f"Closing{days}", "closed": "Closed",
            "running": "On now", "ended": "Ended"}[code]  # fmt: skip


def _dialed(text: str) -> str:
    """The first number of a text as an address to call."""
    found = _PHONE.search(text)
    return f"tel:{re.sub('[ -]', '', found.group())}" if found else ""
