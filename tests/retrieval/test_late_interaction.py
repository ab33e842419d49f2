"""A question against texts, word by word."""

from __future__ import annotations

import math

import numpy as np
import pytest

from retrieval.embeddings import Floats, Tokens
from retrieval.late_interaction import Match, match, weights_of

NOTHING = Match(0.0, 0.0, 0.0)
NO_PIECES = np.zeros(0, dtype=np.int32)


def _tokens(*rows: tuple[int, int, int], head: int = 0) -> Tokens:
    """Unit vectors of whole numbers: (3, 4, 0) is (0.6, 0.8, 0)."""
    numbers = np.array(rows, dtype=np.int8).reshape(-1, 3)
    scales = 1 / np.maximum(np.linalg.norm(numbers, axis=1), 1)
    return Tokens(np.arange(len(numbers), dtype=np.int32), numbers, scales.astype(np.float32), head)


def _weights(*weights: float) -> Floats:
    return np.array(weights, dtype=np.float32)


X, Y, Z = (1, 0, 0), (0, 1, 0), (0, 0, 1)


def _near(found: Match, question: float, heading: float, weakest: float) -> bool:
    return [found.question, found.heading, found.weakest] == pytest.approx([question, heading, weakest], abs=1e-6)


def test_each_token_of_the_question_meets_its_likest() -> None:
    first, second, third = match(
        _tokens(X, Y), _weights(3, 1), [_tokens((3, 4, 0), X, head=1), _tokens(Z, head=1), _tokens(Z, (4, 3, 0))]
    )
    assert _near(first, (3 * 1 + 1 * 0.8) / 4, 0.8, 0.8)
    assert _near(second, 0, 0, 0)
    assert _near(third, (3 * 0.8 + 1 * 0.6) / 4, 0, 0.6)


def test_a_heading_is_met_by_the_mean_of_its_tokens() -> None:
    [found] = match(_tokens(X), _weights(1), [_tokens(X, (3, 4, 0), Z, X, head=3)])
    assert _near(found, 1, (1 + 0.6 + 0) / 3, 1)
    [whole] = match(_tokens(X), _weights(1), [_tokens(X, (3, 4, 0), head=2)])
    assert _near(whole, 1, 0.8, 1)


def test_the_weakest_are_the_third_of_the_content_tokens_that_is_found_worst() -> None:
    worst = [(4, 3, 0), (3, 4, 0), Y]
    [found] = match(_tokens(*worst, *[X] * 6, Z), _weights(*[1] * 9, 0.05), [_tokens(X)])
    assert _near(found, (0.8 + 0.6 + 0 + 6) / 9, 0, (0.8 + 0.6 + 0) / 3)
    [short] = match(_tokens(*worst, Z), _weights(1, 1, 1, 0.05), [_tokens(X)])
    assert _near(short, (0.8 + 0.6 + 0) / 3, 0, 0)


def test_no_more_than_three_tokens_are_the_weakest() -> None:
    question = _tokens(*[Y] * 2, *[X] * 28)
    [found] = match(question, _weights(*[1] * 30), [_tokens(X)])
    assert found.weakest == pytest.approx(1 / 3)


def test_a_text_is_matched_the_same_whatever_stands_beside_it() -> None:
    draw = np.random.default_rng(5)
    texts = [_tokens(*map(tuple, draw.integers(-9, 10, size=(n, 3)).tolist()), head=min(n, 2)) for n in (1, 4, 0, 7, 2)]
    question, weights = _tokens(X, (3, 4, 0), Z), _weights(1, 2, 0.5)
    together = match(question, weights, texts)
    for text, found in zip(texts, together, strict=True):
        [alone] = match(question, weights, [text])
        assert _near(found, alone.question, alone.heading, alone.weakest)


def test_texts_without_tokens_meet_nothing() -> None:
    found = match(_tokens(X), _weights(1), [_tokens(), _tokens(X, head=1), _tokens()])
    assert found == [NOTHING, Match(1.0, 1.0, 1.0), NOTHING]
    assert match(_tokens(X), _weights(1), [_tokens()]) == [NOTHING]
    assert match(_tokens(X), _weights(1), []) == []


def test_a_question_without_tokens_meets_nothing() -> None:
    assert match(_tokens(), _weights(), [_tokens(X, head=1), _tokens(Y)]) == [NOTHING, NOTHING]


def test_rare_pieces_count_more_and_unknown_ones_most() -> None:
    frequencies = np.array([0, 90, 2], dtype=np.int32)
    often, rare, absent, beyond = weights_of(np.array([1, 2, 0, 900], np.int32), frequencies, 100, NO_PIECES)
    assert often < rare < absent == beyond
    assert often == pytest.approx(math.sqrt(math.log(1 + 10.5 / 90.5)))
    assert rare == pytest.approx(math.sqrt(math.log(1 + 98.5 / 2.5)))
    assert absent == pytest.approx(math.sqrt(math.log(1 + 100.5 / 0.5)))


def test_a_piece_that_stands_in_every_text_still_counts_something() -> None:
    [weight] = weights_of(np.array([0], np.int32), np.array([100], np.int32), 100, NO_PIECES)
    assert 0 < weight < 0.1
    assert weights_of(NO_PIECES, NO_PIECES, 0, NO_PIECES).shape == (0,)


def test_pieces_that_only_ask_count_next_to_nothing() -> None:
    frequencies, asking = np.array([5, 0], dtype=np.int32), np.array([1, 7], dtype=np.int32)
    pieces = np.array([0, 1], dtype=np.int32)
    content, asked = weights_of(pieces, frequencies, 100, asking)
    _, rare = weights_of(pieces, frequencies, 100, NO_PIECES)
    assert asked == pytest.approx(rare * 0.05)
    assert asked < content * 0.1
    [said] = match(_tokens(X, Z), _weights(content, asked), [_tokens(X)])
    assert said.question > 0.9
    assert said.weakest == pytest.approx(1)
