"""What staff read at the terminal of their files: every problem, one record, what a sync did."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from bot.terminal import clean
from knowledge import columns, records
from knowledge.problems import Problem, Severity
from retrieval.calibration import curve

if TYPE_CHECKING:
    from bot.gaps import Gap
    from knowledge.library import Reading
    from retrieval.calibration import Example
    from retrieval.evidence import GateModel
    from retrieval.sync import SyncReport

_WORDS = {Severity.ERROR: ("오류", "bold red"), Severity.WARNING: ("경고", "yellow"), Severity.NOTICE: ("참고", "dim")}
_TABLES: dict[type[records.Record], columns.Table] = {
    records.Academy: columns.ACADEMY,
    records.Campus: columns.CAMPUSES,
    records.Track: columns.TRACKS,
    records.Course: columns.COURSES,
    records.Event: columns.EVENTS,
    records.Rule: columns.ELIGIBILITY,
    records.Term: columns.GLOSSARY,
    records.Page: columns.FRONT_MATTER,
}
_REASONS = {"not_written": "자료에 없음", "off_topic": "안내 밖    "}
_FAQ = {"question": "질문", "answer": "답", "also_asked": "다른 물음", "answered": "답이 있나", "group": "갈래"}


def problems(reading: Reading, folder: Path) -> Text:
    """Every problem of a folder, file by file, the gravest first within a file's order, and a summary."""
    text = Text()
    for file in sorted({problem.file for problem in reading.problems}):
        text.append(f"{clean(file) or folder}\n", style="bold")
        for problem in reading.problems:
            if problem.file == file:
                _problem(text, problem)
        text.append("\n")
    return text.append(_summary(reading, folder))


def grave(found: Iterable[Problem]) -> bool:
    """Whether there is an error or a warning among problems."""
    return any(problem.severity is not Severity.NOTICE for problem in found)


def record(found: records.Record) -> Text:
    """A record's fields that hold something, under their Korean headings, then where it is written."""
    table = _TABLES.get(type(found))
    labels = _FAQ | {column.name: column.label for column in (table.columns if table else columns.SECTION_LINE.columns)}
    text = Text()
    for entry in dataclasses.fields(found):
        value = getattr(found, entry.name)
        if entry.name not in ("origin", "extra") and value not in ("", None, ()):
            _field(text, labels.get(entry.name, entry.name), value)
    for heading, value in found.extra:
        _field(text, heading, value)
    sheet = f" {found.origin.sheet}" if found.origin.sheet else ""
    return text.append(f"{found.origin.file}{sheet} {found.origin.line}번째 줄", style="dim")


def synced(report: SyncReport) -> Text:
    """What a sync did, or why it did nothing."""
    errors = [problem for problem in report.problems if problem.severity is Severity.ERROR]
    text = Text()
    for problem in report.problems:
        if problem.severity is not Severity.NOTICE:
            _problem(text, problem, file=True)
    if errors:
        return text.append("오류가 있어 반영하지 않았어요. 예전 답이 그대로 나가요.", style="bold")
    if not (report.added or report.changed or report.removed):
        return text.append("바뀐 것이 없어요.", style="bold")
    counts = (("더함", report.added), ("바꿈", report.changed), ("지움", report.removed), ("그대로", report.unchanged))
    told = " · ".join(f"{word} {count}" for word, count in counts)
    return text.append(f"색인에 반영했어요 ({report.seconds:.1f}초). 글토막: {told}", style="bold")


def gate(model: GateModel, examples: Sequence[Example]) -> Text:
    """How a folder's own questions fare at each threshold, and which one the model chose."""
    answerable = sum(example.answerable for example in examples)
    text = Text(f"답이 있는 질문 {answerable}개, 답을 빼 둔 질문 {len(examples) - answerable}개\n\n")
    text.append(f"{'문턱':>6}{'답함':>8}{'거절함':>8}\n", style="bold")
    sure = [model.probability(example.signs, compared=True) for example in examples]
    for point in curve(sure, [example.answerable for example in examples]):
        text.append(f"{point.threshold:>8.2f}{point.answered:>10.0%}{point.refused:>10.0%}\n")
    text.append(f"\n이 폴더에 맞춘 문턱은 {model.threshold:.3f}이에요: 답이 있는 질문 100개 가운데 95개에 답해요.\n")
    return text.append(
        "답을 빼 둔 질문도 다른 글에 답이 남아 있을 수 있어서, 거절한 비율은 낮게 나와요.\n", style="dim"
    )


def gaps(found: Sequence[Gap], *, shown: int) -> Text:
    """What was asked and is not written, a line each: how often, last when, why it was not answered, the question."""
    if not found:
        return Text("답하지 못한 질문이 없어요.")
    text = Text()
    for gap in found[:shown]:
        text.append(f"{gap.count:>4}번  ").append(f"{gap.last:%Y-%m-%d}  ", style="dim")
        text.append(f"{_REASONS.get(gap.reason, gap.reason)}  ", style="cyan").append(f"{clean(gap.question)}\n")
    if len(found) > shown:
        text.append(f"이 밖에 {len(found) - shown}가지 더 있어요. --top {len(found)}이면 모두 보여요.\n")
    total = sum(gap.count for gap in found)
    return text.append(f"\n{len(found)}가지를 {total}번 물었어요. 지식 파일에 적으면 다음부터 답해요.", style="bold")


def _problem(text: Text, problem: Problem, *, file: bool = False) -> None:
    word, style = _WORDS[problem.severity]
    where = clean(problem.where if file else problem.where.removeprefix(problem.file))
    text.append(f"  {word} ", style=style).append(f"{where}: " if where else "").append(f"{clean(problem.what)}\n")
    text.append(f"       → {clean(problem.mend)}\n", style="cyan")


def _summary(reading: Reading, folder: Path) -> str:
    counts = {severity: sum(p.severity is severity for p in reading.problems) for severity in Severity}
    told = " · ".join(f"{_WORDS[severity][0]} {count}건" for severity, count in counts.items() if count)
    if reading.library is None:
        return f"{told}. 오류를 고칠 때까지 이 폴더는 반영되지 않고, 예전 답이 그대로 나가요."
    read = f"{folder}: 기록 {len(reading.library.records())}건을 읽었어요."
    return f"{read} {told}." if told else f"{read} 고칠 곳이 없어요."


def _field(text: Text, label: str, value: object) -> None:
    text.append(f"{label}: ", style="bold").append(f"{clean(_shown(value))}\n")


def _shown(value: object) -> str:
    """A field's value as staff would write it."""
    match value:
        case records.Moment():
            return value.day.isoformat() + (f" {value.at:%H:%M}" if value.at else "")
        case records.Condition():
            parts = ((entry.name, getattr(value, entry.name)) for entry in dataclasses.fields(value))
            return (
                "{" + ", ".join(f"{name}: {_shown(part)}" for name, part in parts if part not in ("", None, ())) + "}"
            )
        case bool():
            return "예" if value else "아니요"
        case float():
            return f"{value:g}"
        case tuple():
            return ", ".join(_shown(part) for part in value)
    return str(value)
