"""Lists of courses: open now, at a campus, in a field, in a span of time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot import english
from bot.answers import Reply
from bot.drafts import Draft, ask_people
from bot.wording import day, nickname, place_of, short_title, with_particle
from knowledge.passages import campus_label
from knowledge.records import Campus, Course, Library
from knowledge.status import Phase, course_status
from retrieval import korean
from retrieval.lexicon import Aspect
from retrieval.query import Understanding

COURSE_LIST = "교육과정 목록"
RUNNING = re.compile(
    r"(교육|수업|강의|과정)(이|을|을?지금)?(진행|하고있|하는중|운영)(되고|중)?(있|인)?[^?]{0,4}과정|(진행|운영|교육|수업)중인(과정|강좌|수업|거|게|것)|(running|ongoing)course|"
    r"courses?(are|is)?(currently|now)?(running|ongoing|inprogress|beingtaught)"
)
_FINISHING = re.compile(r"(끝나|마치|종료되|종강하|수료하)는|courses?(that)?(end|finish)")
_RECRUITING = re.compile(r"모집|접수|신청|지원|마감|원서|appl|recruit")
_UNTIL = re.compile(r"까지|전에|안에|until|by")
MOST = 5  # how many a list shows at once
_RECENT = 500  # days after which a course that ended is history


def line(course: Course, library: Library, now: datetime, draft: Draft) -> str:
    """One course as a list item: title, place, status, deadline."""
    today, status = now.date(), course_status(course, now)
    place = english.place(course, library) if draft.english else place_of(course, library)
    parts = [f"**{short_title(course, library)}**"]
    if place:
        parts.append(place)
    if status.phase is Phase.OPEN and course.apply_end:
        left = status.days_left or 0
        draft.worked_out(left)
        closes = day(course.apply_end, today, english=draft.english)
        parts.append(draft.either(f"{closes} 마감, {'오늘' if left == 0 else f'D-{left}'}",
                                  f"closes {closes}, {'today' if left == 0 else f'D-{left}'}"))  # fmt: skip
    elif status.phase is Phase.UPCOMING and course.apply_start:
        opens = day(course.apply_start, today, english=draft.english)
        parts.append(draft.either(f"{opens} 모집 시작", f"applications open {opens}"))
    else:
        label = "날짜는 자료에 없음" if status.phase is Phase.UNKNOWN else status.label
        parts.append(draft.either(label, english.status(status)))
    return f"- {' · '.join(parts)} {draft.cite(course)}"


def _about(course: Course, draft: Draft) -> str:
    """A button that asks for more of a course."""
    library = draft.library
    return draft.either(f"{nickname(course, library)} 자세히", f"Tell me about the {english.nickname(course, library)}")


def _open_courses(draft: Draft) -> str:
    """A button that asks for what is open."""
    return draft.either("지금 모집 중인 과정", "Which courses are open now?")


def _more(number: int, draft: Draft) -> None:
    if number > 0:
        draft.say(f"이 밖에 {number}개가 더 있어요.", f"And {number} more.").worked_out(number)


def open_now(asked: Understanding, library: Library, now: datetime) -> Reply:
    """The courses one can apply for at the clock's time, soonest deadline first."""
    pool = of_fields(asked, library) if asked.fields else list(library.courses)
    return _listing(asked, pool, library, now, ", ".join(asked.fields[:2]) if asked.fields else "")


def at_campuses(asked: Understanding, campuses: Sequence[Campus], library: Library, now: datetime) -> Reply | None:
    """The courses of the campuses named: open ones, else coming ones, else the latest ones."""
    ids = {campus.id for campus in campuses}
    pool = [course for course in library.courses if course.campus in ids]
    if asked.fields:
        pool = [course for course in pool if course in of_fields(asked, library)] or pool
    where = "·".join(campus_label(campus) for campus in campuses)
    if not pool:
        draft = Draft(library, english=asked.english)
        campus = campuses[0]
        draft.say(
            f"{where}의 과정은 제가 가진 자료에 없어요. {ask_people(library, campus)}",
            f"The materials I have hold no course at the {english.campus_name(campus)}. "
            + ask_people(library, campus, in_english=True),
        )
        return draft.abstention("catalog", campus=campus, suggestions=(_open_courses(draft),))
    return _listing(asked, pool, library, now, where, " and ".join(f"the {english.campus_name(c)}" for c in campuses))


