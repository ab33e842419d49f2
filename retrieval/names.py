"""Every name in a library and how people write it: campuses, courses, fields, partners, stations, events.

Built once a snapshot. A question is compared without spaces; a bare short name counts only where a word begins.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledge.passages import campus_label
from knowledge.records import Course, Library
from retrieval import korean
from retrieval.lexicon import ENGLISH

CAMPUS_SUFFIXES = ("캠퍼스", "캠", "센터", "교육장", "지점", "점", "관", "분원", "campus", "center", "centre")
_STATION = re.compile(r"([가-힣A-Za-z0-9]{1,12}역)")
_LINE = re.compile(r"((?:\d(?:\s?[·,/]\s?)?)+)\s?호선")
# Words that stand in many titles and fields, or that people ask with: they do not tell one course from another.
COMMON = frozenset(
    (
        "과정 교육 양성 기반 활용 취업 실무 전문가 서비스 개발 개발자 기 프로젝트 중심 대비 특화 프로그램 캠프 아카데미 스쿨 부트캠프 "
        "코스 반 수업 강의 강좌 캠퍼스 관련 분야 쪽 class course program campus 지원 신청 모집 접수 마감 가능 졸업 수료 시간 기간 시작 종료 "
        "개강 일정 자격 대상 방법 안내 정보 목록 명 개 년 월 일 때 거 것 수 곳 데 뒤 전 후 안 밖 중 말 시 분 층 번 지금 현재 오늘 이번 올해 디지털"
    ).split()
)


_KINDS = frozenset("과정 코스 반 수업 강의 강좌 프로그램 course class program".split())

# Nouns that shape a question without saying what it is about.
ASKING = frozenset(
    (
        "것 거 수 때 제 저 나 내 말 문의 궁금 가능 필요 경우 정도 혹시 진짜 정말 얼마 무엇 뭐 어디 언제 누구 전화 번호 연락처 주소 위치 "
        "전화번호 몇 요즘 하나 좀 그때 이때 종류 이름 어느 매일 아침 저녁 오전 오후 최종 옛날 나중 처음 쯤 글 사람 집 내년 작년 다음 가지"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a question: squeezed offsets, what it names and how it was written."""

    start: int
    end: int
    kind: str
    id: str
    surface: str


