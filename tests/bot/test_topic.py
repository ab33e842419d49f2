"""What a person points at by answering to an earlier text of ours."""

from __future__ import annotations

import pytest

from bot.topic import Topic, pointed_at
from knowledge.records import Academy, Campus, Course, Faq, Library, Origin
from retrieval.person import Person
from retrieval.query import Understanding

HERE = Origin("f.yaml")
MAPO, DOBONG = (Campus(id=id, origin=HERE, name=name) for id, name in (("mapo", "마포"), ("dobong", "도봉")))
WEB, AI = (
    Course(id=id, origin=HERE, title=title, campus="mapo") for id, title in (("web", "웹 과정"), ("ai", "AI 과정"))
)
LUNCH = Faq(id="lunch", origin=HERE, question="점심을 주나요?", answer="과정마다 달라요.", answered=True)
LIBRARY = Library(academy=Academy(id="academy", origin=HERE, name="한빛학교"), campuses=(MAPO, DOBONG),
                  courses=(WEB, AI), faqs=(LUNCH,))  # fmt: skip
BEFORE = Topic(campuses=("mapo",), person=Person(residence="경기"))


def quoted(text: str, **named: tuple[str, ...]) -> Understanding:
    return Understanding(text=text, repaired=text, **named)  # type: ignore[arg-type]


def test_what_the_earlier_text_names_is_talked_about_again_and_the_person_stays_known() -> None:
    later = pointed_at(quoted("도봉캠퍼스 전화번호는 …", campuses=("dobong",)), BEFORE, LIBRARY)
    assert later.campuses == ("dobong",)
    assert later.person == Person(residence="경기")


def test_a_course_is_meant_before_the_campus_it_is_held_at() -> None:
    later = pointed_at(quoted("웹 과정 · 도봉", courses=("web",), campuses=("dobong",)), BEFORE, LIBRARY)
    assert (later.courses, later.campuses) == (("web",), ())


def test_a_list_is_counted_in_the_order_of_its_text() -> None:
    later = pointed_at(quoted("- AI 과정\n- 웹 과정", courses=("web", "ai"), campuses=("mapo",)), BEFORE, LIBRARY)
    assert later.listed_courses == ("ai", "web")
    assert later.courses == ()


def test_a_quoted_question_goes_on_about_its_answer() -> None:
    later = pointed_at(quoted("과정마다 달라요.\n[1] 점심을 주나요?", campuses=("mapo",)), BEFORE, LIBRARY)
    assert (later.prose, later.campuses) == ("lunch", ())


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        (quoted("네, 지원할 수 있어요."), BEFORE),
        (quoted("마포캠퍼스 주소는 …", campuses=("mapo",)), BEFORE),
        (quoted("도봉캠퍼스에 지원하시나요?", campuses=("dobong",)), Topic(asking=("age",))),
        (quoted("없어진 캠퍼스", campuses=("closed",)), Topic()),
    ],
    ids=["nothing named", "the same as now", "a question of ours", "nothing that is there"],
)
def test_otherwise_the_conversation_just_goes_on(text: Understanding, topic: Topic) -> None:
    assert pointed_at(text, topic, LIBRARY) == topic
