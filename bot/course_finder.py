"""Browsing the courses: those of a campus, of a field and at a stage, and how many each further choice would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Literal

from bot import course_lists, english
from bot.conversation import Locale
from knowledge.passages import campus_label
from knowledge.records import Course, Library, Moment
from knowledge.status import Phase, course_status
from retrieval import korean, lexicon
from retrieval.query import Understanding

Question = Literal["campus", "field", "phase"]
QUESTIONS: tuple[Question, ...] = ("campus", "field", "phase")

PHASES = (Phase.OPEN, Phase.UPCOMING, Phase.RUNNING, Phase.CLOSED, Phase.ENDED, Phase.UNKNOWN)
_LABELS: dict[Phase, dict[Locale, str]] = {
    Phase.OPEN: {"ko": "모집중", "en": "open"},
    Phase.UPCOMING: {"ko": "모집예정", "en": "not open yet"},
    Phase.RUNNING: {"ko": "교육중", "en": "running"},
    Phase.CLOSED: {"ko": "모집마감", "en": "closed"},
    Phase.ENDED: {"ko": "종료", "en": "ended"},
    Phase.UNKNOWN: {"ko": "일정 미정", "en": "dates not written"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was chosen: a campus (its id, or what courses call it), a field as the knowledge writes it, a phase.
    Empty or None: all of them."""

    campus: str = ""
    field: str = ""
    phase: Phase | None = None

    def without(self, question: Question) -> Choice:
        """The same with one thing left open."""
        return self.choosing(question, "")

    def choosing(self, question: Question, value: str) -> Choice:
        """The same with one thing chosen: the value of an option, or empty to leave it open."""
        match question:
            case "campus":
                return replace(self, campus=value)
            case "field":
                return replace(self, field=value)
            case "phase":
                return replace(self, phase=Phase(value) if value else None)

    def only(self, question: Question) -> Choice:
        """One thing of it, the rest left open."""
        match question:
            case "campus":
                return Choice(campus=self.campus)
            case "field":
                return Choice(field=self.field)
            case "phase":
                return Choice(phase=self.phase)


ANY = Choice()


@dataclass(frozen=True, slots=True)
class Option:
    """One further choice: its value, what it is called, and how many courses it leaves."""

    value: str
    label: str
    courses: int


class CourseFinder:
    """The courses of a library at one moment. `now` is an aware instant in the academy's zone."""

    def __init__(self, library: Library, *, locale: Locale, now: datetime) -> None:
        self._library = library
        self._locale = locale
        self._status = {course.id: course_status(course, now) for course in library.courses}

    @property
    def courses(self) -> tuple[Course, ...]:
        """All of them, as the knowledge has them."""
        return self._library.courses

    def matching(self, choice: Choice) -> list[Course]:
        """The courses of a choice: open ones first, the next deadline first among them, then those to come, then the
        latest."""
        found: Iterable[Course] = self._library.courses
        if choice.campus:
            found = [course for course in found if course.campus == choice.campus]
        if choice.field:
            found = course_lists.by_field((choice.field,), found, self._library)[choice.field]
        return sorted((c for c in found if choice.phase in (None, self.phase(c))), key=self._order)

    def phase(self, course: Course) -> Phase:
        """Where a course stands."""
        return self._status[course.id].phase

    def options(self, question: Question, choice: Choice) -> list[Option]:
        """What can be chosen next, the rest of the choice staying as it is; nothing that would leave no course."""
        pool = self.matching(choice.without(question))
        if question == "phase":
            count = Counter(self.phase(course) for course in pool)
            return [Option(phase.value, _LABELS[phase][self._locale], count[phase]) for phase in PHASES if count[phase]]
        if question == "campus":
            at = Counter(course.campus for course in pool if course.campus)
            order = [*(campus.id for campus in self._library.campuses), *at]
            return [Option(id, self.campus_name(id), at[id]) for id in dict.fromkeys(order) if at[id]]
        taught = course_lists.by_field(self.fields, pool, self._library)
        options = (Option(name, self.field_name(name), len(courses)) for name, courses in taught.items() if courses)
        return sorted(options, key=lambda option: -option.courses)

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Every field of study that a course, a track or a campus names."""
        tracks = {track.id: track.name for track in self._library.tracks}
        named = [tracks.get(course.track, course.track) for course in self._library.courses if course.track]
        named += [*tracks.values(), *(field for campus in self._library.campuses for field in campus.fields)]
        return tuple({korean.squeeze(name): name for name in reversed(named)}.values())[::-1]

    @cached_property
    def campuses(self) -> tuple[str, ...]:
        """What a campus may be chosen by."""
        named = (*(campus.id for campus in self._library.campuses), *(course.campus for course in self.courses))
        return tuple(dict.fromkeys(named))

    def campus_name(self, id: str) -> str:
        """What a campus is called on a button."""
        campus = self._library.campus(id)
        if campus is None:
            return id
        return english.latin(campus) if self._locale == "en" else campus.name

    def field_name(self, field: str) -> str:
        """What a field is called."""
        return english.term(field, self._library) if self._locale == "en" else field

    def told(self, choice: Choice, *, shortly: bool = False) -> list[str]:
        """What was chosen, in words."""
        campus = self._library.campus(choice.campus)
        in_full = campus and self._locale == "ko" and not shortly
        label = campus_label(campus) if campus and in_full else self.campus_name(choice.campus)
        phase = _LABELS[choice.phase][self._locale] if choice.phase else ""
        return [word for word in (label, choice.field and self.field_name(choice.field), phase) if word]

    def meant(self, asked: Understanding) -> Choice:
        """The choice that a text names ("마포 데이터 모집중"); an empty one where it names none."""
        choice = Choice(campus=next(iter((*asked.campuses, *asked.partners)), ""), phase=self._phase_in(asked))
        fields = sorted(asked.fields, key=lambda name: -len(self.matching(replace(choice, field=name, phase=None))))
        known = {korean.squeeze(name): name for name in self.fields}
        return replace(choice, field=known.get(korean.squeeze(fields[0]), "") if fields else "")

    def _phase_in(self, asked: Understanding) -> Phase | None:
        words = f" {asked.repaired.casefold()} "
        for phase in PHASES:
            if korean.squeeze(_LABELS[phase]["ko"]) in asked.squeezed or f" {_LABELS[phase]['en']} " in words:
                return phase
        return Phase.OPEN if asked.says(lexicon.OPEN_NOW) else None

    def _order(self, course: Course) -> tuple[int, int]:
        phase = self.phase(course)
        soonest = phase in (Phase.OPEN, Phase.UPCOMING)
        at = _ordinal(course.apply_end if phase is Phase.OPEN else course.apply_start) if soonest else _latest(course)
        return PHASES.index(phase), at if soonest else -at


def as_of(courses: Sequence[Course]) -> tuple[date, date] | None:
    """The oldest and the newest day that what is written of some courses is as of; None where none is written."""
    days = [course.as_of for course in courses if course.as_of]
    return (min(days), max(days)) if days else None


def _ordinal(moment: Moment | None) -> int:
    return (moment.day if moment else date.max).toordinal()


def _latest(course: Course) -> int:
    known = [moment.day for moment in (course.apply_end, course.start, course.end) if moment]
    return max(known or [course.as_of or date.min]).toordinal()
