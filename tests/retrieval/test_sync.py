"""Bringing the index up to the files."""

from __future__ import annotations

import fcntl
import os
import re
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from knowledge.clock import Clock
from retrieval import generations as generations_module
from retrieval.embeddings import Embedder
from retrieval.errors import BrokenKnowledge, BuilderBusy, EmbeddingFailed, StoreFailed
from retrieval.generations import Generation, Generations, generations_of, recipe_of
from retrieval.live import LiveIndex
from retrieval.sync import SyncReport, sync
from tests.doubles.bigram_embedder import BigramEmbedder

TODAY = date(2026, 9, 20)


def _sync(folder: Path, data: Path, embedder: Embedder, *, chroma_url: str = "") -> SyncReport:
    return sync(folder, data, embedder, today=TODAY, chroma_url=chroma_url)


def _generations(folder: Path, data: Path, embedder: Embedder) -> Generations:
    return generations_of(data, recipe_of(folder, embedder, ""))


def _live(folder: Path, data: Path, embedder: Embedder, *, chroma_url: str = "") -> Generation:
    recipe = recipe_of(folder, embedder, chroma_url)
    return generations_of(data, recipe).live(recipe)


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(params=["embedded", "server"])
def url(request: pytest.FixtureRequest) -> str:
    """CHROMA_URL: none, then a server's."""
    return "" if request.param == "embedded" else str(request.getfixturevalue("chroma_url"))


def test_the_first_sync_embeds_every_text_once(folder: Path, data: Path, embedder: BigramEmbedder, url: str) -> None:
    told: list[tuple[int, int]] = []
    report = sync(folder, data, embedder, today=TODAY, chroma_url=url,
                  progress=lambda what, done, total: told.append((done, total)))  # fmt: skip
    live = _live(folder, data, embedder, chroma_url=url)
    assert report.added == live.manifest.passages == 6  # academy, two campuses, three questions
    assert report.embedded == len(set(embedder.embedded))
    assert told == [(done, report.embedded) for done in range(1, report.embedded + 1)]
    assert live.library.fingerprint


def test_nothing_is_done_when_nothing_changed(folder: Path, data: Path, embedder: BigramEmbedder, url: str) -> None:
    first = _sync(folder, data, embedder, chroma_url=url)
    embedder.embedded.clear()
    again = _sync(folder, data, embedder, chroma_url=url)
    assert (again.generation, again.unchanged, again.embedded) == (first.generation, 6, 0)
    assert embedder.embedded == []


def test_only_what_changed_is_embedded(folder: Path, data: Path, embedder: BigramEmbedder, url: str) -> None:
    first = _sync(folder, data, embedder, chroma_url=url)
    embedder.embedded.clear()
    _edit(folder / "campuses.csv", "별빛로 1", "은하로 9")
    second = _sync(folder, data, embedder, chroma_url=url)
    assert second.generation != first.generation
    assert (second.added, second.changed, second.removed, second.unchanged, second.embedded) == (0, 1, 0, 5, 1)
    [embedded, _probe] = embedder.embedded
    assert "은하로 9" in embedded
    passages = _live(folder, data, embedder, chroma_url=url).texts.passages
    assert any("은하로 9" in passage.text for passage in passages)
    assert not any("별빛로 1" in passage.text for passage in passages)


def test_a_text_that_only_moved_is_not_embedded_again(folder: Path, data: Path, embedder: BigramEmbedder) -> None:
    _sync(folder, data, embedder)
    (folder / "faq").mkdir()
    (folder / "faq.md").rename(folder / "faq" / "money.md")
    report = _sync(folder, data, embedder)
    assert (report.changed + report.added, report.embedded) == (3, 0)


def test_an_edit_of_a_date_alone_reaches_the_passages(folder: Path, data: Path, embedder: BigramEmbedder) -> None:
    _sync(folder, data, embedder)
    _edit(folder / "faq.md", "as_of: 2026-09-01", "as_of: 2026-09-15")
    report = _sync(folder, data, embedder)
    assert report.embedded == 0
    live = _live(folder, data, embedder)
    assert {passage.as_of for passage in live.texts.passages if passage.kind == "faq"} == {date(2026, 9, 15)}


