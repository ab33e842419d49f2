"""Reading texts with the embedder, each only once: what was read before is taken from the cache."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from knowledge.passages import Passage
from retrieval.background import Background, likely_questions
from retrieval.embedding_cache import EmbeddingCache
from retrieval.embeddings import Counted, Embedder, Floats, TokenEmbedder, Tokens
from retrieval.vector_index import Entry, entries_of, question_hash

_BATCH = 256


class Readings:
    """What the embedder makes of passages, and of the questions that may be asked of them."""

    def __init__(self, embedder: Embedder, cache: EmbeddingCache) -> None:
        """The cache holds readings of this embedder only."""
        self._embedder = embedder
        self._cache = cache

    def vectors(self, entries: Sequence[Entry], *, progress: Counted | None = None) -> tuple[Floats, int]:
        """The vectors of the entries, float32 (len(entries), dimension), and how many texts had to be read. What was
        read is kept a batch at a time: a builder that is killed has not worked in vain."""
        vectors = self._cache.vectors({entry.hash for entry in entries})
        new = {entry.hash: entry.text for entry in entries if entry.hash not in vectors}
        hashes = list(new)
        for start in range(0, len(hashes), _BATCH):
            batch = hashes[start : start + _BATCH]
            counted = None if progress is None else _shifted(progress, start, len(hashes))
            made, tokens = self._read([new[hash] for hash in batch], counted)
            fresh = dict(zip(batch, made, strict=True))
            self._cache.add(fresh, dict(zip(batch, tokens, strict=False)))
            vectors |= fresh
        rows = [vectors[entry.hash] for entry in entries]
        return np.stack(rows) if rows else np.zeros((0, self._embedder.dimension), np.float32), len(new)

    def background(self, passages: Sequence[Passage]) -> Background:
        """What texts and questions of these passages look like on the whole; nothing of it where the embedder reads
        no tokens."""
        hashes = {entry.hash for passage in passages for entry in entries_of(passage)}
        if not isinstance(self._embedder, TokenEmbedder) or not passages:
            return Background(np.zeros(0, np.int32), len(hashes), np.zeros(self._embedder.dimension, np.float32))
        counts = self._cache.frequencies(hashes)
        frequencies = np.zeros(max(counts, default=-1) + 1, dtype=np.int32)
        frequencies[list(counts)] = list(counts.values())
        asked = {question_hash(question): question for question in likely_questions(passages)}
        vectors = self._cache.vectors(asked)
        fresh = {hash: self._embedder.query(text) for hash, text in asked.items() if hash not in vectors}
        self._cache.add(fresh, {})
        rows = np.stack([vector for _, vector in sorted((vectors | fresh).items())])
        mean = np.asarray(rows.mean(axis=0), dtype=np.float32)
        return Background(frequencies, len(hashes), mean)

    def _read(self, texts: Sequence[str], progress: Counted | None) -> tuple[Sequence[Floats], Sequence[Tokens]]:
        """The vectors of some texts, and their tokens where the embedder reads any."""
        if not isinstance(self._embedder, TokenEmbedder):
            return list(self._embedder.passages(texts, progress=progress)), ()
        made = self._embedder.read_passages(texts, progress=progress)
        return [reading.vector for reading in made], [reading.tokens for reading in made]


def _shifted(progress: Counted, before: int, total: int) -> Counted:
    return lambda done, _: progress(before + done, total)
