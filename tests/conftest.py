"""What tests share: settings apart from this machine's own, and one assistant over the shipped knowledge."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import structlog

from bot.assistant import Assistant, open_assistant
from knowledge.library import read_folder
from knowledge.records import Library
from retrieval.embeddings import LocalEmbedder
from settings import Settings, variable

for _field in Settings.model_fields:
    os.environ.pop(variable(_field), None)

# Until `write_logs` is called, structlog shows a traceback with every local variable: seconds of work for each.
structlog.configure(
    processors=[*structlog.get_config()["processors"][:-1],
                structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)],
)  # fmt: skip


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the index of the shipped knowledge is built, once a session."""
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
def assistant(settings: Settings) -> Iterator[Assistant]:
    """The real assistant over the shipped knowledge."""
    with open_assistant(settings) as assistant:
        yield assistant
