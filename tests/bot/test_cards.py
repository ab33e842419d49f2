"""A record at a glance: what it says depends on the moment it is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from urllib.parse import unquote

import pytest

from bot.cards import Card, Cards
from bot.conversation import Locale
from knowledge.clock import SEOUL
from knowledge.records import Academy, Campus, Course, Event, Library, Moment, Origin, Record

ACADEMY = Academy(id="academy", origin=Origin("academy.yaml"), name="한빛학교", site="https://hanbit.example",
                  apply_url="https://hanbit.example/apply", phone="1588-1234")  # fmt: skip
MAPO = Campus(id="mapo", origin=Origin("campuses.yaml"), name="마포", address="서울특별시 마포구 백범로 31길 21 본관 9층",
              phone="02-3667-7303~4", fields=("AI", "웹"))  # fmt: skip
LIBRARY = Library(academy=ACADEMY, campuses=(MAPO,))
COURSE = Course(id="ai-3", origin=Origin("courses.yaml"), title="AI 개발", campus="mapo", cohort="3기",
                apply_start=Moment(date(2026, 9, 1)), apply_end=Moment(date(2026, 9, 23)),
                start=Moment(date(2026, 10, 5)), end=Moment(date(2027, 1, 29)), url="https://hanbit.example/ai-3")  # fmt: skip
EVENT = Event(id="open-day", origin=Origin("events.yaml"), title="열린 날", start=Moment(date(2026, 10, 1), time(14)))


def card(record: Record, *, on: date = date(2026, 9, 20), locale: Locale = "ko") -> Card:
    now = datetime.combine(on, time(12), SEOUL)
    made = Cards(LIBRARY, locale=locale, now=now, calendar=lambda id: f"/{id}.ics").of(record)
    assert made is not None
    return made


def links(record: Record, *, on: date = date(2026, 9, 20)) -> dict[str, str]:
    return {link.rel: unquote(link.url) for link in card(record, on=on).links}


@pytest.mark.parametrize(
    ("on", "code", "korean", "english"),
    [
        (date(2026, 8, 30), "planned", "모집예정", "Coming up · D-2"),
        (date(2026, 9, 19), "open", "모집중 D-4", "Open · D-4"),
        (date(2026, 9, 20), "closing", "모집중 D-3", "Closing · D-3"),
        (date(2026, 9, 23), "closing", "오늘 마감", "Closing today"),
        (date(2026, 9, 24), "closed", "모집마감", "Closed"),
        (date(2026, 10, 5), "running", "교육중", "On now"),
        (date(2027, 1, 30), "ended", "종료", "Ended"),
    ],
)
def test_the_status_is_that_of_the_moment(on: date, code: str, korean: str, english: str) -> None:
    for locale, label in (("ko", korean), ("en", english)):
        status = card(COURSE, on=on, locale="ko" if locale == "ko" else "en").status
        assert status is not None
        assert (status.code, status.label) == (code, label)


def test_without_dates_no_status_is_made_up() -> None:
    undated = card(replace(COURSE, apply_start=None, apply_end=None, start=None, end=None))
    assert undated.status is None
    assert [fact.label for fact in undated.facts] == ["캠퍼스"]
    assert card(replace(EVENT, start=None, when="매주 수요일")).status is None


def test_one_applies_only_while_a_course_is_open() -> None:
    assert links(COURSE)["apply"] == "https://hanbit.example/ai-3"
    assert links(replace(COURSE, url=""))["apply"] == "https://hanbit.example/apply"
    for on in (date(2026, 8, 30), date(2026, 9, 24)):
        assert "apply" not in links(COURSE, on=on)
        assert links(COURSE, on=on)["source"] == "https://hanbit.example/ai-3"


def test_dates_are_offered_as_long_as_there_is_one_to_come() -> None:
    assert links(COURSE, on=date(2027, 1, 29))["calendar"] == "/ai-3.ics"
    assert "calendar" not in links(COURSE, on=date(2027, 1, 30))
    only_applications = replace(COURSE, start=None, end=None)
    assert "calendar" not in links(only_applications, on=date(2026, 9, 24))
    assert links(EVENT, on=date(2026, 10, 1))["calendar"] == "/open-day.ics"
    assert "calendar" not in links(MAPO)


@pytest.mark.parametrize(
    ("address", "house"),
    [
        ("서울특별시 마포구 백범로 31길 21 본관 9층", "서울특별시 마포구 백범로 31길 21"),
        ("서울특별시 용산구 청파로 109(나진전자월드상가) 3층", "서울특별시 용산구 청파로 109"),
        ("(1동) 서울특별시 도봉구 삼양로 592, 2층 / (2동) 강북구 삼양로 595", "서울특별시 도봉구 삼양로 592"),
        ("서울특별시 서초구 신반포로 지하 188 (고속터미널역사 내)", "서울특별시 서초구 신반포로 지하 188"),
        ("서울특별시 강남구 개포동 660-1, 상가 3~4층", "서울특별시 강남구 개포동 660-1"),
        ("전북 전주시 어딘가", "전북 전주시 어딘가"),
    ],
)
def test_a_map_is_asked_for_the_house_and_not_for_a_floor(address: str, house: str) -> None:
    assert links(replace(MAPO, address=address))["map"] == f"https://map.kakao.com/link/search/{house}"


@pytest.mark.parametrize(
    ("phone", "dialed"),
    [("02-3667-7303~4", "tel:0236677303"), ("02-6673-1802, 1804", "tel:0266731802"), ("대표 1588-1234", "tel:15881234"),
     ("+82 2 1234 5678", "tel:+82212345678"), ("홈페이지로 문의", None), ("", None)],
)  # fmt: skip
def test_the_first_number_is_dialed(phone: str, dialed: str | None) -> None:
    assert links(replace(MAPO, phone=phone)).get("phone") == dialed


def test_a_course_without_a_phone_of_its_campus_has_that_of_the_academy() -> None:
    assert links(COURSE)["phone"] == "tel:0236677303"
    assert links(replace(COURSE, campus="온라인"))["phone"] == "tel:15881234"


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        (Moment(date(2026, 10, 1), time(14)), None, "10월 1일(목) 14:00"),
        (Moment(date(2026, 10, 1), time(14)), Moment(date(2026, 10, 1), time(16)), "10월 1일(목) 14:00~16:00"),
        (Moment(date(2026, 10, 1)), Moment(date(2026, 10, 3)), "10월 1일(목) ~ 10월 3일(토)"),
        (None, None, "매주 수요일 19:00"),
    ],
)
def test_when_an_event_is(start: Moment | None, end: Moment | None, told: str) -> None:
    event = replace(EVENT, start=start, end=end, when="" if start else "매주 수요일 19:00")
    assert card(event).facts[0].value == told


def test_half_a_span_is_told_as_far_as_it_goes() -> None:
    facts = {fact.label: fact.value for fact in card(replace(COURSE, apply_start=None, end=None)).facts}
    assert facts["모집 기간"] == "9월 23일(수)까지"
    assert facts["교육 기간"] == "10월 5일(월)부터"


def test_a_long_cell_is_cut() -> None:
    facts = {fact.label: fact.value for fact in card(replace(COURSE, cost="무료예요. " * 60)).facts}
    assert len(facts["수강료"]) <= 121


def test_every_record_of_the_shipped_knowledge_has_a_card_or_is_none(library: Library) -> None:
    for locale in ("ko", "en"):
        cards = Cards(library, locale="ko" if locale == "ko" else "en", now=datetime(2026, 9, 20, tzinfo=SEOUL),
                      calendar=str)  # fmt: skip
        for record in library.records():
            made = cards.of(record)
            assert (made is not None) == isinstance(record, Course | Campus | Event)
            assert made is None or all(fact.value and fact.label for fact in made.facts)
