"""Retrieval beside what a developer would reach for first: the same documents, the same model, one process, one run.

    python -m benchmarks.peers DIR… [--limit N] [--chunks K] [--out docs]

Each folder has BEIR's shape (docs/measuring.md). Only queries that have a right document are asked, each in three
ways: as written, without spaces, with wrong jamo. Prints a table; `--out` also writes it between the markers of
`retrieval.md` there, with a plot. Times belong to the machine; their ratios are what to look at.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import sys
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.tables import write_between
from bot.adapters import embedder_of
from bot.logs import write_logs
from knowledge.clock import Clock
from retrieval import evaluation, noise
from retrieval.embeddings import Embedder
from retrieval.evidence import GateModel
from retrieval.live import LiveIndex
from settings import Settings, read_settings

Search = Callable[[str], Sequence[str]]
"""A query to the documents found, best first; a document may come again for each of its chunks."""
Queries = Sequence[tuple[str, frozenset[str]]]
"""What is asked, with the right documents of each."""
Chunks = Sequence[tuple[str, str]]
"""Texts, each behind its document."""

CHUNKS, CHARACTERS = 60, 400  # asked of each retriever, enough for ten different documents; how long each is
SEED, RESAMPLES, TYPOS = 7, 1000, 0.12
BASE, OURS = "LangChain + Chroma", "saessak"
MEASURES = ("Recall@1", "Recall@10", "nDCG@10")
WAYS: Mapping[str, Callable[[str], str]] = {
    "as written": str,
    "no spaces": noise.without_spaces,
    "typos": partial(noise.typos, share=TYPOS, seed=SEED),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean and its 95 % interval."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.3f} ({self.low:.2f}–{self.high:.2f})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What one system gave: figures by way of asking, one for each of `MEASURES`; milliseconds of a whole query as
    written, embedding included."""

    figures: Mapping[str, Sequence[Figure]]
    p50: float
    p95: float


class Ours:
    """This project's retrieval, along the way that knowledge files go."""

    def __init__(self, folder: Path, data_dir: Path, embedder: Embedder) -> None:
        """Keeps its index where `saessak evaluate retrieval` does."""
        home = evaluation.home_of(folder, data_dir)
        self._documents = evaluation.lay_out(folder / "corpus.jsonl", home / "files")
        self._index = LiveIndex(home / "files", home, embedder, clock=Clock())
        self._search = evaluation.Search(self._index.snapshot, self._documents, GateModel.read())

    def search(self, query: str) -> list[str]:
        """Documents, best first."""
        _, hits = self._search.hits(evaluation.Query(id="", text=query, unanswerable=False, candidates=frozenset()))
        return [self._documents.get(hit.passage.file, "") for hit in hits]

    def close(self) -> None:
        """Lets the index go."""
        self._index.close()


def peers(documents: Mapping[str, str], embedder: Embedder, count: int) -> dict[str, Search | None]:
    """The other systems over the same chunks and vectors, as their guides set them up; None for what cannot be had.
    `count` chunks are asked of each retriever."""
    from langchain_chroma import Chroma
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever
    from langchain_core.embeddings import Embeddings
    from langchain_core.retrievers import BaseRetriever
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    class Model(Embeddings):
        """Our model behind LangChain's port."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [vectors[text] for text in texts]

        def embed_query(self, text: str) -> list[float]:
            vector: list[float] = embedder.query(text).tolist()
            return vector

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHARACTERS, chunk_overlap=0)
    chunks = splitter.create_documents(list(documents.values()), [{"document": id} for id in documents])
    texts = list(dict.fromkeys(chunk.page_content for chunk in chunks))
    vectors = dict(zip(texts, embedder.passages(texts).tolist(), strict=True))
    client = chroma_client()
    dense = Chroma.from_documents(
        chunks, Model(), client=client, collection_name=uuid.uuid4().hex,
        collection_configuration={"hnsw": {"space": "cosine"}},
    ).as_retriever(search_kwargs={"k": count})  # fmt: skip
    words = BM25Retriever.from_documents(chunks, k=count)

    def langchain(retriever: BaseRetriever) -> Search:
        return lambda query: [found.metadata["document"] for found in retriever.invoke(query)]

    owned = [(chunk.metadata["document"], chunk.page_content) for chunk in chunks]
    return {
        BASE: langchain(dense),
        "LangChain BM25": langchain(words),
        "LangChain ensemble": langchain(EnsembleRetriever(retrievers=[dense, words], weights=[0.5, 0.5])),
        "Haystack BM25": haystack_words(owned, count),
        "Haystack hybrid": haystack_hybrid(owned, vectors, embedder, count),
        "Chroma, own model": chroma_alone(owned, client, count),
    }


def haystack_words(chunks: Chunks, count: int) -> Search:
    """BM25 with all defaults."""
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever

    retriever = InMemoryBM25Retriever(haystack_store(chunks, {}), top_k=count)
    return lambda query: [found.meta["document"] for found in retriever.run(query)["documents"]]


def haystack_hybrid(chunks: Chunks, vectors: Mapping[str, list[float]], embedder: Embedder, count: int) -> Search:
    """A pipeline of both retrievers and a joiner. Reciprocal ranks, not the joiner's default, which puts cosines and
    BM25 scores in one list as they are and is meant for a ranker behind it."""
    from haystack import Pipeline, component
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever

    @component
    class Model:
        """Our model behind Haystack's port."""

        @component.output_types(embedding=list[float])
        def run(self, text: str) -> dict[str, list[float]]:
            """A query's vector."""
            return {"embedding": embedder.query(text).tolist()}

    store, pipeline = haystack_store(chunks, vectors), Pipeline()
    pipeline.add_component("embedder", Model())
    pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=count))
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=count))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
    pipeline.connect("embedder.embedding", "dense.query_embedding")
    pipeline.connect("words", "joiner")
    pipeline.connect("dense", "joiner")

    def search(query: str) -> list[str]:
        found = pipeline.run({"embedder": {"text": query}, "words": {"query": query}})
        return [document.meta["document"] for document in found["joiner"]["documents"]]

    return search


