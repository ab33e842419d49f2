"""Conversations for reading elsewhere: JSON Lines, a turn a line, masked as they are kept."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TextIO

from bot.store import ConversationStore, KeptTurn
from errors import OperatorError


def export(store: ConversationStore, file: Path | None, *, since: datetime | None = None) -> int:
    """Writes the turns from an instant on, the oldest first, to a file that only its owner can read, or to standard
    output; how many there were. A file of that name is replaced once all is written. Raises OperatorError."""
    turns = store.kept(since=since)
    if file is None:
        with suppress(BrokenPipeError):  # whoever reads has seen enough
            return _write(turns, sys.stdout)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with open(unfinished, "x", encoding="utf-8", opener=_own) as out:
            count = _write(turns, out)
        unfinished.replace(file)
    except OSError as error:
        raise OperatorError(f"{file}: 쓸 수 없어요 ({error.strerror}).") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return count


def _write(turns: Iterable[KeptTurn], out: TextIO) -> int:
    count = 0
    for turn in turns:
        out.write(json.dumps(asdict(turn), ensure_ascii=False, default=datetime.isoformat) + "\n")
        count += 1
    out.flush()
    return count


def _own(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
