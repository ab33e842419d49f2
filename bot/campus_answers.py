"""Answers about campuses: one point of one campus, campuses by field, partner, station or year of opening."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from bot import english, intents
from bot.answers import Reply
from bot.course_lists import in_fields_at
from bot.drafts import Draft, ask_people
from bot.wording import sentences, with_particle
from knowledge.passages import campus_label
from knowledge.records import Campus, Library
from retrieval import korean
from retrieval.lexicon import Aspect
from retrieval.query import Understanding

CAMPUS_LIST = "캠퍼스 목록"


def _address_floor(campus: Campus) -> str:
    return campus.address if re.search(r"\d\s?(?:~\d+\s?)?층|\d+F", campus.address) else ""


def _parking(campus: Campus) -> str:
    return _told(campus, re.compile(r"주차"))


def _told(campus: Campus, cue: re.Pattern[str]) -> str:
    """The sentences of a campus's notes and extra columns that speak of a thing."""
    found = [
        f"{heading} {text}" if not cue.search(text) else text
        for heading, text in campus.extra
        if cue.search(heading + text)
    ]
    return " ".join(found + [s for s in sentences(campus.note) if cue.search(s)])


# aspect: (what it is called, its value, what a note about it says, English name)
_POINTS: dict[Aspect, tuple[str, Callable[[Campus], str], str, str]] = {
    Aspect.PHONE: ("전화번호", lambda c: c.phone, r"전화|번호|\d{3,4}-\d{4}", "The phone number"),
    Aspect.EMAIL: ("이메일", lambda c: c.email, r"이메일|@", "The e-mail address"),
    Aspect.ADDRESS: ("주소", lambda c: c.address, r"주소|위치|\d동|건물|표기", "The address"),
    Aspect.FLOOR: ("주소", _address_floor, r"층", "The address"),
    Aspect.STATION: ("가까운 역", lambda c: c.station, r"역|버스|정류장|도보|걸어", "The nearest station"),
    Aspect.OPENING_HOURS: ("운영시간", lambda c: c.hours, r"운영시간|휴무|자습|폐문|문을 닫", "The opening hours"),
    Aspect.FIELDS: ("교육분야", lambda c: ", ".join(c.fields), r"분야|특화|과거|전환", "The fields of study"),
    Aspect.SIZE: ("교육규모", lambda c: c.size, r"규모|정원|명", "The size"),
    Aspect.CAPACITY: ("교육규모", lambda c: c.size, r"규모|정원|명", "The size"),
    Aspect.PARTNER: ("협력기업", lambda c: c.partner, r"협력|파트너|연계", "The partner company"),
    Aspect.OPENED: ("개관일", lambda c: c.opened, r"개관|개소|문을|연다고|열(었|린|렸)|번째|\d호", "The opening date"),
    Aspect.SITE: ("누리집", lambda c: c.url, r"누리집|사이트", "The web page"),
    Aspect.PARKING: ("주차 안내", _parking, r"주차", "Parking"),
}
_ORDER = tuple(_POINTS)


def about(asked: Understanding, campuses: Sequence[Campus], library: Library) -> Reply | None:
    """The points asked for of the campuses named; a short card where no point is named."""
    points = [aspect for aspect in asked.aspects if aspect in _POINTS]
    points = _without_doubles(points, asked)
    unknown = [
        a
        for a in asked.aspects
        if a not in _POINTS and a not in (Aspect.DETAIL, Aspect.CONTACT, Aspect.VENUE, Aspect.AUDIENCE)
    ]
    draft = Draft(library, english=asked.english)
    if not points and asked.asks(Aspect.CONTACT):
        points = [Aspect.PHONE, Aspect.EMAIL]
    if not points:
        if noted := _noted(asked, campuses, draft):
            return noted
        if unknown or asked.topics:
            return None
        if intents.THERE.search(korean.squeeze(asked.subject)):
            labels = ", ".join(map(campus_label, campuses[:3]))
            named = ", ".join(english.campus_name(campus) for campus in campuses[:3])
            draft.say(f"{with_particle(labels, '이/가')} 있어요.", f"Yes: {named}.")
        return _cards(draft, campuses)
    missing: list[tuple[Campus, Aspect]] = []
    for campus in campuses[:5]:
        for aspect in points[:3]:
            name, value_of, note_cue, in_english = _POINTS[aspect]
            value = value_of(campus)
            if value:
                draft.say(*_sentence(campus, aspect, name, value, in_english, draft))
                _add_notes(draft, campus, re.compile(note_cue), value)
            else:
                missing.append((campus, aspect))
    if missing and not draft.lines:
        return _not_written(draft, missing, asked)
    for campus, aspect in missing:
        name, _, _, in_english = _POINTS[aspect]
        draft.say(
            f"{campus_label(campus)}의 {with_particle(name, '은/는')} 자료에 적혀 있지 않아요.",
            f"{in_english} of the {english.campus_name(campus)} is not written.",
        )
    return draft.answer("catalog", suggestions=_next(campuses[0], points, draft))