def haystack_store(chunks: Chunks, vectors: Mapping[str, list[float]]) -> Any:
    """A store of the chunks, with those vectors that are given."""
    from haystack import Document
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    store = InMemoryDocumentStore()
    store.write_documents(
        [Document(id=str(number), content=text, meta={"document": id}, embedding=vectors.get(text))
         for number, (id, text) in enumerate(chunks)]
    )  # fmt: skip
    return store


def chroma_client() -> Any:
    """An embedded Chroma that keeps everything in memory and to itself."""
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    return chromadb.EphemeralClient(ChromaSettings(anonymized_telemetry=False))


def chroma_alone(chunks: Chunks, client: Any, count: int) -> Search | None:
    """Chroma as it comes, with the English model that it downloads at first use; None where that fails."""
    collection = client.create_collection(uuid.uuid4().hex)
    step = client.get_max_batch_size()
    try:
        for start in range(0, len(chunks), step):
            part = chunks[start : start + step]
            collection.add(ids=[str(start + number) for number in range(len(part))], documents=[t for _, t in part],
                           metadatas=[{"document": id} for id, _ in part])  # fmt: skip
    except Exception as error:  # Whatever goes wrong without a network: this row alone is lost.
        print(f"Chroma's own model: {error}", file=sys.stderr)
        return None

    def search(query: str) -> list[str]:
        [found] = collection.query(query_texts=[query], n_results=count)["metadatas"]
        return [metadata["document"] for metadata in found]

    return search


def read(folder: Path) -> tuple[dict[str, str], Queries]:
    """The texts of a folder by document, and the queries that have right documents."""
    relevant: dict[str, set[str]] = {}
    qrels = folder / "qrels.tsv"
    for line in qrels.read_text(encoding="utf-8-sig").splitlines() if qrels.exists() else ():
        query, _, document, score = (*line.split("\t"), "", "", "")[:4]
        if score.strip().isdecimal() and int(score) > 0:
            relevant.setdefault(query, set()).add(document)
    documents = {line["id"]: f"{line['title']}\n\n{line['text']}" for line in lines(folder / "corpus.jsonl")}
    asked = [line for line in lines(folder / "queries.jsonl") if line["id"] in relevant]
    return documents, [(q["text"], frozenset(relevant[q["id"]])) for q in asked if not q.get("unanswerable")]


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8-sig").split("\n") if line.strip()]


def measure(queries: Queries, systems: Mapping[str, Search]) -> dict[str, Scores]:
    """Asks everything of every system, query by query in a changing order, so that a busy moment hits all alike."""
    order, asked = random.Random(SEED), set[str]()
    found: dict[str, dict[str, list[tuple[float, ...]]]] = {name: {way: [] for way in WAYS} for name in systems}
    times: dict[str, list[float]] = {name: [] for name in systems}
    for search in systems.values():
        search("예열")
    for query, relevant in queries:
        for way, write in WAYS.items():
            text = write(query)
            for name in order.sample(list(systems), len(systems)):
                started = time.perf_counter()
                documents = systems[name](text)
                milliseconds = (time.perf_counter() - started) * 1000
                found[name][way].append(quality(documents, relevant))
                if way == "as written" and text not in asked:  # What was asked before may be remembered.
                    times[name].append(milliseconds)
            asked.add(text)
    return {
        name: Scores(
            figures={way: figures(rows) for way, rows in found[name].items()},
            p50=evaluation.percentile(times[name], 50),
            p95=evaluation.percentile(times[name], 95),
        )
        for name in systems
    }


def quality(documents: Sequence[str], relevant: frozenset[str]) -> tuple[float, ...]:
    """One query's value of each of `MEASURES`. A document ranks by its best chunk."""
    right = [document in relevant for document in [*dict.fromkeys(documents)][:10]]
    gains = [1 / math.log2(rank + 2) for rank in range(10)]
    gained = sum(gain for gain, is_right in zip(gains, right, strict=False) if is_right)
    return sum(right[:1]) / len(relevant), sum(right) / len(relevant), gained / sum(gains[: len(relevant)])