def _listing(
    asked: Understanding, pool: Sequence[Course], library: Library, now: datetime, of: str, at: str = ""
) -> Reply:
    draft = Draft(library, english=asked.english)
    today = now.date()
    status = {course.id: course_status(course, now) for course in pool}
    open_ = sorted(
        (c for c in pool if status[c.id].phase is Phase.OPEN),
        key=lambda c: c.apply_end.day if c.apply_end else date.max,
    )
    coming = sorted(
        (c for c in pool if status[c.id].phase is Phase.UPCOMING),
        key=lambda c: c.apply_start.day if c.apply_start else date.max,
    )
    head = f"{of}에서 " if of.endswith(("캠퍼스", "센터", "관", "점", "장")) else f"{of} 분야에서 " if of else ""
    as_of = _as_of(library.courses)
    spot = f" at {at}" if at else f" in {english.terms(asked.fields[:2], library)}" if of else ""
    if open_:
        draft.worked_out(len(open_))
        draft.say(
            f"{head}지금 모집 중인 과정은 {len(open_)}개예요.",
            f"{english.counted(len(open_), 'course')}{spot} {'is' if len(open_) == 1 else 'are'} open for applications now.",
        )
        for course in open_[:MOST]:
            draft.say(line(course, library, now, draft))
        _more(len(open_) - MOST, draft)
        if as_of:
            mark = draft.cite_table(COURSE_LIST, library.courses, as_of=as_of, whole=True)
            draft.say(
                f"{COURSE_LIST} · {as_of.isoformat()} 기준 {mark}", f"Course list as of {as_of.isoformat()} {mark}"
            )
        first = open_[0]
        return draft.answer(
            "catalog",
            suggestions=(
                *([draft.either("더 보여줘", "Show more")] if open_[MOST:] else []),
                _about(first, draft),
                draft.either("지원 방법 알려줘", "How do I apply?"),
                draft.either("지원 자격 알려줘", "Who can apply?"),
            )[:3],
            more=open_[MOST:],
        )
    mark = draft.cite_table(COURSE_LIST, library.courses, as_of=_as_of(library.courses), whole=True)
    since = f"({as_of.isoformat()} 기준)" if as_of else ""
    draft.say(
        f"제가 가진 자료{since}로는 {head}지금 모집 중인 과정이 없어요. {mark}",
        f"In the materials I have{f' (as of {as_of.isoformat()})' if as_of else ''}, no course{spot} is open for applications now. {mark}",
    )
    if coming:
        draft.say("곧 모집하는 과정이 있어요.", "These open soon:")
        for course in coming[:3]:
            draft.say(line(course, library, now, draft))
    else:
        closed = [c for c in pool if c.apply_end and c.apply_end.day <= today]
        if closed:
            last = max(closed, key=lambda c: c.apply_end.day if c.apply_end else date.min)
            named = f"{place_of(last, library)} {short_title(last, library)}".strip()
            if last.apply_end:
                closed_on = day(last.apply_end, today, english=draft.english)
                draft.say(
                    f"가장 최근에 마감된 건 {named} ({closed_on} 마감)이에요. {draft.cite(last)}",
                    f"The last to close was {english.course_name(last, library)}, on {closed_on}. {draft.cite(last)}",
                )
    elsewhere = [course for course in library.courses if of and course_status(course, now).phase is Phase.OPEN]
    if elsewhere:
        draft.worked_out(len(elsewhere))
        draft.say(f"다른 곳까지 보면 지금 모집 중인 과정은 {len(elsewhere)}개예요.",
                  f"Elsewhere, {english.counted(len(elsewhere), 'course')} can be applied for now:")  # fmt: skip
        for course in elsewhere[:3]:
            draft.say(line(course, library, now, draft))
    site = library.academy.site
    draft.say(
        f"그 뒤에 새로 열린 과정은 누리집({site})에서 확인해 주세요."
        if site
        else "새로 열린 과정은 누리집에서 확인해 주세요.",
        f"Please check {site or 'the web site'} for courses that opened since.",
    )
    if site:
        draft.cite(library.academy)
    return draft.answer(
        "catalog",
        suggestions=(
            draft.either("지원 자격 알려줘", "Who can apply?"),
            draft.either("지원 방법 알려줘", "How do I apply?"),
            draft.either("누리집 주소", "What is your website?"),
        ),
    )


def rest(asked: Understanding, ids: Sequence[str], shown: Sequence[str], library: Library, now: datetime) -> Reply:
    """The courses that the last list left out; that there are no more where it has `shown` all."""
    draft = Draft(library, english=asked.english)
    courses = [course for id in ids if isinstance(course := library.record(id), Course)]
    if not courses:
        before = [course for id in shown if isinstance(course := library.record(id), Course)]
        mark = draft.cite_table(COURSE_LIST, before, whole=True)
        draft.say(f"앞에서 보여드린 과정이 전부예요. {mark}", f"That was the whole list. {mark}")
        return draft.answer("catalog", suggestions=(_open_courses(draft),))
    draft.say(f"나머지 {len(courses)}개예요.", f"The other {len(courses)}:").worked_out(len(courses))
    for course in courses[:MOST]:
        draft.say(line(course, library, now, draft))
    _more(len(courses) - MOST, draft)
    return draft.answer("catalog", suggestions=(_about(courses[0], draft),), more=courses[MOST:])


