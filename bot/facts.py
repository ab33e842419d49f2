"""What a text states that can be checked: links, e-mails, phones, dates, times and numbers, in one spelling each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

Date = tuple[int, int, int]
"""Year (0 where none is said), month, day."""
Time = tuple[int, int, bool]
"""Hour, minute, and whether it is sure which half of the day is meant."""
Number = tuple[str, str]
"""A plain number and its unit in one spelling ("" where none is said)."""

_MARK = re.compile(r"\[e?\d+\]")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s)\]>\"'가-힣]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:kr|com|net|org|io|gle|me|ai|co)(?:/[^\s)\]>\"',가-힣]*)?",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\d-])(?:(?:\+82[-.\s]?\(?0?\d{1,2}|\(?0\d{1,3})[-.\s)]{1,2})?\d{3,4}[-.]\d{4}(?![\d-])")
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH_NAMES = "|".join(f"{month}|{month[:3]}" for month in _MONTHS) + "|sept"
_NUMERIC_DATE = re.compile(
    r"(?<![\d.])(?:(?P<year>(?:19|20)\d\d|(?<!\d)\d\d(?=[.년]))\s?[년.\-/]\s?)?(?<!\d)(?P<month>1[0-2]|0?[1-9])\s?(?:월|[.\-/])\s?"
    r"(?P<day>3[01]|[12]\d|0?[1-9])(?:일|(?!\d|\s?[만억천%]|\s?(?:점|시간|배|년|개월)))"
)
_ENGLISH_DATE = re.compile(
    rf"\b(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?)?(?P<name>{_MONTH_NAMES})\b\.?"
    r"(?:\s(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d|:))?(?:,?\s(?P<year>(?:19|20)\d\d))?",
    re.IGNORECASE,
)
_RANGE_END = re.compile(r"[~–-]\s?(\d{1,2})\.(\d{1,2})(?!\d)")
_DAYS_LEFT = re.compile(r"\bD-(\d+)")
_CLOCK = re.compile(
    r"(?:(?P<half>오전|오후|낮|저녁|밤|새벽|아침)\s?)?(?<![\d.])(?P<hour>[01]?\d|2[0-4])(?::(?P<minute>[0-5]\d)(?!\d)|시(?!\s?간)(?:\s?(?P<spoken>[0-5]?\d)\s?분|\s?(?P<thirty>반))?)"
    r"(?:\s?(?P<english>[ap])\.?m(?![a-z])\.?)?",
    re.IGNORECASE,
)
_ENGLISH_CLOCK = re.compile(r"\b(?P<hour>1[0-2]|0?[1-9])\s?(?P<english>[ap])\.?m(?![a-z])", re.IGNORECASE)
_AFTERNOON = frozenset({"오후", "저녁", "밤", "낮", "p"})

_SPELLINGS = {
    "개": "개 곳 개소 군데 과정 캠퍼스 campuses campus courses course", "명": "명 인 사람 people persons trainees", "개월": "개월 달 months month",
    "회": "회 번 차례 times", "시간": "시간 hours hour hrs", "세": "세 살 years-old", "%": "% 퍼센트 프로 percent", "원": "원 krw won",
    "년": "년 years", "주": "주 weeks week", "일": "일 days day", "층": "층 floor", "동": "동", "월": "월", "기": "기 cohort", "호선": "호선",
    "차": "차", "점": "점", "분": "분 minutes", "과목": "과목", "가지": "가지", "단계": "단계", "호": "호", "출구": "번출구 exit",
    "평": "평", "대": "대", "석": "석", "주년": "주년", "배": "배", "분야": "분야", "학년": "학년", "학기": "학기", "조": "조", "호점": "호점",
}  # fmt: skip
_UNIT = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings.split()}
_UNITS = "|".join(sorted(map(re.escape, _UNIT), key=len, reverse=True)).replace("번출구", r"번\s?출구")
_PARTICLES = "이가은는을를의에로와과도만까부요예인으정라래랑쯤네군지고면던냐니야"
# A unit of one syllable ends there or before a particle: "3기업" counts no 기. What else hangs on a number is its unit.
_NUMBER = re.compile(
    rf"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<powers>(?:\s?[만천억백]\s?(?:\d[\d,]*)?)*)"
    rf"(?:\s?(?P<unit>(?:{_UNITS})(?:(?![가-힣])|(?=[{_PARTICLES}째씩당여])|(?<=[%a-z])|(?<=[가-힣]{{2}})))|(?P<other>(?![{_PARTICLES}])[가-힣]{{1,2}}))?",
    re.IGNORECASE,
)
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:년\s?|[.-])(1[0-2]|0?[1-9])(?=월|\s?[~∼]|(?<=[.-]\d\d)(?![\d.-]))")
_RANGE = re.compile(r"(?<![\d.])(\d[\d,]*(?::\d\d)?)\s?(?:[가-힣]{1,2}\s?)?[~∼]\s?(\d[\d,]*(?::\d\d)?)(?![\d.])")
_JOINED = re.compile(r"\s?[~∼–·/-]\s?")
_NATIVE = {"하나": 1, "한": 1, "두": 2, "둘": 2, "세": 3, "셋": 3, "네": 4, "넷": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8,
           "아홉": 9}  # fmt: skip
_TENS = {
    "열": 10,
    "스무": 20,
    "스물": 20,
    "서른": 30,
    "마흔": 40,
    "쉰": 50,
    "예순": 60,
    "일흔": 70,
    "여든": 80,
    "아흔": 90,
}
_COUNTED = re.compile(
    rf"(?<![가-힣])(?P<tens>{'|'.join(_TENS)})?\s?(?P<ones>{'|'.join(_NATIVE)})?\s?(?P<unit>개월|곳|개|명|달|시간|가지|군데|살|주|과목|과정|강좌|캠퍼스)(?![가-힣]*간)"
)
_DIGITS = {character: value for value, character in enumerate("영일이삼사오육칠팔구")}
_POWERS = {"십": 10, "백": 100, "천": 1000}
_SPOKEN = re.compile(
    r"(?<![가-힣])(?P<number>[일이삼사오육칠팔구십백천만억]*[십백천만억][일이삼사오육칠팔구십백천만억]*)\s?"
    r"(?P<unit>원|명|시간|개월|년|월|일|퍼센트|프로|기|세|곳|주)"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """The checkable things of a text, normalised. `months` are those with their year, without a day;
    `ranges` those of numbers and times, such as "4~5"; `days_left` those of "D-7"."""

    links: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    dates: frozenset[Date] = frozenset()
    times: frozenset[Time] = frozenset()
    numbers: frozenset[Number] = frozenset()
    months: frozenset[tuple[int, int]] = frozenset()
    ranges: frozenset[str] = frozenset()
    days_left: frozenset[str] = frozenset()


@lru_cache(4096)
def facts_of(text: str) -> Facts:
    """The facts of a text. Citation marks ([1], [e1]) are no numbers."""
    text = unicodedata.normalize("NFKC", _MARK.sub(" ", text))
    taken: dict[str, list[str]] = {}
    for name, pattern in (("emails", _EMAIL), ("links", _LINK), ("phones", _PHONE)):
        taken[name] = pattern.findall(text)
        text = pattern.sub(" ", text)
    days_left = frozenset(map(plain, _DAYS_LEFT.findall(text)))
    text = _DAYS_LEFT.sub(" ", text)
    dates: set[Date] = set()
    text = _taken(_NUMERIC_DATE, text, lambda match: dates.add(_numeric(match)))
    dates |= {(0, int(month), int(day)) for month, day in _RANGE_END.findall(text)}
    named: set[Number] = set()
    text = _taken(_ENGLISH_DATE, text, lambda match: _english(match, dates, named))
    ranges = frozenset(f"{_plain_time(a)}~{_plain_time(b)}" for a, b in _RANGE.findall(text))
    months = frozenset((int(year), int(month)) for year, month in _MONTH.findall(text))
    times: set[Time] = set()
    for clock in (_CLOCK, _ENGLISH_CLOCK):
        text = _taken(clock, text, lambda match: times.add(_time(match)))
    return Facts(
        links=frozenset(map(bare_link, taken["links"])),
        emails=frozenset(email.lower() for email in taken["emails"]),
        phones=frozenset(re.sub(r"^820?", "0", re.sub(r"\D", "", phone)) for phone in taken["phones"]),
        dates=frozenset(dates),
        times=frozenset(times),
        numbers=frozenset((*_numbers(text), *named)),
        months=months,
        ranges=ranges,
        days_left=days_left,
    )


def plain(number: str) -> str:
    """A number without separators and leading or trailing zeros."""
    whole, _, part = number.replace(",", "").rstrip(".").partition(".")
    return (whole.lstrip("0") or "0") + (f".{part.rstrip('0')}" if part.strip("0") else "")


def bare_link(link: str) -> str:
    """A link without its scheme, "www." and what a sentence hangs on it."""
    return re.sub(r"^https?://(www\.)?", "", link.lower()).rstrip("/.,").removeprefix("www.")


def _taken(pattern: re.Pattern[str], text: str, take: Callable[[re.Match[str]], object]) -> str:
    """The text without what the pattern finds, each find handed on."""

    def found(match: re.Match[str]) -> str:
        take(match)
        return " "

    return pattern.sub(found, text)


def _numeric(match: re.Match[str]) -> Date:
    year = int(match["year"] or 0)
    return (year + 2000 if 0 < year < 100 else year, int(match["month"]), int(match["day"]))


def _english(match: re.Match[str], dates: set[Date], months: set[Number]) -> None:
    name = match["name"].lower()
    month = next(number for number, full in enumerate(_MONTHS, 1) if full.startswith(name[:3]))
    if day := match["before"] or match["day"]:
        dates.add((int(match["year"] or 0), month, int(day)))
        return
    if name == "may" and not match["year"]:
        return  # "you may apply"
    months.add((str(month), "월"))
    if match["year"]:
        months.add((match["year"], "년"))


def _time(match: re.Match[str]) -> Time:
    parts = match.groupdict()
    hour = int(parts["hour"])
    minute = int(parts.get("minute") or parts.get("spoken") or (30 if parts.get("thirty") else 0))
    half = parts.get("half") or (parts["english"] or "").lower()
    if half in _AFTERNOON and hour < 12:
        hour += 12
    return hour % 24, minute, bool(half) or hour > 12 or parts["hour"].startswith("0")


def _plain_time(written: str) -> str:
    return re.sub(r"^0", "", written.replace(",", ""))


def _numbers(text: str) -> Iterator[Number]:
    unit, begin = "", 0
    for match in reversed(list(_NUMBER.finditer(text))):
        if match["unit"] or match["other"] or not _JOINED.fullmatch(text, match.end(), max(begin, match.end())):
            unit = _UNIT.get(
                re.sub(r"\s", "", match["unit"] or "").lower(), ""
            )  # else that of the next: "3·7·9호선", "8~11월"
        begin = match.start()
        powers = match["powers"].strip()
        yield _multiplied(match["number"], powers) if powers else plain(match["number"]), unit
    for match in _COUNTED.finditer(text):
        value = _TENS.get(match["tens"] or "", 0) + _NATIVE.get(match["ones"] or "", 0)
        if value > 1:  # "한 개" counts nothing
            yield str(value), _UNIT.get(match["unit"], "개")
    for match in _SPOKEN.finditer(text):
        if len(match["number"]) > 1:
            yield str(_read_aloud(match["number"])), _UNIT[match["unit"]]


def _multiplied(number: str, powers: str) -> str:
    """ "1만 2천" as 12000, "3,300" with "만" as 33000000, "1.5억" as 150000000."""
    total, current = 0.0, float(number.replace(",", ""))
    for power, rest in re.findall(r"([만천억백])\s?([\d,]*)", powers):
        total += current * {"백": 100, "천": 1000, "만": 10_000, "억": 100_000_000}[power]
        current = float(rest.replace(",", "")) if rest.strip(",") else 0.0
    return plain(f"{total + current:.2f}")


def _read_aloud(spoken: str) -> int:
    """ "이십팔" as 28, "오십만" as 500000."""
    total = section = digit = 0
    for character in spoken:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _POWERS:
            section, digit = section + (digit or 1) * _POWERS[character], 0
        else:
            total, section, digit = (
                total + (section + digit or 1) * (10_000 if character == "만" else 100_000_000),
                0,
                0,
            )
    return total + section + digit
