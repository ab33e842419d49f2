"""Answers about courses: one point of one course, and lists by status, campus, field or span of time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from bot import applying, course_dates, course_lists, english
from bot.answers import Reply
from bot.drafts import Draft, ask_people
from bot.wording import day, nickname, place_of, sentences, short_title, with_particle
from knowledge.passages import campus_label
from knowledge.records import Campus, Course, Library, Moment
from knowledge.status import Phase, course_status
from retrieval import lexicon
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
_IN_ENGLISH: dict[Aspect, str] = {
    Aspect.TOTAL_HOURS: "Total hours",
    Aspect.SCHEDULE: "Class times",
    Aspect.LUNCH: "Lunch",
    Aspect.LAPTOP: "Laptop",
    Aspect.DEPOSIT: "Deposit",
    Aspect.VOUCHER: "Certificates and exam fees",
    Aspect.COMPLETION: "To complete it",
    Aspect.OUTLINE: "What is taught",
    Aspect.STACK: "Tools and languages",
    Aspect.CAPACITY: "Seats",
    Aspect.OPERATOR: "Run by",
    Aspect.PARTNER: "Partner company",
    Aspect.MODE: "How it is taught",
    Aspect.SELECTION: "Selection",
    Aspect.COST: "Cost",
    Aspect.BENEFITS: "Benefits",
    Aspect.AUDIENCE: "For",
    Aspect.CONTACT: "Contact",
    Aspect.SITE: "Web page",
    Aspect.FIELDS: "Field",
}
_ACADEMY_WIDE = {Aspect.COST, Aspect.SELECTION, Aspect.COMPLETION, Aspect.AUDIENCE, Aspect.MODE, Aspect.BENEFITS}
_OF_CAMPUS = {Aspect.ADDRESS, Aspect.STATION, Aspect.PHONE, Aspect.FLOOR, Aspect.PARKING, Aspect.OPENING_HOURS}
ONLY_OF_COURSES = (Aspect.SCHEDULE, Aspect.TOTAL_HOURS, Aspect.LUNCH, Aspect.OUTLINE, Aspect.STACK, Aspect.START, Aspect.END,
                   Aspect.PERIOD, Aspect.COMPLETION)  # fmt: skip
_WHERE = re.compile(r"어느캠|어디(서|에서)|어느곳|어떤캠|whichcampus|where")
_SPAN = re.compile(r"\d\s?개월|\d\s?월|기간|진행|시작")
_WEAK = {Aspect.FIELDS, Aspect.PARTNER, Aspect.AUDIENCE, Aspect.CONTACT, Aspect.SITE, Aspect.MODE}
_WHEN = re.compile(r"언제|며칠|몇일|날짜|몇월|when|whatday")
_DAY = re.compile(r"\d\s?[월/.]")
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
        points = [aspect for aspect in asked.aspects if aspect in _POINTS]
        told = " ".join(found for aspect in points if (found := point(course, aspect, library)))
        in_english = "; ".join(found for aspect in points if (found := _english_point(course, aspect, library)))
        if told:
            name, mark = short_title(course, library), draft.cite(course)
            draft.say(f"- **{name}**: {told} {mark}", f"- **{name}**: {in_english} {mark}")
    return draft.answer("catalog", suggestions=(_about(courses[0], draft),)) if draft.lines else None


def _about(course: Course, draft: Draft) -> str:
    library = draft.library
    return draft.either(f"{nickname(course, library)} 자세히", f"Tell me about the {english.nickname(course, library)}")


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
            and not any(point(kept, p, library) for p in points)
            and any(point(course, p, library) for p in points)
        ):
            chosen[course.title, course.campus] = course
    return list(chosen.values())


def _told_apart(courses: Sequence[Course], asked: Understanding, now: datetime) -> list[Course]:
    """Of equally good courses, those that a person asking now can mean: open or coming ones first."""
    live = [c for c in courses if course_status(c, now).phase in (Phase.OPEN, Phase.UPCOMING)]
    return live or list(courses)


def _several(asked: Understanding, courses: Sequence[Course], library: Library, now: datetime) -> Reply:
    draft = Draft(library, english=asked.english)
    draft.say(
        f"비슷한 과정이 {len(courses)}개 있어요. 어떤 과정인가요?",
        f"There are {english.counted(len(courses), 'course')} like that. Which one do you mean?",
    ).worked_out(len(courses))
    for course in courses[:5]:
        draft.say(course_lists.line(course, library, now, draft))
    names = [_about(course, draft) for course in courses[:3]]
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
            f"{_named(course, library)} {campus_label(campus)}에서 해요. {draft.cite(course)} {draft.cite(campus)}",
            f"“{short_title(course, library)}” is at the {english.campus_name(campus)}. "
            f"{draft.cite(course)} {draft.cite(campus)}",
        )
        points = [p for p in points if p is not Aspect.CONTACT]
    if asked.asks(Aspect.HOW_TO_APPLY) and not points:
        applying.say(course, now, draft, head=_head(course, library, draft))
    missing: list[Aspect] = []
    for aspect in points[:3]:
        if told := point(course, aspect, library):
            in_english = _english_point(course, aspect, library)
            named = "" if draft.lines else f"{english.course_name(course, library)}. "
            draft.say(
                f"{_head(course, library, draft)}{told} {draft.cite(course)}",
                f"{named}{in_english} {draft.cite(course)}",
            )
        else:
            missing.append(aspect)
    if draft.lines and points[:1] == [Aspect.SELECTION] and asked.says(_WHEN) and not _DAY.search(course.selection):
        draft.say("날짜는 자료에 적혀 있지 않아요. " + ask_people(library, campus),
                  "On which day is not written. " + ask_people(library, campus, in_english=True))  # fmt: skip
        return draft.abstention("catalog", campus=campus, suggestions=_next(course, draft, asked))
    if draft.lines:
        return draft.answer("catalog", suggestions=_next(course, draft, asked))
    if missing:
        return None if set(missing) & _ACADEMY_WIDE else _not_written(course, missing, library, draft)
    if asked.aspects and not asked.asks(Aspect.DETAIL, Aspect.STATUS):
        return None
    return _card(course, library, now, draft)


def of_open(asked: Understanding, library: Library, now: datetime) -> Reply | None:
    """The point asked for of every course that one can apply for now; that it is not written where none tells it."""
    courses = [course for course in library.courses if course_status(course, now).phase is Phase.OPEN]
    points = [aspect for aspect in asked.aspects if aspect in _POINTS][:1]
    if not courses or not points:
        return None
    if any(point(course, points[0], library) for course in courses):
        return each(asked, courses, library, now)
    draft = Draft(library, english=asked.english)
    mark = draft.cite_table(course_lists.COURSE_LIST, courses, whole=True)
    name = with_particle(_POINTS[points[0]][0], "은/는")
    draft.say(f"지금 모집 중인 과정의 {name} 제가 가진 자료에 적혀 있지 않아요. {mark} {ask_people(library)}",
              f"“{_IN_ENGLISH[points[0]]}” is not written for the courses open now. {mark} "
              + ask_people(library, in_english=True))  # fmt: skip
    return draft.abstention("catalog")


def _say_dates(asked: Understanding, course: Course, now: datetime, draft: Draft) -> None:
    """The dates asked for; where only prose tells how long a course was, what it says."""
    teaching = asked.asks(Aspect.PERIOD, Aspect.START, Aspect.END) and not asked.asks(
        Aspect.APPLY_END, Aspect.APPLY_START
    )
    if teaching and not (course.start or course.end):
        spans = [sentence for sentence in sentences(course.note) if _SPAN.search(sentence)]
        if spans:
            told, mark = " ".join(spans[:2]), draft.cite(course)
            draft.say(
                f"{_head(course, draft.library, draft)}{told} {mark}",
                f"Of {english.course_name(course, draft.library)}, the record says (in Korean): “{told}” {mark}",
            )
        return
    draft.say(*course_dates.told(asked, course, now, draft))
    live = course_status(course, now).phase in (Phase.OPEN, Phase.UPCOMING)
    if (
        live
        and asked.asks(Aspect.APPLY_END)
        and asked.says(lexicon.HOUR)
        and course.apply_end
        and not course.apply_end.at
    ):
        mark = draft.cite(course)
        draft.say(
            f"몇 시에 마감하는지는 제가 가진 자료에 적혀 있지 않아요. {mark}",
            f"At what hour they close is not written. {mark}",
        )


def _named(course: Course, library: Library) -> str:
    return f"{place_of(course, library)} {with_particle(short_title(course, library), '은/는')}".strip()


def _head(course: Course, library: Library, draft: Draft) -> str:
    return "" if draft.lines else f"{_named(course, library)} "


def point(course: Course, aspect: Aspect, library: Library) -> str:
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


def _english_point(course: Course, aspect: Aspect, library: Library) -> str:
    """The same in English: a label and what the record says, quoted where it is prose."""
    _, attribute, cue = _POINTS[aspect]
    if not attribute:
        told = " ".join(_sentences_about(course, re.compile(cue))[:2])
        return f"{_IN_ENGLISH[aspect]}: “{told}”" if told else ""
    value = getattr(course, attribute)
    if attribute == "track":
        track = next((track.name for track in library.tracks if track.id == value), value)
        return f"{_IN_ENGLISH[aspect]}: {english.term(track, library)}" if track else ""
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    return f"{_IN_ENGLISH[aspect]}: {english.value(text)}" if text else ""


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
    for aspect, name, in_english, value in (
        (Aspect.ADDRESS, "주소", "Address", campus.address),
        (Aspect.FLOOR, "주소", "Address", campus.address),
        (Aspect.STATION, "가까운 역", "Nearest station", campus.station),
        (Aspect.PHONE, "전화번호", "Phone", campus.phone),
        (Aspect.OPENING_HOURS, "운영시간", "Opening hours", campus.hours),
    ):
        if asked.asks(aspect) and value:
            where = f"{campus_label(campus)}에서 해요. " if not draft.lines else ""
            said = f"{with_particle(name, '은/는')} {with_particle(value, '이에요/예요')}."
            at = f"It is at the {english.campus_name(campus)}. " if not draft.lines else ""
            told = value if name == "주소" else english.value(value)
            draft.say(f"{where}{said} {draft.cite(campus)}", f"{at}{in_english}: {told} {draft.cite(campus)}")


def _not_written(course: Course, missing: Sequence[Aspect], library: Library, draft: Draft) -> Reply:
    name = _POINTS[missing[0]][0]
    campus = library.campus(course.campus)
    draft.say(
        f"{place_of(course, library)} {short_title(course, library)}의 {with_particle(name, '은/는')} "
        f"제가 가진 자료에 적혀 있지 않아요. {draft.cite(course)} {ask_people(library, campus)}".strip(),
        f"“{_IN_ENGLISH[missing[0]]}” is not written for {english.course_name(course, library)} in the materials I have. "
        f"{draft.cite(course)} {ask_people(library, campus, in_english=True)}",
    )
    return draft.abstention("catalog", campus=campus, suggestions=_next(course, draft, None))


def card(course: Course, library: Library, now: datetime, *, english: bool) -> Reply:
    """One course in short."""
    return _card(course, library, now, Draft(library, english=english))


def _card(course: Course, library: Library, now: datetime, draft: Draft) -> Reply:
    today, status = now.date(), course_status(course, now)
    mark = draft.cite(course)
    title = f"**{short_title(course, library)}**"
    draft.say(
        f"{' · '.join(filter(None, (title, place_of(course, library), status.label)))} {mark}",
        f"{' · '.join(filter(None, (title, english.place(course, library), english.status(status))))} {mark}",
    )
    if status.days_left is not None:
        draft.worked_out(status.days_left)
    if course.apply_start and course.apply_end:
        draft.say(
            f"- 모집: {day(course.apply_start, today)}~{day(course.apply_end, today)}",
            f"- Applications: {_span(course.apply_start, course.apply_end, today)}",
        )
    if course.start and course.end:
        draft.say(
            f"- 교육: {day(course.start, today)}~{day(course.end, today)}",
            f"- Classes: {_span(course.start, course.end, today)}",
        )
    for name, in_english, value in (
        ("수업 시간", "Class times", course.schedule),
        ("총 시간", "Total hours", course.hours),
        ("배우는 것", "What is taught", course.outline or ", ".join(course.stack)),
        ("교육기관", "Run by", course.operator),
    ):
        if value and len(draft.lines) < 6:
            draft.say(f"- {name}: {value}", f"- {in_english}: {english.value(value)}")
    if len(draft.lines) < 3 and course.note:
        draft.say(f"- {course.note}", f"- The record says (in Korean): “{course.note}”")
    return draft.answer("catalog", suggestions=_next(course, draft, None))


def _span(first: Moment, last: Moment, today: date) -> str:
    return f"{day(first, today, english=True)} to {day(last, today, english=True)}"


def _next(course: Course, draft: Draft, asked: Understanding | None) -> tuple[str, ...]:
    name, in_english = nickname(course, draft.library), english.nickname(course, draft.library)
    offers = [
        (Aspect.APPLY_END, f"{name} 모집 마감", f"When does the {in_english} close?"),
        (Aspect.SCHEDULE, f"{name} 수업 시간", f"Class schedule of the {in_english}"),
        (Aspect.OUTLINE, f"{name} 커리큘럼", f"Curriculum of the {in_english}"),
        (Aspect.ADDRESS, f"{name} 위치", f"Where is the {in_english}?"),
    ]
    told = [draft.either(korean, latin) for aspect, korean, latin in offers if not asked or not asked.asks(aspect)]
    return tuple(told[:3])
