"""What is written in a cell, read as what it means: days with times, lists, numbers, links."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, time

from knowledge.records import Moment


class BadValue(ValueError):
    """Raised when a cell cannot be read as its column's kind. `what` and `mend` are for staff, in Korean."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend


class ImpossibleDate(BadValue):
    """Raised when a text is plainly a date, but no calendar has it (2026-02-30)."""


class BareMonth(BadValue):
    """Raised when a day is needed and only a month, or a year, is written; `year` and `month` say which."""

    def __init__(self, what: str, mend: str, *, year: int, month: int | None) -> None:
        super().__init__(what, mend)
        self.year = year
        self.month = month


_DATE = re.compile(r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})(?!\d)\s*[일.]?")
_MONTH = re.compile(r"(\d{4})\s*(?:년|[-./])?\s*(\d{1,2})?\s*[월.]?")
_WEEKDAY = re.compile(r"\s*(?:\(\s*[월화수목금토일](?:요일)?\s*\)|[월화수목금토일]요일)")
_TIME = re.compile(
    r"[T\s]*(?P<half>오전|오후|낮|밤|저녁|새벽|아침|am|pm)?\s*"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?|\s*시(?:\s*(?P<minutes>\d{1,2})\s*분|\s*(?P<thirty>반))?)",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\s*(?:까지|부터)?\s*\.?\s*")
_UNDECIDED = re.compile(r"(?:-+|–|—|미정|미정임|추후\s*(?:공지|안내)|없음|해당\s*없음|n/?a)", re.IGNORECASE)
_EXAMPLE = "2026-09-01 또는 2026-09-01 18:00처럼 적어 주세요"
_YEARS = range(1900, 2200)


def shown(text: str, limit: int = 40) -> str:
    """A cell as it is quoted in a problem: one line, in quotation marks, cut when long."""
    line = " ".join(text.split())
    return f"‘{line if len(line) <= limit else line[: limit - 1] + '…'}’"


def undecided(text: str) -> bool:
    """Whether a date cell says that there is no date yet ("미정", "-")."""
    return _UNDECIDED.fullmatch(text.strip()) is not None


def moment(text: str) -> Moment:
    """A day with an optional time. Raises `BareMonth`, `ImpossibleDate` or `BadValue`."""
    value = unicodedata.normalize("NFKC", text).strip()
    found = _DATE.match(value)
    if found is None:
        if month := _MONTH.fullmatch(value):
            raise BareMonth(
                f"날짜에 일이 빠져 있어요: {shown(text)}",
                f"이 날짜로 상태를 계산하니 날까지 {_EXAMPLE}. 날을 모르면 비워 두고 비고에 적어 주세요",
                year=int(month[1]),
                month=int(month[2]) if month[2] else None,
            )
        raise BadValue(f"날짜로 읽을 수 없어요: {shown(text)}", _EXAMPLE)
    day = _day(text, *(int(part) for part in found.groups()))
    rest = value[found.end() :]
    if weekday := _WEEKDAY.match(rest):
        rest = rest[weekday.end() :]
    if _TAIL.fullmatch(rest):
        return Moment(day)
    clock = _TIME.match(rest)
    if clock is None or not _TAIL.fullmatch(rest[clock.end() :]):
        if re.search(r"[~∼–—]", rest):
            raise BadValue(f"한 칸에 기간이 적혀 있어요: {shown(text)}", "시작과 끝을 두 칸에 나누어 적어 주세요")
        raise BadValue(f"날짜 뒤를 읽을 수 없어요: {shown(text)}", f"{_EXAMPLE}. 나머지 설명은 비고에 적어 주세요")
    return Moment(day, _time(text, clock))


def day(text: str) -> date:
    """A day; a time after it is dropped. Raises as `moment` does."""
    return moment(text).day


def first_day(text: str) -> date:
    """A day; of a bare month or year, its first. Raises `ImpossibleDate` or `BadValue`."""
    try:
        return day(text)
    except BareMonth as bare:
        return _day(text, bare.year, bare.month or 1, 1)


def last_day(text: str) -> date:
    """A day; of a bare month or year, its last. Raises `ImpossibleDate` or `BadValue`."""
    try:
        return day(text)
    except BareMonth as bare:
        month = bare.month or 12
        start = _day(text, bare.year, month, 1)
        return start.replace(day=monthrange(bare.year, month)[1])


