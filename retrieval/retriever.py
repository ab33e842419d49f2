"""Finding the passages that speak of a question: meaning and words over everything, then token by token for a few."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import structlog
from numpy.typing import NDArray

from knowledge.passages import Passage
from retrieval import korean, lexicon
from retrieval.background import Background
from retrieval.embedding_cache import EmbeddingCache
from retrieval.embeddings import Embedder, Floats, Reading, TokenEmbedder, Tokens
from retrieval.errors import EmbeddingFailed, StoreFailed
from retrieval.generations import Generation
from retrieval.late_interaction import Match, match, weights_of
from retrieval.readings import Readings
from retrieval.texts import Texts, texts_of
from retrieval.vector_index import Stored, VectorMatrix, entries_of, text_hash

_REMEMBERED = 256  # questions
_TOKENS_REMEMBERED = 512  # texts, about 50 kB each
_COMPARED = 20  # passages compared token by token; more bring nothing (docs/retrieval.md)
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign counts. `meaning`, `words` and `grams` are in standard deviations over the corpus; `question`
    and `heading` are cosines, of which `usual_*` is what passages that were found by the others have on average."""

    meaning: float
    words: float
    grams: float
    question: float = 0.0
    heading: float = 0.0
    usual_question: float = 0.813
    usual_heading: float = 0.783


