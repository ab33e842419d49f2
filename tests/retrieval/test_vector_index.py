"""One contract for every place where vectors are kept, and exact scoring."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from knowledge.passages import Passage
from retrieval.chroma_index import EmbeddedStore, ServerStore
from retrieval.embeddings import Floats
from retrieval.errors import BrokenGeneration, StoreFailed
from retrieval.vector_index import Metadata, Stored, VectorMatrix, VectorStore, entries_of

DIMENSION = 24


@pytest.fixture(params=["embedded", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> VectorStore:
    if request.param == "embedded":
        return EmbeddedStore(tmp_path / "generations")
    return ServerStore(request.getfixturevalue("chroma_url"), uuid4().hex[:8])


def _rows(count: int, *, seed: int = 0) -> tuple[list[str], Floats, list[Metadata]]:
    vectors = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    metadatas: list[Metadata] = [{"hash": f"h{seed}-{n}", "as_of": 20260901 + n, "kind": "faq"} for n in range(count)]
    return [f"p{n}#0" for n in range(count)], np.asarray(vectors), metadatas


def _filled(store: VectorStore, generation: str, count: int) -> Stored:
    ids, vectors, metadatas = _rows(count)
    with closing(store.create(generation, dimension=DIMENSION)) as index:
        index.upsert(ids, vectors, metadatas)
    return Stored(ids, vectors, metadatas)


def _read(store: VectorStore, generation: str) -> dict[str, tuple[list[float], Metadata]]:
    with closing(store.copy(generation, uuid4().hex, dimension=DIMENSION)) as index:
        stored = index.read()
    rows = zip(stored.ids, stored.vectors.tolist(), stored.metadatas, strict=True)
    return {id: (vector, metadata) for id, vector, metadata in rows}


def test_everything_written_is_read_back_from_a_copy(store: VectorStore) -> None:
    written = _filled(store, "g1", 2300)  # more than one batch
    read = _read(store, "g1")
    assert len(read) == 2300
    for id, vector, metadata in zip(written.ids, written.vectors, written.metadatas, strict=True):
        assert read[id][0] == pytest.approx(vector, abs=1e-6)
        assert read[id][1] == metadata


def test_an_empty_index_reads_as_no_rows_of_the_dimension(store: VectorStore) -> None:
    with closing(store.create("g1", dimension=DIMENSION)) as index:
        index.upsert([], np.zeros((0, DIMENSION), dtype=np.float32), [])
        index.delete([])
        assert index.read().vectors.shape == (0, DIMENSION)


def test_writing_an_id_again_replaces_its_vector_and_metadata(store: VectorStore) -> None:
    _filled(store, "g1", 3)
    ids, vectors, metadatas = _rows(1, seed=7)
    with closing(store.copy("g1", "g2", dimension=DIMENSION)) as index:
        index.upsert(ids, vectors, metadatas)
        index.delete(["p2#0", "not-there#0"])
    read = _read(store, "g2")
    assert read.keys() == {"p0#0", "p1#0"}
    assert read["p0#0"][0] == pytest.approx(vectors[0], abs=1e-6)
    assert read["p0#0"][1] == metadatas[0]


def test_a_copy_leaves_what_it_was_copied_from_as_it_was(store: VectorStore) -> None:
    _filled(store, "g1", 5)
    before = _read(store, "g1")
    with closing(store.copy("g1", "g2", dimension=DIMENSION)) as index:
        index.delete(list(before))
        assert not index.read().ids
    assert _read(store, "g1") == before


def test_what_is_dropped_or_was_never_there_is_a_broken_generation(store: VectorStore) -> None:
    _filled(store, "g1", 2)
    assert store.holds("g1")
    store.drop("g1")
    store.drop("g1")
    for generation in ("g1", "never"):
        assert not store.holds(generation)
        with pytest.raises(BrokenGeneration):
            store.copy(generation, "g3", dimension=DIMENSION)


def test_copying_writes_nothing_into_a_finished_generation(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path)
    _filled(store, "g1", 300)

    def files() -> dict[Path, tuple[bytes, int]]:
        found = (path for path in (tmp_path / "g1").rglob("*") if path.is_file())
        return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in found}

    before = files()
    _read(store, "g1")
    assert files() == before


def test_a_server_that_is_away_is_told_with_what_to_check() -> None:
    with pytest.raises(StoreFailed, match="CHROMA_URL"):
        ServerStore("http://127.0.0.1:9", "x").holds("g1")


def test_a_folder_that_cannot_be_written_is_told_with_what_to_check(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreFailed, match="SAESSAK_DATA_DIR"):
        EmbeddedStore(tmp_path / "file").create("g1", dimension=DIMENSION)


def _passage(id: str, text: str, *, kind: str = "faq", context: str = "", keys: tuple[str, ...] = ()) -> Passage:
    return Passage(id=id, file="f.md", start=0, end=len(text), text=text, record=id, kind=kind, title=id,
                   context=context, keys=keys, as_of=date(2026, 9, 1))  # fmt: skip


def test_a_passage_has_a_vector_for_its_meaning_and_one_for_each_key() -> None:
    entries = entries_of(_passage("a", "무료예요.", keys=("수강료는?", "공짜야?")))
    assert [(entry.id, entry.text) for entry in entries] == [
        ("a#0", "무료예요."),
        ("a#1", "수강료는?"),
        ("a#2", "공짜야?"),
    ]
    assert entries[0].metadata["as_of"] == 20260901
    assert len({entry.hash for entry in entries}) == 3


def test_a_row_of_a_table_is_embedded_in_words_and_prose_as_it_stands() -> None:
    assert entries_of(_passage("a", "하늘,별빛로 1", kind="campus", context="캠퍼스: 하늘"))[0].text == "캠퍼스: 하늘"
    assert entries_of(_passage("b", "이어지는 글", kind="page", context="앞의 말"))[0].text == "앞의 말\n이어지는 글"


def _matrix(passages: list[Passage], *, lose: str = "", change: str = "") -> VectorMatrix:
    entries = [entry for passage in passages for entry in entries_of(passage) if entry.id != lose][::-1]
    vectors = np.eye(len(entries), DIMENSION, dtype=np.float32)
    hashes: list[Metadata] = [entry.metadata if entry.id != change else {"hash": "old"} for entry in entries]
    return VectorMatrix.arrange(passages, Stored([entry.id for entry in entries], vectors, hashes))


def test_a_passage_scores_as_its_best_vector_does() -> None:
    matrix = _matrix([_passage("a", "가", keys=("나", "다")), _passage("b", "라")])
    query = np.zeros(DIMENSION, dtype=np.float32)
    query[:4] = (0.1, 0.5, 0.2, 0.3)  # stored in reverse: b#0, a#2, a#1, a#0
    assert matrix.scores(query).tolist() == pytest.approx([0.5, 0.1])
    assert matrix.winner(query, 0) == 2
    assert matrix.winner(query, 1) == 0


@pytest.mark.parametrize("fault", [{"lose": "a#1"}, {"change": "b#0"}])
def test_vectors_that_are_not_those_of_the_passages_are_refused(fault: dict[str, str]) -> None:
    with pytest.raises(BrokenGeneration):
        _matrix([_passage("a", "가", keys=("나",)), _passage("b", "라")], **fault)


def test_vectors_of_passages_that_are_gone_are_refused() -> None:
    ids, vectors, metadatas = _rows(1)
    with pytest.raises(BrokenGeneration):
        VectorMatrix.arrange([], Stored(ids, vectors, metadatas))


@pytest.mark.parametrize("passages", [[], [_passage("a", "가", keys=("나", "다")), _passage("b", "라")]])
def test_what_was_saved_is_loaded_as_it_was(tmp_path: Path, passages: list[Passage]) -> None:
    matrix = _matrix(passages)
    matrix.save(tmp_path)
    loaded = VectorMatrix.load(tmp_path, passages)
    query = np.arange(DIMENSION, dtype=np.float32)
    assert len(loaded) == len(matrix)
    assert loaded.scores(query).tolist() == matrix.scores(query).tolist()


def test_a_file_of_vectors_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    passages = [_passage("a", "가"), _passage("b", "라")]
    _matrix(passages).save(tmp_path)
    file = tmp_path / "vectors.npy"
    file.write_bytes(file.read_bytes()[:-4])
    with pytest.raises(ValueError, match="mmap"):
        VectorMatrix.load(tmp_path, passages)


def _many(lengths: list[int], *, seed: int = 1) -> tuple[VectorMatrix, Floats, Floats]:
    """Passages of so many vectors, all rather like each other, with a query and what is usual for the rows."""
    draw = np.random.default_rng(seed)
    rows = draw.normal(size=(sum(lengths), DIMENSION)) + 2 * draw.normal(size=DIMENSION)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    query = rows.mean(axis=0) + draw.normal(scale=0.1, size=DIMENSION)
    matrix = VectorMatrix(rows.T.astype(np.float32), np.cumsum([0, *lengths])[:-1])
    return matrix, query.astype(np.float32), draw.random(len(rows)).astype(np.float32)


def test_what_is_usual_for_a_vector_is_taken_off_before_the_best_is_chosen() -> None:
    matrix = _matrix([_passage("a", "가", keys=("나", "다")), _passage("b", "라")])
    query = np.zeros(DIMENSION, dtype=np.float32)
    query[:4] = (0.1, 0.5, 0.2, 0.3)  # stored in reverse: b#0, a#2, a#1, a#0
    usual = np.array([0.3, 0.1, 0.4, 0.0], dtype=np.float32)  # in the passages' order: a#0, a#1, a#2, b#0
    best, unusual = matrix.compare(query, usual)
    assert best.tolist() == pytest.approx([0.5, 0.1])
    assert unusual.tolist() == pytest.approx([0.1, 0.1])
    assert matrix.products(query).tolist() == pytest.approx([0.3, 0.2, 0.5, 0.1])


def test_some_passages_compare_as_they_do_among_all() -> None:
    lengths = [1, 3, 2, 1, 5, 1, 4]
    matrix, query, usual = _many(lengths)
    best, unusual = matrix.compare(query, usual)
    assert best == pytest.approx(matrix.scores(query), abs=1e-6)
    for some in ([0], [6], [6, 0, 4], [1, 2, 3], [4, 4], list(range(7)), list(range(7))[::-1]):
        passages = np.array(some, dtype=np.int64)
        some_best, some_unusual = matrix.compare(query, usual, passages)
        assert some_best == pytest.approx(best[passages], abs=1e-6)
        assert some_unusual == pytest.approx(unusual[passages], abs=1e-6)
        assert some_best.dtype == some_unusual.dtype == np.float32


def test_no_passages_compare_as_nothing() -> None:
    matrix, query, usual = _many([2, 1])
    none = np.zeros(0, dtype=np.int64)
    assert [found.shape for found in matrix.compare(query, usual, none)] == [(0,), (0,)]
    empty = VectorMatrix(np.zeros((DIMENSION, 0), dtype=np.float32), none)
    assert [found.shape for found in empty.compare(query, usual[:0])] == [(0,), (0,)]
    assert [found.shape for found in empty.compare(query, usual[:0], none)] == [(0,), (0,)]


@pytest.mark.parametrize("seed", range(4))
def test_deviations_are_those_of_the_mean_over_all_vectors(seed: int) -> None:
    matrix, query, _ = _many([3, 1, 40, 2, 200], seed=seed)
    products = matrix.products(query).astype(np.float64)
    scores = matrix.scores(query)
    wanted = (scores - products.mean()) / products.std()
    assert matrix.deviations(query, scores) == pytest.approx(wanted, rel=1e-3, abs=1e-3)
    assert matrix.deviations(query, scores[1:2]) == pytest.approx(wanted[1:2], rel=1e-3, abs=1e-3)


def test_where_all_vectors_are_alike_a_deviation_is_still_a_number() -> None:
    for rows in (np.zeros((0, DIMENSION)), np.eye(1, DIMENSION), np.repeat(np.eye(1, DIMENSION), 5, axis=0)):
        matrix = VectorMatrix(rows.T.astype(np.float32), np.arange(len(rows)))
        query = np.eye(1, DIMENSION, dtype=np.float32)[0]
        assert np.isfinite(matrix.deviations(query, matrix.scores(query))).all()
