"""What a conversation is about: what earlier turns named, so that "거기 전화번호는?" means something."""

from __future__ import annotations

import re
from dataclasses import replace

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from bot import measures
from bot.answers import Abstention, Answer, Clarification, Reply
from knowledge.passages import title_of
from knowledge.records import Campus, Course, Event, Faq, Library, Page, Record
from retrieval import korean, lexicon
from retrieval.clauses import says_self
from retrieval.lexicon import Aspect
from retrieval.person import Person
from retrieval.query import Understanding

_LONGEST_MORE = 14  # letters of a question that wants no more than the rest of a list
_OF_CAMPUS = {
    Aspect.PHONE,
    Aspect.ADDRESS,
    Aspect.STATION,
    Aspect.FLOOR,
    Aspect.PARKING,
    Aspect.OPENING_HOURS,
    Aspect.EMAIL,
}
_OF_COURSES = {
    Aspect.APPLY_START,
    Aspect.APPLY_END,
    Aspect.APPLY_PERIOD,
    Aspect.STATUS,
    Aspect.START,
    Aspect.END,
    Aspect.PERIOD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Ids of what was last talked about, and what the person told of themselves in this conversation.

    `listed` and `listed_courses` are those of the last list, `rest` those that it left out, `listing` says that
    courses were listed, `prose` is the record (a FAQ, a page) that was quoted last, `eligibility` says that the last
    turn was about eligibility, `asking` what its reply asked back; `other` is what was told of somebody else, while
    they are spoken of. `introduced` says that the assistant has told the person that it is an AI.
    """

    campuses: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    listed_courses: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    listing: bool = False
    prose: str = ""
    aspects: tuple[Aspect, ...] = ()
    person: Person = Person()
    eligibility: bool = False
    asking: tuple[str, ...] = ()
    other: Person = Person()
    introduced: bool = False

    def goes_on(self, asked: Understanding) -> bool:
        """Whether a question wants what the last list left out ("나머지는?", "더 보여줘")."""
        if not (self.rest or self.listed_courses) or asked.named or len(asked.squeezed) > _LONGEST_MORE:
            return False
        return asked.says(lexicon.MORE)

    def too_many(self, asked: Understanding) -> bool:
        """Whether a question chooses among fewer things than the last list has ("둘 중에" of three)."""
        few = lexicon.among(asked.squeezed)
        return 0 < few < len((*self.listed_courses, *self.rest) or self.listed)


ADAPTER = TypeAdapter(Topic)


def begun(record: Record, topic: Topic) -> Topic:
    """The topic once a record was shown: the next question is about it. What is known of the person stays."""
    kept = Topic(
        introduced=topic.introduced,
        person=topic.person,
        other=topic.other,
        listed=topic.listed,
        listed_courses=topic.listed_courses,
    )
    match record:
        case Course(id=id):
            return replace(kept, courses=(id,))
        case Campus(id=id):
            return replace(kept, campuses=(id,))
        case Event(id=id):
            return replace(kept, events=(id,))
        case Faq(id=id) | Page(id=id):
            return replace(kept, prose=id)
    return topic


def resolve(asked: Understanding, topic: Topic, library: Library) -> Understanding:
    """The question with what it leaves unsaid filled in from the topic."""
    asked = replace(asked, person=spoken_of(asked, topic.person, topic.other))
    if not asked.named and (counted := _counted(asked, topic)):
        return counted
    if (
        (asked.says(lexicon.AMONG) or asked.deictic or asked.says(measures.MORE_SO))
        and not asked.named
        and (few := _few(asked, topic))
    ):
        return few
    if asked.cohort and not asked.campuses and (other := _other_cohort(asked, topic, library)):
        return other
    if asked.campuses and (among := _among_listed(asked, topic, library)):
        return replace(asked, courses=among)
    if topic.listing and asked.campuses and not (asked.courses or asked.aspects or asked.topics):
        return replace(asked, squeezed=f"{asked.squeezed}과정")  # "그럼 은평은?" asks for the courses there
    if asked.named or asked.stations:
        same_points = (
            topic.aspects and not asked.aspects and (asked.correction or asked.deictic or len(asked.words) <= 2)
        )
        if not same_points:
            return asked
        of_courses = "과정" if set(topic.aspects) & _OF_COURSES and not asked.courses else ""
        points = " ".join(lexicon.SYNONYMS.get(aspect, "") for aspect in topic.aspects)
        return replace(
            asked,
            aspects=topic.aspects,
            squeezed=f"{asked.squeezed}{of_courses}",
            subject=f"{asked.subject} {points}".strip(),
            spelled="",
            words=(*asked.words, *korean.nouns(points)),
        )
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


def _counted(asked: Understanding, topic: Topic) -> Understanding | None:
    """The question about those of the last list that it counts off ("세 번째 거", "첫 번째랑 두 번째 중에")."""
    numbers, listed = lexicon.ordinals(asked.squeezed), topic.listed_courses or topic.listed
    if not numbers or max(numbers) > len(listed):
        return None
    meant = tuple(listed[number - 1] for number in numbers)
    aspects, several = asked.aspects or (Aspect.DETAIL,), len(meant) > 1
    if topic.listed_courses:
        return replace(asked, courses=meant, aspects=aspects, deictic=asked.deictic or several)
    return replace(asked, campuses=meant, aspects=aspects, deictic=asked.deictic or several)


def _few(asked: Understanding, topic: Topic) -> Understanding | None:
    """The courses or campuses of the last list, where a question sets them against each other ("둘 중 뭐가 더 길어?")."""
    both = asked.says(lexicon.AMONG)
    if asked.stations or not (asked.says(measures.SUPERLATIVE) or asked.says(measures.COMPARING)):
        return None
    if not (both or measures.measure_of(asked)):
        return None
    if topic.too_many(asked):
        return None
    if len(topic.listed_courses) > 1:
        return replace(asked, courses=(*topic.listed_courses, *topic.rest), deictic=True)
    return replace(asked, campuses=topic.listed, deictic=True) if len(topic.listed) > 1 and both else None


def _other_cohort(asked: Understanding, topic: Topic, library: Library) -> Understanding | None:
    """Another cohort at the campus last talked about ("아 5기 말고 4기"), of the same course where there is one."""
    before = library.record(topic.courses[0]) if topic.courses else None
    campuses = {before.campus} if isinstance(before, Course) else set(topic.campuses)
    if len(asked.topics) > 1 or not (asked.correction or asked.deictic or len(asked.words) <= 2):
        return None
    found = [c for c in library.courses if c.campus in campuses and re.sub(r"\D", "", c.cohort) == asked.cohort]
    if isinstance(before, Course):
        found = [course for course in found if course.title == before.title] or found
    courses = tuple(course.id for course in found)
    return replace(asked, courses=courses, aspects=asked.aspects or topic.aspects) if courses else None


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
    if isinstance(course, Course) and set(asked.aspects) <= _OF_COURSES:  # what prose may tell where no record does
        campus = library.campus(course.campus)
        name = f"{campus.name if campus else ''} {course.partner or course.title}".strip()
        asked = replace(asked, subject=f"{name} {asked.subject}", spelled="", words=(*korean.nouns(name), *asked.words))
    return replace(asked, courses=topic.courses)


def after(asked: Understanding, topic: Topic, reply: Reply, *, cited: tuple[str, ...], library: Library) -> Topic:
    """The topic once this question got this reply; `cited` are the ids of the records it rests on. What was not
    answered is no knowledge: only what the person named stays of it."""
    eligibility = reply.engine == "eligibility"
    asking = reply.asking if isinstance(reply, Clarification) else ()
    of_others = bool(asked.person.whose)
    person = topic.person if of_others else asked.person
    other = asked.person if of_others else Person()
    if isinstance(reply, Abstention):
        if reply.reason != "not_written" or not asked.named:
            aspects = asked.aspects if reply.citations and asked.aspects else topic.aspects
            return replace(topic, person=person, other=other, eligibility=eligibility, asking=asking, aspects=aspects)
        cited = ()
    records = [library.record(id) for id in cited]
    courses = tuple(record.id for record in records if isinstance(record, Course)) or _meant(asked, reply)
    campuses = {campus.id for campus in library.campuses}
    listed = tuple(id for id in cited if id in campuses)
    focus = asked.campuses or asked.partners or (listed if len(listed) == 1 else ())
    if not (courses or focus or listed or asked.events):
        prose = cited[0] if cited and not eligibility else topic.prose
        return replace(
            topic,
            person=person,
            other=other,
            eligibility=eligibility,
            asking=asking,
            prose=prose,
            aspects=asked.aspects or topic.aspects,
        )
    winner = measures.measure_of(asked) and (asked.says(measures.COMPARING) or asked.says(measures.SUPERLATIVE))
    return Topic(
        campuses=focus,
        courses=courses[:1] if len(courses) == 1 or winner else (),
        events=asked.events,
        listed=listed if len(listed) > 1 else topic.listed if set(focus) <= set(topic.listed) else (),
        rest=reply.more,
        listing=asked.says(lexicon.COURSE_WORD) and not asked.courses,
        listed_courses=courses if len(courses) > 1 or topic.goes_on(asked) else _kept(topic, courses),
        aspects=asked.aspects,
        person=person,
        other=other,
        eligibility=eligibility,
        asking=asking,
    )


def _meant(asked: Understanding, reply: Reply) -> tuple[str, ...]:
    """The courses a question meant. One whose title only shares a word with it ("비전공자도 돼?") was not meant when
    prose answered."""
    by_prose = isinstance(reply, Answer) and reply.engine in ("passages", "model")
    return () if by_prose and not (asked.campuses or asked.partners or asked.cohort) else asked.courses


def _kept(topic: Topic, courses: tuple[str, ...]) -> tuple[str, ...]:
    """The last list stays while one course is talked about, so that "세 번째 거는?" still means something."""
    return topic.listed_courses if len(courses) == 1 else ()


def pointed_at(quoted: Understanding, topic: Topic, library: Library) -> Topic:
    """The topic once a person answers to an earlier text of ours, understood as `quoted`: what that text is about. It
    stays where the text names nothing, or what is talked about anyway, and while we wait for the answer to a question."""
    if topic.asking:
        return topic
    prose = next((record for record in (*library.faqs, *library.pages) if title_of(record) in quoted.text), None)
    if prose and not quoted.courses:
        return begun(prose, topic)
    named = quoted.courses or quoted.events or quoted.campuses
    if not named or set(named) in map(set, (topic.courses, topic.events, topic.campuses, topic.listed_courses)):
        return topic
    records = [record for id in named if (record := library.record(id))]
    if len(records) == 1:
        return begun(records[0], topic)
    records.sort(key=lambda record: quoted.text.find(title_of(record)))
    several = tuple(record.id for record in records)
    courses = bool(quoted.courses)
    return Topic(person=topic.person, other=topic.other, listing=courses, listed_courses=several if courses else (),
                 listed=() if courses else several)  # fmt: skip


def subject(topic: Topic, library: Library) -> Record | None:
    """The one course, event or campus that is talked about; None when it is several, or nothing that is there now."""
    for ids in (topic.courses, topic.events, topic.campuses):
        if ids:
            return library.record(ids[0]) if len(ids) == 1 else None
    return None


def continues(asked: Understanding, topic: Topic) -> bool:
    """Whether a question without a subject of its own goes on about what was quoted last ("2026년에는 몇 곳이에요?")."""
    spoken = asked.period.words if asked.period else ""
    return bool(topic.prose) and not asked.named and not [word for word in asked.topics if word not in spoken]
