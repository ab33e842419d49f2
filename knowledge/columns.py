"""The one table of tables: which files there are, which fields they hold, under which headings, of which kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What may stand in a cell, and so how it is read (`knowledge.values`)."""

    TEXT = "text"
    LIST = "list"
    LINK = "link"
    MOMENT = "moment"  # a day, perhaps with a time; something is computed from it
    MOMENT_OR_TEXT = "moment or text"  # a moment, or a sentence such as "매주 수요일 19:00"
    MONTH = "month"  # text; only an impossible date is refused
    DAY = "day"
    FIRST_DAY = "first day"  # a bare month means its first day
    LAST_DAY = "last day"  # a bare month means its last day
    ZONE = "zone"
    LATITUDE = "latitude"  # degrees
    LONGITUDE = "longitude"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a record. `headings` are its Korean headings; the first is the one shown."""

    name: str
    headings: tuple[str, ...]
    kind: Kind = Kind.TEXT
    required: bool = False

    @property
    def label(self) -> str:
        """The heading shown to people."""
        return self.headings[0]


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of record in files. `name` is the file's name, `names` what it may be called besides;
    in a YAML mapping, the keys fill the column `key`, and a value that is no mapping the column `short`."""

    name: str
    names: tuple[str, ...]
    label: str
    columns: tuple[Column, ...]
    key: str = "id"
    short: str = ""

    def column(self, heading: str) -> Column | None:
        """The column a heading names, in English or Korean, whatever its spacing; "정원(명)" is "정원"."""
        index = _INDEX[self.name]
        return index.get(plain(heading)) or index.get(plain(_IN_BRACKETS.sub("", heading)))

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns no record can be without."""
        return tuple(column for column in self.columns if column.required)


_IN_BRACKETS = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")
_MARKS = re.compile(r"[\s_\-·.*:/()\[\]'’`\"]+")


def plain(text: str) -> str:
    """A text for comparison: without case, spaces, width and marks."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _text(name: str, *headings: str, required: bool = False) -> Column:
    return Column(name, headings, required=required)


_ID = _text("id", "번호", "아이디", "식별자")
_URL = Column("url", ("링크", "누리집", "홈페이지", "주소(URL)", "바로가기"), Kind.LINK)
_AS_OF = Column("as_of", ("기준일", "기준일자", "확인일"), Kind.DAY)
_SOURCE = _text("source", "출처")
_COMMON = (_URL, _AS_OF, _SOURCE)
_FROM = Column("effective_from", ("적용시작", "시행일", "적용 시작일"), Kind.FIRST_DAY)
_UNTIL = Column("effective_until", ("적용종료", "적용 종료일", "만료일"), Kind.LAST_DAY)
_ALIASES = Column("aliases", ("별칭", "다른 이름", "별명"), Kind.LIST)
_NOTE = _text("note", "비고", "참고", "메모")
_PHONE = _text("phone", "전화", "전화번호", "연락처")
_EMAIL = _text("email", "이메일", "메일", "이메일 주소")

