"""Generations of the index on disk: written once, verified, pointed at, read by any number of processes.

<home>/readings.sqlite          what the model made of each text, for all generations
<home>/current                  the id of the live generation, replaced in one step
<home>/generations/<id>/        library.json, passages.json, problems.json, words.*, grams.*, chroma/,
                                vectors.npy (what Chroma holds, in the order it is searched in), background.npz,
                                manifest.json (written last), lock (shared while read, exclusive to remove)
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from time import sleep
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

import knowledge
from knowledge.passages import Passage
from knowledge.problems import Problem
from knowledge.records import Library
from retrieval import korean
from retrieval.background import Background, likely_questions
from retrieval.chroma_index import EmbeddedStore, ServerStore
from retrieval.embedding_cache import EmbeddingCache
from retrieval.embeddings import Embedder
from retrieval.errors import BrokenGeneration, StoreFailed
from retrieval.lexical_index import LexicalIndex
from retrieval.texts import Texts, documents_of
from retrieval.vector_index import VectorMatrix, VectorStore, entries_of, question_hash, text_hash

SCHEMA = 3
T = TypeVar("T")
_LOCK = "lock"
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What decides the content of an index besides the files. Two generations of one recipe and one signature
    are equal; a generation of another recipe is never answered from."""

    schema: int
    folder: str
    embedder: str
    dimension: int
    tokenizer: str
    cutter: str
    chroma: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation is. `signature` hashes the knowledge files, `files` the generation's own; `vectors` are
    live rows, `stale` those deleted since Chroma's directory was begun; `previous` was live before it."""

    id: str
    recipe: Recipe
    signature: str
    created: datetime
    passages: int
    vectors: int
    stale: int = 0
    previous: str = ""
    files: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A generation in memory. `problems` are those of its files. Only tokens are looked up on disk, in the `cache`,
    for the few passages that are compared token by token; without them search goes on, less sharp."""

    manifest: Manifest
    library: Library
    problems: tuple[Problem, ...]
    texts: Texts
    vectors: VectorMatrix
    background: Background
    cache: EmbeddingCache


class Generations:
    """The generations of one home. Reading is safe at any time, in any process; `begin`, `publish` and `tidy`
    are for the one builder that holds the build lock."""

    def __init__(self, home: Path, store: VectorStore) -> None:
        self.home = home
        self.store = store
        self.cache = EmbeddingCache(home)
        self._root = home / "generations"

    def folder(self, id: str) -> Path:
        """Where a generation lies."""
        return self._root / id

    def current(self) -> str:
        """The id of the live generation; empty when there is none."""
        try:
            return (self.home / "current").read_text(encoding="ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return ""

    def manifest(self, id: str) -> Manifest:
        """What a generation is. Raises `BrokenGeneration` when it is missing, unfinished or unreadable."""
        return _read(self.folder(id) / _MANIFEST, Manifest)

    def live(self, recipe: Recipe) -> Generation:
        """The live generation, read whole. Raises `BrokenGeneration` when there is none, when it is damaged, or
        when it is of another recipe."""
        for _ in range(50):
            id = self.current()
            with _locked(self.folder(id) / _LOCK, fcntl.LOCK_SH) as held:
                if held:
                    if self.manifest(id).recipe != recipe:
                        raise BrokenGeneration(f"generation {id} is of another recipe")
                    return self.read(id)
            if id == self.current():
                break
            sleep(0.02)  # That one is being removed: the pointer has moved on.
        raise BrokenGeneration("there is no live generation")

    def read(self, id: str) -> Generation:
        """A finished generation, every file checked against the manifest's hash; Chroma itself is not opened.
        Raises `BrokenGeneration`."""
        manifest, texts = self.texts(id)
        library = _read(self.folder(id) / "library.json", Library)
        problems = _read(self.folder(id) / "problems.json", tuple[Problem, ...])
        try:
            vectors = VectorMatrix.load(self.folder(id), texts.passages)
            background = Background.load(self.folder(id))
        except (OSError, ValueError, KeyError) as error:
            raise BrokenGeneration(f"generation {id} cannot be read") from error
        return Generation(manifest=manifest, library=library, problems=problems, texts=texts, vectors=vectors,
                          background=background, cache=self.cache)  # fmt: skip

    def texts(self, id: str) -> tuple[Manifest, Texts]:
        """What `read` reads, without the records and the vectors. Raises `BrokenGeneration`."""
        manifest, folder = self.manifest(id), self.folder(id)
        try:
            if self.hashes(id) != manifest.files:
                raise BrokenGeneration(f"generation {id} is damaged")
            words, grams = LexicalIndex.load(folder, "words"), LexicalIndex.load(folder, "grams")
        except (OSError, ValueError, KeyError) as error:
            raise BrokenGeneration(f"generation {id} cannot be read") from error
        passages = _read(folder / "passages.json", tuple[Passage, ...])
        return manifest, Texts(passages, documents_of(passages), words, grams)

    def begin(self) -> str:
        """Makes the folder of a new generation; its id tells when."""
        id = f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
        self.folder(id).mkdir(parents=True)
        (self.folder(id) / _LOCK).touch()
        return id

    def write(self, id: str, library: Library, problems: tuple[Problem, ...], texts: Texts, vectors: VectorMatrix,
              background: Background) -> None:  # fmt: skip
        """Writes all but what Chroma keeps and the manifest."""
        folder = self.folder(id)
        _write(folder / "library.json", Library, library)
        _write(folder / "problems.json", tuple[Problem, ...], problems)
        _write(folder / "passages.json", tuple[Passage, ...], texts.passages)
        texts.words.save(folder, "words")
        texts.grams.save(folder, "grams")
        vectors.save(folder)
        background.save(folder)

    def hashes(self, id: str) -> dict[str, str]:
        """The hash of every file of a generation but its manifest and its lock, by relative path."""
        folder = self.folder(id)
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return {str(path.relative_to(folder)): _hash(path) for path in files if path.name not in (_LOCK, _MANIFEST)}

    def publish(self, manifest: Manifest) -> None:
        """Writes the manifest and makes the generation the live one. From here on it is never written again."""
        _write(self.folder(manifest.id) / _MANIFEST, Manifest, manifest)
        pointer = self.home / "current.new"
        with pointer.open("w", encoding="ascii") as file:
            file.write(manifest.id)
            file.flush()
            os.fsync(file.fileno())
        os.replace(pointer, self.home / "current")

    def tidy(self) -> None:
        """Removes what a killed builder left behind and all generations but the live one, the one before it and
        those that are being read."""
        live = self.current()
        keep = {live}
        with suppress(BrokenGeneration):
            keep.add(self.manifest(live).previous)
        for folder in self._root.glob("*/"):
            if folder.name not in keep:
                self._remove(folder)

    def forget(self) -> None:
        """Drops the readings of texts that neither the live generation nor the one before it holds."""
        kept: set[str] = set()
        live = self.current()
        for id in filter(None, (live, self.manifest(live).previous)):
            with suppress(BrokenGeneration):
                passages = _read(self.folder(id) / "passages.json", tuple[Passage, ...])
                kept |= {entry.hash for passage in passages for entry in entries_of(passage)}
                kept |= {question_hash(question) for question in likely_questions(passages)}
        self.cache.keep(kept)

    def _remove(self, folder: Path) -> None:
        (folder / _LOCK).touch()
        with _locked(folder / _LOCK, fcntl.LOCK_EX) as free, suppress(StoreFailed):
            if free:
                self.store.drop(folder.name)
                shutil.rmtree(folder, ignore_errors=True)


def recipe_of(folder: Path, embedder: Embedder, chroma_url: str) -> Recipe:
    """How this program would make an index of the folder now. Code counts: another way of cutting or reading
    the files, or of finding words, is another recipe."""
    return Recipe(
        schema=SCHEMA,
        folder=str(folder.resolve()),
        embedder=embedder.name,
        dimension=embedder.dimension,
        tokenizer=f"kiwi-{version('kiwipiepy')}:{_code(Path(korean.__file__))}",
        cutter=_code(*sorted(Path(knowledge.__file__).parent.rglob("*.py"))),
        chroma=chroma_url,
    )


def generations_of(data_dir: Path, recipe: Recipe) -> Generations:
    """Where generations of this folder, embedder and store are kept. Each has a home of its own, so that a
    question about another folder never turns the pointer under a running server."""
    key = text_hash(recipe.folder, recipe.embedder, recipe.chroma)[:12]
    home = data_dir / "index" / key
    store = ServerStore(recipe.chroma, key) if recipe.chroma else EmbeddedStore(home / "generations")
    return Generations(home, store)


@contextmanager
def _locked(path: Path, kind: int) -> Iterator[bool]:
    """Whether the file is there and its lock was free. The lock ends with the block, or with the process."""
    try:
        file = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        yield False
        return
    try:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
            free = os.fstat(file).st_nlink > 0
        except BlockingIOError:
            free = False
        yield free
    finally:
        os.close(file)


def _write(path: Path, kind: Any, value: object) -> None:
    path.write_bytes(_adapter(kind).dump_json(value))


def _read(path: Path, kind: type[T]) -> T:
    """What `_write` wrote. Raises `BrokenGeneration` when it is not there or of another shape."""
    try:
        return cast("T", _adapter(cast("Any", kind)).validate_json(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise BrokenGeneration(f"{path} cannot be read") from error


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:32]


@cache
def _code(*files: Path) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:12]
