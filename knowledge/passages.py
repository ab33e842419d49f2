"""A citable slice of a document, and the cutting of a library into such slices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """An exact slice of a document: `library.documents[file][start:end] == text`.

    `record` is the id of the record it belongs to; `kind` is "academy", "campus", "track", "course", "event",
    "rule", "term", "faq", "unknown" (a question known to be unanswered) or "page". `title` is what a citation
    shows, `headings` the path of headings above the text (outermost first). `context` is what is searched
    besides the text but never quoted: column headings of a CSV row, other wordings of a question.
    `keys` are short texts searched as units of their own (a FAQ's question and each other wording of it).
    `id` hashes content and place, so an unchanged passage keeps its id and its vectors.
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
        """What is embedded and matched by words: headings, context and text."""
        return "\n".join(part for part in (" > ".join(self.headings), self.context, self.text) if part)
