"""How records are named in English: an alias the knowledge has, else the Korean name in Latin letters, always with
the Korean name beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.answers import Citation, Contact
from bot.wording import MONTHS, short_title
from knowledge.passages import campus_label
from knowledge.records import Campus, Course, Library
from knowledge.romanization import romanized
from knowledge.status import CourseStatus, Phase
from retrieval import korean

_NAME = re.compile(r"[A-Z][A-Za-z .&'-]+")
_PHASES = {
    Phase.UPCOMING: "not open yet",
    Phase.OPEN: "open",
    Phase.CLOSED: "applications closed",
    Phase.RUNNING: "running",
    Phase.ENDED: "ended",
    Phase.UNKNOWN: "dates not written",
}


def latin(campus: Campus) -> str:
    """A campus's name in Latin letters: "Songpa"."""
    if campus.name.isascii():
        return campus.name
    return next((alias for alias in campus.aliases if _NAME.fullmatch(alias)), "") or romanized(campus.name)


def short_campus(campus: Campus) -> str:
    """A campus for lists: "Songpa (송파)"."""
    return latin(campus) if campus.name.isascii() else f"{latin(campus)} ({campus.name})"


def campus_name(campus: Campus) -> str:
    """A campus in a sentence: "Songpa campus (송파캠퍼스)"."""
    if campus.name.isascii():
        return campus_label(campus)
    label = campus_label(campus)
    return f"{latin(campus)} campus ({label})" if label != campus.name else f"{latin(campus)} ({label})"


def course_name(course: Course, library: Library) -> str:
    """A course in a sentence: its Korean title, where it is and which cohort."""
    where = place(course, library)
    joined = " at " if library.campus(course.campus) else ", "
    return f"“{short_title(course, library)}”{joined if where else ''}{where}"


def place(course: Course, library: Library) -> str:
    """Where a course is and which cohort: "Seongdong (성동), cohort 4"."""
    campus = library.campus(course.campus)
    where = short_campus(campus) if campus else course.campus
    cohort = re.sub(r"^(\d+)기?$", r"cohort \1", course.cohort)
    return ", ".join(part for part in (where, cohort) if part)


def nickname(course: Course, library: Library) -> str:
    """What a button calls a course: "Seongdong cohort 4 course"; told apart by its words where it has no cohort."""
    campus = library.campus(course.campus)
    if campus is None:
        return f"“{short_title(course, library)}” course"
    where = latin(campus)
    cohort = re.sub(r"^(\d+)기?$", r"cohort \1", course.cohort)
    return " ".join(part for part in (where, cohort, "course") if part)


def status(of: CourseStatus) -> str:
    """A course's status in a word or two."""
    return _PHASES[of.phase]


def term(text: str, library: Library) -> str:
    """A field of study or another term: "data analysis (데이터분석)"; as it stands where no English is known."""
    if text.isascii():
        return text
    key = korean.squeeze(text)
    groups = [(track.name, *track.aliases) for track in library.tracks]
    groups += [(entry.canonical, *entry.variants) for entry in library.terms]
    spellings = [word for group in groups if key in map(korean.squeeze, group) for word in group]
    named = next((word for word in spellings if word.isascii() and len(word) > 1), "")
    return f"{named} ({text})" if named else text


def terms(texts: Sequence[str], library: Library) -> str:
    """Several of them, joined."""
    return ", ".join(term(text, library) for text in texts)


# What table cells are made of. Where anything else is left, the cell is quoted as it stands.
_CELLS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(\d{4})년 (\d{1,2})월 (\d{1,2})일"), lambda m: f"{MONTHS[int(m[2]) - 1]} {m[3]}, {m[1]}"),
    (re.compile(r"(\d{4})년 (\d{1,2})월"), lambda m: f"{MONTHS[int(m[2]) - 1]} {m[1]}"),
    (re.compile(r"(\d{4})년"), lambda m: m[1]),
    (re.compile(r"총 ([\d,]+)\s?시간"), lambda m: f"{m[1]} hours in total"),
    (re.compile(r"([\d,]+)\s?시간"), lambda m: f"{m[1]} hours"),
    (re.compile(r"(\d+)개 과정"), lambda m: counted(int(m[1]), "course")),
    (re.compile(r"연 ([\d,]+)명"), lambda m: f"{m[1]} people a year"),
    (re.compile(r"([\d,]+)명"), lambda m: f"{m[1]} people"),
    (re.compile(r"(\d+)개월"), lambda m: counted(int(m[1]), "month")),
    (re.compile(r"월\s?~\s?금"), lambda m: "Mon–Fri"),
    (re.compile(r"월\s?~\s?토"), lambda m: "Mon–Sat"),
    (re.compile(r"평일"), lambda m: "weekdays"),
    (re.compile(r"출석률 (\d+)% 이상"), lambda m: f"attendance of {m[1]}% or more"),
    (re.compile(r"^무료$"), lambda m: "free"),
    (re.compile(r"^온라인$"), lambda m: "online"),
    (re.compile(r"^오프라인$"), lambda m: "in person"),
)
_STATION = re.compile(
    r"(?P<name>[가-힣0-9]+)역(?:\((?P<lines>[\d·,\s]+)호선\))?(?: (?P<exit>\d+)번 출구)?(?: 근처|에서 걸어서 약 (?P<minutes>\d+)분)?"
)


def value(text: str) -> str:
    """A table cell in English where it is made of figures and everyday labels, else quoted in Korean."""
    told = text.strip()
    if match := _STATION.fullmatch(told):
        return _station(match)
    for pattern, made in _CELLS:
        told = pattern.sub(made, told)
    beside = re.sub(r"\([^)]*\)", "", told)  # "Microsoft(마이크로소프트)" names itself
    plain = not re.search(r"[가-힣]", told) or (beside.isascii() and not re.search(r"\d", told))
    return told if plain else f"“{text.strip()}”"


def _station(match: re.Match[str]) -> str:
    parts = [f"{romanized(match['name'])} station ({match['name']}역)"]
    parts += [f"line {match['lines']}"] if match["lines"] else []
    parts += [f"exit {match['exit']}"] if match["exit"] else []
    parts += [f"about {counted(int(match['minutes']), 'minute')} on foot"] if match["minutes"] else []
    return ", ".join(parts)


def once(texts: Sequence[str]) -> list[str]:
    """The texts without those that differ in spacing only."""
    return list({korean.squeeze(text): text for text in texts}.values())


def ask_people(contact: Contact) -> str:
    """Whom to ask, as a sentence."""
    routes = [route for route in (contact.email, contact.phone) if route] or [contact.url or "the staff"]
    return f"Please ask {' or '.join(routes)}."


def source_line(citations: Sequence[Citation]) -> str:
    """Where an English answer is written: "Source (Korean): 송파캠퍼스, as of 2026-02-10."; empty without citations."""
    if not citations:
        return ""
    first = citations[0]
    dated = f", as of {first.as_of.isoformat()}" if first.as_of else ""
    return f"Source (Korean): {first.title}{dated}{'; see the other marks for the rest' if len(citations) > 1 else ''}."


def counted(number: int, noun: str) -> str:
    """A number of things: "1 course", "3 courses", "25 campuses"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}{'es' if noun.endswith('s') else 's'}"
