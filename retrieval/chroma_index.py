"""Vectors in Chroma: embedded, one directory a generation, or on a server, one collection a generation.

Vectors are always handed over and never made by Chroma, whose own embedder would download a model. Scoring is
done by `VectorMatrix`, so nothing here depends on an approximate index.
"""

from __future__ import annotations

import shutil
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import numpy as np

from retrieval.embeddings import Floats
from retrieval.errors import BrokenGeneration, StoreFailed
from retrieval.vector_index import Metadata, Stored, VectorIndex

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.models.Collection import Collection

_PASSAGES = "passages"
_BATCH = 1000
_PAGE = 5000  # rows read at once: Chroma counts its way to every page anew
# Scoring is done elsewhere, so that Chroma's own graph is kept as small as it can be.
_UNSEARCHED: CreateCollectionConfiguration = {"hnsw": {"space": "cosine", "ef_construction": 8, "max_neighbors": 2}}
_SECONDS = 30.0
_FULL = "색인을 저장하지 못했어요. 디스크 여유 공간과 SAESSAK_DATA_DIR 폴더의 쓰기 권한을 확인해 주세요."
_AWAY = "Chroma 서버에 닿지 못했어요. 서버가 켜져 있는지, CHROMA_URL이 맞는지 확인해 주세요."


class ChromaIndex:
    """A `VectorIndex` over one Chroma collection."""

    def __init__(self, collection: Collection, *, dimension: int, failure: str, on_close: Callable[[], None]) -> None:
        """`failure` is what the operator is told when Chroma fails; `on_close` lets go of the client."""
        self._collection = collection
        self._dimension = dimension
        self._failure = failure
        self._on_close = on_close

    def read(self) -> Stored:
        """Everything in the collection, asked for in batches."""
        ids: list[str] = []
        vectors: list[Floats] = [np.zeros((0, self._dimension), dtype=np.float32)]
        metadatas: list[Metadata] = []
        with _told(self._failure):
            for offset in count(0, _PAGE):
                page = self._collection.get(limit=_PAGE, offset=offset, include=["embeddings", "metadatas"])
                if not page["ids"]:
                    break
                ids += page["ids"]
                vectors.append(np.asarray(page["embeddings"], dtype=np.float32))
                metadatas += cast("list[Metadata]", page["metadatas"])
                if len(page["ids"]) < _PAGE:
                    break
        return Stored(ids, np.concatenate(vectors), metadatas)

    def upsert(self, ids: Sequence[str], vectors: Floats, metadatas: Sequence[Metadata]) -> None:
        """Writes in batches, below what Chroma takes at once."""
        with _told(self._failure):
            for start in range(0, len(ids), _BATCH):
                part = slice(start, start + _BATCH)
                self._collection.upsert(ids=list(ids[part]), embeddings=vectors[part],
                                        metadatas=[dict(metadata) for metadata in metadatas[part]])  # fmt: skip

    def delete(self, ids: Sequence[str]) -> None:
        """Deletes in batches."""
        with _told(self._failure):
            for start in range(0, len(ids), _BATCH):
                self._collection.delete(ids=list(ids[start : start + _BATCH]))

    def close(self) -> None:
        """Lets go of the client."""
        self._on_close()


