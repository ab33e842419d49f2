"""Whether what was found answers what was asked: one calibrated probability, held against one threshold."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from pathlib import Path

from knowledge.passages import Passage
from retrieval import korean, lexicon
from retrieval.lexicon import Aspect
from retrieval.names import ASKING, COMMON, Names
from retrieval.query import Understanding
from retrieval.retriever import Hit, Retriever

_OFF_TOPIC = 0.15
_IN_BODY = 0.6  # what a word counts that stands in the answer but not in the question or heading above it
_RANK_BY_COVERAGE, _RANK_BY_ASPECT = 0.3, 0.25  # what reorders hits of nearly equal rank
_SHORT_PHRASE, _LONG_PHRASE, _PHRASE_BONUS = 5, 9, 0.45  # letters of a shared phrase, and what it adds to the rank
_UNCLEAR = frozenset({Aspect.DETAIL, Aspect.STATUS, Aspect.FIELDS, Aspect.CONTACT})
_SHIPPED = Path(__file__).with_name("gate.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What speaks for a passage: each larger the surer. `dense`, `question`, `heading`, `weakest` are cosines (the
    last three 0 without tokens), `score`, `deviation` and `lead` those of the hit; `coverage` is the share of the
    question's content words that the passage holds, by rarity, `compounds` the share of its nouns as they were put
    together that the document holds, `known` that of its content words that stand anywhere in the knowledge;
    `aspect` whether both ask for the same points, `pointless` whether none is asked."""

    dense: float
    score: float
    deviation: float
    lead: float
    question: float
    heading: float
    weakest: float
    coverage: float
    compounds: float
    known: float
    aspect: float
    pointless: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GateModel:
    """A logistic model of the signs: `weights` by sign, of hits that were compared token by token, `plain` of those
    that were not. `threshold` is the probability from which on an answer is given."""

    bias: float
    weights: Mapping[str, float]
    plain_bias: float
    plain: Mapping[str, float]
    threshold: float

    def probability(self, signs: Signs, *, compared: bool) -> float:
        """How sure it is that the passage answers the question (0 to 1)."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, self.odds(signs, compared=compared)))))

    def odds(self, signs: Signs, *, compared: bool) -> float:
        """The logarithm of the odds of that."""
        bias, weights = (self.bias, self.weights) if compared else (self.plain_bias, self.plain)
        return float(bias + sum(weights.get(field.name, 0.0) * getattr(signs, field.name) for field in fields(Signs)))

    @classmethod
    def read(cls, path: Path = _SHIPPED) -> GateModel:
        """A model that was written by `write`; the shipped one by default. Raises OSError, ValueError or TypeError."""
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def write(self, path: Path) -> None:
        """Keeps the model in a file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The passage that fits best and how sure it is (0 to 1) that it answers the question."""

    passage: Passage
    probability: float
    threshold: float
    signs: Signs
    compared: bool

    @property
    def enough(self) -> bool:
        """Whether to answer from it."""
        return self.probability >= self.threshold

    @property
    def off_topic(self) -> bool:
        """Whether the question has nothing to do with the knowledge at all."""
        return self.probability < _OFF_TOPIC


class EvidenceGate:
    """Weighs the hits of one generation's retriever."""

    def __init__(self, retriever: Retriever, names: Names, model: GateModel) -> None:
        """`model` is the shipped one (`GateModel.read()`) or one's own."""
        self._retriever = retriever
        self._names = names
        self._model = model
        self._asked_by = lru_cache(4096)(_asked_by)

    def weigh(self, asked: Understanding, hits: Sequence[Hit]) -> Evidence | None:
        """The best evidence among the hits; None without any."""
        weighed = [(self.evidence(asked, hit), hit.score + _phrase(asked.squeezed, hit.passage)) for hit in hits]
        if not weighed:
            return None
        return max(weighed, key=lambda pair: self._rank(*pair))[0]

    @staticmethod
    def _rank(evidence: Evidence, score: float) -> float:
        return score + _RANK_BY_COVERAGE * evidence.signs.coverage + _RANK_BY_ASPECT * evidence.signs.aspect

    def evidence(self, asked: Understanding, hit: Hit) -> Evidence:
        """How sure it is that one hit answers the question."""
        signs = self._signs(asked, hit)
        return Evidence(
            passage=hit.passage,
            probability=self._model.probability(signs, compared=hit.match is not None),
            threshold=self._model.threshold,
            signs=signs,
            compared=hit.match is not None,
        )

    def _signs(self, asked: Understanding, hit: Hit) -> Signs:
        points = set(asked.aspects) - _UNCLEAR
        return Signs(
            dense=hit.dense,
            score=hit.score,
            deviation=hit.deviation,
            lead=min(hit.lead, 1.0),
            question=hit.match.question if hit.match else 0.0,
            heading=hit.match.heading if hit.match else 0.0,
            weakest=hit.match.weakest if hit.match else 0.0,
            coverage=self._coverage(asked.words, hit.passage),
            compounds=self._compounds(asked.wordings[0], hit),
            known=self._known(asked.words),
            aspect=len(points & self._asked_by(hit.passage)) / len(points) if points else 0.0,
            pointless=float(not points),
        )

    def _known(self, words: Sequence[str]) -> float:
        """The share of a question's content, by inverse document frequency, that the knowledge speaks of (0 to 1)."""
        content = _content(words)
        weights = {word: self._retriever.idf(word) for word in content}
        return sum(weights[word] for word in content if self._spoken_of(word)) / max(sum(weights.values()), 1e-9)

    def _spoken_of(self, word: str) -> bool:
        return word in self._retriever.vocabulary or word in self._names.groups

    def _coverage(self, words: Sequence[str], passage: Passage) -> float:
        """The share of a question's content, by inverse document frequency, that a passage holds (0 to 1)."""
        content = _content(words)
        if not content:
            return 0.0
        head = korean.squeeze(" ".join((*passage.headings, *passage.keys, passage.title)))
        body = korean.squeeze(passage.search_text)
        weights = {word: float(self._retriever.idf(word)) for word in content}
        held = sum(weight * (1.0 if self._holds(head, word) else _IN_BODY if self._holds(body, word) else 0.0)
                   for word, weight in weights.items())  # fmt: skip
        return held / sum(weights.values())

    def _compounds(self, text: str, hit: Hit) -> float:
        """The share of the question's compound nouns, by length, that the hit's document holds as they are."""
        compounds = [compound for compound in korean.compounds(text) if compound not in ASKING]
        if not compounds:
            return 0.5
        written = self._retriever.document(hit)
        return sum(len(c) for c in compounds if self._holds(written, c)) / sum(map(len, compounds))

    def _holds(self, text: str, word: str) -> bool:
        return word in text or any(korean.squeeze(spelling) in text for spelling in self._names.groups.get(word, ()))


