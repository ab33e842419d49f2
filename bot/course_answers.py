"""Answers about courses: one point of one course, and lists by status, campus, field or span of time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from bot import course_lists
from bot.answers import Reply
from bot.drafts import Draft, ask_people
from bot.wording import day, nickname, place_of, sentences, short_title, with_particle
from knowledge.passages import campus_label
from knowledge.records import Campus, Course, Library
from knowledge.status import Phase, course_status
from retrieval.lexicon import Aspect
from retrieval.query import Understanding

APPLYING = re.compile(r"모집|접수|신청|지원|뽑|등록|원서|마감|apply|application|recruit|enrol|deadline|close")

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
    if len(courses) > 1:
        courses = _told_apart(courses, asked, now)
    if len(courses) > 1:
        return _several(asked, courses, library, now)
    return _one(asked, courses[0], library, now)


def _starts_in(course: Course, asked: Understanding) -> bool:
    return bool(
        asked.period
        and any(
            moment and moment.day in asked.period for moment in (course.apply_start, course.apply_end, course.start)
        )
    )


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
    if Aspect.OUTLINE in points and Aspect.STACK in points and not course.stack:
        points.remove(Aspect.STACK)
    if asked.asks(*_DATES) and not (points and points[0] in (Aspect.TOTAL_HOURS, Aspect.SCHEDULE, Aspect.LUNCH)):
        _say_dates(asked, course, library, now, draft)
        points = [
            p for p in points if p in (Aspect.TOTAL_HOURS, Aspect.SCHEDULE, Aspect.LUNCH, Aspect.DEPOSIT, Aspect.COST)
        ]
    campus = library.campus(course.campus)
    if asked.asks(*_OF_CAMPUS) and campus:
        _say_place(asked, campus, draft)
        points = [p for p in points if p is not Aspect.CONTACT]
    missing: list[Aspect] = []
    for aspect in points[:3]:
        if told := _point(course, aspect):
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


def _head(course: Course, library: Library, draft: Draft) -> str:
    return (
        f"{place_of(course, library)} {with_particle(short_title(course, library), '은/는')} ".lstrip()
        if not draft.lines
        else ""
    )


def _point(course: Course, aspect: Aspect) -> str:
    """What the record says of one point, as the end of a sentence; empty when it says nothing."""
    name, attribute, cue = _POINTS[aspect]
    if not attribute:
        return " ".join(_sentences_about(course, re.compile(cue))[:2])
    value = getattr(course, attribute)
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    if not text:
        return ""
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


def _say_dates(asked: Understanding, course: Course, library: Library, now: datetime, draft: Draft) -> None:
    """One or two sentences on the dates asked for, in the tense of the clock."""
    teaching = asked.asks(Aspect.START, Aspect.END, Aspect.PERIOD)
    applying = asked.says(APPLYING) or asked.asks(Aspect.APPLY_END)
    if teaching and (not applying or (asked.asks(Aspect.END, Aspect.PERIOD) and not asked.asks(Aspect.APPLY_END))):
        told = _teaching_dates(asked, course, now, draft)
        if told:
            draft.say(*told)
            return
    draft.say(*_applying_dates(asked, course, now, draft))


def _named(course: Course, draft: Draft) -> str:
    return f"{place_of(course, draft.library)} {with_particle(short_title(course, draft.library), '은/는')}".strip()


def _teaching_dates(asked: Understanding, course: Course, now: datetime, draft: Draft) -> tuple[str, str] | None:
    today, named, mark = now.date(), _named(course, draft), draft.cite(course)
    english = short_title(course, draft.library)
    if asked.asks(Aspect.END) and not asked.asks(Aspect.START, Aspect.PERIOD) and course.end:
        over = course.end.day < today
        return (
            f"{named} {day(course.end, today)}에 {'끝났어요' if over else '끝나요'}. {mark}",
            f"{english} {'ended' if over else 'ends'} on {day(course.end, today, english=True)}. {mark}",
        )
    if (
        course.start
        and course.end
        and (asked.asks(Aspect.PERIOD) or (asked.asks(Aspect.END) and asked.asks(Aspect.START)))
    ):
        months = round((course.end.day - course.start.day).days / 30.4)
        draft.worked_out(months)
        return (
            f"{named} {day(course.start, today)}부터 {day(course.end, today)}까지, 약 {months}개월 동안 해요. {mark}",
            f"{english} runs from {day(course.start, today, english=True)} to {day(course.end, today, english=True)}. {mark}",
        )
    if not course.start:
        return None
    begun = course.start.day <= today
    yes = ("네, " if begun else "아직이요. ") if asked.asks(Aspect.STATUS) else ""
    korean_text = f"{yes}{named} {day(course.start, today)}에 {'개강했어요' if begun else '개강해요'}. {mark}"
    if begun and course.end and asked.asks(Aspect.STATUS, Aspect.END):
        korean_text += f" {day(course.end, today)}에 {'끝났어요' if course.end.day < today else '끝나요'}."
    return (
        korean_text,
        f"{english} {'started' if begun else 'starts'} on {day(course.start, today, english=True)}. {mark}",
    )


def _applying_dates(asked: Understanding, course: Course, now: datetime, draft: Draft) -> tuple[str, str]:
    today, named, mark = now.date(), _named(course, draft), draft.cite(course)
    english = short_title(course, draft.library)
    status = course_status(course, now)
    opens = day(course.apply_start, today) if course.apply_start else ""
    closes = day(course.apply_end, today) if course.apply_end else ""
    yes_no = asked.asks(Aspect.STATUS) and asked.says(
        re.compile(r"있|되|돼|나요|가능|했|됐|받|아직|벌써|까요|still|can|is|has")
    )
    match status.phase:
        case Phase.UPCOMING if opens:
            until = f"부터 {closes}까지 모집해요" if closes else "부터 모집해요"
            return (
                f"아직 모집 전이에요. {named} {opens}{until}. {mark}",
                f"Not open yet. Applications for {english} open on {day(course.apply_start, today, english=True)}"  # type: ignore[arg-type]
                + (f" and close on {day(course.apply_end, today, english=True)}" if course.apply_end else "")
                + f". {mark}",
            )
        case Phase.OPEN if closes:
            left = status.days_left or 0
            draft.worked_out(left)
            remaining = "오늘이 마감일이에요" if left == 0 else f"{closes} 마감이라 {left}일 남았어요(D-{left})"
            begin = (
                f" 모집은 {opens}에 시작했어요."
                if asked.asks(Aspect.APPLY_START, Aspect.APPLY_PERIOD) and opens
                else ""
            )
            tail = f" ({closes})" if left == 0 else ""
            return (
                f"{'네, 지금 지원할 수 있어요. ' if yes_no else ''}{named} {remaining}.{tail}{begin} {mark}",
                f"Applications for {english} close on {day(course.apply_end, today, english=True)} ({left} days left). {mark}",
            )  # type: ignore[arg-type]
        case Phase.CLOSED | Phase.RUNNING | Phase.ENDED if closes:
            after = ""
            if course.start:
                begun = course.start.day <= today
                after = f" 교육은 {day(course.start, today)}에 {'시작했어요' if begun else '시작해요'}."
            return (
                f"{'아니요, ' if yes_no else ''}{named} {closes}에 모집이 마감됐어요.{after} {mark}",
                f"Applications for {english} closed on {day(course.apply_end, today, english=True)}. {mark}",
            )  # type: ignore[arg-type]
        case _:
            told = (
                f" {day(course.start, today)}에 개강하는 과정이에요."
                if course.start
                else (f" {course.note}" if course.note else "")
            )
            return (
                f"{named} 모집 기간이 자료에 적혀 있지 않아요.{told} {mark}",
                f"The application dates of {english} are not written. {mark}",
            )


def _say_place(asked: Understanding, campus: Campus, draft: Draft) -> None:
    for aspect, name, value in (
        (Aspect.ADDRESS, "주소", campus.address),
        (Aspect.FLOOR, "주소", campus.address),
        (Aspect.STATION, "가까운 역", campus.station),
        (Aspect.PHONE, "전화번호", campus.phone),
        (Aspect.OPENING_HOURS, "운영시간", campus.hours),
    ):
        if asked.asks(aspect) and value:
            draft.say(
                f"{campus_label(campus)}에서 해요. {with_particle(name, '은/는')} {with_particle(value, '이에요/예요')}. {draft.cite(campus)}"
                if not draft.lines
                else f"{with_particle(name, '은/는')} {with_particle(value, '이에요/예요')}. {draft.cite(campus)}"
            )


def _not_written(course: Course, missing: Sequence[Aspect], library: Library, draft: Draft) -> Reply:
    name = _POINTS[missing[0]][0]
    campus = library.campus(course.campus)
    draft.say(
        f"{place_of(course, library)} {short_title(course, library)}의 {with_particle(name, '은/는')} "
        f"제가 가진 자료에 적혀 있지 않아요. {draft.cite(course)} {ask_people(library, campus)}".strip(),
        f"This is not written for {short_title(course, library)} in the materials I have.",
    )
    return draft.abstention("catalog", campus=campus, suggestions=_next(course, library, None))


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
