"""What a person looks for: fields, level, times and a place, read from what they say of themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot import course_lists, intents, nearby
from knowledge.neighbourhoods import localities_in
from knowledge.records import Course, Library
from retrieval import korean
from retrieval.lexicon import Aspect
from retrieval.names import ASKING, COMMON, Names
from retrieval.query import Understanding

_SHORT = 2  # syllables
_LEARNING = {Aspect.BEGINNER, Aspect.FIELDS, Aspect.OUTLINE, Aspect.STACK, Aspect.DETAIL, Aspect.JOBS}
_WHERE = {Aspect.ADDRESS, Aspect.VENUE}  # where one could learn what one would like to
_PARTICLES = r"(?:을|를|에서|에|쪽|쪽에서|쪽으로|과|학과|학|계열|일|직|사|원|로|으로|분야|만|도|이|가|은|는)*\s?"
_DID = re.compile(r"(?:일\s?)?(?:하던|했던|하다|했는데|했었|일하|일했|전공|출신|졸업|나왔|나온|다녔|다니|였|이었)")
_WANTED = re.compile(r"(?:관심|쪽|분야|배우|배울|되고|되려|해보|공부|하고\s?싶|준비|과정|추천)")
# What people tell of themselves around the word that matters.
_PLAIN = frozenset(
    (
        "사람 직장 직장인 회사 퇴근 저녁 주말 야간 평일 토요일 일요일 코딩 전공 학과 대학 대학교 학교 공부 일 본인 경험 경력 노베 "
        "취준생 백수 주부 학생 대학생 비전공 비전공자 문과 이과 초보 초보자 입문 입문자 기초 기초반 "
        "부탁 추천 관심 생각 고민 상관 우리 인생 진로 미래 동네 근처 "
        "쪽 뭔가 선생님 전직 이직 취직 적성 선택 커리어"
    ).split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word for what a person likes or did: as they said it, and how else the knowledge spells it."""

    said: str
    spellings: frozenset[str]

    def in_title(self, text: str) -> str:
        """The spelling in which a text names it; empty where it does not."""
        spellings = (self.said, *sorted(self.spellings, key=len, reverse=True))
        return next((spelling for spelling in spellings if _stands_in(korean.squeeze(spelling), text)), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person looks for. `fields` are fields of study as the knowledge writes them, `words` the person's own
    words for what they like or did; `unknown` is such a word that no record speaks of, `named` says that it is what
    they want to learn, not what they did; `bare` that nothing else was told at all."""

    fields: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    unknown: str = ""
    named: bool = False
    bare: bool = True
    beginner: bool = False
    evening: bool = False
    weekend: bool = False
    online: bool = False
    jobs: bool = False
    around: nearby.Neighbourhood | None = None

    @property
    def timed(self) -> bool:
        """Whether only some times will do."""
        return self.evening or self.weekend or self.online

    @property
    def told(self) -> bool:
        """Whether anything was told that records can be held against."""
        return self.field or self.timed or self.beginner or self.jobs or self.around is not None

    @property
    def subject(self) -> str:
        """What it is about, in a word or two."""
        keys = [korean.squeeze(word.said) for word in self.words]
        said = [word.said for word, key in zip(self.words, keys, strict=True)
                if not any(other != key and other in key for other in keys)]  # fmt: skip
        return " · ".join(dict.fromkeys(said[:2]))

    @property
    def field(self) -> bool:
        """Whether only some fields will do."""
        return bool(self.fields or self.words)


def wished(asked: Understanding) -> bool:
    """Whether a question wants to be told which course to take."""
    if asked.says(intents.TROUBLE) or (asked.deictic and asked.courses):
        return False
    if asked.period and asked.says(intents.RECRUITMENT_TIMES):
        return False  # a span of time is a list's business
    if asked.campuses and not localities_in(asked.repaired):
        return False  # the courses of that campus are meant
    if asked.says(intents.ADVISE_ME):
        return True
    if asked.says(intents.AFTER_WORK) or asked.says(intents.WEEKEND):
        return asked.says(intents.LESSONS) and not asked.asks(Aspect.OPENING_HOURS)
    points = set(asked.aspects) - (_WHERE if asked.says(intents.INTERESTED) else set())
    if asked.says(intents.APPLYING) or not points <= _LEARNING:
        return False
    if asked.says(intents.ONE_OF) and (len(asked.courses) > 1 or len(asked.fields) > 1):
        return False  # two things are to be compared
    return asked.says(intents.INTERESTED) or asked.says(intents.RECOMMENDED)


def wish_of(asked: Understanding, library: Library, names: Names) -> Wish:
    """What a question wishes for, in the terms of this library."""
    places = localities_in(asked.repaired)
    named = " ".join((*(place.name for place in places), *asked.stations))
    words = [
        _word(word, asked, names)
        for word in asked.words
        if len(word) > 1 and word not in COMMON | ASKING | _PLAIN and word not in named and f"{word}역" not in named
    ]
    found = {word: fields for word in words if (fields := _fields(word, library, names))}
    known = [
        word for word in words if word in found or any(word.in_title(_texts(course)) for course in library.courses)
    ]
    unknown = next((word.said for word in words if not known and _stands(word, asked, _DID, _WANTED)), "")
    return Wish(
        fields=tuple(dict.fromkeys(field for fields in found.values() for field in fields)),
        words=tuple(known),
        unknown=unknown,
        bare=not words,
        named=any(_stands(word, asked, _WANTED) for word in words if word.said == unknown),
        beginner=asked.asks(Aspect.BEGINNER)
        or bool(asked.person.major)
        or asked.says(re.compile(r"기초(반|과정|수업)")),
        evening=asked.says(intents.AFTER_WORK),
        weekend=asked.says(intents.WEEKEND) or asked.says(re.compile(r"퇴근|afterwork")),
        online=asked.says(intents.ONLINE) and asked.says(intents.RECOMMENDED),
        jobs=asked.says(intents.JOBS),
        around=nearby.neighbourhood(asked, library.campuses, library) if places else None,
    )


def _word(word: str, asked: Understanding, names: Names) -> Word:
    """A content word with its spellings, and as it stands in the question."""
    group = (word, *names.groups.get(word, ()))
    standing = [spelling for spelling in group if korean.squeeze(spelling) in asked.squeezed]
    said = max(standing, key=len, default=word)
    written = (spelling for spelling in names.groups.get(word, ()) if spelling.casefold() == said.casefold())
    typed = re.search(re.escape(said), asked.repaired, re.IGNORECASE)
    return Word(said=next(written, typed.group() if typed else said), spellings=frozenset(group))


def _stands(word: Word, asked: Understanding, *before: re.Pattern[str]) -> bool:
    """Whether a word stands before one of these, but for a particle ("간호사 하던")."""
    spots = re.finditer(re.escape(word.said) + _PARTICLES, asked.repaired)
    return any(pattern.match(asked.repaired, spot.end()) for spot in spots for pattern in before)


def _fields(word: Word, library: Library, names: Names) -> tuple[str, ...]:
    """The fields of study that a word speaks of: by their names, else by aliases and descriptions of the tracks."""
    for spelling in (word.said, *word.spellings):
        if found := names.fields_in(names.content(spelling), spelling):
            return found
    keys = {korean.squeeze(spelling) for spelling in word.spellings}
    spelled = [
        track.name
        for track in library.tracks
        if any(key in korean.squeeze(alias) for key in keys for alias in (track.name, *track.aliases))
    ]
    return tuple(spelled or (t.name for t in library.tracks if keys & set(korean.nouns(t.description))))


def _stands_in(word: str, text: str) -> bool:
    """Whether a text names a word. One of two syllables must begin there: 자취 does not stand in "혼자 취업"."""
    if len(word) == _SHORT and korean.is_syllable(word[0]):
        return bool(re.search(rf"(?<![가-힣]){re.escape(word)}", text))
    return course_lists.in_title(word, text)


def _texts(course: Course) -> str:
    return " ".join((course.title, *course.stack))