def _as_of(courses: Sequence[Course]) -> date | None:
    """The day on which the list of courses was last looked at: the newest of those that have dates."""
    return max((course.as_of for course in courses if course.as_of and course.apply_end), default=None)


def live_at(campuses: Sequence[Campus], library: Library, now: datetime) -> list[Course]:
    """The courses of some campuses that one can apply for now or soon; else those being taught."""
    ids = {campus.id for campus in campuses}
    phases = {course.id: course_status(course, now).phase for course in library.courses if course.campus in ids}
    for wanted in ((Phase.OPEN, Phase.UPCOMING), (Phase.RUNNING,)):
        if found := [course for course in library.courses if phases.get(course.id) in wanted]:
            return found
    return []


def running(asked: Understanding, campuses: Sequence[Campus], library: Library, now: datetime) -> Reply | None:
    """The courses that are being taught at the clock's time, of some campuses or of all."""
    ids = {campus.id for campus in campuses}
    pool = [course for course in library.courses if not ids or course.campus in ids]
    found = [course for course in pool if course_status(course, now).phase is Phase.RUNNING]
    draft = Draft(library, english=asked.english)
    where = "·".join(map(campus_label, campuses))
    head = f"{where}에서 " if where else ""
    if not found:
        mark = draft.cite_table(COURSE_LIST, library.courses, as_of=_as_of(library.courses), whole=True)
        draft.say(
            f"{head}지금 교육 중이라고 확인되는 과정은 자료에 없어요. {mark}",
            f"No course is known to be running now. {mark}",
        )
        return draft.answer("catalog", suggestions=(_open_courses(draft),))
    draft.say(
        f"{head}지금 교육 중인 과정은 {len(found)}개예요.", f"{english.counted(len(found), 'course')} running now:"
    )
    draft.worked_out(len(found))
    for course in found[:MOST]:
        ends = day(course.end, now.date(), english=draft.english) if course.end else ""
        until = draft.either(f" · {ends}까지", f" · until {ends}") if ends else ""
        place = english.place(course, library) if draft.english else place_of(course, library)
        draft.say(f"- **{short_title(course, library)}** · {place}{until} {draft.cite(course)}")
    _more(len(found) - MOST, draft)
    return draft.answer("catalog", suggestions=(_open_courses(draft),), more=found[MOST:])


def in_period(asked: Understanding, library: Library, now: datetime, campuses: Sequence[Campus] = ()) -> Reply | None:
    """Courses whose recruitment or start falls in the span asked for; what lies beyond the data is not written."""
    period = asked.period
    if period is None:
        return None
    when = period.words if period.words in ("오늘", "today") else f"{period.words}에"
    pool = of_fields(asked, library) if asked.fields else list(library.courses)
    ids = {campus.id for campus in campuses}
    pool = [course for course in pool if not ids or course.campus in ids]
    starting = asked.asks(Aspect.START) or asked.says(re.compile(r"개강|수업시작|교육시작"))
    finishing = asked.says(_FINISHING) and not asked.says(_RECRUITING)
    ending = asked.says(re.compile(r"마감|까지|끝나|deadline|clos(e|ing)"))
    if finishing and asked.says(_UNTIL):
        period = replace(period, start=min(now.date(), period.start))
        when = f"{period.words}까지"
    found = []
    for course in pool:
        if starting:
            hit = course.start and course.start.day in period
        elif finishing:
            hit = course.end and course.end.day in period
        elif ending:
            hit = course.apply_end and course.apply_end.day in period
        else:
            hit = (
                course.apply_start
                and course.apply_end
                and course.apply_start.day <= period.end
                and course.apply_end.day >= period.start
            )
        if hit:
            found.append(course)
    draft = Draft(library, english=asked.english)
    what = "개강하는" if starting else "교육이 끝나는" if finishing else "모집이 끝나는" if ending else "모집하는"
    if period.end < now.date():
        what = "개강한" if starting else "교육이 끝난" if finishing else "모집이 끝난" if ending else "모집한"
    if found:
        did = "starting" if starting else "ending" if finishing else "closing" if ending else "taking applications"
        draft.say(
            f"{when} {what} 과정은 {len(found)}개예요.",
            f"{english.counted(len(found), 'course')} {did} ({period.words}):",
        ).worked_out(len(found))
        found.sort(key=lambda c: c.apply_end.day if c.apply_end else date.max)
        for course in found[:MOST]:
            draft.say(line(course, library, now, draft))
        _more(len(found) - MOST, draft)
        return draft.answer("catalog", suggestions=(_open_courses(draft),), more=found[MOST:])
    as_of = _as_of(library.courses)
    mark = draft.cite_table(COURSE_LIST, library.courses, as_of=_as_of(library.courses), whole=True)
    since = f"({as_of.isoformat()} 기준)" if as_of else ""
    text = f"{when} {what} 과정은 제가 가진 자료{since}에 없어요. {mark} {ask_people(library)}"
    draft.worked_out(*re.findall(r"\d+", period.words))
    dated = f" (as of {as_of.isoformat()})" if as_of else ""
    draft.say(
        text,
        f"The materials I have{dated} hold no course for that time ({period.words}). {mark} "
        + ask_people(library, in_english=True),
    )
    offers = (_open_courses(draft), draft.either("누리집 주소", "What is your website?"))
    return draft.abstention("catalog", suggestions=offers)


