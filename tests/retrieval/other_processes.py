"""What tests let other processes do to an index: build without end, read without end, open it at the same time."""

from __future__ import annotations

import re
import time
from contextlib import closing
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

import chromadb

from knowledge.clock import Clock
from retrieval import korean
from retrieval.live import LiveIndex, Snapshot
from retrieval.sync import sync
from tests.doubles.bigram_embedder import BigramEmbedder

TODAY = date(2026, 9, 20)
CLOCK = Clock()


def write_edition(folder: Path, number: int) -> None:
    """Saves knowledge in which every passage bears the edition's number, in one step as editors do."""
    questions = [
        f"## {name} 질문인가요?\n\n{name} 답이에요. 판 {number}.\n" for name in ("하나", "둘", "셋", "넷", "다섯")
    ]
    new = folder / "faq.md.tmp"
    new.write_text("\n".join(questions), encoding="utf-8")
    new.replace(folder / "faq.md")


def editions_of(snapshot: Snapshot) -> set[str]:
    """The editions that a search over everything finds; raises when a hit is not what the library says."""
    hits = snapshot.retriever.search(["질문 답이에요"], limit=100, kinds=frozenset({"faq"}))
    for hit in hits:
        document = snapshot.library.documents[hit.passage.file]
        if document[hit.passage.start : hit.passage.end] != hit.passage.text:
            raise AssertionError(f"{hit.passage.text!r} is not a slice of its document")
    if len(hits) != 5:
        raise AssertionError(f"{len(hits)} of 5 found")
    return {edition for hit in hits for edition in re.findall(r"판 (\d+)", hit.passage.text)}


def build_without_end(folder: Path, data: Path, first: int, ready: Connection) -> None:
    """Edits and syncs until killed."""
    embedder = BigramEmbedder()
    ready.send("ready")
    number = first
    while True:
        number += 1
        write_edition(folder, number)
        sync(folder, data, embedder, today=TODAY)


def read_until_told(folder: Path, data: Path, line: Connection) -> None:
    """Searches a watched index until told to stop; then sends how many editions it saw, in order."""
    seen: list[str] = []
    with closing(LiveIndex(folder, data, BigramEmbedder(), clock=CLOCK)) as index:
        index.watch()
        line.send("ready")
        while not line.poll():
            [edition] = editions_of(index.snapshot)
            if not seen or seen[-1] != edition:
                seen.append(edition)
            time.sleep(0.005)
    line.send(seen)


def open_first(folder: Path, data: Path, line: Connection) -> None:
    """Opens an index that is not there yet; sends its generation, whether it had to embed, and what it was told."""
    embedder = BigramEmbedder()
    told: list[str] = []
    line.send("ready")
    line.recv()
    with closing(LiveIndex(folder, data, embedder, clock=CLOCK, progress=lambda what, *_: told.append(what))) as index:
        line.send((index.snapshot.manifest.id, len(embedder.embedded) > 0, told))


# Once in the fork server, not in each process it starts.
korean.words(f"{chromadb.__name__} 준비")
