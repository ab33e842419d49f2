from __future__ import annotations

from dataclasses import replace

import pytest

from bot.telegram.deep_links import linked_record
from bot.telegram.ids import token_of
from knowledge.records import Library


@pytest.mark.parametrize(
    ("payload", "id"),
    [
        ("mapo", "mapo"),
        ("Mapo", "mapo"),
        ("campus_mapo", "mapo"),
        ("campus-Jung-gu", "junggu"),
        ("course_1197", "c1197"),
        ("course_c1197", "c1197"),
        ("C1197", "c1197"),
        ("1197", "c1197"),
        ("course_ms-ai-engineer-1", "ms-ai-engineer-1"),
        ("course_ms_ai_engineer_1", "ms-ai-engineer-1"),
        ("event_vision_2025", "vision-2025"),
    ],
)
def test_a_payload_is_read_generously(library: Library, payload: str, id: str) -> None:
    record = linked_record(payload, library)
    assert record is not None
    assert record.id == id


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "course_",
        "course_mapo",
        "campus_1197",
        "event_mapo",
        "course_11",
        "utm",
        "마포",
        "mapo\n",
        "a b",
        "~" * 9,
        "x" * 65,
    ],
)
def test_any_other_payload_is_no_link(library: Library, payload: str) -> None:
    assert linked_record(payload, library) is None


def test_an_id_that_no_payload_can_hold_is_linked_by_its_hash(library: Library) -> None:
    course = replace(library.courses[0], id="인공지능 활용 실무자 양성 과정")
    ours = replace(library, courses=(course,))
    assert linked_record(f"course_{token_of(course.id, 11).removeprefix('~')}", ours) is course