def _noted(asked: Understanding, campuses: Sequence[Campus], draft: Draft) -> Reply | None:
    """What the notes of the campuses say of the words asked about ("강의실이 몇 개예요?")."""
    if not asked.topics:
        return None
    cue = re.compile("|".join(map(re.escape, asked.topics)))
    for campus in campuses[:3]:
        if told := _told(campus, cue):
            draft.say(
                f"{campus_label(campus)} 안내예요. {told} {draft.cite(campus)}",
                f"Of the {english.campus_name(campus)}, the record says (in Korean): “{told}” {draft.cite(campus)}",
            )
    return draft.answer("catalog", suggestions=_next(campuses[0], [], draft)) if draft.lines else None


def _without_doubles(points: list[Aspect], asked: Understanding) -> list[Aspect]:
    """Drops points whose cue words were only part of another point's question."""
    if Aspect.STATION in points and not asked.says(re.compile(r"주소|정확|도로명|address")):
        points = [p for p in points if p is not Aspect.ADDRESS]
    if Aspect.ADDRESS in points and Aspect.FLOOR in points:
        points.remove(Aspect.FLOOR)
    if Aspect.EMAIL in points and not asked.says(re.compile(r"전화|전번|연락처|phone")):
        points = [p for p in points if p is not Aspect.PHONE]
    if Aspect.SITE in points and Aspect.ADDRESS in points:
        points.remove(Aspect.ADDRESS)
    if Aspect.PARTNER in points and Aspect.ADDRESS in points:
        points.remove(Aspect.ADDRESS)
    if Aspect.PARKING in points:
        return [Aspect.PARKING]
    if Aspect.CAPACITY in points and Aspect.SIZE in points:
        points.remove(Aspect.CAPACITY)
    return points


def _sentence(campus: Campus, aspect: Aspect, name: str, value: str, point: str, draft: Draft) -> tuple[str, str]:
    who, mark = campus_label(campus), draft.cite(campus)
    told = english.terms(campus.fields, draft.library) if aspect is Aspect.FIELDS else english.value(value)
    told = value if aspect in (Aspect.ADDRESS, Aspect.FLOOR) else told
    in_english = f"{point} of the {english.campus_name(campus)}: {told} {mark}"
    match aspect:
        case Aspect.PARKING:
            return f"{who}는 {value} {mark}" if value.endswith(
                "."
            ) else f"{who}의 주차 안내: {value} {mark}", in_english
        case Aspect.STATION:
            return f"{who}에서 가까운 역은 {_ended(value)} {mark}", in_english
        case Aspect.OPENED if re.search(r"예정|계획|예고", value):
            return f"{who} 개관일은 ‘{value}’라고 적혀 있어요. {mark}", in_english
        case Aspect.OPENED:
            return f"{who}는 {value}에 문을 열었어요. {mark}", in_english
        case Aspect.FIELDS:
            return f"{who}의 교육분야는 {_ended(value)} {mark}", in_english
        case Aspect.PARTNER:
            return f"{who}는 {with_particle(value, '과/와')} 함께해요. {mark}", in_english
        case _:
            return f"{who} {with_particle(name, '은/는')} {_ended(value)} {mark}", in_english


def _ended(value: str) -> str:
    return value if value.endswith(".") else with_particle(value, "이에요/예요") + "."


def _add_notes(draft: Draft, campus: Campus, cue: re.Pattern[str], value: str) -> None:
    """Adds what the record's note says of this very point (a conflict, a second number)."""
    found = [s for s in sentences(campus.note) if cue.search(s) and korean.squeeze(s) not in korean.squeeze(value)]
    if found:
        told = " ".join(found[:2])
        draft.say(f"{told} {draft.cite(campus)}", f"The record adds (in Korean): “{told}” {draft.cite(campus)}")


