"""Answers about courses: one point of one course, and lists by status, campus, field or span of time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from bot import course_dates, course_lists
from bot.answers import Reply
from bot.drafts import Draft, ask_people
from bot.wording import day, nickname, place_of, sentences, short_title, with_particle
from knowledge.passages import campus_label
from knowledge.records import Campus, Course, Library
from knowledge.status import Phase, course_status
from retrieval.lexicon import Aspect
from retrieval.query import Understanding

# aspect: (what it is called, the field that holds it, what sentences elsewhere in the record say of it)
_POINTS: dict[Aspect, tuple[str, str, str]] = {
    Aspect.TOTAL_HOURS: ("총 교육시간", "hours", ""),
    Aspect.SCHEDULE: ("수업 시간", "schedule", ""),
    Aspect.LUNCH: ("점심 제공 여부", "", r"점심|중식|식사|도시락|식비"),
    Aspect.LAPTOP: ("노트북 제공 여부", "", r"노트북|맥북|장비"),
    Aspect.DEPOSIT: ("예치금", "", r"예치금|보증금"),
    Aspect.VOUCHER: ("자격증·응시료 지원", "", r"바우처|응시료|자격증"),
    Aspect.COMPLETION: ("수료기준", "completion", ""),
    Aspect.OUTLINE: ("학습 내용", "outline", ""),
    Aspect.STACK: ("배우는 기술", "stack", ""),
    Aspect.CAPACITY: ("정원", "capacity", ""),
    Aspect.OPERATOR: ("교육기관", "operator", ""),
    Aspect.PARTNER: ("협력기업", "partner", ""),
    Aspect.MODE: ("교육방식", "mode", ""),
    Aspect.SELECTION: ("선발절차", "selection", ""),
    Aspect.COST: ("수강료", "cost", ""),
    Aspect.BENEFITS: ("혜택", "benefits", ""),
    Aspect.AUDIENCE: ("대상", "audience", ""),
    Aspect.CONTACT: ("문의처", "contact", ""),
    Aspect.SITE: ("과정 페이지", "url", ""),
    Aspect.FIELDS: ("분야", "track", ""),
}
_ACADEMY_WIDE = {Aspect.COST, Aspect.SELECTION, Aspect.COMPLETION, Aspect.AUDIENCE, Aspect.MODE, Aspect.BENEFITS}
_OF_CAMPUS = {Aspect.ADDRESS, Aspect.STATION, Aspect.PHONE, Aspect.FLOOR, Aspect.PARKING, Aspect.OPENING_HOURS}
ONLY_OF_COURSES = (Aspect.SCHEDULE, Aspect.TOTAL_HOURS, Aspect.LUNCH, Aspect.OUTLINE, Aspect.STACK, Aspect.START, Aspect.END,
                   Aspect.PERIOD, Aspect.COMPLETION)  # fmt: skip
_WHERE = re.compile(r"어느캠|어디(서|에서)|어느곳|어떤캠|whichcampus|where")
_SPAN = re.compile(r"\d\s?개월|\d\s?월|기간|진행|시작")
_WEAK = {Aspect.FIELDS, Aspect.PARTNER, Aspect.AUDIENCE, Aspect.CONTACT, Aspect.SITE, Aspect.MODE}
_STILL = re.compile(r"지금|아직|현재|오늘|마감|모집중|접수중|열려|벌써|now|still")
_DATES = {
    Aspect.STATUS,
    Aspect.APPLY_START,
    Aspect.APPLY_END,
    Aspect.APPLY_PERIOD,
    Aspect.START,
    Aspect.END,
    Aspect.PERIOD,
}


def about(asked: Understanding, library: Library, now: datetime) -> Reply | None:
    """What is asked of the courses that a question names."""
    courses = [course for id in asked.courses if isinstance(course := library.record(id), Course)]
    if asked.period and len(courses) > 1:
        courses = [course for course in courses if _starts_in(course, asked)] or courses
    courses = _one_cohort_each(courses, asked, library)
    if len(courses) > 1:
        courses = _told_apart(courses, asked, now)
    if len(courses) > 1:
        return _several(asked, courses, library, now)
    return _one(asked, courses[0], library, now)


def each(asked: Understanding, courses: Sequence[Course], library: Library, now: datetime) -> Reply | None:
    """The point asked for of a campus's courses: of the one there is, else of each."""
    if len(courses) == 1:
        return _one(asked, courses[0], library, now)
    draft = Draft(library, english=asked.english)
    for course in courses[:4]:
        told = " ".join(
            found for aspect in asked.aspects if aspect in _POINTS and (found := _point(course, aspect, library))
        )
        if told:
            draft.say(f"- **{short_title(course, library)}**: {told} {draft.cite(course)}")
    return draft.answer("catalog", suggestions=(f"{nickname(courses[0], library)} 자세히",)) if draft.lines else None


