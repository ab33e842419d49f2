"""What courses and campuses can be measured by: a number worked out from a record, and the words to say it with."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.english import value as in_english
from bot.wording import day
from knowledge.records import Campus, Course, Moment
from retrieval import lexicon
from retrieval.query import Understanding

Measured = Course | Campus
_DAYS_A_MONTH = 30.4
_HOURS = re.compile(r"(\d[\d,]*)\s?시간")
_PEOPLE = re.compile(r"^(?:[^/]*/\s?)?(?:연\s?|모두\s?|총\s?|매기수\s?)?(\d[\d,]*)\s?명")
_OPENED = re.compile(r"(\d{4})년?(?:[\s.\-]*(\d{1,2})월?)?(?:[\s.\-]*(\d{1,2})일?)?")


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of a record (`value`, None where none is written) and how the record tells it (`told`: the record,
    today, in English).

    `more` and `less` end "A가 더 …" and "A가 가장 …", `attribute` is `more` before a noun; `english` are the same:
    more, less, most, least.
    """

    name: str
    value: Callable[[Measured], float | None]
    told: Callable[[Measured, date, bool], str]
    more: str
    less: str
    attribute: str
    english: tuple[str, str, str, str]

    def word(self, *, most: bool) -> str:
        """How a sentence ends that says which record has the most or the least."""
        return self.more if most else self.less


def months(course: Course) -> int | None:
    """How many months a course lasts, rounded; None without both days."""
    return round((course.end.day - course.start.day).days / _DAYS_A_MONTH) if course.start and course.end else None


def hours(course: Course) -> int | None:
    """A course's hours in all; None where they are not written as one number."""
    found = _HOURS.findall(course.hours) or re.findall(r"^\s*(\d[\d,]*)\s*$", course.hours)
    return int(found[0].replace(",", "")) if len(found) == 1 else None


def people(record: Measured) -> int | None:
    """How many a course or a campus takes; None where that is not one number of its own ("2개 과정을 합쳐 60명")."""
    text = record.capacity if isinstance(record, Course) else record.size
    match = re.match(r"^\s*(\d[\d,]*)\s*$", text) or _PEOPLE.match(text)
    return int(match.group(1).replace(",", "")) if match else None


def _days(record: Measured) -> float | None:
    return (
        (record.end.day - record.start.day).days if isinstance(record, Course) and record.start and record.end else None
    )


def _ordinal(attribute: str) -> Callable[[Measured], float | None]:
    def value(record: Measured) -> float | None:
        moment = getattr(record, attribute, None)
        return moment.day.toordinal() if isinstance(moment, Moment) else None

    return value


def _opened(record: Measured) -> float | None:
    if not isinstance(record, Campus) or "예정" in record.opened:
        return None
    match = _OPENED.search(record.opened)
    if not match:
        return None
    year, month, at = (int(part or 0) for part in match.groups())
    return year * 10_000 + month * 100 + at


def _tell_span(record: Measured, today: date, english: bool) -> str:
    """From when to when, how many months, how many hours: what of it is written."""
    if not isinstance(record, Course):
        return ""
    parts = []
    if span := told_span(record.start, record.end, today, english=english):
        parts += [span, f"about {months(record)} months" if english else f"약 {months(record)}개월"]
    if record.hours:
        parts.append(in_english(record.hours) if english else record.hours)
    return ", ".join(parts)


def _tell_day(attribute: str, words: str, english_words: str) -> Callable[[Measured, date, bool], str]:
    def told(record: Measured, today: date, english: bool) -> str:
        moment = getattr(record, attribute, None)
        if not isinstance(moment, Moment):
            return ""
        left = (moment.day - today).days
        countdown = f", D-{left}" if attribute == "apply_end" and left > 0 else ""
        when = day(moment, today, english=english)
        return f"{english_words} {when}{countdown}" if english else f"{when} {words}{countdown}"

    return told


def told_span(start: Moment | None, end: Moment | None, today: date, *, english: bool) -> str:
    """From when to when; empty unless both days are written."""
    if not start or not end:
        return ""
    dash = " – " if english else "~"
    return f"{day(start, today, english=english)}{dash}{day(end, today, english=english)}"


def _tell_hours(record: Measured, today: date, english: bool) -> str:
    told = record.hours if isinstance(record, Course) else ""
    return in_english(told) if english and told else told


def _tell_opening(record: Measured, today: date, english: bool) -> str:
    told = record.opened if isinstance(record, Campus) else ""
    return in_english(told) if english and told else told


def _tell_people(record: Measured, today: date, english: bool) -> str:
    told = record.capacity if isinstance(record, Course) else record.size
    return in_english(told) if english and told else told


HOURS = Measure("총 교육시간", lambda r: hours(r) if isinstance(r, Course) else None,
                _tell_hours,
                "길어요", "짧아요", "긴", ("has more hours", "has fewer hours", "has the most hours", "has the fewest hours"))  # fmt: skip
