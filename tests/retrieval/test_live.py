"""The index that answers while files are edited."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Thread

import pytest

from knowledge.clock import Clock
from retrieval.errors import BrokenKnowledge, EmbeddingFailed
from retrieval.live import LiveIndex
from retrieval.sync import sync
from tests.doubles.bigram_embedder import BigramEmbedder
from tests.retrieval.conftest import CAMPUSES, FAQ

TODAY = date(2026, 9, 20)
BROKEN = "번호,캠퍼스\nhaneul,하늘\nhaneul,바다\n"


def _until(condition: Callable[[], bool]) -> None:
    """Waits for what must come; a test that waits in vain fails."""
    deadline = time.monotonic() + 30
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("it never came")
        time.sleep(0.02)


def _answer(index: LiveIndex, question: str) -> str:
    return index.snapshot.retriever.search([question], limit=1)[0].passage.text


@pytest.fixture
def watched(folder: Path, data: Path, embedder: BigramEmbedder) -> Iterator[LiveIndex]:
    with closing(LiveIndex(folder, data, embedder, clock=Clock())) as index:
        index.watch()
        yield index


def test_the_first_opening_builds_and_the_next_only_reads(folder: Path, data: Path, embedder: BigramEmbedder) -> None:
    with closing(LiveIndex(folder, data, embedder, clock=Clock())) as first:
        embedder.embedded.clear()
        with closing(LiveIndex(folder, data, embedder, clock=Clock())) as second:
            assert second.snapshot.manifest == first.snapshot.manifest
            assert second.snapshot.library == first.snapshot.library
            assert second.snapshot.passages == first.snapshot.passages
    assert embedder.embedded == []


def test_what_was_saved_before_opening_is_live_at_once(folder: Path, data: Path, embedder: BigramEmbedder) -> None:
    sync(folder, data, embedder, today=TODAY)
    (folder / "faq.md").write_text(FAQ.replace("드려요.\n", "드려요!\n"), encoding="utf-8")
    with closing(LiveIndex(folder, data, embedder, clock=Clock())) as index:
        assert _answer(index, "수료증은 언제 나오나요?").endswith("드려요!")


def test_a_saved_file_goes_live(watched: LiveIndex, folder: Path) -> None:
    (folder / "campuses.csv").write_text(CAMPUSES + "san,산들,바람로 3,02-000-4444\n", encoding="utf-8")
    _until(lambda: watched.snapshot.library.campus("san") is not None)
    assert "바람로 3" in _answer(watched, "산들 바람로")


def test_a_new_file_and_a_deleted_one_go_live(watched: LiveIndex, folder: Path) -> None:
    (folder / "pages").mkdir()
    (folder / "pages" / "parking.md").write_text("# 주차\n\n주차장은 없어요.\n", encoding="utf-8")
    _until(lambda: "주차장은 없어요" in _answer(watched, "주차장"))
    (folder / "pages" / "parking.md").unlink()
    _until(lambda: "주차장은 없어요" not in _answer(watched, "주차장"))


def test_a_broken_file_keeps_the_old_answers_and_a_mended_one_clears_the_problem(
    watched: LiveIndex, folder: Path
) -> None:
    before = watched.snapshot
    (folder / "campuses.csv").write_text(BROKEN, encoding="utf-8")
    _until(lambda: bool(watched.problems))
    assert {problem.file for problem in watched.problems} == {"campuses.csv"}
    assert watched.snapshot.manifest == before.manifest
    assert len(watched.snapshot.library.campuses) == 2
    (folder / "campuses.csv").write_text(CAMPUSES, encoding="utf-8")
    _until(lambda: not watched.problems)
    assert watched.snapshot.manifest == before.manifest


def test_what_another_process_made_live_is_taken_over(
    watched: LiveIndex, folder: Path, data: Path, embedder: BigramEmbedder
) -> None:
    (folder / "faq.md").write_text(FAQ.replace("무료", "공짜"), encoding="utf-8")
    report = sync(folder, data, embedder, today=TODAY)
    _until(lambda: watched.snapshot.manifest.id == report.generation)
    assert "공짜" in _answer(watched, "수강료는 얼마인가요?")


def test_opening_beside_broken_files_answers_from_before_and_tells(
    folder: Path, data: Path, embedder: BigramEmbedder
) -> None:
    sync(folder, data, embedder, today=TODAY)
    (folder / "campuses.csv").write_text(BROKEN, encoding="utf-8")
    with closing(LiveIndex(folder, data, embedder, clock=Clock())) as index:
        assert len(index.snapshot.library.campuses) == 2
        assert [problem.file for problem in index.problems] == ["campuses.csv"]


def test_opening_while_the_embedder_is_away_answers_from_before(
    folder: Path, data: Path, embedder: BigramEmbedder
) -> None:
    sync(folder, data, embedder, today=TODAY)
    (folder / "faq.md").write_text(FAQ.replace("무료", "공짜"), encoding="utf-8")
    embedder.down = True
    with closing(LiveIndex(folder, data, embedder, clock=Clock())) as index:
        assert "무료" in _answer(index, "수강료는 얼마인가요?")


def test_without_an_index_broken_files_are_told_one_by_one(folder: Path, data: Path, embedder: BigramEmbedder) -> None:
    (folder / "campuses.csv").write_text(BROKEN, encoding="utf-8")
    with pytest.raises(BrokenKnowledge, match=r"campuses\.csv 3번째 줄") as told:
        LiveIndex(folder, data, embedder, clock=Clock())
    assert told.value.problems


def test_without_an_index_an_embedder_that_is_away_is_told(folder: Path, data: Path, embedder: BigramEmbedder) -> None:
    embedder.down = True
    with pytest.raises(EmbeddingFailed):
        LiveIndex(folder, data, embedder, clock=Clock())


def test_a_snapshot_stays_whole_when_its_generation_is_gone(
    watched: LiveIndex, folder: Path, data: Path, embedder: BigramEmbedder
) -> None:
    old = watched.snapshot
    for number in range(3):
        (folder / "faq.md").write_text(FAQ.replace("무료예요", f"무료예요 {number}"), encoding="utf-8")
        sync(folder, data, embedder, today=TODAY)
    _until(lambda: watched.snapshot.manifest.id != old.manifest.id)
    assert "무료예요." in old.retriever.search(["수강료는 얼마인가요?"])[0].passage.text


def test_closing_gives_up_a_sync_and_leaves_the_live_generation(
    folder: Path, data: Path, embedder: BigramEmbedder
) -> None:
    index = LiveIndex(folder, data, embedder, clock=Clock())
    before = index.snapshot.manifest.id
    embedder.embedded.clear()
    closing_it = Thread(target=index.close)

    def close_and_stay() -> None:
        closing_it.start()
        closing_it.join(0.5)  # It waits for the watcher, which is here.

    embedder.meanwhile = close_and_stay
    index.watch()
    rows = "".join(f"c{number},캠퍼스{number},길 {number},02-000-5555\n" for number in range(40))
    (folder / "campuses.csv").write_text(CAMPUSES + rows, encoding="utf-8")
    _until(lambda: closing_it.ident is not None)
    closing_it.join()
    assert len(embedder.embedded) < 40
    assert index.snapshot.manifest.id == before
    with closing(LiveIndex(folder, data, embedder, clock=Clock())) as again:
        assert len(again.snapshot.library.campuses) == 42
