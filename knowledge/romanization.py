"""Korean names in Latin letters, by the Revised Romanization of Korean (국어의 로마자 표기법, 2000).

As the rule has it, letters follow how a word is spoken (종로 → Jongno, 신림 → Sillim), tense consonants are not shown.
"""

from __future__ import annotations

import re
import unicodedata

_FIRST, _LAST = 0xAC00, 0xD7A3
_LEADS = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_VOWELS = ("a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu",
           "eu", "ui", "i")  # fmt: skip
# A final consonant at the end or before another one, and before a vowel, in the order of Unicode (none first).
_CLOSED = ("", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t",
           "ng", "t", "t", "k", "t", "p", "t")  # fmt: skip
_OPEN = ("", "g", "kk", "ks", "n", "nj", "n", "d", "r", "lg", "lm", "lb", "ls", "lt", "lp", "r", "m", "b", "ps", "s",
         "ss", "ng", "j", "ch", "k", "t", "p", "")  # fmt: skip
_NASAL = {"k": "ng", "t": "n", "p": "m"}


def romanized(text: str) -> str:
    """The text with its Hangul in Latin letters, each word with a capital ("상봉역" → "Sangbongnyeok" is not meant:
    give names without a generic word at their end). Everything else stays as it is."""
    return re.sub(r"[가-힣]+", lambda match: _word(match.group()).capitalize(), unicodedata.normalize("NFC", text))


def _word(word: str) -> str:
    syllables = [divmod(ord(letter) - _FIRST, 588) for letter in word if _FIRST <= ord(letter) <= _LAST]
    parts: list[str] = []
    carried = ""  # what the final consonant of the last syllable became before this one
    for index, (lead, rest) in enumerate(syllables):
        vowel, final = divmod(rest, 28)
        opening = carried if carried else _LEADS[lead]
        following = syllables[index + 1][0] if index + 1 < len(syllables) else None
        closing, carried = _joined(final, None if following is None else _LEADS[following])
        parts += [opening, _VOWELS[vowel], closing]
    return "".join(parts)


def _joined(final: int, lead: str | None) -> tuple[str, str]:
    """How a final consonant and the first of the next syllable are written together: (final, lead); an empty lead
    stays as it was."""
    closed = _CLOSED[final]
    if lead is None or not final:
        return closed, ""
    if lead == "":
        return (_OPEN[final], "") if closed != "ng" else ("ng", "")
    if lead == "r":
        if closed in ("n", "l"):
            return "l", "l"
        return _NASAL.get(closed, closed), "n"
    if lead in ("n", "m"):
        if closed == "l" and lead == "n":
            return "l", "l"
        return _NASAL.get(closed, closed), ""
    return closed, ""
