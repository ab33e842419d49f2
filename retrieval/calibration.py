"""Fits the gate: from a folder's own questions, some of which are held out, and from sets of BEIR's shape."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.passages import passages_of
from knowledge.records import Library
from retrieval.embeddings import Embedder
from retrieval.evidence import EvidenceGate, GateModel, Signs
from retrieval.query import Interpreter
from retrieval.retriever import Retriever
from retrieval.vector_index import text_hash

_SIGNS = tuple(field.name for field in fields(Signs))
_OF_TOKENS = frozenset({"question", "heading", "weakest"})
_HELD_OUT = 3  # every third question of the folder is taken out of it
_RIDGE = 0.02
_FOLDS = 5
_STEPS = 25
_ANSWERED = 0.95


@dataclass(frozen=True, slots=True)
class Example:
    """What speaks for the best passage of one question, and whether the knowledge holds an answer to it."""

    signs: Signs
    answerable: bool
    source: str


@dataclass(frozen=True, slots=True)
class Point:
    """One threshold of the operating curve: shares of answerable questions that pass and of others that are refused."""

    threshold: float
    answered: float
    refused: float


def own_examples(library: Library, embedder: Embedder, home: Path, model: GateModel, *, today: date) -> list[Example]:
    """Examples made of the folder's own questions: every third entry is taken out, so that nothing answers its
    questions any more; each other entry loses one wording, by which it must be found. Readings are kept in `home`."""
    out = {faq.id for faq in library.faqs if faq.answered and int(text_hash(faq.question), 16) % _HELD_OUT == 0}
    known = tuple(replace(faq, also_asked=faq.also_asked[1:]) for faq in library.faqs if faq.id not in out)
    held = replace(library, faqs=known)
    passages = passages_of(held)
    retriever = Retriever.over(passages, embedder, home)
    interpreter = Interpreter(held, retriever.vocabulary, passages)
    gate = EvidenceGate(retriever, interpreter.names, model)
    examples = []
    for faq in library.faqs:
        for question in (faq.question, *faq.also_asked) if faq.id in out else faq.also_asked[:1]:
            asked = interpreter.understand(question, today)
            hits = retriever.search(asked.wordings, synonyms=asked.synonyms(interpreter.names))
            if (evidence := gate.weigh(asked, hits)) is not None:
                examples.append(Example(evidence.signs, faq.id not in out, "own"))
    return examples


def fit(examples: Sequence[Example], *, threshold: float) -> GateModel:
    """The model that tells the examples apart best; each source of examples counts the same."""
    bias, weights = _logistic(examples, _SIGNS)
    plain_bias, plain = _logistic(examples, tuple(sign for sign in _SIGNS if sign not in _OF_TOKENS))
    return GateModel(bias=bias, weights=weights, plain_bias=plain_bias, plain=plain, threshold=threshold)


def recalibrated(model: GateModel, examples: Sequence[Example]) -> GateModel:
    """The model with its probabilities brought to what these examples show (Platt's scaling): it ranks as before.
    The threshold becomes the highest that 95 % of the answerable examples pass. Raises ValueError when they are all
    of one kind."""
    right = np.array([example.answerable for example in examples], dtype=bool)
    if right.all() or not right.any():
        raise ValueError("there must be questions with and without an answer")
    odds = np.array([model.odds(example.signs, compared=True) for example in examples])
    share = np.where(right, 0.5 / right.sum(), 0.5 / (~right).sum())
    shift, (scale,) = _newton(odds[:, None], right.astype(float), share)
    scale = max(scale, 0.1)
    scaled = replace(
        model,
        bias=model.bias * scale + shift,
        weights={sign: weight * scale for sign, weight in model.weights.items()},
        plain_bias=model.plain_bias * scale + shift,
        plain={sign: weight * scale for sign, weight in model.plain.items()},
    )
    passing = [scaled.probability(e.signs, compared=True) for e in examples if e.answerable]
    return replace(scaled, threshold=round(float(np.quantile(passing, 1 - _ANSWERED)), 3))


def held_out(examples: Sequence[Example]) -> NDArray[np.float64]:
    """The probability of each example by a model that was fitted on the others, in five folds."""
    folds = np.random.default_rng(0).permutation(len(examples)) % _FOLDS
    probabilities = np.zeros(len(examples))
    for fold in range(_FOLDS):
        model = fit([example for example, at in zip(examples, folds, strict=True) if at != fold], threshold=0.5)
        for place in np.flatnonzero(folds == fold).tolist():
            probabilities[place] = model.probability(examples[place].signs, compared=True)
    return probabilities


def curve(probabilities: Iterable[float], answerable: Iterable[bool]) -> list[Point]:
    """How many are answered and how many refused at each threshold."""
    sure, right = np.asarray(list(probabilities)), np.asarray(list(answerable), dtype=bool)
    return [
        Point(float(t), float((sure[right] >= t).mean()), float((sure[~right] < t).mean()))
        for t in np.round(np.arange(0.05, 1.0, 0.05), 2)
    ]


def _logistic(examples: Sequence[Example], signs: tuple[str, ...]) -> tuple[float, dict[str, float]]:
    """Bias and weights of a logistic regression with a small ridge, by Newton's method."""
    table = np.array([[getattr(example.signs, sign) for sign in signs] for example in examples], dtype=float)
    right = np.array([example.answerable for example in examples], dtype=float)
    sources = [example.source for example in examples]
    share = np.array([1 / sources.count(source) for source in sources])
    share /= share.sum()
    bias, weights = _newton(table, right, share)
    return round(bias, 4), {sign: round(float(weight), 4) for sign, weight in zip(signs, weights, strict=True)}


def _newton(
    table: NDArray[np.float64], right: NDArray[np.float64], share: NDArray[np.float64]
) -> tuple[float, NDArray[np.float64]]:
    """Bias and weights that make `right` likeliest, each row counting its `share`."""
    middle, spread = table.mean(axis=0), np.maximum(table.std(axis=0), 1e-9)
    rows = np.column_stack([np.ones(len(table)), (table - middle) / spread])
    ridge = np.diag([0.0, *[_RIDGE] * table.shape[1]])
    solution = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        sure = 1 / (1 + np.exp(-np.clip(rows @ solution, -30, 30)))
        slope = rows.T @ (share * (sure - right)) + ridge @ solution
        bend = (rows * (share * sure * (1 - sure))[:, None]).T @ rows + ridge
        solution -= np.linalg.solve(bend, slope)
    weights = solution[1:] / spread
    return float(solution[0] - weights @ middle), weights