def card(campus: Campus, library: Library, *, english: bool) -> Reply:
    """One campus in short."""
    return _cards(Draft(library, english=english), [campus])


def _cards(draft: Draft, campuses: Sequence[Campus]) -> Reply:
    for campus in campuses[:3]:
        draft.say(
            f"**{campus_label(campus)}** {draft.cite(campus)}",
            f"**{english.campus_name(campus)}** {draft.cite(campus)}",
        )
        for name, value, told in (
            ("주소", campus.address, f"Address: {campus.address}"),
            ("가까운 역", campus.station, f"Nearest station: {english.value(campus.station)}"),
            ("전화", campus.phone, f"Phone: {campus.phone}"),
            ("교육분야", ", ".join(campus.fields), f"Fields of study: {english.terms(campus.fields, draft.library)}"),
            ("협력기업", campus.partner, f"Partner company: {campus.partner}"),
        ):
            if value:
                draft.say(f"- {name}: {value}", f"- {told}")
    return draft.answer("catalog", suggestions=(_courses_at(campuses[0], draft), _open_courses(draft)))


def _courses_at(campus: Campus, draft: Draft) -> str:
    return draft.either(f"{campus.name} 과정 알려줘", f"Courses at the {english.latin(campus)} campus")


def _open_courses(draft: Draft) -> str:
    return draft.either("지금 모집 중인 과정", "Which courses are open now?")


def _where(campus: Campus, draft: Draft) -> str:
    return draft.either(f"{campus.name} 위치", f"Where is the {english.latin(campus)} campus?")


def _not_written(draft: Draft, missing: Sequence[tuple[Campus, Aspect]], asked: Understanding) -> Reply:
    campus, aspect = missing[0]
    name, _, _, in_english = _POINTS[aspect]
    draft.say(
        f"{campus_label(campus)}의 {with_particle(name, '은/는')} 제가 가진 자료에 적혀 있지 않아요. {draft.cite(campus)} "
        f"{ask_people(draft.library, campus)}",
        f"{in_english} of the {english.campus_name(campus)} is not written in the materials I have. {draft.cite(campus)} "
        + ask_people(draft.library, campus, in_english=True),
    )
    return draft.abstention("catalog", campus=campus, suggestions=_next(campus, [], draft))


def _next(campus: Campus, told: Sequence[Aspect], draft: Draft) -> tuple[str, ...]:
    name = english.latin(campus)
    offers = [
        (Aspect.PHONE, campus.phone, "전화번호", f"Phone number of the {name} campus"),
        (Aspect.ADDRESS, campus.address, "위치", f"Where is the {name} campus?"),
        (Aspect.FIELDS, "y", "교육분야", f"What does the {name} campus teach?"),
    ]
    found = [
        draft.either(f"{campus.name} {words}", asked)
        for aspect, value, words, asked in offers
        if value and aspect not in told
    ]
    return (*found[:2], _courses_at(campus, draft))


def of_partners(asked: Understanding, library: Library) -> Reply | None:
    """Which campuses a partner company runs with."""
    draft = Draft(library, english=asked.english)
    for id in asked.partners:
        if campus := library.campus(id):
            draft.say(
                f"{with_particle(campus.partner, '과/와')} 함께하는 곳은 {campus_label(campus)}예요. {draft.cite(campus)}",
                f"{campus.partner} works with the {english.campus_name(campus)}. {draft.cite(campus)}",
            )
            if asked.asks(Aspect.ADDRESS, Aspect.FLOOR) and campus.address and len(asked.partners) == 1:
                draft.say(f"주소는 {_ended(campus.address)}", f"Address: {campus.address}")
            if asked.asks(Aspect.PHONE) and campus.phone:
                draft.say(f"전화번호는 {_ended(campus.phone)}", f"Phone: {campus.phone}")
            if asked.asks(Aspect.FIELDS) and campus.fields:
                fields = english.terms(campus.fields, library)
                draft.say(f"교육분야는 {_ended(', '.join(campus.fields))}", f"Fields of study: {fields}")
    first = library.campus(asked.partners[0])
    return draft.answer("catalog", suggestions=_next(first, [], draft) if first else ()) if draft.lines else None