SPAN = Measure("교육기간", _days, _tell_span, "길어요", "짧아요", "긴",
               ("is longer", "is shorter", "is the longest", "is the shortest"))  # fmt: skip
DEADLINE = Measure("모집 마감일", _ordinal("apply_end"), _tell_day("apply_end", "모집 마감", "applications close on"),
                   "늦게 마감돼요", "먼저 마감돼요", "늦은", ("closes later", "closes first", "closes last", "closes first"))  # fmt: skip
START = Measure("개강일", _ordinal("start"), _tell_day("start", "개강", "starts on"),
                "늦게 시작해요", "먼저 시작해요", "늦은", ("starts later", "starts first", "starts last", "starts first"))  # fmt: skip
END = Measure("종료일", _ordinal("end"), _tell_day("end", "종료", "ends on"),
              "늦게 끝나요", "먼저 끝나요", "늦은", ("ends later", "ends first", "ends last", "ends first"))  # fmt: skip
PEOPLE = Measure("정원", people, _tell_people, "많아요", "적어요", "많은",
                 ("takes more people", "takes fewer people", "takes the most people", "takes the fewest people"))  # fmt: skip
OPENED = Measure("개관일", _opened, _tell_opening,
                 "최근에 열었어요", "먼저 열었어요", "늦은", ("opened later", "opened first", "opened last", "opened first"))  # fmt: skip

_CUES: tuple[tuple[Measure, re.Pattern[str]], ...] = (
    (OPENED, re.compile(r"생(겼|긴|기)|(캠|곳|campus)[^?]*(생|열|연|개관|오픈|문을|오래|새로|opened|newest|oldest)|"
                        r"(생긴|문연|개관|오픈|새로연|최근|newest|oldest)[^?]*(캠|곳|campus)")),
    (DEADLINE, re.compile(r"마감|(모집|접수|신청|지원|원서)[^?]{0,8}(끝|닫|종료)|deadline|close(?!st)|due")),
    (START, re.compile(r"개강|시작|열리는|열려|start|begin")),
    (END, re.compile(r"끝|종강|종료|수료일|end|finish")),
    (PEOPLE, re.compile(r"정원|인원|규모|몇명|사람|(많이|적게)뽑|소수|(큰|작은)(캠|곳|데)|"
                        r"(어디|뭐|어느[가-힣]{1,4}|누)(가|이|게)?(더|제일|가장|젤)?(커|크|큰|작)|"
                        r"capacity|seats|people|students|biggest|largest|smallest")),
    (HOURS, re.compile(r"총?시간|시수|hours")),
    (SPAN, re.compile(r"길|긴|짧|오래|기간|long|short|duration")),
)  # fmt: skip
_LESS = re.compile(
    r"먼저|빨리|빠른|빠르|일찍|이른|급한|임박|짧|적은|적게|적어|작은|작아|소수|오래된|처음|최단|short|first|earl|soon|few|small|oldest|least"
)
TO_CHOOSE = re.compile(r"나아|나을|좋|추천|better")
COMPARING = re.compile(
    r"비교|차이|보다|중(에|에서)?(뭐|뭘|어디|어느|누가)|(뭐|무엇|어떤게|뭔)[^?]{0,6}(달라|다른|다르)|어떻게(달라|다른|다르)|다른점|(더|먼저|빨리|일찍|늦게|나중에)[^?]{0,12}|(뭐|어디|누|어느[가-힣]{1,4}|어떤[가-힣]{1,3})(가|이|게)?(길(?!래)|긴|짧|오래|빠르|빨라|늦|크|커(?!리|뮤)|큰|작(?!성|년)|많|적(?!혀|힌|어|용)|넓)|둘중|중에|"
    r"(이|가)나아|나을까|vs|versus|compare|differ|longer|shorter|earlier|later|bigger|larger|smaller|more|fewer|first|better"
)
CAMPUS_SIZE = re.compile(r"규모|어디(가|이)?(더|제일|가장|젤)?(커|크|큰|작)|(캠|campus)[^?]{0,10}(크|큰|작)")
MORE_SO = re.compile(r"^(그럼|그러면)?(뭐|어디|어느|누)?(가|게|쪽이|과정이)?더[^?]{0,12}$")
SUPERLATIVE = re.compile(
    r"제일|가장|젤|최장|최단|최다|최대규모|최근에|longest|shortest|earliest|latest|largest|biggest|smallest|newest|oldest|most|first"
)


def measure_of(asked: Understanding) -> tuple[Measure, bool] | None:
    """What a question measures by, and whether it wants the most of it (else the least)."""
    for measure, cue in _CUES:
        if asked.says(cue):
            return measure, not asked.says(_LESS)
    return None


def is_of_campuses(asked: Understanding, measure: Measure) -> bool:
    """Whether campuses are meant, not courses."""
    return measure is OPENED or (
        measure is PEOPLE and asked.says(lexicon.CAMPUS_WORD) and not asked.says(lexicon.COURSE_WORD)
    )