def _starts_in(course: Course, asked: Understanding) -> bool:
    return bool(
        asked.period
        and any(
            moment and moment.day in asked.period for moment in (course.apply_start, course.apply_end, course.start)
        )
    )


def _one_cohort_each(courses: Sequence[Course], asked: Understanding, library: Library) -> list[Course]:
    """Of several cohorts of one course the newest, or the newest whose record tells the point asked for."""
    points = [aspect for aspect in asked.aspects if aspect in _POINTS]
    chosen: dict[tuple[str, str], Course] = {}
    for course in courses:
        kept = chosen.setdefault((course.title, course.campus), course)
        if (
            kept is not course
            and not any(_point(kept, p, library) for p in points)
            and any(_point(course, p, library) for p in points)
        ):
            chosen[course.title, course.campus] = course
    return list(chosen.values())


def _told_apart(courses: Sequence[Course], asked: Understanding, now: datetime) -> list[Course]:
    """Of equally good courses, those that a person asking now can mean: open or coming ones first."""
    live = [c for c in courses if course_status(c, now).phase in (Phase.OPEN, Phase.UPCOMING)]
    return live or list(courses)


def _several(asked: Understanding, courses: Sequence[Course], library: Library, now: datetime) -> Reply:
    draft = Draft(library, english=asked.english)
    draft.say(f"비슷한 과정이 {len(courses)}개 있어요. 어떤 과정인가요?").worked_out(len(courses))
    for course in courses[:5]:
        draft.say(course_lists.line(course, library, now, draft))
    names = [f"{nickname(course, library)} 자세히" for course in courses[:3]]
    if asked.asks(*_DATES) or not set(asked.aspects) & set(_POINTS):
        return draft.answer("catalog", suggestions=names)
    return draft.clarification("catalog", suggestions=names)


def _one(asked: Understanding, course: Course, library: Library, now: datetime) -> Reply | None:
    draft = Draft(library, english=asked.english)
    points = [aspect for aspect in asked.aspects if aspect in _POINTS]
    if Aspect.OUTLINE in points:
        points = [point for point in points if point not in (Aspect.STACK, Aspect.FIELDS)]
    only_status = not asked.asks(*(_DATES - {Aspect.STATUS}))
    dates = asked.asks(*_DATES) and not (points and only_status and not asked.says(_STILL))
    if dates and (points[:1] != [Aspect.SCHEDULE]):
        _say_dates(asked, course, now, draft)
        points = [point for point in points if point not in _WEAK]
    campus = library.campus(course.campus)
    if campus and asked.asks(*_OF_CAMPUS):
        _say_place(asked, campus, draft)
    elif campus and asked.says(_WHERE):
        draft.say(
            f"{_named(course, library)} {campus_label(campus)}에서 해요. {draft.cite(course)} {draft.cite(campus)}"
        )
        points = [p for p in points if p is not Aspect.CONTACT]
    missing: list[Aspect] = []
    for aspect in points[:3]:
        if told := _point(course, aspect, library):
            draft.say(f"{_head(course, library, draft)}{told} {draft.cite(course)}")
        else:
            missing.append(aspect)
    if draft.lines:
        return draft.answer("catalog", suggestions=_next(course, library, asked))
    if missing:
        return None if set(missing) & _ACADEMY_WIDE else _not_written(course, missing, library, draft)
    if asked.aspects and not asked.asks(Aspect.DETAIL, Aspect.STATUS):
        return None
    return _card(course, library, now, draft)


def _say_dates(asked: Understanding, course: Course, now: datetime, draft: Draft) -> None:
    """The dates asked for; where only prose tells how long a course was, what it says."""
    teaching = asked.asks(Aspect.PERIOD, Aspect.START, Aspect.END) and not asked.asks(
        Aspect.APPLY_END, Aspect.APPLY_START
    )
    if teaching and not (course.start or course.end):
        spans = [sentence for sentence in sentences(course.note) if _SPAN.search(sentence)]
        if spans:
            draft.say(f"{_head(course, draft.library, draft)}{' '.join(spans[:2])} {draft.cite(course)}")
        return
    draft.say(*course_dates.told(asked, course, now, draft))


def _named(course: Course, library: Library) -> str:
    return f"{place_of(course, library)} {with_particle(short_title(course, library), '은/는')}".strip()


