from __future__ import annotations

import pytest

from knowledge.columns import ACADEMY, COURSES, GLOSSARY
from knowledge.readers.rows import TableText
from knowledge.readers.yaml_tables import read_yaml

LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def told(read: TableText) -> list[dict[str, str]]:
    return [{cell.heading: cell.text for cell in row.cells} for _, row in read.rows]


def slices(read: TableText) -> list[str]:
    return [read.text[row.origin.start : row.origin.end] for _, row in read.rows]


def test_a_list_of_records_is_read_with_lines_and_slices() -> None:
    text = "# 과정\n- title: 웹\n  cost: 무료\n\n- title: 앱   # 나중에\n  note: |\n    첫 줄\n    둘째 줄\n\n# 끝\n"
    read = read_yaml(text, "courses.yaml", COURSES)
    assert told(read) == [{"title": "웹", "cost": "무료"}, {"title": "앱", "note": "첫 줄\n둘째 줄"}]
    assert [row.line for _, row in read.rows] == [2, 5]
    assert [cell.line for cell in read.rows[1][1].cells] == [5, 6]
    assert slices(read) == ["- title: 웹\n  cost: 무료", "- title: 앱   # 나중에\n  note: |\n    첫 줄\n    둘째 줄"]


def test_a_mapping_of_id_to_record_is_read_with_its_ids() -> None:
    read = read_yaml("c1:\n  title: 웹\nc2: {title: 앱}\n", "courses.yaml", COURSES)
    assert told(read) == [{"id": "c1", "title": "웹"}, {"id": "c2", "title": "앱"}]
    assert slices(read) == ["c1:\n  title: 웹", "c2: {title: 앱}"]


def test_a_file_may_hold_one_record() -> None:
    assert told(read_yaml("과정명: 웹\n수강료: 무료\n", "courses/web.yaml", COURSES)) == [
        {"과정명": "웹", "수강료": "무료"}
    ]
    assert told(read_yaml("aliases: [a]\nsite: a.kr\n", "academy.yaml", ACADEMY)) == [{"aliases": "a", "site": "a.kr"}]


def test_records_may_stand_under_the_name_of_the_table() -> None:
    assert told(read_yaml("courses:\n  - title: 웹\n", "courses.yaml", COURSES)) == [{"title": "웹"}]


def test_several_documents_in_one_file_are_one_table() -> None:
    assert told(read_yaml("- title: 웹\n---\n- title: 앱\n", "courses.yaml", COURSES)) == [
        {"title": "웹"},
        {"title": "앱"},
    ]


def test_values_stay_as_they_are_written() -> None:
    text = (
        "- title: no\n  capacity: 010\n  schedule: 12:30\n  start: 2026-09-01\n  cost: 1_000\n  note: ~\n  hours: ''\n"
    )
    assert told(read_yaml(text, "courses.yaml", COURSES)) == [
        {"title": "no", "capacity": "010", "schedule": "12:30", "start": "2026-09-01", "cost": "1_000"}
    ]


def test_glossary_terms_may_be_lists_texts_or_mappings() -> None:
    read = read_yaml(
        "내일배움카드: [내배카, 국비카드]\n국취제: 국취\nMS: {variants: [마소], description: 회사}\n",
        "glossary.yaml",
        GLOSSARY,
    )
    assert told(read) == [
        {"canonical": "내일배움카드", "variants": "내배카, 국비카드"},
        {"canonical": "국취제", "variants": "국취"},
        {"canonical": "MS", "variants": "마소", "description": "회사"},
    ]


def test_anchors_and_merged_keys_are_followed() -> None:
    read = read_yaml("- &base {title: 웹, cost: 무료}\n- <<: *base\n  title: 앱\n", "courses.yaml", COURSES)
    assert told(read)[1] == {"title": "앱", "cost": "무료"}


@pytest.mark.parametrize(
    ("text", "line", "mend"),
    [
        ("- title: 웹\n\tcost: 무료\n", 2, "탭"),
        ('- title: "웹\n  cost: 무료\n', 3, "따옴표"),
        ("- title: 웹: 기초\n", 1, "따옴표"),
        ("- title: [웹\n- title: 앱\n", 2, "괄호"),
        ("- title: @웹\n", 1, "따옴표"),
        ("- title: 웹\ncost: 무료\n", 2, "들여쓰기"),
        ("- title: *웹\n", 1, "따옴표"),
        ("- title: \x01\n", 1, "제목"),
        ("- title: 웹\n - cost: 무료\n", 2, ""),
    ],
)
def test_broken_yaml_is_told_with_its_line_and_its_mending(text: str, line: int, mend: str) -> None:
    (problem,) = read_yaml(text, "courses.yaml", COURSES).problems
    assert abs((problem.line or 0) - line) <= 1
    assert mend in problem.mend


def test_a_field_written_twice_is_a_problem() -> None:
    (problem,) = read_yaml("- title: 웹\n  cost: 무료\n  cost: 유료\n", "courses.yaml", COURSES).problems
    assert (problem.line, "cost" in problem.what) == (3, True)


def test_an_id_written_twice_in_a_mapping_is_a_problem() -> None:
    (problem,) = read_yaml("c1: {title: 웹}\nc1: {title: 앱}\n", "courses.yaml", COURSES).problems
    assert problem.line == 2


@pytest.mark.parametrize("text", ["", "# 나중에 쓸 것\n", "---\n"])
def test_a_file_without_records_is_empty(text: str) -> None:
    (problem,) = read_yaml(text, "courses.yaml", COURSES).problems
    assert "비어" in problem.what


def test_an_empty_list_is_no_problem() -> None:
    assert read_yaml("[]\n", "events.yaml", COURSES).problems == ()


@pytest.mark.parametrize("text", ["그냥 글\n", "- 웹\n- 앱\n"])
def test_text_where_records_belong_is_a_problem(text: str) -> None:
    assert read_yaml(text, "courses.yaml", COURSES).problems


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000 + "]" * 100_000, "- " * 50_000 + "a", "a: &a [*a]", LAUGHS],
    ids=["flow", "block", "cycle", "laughs"],
)
def test_a_hostile_file_is_refused_and_nothing_crashes(text: str) -> None:
    read = read_yaml(text, "courses.yaml", COURSES)
    assert read.problems
    assert not read.rows
