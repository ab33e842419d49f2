"""Readings kept by the hash of their text."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from retrieval.embedding_cache import EmbeddingCache
from retrieval.embeddings import Floats, Tokens
from retrieval.errors import StoreFailed

DIMENSION = 8
MARKER = b"what staff deleted must be gone!"  # as long as a vector


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[EmbeddingCache]:
    with closing(EmbeddingCache(tmp_path)) as cache:
        yield cache


def _vector(seed: int) -> Floats:
    return np.random.default_rng(seed).normal(size=DIMENSION).astype(np.float32)


def _tokens(*pieces: int, head: int = 1) -> Tokens:
    draw = np.random.default_rng(sum(pieces))
    rows = draw.integers(-127, 128, size=(len(pieces), DIMENSION)).astype(np.int8)
    return Tokens(np.array(pieces, np.int32), rows, draw.random(len(pieces)).astype(np.float32), head)


def _same(one: Tokens, other: Tokens) -> bool:
    return one.head == other.head and all(
        was.dtype == now.dtype and np.array_equal(was, now)
        for was, now in ((one.pieces, other.pieces), (one.rows, other.rows), (one.scales, other.scales))
    )


def test_what_was_added_comes_back_equal_to_whoever_asks(cache: EmbeddingCache, tmp_path: Path) -> None:
    vectors = {f"h{number}": _vector(number) for number in range(3)}
    tokens = {"h0": _tokens(5, 9, 5, head=2), "h2": _tokens(7, head=0)}
    cache.add(vectors, tokens)
    with closing(EmbeddingCache(tmp_path)) as other, ThreadPoolExecutor(1) as pool:
        for asked in (cache, other):
            read = pool.submit(asked.vectors, list(vectors)).result()
            assert {hash: vector.tobytes() for hash, vector in read.items()} == {
                hash: vector.tobytes() for hash, vector in vectors.items()
            }
            found = pool.submit(asked.tokens, ["h2", "h1", "h0"]).result()
            assert found.keys() == tokens.keys()
            assert all(_same(found[hash], tokens[hash]) for hash in tokens)


def test_what_is_added_later_is_seen_by_those_who_were_there_before(cache: EmbeddingCache, tmp_path: Path) -> None:
    with closing(EmbeddingCache(tmp_path)) as earlier:
        cache.add({"a": _vector(1)}, {})
        assert earlier.vectors(["a", "b"]).keys() == {"a"}
        cache.add({"b": _vector(2)}, {})
        assert earlier.vectors(["a", "b"]).keys() == {"a", "b"}


def test_unknown_texts_are_absent(cache: EmbeddingCache, tmp_path: Path) -> None:
    assert cache.vectors(["a"]) == {}
    assert cache.tokens(["a"]) == {}
    assert not cache.frequencies(["a"])
    assert not any(tmp_path.iterdir())
    cache.add({"a": _vector(1)}, {"a": _tokens(1)})
    assert cache.vectors(["a", "a", "b"]).keys() == {"a"}
    assert cache.tokens(["b"]) == {}
    assert cache.vectors([]) == {}


def test_a_text_without_tokens_has_a_vector_only(cache: EmbeddingCache) -> None:
    cache.add({"a": _vector(1), "b": _vector(2)}, {"a": _tokens()})
    assert cache.vectors(["a", "b"]).keys() == {"a", "b"}
    assert cache.tokens(["a", "b"]) == {}


def test_what_is_there_never_changes(cache: EmbeddingCache) -> None:
    cache.add({"a": _vector(1)}, {"a": _tokens(1)})
    cache.add({"a": _vector(2), "b": _vector(3)}, {"a": _tokens(2)})
    assert np.array_equal(cache.vectors(["a"])["a"], _vector(1))
    assert cache.tokens(["a"])["a"].pieces.tolist() == [1]
    assert np.array_equal(cache.vectors(["b"])["b"], _vector(3))


def test_thousands_of_texts_may_be_asked_for_at_once(cache: EmbeddingCache) -> None:
    vectors = {f"h{number}": _vector(number) for number in range(1300)}
    cache.add(vectors, {hash: _tokens(number % 3) for number, hash in enumerate(vectors)})
    read = cache.vectors(vectors.keys() | {"other"})
    assert read.keys() == vectors.keys()
    assert all(np.array_equal(read[hash], vectors[hash]) for hash in vectors)
    assert len(cache.tokens(list(vectors))) == 1300
    assert cache.frequencies(vectors) == {0: 434, 1: 433, 2: 433}


def test_a_piece_counts_once_a_text(cache: EmbeddingCache) -> None:
    tokens = {"a": _tokens(5, 5, 7), "b": _tokens(7, 300_000), "c": _tokens(5)}
    cache.add({hash: _vector(1) for hash in "abcd"}, tokens)
    assert cache.frequencies(["a", "b", "d", "nowhere"]) == {5: 1, 7: 2, 300_000: 1}
    assert cache.frequencies(["a", "a"]) == {5: 1, 7: 1}


def test_several_may_add_at_the_same_time(tmp_path: Path) -> None:
    def add(writer: int) -> None:
        with closing(EmbeddingCache(tmp_path)) as own:
            for number in range(10):
                own.add({f"{writer}-{number}": _vector(number), f"all-{number}": _vector(number)}, {})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(4)))
    with closing(EmbeddingCache(tmp_path)) as cache:
        hashes = [f"{who}-{number}" for who in (*range(4), "all") for number in range(10)]
        assert cache.vectors(hashes).keys() == set(hashes)


def test_all_but_what_is_kept_is_forgotten(cache: EmbeddingCache, tmp_path: Path) -> None:
    cache.add({hash: _vector(1) for hash in "abc"}, {hash: _tokens(5) for hash in "abc"})
    cache.keep({"b", "never there"})
    with closing(EmbeddingCache(tmp_path)) as other:
        for asked in (cache, other):
            assert asked.vectors(["a", "b", "c", "never there"]).keys() == {"b"}
            assert asked.tokens(["a", "b", "c"]).keys() == {"b"}
            assert asked.frequencies("abc") == {5: 1}
    cache.keep(())
    assert cache.vectors(["b"]) == {}


def test_nothing_is_forgotten_where_nothing_was_kept(cache: EmbeddingCache, tmp_path: Path) -> None:
    cache.keep(["a"])
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("gone", [5, 90])
def test_of_what_is_forgotten_no_byte_stays_on_the_disk_once_all_have_closed(tmp_path: Path, gone: int) -> None:
    hashes = [f"h{number}" for number in range(100)]
    marked: Floats = np.frombuffer(MARKER, dtype=np.float32)
    with closing(EmbeddingCache(tmp_path)) as cache, closing(EmbeddingCache(tmp_path)) as reader:
        cache.add({hash: marked if number < gone else _vector(number) for number, hash in enumerate(hashes)}, {})
        assert np.array_equal(reader.vectors(["h0"])["h0"], marked)
        assert _holding_marker(tmp_path)
        cache.keep(hashes[gone:])
        assert len(reader.vectors(hashes)) == 100 - gone
    assert not _holding_marker(tmp_path)


def _holding_marker(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if MARKER in path.read_bytes()]


def test_a_closed_cache_opens_again(cache: EmbeddingCache) -> None:
    cache.close()
    cache.add({"a": _vector(1)}, {})
    cache.close()
    cache.close()
    assert np.array_equal(cache.vectors(["a"])["a"], _vector(1))


def test_a_file_that_is_no_database_is_told_with_what_to_do(cache: EmbeddingCache, tmp_path: Path) -> None:
    cache.add({"a": _vector(1)}, {})
    cache.close()
    [file] = tmp_path.iterdir()
    file.write_bytes(b"no database at all " * 400)
    broken = EmbeddingCache(tmp_path)
    with closing(broken):
        for ask in (broken.vectors, broken.frequencies, broken.keep):
            with pytest.raises(StoreFailed, match=rf"{file.name}.*지워"):
                ask(["a"])
        with pytest.raises(StoreFailed, match=rf"{file.name}.*지워"):
            broken.tokens(["a"])
        with pytest.raises(StoreFailed, match=rf"{file.name}.*지워"):
            broken.add({"a": _vector(1)}, {})
    file.unlink()
    with closing(EmbeddingCache(tmp_path)) as anew:
        anew.add({"b": _vector(2)}, {})
        assert anew.vectors(["a", "b"]).keys() == {"b"}


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with closing(EmbeddingCache(tmp_path / "none")) as cache, pytest.raises(StoreFailed):
        cache.add({"a": _vector(1)}, {})
