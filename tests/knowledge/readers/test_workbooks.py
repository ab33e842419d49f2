from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook

from knowledge.columns import COURSES
from knowledge.problems import Severity
from knowledge.readers.rows import TableText
from knowledge.readers.workbooks import read_workbook

HEADINGS = ["과정명", "캠퍼스", "모집마감", "정원"]


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    return book


def told(read: TableText) -> list[dict[str, str]]:
    return [{cell.heading: cell.text for cell in row.cells} for _, row in read.rows]


def test_typed_cells_are_read_as_people_see_them() -> None:
    rows: list[list[Any]] = [
        [*HEADINGS, "교육시작", "교육시간", "수강료", "혜택"],
        ["웹", "강남", date(2026, 9, 28), 30, datetime.combine(date(2026, 10, 1), time(9, 30)), time(9, 0), 0, 0.8],
    ]
    book = workbook({"과정": rows})
    sheet = book["과정"]
    sheet["G2"].number_format = '#,##0"원"'
    sheet["H2"].number_format = "0%"
    assert told(read_workbook(saved(book), "courses.xlsx", COURSES)) == [
        {
            "과정명": "웹",
            "캠퍼스": "강남",
            "모집마감": "2026-09-28",
            "정원": "30",
            "교육시작": "2026-10-01 09:30",
            "교육시간": "09:00",
            "수강료": "0원",
            "혜택": "80%",
        }
    ]


def test_a_row_is_a_slice_of_the_rendered_text_and_knows_its_cells() -> None:
    book = workbook({"과정": [["2026 과정 목록"], [], HEADINGS, ["웹", "강남", date(2026, 9, 28)], ["앱", "마포"]]})
    read = read_workbook(saved(book), "courses.xlsx", COURSES)
    (_, first), (_, second) = read.rows
    assert read.text[first.origin.start : first.origin.end] == "과정명: 웹\n캠퍼스: 강남\n모집마감: 2026-09-28"
    assert read.text[second.origin.start : second.origin.end] == "과정명: 앱\n캠퍼스: 마포"
    assert (first.origin.sheet, first.origin.line) == ("과정", 4)
    assert [cell.place for cell in first.cells] == ["과정!A4", "과정!B4", "과정!C4"]


def test_every_sheet_with_known_headings_is_a_table_and_others_are_skipped_with_a_notice() -> None:
    book = workbook({"2025": [HEADINGS, ["웹"]], "2026": [HEADINGS, ["앱"]], "메모": [["담당", "연락"], ["가", "나"]]})
    read = read_workbook(saved(book), "courses.xlsx", COURSES)
    assert [cells["과정명"] for cells in told(read)] == ["웹", "앱"]
    assert [(problem.cell, problem.severity) for problem in read.problems] == [("메모", Severity.NOTICE)]


def test_a_sheet_named_after_another_table_is_that_table() -> None:
    book = workbook({"과정": [HEADINGS, ["웹"]], "캠퍼스": [["캠퍼스", "주소"], ["강남", "서울"]]})
    read = read_workbook(saved(book), "courses.xlsx", COURSES)
    assert [table.name for table, _ in read.rows] == ["courses", "campuses"]


def test_a_sheet_that_is_plainly_a_table_must_have_the_required_column() -> None:
    book = workbook({"1": [HEADINGS, ["웹"]], "2": [["강의", "캠퍼스", "모집마감", "정원"], ["앱", "강남"]]})
    problems = read_workbook(saved(book), "courses.xlsx", COURSES).problems
    assert [(problem.cell, problem.severity) for problem in problems] == [("2!A1", Severity.ERROR)]
    assert "과정명" in problems[0].what


def test_trailing_empty_rows_and_formatted_far_cells_are_nothing() -> None:
    book = workbook({"과정": [HEADINGS, ["웹"], [], ["앱"], [None], [""]]})
    book["과정"].cell(row=1_000_000, column=5).value = None
    assert [cells["과정명"] for cells in told(read_workbook(saved(book), "courses.xlsx", COURSES))] == ["웹", "앱"]


def test_cells_merged_downwards_all_carry_their_value() -> None:
    book = workbook({"과정": [HEADINGS, ["웹", "강남"], ["앱", None]]})
    book["과정"].merge_cells("B2:B3")
    assert [cells["캠퍼스"] for cells in told(read_workbook(saved(book), "courses.xlsx", COURSES))] == ["강남", "강남"]


def test_a_hidden_sheet_is_not_read() -> None:
    book = workbook({"과정": [HEADINGS, ["웹"]], "옛것": [HEADINGS, ["앱"]]})
    book["옛것"].sheet_state = "hidden"
    assert [cells["과정명"] for cells in told(read_workbook(saved(book), "courses.xlsx", COURSES))] == ["웹"]


@pytest.mark.parametrize("sheets", [{"Sheet1": []}, {"Sheet1": [[None, ""], []]}])
def test_an_empty_workbook_is_a_problem(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> None:
    (problem,) = read_workbook(saved(workbook(sheets)), "courses.xlsx", COURSES).problems
    assert "비어" in problem.what


def test_a_workbook_without_known_headings_is_a_problem() -> None:
    (problem,) = read_workbook(saved(workbook({"s": [["가", "나"], ["다", "라"]]})), "courses.xlsx", COURSES).problems
    assert "제목" in problem.what
    assert problem.severity is Severity.ERROR


def test_an_error_of_a_formula_is_a_problem_in_its_cell() -> None:
    book = workbook({"과정": [HEADINGS, ["웹", "#REF!"]]})
    (problem,) = read_workbook(saved(book), "courses.xlsx", COURSES).problems
    assert problem.where == "courses.xlsx 과정!B2"


@pytest.mark.parametrize("content", [b"not a workbook", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0old excel"])
def test_what_is_no_workbook_is_a_problem(content: bytes) -> None:
    (problem,) = read_workbook(content, "courses.xlsx", COURSES).problems
    assert "열 수 없어요" in problem.what


def test_a_file_that_swells_when_unpacked_is_refused_unread() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 70_000_000)
    (problem,) = read_workbook(out.getvalue(), "courses.xlsx", COURSES).problems
    assert "MB" in problem.what
