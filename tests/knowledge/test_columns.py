from __future__ import annotations

from dataclasses import fields

import pytest

from knowledge.columns import (
    ACADEMY,
    CAMPUSES,
    COURSES,
    ELIGIBILITY,
    EVENTS,
    GLOSSARY,
    HELPLINES,
    TABLES,
    TRACKS,
    condition_key,
    table_named,
)
from knowledge.records import Academy, Campus, Course, Event, Helpline, Rule, Term, Track

RECORDS = {
    ACADEMY: Academy,
    CAMPUSES: Campus,
    TRACKS: Track,
    COURSES: Course,
    EVENTS: Event,
    ELIGIBILITY: Rule,
    GLOSSARY: Term,
    HELPLINES: Helpline,
}
# The headings promised to staff.
CAMPUS_HEADINGS = {
    "캠퍼스": "name",
    "별칭": "aliases",
    "자치구": "district",
    "주소": "address",
    "가까운 역": "station",
    "전화": "phone",
    "이메일": "email",
    "교육분야": "fields",
    "교육규모": "size",
    "협력기업": "partner",
    "개관": "opened",
    "운영시간": "hours",
    "링크": "url",
    "비고": "note",
    "번호": "id",
}
COURSE_HEADINGS = {
    "과정명": "title",
    "캠퍼스": "campus",
    "분야": "track",
    "계열": "category",
    "기수": "cohort",
    "협력기업": "partner",
    "교육기관": "operator",
    "모집시작": "apply_start",
    "모집마감": "apply_end",
    "교육시작": "start",
    "교육종료": "end",
    "교육시간": "schedule",
    "총시간": "hours",
    "정원": "capacity",
    "교육방식": "mode",
    "대상": "audience",
    "선수지식": "prerequisites",
    "선발절차": "selection",
    "수강료": "cost",
    "혜택": "benefits",
    "기술": "stack",
    "학습목차": "outline",
    "수료기준": "completion",
    "링크": "url",
    "문의": "contact",
    "비고": "note",
    "기준일": "as_of",
    "출처": "source",
}
EVENT_HEADINGS = {
    "행사명": "title",
    "시작": "start",
    "종료": "end",
    "장소": "venue",
    "캠퍼스": "campus",
    "대상": "audience",
    "프로그램": "programs",
    "참여기관": "organizations",
    "신청마감": "apply_end",
    "설명": "description",
}


@pytest.mark.parametrize(
    ("table", "headings"), [(CAMPUSES, CAMPUS_HEADINGS), (COURSES, COURSE_HEADINGS), (EVENTS, EVENT_HEADINGS)]
)
def test_every_promised_korean_heading_names_its_field(table: object, headings: dict[str, str]) -> None:
    own = next(known for known in TABLES if known is table)
    for heading, name in headings.items():
        column = own.column(heading)
        assert column is not None, heading
        assert column.name == name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_a_field_of_its_record_and_every_field_a_column(table: object) -> None:
    own = next(known for known in TABLES if known is table)
    names = {field.name for field in fields(RECORDS[own])} - {"origin", "extra", "when"}
    assert {column.name for column in own.columns} | {"id"} == names


@pytest.mark.parametrize(
    "heading", ["모집 마감", "모집마감일", "apply_end", "Apply End", "APPLY-END", "모집마감(18시)", " 모집마감 "]
)
def test_spacing_case_and_brackets_of_a_heading_do_not_matter(heading: str) -> None:
    column = COURSES.column(heading)
    assert column is not None
    assert column.name == "apply_end"


def test_an_unknown_heading_names_nothing() -> None:
    assert COURSES.column("강사") is None
    assert COURSES.column("") is None


def test_a_table_has_english_and_korean_names() -> None:
    assert table_named("Courses") is COURSES
    assert table_named("교육과정") is COURSES
    assert table_named("캠퍼스 목록") is CAMPUSES
    assert table_named("기타") is None


def test_condition_keys_are_known_in_both_languages() -> None:
    assert condition_key("one_of") == condition_key("허용") == "one_of"
    assert condition_key("maks") is None
