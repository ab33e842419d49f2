"""Embeddings by OpenAI's protocol, against a real server on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from retrieval.embeddings import Floats
from retrieval.errors import EmbeddingFailed
from retrieval.openai_embeddings import OpenAIEmbedder
from tests.serving import serving


class EmbeddingServer:
    """Answers in reverse order, with vectors that are not of unit length: text n of a batch points along axis
    len(text)."""

    def __init__(self) -> None:
        self.app = FastAPI()
        self.batches: list[list[str]] = []
        self.status = 200
        self.dimension = 1536
        self.app.post("/v1/embeddings")(self._embeddings)

    async def _embeddings(self, request: Request) -> JSONResponse:
        body = await request.json()
        self.batches.append(body["input"])
        if self.status != 200:
            return JSONResponse({"error": {"message": "no"}}, self.status)
        items = [{"object": "embedding", "index": n, "embedding": self._vector(text).tolist()}
                 for n, text in enumerate(body["input"])]  # fmt: skip
        return JSONResponse({"object": "list", "model": body["model"], "data": items[::-1],
                             "usage": {"prompt_tokens": 1, "total_tokens": 1}})  # fmt: skip

    def _vector(self, text: str) -> Floats:
        vector = np.zeros(self.dimension, dtype=np.float32)
        vector[len(text) % self.dimension] = 3
        return vector


@pytest.fixture
def server() -> EmbeddingServer:
    return EmbeddingServer()


@pytest.fixture
def embedder(server: EmbeddingServer) -> Iterator[OpenAIEmbedder]:
    with serving(server.app) as url:
        embedder = OpenAIEmbedder("not-a-key", base_url=f"{url}/v1")
        yield embedder
        embedder.close()


def test_rows_are_unit_vectors_in_the_order_of_the_texts(embedder: OpenAIEmbedder, server: EmbeddingServer) -> None:
    texts = ["가" * (n + 1) for n in range(300)]
    rows = embedder.passages(texts)
    assert rows.argmax(axis=1).tolist() == [len(text) for text in texts]
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(300))
    assert [len(batch) for batch in server.batches] == [128, 128, 44]


def test_an_empty_text_is_sent_as_a_space_because_the_server_refuses_nothing(
    embedder: OpenAIEmbedder, server: EmbeddingServer
) -> None:
    embedder.query("")
    assert server.batches == [[" "]]


def test_a_refusal_says_what_to_check_and_is_not_asked_for_again_at_once(
    embedder: OpenAIEmbedder, server: EmbeddingServer
) -> None:
    server.status = 401
    with pytest.raises(EmbeddingFailed, match="OPENAI_API_KEY"):
        embedder.query("수강료")
    with pytest.raises(EmbeddingFailed, match="쉬고"):
        embedder.query("수강료")
    assert len(server.batches) == 1


def test_another_models_vectors_are_refused(embedder: OpenAIEmbedder, server: EmbeddingServer) -> None:
    server.dimension = 8
    with pytest.raises(EmbeddingFailed, match="1536차원"):
        embedder.passages(["가"])


def test_a_server_that_is_away_is_told_as_such() -> None:
    embedder = OpenAIEmbedder("not-a-key", base_url="http://127.0.0.1:9/v1")
    with pytest.raises(EmbeddingFailed, match="OPENAI_BASE_URL"):
        embedder.query("수강료")
    embedder.close()
