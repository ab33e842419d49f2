from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.references import slug
from tests.knowledge.conftest import Read

CAMPUSES = "- {id: gangnam, name: 강남, aliases: [Gangnam, 역삼]}\n- {id: seocho, name: 서초캠퍼스}\n"


@pytest.mark.parametrize("text", ["gangnam", "GangNam", "강남", "강남캠퍼스", "강남 캠퍼스", "역삼", " 강남 "])
def test_a_campus_is_meant_by_id_name_or_alias(read: Read, text: str) -> None:
    library = read({"campuses.yaml": CAMPUSES, "courses.yaml": f"- {{title: 웹, campus: '{text}'}}\n"}).library
    assert library is not None
    assert library.courses[0].campus == "gangnam"


def test_an_unknown_campus_is_told_with_the_nearest_name(read: Read) -> None:
    files = {
        "campuses.yaml": CAMPUSES,
        "courses.csv": "과정명,캠퍼스\n웹,강냠\n",
        "events.yaml": "- {title: 가, start: 2026-09-01, campus: 제주}\n",
    }
    course, event = read(files).errors
    assert course.where == "courses.csv 2번째 줄"
    assert "강냠" in course.what
    assert "‘강남’" in course.mend
    assert "venue" in event.mend


def test_a_campus_is_taken_as_written_where_none_are_listed(read: Read) -> None:
    library = read({"courses.yaml": "- {title: 웹, campus: 본관 3층}\n"}).library
    assert library is not None
    assert library.courses[0].campus == "본관 3층"


def test_a_name_two_campuses_share_is_a_problem_where_it_is_used(read: Read) -> None:
    campuses = "- {id: a, name: 강남, aliases: [본원]}\n- {id: b, name: 서초, aliases: [본원]}\n"
    (problem,) = read({"campuses.yaml": campuses, "courses.yaml": "- {title: 웹, campus: 본원}\n"}).errors
    assert "a, b" in problem.mend


def test_a_track_is_resolved_where_listed_and_kept_where_not(read: Read) -> None:
    tracks = "- {id: ai, name: 인공지능, aliases: [AI]}\n"
    library = read(
        {"tracks.yaml": tracks, "courses.yaml": "- {title: 가, track: ai}\n- {title: 나, track: 게임}\n"}
    ).library
    assert library is not None
    assert [course.track for course in library.courses] == ["ai", "게임"]


def test_ids_are_made_of_title_campus_and_cohort_and_do_not_depend_on_order(read: Read) -> None:
    rows = ["- {title: 'AI 서비스 개발 (풀스택)', campus: 강남캠퍼스, cohort: 4기}\n", "- {title: 웹, id: c1}\n"]
    for text in ("".join(rows), "".join(reversed(rows))):
        library = read({"campuses.yaml": CAMPUSES, "courses.yaml": text}).library
        assert library is not None
        assert {course.id for course in library.courses} == {"ai-서비스-개발-풀스택-강남-4기", "c1"}


def test_an_event_that_is_held_again_has_an_id_of_its_own(read: Read) -> None:
    library = read(
        {"events.yaml": "- {title: 설명회, start: 2026-09-01}\n- {title: 설명회, start: 2026-10-01}\n"}
    ).library
    assert library is not None
    assert [event.id for event in library.events] == ["설명회-2026-09-01", "설명회-2026-10-01"]


@pytest.mark.parametrize(
    "files",
    [
        {"courses.yaml": "- {id: a, title: 웹}\n- {id: a, title: 앱}\n"},
        {"courses.yaml": "- {title: 웹, cohort: 1기}\n- {title: 웹, cohort: 1기}\n"},
        {"courses/a.yaml": "- {id: a, title: 웹}\n", "courses/b.csv": "번호,과정명\na,앱\n"},
        {"courses.yaml": "- {id: a, title: 웹}\n", "events.yaml": "- {id: a, title: 앱, start: 2026-09-01}\n"},
        {"tracks.yaml": "- {name: 웹}\n- {name: 웹}\n"},
    ],
)
def test_two_records_with_one_id_are_a_problem(read: Read, files: dict[str, str]) -> None:
    (problem,) = read(files).errors
    assert problem.line is not None


def test_serial_numbers_may_begin_anew_in_every_table(read: Read) -> None:
    files = {"campuses.csv": "번호,캠퍼스\n1,강남\n2,서초\n", "courses.csv": "번호,과정명,캠퍼스\n1,웹,2\n"}
    library = read(files).library
    assert library is not None
    assert len({record.id for record in library.records()}) == len(library.records())
    assert library.courses[0].campus == "2"


def test_rules_apply_to_ids_of_courses_and_tracks(read: Read) -> None:
    files = {
        "tracks.yaml": "- {id: ai, name: 인공지능}\n",
        "courses.yaml": "- {id: c1, title: 웹 기초}\n- {title: 앱, cohort: 1기}\n- {title: 앱, cohort: 2기}\n",
        "eligibility.yaml": "- {attribute: age, condition: {min: 15}, applies_to: [인공지능, 웹 기초, 앱]}\n",
    }
    reading = read(files)
    assert reading.problems == ()
    assert reading.library is not None
    assert reading.library.rules[0].applies_to == ("ai", "c1", "앱")


def test_a_rule_for_nothing_known_is_warned_about(read: Read) -> None:
    files = {
        "courses.yaml": "- {title: 웹 기초}\n",
        "eligibility.yaml": "- {attribute: age, condition: {min: 15}, applies_to: 웹 기쵸}\n",
    }
    (problem,) = read(files).problems
    assert "웹 기초" in problem.mend


@given(st.lists(st.text(), max_size=3))
def test_an_id_is_short_and_plain(parts: list[str]) -> None:
    made = slug(*parts)
    assert 1 <= len(made) <= 60
    assert made == made.strip("-")
    assert not set(made) & set(" /\\?#&<>'\"")