def _head(course: Course, library: Library, draft: Draft) -> str:
    return "" if draft.lines else f"{_named(course, library)} "


def _point(course: Course, aspect: Aspect, library: Library) -> str:
    """What the record says of one point, as the end of a sentence; empty when it says nothing."""
    name, attribute, cue = _POINTS[aspect]
    if not attribute:
        return " ".join(_sentences_about(course, re.compile(cue))[:2])
    value = getattr(course, attribute)
    if attribute == "track":
        value = next((track.name for track in library.tracks if track.id == value), value)
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    if not text:
        return ""
    text = f"{text}명" if aspect is Aspect.CAPACITY and text.isdigit() else text
    return f"{with_particle(name, '이/가')} {text if text.endswith(('.', '요')) else with_particle(text, '이에요/예요') + '.'}"


def _sentences_about(course: Course, cue: re.Pattern[str]) -> list[str]:
    """Sentences anywhere in a course's record that speak of a thing."""
    found = []
    for text in (
        course.benefits,
        course.cost,
        course.schedule,
        course.note,
        course.selection,
        course.outline,
        course.mode,
    ):
        for sentence in sentences(text):
            for clause in re.split(r"\s*[;]\s*", sentence):
                if cue.search(clause):
                    found.append(
                        clause if clause.endswith((".", "요")) else f"{with_particle(clause, '이/가')} 안내돼 있어요."
                    )
    for heading, text in course.extra:
        if cue.search(heading):
            found.append(f"{heading}: {text}")
    return list(dict.fromkeys(found))


def _say_place(asked: Understanding, campus: Campus, draft: Draft) -> None:
    for aspect, name, value in (
        (Aspect.ADDRESS, "주소", campus.address),
        (Aspect.FLOOR, "주소", campus.address),
        (Aspect.STATION, "가까운 역", campus.station),
        (Aspect.PHONE, "전화번호", campus.phone),
        (Aspect.OPENING_HOURS, "운영시간", campus.hours),
    ):
        if asked.asks(aspect) and value:
            where = f"{campus_label(campus)}에서 해요. " if not draft.lines else ""
            said = f"{with_particle(name, '은/는')} {with_particle(value, '이에요/예요')}."
            draft.say(f"{where}{said} {draft.cite(campus)}")


def _not_written(course: Course, missing: Sequence[Aspect], library: Library, draft: Draft) -> Reply:
    name = _POINTS[missing[0]][0]
    campus = library.campus(course.campus)
    draft.say(
        f"{place_of(course, library)} {short_title(course, library)}의 {with_particle(name, '은/는')} "
        f"제가 가진 자료에 적혀 있지 않아요. {draft.cite(course)} {ask_people(library, campus)}".strip(),
        f"This is not written for {short_title(course, library)} in the materials I have.",
    )
    return draft.abstention("catalog", campus=campus, suggestions=_next(course, library, None))


def card(course: Course, library: Library, now: datetime, *, english: bool) -> Reply:
    """One course in short."""
    return _card(course, library, now, Draft(library, english=english))


def _card(course: Course, library: Library, now: datetime, draft: Draft) -> Reply:
    today, status = now.date(), course_status(course, now)
    mark = draft.cite(course)
    draft.say(f"**{short_title(course, library)}** · {place_of(course, library)} · {status.label} {mark}")
    if status.days_left is not None:
        draft.worked_out(status.days_left)
    if course.apply_start and course.apply_end:
        draft.say(f"- 모집: {day(course.apply_start, today)}~{day(course.apply_end, today)}")
    if course.start and course.end:
        draft.say(f"- 교육: {day(course.start, today)}~{day(course.end, today)}")
    for name, value in (
        ("수업 시간", course.schedule),
        ("총 시간", course.hours),
        ("배우는 것", course.outline or ", ".join(course.stack)),
        ("교육기관", course.operator),
    ):
        if value and len(draft.lines) < 6:
            draft.say(f"- {name}: {value}")
    if len(draft.lines) < 3 and course.note:
        draft.say(f"- {course.note}")
    return draft.answer("catalog", suggestions=_next(course, library, None))


def _next(course: Course, library: Library, asked: Understanding | None) -> tuple[str, ...]:
    offers = [
        (Aspect.APPLY_END, "모집 마감"),
        (Aspect.SCHEDULE, "수업 시간"),
        (Aspect.OUTLINE, "커리큘럼"),
        (Aspect.ADDRESS, "위치"),
    ]
    name = nickname(course, library)
    return tuple(f"{name} {words}" for aspect, words in offers if not asked or not asked.asks(aspect))[:3]
