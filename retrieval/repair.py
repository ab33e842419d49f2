"""Mends a question before it is understood: keyboard layout, initials, typos. A right word is never corrected."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable

from retrieval import korean
from retrieval.lexicon import ENGLISH
from retrieval.spelling import Speller

# What young people type for a whole word. Language, not knowledge: names' initials come from the vocabulary.
_SHORT = {
    "ㅇㄷ": "어디", "ㄱㄴ": "가능", "ㅊㅊ": "추천", "ㅎㅇ": "안녕", "ㅂㅇ": "안녕", "ㄱㅅ": "감사", "ㄳ": "감사", "ㅇㅋ": "오케이",
    "ㅁㅇ": "뭐야", "ㅁㄹ": "몰라", "ㅈㅅ": "죄송", "ㅃㄹ": "빨리", "ㄱㄱ": "가자", "ㅈㅂ": "제발", "ㅁㅊ": "", "ㅇㅇ": "응", "ㄴㄴ": "아니",
    "ㄷㄷ": "", "ㅅㅂ": "", "ㄹㅇ": "정말", "ㅇㅈ": "인정", "ㄱㄷ": "기다려",
}  # fmt: skip
_SLANG = (
    (re.compile(r"(ㅋ|ㅎ|ㅠ|ㅜ|ㅡ)+"), ""),
    (re.compile(r"쑤\s?(?=[있잇])"), "수 "),
    (re.compile(r"잇(?=나|어|음|는|냐|다|을)"), "있"),
    (re.compile(r"어케(?=[\s?!해하돼되됨함]|$)"), "어떻게"),
    (re.compile(r"머머"), "뭐뭐"),
    (re.compile(r"안대(나|는|요|냐|면)"), r"안 되\1"),
    (re.compile(r"(돼|되|대)여\b|(돼|되)여\?"), "돼요"),
    (re.compile(r"(나|까|세|어|해|가|아|이|예|에)여(?=[\s?!.]|$)"), r"\1요"),
    (re.compile(r"(하|되|있|없|이)냐(?=[\s?!.]|$)"), r"\1나요"),
    (re.compile(r"(?!나머지)(\S)머(에요|예요|임|야|죠|지)"), r"\1 뭐\2"),
    (re.compile(r"\b머(에요|예요|임|야|죠|지|가|를)"), r"뭐\1"),
    (re.compile(r"필요함(?=[\s?!.]|$)"), "필요한가요"),
    (re.compile(r"(어야|아야|해야)\s?(댐|됨|되|돼)"), r"\1 되나요"),
    (re.compile(r"(하|되|있|없|가능|필요)음(?=[\s?!.]|$)"), r"\1나요"),
)
_NEAR = [set(group) for group in ("ㅐㅔ", "ㅒㅖ", "ㅙㅚㅞ", "ㅓㅗ", "ㅓㅡ", "ㅜㅡ", "ㅏㅑ", "ㅓㅕ", "ㅗㅛ", "ㅜㅠ", "ㅣㅡ", "ㅢㅣ", "ㅏㅓ",
                                  "ㅓㅔ", "ㅕㅖ", "ㄱㅋㄲ", "ㄷㅌㄸ", "ㅂㅍㅃ", "ㅅㅆ", "ㅈㅊㅉ", "ㄴㅁㅇ")]  # fmt: skip
_SHORT_WORD = 2  # syllables: a word so short is near to too many others


class Repairer:
    """Mends questions towards a vocabulary: names and words that stand in the knowledge or in our lexicon."""

    def __init__(self, vocabulary: Iterable[str], names: Collection[str] = (), right: Iterable[str] = (),
                 texts: Iterable[str] = ()) -> None:  # fmt: skip
        """`vocabulary` and `names` are squeezed; only whole Hangul words of two to twelve syllables are used. A name of
        one syllable is right as it is.
        `right` are words that are right as they are, but nothing is corrected to them. `texts` are
        what `spelled` learns from."""
        self._speller = Speller(texts)
        self._words = {word for word in (*vocabulary, *names) if 2 <= len(word) <= 12}
        self._pairs: dict[tuple[str, int, int], set[str]] = defaultdict(set)
        self._holes: dict[tuple[str, int], set[str]] = defaultdict(set)
        for word in self._words:
            if all(map(korean.is_syllable, word)):
                for index in range(len(word)):
                    self._holes[_hole(word, index), index].add(word)
                    if len(word) >= 5:
                        for other in range(index + 1, len(word)):
                            self._pairs[_hole(word, index, other), index, other].add(word)
        self._words |= {word for word in right if len(word) >= 2}
        self._short_names = {name for name in names if len(name) == 1}
        self._initials = {korean.initials(name): name for name in sorted(names, key=len, reverse=True)
                          if len(name) >= 3 and all(map(korean.is_syllable, name))}  # fmt: skip

    def repair(self, text: str) -> str:
        """The question with layout, initials and typos mended; the same text where nothing was wrong."""
        text = self._initial(self._layout(text))
        for pattern, replacement in _SLANG:
            text = pattern.sub(replacement, text)
        return self._typos(re.sub(r"\s+", " ", text).strip())

    def spelled(self, text: str) -> str:
        """A question that was repaired, with all its other words spelled as the texts would. A good guess: to search
        by beside the question itself, not to decide by."""
        right = self._known(text)
        for word in re.finditer(rf"(?<!\S)\S{{1,{_SHORT_WORD}}}(?!\S)", text):
            morphemes = [m for m in korean.morphemes(text) if word.start() <= m.start < word.end()]
            if all(morpheme.known for morpheme in morphemes):
                right[word.start() : word.end()] = [True] * len(word.group())
        return self._speller.spell(text, right)

    def _layout(self, text: str) -> str:
        """Turns words typed with the English layout into Hangul, unless they are English."""
        if any(word in ENGLISH for word in re.findall(r"[a-z]+", text.lower())):
            return text
        return re.sub(r"[A-Za-z]{3,}", lambda match: self._word_layout(match.group()), text)

    def _word_layout(self, word: str) -> str:
        turned = korean.from_keyboard(word)
        whole = len(turned) >= 2 and all(map(korean.is_syllable, turned))
        return turned if whole and word.lower() not in self._words else word

    def _initial(self, text: str) -> str:
        """Spells out runs of single consonants: what everyone writes so, and initials of names."""
        return re.sub(
            r"[ㄱ-ㅎ]{2,}", lambda run: _SHORT.get(run.group(), self._initials.get(run.group(), run.group())), text
        )

    def _typos(self, text: str) -> str:
        """Replaces what is one jamo in one syllable away from a vocabulary word and is no word itself."""
        if not any(map(korean.is_syllable, text)):
            return text
        letters = [index for index, c in enumerate(text) if not c.isspace()]
        squeezed = "".join(text[index] for index in letters)
        known = self._known(text)
        fixed = list(text)
        ends = [len(text[:index]) + len(text[index:].split(maxsplit=1)[0]) for index in letters]
        sure = [known[index] for index in letters]
        position = 0
        while position < len(squeezed):
            room = ends[position] - letters[position]
            first = letters[position] == 0 or text[letters[position] - 1].isspace()
            match = self._nearest(squeezed[: position + room], position, sure, shortest=2 if first else 3)
            if match is None:
                position += 1
                continue
            for offset, character in enumerate(match):
                fixed[letters[position + offset]] = character
            position += len(match)
        return "".join(fixed)

    def _nearest(self, squeezed: str, position: int, known: list[bool], *, shortest: int) -> str | None:
        """The word that stands at this place, or the one it was meant to be, of at least `shortest` syllables."""
        for length in range(min(12, len(squeezed) - position), shortest - 1, -1):
            window = squeezed[position : position + length]
            if window in self._words:
                return window
            for index in range(length):
                if known[position + index]:
                    continue
                candidates = self._holes.get((_hole(window, index), index), ())
                close = [word for word in candidates if _one_slip(window[index], word[index], strict=length == 2)]
                close += self._two_slips(window, index) if length >= 5 else []
                if close:
                    return min(close)
        return None

    def _two_slips(self, window: str, index: int) -> list[str]:
        """Long words that differ in this syllable and in a later one, by one look-alike jamo each."""
        return [
            word
            for other in range(index + 1, len(window))
            for word in self._pairs.get((_hole(window, index, other), index, other), ())
            if all(_one_slip(window[i], word[i], strict=True) for i in (index, other))
        ]

    def _known(self, text: str) -> list[bool]:
        """For each character, whether it is right as it is: in a longer word that is known, or in an ending."""
        marks = [False] * len(text)
        for morpheme in korean.morphemes(text):
            sure = morpheme.end - morpheme.start >= 2 or morpheme.tag not in ("NNG", "NNP", "NNB", "XR", "IC", "MAG")
            if (morpheme.known and sure) or morpheme.form in self._words or morpheme.form in self._short_names:
                marks[morpheme.start : morpheme.end] = [True] * (morpheme.end - morpheme.start)
        return marks


def _hole(word: str, *places: int) -> str:
    return "".join("_" if index in places else character for index, character in enumerate(word))


def _one_slip(typed: str, meant: str, *, strict: bool) -> bool:
    """Whether two syllables differ in one jamo; with `strict`, only in jamo that sound or look alike."""
    if not korean.is_syllable(typed):
        return False
    different = [pair for pair in zip(korean.jamo(typed), korean.jamo(meant), strict=True) if pair[0] != pair[1]]
    if len(different) != 1:
        return False
    return not strict or any(set(different[0]) <= group for group in _NEAR)
