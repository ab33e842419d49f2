"""The passages of one index and their documents, found by words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.passages import Passage
from retrieval import korean
from retrieval.lexical_index import Bag, LexicalIndex
from retrieval.vector_index import content_hash, text_hash

_LONGEST_DOCUMENT = 8  # passages


@dataclass(frozen=True, slots=True)
class Texts:
    """The passages and how they are found by words: passage p belongs to document `owners[p]` of both indexes."""

    passages: tuple[Passage, ...]
    owners: NDArray[np.int32]
    words: LexicalIndex
    grams: LexicalIndex


def texts_of(passages: tuple[Passage, ...], known: Mapping[str, tuple[Bag, Bag]] | None = None) -> Texts:
    """The passages with their word indexes. `known` holds the words and bigrams of documents by their hash; only
    others are cut into words, which is the slow part."""
    owners = documents_of(passages)
    bags = [(known or {}).get(_hash(own)) or _bags(own) for own in _documents(passages, owners)]
    words = LexicalIndex.build(words for words, _ in bags)
    return Texts(passages, owners, words, LexicalIndex.build(grams for _, grams in bags))


def document_hashes(texts: Texts) -> list[str]:
    """A hash of all that is searched by words in each document, in their order."""
    return [_hash(own) for own in _documents(texts.passages, texts.owners)]


def documents_of(passages: Sequence[Passage]) -> NDArray[np.int32]:
    """Which document each passage belongs to, int32 (passages,): a document is a record, or eight passages in a row
    of a longer one. Numbered from 0 in the order of the passages."""
    numbers: dict[tuple[str, str, str, int], int] = {}
    seen: dict[tuple[str, str, str], int] = {}
    owners = []
    for passage in passages:
        record = (passage.file, passage.record, passage.kind)
        place = seen[record] = seen.get(record, -1) + 1
        owners.append(numbers.setdefault((*record, place // _LONGEST_DOCUMENT), len(numbers)))
    return np.asarray(owners, dtype=np.int32)


def _documents(passages: Sequence[Passage], owners: NDArray[np.int32]) -> list[list[Passage]]:
    own: dict[int, list[Passage]] = {}
    for passage, owner in zip(passages, owners.tolist(), strict=True):
        own.setdefault(owner, []).append(passage)
    return list(own.values())


def _hash(document: Sequence[Passage]) -> str:
    return text_hash(*map(content_hash, document))


def _bags(document: Sequence[Passage]) -> tuple[Bag, Bag]:
    text = "\n".join(text for passage in document for text in (passage.search_text, *passage.keys))
    return Counter(korean.words(text)), Counter(korean.bigrams(text))
