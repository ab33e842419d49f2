"""A citable slice of a document, and the cutting of a library into such slices."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from knowledge.columns import ACADEMY, CAMPUSES, COURSES, ELIGIBILITY, EVENTS, GLOSSARY, HELPLINES, TRACKS, Kind, Table
from knowledge.cutting import LIMIT, cut
from knowledge.records import (
    Academy,
    Block,
    Campus,
    Course,
    Event,
    Faq,
    Helpline,
    Library,
    Moment,
    Page,
    Record,
    Rule,
    Section,
    Term,
    Track,
)

_GIST = 250  # characters of a table's row that are embedded; words are matched in all of it

PROSE = frozenset({"faq", "unknown", "page"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """An exact slice of a document: `library.documents[file][start:end] == text`.

    `record` is the id of the record it belongs to; `kind` is "academy", "campus", "track", "course", "event",
    "rule", "term", "faq", "unknown" (a question known to be unanswered) or "page". `title` is what a citation
    shows, `headings` the path of headings above the text (outermost first). `context` is what is searched
    besides the text but never quoted: column headings of a CSV row, other wordings of a question.
    `keys` are short texts searched as units of their own (a FAQ's question and each other wording of it).
    `id` hashes what is searched and its place (file and record, not offsets or dates), so an unchanged passage
    keeps its id and its vectors when something above it, or its as-of date, is edited.
    """

    id: str
    file: str
    start: int
    end: int
    text: str
    record: str
    kind: str
    title: str
    headings: tuple[str, ...] = ()
    context: str = ""
    keys: tuple[str, ...] = ()
    url: str = ""
    as_of: date | None = None
    effective_from: date | None = None
    effective_until: date | None = None

    @property
    def search_text(self) -> str:
        """What is embedded and matched by words: headings, context and text. A table's row is searched as it reads,
        not as it is written (its `context` says the same in words)."""
        text = "" if self.context and self.kind not in PROSE else self.text
        return "\n".join(part for part in (" > ".join(self.headings), self.context, text) if part)

    @property
    def gist(self) -> str:
        """What is embedded: the search text, of a table's row its first columns (name, place, field)."""
        text = self.search_text
        if self.kind in PROSE or len(text) <= _GIST:
            return text
        return text[:_GIST].rsplit("\n", 1)[0]


_WEEKDAYS = "월화수목금토일"
_ANSWER_LIMIT = 1000  # characters an answer may have and still be one passage
_TABLES: dict[type[Record], tuple[str, Table]] = {
    Academy: ("academy", ACADEMY),
    Campus: ("campus", CAMPUSES),
    Track: ("track", TRACKS),
    Course: ("course", COURSES),
    Event: ("event", EVENTS),
    Rule: ("rule", ELIGIBILITY),
    Term: ("term", GLOSSARY),
    Helpline: ("helpline", HELPLINES),
}
_PLACE_SUFFIXES = tuple(
    "캠퍼스 센터 교육장 강의장 점 관 학원 교육원 연수원 개발원 학교 스쿨 본부 지부 campus center school".split()
)
_NOT_TOLD = {"id", "condition", "url", "timezone", "latitude", "longitude"}
_SIDE = {"기준일", "출처"}  # not what people search for


def passages_of(library: Library) -> tuple[Passage, ...]:
    """Everything of a library that can be cited, in the order of its records; ids are unique."""
    made = [*_of_records(library), *_of_faqs(library), *_of_pages(library)]
    seen: dict[str, int] = {}
    unique = []
    for passage in made:
        number = seen[passage.id] = seen.get(passage.id, 0) + 1
        unique.append(passage if number == 1 else replace(passage, id=f"{passage.id}-{number}"))
    return tuple(unique)


def campus_label(campus: Campus) -> str:
    """A campus as it is called: "성동캠퍼스"; a name that says what it is (…센터, …점) stays as it is."""
    if campus.name.casefold().endswith(_PLACE_SUFFIXES):
        return campus.name
    return f"{campus.name} 캠퍼스" if campus.name[-1:].isascii() else f"{campus.name}캠퍼스"


def title_of(record: Record) -> str:
    """What a citation of the record shows."""
    if isinstance(record, Campus):
        return campus_label(record)
    if isinstance(record, Course | Event | Page):
        return record.title
    if isinstance(record, Faq):
        return record.question
    if isinstance(record, Term):
        return record.canonical
    if isinstance(record, Academy | Track | Rule | Helpline):
        return record.name
    return record.id


def described(record: Record, library: Library) -> str:
    """A record of a table as "제목: 값" lines in Korean headings, names instead of ids, dates as people read them."""
    return "\n".join(f"{label}: {value}" for _, label, value in _fields(record, library))


def _fields(record: Record, library: Library) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """(all its headings, the heading shown, the value shown) of every filled column."""
    _, table = _TABLES[type(record)]
    for column in table.columns:
        value: Any = None if column.name in _NOT_TOLD else getattr(record, column.name, None)
        if column.kind is Kind.MOMENT_OR_TEXT and value is None:
            value = getattr(record, "when", "")
        if column.name == "campus" and (campus := library.campus(str(value))) is not None:
            value = campus_label(campus)
        elif column.name == "track":
            value = next((track.name for track in library.tracks if track.id == value), value)
        elif column.name == "applies_to":
            value = None if value == ("all",) else tuple(_target(text, library) for text in value)
        elif column.name == "name" and isinstance(record, Campus):
            value = campus_label(record)
        if shown := _shown(value):
            yield column.headings, column.label, shown
    for heading, text in record.extra:
        if text:
            yield (heading,), heading, text


def _target(text: str, library: Library) -> str:
    if text == "all":
        return "전체"
    found = library.record(text)
    return title_of(found) if found is not None else text


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, Moment):
        return _day(value.day) + (f" {value.at:%H:%M}" if value.at else "")
    if isinstance(value, date):
        return _day(value)
    return str(value) if value else ""


