"""Which of the courses or campuses is the longest, the first, the largest, as far as it is written."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import course_lists, english, measures
from bot.answers import Reply
from bot.drafts import Draft, ask_people
from bot.measures import Measure, Measured
from bot.wording import place_of, short_title, with_particle
from knowledge.passages import campus_label
from knowledge.records import Campus, Course, Library
from knowledge.status import Phase, course_status
from retrieval import lexicon
from retrieval.lexicon import Aspect
from retrieval.query import Understanding

LIVE = (Phase.OPEN, Phase.UPCOMING, Phase.RUNNING)
_EARLIEST = re.compile(r"먼저|처음|오래|일찍|first|oldest|earliest")


@dataclass(frozen=True, slots=True)
class _Pool:
    """The courses a superlative ranges over, and what they are called."""

    courses: Sequence[Course]
    korean: str
    english: str


def about(asked: Understanding, measured: tuple[Measure, bool], library: Library, now: datetime) -> Reply | None:
    """The answer to "제일 긴 과정", "정원이 가장 많은 캠퍼스"; None where nothing of the kind is known."""
    measure, most = measured
    if measures.is_of_campuses(asked, measure):
        return _campus(asked, measure, most, library, now)
    pool = _pool(asked, measure, library, now, most=most)
    if measure is measures.DEADLINE and not pool.courses:
        return course_lists.open_now(asked, library, now)
    if not pool.courses:
        return None
    if measure is measures.SPAN and not any(measure.value(course) is not None for course in pool.courses):
        measure = measures.HOURS
    draft = Draft(library, english=asked.english)
    known = {course: value for course in pool.courses if (value := measure.value(course)) is not None}
    if not known:
        return _not_written(draft, pool, measure, now, most=most)
    _say_winners(draft, known, (f"{pool.korean} 가운데 ", f"Of {pool.english}, "), measure, now, most=most)
    if not asked.says(lexicon.OPEN_NOW) and not asked.deictic and most:
        _say_beyond(draft, known, measure, now)
    if unknown := len(pool.courses) - len(known):
        draft.say(f"나머지 {unknown}개는 {with_particle(measure.name, '이/가')} 자료에 적혀 있지 않아요.",
                  f"For {unknown} more it is not written.").worked_out(unknown)  # fmt: skip
    return draft.answer("catalog", suggestions=(draft.either("지금 모집 중인 과정", "Which courses are open now?"),))


def _pool(asked: Understanding, measure: Measure, library: Library, now: datetime, *, most: bool) -> _Pool:
    if asked.deictic and len(asked.courses) > 1:
        listed = [record for id in asked.courses if isinstance(record := library.record(id), Course)]
        return _Pool(listed, "이 과정들", "these courses")
    courses = [course for course in library.courses if not asked.campuses or course.campus in asked.campuses]
    where = "·".join(campus_label(c) for id in asked.campuses if (c := library.campus(id)))
    if asked.fields:
        courses = [course for course in courses if course in course_lists.of_fields(asked, library)]
        where = f"{where} {'·'.join(asked.fields[:2])}".strip()
    where = f"{where} " if where else ""
    phases = {course: course_status(course, now).phase for course in courses}
    if measure is measures.DEADLINE or asked.says(lexicon.OPEN_NOW) or asked.asks(Aspect.STATUS):
        open_ = [course for course in courses if phases[course] is Phase.OPEN]
        return _Pool(open_, f"{where}지금 모집 중인 과정", "the courses open now")
    if measure is measures.START and not most:
        coming = [course for course in courses if course.start and course.start.day >= now.date()]
        return _Pool(coming, f"{where}앞으로 시작하는 과정", "the courses still to start")
    live = [course for course in courses if phases[course] in LIVE]
    if live:
        return _Pool(live, f"{where}지금 모집하거나 교육 중인 과정", "the courses open or running now")
    return _Pool(courses, f"{where}자료에 있는 과정", "the courses known")


def _say_winners(
    draft: Draft, known: Mapping[Course, float], scope: tuple[str, str], measure: Measure, now: datetime, *, most: bool
) -> None:
    best = (max if most else min)(known.values())
    winners = [course for course, value in known.items() if value == best][:3]
    named = with_particle("·".join(called(course, draft.library) for course in winners), "이/가")
    in_english = " and ".join(titled(course, draft) for course in winners)
    marks = "".join(map(draft.cite, winners))
    draft.say(f"{scope[0]}{named} 가장 {measure.word(most=most)}. {marks}",
              f"{scope[1]}{in_english} {measure.english[2 if most else 3]}. {marks}")  # fmt: skip
    for course in winners:
        say_item(draft, course, measure.told(course, now.date(), draft.english))


def _say_beyond(draft: Draft, known: Mapping[Course, float], measure: Measure, now: datetime) -> None:
    """A course of unknown dates of which more is written than of those that matter now ("총 806시간")."""
    undated = [
        (value, course)
        for course in draft.library.courses
        if course_status(course, now).phase is Phase.UNKNOWN and (value := measure.value(course)) is not None
    ]
    value, course = max(undated, key=lambda pair: pair[0], default=(0, None))
    if course and value > max(known.values()):
        mark = draft.cite_table(course_lists.COURSE_LIST, [course], whole=True)  # not what the answer is about
        title, told = short_title(course, draft.library), measure.told(course, now.date(), draft.english)
        draft.say(f"모집·교육 날짜를 모르는 과정까지 보면 더 {measure.attribute} 것도 있어요: {title}, {told} {mark}",
                  f"There is more for a course whose dates are not known: {title}, {told} {mark}")  # fmt: skip


def _not_written(draft: Draft, pool: _Pool, measure: Measure, now: datetime, *, most: bool) -> Reply:
    """None of the courses meant tells it: said first, then which does among all that tell it."""
    mark = draft.cite_table(course_lists.COURSE_LIST, pool.courses, whole=True)
    draft.say(f"{pool.korean}의 {with_particle(measure.name, '은/는')} 자료에 적혀 있지 않아요. {mark}",
              f"It is not written for {pool.english}. {mark}")  # fmt: skip
    known = {course: value for course in draft.library.courses if (value := measure.value(course)) is not None}
    if not known:
        draft.say(ask_people(draft.library), " ")
        return draft.abstention(
            "catalog", suggestions=(draft.either("지금 모집 중인 과정", "Which courses are open now?"),)
        )
    scope = f"{with_particle(measure.name, '이/가')} 적혀 있는 과정 가운데서는 ", "Of those for which it is, "
    _say_winners(draft, known, scope, measure, now, most=most)
    return draft.answer("catalog", suggestions=(draft.either("지금 모집 중인 과정", "Which courses are open now?"),))


def _campus(asked: Understanding, measure: Measure, most: bool, library: Library, now: datetime) -> Reply | None:
    if measure is measures.OPENED:
        most = not asked.says(_EARLIEST)
    known = {campus: value for campus in library.campuses if (value := measure.value(campus)) is not None}
    if not known:
        return None
    best = (max if most else min)(known.values())
    winners = [campus for campus, value in known.items() if value == best][:3]
    draft = Draft(library, english=asked.english)
    labels, marks = "·".join(map(campus_label, winners)), "".join(map(draft.cite, winners))
    size = measure is measures.PEOPLE
    draft.say(f"{'교육규모는 ' if size else ''}{with_particle(labels, '이/가')} 가장 "
              f"{('커요' if most else '작아요') if size else measure.word(most=most)}. {marks}",
              f"{', '.join(map(english.campus_name, winners))} {measure.english[2 if most else 3]}. {marks}")  # fmt: skip
    for campus in winners:
        say_item(draft, campus, measure.told(campus, now.date(), asked.english))
    if unknown := len(library.campuses) - len(known):
        name = "교육규모" if size else measure.name
        draft.say(f"{unknown}곳은 {with_particle(name, '이/가')} 자료에 정확히 적혀 있지 않아요.",
                  f"For {unknown} campuses it is not written exactly.").worked_out(unknown)  # fmt: skip
    first, latin = winners[0].name, english.latin(winners[0])
    offers = (
        draft.either(f"{first} 위치", f"Where is the {latin} campus?"),
        draft.either(f"{first} 과정 알려줘", f"Courses at the {latin} campus"),
    )
    return draft.answer("catalog", suggestions=offers)


def called(record: Measured, library: Library) -> str:
    """A course or a campus in short, in Korean: "은평캠퍼스", "성동 4기 과정", "송파 과정"."""
    if isinstance(record, Campus):
        return campus_label(record)
    place = place_of(record, library)
    return f"{place} 과정" if place else short_title(record, library)


def titled(record: Measured, draft: Draft) -> str:
    """A course or a campus in full, and its figures noted as worked out."""
    if isinstance(record, Campus):
        draft.worked_out(campus_label(record))
        return english.campus_name(record) if draft.english else campus_label(record)
    if (months := measures.months(record)) is not None:
        draft.worked_out(months)
    if draft.english:
        draft.worked_out(record.title)
        return english.course_name(record, draft.library)
    title = " · ".join(part for part in (short_title(record, draft.library), place_of(record, draft.library)) if part)
    draft.worked_out(title)
    return title


def say_item(draft: Draft, record: Measured, told: str) -> None:
    """A list item: what a record tells."""
    draft.worked_out(*re.findall(r"D-(\d+)", told))
    draft.say(f"- **{titled(record, draft)}**: {told} {draft.cite(record)}")