def check_dates(text: str) -> None:
    """Raises `ImpossibleDate` when a text holds a full date that no calendar has."""
    for found in _DATE.finditer(unicodedata.normalize("NFKC", text)):
        _day(found[0], *(int(part) for part in found.groups()))


def number(text: str, *, such_as: str = "15") -> float:
    """A number, with or without a unit ("만 15세", "1,000원"). Raises `BadValue`, which gives an example."""
    value = unicodedata.normalize("NFKC", text).strip()
    found = re.fullmatch(r"(?:만|약)?\s*(-?\d[\d,]*(?:\.\d+)?)\s*(?:세|살|년|개월|주|일|명|시간|점|원|%)?", value)
    if found is None:
        raise BadValue(f"숫자로 읽을 수 없어요: {shown(text)}", f"{such_as}처럼 숫자로 적어 주세요")
    return float(found[1].replace(",", ""))


def degrees(text: str, *, most: int) -> float:
    """A latitude (`most` 90) or a longitude (`most` 180) in decimal degrees. Raises `BadValue`."""
    value = number(text.strip().removesuffix("°"), such_as="127.02" if most > 90 else "37.56")
    if abs(value) > most:
        raise BadValue(f"좌표로 읽을 수 없어요: {shown(text)}", f"-{most}에서 {most} 사이의 도 단위 숫자로 적어 주세요")
    return value


def link(text: str) -> str:
    """A web address; "https://" is added where the scheme is missing. Raises `BadValue`."""
    value = text.strip()
    if re.fullmatch(r"https?://[^\s/]\S*", value, re.IGNORECASE):
        return value
    if re.fullmatch(r"[\w가-힣-]+(?:\.[\w가-힣-]+)+(?::\d+)?(?:[/?#]\S*)?", value):
        return f"https://{value}"
    raise BadValue(f"링크가 아니에요: {shown(text)}", "https://로 시작하는 주소를 적거나 칸을 비워 주세요")


def items(text: str) -> tuple[str, ...]:
    """The items of a list cell: split at commas, semicolons and line breaks, not in brackets or numbers."""
    found, depth, begin = [], 0, 0
    for at, char in enumerate(text):
        if char in "([{（「『【〈《":
            depth += 1
        elif char in ")]}）」』】〉》":
            depth = max(0, depth - 1)
        elif char == "\n" or (char in ",;，；、" and not (depth and _closes(text, at))):
            if char == "," and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
                continue
            found.append(text[begin:at])
            begin, depth = at + 1, 0
    found.append(text[begin:])
    cleaned = (re.sub(r"^[-•·*]\s+", "", part.strip()) for part in found)
    return tuple(part for part in cleaned if part)


def _closes(text: str, at: int) -> bool:
    """Whether the bracket open at `at` is closed on the same line; a forgotten bracket swallows nothing."""
    return re.search(r"[)\]}）」』】〉》]", text[at:].split("\n", 1)[0]) is not None


def _day(text: str, year: int, month: int, day: int) -> date:
    if year not in _YEARS or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        raise ImpossibleDate(f"달력에 없는 날짜예요: {shown(text)}", "날짜를 다시 확인해 주세요")
    return date(year, month, day)


def _time(text: str, found: re.Match[str]) -> time | None:
    """The time of day; 24:00 is the end of the day, as no time is."""
    hour = int(found["hour"])
    minute = 30 if found["thirty"] else int(found["minute"] or found["minutes"] or 0)
    half = (found["half"] or "").lower()
    if half in ("오후", "저녁", "밤", "pm", "낮") and 1 <= hour < 12 and not (half == "낮" and hour == 11):
        hour += 12
    elif half in ("오전", "새벽", "am") and hour == 12:
        hour = 0
    if (hour, minute) == (24, 0) or (half == "밤" and (hour, minute) == (12, 0)):
        return None
    if hour > 23 or minute > 59:
        raise ImpossibleDate(f"하루에 없는 시각이에요: {shown(text)}", "18:00처럼 0시에서 24시 사이로 적어 주세요")
    return time(hour, minute)
