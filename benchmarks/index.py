"""What building the index costs: against the bare embedder, and after one changed row against the whole build.

    python -m benchmarks.index

One process, one run, over a copy of the shipped knowledge. Prints ratios; absolute times belong to the machine.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from knowledge.clock import Clock
from knowledge.library import read_folder
from knowledge.passages import passages_of
from retrieval import korean
from retrieval.embeddings import Embedder, local_embedder
from retrieval.live import LiveIndex
from retrieval.sync import SyncReport, sync
from retrieval.vector_index import entries_of
from settings import Settings

TODAY = date(2026, 9, 20)
TABLE, ROW = "courses/history.csv", "지난 기수예요."
EDITS = 5


def seconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def texts_of(folder: Path) -> list[str]:
    """Every different text the index embeds."""
    library = read_folder(folder, today=TODAY).library
    if library is None:
        raise SystemExit(f"{folder}: saessak knowledge check")
    return list(dict.fromkeys(entry.text for passage in passages_of(library) for entry in entries_of(passage)))


def edit(folder: Path, number: int) -> None:
    """Changes one row of one table."""
    file = folder / TABLE
    text = file.read_text(encoding="utf-8")
    before, _, after = text.partition(ROW)
    file.write_text(f"{before}{ROW} ({number}번째 수정) {after}", encoding="utf-8")


def resync(folder: Path, data: Path, embedder: Embedder) -> list[SyncReport]:
    """The reports of syncs after one changed row each."""
    reports = []
    for number in range(EDITS):
        edit(folder, number)
        reports.append(sync(folder, data, embedder, today=TODAY))
    return reports


def measure(folder: Path, data: Path) -> None:
    """Builds, edits, opens, and prints."""
    embedder = local_embedder(data / "engine")
    embedder.passages(["예열"])
    korean.words("예열")
    texts = texts_of(folder)
    halves: Sequence[list[str]] = (texts[::2], texts[1::2])  # before and after, so that a busy moment hits both
    bare = seconds(partial(embedder.passages, halves[0]))
    full = sync(folder, data, embedder, today=TODAY)
    bare += seconds(partial(embedder.passages, halves[1]))
    edits = resync(folder, data, embedder)
    again = statistics.median(report.seconds for report in edits)
    opening = seconds(lambda: LiveIndex(folder, data, embedder, clock=Clock(frozen=TODAY)).close())
    print(f"passages {full.added}, texts embedded {full.embedded}, full build {full.seconds:.1f} s")
    print(f"texts a second: {full.embedded / full.seconds:.1f} indexed, {len(texts) / bare:.1f} embedded only; "
          f"ratio {bare / full.seconds:.2f} (goal at least 0.80)")  # fmt: skip
    print(f"re-sync after one changed row: {again:.2f} s (median of {EDITS}), texts embedded "
          f"{statistics.median(report.embedded for report in edits):.0f}; "
          f"share of the full build {again / full.seconds:.1%} (goal at most 2 %)")  # fmt: skip
    print(f"opening the built index: {opening:.2f} s")


def main() -> None:
    """Measures in a temporary folder."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "knowledge"
        shutil.copytree(Settings.model_fields["knowledge_dir"].default, folder)
        measure(folder, Path(temporary) / "data")


if __name__ == "__main__":
    main()