def _day(day: date) -> str:
    return f"{day.year}년 {day.month}월 {day.day}일({_WEEKDAYS[day.weekday()]})"


def _of_records(library: Library) -> Iterator[Passage]:
    for record in library.records():
        if type(record) not in _TABLES or (isinstance(record, Term) and not record.description):
            continue  # a bare spelling is no statement; the reader of questions knows it
        if isinstance(record, Helpline):
            continue  # told to people in distress, not searched for
        kind, _ = _TABLES[type(record)]
        origin = record.origin
        told = [f"{label}: {value}" for headings, label, value in _fields(record, library) if not _SIDE & {*headings}]
        context = "\n".join(told)
        yield _passage(
            record,
            kind,
            library,
            origin.start,
            origin.end,
            context=context,
            effective_from=getattr(record, "effective_from", None),
            effective_until=getattr(record, "effective_until", None),
        )


def _of_faqs(library: Library) -> Iterator[Passage]:
    for faq in library.faqs:
        kind = "faq" if faq.answered else "unknown"
        keys = tuple(dict.fromkeys((faq.question, *faq.also_asked)))
        headings = (*faq.group, faq.question)
        blocks = faq.blocks or (Block(faq.origin.start, faq.origin.end),)
        text = library.documents[faq.origin.file]
        for piece in cut(text, blocks, limit=_ANSWER_LIMIT):
            lead = _unless(piece.lead, text, piece.start, piece.end)
            yield _passage(faq, kind, library, piece.start, piece.end, context=lead, headings=headings, keys=keys)


def _of_pages(library: Library) -> Iterator[Passage]:
    for page in library.pages:
        for section in page.sections:
            yield from _of_section(page, section, library)


def _of_section(page: Page, section: Section, library: Library) -> Iterator[Passage]:
    names = [name for name in (*section.path, section.title) if name]
    headings = tuple(names if names[:1] == [page.title] else [page.title, *names])
    blocks = section.blocks
    if not blocks and not section.group:
        blocks = (Block(section.start, section.end),)
    title = f"{page.title} > {section.title}" if section.title and section.title != page.title else page.title
    text = library.documents[page.origin.file]
    for piece in cut(text, blocks, limit=LIMIT):
        passage = _passage(
            page,
            "page",
            library,
            piece.start,
            piece.end,
            context=_unless(piece.lead, text, piece.start, piece.end),
            headings=headings,
            title=title,
            effective_from=page.effective_from,
            effective_until=page.effective_until,
        )
        yield replace(passage, as_of=section.as_of or page.as_of, url=section.url or page.url)


def _unless(lead: str, text: str, start: int, end: int) -> str:
    """What of the lead the slice does not say already."""
    return " > ".join(part for part in lead.split(" > ") if part not in text[start:end])


def _passage(
    record: Record,
    kind: str,
    library: Library,
    start: int,
    end: int,
    *,
    context: str = "",
    headings: tuple[str, ...] = (),
    keys: tuple[str, ...] = (),
    title: str = "",
    effective_from: date | None = None,
    effective_until: date | None = None,
) -> Passage:
    file = record.origin.file
    text = library.documents[file][start:end]
    said = "\x1f".join((file, record.id, kind, *headings, context, text, *keys))
    return Passage(
        id=hashlib.blake2b(said.encode(), digest_size=12).hexdigest(),
        file=file,
        start=start,
        end=end,
        text=text,
        record=record.id,
        kind=kind,
        title=title or title_of(record),
        headings=headings,
        context=context,
        keys=keys,
        url=record.url,
        as_of=record.as_of,
        effective_from=effective_from,
        effective_until=effective_until,
    )
