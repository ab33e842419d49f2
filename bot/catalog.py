"""Answers computed from records and the clock: look-ups, lists, counts, statuses. Never from prose or a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot import (
    campus_answers,
    comparisons,
    course_answers,
    course_lists,
    english,
    event_answers,
    intents,
    nearby,
    premises,
    recommendations,
    wishes,
)
from bot.answers import Reply
from bot.drafts import Draft
from bot.topic import Topic
from bot.wording import with_particle
from knowledge.passages import title_of
from knowledge.records import Campus, Library
from retrieval import korean, lexicon
from retrieval.lexicon import Aspect
from retrieval.names import Names
from retrieval.periods import Period
from retrieval.query import Understanding

_CLASSES = frozenset({"기수", "학급", "클래스"})
_PLACES = (Aspect.PHONE, Aspect.ADDRESS, Aspect.STATION)
_DEADLINES = (Aspect.APPLY_END, Aspect.APPLY_START, Aspect.APPLY_PERIOD)
_APPLICATIONS = (Aspect.STATUS, Aspect.APPLY_END, Aspect.APPLY_START, Aspect.APPLY_PERIOD)


def answer(
    asked: Understanding, library: Library, names: Names, now: datetime, earlier: Topic | None = None
) -> Reply | None:
    """The answer from records, or None when the records do not decide this question. `earlier` is what the turns
    before were about: what "그중" and "나머지" mean."""
    earlier = earlier or Topic()
    if earlier.goes_on(asked):
        return course_lists.rest(asked, earlier.rest, earlier.listed_courses, library, now)
    if earlier.too_many(asked) and not (asked.named or asked.stations):
        return comparisons.of_which(asked, (*earlier.listed_courses, *earlier.rest) or earlier.listed, library)
    if nearby.wished(asked) and (reply := nearby.answer(asked, library, earlier.listed)):
        return reply
    if reply := premises.of_partner(asked, library, names) or comparisons.about(asked, library, names, now):
        return reply
    if reply := recommendations.answer(asked, library, names, now):
        return reply
    if len(asked.partners) > 1 and not asked.courses and _little_else(asked, library, names, asked.partners):
        return campus_answers.of_partners(asked, library)
    if (
        asked.courses
        and not (asked.fields and asked.says(intents.CAMPUSES))
        and not (asked.events and asked.says(lexicon.EVENT_WORD))
    ):
        return course_answers.about(asked, library, now)
    taught = asked.fields and asked.says(intents.TEACHING) and not asked.says(lexicon.EVENT_WORD)
    if not taught and (reply := event_answers.about(asked, library, now)):
        return reply
    campuses = [campus for id in asked.campuses if (campus := library.campus(id))]
    if asked.partners and (asked.says(lexicon.CAMPUS_WORD) or _little_else(asked, library, names, asked.partners)):
        return campus_answers.of_partners(asked, library)
    if campuses:
        return _at_campuses(asked, campuses, library, names, now)
    return _everywhere(asked, library, names, now, earlier.listed)


def advice_wanted(asked: Understanding) -> bool:
    """Whether a question wants a place or a course that suits the person, whatever else it tells of them."""
    if nearby.wished(asked):
        return True
    outright = asked.says(intents.RECOMMENDED) or asked.says(intents.AFTER_WORK) or asked.says(intents.WEEKEND)
    return wishes.wished(asked) and (outright or bool(asked.fields))


def tuition_of_all(asked: Understanding, library: Library, names: Names) -> Understanding | None:
    """The question for the tuition of the whole academy that one for a course's or a campus's comes down to, once their
    records tell none; None where anything else is asked."""
    if not asked.asks(Aspect.COST) or set(asked.aspects) - {Aspect.COST, Aspect.DETAIL, Aspect.STATUS}:
        return None
    if not (asked.courses or asked.campuses) or asked.events or asked.partners:
        return None
    if asked.says(intents.GIVEN_BACK):
        return None
    titles = " ".join(title_of(course) for id in asked.courses if (course := library.record(id)))
    said = lexicon.CUES[Aspect.COST].search(asked.squeezed)
    fee = said.group() if said else ""
    if any(word not in fee for word in set(asked.topics) - set(names.content(titles))):
        return None
    question = lexicon.TUITION[asked.english]
    return replace(asked, text=question, courses=(), campuses=(), fields=(), cohort="", aspects=(Aspect.COST,), subject=question,
                   spelled="", words=tuple(names.content(question)), squeezed=korean.squeeze(question))  # fmt: skip


def _little_else(asked: Understanding, library: Library, names: Names, ids: Sequence[str]) -> bool:
    """Whether a question speaks of hardly anything but these campuses' partners."""
    partners = " ".join(campus.partner for id in ids if (campus := library.campus(id)))
    return len(set(asked.topics) - set(names.content(partners)) - {"회사", "기업"}) <= 1


