"""The dates of a course or an event as an iCalendar file (RFC 5545), for the calendar a person keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Timezone
from icalendar import Event as Entry
from icalendar.enums import TRANSP

from bot import english
from bot.conversation import Locale
from bot.wording import place_of, short_title
from knowledge.passages import campus_label
from knowledge.records import Course, Event, Library, Moment, Record

_DAY = timedelta(days=1)
_ALARM_OF_A_DAY = timedelta(hours=-15)  # before its midnight: nine in the morning of the day before
_LABELS: dict[str, dict[Locale, str]] = {
    "applications": {"ko": "모집 마감", "en": "Applications close"},
    "registration": {"ko": "신청 마감", "en": "Registration closes"},
    "training": {"ko": "교육", "en": "Training"},
    "start": {"ko": "개강", "en": "Training starts"},
    "end": {"ko": "교육 종료", "en": "Training ends"},
    "schedule": {"ko": "교육시간", "en": "Hours"},
    "contact": {"ko": "문의", "en": "Contact"},
}
_DEADLINES = ("applications", "registration")
_CHECK: dict[Locale, str] = {
    "ko": "{as_of}일정이 바뀔 수 있으니 공고에서 한 번 더 확인해 주세요.",
    "en": "{as_of}Dates may change, so please check the notice once more.",
}
_AS_OF: dict[Locale, str] = {"ko": "{day} 기준 자료예요. ", "en": "As of {day}. "}
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def calendar_file(record: Record, library: Library, *, locale: Locale, now: datetime) -> bytes | None:
    """The file of a record's dates: deadlines with an alarm on the day before, the training or the event itself.
    None where there is no date to keep. `now` is the aware instant the file is made at. A date without a time is an
    all-day entry; the entries of one record keep their UIDs, so that a file saved again replaces the earlier one."""
    last = last_day(record)
    if last is None:
        return None
    calendar = Calendar.new(prodid="-//Saessak//KO", uid=_uid(record, library, "file"))
    entries = [_entry(record, library, locale, now, name=name, start=start, end=end)
               for name, start, end in _entries(record)]  # fmt: skip
    if any(isinstance(entry.start, datetime) for entry in entries):
        first = min(start.day for _, start, _ in _entries(record))
        calendar.add_component(_zone_rules(library.academy.timezone, first.year, last.year))
    for entry in entries:
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def last_day(record: Record) -> date | None:
    """The last day that a record's file tells of; None where it has no date that a calendar can keep."""
    return max((moment.day for _, *moments in _entries(record) for moment in moments if moment), default=None)


def _entries(record: Record) -> Iterator[tuple[str, Moment, Moment | None]]:
    """The entries of a record: what it is, from when, until when (None where only one moment is known)."""
    match record:
        case Course(apply_end=deadline, start=start, end=end):
            if deadline:
                yield "applications", deadline, None
            if start:
                yield ("training" if end else "start"), start, end
            elif end:
                yield "end", end, None
        case Event(apply_end=deadline, start=start, end=end):
            if deadline:
                yield "registration", deadline, None
            if start:
                yield "event", start, end


def _entry(
    record: Record, library: Library, locale: Locale, now: datetime, *, name: str, start: Moment, end: Moment | None
) -> Entry:
    begins, ends = _span(start, end, ZoneInfo(library.academy.timezone))
    title = _title(record, library, locale)
    summary = title if name == "event" else f"[{_LABELS[name][locale]}] {title}"
    entry = Entry.new(
        uid=_uid(record, library, name),
        stamp=now,
        summary=summary,
        start=begins,
        end=ends,
        location=_place(record, library, locale) or None,
        description=_description(record, locale),
        url=record.url or library.academy.site or None,
        # A deadline or months of training leave the day free for something else.
        transparency=None if name == "event" else TRANSP.TRANSPARENT,
    )
    if name in _DEADLINES:
        alarm = Alarm.new(description=summary)
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -_DAY if isinstance(begins, datetime) else _ALARM_OF_A_DAY)
        entry.add_component(alarm)
    return entry


@lru_cache(maxsize=64)
def _zone_rules(name: str, first: int, last: int) -> Timezone:
    """The rules of a zone in some years. Where none change the library looks for the next until the year 9999."""
    return Timezone.from_tzinfo(ZoneInfo(name), name, date(first, 1, 1), date(last + 1, 1, 2))


def _uid(record: Record, library: Library, name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"{library.academy.site}#{record.id}#{name}")


def _span(start: Moment, end: Moment | None, zone: tzinfo) -> tuple[date, date | None]:
    """Begin and end as iCalendar wants them: an end is the first instant, or the first day, that is no longer meant."""
    if start.at is None:
        last = end.day if end and end.day > start.day else start.day
        return start.day, last + _DAY
    begins = start.opens(zone)
    ends = end.closes(zone) if end else begins
    return begins, ends if ends > begins else None


def _title(record: Record, library: Library, locale: Locale) -> str:
    match record:
        case Course() if locale == "en":
            title = english.course_name(record, library)
        case Course():
            title = f"{place_of(record, library)} {short_title(record, library)}"
        case Event():
            title = record.title
        case _:
            title = record.id
    return _printable(title)


def _place(record: Record, library: Library, locale: Locale) -> str:
    venue = record.venue if isinstance(record, Event) else ""
    id = record.campus if isinstance(record, Course | Event) else ""
    campus = library.campus(id)
    if campus is None:
        return _printable(venue or id)
    name = english.campus_name(campus) if locale == "en" else campus_label(campus)
    return _printable(", ".join(part for part in (venue or name, campus.address) if part))


def _description(record: Record, locale: Locale) -> str:
    match record:
        case Course(schedule=schedule, contact=contact):
            cells = {"schedule": schedule, "contact": contact}
            known = [f"{_LABELS[name][locale]}: {cell}" for name, cell in cells.items() if cell]
        case Event(description=description):
            known = [description] if description else []
        case _:
            known = []
    as_of = _AS_OF[locale].format(day=record.as_of.isoformat()) if record.as_of else ""
    return _printable("\n".join((*known, _CHECK[locale].format(as_of=as_of))))


def _printable(text: str) -> str:
    """The text without characters that no calendar may hold; every line break is "\\n"."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
