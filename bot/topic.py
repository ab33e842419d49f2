"""What a conversation is about: what earlier turns named, so that "거기 전화번호는?" means something."""

from __future__ import annotations

from dataclasses import replace

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from knowledge.records import Course, Library
from retrieval import lexicon
from retrieval.lexicon import Aspect
from retrieval.person import Person
from retrieval.query import Understanding

_OF_CAMPUS = {
    Aspect.PHONE,
    Aspect.ADDRESS,
    Aspect.STATION,
    Aspect.FLOOR,
    Aspect.PARKING,
    Aspect.OPENING_HOURS,
    Aspect.EMAIL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Ids of what was last talked about, and what the person told of themselves in this conversation.

    `listed` are campuses of the last list; `eligibility` says that the last turn was about eligibility.
    """

    campuses: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    aspects: tuple[Aspect, ...] = ()
    person: Person = Person()
    eligibility: bool = False


ADAPTER = TypeAdapter(Topic)


def resolve(asked: Understanding, topic: Topic, library: Library) -> Understanding:
    """The question with what it leaves unsaid filled in from the topic."""
    if topic.person:
        asked = replace(asked, person=topic.person.told(asked.person))
    if asked.named or asked.stations:
        same_points = (
            topic.aspects and not asked.aspects and (asked.correction or asked.deictic or len(asked.words) <= 2)
        )
        return replace(asked, aspects=topic.aspects) if same_points else asked
    if not (asked.deictic or _elliptical(asked)) or (asked.period and not asked.deictic):
        return asked
    if topic.courses:
        return _of_course(asked, topic, library)
    if topic.campuses and (asked.aspects or asked.deictic):
        return replace(asked, campuses=topic.campuses)
    if topic.events and asked.aspects:
        return replace(asked, events=topic.events)
    return asked


def _elliptical(asked: Understanding) -> bool:
    """Whether a question is little more than the point it asks for ("교육시간은요?")."""
    if not asked.aspects or asked.fields:
        return False
    rest = asked.squeezed
    for aspect in asked.aspects:
        rest = lexicon.CUES[aspect].sub("", rest)
    return len(rest) <= 12 and not asked.says(lexicon.COUNT_WORD) and not asked.says(lexicon.CAMPUS_WORD)


def _of_course(asked: Understanding, topic: Topic, library: Library) -> Understanding:
    if not asked.aspects:
        return asked
    course = library.record(topic.courses[0])
    if isinstance(course, Course) and set(asked.aspects) <= _OF_CAMPUS and library.campus(course.campus):
        return replace(
            asked, campuses=(course.campus,), courses=topic.courses if Aspect.ADDRESS in asked.aspects else ()
        )
    return replace(asked, courses=topic.courses)


def after(asked: Understanding, topic: Topic, *, cited: tuple[str, ...], library: Library, eligibility: bool) -> Topic:
    """The topic once this question was answered; `cited` are the ids of the records the answer rests on."""
    records = [library.record(id) for id in cited]
    courses = asked.courses or tuple(record.id for record in records if isinstance(record, Course))
    campuses = {campus.id for campus in library.campuses}
    listed = tuple(id for id in cited if id in campuses)
    focus = asked.campuses or asked.partners or (listed if len(listed) == 1 else ())
    if not (courses or focus or listed or asked.events):
        return replace(topic, person=asked.person, eligibility=eligibility)
    return Topic(
        campuses=focus,
        courses=courses if len(courses) == 1 else (),
        events=asked.events,
        listed=listed if len(listed) > 1 else (),
        aspects=asked.aspects,
        person=asked.person,
        eligibility=eligibility,
    )
