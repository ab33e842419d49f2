"""The packaged model on onnxruntime: made, kept, mended and read from."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.embeddings import Floats, LocalEmbedder, Reading, packaged_weights
from retrieval.onnx_engine import OnnxEngine, engine_name
from retrieval.packed_weights import PackedWeights

TEXT = "수강료 안내\n모두 무료예요."
LONG = "한빛배움터 "
OTHER_PROCESS = """
import sys
from pathlib import Path
from retrieval.embeddings import packaged_weights
from retrieval.onnx_engine import OnnxEngine
OnnxEngine(Path(sys.argv[1]), packaged_weights())
"""


@pytest.fixture(scope="module")
def kept(local: LocalEmbedder, data_dir: Path) -> Path:
    """Where a whole engine is; to be copied, not to be changed."""
    [folder] = (data_dir / "engine").iterdir()
    return folder


@pytest.fixture(scope="module")
def engine(kept: Path) -> OnnxEngine:
    """An engine that was made earlier, read from disk."""
    return OnnxEngine(kept.parent, packaged_weights())


@pytest.fixture(scope="module")
def weights() -> PackedWeights:
    return PackedWeights(packaged_weights())


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _spelled(pieces: list[int], weights: PackedWeights) -> str:
    return "".join(weights.vocabulary[piece] for piece in pieces)


def _lengths(reading: Reading) -> Floats:
    rows: Floats = reading.tokens.rows * reading.tokens.scales[:, None]
    return np.asarray(np.linalg.norm(rows, axis=1), dtype=np.float32)


def test_a_text_has_the_same_vector_in_another_engine_and_thread(engine: OnnxEngine, local: LocalEmbedder) -> None:
    texts = [TEXT, "주소", "Where is it?", "", "🙂", LONG * 8]
    alone = [local.read_query(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        crowd = pool.map(lambda text: engine.read(text, query=True), texts * 3)
        for was, now in zip(alone * 3, crowd, strict=True):
            assert was.vector.tobytes() == now.vector.tobytes()
            assert was.tokens.rows.tobytes() == now.tokens.rows.tobytes()


def test_a_question_is_not_read_as_a_passage(engine: OnnxEngine) -> None:
    asked, said = engine.read(TEXT, query=True), engine.read(TEXT, query=False)
    assert asked.tokens.pieces.tolist() == said.tokens.pieces.tolist()
    assert not np.allclose(asked.vector, said.vector, atol=1e-3)


def test_tokens_are_those_of_the_text_without_prefix_and_specials(engine: OnnxEngine, weights: PackedWeights) -> None:
    for query in (True, False):
        tokens = engine.read(TEXT, query=query, head="수강료 안내").tokens
        pieces = tokens.pieces.tolist()
        assert _spelled(pieces, weights) == "▁수강료▁안내▁모두▁무료예요."
        assert _spelled(pieces[: tokens.head], weights) == "▁수강료▁안내"
        assert engine.read(TEXT, query=query).tokens.head == 0


@pytest.mark.parametrize("text", ["<s>", "</s>", "<pad>", "<mask>", "<unk>", "가</s><s>나", "</s> query: 가"])
def test_typed_specials_are_only_text(text: str, engine: OnnxEngine, weights: PackedWeights) -> None:
    special = {weights.begin, weights.end, weights.pad, weights.unknown, weights.pieces - 1}
    pieces = engine.read(text, query=True).tokens.pieces.tolist()
    assert not special & set(pieces)
    assert _spelled(pieces, weights) == "▁" + text.replace(" ", "▁")


def test_a_text_longer_than_the_model_is_read_to_its_end(engine: OnnxEngine, weights: PackedWeights) -> None:
    reading = engine.read(LONG * 130, query=False)
    assert len(reading.tokens) > weights.positions
    assert _spelled(reading.tokens.pieces.tolist(), weights).count("▁한") == 130
    assert np.linalg.norm(reading.vector) == pytest.approx(1, abs=1e-5)
    assert np.allclose(_lengths(reading), 1, atol=0.01)
    other = engine.read(LONG * 130 + "주소", query=False)
    assert not np.array_equal(reading.vector, other.vector)


@settings(max_examples=25, deadline=None)
@given(text=st.text(max_size=30))
def test_every_token_has_a_number_a_row_and_the_length_of_one(text: str, local: LocalEmbedder) -> None:
    reading = local.read_passages([text])[0]
    tokens = reading.tokens
    assert [str(array.dtype) for array in (tokens.pieces, tokens.rows, tokens.scales)] == ["int32", "int8", "float32"]
    assert len(tokens) == len(tokens.rows) == len(tokens.scales)
    assert 0 <= tokens.head <= len(tokens)
    assert np.allclose(_lengths(reading), 1, atol=0.01)
    assert local.read_query(text).tokens.pieces.tolist() == tokens.pieces.tolist()


def _flip(folder: Path) -> None:
    content = bytearray((folder / "encoder.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    (folder / "encoder.onnx").write_bytes(content)


def _lose(folder: Path) -> None:
    (folder / "tokenizer.model").unlink()
    (folder / "engine.json").unlink()


def _unseal(folder: Path) -> None:
    (folder / "engine.json").write_text(json.dumps(["no seal"]), encoding="utf-8")


@pytest.mark.parametrize("damage", [_flip, _lose, _unseal])
def test_an_engine_that_is_not_whole_is_made_anew(damage: Callable[[Path], None], kept: Path, tmp_path: Path) -> None:
    copy = tmp_path / kept.name
    shutil.copytree(kept, copy)
    damage(copy)
    assert _files(copy) != _files(kept)
    OnnxEngine(tmp_path, packaged_weights())
    assert _files(copy) == _files(kept)
    assert list(tmp_path.iterdir()) == [copy]


def test_a_whole_engine_is_left_as_it_is(kept: Path, tmp_path: Path) -> None:
    shutil.copytree(kept, tmp_path / kept.name)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / kept.name).iterdir()}
    OnnxEngine(tmp_path, packaged_weights())
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / kept.name).iterdir()}


def test_a_maker_killed_half_way_does_no_harm(kept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "engine"
    with subprocess.Popen([sys.executable, "-c", OTHER_PROCESS, str(folder)]) as maker:
        while maker.poll() is None and not (folder.exists() and any(folder.iterdir())):
            time.sleep(0.001)
        maker.kill()
    OnnxEngine(folder, packaged_weights())
    assert _files(folder / kept.name) == _files(kept)


def test_of_two_makers_at_once_both_end_with_a_whole_engine(kept: Path, engine: OnnxEngine, tmp_path: Path) -> None:
    folder = tmp_path / "engine"
    start = Barrier(2)

    def make(_: int) -> OnnxEngine:
        start.wait()
        return OnnxEngine(folder, packaged_weights())

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(make, range(2)))
    assert _files(folder / kept.name) == _files(kept)
    assert [path.name for path in folder.iterdir()] == [kept.name]
    wanted = engine.read(TEXT, query=True).vector.tobytes()
    assert [other.read(TEXT, query=True).vector.tobytes() for other in made] == [wanted] * 2


def test_the_name_tells_weights_and_runtime(kept: Path) -> None:
    name = engine_name(packaged_weights())
    assert name.startswith(f"{kept.name}-ort")
    assert name == engine_name(packaged_weights())


def test_other_weights_make_another_name(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"other weights")
    assert engine_name(tmp_path / "other.bin") != engine_name(packaged_weights())