def _at_campuses(
    asked: Understanding, campuses: list[Campus], library: Library, names: Names, now: datetime
) -> Reply | None:
    """A question that names campuses: their courses, or points of the campuses themselves."""
    if asked.says(course_lists.RUNNING):
        return course_lists.running(asked, campuses, library, now)
    if asked.period and _about_recruitment(asked) and asked.says(lexicon.COURSE_WORD):
        return course_lists.in_period(asked, library, now, campuses)
    if asked.asks(*_DEADLINES) and not asked.says(lexicon.OPEN_NOW) and not asked.says(intents.COURSES_OF_A_CAMPUS):
        live = course_lists.live_at(campuses, library, now)
        if len(live) == len(campuses) == 1 and not asked.fields:
            return course_answers.each(asked, live, library, now)
    if asked.asks(Aspect.HOW_TO_APPLY) and not asked.fields and (asked.says(lexicon.COURSE_WORD) or not asked.topics):
        live = course_lists.live_at(campuses, library, now)
        if len(live) == len(campuses) == 1 and (reply := course_answers.each(asked, live, library, now)):
            return reply
        if asked.says(lexicon.COURSE_WORD):
            return course_lists.at_campuses(asked, campuses, library, now)
    if _wants_their_courses(asked):
        return course_lists.at_campuses(asked, campuses, library, now)
    if asked.fields and asked.says(intents.TAUGHT_AT_A_CAMPUS) and not asked.asks(*_PLACES):
        return campus_answers.teaches(asked, campuses, library, now)
    seats = asked.asks(Aspect.CAPACITY) and not asked.asks(Aspect.SIZE) and asked.says(lexicon.COURSE_WORD)
    if (seats or asked.asks(*course_answers.ONLY_OF_COURSES)) and (
        live := course_lists.live_at(campuses, library, now)
    ):
        return course_answers.each(asked, live, library, now)
    return campus_answers.about(asked, campuses, library)


def _wants_their_courses(asked: Understanding) -> bool:
    """Whether the courses of the campuses named are wanted, not the campuses."""
    if asked.says(lexicon.OPEN_NOW):
        return True
    if asked.asks(*_APPLICATIONS) and (asked.says(intents.APPLYING) or asked.says(lexicon.COURSE_WORD)):
        return True
    if asked.fields:
        return False
    bare = asked.says(lexicon.COURSE_WORD) and not asked.aspects and not asked.topics
    return bare or asked.says(intents.COURSES_OF_A_CAMPUS)


