"""BM25 over bags of words: every document is scored, any shared word counts (OR)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from retrieval.embeddings import Floats

_K1 = 1.5
_B = 0.75

Integers = NDArray[np.int32]
Bag = Mapping[str, int]
"""The words of a text and how often each stands there (`collections.Counter(words)`)."""


class LexicalIndex:
    """BM25 (Lucene's idf, k1 = 1.5, b = 0.75) over `len(index)` documents. It knows words only as strings:
    who builds and who asks must cut texts alike. Never changes once made."""

    def __init__(self, vocabulary: list[str], starts: Integers, terms: Integers, counts: Integers) -> None:
        """Document d holds the words `terms[starts[d]:starts[d + 1]]`, each as often as `counts` says."""
        self.vocabulary: Mapping[str, int] = {word: number for number, word in enumerate(vocabulary)}
        self._words = vocabulary
        self._starts, self._terms, self._counts = starts, terms, counts
        documents = np.repeat(np.arange(len(self), dtype=np.int32), np.diff(starts))
        by_term = np.argsort(terms, kind="stable")
        self._documents = documents[by_term]
        frequencies = np.bincount(terms, minlength=len(vocabulary))
        self._postings = np.concatenate(([0], np.cumsum(frequencies)))
        self._idf = np.log1p((len(self) - frequencies + 0.5) / (frequencies + 0.5))
        lengths = np.bincount(documents, weights=counts, minlength=len(self))
        relative = lengths / max(float(lengths.mean()) if len(self) else 0.0, 1e-9)
        often = counts[by_term].astype(np.float64)
        damped = often / (often + _K1 * (1 - _B + _B * relative[self._documents]))
        self._weights = (damped * self._idf[terms[by_term]]).astype(np.float32)

    @classmethod
    def build(cls, documents: Iterable[Bag]) -> LexicalIndex:
        """An index of documents, each given as its bag of words."""
        numbers: dict[str, int] = {}
        starts, terms, counts = [0], list[int](), list[int]()
        for document in documents:
            terms += [numbers.setdefault(word, len(numbers)) for word in document]
            counts += document.values()
            starts.append(len(terms))
        return cls(list(numbers), *(np.asarray(column, dtype=np.int32) for column in (starts, terms, counts)))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def scores(self, words: Iterable[str]) -> Floats:
        """Every document's BM25 score: float32 (len(index),). A word said twice counts once."""
        scores = np.zeros(len(self), dtype=np.float32)
        for word in dict.fromkeys(words):
            number = self.vocabulary.get(word)
            if number is not None:
                span = slice(self._postings[number], self._postings[number + 1])
                scores[self._documents[span]] += self._weights[span]
        return scores

    def idf(self, word: str) -> float:
        """How rare a word is: near 0 for one that stands everywhere, largest for one that stands nowhere."""
        number = self.vocabulary.get(word)
        return float(self._idf[number]) if number is not None else float(np.log1p((len(self) + 0.5) / 0.5))

    def bag(self, document: int) -> Bag:
        """The words of one document."""
        span = slice(self._starts[document], self._starts[document + 1])
        return {
            self._words[term]: int(count) for term, count in zip(self._terms[span], self._counts[span], strict=True)
        }

    def save(self, folder: Path, name: str) -> tuple[Path, Path]:
        """Writes `<name>.npz` and `<name>.json` (the words) into the folder."""
        arrays, words = folder / f"{name}.npz", folder / f"{name}.json"
        np.savez(arrays, starts=self._starts, terms=self._terms, counts=self._counts)
        words.write_text(json.dumps(self._words, ensure_ascii=False), encoding="utf-8")
        return arrays, words

    @classmethod
    def load(cls, folder: Path, name: str) -> LexicalIndex:
        """What `save` wrote. Raises OSError, ValueError or KeyError when it is not there or not whole."""
        words = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        try:
            with (folder / f"{name}.npz").open("rb") as file, np.load(file) as arrays:
                return cls(words, arrays["starts"], arrays["terms"], arrays["counts"])
        except BadZipFile as error:
            raise ValueError(f"{name}.npz is not whole") from error