def test_deleted_text_is_gone_from_the_answer_and_from_the_disk(
    folder: Path, data: Path, embedder: BigramEmbedder
) -> None:
    secret = "비밀스러운 옛 안내"
    with (folder / "faq.md").open("a", encoding="utf-8") as file:
        file.write(f"\n## 지울 질문인가요?\n\n{secret}예요.\n")
    _sync(folder, data, embedder)
    _edit(folder / "faq.md", f"\n## 지울 질문인가요?\n\n{secret}예요.\n", "")
    assert _sync(folder, data, embedder).removed == 1
    with closing(LiveIndex(folder, data, embedder, clock=Clock())) as index:
        found = index.snapshot.retriever.search(["비밀스러운 옛 안내"], limit=100)
    assert not any(secret in hit.passage.text for hit in found)
    _edit(folder / "faq.md", "무료예요", "전부 무료예요")
    _sync(folder, data, embedder)
    holding = [path for path in data.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
    assert holding == []


def test_dead_rows_are_cleared_out_once_they_are_a_third(folder: Path, data: Path, embedder: BigramEmbedder) -> None:
    _sync(folder, data, embedder)
    stale = []
    for number in range(6):
        _edit(folder / "campuses.csv", f"물결로 {number + 2}", f"물결로 {number + 3}")
        assert _sync(folder, data, embedder).embedded == 1
        stale.append(_live(folder, data, embedder).manifest.stale)
    assert stale == [1, 2, 3, 4, 0, 1]  # of eleven


def test_broken_files_leave_the_live_generation_and_are_told(
    folder: Path, data: Path, embedder: BigramEmbedder
) -> None:
    first = _sync(folder, data, embedder)
    (folder / "campuses.csv").write_text("번호,캠퍼스\nhaneul,하늘\nhaneul,바다\n", encoding="utf-8")
    report = _sync(folder, data, embedder)
    assert report.generation == first.generation
    assert [problem.file for problem in report.problems] == ["campuses.csv"]
    assert len(_live(folder, data, embedder).library.campuses) == 2


def test_broken_files_and_no_earlier_index_make_none(folder: Path, data: Path, embedder: BigramEmbedder) -> None:
    (folder / "academy.yaml").write_text("name: [", encoding="utf-8")
    report = _sync(folder, data, embedder)
    assert report.generation == ""
    assert report.problems


def test_a_second_builder_is_told_who_builds(folder: Path, data: Path, embedder: BigramEmbedder) -> None:
    _sync(folder, data, embedder)
    home = _generations(folder, data, embedder).home
    with (home / "build.lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate()
        lock.write("4242")
        lock.flush()
        with pytest.raises(BuilderBusy, match="4242") as busy:
            _sync(folder, data, embedder)
        assert busy.value.pid == 4242
    _sync(folder, data, embedder)
    assert (home / "build.lock").read_text() == str(os.getpid())


def test_a_generation_is_never_written_again(folder: Path, data: Path, embedder: BigramEmbedder) -> None:
    first = _sync(folder, data, embedder)
    kept = _generations(folder, data, embedder).folder(first.generation)
    before = {path: path.read_bytes() for path in kept.rglob("*") if path.is_file()}
    _edit(folder / "faq.md", "무료예요", "전부 무료예요")
    _sync(folder, data, embedder)
    _live(folder, data, embedder)
    assert before == {path: path.read_bytes() for path in kept.rglob("*") if path.is_file()}


def test_the_live_generation_and_the_one_before_are_kept_and_those_being_read(
    folder: Path, data: Path, embedder: BigramEmbedder
) -> None:
    ids = [_sync(folder, data, embedder).generation]
    root = _generations(folder, data, embedder).folder("")
    with (root / ids[0] / "lock").open() as reading:
        fcntl.flock(reading, fcntl.LOCK_SH)
        for number in range(3):
            _edit(folder / "faq.md", "무료예요", f"무료예요 {number}")
            ids.append(_sync(folder, data, embedder).generation)
        assert {path.name for path in root.iterdir()} == {ids[0], ids[2], ids[3]}
    _edit(folder / "faq.md", "무료예요", "무료예요 9")
    ids.append(_sync(folder, data, embedder).generation)
    assert {path.name for path in root.iterdir()} == {ids[3], ids[4]}


def test_what_a_killed_builder_left_is_cleared_away(folder: Path, data: Path, embedder: BigramEmbedder) -> None:
    first = _sync(folder, data, embedder)
    generations = _generations(folder, data, embedder)
    left = generations.folder(generations.begin())
    (left / "passages.json").write_text("[")
    bare = generations.folder("20200101-000000-000000")
    bare.mkdir()
    _sync(folder, data, embedder)
    assert [path.name for path in generations.folder("").iterdir()] == [first.generation]


@pytest.mark.parametrize(
    "name", ["passages.json", "words.npz", "vectors.npy", "manifest.json", "chroma/chroma.sqlite3"]
)
def test_a_damaged_generation_is_built_anew(folder: Path, data: Path, embedder: BigramEmbedder, name: str) -> None:
    first = _sync(folder, data, embedder)
    file = _generations(folder, data, embedder).folder(first.generation) / name
    file.write_bytes(file.read_bytes()[:-20])
    with closing(LiveIndex(folder, data, embedder, clock=Clock())) as index:
        assert index.snapshot.manifest.id != first.generation
        assert index.snapshot.retriever.search(["수료증"])[0].passage.title == "수료증은 언제 나오나요?"


@pytest.mark.parametrize("edited", [False, True])
def test_a_lost_collection_of_the_server_is_built_anew(
    folder: Path, data: Path, embedder: BigramEmbedder, chroma_url: str, edited: bool
) -> None:
    first = _sync(folder, data, embedder, chroma_url=chroma_url)
    generations_of(data, recipe_of(folder, embedder, chroma_url)).store.drop(first.generation)
    if edited:
        _edit(folder / "faq.md", "무료예요", "전부 무료예요")
    again = _sync(folder, data, embedder, chroma_url=chroma_url)
    assert again.generation != first.generation
    assert generations_of(data, recipe_of(folder, embedder, chroma_url)).store.holds(again.generation)


def test_answers_go_on_without_what_the_server_lost(
    folder: Path, data: Path, embedder: BigramEmbedder, chroma_url: str
) -> None:
    first = _sync(folder, data, embedder, chroma_url=chroma_url)
    generations_of(data, recipe_of(folder, embedder, chroma_url)).store.drop(first.generation)
    with closing(LiveIndex(folder, data, embedder, clock=Clock(), chroma_url=chroma_url)) as index:
        assert index.snapshot.manifest.id == first.generation
        assert index.snapshot.retriever.search(["수료증"])[0].passage.title == "수료증은 언제 나오나요?"


def test_broken_files_beside_a_damaged_generation_are_told_and_nothing_is_waited_for(
    folder: Path, data: Path, embedder: BigramEmbedder
) -> None:
    first = _sync(folder, data, embedder)
    (_generations(folder, data, embedder).folder(first.generation) / "vectors.npy").unlink()
    (folder / "academy.yaml").write_text("name: [", encoding="utf-8")
    with pytest.raises(BrokenKnowledge):
        LiveIndex(folder, data, embedder, clock=Clock())


def test_another_embedder_has_an_index_of_its_own(folder: Path, data: Path, embedder: BigramEmbedder) -> None:
    first = _sync(folder, data, embedder)
    other = BigramEmbedder(name="others", dimension=32)
    assert _sync(folder, data, other).embedded > 0
    assert _live(folder, data, other).manifest.recipe.dimension == 32
    assert _live(folder, data, embedder).manifest.id == first.generation


def test_another_folder_never_answers_for_this_one(
    folder: Path, data: Path, embedder: BigramEmbedder, tmp_path: Path
) -> None:
    _sync(folder, data, embedder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "academy.yaml").write_text("name: 다른배움터\n", encoding="utf-8")
    _sync(other, data, embedder)
    assert _live(folder, data, embedder).library.academy.name == "한빛배움터"
    assert _live(other, data, embedder).library.academy.name == "다른배움터"


def test_an_index_of_another_schema_is_built_anew(
    folder: Path, data: Path, embedder: BigramEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _sync(folder, data, embedder)
    monkeypatch.setattr(generations_module, "SCHEMA", generations_module.SCHEMA + 1)
    embedder.embedded.clear()
    with closing(LiveIndex(folder, data, embedder, clock=Clock())) as index:
        assert index.snapshot.manifest.id != first.generation
        assert index.snapshot.manifest.recipe.schema == generations_module.SCHEMA


def test_a_model_that_changed_under_its_name_is_found_out(folder: Path, data: Path, embedder: BigramEmbedder) -> None:
    everything = _sync(folder, data, embedder).embedded
    embedder.model = 2
    _edit(folder / "faq.md", "무료예요", "전부 무료예요")
    assert _sync(folder, data, embedder).embedded == everything
    with closing(LiveIndex(folder, data, embedder, clock=Clock())) as index:
        assert index.snapshot.retriever.search(["전부 무료"])[0].dense > 0.3


def test_an_embedder_that_is_away_stops_the_sync_and_nothing_else(
    folder: Path, data: Path, embedder: BigramEmbedder
) -> None:
    first = _sync(folder, data, embedder)
    _edit(folder / "faq.md", "무료예요", "전부 무료예요")
    embedder.down = True
    with pytest.raises(EmbeddingFailed):
        _sync(folder, data, embedder)
    assert _live(folder, data, embedder).manifest.id == first.generation


def test_a_data_folder_that_cannot_be_written_is_told_with_what_to_do(
    folder: Path, tmp_path: Path, embedder: BigramEmbedder
) -> None:
    (tmp_path / "data").write_text("a file, no folder")
    with pytest.raises(StoreFailed, match=re.escape("SAESSAK_DATA_DIR")):
        _sync(folder, tmp_path / "data", embedder)


def test_a_server_that_is_away_is_told_with_what_to_check(folder: Path, data: Path, embedder: BigramEmbedder) -> None:
    with pytest.raises(StoreFailed, match="CHROMA_URL"):
        _sync(folder, data, embedder, chroma_url="http://127.0.0.1:9")


def test_the_servers_old_collections_are_deleted(
    folder: Path, data: Path, embedder: BigramEmbedder, chroma_url: str
) -> None:
    store = generations_of(data, recipe_of(folder, embedder, chroma_url)).store
    ids = []
    for number in range(3):
        _edit(folder / "faq.md", "무료예요", f"무료예요 {number}")
        ids.append(_sync(folder, data, embedder, chroma_url=chroma_url).generation)
    assert [store.holds(id) for id in ids] == [False, True, True]