class Names:
    """The names of one library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.groups = _groups(library)
        self._canonical = {spelling: min(map(korean.squeeze, group)) for spelling, group in self.groups.items()}
        academy = library.academy
        self._own = frozenset(word for name in (academy.name, *academy.aliases) for word in self.content(name))
        self._surfaces: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for kind, id, surface in self._all():
            key = korean.squeeze(surface)
            if key and (kind, id) not in self._surfaces[key]:
                self._surfaces[key].append((kind, id))
        self._longest = max(map(len, self._surfaces), default=0)
        self._title_words = {course.id: self._words_of(course) for course in library.courses}
        counts = Counter(word for found in self._title_words.values() for word in found)
        total = len(library.courses)
        self._weights = {word: math.log(1 + total / n) for word, n in counts.items() if word not in COMMON}
        self._rarest = math.log(1 + total)
        self._field_words = {field: self._words_of_field(field) for field in self.fields}

    def _all(self) -> Iterable[tuple[str, str, str]]:
        academy = self._library.academy
        for surface in (academy.name, *academy.aliases):
            yield "academy", academy.id, surface
        for campus in self._library.campuses:
            for name in (campus.name, *campus.aliases, *_identifier(campus.id)):
                bare = _without_suffix(name)
                for surface in (name, bare, *(bare + suffix for suffix in CAMPUS_SUFFIXES)):
                    yield "campus", campus.id, surface
            for district in re.split(r"[/,·\s]+", campus.district):
                if district:
                    yield "campus", campus.id, district
            for partner in _parts(campus.partner):
                for surface in self.groups.get(korean.squeeze(partner), {partner}):
                    yield "partner", campus.id, surface
        for course in self._library.courses:
            yield "course", course.id, course.title
            if match := re.fullmatch(r"[a-z]?(\d{3,})", course.id):
                yield "course", course.id, match.group(1)
            for partner in _parts(course.partner):
                for surface in self.groups.get(korean.squeeze(partner), {partner}):
                    yield "course_partner", course.id, surface
        for event in self._library.events:
            yield "event", event.id, event.title

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Every field of study that a campus, a course or a track names, as written."""
        named = [field for campus in self._library.campuses for field in campus.fields]
        tracks = {track.id: track.name for track in self._library.tracks}
        named += [tracks.get(course.track, course.track) for course in self._library.courses if course.track]
        named += [track.name for track in self._library.tracks]
        return tuple(dict.fromkeys(named))

    @cached_property
    def spellings(self) -> frozenset[str]:
        """Every squeezed surface, for the repair of typos."""
        variants = {surface for group in self.groups.values() for surface in group}
        short = {surface for campus in self._library.campuses for surface in (campus.name, *campus.aliases)}
        full = {campus_label(campus) for campus in self._library.campuses}
        academy = {self._library.academy.name, *self._library.academy.aliases}
        tracks = {name for track in self._library.tracks for name in (track.name, *track.aliases)}
        return frozenset(map(korean.squeeze, variants | short | full | academy | tracks))

    def content(self, text: str) -> list[str]:
        """The nouns of a text that say what it is about; spellings of a glossary term become its canonical word."""
        squeezed, latin = korean.squeeze(text), _latin_words(text)
        terms = [
            spelling
            for spelling in self.groups
            if len(spelling) > 1
            and spelling in squeezed
            and (len(spelling) > 5 or not spelling.isascii() or spelling in latin)
            and (len(spelling) > 2 or spelling.isascii() or _names_a_thing(spelling, text))
        ]
        nouns = korean.nouns(text)
        parts = {noun for noun in nouns for term in terms if noun in term and noun != term}
        words = [noun for noun in nouns if noun not in parts and (noun not in ENGLISH or noun in self.groups)]
        return list(
            dict.fromkeys([self._canonical[term] for term in terms] + [self._canonical.get(w, w) for w in words])
        )

    def find(self, text: str) -> list[Mention]:
        """The names in a question, longest first where they overlap, in their order."""
        letters = [index for index, c in enumerate(text) if re.match(r"[^\W_]", c)]
        squeezed = "".join(text[index] for index in letters).lower()
        starts = {morpheme.start for morpheme in korean.morphemes(text)} | {0}
        starts |= {index + 1 for index, c in enumerate(text) if c.isspace()}
        found: list[Mention] = []
        position = 0
        while position < len(squeezed):
            begins = letters[position] in starts or bool(found and found[-1].end == position)
            mentions = self._longest_at(squeezed, position, begins=begins, text=text, letters=letters)
            found += mentions
            position = mentions[0].end if mentions else position + 1
        return found

    def _longest_at(
        self, squeezed: str, position: int, *, begins: bool, text: str, letters: list[int]
    ) -> list[Mention]:
        for length in range(min(self._longest, len(squeezed) - position), 0, -1):
            surface = squeezed[position : position + length]
            named = self._surfaces.get(surface)
            if not named or (length == 1 and korean.is_syllable(surface)):
                continue
            sure = surface.endswith(("캠퍼스", "campus")) and length > 3
            if not sure and not begins:
                continue
            latin = surface.isascii()
            after = letters[position + length - 1] + 1
            if latin and after < len(text) and text[after].isascii() and text[after].isalnum():
                continue
            return [Mention(position, position + length, kind, id, surface) for kind, id in named]
        return []

    def _words_of(self, course: Course) -> frozenset[str]:
        text = " ".join((course.title, course.operator, course.partner, " ".join(course.stack)))
        return frozenset(self.content(text)) - self._own

    def title_of(self, course: Course) -> frozenset[str]:
        """The words of a course's title, common ones too, without what stands in brackets and what only says that it is
        a course."""
        return self._titles[course.id]

    @cached_property
    def _titles(self) -> dict[str, frozenset[str]]:
        bare = {course.id: re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", course.title) for course in self._library.courses}
        return {id: frozenset(self.content(title)) - _KINDS for id, title in bare.items()}

    def titled(self, course: Course, words: Iterable[str]) -> bool:
        """Whether a course is called by any of these words, not only teaches what they name."""
        return bool(self._called[course.id] & set(words))

    @cached_property
    def _called(self) -> dict[str, frozenset[str]]:
        """The words that each course is called by, without those that stand in many titles."""
        texts = {course.id: f"{course.title} {course.partner} {course.operator}" for course in self._library.courses}
        return {id: frozenset(self.content(text)) - COMMON for id, text in texts.items()}

    def strange(self, word: str) -> bool:
        """Whether a word is a name in Latin letters that no record and no term is called by."""
        return word.isascii() and word.isalpha() and word not in self._latin_names

    @cached_property
    def _latin_names(self) -> frozenset[str]:
        """Every word in Latin letters that a record has, squeezed as content words are."""
        library = self._library
        texts = [" ".join((c.title, c.partner, c.operator, c.note, c.outline, *c.stack)) for c in library.courses]
        texts += [" ".join((event.title, *event.organizations)) for event in library.events]
        known = {word for text in texts for word in re.findall(r"[a-z]+", text.lower())}
        return frozenset(known | set(self.groups) | set(self._canonical.values()) | ENGLISH)

    def courses(
        self, words: Sequence[str], *, campuses: frozenset[str], cohort: str
    ) -> list[tuple[float, float, Course]]:
        """Courses whose titles share words with a question, best first: (score, share, course). `score` is in units
        of inverse document frequency (4 for a word that one title of sixty has); `share` is how much of what the
        question is about is found in the title (0 to 1)."""
        asked = [word for word in dict.fromkeys(words) if word not in COMMON | ASKING | self._own]
        whole = sum(self._weights.get(word, self._rarest) for word in asked)
        found: list[tuple[float, float, Course]] = []
        for course in self._library.courses:
            if (campuses and course.campus not in campuses) or (cohort and _digits(course.cohort) != cohort):
                continue
            score = sum(
                self._weights[word] for word in asked if word in self._title_words[course.id] and word in self._weights
            )
            if score or (campuses and cohort):
                found.append((score, score / whole if whole else 0.0, course))
        return sorted(found, key=lambda triple: -triple[0])

    def fields_in(self, words: Sequence[str], text: str) -> tuple[str, ...]:
        """The fields of study that a question is mostly about. A word counts where it begins ("빅테크" is no "테크")."""
        starts = text.lower().split()
        asked = {word for word in words if word not in COMMON}
        asked = {word for word in asked if word in self.groups or any(start.startswith(word) for start in starts)}
        scores = {}
        for field, (whole_words, field_words) in self._field_words.items():
            shared = asked & field_words
            whole = bool(shared) and whole_words <= shared
            some = {word for word in shared if len(word) > 2 or not word.isascii()}
            if whole or (some and len(some) >= len(asked) / 2):
                scores[field] = len(shared) + (0.5 if whole else 0)
        best = max(scores.values(), default=0)
        if not best:
            return tuple(name for name, alias in self._track_aliases if any(_begins(start, alias) for start in starts))[
                :1
            ]
        return tuple(field for field, score in scores.items() if score >= best - 0.5)

    @cached_property
    def _track_aliases(self) -> tuple[tuple[str, str], ...]:
        """How else people call a track ("XR"), where that is one word; the track's name beside it."""
        spelled = [(track.name, alias.lower()) for track in self._library.tracks for alias in track.aliases]
        return tuple((name, alias) for name, alias in spelled if len(alias) > 1 and " " not in alias)

    def words_of_fields(self, fields: Sequence[str]) -> frozenset[str]:
        """All words of some fields."""
        return frozenset().union(*(self._field_words[field][1] for field in fields if field in self._field_words))

    def _words_of_field(self, field: str) -> tuple[frozenset[str], frozenset[str]]:
        """The words that name a field outright, and all its words."""
        named = frozenset(self.content(field)) - COMMON
        parts = {self._canonical.get(noun, noun) for noun in korean.nouns(field)} - COMMON
        return named, named | parts

    def stations_in(self, text: str) -> tuple[str, ...]:
        """Subway stations and lines a question names ("상봉역", "7호선")."""
        lines = re.findall(r"(\d)\s?호선", text)
        known = " ".join(f"{campus.station} {' '.join(campus.aliases)}" for campus in self._library.campuses)
        stations = [
            station
            for station in _STATION.findall(text)
            if station in known
            or (len(station) > 2 and re.search(station + r"\s?(?:에서|에|쪽|근처|살|사는|주변|이랑|역)", text))
        ]
        return (*stations, *(f"{line}호선" for line in lines))


def _begins(word: str, alias: str) -> bool:
    """Whether a word is an alias with at most a particle or 과정 after it; a Latin one ends where the Latin letters do."""
    rest = word.removeprefix(alias)
    return word.startswith(alias) and (not alias.isascii() or not rest[:1].isascii() or not rest[:1].isalnum())


def _names_a_thing(short: str, text: str) -> bool:
    """Whether a short spelling stands in a text otherwise than as the beginning of a verb ("안드" in "안 드는")."""
    verbs = {m.start for m in korean.morphemes(text) if m.tag.startswith("V") or m.tag == "MAG"}
    letters = [index for index, character in enumerate(text) if character.isalnum()]
    joined = "".join(text[index] for index in letters)
    return any(joined.startswith(short, at) and index not in verbs for at, index in enumerate(letters))


def _latin_words(text: str) -> set[str]:
    """The Latin words of a text, squeezed, whole ("ar/vr" → arvr) and in parts."""
    whole = re.findall(r"[a-z0-9][a-z0-9/.+&\-]*", text.lower())
    return set(map(korean.squeeze, whole)) | set(re.findall(r"[a-z0-9]+", text.lower()))


def on_line(station: str, wanted: str) -> bool:
    """Whether a campus's station text names this station or line ("고속터미널역(3·7·9호선)" is on "7호선")."""
    if wanted.endswith("호선"):
        return any(wanted[:-2] in re.findall(r"\d", run) for run in _LINE.findall(station))
    return wanted in station.replace(" ", "")


def _groups(library: Library) -> dict[str, frozenset[str]]:
    """Each glossary spelling, squeezed, with all spellings of the same thing."""
    groups: dict[str, frozenset[str]] = {}
    for term in library.terms:
        spellings = frozenset((term.canonical, *term.variants))
        for spelling in spellings:
            groups[korean.squeeze(spelling)] = spellings | groups.get(korean.squeeze(spelling), frozenset())
    return groups


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,·/()]", text) if len(part.strip()) > 1]


def _identifier(id: str) -> tuple[str, ...]:
    return (id,) if re.fullmatch(r"[a-z][a-z\-]{3,}", id) else ()


def _without_suffix(name: str) -> str:
    for suffix in CAMPUS_SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)].strip()
    return name


def _digits(text: str) -> str:
    match = re.search(r"\d+", text)
    return match.group() if match else ""
