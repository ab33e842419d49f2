"""Which of some courses or campuses is longer, earlier, larger, and how they differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from bot import course_answers, course_lists, english, intents, measures, superlatives
from bot.answers import Reply
from bot.drafts import Draft, ask_people
from bot.measures import Measure, Measured
from bot.wording import place_of, short_title, shortened, with_particle
from knowledge.records import Campus, Course, Library
from knowledge.status import course_status
from retrieval import lexicon
from retrieval.lexicon import Aspect
from retrieval.names import Names
from retrieval.query import Understanding

_BETWEEN = re.compile(
    r"(?<=[가-힣A-Za-z\d)])(?:이랑|랑|하고|와|과|보다)\s+|\s+(?:이랑|랑|하고|및|그리고|아니면|vs\.?|versus|and|or)\s+|\s*[,/]\s*|\s+vs\.?\s*",
    re.IGNORECASE,
)
_COHORT = re.compile(r"(\d{1,2})\s?기(?!업|간|본|준|초|술|획|능|관|반|사|말|회|대|록|타)")
_OF_COURSES = frozenset(course_answers.ONLY_OF_COURSES) | {
    Aspect.APPLY_END,
    Aspect.APPLY_START,
    Aspect.APPLY_PERIOD,
    Aspect.STATUS,
}
_COUNTED = {2: "둘", 3: "셋", 4: "넷"}
_LONGEST = 120  # characters of a value, one point after the other
_MOST = 4  # how many are set side by side


def about(asked: Understanding, library: Library, names: Names, now: datetime) -> Reply | None:
    """The answer to a question that compares; None where it does not, or not things that can be told apart."""
    if asked.stations or asked.says(intents.NEARBY) or (asked.person.known() and asked.told.known()):
        return None
    measured = measures.measure_of(asked)
    if measured and asked.deictic and len(asked.courses) > _MOST:
        return superlatives.about(asked, measured, library, now)
    if asked.says(measures.COMPARING):
        sides = _sides(asked, library, names, now, courses=measured is not None and measured[0] is not measures.OPENED)
        if len(sides) > 1:
            return _set_against(asked, sides, measured, library, now)
    if measured and asked.says(measures.SUPERLATIVE):
        return superlatives.about(asked, measured, library, now)
    return None


def of_which(asked: Understanding, listed: Sequence[str], library: Library) -> Reply:
    """Asks back which are meant of a longer list ("둘 중에 뭐가 더 길어?" of three)."""
    draft = Draft(library, english=asked.english)
    number = lexicon.among(asked.squeezed)
    draft.say(
        f"방금 보여드린 건 {len(listed)}개예요. 어느 {_COUNTED.get(number, number)}을 말씀하세요?",
        f"There were {len(listed)} in that list. Which {number} do you mean?",
    ).worked_out(len(listed), number)
    sides = [record for id in listed if isinstance(record := library.record(id), Course | Campus)]
    rest = re.sub(r"^.*중에?서?\s*", "", asked.repaired)
    pairs = [(one, other) for index, one in enumerate(sides[:3]) for other in sides[index + 1 : 3]]
    offers = [
        draft.either(
            f"{with_particle(superlatives.called(one, library), '이랑/랑')} {superlatives.called(other, library)} 중에 {rest}",
            f"Compare {_button(one, draft)} and {_button(other, draft)}",
        )
        for one, other in pairs
    ]
    return draft.clarification("catalog", suggestions=offers)


def point_by_point(courses: Sequence[Course], library: Library, now: datetime, *, english: bool) -> Reply:
    """Two or more courses, one point after the other: what each says of it, for reading on a narrow screen."""
    draft = Draft(library, english=english)
    rows = {course.id: _rows(course, library, now, english=english) for course in courses}
    if english:
        rows = {course.id: _cells_in_english(course, rows[course.id], library) for course in courses}
    names = _told_apart(courses, draft)
    draft.say(f"과정 {len(courses)}개를 비교했어요.", f"{len(courses)} courses compared.").worked_out(len(courses))
    for course in courses:
        if (left := course_status(course, now).days_left) is not None:
            draft.worked_out(left)
        draft.say(f"- **{names[course.id]}**: {shortened(short_title(course, library), _LONGEST)} {draft.cite(course)}")
    for aspect, (point, _) in rows[courses[0].id].items():
        values = {course.id: rows[course.id][aspect][1] for course in courses}
        if any(values.values()):
            draft.say(f"\n**{point}**")
            for id, value in values.items():
                draft.say(f"- {names[id]}: {shortened(value, _LONGEST) or draft.either('자료에 없음', 'not written')}")
    return draft.answer("catalog", suggestions=_next(courses, draft))


def _told_apart(courses: Sequence[Course], draft: Draft) -> dict[str, str]:
    """What each course is called among these: where it is and which cohort, with a number where that is the same."""
    places = [english.place(c, draft.library) if draft.english else place_of(c, draft.library) for c in courses]
    return {
        course.id: place if place and places.count(place) == 1 else " ".join(filter(None, (place, f"({number})")))
        for number, (course, place) in enumerate(zip(courses, places, strict=True), 1)
    }


def _sides(asked: Understanding, library: Library, names: Names, now: datetime, *, courses: bool) -> list[Measured]:
    """The courses or campuses that a question sets against each other, in its order."""
    if len(asked.courses) > 1 and asked.deictic:
        named = [record for id in asked.courses if isinstance(record := library.record(id), Course)]
        return list[Measured](named[:_MOST])
    if len(asked.campuses) > 1 and asked.deictic and not names.find(asked.repaired):
        return [campus for id in asked.campuses[:_MOST] if (campus := library.campus(id))]
    of_courses = courses or asked.says(lexicon.COURSE_WORD) or asked.asks(*_OF_COURSES) or bool(asked.cohort)
    if asked.says(lexicon.CAMPUS_WORD) and not asked.says(lexicon.COURSE_WORD):
        of_courses = asked.asks(*_OF_COURSES)
    if asked.asks(Aspect.PARTNER, Aspect.ADDRESS, Aspect.PHONE, Aspect.STATION) or asked.says(measures.CAMPUS_SIZE):
        of_courses = False
    found: list[Measured] = []
    campuses: list[str] = []
    for part in _split(asked.repaired, names):
        mentions, before = names.find(part), campuses
        campuses = list(dict.fromkeys(m.id for m in mentions if m.kind in ("campus", "partner")))
        if not mentions and len(before) == 1 and _COHORT.search(part):
            campuses = before  # "성동 4기랑 6기"
        if not of_courses:
            found += [campus for id in campuses if (campus := library.campus(id))]
            continue
        for each in [[id] for id in campuses] or [[]]:
            found += _courses_of(part, each, library, names, now)
    return list(dict.fromkeys(found))[:_MOST]


def _split(text: str, names: Names) -> list[str]:
    """The sides of a comparison, cut where nothing but a joint stands: "중랑" holds none."""
    letters = [index for index, character in enumerate(text) if re.match(r"[^\W_]", character)]
    named = [range(letters[m.start], letters[m.end - 1] + 1) for m in names.find(text)]
    parts, start = [], 0
    for joint in _BETWEEN.finditer(text):
        first = joint.start() + len(joint.group()) - len(joint.group().lstrip())
        if not any(first in span for span in named):
            parts.append(text[start : joint.start()])
            start = joint.end()
    return [*parts, text[start:]]


def _courses_of(part: str, campuses: Sequence[str], library: Library, names: Names, now: datetime) -> list[Course]:
    """The courses that one side of a comparison means: the one it names, else those of its campus that matter now."""
    cohort = match.group(1) if (match := _COHORT.search(part)) else ""
    surfaces = [campus.name for id in campuses if (campus := library.campus(id))]
    bare = re.sub("|".join(map(re.escape, surfaces)), " ", part) if surfaces else part
    ranked = names.courses(names.content(bare), campuses=frozenset(campuses), cohort=cohort)
    best = [
        course
        for score, share, course in ranked
        if score == ranked[0][0] and (share >= 0.5 or (campuses and score) or cohort)
    ]
    if best and (campuses or ranked[0][1] >= 0.5):
        return [max(best, key=lambda course: _newest(course, now))]
    here = [campus for id in campuses if (campus := library.campus(id))]
    if live := course_lists.live_at(here, library, now) if here else []:
        return live[:2]
    own = [course for course in library.courses if course.campus in campuses]
    return [max(own, key=lambda course: _newest(course, now))] if own else []


def _newest(course: Course, now: datetime) -> tuple[bool, int]:
    moment = course.end or course.start or course.apply_end
    latest = moment.day if moment else course.as_of
    return course_status(course, now).phase in superlatives.LIVE, latest.toordinal() if latest else 0


def _set_against(
    asked: Understanding,
    sides: Sequence[Measured],
    measured: tuple[Measure, bool] | None,
    library: Library,
    now: datetime,
) -> Reply | None:
    """Two or more by the measure asked for, else side by side."""
    if measured is None:
        return _side_by_side(asked, sides, library, now)
    measure, most = measured
    if (
        measure is measures.SPAN
        and not all(measure.value(side) is not None for side in sides)
        and all(measures.HOURS.value(side) is not None for side in sides)
    ):
        measure = measures.HOURS
    draft = Draft(library, english=asked.english)
    known = {side: value for side in sides if (value := measure.value(side)) is not None}
    missing = [side for side in sides if side not in known]
    if len(known) < 2 or (missing and len(sides) == 2):
        return _undecided(draft, sides, missing, measure, library, now)
    best = (max if most else min)(known.values())
    winners = [side for side, value in known.items() if value == best]
    word = measure.word(most=most)
    if measure is measures.PEOPLE and isinstance(sides[0], Campus):
        word = "커요" if most else "작아요"
    if len(winners) == len(sides):
        draft.say(f"{measure.name}이 같아요.", f"They are the same ({measure.name}).")
    else:
        degree = "가장 " if len(sides) > 2 else "" if word.startswith("먼저") else "더 "
        named = with_particle("·".join(superlatives.called(winner, library) for winner in winners), "이/가")
        index = (0 if most else 1) + (0 if len(sides) == 2 else 2)
        marks = "".join(draft.cite(winner) for winner in winners)
        in_english = " and ".join(superlatives.titled(winner, draft) for winner in winners)
        draft.say(f"{named} {degree}{word}. {marks}", f"{in_english} {measure.english[index]}. {marks}")
    for side in known:
        superlatives.say_item(draft, side, measure.told(side, now.date(), asked.english))
    for side in missing:
        _say_missing(draft, side, measure, library)
    return draft.answer("catalog", suggestions=_next(sides, draft))


def _undecided(
    draft: Draft,
    sides: Sequence[Measured],
    missing: Sequence[Measured],
    measure: Measure,
    library: Library,
    now: datetime,
) -> Reply:
    """What is not written for one side cannot be compared; what is known of the other is told."""
    names = ", ".join(superlatives.called(side, library) for side in missing)
    draft.say(
        f"{names}의 {with_particle(measure.name, '이/가')} 자료에 적혀 있지 않아서 비교할 수 없어요. "
        + "".join(draft.cite(side) for side in missing),
        f"These cannot be compared: it is not written for {names}. " + "".join(draft.cite(side) for side in missing),
    )
    for side in sides:
        if side not in missing:
            superlatives.say_item(draft, side, measure.told(side, now.date(), draft.english))
    first = missing[0]
    campus = first if isinstance(first, Campus) else library.campus(first.campus)
    draft.say(ask_people(library, campus), " ")
    return draft.abstention("catalog", campus=campus, suggestions=_next(sides, draft))


def _say_missing(draft: Draft, side: Measured, measure: Measure, library: Library) -> None:
    draft.say(f"{superlatives.called(side, library)}의 {with_particle(measure.name, '은/는')} 자료에 적혀 있지 않아요. {draft.cite(side)}",
              f"For {superlatives.called(side, library)} it is not written. {draft.cite(side)}")  # fmt: skip


def _side_by_side(asked: Understanding, sides: Sequence[Measured], library: Library, now: datetime) -> Reply | None:
    """The points asked for, else the main ones, of each side; a single point in one line a side."""
    draft = Draft(library, english=asked.english)
    rows = {side: _rows(side, library, now, english=asked.english) for side in sides}
    if asked.english:
        rows = {side: _cells_in_english(side, rows[side], library) for side in sides}
    wanted = [aspect for aspect in asked.aspects if aspect in rows[sides[0]]][:3]
    if wanted and not any(rows[side][aspect][1] for side in sides for aspect in wanted):
        return None
    titles = {side: superlatives.titled(side, draft) for side in sides}
    if len(wanted) == 1:
        draft.say(f"{with_particle(rows[sides[0]][wanted[0]][0], '을/를')} 비교했어요.", "Compared:")
    else:
        names = ", ".join(superlatives.called(side, library) for side in sides)
        draft.say(f"{with_particle(names, '을/를')} 비교했어요.", f"Compared: {', '.join(titles.values())}")
    for side in sides:
        mark = draft.cite(side)
        if isinstance(side, Course) and (left := course_status(side, now).days_left) is not None:
            draft.worked_out(left)
        if len(wanted) == 1:
            draft.say(f"- **{titles[side]}**: {rows[side][wanted[0]][1] or _none(asked)} {mark}")
            continue
        draft.say(f"**{titles[side]}** {mark}")
        usual = [aspect for aspect in rows[side] if aspect not in _SELDOM and rows[side][aspect][1]]
        for aspect in wanted or usual:
            name, value = rows[side][aspect]
            draft.say(f"- {name}: {value or _none(asked)} {mark}")
        if isinstance(side, Campus) and not wanted:
            for course in course_lists.live_at([side], library, now)[:2]:
                draft.say(course_lists.line(course, library, now, draft))
    if asked.says(measures.TO_CHOOSE):
        draft.say("어느 쪽이 더 나은지는 자료로 정할 수 없어요.", "The materials do not say which is better.")
    return draft.answer("catalog", suggestions=_next(sides, draft))


def _none(asked: Understanding) -> str:
    return "not written" if asked.english else "자료에 없음"


_SELDOM = {
    Aspect.PHONE,
    Aspect.OPENED,
    Aspect.OPENING_HOURS,
    Aspect.CAPACITY,
    Aspect.COST,
    Aspect.BENEFITS,
    Aspect.LUNCH,
}


def _rows(side: Measured, library: Library, now: datetime, *, english: bool) -> dict[Aspect, tuple[str, str]]:
    """What a record tells of each point: its name and its value, empty where nothing is written."""
    today = now.date()
    if isinstance(side, Campus):
        return {
            Aspect.FIELDS: ("Fields" if english else "교육분야", ", ".join(side.fields)),
            Aspect.ADDRESS: ("Address" if english else "주소", side.address),
            Aspect.STATION: ("Station" if english else "가까운 역", side.station),
            Aspect.PHONE: ("Phone" if english else "전화번호", side.phone),
            Aspect.SIZE: ("Size" if english else "교육규모", side.size),
            Aspect.PARTNER: ("Partner" if english else "협력기업", side.partner),
            Aspect.OPENED: ("Opened" if english else "개관", side.opened),
            Aspect.OPENING_HOURS: ("Opening hours" if english else "운영시간", side.hours),
        }
    applying = measures.told_span(side.apply_start, side.apply_end, today, english=english)
    if applying and not english:
        applying += f" ({course_status(side, now).label})"
    return {
        Aspect.APPLY_PERIOD: ("Applications" if english else "모집", applying),
        Aspect.PERIOD: ("Teaching" if english else "교육", measures.SPAN.told(side, today, english)),
        Aspect.SCHEDULE: ("Class hours" if english else "수업 시간", side.schedule),
        Aspect.CAPACITY: ("Capacity" if english else "정원", side.capacity),
        Aspect.STACK: ("Tools" if english else "배우는 기술", ", ".join(side.stack)),
        Aspect.PARTNER: ("Partner" if english else "협력기업", side.partner),
        Aspect.COST: ("Fee" if english else "수강료", side.cost),
        Aspect.BENEFITS: ("Benefits" if english else "혜택", side.benefits),
        Aspect.LUNCH: ("Lunch" if english else "점심", course_answers.point(side, Aspect.LUNCH, library)),
        Aspect.LAPTOP: ("Laptop" if english else "노트북", course_answers.point(side, Aspect.LAPTOP, library)),
    }


def _cells_in_english(
    side: Measured, rows: dict[Aspect, tuple[str, str]], library: Library
) -> dict[Aspect, tuple[str, str]]:
    """The same rows with what their cells say in English, quoted where it is prose."""
    told = {
        aspect: (name, text if aspect is Aspect.ADDRESS or not text else english.value(text))
        for aspect, (name, text) in rows.items()
    }
    if isinstance(side, Campus):
        told[Aspect.FIELDS] = ("Fields", english.terms(side.fields, library))
    return told


def _next(sides: Sequence[Measured], draft: Draft) -> tuple[str, ...]:
    return tuple(
        draft.either(f"{superlatives.called(side, draft.library)} 자세히", f"Tell me about the {_button(side, draft)}")
        for side in sides[:2]
    )


def _button(side: Measured, draft: Draft) -> str:
    return english.nickname(side, draft.library) if isinstance(side, Course) else f"{english.latin(side)} campus"
