"""Korean words: morphemes, character bigrams, jamo, keyboard layout. Kiwi is loaded once, on first use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from kiwipiepy import Kiwi

CONTENT_TAGS = frozenset({"NNG", "NNP", "NR", "VV", "VA", "MAG", "XR", "XPN", "XSN", "SL", "SH", "SN"})
_BATCHIM = str.maketrans({})
_lock = Lock()


class Morpheme(NamedTuple):
    """One morpheme of a text. `start` and `end` are character offsets; `known` is False for a guessed word."""

    form: str
    tag: str
    start: int
    end: int
    known: bool


@lru_cache(maxsize=1)
def _kiwi() -> Kiwi:
    with _lock:
        return Kiwi(num_workers=1, load_typo_dict=False, load_multi_dict=False)


def morphemes(text: str) -> list[Morpheme]:
    """Every morpheme of the text, in order. About 0.2 ms a sentence once loaded (0.5 to 2 s)."""
    return [
        Morpheme(token.form, token.tag, token.start, token.start + token.len, token.id > 40)
        for token in _kiwi().tokenize(text)
    ]


def words(text: str) -> list[str]:
    """The content morphemes that are matched by words, lower-cased."""
    return [morpheme.form.lower() for morpheme in morphemes(text) if morpheme.tag.split("-")[0] in CONTENT_TAGS]


def bigrams(text: str) -> list[str]:
    """Character bigrams inside runs of word characters, lower-cased; a single character stands for itself."""
    found: list[str] = []
    for run in re.findall(r"\w+", text.lower()):
        found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return found
