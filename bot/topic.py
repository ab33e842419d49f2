"""What a conversation is about: what earlier turns named, so that "거기 전화번호는?" means something."""

from __future__ import annotations

from dataclasses import replace

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from knowledge.records import Course, Library
from retrieval import lexicon
from retrieval.clauses import says_self
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

    `listed` and `listed_courses` are those of the last list, `listing` says that courses were listed, `prose` is the
    record (a FAQ, a page) that was quoted last,
    `eligibility` says that the last turn was about eligibility, `asking` what its reply asked back; `other` is what was
    told of somebody else, while they are spoken of.
    """

    campuses: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    listed_courses: tuple[str, ...] = ()
    listing: bool = False
    prose: str = ""
    aspects: tuple[Aspect, ...] = ()
    person: Person = Person()
    eligibility: bool = False
    asking: tuple[str, ...] = ()
    other: Person = Person()


ADAPTER = TypeAdapter(Topic)


def resolve(asked: Understanding, topic: Topic, library: Library) -> Understanding:
    """The question with what it leaves unsaid filled in from the topic."""
    asked = replace(asked, person=spoken_of(asked, topic.person, topic.other))
    if (number := lexicon.ordinal(asked.squeezed)) and number <= len(topic.listed_courses) and not asked.named:
        return replace(asked, courses=(topic.listed_courses[number - 1],), aspects=asked.aspects or (Aspect.DETAIL,))
    if asked.campuses and (among := _among_listed(asked, topic, library)):
        return replace(asked, courses=among)
    if topic.listing and asked.campuses and not (asked.courses or asked.aspects or asked.topics):
        return replace(asked, squeezed=f"{asked.squeezed}과정")  # "그럼 은평은?" asks for the courses there
    if asked.named or asked.stations:
        same_points = (
            topic.aspects and not asked.aspects and (asked.correction or asked.deictic or len(asked.words) <= 2)
        )
        return replace(asked, aspects=topic.aspects) if same_points else asked
    listing = asked.says(lexicon.OPEN_NOW) and asked.says(lexicon.LISTING)
    if listing or (asked.period and not asked.deictic):
        return asked
    if not (asked.deictic or _elliptical(asked)):
        return asked
    if topic.courses:
        return _of_course(asked, topic, library)
    if topic.campuses and (asked.aspects or asked.deictic):
        return replace(asked, campuses=topic.campuses)
    if topic.events and asked.aspects:
        return replace(asked, events=topic.events)
    return asked


def spoken_of(asked: Understanding, asker: Person, other: Person) -> Person:
    """The person a question is about, with all that is known of them: somebody else stays the subject until the
    person asking speaks of themselves."""
    if whose := asked.told.whose:
        return (other if other.whose == whose else Person(whose=whose)).told(asked.told)
    if other and not says_self(asked.repaired):
        return other.told(asked.told)
    return asker.told(asked.told)


def _among_listed(asked: Understanding, topic: Topic, library: Library) -> tuple[str, ...]:
    """The courses of the last list that are at the campus named ("그중에 은평 거는?")."""
    if not asked.aspects or set(asked.aspects) <= _OF_CAMPUS or (asked.courses and not asked.deictic):
        return ()
    listed = [course for id in topic.listed_courses if isinstance(course := library.record(id), Course)]
    return tuple(course.id for course in listed if course.campus in asked.campuses)


def _elliptical(asked: Understanding) -> bool:
    """Whether a question is little more than the point it asks for ("교육시간은요?")."""
    if not asked.aspects or asked.fields:
        return False
    rest = asked.squeezed
    for aspect in asked.aspects:
        rest = lexicon.CUES[aspect].sub("", rest)
    return (
        len(rest) <= (20 if asked.english else 12)
        and not asked.says(lexicon.COUNT_WORD)
        and not asked.says(lexicon.CAMPUS_WORD)
    )


def _of_course(asked: Understanding, topic: Topic, library: Library) -> Understanding:
    if not asked.aspects:
        return asked
    course = library.record(topic.courses[0])
    if isinstance(course, Course) and set(asked.aspects) <= _OF_CAMPUS and library.campus(course.campus):
        return replace(
            asked, campuses=(course.campus,), courses=topic.courses if Aspect.ADDRESS in asked.aspects else ()
        )
    return replace(asked, courses=topic.courses)


def after(
    asked: Understanding,
    topic: Topic,
    *,
    cited: tuple[str, ...],
    library: Library,
    eligibility: bool,
    asking: tuple[str, ...] = (),
) -> Topic:
    """The topic once this question was answered; `cited` are the ids of the records the answer rests on, `asking` what
    the answer asked back."""
    of_others = bool(asked.person.whose)
    person = topic.person if of_others else asked.person
    other = asked.person if of_others else Person()
    records = [library.record(id) for id in cited]
    courses = asked.courses or tuple(record.id for record in records if isinstance(record, Course))
    campuses = {campus.id for campus in library.campuses}
    listed = tuple(id for id in cited if id in campuses)
    focus = asked.campuses or asked.partners or (listed if len(listed) == 1 else ())
    if not (courses or focus or listed or asked.events):
        prose = cited[0] if cited and not eligibility else topic.prose
        return replace(topic, person=person, other=other, eligibility=eligibility, asking=asking, prose=prose)
    return Topic(
        campuses=focus,
        courses=courses if len(courses) == 1 else (),
        events=asked.events,
        listed=listed if len(listed) > 1 else (),
        listing=asked.says(lexicon.COURSE_WORD) and not asked.courses,
        listed_courses=courses if len(courses) > 1 else topic.listed_courses if len(courses) == 1 else (),
        aspects=asked.aspects,
        person=person,
        other=other,
        eligibility=eligibility,
        asking=asking,
    )


def continues(asked: Understanding, topic: Topic) -> bool:
    """Whether a question without a subject of its own goes on about what was quoted last ("2026년에는 몇 곳이에요?")."""
    spoken = asked.period.words if asked.period else ""
    return bool(topic.prose) and not asked.named and not [word for word in asked.topics if word not in spoken]