def _content(words: Sequence[str]) -> list[str]:
    """The words that say what a question is about, each once."""
    return [word for word in dict.fromkeys(words) if word not in ASKING and word not in COMMON]


def _phrase(squeezed: str, passage: Passage) -> float:
    """A bonus for a passage one of whose questions shares a whole phrase with the question, letter by letter."""
    heads = _heads(passage)
    for length in range(_LONG_PHRASE, _SHORT_PHRASE - 1, -1):
        for start in range(len(squeezed) - length + 1):
            if squeezed[start : start + length] in heads:
                return _PHRASE_BONUS * (length - _SHORT_PHRASE + 1) / (_LONG_PHRASE - _SHORT_PHRASE + 1)
    return 0.0


@lru_cache(4096)
def _heads(passage: Passage) -> str:
    """The questions and the last heading of a passage, squeezed, a line each."""
    return "\n".join(korean.squeeze(text) for text in (*passage.keys, *passage.headings[-1:]))


def _asked_by(passage: Passage) -> frozenset[Aspect]:
    """The points that a passage's own questions or headings ask for."""
    body = (passage.text,) if passage.kind == "page" else ()  # a page's heading seldom names all its points
    texts = (*passage.keys, *passage.headings[-1:], *body) or (passage.title,)
    return frozenset(aspect for text in texts for aspect in lexicon.aspects_of(korean.squeeze(text)))