def _everywhere(
    asked: Understanding, library: Library, names: Names, now: datetime, listed: Sequence[str]
) -> Reply | None:
    """A question that names no record: lists, counts and places."""
    if asked.says(intents.TROUBLE):
        return None
    if library.courses and not asked.says(intents.CLOSES_TODAY) and _wants_deadlines(asked, names):
        return course_lists.open_now(asked, library, now)
    if reply := nearby.answer(asked, library, listed):
        return reply
    if library.courses and asked.says(course_lists.RUNNING):
        return course_lists.running(asked, (), library, now)
    if asked.asks(Aspect.CAPACITY) and asked.says(intents.SEATS_OF_A_CLASS) and not set(asked.topics) - _CLASSES:
        return course_answers.of_open(replace(asked, aspects=(Aspect.CAPACITY,)), library, now)
    if library.courses and asked.says(intents.CLOSES_TODAY):
        today = Period(now.date(), now.date(), "today" if asked.english else "오늘")
        return course_lists.in_period(replace(asked, period=today), library, now)
    opened = asked.says(intents.OPENED) and asked.says(lexicon.CAMPUS_WORD)
    if library.campuses and asked.period and opened and (asked.english or not _about_recruitment(asked)):
        return campus_answers.opened_in(asked, library)
    recruiting = _about_recruitment(asked) or (asked.english and asked.says(lexicon.COURSE_WORD))
    if library.courses and asked.period and recruiting:
        return course_lists.in_period(asked, library, now)
    if library.courses and asked.says(lexicon.OPEN_NOW) and not asked.told.known():
        return course_lists.open_now(asked, library, now)
    if asked.fields and (
        asked.says(intents.CAMPUSES)
        or asked.says(intents.TAUGHT_WHERE)
        or (asked.says(lexicon.CAMPUS_WORD) and asked.says(intents.TEACHING))
    ):
        return campus_answers.teaching(asked, library)
    if asked.fields and asked.says(intents.COURSES) and asked.says(intents.WISHES):
        return course_lists.in_fields(asked, library, now)
    if asked.asks(Aspect.PHONE, Aspect.EMAIL, Aspect.SITE) and not set(asked.topics) - intents.OWN_CONTACT:
        return _own_contact(asked, library)
    if asked.says(lexicon.CAMPUS_WORD) and library.campuses and not asked.fields:
        return _campus_overview(asked, library)
    return None


def _wants_deadlines(asked: Understanding, names: Names) -> bool:
    """Whether a question asks until when one may apply, and names nothing or only a field."""
    field = names.words_of_fields(asked.fields)
    said = (
        word for word in asked.subject.split() if not (content := names.content(word)) or not field.issuperset(content)
    )
    return bool(intents.DEADLINE.search(korean.squeeze(" ".join(said))))


def _own_contact(asked: Understanding, library: Library) -> Reply | None:
    """The academy's own phone, e-mail and site."""
    academy = library.academy
    points = ((Aspect.PHONE, "전화번호", "Phone", academy.phone), (Aspect.EMAIL, "이메일", "E-mail", academy.email),
              (Aspect.SITE, "누리집", "Web site", academy.site))  # fmt: skip
    draft = Draft(library, english=asked.english)
    for aspect, name, in_english, value in points:
        if asked.asks(aspect) and value:
            text = f"{academy.name} {with_particle(name, '은/는')} {with_particle(value, '이에요/예요')}. {draft.cite(academy)}"
            draft.say(text, f"{in_english} of {academy.name}: {value} {draft.cite(academy)}")
    more = (draft.either("캠퍼스 어디어디 있어?", "How many campuses are there?"),) if library.campuses else ()
    return draft.answer("catalog", suggestions=more) if draft.lines else None


def _about_recruitment(asked: Understanding) -> bool:
    return asked.says(intents.RECRUITMENT_TIMES) and not asked.says(intents.ABOUT_NUMBERS_OR_RULES)


def _campus_overview(asked: Understanding, library: Library) -> Reply | None:
    """How many campuses there are, and which."""
    if not asked.says(intents.ALL_CAMPUSES) or asked.topics or asked.period:
        return None
    draft = Draft(library, english=asked.english)
    count = len(library.campuses)
    names = ", ".join(campus.name for campus in library.campuses)
    mark = draft.cite_table(campus_answers.CAMPUS_LIST, library.campuses)
    draft.worked_out(count)
    draft.say(f"캠퍼스는 모두 {count}곳이에요. {mark}", f"There are {english.counted(count, 'campus')}. {mark}")
    draft.say(names, ", ".join(english.short_campus(campus) for campus in library.campuses))
    offers = (
        draft.either("지금 모집 중인 과정", "Which courses are open now?"),
        draft.either("가까운 캠퍼스 찾기", "Which campus is near me?"),
    )
    return draft.answer("catalog", suggestions=offers)
