"""The retriever as LangChain's: for chains and agents that want documents. The house itself does not need it."""

from __future__ import annotations

from datetime import date
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, PrivateAttr

from knowledge.clock import Clock
from retrieval.live import LiveIndex, Snapshot
from retrieval.query import Interpreter


class SaessakRetriever(BaseRetriever):
    """Finds passages for a question as people type it. A document's `page_content` is an exact slice of its file;
    its metadata are `file`, `start`, `end`, `record`, `kind`, `title`, `headings`, `url`, `as_of` (ISO or "") and
    `score`. `kinds` and `records` narrow what is searched. `ainvoke` runs in a thread."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    index: LiveIndex
    k: int = 4
    kinds: frozenset[str] | None = None
    records: frozenset[str] | None = None
    clock: Clock = Clock()
    _seen: tuple[Snapshot, Interpreter] | None = PrivateAttr(default=None)

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, **kwargs: Any
    ) -> list[Document]:
        snapshot, interpreter = self._current()
        asked = interpreter.understand(query, self.clock.today())
        hits = snapshot.retriever.search(
            asked.wordings, limit=self.k, kinds=self.kinds, records=self.records,
            synonyms=asked.synonyms(interpreter.names),
        )  # fmt: skip
        return [
            Document(
                page_content=hit.passage.text,
                id=hit.passage.id,
                metadata={
                    "file": hit.passage.file, "start": hit.passage.start, "end": hit.passage.end,
                    "record": hit.passage.record, "kind": hit.passage.kind, "title": hit.passage.title,
                    "headings": list(hit.passage.headings), "url": hit.passage.url,
                    "as_of": _iso(hit.passage.as_of), "score": hit.score,
                },
            )
            for hit in hits
        ]  # fmt: skip

    def _current(self) -> tuple[Snapshot, Interpreter]:
        """The live snapshot with the reader of questions for it, which is made once a snapshot."""
        snapshot, seen = self.index.snapshot, self._seen
        if seen is None or seen[0] is not snapshot:
            made = Interpreter(snapshot.library, snapshot.retriever.vocabulary, snapshot.passages)
            self._seen = seen = (snapshot, made)
        return seen


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
