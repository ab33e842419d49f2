"""Every page of the finder, the campuses and the events, over the shipped knowledge and over one that means harm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from bot.conversation import Locale
from bot.course_finder import ANY, PHASES, Choice, CourseFinder
from bot.telegram.entities import utf16_length
from bot.telegram.events import EventPages
from bot.telegram.finder import CoursePages
from bot.telegram.finder_codes import COMPARE, DETAIL, LIST, PICK, Spot, code_of, spot_of
from bot.telegram.ids import id_of, record_of
from bot.telegram.places import CampusPages
from bot.telegram.sheets import Page
from knowledge.coordinates import Position
from knowledge.records import Academy, Campus, Course, Event, Library, Moment, Origin

NOW = datetime(2026, 9, 20, 12, tzinfo=ZoneInfo("Asia/Seoul"))
ORIGIN = Origin("x.yaml")
LONG = "가나다라마바사아자차카타파하" * 12
NAMES = (LONG, "a:b:c", "~물결", "한글 이름 [x](https://evil.example) **굵게**", "🎓" * 30, "x" * 200, "l", "c:l:::")


def hostile() -> Library:
    """Ids of every kind of length and letter, cells of every length, more of everything than a page holds."""
    campuses = tuple(
        Campus(id=f"{NAMES[n % len(NAMES)]}{n}", origin=ORIGIN, name=f"{NAMES[n % len(NAMES)]}{n}", address=LONG * 3,
               station=LONG, phone="02-1", fields=NAMES, url="https://host", note=LONG * 9)
        for n in range(70)
    )  # fmt: skip
    courses = tuple(
        Course(id=f"{NAMES[n % len(NAMES)]}-{n}", origin=ORIGIN, title=f"{NAMES[n % len(NAMES)]} {n}",
               campus=campuses[n % 70].id, track=NAMES[n % len(NAMES)], apply_start=Moment(date(2026, 9, 1)),
               apply_end=Moment(date(2026, 9, 1 + n % 30)), outline=LONG * 9, audience=LONG * 9, selection=LONG * 9,
               note=LONG * 9, schedule="\n" * 50, cost="<b>&", url=f"https://x.example/{'y' * 900}")
        for n in range(40)
    )  # fmt: skip
    events = tuple(
        Event(id=f"{NAMES[n % len(NAMES)]}={n}", origin=ORIGIN, title=f"{NAMES[n % len(NAMES)]}{n}", when=LONG,
              start=Moment(date(2026, 8 + n % 3, 1)) if n % 3 else None, description=LONG * 9)
        for n in range(40)
    )  # fmt: skip
    academy = Academy(id="academy", origin=ORIGIN, name="학원", site="https://x.example")
    return Library(academy=academy, campuses=campuses, courses=courses, events=events)


def empty() -> Library:
    return Library(academy=Academy(id="academy", origin=ORIGIN, name="학원", site="https://x.example"))


@pytest.fixture(params=["shipped", "hostile"])
def any_library(request: pytest.FixtureRequest, library: Library) -> Library:
    return library if request.param == "shipped" else hostile()


def codes(page: Page) -> Iterator[str]:
    """The callback data of a page, after Telegram's limits were held against all of it."""
    assert page.text.text.strip()
    assert utf16_length(page.text.text) <= 4096
    assert sum(map(len, page.rows)) <= 100
    for button in (button for row in page.rows for button in row):
        assert button.text.strip()
        if button.url:
            assert button.url.startswith("https://")
            continue
        assert isinstance(button.callback_data, str)
        assert 1 <= len(button.callback_data.encode()) <= 64
        yield button.callback_data


