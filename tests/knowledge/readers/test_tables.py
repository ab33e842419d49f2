from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.columns import COURSES
from knowledge.readers.rows import TableText
from knowledge.readers.tables import read_csv, read_table


def told(read: TableText) -> list[dict[str, str]]:
    return [{cell.heading: cell.text for cell in row.cells} for _, row in read.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_csv_is_read_as_excel_saves_it(encoding: str) -> None:
    content = "과정명,캠퍼스,모집마감\r\n똠방 웹,강남,2026-09-28\r\n".encode(encoding)
    read = read_table(content, "courses.csv", COURSES)
    assert told(read) == [{"과정명": "똠방 웹", "캠퍼스": "강남", "모집마감": "2026-09-28"}]
    assert not read.problems


def test_a_row_is_an_exact_slice_with_its_line_even_over_line_breaks() -> None:
    text = '과정명,비고\n웹,"첫 줄\n둘째, 줄"\n\n앱,끝\n'
    read = read_csv(text, "courses.csv", COURSES)
    assert [text[row.origin.start : row.origin.end] for _, row in read.rows] == ['웹,"첫 줄\n둘째, 줄"', "앱,끝"]
    assert [row.line for _, row in read.rows] == [2, 5]


@pytest.mark.parametrize("mark", ["\t", ";"])
def test_other_separators_are_understood(mark: str) -> None:
    assert told(read_csv(f"과정명{mark}비고\n웹{mark}가, 나\n", "courses.csv", COURSES)) == [
        {"과정명": "웹", "비고": "가, 나"}
    ]


def test_titles_above_the_heading_row_are_passed_over() -> None:
    assert told(read_csv("2026년 교육과정,\n,\n과정명,비고\n웹,좋음\n", "courses.csv", COURSES)) == [
        {"과정명": "웹", "비고": "좋음"}
    ]


def test_a_row_with_an_unquoted_comma_is_a_problem() -> None:
    (problem,) = read_csv("과정명,비고\n웹,가, 나\n", "courses.csv", COURSES).problems
    assert problem.line == 2
    assert "큰따옴표" in problem.mend


def test_a_quotation_mark_left_open_is_a_problem_in_its_line() -> None:
    read = read_csv('과정명,비고\n웹,가\n앱,"나\n게임,다\n', "courses.csv", COURSES)
    assert [problem.line for problem in read.problems] == [3]


def test_a_table_without_headings_is_a_problem() -> None:
    (problem,) = read_csv("웹,강남\n앱,마포\n", "courses.csv", COURSES).problems
    assert "제목" in problem.what


def test_a_missing_required_column_is_a_problem() -> None:
    (problem,) = read_csv("캠퍼스,비고\n강남,가\n", "courses.csv", COURSES).problems
    assert "과정명" in problem.what


def test_one_column_twice_is_a_problem() -> None:
    (problem,) = read_csv("과정명,모집마감,접수마감\n웹,2026-09-01,2026-09-02\n", "courses.csv", COURSES).problems
    assert "두 번" in problem.what


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("suffix", ["yaml", "csv", "xlsx"])
def test_an_empty_file_is_a_problem_in_every_format(content: bytes, suffix: str) -> None:
    assert read_table(content, f"courses.{suffix}", COURSES).problems


@given(st.lists(st.tuples(st.text("가나다 ,\n\"'a1", min_size=1), st.text('라마바 ,\n"b2')), min_size=1))
def test_every_row_written_as_csv_comes_back_whole(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([("과정명", "비고"), *rows])
    read = read_csv(out.getvalue(), "courses.csv", COURSES)
    expected = [tuple(value.strip() for value in row) for row in rows]
    assert not read.problems
    assert [(cells.get("과정명", ""), cells.get("비고", "")) for cells in told(read)] == [
        row for row in expected if any(row)
    ]
    for _, row in read.rows:
        (values,) = csv.reader(io.StringIO(read.text[row.origin.start : row.origin.end], newline=""))
        assert {value.strip() for value in values if value.strip()} == {cell.text for cell in row.cells}


@given(st.binary(max_size=400), st.sampled_from(["yaml", "csv", "xlsx"]))
def test_no_bytes_make_a_reader_fail(content: bytes, suffix: str) -> None:
    read = read_table(content, f"courses.{suffix}", COURSES)
    for _, row in read.rows:
        assert 0 <= row.origin.start <= row.origin.end <= len(read.text)


@given(st.text(max_size=400))
def test_no_text_makes_a_reader_fail(text: str) -> None:
    for suffix in ("yaml", "csv"):
        read_table(text.encode(errors="replace"), f"courses.{suffix}", COURSES)
