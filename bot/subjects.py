"""What somebody may want to hear of: a course with its next cohorts, or the courses of a campus, a field, or all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from knowledge.records import Campus, Course, Library, Record
from retrieval import korean

_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_COHORT = re.compile(r"\d+\s?기|\d+(?:st|nd|rd|th)\s+cohort|cohort\s+\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """`course`, `campus` and `track` are ids (the text of the cell where the knowledge lists no such records). A course
    has its campus beside it; without a course, campus and track narrow each other, and none of the three means all
    courses. `title` is what the cohorts of a course have in common."""

    course: str = ""
    campus: str = ""
    track: str = ""
    title: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """The subject in one word, for callback data: "course:c1197", "campus:mapo track:ai", "all"."""
        if self.course:
            return f"course:{self.course}"
        parts = (("campus", self.campus), ("track", self.track))
        return " ".join(f"{name}:{id}" for name, id in parts if id) or "all"

    def covers(self, record: Record) -> bool:
        """Whether news of this record are meant. A course's next cohort is a record of its own."""
        if isinstance(record, Campus):
            return not self.course and record.id == self.campus
        if not isinstance(record, Course):
            return False
        if self.course:
            again = record.campus == self.campus and title_key(record) == self.title
            return record.id == self.course or (again and bool(self.title))
        return self.campus in ("", record.campus) and self.track in ("", record.track)


def of_course(course: Course) -> Subject:
    """A course and its next cohorts."""
    return Subject(course=course.id, campus=course.campus, title=title_key(course))


def title_key(course: Course) -> str:
    """What the cohorts of one course have in common: its title without brackets, cohort, spaces and punctuation."""
    return korean.squeeze(_COHORT.sub("", _BRACKETS.sub("", course.title)))


def subjects_of(library: Library) -> Iterator[Subject]:
    """Everything that one may want to hear of in a library."""
    yield Subject()
    yield from map(of_course, library.courses)
    campuses = dict.fromkeys((*(campus.id for campus in library.campuses), *(c.campus for c in library.courses)))
    for campus in campuses:
        yield from (Subject(campus=campus, track=track) for track in ("", *tracks_of(library)) if campus)
    yield from (Subject(track=track) for track in tracks_of(library))


def tracks_of(library: Library) -> tuple[str, ...]:
    """The fields in which there are courses or may be some, in the order of the knowledge."""
    listed = (track.id for track in library.tracks)
    written = (course.track for course in library.courses if course.track)
    return tuple(dict.fromkeys((*listed, *written)))