# Fitted on development questions by the chance that the right document comes first (docs/retrieval.md).
FIRST = Weights(meaning=1.25, words=0.24, grams=0.51)  # to choose what is compared, and all there is without tokens
FINAL = Weights(meaning=0.264, words=0.103, grams=0.344, question=70.8, heading=8.65)
_SCALE = 10.0  # brings scores of good hits near 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that was found. `score` is comparable between questions: about 0 for what was found by chance, 1 for
    what fits well. `dense` is the best raw cosine, `words` and `grams` are raw BM25 of the passage's document.
    `deviation`, `word_deviation` and `gram_deviation` are how far nearness and those lie above the corpus's mean, in
    standard deviations. `match` compares token by token; None where that was not done. `key` is the key whose vector
    won, or "". `lead` is how far the score lies above that of the next document. `degraded`: the embedder failed,
    words alone decided, `dense` is 0."""

    passage: Passage
    score: float
    dense: float
    words: float
    grams: float
    deviation: float = 0.0
    word_deviation: float = 0.0
    gram_deviation: float = 0.0
    lead: float = 0.0
    match: Match | None = None
    key: str = ""
    degraded: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Scores:
    """The scores of some passages for one wording of a question: float32 (passages,) each, in the order of
    `numbers`, which are places in the corpus. `matches` are those of the few that were compared, by place."""

    numbers: NDArray[np.int64]
    fused: Floats
    dense: Floats
    deviation: Floats
    words: Floats
    grams: Floats
    lexical: _Lexical
    reading: Reading | None
    matches: Mapping[int, Match]


class Retriever:
    """Searches one generation. May be used from any thread; never changes."""

    def __init__(self, texts: Texts, vectors: VectorMatrix, background: Background, cache: EmbeddingCache,
                 embedder: Embedder) -> None:  # fmt: skip
        """`vectors` hold the passages of `texts`, as `embedder` embeds them; `cache` their tokens."""
        self._texts = texts
        self._vectors = vectors
        self._background = background
        self._by_record: dict[str, list[int]] = {}
        self._everywhere = np.arange(len(texts.passages))
        for number, passage in enumerate(texts.passages):
            self._by_record.setdefault(passage.record, []).append(number)
        kinds = np.array([passage.kind for passage in texts.passages], dtype=object)
        self._by_kind = {kind: np.flatnonzero(kinds == kind) for kind in dict.fromkeys(kinds)}
        self._numbers = {passage.id: number for number, passage in enumerate(texts.passages)}
        self._first = np.searchsorted(texts.owners, np.arange(len(texts.words) + 1))
        self._usual = vectors.products(background.question)
        self._cache = cache
        self._held: dict[str, Tokens] = {}
        self._read = lru_cache(_REMEMBERED)(lambda text: _reading(embedder, text))
        self._written = lru_cache(_REMEMBERED)(self._document)

    @classmethod
    def of(cls, generation: Generation, embedder: Embedder) -> Retriever:
        """The retriever of a generation."""
        return cls(generation.texts, generation.vectors, generation.background, generation.cache, embedder)

    @classmethod
    def over(cls, passages: tuple[Passage, ...], embedder: Embedder, home: Path) -> Retriever:
        """A retriever of some passages, made in memory; only their readings are kept, in `home`."""
        home.mkdir(parents=True, exist_ok=True)
        cache = EmbeddingCache(home)
        readings = Readings(embedder, cache)
        entries = [entry for passage in passages for entry in entries_of(passage)]
        vectors, _ = readings.vectors(entries)
        stored = Stored([entry.id for entry in entries], vectors, [entry.metadata for entry in entries])
        matrix = VectorMatrix.arrange(passages, stored)
        return cls(texts_of(passages), matrix, readings.background(passages), cache, embedder)

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """Every morpheme of the corpus."""
        return self._texts.words.vocabulary

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Everything that can be found."""
        return self._texts.passages

    def document(self, hit: Hit) -> str:
        """All that is written in the hit's document, squeezed (see `korean.squeeze`)."""
        return self._written(int(self._texts.owners[self._numbers[hit.passage.id]]))

    def idf(self, word: str) -> float:
        """How rare a morpheme is in the corpus; largest for one that stands nowhere."""
        return self._texts.words.idf(word)

    def search(self, texts: Sequence[str], *, limit: int = 10, kinds: frozenset[str] | None = None,
               records: frozenset[str] | None = None, synonyms: str = "") -> list[Hit]:  # fmt: skip
        """The best passages for a question, best first. `texts` are several wordings of the one question: a
        passage counts as its best wording does. `kinds` and `records` narrow what is scored, not how.
        `synonyms` are further words for what is asked: matched as words, never embedded."""
        numbers = self._allowed(kinds, records)
        if not texts or not len(numbers):
            return []
        readings = [self._scores(text, synonyms, numbers) for text in texts]
        fused = np.stack([reading.fused for reading in readings])
        best, score = fused.argmax(axis=0), fused.max(axis=0)
        degraded = all(reading.reading is None for reading in readings)
        order = _best(score, max(limit, _COMPARED))
        if degraded:
            order = order[score[order] > 0]
        leads = self._leads(numbers[order], score[order])
        return [self._hit(int(place), readings, readings[best[place]], lead)
                for place, lead in zip(order[:limit], leads, strict=False)]  # fmt: skip

    def _document(self, owner: int) -> str:
        own = self._texts.passages[self._first[owner] : self._first[owner + 1]]
        return korean.squeeze(" ".join(text for passage in own for text in (passage.search_text, *passage.keys)))

    def _allowed(self, kinds: frozenset[str] | None, records: frozenset[str] | None) -> NDArray[np.int64]:
        """The places of the passages that may be found."""
        if records is not None:
            found = sorted(number for record in records for number in self._by_record.get(record, ()))
            return np.asarray(
                [n for n in found if kinds is None or self._texts.passages[n].kind in kinds], dtype=np.int64
            )
        if kinds is not None and not kinds >= self._by_kind.keys():
            return np.sort(
                np.concatenate([self._everywhere[:0], *(self._by_kind[k] for k in kinds & self._by_kind.keys())])
            )
        return self._everywhere

    def _leads(self, numbers: NDArray[np.int64], scores: Floats) -> list[float]:
        """How far each score lies above that of the next passage of another document."""
        owners, falling = self._texts.owners[numbers].tolist(), scores.tolist()
        leads, other = [1.0] * len(owners), len(owners)
        for place in range(len(owners) - 2, -1, -1):
            if owners[place] != owners[place + 1]:
                other = place + 1  # the next document begins here
            if other < len(owners):
                leads[place] = falling[place] - falling[other]
        return leads

    def _hit(self, place: int, readings: Sequence[_Scores], best: _Scores, lead: float) -> Hit:
        number = int(best.numbers[place])
        passage = self._texts.passages[number]
        nearest = max(readings, key=lambda reading: float(reading.dense[place])).reading
        winner = self._vectors.winner(nearest.vector, number) if nearest is not None and passage.keys else 0
        return Hit(
            passage=passage,
            score=float(best.fused[place]),
            dense=max(float(reading.dense[place]) for reading in readings),
            words=max(float(reading.words[place]) for reading in readings),
            grams=max(float(reading.grams[place]) for reading in readings),
            deviation=float(best.deviation[place]),
            word_deviation=float(best.lexical.words[place]),
            gram_deviation=float(best.lexical.grams[place]),
            lead=lead,
            match=best.matches.get(place),
            key=passage.keys[winner - 1] if winner else "",
            degraded=any(reading.reading is None for reading in readings),
        )

    def _scores(self, text: str, synonyms: str, numbers: NDArray[np.int64]) -> _Scores:
        matched = f"{text} {synonyms}"
        owners = self._texts.owners[numbers]
        word_scores = self._texts.words.scores(korean.words(matched))
        gram_scores = self._texts.grams.scores(korean.bigrams(matched))
        words, grams = word_scores[owners], gram_scores[owners]
        lexical = _Lexical(_deviations(word_scores)[owners], _deviations(gram_scores)[owners])
        try:
            reading = self._read(text)
        except EmbeddingFailed as error:
            _log.warning("search.degraded", why=str(error))
            nothing = np.zeros_like(words)
            heard = np.where(words + grams > 0, np.maximum(lexical.fused(FIRST), 1e-3), 0).astype(np.float32)
            return _Scores(numbers, heard / np.float32(_SCALE), nothing, nothing, words, grams, lexical, None, {})
        # A passage near to every question answers none: nearness counts from that of the usual question.
        allowed = None if numbers is self._everywhere else numbers
        dense, nearer = self._vectors.compare(reading.vector, self._usual, allowed)
        deviation = self._vectors.deviations(reading.vector - self._background.question, nearer)
        first = FIRST.meaning * deviation + lexical.fused(FIRST)
        matches = self._compare(reading, numbers, first)
        fused = self._fused(first, FINAL.meaning * deviation + lexical.fused(FINAL), matches)
        return _Scores(numbers, fused / _SCALE, dense, deviation, words, grams, lexical, reading, matches)

    def _fused(self, first: Floats, final: Floats, matches: Mapping[int, Match]) -> Floats:
        """The final scores of what was compared; what was not comes after it, in its first order."""
        if not matches:
            return first
        compared = np.fromiter(matches, dtype=np.int64)
        found = [
            FINAL.question * (match.question - FINAL.usual_question)
            + FINAL.heading * (match.heading - FINAL.usual_heading)
            for match in matches.values()
        ]
        scores = final[compared] + np.asarray(found, dtype=np.float32)
        fused = first - first.max() + min(float(scores.min()), float(first.max())) - 1e-3
        fused[compared] = scores
        return np.asarray(fused, dtype=np.float32)

    def _compare(self, reading: Reading, numbers: NDArray[np.int64], first: Floats) -> dict[int, Match]:
        """The best of the first order, token by token, each by its meaning and its nearest key; by place."""
        if not len(reading.tokens):
            return {}
        chosen = _best(first, _COMPARED)
        texts: dict[tuple[int, str], str] = {}
        for place in sorted(chosen.tolist()):
            passage, number = self._texts.passages[numbers[place]], int(numbers[place])
            texts[place, "gist"] = text_hash(passage.gist)
            if passage.keys:
                winner = self._vectors.winner(reading.vector, number)
                texts[place, "key"] = text_hash(passage.keys[max(winner - 1, 0)])
        try:
            tokens = self._tokens(texts.values())
        except StoreFailed as error:
            _log.warning("search.degraded", why=str(error))
            return {}
        weights = weights_of(reading.tokens.pieces, self._background.frequencies, self._background.texts,
                             self._read(lexicon.ASKING_PHRASES).tokens.pieces)  # fmt: skip
        there = {at: tokens[hash] for at, hash in texts.items() if hash in tokens}
        best: dict[int, Match] = {}
        for (place, _), found in zip(there, match(reading.tokens, weights, list(there.values())), strict=True):
            if place not in best or _worth(found) > _worth(best[place]):
                best[place] = found
        return best

    def _tokens(self, hashes: Collection[str]) -> Mapping[str, Tokens]:
        """The tokens of some texts; those of the last few questions are held. Raises `StoreFailed`."""
        held = self._held
        missing = [hash for hash in hashes if hash not in held]
        if missing:
            if len(held) > _TOKENS_REMEMBERED:
                held = {hash: held[hash] for hash in hashes if hash in held}
            self._held = held = held | self._cache.tokens(missing)
        return held


