"""What rules say of a person, rule by rule."""

from __future__ import annotations

from datetime import date

import pytest

from bot.rules import NO, YES, Verdict, decide, in_force, judge
from knowledge.records import Academy, Condition, Course, Library, Origin, Rule, Track
from retrieval.person import Person, find_person
from retrieval.spans import Span

TODAY = date(2026, 9, 20)
ORIGIN = Origin("eligibility.yaml")


def rule(
    id: str,
    condition: Condition,
    *,
    attribute: str = "",
    applies_to: tuple[str, ...] = ("all",),
    clause: str = "",
    ask: str = "",
) -> Rule:
    return Rule(id=id, origin=ORIGIN, name=id, attribute=attribute or condition.attribute, condition=condition,
                applies_to=applies_to, clause=clause, ask=ask)  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "text", "holds"),
    [
        (("서울",), "서울 강남구 살아요", True),
        (("서울특별시",), "마포 살아요", True),
        (("수원",), "수원시 살아요", True),
        (("수원",), "용인 살아요", False),
        (("수원",), "경기도 살아요", None),
        (("수원",), "서울 살아요", False),
        (("전북",), "전주 살아요", True),
        (("서울", "경기"), "서울 안 살아요", None),
        (("서울",), "서울 안 살아요", False),
        (("부산",), "지방 살아요", None),
        (("서울",), "지방 살아요", False),
    ],
)
def test_places_are_compared_by_region_and_by_town_where_a_rule_names_one(
    wanted: tuple[str, ...], text: str, holds: bool | None
) -> None:
    found = judge(rule("home", Condition(attribute="residence", one_of=wanted)), find_person(text, TODAY))
    assert found.holds is holds


@pytest.mark.parametrize(
    ("span", "holds"),
    [
        (Span(34, 34), True),
        (Span(35, 35), False),
        (Span(34, 35), None),
        (Span(36, 36, loose=True), None),
        (Span(37, 37, loose=True), False),
        (Span(18, 18, loose=True), True),
        (Span(17, 18), None),
    ],
)
def test_an_age_that_lies_across_a_limit_decides_nothing(span: Span, holds: bool | None) -> None:
    found = judge(rule("age", Condition(attribute="age", min=18, max=34)), Person(age=span))
    assert found.holds is holds


def test_every_part_of_an_all_of_must_hold() -> None:
    both = Condition(all_of=(Condition(attribute="residence", one_of=("서울",)), Condition(attribute="age", max=34)))
    assert judge(rule("both", both, attribute="residence"), Person(residence="서울", age=Span(30, 30))).holds is True
    assert judge(rule("both", both, attribute="residence"), Person(residence="서울", age=Span(40, 40))).holds is False
    open_ = judge(rule("both", both, attribute="residence"), Person(residence="서울"))
    assert (open_.holds, [leaf.attribute for leaf in open_.missing]) == (None, ["age"])


@pytest.mark.parametrize(
    ("ask", "answer", "holds"),
    [
        ("예전에 수료하신 적이 있나요?", YES, False),
        ("예전에 수료하신 적이 있나요?", NO, True),
        ("예전에 수료하신 적이 없나요?", YES, True),
        ("예전에 수료하신 적이 없나요?", NO, False),
    ],
)
def test_yes_to_a_question_about_what_is_excluded_means_no(ask: str, answer: str, holds: bool) -> None:
    again = rule("again", Condition(attribute="수료", none_of=("수료자",)), ask=ask)
    assert judge(again, Person(others=(("수료", answer),))).holds is holds


def test_rules_of_one_day_that_contradict_each_other_decide_nothing() -> None:
    rules = (
        rule("young", Condition(attribute="age", max=34)),
        rule("older", Condition(attribute="나이", max=39), attribute="나이"),
    )
    found = decide(rules, Person(age=Span(36, 36)))
    assert found.verdict is Verdict.TO_CHECK
    assert [one.id for one in found.conflict] == ["young", "older"]
    assert decide(rules, Person(age=Span(30, 30))).verdict is Verdict.ELIGIBLE


def test_a_courses_rule_beats_its_tracks_and_that_beats_everyones() -> None:
    library = Library(
        academy=Academy(id="academy", origin=ORIGIN, name="학교"),
        tracks=(Track(id="web", origin=ORIGIN, name="웹개발"),),
        courses=(Course(id="front", origin=ORIGIN, title="프론트엔드", track="web"),
                 Course(id="back", origin=ORIGIN, title="백엔드", track="web")),
        rules=(rule("all", Condition(attribute="age", min=15)), rule("web-rule", Condition(attribute="age", min=18), applies_to=("web",)),
               rule("front-rule", Condition(attribute="age", min=20), applies_to=("front",))),
    )  # fmt: skip
    assert [one.id for one in in_force(library, TODAY)] == ["all"]
    assert [one.id for one in in_force(library, TODAY, tracks=["웹개발"])] == ["web-rule"]
    assert [one.id for one in in_force(library, TODAY, courses=["back"])] == ["web-rule"]
    assert [one.id for one in in_force(library, TODAY, courses=["front"])] == ["front-rule"]
