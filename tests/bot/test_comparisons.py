"""Comparisons and superlatives: computed from what is written, silent where it is not."""

from __future__ import annotations

from datetime import date

import pytest

from bot import measures
from bot.answers import Abstention, Answer
from bot.assistant import Assistant
from knowledge.records import Campus, Course, Moment, Origin
from tests.bot.test_dialogues import talk

ORIGIN = Origin("courses.yaml", 1)


def course(**fields: object) -> Course:
    return Course(id="c", title="과정", origin=ORIGIN, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("30명", 30),
        ("30", 30),
        ("연 1,200명", 1200),
        ("11개 과정 / 248명", 248),
        ("2개 과정을 합쳐 60명", None),
        ("", None),
    ],
)
def test_a_capacity_is_a_number_only_where_it_is_one(text: str, people: int | None) -> None:
    assert measures.people(Campus(id="a", name="가", size=text, origin=ORIGIN)) == people


@pytest.mark.parametrize(
    ("text", "hours"), [("총 776시간", 776), ("480", 480), ("주 20시간, 총 300시간", None), ("", None)]
)
def test_hours_are_compared_only_where_they_are_one_number(text: str, hours: int | None) -> None:
    assert measures.hours(course(hours=text)) == hours


def test_months_need_both_days() -> None:
    start, end = Moment(date(2026, 10, 12)), Moment(date(2027, 3, 3))
    assert measures.months(course(start=start, end=end)) == 5
    assert measures.months(course(start=start)) is None


def test_both_sides_of_a_comparison_are_cited(assistant: Assistant) -> None:
    reply = talk(assistant, ["성동 풀스택이랑 은평 이커머스 뭐가 더 빨리 시작해?"])
    assert isinstance(reply, Answer)
    assert {citation.record for citation in reply.citations} == {"c1197", "c1154"}
    assert reply.text.startswith("성동 4기 과정이 먼저 시작해요.")


def test_what_is_not_written_for_one_side_is_named_and_nothing_is_decided(assistant: Assistant) -> None:
    reply = talk(assistant, ["성동 풀스택이랑 강남 AI 과정 뭐가 더 길어?"])
    assert isinstance(reply, Abstention)
    assert "강남" in reply.text.splitlines()[0]
    assert "길어요" not in reply.text


def test_a_superlative_says_over_what_it_ranges(assistant: Assistant) -> None:
    text = talk(assistant, ["제일 짧은 과정 뭐야?"]).text
    assert text.startswith("지금 모집하거나 교육 중인 과정 가운데 송파 과정이 가장 짧아요.")


def test_a_superlative_over_a_list_ranges_over_that_list(assistant: Assistant) -> None:
    listed = ["지금 모집중인 과정 뭐있어", "그중에 제일 늦게 개강하는 건?"]
    assert talk(assistant, listed).text.startswith("은평 5기 과정이 가장 늦게 시작해요.")


def test_capacities_that_are_not_written_are_said_to_be_so_first(assistant: Assistant) -> None:
    text = talk(assistant, ["정원 제일 많은 과정은?"]).text
    assert "적혀 있지 않아요" in text.splitlines()[0]


def test_which_is_better_is_not_decided(assistant: Assistant) -> None:
    text = talk(assistant, ["성동이랑 송파 중에 어디가 더 나아?"]).text
    assert "자료로 정할 수 없어요" in text
