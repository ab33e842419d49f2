"""An answer in the making: sentences, the records they rest on, the figures that code worked out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot import english
from bot.answers import Abstention, Answer, Citation, Clarification, Contact, Engine, Reply
from bot.wording import record_text, with_particle
from knowledge.passages import Passage, title_of
from knowledge.records import Campus, Course, Library, Record


class Draft:
    """Collects lines and numbers their citations in the order in which they are cited."""

    def __init__(self, library: Library, *, english: bool = False) -> None:
        self.library = library
        self.english = english
        self.lines: list[str] = []
        self.computed: list[str] = []
        self._citations: dict[tuple[str, str], Citation] = {}

    def say(self, korean: str, english: str = "") -> Draft:
        """Adds a line, in the language of the question (Korean where there is no English one)."""
        self.lines.append(english if self.english and english else korean)
        return self

    def either(self, korean: str, english: str) -> str:
        """A piece of a sentence in the language of the question."""
        return english if self.english else korean

    def worked_out(self, *figures: object) -> Draft:
        """Notes figures that code computed (counts, days left) and that no source states."""
        self.computed += [str(figure) for figure in figures]
        return self

    def cite(self, record: Record) -> str:
        """The mark of a record, such as "[1]"."""
        return self._mark(
            ("record", record.id),
            Citation(
                n=len(self._citations) + 1,
                title=title_of(record),
                file=record.origin.file,
                record=record.id,
                url=record.url,
                as_of=record.as_of,
                texts=(self._text(record),),
            ),
        )

    def cite_table(
        self, title: str, records: Sequence[Record], *, as_of: date | None = None, whole: bool = False
    ) -> str:
        """The mark of several records of one table at once; the newest of their dates unless one is given. `whole`:
        the table as such is meant, not these records."""
        as_of = as_of or max((record.as_of for record in records if record.as_of), default=None)
        return self._mark(
            ("table", title),
            Citation(
                n=len(self._citations) + 1,
                title=title,
                file=records[0].origin.file if records else "",
                record="",
                url=next((record.url for record in records if record.url), "")
                if len(records) == 1
                else self.library.academy.site,
                as_of=as_of,
                texts=tuple(map(self._text, records)),
                listed=() if whole else tuple(record.id for record in records),
            ),
        )

    def cite_passage(self, passage: Passage) -> str:
        """The mark of a passage."""
        return self._mark(
            ("passage", passage.id),
            Citation(
                n=len(self._citations) + 1,
                title=passage.title,
                file=passage.file,
                record=passage.record,
                url=passage.url,
                as_of=passage.as_of,
                texts=(f"{passage.text}\n{' '.join(passage.headings)}",),
            ),
        )

    def _text(self, record: Record) -> str:
        """What a record says, with the names of what it refers to by id."""
        if not isinstance(record, Course):
            return record_text(record)
        campus = self.library.campus(record.campus)
        tracks = (track.name for track in self.library.tracks if track.id == record.track)
        return "\n".join((record_text(record), *((campus.name, campus.partner) if campus else ()), *tracks))

    def quote(self, reply: Reply) -> str:
        """The text of another reply, with its marks numbered as this draft numbers them and without its source line."""
        own = {f"[{citation.n}]": self._mark(("reply", citation.record or citation.title), replace(citation, n=len(self._citations) + 1))
               for citation in reply.citations}  # fmt: skip
        self.computed += reply.computed
        text = reply.text.removesuffix(english.source_line(reply.citations)).strip()
        return re.sub(r"\[\d+\]", lambda mark: own.get(mark.group(), mark.group()), text)

    def _mark(self, key: tuple[str, str], citation: Citation) -> str:
        return f"[{self._citations.setdefault(key, citation).n}]"

    def _written(self) -> str:
        """All lines; below an English one, where its Korean sources are."""
        source = english.source_line(self.citations) if self.english else ""
        return "\n".join([*self.lines, source] if source else self.lines)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """What was cited so far, in the order of its numbers."""
        return tuple(self._citations.values())

    def answer(self, engine: Engine, *, suggestions: Sequence[str] = (), more: Sequence[Record] = ()) -> Answer:
        """The finished answer; `more` is what a list left out."""
        return Answer(
            text=self._written(),
            engine=engine,
            language="en" if self.english else "ko",
            citations=self.citations,
            suggestions=tuple(dict.fromkeys(suggestions)),
            computed=tuple(self.computed),
            contact=contact_of(self.library),
            more=tuple(record.id for record in more),
        )

    def abstention(
        self, engine: Engine, *, suggestions: Sequence[str] = (), campus: Campus | None = None
    ) -> Abstention:
        """The finished "that is not written", with the human route."""
        return Abstention(
            text=self._written(),
            engine=engine,
            language="en" if self.english else "ko",
            citations=self.citations,
            suggestions=tuple(dict.fromkeys(suggestions)),
            computed=tuple(self.computed),
            contact=contact_of(self.library, campus),
        )

    def clarification(
        self, engine: Engine, *, suggestions: Sequence[str], asking: tuple[str, ...] = ()
    ) -> Clarification:
        """The finished question back."""
        return Clarification(
            text=self._written(),
            engine=engine,
            language="en" if self.english else "ko",
            citations=self.citations,
            suggestions=tuple(dict.fromkeys(suggestions)),
            computed=tuple(self.computed),
            contact=contact_of(self.library),
            asking=asking,
        )


def contact_of(library: Library, campus: Campus | None = None) -> Contact:
    """The human route: a campus's own contacts where they are known, else the academy's."""
    academy = library.academy
    return Contact(
        phone=(campus.phone if campus else "") or academy.phone,
        email=(campus.email if campus else "") or academy.email,
        url=academy.site or academy.url,
    )


def ask_people(library: Library, campus: Campus | None = None, *, in_english: bool = False) -> str:
    """Whom to ask, as the end of a sentence: "sesac@… 이나 02-…에 물어보는 게 정확해요."."""
    contact = contact_of(library, campus)
    if in_english:
        return english.ask_people(contact)
    routes = [route for route in (contact.email, contact.phone) if route]
    if not routes:
        return f"{contact.url} 에서 확인해 주세요." if contact.url else "담당자에게 확인해 주세요."
    return f"{with_particle(' 또는 '.join(routes), '으로/로')} 물어보시면 정확해요."
