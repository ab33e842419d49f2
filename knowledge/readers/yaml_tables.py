"""YAML tables: a list of records, a mapping of id to record, or one record; every value keeps its line.

Values are taken as text as they are written, so that `010`, `12:30` and `no` stay what staff typed. The events of
the parser are read without recursion into its own node trees, which a deeply nested file could crash.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from knowledge.columns import Table
from knowledge.problems import Problem
from knowledge.readers.rows import Cell, Row, TableText, empty_table
from knowledge.records import Origin
from knowledge.values import shown

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 12
_MOST_CELLS = 200_000
_NULLS = {"", "~", "null", "Null", "NULL"}


class BrokenYaml(ValueError):
    """Raised when a text is not YAML; carries the Problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem


def read_yaml(text: str, file: str, table: Table) -> TableText:
    """The records of one YAML file."""
    try:
        tree = _Tree(text, file)
        entries = [entry for root in tree.roots for entry in _entries(root, table, tree)]
    except BrokenYaml as broken:
        return TableText(text, (), (broken.problem,))
    problems = list(tree.problems)
    rows: list[tuple[Table, Row]] = []
    for key, cell in entries:
        row = _row(key, cell, table, tree)
        if isinstance(row, Problem):
            problems.append(row)
        else:
            rows.append((table, row))
    if not rows and not problems and not any(isinstance(root.value, tuple) for root in tree.roots):
        problems.append(empty_table(file, table))
    return TableText(text, tuple(rows), tuple(problems))


def read_mapping(text: str, file: str, *, first_line: int = 1) -> tuple[tuple[Cell, ...], tuple[Problem, ...]]:
    """The cells of one YAML mapping, such as a front matter. Raises `BrokenYaml`."""
    tree = _Tree(text, file, first_line=first_line)
    cells = [cell for root in tree.roots if isinstance(root.value, Mapping) for cell in root.value.values()]
    return tuple(cell for cell in cells if cell.value not in ("", ())), tuple(tree.problems)


def _entries(root: Cell, table: Table, tree: _Tree) -> Iterator[tuple[Cell | None, Cell]]:
    """(key, record) of a document; the key is None in a list."""
    value = root.value
    if isinstance(value, tuple):
        yield from ((None, cell) for cell in value)
        return
    if isinstance(value, str):
        if value:
            raise BrokenYaml(
                Problem(
                    file=tree.file,
                    line=root.line,
                    what=f"{table.label} 목록이 아니라 글 한 줄만 있어요: {shown(value)}",
                    mend="‘- ’로 시작하는 목록이나 ‘이름: 값’ 줄로 적어 주세요",
                )
            )
        return
    cells = list(value.values())
    if len(cells) == 1 and not isinstance(cells[0].value, str) and _is_name(cells[0].heading, table):
        yield from _entries(cells[0], table, tree)
    elif _is_record(cells, table):
        yield None, root
    else:
        yield from ((cell, cell) for cell in cells)


def _is_name(heading: str, table: Table) -> bool:
    return heading.casefold() == table.name or heading in table.names


def _is_record(cells: list[Cell], table: Table) -> bool:
    """Whether a mapping is one record itself, and not a mapping of id to record."""
    if not table.short and not any(isinstance(cell.value, Mapping) for cell in cells):
        return True
    telling = {table.key, "condition", *(column.name for column in table.required)}
    return any(column.name in telling for cell in cells if (column := table.column(cell.heading)) is not None)


def _row(key: Cell | None, cell: Cell, table: Table, tree: _Tree) -> Row | Problem:
    start, end = tree.span(cell) if key is None else (tree.span(key)[0], tree.span(cell)[1])
    cells: tuple[Cell, ...] = ()
    if isinstance(cell.value, Mapping):
        cells = tuple(cell.value.values())
    elif key is not None and table.short:
        cells = (Cell(cell.value, table.short, cell.line),)
    elif cell.value:
        return Problem(
            file=tree.file,
            line=cell.line,
            what=f"{table.label} 기록이 아니라 값만 있어요: {shown(cell.text)}",
            mend="‘제목: 값’ 줄들로 적어 주세요",
        )
    if key is not None and not any(_names_key(own, table) for own in cells):
        cells = (Cell(key.heading, table.key, key.line), *cells)
    line = key.line if key is not None else cell.line
    filled = tuple(own for own in cells if own.value not in ("", ()))
    return Row(Origin(tree.file, start, end, line or 1), filled, line)


def _names_key(cell: Cell, table: Table) -> bool:
    column = table.column(cell.heading)
    return column is not None and column.name == table.key and bool(cell.value)


