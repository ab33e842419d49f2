from __future__ import annotations

import os
from datetime import date, time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.library import read_folder
from knowledge.passages import passages_of
from knowledge.problems import Severity
from knowledge.records import Condition, Moment
from tests.knowledge.conftest import TODAY, Read
from tests.knowledge.readers.test_markdown import WILD
from tests.knowledge.readers.test_workbooks import saved, workbook

COURSES_CSV = (
    "과정명,캠퍼스,분야,기수,모집시작,모집마감,교육시작,교육종료,기술,수강료,담당\n"
    "AI 서비스,강남,AI,4기,2026.9.10.,2026년 9월 28일 18:00,2026/10/12,2027-01-29,"
    '"Python, FastAPI(서버, API)",무료(교재비 별도),교육팀\n'
)


EVENT_HEADINGS = ["행사명", "시작", "프로그램", "캠퍼스"]


def test_records_of_every_kind_are_read(read: Read) -> None:
    reading = read(
        {
            "academy.yaml": "이름: 한빛아카데미\n별칭: 한빛, HB\n누리집: hanbit.example\n시간대: Asia/Seoul\n",
            "campuses.yaml": "gangnam:\n  name: 강남\n  fields: [웹, 앱]\n  opened: 2022년 9월\n",
            "tracks.csv": "분야,설명\nAI,인공지능\n",
            "courses.csv": COURSES_CSV.encode("cp949"),
            "events.xlsx": saved(
                workbook({"행사": [["행사명", "시작", "프로그램"], ["설명회", date(2026, 9, 30), "가, 나"]]})
            ),
            "eligibility.yaml": "- {name: 나이, attribute: age, condition: {min: 만 15세}, effective_from: 2025-04}\n",
            "glossary.yaml": "내일배움카드: [내배카]\n",
            "faq/비용.md": "## 무료인가요?\n네.\n",
            "unknowns.md": "## 경쟁률은요?\n자료에 없어요.\n",
            "notices/a.txt": "공지예요.",
            "안내.md": "# 안내\n글\n",
        }
    )
    library = reading.library
    assert library is not None, reading.problems
    assert (library.academy.name, library.academy.aliases, library.academy.site) == (
        "한빛아카데미", ("한빛", "HB"), "https://hanbit.example")  # fmt: skip
    (course,) = library.courses
    assert (course.campus, course.track, course.cohort) == ("gangnam", "ai", "4기")
    assert (course.apply_start, course.apply_end) == (Moment(date(2026, 9, 10)), Moment(date(2026, 9, 28), time(18)))
    assert (course.start, course.end) == (Moment(date(2026, 10, 12)), Moment(date(2027, 1, 29)))
    assert course.stack == ("Python", "FastAPI(서버, API)")
    assert course.extra == (("담당", "교육팀"),)
    assert library.events[0].programs == ("가", "나")
    assert library.events[0].origin.sheet == "행사"
    assert library.rules[0].condition == Condition(attribute="age", min=15)
    assert library.rules[0].effective_from == date(2025, 4, 1)
    assert library.terms[0].variants == ("내배카",)
    assert [faq.answered for faq in library.faqs] == [True, False]
    assert [page.title for page in library.pages] == ["a", "안내"]
    assert library.campuses[0].opened == "2022년 9월"
    assert [(problem.severity, problem.what) for problem in reading.problems] == [
        (Severity.NOTICE, "정해진 열이 아니에요: ‘담당’")
    ]


def test_every_record_knows_the_slice_it_was_written_in(read: Read) -> None:
    library = read(
        {"courses.csv": COURSES_CSV, "campuses.yaml": "# 캠퍼스\n- name: 강남\n  address: 서울\n\n- name: 서초\n"}
    ).library
    assert library is not None
    slices = {record.id: library.documents[record.origin.file][record.origin.start : record.origin.end]
              for record in library.records()}  # fmt: skip
    assert slices["강남"] == "- name: 강남\n  address: 서울"
    assert slices["서초"] == "- name: 서초"
    assert slices[library.courses[0].id] == COURSES_CSV.split("\n")[1]
    assert slices["academy"] == "name: 한빛아카데미"


