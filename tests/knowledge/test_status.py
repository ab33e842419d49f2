from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.clock import SEOUL
from knowledge.records import Course, Event, Moment, Origin
from knowledge.status import Phase, course_status, event_status
from knowledge.values import moment


def said(text: str) -> Moment | None:
    return moment(text) if text else None


def course(apply_start: str = "", apply_end: str = "", start: str = "", end: str = "") -> Course:
    return Course(
        id="c",
        origin=Origin("courses.yaml"),
        title="웹",
        apply_start=said(apply_start),
        apply_end=said(apply_end),
        start=said(start),
        end=said(end),
    )


def event(start: str = "", end: str = "") -> Event:
    return Event(id="e", origin=Origin("events.yaml"), title="행사", start=said(start), end=said(end))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


FULL = course("2026-09-10", "2026-09-28", "2026-10-12", "2027-01-29")


@pytest.mark.parametrize(
    ("now", "phase", "days_left", "label"),
    [
        ("2026-09-09T23:59", Phase.UPCOMING, 1, "모집예정"),
        ("2026-09-10T00:00", Phase.OPEN, 18, "모집중 D-18"),
        ("2026-09-20T12:00", Phase.OPEN, 8, "모집중 D-8"),
        ("2026-09-28T23:59", Phase.OPEN, 0, "오늘 마감"),
        ("2026-09-29T00:00", Phase.CLOSED, None, "모집마감"),
        ("2026-10-11T23:59", Phase.CLOSED, None, "모집마감"),
        ("2026-10-12T00:00", Phase.RUNNING, None, "교육중"),
        ("2027-01-29T23:59", Phase.RUNNING, None, "교육중"),
        ("2027-01-30T00:00", Phase.ENDED, None, "종료"),
    ],
)
def test_a_course_passes_through_its_phases(now: str, phase: Phase, days_left: int | None, label: str) -> None:
    status = course_status(FULL, at(now))
    assert (status.phase, status.days_left, status.label) == (phase, days_left, label)


@pytest.mark.parametrize(
    ("known", "now", "label"),
    [
        (course(), "2026-09-20T12:00", "일정 미정"),
        (course(apply_end="2026-09-28"), "2026-09-20T12:00", "모집중 D-8"),
        (course(apply_end="2026-09-28"), "2026-10-20T12:00", "모집마감"),
        (course(apply_start="2026-09-28"), "2026-09-20T12:00", "모집예정"),
        (course(apply_start="2026-09-01"), "2026-09-20T12:00", "일정 미정"),
        (course(apply_start="2026-09-01", start="2026-10-01"), "2026-09-20T12:00", "일정 미정"),
        (course(start="2026-10-01"), "2026-09-20T12:00", "일정 미정"),
        (course(start="2026-09-01"), "2026-09-20T12:00", "모집마감"),
        (course(start="2026-09-01", end="2026-12-01"), "2026-09-20T12:00", "교육중"),
        (course(end="2026-09-01"), "2026-09-20T12:00", "종료"),
        (
            course(apply_start="2026-09-01", apply_end="2026-09-30", start="2026-09-15"),
            "2026-09-20T12:00",
            "모집중 D-10",
        ),
    ],
)
def test_what_is_not_known_is_not_made_up(known: Course, now: str, label: str) -> None:
    assert course_status(known, at(now)).label == label


def test_a_deadline_with_a_time_closes_at_that_time() -> None:
    known = course(apply_end="2026-09-28 18:00")
    assert course_status(known, at("2026-09-28T17:59")).label == "오늘 마감"
    assert course_status(known, at("2026-09-28T18:00")).label == "모집마감"


def test_a_day_ends_at_midnight_where_the_academy_is() -> None:
    known = course(apply_end="2026-09-28")
    early = at("2026-09-29T00:30").astimezone(UTC)
    assert course_status(known, early.astimezone(SEOUL)).phase is Phase.CLOSED


@given(st.integers(0, 720 * 24).map(lambda hours: at("2026-01-01T00:30") + timedelta(hours=hours)))
def test_a_closed_course_is_never_called_open(now: datetime) -> None:
    status = course_status(FULL, now)
    assert (status.phase is Phase.OPEN) == ("2026-09-10" <= now.date().isoformat() <= "2026-09-28")
    assert (status.phase is Phase.ENDED) == (now.date().isoformat() > "2027-01-29")
    assert status.days_left is None or status.days_left >= 0


@pytest.mark.parametrize(
    ("known", "now", "phase", "label"),
    [
        (event("2025-12-02 14:00"), "2025-11-30T09:00", Phase.UPCOMING, "예정 D-2"),
        (event("2025-12-02 14:00"), "2025-12-02T09:00", Phase.UPCOMING, "오늘"),
        (event("2025-12-02 14:00"), "2025-12-02T15:00", Phase.RUNNING, "오늘"),
        (event("2025-12-02 14:00"), "2025-12-03T00:00", Phase.ENDED, "종료"),
        (event("2025-12-02"), "2025-12-02T09:00", Phase.RUNNING, "오늘"),
        (event("2025-12-02 14:00", "2025-12-02 16:00"), "2025-12-02T15:00", Phase.RUNNING, "진행중"),
        (event("2025-12-02 14:00", "2025-12-02 16:00"), "2025-12-02T16:00", Phase.ENDED, "종료"),
        (event("2025-12-01", "2025-12-03"), "2025-12-03T23:00", Phase.RUNNING, "진행중"),
        (event("2025-12-01", "2025-12-03"), "2025-12-04T00:00", Phase.ENDED, "종료"),
        (event(), "2025-12-04T00:00", Phase.UNKNOWN, "일정 미정"),
    ],
)
def test_an_event_passes_through_its_phases(known: Event, now: str, phase: Phase, label: str) -> None:
    status = event_status(known, at(now))
    assert (status.phase, status.label) == (phase, label)
    assert status.days_left is None or status.days_left >= 0


@pytest.mark.parametrize(
    ("when", "now", "phase"),
    [
        ("2026년 10월", "2026-09-30T09:00", Phase.UPCOMING),
        ("2026년 10월", "2026-10-31T23:59", Phase.UPCOMING),
        ("2026년 10월", "2026-11-01T00:00", Phase.ENDED),
        ("2026년 12월 성과 공유회 기간", "2026-09-20T09:00", Phase.UPCOMING),
        ("2025년 상반기(3회)", "2026-09-20T09:00", Phase.ENDED),
        ("2025년", "2026-09-20T09:00", Phase.ENDED),
        ("2026년 13월", "2026-09-20T09:00", Phase.UNKNOWN),
        ("2026년 3월~11월", "2026-09-20T09:00", Phase.UNKNOWN),
        ("매주 수요일 19:00", "2026-09-20T09:00", Phase.UNKNOWN),
    ],
)
def test_an_event_of_which_only_the_month_is_written_is_to_come_until_that_is_over(
    when: str, now: str, phase: Phase
) -> None:
    assert event_status(replace(event(), when=when), at(now)).phase is phase


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        course_status(FULL, at("2026-09-20T12:00").replace(tzinfo=None))
