"""Mends wrong jamo by what the knowledge itself writes: of the syllables one jamo away, those that are likelier here.

A model of three syllables in a row, learned from the passages, is asked only where what was typed stands nowhere in
them. Spaces do not matter to it, and neither does where a word begins.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from retrieval import korean

_CHARACTERS = 1_000_000  # learned from; what comes after is left out
_CHANGE = 7.0  # nats that a changed syllable costs: about as much as one that is a thousand times rarer
_BEAM = 8
_BACK_OFF = 0.4


class Speller:
    """Learned once from some texts, in about 0.2 s for a thousand passages. May be used from any thread."""

    def __init__(self, texts: Iterable[str]) -> None:
        """`texts` are right as they are."""
        self._ones: Counter[str] = Counter()
        self._twos: Counter[str] = Counter()
        self._threes: Counter[str] = Counter()
        room = _CHARACTERS
        for text in texts:
            for line in re.split(r"[\n.!?]+", text[:room]):
                run = korean.squeeze(line)
                self._ones.update(run)
                self._twos.update(map("".join, pairwise(run)))
                self._threes.update(map("".join, zip(run, run[1:], run[2:], strict=False)))
            room -= len(text)
            if room <= 0:
                break
        self._total = max(self._ones.total(), 1)
        self._holes: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for syllable in self._ones:
            if korean.is_syllable(syllable):
                for hole in _holes(syllable):
                    self._holes[hole].append(syllable)

    def spell(self, text: str, right: Sequence[bool]) -> str:
        """The text as it was most likely meant. `right` says of each character whether it must stay."""
        places = [place for place, character in enumerate(text) if character.isalnum()]
        typed = "".join(_small(text[place]) for place in places)
        doubtful = self._doubtful(typed)
        choices = [
            self._near(c) if doubt and not right[place] else ()
            for c, place, doubt in zip(typed, places, doubtful, strict=True)
        ]
        if not any(choices):
            return text
        meant = self._likeliest(typed, choices)
        mended = list(text)
        for place, was, now in zip(places, typed, meant, strict=True):
            if was != now:
                mended[place] = now
        return "".join(mended)

    def _doubtful(self, typed: str) -> list[bool]:
        """For each character, whether some three in a row with it stand nowhere in the texts."""
        doubtful = [False] * len(typed)
        for start in range(len(typed) - 2):
            if typed[start : start + 3] not in self._threes:
                doubtful[start : start + 3] = [True] * 3
        return doubtful

    def _near(self, character: str) -> tuple[str, ...]:
        if not korean.is_syllable(character):
            return ()
        return tuple(dict.fromkeys(near for hole in _holes(character) for near in self._holes.get(hole, ())
                                   if near != character))  # fmt: skip

    def _likeliest(self, typed: str, choices: Sequence[Sequence[str]]) -> str:
        beams = [(0.0, "")]
        for character, near in zip(typed, choices, strict=True):
            best: dict[str, tuple[float, str]] = {}
            for cost, before in beams:
                for meant in (character, *near):
                    total = cost + _CHANGE * (meant != character) + self._surprise(before[-2:], meant)
                    written = before + meant
                    if written[-2:] not in best or total < best[written[-2:]][0]:
                        best[written[-2:]] = (total, written)
            beams = sorted(best.values())[:_BEAM]
        return beams[0][1]

    def _surprise(self, before: str, character: str) -> float:
        """Minus the logarithm of how likely a character is after the two before it; rarer contexts back off."""
        if len(before) == 2 and (seen := self._threes.get(before + character)):
            return -math.log(seen / self._twos[before])
        if before and (seen := self._twos.get(before[-1] + character)):
            return -math.log(_BACK_OFF * seen / self._ones[before[-1]])
        return -math.log(_BACK_OFF**2 * (self._ones.get(character, 0) + 0.1) / self._total)


def _small(character: str) -> str:
    """Lower case, where that is one character as well (İ becomes two)."""
    small = character.lower()
    return small if len(small) == 1 else character


def _holes(syllable: str) -> tuple[tuple[str, ...], ...]:
    """The syllable with each of its jamo left out."""
    initial, vowel, final = korean.jamo(syllable)
    return ("", vowel, final), (initial, "", final), (initial, vowel, "*")
