"""What is wrong between cells, records and dates: ends before starts, rules that overlap, deadlines long past."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

from knowledge.drafts import Draft
from knowledge.instructions import instructions_in, speaks_to_assistant
from knowledge.problems import Problem, Severity
from knowledge.records import Faq, Moment, Page
from knowledge.values import shown

_ORDERED = (("apply_start", "apply_end"), ("start", "end"), ("effective_from", "effective_until"))
_LABELS = {
    "apply_start": "모집시작",
    "apply_end": "모집마감",
    "start": "시작",
    "end": "종료",
    "effective_from": "적용시작",
    "effective_until": "적용종료",
}

_OPEN = re.compile(
    r"(?:모집|접수|신청)\s*중(?!이?\s*(?:아니|았|었|였|이었|이던|던))|(?:신청|지원|접수)(?:하세요|해\s*주세요|하실\s*수\s*있|할\s*수\s*있|\s*바랍니다)"
    r"|(?:모집|접수)합니다|(?:모집|접수)해요"
)
_DEADLINE = re.compile(
    r"(?P<open>[~∼]\s*)?(?:(?P<year>\d{4})\s*[-./년]\s*)?(?<!\d)(?P<month>\d{1,2})\s*(?P<mark>[-./월])\s*(?P<day>\d{1,2})(?!\d)\s*일?\.?"
    r"(?:\s*\([월화수목금토일]\))?(?:\s*(?:오전|오후)?\s*\d{1,2}(?::\d{2}|시))?\s*(?P<until>까지)?"
)
_NEAR = 80  # characters between "open" and its deadline


def check_drafts(drafts: Mapping[str, Sequence[Draft]], problems: list[Problem], *, today: date) -> None:
    """Adds what is wrong within and between the records of the tables."""
    for draft in (draft for own in drafts.values() for draft in own):
        problems.extend(_backwards(draft))
        for name, cell in draft.cells.items():
            if found := stale_deadline(cell.text, today=today, written=draft.get("as_of")):
                problems.append(draft.problem(name, *_stale(found), Severity.WARNING))
            if ordered := _ordered(cell.text):
                problems.append(draft.problem(name, *_not_for_people(ordered[1]), Severity.NOTICE))
    problems.extend(_overlapping(drafts["eligibility"]))
    problems.extend(_half_a_position(drafts["campuses"]))
    problems.extend(_without_deadline(drafts["courses"]))


def check_prose(
    faqs: Sequence[Faq], pages: Sequence[Page], documents: Mapping[str, str], problems: list[Problem], *, today: date
) -> None:
    """Adds what is wrong in questions and pages: dates the wrong way round, past deadlines still called open,
    sentences that speak to an assistant, a question that is answered twice."""
    problems.extend(_asked_twice(faqs))
    for page in pages:
        if page.effective_from and page.effective_until and page.effective_until < page.effective_from:
            problems.append(
                Problem(
                    file=page.origin.file,
                    line=1,
                    what="적용종료가 적용시작보다 빨라요",
                    mend="머리말의 effective_from과 effective_until을 확인해 주세요",
                )
            )
    blocks = [(faq.origin.file, block, faq.as_of) for faq in faqs for block in faq.blocks]
    blocks += [
        (page.origin.file, block, section.as_of or page.as_of)
        for page in pages
        if page.effective_until is None or page.effective_until >= today
        for section in page.sections
        for block in section.blocks
    ]
    for file, block, written in blocks:
        text = documents[file]
        if found := stale_deadline(text[block.start : block.end], today=today, written=written):
            line = text.count("\n", 0, block.start + found.start()) + 1
            what, mend = _stale(found)
            problems.append(Problem(file=file, line=line, what=what, mend=mend, severity=Severity.WARNING))

    for file in dict.fromkeys(record.origin.file for record in (*faqs, *pages)):
        if ordered := _ordered(documents[file]):
            line = documents[file].count("\n", 0, ordered[0]) + 1
            what, mend = _not_for_people(ordered[1])
            problems.append(Problem(file=file, line=line, what=what, mend=mend, severity=Severity.NOTICE))


def _asked_twice(faqs: Sequence[Faq]) -> Iterator[Problem]:
    first: dict[str, Faq] = {}
    for faq in faqs:
        earlier = first.setdefault(re.sub(r"\W", "", faq.question).lower(), faq)
        if earlier is not faq:
            yield Problem(
                file=faq.origin.file,
                line=faq.origin.line,
                what=f"같은 질문이 {earlier.origin.file} {earlier.origin.line}번째 줄에도 있어요: {shown(faq.question)}",
                mend="어느 쪽으로 답할지 알 수 없으니 하나만 남겨 주세요",
                severity=Severity.WARNING,
            )


def _half_a_position(campuses: Sequence[Draft]) -> Iterator[Problem]:
    for draft in campuses:
        given = [name for name in ("latitude", "longitude") if name in draft.values]
        if len(given) == 1:
            yield draft.problem(
                given[0],
                "위도와 경도 가운데 하나만 적혀 있어요",
                "둘 다 적어야 거리를 잴 수 있어요. 모르면 둘 다 비워 두세요",
                Severity.WARNING,
            )


def _without_deadline(courses: Sequence[Draft]) -> Iterator[Problem]:
    for draft in courses:
        if "apply_start" in draft.values and "apply_end" not in draft.values:
            yield draft.problem(
                "apply_start",
                "모집시작은 있는데 모집마감이 없어요",
                "마감일을 적어야 모집 중인 과정으로 안내할 수 있어요",
                Severity.WARNING,
            )


def _ordered(text: str) -> tuple[int, str] | None:
    """Where the first sentence stands that speaks to an assistant, and the sentence."""
    found = ((start, text[start:end]) for start, end in instructions_in(text))
    return next(((start, said.strip()) for start, said in found if speaks_to_assistant(said)), None)


def _not_for_people(said: str) -> tuple[str, str]:
    return (
        f"사람이 아니라 AI에게 시키는 글이에요: {shown(said)}",
        "답에 쓰이지 않아요. 직접 쓴 글이 아니라면 지워 주세요",
    )


def stale_deadline(text: str, *, today: date, written: date | None = None) -> re.Match[str] | None:
    """Where a text calls something open whose deadline, near that word, is before `today`.

    A deadline without a year is taken in the year the text was `written` in, else in that of `today`.
    """
    if not any(char.isdigit() for char in text):
        return None
    for said in _OPEN.finditer(text):
        for found in _DEADLINE.finditer(text, max(0, said.start() - _NEAR), said.end() + _NEAR):
            day = _deadline(found, written or today)
            if day is not None and day < today:
                return found
    return None


def _deadline(found: re.Match[str], written: date) -> date | None:
    """The day a match means as a deadline; None when it is not one."""
    if not (found["open"] or found["until"]) or (not found["year"] and found["mark"] not in "월/."):
        return None
    try:
        return date(int(found["year"] or written.year), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _stale(found: re.Match[str]) -> tuple[str, str]:
    return (
        f"마감이 지났는데 모집 중으로 적혀 있어요: {shown(found[0].strip())}",
        "지난 일로 고쳐 쓰거나 지워 주세요. 모집 상태는 courses의 날짜로 계산돼요",
    )


def _backwards(draft: Draft) -> Iterator[Problem]:
    for first, last in _ORDERED:
        start, end = draft.get(first), draft.get(last)
        if start is None or end is None or not _before(end, start):
            continue
        yield draft.problem(
            last,
            f"{_LABELS[last]} {_written(end)}, {_LABELS[first]} {_written(start)}: 끝이 시작보다 빨라요",
            "두 날짜를 확인해 주세요",
        )


def _before(end: Any, start: Any) -> bool:
    if isinstance(end, Moment) and isinstance(start, Moment):
        timed = end.at is not None and start.at is not None
        return (end.day, end.at) < (start.day, start.at) if timed else end.day < start.day
    return bool(end < start)


def _written(value: Any) -> str:
    if isinstance(value, Moment):
        return f"{value.day}" + (f" {value.at:%H:%M}" if value.at else "")
    return str(value)


def _overlapping(rules: Sequence[Draft]) -> Iterator[Problem]:
    """Two rules for one attribute and one target that are in force on the same day."""
    for one, other in combinations(rules, 2):
        if _subject(one) != _subject(other) or not _subject(one):
            continue
        shared = set(one.get("applies_to", ("all",))) & set(other.get("applies_to", ("all",)))
        if not shared:
            continue
        since = max(one.get("effective_from") or date.min, other.get("effective_from") or date.min)
        until = min(one.get("effective_until") or date.max, other.get("effective_until") or date.max)
        if since <= until:
            there = one.problem("id", "", "").where
            yield other.problem(
                "effective_from",
                f"같은 항목의 규칙과 적용 기간이 겹쳐요 ({there})",
                "먼저 것의 effective_until과 나중 것의 effective_from을 이어지게 적어 주세요",
            )


def _subject(rule: Draft) -> str:
    condition = rule.get("condition")
    return str(rule.get("attribute", "") or (condition.attribute if condition is not None else ""))
