from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.assistant import Assistant
from bot.course_finder import ANY, PHASES, QUESTIONS, Choice, CourseFinder
from knowledge.records import Library
from knowledge.status import Phase, course_status

NOW = datetime(2026, 9, 20, 12, tzinfo=ZoneInfo("Asia/Seoul"))


@pytest.fixture
def finder(library: Library) -> CourseFinder:
    return CourseFinder(library, locale="ko", now=NOW)


def test_what_can_be_applied_for_comes_first_and_the_next_deadline_before_later_ones(finder: CourseFinder) -> None:
    found = finder.matching(ANY)
    assert [course.id for course in found[:3]] == ["c1189", "c1197", "c1154"]
    places = [PHASES.index(finder.phase(course)) for course in found]
    assert places == sorted(places)
    assert len(found) == len(finder.courses)


def test_every_option_leaves_as_many_courses_as_it_says(finder: CourseFinder) -> None:
    for choice in (ANY, Choice(field="AI"), Choice(campus="mapo"), Choice(phase=Phase.CLOSED, field="AI")):
        for question in QUESTIONS:
            options = finder.options(question, choice)
            assert options
            for option in options:
                assert len(finder.matching(choice.choosing(question, option.value))) == option.courses > 0


def test_the_phases_are_those_of_the_clock(library: Library) -> None:
    later = NOW.replace(year=2027)
    finder = CourseFinder(library, locale="ko", now=later)
    assert not finder.matching(Choice(phase=Phase.OPEN))
    for course in finder.matching(Choice(phase=Phase.ENDED)):
        assert course_status(course, later).phase is Phase.ENDED


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("마포", Choice(campus="mapo")),
        ("Mapo", Choice(campus="mapo")),
        ("데이터", Choice(field="데이터분석")),
        ("마케팅", Choice(field="디지털마케팅")),
        ("서초 데이터", Choice(campus="seocho", field="데이터분석")),
        ("마포 AI 종료", Choice(campus="mapo", field="AI", phase=Phase.ENDED)),
        ("모집 예정", Choice(phase=Phase.UPCOMING)),
        ("지금 신청할 수 있는 과정", Choice(phase=Phase.OPEN)),
        ("open AI", Choice(field="AI", phase=Phase.OPEN)),
        ("OpenAI", ANY),
        ("블록체인", ANY),
        ("", ANY),
    ],
)
def test_a_text_is_understood_as_a_choice(assistant: Assistant, text: str, choice: Choice) -> None:
    finder = CourseFinder(assistant.library, locale="ko", now=NOW)
    assert finder.meant(assistant.understand(text)) == choice
