"""The model that ships in a package."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from retrieval.embeddings import (
    Embedder,
    LocalEmbedder,
    PackagedEmbedder,
    TokenEmbedder,
    local_embedder,
    packaged_weights,
    plain,
    reading_of,
)

LONG = "한빛배움터는 청년을 위한 교육 기관입니다. " * 40  # of 1,000 characters there are more than 512 tokens


@pytest.fixture(scope="module")
def packaged() -> PackagedEmbedder:
    """The engine that ships with the model: the reference."""
    return PackagedEmbedder()


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


def test_a_text_has_the_same_vector_alone_among_others_and_after_reopening(
    local: LocalEmbedder, data_dir: Path
) -> None:
    texts = ["수강료 안내\n모두 무료예요.", "주소", "", "Where is the campus?", "🙂 ㅋㅋ", "조금 더 긴 글이에요 " * 8]
    alone = [local.passages([text])[0].tobytes() for text in texts]
    assert [row.tobytes() for row in local.passages(texts)] == alone
    assert [row.tobytes() for row in local.passages(texts[::-1])] == alone[::-1]
    reopened = LocalEmbedder(data_dir / "engine", threads=4)
    assert [reading.vector.tobytes() for reading in reopened.read_passages(texts * 2)] == alone * 2
    assert reopened.name == local.name


@pytest.mark.parametrize(
    "text",
    ["수강료는 얼마인가요?", "The course is free of charge.", "🙂 ㅋㅋㅋ 뭐야", "", "   두  칸  띄움   ", "ＡＢＣ ①②③ ㈜한빛",
     "日本語とスペイン語 español", "제목\n\n본문"],
)  # fmt: skip
def test_the_fast_engine_is_near_to_the_reference(text: str, local: LocalEmbedder, packaged: PackagedEmbedder) -> None:
    assert float(local.passages([text])[0] @ packaged.passages([text])[0]) >= 0.99
    assert float(local.query(text) @ packaged.query(text)) >= 0.99


def test_a_text_longer_than_the_model_is_near_to_the_reference_too(
    local: LocalEmbedder, packaged: PackagedEmbedder
) -> None:
    reading = local.read_passages([LONG])[0]
    assert len(reading.tokens) > 512
    assert float(reading.vector @ packaged.passages([LONG])[0]) >= 0.99


def test_only_the_fast_engine_reads_tokens(local: LocalEmbedder, packaged: PackagedEmbedder) -> None:
    assert isinstance(local, TokenEmbedder)
    assert not isinstance(packaged, TokenEmbedder)


def test_the_first_line_is_the_heading(local: LocalEmbedder) -> None:
    alone = len(local.read_query("수강료 안내").tokens)
    headed, plain_one, empty = local.read_passages(["수강료 안내\n모두 무료예요.", "수강료 안내", "\n모두 무료예요."])
    assert headed.tokens.head == plain_one.tokens.head == alone
    assert len(headed.tokens) > alone
    assert empty.tokens.head == 0


def test_only_the_beginning_of_a_long_text_is_read(local: LocalEmbedder) -> None:
    assert np.array_equal(*local.passages(["!" * 1000 + " 주소", "!" * 1000]))
    assert not np.array_equal(*local.passages(["!" * 990 + " 주소", "!" * 990]))
    assert np.array_equal(local.query("!" * 500 + " 주소"), local.query("!" * 500))
    assert not np.array_equal(local.query("!" * 490 + " 주소"), local.query("!" * 490))


def test_an_engine_that_can_be_made_is_used(local: LocalEmbedder, data_dir: Path) -> None:
    made = local_embedder(data_dir / "engine")
    assert isinstance(made, LocalEmbedder)
    assert made.name == local.name


def test_where_no_folder_can_be_made_the_packaged_engine_answers(local: LocalEmbedder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    fallen = local_embedder(tmp_path / "file")
    assert isinstance(fallen, PackagedEmbedder)
    assert fallen.name != local.name
    assert fallen.dimension == local.dimension
    assert float(fallen.query("수강료") @ local.query("수강료")) >= 0.99


@pytest.mark.parametrize("missing", ["onnx", "onnxruntime", "sentencepiece"])
def test_without_what_makes_the_engine_the_packaged_one_answers(
    missing: str, local: LocalEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    fallen = local_embedder(tmp_path / "engine")
    assert isinstance(fallen, PackagedEmbedder)
    assert fallen.name != local.name
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("missing", ["onnxruntime", "sentencepiece"])
def test_an_engine_that_cannot_be_run_is_not_used_though_it_was_made(
    missing: str, local: LocalEmbedder, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    assert isinstance(local_embedder(data_dir / "engine"), PackagedEmbedder)


def test_an_engine_that_was_made_is_used_without_what_made_it(
    local: LocalEmbedder, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    made = local_embedder(data_dir / "engine")
    assert np.array_equal(made.query("주소"), local.query("주소"))


def test_the_weights_are_in_the_package() -> None:
    assert packaged_weights().is_file()


def test_tokens_of_any_length_become_unit_rows() -> None:
    drawn = np.random.default_rng(3).normal(size=(20, 384)) * np.logspace(-4, 4, 20)[:, None]
    hidden = np.concatenate([drawn, np.zeros((1, 384))]).astype(np.float32)
    reading = reading_of(hidden.sum(axis=0), hidden, range(21), head=99)
    assert np.linalg.norm(reading.vector) == pytest.approx(1, abs=1e-5)
    rows = reading.tokens.rows * reading.tokens.scales[:, None]
    wanted = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    assert np.allclose(np.linalg.norm(rows[:20], axis=1), 1, atol=0.01)
    assert (rows[:20] * wanted).sum(axis=1) == pytest.approx(1, abs=0.01)
    assert not rows[20].any()
    assert reading.tokens.head == len(reading.tokens) == 21


def test_a_text_without_any_vector_has_no_direction() -> None:
    reading = reading_of(np.zeros(4, dtype=np.float32), np.zeros((0, 4), dtype=np.float32), [], head=1)
    assert not reading.vector.any()
    assert len(reading.tokens) == reading.tokens.head == 0
