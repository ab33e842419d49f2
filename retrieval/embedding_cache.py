"""Readings of texts kept by the hash of the text, in one SQLite file for all generations of an index.

A generation holds its own vectors; from here come those of texts that were embedded before, and the tokens of the
few passages that a question is compared with word by word. A row never changes, so any process may read at any time.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np

from retrieval.embeddings import Floats, Tokens
from retrieval.errors import StoreFailed

_TABLE = """CREATE TABLE IF NOT EXISTS reading (
    hash TEXT NOT NULL UNIQUE, vector BLOB NOT NULL, head INTEGER, pieces BLOB, scales BLOB, rows BLOB)"""
_ASKED_AT_ONCE = 500
_SECONDS = 30.0


class EmbeddingCache:
    """May be used from any thread. Anything that fails raises `StoreFailed`."""

    def __init__(self, home: Path) -> None:
        """Nothing is opened yet. The home is that of one embedder's index, so a hash stands for one vector."""
        self._path = home / "readings.sqlite"
        self._connection: sqlite3.Connection | None = None
        self._lock = RLock()

    def vectors(self, hashes: Collection[str]) -> dict[str, Floats]:
        """The vectors of those texts that are here: float32 (dimension,) each."""
        rows = self._select("hash, vector", hashes)
        return {hash: np.frombuffer(vector, dtype=np.float32) for hash, vector in rows}

    def tokens(self, hashes: Sequence[str]) -> dict[str, Tokens]:
        """The tokens of those texts that are here and have any."""
        found = self._select("hash, head, pieces, scales, rows", hashes)
        return {hash: _tokens(head, pieces, scales, rows) for hash, head, pieces, scales, rows in found if pieces}

    def frequencies(self, hashes: Collection[str]) -> Counter[int]:
        """In how many of the texts each piece of the model's vocabulary stands."""
        counts: Counter[int] = Counter()
        for (pieces,) in self._select("pieces", hashes):
            counts.update(set(np.frombuffer(pieces, dtype=np.int32).tolist()) if pieces else ())
        return counts

    def add(self, vectors: Mapping[str, Floats], tokens: Mapping[str, Tokens]) -> None:
        """Keeps vectors by the hash of their text, with the text's tokens where there are any."""
        with self._told() as connection, connection:
            connection.executemany(
                "INSERT OR IGNORE INTO reading VALUES (?, ?, ?, ?, ?, ?)",
                ((hash, vector.tobytes(), *_blobs(tokens.get(hash))) for hash, vector in vectors.items()),
            )

    def keep(self, hashes: Collection[str]) -> None:
        """Forgets all other texts: what staff deleted must not stay on the disk."""
        if not self._path.exists():
            return
        with self._told() as connection:
            with connection:
                there = {hash for (hash,) in connection.execute("SELECT hash FROM reading")}
                gone = there - set(hashes)
                connection.executemany("DELETE FROM reading WHERE hash = ?", ((hash,) for hash in gone))
            if len(gone) * 4 > len(there):
                connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # or the log would keep what was forgotten

    def close(self) -> None:
        """Lets go of the file; it is opened again when it is needed."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _select(self, columns: str, hashes: Iterable[str]) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        if not self._path.exists():
            return found
        with self._told() as connection:
            wanted = list(dict.fromkeys(hashes))
            for start in range(0, len(wanted), _ASKED_AT_ONCE):
                part = wanted[start : start + _ASKED_AT_ONCE]
                marks = ", ".join("?" * len(part))
                found += connection.execute(f"SELECT {columns} FROM reading WHERE hash IN ({marks})", part)
        return found

    @contextmanager
    def _told(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock:
                if self._connection is not None and not self._path.exists():
                    self.close()  # somebody deleted the file to begin anew
                if self._connection is None:
                    self._connection = sqlite3.connect(self._path, timeout=_SECONDS, check_same_thread=False)
                    self._connection.execute("PRAGMA journal_mode = WAL")
                    self._connection.execute("PRAGMA synchronous = NORMAL")
                    self._connection.execute("PRAGMA secure_delete = ON")
                    self._connection.execute(_TABLE)
                yield self._connection
        except sqlite3.Error as error:
            self.close()
            raise StoreFailed(
                f"임베딩을 저장해 둔 파일({self._path})을 쓸 수 없어요({error}). 디스크 여유 공간을 확인하고, 그래도 안 되면 "
                "그 파일을 지워 주세요. 다음 색인 때 다시 만들어요."
            ) from error


def _blobs(tokens: Tokens | None) -> tuple[int, bytes, bytes, bytes] | tuple[None, None, None, None]:
    if tokens is None or not len(tokens):
        return None, None, None, None
    return tokens.head, tokens.pieces.tobytes(), tokens.scales.tobytes(), tokens.rows.tobytes()


def _tokens(head: int, pieces: bytes, scales: bytes, rows: bytes) -> Tokens:
    numbers = np.frombuffer(pieces, dtype=np.int32)
    return Tokens(
        numbers,
        np.frombuffer(rows, dtype=np.int8).reshape(len(numbers), -1),
        np.frombuffer(scales, dtype=np.float32),
        head,
    )
