"""How one applies for a course: until when, where, and by which steps."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from bot import english
from bot.drafts import Draft
from bot.wording import day
from knowledge.records import Course
from knowledge.status import Phase, course_status


def say(course: Course, now: datetime, draft: Draft, *, head: str) -> None:
    """Whether one can apply, where the academy says one does, the course's own page, and the steps; before
    the academy's site the campus's, where that is another one."""
    academy, today, status = draft.library.academy, now.date(), course_status(course, now)
    campus = draft.library.campus(course.campus)
    mark = draft.cite(course)
    if status.phase is Phase.UNKNOWN or not (academy.apply_url or course.url):
        return
    if status.phase is Phase.OPEN and course.apply_end:
        draft.worked_out(status.days_left or 0)
        closes = day(course.apply_end, today, english=draft.english)
        draft.say(f"{head}{closes}까지 신청할 수 있어요. {mark}",
                  f"You can apply for {english.course_name(course, draft.library)} until {closes}. {mark}")  # fmt: skip
    else:
        draft.say(f"{head}지금 신청을 받지 않아요({status.label}). {mark}",
                  f"{english.course_name(course, draft.library)}: {english.status(status)}. {mark}")  # fmt: skip
    if campus and campus.url and urlsplit(campus.url).hostname != urlsplit(academy.apply_url).hostname:
        where = draft.cite(campus)
        draft.say(f"캠퍼스의 과정 안내: {campus.url} {where}", f"The campus's courses: {campus.url} {where}")
    if academy.apply_url:
        where = draft.cite(academy)
        draft.say(f"신청하는 곳: {academy.apply_url} {where}", f"To apply: {academy.apply_url} {where}")
    if course.url:
        draft.say(f"과정 페이지: {course.url} {mark}", f"Its page: {course.url} {mark}")
    if course.selection:
        draft.say(f"선발절차: {course.selection} {mark}", f"Selection: {english.value(course.selection)} {mark}")
