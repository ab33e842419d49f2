"""BM25."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.lexical_index import LexicalIndex

DOCUMENTS = ("새 과정 모집 모집", "과정 수료", "캠퍼스 주소 전화 주소 안내 시간", "")
WORDS = st.lists(st.sampled_from("가나다라마바사"), max_size=12)


def _index(*documents: str) -> LexicalIndex:
    return LexicalIndex.build(Counter(document.split()) for document in documents)


def _bm25(documents: list[list[str]], query: list[str], number: int) -> float:
    """The formula, word by word."""
    mean = sum(map(len, documents)) / len(documents) or 1.0
    score = 0.0
    for word in set(query):
        holding = sum(word in document for document in documents)
        often = documents[number].count(word)
        idf = math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
        score += idf * often / (often + 1.5 * (1 - 0.75 + 0.75 * len(documents[number]) / mean)) if often else 0.0
    return score


@given(documents=st.lists(WORDS, min_size=1, max_size=6), query=WORDS)
def test_every_score_is_the_one_of_the_formula(documents: list[list[str]], query: list[str]) -> None:
    scores = LexicalIndex.build(Counter(document) for document in documents).scores(query)
    assert scores.tolist() == pytest.approx([_bm25(documents, query, n) for n in range(len(documents))], abs=1e-5)


def test_one_shared_word_is_enough_to_be_found() -> None:
    scores = _index(*DOCUMENTS).scores(["모집", "없는말"])
    assert scores[0] > 0
    assert not scores[1:].any()


def test_a_word_said_twice_counts_once() -> None:
    index = _index(*DOCUMENTS)
    assert np.array_equal(index.scores(["주소", "주소"]), index.scores(["주소"]))


def test_rare_words_weigh_more_and_unknown_ones_most() -> None:
    index = _index(*DOCUMENTS)
    assert index.idf("과정") < index.idf("수료") < index.idf("없는말")
    assert "수료" in index.vocabulary
    assert "없는말" not in index.vocabulary


def test_an_index_read_from_disk_scores_as_before(tmp_path: Path) -> None:
    index = _index(*DOCUMENTS)
    index.save(tmp_path, "words")
    read = LexicalIndex.load(tmp_path, "words")
    assert np.array_equal(read.scores(["과정", "주소"]), index.scores(["과정", "주소"]))
    assert [read.bag(number) for number in range(len(read))] == [Counter(document.split()) for document in DOCUMENTS]


def test_an_empty_index_scores_nothing(tmp_path: Path) -> None:
    _index().save(tmp_path, "none")
    assert LexicalIndex.load(tmp_path, "none").scores(["과정"]).shape == (0,)


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    arrays, _ = _index(*DOCUMENTS).save(tmp_path, "words")
    arrays.write_bytes(arrays.read_bytes()[:40])
    with pytest.raises((OSError, ValueError)):
        LexicalIndex.load(tmp_path, "words")
