"""Finding passages."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.clock import Clock
from retrieval.embeddings import LocalEmbedder
from retrieval.live import LiveIndex
from retrieval.retriever import Retriever, _best
from tests.doubles.bigram_embedder import BigramEmbedder
from tests.retrieval.conftest import write_knowledge


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


@pytest.fixture(scope="module")
def real(local: LocalEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Retriever:
    """The small academy, read by the real model."""
    home = tmp_path_factory.mktemp("real")
    with closing(LiveIndex(write_knowledge(home / "knowledge"), home / "data", local, clock=Clock())) as index:
        return index.snapshot.retriever


def test_the_best_few_are_compared_token_by_token(real: Retriever) -> None:
    best = real.search(["수업료 내야 하나요?"])[0]
    assert best.passage.title == "수강료는 얼마인가요?"
    assert best.match is not None
    assert 0.5 < best.match.question <= 1
    assert 0.5 < best.match.heading <= 1
    assert best.lead > 0


def test_narrowing_leaves_the_scores_of_a_real_search_as_they_are(real: Retriever) -> None:
    everything = {hit.passage.id: hit for hit in real.search(["하늘 캠퍼스 전화"], limit=100)}
    narrowed = real.search(["하늘 캠퍼스 전화"], records=frozenset({"haneul"}))
    assert [hit.passage.record for hit in narrowed] == ["haneul"]
    assert narrowed[0].score == pytest.approx(everything[narrowed[0].passage.id].score, abs=1e-3)
    assert narrowed[0].deviation == pytest.approx(everything[narrowed[0].passage.id].deviation, abs=1e-3)


def test_search_goes_on_without_tokens_when_they_are_gone(local: LocalEmbedder, tmp_path: Path) -> None:
    with closing(LiveIndex(write_knowledge(tmp_path / "knowledge"), tmp_path / "data", local, clock=Clock())) as index:
        for file in (tmp_path / "data").rglob("readings.sqlite*"):
            file.unlink()
        best = index.snapshot.retriever.search(["노트북 빌려주나요?"])[0]
    assert best.passage.title == "노트북을 빌릴 수 있나요?"
    assert best.match is None
    assert not best.degraded


def test_nothing_is_found_in_kinds_and_records_that_are_not_there(real: Retriever) -> None:
    assert real.search(["전화"], kinds=frozenset({"event"})) == []
    assert real.search(["전화"], records=frozenset({"none"})) == []


@given(st.lists(st.floats(-5, 5, width=16), min_size=1, max_size=60), st.integers(1, 70))
def test_the_best_are_the_first_of_a_stable_sort(values: list[float], size: int) -> None:
    scores = np.array(values, dtype=np.float32)
    assert _best(scores, size).tolist() == np.argsort(-scores, kind="stable")[:size].tolist()
