"""A folder of knowledge files read into one library: every file once, all problems at once."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import Any

from knowledge.checks import check_drafts, check_prose
from knowledge.clock import Clock
from knowledge.columns import TABLES, Table, table_named
from knowledge.conditions import attributes_of
from knowledge.drafts import Draft, draft_of
from knowledge.problems import Problem, Severity
from knowledge.prose import page_of, questions_of, read_prose
from knowledge.readers.documents import PROSE_SUFFIXES
from knowledge.readers.folders import content_of, files_of
from knowledge.readers.tables import TABLE_SUFFIXES, read_table
from knowledge.records import Academy, Campus, Course, Event, Faq, Helpline, Library, Page, Record, Rule, Term, Track
from knowledge.references import give_ids, resolve, slug

_QUESTION_NAMES = {"faq": True, "자주묻는질문": True, "unknowns": False, "모르는질문": False}
_PAGE_FOLDERS = {"pages", "notices", "안내", "공지"}
_LATER_SUFFIXES = {".pdf", ".docx", ".hwp", ".hwpx"}
_RECORDS: dict[str, type[Record]] = {
    "academy": Academy,
    "campuses": Campus,
    "tracks": Track,
    "courses": Course,
    "events": Event,
    "eligibility": Rule,
    "glossary": Term,
    "helplines": Helpline,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A folder as it was read. `library` is None only when one of the problems is an error."""

    library: Library | None
    problems: tuple[Problem, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the folder from being used."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)


def read_folder(folder: Path, *, today: date | None = None) -> Reading:
    """All records of a folder and all that is wrong in it; never raises on what stands in the files.

    `today` decides which deadlines are past; by default the present day in Seoul.
    """
    gathering = _Gathering()
    if not folder.is_dir():
        problem = Problem(
            file=folder.name, what="지식 폴더가 없어요", mend=f"폴더를 만들거나 경로를 확인해 주세요: {folder}"
        )
        return Reading(None, (problem,))
    for path, name in files_of(folder, gathering.problems):
        gathering.take(path, name)
    return gathering.reading(today or Clock().today())


@dataclass(slots=True)
class _Gathering:
    """What has been read so far."""

    problems: list[Problem] = field(default_factory=list)
    drafts: dict[str, list[Draft]] = field(default_factory=lambda: {table.name: [] for table in TABLES})
    faqs: list[Faq] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    documents: dict[str, str] = field(default_factory=dict)
    hash: Any = field(default_factory=hashlib.sha256)

    def take(self, path: Path, name: str) -> None:
        """Reads one file as what its name and folder say it is."""
        parts = PurePosixPath(name).parts
        suffix = path.suffix.casefold()
        subject = parts[0] if len(parts) > 1 else PurePosixPath(name).stem
        key = unicodedata.normalize("NFC", subject).casefold().replace(" ", "")
        if key in _QUESTION_NAMES and suffix in PROSE_SUFFIXES:
            self._take_questions(path, name, answered=_QUESTION_NAMES[key])
        elif (table := table_named(subject)) is not None and suffix in TABLE_SUFFIXES:
            self._take_table(path, name, table)
        elif suffix in PROSE_SUFFIXES and (len(parts) == 1 or key in _PAGE_FOLDERS):
            self._take_page(path, name)
        elif len(parts) == 1 or key in _PAGE_FOLDERS or key in _QUESTION_NAMES or table is not None:
            self.problems.append(_unused(name, subject, suffix, table))

    def _take_table(self, path: Path, name: str, table: Table) -> None:
        content = self._content(path, name)
        if content is None:
            return
        read = read_table(content, name, table)
        self.documents[name] = read.text
        self.problems += read.problems
        for own, row in read.rows:
            self.drafts[own.name].append(draft_of(row, own, self.problems))

    def _take_questions(self, path: Path, name: str, *, answered: bool) -> None:
        content = self._content(path, name)
        if content is None:
            return
        document = read_prose(content, name)
        self.documents[name] = document.text
        faqs, page = questions_of(document, name, self.problems, answered=answered)
        self.faqs += faqs
        if page is not None:
            self.pages.append(page)

    def _take_page(self, path: Path, name: str) -> None:
        content = self._content(path, name)
        if content is None:
            return
        document = read_prose(content, name)
        self.documents[name] = document.text
        self.pages.append(page_of(document, name, self.problems))

    def _content(self, path: Path, name: str) -> bytes | None:
        """The bytes of a file, counted into the fingerprint; None when it cannot be read."""
        content = content_of(path, name, self.problems)
        if content is not None:
            self.hash.update(f"{len(name)}:{name}:{len(content)}:".encode())
            self.hash.update(content)
        return content

    def reading(self, today: date) -> Reading:
        """Everything gathered, put together and checked."""
        give_ids(self.drafts, self.problems)
        resolve(self.drafts, self.problems)
        check_drafts(self.drafts, self.problems, today=today)
        check_prose(self.faqs, self.pages, self.documents, self.problems, today=today)
        self._check_academy()
        problems = _in_order(self.problems)
        if any(problem.severity is Severity.ERROR for problem in problems):
            return Reading(None, problems)
        records = {name: tuple(_record(draft) for draft in own) for name, own in self.drafts.items()}
        taken = {record.id for own in records.values() for record in own}
        library: Any = Library
        return Reading(
            library(
                academy=records["academy"][0],
                campuses=records["campuses"],
                tracks=records["tracks"],
                courses=records["courses"],
                events=records["events"],
                rules=records["eligibility"],
                terms=records["glossary"],
                helplines=records["helplines"],
                faqs=_with_ids(self.faqs, taken),
                pages=_with_ids(self.pages, taken),
                documents=self.documents,
                fingerprint=self.hash.hexdigest(),
            ),
            problems,
        )

    def _check_academy(self) -> None:
        own = self.drafts["academy"]
        broken = any(problem.file.startswith("academy.") for problem in self.problems)
        if not own and not broken:
            self.problems.append(
                Problem(
                    file="academy.yaml",
                    what="academy.yaml이 없어요",
                    mend="academy.yaml을 만들고 기관 이름을 ‘name: …’으로 적어 주세요",
                )
            )
        for draft in own[1:]:
            self.problems.append(draft.problem("name", "기관이 두 번 적혀 있어요", "하나만 남겨 주세요"))


def _unused(name: str, subject: str, suffix: str, table: Table | None) -> Problem:
    """The notice about a file that is not read."""
    if suffix in _LATER_SUFFIXES:
        return Problem(
            file=name,
            what=f"아직 읽지 못하는 형식이에요 ({suffix})",
            severity=Severity.NOTICE,
            mend="내용을 .md나 .txt로 옮겨 적으면 답에 쓸 수 있어요",
        )
    if table is not None:
        return Problem(
            file=name,
            what=f"{table.label} 표로 읽을 수 없는 형식이에요 ({suffix or '확장자 없음'})",
            severity=Severity.WARNING,
            mend=".yaml, .csv, .xlsx 가운데 하나로 저장해 주세요",
        )
    near = get_close_matches(subject.casefold(), [*(own.name for own in TABLES), *_QUESTION_NAMES], n=1, cutoff=0.75)
    if near:
        return Problem(
            file=name,
            what="쓰이지 않는 파일이에요",
            severity=Severity.WARNING,
            mend=f"‘{near[0]}{suffix}’ 파일이라면 이름을 그렇게 바꿔 주세요",
        )
    return Problem(
        file=name,
        what="쓰이지 않는 파일이에요",
        severity=Severity.NOTICE,
        mend="글은 pages/ 폴더에 .md, .html, .txt로, 표는 정해진 이름(courses.csv 등)으로 두세요",
    )


def _record(draft: Draft) -> Record:
    """The finished record of a draft without errors."""
    values = dict(draft.values)
    name = draft.table.name
    if name == "eligibility":
        attributes = attributes_of(values["condition"])
        values.setdefault("attribute", attributes[0] if attributes else "")
        values.setdefault("name", values.get("clause", "")[:30] or values["attribute"])
    make: Any = _RECORDS[name]
    record: Record = make(origin=draft.row.origin, extra=draft.extra, **values)
    return record


def _with_ids(records: list[Any], taken: set[str]) -> tuple[Any, ...]:
    """Questions and pages with ids that are their own: made of the heading, and of the file where that is taken."""
    done = []
    for record in records:
        words = record.question if isinstance(record, Faq) else record.title
        stem = PurePosixPath(record.origin.file).stem
        wishes = [record.id or slug(words), slug(stem, words)]
        id = next((wish for wish in wishes if wish not in taken), "")
        number = 2
        while not id or id in taken:
            id = f"{wishes[1]}-{number}"
            number += 1
        taken.add(id)
        done.append(replace(record, id=id))
    return tuple(done)


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """The problems by file and place; a notice about the same thing in one file is told once. Lines of an HTML
    page are those of its visible text, which staff do not see, and are left out."""
    told: dict[object, Problem] = {}
    for problem in problems:
        if problem.file.casefold().endswith((".html", ".htm")):
            problem = replace(problem, line=None)
        key = (problem.file, problem.what) if problem.severity is Severity.NOTICE else problem
        told.setdefault(key, problem)
    return tuple(sorted(told.values(), key=_place))


def _place(problem: Problem) -> tuple[str, str, int]:
    """Where a problem stands, for ordering: by file, then sheet, then line or row."""
    sheet, _, cell = problem.cell.partition("!")
    row = "".join(char for char in cell if char.isdigit())
    return problem.file, sheet, problem.line or int(row or 0)