def test_an_academy_and_one_wild_faq_are_enough(read: Read) -> None:
    for name in ("FAQ.md", "README.md", "pages/help.md"):
        reading = read({name: WILD})
        assert reading.library is not None
        assert reading.errors == ()
        assert reading.library.faqs or reading.library.pages


def test_all_problems_are_told_at_once_each_in_its_place(read: Read) -> None:
    reading = read(
        {
            "academy.yaml": "aliases: [가]\ntimezone: Mars/Olympus\n",
            "campuses.yaml": "- {id: a, name: 강남}\n- {id: a, name: 서초}\n- {address: 서울}\n",
            "courses.csv": "과정명,캠퍼스,모집시작,모집마감,교육시작,교육종료\n"
            "웹,갱남,2026-09-10,2026-09-01,2026-02-30,2026년 11월\n,강남,,,,\n",
            "courses/x.yaml": "- title: 앱\n  cost: {a: 1}\n  capacity: 30\n- title: [\n",
            "events.xlsx": saved(
                workbook({"행사": [EVENT_HEADINGS, ["설명회", None, "가", "제주"], [None, "2026-09-01"]]})
            ),
            "eligibility.yaml": "- {attribute: age, condition: {maks: 1}}\n- {name: 무조건}\n- {condition: {min: 3}}\n",
            "tracks.csv": b"\x81\xff\xfe",
            "glossary.xlsx": saved(workbook({"빈": []})),
            "pages/a.md": "---\nurl: 주소 없음\n---\n2026-09-01까지 접수 중\n",
            "faq.md": "## 하나?\n답\n기준일: 2026-02-30\n",
        }
    )
    assert reading.library is None
    told = {
        (problem.file, problem.line or problem.cell)
        for problem in reading.problems
        if problem.severity is not Severity.NOTICE
    }
    assert told >= {
        ("academy.yaml", 1), ("academy.yaml", 2), ("campuses.yaml", 2), ("campuses.yaml", 3), ("courses.csv", 2),
        ("courses.csv", 3), ("events.xlsx", "행사!A2"), ("events.xlsx", "행사!D2"), ("events.xlsx", "행사!A3"),
        ("eligibility.yaml", 1), ("eligibility.yaml", 2), ("eligibility.yaml", 3), ("tracks.csv", 1), ("pages/a.md", 2),
        ("pages/a.md", 4), ("faq.md", 3),
    }  # fmt: skip
    assert {problem.file for problem in reading.errors} >= {"courses/x.yaml", "glossary.xlsx"}
    assert len([problem for problem in reading.errors if problem.file == "courses.csv"]) == 5
    assert all(problem.what and problem.mend for problem in reading.problems)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("- {title: 웹, apply_end: 2026-02-30}", "달력에 없는 날짜"),
        ("- {title: 웹, start: 2026년 9월}", "일이 빠져"),
        ("- {title: 웹, end: 2026}", "일이 빠져"),
        ("- {title: 웹, apply_start: 상시모집}", "날짜로 읽을 수 없어요"),
        ("- {title: 웹, url: 누리집 참고}", "링크가 아니에요"),
        ("- {title: 웹, as_of: 어제}", "날짜로 읽을 수 없어요"),
        ("- {campus: 강남}", "과정명"),
        ("- {title: 웹, 과정명: 앱}", "두 번"),
    ],
)
def test_a_wrong_cell_of_a_course_is_an_error(read: Read, text: str, what: str) -> None:
    (problem,) = read({"courses.yaml": text + "\n"}).errors
    assert what in problem.what
    assert problem.line == 1


def test_a_date_not_decided_yet_is_no_date(read: Read) -> None:
    reading = read({"courses.yaml": "- {title: 웹, start: 미정, end: 추후 공지, apply_start: '-'}\n"})
    assert reading.library is not None
    assert reading.library.courses[0].start is None


