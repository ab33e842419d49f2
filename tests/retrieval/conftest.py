"""What the tests of the index share: a small folder of knowledge, and a Chroma server."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doubles.bigram_embedder import BigramEmbedder

ACADEMY = "name: 한빛배움터\nphone: 02-000-1111\nas_of: 2026-09-01\n"
CAMPUSES = "번호,캠퍼스,주소,전화\nhaneul,하늘,별빛로 1,02-000-2222\nbada,바다,물결로 2,02-000-3333\n"
FAQ = """---
as_of: 2026-09-01
---
## 수강료는 얼마인가요?
이렇게도 물어요: 돈 내야 해? / 공짜야?

모든 과정이 무료예요.

## 노트북을 빌릴 수 있나요?

교실에서 쓰는 노트북을 빌려드려요.

## 수료증은 언제 나오나요?

과정이 끝나는 날 드려요.
"""


def write_knowledge(folder: Path) -> Path:
    """A small academy of invented names."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "academy.yaml").write_text(ACADEMY, encoding="utf-8")
    (folder / "campuses.csv").write_text(CAMPUSES, encoding="utf-8")
    (folder / "faq.md").write_text(FAQ, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A knowledge folder of one's own."""
    return write_knowledge(tmp_path / "knowledge")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of one's own, not yet there."""
    return tmp_path / "data"


@pytest.fixture
def embedder() -> BigramEmbedder:
    """Counts what it embeds."""
    return BigramEmbedder()


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Chroma server on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--host", "127.0.0.1", "--port", str(port),
               "--path", str(tmp_path_factory.mktemp("chroma"))]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, server)
            yield url
        finally:
            server.terminate()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the Chroma server did not start")
