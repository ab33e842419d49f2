"""What may change in a record so that people should hear of it: its dates, its place, its fee; and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from bot.wording import day
from knowledge import columns
from knowledge.passages import campus_label
from knowledge.records import Campus, Course, Event, Library, Moment, Record
from knowledge.status import Phase, course_status, event_status
from retrieval import korean

Facts = Mapping[str, str]
"""What is written of a record's dates ("2026-09-28 18:00"), place and fee, by column; empty where nothing is."""

CLOSING = "closing"
"""The stage of a course whose deadline is near; the other stages are phases."""

CLOSING_DAYS = 3
_DATES = ("apply_start", "apply_end", "start", "end")
_FEE = re.compile(r"비용|요금|수강료|참가비|회비|입장료|교육비|\b(?:fee|price|cost|tuition)\b", re.IGNORECASE)
_TABLES: dict[type[Record], columns.Table] = {
    Course: columns.COURSES,
    Event: columns.EVENTS,
    Campus: columns.CAMPUSES,
}
_ENGLISH = {
    "apply_start": "applications open",
    "apply_end": "applications close",
    "start": "starts",
    "end": "ends",
    "campus": "place",
    "venue": "place",
    "address": "address",
    "cost": "fee",
}


def facts_of(record: Record, library: Library) -> dict[str, str] | None:
    """The dates, the place and the fee of a course, an event or a campus; None for what has none of them."""
    match record:
        case Course():
            return {**_dates(record), "campus": _campus(record.campus, library), "cost": record.cost}
        case Event():
            when = {} if record.start else {"start": record.when}
            return {**_dates(record), **when, "venue": record.venue or _campus(record.campus, library), **_fees(record)}
        case Campus():
            return {"address": record.address}
    return None


def stage_of(record: Record, now: datetime) -> str:
    """Where a record stands at an instant: a phase, or `CLOSING`; empty for what has no dates."""
    match record:
        case Course():
            status = course_status(record, now)
            near = status.phase is Phase.OPEN and status.days_left is not None and status.days_left <= CLOSING_DAYS
            return CLOSING if near else status.phase.value
        case Event():
            return event_status(record, now).phase.value
    return ""


def changed(before: Facts, after: Facts) -> tuple[str, ...]:
    """The columns in which facts differ so that it matters. A date that was not written before is news; a place or a
    fee that was not is only more to read."""
    return tuple(key for key in after if key in before and _differ(key, before[key], after[key]))


def told(before: Facts, after: Facts, record: Record, today: date, *, english: bool) -> Iterator[str]:
    """The differences as people read them: "모집 마감: 9월 28일(월) → 10월 5일(월)"."""
    table = _TABLES[type(record)]
    for key in changed(before, after):
        column = table.column(key)
        label = _ENGLISH.get(key, key) if english else column.label if column else key
        old, new = (_readable(facts[key], today, english=english) for facts in (before, after))
        yield f"{label}: {old} → {new}"


def _differ(key: str, before: str, after: str) -> bool:
    if key in _DATES:
        return before != after
    return bool(before and after) and korean.squeeze(before) != korean.squeeze(after)


def _dates(record: Course | Event) -> dict[str, str]:
    return {name: _written(getattr(record, name)) for name in _DATES if hasattr(record, name)}


def _fees(event: Event) -> dict[str, str]:
    return {heading: text for heading, text in event.extra if _FEE.search(heading)}


def _written(moment: Moment | None) -> str:
    if moment is None:
        return ""
    return moment.day.isoformat() + (f" {moment.at:%H:%M}" if moment.at else "")


def _readable(text: str, today: date, *, english: bool) -> str:
    """A fact as people read it; dates come in their written form."""
    if not text:
        return "not set" if english else "미정"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return day(Moment(moment.date(), moment.time() if " " in text else None), today, english=english)


def _campus(id: str, library: Library) -> str:
    campus = library.campus(id)
    return campus_label(campus) if campus else id
