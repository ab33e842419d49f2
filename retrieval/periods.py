"""Spans of time that a question names: "이번 주", "12월", "2027년 상반기", "내일까지". Source: the clock's today."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

from retrieval import korean


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included, and the words that named them."""

    start: date
    end: date
    words: str = ""

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def is_month(self) -> bool:
        """Whether these are the days of one month."""
        return (self.start, self.end) == _month(self.start.year, self.start.month)


def find_period(text: str, today: date, names: Collection[str] = ()) -> Period | None:
    """The first span of time a question names, or None. "오늘" and "지금" are no span: they mean the clock. `names` are
    squeezed names of things, in which a word like "내일" means no day ("내일배움카드")."""
    for pattern, make in _PATTERNS:
        for match in pattern.finditer(text):
            if "which" in match.groupdict() and not _stands_alone(match, text, names):
                continue
            try:
                start, end = make(match, today)
            except ValueError:
                continue
            return Period(start, end, match.group().strip())
    return None


def _stands_alone(match: re.Match[str], text: str, names: Collection[str]) -> bool:
    """Whether what was found is a word of the sentence: not letters of others ("지금 주소", "낼 서류"), nor of a name."""
    if match.group().isascii():
        return True
    inside = [one for one in korean.morphemes(text) if one.start < match.end() and one.end > match.start()]
    first, last = inside[0], inside[-1]
    ends = last.end == match.end() or _RUNS_ON.match(text, match.end())
    if first.start != match.start() or first.tag.startswith("J") or last.tag not in _DAY_TAGS or not ends:
        return False
    said = korean.squeeze(match.group())
    longer = (r"\s?".join(map(re.escape, name)) for name in names if said in name and said != name)
    return not any(
        found.start() <= match.start() and match.end() <= found.end()
        for name in longer
        for found in re.finditer(name, text, re.IGNORECASE)
    )


_DAY_TAGS = frozenset({"NNG", "NNP", "NNB", "MAG"})
_RUNS_ON = re.compile(r"[꺼거말]")  # "담달꺼", "이번주말": one word to Kiwi


Make = Callable[[re.Match[str], date], tuple[date, date]]


def _year(word: str | None, today: date) -> int:
    if not word:
        return today.year
    relative = {
        "올해": 0,
        "금년": 0,
        "이번년도": 0,
        "내년": 1,
        "다음해": 1,
        "내후년": 2,
        "작년": -1,
        "지난해": -1,
        "재작년": -2,
    }
    key = word.replace(" ", "")
    if key in relative:
        return today.year + relative[key]
    number = int(re.sub(r"\D", "", key))
    return number + 2000 if number < 100 else number


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _day(match: re.Match[str], today: date) -> tuple[date, date]:
    year = _year(match["year"], today) if match["year"] else today.year
    day = date(year, int(match["month"]), int(match["day"]))
    return day, day


def _half(match: re.Match[str], today: date) -> tuple[date, date]:
    year = _year(match["year"], today)
    return (date(year, 1, 1), date(year, 6, 30)) if match["half"] == "상" else (date(year, 7, 1), date(year, 12, 31))


def _month_of(match: re.Match[str], today: date) -> tuple[date, date]:
    return _month(_year(match["year"], today), int(match["month"]))


def _relative_month(match: re.Match[str], today: date) -> tuple[date, date]:
    step = {"이번": 0, "이": 0, "다음": 1, "담": 1, "지난": -1, "저번": -1}[match["which"]]
    index = today.year * 12 + today.month - 1 + step
    return _month(index // 12, index % 12 + 1)


def _relative_week(match: re.Match[str], today: date) -> tuple[date, date]:
    step = {"이번": 0, "금": 0, "다음": 1, "담": 1, "지난": -1, "저번": -1}[match["which"]]
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
    return monday, monday + timedelta(days=6)


def _single(match: re.Match[str], today: date) -> tuple[date, date]:
    return (today + timedelta(days=_DAYS[match["which"][-2:]]),) * 2


_DAYS = {"글피": 3, "모레": 2, "모래": 2, "내일": 1, "낼": 1, "어제": -1, "그제": -2, "저께": -2}


def _english_span(match: re.Match[str], today: date) -> tuple[date, date]:
    step = {"this": 0, "next": 1, "last": -1}[match["which"].lower()]
    if match["span"].lower() == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return monday, monday + timedelta(days=6)
    index = today.year * 12 + today.month - 1 + step
    return _month(index // 12, index % 12 + 1)


def _english_month(match: re.Match[str], today: date) -> tuple[date, date]:
    month = _ENGLISH_MONTHS.index(match["name"].lower()[:3]) + 1
    return _month(int(match["year"] or today.year), month)


def _whole_year(match: re.Match[str], today: date) -> tuple[date, date]:
    year = _year(match["year"], today)
    return date(year, 1, 1), date(year, 12, 31)


_ENGLISH_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_YEAR = r"(?P<year>(?:19|20)\d\d\s?년?|\b\d\d년|올해|금년|내년|내후년|작년|지난해|재작년|다음\s?해)"
_PATTERNS: tuple[tuple[re.Pattern[str], Make], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (
            r"(?:(?P<year>(?:19|20)\d\d|내년|작년|올해)[년.\-/\s]*)?(?P<month>\d{1,2})\s?[월.\-/]\s?(?P<day>\d{1,2})\s?일?(?!\d)",
            _day,
        ),
        (_YEAR + r"?\s*(?P<half>[상하])반기", _half),
        (rf"(?:{_YEAR}\s*)?(?P<month>\d{{1,2}})\s?월", _month_of),
        (r"(?P<which>이번|이|다음|담|지난|저번)\s?달", _relative_month),
        (r"(?P<which>이번|금|다음|담|지난|저번)\s?주(?!말반)", _relative_week),
        (r"(?P<which>글피|(?:내일|낼)\s?모[레래]|모레|내일|낼|엊?그제|그저께|어제)", _single),
        (r"(?i)\b(?P<which>this|next|last) (?P<span>week|month)\b", _english_span),
        (
            r"(?i)\b(?:in|by|during|until) (?P<name>january|february|march|april|may|june|july|august|september|october|november|december)"
            r"(?:,? (?P<year>20\d\d))?\b",
            _english_month,
        ),
        (_YEAR, _whole_year),
        (r"(?i)\bin (?P<year>20\d\d)\b", _whole_year),
    )
)
