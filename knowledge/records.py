"""The typed records staff write: what a campus, a course, an event, a rule, a question or a page is.

Records are plain frozen values. They know where they were written (`Origin`) and as of when,
but not how they were read, indexed or answered from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record stands: a file of the knowledge folder and the slice of its document text.

    `start` and `end` are character offsets into `Library.documents[file]`; `line` is 1-based;
    `sheet` names a workbook's sheet.
    """

    file: str
    start: int = 0
    end: int = 0
    line: int = 1
    sheet: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A day, with a time of day where one was written. Source: date cells and date texts of staff."""

    day: date
    at: time | None = None

    def opens(self, zone: tzinfo) -> datetime:
        """The first instant of this moment: its time, or the day's midnight."""
        return datetime.combine(self.day, self.at or time.min, zone)

    def closes(self, zone: tzinfo) -> datetime:
        """The first instant after this moment: its time, or the midnight that ends the day."""
        if self.at is not None:
            return datetime.combine(self.day, self.at, zone)
        return datetime.combine(self.day + timedelta(days=1), time.min, zone)


@dataclass(frozen=True, slots=True)
class Block:
    """A slice of a document that reads by itself: a paragraph, a list item, a table row, a piece of code.

    `lead` is what must be known to understand it when it stands alone: a table's heading row, the list item
    above a nested one.
    """

    start: int
    end: int
    kind: Literal["text", "row", "code"] = "text"
    lead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading of a document and the blocks under it, up to the next heading.

    `path` are the headings above, outermost first; `start` and `end` are the heading's own slice (empty before the
    first heading); `group` says that sub-headings follow. The other fields are what the section says of itself.
    """

    title: str = ""
    path: tuple[str, ...] = ()
    line: int = 1
    start: int = 0
    end: int = 0
    blocks: tuple[Block, ...] = ()
    group: bool = False
    also_asked: tuple[str, ...] = ()
    as_of: date | None = None
    source: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record has. `extra` keeps unknown columns as (heading, text), in their order."""

    id: str
    origin: Origin
    as_of: date | None = None
    source: str = ""
    url: str = ""
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Academy(Record):
    """Who runs this; the one required record of a folder."""

    name: str
    aliases: tuple[str, ...] = ()
    description: str = ""
    site: str = ""
    apply_url: str = ""
    phone: str = ""
    email: str = ""
    timezone: str = "Asia/Seoul"
    hours: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campus(Record):
    """A place people go to. Everything but the name may be unknown (empty). `latitude` and `longitude` are degrees
    (WGS 84), north and east positive."""

    name: str
    aliases: tuple[str, ...] = ()
    district: str = ""
    address: str = ""
    station: str = ""
    phone: str = ""
    email: str = ""
    fields: tuple[str, ...] = ()
    size: str = ""
    partner: str = ""
    opened: str = ""
    hours: str = ""
    latitude: float | None = None
    longitude: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track(Record):
    """A field of study."""

    name: str
    aliases: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course(Record):
    """One cohort of one course. `campus` is a Campus id (or the cell's text where no campuses are
    listed); `track` is a Track id where it names one, else the cell's text."""

    title: str
    campus: str = ""
    track: str = ""
    category: str = ""
    cohort: str = ""
    partner: str = ""
    operator: str = ""
    apply_start: Moment | None = None
    apply_end: Moment | None = None
    start: Moment | None = None
    end: Moment | None = None
    schedule: str = ""
    hours: str = ""
    capacity: str = ""
    mode: str = ""
    audience: str = ""
    prerequisites: str = ""
    selection: str = ""
    cost: str = ""
    benefits: str = ""
    stack: tuple[str, ...] = ()
    outline: str = ""
    completion: str = ""
    contact: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Record):
    """Something that takes place. `when` holds a start that is a sentence ("매주 수요일 19:00"); then
    `start` is None and no status is computed."""

    title: str
    start: Moment | None = None
    end: Moment | None = None
    when: str = ""
    venue: str = ""
    campus: str = ""
    audience: str = ""
    programs: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    apply_end: Moment | None = None
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a rule demands of one attribute, or of several (`any_of`, `all_of`)."""

    attribute: str = ""
    min: float | None = None
    max: float | None = None
    one_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    any_of: tuple[Condition, ...] = ()
    all_of: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Record):
    """One clause of eligibility. `applies_to` is ("all",) or ids of tracks and courses (the text written, where
    it names several courses or a track that is not listed). Every condition inside knows its attribute."""

    name: str
    attribute: str
    condition: Condition
    applies_to: tuple[str, ...] = ("all",)
    effective_from: date | None = None
    effective_until: date | None = None
    clause: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Record):
    """A glossary entry: the canonical word, what people type instead, and what it means."""

    canonical: str
    variants: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpline(Record):
    """A public line for people in distress, as staff list it."""

    name: str
    phone: str
    hours: str = ""
    audience: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faq(Record):
    """A question and its answer. `answered` is False for a question of `unknowns.md`: one that staff
    looked into and know is *not* written anywhere; `answer` then says only what is known nearby.
    `blocks` are the slices the answer is made of."""

    question: str
    answer: str
    also_asked: tuple[str, ...] = ()
    answered: bool = True
    group: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Record):
    """Prose, section by section."""

    title: str
    sections: tuple[Section, ...] = ()
    effective_from: date | None = None
    effective_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All records of one folder, read and checked, with the texts they were read from.

    `documents` maps a file's name (posix, relative to the folder) to the text its offsets refer to:
    the decoded file for text formats, a rendering of its sheets ("heading: value" lines) for workbooks,
    the visible text for HTML. `fingerprint` is a hash of names and bytes of all files that were read.
    """

    academy: Academy
    campuses: tuple[Campus, ...] = ()
    tracks: tuple[Track, ...] = ()
    courses: tuple[Course, ...] = ()
    events: tuple[Event, ...] = ()
    rules: tuple[Rule, ...] = ()
    terms: tuple[Term, ...] = ()
    helplines: tuple[Helpline, ...] = ()
    faqs: tuple[Faq, ...] = ()
    pages: tuple[Page, ...] = ()
    documents: Mapping[str, str] = field(default_factory=dict)
    fingerprint: str = ""

    def campus(self, id: str) -> Campus | None:
        """The campus with this id."""
        return next((campus for campus in self.campuses if campus.id == id), None)

    def record(self, id: str) -> Record | None:
        """The record with this id, of any kind."""
        return next((record for record in self.records() if record.id == id), None)

    def records(self) -> tuple[Record, ...]:
        """Every record, the academy first."""
        return (self.academy, *self.campuses, *self.tracks, *self.courses, *self.events, *self.rules,
                *self.terms, *self.helplines, *self.faqs, *self.pages)  # fmt: skip
