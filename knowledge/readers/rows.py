"""Rows of cells: what every table format is read into before anyone asks what the cells mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from knowledge.columns import Table
from knowledge.problems import Problem, Severity
from knowledge.records import Origin
from knowledge.values import shown

Value: TypeAlias = "str | tuple[Cell, ...] | Mapping[str, Cell]"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and where it stands: `line` is 1-based, `place` is a workbook's "과정!C7".

    A value is text as written; only YAML also has lists and mappings.
    """

    value: Value
    heading: str = ""
    line: int | None = None
    place: str = ""

    @property
    def text(self) -> str:
        """The value as text; of a list, its items after one another. A mapping has none."""
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, tuple):
            parts = [cell.text for cell in self.value]
            return ("\n" if any("\n" in part or len(part) > 40 for part in parts) else ", ").join(parts)
        return ""


@dataclass(frozen=True, slots=True)
class Row:
    """The non-empty cells of one record, and the slice of the document they were read from. `headed` rows have
    their headings from a heading row, which is checked by itself."""

    origin: Origin
    cells: tuple[Cell, ...]
    line: int | None = None
    place: str = ""
    headed: bool = False


@dataclass(frozen=True, slots=True)
class TableText:
    """What a reader makes of one table file: the text that offsets refer to, the rows by the table they
    belong to, and what is wrong in the file's form."""

    text: str = ""
    rows: tuple[tuple[Table, Row], ...] = ()
    problems: tuple[Problem, ...] = ()


def header_row(rows: Sequence[Sequence[str]], table: Table) -> int | None:
    """Which of the rows is the heading row: of the first ten that are not empty, the one with the most known
    headings; titles above it are passed over. None when no row knows any."""
    filled = [at for at, row in enumerate(rows) if any(cell.strip() for cell in row)][:10]
    counts = {at: sum(table.column(cell) is not None for cell in rows[at] if cell.strip()) for at in filled}
    best = max(counts, key=lambda at: counts[at], default=None)
    return best if best is not None and counts[best] else None


def check_header(cells: Sequence[Cell], table: Table, file: str) -> list[Problem]:
    """What is wrong with a heading row: a required column is missing, or one column stands there twice."""
    problems = []
    names: dict[str, Cell] = {}
    for cell in cells:
        column = table.column(cell.text)
        if column is None:
            continue
        if column.name in names:
            problems.append(
                Problem(
                    file=file,
                    line=cell.line,
                    cell=cell.place,
                    what=f"같은 열이 두 번 있어요: {shown(names[column.name].text)}, {shown(cell.text)}",
                    mend="한 열만 남기고 지우거나 제목을 바꿔 주세요",
                )
            )
        names.setdefault(column.name, cell)
    for column in table.required:
        if column.name not in names:
            problems.append(
                Problem(
                    file=file,
                    line=cells[0].line if cells else None,
                    cell=cells[0].place if cells else "",
                    what=f"{table.label} 표에 ‘{column.label}’ 열이 없어요",
                    mend=f"제목 줄에 ‘{column.label}’(또는 {column.name}) 열을 넣어 주세요",
                )
            )
    return problems


def empty_table(file: str, table: Table, *, severity: Severity = Severity.ERROR) -> Problem:
    """The problem of a table file that holds nothing."""
    columns = ", ".join(column.label for column in table.columns if column.name != "id")[:60]
    return Problem(
        file=file,
        what="파일이 비어 있어요",
        severity=severity,
        mend=f"{table.label} 내용을 적거나({columns} …) 쓰지 않는 파일이면 지워 주세요",
    )
