"""Which vectors a passage has, the port to where they are kept, and exact scoring over all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.passages import Passage
from retrieval.embeddings import Floats
from retrieval.errors import BrokenGeneration

Metadata = Mapping[str, str | int]
_FILE = "vectors.npy"
_FEW = 50  # a search of less than one vector in so many touches only these


@dataclass(frozen=True, slots=True)
class Entry:
    """One text of a passage that has a vector of its own: `<passage>#0` is its meaning, then its keys."""

    id: str
    text: str
    metadata: Metadata

    @property
    def hash(self) -> str:
        """The hash of the text, which stands beside the stored vector as well."""
        return str(self.metadata["hash"])


@dataclass(frozen=True, slots=True)
class Stored:
    """All that is kept: `vectors` is float32 (len(ids), dimension), row by row for the ids."""

    ids: Sequence[str]
    vectors: Floats
    metadatas: Sequence[Metadata]

    @classmethod
    def nothing(cls, dimension: int) -> Stored:
        """No rows."""
        return cls((), np.zeros((0, dimension), dtype=np.float32), ())

    def hashes(self) -> dict[str, str]:
        """The hash of the text each vector was made from, by id."""
        return {id: str(metadata["hash"]) for id, metadata in zip(self.ids, self.metadatas, strict=True)}


class VectorIndex(Protocol):
    """The vectors of one generation while it is built or read. An adapter keeps what it is given to about seven
    digits and embeds nothing itself. Anything that fails raises `StoreFailed`."""

    def read(self) -> Stored:
        """Everything that is kept, in any order."""

    def upsert(self, ids: Sequence[str], vectors: Floats, metadatas: Sequence[Metadata]) -> None:
        """Adds vectors, or replaces those that have these ids. Metadata always has the same keys."""

    def delete(self, ids: Sequence[str]) -> None:
        """Removes vectors; ids that are not there are no error."""

    def close(self) -> None:
        """Everything written is on disk (or the server) afterwards."""


class VectorStore(Protocol):
    """Keeps each generation's vectors apart. What one generation holds never changes through another."""

    def create(self, generation: str, *, dimension: int) -> VectorIndex:
        """An empty index for a new generation."""

    def copy(self, source: str, target: str, *, dimension: int) -> VectorIndex:
        """An index for a new generation that begins with what a finished one holds."""

    def holds(self, generation: str) -> bool:
        """Whether a finished generation is there. Raises `StoreFailed` when that cannot be told."""

    def drop(self, generation: str) -> None:
        """Removes a generation; no error when it is not there."""