def in_fields(asked: Understanding, library: Library, now: datetime) -> Reply | None:
    """Courses of the fields asked for: open ones first, then the latest."""
    pool = of_fields(asked, library)
    campuses = [
        c for c in library.campuses if {korean.squeeze(f) for f in asked.fields} & {korean.squeeze(f) for f in c.fields}
    ]
    if not pool and not campuses:
        return None
    draft = Draft(library, english=asked.english)
    today = now.date()
    recent = [c for c in pool if (last := c.end or c.apply_end) and (today - last.day).days < _RECENT]
    live = [c for c in recent if course_status(c, now).phase in (Phase.OPEN, Phase.UPCOMING)]
    named = english.terms(english.once(asked.fields[:3]), library)
    fields = " · ".join({korean.squeeze(field): field for field in asked.fields[:3]}.values())
    if live:
        draft.say(
            f"{fields} 분야에서 지원할 수 있거나 곧 열리는 과정이에요.",
            f"Yes. In {named}, you can apply for these now or soon:",
        )
    elif pool:
        draft.say(
            f"{fields} 분야에서 지금 모집 중인 과정은 자료에 없어요. 자료에 있는 과정은 이래요.",
            f"No course in {named} is open now. These are in the materials I have:",
        )
    shown = live or sorted(recent or pool, key=lambda c: c.apply_end.day if c.apply_end else date.min, reverse=True)
    for course in shown[:4]:
        draft.say(line(course, library, now, draft))
    if campuses:
        names = ", ".join(campus.name for campus in campuses)
        mark = draft.cite_table("캠퍼스 목록", campuses)
        teaching = with_particle(fields, "을/를")
        draft.say(
            f"{teaching} 교육분야로 둔 캠퍼스는 {with_particle(names, '이에요/예요')}. {mark}",
            f"Campuses that teach {named}: {', '.join(english.short_campus(c) for c in campuses)} {mark}",
        )
    where = [draft.either(f"{c.name} 위치", f"Where is the {english.latin(c)} campus?") for c in campuses[:1]]
    return draft.answer("catalog", suggestions=(_open_courses(draft), *where), more=shown[4:])


def in_fields_at(campus: Campus, asked: Understanding, library: Library) -> list[Course]:
    """The courses of one campus in the fields asked for."""
    return [course for course in of_fields(asked, library) if course.campus == campus.id]


def in_title(field: str, title: str) -> bool:
    """Whether a title names a field; a short Latin name only as a word of its own ("AI")."""
    return _named(field, title, korean.squeeze(title))


def _named(field: str, title: str, squeezed: str) -> bool:
    if field.isascii():
        return bool(re.search(rf"(?<![A-Za-z]){re.escape(field)}(?![A-Za-z])", title, re.IGNORECASE))
    return len(field) > 1 and field in squeezed


def of_fields(asked: Understanding, library: Library) -> list[Course]:
    """Courses whose track is one of the fields asked for, or whose title names one."""
    own = by_field(asked.fields, library.courses, library)
    ids = {course.id for courses in own.values() for course in courses}
    return [course for course in library.courses if course.id in ids]


def by_field(fields: Iterable[str], courses: Iterable[Course], library: Library) -> dict[str, list[Course]]:
    """Those of some courses that are of each field: whose track it is, or whose title names it."""
    keys = {field: korean.squeeze(field) for field in fields}
    tracks = {track.id: korean.squeeze(track.name) for track in library.tracks}
    found: dict[str, list[Course]] = {field: [] for field in keys}
    for course in courses:
        track, title = tracks.get(course.track) or korean.squeeze(course.track), korean.squeeze(course.title)
        for field, key in keys.items():
            if key and (key == track or _named(key, course.title, title)):
                found[field].append(course)
    return found