ACADEMY = Table(
    "academy",
    ("기관", "교육기관"),
    "기관",
    (
        _text("name", "이름", "기관명", "기관", required=True),
        _ALIASES,
        _text("description", "설명", "소개"),
        Column("site", ("누리집", "홈페이지"), Kind.LINK),
        Column("apply_url", ("지원 링크", "신청 링크", "지원 주소"), Kind.LINK),
        _PHONE,
        _EMAIL,
        Column("timezone", ("시간대",), Kind.ZONE),
        _text("hours", "운영시간", "상담시간"),
        Column("url", ("링크",), Kind.LINK),
        _AS_OF,
        _SOURCE,
    ),
)
CAMPUSES = Table(
    "campuses",
    ("캠퍼스", "캠퍼스 목록", "교육장", "지점", "센터"),
    "캠퍼스",
    (
        _ID,
        _text("name", "캠퍼스", "캠퍼스명", "이름", "교육장", "지점", "센터", "센터명", required=True),
        _ALIASES,
        _text("district", "자치구", "지역", "구"),
        _text("address", "주소", "도로명주소"),
        _text("station", "가까운 역", "지하철", "지하철역", "교통"),
        _PHONE,
        _EMAIL,
        Column("fields", ("교육분야", "분야"), Kind.LIST),
        _text("size", "교육규모", "규모"),
        _text("partner", "협력기업", "협력사"),
        Column("opened", ("개관", "개관일", "개관 시기", "개소"), Kind.MONTH),
        _text("hours", "운영시간", "이용시간"),
        Column("latitude", ("위도", "lat"), Kind.LATITUDE),
        Column("longitude", ("경도", "lon", "lng"), Kind.LONGITUDE),
        _NOTE,
        *_COMMON,
    ),
)
TRACKS = Table(
    "tracks",
    ("분야", "교육분야", "트랙"),
    "분야",
    (
        _ID,
        _text("name", "분야", "분야명", "교육분야", "이름", "트랙", required=True),
        _ALIASES,
        _text("description", "설명", "소개"),
        *_COMMON,
    ),
)
COURSES = Table(
    "courses",
    ("과정", "교육과정", "과정 목록", "강좌"),
    "과정",
    (
        _ID,
        _text("title", "과정명", "교육과정명", "과정 이름", "교육과정", "과정", "제목", "강좌명", required=True),
        _text("campus", "캠퍼스", "캠퍼스명", "교육장", "교육장소", "지점", "센터"),
        _text("track", "분야", "교육분야", "트랙"),
        _text("category", "계열", "구분"),
        _text("cohort", "기수", "차수"),
        _text("partner", "협력기업", "협력사"),
        _text("operator", "교육기관", "운영기관", "훈련기관"),
        Column("apply_start", ("모집시작", "모집시작일", "접수시작", "접수시작일", "신청시작"), Kind.MOMENT),
        Column("apply_end", ("모집마감", "모집마감일", "모집종료", "접수마감", "접수마감일", "신청마감"), Kind.MOMENT),
        Column("start", ("교육시작", "교육시작일", "개강", "개강일", "시작일"), Kind.MOMENT),
        Column("end", ("교육종료", "교육종료일", "종강", "종강일", "종료일"), Kind.MOMENT),
        _text("schedule", "교육시간", "수업시간", "시간표"),
        _text("hours", "총시간", "총 교육시간", "총 훈련시간"),
        _text("capacity", "정원", "모집인원"),
        _text("mode", "교육방식", "수업방식"),
        _text("audience", "대상", "교육대상", "지원대상"),
        _text("prerequisites", "선수지식", "사전지식"),
        _text("selection", "선발절차", "선발방법"),
        _text("cost", "수강료", "교육비", "비용"),
        _text("benefits", "혜택", "지원사항"),
        Column("stack", ("기술", "기술스택", "사용기술"), Kind.LIST),
        _text("outline", "학습목차", "커리큘럼", "교육내용", "목차"),
        _text("completion", "수료기준", "수료조건"),
        _text("contact", "문의", "문의처"),
        _NOTE,
        *_COMMON,
    ),
)
EVENTS = Table(
    "events",
    ("행사", "행사 목록", "일정"),
    "행사",
    (
        _ID,
        _text("title", "행사명", "제목", "행사", "이름", required=True),
        Column("start", ("시작", "시작일", "일시", "시작일시", "날짜"), Kind.MOMENT_OR_TEXT, required=True),
        Column("end", ("종료", "종료일", "종료일시", "끝"), Kind.MOMENT),
        _text("venue", "장소"),
        _text("campus", "캠퍼스", "캠퍼스명", "교육장", "지점", "센터"),
        _text("audience", "대상", "참가대상"),
        Column("programs", ("프로그램",), Kind.LIST),
        Column("organizations", ("참여기관", "참여기업", "참가기업"), Kind.LIST),
        Column("apply_end", ("신청마감", "신청마감일", "접수마감"), Kind.MOMENT),
        _text("description", "설명", "내용", "소개"),
        *_COMMON,
    ),
)
ELIGIBILITY = Table(
    "eligibility",
    ("지원자격", "자격"),
    "지원 자격",
    (
        _ID,
        _text("name", "이름", "규칙", "자격"),
        _text("attribute", "항목", "속성"),
        Column("condition", ("조건",), Kind.CONDITION),
        Column("applies_to", ("적용대상", "적용 과정"), Kind.LIST),
        _FROM,
        _UNTIL,
        _text("clause", "원문", "문구", "근거"),
        _text("ask", "질문", "물어볼 말"),
        *_COMMON,
    ),
)
GLOSSARY = Table(
    "glossary",
    ("용어", "용어집", "용어 사전"),
    "용어",
    (
        _ID,
        _text("canonical", "용어", "표준어", "이름", required=True),
        Column("variants", ("다른 말", "다른 이름", "별칭", "동의어", "줄임말"), Kind.LIST),
        _text("description", "설명", "뜻"),
        *_COMMON,
    ),
    key="canonical",
    short="variants",
)
HELPLINES = Table(
    "helplines",
    ("도움전화", "상담전화", "위기상담"),
    "도움 전화",
    (
        _ID,
        _text("name", "이름", "기관", "기관명", required=True),
        _text("phone", "전화", "전화번호", "연락처", required=True),
        _text("hours", "운영시간", "상담시간"),
        _text("audience", "대상"),
        _text("description", "설명", "내용"),
        *_COMMON,
    ),
)
TABLES = (ACADEMY, CAMPUSES, TRACKS, COURSES, EVENTS, ELIGIBILITY, GLOSSARY, HELPLINES)

FRONT_MATTER = Table("front matter", (), "머리말", (_ID, _text("title", "제목"), _FROM, _UNTIL, *_COMMON))
SECTION_LINE = Table("section line", (), "구역 정보", _COMMON)

# The keys of a rule's condition, with their headings for tables that cannot nest.
CONDITION_KEYS: Mapping[str, tuple[str, ...]] = {
    "attribute": ("항목", "속성"),
    "min": ("최소", "이상", "하한"),
    "max": ("최대", "이하", "상한"),
    "one_of": ("다음 중 하나", "허용"),
    "none_of": ("제외", "불가"),
    "any_of": ("하나라도",),
    "all_of": ("모두",),
}


def condition_key(heading: str) -> str | None:
    """The condition key a heading names, in English or Korean."""
    return _CONDITION_INDEX.get(plain(heading))


def table_named(name: str) -> Table | None:
    """The table a file, folder or sheet name stands for, in English or Korean."""
    return _NAMES.get(plain(name))


def _index(table: Table) -> dict[str, Column]:
    found = {plain(heading): column for column in reversed(table.columns) for heading in reversed(column.headings)}
    return found | {plain(column.name): column for column in table.columns}


_INDEX = {table.name: _index(table) for table in (*TABLES, FRONT_MATTER, SECTION_LINE)}
_NAMES = {plain(name): table for table in TABLES for name in (table.name, *table.names)}
_CONDITION_INDEX = {plain(text): key for key, texts in CONDITION_KEYS.items() for text in (key, *texts)}
