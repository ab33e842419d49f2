"""Where a course or an event stands at an instant, worked out from its dates and never from prose."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum

from knowledge.records import Course, Event, Moment

_SPAN = re.compile(
    r"(?P<year>\d{4})년(?:\s?(?P<month>\d{1,2})월|\s?(?P<half>[상하])반기)?(?=$|\s(?!\s*\d)|[^\s\d~\-–])(?![^~]*[~–])"
)


class Phase(StrEnum):
    """How far a course or an event has come. OPEN and CLOSED are said of courses that take applications."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"
    RUNNING = "running"
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CourseStatus:
    """A phase in words. `days_left` counts the nights to the next turn: to the deadline while open (0 on its day),
    to the first day of application while upcoming; None otherwise."""

    phase: Phase
    days_left: int | None
    label: str


@dataclass(frozen=True, slots=True)
class EventStatus:
    """A phase in words. `days_left` counts the nights to the event (0 while it is on); None when over
    or unknown."""

    phase: Phase
    days_left: int | None
    label: str


def course_status(course: Course, now: datetime) -> CourseStatus:
    """The status of a course at an aware instant in the academy's zone; a date-only end lasts to the end of its day.

    Only a written deadline makes a course open: without one nobody can tell whether it still is.
    """
    zone = _zone(now)
    if course.end is not None and now >= course.end.closes(zone):
        return CourseStatus(Phase.ENDED, None, "종료")
    if course.apply_start is not None and now < course.apply_start.opens(zone):
        return CourseStatus(Phase.UPCOMING, _nights(now, course.apply_start.day), "모집예정")
    if course.apply_end is not None and now < course.apply_end.closes(zone):
        left = _nights(now, course.apply_end.day)
        return CourseStatus(Phase.OPEN, left, f"모집중 D-{left}" if left else "오늘 마감")
    started = course.start is not None and now >= course.start.opens(zone)
    if started and course.end is not None:
        return CourseStatus(Phase.RUNNING, None, "교육중")
    if started or course.apply_end is not None:
        return CourseStatus(Phase.CLOSED, None, "모집마감")
    return CourseStatus(Phase.UNKNOWN, None, "일정 미정")


def event_status(event: Event, now: datetime) -> EventStatus:
    """The status of an event at an aware instant in the academy's zone; unknown without a computable start. One of
    which only the month is written is to come until that is over."""
    zone = _zone(now)
    if event.start is None:
        days = written_span(event.when)
        if days is None:
            return EventStatus(Phase.UNKNOWN, None, "일정 미정")
        return EventStatus(*((Phase.ENDED, None, "종료") if days[1] < now.date() else (Phase.UPCOMING, None, "예정")))
    left = _nights(now, event.start.day)
    if now < event.start.opens(zone):
        return EventStatus(Phase.UPCOMING, left, f"예정 D-{left}" if left else "오늘")
    if now >= (event.end or Moment(event.start.day)).closes(zone):
        return EventStatus(Phase.ENDED, None, "종료")
    return EventStatus(Phase.RUNNING, max(left, 0), "진행중" if event.end is not None else "오늘")


def written_span(when: str) -> tuple[date, date] | None:
    """The first and the last day of the month, half-year or year that a start begins with ("2026년 6월", "2025년 상반기
    (3회)"); None for any other sentence."""
    found = _SPAN.match(when)
    if found is None:
        return None
    year, month = int(found["year"]), int(found["month"] or 0)
    first, last = (month, month) if month else {"상": (1, 6), "하": (7, 12), None: (1, 12)}[found["half"]]
    if not 1 <= first <= last <= 12:
        return None
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def event_days(event: Event) -> tuple[date, date] | None:
    """The first and the last day on which an event may take place, as far as that is written."""
    if event.start is None:
        return written_span(event.when)
    return event.start.day, (event.end or event.start).day


def _nights(now: datetime, day: date) -> int:
    return (day - now.date()).days


def _zone(now: datetime) -> tzinfo:
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    return now.tzinfo