def crawled(start: Page, open_: Callable[[str], Page], most: int) -> int:
    """How many pages are reached by pressing everything that was not pressed before."""
    seen: set[str] = set()
    waiting = list(codes(start))
    while waiting and len(seen) < most:
        code = waiting.pop(0)
        if code not in seen:
            seen.add(code)
            waiting += codes(open_(code))
    return len(seen)


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_whatever_is_pressed_in_the_finder_shows_a_page_that_telegram_takes(
    any_library: Library, locale: Locale
) -> None:
    pages = CoursePages(any_library, locale=locale, now=NOW)

    def press(code: str) -> Page:
        if code.startswith(("a:ics:", "e:n:")):
            assert record_of(code.rpartition(":")[2], any_library) in any_library.courses
            return pages.listing(Spot())
        if code.startswith("a:+:"):
            assert id_of(code.removeprefix("a:+:"), (f"course:{course.id}" for course in any_library.courses))
            return pages.listing(Spot())
        spot = pages.spot(code)
        assert spot is not None
        assert not spot.gone
        assert not spot.lost
        return pages.at(spot)

    assert crawled(pages.listing(Spot()), press, 400) > 100


def test_every_course_of_every_choice_is_opened_by_its_button(any_library: Library) -> None:
    finder = CourseFinder(any_library, locale="ko", now=NOW)
    courses = [course.id for course in any_library.courses]
    for campus, field, phase in product(finder.campuses[:3], finder.fields[:8], (None, *PHASES)):
        choice = Choice(campus=campus, field=field, phase=phase)
        courses = courses[3:] + courses[:3]
        for view, some in ((LIST, ()), (DETAIL, courses[:1]), (PICK, courses[-2:]), (COMPARE, courses[1:4])):
            code = code_of(Spot(view=view, choice=choice, page=11, courses=tuple(some)))
            assert len(code.encode()) <= 64
            spot = spot_of(code, finder)
            assert spot is not None
            assert (spot.view, spot.courses, spot.gone, spot.lost) == (view, tuple(some), False, False)
            assert spot.choice in (choice, ANY)  # three long ids leave no room for it
            if view in (LIST, DETAIL, PICK):
                assert (spot.choice, spot.page) == (choice, 11)


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_every_campus_and_event_is_reached_from_its_list(any_library: Library, locale: Locale) -> None:
    campuses = CampusPages(any_library, locale=locale, now=NOW)
    events = EventPages(any_library, locale=locale, now=NOW)
    opened = set()

    def press(code: str) -> Page:
        kind, _, rest = code.partition(":")
        if kind in "ac" or code == "p:n":
            return campuses.listing()
        if rest.startswith("d:"):
            record = record_of(rest.removeprefix("d:"), any_library)
            opened.add(record)
            if isinstance(record, Campus):
                return campuses.detail(record)
            assert isinstance(record, Event)
            return events.detail(record)
        listing, _, page = rest.removeprefix("l:").rpartition(":")
        return events.listing(listing, int(page)) if kind == "v" else campuses.listing(int(page))

    crawled(campuses.listing(), press, 1000)
    crawled(events.listing(), press, 1000)
    assert opened == {*any_library.campuses, *any_library.events}


@pytest.mark.parametrize("here", [(37.55, 126.99), (35.1, 129.0), (-90.0, 180.0), (0.0, 0.0)])
@pytest.mark.parametrize("locale", ["ko", "en"])
def test_wherever_somebody_is_the_nearest_are_told(
    any_library: Library, here: tuple[float, float], locale: Locale
) -> None:
    list(codes(CampusPages(any_library, locale=locale, now=NOW).near(Position(*here))))


@pytest.mark.parametrize("locale", ["ko", "en"])
def test_a_folder_that_holds_nothing_says_so(locale: Locale) -> None:
    courses = CoursePages(empty(), locale=locale, now=NOW)
    for page in (courses.at(Spot()), CampusPages(empty(), locale=locale, now=NOW).listing(),
                 EventPages(empty(), locale=locale, now=NOW).listing()):  # fmt: skip
        assert "https://x.example" in page.text.text
        assert not list(codes(page))
    for code in ("c:d:c1:::o:", "c:l:mapo:::", "c:1::::", "c:v:a:b::::", "c:p:a::::"):
        spot = courses.spot(code)
        assert spot is not None
        assert list(codes(courses.at(spot))) == []


