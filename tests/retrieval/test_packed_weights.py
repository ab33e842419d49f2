"""The weight file of the packaged model."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from retrieval.embeddings import packaged_weights
from retrieval.packed_weights import PackedWeights

PIECES = ("<s>", "</s>", "가", "▁나")
FOLDING = {ord("Ａ"): "A", ord("㈜"): "(주)", 0x200B: ""}


@pytest.fixture(scope="module")
def packaged() -> PackedWeights:
    return PackedWeights(packaged_weights())


def _block(scale: float, weights: list[int]) -> bytes:
    """32 weights from -8 to 7 as they are packed: first halves low, second halves high."""
    return struct.pack("<e", scale) + bytes(
        low + 8 | (high + 8) << 4 for low, high in zip(weights[:16], weights[16:], strict=True)
    )


def _written(path: Path) -> Path:
    """A model of 4 pieces, 32 columns and 3 places."""
    spelled = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)])
    folds = b"".join(
        struct.pack(f"<IB{len(to)}I", character, len(to), *map(ord, to)) for character, to in FOLDING.items()
    )
    start = struct.pack("<4s8if1i", b"E5S1", 1, 32, 0, 1, 64, len(PIECES), 3, 1, 1e-12, 32)
    start += struct.pack("<5iQ", len(PIECES), 0, 1, 1, 0, len(spelled)) + ends.astype("<u4").tobytes()
    start += np.array([0, 0, -1.5, -2.5], dtype="<f4").tobytes() + spelled
    start += struct.pack("<iI", len(FOLDING), len(folds)) + folds
    places = np.repeat(np.array([0, 100, 200], dtype="<f4"), 32)
    tensors = {
        "emb.word": b"".join(_block(0.5 * number, list(range(-8, 8)) * 2) for number in range(4)),
        "emb.pos": places.tobytes(),
        "emb.type": np.full(32, 1000, dtype="<f4").tobytes(),
    }
    counts = {"emb.word": 128, "emb.pos": 96, "emb.type": 32}
    at = len(start) + 4 + sum(2 + len(name) + struct.calcsize("<BIQQ") for name in tensors)
    directory = struct.pack("<i", len(tensors))
    for name, stored in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", name == "emb.word", counts[name], at, len(stored))
        at += len(stored)
    path.write_bytes(start + directory + b"".join(tensors.values()))
    return path


def test_a_file_written_by_hand_is_read_back(tmp_path: Path) -> None:
    weights = PackedWeights(_written(tmp_path / "small.bin"))
    assert (weights.width, weights.layers, weights.positions) == (32, 0, 3)
    assert weights.vocabulary == list(PIECES)
    assert weights.scores.tolist() == [0, 0, -1.5, -2.5]
    assert "㈜Ａ\u200b가".translate(weights.folding) == "(주)A가"
    assert weights.matrix("emb.word", 32)[2].tolist() == list(range(-8, 8)) * 2
    assert weights.matrix("emb.word", 32)[3].tolist() == [1.5 * step for step in range(-8, 8)] * 2


def test_a_text_begins_as_its_pieces_and_their_places(tmp_path: Path) -> None:
    placed = PackedWeights(_written(tmp_path / "small.bin")).embeddings([2, 0, 2])
    assert placed.dtype == np.float32
    assert placed[0].tolist() == [1000 + step for step in range(-8, 8)] * 2
    assert placed[1].tolist() == [1100] * 32
    assert np.array_equal(placed[2] - placed[0], np.full(32, 200))


def test_the_packaged_model_is_the_one_it_should_be(packaged: PackedWeights) -> None:
    assert (packaged.width, packaged.layers, packaged.heads, packaged.inner) == (384, 12, 12, 1536)
    named = [packaged.vocabulary[number] for number in (packaged.begin, packaged.end, packaged.pad, packaged.unknown)]
    assert named == ["<s>", "</s>", "<pad>", "<unk>"]
    assert packaged.vocabulary[-1] == "<mask>"
    assert len(packaged.vocabulary) == len(packaged.scores) == packaged.pieces
    assert packaged.matrix("l0.q.w", packaged.width).shape == (384, 384)


def test_what_is_no_weight_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        PackedWeights(tmp_path / "none.bin")
    other = tmp_path / "other.bin"
    for content in (b"", b"GGUF" + bytes(1000), _written(tmp_path / "small.bin").read_bytes()[:100]):
        other.write_bytes(content)
        with pytest.raises(ValueError, match=r"format|empty|buffer"):
            PackedWeights(other)