def teaching(asked: Understanding, library: Library) -> Reply | None:
    """Which campuses teach the fields asked for."""
    wanted = {korean.squeeze(field) for field in asked.fields}
    found = [campus for campus in library.campuses if wanted & {korean.squeeze(field) for field in campus.fields}]
    if not found:
        return None
    draft = Draft(library, english=asked.english)
    names = ", ".join(campus.name for campus in found)
    fields = _field_names(asked)
    mark = draft.cite_table(CAMPUS_LIST, found)
    draft.worked_out(len(found))
    if len(found) == 1:
        campus = found[0]
        draft.say(
            f"{with_particle(fields, '을/를')} 가르치는 곳은 {campus_label(campus)}예요. 교육분야는 {_ended(', '.join(campus.fields))} {mark}",
            f"The {english.campus_name(campus)} teaches it. Its fields: {english.terms(campus.fields, library)} {mark}",
        )
    else:
        draft.say(
            f"{with_particle(fields, '을/를')} 가르치는 캠퍼스는 {len(found)}곳이에요: {names} {mark}",
            f"{english.counted(len(found), 'campus')} teach {english.terms(english.once(asked.fields[:3]), library)}: "
            f"{', '.join(english.short_campus(campus) for campus in found)} {mark}",
        )
    offers = (_where(found[0], draft), draft.either(f"{fields} 과정 모집 중인 거 있어?", "Which courses are open now?"))
    return draft.answer("catalog", suggestions=offers)


def _field_names(asked: Understanding) -> str:
    return (
        min(asked.fields, key=len)
        if len({korean.squeeze(f) for f in asked.fields}) == 1
        else " · ".join(asked.fields[:3])
    )


def teaches(asked: Understanding, campuses: Sequence[Campus], library: Library, now: datetime) -> Reply | None:
    """Whether the campuses named teach the fields asked for, and with which courses."""
    draft = Draft(library, english=asked.english)
    wanted = {korean.squeeze(field) for field in asked.fields}
    for campus in campuses[:3]:
        own = [field for field in campus.fields if korean.squeeze(field) in wanted]
        if own:
            draft.say(
                f"네, {campus_label(campus)} 교육분야에 {with_particle(', '.join(own), '이/가')} 있어요. {draft.cite(campus)}",
                f"Yes, the {english.campus_name(campus)} teaches {english.terms(own, library)}. {draft.cite(campus)}",
            )
        elif not in_fields_at(campus, asked, library):
            fields = f" 지금 적혀 있는 분야는 {_ended(', '.join(campus.fields))}" if campus.fields else ""
            draft.say(
                f"{campus_label(campus)} 교육분야에는 {with_particle(_field_names(asked), '이/가')} 없어요.{fields} {draft.cite(campus)}",
                f"{english.terms([_field_names(asked)], library)} is not among the fields of the "
                f"{english.campus_name(campus)}. Its fields: {english.terms(campus.fields, library)} {draft.cite(campus)}",
            )
            if campus.partner:
                draft.say(
                    f"{with_particle(campus.partner, '과/와')} 함께해요. {draft.cite(campus)}",
                    f"Its partner company is {campus.partner}. {draft.cite(campus)}",
                )
            _add_notes(draft, campus, re.compile(_POINTS[Aspect.FIELDS][2]), "")
        for course in in_fields_at(campus, asked, library)[:3]:
            draft.say(f"- {course.title} {draft.cite(course)}")
    return draft.answer("catalog", suggestions=(_courses_at(campuses[0], draft),)) if draft.lines else None


def opened_in(asked: Understanding, library: Library) -> Reply | None:
    """The campuses that opened in the span of time asked for."""
    period = asked.period
    if period is None:
        return None
    found = [
        campus
        for campus in library.campuses
        if (match := re.match(r"(\d{4})", campus.opened))
        and period.start.year <= int(match.group(1)) <= period.end.year
    ]
    if not found:
        return None
    draft = Draft(library, english=asked.english)
    mark = draft.cite_table(CAMPUS_LIST, found)
    names = ", ".join(campus.name for campus in sorted(found, key=lambda c: c.opened))
    year = f"{period.start.year}년"
    draft.worked_out(len(found), period.start.year)
    draft.say(
        f"{year}에 문을 연 캠퍼스는 {len(found)}곳이에요: {names} {mark}",
        f"{english.counted(len(found), 'campus')} opened in {period.start.year}: "
        f"{', '.join(english.short_campus(campus) for campus in sorted(found, key=lambda c: c.opened))} {mark}",
    )
    return draft.answer("catalog", suggestions=(_where(found[0], draft),))
