from __future__ import annotations

from datetime import date

import pytest

from knowledge.checks import stale_deadline
from knowledge.problems import Severity
from tests.knowledge.conftest import Read

TODAY = date(2026, 10, 10)


@pytest.mark.parametrize(
    "text",
    [
        "현재 모집 중이에요. 2026년 9월 28일까지 신청하세요.",
        "접수 중 (~9월 28일)",
        "2026.9.28.까지 지원하세요",
        "지금 모집중입니다 ~ 9/28",
        "9월 28일(월) 18:00까지 접수합니다",
        "신청할 수 있어요. 마감은 9월 28일까지예요.",
    ],
)
def test_a_past_deadline_still_called_open_is_found(text: str) -> None:
    assert stale_deadline(text, today=TODAY, written=date(2026, 9, 1)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "2026년 10월 28일까지 신청하세요.",
        "2026년 10월 10일까지 모집 중이에요.",
        "9월 28일까지 모집했어요.",
        "지난 모집은 9월 28일까지 접수 중이었어요.",
        "모집 중인 과정은 누리집에서 확인해 주세요.",
        "2026-09-22 기준으로 모집 중인 과정은 세 개예요.",
        "2021년 9월 28일에 문을 열었고, 지금은 신청할 수 있어요.",
        "모집 중이 아니에요. 9월 28일까지였어요.",
    ],
)
def test_what_is_open_still_or_told_as_past_is_no_stale_deadline(text: str) -> None:
    assert stale_deadline(text, today=TODAY, written=date(2026, 9, 1)) is None


def test_a_deadline_without_a_year_is_of_the_year_it_was_written_in() -> None:
    text = "12월 1일까지 신청하세요"
    assert stale_deadline(text, today=TODAY, written=date(2025, 11, 1)) is not None
    assert stale_deadline(text, today=TODAY, written=date(2026, 9, 1)) is None
    assert stale_deadline(text, today=TODAY) is None


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("pages/a.md", "# 공지\n\n글\n\n2026년 9월 1일까지 접수 중이에요.\n", "pages/a.md 5번째 줄"),
        ("pages/a.html", "<p>글</p>\n<p>2026년 9월 1일까지 접수 중이에요.</p>", "pages/a.html"),
        ("faq.md", "## 언제요?\n\n지금 모집 중이에요.\n2026.9.1.까지요.\n", "faq.md 4번째 줄"),
        ("courses.yaml", "- title: 웹\n  note: 모집 중, ~2026-09-01\n", "courses.yaml 2번째 줄"),
        ("events.csv", "행사명,시작,설명\n설명회,2026-12-01,2026.9.1.까지 신청하세요\n", "events.csv 2번째 줄"),
    ],
)
def test_a_stale_deadline_is_a_warning_in_its_place(read: Read, name: str, text: str, where: str) -> None:
    (problem,) = read({name: text}).problems
    assert (problem.where, problem.severity) == (where, Severity.WARNING)


def test_a_page_that_is_out_of_force_may_speak_of_its_time(read: Read) -> None:
    text = "---\neffective_until: 2026-09-05\n---\n2026년 9월 1일까지 접수 중이에요.\n"
    assert read({"pages/a.md": text}).problems == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("courses.yaml", "- {title: 웹, apply_start: 2026-09-10, apply_end: 2026-09-01}\n"),
        ("courses.yaml", "- {title: 웹, start: 2026-09-10 10:00, end: 2026-09-10 09:00}\n"),
        ("events.yaml", "- {title: 설명회, start: 2026-09-10, end: 2026-09-09}\n"),
        (
            "eligibility.yaml",
            "- {attribute: age, condition: {min: 15}, effective_from: 2026-02, effective_until: 2026-01}\n",
        ),
        ("pages/a.md", "---\neffective_from: 2026-02-01\neffective_until: 2026-01-01\n---\n글\n"),
    ],
)
def test_an_end_before_its_start_is_an_error(read: Read, name: str, text: str) -> None:
    (problem,) = read({name: text}).errors
    assert "빨라요" in problem.what


def test_a_day_that_begins_and_ends_is_in_order(read: Read) -> None:
    assert read({"events.yaml": "- {title: 설명회, start: 2026-09-10 14:00, end: 2026-09-10}\n"}).problems == ()


RULE = "- {{id: {id}, attribute: age, condition: {{min: {id}}}, {more}}}\n"


def rules(*more: str) -> str:
    return "".join(RULE.format(id=number, more=part) for number, part in enumerate(more, 15))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("", ""),
        ("effective_until: 2025-03-31", "effective_from: 2025-03-31"),
        ("effective_until: 2025-03-31", ""),
        ("effective_until: 2025-04", "effective_from: 2025-04-30"),
        ("applies_to: all", "applies_to: [전체]"),
    ],
)
def test_two_rules_for_one_thing_may_not_be_in_force_on_one_day(read: Read, first: str, second: str) -> None:
    (problem,) = read({"eligibility.yaml": rules(first, second)}).errors
    assert "겹쳐요" in problem.what


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("effective_until: 2025-03-31", "effective_from: 2025-04-01"),
        ("effective_until: 2025-03", "effective_from: 2025-04"),
        ("applies_to: [웹]", "applies_to: all"),
        ("applies_to: [웹]", "applies_to: [앱]"),
    ],
)
def test_rules_that_follow_each_other_or_are_for_others_are_fine(read: Read, first: str, second: str) -> None:
    assert read({"eligibility.yaml": rules(first, second), "tracks.yaml": "[{name: 웹}, {name: 앱}]"}).problems == ()


def test_a_course_that_opens_and_never_closes_is_told(read: Read) -> None:
    found = read({"courses.csv": "과정명,모집시작,모집마감\n웹,2026-09-01,\n앱,,\n게임,2026-09-01,2026-09-30\n"})
    assert found.library is not None
    assert [problem.where for problem in found.problems if "모집마감이 없어요" in problem.what] == [
        "courses.csv 2번째 줄"
    ]


def test_a_question_that_is_answered_twice_is_told(read: Read) -> None:
    found = read({
        "faq/a.md": "## 점심을 주나요?\n\n네.\n\n## 노트북을 주나요?\n\n네.\n",
        "faq/b.md": "## 언제 시작해요?\n\n3월이에요.\n\n## 점심을 주나요\n\n아니요.\n",
    })  # fmt: skip
    assert found.library is not None
    assert [(problem.where, problem.severity) for problem in found.problems] == [
        ("faq/b.md 5번째 줄", Severity.WARNING)
    ]