def test_an_event_whose_start_is_a_sentence_keeps_it_with_a_notice(read: Read) -> None:
    reading = read({"events.yaml": "- {title: 상담, start: '매주 수요일 19:00'}\n"})
    assert reading.library is not None
    (event,) = reading.library.events
    assert (event.start, event.when) == (None, "매주 수요일 19:00")
    assert [problem.severity for problem in reading.problems] == [Severity.NOTICE]


@pytest.mark.parametrize("start", ["2026-02-30", "2026-02-30 19:00"])
def test_an_impossible_start_of_an_event_is_no_sentence(read: Read, start: str) -> None:
    assert read({"events.yaml": f"- {{title: 상담, start: '{start}'}}\n"}).errors


def test_an_impossible_day_is_refused_even_where_nothing_is_computed(read: Read) -> None:
    assert read({"campuses.yaml": "- {name: 강남, opened: 2022-02-30}\n"}).errors


def test_an_as_of_month_is_its_last_day_with_a_notice(read: Read) -> None:
    reading = read({"courses.yaml": "- {title: 웹, as_of: 2026년 9월}\n"})
    assert reading.library is not None
    assert reading.library.courses[0].as_of == date(2026, 9, 30)
    assert [problem.severity for problem in reading.problems] == [Severity.NOTICE]


NESTED = """\
- name: 서울
  attribute: residence
  condition:
    any_of:
      - one_of: [서울]
      - {attribute: school, one_of: 서울}
      - all_of: [{attribute: graduated_school, one_of: [서울]}, {attribute: years, max: 3년}]
  applies_to: 전체
"""


def test_nested_conditions_each_have_their_attribute(read: Read) -> None:
    library = read({"eligibility.yaml": NESTED}).library
    assert library is not None
    (rule,) = library.rules
    assert rule.applies_to == ("all",)
    assert [part.attribute for part in rule.condition.any_of[:2]] == ["residence", "school"]
    assert rule.condition.any_of[2].all_of == (
        Condition(attribute="graduated_school", one_of=("서울",)), Condition(attribute="years", max=3))  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "- {attribute: age, condition: {min: 15, maks: 20}}",
        "- {attribute: age, condition: {min: 열다섯}}",
        "- {attribute: age, condition: {min: 39, max: 15}}",
        "- {attribute: age, condition: {}}",
        "- {attribute: age, condition: 15세 이상}",
        "- {condition: {min: 15}}",
        "- {attribute: age}",
        "- {condition: {any_of: [{min: 15}]}}",
    ],
)
def test_a_rule_that_demands_nothing_clear_is_an_error(read: Read, text: str) -> None:
    assert len(read({"eligibility.yaml": text + "\n"}).errors) == 1


def test_rules_may_be_a_table_without_nesting(read: Read) -> None:
    library = read({"eligibility.csv": "이름,항목,최소,최대\n나이,age,15,39\n"}).library
    assert library is not None
    assert library.rules[0].condition == Condition(attribute="age", min=15, max=39)


def test_a_table_may_have_a_korean_name_and_be_a_folder(read: Read) -> None:
    library = read(
        {
            "과정/성동.yaml": "title: 웹\ncohort: 4기\n",
            "과정/2026/a.csv": "과정명\n앱\n",
            "캠퍼스.csv": "캠퍼스\n강남\n",
        }
    ).library
    assert library is not None
    assert [course.title for course in library.courses] == ["앱", "웹"]
    assert library.campuses[0].name == "강남"


def test_an_unknown_column_is_told_once_a_file_and_near_names_are_offered(read: Read) -> None:
    (problem,) = read({"courses.csv": "과정명,모집마감날\n웹,곧\n앱,곧\n"}).problems
    assert problem.severity is Severity.NOTICE
    assert "모집마감" in problem.mend


def test_a_period_in_one_column_is_to_be_parted(read: Read) -> None:
    (problem,) = read({"courses.csv": "과정명,모집기간\n웹,2026.9.1.~9.28.\n"}).problems
    assert "두 열" in problem.mend


@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("pages/a.pdf", Severity.NOTICE),
        ("pages/a.png", Severity.NOTICE),
        ("cources.yaml", Severity.WARNING),
        ("courses.xls", Severity.WARNING),
        ("memo.yaml", Severity.NOTICE),
    ],
)
def test_a_file_that_is_not_read_is_told(read: Read, name: str, severity: Severity) -> None:
    assert [problem.severity for problem in read({name: "x"}).problems] == [severity]


