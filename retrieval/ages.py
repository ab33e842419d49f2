"""Ages as people tell them: 만 28, 스물여덟, 98년생, 고3, 20대 후반. The international age, as a span of years."""

from __future__ import annotations

import re
from datetime import date

from retrieval.spans import Span

_TENS = {"열": 10, "스무": 20, "스물": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60}
_ONES = {"하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7,
         "여덟": 8, "아홉": 9}  # fmt: skip
_SINO = {"십": 10, "이십": 20, "삼십": 30, "사십": 40, "오십": 50}
_OLDEST = 120
_SAID = r"(?:이고|인데|이에요|예요|에요|입니다|이요|이야|임|이며|이라|이니|요|이|고)"
_BIRTH = re.compile(
    r"(?P<early>빠른\s?)?(?<!\d)(?P<year>(?:19|20)\d\d|\d\d)\s?(?:년|[.\-/])?\s?(?:(?P<month>1[0-2]|0?[1-9])\s?(?:월|[.\-/])\s?)?"
    r"(?:(?P<day>3[01]|[12]\d|0?[1-9])\s?일?\s?)?(?:생(?:일)?(?!활|각)|에\s?태어)"
)
_EARLY = re.compile(r"빠른\s?(?P<year>(?:19|20)\d\d|\d\d)(?!\d)")
_BORN = re.compile(
    r"\bborn (?:in|on) (?:(?P<name>[a-z]+) )?(?:\d{1,2}(?:st|nd|rd|th)?,? )?(?P<year>(?:19|20)\d\d)", re.I
)
_NUMBER = re.compile(
    r"(?P<korean>(?:한국\s?(?:식\s?)?나이|세는\s?나이)(?:로는|로|은|는)?\s?)?(?P<year>연\s?나이(?:로)?\s?)?"
    r"(?P<exact>만\s?(?:나이)?(?:으로|로)?(?:는)?\s?)?(?<![\d~\-])(?P<number>[1-9]\d)(?!\s?(?:세|살)?\s?(?:이상|이하|미만|부터|까지|초과|컷))\s?(?P<unit>세|살)?"
    rf"(?!\s?(?:이상|이하|미만|부터|까지|컷|초과|되려|안\s?[됐되]|전|\d|~|-|\.))(?P<end>{_SAID})?"
)
_WORDS = re.compile(
    r"(?P<korean>(?:한국\s?(?:식\s?)?나이|세는\s?나이)(?:로는|로|은|는)?\s?)?(?P<exact>만\s?(?:나이)?(?:으로|로)?(?:는)?\s?)?"
    rf"(?<![가-힣])(?P<tens>{'|'.join(_TENS)})\s?(?P<ones>{'|'.join(_ONES)})?\s?(?:살|세|{_SAID}|\s?넘|$|(?<=[나둘셋넷섯덟홉곱])(?=\s(?!명|개|곳|번|시간|분|가지|군데|일|주|과정|캠퍼스|만|퍼|달|해|년)))"
    r"(?!\s?(?:이상|이하|미만|부터|까지))"
)
_DECADE = re.compile(r"(?P<ten>[1-6]0|이십|삼십|사십|오십|십)\s?대\s?(?P<part>초반|초|중반|후반|말)?")
_LISTED = re.compile(
    r"^(?P<number>1[4-9]|[2-5]\d)\s(?=남|여|고졸|대졸|무직|취준|백수|서울|경기|인천|[가-힣]+(?:시|도)?\s(?:살|사는|거주))"
)
_PLAIN = re.compile(
    r"(?:저는|전|나는|난|제가|나이는?|나이가)\s(?P<number>1[4-9]|[2-6]\d)(?=이고|인데|이에요|예요|입니다|이며|[,.]|$)"
)
_SCHOOL = re.compile(
    r"(?<![가-힣])(?:(?P<kind>고|중)(?:등학교|학교)?\s?(?P<grade>[123])(?:\s?학년)?)(?![\d가-힣]*기)|(?P<retake>재수생)"
)
_ENGLISH = re.compile(
    r"\b(?:i(?:'m| am)|he(?:'s| is)|she(?:'s| is)|age[d]?|turned)\s+(?P<age>\d{1,2})\b(?!\s*(?:%|months?|weeks?))|"
    r"\b(?P<old>\d{1,2})[- ]years?[- ]old|"
    r"\b(?P<part>early|mid|late)[- ](?P<decade>[1-5]0)s|\b(?:in my )(?P<whole>[1-5]0)s", re.IGNORECASE
)  # fmt: skip
_PARTS = {
    "초반": (0, 3),
    "초": (0, 3),
    "early": (0, 3),
    "중반": (4, 6),
    "mid": (4, 6),
    "후반": (7, 9),
    "말": (7, 9),
    "late": (7, 9),
}