class _Tree:
    """The documents of one YAML text as cells, with the slice each was written in."""

    def __init__(self, text: str, file: str, *, first_line: int = 1) -> None:
        self.text = text
        self.file = file
        self.problems: list[Problem] = []
        self.roots: list[Cell] = []
        self._first_line = first_line
        self._spans: dict[int, tuple[int, int]] = {}
        self._kept: list[Cell] = []
        self._sizes: dict[str, tuple[Cell, int]] = {}
        self._count = 0
        loader = _LOADER(text)
        try:
            while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
                if isinstance(event, yaml.DocumentStartEvent):
                    self._sizes.clear()
                    self.roots.append(self._cell(loader, loader.get_event(), "", 0))
        except (yaml.YAMLError, UnicodeError) as error:
            raise BrokenYaml(self._broken(error)) from error
        finally:
            loader.dispose()

    def span(self, cell: Cell) -> tuple[int, int]:
        """The slice a record was written in: its own lines, from its dash or key on."""
        start, end = self._spans.get(id(cell), (0, len(self.text)))
        line_start = self.text.rfind("\n", 0, start) + 1
        if self.text[line_start:start].strip(" -") == "":
            start = line_start + (len(self.text[line_start:start]) - len(self.text[line_start:start].lstrip()))
        return start, max(start, len(self.text[:end].rstrip()))

    def _cell(self, loader: Any, event: Any, heading: str, depth: int, start: int | None = None) -> Cell:
        """One value with everything in it. `start` is where its key begins."""
        line = event.start_mark.line + self._first_line
        begin = _at(event.start_mark) if start is None else start
        self._count += 1
        if depth > _DEEPEST or self._count > _MOST_CELLS:
            raise BrokenYaml(
                Problem(
                    file=self.file,
                    line=line,
                    what="너무 깊거나 너무 많은 값이 들어 있어요",
                    mend="표처럼 평평하게, 파일을 나누어 적어 주세요",
                )
            )
        before = self._count
        value: Any
        if isinstance(event, yaml.AliasEvent):
            value, end = self._alias(event, line), _at(event.end_mark)
        elif isinstance(event, yaml.ScalarEvent):
            empty = not event.style and event.value in _NULLS
            value, end = "" if empty else event.value.strip(), _at(event.end_mark)
        elif isinstance(event, yaml.SequenceStartEvent):
            value, end = self._sequence(loader, depth, event)
        else:
            value, end = self._mapping(loader, depth, event)
        cell = Cell(value, heading, line)
        self._kept.append(cell)
        self._spans[id(cell)] = (begin, end)
        if getattr(event, "anchor", None) and not isinstance(event, yaml.AliasEvent):
            self._sizes[event.anchor] = (cell, self._count - before + 1)
        return cell

    def _alias(self, event: Any, line: int) -> Any:
        if event.anchor not in self._sizes:
            raise BrokenYaml(
                Problem(
                    file=self.file,
                    line=line,
                    what=f"‘*{event.anchor}’가 가리키는 값이 없어요",
                    mend=f'‘*’로 시작하는 글이면 따옴표로 감싸 주세요: "*{event.anchor}"',
                )
            )
        cell, size = self._sizes[event.anchor]
        self._count += size
        return cell.value

    def _sequence(self, loader: Any, depth: int, opening: Any) -> tuple[tuple[Cell, ...], int]:
        cells: list[Cell] = []
        while not isinstance(event := loader.get_event(), yaml.SequenceEndEvent):
            cells.append(self._cell(loader, event, "", depth + 1))
        end = self._spans[id(cells[-1])][1] if cells and not opening.flow_style else _at(event.end_mark)
        return tuple(cell for cell in cells if cell.value not in ("", ())), end

    def _mapping(self, loader: Any, depth: int, opening: Any) -> tuple[dict[str, Cell], int]:
        cells: dict[str, Cell] = {}
        merged: dict[str, Cell] = {}
        end = _at(opening.end_mark)
        while not isinstance(event := loader.get_event(), yaml.MappingEndEvent):
            key = self._cell(loader, event, "", depth + 1)
            heading = key.text or "?"
            cell = self._cell(loader, loader.get_event(), heading, depth + 1, start=_at(event.start_mark))
            end = self._spans[id(cell)][1]
            if heading == "<<":
                bases = cell.value if isinstance(cell.value, tuple) else (cell,)
                for base in reversed(bases):
                    merged |= base.value if isinstance(base.value, Mapping) else {}
            elif heading in cells:
                self.problems.append(
                    Problem(
                        file=self.file,
                        line=key.line,
                        what=f"같은 이름이 두 번 적혀 있어요: {shown(heading)}",
                        mend=f"{cells[heading].line}번째 줄과 이 줄 가운데 하나만 남겨 주세요",
                    )
                )
            else:
                cells[heading] = cell
        return merged | cells, _at(event.end_mark) if opening.flow_style else end

    def _broken(self, error: Exception) -> Problem:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        at = mark.line if mark is not None else self.text[: getattr(error, "position", 0)].count("\n")
        lines = self.text.split("\n")
        line = lines[at] if at < len(lines) else ""
        reason = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
        return Problem(
            file=self.file,
            line=min(at, len(lines) - 1) + self._first_line,
            what=f"YAML 문법이 깨져 있어요: {shown(line)}" if line.strip() else "YAML 문법이 깨져 있어요",
            mend=_mend(reason, line),
        )


def _at(mark: Any) -> int:
    """The offset of a mark, in characters."""
    return int(mark.index)


def _mend(reason: str, line: str) -> str:
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "줄 앞의 탭을 띄어쓰기로 바꿔 주세요"
    if "quoted scalar" in reason:
        return "여는 따옴표와 닫는 따옴표의 짝을 맞춰 주세요"
    if "mapping values are not allowed" in reason:
        return "값 안에 ‘: ’이 있으면 값 전체를 따옴표로 감싸고, 들여쓰기를 윗줄과 맞춰 주세요"
    if "flow" in reason:
        return "여는 괄호와 닫는 괄호의 짝을 맞추고 사이를 쉼표로 나눠 주세요"
    if any(word in reason for word in ("cannot start any token", "alias", "anchor")):
        return "@, `, %, *, &로 시작하는 값은 따옴표로 감싸 주세요"
    if "expected key" in reason and line.count("'") > 2:
        return "작은따옴표 안의 작은따옴표는 두 번 적거나, 바깥을 큰따옴표로 바꿔 주세요"
    return "바로 윗줄과 들여쓰기(띄어쓰기 수)를 맞추고 ‘제목: 값’ 모양인지 봐 주세요"
