"""Whether a sentence in free words says no more than its evidence: no new word, no turned meaning, the same language.

Facts and names are `bot.grounding`'s; this is for what a language model writes, on top of it. It is strict: a true
sentence in words that the evidence does not use is dropped, too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.wording import sentences
from retrieval import korean
from retrieval.names import ASKING, Names

_VERBS = frozenset({"VV", "VA"})
_NEGATION = re.compile(
    r"없|않|아니|못\s?[하해했합한되]|못\s?\w*(?:해|하|했|받|들|가)|안\s(?:\S+)|안\s?(?:돼|되|됩|된|받|해도)|말아|마세요|불가|금지|제외|미만|미지급|미제공"
)
_NOT_WRITTEN = re.compile(
    r"(?:적혀|나와|나오|쓰여|안내되|안내돼|확인되|확인돼|알\s?수)\s?(?:있지|지)?\s?(?:않|없)(?:아요|어요|습니다|네요|음)?[.!]?$|"
    r"not (?:written|stated|mentioned|given)"
)
_GENERAL = frozenset(
    "자료 내용 안내 확인 참고 질문 답변 답 사항 여부 부분 경우 정도 때문 관련 해당 설명 기준 현재 지금 오늘 분 등 이상 이하 모두 전체 각각 "
    "포함 예정 진행 사용 이용 제공 운영 마련 준비 선택 도움 다음 아래 위 이후 이전 최대 최소 바로 직접".split()
)  # fmt: skip
_LIGHT = frozenset(
    "하 되 있 없 같 받 보 주 드리 나오 들 가 오 알 알리 쓰 따르 다르 맞 않 말 통하 위하 대하 이르 두 걸리 시키 넘 나 내 찾 갖 가지 묻 "
    "적 적히 좋 많".split()
)  # fmt: skip
"""Verbs that say little of themselves."""
_POLAR = frozenset("포함 제외 별도 무료 유료 필수 선택 이상 이하 미만 초과 이전 이후 최대 최소".split())
"""General words whose opposite is as general: these must stand in the evidence."""


def faithful(sentence: str, texts: Sequence[str], names: Names, *, korean_asked: bool) -> bool:
    """Whether a sentence (without citation marks) says only what some evidence says. In another language than Korean
    only the language itself can be told."""
    if not _in_language(sentence, korean_asked=korean_asked):
        return False
    if not korean_asked or says_not_written(sentence):
        return True
    parts = [part for text in texts for part in sentences(text)]
    words, written = _words(sentence), korean.squeeze("\n".join(texts))
    stems = {morpheme.form for part in parts for morpheme in korean.morphemes(part) if morpheme.tag in _VERBS}
    if not words or any(not _written(word, written, names) for word in words):
        return False
    if any(m.form not in stems | _LIGHT for m in korean.morphemes(sentence) if m.tag in _VERBS):
        return False
    return _same_polarity(sentence, words, parts, names)


def says_not_written(sentence: str) -> bool:
    """Whether a sentence says that something is not in the files."""
    return bool(_NOT_WRITTEN.search(sentence))


def _in_language(sentence: str, *, korean_asked: bool) -> bool:
    hangul = len(re.findall(r"[가-힣]", sentence))
    others = len([character for character in sentence if character.isalpha()]) - hangul
    share = hangul / max(1, hangul + others)
    return share >= 0.3 if korean_asked else share <= 0.5


def _words(sentence: str) -> list[str]:
    """The nouns that say something."""
    general = (_GENERAL - _POLAR) | ASKING
    return [noun for noun in korean.nouns(sentence) if noun not in general]


def _written(noun: str, written: str, names: Names) -> bool:
    return noun in written or any(korean.squeeze(spelling) in written for spelling in names.groups.get(noun, ()))


def _same_polarity(sentence: str, words: Collection[str], parts: Sequence[str], names: Names) -> bool:
    """Whether one of the evidence's sentences that share most with this one denies as it does, or affirms as it does."""
    shared = [sum(_written(word, korean.squeeze(part), names) for word in words) for part in parts]
    most = max(shared, default=0)
    denies = bool(_NEGATION.search(sentence))
    return any(bool(_NEGATION.search(part)) == denies for part, n in zip(parts, shared, strict=True) if n == most)
