"""Folders of knowledge files, written for one test and read at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Protocol

import pytest

from knowledge.library import Reading, read_folder

TODAY = date(2026, 9, 20)


class Read(Protocol):
    """Writes files and reads the folder they are in."""

    def __call__(self, files: Mapping[str, str | bytes], *, today: date = TODAY) -> Reading: ...


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """A folder of the given files beside an academy.yaml, read on 2026-09-20."""

    def write_and_read(files: Mapping[str, str | bytes], *, today: date = TODAY) -> Reading:
        for name, content in ({"academy.yaml": "name: 한빛아카데미\n"} | dict(files)).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_folder(tmp_path, today=today)

    return write_and_read
