"""What a person wants to be told of later: heard in a question, offered under an answer, and confirmed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot import course_answers, course_lists, english
from bot.answers import Answer, Reply
from bot.changes import CLOSING_DAYS
from bot.conversation import Locale
from bot.subjects import Subject, of_course, title_key, tracks_of
from bot.subscriptions import MOST, Outcome
from bot.topic import Topic, resolve
from bot.wording import place_of, short_title
from knowledge.passages import campus_label
from knowledge.records import Course, Library
from knowledge.status import Phase, course_status
from retrieval import korean
from retrieval.lexicon import Aspect
from retrieval.query import Understanding

_WISH = re.compile(
    r"(?:열리|열|오픈하|오픈되|오픈|모집(?:을|이)?(?:다시|또)?(?:시작하|시작되|재개하|재개되|하|되|뜨|나오)|(?:접수|신청|지원)(?:를|을|이|가)?(?:시작하|시작되|받으|열리|하)|"
    r"시작하|시작되|개강하|(?:자리|공고|일정|모집|과정|기수|강좌|수업|거|게|것)(?:가|이)?(?:나|나오|생기|뜨|올라오|잡히|정해지)|생기|뜨|올라오|바뀌|변경되|마감(?:이)?(?:되기|임박하|다가오))"
    r"(?:으면|면|거든|게되면|고나면|을때|ㄹ때|때|기?전에|자마자)(?:저|저도|나|나도|내|꼭|바로|즉시|미리|다시|좀|여기(?:로|서)?|텔레그램(?:으로)?|톡(?:으로)?|메시지(?:로)?|한테|에게|제게|저에게|나한테|저한테)*"
    r"(?:알려|알람|알림|연락|말해|메시지|톡|통보|귀띔|보내)(?!(?:을|이|를)?(?:해|와|알려)?(?:주나|주시나|주는|준다|주던|오나|오는|와요|드리나|하나))|"
    r"(?:알림|알람)(?:을|좀|도)?(?:신청|설정|등록|켜|받을래|받고싶|받을게|해줘|해주|줘|주세요)(?!.*(?:어떻게|방법|되나|가능|있나|수있))|"
    r"(?:notify|alert|remind|message|ping)me|(?:tell|letme)(?:know|me)?(?:when|once|if|assoonas)[^?]*(?:open|start|begin|recruit|avail)"
)
_ANOTHER = re.compile(r"새(?:로운|로)?(?:과정|강좌|수업|거|게|것)|다른과정|아무(?:거|과정)|(?:any|new|other)courses?")

_TOLD: dict[Outcome, dict[Locale, str]] = {
    "added": {
        "ko": "네, **{name}** 소식이 있으면 여기로 알려 드릴게요. 모집 시작, 마감 {days}일 전, 일정·장소·비용 변경을 알려요. "
        "그만 받으려면 /alerts 를 눌러 주세요.",
        "en": "Sure, I'll tell you here about **{name}**: when applications open, {days} days before they close, and when "
        "dates, place or fee change. To stop, press /alerts.",
    },
    "known": {
        "ko": "**{name}** 소식은 이미 알려 드리기로 했어요. 그만 받으려면 /alerts 를 눌러 주세요.",
        "en": "You will already hear from me about **{name}**. To stop, press /alerts.",
    },
    "full": {
        "ko": "알림은 {most}개까지 받을 수 있어요. /alerts 에서 안 보시는 알림을 끄고 다시 말씀해 주세요.",
        "en": "I can keep up to {most} alerts for you. Please turn one off in /alerts and ask again.",
    },
}
NOT_NOW: dict[Locale, str] = {
    "ko": "지금은 알림을 신청하지 못했어요. 잠시 뒤에 다시 말씀해 주세요.",
    "en": "I couldn't set that alert just now. Please ask again in a moment.",
}


def wished(asked: Understanding) -> bool:
    """Whether a question wants to be told of something once it is so ("열리면 알려줘")."""
    return asked.says(_WISH)


def meant(asked: Understanding, earlier: Topic, library: Library) -> Subject:
    """What such a question wants to be told of: what it names, else what was talked about, else every course."""
    if subject := _named(asked, library):
        return subject
    if earlier.listing or asked.says(_ANOTHER):
        return Subject(campus=_single(earlier.campuses))
    if subject := _named(resolve(asked, earlier, library), library):
        return subject
    course = library.record(_single(earlier.courses))
    return of_course(course) if isinstance(course, Course) else Subject(campus=_single(earlier.campuses))


def standing(subject: Subject, asked: Understanding, library: Library, now: datetime) -> Reply:
    """How things stand with a subject now: the reply to whoever wants to hear of it later."""
    asked = replace(asked, squeezed="모집", aspects=(), period=None)
    course = library.record(subject.course)
    if isinstance(course, Course):
        about = replace(asked, courses=(course.id,), aspects=(Aspect.STATUS,))
        if reply := course_answers.about(about, library, now):
            return reply
    fields = (field_name(subject.track, library),) if subject.track else ()
    campus = library.campus(subject.campus)
    if campus and (reply := course_lists.at_campuses(replace(asked, fields=fields), [campus], library, now)):
        return reply
    return course_lists.open_now(replace(asked, fields=fields), library, now)


def worth_watching(asked: Understanding, reply: Reply, library: Library, now: datetime) -> Subject | None:
    """What an answer leaves to wait for: the course it tells of that takes no applications now, or the courses of the
    campus or field where none does. None where there is nothing to wait for."""
    if not isinstance(reply, Answer):
        return None
    courses = [course for c in reply.citations if isinstance(course := library.record(c.record), Course)]
    listed = any(not c.record and c.title == course_lists.COURSE_LIST for c in reply.citations)
    if any(course_status(course, now).phase is Phase.OPEN for course in courses):
        return None
    if listed:
        return _named(replace(asked, courses=()), library) or Subject()
    if len({(course.campus, title_key(course)) for course in courses}) == 1:
        return of_course(courses[-1])
    campuses = {course.campus for course in courses}
    return Subject(campus=campuses.pop()) if len(campuses) == 1 else None


def confirmed(outcome: Outcome, subject: Subject, library: Library, locale: Locale, now: datetime) -> str:
    """What is said to whoever asked to be told of a subject. Markdown."""
    return _TOLD[outcome][locale].format(name=name_of(subject, library, locale, now), most=MOST, days=CLOSING_DAYS)


def name_of(subject: Subject, library: Library, locale: Locale, now: datetime) -> str:
    """A subject as people call it: "성동 4기 풀스택 과정", once that is closed "성동 풀스택 과정 다음 기수", "마포캠퍼스 과정"."""
    if subject.course:
        course = library.record(subject.course)
        return _course_name(course if isinstance(course, Course) else None, library, locale, now)
    campus = library.campus(subject.campus)
    track = field_name(subject.track, library, locale)
    if locale == "en":
        at = f" at {english.campus_name(campus)}" if campus else f" at {subject.campus}" if subject.campus else ""
        return f"{track} courses{at}" if track else f"courses{at}" if at else "new courses"
    place = campus_label(campus) if campus else subject.campus
    return " ".join(part for part in (place, track) if part) + " 과정" if place or track else "새 과정"


def _course_name(course: Course | None, library: Library, locale: Locale, now: datetime) -> str:
    if course is None:
        return "a course that is no longer listed" if locale == "en" else "지금은 자료에 없는 과정"
    over = course_status(course, now).phase in (Phase.CLOSED, Phase.RUNNING, Phase.ENDED)
    told = replace(course, cohort="") if over else course
    if locale == "en":
        return f"{'the next round of ' if over else ''}{english.course_name(told, library)}"
    return f"{place_of(told, library)} {short_title(told, library)}{' 다음 기수' if over else ''}".strip()


def _named(asked: Understanding, library: Library) -> Subject | None:
    """What a question names: a course, or a campus and a field."""
    courses = [course for id in asked.courses if isinstance(course := library.record(id), Course)]
    if courses and len({(course.campus, title_key(course)) for course in courses}) == 1:
        return of_course(courses[-1])
    campuses = dict.fromkeys((*asked.campuses, *asked.partners, *(course.campus for course in courses)))
    tracks = [track for field in asked.fields if (track := _track(field, library))]
    campus, track = _single(tuple(campuses)), _single(tracks)
    return Subject(campus=campus, track=track) if campus or track else None


def _single(ids: Sequence[str]) -> str:
    """The one id; empty where there is none, or more."""
    return ids[0] if len(ids) == 1 else ""


def _track(field: str, library: Library) -> str:
    """The id of a field of study as the knowledge writes it; empty where courses are not told apart by it."""
    key = korean.squeeze(field)
    for track in library.tracks:
        if key in map(korean.squeeze, (track.id, track.name, *track.aliases)):
            return track.id
    return next((track for track in tracks_of(library) if korean.squeeze(track) == key), "")


def field_name(track: str, library: Library, locale: Locale = "ko") -> str:
    """What people call a field of study by its id."""
    name = next((each.name for each in library.tracks if each.id == track), track)
    return english.term(name, library) if locale == "en" else name
