"""Questions as they are typed in a hurry: without spaces, or with wrong jamo. Seeded, for measuring."""

from __future__ import annotations

import random
from enum import StrEnum

from retrieval import korean

_SHARE = 0.12
_SEED = 1


class Noise(StrEnum):
    """How questions are spoiled: not at all, all spaces removed, or 12 % of the syllables hit by a wrong jamo."""

    NONE = "none"
    SPACES = "spaces"
    TYPOS = "typos"


def spoiled(text: str, noise: Noise) -> str:
    """The question as it might be typed in a hurry."""
    match noise:
        case Noise.NONE:
            return text
        case Noise.SPACES:
            return without_spaces(text)
        case Noise.TYPOS:
            return typos(text, _SHARE, _SEED)


def without_spaces(text: str) -> str:
    """The text with all white space removed."""
    return "".join(text.split())


def typos(text: str, share: float, seed: int) -> str:
    """The text with about `share` of its Hangul syllables hit: one jamo of each becomes another one. A syllable
    without a final consonant keeps none. The same text, share and seed always give the same result."""
    draw = random.Random(f"{seed}:{share}:{text}")
    return "".join(_hit(c, draw) if korean.is_syllable(c) and draw.random() < share else c for c in text)


def _hit(syllable: str, draw: random.Random) -> str:
    parts = list(korean.jamo(syllable))
    place = draw.randrange(3 if parts[2] else 2)
    others = [jamo for jamo in korean.JAMO[place] if jamo != parts[place]]
    parts[place] = draw.choice(others)
    return korean.syllable(*parts)