@pytest.mark.parametrize("code", ["c:", "c:l", "c:l:::x:", "c:l::::-1", "c:l::::²", "c:::::", "d:l::::", "c:z::::"])
def test_data_that_is_none_of_ours_breaks_nothing(library: Library, code: str) -> None:
    pages = CoursePages(library, locale="ko", now=NOW)
    spot = pages.spot(code)
    if spot is not None:
        list(codes(pages.at(spot)))


def test_a_page_beyond_the_last_shows_the_last(library: Library) -> None:
    pages = CoursePages(library, locale="ko", now=NOW)
    spot = pages.spot("c:l::::9999")
    assert spot is not None
    assert f"{len(library.courses)}. " in pages.at(spot).text.text


def test_what_is_no_longer_there_is_said_with_a_way_on(library: Library) -> None:
    before = code_of(Spot(view=DETAIL, choice=Choice(campus="mapo", field="AI"), courses=("c1197",)))
    without_course = replace(library, courses=tuple(c for c in library.courses if c.id != "c1197"))
    page = _opened(without_course, before)
    assert "이제 목록에 없어요" in page.text.text
    assert "마포캠퍼스 · AI" in page.text.text
    assert any(code.startswith("c:d:") for code in codes(page))
    without_campus = replace(library, campuses=tuple(c for c in library.campuses if c.id != "mapo"),
                             courses=tuple(c for c in library.courses if c.campus != "mapo"))  # fmt: skip
    page = _opened(without_campus, "c:l:mapo:AI::")
    assert "빼고 보여 드려요" in page.text.text
    assert "조건: AI" in page.text.text


def test_an_old_button_shows_what_is_true_now(library: Library) -> None:
    code = code_of(Spot(view=DETAIL, courses=("c1197",)))
    later = NOW.replace(month=12)
    assert "모집중 D-8" in _opened(library, code).text.text
    assert "교육중" in _opened(library, code, later).text.text
    assert "신청하기" not in str(_opened(library, code, later).keyboard)
    assert "열리면 알려줘" in str(_opened(library, code, later).keyboard)
    assert "열리면 알려줘" not in str(_opened(library, code).keyboard)


def _opened(library: Library, code: str, now: datetime = NOW) -> Page:
    pages = CoursePages(library, locale="ko", now=now)
    spot = pages.spot(code)
    assert spot is not None
    return pages.at(spot)


def test_the_two_languages_have_the_same_buttons(library: Library) -> None:
    def data(locale: Locale) -> set[str]:
        pages = CoursePages(library, locale=locale, now=NOW)
        found = (pages.at(Spot(view=view, courses=("c1197",))) for view in (LIST, DETAIL, PICK))
        return {code for page in found for code in codes(page)}

    assert data("ko") == data("en")


def test_three_courses_are_compared_point_by_point(any_library: Library) -> None:
    pages = CoursePages(any_library, locale="ko", now=NOW)
    for ids in (["c1197", "c1189", "c1154"], [course.id for course in any_library.courses[:3]]):
        courses = [course for id in ids if (course := any_library.record(id))]
        if len(courses) == 3:
            page = pages.at(Spot(view=COMPARE, courses=tuple(ids)))
            assert {code for code in codes(page) if code.startswith("c:d:")}
            assert page.text.text.startswith("과정 3개를 비교했어요.")
    if any_library.record("c1197"):
        page = pages.at(Spot(view=COMPARE, courses=("c1197", "c1189", "c1154")))
        told = page.text.text.split("모집\n")[1].split("\n\n")[0].splitlines()
        assert [line.split(":")[0] for line in told] == ["• 성동 4기", "• 송파", "• 은평 5기"]
        assert "2026-09-22 기준" in page.text.text