@dataclass(frozen=True, slots=True)
class _Lexical:
    """How far the words and the bigrams of passages lie above the mean, in standard deviations."""

    words: Floats
    grams: Floats

    def fused(self, weights: Weights) -> Floats:
        return np.asarray(weights.words * self.words + weights.grams * self.grams, dtype=np.float32)


def _best(scores: Floats, size: int) -> NDArray[np.int64]:
    """The places of the highest scores, best first; of equal ones the first comes first."""
    if size >= len(scores):
        return np.argsort(-scores, kind="stable")
    least = np.partition(scores, len(scores) - size)[len(scores) - size]
    chosen = np.flatnonzero(scores >= least)
    return chosen[np.argsort(-scores[chosen], kind="stable")][:size]


def _worth(found: Match) -> float:
    return FINAL.question * found.question + FINAL.heading * found.heading


def _reading(embedder: Embedder, text: str) -> Reading:
    if isinstance(embedder, TokenEmbedder):
        return embedder.read_query(text)
    return Reading(embedder.query(text), _NO_TOKENS)


def _deviations(scores: Floats) -> Floats:
    deviation = float(scores.std()) if len(scores) else 0.0
    return (
        np.asarray((scores - scores.mean()) / deviation, dtype=np.float32) if deviation > 0 else np.zeros_like(scores)
    )


_NO_TOKENS = Tokens(np.zeros(0, np.int32), np.zeros((0, 1), np.int8), np.zeros(0, np.float32), 0)
