"""Table files of every format, read into rows; CSV is read here, row by row with the slice it stands in."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.columns import Table
from knowledge.problems import Problem
from knowledge.readers.documents import UnreadableText, decoded
from knowledge.readers.rows import Cell, Row, TableText, check_header, empty_table, header_row
from knowledge.readers.workbooks import read_workbook
from knowledge.readers.yaml_tables import read_yaml
from knowledge.records import Origin
from knowledge.values import shown

TABLE_SUFFIXES = (".yaml", ".yml", ".csv", ".xlsx")


def read_table(content: bytes, file: str, table: Table) -> TableText:
    """The rows of one table file. Never raises: what is wrong is among the problems."""
    suffix = file[file.rfind(".") :].casefold()
    if not content.strip():
        return TableText("", (), (empty_table(file, table),))
    if suffix == ".xlsx":
        return read_workbook(content, file, table)
    try:
        text = decoded(content, file)
    except UnreadableText as unreadable:
        return TableText("", (), (unreadable.problem,))
    return read_csv(text, file, table) if suffix == ".csv" else read_yaml(text, file, table)


@dataclass(frozen=True, slots=True)
class _Line:
    """One CSV record: its values, the slice and the 1-based line it starts in."""

    values: list[str]
    start: int
    end: int
    line: int


def read_csv(text: str, file: str, table: Table) -> TableText:
    """The rows of a CSV text; the separator may also be a tab or a semicolon, as Excel writes them."""
    problems: list[Problem] = []
    lines = list(_lines(text, file, problems))
    at = header_row([line.values for line in lines], table)
    if at is None:
        if not problems:
            examples = ",".join(column.label for column in table.columns[1:6])
            problems.append(
                Problem(
                    file=file,
                    line=1,
                    what=f"제목 줄을 찾지 못했어요: {shown(text.strip()[:80])}",
                    mend=f"첫 줄에 열 제목을 적어 주세요: {examples},…",
                )
            )
        return TableText(text, (), tuple(problems))
    header = lines[at]
    headings = [value.strip() for value in header.values]
    problems += check_header([Cell(heading, line=header.line) for heading in headings], table, file)
    rows: list[tuple[Table, Row]] = []
    for line in lines[at + 1 :]:
        values = [value.strip() for value in line.values]
        if not any(values):
            continue
        if any(values[len(headings) :]):
            problems.append(
                Problem(
                    file=file,
                    line=line.line,
                    what=f"제목은 {len(headings)}칸인데 이 줄은 {len(values)}칸이에요",
                    mend='쉼표가 든 값은 큰따옴표로 감싸 주세요: "가, 나"',
                )
            )
        cells = tuple(
            Cell(value, heading, line.line)
            for heading, value in zip(headings, values, strict=False)
            if value and heading
        )
        rows.append((table, Row(Origin(file, line.start, line.end, line.line), cells, line.line, headed=True)))
    return TableText(text, tuple(rows), tuple(problems))


def _lines(text: str, file: str, problems: list[Problem]) -> Iterator[_Line]:
    """The records of a CSV text until the first broken one."""
    raw = text.split("\n")
    offset = consumed = 0

    def feed() -> Iterator[str]:
        nonlocal offset, consumed
        for line in raw:
            consumed += 1
            offset += len(line) + 1
            yield line + "\n"

    reader = csv.reader(feed(), delimiter=_delimiter(text), strict=True)
    while True:
        start, line = offset, consumed + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            unclosed = "unexpected end" in str(error) or "field limit" in str(error)
            problems.append(
                Problem(
                    file=file,
                    line=line,
                    what=f"CSV 문법이 깨져 있어요: {shown(raw[line - 1])}",
                    mend="여는 큰따옴표를 닫아 주세요" if unclosed else '값 안의 큰따옴표는 ""처럼 두 번 적어 주세요',
                )
            )
            return
        yield _Line(values, start, min(offset - 1, len(text)), line)


def _delimiter(text: str) -> str:
    first = next((line for line in text.split("\n") if line.strip()), "")
    return max(",\t;", key=first.count)