class VectorMatrix:
    """All vectors of a generation in memory, passage by passage. Dense search is exact: every vector is scored."""

    def __init__(self, columns: Floats, starts: NDArray[np.int64]) -> None:
        """`columns` is float32 (dimension, vectors): a column a vector is multiplied nearly twice as fast, since a
        question runs along the memory. Passage p owns those from `starts[p]` up to the next passage's; at least one
        each."""
        self._columns = columns
        self._starts = starts
        dimension, count = columns.shape
        self._mean = columns.mean(axis=1) if count else np.zeros(dimension, np.float32)
        self._spread = (columns @ columns.T) / max(count, 1) - np.outer(self._mean, self._mean)

    @classmethod
    def arrange(cls, passages: Sequence[Passage], stored: Stored) -> VectorMatrix:
        """Puts what is stored in the passages' order. Raises `BrokenGeneration` unless every vector of every
        passage is there, made from the text the passage has now, and nothing else is."""
        entries = [entries_of(passage) for passage in passages]
        wanted = {entry.id: entry.hash for own in entries for entry in own}
        if wanted != stored.hashes() or len(stored.ids) != len(wanted):
            raise BrokenGeneration("the stored vectors are not those of the passages")
        row = {id: number for number, id in enumerate(stored.ids)}
        order = [row[entry.id] for own in entries for entry in own]
        return cls(np.ascontiguousarray(stored.vectors[order].T), _starts(passages))

    def save(self, folder: Path) -> None:
        """Writes `vectors.npy` into the folder."""
        np.save(folder / _FILE, self._columns)

    @classmethod
    def load(cls, folder: Path, passages: Sequence[Passage]) -> VectorMatrix:
        """What `save` wrote of these passages, mapped into memory, which all processes share. Raises OSError, or
        ValueError when it is not whole."""
        return cls(np.asarray(np.load(folder / _FILE, mmap_mode="r")), _starts(passages))

    def __len__(self) -> int:
        return int(self._columns.shape[1])

    def scores(self, query: Floats) -> Floats:
        """The best product of each passage's vectors with the query: float32 (passages,)."""
        best, _ = self.compare(query, np.zeros(len(self), dtype=np.float32))
        return best

    def products(self, query: Floats) -> Floats:
        """The product of every row with the query: float32 (rows,)."""
        return np.asarray(query @ self._columns, dtype=np.float32)

    def compare(self, query: Floats, usual: Floats, passages: NDArray[np.int64] | None = None) -> tuple[Floats, Floats]:
        """Each passage's best product with the query, and its best one less what is `usual` for the row, float32
        (rows,). With `passages`, of these alone, in their order."""
        if passages is None:
            products, starts = self.products(query), self._starts
        else:
            lengths = np.append(self._starts[1:], len(self))[passages] - self._starts[passages]
            if lengths.sum() * _FEW > len(self):  # picking many vectors out costs more than multiplying all
                best, beyond = self.compare(query, usual)
                return best[passages], beyond[passages]
            starts = np.cumsum(lengths) - lengths
            chosen = np.repeat(self._starts[passages] - starts, lengths) + np.arange(lengths.sum())
            products, usual = np.asarray(query @ self._columns[:, chosen], dtype=np.float32), usual[chosen]
        if not len(starts):
            return np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.float32)
        return np.maximum.reduceat(products, starts), np.maximum.reduceat(products - usual, starts)

    def deviations(self, query: Floats, scores: Floats) -> Floats:
        """How many standard deviations scores of a query lie above the mean over all rows, which are not looked at."""
        deviation = float(np.sqrt(max(float(query @ self._spread @ query), 0.0)))
        return np.asarray((scores - float(self._mean @ query)) / max(deviation, 1e-6), dtype=np.float32)

    def winner(self, query: Floats, passage: int) -> int:
        """Which of the passage's vectors is nearest: 0 for its meaning, k for its k-th key."""
        end = self._starts[passage + 1] if passage + 1 < len(self._starts) else len(self)
        return int(np.argmax(query @ self._columns[:, self._starts[passage] : end]))


def _starts(passages: Sequence[Passage]) -> NDArray[np.int64]:
    return np.cumsum([0, *(1 + len(passage.keys) for passage in passages)])[:-1]


def entries_of(passage: Passage) -> list[Entry]:
    """The texts of a passage that have vectors: its meaning, then each key."""
    return [
        Entry(
            id=f"{passage.id}#{number}",
            text=text,
            metadata={
                "passage": passage.id,
                "kind": passage.kind,
                "record": passage.record,
                "file": passage.file,
                "as_of": _number(passage.as_of),
                "effective_from": _number(passage.effective_from),
                "effective_until": _number(passage.effective_until),
                "hash": text_hash(text),
            },
        )
        for number, text in enumerate((passage.gist, *passage.keys))
    ]


def content_hash(passage: Passage) -> str:
    """A hash of all that is searched by words of a passage."""
    return text_hash(passage.search_text, *passage.keys)


def question_hash(question: str) -> str:
    """A hash of a text that is embedded as a question, apart from the same text's as a passage."""
    return text_hash("question", question)


def text_hash(*texts: str) -> str:
    """A hash that tells texts apart; 32 hexadecimal digits."""
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _number(day: date | None) -> int:
    """A day as 20260901, which Chroma can compare; 0 where there is none."""
    return day.year * 10_000 + day.month * 100 + day.day if day else 0
