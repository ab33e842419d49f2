"""Bringing the index up to the files: read, check, embed what changed, verify, turn the pointer."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import structlog

from knowledge.library import read_folder
from knowledge.passages import Passage, passages_of
from knowledge.problems import Problem
from knowledge.readers.folders import files_of
from knowledge.records import Library
from retrieval.embeddings import Embedder
from retrieval.errors import BrokenGeneration, BuilderBusy, StoreFailed
from retrieval.generations import Generations, Manifest, Recipe, generations_of, recipe_of
from retrieval.lexical_index import Bag
from retrieval.readings import Readings
from retrieval.texts import Texts, document_hashes, texts_of
from retrieval.vector_index import Stored, VectorMatrix, entries_of

Progress = Callable[[str, int, int], None]
"""Told what is being done (in Korean), how much of it is done, and of how much (0 of 0: not known)."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a sync did. `generation` is the live one afterwards, empty when there is none. The counts are passages,
    but `embedded` counts texts. When `problems` hold an error, nothing was changed."""

    generation: str
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    embedded: int = 0
    seconds: float = 0.0
    problems: tuple[Problem, ...] = ()


def sync(folder: Path, data_dir: Path, embedder: Embedder, *, today: date, progress: Progress | None = None,
         chroma_url: str = "", wait: float = 1.0) -> SyncReport:  # fmt: skip
    """Makes the live generation that of the files as they are now; nothing happens when it is that already.

    Raises `BuilderBusy` when another process is still building after `wait` seconds, `StoreFailed` when the disk or
    the Chroma server refuses, `EmbeddingFailed` when texts cannot be embedded. Whatever happens, even when the
    process is killed, the live generation stays what it was until the new one is whole and verified.
    """
    started = time.perf_counter()
    recipe = recipe_of(folder, embedder, chroma_url)
    generations = generations_of(data_dir, recipe)
    try:
        with _only_builder(generations.home, wait=wait):
            generations.tidy()
            report = _Builder(generations, recipe, embedder, progress).run(folder, today)
            generations.tidy()
    except OSError as error:
        raise StoreFailed(
            f"색인을 저장하지 못했어요({error}). 디스크 여유 공간과 SAESSAK_DATA_DIR 폴더의 쓰기 권한을 확인해 주세요."
        ) from error
    finally:
        generations.cache.close()
    return replace(report, seconds=time.perf_counter() - started)


def signature_of(folder: Path) -> str:
    """A hash of the names and bytes of all files of a knowledge folder. Takes a few milliseconds."""
    digest = hashlib.sha256()
    for path, name in files_of(folder, []):
        with suppress(OSError):
            content = path.read_bytes()
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class _Written:
    """The vectors of a new generation as they were read back, how many texts were embedded for them, and how many
    deleted rows the store still carries."""

    stored: Stored
    embedded: int
    stale: int


class _Builder:
    """The one who holds the build lock."""

    def __init__(self, generations: Generations, recipe: Recipe, embedder: Embedder, progress: Progress | None) -> None:
        self._generations = generations
        self._recipe = recipe
        self._embedder = embedder
        self._progress = progress
        self._readings = Readings(embedder, generations.cache)

    def run(self, folder: Path, today: date) -> SyncReport:
        """Reads the files and makes a generation of them, unless they are broken or nothing changed."""
        signature = signature_of(folder)  # Before reading: what is saved meanwhile is seen the next time.
        reading = read_folder(folder, today=today)
        problems = tuple(reading.problems)
        base = self._base()
        live = base[0] if base is not None and base[0].recipe == self._recipe else None
        if reading.library is None:
            left = live.id if live is not None and self._opens(live.id) else ""
            _log.warning("sync.refused", errors=len(reading.errors), first=reading.errors[0].where, generation=left)
            return SyncReport(generation=left, problems=problems)
        if live is not None and live.signature == signature and self._opens(live.id):
            return SyncReport(generation=live.id, unchanged=live.passages, problems=problems)
        passages = tuple(passages_of(reading.library))
        try:
            report = self._make(signature, reading.library, passages, problems, base)
        except BrokenGeneration as error:
            _log.warning("sync.anew", why=str(error))
            self._generations.cache.keep(())
            report = self._make(signature, reading.library, passages, problems, None)
        _log.info("sync.applied", generation=report.generation, added=report.added, changed=report.changed,
                  removed=report.removed, embedded=report.embedded)  # fmt: skip
        return report

    def _base(self) -> tuple[Manifest, Texts] | None:
        """The live generation's texts, when what it holds may be used again."""
        with suppress(BrokenGeneration):
            manifest, texts = self._generations.texts(self._generations.current())
            if manifest.recipe.schema == self._recipe.schema:
                return manifest, texts
        return None

    def _opens(self, id: str) -> bool:
        with suppress(BrokenGeneration):
            self._generations.read(id)
            return self._generations.store.holds(id)
        return False

    def _make(self, signature: str, library: Library, passages: tuple[Passage, ...], problems: tuple[Problem, ...],
              base: tuple[Manifest, Texts] | None) -> SyncReport:  # fmt: skip
        """Writes, verifies and publishes one generation; what `base` holds already is taken from there.
        Raises `BrokenGeneration` when the result is not what it ought to be; the live one is untouched then."""
        id = self._generations.begin()
        texts = self._texts(passages, base)
        written = self._vectors(id, passages, base)
        vectors = VectorMatrix.arrange(passages, written.stored)
        self._generations.write(id, library, problems, texts, vectors, self._readings.background(passages))
        self._verify(texts, vectors)
        self._generations.publish(
            Manifest(id=id, recipe=self._recipe, signature=signature, created=datetime.now(UTC),
                     passages=len(passages), vectors=len(vectors), stale=written.stale,
                     previous=self._generations.current(), files=self._generations.hashes(id))
        )  # fmt: skip
        self._generations.forget()
        report = SyncReport(generation=id, embedded=written.embedded, problems=problems)
        return _counted(report, base[1].passages if base else (), passages)

    def _texts(self, passages: tuple[Passage, ...], base: tuple[Manifest, Texts] | None) -> Texts:
        """The word indexes. Only what changed is cut into words, which is the slow part."""
        known: dict[str, tuple[Bag, Bag]] = {}
        if base is not None and base[0].recipe.tokenizer == self._recipe.tokenizer:
            _, old = base
            known = {hash: (old.words.bag(n), old.grams.bag(n)) for n, hash in enumerate(document_hashes(old))}
        return texts_of(passages, known)

    def _counted(self, done: int, total: int) -> None:
        if self._progress is not None:
            self._progress("색인을 만들고 있어요", done, total)

    def _vectors(self, id: str, passages: Sequence[Passage], base: tuple[Manifest, Texts] | None) -> _Written:
        """Writes the vectors and reads them back. Starts from a copy of the base, or afresh when a third of that is
        dead weight; either way only texts that were never embedded before are embedded now."""
        store, dimension = self._generations.store, self._embedder.dimension
        wanted = {entry.id: entry for passage in passages for entry in entries_of(passage)}
        if base and base[0].stale * 3 <= base[0].vectors:
            index, stale = store.copy(base[0].id, id, dimension=dimension), base[0].stale
            known = {entry.id: entry.metadata for passage in base[1].passages for entry in entries_of(passage)}
        else:
            index, stale, known = store.create(id, dimension=dimension), 0, {}
        with closing(index):
            gone = [id for id in known if id not in wanted]
            due = [entry for entry in wanted.values() if known.get(entry.id) != entry.metadata]
            vectors, embedded = self._readings.vectors(due, progress=self._counted)
            index.delete(gone)
            index.upsert([entry.id for entry in due], vectors, [entry.metadata for entry in due])
            stale += len(gone) + sum(entry.id in known for entry in due)
            return _Written(index.read(), embedded, stale)

    def _verify(self, texts: Texts, vectors: VectorMatrix) -> None:
        """Asks for what is known to be there: the shortest text, embedded once more, must find its own passage,
        by meaning and by its words. Finds out a model that changed under its name."""
        entries = [(entry, number) for number, p in enumerate(texts.passages) for entry in entries_of(p)]
        if not entries:
            return
        entry, number = min(entries, key=lambda pair: len(pair[0].text))
        [probe] = self._embedder.passages([entry.text])
        if vectors.scores(probe)[number] < 0.99:
            raise BrokenGeneration("a text's vector is no longer what the model gives")
        words = texts.words.bag(owner := int(texts.owners[number]))
        if words and texts.words.scores(words)[owner] <= 0:
            raise BrokenGeneration("a passage is not found by its own words")


def _counted(report: SyncReport, before: Sequence[Passage], after: Sequence[Passage]) -> SyncReport:
    """The report with what became of the passages. A new one in the place of a former one is a changed one."""
    old, new = {passage.id: passage for passage in before}, {passage.id: passage for passage in after}
    removed = Counter((p.file, p.record, p.kind) for id, p in old.items() if id not in new)
    added = Counter((p.file, p.record, p.kind) for id, p in new.items() if id not in old)
    changed = removed & added
    return replace(report, added=(added - changed).total(), changed=changed.total(),
                   removed=(removed - changed).total(), unchanged=len(old.keys() & new.keys()))  # fmt: skip


@contextmanager
def _only_builder(home: Path, *, wait: float) -> Iterator[None]:
    """Holds the build lock, which ends with the process at the latest. Raises `BuilderBusy`."""
    home.mkdir(parents=True, exist_ok=True)
    file = os.open(home / "build.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    pid = os.pread(file, 20, 0).decode("ascii", "ignore").strip()
                    raise BuilderBusy(int(pid) if pid.isdigit() else 0) from None
                time.sleep(0.05)
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(file)
