"""Rows on their way to records: every cell read as its column's kind, every misread cell a problem in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

from knowledge.columns import CONDITION_KEYS, Column, Kind, Table, condition_key
from knowledge.conditions import condition_of
from knowledge.problems import Problem, Severity
from knowledge.readers.rows import Cell, Row
from knowledge.values import (
    BadValue,
    BareMonth,
    ImpossibleDate,
    check_dates,
    day,
    degrees,
    first_day,
    items,
    last_day,
    link,
    moment,
    shown,
    undecided,
)


@dataclass(slots=True)
class Draft:
    """One record before it is checked against others: its values by column name, and where each was written."""

    table: Table
    row: Row
    values: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)
    extra: tuple[tuple[str, str], ...] = ()

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a column, or `default` where none is written."""
        return self.values.get(name, default)

    def problem(self, name: str, what: str, mend: str, severity: Severity = Severity.ERROR) -> Problem:
        """A problem in the cell of a column, or in the row where that cell is missing."""
        cell = self.cells.get(name)
        line, place = (cell.line, cell.place) if cell is not None else (self.row.line, self.row.place)
        return Problem(file=self.row.origin.file, line=line, cell=place, what=what, mend=mend, severity=severity)


def draft_of(row: Row, table: Table, problems: list[Problem]) -> Draft:
    """The row's cells as values. What cannot be read is left out and told in `problems`."""
    draft = Draft(table, row)
    extra: list[tuple[str, str]] = []
    for cell in row.cells:
        column = table.column(cell.heading)
        if column is None:
            if table.name == "eligibility" and condition_key(cell.heading):
                continue
            extra.append((cell.heading, cell.text))
            problems.append(_unknown(cell, table, draft))
        elif column.name in draft.cells:
            first = draft.cells[column.name].heading
            if first != cell.heading and not row.headed:
                problems.append(
                    Problem(
                        file=row.origin.file,
                        line=cell.line,
                        cell=cell.place,
                        mend="하나만 남겨 주세요",
                        what=f"같은 항목이 두 번 적혀 있어요: {shown(first)}, {shown(cell.heading)}",
                    )
                )
        else:
            draft.cells[column.name] = cell
            _read(cell, column, draft, problems)
    if table.name == "eligibility" and "condition" not in draft.cells:
        _read_flat_condition(draft, problems)
    draft.extra = tuple(extra)
    for column in table.required:
        if column.name not in draft.cells:
            problems.append(
                draft.problem(
                    column.name,
                    f"{table.label}의 ‘{column.label}’ 칸이 비어 있어요",
                    f"{column.name}({column.label}) 값을 적어 주세요",
                )
            )
    return draft


def _read(cell: Cell, column: Column, draft: Draft, problems: list[Problem]) -> None:
    if column.kind is Kind.CONDITION:
        if isinstance(cell.value, Mapping):
            _read_condition(cell, draft, problems)
        else:
            problems.append(
                draft.problem(
                    column.name,
                    f"조건으로 읽을 수 없어요: {shown(cell.text)}",
                    "condition: {min: 15}처럼 ‘이름: 값’으로 적어 주세요",
                )
            )
        return
    if isinstance(cell.value, Mapping):
        inside = ", ".join(list(cell.value)[:3])
        problems.append(
            draft.problem(
                column.name,
                f"‘{cell.heading}’에는 값 하나만 적을 수 있어요 ({inside} …)",
                "안쪽 항목을 글로 풀어 적어 주세요",
            )
        )
        return
    try:
        draft.values |= _values(cell, column, draft, problems)
    except BadValue as bad:
        problems.append(draft.problem(column.name, f"{column.label}: {bad.what}", bad.mend))


