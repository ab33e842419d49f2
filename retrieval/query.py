"""Question → Understanding: what it names, which points it asks for, when, and what it says of the person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from knowledge.passages import Passage
from knowledge.records import Course, Event, Library
from knowledge.status import event_days
from retrieval import korean, lexicon
from retrieval.lexicon import Aspect
from retrieval.names import ASKING, COMMON, Names
from retrieval.periods import Period, find_period
from retrieval.person import Person, find_person
from retrieval.repair import Repairer

_CERTAIN = 0.5  # share of a question's words that a title must hold to be meant
_LIKELY = 0.25  # the same, where the campus or the cohort is named too


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What a question means, before anything is looked up.

    `text` is the cleaned question, `repaired` the mended one, `squeezed` the mended one without spaces.
    `campuses`, `courses`, `events` are record ids; `partners` are ids of campuses named through their partner.
    `subject` is the mended question without the academy's name, which every passage is about anyway, `spelled` the
    same with words mended that nothing else is decided by.
    `told` is what this question says of the person, `person` that and what earlier turns said.
    `fields` are fields of study as the knowledge writes them. `words` are its content words.
    """

    text: str
    repaired: str
    squeezed: str = ""
    english: bool = False
    subject: str = ""
    spelled: str = ""
    words: tuple[str, ...] = ()
    campuses: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    partner_courses: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()
    cohort: str = ""
    aspects: tuple[Aspect, ...] = ()
    period: Period | None = None
    person: Person = field(default_factory=Person)
    told: Person = field(default_factory=Person)
    deictic: bool = False
    correction: bool = False

    def asks(self, *aspects: Aspect) -> bool:
        """Whether any of these points is asked for."""
        return any(aspect in self.aspects for aspect in aspects)

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Whether the squeezed question holds this pattern."""
        return bool(pattern.search(self.squeezed))

    @property
    def wordings(self) -> tuple[str, ...]:
        """How to search for it: as it was most likely meant, and as it says where that is a guess."""
        return (self.spelled, self.subject) if self.spelled and self.spelled != self.subject else (self.subject,)

    def synonyms(self, names: Names) -> str:
        """Other words for what is asked: from the lexicon of points and from the glossary of the knowledge."""
        points = [lexicon.SYNONYMS[aspect] for aspect in self.aspects if aspect in lexicon.SYNONYMS]
        terms = [spelling for word in self.words for spelling in names.groups.get(word, ()) if len(spelling) > 1]
        return " ".join((*points, *terms))

    @property
    def topics(self) -> tuple[str, ...]:
        """The content words that say what the question is about, without those that people ask with."""
        return tuple(word for word in self.words if word not in COMMON and word not in ASKING)

    @property
    def named(self) -> bool:
        """Whether the question itself names a record."""
        return bool(self.campuses or self.courses or self.partners or self.events or self.partner_courses)


class Interpreter:
    """Understands questions about one library. Built once a snapshot, used from any thread."""

    def __init__(self, library: Library, vocabulary: Iterable[str] = (), passages: Iterable[Passage] = ()) -> None:
        """`vocabulary` are the words and `passages` the texts that questions are mended towards."""
        self._library = library
        self.names = Names(library)
        self._repairer = Repairer(
            self.names.spellings.union(_CUE_WORDS, (word for word in vocabulary if len(word) >= 2)),
            self.names.spellings,
            lexicon.cue_words(),
            (text for passage in passages for text in (passage.search_text, *passage.keys)),
        )

    def understand(self, text: str, today: date) -> Understanding:
        """Reads one question by itself. About 2 ms."""
        cleaned = korean.clean(text)
        mended = self._repairer.repair(cleaned)
        repaired = _REFUSED.sub("", mended)
        squeezed = korean.squeeze(repaired)
        mentions = self.names.find(repaired)
        by_kind = {
            kind: tuple(dict.fromkeys(m.id for m in mentions if m.kind == kind))
            for kind in ("campus", "partner", "course_partner", "course", "event")
        }
        rest = _without(repaired, [m.surface for m in mentions if m.kind == "campus"])
        rest = _without_academy(rest, [m.surface for m in mentions if m.kind == "academy"])
        words = self.names.content(rest)
        cohort = (
            match.group(1)
            if (match := re.search(r"(\d{1,2})\s?기(?!업|간|본|준|초|술|획|능|관|반|사|말|회|대|록|타)", repaired))
            else ""
        )
        person, period = find_person(repaired, today), find_period(repaired, today, self.names.spellings)
        subject = _spaced(_without_academy(repaired, [m.surface for m in mentions if m.kind == "academy"]))
        understanding = Understanding(
            text=cleaned,
            repaired=repaired,
            squeezed=squeezed,
            subject=subject,
            spelled=self._repairer.spelled(subject),
            english=is_english(cleaned, repaired),
            words=tuple(words),
            campuses=by_kind["campus"],
            partners=by_kind["partner"],
            partner_courses=by_kind["course_partner"],
            events=by_kind["event"] or self._events(words, period),
            fields=self.names.fields_in(words, rest),
            stations=self.names.stations_in(repaired),
            cohort=cohort,
            aspects=lexicon.aspects_of(squeezed),
            period=period,
            person=person,
            told=person,
            deictic=bool(lexicon.DEICTIC.search(repaired)),
            correction=bool(lexicon.CORRECTION.search(mended)),
        )
        courses = by_kind["course"] or self._courses(understanding, today)
        return replace(understanding, courses=courses)

    def _courses(self, asked: Understanding, today: date) -> tuple[str, ...]:
        """The courses a question means: equally good ones, newest first; older cohorts only when none is newer."""
        found = self.names.courses(asked.words, campuses=frozenset(asked.campuses), cohort=asked.cohort)
        if not found:
            return ()
        best, share, first = found[0]
        located = bool(asked.campuses or asked.cohort)
        if not (located or asked.english or asked.aspects or asked.says(lexicon.COURSE_WORD)) and not self.names.titled(
            first, asked.words
        ):
            return ()  # only what is learned there ("파이썬 미리 알아야 해?")
        if not (located or asked.english) and any(self.names.strange(word) for word in asked.words):
            return ()  # with a company, say, that no course is known for
        if asked.fields and not located and set(asked.words) - COMMON <= self.names.words_of_fields(asked.fields):
            return ()  # a field of study, not one course of it
        if share < (_LIKELY if located else _CERTAIN) and not (asked.campuses and asked.cohort):
            return ()
        close = [course for score, _, course in found if score >= best * 0.85]
        close = self._called_so(close, asked.words, today)
        dated = [course for course in close if _last_day(course) is not None]
        if not asked.cohort and dated:
            newest = max(day for course in dated if (day := _last_day(course)))
            titles = {(course.title, course.campus) for course in dated}
            close = [course for course in close if ((day := _last_day(course)) is None and (course.title, course.campus) in titles)
                     or (day and (newest - day).days < 300)]  # fmt: skip
        return tuple(course.id for course in sorted(close, key=_newness, reverse=True))

    def _called_so(self, courses: list[Course], words: tuple[str, ...], today: date) -> list[Course]:
        """Of equally good courses those whose whole title a question says, the longest, and any one can still apply for
        that is called so and more; all of them where it says none."""
        titles = {course.id: self.names.title_of(course) for course in courses}
        said = max(
            (title for title in titles.values() if len(title) > 1 and title <= set(words)), key=len, default=None
        )
        if not said:
            return courses
        return [
            course
            for course in courses
            if titles[course.id] == said
            or (titles[course.id] > said and course.apply_end is not None and course.apply_end.day >= today)
        ]

    @cached_property
    def _titled_events(self) -> list[tuple[Event, set[str]]]:
        return [(event, set(self.names.content(event.title)) - COMMON) for event in self._library.events]

    def _events(self, words: list[str], period: Period | None) -> tuple[str, ...]:
        """Events whose title holds most of what is asked about, or that took place on the day named."""
        spoken = period.words if period else ""
        asked = {word for word in words if word not in COMMON and word not in spoken}
        scored = []
        for event, title in self._titled_events:
            shared = title & asked
            if shared and len("".join(shared)) >= 3 and len(shared) >= len(asked) / 2:
                scored.append((len(shared) / len(title), event))
        if period and (of_month := _of_month([event for _, event in scored], period)):
            return of_month
        best = max((score for score, _ in scored), default=0.0)
        if best:
            return tuple(event.id for score, event in scored if score >= best * 0.6)
        if period and (period.end - period.start).days < 7:
            return tuple(event.id for event in self._library.events if event.start and event.start.day in period)
        return ()


def _of_month(events: Iterable[Event], period: Period) -> tuple[str, ...]:
    """Those of some events that fall into the month asked for, else those of the same month of other years."""
    if not period.is_month:
        return ()
    dated = [(days, event.id) for event in events if (days := event_days(event))]
    inside = tuple(id for (first, last), id in dated if period.start <= first and last <= period.end)
    return inside or tuple(id for (first, last), id in dated if first.month == last.month == period.start.month)


def _spaced(text: str) -> str:
    """A sentence that was typed without any space, with the spaces it wants."""
    return korean.spaced(text) if len(text) >= 8 and " " not in text and not text.isascii() else text


def _newness(course: Course) -> tuple[int, date]:
    return int(re.sub(r"\D", "", course.cohort) or 0), _last_day(course) or date.min


def is_english(typed: str, repaired: str) -> bool:
    """Whether the question is written in English (not in Hangul typed on the English layout), or in a language of
    another script, which is answered as an English one is."""
    hangul = len(re.findall(r"[가-힣]", repaired))
    if hangul == 0 and sum(letter.isalpha() and not letter.isascii() for letter in re.sub(r"[ㄱ-ㆎ]", "", typed)) > 1:
        return True
    latin = len(re.findall(r"[A-Za-z]", typed))
    everyday = set(re.findall(r"[a-z']+", typed.lower())) <= lexicon.ENGLISH
    return hangul == 0 and (latin >= 4 or (latin > 0 and everyday))


def _last_day(course: Course) -> date | None:
    days = [moment.day for moment in (course.end, course.start, course.apply_end, course.apply_start) if moment]
    return max(days, default=None)


# "카톡 말고 메일로": only the mail is asked about. What a person is not ("서울시민 아니고") is said of them, and stays.
_REFUSED = re.compile(
    r"(?<!\S)(?!\S*(?:민|사람|거주자)(?:은|는|이|가|도)?\s?아니)"
    r"\S+\s?(?:말고|아니고|아니라(?!며|던|고|면|는|서))\s*(?=\S)"
)
_PARTICLE = (
    r"(?:(?:은|는|이|가|을|를|의|에|에서|에는|에서는|에도|도|만|랑|이랑|하고|과|와|로|으로|요)요?(?=[\s,?!.있없]|$))?"
)


def _without(text: str, surfaces: list[str]) -> str:
    """The text without some names and the particles that hang on them."""
    for surface in sorted(surfaces, key=len, reverse=True):
        name = r"\s?".join(map(re.escape, surface))
        text = re.sub(name + _PARTICLE, " ", text, flags=re.IGNORECASE)
    return text


_ABOUT_NAMES = re.compile(
    r"뜻|약자|줄임|줄인|준말|의미|풀네임|무슨\s?말|영어로|stand\s?for|mean|abbreviat|acronym", re.IGNORECASE
)


def _without_academy(text: str, surfaces: list[str]) -> str:
    """The text without the academy's name where it only says whom one asks ("청취사 점심 줘?"), not where the name
    itself is asked about ("새싹이 무슨 뜻이야?") or is part of another ("새싹데이")."""
    if _ABOUT_NAMES.search(text):
        return text
    bare = text
    for surface in sorted(surfaces, key=len, reverse=True):
        name = r"\s?".join(map(re.escape, surface))
        alone = rf"(?<!\S)(?<![A-Za-z]\s){name}{_PARTICLE}(?=[\s,?!.있없]|$)"
        bare = re.sub(alone, " ", bare, flags=re.IGNORECASE)
    bare = re.sub(r"\s+", " ", bare).strip()
    return bare if [m for m in korean.morphemes(bare) if m.tag in korean.NOUN_TAGS | {"VV", "VA"}] else text


_CUE_WORDS = frozenset(
    (
        "전화 전화번호 연락처 번호 주소 위치 어디 캠퍼스 과정 교육 교육분야 분야 모집 모집기간 신청 지원 지원자격 "
        "자격 접수 마감 개강 수료 수료기준 시작 일정 교육기간 교육시간 수업 시간 시간표 커리큘럼 선발 면접 "
        "레벨테스트 자기소개서 자소서 점심 노트북 예치금 수강료 교육비 무료 취업 취업률 행사 설명회 누리집 "
        "홈페이지 카카오톡 이메일 주차 지하철 비전공 비전공자 나이 제한 방법 절차 혜택 정원 온라인 오프라인 "
        "운영시간 안내 문의 추천 접수기간 신청방법 지원방법 회원가입 로그인 비밀번호 수강신청 수료증 출석 출석률 "
        "결석 지각"
    ).split()
)
