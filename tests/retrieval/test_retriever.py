"""Finding passages."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from knowledge.clock import Clock
from retrieval.live import LiveIndex
from retrieval.retriever import Retriever
from tests.doubles.bigram_embedder import BigramEmbedder


@pytest.fixture
def retriever(folder: Path, data: Path, embedder: BigramEmbedder) -> Retriever:
    with closing(LiveIndex(folder, data, embedder, clock=Clock())) as index:
        return index.snapshot.retriever


def test_the_best_passage_comes_first_with_its_raw_measures(retriever: Retriever) -> None:
    best, second, *_ = retriever.search(["노트북 빌려줘요?"])
    assert best.passage.title == "노트북을 빌릴 수 있나요?"
    assert best.score > second.score
    assert 0 < best.dense <= 1
    assert best.words > second.words
    assert best.grams > second.grams
    assert not best.degraded


def test_another_wording_of_a_question_is_the_key_that_wins(retriever: Retriever) -> None:
    [hit] = retriever.search(["돈 내야 해?"], limit=1)
    assert hit.passage.title == "수강료는 얼마인가요?"
    assert hit.key == "돈 내야 해?"
    assert hit.dense == pytest.approx(1, abs=1e-3)


def test_several_wordings_count_as_the_best_of_them(retriever: Retriever) -> None:
    alone = retriever.search(["수료증"])
    together = retriever.search(["qqq", "수료증"])
    assert together[0].passage == alone[0].passage
    assert together[0].score == pytest.approx(alone[0].score)
    assert together[0].words == alone[0].words


def test_narrowing_changes_what_is_found_but_not_how_it_is_scored(retriever: Retriever) -> None:
    everything = {hit.passage.id: hit.score for hit in retriever.search(["하늘 전화"], limit=100)}
    campuses = retriever.search(["하늘 전화"], kinds=frozenset({"campus"}))
    assert [hit.passage.record for hit in campuses] == ["haneul", "bada"]
    assert all(everything[hit.passage.id] == pytest.approx(hit.score, abs=1e-4) for hit in campuses)
    [one] = retriever.search(["하늘 전화"], records=frozenset({"bada"}))
    assert one.passage.record == "bada"


def test_nothing_asked_or_nothing_allowed_finds_nothing(retriever: Retriever) -> None:
    assert retriever.search([]) == []
    assert retriever.search(["전화"], kinds=frozenset()) == []
    assert retriever.search(["전화"], limit=0) == []


@pytest.mark.parametrize("text", ["", "🙂", "\x00", "가" * 10_000])
def test_odd_questions_are_no_error(retriever: Retriever, text: str) -> None:
    assert len(retriever.search([text], limit=3)) == 3


def test_words_alone_answer_when_the_embedder_is_away(retriever: Retriever, embedder: BigramEmbedder) -> None:
    embedder.down = True
    hits = retriever.search(["수료증은 언제"])
    assert hits[0].passage.title == "수료증은 언제 나오나요?"
    assert all(hit.degraded and hit.dense == 0 and hit.words + hit.grams > 0 for hit in hits)
    assert retriever.search(["xyz"]) == []


def test_the_vocabulary_knows_its_rare_words(retriever: Retriever) -> None:
    assert "수료증" in retriever.vocabulary
    assert retriever.idf("하늘") <= retriever.idf("수료증") < retriever.idf("없는말")
