"""How Korean sentences are put together: dates, particles, names of records, lists."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from datetime import date

from knowledge.records import Course, Library, Moment, Record
from retrieval import korean

_WEEKDAYS = "월화수목금토일"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(moment: Moment | date, today: date, *, english: bool = False) -> str:
    """A date as people read it: "9월 28일(월)", with the year where it is not today's; the time where one is set."""
    value = moment.day if isinstance(moment, Moment) else moment
    at = moment.at if isinstance(moment, Moment) else None
    clock = f" {at:%H:%M}" if at else ""
    if english:
        year = "" if value.year == today.year else f", {value.year}"
        return f"{MONTHS[value.month - 1]} {value.day}{year}{clock}"
    year = "" if value.year == today.year else f"{value.year}년 "
    return f"{year}{value.month}월 {value.day}일({_WEEKDAYS[value.weekday()]}){clock}"


def has_final(word: str) -> bool:
    """Whether a word ends in a consonant as it is read aloud (digits and Latin letters included)."""
    core = re.sub(r"[\s\W]+$", "", re.sub(r"\([^)]*\)\s*$", "", word)) or word
    last = core[-1:]
    if korean.is_syllable(last):
        return bool(korean.jamo(last)[2])
    if re.search(r"[aeiou]r$", core, re.IGNORECASE):
        return False  # "Master" is read 마스터, "kr" 케이알
    return last in "0136780lmnrLMNR"


def with_particle(word: str, particles: str) -> str:
    """The word with the right one of two particles, such as "은/는", "이/가", "을/를", "이에요/예요", "으로/로"."""
    closed, open_ = particles.split("/")
    if particles == "으로/로" and re.search(r"[ㄹ]$|[1-9]?[178]$", korean.jamo(word[-1:])[2] or word[-1:]):
        return word + open_
    return word + (closed if has_final(word) else open_)


def short_title(course: Course, library: Library) -> str:
    """A course title without its bracketed prefix, for lists."""
    title = re.sub(r"^\s*[(\[][^)\]]*[)\]]\s*", "", course.title).strip()
    return re.sub(r"\s*\([^)]*\)$", "", title).strip() or course.title


def nickname(course: Course, library: Library) -> str:
    """What a person would call a course on a button: "성동 4기 과정", "송파 서비스기획 과정"."""
    place = place_of(course, library)
    if course.cohort and place != course.cohort:
        return f"{place} 과정"
    last = [word for word in short_title(course, library).split() if not re.search(r"과정$|취업|양성", word)][-1:]
    return " ".join((place, *last, "과정")).strip()


def place_of(course: Course, library: Library) -> str:
    """Where and which cohort: "성동 4기", "송파"."""
    campus = library.campus(course.campus)
    name = campus.name if campus else course.campus
    cohort = course.cohort if not course.cohort.isdigit() else f"{course.cohort}기"
    return " ".join(part for part in (name, cohort) if part)


def record_text(record: Record) -> str:
    """Everything a record says, field by field: what its citations rest on."""
    parts: list[str] = []
    for entry in dataclasses.fields(record):
        if entry.name != "origin":
            _collect(getattr(record, entry.name), parts)
    return "\n".join(parts)


def _collect(value: object, parts: list[str]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, Moment):
        parts.append(value.day.isoformat() + (f" {value.at:%H:%M}" if value.at else ""))
    elif isinstance(value, date):
        parts.append(value.isoformat())
    elif isinstance(value, tuple | list):
        for item in value:
            _collect(item, parts)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for entry in dataclasses.fields(value):
            _collect(getattr(value, entry.name), parts)
    elif not isinstance(value, bool):
        parts.append(f"{value:g}" if isinstance(value, float) else str(value))


def sentences(text: str) -> list[str]:
    """A text's sentences and list lines, in order."""
    found: list[str] = []
    for line in text.splitlines():
        if line.strip():
            found += [part.strip() for part in re.split(r"(?<=[.!?。])\s+(?=\S)", line.strip()) if part.strip()]
    return found


def bullet(items: Sequence[str], *, most: int = 5) -> str:
    """A Markdown list of at most `most` items."""
    return "\n".join(f"- {item}" for item in items[:most])


def shortened(text: str, limit: int) -> str:
    """The text cut at a word before `limit` characters, with an ellipsis."""
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(" ,·") + "…"