class EmbeddedStore:
    """A `VectorStore` of Chroma directories, `<folder>/<generation>/chroma`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self, generation: str, *, dimension: int) -> VectorIndex:
        """A new directory with an empty collection."""
        with ExitStack() as resources:
            return self._connect(self._path(generation), resources, dimension=dimension, create=True)

    def copy(self, source: str, target: str, *, dimension: int) -> VectorIndex:
        """Copies the finished directory, a matter of milliseconds."""
        with ExitStack() as resources:
            self._copy(source, self._path(target))
            return self._connect(self._path(target), resources, dimension=dimension)

    def holds(self, generation: str) -> bool:
        """Whether the directory is there."""
        return self._path(generation).is_dir()

    def drop(self, generation: str) -> None:
        """Removes the directory."""
        shutil.rmtree(self._path(generation), ignore_errors=True)

    def _path(self, generation: str) -> Path:
        return self._folder / generation / "chroma"

    def _copy(self, generation: str, target: Path) -> None:
        if not self.holds(generation):
            raise BrokenGeneration(f"generation {generation} has no vectors")
        with _told(_FULL):
            shutil.copytree(self._path(generation), target)

    def _connect(self, path: Path, resources: ExitStack, *, dimension: int, create: bool = False) -> ChromaIndex:
        """Opens a directory; when that succeeds, the index takes over the resources."""
        import chromadb
        from chromadb.config import Settings

        with _told(_FULL):
            client = cast("Client", chromadb.PersistentClient(path, settings=Settings(anonymized_telemetry=False)))
            resources.callback(client.close)
            collection = _collection(client, _PASSAGES, create=create)
        return ChromaIndex(collection, dimension=dimension, failure=_FULL, on_close=resources.pop_all().close)


class ServerStore:
    """A `VectorStore` of collections on a Chroma server. `prefix` keeps apart those who share the server."""

    def __init__(self, url: str, prefix: str) -> None:
        """`url` as in CHROMA_URL: http://host:port. Nothing is asked yet."""
        self._url = url.rstrip("/")
        self._prefix = prefix

    def create(self, generation: str, *, dimension: int) -> VectorIndex:
        """A new, empty collection."""
        return self._connect(generation, dimension=dimension, create=True)

    def copy(self, source: str, target: str, *, dimension: int) -> VectorIndex:
        """Reads the finished collection and writes it into a new one: Chroma's server cannot fork."""
        old = self._connect(source, dimension=dimension)
        try:
            stored = old.read()
        finally:
            old.close()
        new = self.create(target, dimension=dimension)
        new.upsert(stored.ids, stored.vectors, stored.metadatas)
        return new

    def holds(self, generation: str) -> bool:
        """Whether the collection is there."""
        with suppress(BrokenGeneration):
            self._connect(generation, dimension=0).close()
            return True
        return False

    def drop(self, generation: str) -> None:
        """Deletes the collection."""
        from chromadb.errors import NotFoundError

        with ExitStack() as resources, _told(_AWAY), suppress(NotFoundError):
            self._client(resources).delete_collection(self._name(generation))

    def _name(self, generation: str) -> str:
        return f"saessak-{self._prefix}-{generation}"

    def _connect(self, generation: str, *, dimension: int, create: bool = False) -> ChromaIndex:
        with ExitStack() as resources, _told(_AWAY):
            collection = _collection(self._client(resources), self._name(generation), create=create)
            return ChromaIndex(collection, dimension=dimension, failure=_AWAY, on_close=resources.pop_all().close)

    def _client(self, resources: ExitStack) -> Client:
        import chromadb
        from chromadb.config import Settings

        address = urlsplit(self._url)
        secure = address.scheme == "https"
        # Chroma's client waits for ever; a server that hangs is found out before it is asked.
        urllib.request.urlopen(f"{self._url}/api/v2/heartbeat", timeout=5).close()
        client: Any = chromadb.HttpClient(
            host=address.hostname or "localhost",
            port=address.port or (443 if secure else 80),
            ssl=secure,
            settings=Settings(anonymized_telemetry=False),
        )
        resources.callback(client.close)
        for server in (client._server, client._admin_client._server):
            server._session.timeout = _SECONDS
            resources.callback(server._session.close)  # which `client.close` forgets
        return cast("Client", client)


def _collection(client: Client, name: str, *, create: bool) -> Collection:
    """The collection, made first if told so. Raises `BrokenGeneration` when it should be there and is not."""
    from chromadb.errors import NotFoundError

    if create:
        return client.create_collection(name, embedding_function=None, configuration=_UNSEARCHED)
    try:
        return client.get_collection(name, embedding_function=None)
    except NotFoundError as error:
        raise BrokenGeneration(f"there is no collection {name}") from error


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Turns whatever Chroma, its HTTP client or the disk raises into `StoreFailed`, which says what to do."""
    import httpx
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, httpx.HTTPError, OSError, ValueError) as error:
        raise StoreFailed(f"{what} ({error})") from error
