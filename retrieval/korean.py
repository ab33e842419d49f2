"""Korean as text: morphemes, bigrams, jamo, initials, the keyboard layout. Kiwi is loaded once, on first use."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from kiwipiepy import Kiwi

CONTENT_TAGS = frozenset({"NNG", "NNP", "NR", "VV", "VA", "MAG", "XR", "XPN", "XSN", "SL", "SH", "SN"})
NOUN_TAGS = frozenset({"NNG", "NNP", "XR", "SL"})
# Kiwi numbers the words of its dictionary upwards; below this are the placeholders for words it guessed.
_FIRST_DICTIONARY_ID = 100

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
JAMO = (_INITIALS, _VOWELS, _FINALS)
_COMPOUNDS = {"ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅗㅣ": "ㅚ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ",
              "ㄱㅅ": "ㄳ", "ㄴㅈ": "ㄵ", "ㄴㅎ": "ㄶ", "ㄹㄱ": "ㄺ", "ㄹㅁ": "ㄻ", "ㄹㅂ": "ㄼ", "ㄹㅅ": "ㄽ",
              "ㄹㅌ": "ㄾ", "ㄹㅍ": "ㄿ", "ㄹㅎ": "ㅀ", "ㅂㅅ": "ㅄ"}  # fmt: skip
_KEYS = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnmQWERTOP",
        "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡㅃㅉㄸㄲㅆㅒㅖ",
        strict=True,
    )
)
_lock = Lock()


class Morpheme(NamedTuple):
    """One morpheme of a text. `start` and `end` are character offsets; `known` is False for a guessed word."""

    form: str
    tag: str
    start: int
    end: int
    known: bool


@lru_cache(maxsize=1)
def _load() -> Kiwi:
    return Kiwi(num_workers=1, load_typo_dict=False, load_multi_dict=False)


def _kiwi() -> Kiwi:
    with _lock:
        return _load()


@lru_cache(maxsize=256)
def morphemes(text: str) -> tuple[Morpheme, ...]:
    """Every morpheme of the text, in order. About 0.5 ms a question once loaded (which takes 0.5 to 2 s); a question is
    looked at from many sides, so that the last ones are remembered."""
    return tuple(
        Morpheme(token.form, token.tag.split("-")[0], token.start, token.start + token.len,
                 token.id >= _FIRST_DICTIONARY_ID)
        for token in _kiwi().tokenize(text)
    )  # fmt: skip


def words(text: str) -> list[str]:
    """The content morphemes that are matched by words, lower-cased."""
    return [morpheme.form.lower() for morpheme in morphemes(text) if morpheme.tag in CONTENT_TAGS]


def nouns(text: str) -> list[str]:
    """The nouns, lower-cased; one with its suffix is one word (경쟁률, 수료증)."""
    found: list[str] = []
    end = -1
    for morpheme in morphemes(text):
        if morpheme.tag == "XSN" and morpheme.start == end and morpheme.form != "들":
            found[-1] += morpheme.form
        elif morpheme.tag in NOUN_TAGS:
            found.append(morpheme.form.lower())
        end = morpheme.end if morpheme.tag in NOUN_TAGS else -1
    return found


def compounds(text: str) -> list[str]:
    """The nouns as they are put together without a space (고용장려금), squeezed; single characters are left out."""
    runs: list[list[int]] = []
    for morpheme in morphemes(text):
        if morpheme.tag in NOUN_TAGS | {"XSN", "XPN", "SN"}:
            if runs and runs[-1][1] == morpheme.start:
                runs[-1][1] = morpheme.end
            else:
                runs.append([morpheme.start, morpheme.end])
    found = dict.fromkeys(squeeze(text[start:end]) for start, end in runs)
    return [compound for compound in found if len(compound) >= 2]


def bigrams(text: str) -> list[str]:
    """Character bigrams inside runs of word characters, lower-cased; a single character stands for itself."""
    found: list[str] = []
    for run in re.findall(r"\w+", text.lower()):
        found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
    return found


def spaced(text: str) -> str:
    """The text with the spaces Korean spelling wants."""
    return str(_kiwi().space(text))


def clean(text: str) -> str:
    """What a person typed, in one Unicode form (NFKC), without control, zero-width and surrogate characters."""
    text = _folded(re.sub(r"[\ud800-\udfff]", "", text))
    kept = (
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text if unicodedata.category(c) != "Cf"
    )
    return re.sub(r"\s+", " ", "".join(kept)).strip()


def _folded(text: str) -> str:
    """NFKC, but for single jamo: "ㅇㄷ" must stay what people typed."""
    return re.sub(r"[^\u3131-\u318e]+", lambda match: unicodedata.normalize("NFKC", match.group()), text)


def squeeze(text: str) -> str:
    """Lower-cased letters and digits only: names are compared without spaces and punctuation."""
    return re.sub(r"[\W_]+", "", _folded(text)).lower()


def is_syllable(character: str) -> bool:
    """Whether this is one whole Hangul syllable."""
    return "가" <= character <= "힣"


def jamo(syllable: str) -> tuple[str, str, str]:
    """Initial, vowel and final of one Hangul syllable; any other character is its own initial."""
    if not is_syllable(syllable):
        return syllable, "", ""
    index = ord(syllable) - 0xAC00
    return _INITIALS[index // 588], _VOWELS[index // 28 % 21], _FINALS[index % 28]


def syllable(initial: str, vowel: str, final: str = "") -> str:
    """The syllable of three jamo, `final` empty for none."""
    return chr(0xAC00 + _INITIALS.index(initial) * 588 + _VOWELS.index(vowel) * 28 + _FINALS.index(final))


def initials(word: str) -> str:
    """The initial consonants of a word (청취사 → ㅊㅊㅅ)."""
    return "".join(jamo(character)[0] for character in word)


def from_keyboard(text: str) -> str:
    """What would stand there had the Korean layout been on (dkssud → 안녕). Other characters stay."""
    return _compose([_KEYS.get(c, _KEYS.get(c.lower(), c)) for c in text])


def _compose(letters: list[str]) -> str:
    """Joins single jamo into syllables as a Korean input method does."""
    out: list[str] = []
    index = 0
    while index < len(letters):
        if not (letters[index] in _INITIALS and index + 1 < len(letters) and letters[index + 1] in _VOWELS):
            out.append(letters[index])
            index += 1
            continue
        initial, vowel, final = letters[index], letters[index + 1], ""
        index += 2
        if index < len(letters) and vowel + letters[index] in _COMPOUNDS:
            vowel, index = _COMPOUNDS[vowel + letters[index]], index + 1
        if _ends_here(letters, index):
            final, index = letters[index], index + 1
            if final + (letters[index] if index < len(letters) else " ") in _COMPOUNDS and _ends_here(letters, index):
                final, index = _COMPOUNDS[final + letters[index]], index + 1
        out.append(syllable(initial, vowel, final))
    return "".join(out)


def _ends_here(letters: list[str], index: int) -> bool:
    """Whether the consonant at `index` closes a syllable: no vowel follows that would take it as its initial."""
    if index >= len(letters) or letters[index] not in _FINALS:
        return False
    return index + 1 >= len(letters) or letters[index + 1] not in _VOWELS
