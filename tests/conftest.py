"""What tests share: settings apart from this machine's own, and one assistant over the shipped knowledge."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import structlog

from bot.assistant import Assistant, open_assistant
from knowledge.library import read_folder
from knowledge.records import Library
from retrieval.embeddings import LocalEmbedder
from retrieval.sync import sync
from settings import Settings, variable

for _field in Settings.model_fields:
    os.environ.pop(variable(_field), None)

# Until `write_logs` is called, structlog shows a traceback with every local variable: seconds of work for each.
structlog.configure(
    processors=[*structlog.get_config()["processors"][:-1],
                structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)],
)  # fmt: skip

_LONG = {"journeys", "test_main.py", "test_many_processes.py"}


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than there are cores: half of the time tests wait for browsers, servers and other processes. Six at
    most: each grows to more than a gigabyte."""
    return min((os.cpu_count() or 1) + 1, 6)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, lest one worker be busy with one when the others have nothing left to do."""
    items.sort(key=lambda item: not _LONG.intersection(item.path.parts))


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the index of the shipped knowledge is, and what is remembered."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def settings(data_dir: Path) -> Settings:
    """The shipped knowledge on 2026-09-20, without keys, servers or a rate limit."""
    return Settings(_env_file=None, SAESSAK_DATA_DIR=data_dir, SAESSAK_NOW=date(2026, 9, 20), SAESSAK_RATE_LIMIT="off")


@pytest.fixture(scope="session")
def library(settings: Settings) -> Library:
    """The records of the shipped knowledge."""
    library = read_folder(settings.knowledge_dir, today=date(2026, 9, 20)).library
    assert library is not None
    return library


@pytest.fixture(scope="session")
def local(data_dir: Path) -> LocalEmbedder:
    """The model that ships in a package, on the fast engine."""
    return LocalEmbedder(data_dir / "engine")


@pytest.fixture(scope="session")
def indexed(settings: Settings, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The data folder with the index of the shipped knowledge in it: one of pytest's workers builds it, all have a copy."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared if worker_id == "master" else shared.parent
    built = shared / "built"
    with (shared / "building").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.exists():
            sync(settings.knowledge_dir, shared / "unfinished", LocalEmbedder(shared / "unfinished" / "engine"),
                 today=date(2026, 9, 20))  # fmt: skip
            (shared / "unfinished").rename(built)
    for part in built.iterdir():
        if not (settings.data_dir / part.name).exists():
            shutil.copytree(part, settings.data_dir / part.name)
    return settings.data_dir


@pytest.fixture(scope="session")
def assistant(settings: Settings, indexed: Path) -> Iterator[Assistant]:
    """The real assistant over the shipped knowledge."""
    with open_assistant(settings) as assistant:
        yield assistant