def _values(cell: Cell, column: Column, draft: Draft, problems: list[Problem]) -> dict[str, Any]:
    """What one cell says, by field name. Raises `BadValue`."""
    text = cell.text
    if column.kind is Kind.LIST:
        listed = tuple(part.text for part in cell.value) if isinstance(cell.value, tuple) else None
        return {column.name: listed if listed is not None else items(text)}
    if column.kind is Kind.MOMENT_OR_TEXT:
        try:
            return {column.name: moment(text)}
        except ImpossibleDate:
            raise
        except BadValue:
            problems.append(
                draft.problem(
                    column.name,
                    f"{column.label} 칸이 날짜가 아니라 글이에요: {shown(text)}",
                    "그대로 보여 주지만 진행 상태는 계산하지 않아요",
                    Severity.NOTICE,
                )
            )
            return {"when": text}
    if column.kind in _DATES:
        if undecided(text):
            return {}
        if column.name == "as_of":
            return {"as_of": _as_of(text, draft, problems)}
        return {column.name: _DATES[column.kind](text)}
    if column.kind is Kind.LINK:
        return {} if undecided(text) else {column.name: link(text)}
    if column.kind is Kind.ZONE:
        return {column.name: _zone(text)}
    if column.kind in _DEGREES:
        return {} if undecided(text) else {column.name: degrees(text, most=_DEGREES[column.kind])}
    if column.kind is Kind.MONTH:
        check_dates(text)
    return {column.name: text}


_DEGREES: Mapping[Kind, int] = {Kind.LATITUDE: 90, Kind.LONGITUDE: 180}
_DATES: Mapping[Kind, Callable[[str], Any]] = {
    Kind.MOMENT: moment,
    Kind.DAY: day,
    Kind.FIRST_DAY: first_day,
    Kind.LAST_DAY: last_day,
}


def _as_of(text: str, draft: Draft, problems: list[Problem]) -> Any:
    """The day a record is as of; of a bare month its last, with a notice."""
    try:
        return day(text)
    except BareMonth:
        found = last_day(text)
        problems.append(
            draft.problem(
                "as_of",
                f"기준일에 일이 빠져 있어 {found}로 읽었어요: {shown(text)}",
                "자료를 확인한 날짜를 2026-09-01처럼 적어 주세요",
                Severity.NOTICE,
            )
        )
        return found


def _zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ValueError, OSError, KeyError) as error:
        raise BadValue(f"모르는 시간대예요: {shown(text)}", "Asia/Seoul처럼 적어 주세요") from error


def _read_condition(cell: Cell, draft: Draft, problems: list[Problem]) -> None:
    attribute = next(
        (
            own.text
            for own in draft.row.cells
            if (column := draft.table.column(own.heading)) is not None and column.name == "attribute"
        ),
        "",
    )
    condition = condition_of(cell, attribute, draft.row.origin.file, problems)
    if condition is not None:
        draft.values["condition"] = condition


def _read_flat_condition(draft: Draft, problems: list[Problem]) -> None:
    """A condition written in columns of its own (최소, 최대, …), as tables without nesting do."""
    inside = {
        cell.heading: cell
        for cell in draft.row.cells
        if condition_key(cell.heading) and draft.table.column(cell.heading) is None
    }
    if inside:
        _read_condition(Cell(inside, "condition", draft.row.line, draft.row.place), draft, problems)
    else:
        keys = ", ".join(key for key in CONDITION_KEYS if key != "attribute")
        problems.append(
            draft.problem("condition", "규칙에 조건(condition)이 없어요", f"{keys} 가운데 하나를 적어 주세요")
        )


def _unknown(cell: Cell, table: Table, draft: Draft) -> Problem:
    headings = [heading for column in table.columns for heading in (column.name, *column.headings)]
    near = get_close_matches(cell.heading, headings, n=1, cutoff=0.75)
    mend = f"‘{near[0]}’ 열이라면 제목을 그렇게 고쳐 주세요" if near else "그대로 두면 검색에만 쓰여요"
    if cell.heading.strip().endswith("기간"):
        mend = "상태를 계산하려면 시작과 마감(종료)을 두 열로 나누어 적어 주세요"
    return Problem(
        file=draft.row.origin.file,
        line=cell.line,
        cell=cell.place,
        severity=Severity.NOTICE,
        what=f"정해진 열이 아니에요: {shown(cell.heading)}",
        mend=mend,
    )