def figures(rows: Sequence[tuple[float, ...]]) -> list[Figure]:
    """Means, with intervals from resampled queries: the same resamples for every system."""
    values: NDArray[np.float64] = np.array(rows)
    drawn = np.random.default_rng(SEED).integers(len(values), size=(RESAMPLES, len(values)))
    low, high = np.percentile(values[drawn].mean(axis=1), (2.5, 97.5), axis=0)
    return [Figure(*map(float, each)) for each in zip(values.mean(axis=0), low, high, strict=True)]


def table(name: str, about: str, systems: Sequence[str], scores: Mapping[str, Scores]) -> str:
    """Markdown: quality and time as written, then quality under noise."""
    written = [["System", *MEASURES, "p50 ms", "p95 ms", f"p50 ÷ {BASE}"]]
    noisy = [["System", *(f"{measure}, {way}" for way in [*WAYS][1:] for measure in MEASURES)]]
    for system in systems:
        if (score := scores.get(system)) is None:
            written.append([system, "not available here", *[""] * 5])
            continue
        times = [f"{score.p50:.1f}", f"{score.p95:.1f}", f"{score.p50 / scores[BASE].p50:.2f}"]
        written.append([system, *map(str, score.figures["as written"]), *times])
        noisy.append([system, *(str(figure) for way in [*WAYS][1:] for figure in score.figures[way])])
    return f"**{name}**: {about}\n\n{markdown(written)}\n\n{markdown(noisy)}"


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """A table; its first row is the heading."""
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|---" * len(rows[0]) + "|", *body])


def plot(results: Mapping[str, Mapping[str, Scores]], path: Path) -> None:
    """nDCG@10 of each system and way of asking, a panel for each set."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    _, panels = pyplot.subplots(len(results), figsize=(9, 5.2 * len(results)), squeeze=False, layout="constrained")
    for panel, (name, scores) in zip(panels[:, 0], results.items(), strict=True):
        places = np.arange(len(scores))
        for number, (way, colour) in enumerate(zip(WAYS, ("#2f6f4f", "#7fb08f", "#d9a441"), strict=True)):
            shown = [score.figures[way][-1] for score in scores.values()]
            means = np.array([figure.mean for figure in shown])
            errors = [means - [figure.low for figure in shown], [figure.high for figure in shown] - means]
            panel.barh(places + (number - 1) * 0.26, means, 0.25, xerr=errors, color=colour, label=way,
                       error_kw={"elinewidth": 1, "capsize": 2, "ecolor": "#444444"})  # fmt: skip
        panel.set_yticks(places, list(scores), fontsize=11)
        panel.invert_yaxis()
        panel.set(xlim=(0, 1.02), xlabel="nDCG@10, 95 % interval", title=name)
        panel.grid(axis="x", alpha=0.3)
        panel.set_axisbelow(True)
        panel.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
        panel.spines[["top", "right"]].set_visible(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    pyplot.savefig(path, dpi=130)


def run(folder: Path, limit: int | None, count: int, settings: Settings) -> tuple[str, dict[str, Scores]]:
    """One set's table, and its scores by system."""
    documents, queries = read(folder)
    if not queries:
        raise SystemExit(f"{folder}: no query has a right document (qrels.tsv).")
    queries, embedder = queries[:limit], embedder_of(settings)
    with closing(Ours(folder, settings.data_dir, embedder)) as ours:
        systems = {**peers(documents, embedder, count), OURS: ours.search}
        scores = measure(queries, {name: search for name, search in systems.items() if search is not None})
    about = f"{len(documents)} documents, {len(queries)} queries, {count} chunks asked of each retriever"
    return table(folder.resolve().name, about, list(systems), scores), scores


def main() -> None:
    """Measures each folder, prints, and writes where told to."""
    if find_spec("langchain_community") is None:
        print("What this compares with is not installed: `make bench-peers SETS=DIR` installs it.")
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="DIR")
    parser.add_argument("--limit", type=int, metavar="N", help="ask only the first N queries")
    parser.add_argument("--chunks", type=int, default=CHUNKS, metavar="K", help="asked of each retriever (60)")
    parser.add_argument("--out", type=Path, metavar="docs", help="the folder of retrieval.md")
    arguments = parser.parse_args()
    if not arguments.folders:
        print("Nothing to measure: make bench-peers SETS=DIR (a folder of BEIR's shape).")
        return
    os.environ.update(HAYSTACK_TELEMETRY_ENABLED="False", LANGSMITH_TRACING="false", ANONYMIZED_TELEMETRY="False")
    write_logs(level=30)
    measured = {
        folder.resolve().name: run(folder, arguments.limit, arguments.chunks, read_settings())
        for folder in arguments.folders
    }
    tables = "\n\n".join(text for text, _ in measured.values())
    print(tables)
    if arguments.out:
        write_between(arguments.out / "retrieval.md", "peers", tables)
        plot({name: scores for name, (_, scores) in measured.items()}, arguments.out / "images" / "retrieval-peers.png")


if __name__ == "__main__":
    main()
