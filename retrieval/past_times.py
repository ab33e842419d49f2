"""How long ago something was, as people say it: 작년, 3년 전, 2023년 2월, 졸업한 지 2년. In years, as a span."""

from __future__ import annotations

import calendar
import re
from datetime import date

from retrieval.spans import Span, years_between

_LONGEST = 80.0
_DAY = 0.003
_COUNTS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "one": 1, "two": 2,
           "three": 3, "four": 4, "five": 5, "a": 1}  # fmt: skip
_AGO = re.compile(
    r"(?P<n>\d{1,2}|한|두|세|네|다섯|여섯|일|이|삼|사|오)\s?(?P<unit>년|해|개월|달|주)\s?(?P<half>반)?\s?(?P<how>전|안\s?[됐되돼]|이?\s?안\s?[됐되돼]|미만|도\s?안|이내|넘|이\s?넘|초과|이상|째|차|됐|됨|되었|되|된|지났|지나|정도|가까이|쯤|이에요|이요|$)"
)
_ENGLISH_AGO = re.compile(r"(?P<n>\d{1,2}|one|two|three|four|five|a) (?P<unit>year|month)s? ago", re.I)
_WHEN = re.compile(
    r"(?P<year>(?:19|20)\d\d(?!\s?년?\s?생)|'?\d\d(?=\s?(?:년(?!\s?생)|학번|[.\-/]\d)))\s?(?:년도?(?!\s?생)|[.\-/])?\s?(?:에\s?)?(?:(?P<month>1[0-2]|0?[1-9])\s?(?:월|(?=[\s.,]|에|$)))?(?!\s?(?:년제|학번))"
)
_RELATIVE = re.compile(
    r"(?P<word>재작년|작년|지난\s?해|올해|금년|이번\s?해)\s?(?:(?P<month>1[0-2]|[1-9])\s?월|(?P<half>여름|겨울|초|말|봄|가을|상반기|하반기))?"
)
_MONTH = re.compile(r"(?:지난\s?)?(?<!\d)(?P<month>1[0-2]|[1-9])\s?월(?:에|달에|\s?졸업)")
_SEASONS = {
    "초": (1, 3),
    "봄": (3, 5),
    "상반기": (1, 6),
    "여름": (6, 9),
    "가을": (9, 11),
    "하반기": (7, 12),
    "말": (10, 12),
    "겨울": (11, 12),
}
_ENGLISH_MONTHS = "january february march april may june july august september october november december".split()


_FULL = re.compile(
    r"(?P<year>20\d\d|\d\d)\s?[년.\-/]\s?(?P<month>1[0-2]|0?[1-9])\s?[월.\-/]\s?(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)(?!\s?일?\s?생)"
)
_YEARS_AND_MONTHS = re.compile(
    r"(?P<years>\d{1,2})\s?년\s?(?:하고\s?)?(?P<months>1[01]|[1-9])\s?개월(?!\s?(?:동안|근무|일))"
)


def time_since(text: str, today: date) -> Span | None:
    """How many years ago something was that a text dates; None where it does not."""
    if match := _YEARS_AND_MONTHS.search(text):
        months = int(match["years"]) * 12 + int(match["months"])
        return Span(months / 12, (months + 1) / 12)
    if (match := _FULL.search(text)) and (day := _day(match)) and day <= today:
        return _between(day, day, today)
    if match := _AGO.search(text):
        return _ago(match, today)
    if match := _ENGLISH_AGO.search(text):
        number = _COUNTS.get(match["n"].lower()) or int(match["n"])
        return (
            _around(number, today)
            if match["unit"].lower() == "year"
            else Span(max(0, number - 1) / 12, (number + 1) / 12)
        )
    if match := _RELATIVE.search(text):
        year = today.year - {"재": 2, "작": 1, "지": 1}.get(match["word"][0], 0)
        first, last = _SEASONS[match["half"]] if match["half"] else (1, 12)
        if match["month"]:
            first = last = int(match["month"])
        return _between(date(year, first, 1), _month_end(year, last), today)
    if match := re.search(r"\b(last|this) year\b", text, re.I):
        year = today.year - (match.group(1).lower() == "last")
        return _between(date(year, 1, 1), date(year, 12, 31), today)
    if match := _WHEN.search(text):
        year = int(match["year"].lstrip("'"))
        year += 2000 if year < 70 else 1900 if year < 100 else 0
        named = (
            next((n for n, name in enumerate(_ENGLISH_MONTHS, 1) if re.search(rf"\b{name[:3]}", text, re.I)), None)
            if text.isascii()
            else None
        )
        month = int(match["month"]) if match["month"] else named
        return _between(date(year, month or 1, 1), _month_end(year, month or 12), today)
    if re.search(r"지난\s?달|저번\s?달|last month", text):
        return Span(0, 0.2)
    if re.search(r"얼마\s?전|얼마\s?안|갓|막\s|방금|이번에|최근에?|recent|just grad", text, re.I):
        return Span(0, 1)
    if match := _MONTH.search(text):
        month = int(match["month"])
        year = today.year - (month > today.month)
        return _between(date(year, month, 1), _month_end(year, month), today)
    return None


def _ago(match: re.Match[str], today: date) -> Span | None:
    number = float(match["n"]) if match["n"].isdigit() else float(_COUNTS[match["n"]])
    how = match["how"].replace(" ", "")
    unit = {"년": 1.0, "해": 1.0, "개월": 1 / 12, "달": 1 / 12, "주": 1 / 52}[match["unit"]]
    low, high = number * unit, (number + 1) * unit
    if match["half"]:
        return Span(low + unit * 0.4, low + unit * 0.7)
    match how:
        case "이내":
            return Span(0, low)
        case "안되" | "안됐" | "안돼" | "이안되" | "이안됐" | "이안돼" | "도안" | "미만" | "가까이":
            return Span(max(0.0, low - unit), low - _DAY)
        case "넘" | "이넘" | "초과":
            return Span(low + _DAY, _LONGEST)
        case "이상":
            return Span(low, _LONGEST)
        case "차":
            return Span(max(0.0, low - unit), low)
        case "전" | "정도" | "쯤" if unit == 1.0:
            return _around(int(number), today)
        case "전":
            return Span(max(0.0, low - unit / 2), high)
    return Span(low, high)


def _around(years: int, today: date) -> Span:
    """ "N years ago" as people say it: within that calendar year, or that many years back from today."""
    year = today.year - years
    low, high = years_between(date(year, 12, 31), today), years_between(date(year, 1, 1), today)
    return Span(min(low, years), max(high, years)) if years else Span(0, 1)


def _between(first: date, last: date, today: date) -> Span | None:
    if first > today:
        return None
    return Span(years_between(min(last, today), today), years_between(first, today))


def _day(match: re.Match[str]) -> date | None:
    year = int(match["year"])
    try:
        return date(year + 2000 if year < 100 else year, int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
