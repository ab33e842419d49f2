"""What is told of a course's dates, in the tense of the clock: still to come, open, over."""

from __future__ import annotations

import re
from datetime import datetime

from bot import english
from bot.drafts import Draft
from bot.wording import day, place_of, short_title, with_particle
from knowledge.records import Course
from knowledge.status import Phase, course_status
from retrieval.lexicon import Aspect
from retrieval.query import Understanding

_APPLYING = re.compile(r"모집|접수|신청|지원|뽑|등록|원서|마감|apply|application|recruit|enrol|deadline|close")
_YES_NO = re.compile(r"수있|가능|아직|벌써|되나|돼|될까|(했|됐|받)(나|어|음|니|을까|습니까)|still|can|is|has")
_WHEN = re.compile(r"언제|며칠|몇일|when")
_DAYS_A_MONTH = 30.4

Told = tuple[str, str]
"""A sentence in Korean and in English."""


def told(asked: Understanding, course: Course, now: datetime, draft: Draft) -> Told:
    """One or two sentences on the dates that are asked for: of the teaching, else of the applications."""
    applying = asked.says(_APPLYING) or asked.asks(Aspect.APPLY_END)
    ending = asked.asks(Aspect.END, Aspect.PERIOD) and not asked.asks(Aspect.APPLY_END)
    if asked.asks(Aspect.START, Aspect.END, Aspect.PERIOD) and (ending or not applying):
        teaching = _teaching(asked, course, now, draft)
        if teaching:
            return teaching
    return _applications(asked, course, now, draft)


def _named(course: Course, draft: Draft) -> str:
    title = with_particle(short_title(course, draft.library), "은/는")
    return f"{place_of(course, draft.library)} {title}".strip()


def _teaching(asked: Understanding, course: Course, now: datetime, draft: Draft) -> Told | None:
    today, named, mark = now.date(), _named(course, draft), draft.cite(course)
    title = english.course_name(course, draft.library)
    start, end = course.start, course.end
    if end and asked.asks(Aspect.END) and not asked.asks(Aspect.START, Aspect.PERIOD):
        over = end.day < today
        return (
            f"{named} {day(end, today)}에 {'끝났어요' if over else '끝나요'}. {mark}",
            f"{title} {'ended' if over else 'ends'} on {day(end, today, english=True)}. {mark}",
        )
    if start and end and (asked.asks(Aspect.PERIOD) or asked.asks(Aspect.END)):
        months = round((end.day - start.day).days / _DAYS_A_MONTH)
        draft.worked_out(months)
        return (
            f"{named} {day(start, today)}부터 {day(end, today)}까지, 약 {months}개월 동안 해요. {mark}",
            f"{title} runs from {day(start, today, english=True)} to {day(end, today, english=True)}, "
            f"about {months} {'month' if months == 1 else 'months'}. {mark}",
        )
    if not start:
        return None
    begun = start.day <= today
    yes = ("네, " if begun else "아직이요. ") if asked.asks(Aspect.STATUS) else ""
    text = f"{yes}{named} {day(start, today)}에 {'개강했어요' if begun else '개강해요'}. {mark}"
    if begun and end and asked.asks(Aspect.STATUS):
        text += f" {day(end, today)}에 {'끝났어요' if end.day < today else '끝나요'}."
    return text, f"{title} {'started' if begun else 'starts'} on {day(start, today, english=True)}. {mark}"


def _applications(asked: Understanding, course: Course, now: datetime, draft: Draft) -> Told:
    status = course_status(course, now)
    yes_no = asked.asks(Aspect.STATUS) and asked.says(_YES_NO) and not asked.says(_WHEN)
    if status.phase is Phase.UPCOMING and course.apply_start:
        return _to_open(course, now, draft)
    if status.phase is Phase.OPEN and course.apply_end:
        return _open(asked, course, now, draft, yes_no=yes_no)
    if status.phase in (Phase.CLOSED, Phase.RUNNING, Phase.ENDED) and course.apply_end:
        return _closed(asked, course, now, draft, yes_no=yes_no)
    mark = draft.cite(course)
    known = f" {day(course.start, now.date())}에 개강하는 과정이에요." if course.start else f" {course.note}".rstrip()
    return (
        f"{_named(course, draft)} 모집 기간이 자료에 적혀 있지 않아요.{known} {mark}",
        f"The application dates of {english.course_name(course, draft.library)} are not written in the materials I have. {mark}",
    )


def _to_open(course: Course, now: datetime, draft: Draft) -> Told:
    today, mark, title = now.date(), draft.cite(course), english.course_name(course, draft.library)
    opens, closes = course.apply_start, course.apply_end
    assert opens is not None
    span = f"부터 {day(closes, today)}까지" if closes else "부터"
    until = f" and close on {day(closes, today, english=True)}" if closes else ""
    return (
        f"아직 모집 전이에요. {_named(course, draft)} {day(opens, today)}{span} 모집해요. {mark}",
        f"Not open yet. Applications for {title} open on {day(opens, today, english=True)}{until}. {mark}",
    )


def _open(asked: Understanding, course: Course, now: datetime, draft: Draft, *, yes_no: bool) -> Told:
    today, mark, title = now.date(), draft.cite(course), english.course_name(course, draft.library)
    assert course.apply_end is not None
    left = (course.apply_end.day - today).days
    draft.worked_out(left)
    closes = day(course.apply_end, today)
    remaining = f"오늘({closes})이 마감일이에요" if left == 0 else f"{closes} 마감이라 {left}일 남았어요(D-{left})"
    yes = "네, 지금 지원할 수 있어요. " if yes_no else ""
    begun = ""
    if course.apply_start and asked.asks(Aspect.APPLY_START, Aspect.APPLY_PERIOD):
        begun = f" 모집은 {day(course.apply_start, today)}에 시작했어요."
    last = day(course.apply_end, today, english=True)
    until = (
        f"close today, {last}"
        if left == 0
        else f"close on {last} ({left} {'day' if left == 1 else 'days'} left, D-{left})"
    )
    return (
        f"{yes}{_named(course, draft)} {remaining}.{begun} {mark}",
        f"{'Yes. ' if yes_no else ''}Applications for {title} {until}. {mark}",
    )


def _closed(asked: Understanding, course: Course, now: datetime, draft: Draft, *, yes_no: bool) -> Told:
    today, mark, title = now.date(), draft.cite(course), english.course_name(course, draft.library)
    assert course.apply_end is not None
    after = ""
    if course.start:
        after = f" 교육은 {day(course.start, today)}에 {'시작했어요' if course.start.day <= today else '시작해요'}."
    no = "아니요, " if yes_no else ""
    if course.apply_start and asked.asks(Aspect.APPLY_START, Aspect.APPLY_PERIOD):
        span = f"{day(course.apply_start, today)}부터 {day(course.apply_end, today)}까지 모집했어요."
        return (
            f"{no}{_named(course, draft)} {span}{after} {mark}",
            f"{'No. ' if no else ''}Applications for {title} ran from {day(course.apply_start, today, english=True)} "
            f"to {day(course.apply_end, today, english=True)}. {mark}",
        )
    return (
        f"{no}{_named(course, draft)} {day(course.apply_end, today)}에 모집이 마감됐어요.{after} {mark}",
        f"{'No. ' if no else ''}Applications for {title} closed on {day(course.apply_end, today, english=True)}. {mark}",
    )
