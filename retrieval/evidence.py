"""Whether what was found answers what was asked: one absolute measure, held against one threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.passages import Passage
from retrieval import korean, lexicon
from retrieval.lexicon import Aspect
from retrieval.names import ASKING, COMMON, Names
from retrieval.query import Understanding
from retrieval.retriever import Hit, Retriever

THRESHOLD = 0.38
_OFF_TOPIC = 0.15
_IN_BODY = 0.6  # what a word counts that stands in the answer but not in the question or heading above it
# A logistic model, fitted on development questions with and without an answer and on small talk.
_WEIGHTS = {"bias": -4.0, "dense": 41.0, "coverage": 0.8, "aspect": 1.0, "rank": 3.4, "no_aspect": 0.1}
_RANK_BY_COVERAGE, _RANK_BY_ASPECT = 0.3, 0.25  # what reorders hits of nearly equal rank
_SHORT_PHRASE, _LONG_PHRASE, _PHRASE_BONUS = 5, 9, 0.45  # letters of a shared phrase, and what it adds to the rank
_MIDDLE = 0.875  # the cosine between questions and passages that speak of other things of the same academy
_UNCLEAR = frozenset({Aspect.DETAIL, Aspect.STATUS, Aspect.FIELDS, Aspect.CONTACT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The passage that fits best and how sure it is (0 to 1) that it answers the question."""

    passage: Passage
    probability: float
    threshold: float
    coverage: float
    aspect: float
    dense: float

    @property
    def enough(self) -> bool:
        """Whether to answer from it."""
        return self.probability >= self.threshold

    @property
    def off_topic(self) -> bool:
        """Whether the question has nothing to do with the knowledge at all."""
        return self.probability < _OFF_TOPIC


class EvidenceGate:
    """Weighs the hits of one generation's retriever by a logistic model of four measures: nearness in meaning, the
    share of the question's words that the passage holds, whether both ask for the same point, and rank."""

    def __init__(self, retriever: Retriever, names: Names, *, threshold: float = THRESHOLD) -> None:
        self._retriever = retriever
        self._names = names
        self._threshold = threshold
        self._asked_by = lru_cache(4096)(_asked_by)

    def weigh(self, asked: Understanding, hits: Sequence[Hit]) -> Evidence | None:
        """The best evidence among the hits; None without any."""
        weighed = [(self.evidence(asked, hit), hit.score + _phrase(asked.squeezed, hit.passage)) for hit in hits]
        if not weighed:
            return None
        return max(weighed, key=lambda pair: self._rank(*pair))[0]

    @staticmethod
    def _rank(evidence: Evidence, score: float) -> float:
        return score + _RANK_BY_COVERAGE * evidence.coverage + _RANK_BY_ASPECT * evidence.aspect

    def evidence(self, asked: Understanding, hit: Hit) -> Evidence:
        """How sure it is that one hit answers the question."""
        coverage = self.coverage(asked.words, hit.passage)
        points = set(asked.aspects) - _UNCLEAR
        aspect = len(points & self._asked_by(hit.passage)) / len(points) if points else 0.0
        odds = (
            _WEIGHTS["bias"]
            + _WEIGHTS["dense"] * (hit.dense - _MIDDLE)
            + _WEIGHTS["coverage"] * coverage
            + _WEIGHTS["aspect"] * aspect
            + _WEIGHTS["rank"] * hit.score
            + _WEIGHTS["no_aspect"] * (not points)
        )
        return Evidence(
            passage=hit.passage,
            probability=1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))),
            threshold=self._threshold,
            coverage=coverage,
            aspect=aspect,
            dense=hit.dense,
        )

    def coverage(self, words: Sequence[str], passage: Passage) -> float:
        """The share of a question's content, by inverse document frequency, that a passage holds (0 to 1)."""
        content = [word for word in dict.fromkeys(words) if word not in ASKING and word not in COMMON]
        if not content:
            return 0.0
        head = korean.squeeze(" ".join((*passage.headings, *passage.keys, passage.title)))
        body = korean.squeeze(passage.search_text)
        weights = {word: float(self._retriever.idf(word)) for word in content}
        held = sum(weight * (1.0 if self._holds(head, word) else _IN_BODY if self._holds(body, word) else 0.0)
                   for word, weight in weights.items())  # fmt: skip
        return held / sum(weights.values())

    def _holds(self, text: str, word: str) -> bool:
        return word in text or any(korean.squeeze(spelling) in text for spelling in self._names.groups.get(word, ()))


def _phrase(squeezed: str, passage: Passage) -> float:
    """A bonus for a passage one of whose questions shares a whole phrase with the question, letter by letter."""
    heads = [korean.squeeze(text) for text in (*passage.keys, *passage.headings[-1:])]
    for length in range(_LONG_PHRASE, _SHORT_PHRASE - 1, -1):
        for start in range(len(squeezed) - length + 1):
            if any(squeezed[start : start + length] in head for head in heads):
                return _PHRASE_BONUS * (length - _SHORT_PHRASE + 1) / (_LONG_PHRASE - _SHORT_PHRASE + 1)
    return 0.0


def _asked_by(passage: Passage) -> frozenset[Aspect]:
    """The points that a passage's own questions or headings ask for."""
    body = (passage.text,) if passage.kind == "page" else ()  # a page's heading seldom names all its points
    texts = (*passage.keys, *passage.headings[-1:], *body) or (passage.title,)
    return frozenset(aspect for text in texts for aspect in lexicon.aspects_of(korean.squeeze(text)))
