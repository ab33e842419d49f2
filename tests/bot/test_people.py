from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot import topic
from bot.people import introduced, people_for
from bot.topic import Topic
from knowledge.records import Academy, Campus, Course, Event, Library, Moment, Origin

ACADEMY = Academy(id="academy", origin=Origin("academy.yaml"), name="한빛학교", site="https://hanbit.example",
                  phone="1588-1234", email="ask@hanbit.example", as_of=date(2026, 9, 22))  # fmt: skip
MAPO = Campus(id="mapo", origin=Origin("campuses.yaml"), name="마포", phone="02-3667-7303",
              hours="월~금 09:00~18:00", as_of=date(2026, 2, 10))  # fmt: skip
JONGNO = Campus(id="jongno", origin=Origin("campuses.yaml"), name="종로")
COURSE = Course(id="ai-3", origin=Origin("courses.yaml"), title="AI 개발", campus="mapo",
                contact="카카오톡 https://talk.example/ai")  # fmt: skip
EVENT = Event(id="fair", origin=Origin("events.yaml"), title="박람회", campus="mapo", start=Moment(date(2026, 10, 1)))
LIBRARY = Library(academy=ACADEMY, campuses=(MAPO, JONGNO), courses=(COURSE,), events=(EVENT,))


def test_a_campus_is_asked_at_its_own_number_in_its_hours() -> None:
    assert introduced(people_for(MAPO, LIBRARY), "ko") == (
        "**마포캠퍼스** 담당자에게 물어보시면 정확해요.\n"
        "- 전화: 02-3667-7303\n"
        "- 이메일: ask@hanbit.example\n"
        "- 운영시간: 월~금 09:00~18:00\n"
        "- 누리집: https://hanbit.example\n\n"
        "2026-02-10 기준"
    )


def test_a_course_or_an_event_is_asked_about_where_it_is_held() -> None:
    assert "02-3667-7303" in introduced(people_for(EVENT, LIBRARY), "ko")
    of_course = introduced(people_for(COURSE, LIBRARY), "ko")
    assert "- 이 과정 문의: 카카오톡 https://talk.example/ai\n- 전화: 02-3667-7303" in of_course


def test_a_campus_without_a_number_is_asked_at_the_main_one() -> None:
    assert "- 대표전화: 1588-1234" in introduced(people_for(JONGNO, LIBRARY), "ko")


def test_anything_else_is_asked_of_the_academy() -> None:
    assert "**한빛학교**" in introduced(people_for(None, LIBRARY), "ko")
    assert "**한빛학교**" in introduced(people_for(replace(COURSE, campus="어딘가"), LIBRARY), "ko")


def test_english_names_the_campus_in_both_scripts() -> None:
    assert introduced(people_for(MAPO, LIBRARY), "en").startswith("The people at **Mapo campus (마포캠퍼스)**")


def test_where_nothing_is_known_that_is_said() -> None:
    bare = Library(academy=Academy(id="academy", origin=Origin("academy.yaml"), name="한빛학교"))
    assert introduced(people_for(None, bare), "ko") == "한빛학교 담당자의 연락처는 제가 가진 자료에 없어요."


def test_the_subject_of_a_conversation_is_one_record_that_is_still_there() -> None:
    assert topic.subject(Topic(courses=("ai-3",), campuses=("jongno",)), LIBRARY) == COURSE
    assert topic.subject(Topic(events=("fair",)), LIBRARY) == EVENT
    assert topic.subject(Topic(campuses=("mapo",)), LIBRARY) == MAPO
    assert topic.subject(Topic(campuses=("mapo", "jongno")), LIBRARY) is None
    assert topic.subject(Topic(campuses=("closed down",)), LIBRARY) is None
    assert topic.subject(Topic(), LIBRARY) is None
