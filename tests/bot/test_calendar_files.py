"""A course's or an event's dates in a file that calendars read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from icalendar import Calendar
from icalendar import Event as Entry

from bot.calendar_files import calendar_file, last_day
from bot.conversation import Locale
from knowledge.clock import SEOUL
from knowledge.records import Academy, Campus, Course, Event, Library, Moment, Origin, Record

NOW = datetime(2026, 9, 20, 12, tzinfo=SEOUL)
ACADEMY = Academy(id="academy", origin=Origin("academy.yaml"), name="한빛학교", site="https://hanbit.example")
MAPO = Campus(id="mapo", origin=Origin("campuses.yaml"), name="마포", address="서울 마포구 백범로 1")
LIBRARY = Library(academy=ACADEMY, campuses=(MAPO,))
COURSE = Course(
    id="ai-3", origin=Origin("courses.yaml"), title="[한빛] AI 개발, 처음부터; 끝까지", campus="mapo", cohort="3기",
    apply_end=Moment(date(2026, 9, 23)), start=Moment(date(2026, 10, 5)), end=Moment(date(2027, 1, 29)),
    schedule="09:00~18:00", contact="02-123-4567", as_of=date(2026, 9, 18), url="https://hanbit.example/ai-3",
)  # fmt: skip
EVENT = Event(id="open-day", origin=Origin("events.yaml"), title="열린 날", start=Moment(date(2026, 10, 1), time(14)))


def entries(record: Record, *, locale: Locale = "ko", now: datetime = NOW) -> list[Entry]:
    """The entries of a record's file, read as a calendar reads them."""
    file = calendar_file(record, LIBRARY, locale=locale, now=now)
    assert file is not None
    return Calendar.from_ical(file).events


def test_a_course_is_its_deadline_and_its_days_of_training() -> None:
    deadline, training = entries(COURSE)
    assert deadline.summary == "[모집 마감] 마포 3기 AI 개발, 처음부터; 끝까지"
    assert (deadline.start, deadline.end) == (date(2026, 9, 23), date(2026, 9, 24))
    assert training.summary == "[교육] 마포 3기 AI 개발, 처음부터; 끝까지"
    assert (training.start, training.end) == (date(2026, 10, 5), date(2027, 1, 30)), "the last day is meant"
    for entry in (deadline, training):
        assert entry.location == "마포캠퍼스, 서울 마포구 백범로 1"
        assert entry.url == "https://hanbit.example/ai-3"
        assert "교육시간: 09:00~18:00" in entry.description
        assert "2026-09-18 기준" in entry.description
        assert entry.transparency == "TRANSPARENT"


def test_a_deadline_is_announced_the_day_before() -> None:
    deadline, training = entries(COURSE)
    (alarm,) = deadline.alarms.times
    assert f"{alarm.trigger:%Y-%m-%dT%H:%M}" == "2026-09-22T09:00"
    assert not training.alarms.times
    (timed, _) = entries(replace(COURSE, apply_end=Moment(date(2026, 9, 23), time(17))))
    assert [alarm.trigger for alarm in timed.alarms.times] == [datetime(2026, 9, 22, 17, tzinfo=SEOUL)]


def test_a_time_of_day_is_the_academys() -> None:
    (event,) = entries(EVENT)
    assert event.start == datetime(2026, 10, 1, 5, tzinfo=UTC)
    assert event.DTEND is None
    file = calendar_file(EVENT, LIBRARY, locale="ko", now=NOW)
    assert file is not None
    assert b"DTSTART;TZID=Asia/Seoul:20261001T140000" in file
    assert file.count(b"BEGIN:VTIMEZONE") == 1


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Europe/Berlin"])
@pytest.mark.parametrize("on", [date(2026, 1, 10), date(2026, 7, 10), date(2026, 10, 25), date(2026, 12, 31)])
def test_an_academy_elsewhere_has_its_own_time(zone: str, on: date) -> None:
    elsewhere = replace(LIBRARY, academy=replace(ACADEMY, timezone=zone))
    file = calendar_file(replace(EVENT, start=Moment(on, time(23, 30))), elsewhere, locale="en", now=NOW)
    assert file is not None
    assert Calendar.from_ical(file).events[0].start == datetime.combine(on, time(23, 30), ZoneInfo(zone))


