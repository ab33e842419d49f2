"""Finding the passages that speak of a question: meaning and words, fused, over the whole corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import structlog
from numpy.typing import NDArray

from knowledge.passages import Passage
from retrieval import korean
from retrieval.embeddings import Embedder, Floats
from retrieval.errors import EmbeddingFailed
from retrieval.generations import Texts
from retrieval.vector_index import VectorMatrix

# Measured on six Korean sets; normalising over a pool of candidates instead of the corpus is worse on most.
_DENSE, _WORDS, _GRAMS = 0.5, 0.25, 0.25
_REMEMBERED = 256
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found. `score` ranks within one search (0 to 1) and says nothing absolute. `dense` is the
    best raw cosine, `words` and `grams` are raw BM25: those can be held against a threshold. `key` is the key whose
    vector won, or "". `degraded`: the embedder failed, words alone decided, `dense` is 0."""

    passage: Passage
    score: float
    dense: float
    words: float
    grams: float
    key: str = ""
    degraded: bool = False


@dataclass(frozen=True, slots=True)
class _Scores:
    """Every passage's scores for one wording of a question: float32 (passages,) each."""

    fused: NDArray[np.floating]
    dense: Floats
    words: Floats
    grams: Floats
    query: Floats | None


class Retriever:
    """Searches one generation. May be used from any thread; never changes."""

    def __init__(self, texts: Texts, vectors: VectorMatrix, embedder: Embedder) -> None:
        """`vectors` hold the passages of `texts`, as `embedder` embeds them."""
        self._texts = texts
        self._vectors = vectors
        self._embed = lru_cache(_REMEMBERED)(embedder.query)

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """Every morpheme of the corpus."""
        return self._texts.words.vocabulary

    def idf(self, word: str) -> float:
        """How rare a morpheme is in the corpus; largest for one that stands nowhere."""
        return self._texts.words.idf(word)

    def search(self, texts: Sequence[str], *, limit: int = 10, kinds: frozenset[str] | None = None,
               records: frozenset[str] | None = None, synonyms: str = "") -> list[Hit]:  # fmt: skip
        """The best passages for a question, best first. `texts` are several wordings of the one question: a
        passage counts as its best wording does. `kinds` and `records` narrow what may be found, not how it is
        scored. `synonyms` are further words for what is asked: matched as words, never embedded."""
        readings = [self._scores(text, synonyms) for text in texts]
        if not readings or not self._texts.passages:
            return []
        fused = np.stack([reading.fused for reading in readings])
        best, score = fused.argmax(axis=0), fused.max(axis=0)
        degraded = all(reading.query is None for reading in readings)
        found: list[Hit] = []
        for number in np.argsort(-score, kind="stable"):
            passage = self._texts.passages[number]
            if len(found) == limit or (degraded and score[number] <= 0):
                break
            if (kinds is None or passage.kind in kinds) and (records is None or passage.record in records):
                found.append(self._hit(int(number), readings, readings[best[number]]))
        return found

    def _hit(self, number: int, readings: Sequence[_Scores], best: _Scores) -> Hit:
        passage = self._texts.passages[number]
        nearest = max(readings, key=lambda reading: float(reading.dense[number])).query
        winner = 0 if nearest is None else self._vectors.winner(nearest, number)
        return Hit(
            passage=passage,
            score=float(best.fused[number]),
            dense=max(float(reading.dense[number]) for reading in readings),
            words=max(float(reading.words[number]) for reading in readings),
            grams=max(float(reading.grams[number]) for reading in readings),
            key=passage.keys[winner - 1] if winner else "",
            degraded=any(reading.query is None for reading in readings),
        )

    def _scores(self, text: str, synonyms: str) -> _Scores:
        matched = f"{text} {synonyms}"
        words = self._texts.words.scores(korean.words(matched))
        grams = self._texts.grams.scores(korean.bigrams(matched))
        lexical = _WORDS * _spread(words) + _GRAMS * _spread(grams)
        try:
            query = self._embed(text)
        except EmbeddingFailed as error:
            _log.warning("search.degraded", why=str(error))
            return _Scores(lexical / (_WORDS + _GRAMS), np.zeros_like(words), words, grams, None)
        dense = self._vectors.scores(query)
        return _Scores(_DENSE * _spread(dense) + lexical, dense, words, grams, query)


def _spread(scores: Floats) -> Floats:
    """The scores stretched over 0 to 1; where all are equal, 1 if there is anything at all."""
    low, high = (float(scores.min()), float(scores.max())) if len(scores) else (0.0, 0.0)
    if high > low:
        return (scores - low) / (high - low)
    return np.full_like(scores, float(high > 0))