def find_age(text: str, today: date) -> Span | None:
    """The international age a text tells, or None."""
    readers = (_birth, _of_number, _of_words, _of_decade, _of_school_year, _of_english)
    return next((span for read in readers if (span := read(text, today))), None)


def _full_year(written: str, today: date) -> int:
    year = int(written)
    return year if year > 99 else year + (1900 if year > today.year % 100 else 2000)


def born_in(year: int, today: date, month: int | None = None, day: int | None = None) -> Span:
    """The age of someone born then: one of two where the birthday may be before or after today."""
    turning = today.year - year
    if month is None:
        return Span(turning - 1, turning)
    if month != today.month or day is not None:
        age = turning if (month, day or 1) <= (today.month, today.day) else turning - 1
        return Span(age, age)
    return Span(turning - 1, turning)


def _birth(text: str, today: date) -> Span | None:
    if match := _BIRTH.search(text):
        month = int(match["month"]) if match["month"] else None
        day = int(match["day"]) if match["day"] and month else None
        year = _full_year(match["year"], today)
        if year > today.year:
            return None
        span = born_in(year, today, month, day)
        return born_in(year, today, 2, 28) if match["early"] and today.month > 2 else span
    if match := _EARLY.search(text):
        year = _full_year(match["year"], today)
        return born_in(year, today, 2, 28) if today.month > 2 else born_in(year, today)
    if match := _BORN.search(text):
        return born_in(int(match["year"]), today)
    return None


def _counted(number: int, match: re.Match[str]) -> Span:
    if match["korean"]:
        return Span(number - 2, number - 1)
    return Span(number, number, loose=not match["exact"])


def _of_number(text: str, today: date) -> Span | None:
    found = [
        match for match in _NUMBER.finditer(text) if any(match[name] for name in ("unit", "exact", "korean", "year"))
    ]
    if found:
        match = next((match for match in found if match["exact"]), found[0])
        number = int(match["number"])
        return born_in(today.year - number, today) if match["year"] else _counted(number, match)
    listed = _LISTED.match(text) or _PLAIN.search(text)
    return Span(int(listed["number"]), int(listed["number"]), loose=True) if listed else None


def _of_words(text: str, today: date) -> Span | None:
    match = _WORDS.search(text)
    if not match:
        return None
    number = _TENS[match["tens"]] + (_ONES[match["ones"]] if match["ones"] else 0)
    if re.match(r"\s?(?:을\s?|이\s?)?넘", text[match.end("tens") :]):
        return Span(number, number + 9)
    return _counted(number, match)


def _of_decade(text: str, today: date) -> Span | None:
    if match := _DECADE.search(text):
        ten = _SINO.get(match["ten"]) or int(match["ten"])
        low, high = _PARTS[match["part"]] if match["part"] else (0, 9)
        return Span(ten + low, ten + high, loose=bool(match["part"]))
    if re.search(r"미성년자?(?!도)", text):
        return Span(0, 18)
    return Span(19, _OLDEST) if re.search(r"(?<!미)성년(?:이|자)|성인(?:이에요|입니다|인데|이고)", text) else None


def _of_school_year(text: str, today: date) -> Span | None:
    match = _SCHOOL.search(text)
    if not match:
        return None
    turning = 19 if match["retake"] else int(match["grade"]) + (15 if match["kind"] == "고" else 12)
    turning += 1 if today.month < 3 else 0  # a school year ends with February
    return Span(turning - 1, turning)


def _of_english(text: str, today: date) -> Span | None:
    match = _ENGLISH.search(text)
    if not match:
        return None
    if age := match["age"] or match["old"]:
        return Span(int(age), int(age))
    low, high = _PARTS[match["part"].lower()] if match["part"] else (0, 9)
    return Span(int(match["decade"] or match["whole"]) + low, int(match["decade"] or match["whole"]) + high)
