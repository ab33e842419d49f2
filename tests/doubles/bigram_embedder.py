"""An embedder without a model: likeness is shared character bigrams. For tests that embed again and again."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

import numpy as np

from retrieval import korean
from retrieval.embeddings import Counted, Floats
from retrieval.errors import EmbeddingFailed


class BigramEmbedder:
    """Deterministic; remembers what it was asked to embed. `down` makes it fail as a server that is away does,
    another `model` makes other vectors under the same name, `meanwhile` is called once while it embeds."""

    def __init__(self, *, name: str = "bigrams", dimension: int = 96) -> None:
        self.name = name
        self.dimension = dimension
        self.model = 1
        self.embedded: list[str] = []
        self.down = False
        self.meanwhile: Callable[[], None] | None = None

    def passages(self, texts: Sequence[str], *, progress: Counted | None = None) -> Floats:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for number, text in enumerate(texts):
            vectors[number] = self.query(text)
            self.embedded.append(text)
            if self.meanwhile is not None:
                meanwhile, self.meanwhile = self.meanwhile, None
                meanwhile()
            if progress is not None:
                progress(number + 1, len(texts))
        return vectors

    def query(self, text: str) -> Floats:
        if self.down:
            raise EmbeddingFailed("임베딩 서버가 꺼져 있어요.")
        vector = np.full(self.dimension, 0.01, dtype=np.float32)
        for bigram in korean.bigrams(text):
            vector[zlib.crc32(f"{self.model}{bigram}".encode()) % self.dimension] += 1
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)
