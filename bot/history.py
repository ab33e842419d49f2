"""A turn that is kept as the answer it was: what it cites is looked up in the knowledge as it is now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answer_object import AnswerObject, CitationObject
from bot.campus_answers import CAMPUS_LIST
from bot.course_lists import COURSE_LIST
from bot.drafts import contact_of
from bot.store import KeptTurn
from knowledge.passages import title_of
from knowledge.records import Campus, Course, Library, Record


class History:
    """Rebuilds the answers of turns that are kept. Of a record or a file that is gone the id or name is left."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._records = {record.id: record for record in library.records()}
        self._in_files: dict[str, list[Record]] = {}
        for record in self._records.values():
            self._in_files.setdefault(record.origin.file, []).append(record)

    def answer(self, turn: KeptTurn, *, conversation_id: str) -> AnswerObject:
        """What was published of a turn, without its suggestions: they are not kept."""
        contact = contact_of(self._library)
        return AnswerObject.model_validate(
            {
                "conversation_id": conversation_id,
                "message_id": turn.id,
                "kind": turn.kind,
                "answer": turn.answer,
                "engine": turn.engine,
                "language": turn.language,
                "citations": [self._citation(n, cited) for n, cited in enumerate(turn.citations, start=1)],
                "suggestions": [],
                "contact": {"phone": contact.phone, "email": contact.email, "url": contact.url},
            }
        )

    def _citation(self, n: int, cited: str) -> CitationObject:
        """`cited` is a record's id, or a file's name where a table was cited."""
        if record := self._records.get(cited):
            return CitationObject(n=n, title=title_of(record), file=record.origin.file, record=cited, url=record.url,
                                  as_of=record.as_of)  # fmt: skip
        if written := self._in_files.get(cited):
            title, listed = self._listed(written)
            as_of = max((record.as_of for record in listed if record.as_of), default=None)
            return CitationObject(n=n, title=title or cited, file=cited, record="", url=self._library.academy.site,
                                  as_of=as_of)  # fmt: skip
        return CitationObject(n=n, title=cited, file="", record=cited, url="", as_of=None)

    def _listed(self, written: list[Record]) -> tuple[str, Sequence[Record]]:
        """The table that a file belongs to, which may be in several files: what it is called, and its records."""
        kinds = {type(record) for record in written}
        if kinds == {Course}:
            return COURSE_LIST, self._library.courses
        if kinds == {Campus}:
            return CAMPUS_LIST, self._library.campuses
        return title_of(written[0]) if len(written) == 1 else "", written
