"""The model that ships in a package."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from retrieval.embeddings import Embedder, LocalEmbedder, plain


@pytest.fixture(scope="module")
def local() -> Embedder:
    return LocalEmbedder()


def test_a_question_is_nearer_to_its_answer_than_to_another(local: Embedder) -> None:
    rows = local.passages(["교육비는 모두 무료예요.", "캠퍼스는 지하철역에서 걸어서 5분이에요."])
    assert rows.shape == (2, local.dimension)
    assert rows.dtype == np.float32
    free, near = rows @ local.query("수강료 내야 하나요?")
    assert free > near


def test_rows_keep_the_order_of_the_texts_whatever_their_length(local: Embedder) -> None:
    texts = ["짧아요", "조금 더 긴 글이에요 " * 6, "중간쯤 되는 글이에요"]
    together = local.passages(texts)
    for row, text in zip(together, texts, strict=True):
        assert np.array_equal(row, local.passages([text])[0])


@pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "🙂", "가\x00나", "끝" * 20_000])
def test_odd_texts_have_unit_vectors_too(local: Embedder, text: str) -> None:
    assert np.linalg.norm(local.query(text)) == pytest.approx(1, abs=1e-3)
    assert np.linalg.norm(local.passages([text])[0]) == pytest.approx(1, abs=1e-3)


def test_what_follows_a_nul_is_read(local: Embedder) -> None:
    assert not np.array_equal(local.query("과정\x00주소"), local.query("과정"))


def test_threads_get_what_one_alone_gets(local: Embedder) -> None:
    questions = ["주소", "전화번호 알려줘", "언제 모집해요?", "노트북 빌려줘요?"] * 4
    with ThreadPoolExecutor(4) as pool:
        assert all(map(np.array_equal, pool.map(local.query, questions), map(local.query, questions)))


def test_progress_counts_up_to_all(local: Embedder) -> None:
    told: list[tuple[int, int]] = []
    local.passages(["하나", "둘", "셋"], progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert local.passages([]).shape == (0, local.dimension)


def test_only_what_an_engine_can_take_is_left() -> None:
    assert plain("가\x00나\udfff다라", 4) == "가 나 "
