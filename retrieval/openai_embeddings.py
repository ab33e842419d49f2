"""Embeddings by OpenAI, or by any server that speaks its protocol."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from retrieval.embeddings import Counted, Floats, plain
from retrieval.errors import EmbeddingFailed

if TYPE_CHECKING:
    from openai import OpenAI

_MODEL = "text-embedding-3-small"
_BATCH = 128
_CHARACTERS = 4000
_PASSAGES_SECONDS = 30.0
_QUERY_SECONDS = 5.0
_REST_SECONDS = 30.0


class OpenAIEmbedder:
    """text-embedding-3-small. After a failed question it rests for half a minute, so that a server that is down
    does not slow every answer: until then `query` fails at once."""

    dimension = 1536

    def __init__(self, api_key: str, *, base_url: str = "") -> None:
        """Nothing is sent yet. `base_url` empty means OpenAI itself."""
        self.name = f"{_MODEL}:{base_url or 'openai'}"
        self._key = api_key
        self._base_url = base_url
        self._rests_until = 0.0

    def passages(self, texts: Sequence[str], *, progress: Counted | None = None) -> Floats:
        """Unit rows, asked for in batches of 128. Raises `EmbeddingFailed`."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            vectors[start : start + len(batch)] = self._ask(batch, seconds=_PASSAGES_SECONDS, retries=2)
            if progress is not None:
                progress(start + len(batch), len(texts))
        return vectors

    def query(self, text: str) -> Floats:
        """The unit vector of one question. Raises `EmbeddingFailed`."""
        if time.monotonic() < self._rests_until:
            raise EmbeddingFailed("임베딩 서버가 응답하지 않아 잠시 쉬고 있어요.")
        try:
            [vector] = self._ask([text], seconds=_QUERY_SECONDS, retries=0)
        except EmbeddingFailed:
            self._rests_until = time.monotonic() + _REST_SECONDS
            raise
        return np.asarray(vector, dtype=np.float32)

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    @cached_property
    def _client(self) -> OpenAI:
        from openai import OpenAI

        return OpenAI(api_key=self._key, base_url=self._base_url or None)

    def _ask(self, texts: Sequence[str], *, seconds: float, retries: int) -> Floats:
        from openai import OpenAIError

        asked = [plain(text, _CHARACTERS) or " " for text in texts]
        client = self._client.with_options(timeout=seconds, max_retries=retries)
        try:
            reply = client.embeddings.create(model=_MODEL, input=asked, encoding_format="float")
        except OpenAIError as error:
            raise EmbeddingFailed(
                f"임베딩 서버에 물을 수 없어요({type(error).__name__}). OPENAI_API_KEY와 OPENAI_BASE_URL을 확인하거나 "
                "SAESSAK_EMBEDDING=local로 바꿔 주세요."
            ) from error
        vectors = [item.embedding for item in sorted(reply.data, key=lambda item: item.index)]
        if len(vectors) != len(asked) or any(len(vector) != self.dimension for vector in vectors):
            raise EmbeddingFailed(f"임베딩 서버가 {self.dimension}차원 벡터를 주지 않아요. 모델을 확인해 주세요.")
        rows = np.asarray(vectors, dtype=np.float32)
        lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return np.asarray(rows / lengths, dtype=np.float32)