@pytest.mark.parametrize(
    ("start", "end", "until"),
    [
        (Moment(date(2026, 10, 1), time(14)), Moment(date(2026, 10, 1), time(16)), datetime(2026, 10, 1, 16, tzinfo=SEOUL)),
        (Moment(date(2026, 10, 1), time(14)), Moment(date(2026, 10, 2)), datetime(2026, 10, 3, tzinfo=SEOUL)),
        (Moment(date(2026, 10, 1), time(14)), Moment(date(2026, 9, 30)), None),
        (Moment(date(2026, 10, 1)), None, date(2026, 10, 2)),
        (Moment(date(2026, 10, 1)), Moment(date(2026, 10, 2), time(16)), date(2026, 10, 3)),
        (Moment(date(2026, 10, 1)), Moment(date(2026, 9, 1)), date(2026, 10, 2)),
    ],
)  # fmt: skip
def test_an_end_is_the_first_moment_after(start: Moment, end: Moment | None, until: date | datetime | None) -> None:
    (event,) = entries(replace(EVENT, start=start, end=end))
    told = event.DTEND
    assert told == until


def test_what_is_only_half_known_is_told_as_far_as_it_goes() -> None:
    (only_start,) = entries(replace(COURSE, apply_end=None, end=None))
    assert only_start.summary.startswith("[개강] ")
    (only_end,) = entries(replace(COURSE, apply_end=None, start=None))
    assert only_end.summary.startswith("[교육 종료] ")
    (registration,) = entries(replace(EVENT, start=None, when="매주 수요일", apply_end=Moment(date(2026, 9, 30))))
    assert registration.summary == "[신청 마감] 열린 날"


@pytest.mark.parametrize("record", [replace(COURSE, apply_end=None, start=None, end=None), MAPO, ACADEMY,
                                    replace(EVENT, start=None, when="매주 수요일 19:00")])  # fmt: skip
def test_without_a_date_there_is_no_file(record: Record) -> None:
    assert last_day(record) is None
    assert calendar_file(record, LIBRARY, locale="ko", now=NOW) is None


def test_the_last_day_tells_whether_there_is_still_something_to_save() -> None:
    assert last_day(COURSE) == date(2027, 1, 29)
    assert last_day(replace(COURSE, start=None, end=None)) == date(2026, 9, 23)
    assert last_day(EVENT) == date(2026, 10, 1)


def test_a_file_saved_again_replaces_the_entries_of_the_first() -> None:
    first, later = entries(COURSE), entries(replace(COURSE, end=Moment(date(2027, 2, 26))), now=NOW + timedelta(days=3))
    assert [entry.uid for entry in first] == [entry.uid for entry in later]
    assert len({entry.uid for entry in [*first, *entries(EVENT), *entries(replace(COURSE, id="ai-4"))]}) == 5
    assert [entry.DTSTAMP for entry in (first[0], later[0])] == [NOW, NOW + timedelta(days=3)]


def test_an_english_file_names_the_place_in_latin_letters() -> None:
    deadline, _ = entries(COURSE, locale="en")
    assert deadline.summary == "[Applications close] “AI 개발, 처음부터; 끝까지” at Mapo (마포), cohort 3"
    assert "Mapo" in deadline.location
    assert "As of 2026-09-18. Dates may change" in deadline.description


@hypothesis_settings(deadline=None)
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_whatever_stands_in_a_cell_the_file_stays_one_calendar(text: str) -> None:
    hostile = f"{text}\r\nEND:VEVENT\nBEGIN:VALARM\rACTION:AUDIO\n"
    file = calendar_file(
        replace(EVENT, title=hostile, description=hostile, venue=hostile), LIBRARY, locale="ko", now=NOW
    )
    assert file is not None
    for line in file.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert not any(byte < 32 and byte not in b"\t\r\n" for byte in file)
    (event,) = Calendar.from_ical(file).events
    assert not event.alarms.times


def test_every_course_and_event_of_the_shipped_knowledge_gives_a_file_or_none(library: Library) -> None:
    records = [record for record in library.records() if isinstance(record, Course | Event)]
    files = [calendar_file(record, library, locale="ko", now=NOW) for record in records]
    assert [file is not None for file in files] == [last_day(record) is not None for record in records]
    assert all(Calendar.from_ical(file).events for file in files if file)
