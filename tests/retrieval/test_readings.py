"""Texts are read once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from knowledge.passages import Passage
from retrieval import korean
from retrieval.background import likely_questions
from retrieval.embedding_cache import EmbeddingCache
from retrieval.embeddings import Counted, LocalEmbedder, Reading, reading_of
from retrieval.readings import Readings
from retrieval.vector_index import Entry, entries_of, text_hash
from tests.doubles.bigram_embedder import BigramEmbedder


class TokenBigrams(BigramEmbedder):
    """Reads a token for each bigram, numbered in the order of first appearance."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[str, int] = {}

    def read_passages(self, texts: Sequence[str], *, progress: Counted | None = None) -> list[Reading]:
        vectors = self.passages(texts, progress=progress)
        return [self._reading(text, vector) for text, vector in zip(texts, vectors, strict=True)]

    def read_query(self, text: str) -> Reading:
        return self._reading(text, self.query(text))

    def _reading(self, text: str, vector: np.ndarray[tuple[int], np.dtype[np.float32]]) -> Reading:
        bigrams = korean.bigrams(text)
        pieces = [self.numbers.setdefault(bigram, len(self.numbers)) for bigram in bigrams]
        rows = np.stack([self.query(bigram) for bigram in bigrams])
        return reading_of(vector, rows, pieces, head=len(korean.bigrams(text.partition("\n")[0])))


class Killed(BaseException):
    """The builder is no more."""


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[EmbeddingCache]:
    with closing(EmbeddingCache(tmp_path)) as cache:
        yield cache


def _entries(*texts: str) -> list[Entry]:
    return [Entry(f"p{number}#0", text, {"hash": text_hash(text)}) for number, text in enumerate(texts)]


def _passage(title: str, text: str, *, keys: tuple[str, ...] = ()) -> Passage:
    return Passage(id=title, file="f.md", start=0, end=len(text), text=text, record=title, kind="faq", title=title,
                   keys=keys)  # fmt: skip


PASSAGES = [
    _passage("수강료", "모두 무료예요.", keys=("수강료는?", "공짜야?")),
    _passage("노트북", "빌려드려요. 모두 새것이에요."),
]


def test_vectors_are_those_of_the_entries_in_their_order(cache: EmbeddingCache, embedder: BigramEmbedder) -> None:
    vectors, read = Readings(embedder, cache).vectors(_entries("가나", "다라", "가나"))
    assert read == 2
    assert vectors.dtype == np.float32
    assert np.array_equal(vectors, BigramEmbedder().passages(["가나", "다라", "가나"]))
    none, read = Readings(embedder, cache).vectors([])
    assert (none.shape, read) == ((0, embedder.dimension), 0)


def test_nothing_is_embedded_twice(cache: EmbeddingCache, embedder: BigramEmbedder, tmp_path: Path) -> None:
    first, _ = Readings(embedder, cache).vectors(_entries("가나", "다라", "가나"))
    assert sorted(embedder.embedded) == ["가나", "다라"]
    embedder.embedded.clear()
    with closing(EmbeddingCache(tmp_path)) as other:
        again, read = Readings(embedder, other).vectors(_entries("마바", "다라", "가나"))
    assert embedder.embedded == ["마바"]
    assert read == 1
    assert np.array_equal(again[1:], first[[1, 0]])


def test_a_builder_that_is_killed_has_not_worked_in_vain(cache: EmbeddingCache, embedder: BigramEmbedder) -> None:
    entries = _entries(*(f"{number}번 글" for number in range(600)))
    calls = 0

    def meanwhile() -> None:
        nonlocal calls
        calls += 1
        if calls == 550:
            raise Killed
        embedder.meanwhile = meanwhile

    embedder.meanwhile = meanwhile
    with pytest.raises(Killed):
        Readings(embedder, cache).vectors(entries)
    kept = len(cache.vectors([entry.hash for entry in entries]))
    assert 0 < 550 - kept < 300
    embedder.embedded.clear()
    vectors, read = Readings(embedder, cache).vectors(entries)
    assert read == len(embedder.embedded) == 600 - kept
    assert np.array_equal(vectors, BigramEmbedder().passages([entry.text for entry in entries]))


