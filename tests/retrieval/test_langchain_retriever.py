"""The retriever as LangChain's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from knowledge.clock import Clock
from retrieval.langchain_retriever import SaessakRetriever
from retrieval.live import LiveIndex
from retrieval.sync import sync
from tests.doubles.bigram_embedder import BigramEmbedder

TODAY = date(2026, 9, 20)


@pytest.fixture
def index(folder: Path, data: Path, embedder: BigramEmbedder) -> Iterator[LiveIndex]:
    with closing(LiveIndex(folder, data, embedder, clock=Clock(frozen=TODAY))) as index:
        yield index


def test_a_document_is_an_exact_slice_with_its_source(index: LiveIndex) -> None:
    found = SaessakRetriever(index=index, k=2).invoke("노트북 빌려줘요?")
    assert len(found) == 2
    first = found[0]
    assert first.page_content == "교실에서 쓰는 노트북을 빌려드려요."
    assert first.metadata["file"] == "faq.md"
    assert first.metadata["as_of"] == "2026-09-01"
    document = index.snapshot.library.documents["faq.md"]
    assert document[first.metadata["start"] : first.metadata["end"]] == first.page_content
    assert first.metadata["score"] >= found[1].metadata["score"]


async def test_it_can_be_awaited_and_narrowed(index: LiveIndex) -> None:
    found = await SaessakRetriever(index=index, kinds=frozenset({"campus"})).ainvoke("하늘 전화")
    assert [document.metadata["record"] for document in found] == ["haneul", "bada"]


def test_it_follows_the_live_index(index: LiveIndex, folder: Path, data: Path, embedder: BigramEmbedder) -> None:
    retriever = SaessakRetriever(index=index, k=1)
    retriever.invoke("주차 되나요")
    with (folder / "faq.md").open("a", encoding="utf-8") as file:
        file.write("\n## 주차할 수 있나요?\n\n지하에 세울 수 있어요.\n")
    sync(folder, data, embedder, today=TODAY)
    index._take_over()
    assert retriever.invoke("주차 되나요")[0].page_content == "지하에 세울 수 있어요."