@pytest.mark.parametrize(
    "name", [".hidden.md", "pages/~$a.md", "pages/.a.md.swp", "pages/a.md~", ".git/pages/a.md", "images/a.md"]
)
def test_files_that_are_nobodys_text_are_passed_over(read: Read, name: str) -> None:
    reading = read({name: "2026-02-30"})
    assert reading.problems == ()
    assert reading.library is not None
    assert list(reading.library.documents) == ["academy.yaml"]


def test_loops_of_links_end_and_broken_links_are_told(read: Read, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "loop").symlink_to(tmp_path)
    (tmp_path / "pages" / "dead.md").symlink_to(tmp_path / "none.md")
    os.mkfifo(tmp_path / "pages" / "pipe.md")
    (problem,) = read({"pages/a.md": "글"}).problems
    assert problem.file == "pages/dead.md"
    assert problem.severity is Severity.ERROR


def test_a_file_too_large_is_a_problem(read: Read) -> None:
    (problem,) = read({"pages/a.txt": b"a" * 20_000_001}).errors
    assert "20MB" in problem.mend


def test_a_missing_academy_is_a_problem(tmp_path: Path) -> None:
    (problem,) = read_folder(tmp_path, today=TODAY).problems
    assert problem.file == "academy.yaml"


def test_a_missing_folder_is_a_problem(tmp_path: Path) -> None:
    reading = read_folder(tmp_path / "none")
    assert reading.library is None
    assert len(reading.errors) == 1


def test_the_fingerprint_is_of_names_and_bytes(read: Read, tmp_path: Path) -> None:
    def fingerprint() -> str:
        library = read_folder(tmp_path, today=TODAY).library
        assert library is not None
        return library.fingerprint

    read({"pages/a.md": "글"})
    first = fingerprint()
    assert fingerprint() == first
    (tmp_path / "pages" / "a.md").rename(tmp_path / "pages" / "b.md")
    second = fingerprint()
    (tmp_path / "pages" / "b.md").write_text("글.")
    assert len({first, second, fingerprint()}) == 3


NAMES = (
    "academy.yaml campuses.csv courses.yaml courses/a.xlsx eligibility.yaml glossary.yaml faq.md unknowns.md "
    "pages/a.md pages/a.html pages/a.txt"
)
LINES = (
    "- title: 웹|  campus: a|id: x|- id: x|name: 가|condition: {min: 1}|과정명,캠퍼스|웹,강남|# 제목|## 질문?|글|"
    "기준일: 2026-09-01|- {a: [1, {b: 2}]}|  - x||{|applies_to: [웹]|<p>글|---"
)
CONTENT = st.lists(st.sampled_from(LINES.split("|")), max_size=12).map(lambda lines: "\n".join(lines).encode())


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES.split()), CONTENT | st.binary(max_size=60), max_size=4))
def test_no_files_make_reading_fail(files: dict[str, bytes]) -> None:
    with TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        reading = read_folder(Path(folder), today=TODAY)
        assert (reading.library is None) == bool(reading.errors)
        if reading.library is not None:
            passages_of(reading.library)


@pytest.mark.parametrize("name", ["helplines.csv", "도움전화.csv", "helplines/lines.csv"])
def test_help_lines_are_a_table_like_the_others_and_nothing_to_search_for(read: Read, name: str) -> None:
    library = read({name: "이름,전화,운영시간,대상\n마음 상담전화,0000,24시간,누구나\n"}).library
    assert library is not None
    (line,) = library.helplines
    assert (line.name, line.phone, line.hours, line.audience) == ("마음 상담전화", "0000", "24시간", "누구나")
    assert library.record(line.id) is line
    assert [passage for passage in passages_of(library) if passage.record == line.id] == []


def test_a_help_line_without_a_number_is_a_problem(read: Read) -> None:
    (problem,) = read({"helplines.yaml": "- name: 마음 상담전화\n"}).errors
    assert "전화" in problem.what