def test_progress_counts_what_is_new_up_to_all_of_it(cache: EmbeddingCache, embedder: BigramEmbedder) -> None:
    told: list[tuple[int, int]] = []
    readings = Readings(embedder, cache)
    readings.vectors(_entries(*map(str, range(100))))
    readings.vectors(_entries(*map(str, range(400))), progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 300) for done in range(1, 301)]


def test_tokens_are_kept_with_the_vectors(cache: EmbeddingCache) -> None:
    embedder = TokenBigrams()
    entries = _entries("제목\n가나 다라", "마")
    Readings(embedder, cache).vectors(entries)
    tokens = cache.tokens([entry.hash for entry in entries])
    assert [len(tokens[entry.hash]) for entry in entries] == [3, 1]
    assert tokens[entries[0].hash].head == 1
    assert len(embedder.embedded) == 2


def test_the_background_counts_pieces_and_averages_likely_questions(cache: EmbeddingCache) -> None:
    embedder = TokenBigrams()
    readings = Readings(embedder, cache)
    readings.vectors([entry for passage in PASSAGES for entry in entries_of(passage)])
    background = readings.background(PASSAGES)
    assert background.texts == 4
    assert background.frequencies.dtype == np.int32
    assert {gram: int(background.frequencies[embedder.numbers[gram]]) for gram in ("모두", "수강", "빌려")} == {
        "모두": 2, "수강": 1, "빌려": 1
    }  # fmt: skip
    mean = np.mean([embedder.query(text) for text in likely_questions(PASSAGES)], axis=0)
    assert background.question == pytest.approx(mean, abs=1e-6)


def test_likely_questions_are_embedded_once_and_apart_from_passages(cache: EmbeddingCache) -> None:
    embedder = TokenBigrams()
    readings = Readings(embedder, cache)
    readings.vectors([entry for passage in PASSAGES for entry in entries_of(passage)])
    first = readings.background(PASSAGES)
    embedder.down = True
    again = Readings(embedder, cache).background(PASSAGES[::-1])
    assert np.array_equal(first.question, again.question)
    assert np.array_equal(first.frequencies, again.frequencies)


def test_an_embedder_without_tokens_has_an_empty_background(cache: EmbeddingCache, embedder: BigramEmbedder) -> None:
    background = Readings(embedder, cache).background(PASSAGES)
    assert background.texts == 4
    assert len(background.frequencies) == 0
    assert background.question.shape == (embedder.dimension,)
    assert not background.question.any()


def test_no_passages_have_an_empty_background(cache: EmbeddingCache) -> None:
    background = Readings(TokenBigrams(), cache).background([])
    assert background.texts == len(background.frequencies) == 0
    assert not background.question.any()


def test_the_packaged_model_is_read_from_the_cache_as_it_reads(cache: EmbeddingCache, local: LocalEmbedder) -> None:
    entries = entries_of(PASSAGES[0])
    readings = Readings(local, cache)
    fresh, _ = readings.vectors(entries)
    kept, read = readings.vectors(entries)
    assert read == 0
    assert kept.tobytes() == fresh.tobytes() == local.passages([entry.text for entry in entries]).tobytes()
    wanted = local.read_passages([entries[0].text])[0].tokens
    tokens = cache.tokens([entries[0].hash])[entries[0].hash]
    assert np.array_equal(tokens.pieces, wanted.pieces)
    assert np.array_equal(tokens.rows, wanted.rows)
    background = readings.background(PASSAGES[:1])
    assert background.frequencies.max() <= background.texts == 3
    assert background.frequencies[wanted.pieces].min() >= 1
