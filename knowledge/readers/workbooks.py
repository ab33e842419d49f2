"""Excel workbooks: every sheet with known headings is a table; the text of a row is written out for citing."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from knowledge.columns import Table, table_named
from knowledge.problems import Problem, Severity
from knowledge.readers.rows import Cell, Row, TableText, check_header, empty_table, header_row
from knowledge.records import Origin
from knowledge.values import shown

_MOST_BYTES_INSIDE = 60_000_000
_MOST_COLUMNS = 200
_MOST_EMPTY_ROWS = 300
_TELLING = 3  # a sheet that knows this many headings is meant as a table, even when a required one is missing
_FORMULA_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}


def read_workbook(content: bytes, file: str, table: Table) -> TableText:
    """The rows of a workbook's sheets and their rendered text: "heading: value" lines, a block for each row."""
    from openpyxl import load_workbook  # a slow import, needed only where there is a workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = sum(entry.file_size for entry in archive.infolist())
        if inside > _MOST_BYTES_INSIDE:
            return _refused(
                file, f"풀면 {inside // 1_000_000}MB나 되는 파일이에요", "필요한 시트만 남겨 다시 저장해 주세요"
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), data_only=True)
    except Exception:  # openpyxl raises whatever a damaged part makes it stumble over
        return _refused(file, "엑셀 파일을 열 수 없어요", "암호를 풀고 ‘Excel 통합 문서(.xlsx)’로 다시 저장해 주세요")
    writer = _Writer(file)
    filled = [_grid(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    filled = [grid for grid in filled if grid.rows]
    fitting = 0
    for grid in filled:
        own = table_named(grid.title) or table
        fitting += writer.add(grid, own)
    problems = list(writer.problems)
    if not filled:
        problems.append(empty_table(file, table))
    elif not fitting and not problems:
        problems.append(_no_headings(file, table))
    else:
        problems += writer.skipped
    return TableText(writer.text, tuple(writer.rows), tuple(problems))


def _refused(file: str, what: str, mend: str) -> TableText:
    return TableText("", (), (Problem(file=file, what=what, mend=mend),))


def _no_headings(file: str, table: Table) -> Problem:
    headings = ", ".join(column.label for column in table.columns[1:6])
    return Problem(file=file, what="제목 줄을 찾지 못했어요", mend=f"첫 줄에 열 제목을 적어 주세요: {headings} …")


@dataclass(frozen=True, slots=True)
class _Grid:
    """A sheet's cells as text, row by row; `first` is the number of the first row."""

    title: str
    rows: list[list[str]]


class _Writer:
    """Renders sheets into one text and notes where each row stands in it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.text = ""
        self.rows: list[tuple[Table, Row]] = []
        self.problems: list[Problem] = []
        self.skipped: list[Problem] = []

    def add(self, grid: _Grid, table: Table) -> bool:
        """Takes one sheet in; False when it is no table."""
        at = header_row(grid.rows, table)
        header = (
            []
            if at is None
            else [self._cell(grid, at, column, grid.rows[at][column], "") for column in range(len(grid.rows[at]))]
        )
        known = {column.name for cell in header if (column := table.column(cell.text)) is not None}
        missing = {column.name for column in table.required} - known
        if at is None or (missing and len(known) < _TELLING):
            self.skipped.append(
                Problem(
                    file=self.file,
                    cell=grid.title,
                    severity=Severity.NOTICE,
                    what="아는 제목이 없는 시트라 건너뛰었어요",
                    mend=f"{table.label} 표라면 제목 줄에 ‘{table.columns[1].label}’ 같은 열을 넣어 주세요",
                )
            )
            return False
        self.problems += check_header(header, table, self.file)
        self.text += f"[{grid.title}]\n\n"
        for number in range(at + 1, len(grid.rows)):
            self._add_row(grid, table, header, number)
        return True

    def _add_row(self, grid: _Grid, table: Table, header: Sequence[Cell], number: int) -> None:
        values = grid.rows[number]
        cells = tuple(
            self._cell(grid, number, column, value, header[column].text)
            for column, value in enumerate(values)
            if value and column < len(header) and header[column].text
        )
        for cell in cells:
            if cell.text in _FORMULA_ERRORS:
                self.problems.append(
                    Problem(
                        file=self.file,
                        cell=cell.place,
                        what=f"수식 오류가 있어요: {shown(cell.text)}",
                        mend="수식을 고치거나 값을 직접 적어 주세요",
                    )
                )
        if not cells:
            return
        start = len(self.text)
        block = "\n".join(f"{cell.heading}: {cell.text}" for cell in cells)
        self.text += block + "\n\n"
        origin = Origin(self.file, start, start + len(block), number + 1, grid.title)
        self.rows.append((table, Row(origin, cells, None, f"{grid.title}!A{number + 1}", headed=True)))

    def _cell(self, grid: _Grid, row: int, column: int, value: str, heading: str) -> Cell:
        return Cell(value, heading, None, f"{grid.title}!{_letters(column)}{row + 1}")


def _letters(column: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    return (_letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def _grid(sheet: Any) -> _Grid:
    """The sheet's values as text. Merged cells all carry their value; trailing empty rows are left out."""
    merged = {
        (row, column): (area.min_row, area.min_col)
        for area in sheet.merged_cells.ranges
        if area.size["rows"] * area.size["columns"] <= 2000
        and area.max_col <= _MOST_COLUMNS
        and area.size["columns"] == 1
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
    }
    rows: list[list[str]] = []
    empty = 0
    for number in range(1, sheet.max_row + 1):
        width = min(sheet.max_column, _MOST_COLUMNS)
        values = [_text(sheet.cell(*merged.get((number, column), (number, column)))) for column in range(1, width + 1)]
        empty = 0 if any(values) else empty + 1
        if empty > _MOST_EMPTY_ROWS:
            break
        rows.append(values)
    while rows and not any(rows[-1]):
        rows.pop()
    return _Grid(sheet.title, rows)


def _text(cell: Any) -> str:
    """A cell's value as people see it: dates in ISO form, numbers without a trailing .0, percents as percents."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    if isinstance(value, bool):
        return "예" if value else "아니요"
    if isinstance(value, (int, float)):
        return _number(value, str(cell.number_format))
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def _number(value: float, number_format: str) -> str:
    percent = "%" in number_format
    scaled = round(value * 100, 6) if percent else value
    written = f"{int(scaled)}" if scaled == int(scaled) else f"{scaled:.10g}"
    if "," in number_format:
        written = f"{int(scaled):,}" if scaled == int(scaled) else f"{scaled:,}"
    unit = re.search(r'"([^"]{1,4})"\s*(?:;|$)', number_format)
    return f"{written}%" if percent else written + (unit[1] if unit else "")
