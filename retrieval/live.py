"""The index that answers now: opened or built at the start, and kept up with the files while the program runs."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

from errors import OperatorError
from knowledge.clock import Clock
from knowledge.passages import Passage
from knowledge.problems import Problem
from knowledge.readers.folders import files_of
from knowledge.records import Library
from retrieval.embeddings import Embedder
from retrieval.errors import BrokenGeneration, BrokenKnowledge, BuilderBusy
from retrieval.generations import Generation, Manifest, generations_of, recipe_of
from retrieval.retriever import Retriever
from retrieval.sync import Progress, SyncReport, signature_of, sync

_LOOK_SECONDS = 0.5
_SCAN_SECONDS = 30.0
_REST_SECONDS = 10.0
_Look = tuple[tuple[str, int, int], ...]
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One generation, ready to answer from; everything in it belongs together. `problems` are those of the files
    as they are now, which may be newer and broken."""

    library: Library
    passages: tuple[Passage, ...]
    retriever: Retriever
    manifest: Manifest
    problems: tuple[Problem, ...]


class _Closing(Exception):
    """Raised within the watcher to give up a sync when the index is closed."""


class LiveIndex:
    """Holds the live snapshot and replaces it in one step. Any number of processes may have one over the same
    folder: one of them builds, the others take over what it built."""

    def __init__(self, folder: Path, data_dir: Path, embedder: Embedder, *, clock: Clock, chroma_url: str = "",
                 progress: Progress | None = None) -> None:  # fmt: skip
        """Opens the index, brought up to the files; builds it when there is none, which takes half a minute and
        is told to `progress`. While another process builds the first one, waits for that.

        Raises `BrokenKnowledge` when there is no index and the files do not allow one, and whatever `sync` raises
        when there is none to answer from.
        """
        self._folder = folder
        self._data_dir = data_dir
        self._embedder = embedder
        self._clock = clock
        self._chroma_url = chroma_url
        self._recipe = recipe_of(folder, embedder, chroma_url)
        self._generations = generations_of(data_dir, self._recipe)
        self._stopped = threading.Event()
        self._watcher: threading.Thread | None = None
        self._day = clock.today()
        self._seen: _Look | None = None
        self._settling: _Look | None = None
        self._foreign = ""
        self._taken = ""
        self.snapshot = self._open(progress)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong in the files as they are now."""
        return self.snapshot.problems

    def watch(self) -> None:
        """Takes in every saved file, from now on, in a thread of its own. A saved file is live in about two
        seconds. Calling it again does nothing."""
        if self._watcher is None:
            self._watcher = threading.Thread(target=self._keep_watch, name="watch-knowledge", daemon=True)
            self._watcher.start()

    def close(self) -> None:
        """Stops watching; a sync that is embedding is given up. The snapshot stays usable."""
        self._stopped.set()
        if self._watcher is not None:
            self._watcher.join()
        self._generations.cache.close()

    def _open(self, progress: Progress | None) -> Snapshot:
        while True:
            generation = self._live()
            self._taken = signature_of(self._folder)
            if generation is not None and generation.manifest.signature == self._taken:
                return self._snapshot(generation, generation.problems)
            try:
                report = self._sync(progress, wait=1.0)
            except OperatorError as error:
                if generation is not None:  # Answers from before the edit; the watcher tries again.
                    _log.warning("sync.failed", why=str(error))
                    self._taken = generation.manifest.signature
                    return self._snapshot(generation, generation.problems)
                if not isinstance(error, BuilderBusy):
                    raise
                if progress is not None:
                    progress(f"다른 프로세스(pid {error.pid})가 색인을 만들고 있어 기다려요", 0, 0)
                continue
            if not report.generation:
                raise BrokenKnowledge(report.problems)
            generation = self._live()
            if generation is not None:
                return self._snapshot(generation, report.problems)

    def _keep_watch(self) -> None:
        next_scan = time.monotonic()
        while not self._stopped.wait(_LOOK_SECONDS):
            scan = time.monotonic() >= next_scan
            try:
                self._take_over()
                self._take_in(scan=scan)
            except _Closing:
                return
            except OperatorError as error:
                _log.warning("sync.failed", why=str(error))
                self._stopped.wait(_REST_SECONDS)
            except Exception:
                # Answers must not grow old because one look failed: nobody else looks.
                _log.exception("watch.failed")
                self._stopped.wait(_REST_SECONDS)
            if scan:
                next_scan = time.monotonic() + _SCAN_SECONDS

    def _take_over(self) -> None:
        """Opens the generation that another process made live, if it is one we can read."""
        id = self._generations.current()
        if id in (self.snapshot.manifest.id, self._foreign):
            return
        generation = self._live()
        if generation is None:
            self._foreign = id
            return
        self._taken = generation.manifest.signature
        self.snapshot = self._snapshot(generation, generation.problems)

    def _take_in(self, *, scan: bool) -> None:
        """Syncs when files were saved and are no longer being written, and when a new day may make a date past."""
        seen, today = _look(self._folder), self._clock.today()
        if seen == self._seen and today == self._day and not scan:
            return
        if seen != self._seen and seen != self._settling:
            self._settling = seen
            return
        signature = signature_of(self._folder)
        if signature != self._taken or today != self._day:
            try:
                report = self._sync(self._unless_closing, wait=0.0)
            except BuilderBusy:
                return  # The pointer turns when that one is done; until then this is looked at again and again.
            self._take_over()
            self._taken = signature
            self.snapshot = replace(self.snapshot, problems=report.problems)
        self._seen, self._day = seen, today

    def _unless_closing(self, what: str, done: int, total: int) -> None:
        if self._stopped.is_set():
            raise _Closing

    def _live(self) -> Generation | None:
        try:
            return self._generations.live(self._recipe)
        except BrokenGeneration:
            return None

    def _sync(self, progress: Progress | None, *, wait: float) -> SyncReport:
        return sync(self._folder, self._data_dir, self._embedder, today=self._clock.today(), progress=progress,
                    chroma_url=self._chroma_url, wait=wait)  # fmt: skip

    def _snapshot(self, generation: Generation, problems: tuple[Problem, ...]) -> Snapshot:
        _log.info("index.opened", generation=generation.manifest.id, passages=generation.manifest.passages)
        return Snapshot(
            library=generation.library,
            passages=generation.texts.passages,
            retriever=Retriever.of(generation, self._embedder),
            manifest=generation.manifest,
            problems=problems,
        )


def _look(folder: Path) -> _Look:
    """What can be seen of the files without reading them: names, sizes, times of change."""
    seen = []
    for path, name in files_of(folder, []):
        with suppress(OSError):
            status = path.stat()
            seen.append((name, status.st_size, status.st_mtime_ns))
    return tuple(seen)
