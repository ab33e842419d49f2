"""Comparing a question with a few passages word by word: for each of its tokens, the likest token of the passage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.embeddings import Floats, Tokens

_WEAKEST = 3  # so many of a question's tokens tell how much of it a passage leaves out, of a short one one in three
_ASKING = 0.05  # what a token counts that only shapes the question
_CONTENT = 0.1  # share of the heaviest token's weight from which on a token is content


@dataclass(frozen=True, slots=True)
class Match:
    """How a text's tokens meet a question's; cosines. `question` is how well the question's tokens are found in the
    text, those that count most first; `heading` how well the heading's are found in the question; `weakest` is the
    mean of the few content tokens of the question that are found worst."""

    question: float
    heading: float
    weakest: float


def match(question: Tokens, weights: Floats, texts: Sequence[Tokens]) -> list[Match]:
    """How each text meets the question, of which only the content tokens are compared. `weights` are those of the
    question's tokens, (len(question),), see `weights_of`. What has no tokens meets nothing."""
    nothing = Match(0.0, 0.0, 0.0)
    there = [text for text in texts if len(text)]
    content = weights > weights.max(initial=0) * _CONTENT
    if not content.any() or not there:
        return [nothing] * len(texts)
    asked = question.rows[content].astype(np.float32) * question.scales[content, None]
    rows = np.concatenate([text.rows for text in there], dtype=np.float32)
    likeness = (asked @ rows.T) * np.concatenate([text.scales for text in there])
    ends = np.cumsum([len(text) for text in there])
    starts = np.concatenate(([0], ends[:-1]))
    best = np.maximum.reduceat(likeness, starts, axis=1)
    found = (weights[content] / weights[content].sum()) @ best
    weakest = np.sort(best, axis=0)[: max(1, min(_WEAKEST, len(best) // 3))].mean(axis=0)
    told = np.concatenate(([0.0], np.cumsum(likeness.max(axis=0))))
    heads = np.array([text.head for text in there])
    heading = (told[starts + heads] - told[starts]) / np.maximum(heads, 1)
    matches = iter([Match(*map(float, signs)) for signs in zip(found, heading, weakest, strict=True)])
    return [next(matches) if len(text) else nothing for text in texts]


def weights_of(pieces: NDArray[np.int32], frequencies: NDArray[np.int32], texts: int,
               asking: NDArray[np.int32]) -> Floats:  # fmt: skip
    """How much each token of a question counts: the root of its inverse document frequency, and next to nothing for
    the pieces that questions are made with (`asking`). Those are rare in texts that state things, so that rarity
    alone would put "나요?" first."""
    often = np.zeros(len(pieces))
    known = pieces < len(frequencies)
    often[known] = frequencies[pieces[known]]
    rarity = np.sqrt(np.log1p((texts - often + 0.5) / (often + 0.5)))
    return np.asarray(np.where(np.isin(pieces, asking), _ASKING, 1.0) * rarity, dtype=np.float32)
