"""Whom to ask in person: the people of the right campus, or the academy's, and when they are there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot import english
from bot.conversation import Locale
from bot.drafts import contact_of
from knowledge.passages import campus_label
from knowledge.records import Campus, Course, Event, Library, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The human route about something. What is not known is empty. `switchboard`: the number is the academy's, not the
    campus's own; `course` is the contact that one course names, `as_of` the date of the campus's or academy's record."""

    name: str
    english_name: str
    phone: str = ""
    switchboard: bool = False
    email: str = ""
    hours: str = ""
    url: str = ""
    course: str = ""
    as_of: date | None = None


def people_for(record: Record | None, library: Library) -> People:
    """Those who know about a campus, or a course or an event that is held there; the academy for anything else."""
    campus = _campus_of(record, library)
    academy, contact = library.academy, contact_of(library, campus)
    return People(
        name=campus_label(campus) if campus else academy.name,
        english_name=english.campus_name(campus) if campus else academy.name,
        phone=contact.phone,
        switchboard=bool(contact.phone) and not (campus and campus.phone),
        email=contact.email,
        hours=(campus.hours if campus else "") or academy.hours,
        url=contact.url,
        course=record.contact if isinstance(record, Course) else "",
        as_of=(campus or academy).as_of,
    )


def introduced(people: People, locale: Locale) -> str:
    """Whom to ask and how, as Markdown."""
    in_english = locale == "en"
    labels = _ENGLISH if in_english else _KOREAN
    known = (
        ("course", people.course),
        ("switchboard" if people.switchboard else "phone", people.phone),
        ("email", people.email),
        ("hours", people.hours),
        ("url", people.url),
    )
    lines = [f"- {labels[key]}: {value}" for key, value in known if value]
    name = people.english_name if in_english else people.name
    if not lines:
        return labels["unknown"].format(name=name)
    day = [f"\n{labels['as_of'].format(day=people.as_of)}"] if people.as_of else []
    return "\n".join((labels["ask"].format(name=name), *lines, *day))


def _campus_of(record: Record | None, library: Library) -> Campus | None:
    if isinstance(record, Campus):
        return record
    return library.campus(record.campus) if isinstance(record, Course | Event) else None


_KOREAN = {
    "ask": "**{name}** 담당자에게 물어보시면 정확해요.",
    "unknown": "{name} 담당자의 연락처는 제가 가진 자료에 없어요.",
    "course": "이 과정 문의",
    "phone": "전화",
    "switchboard": "대표전화",
    "email": "이메일",
    "hours": "운영시간",
    "url": "누리집",
    "as_of": "{day} 기준",
}
_ENGLISH = {
    "ask": "The people at **{name}** can tell you for sure.",
    "unknown": "My materials have no contact for {name}.",
    "course": "About this course",
    "phone": "Phone",
    "switchboard": "Main phone",
    "email": "E-mail",
    "hours": "Opening hours",
    "url": "Website (Korean)",
    "as_of": "As of {day}",
}
