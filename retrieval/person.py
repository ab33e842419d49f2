"""What a person says of themselves: age, home, school, work. For rules of eligibility, kept only with the topic."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from retrieval.ages import find_age
from retrieval.clauses import Mood, clauses, declared
from retrieval.homes import find_home
from retrieval.schooling import NONE, find_schooling
from retrieval.spans import Span

_BESIDE = frozenset({"doubts", "others", "town", "whose"})  # say something about the facts, and are none
Fact = str | Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Facts a person gave; None or "" where nothing was said.

    `residence`, `registration`, `school`, `graduated_school` are regions ("경기"); `residence` may be "서울 밖", the
    schools "없음". `study` says what they are at their university, `moving` where they will move, `town` the residence as it was named. `others` are values
    of attributes that only a rule knows, `doubts` pairs of an attribute and the reason why its value may not count.
    `whose` is who they are to the person asking ("동생"), empty for that person.
    """

    age: Span | None = None
    residence: str = ""
    registration: str = ""
    moving: str = ""
    school: str = ""
    graduated_school: str = ""
    years_since_graduation: Span | None = None
    study: str = ""
    career: str = ""
    employment: str = ""
    town: str = ""
    level: str = ""
    major: str = ""
    nationality: str = ""
    others: tuple[tuple[str, str], ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()
    whose: str = ""

    def __bool__(self) -> bool:
        return bool(self.known())

    def known(self) -> dict[str, Fact]:
        """The facts that were given, by attribute."""
        own = {name: value for name in _FACTS if (value := getattr(self, name)) not in (None, "")}
        return own | dict(self.others)

    def doubt(self, attribute: str) -> str:
        """Why the value of an attribute may not count ("아르바이트"); "" where nothing speaks against it."""
        return dict(self.doubts).get(attribute, "")

    def told(self, later: Person) -> Person:
        """These facts, with what was said later on top."""
        new = later.known()
        merged: dict[str, Any] = {name: getattr(later, name) for name in _FACTS if name in new}
        merged["town"] = later.town if later.residence else self.town
        if later.residence and not later.registration:
            merged |= {"registration": "", "moving": later.moving}
        if later.study in ("졸업", "자퇴") and self.school and not later.school:
            merged["school"] = ""
            if later.study == "졸업":
                merged.setdefault("graduated_school", self.school if self.school != NONE else "")
        if later.study in ("재학", "휴학") and self.study == "졸업" and not later.school and not later.graduated_school:
            merged |= {"school": self.graduated_school, "graduated_school": "", "years_since_graduation": None}
        doubts = {name: why for name, why in self.doubts if name not in new} | dict(later.doubts)
        others = dict(self.others) | dict(later.others)
        return replace(self, **merged, others=tuple(others.items()), doubts=tuple(doubts.items()))


_FACTS = tuple(entry.name for entry in fields(Person) if entry.name not in _BESIDE)


def find_person(text: str, today: date) -> Person:
    """The facts that a question tells of the person it is about, in Korean or simple English."""
    parts = clauses(text)
    said = [part for part in parts if part.mood is Mood.SAID]
    found = Person()
    for whose in dict.fromkeys(part.whose for part in reversed(said)):  # whom it speaks of last first
        found = _read([part.text for part in said if part.whose == whose], today, whose)
        if found:
            break
    return found


def find_supposed(text: str, today: date) -> Person:
    """What a question only supposes ("서울로 이사하면 되나요?")."""
    supposed = [declared(part) for part in clauses(text) if part.mood is Mood.SUPPOSED]
    return _read([part.text for part in supposed], today, "") if supposed else Person()


def _read(parts: list[str], today: date, whose: str) -> Person:
    text = " ".join(parts)
    home, schooling = find_home(text), find_schooling(parts, today)
    employment, working = _employment(text)
    career, part_time = _career(text, employment)
    pupil = re.search(
        r"고등학생|고딩|(?<![가-힣])고[123](?![\d가-힣]*기)|중학생|중딩|(?:고등|중)학교\s?(?:\d학년|다니|다녀|재학)",
        text,
    )
    doubts = {"school": schooling.study if schooling.study in _NOT_SIMPLY_ATTENDING else "", "career": part_time,
              "employment": working, "residence": "본가" if home.split else ""}  # fmt: skip
    return Person(
        age=find_age(text, today),
        residence=home.residence,
        registration=home.registration,
        town=home.town,
        moving=home.moving,
        school=schooling.school,
        graduated_school=schooling.graduated,
        years_since_graduation=schooling.since,
        study=schooling.study,
        career=career,
        employment=employment,
        level="중학생"
        if pupil and pupil.group()[0] == "중"
        else "고등학생"
        if pupil
        else "고졸"
        if re.search(r"고졸|검정고시", text)
        else "",
        major="비전공" if _NO_MAJOR.search(text) else "",
        nationality="외국" if _FOREIGN.search(text) else "",
        doubts=tuple((attribute, why) for attribute, why in doubts.items() if why),
        whose=whose,
    )


_NOT_SIMPLY_ATTENDING = frozenset({"휴학", "졸업예정", "졸업유예", "수료", "사이버대", "입학예정"})
_NO_MAJOR = re.compile(
    r"비전공|문과|노베|전공이\s?(?!컴|소프트|전산)\S+(이에요|예요|인데|이고|이라|입니다|임)|"
    r"(코딩|개발|프로그래밍)(을|이|은)?\s?(처음|하나도|전혀|모르|1도)|non[- ]?major|no coding"
)
_FOREIGN = re.compile(
    r"외국\s?인|외국\s?국적|(?<!대한)(?<!한)(?:[가-힣]+\s)?국적(?:이|은)?\s?(?!대한민국|한국)[가-힣]+|유학생|재외동포|교포|영주권|비자|"
    r"(?:^|\s)[DFE]-?\d\b|foreigner|i'?m not korean|visa|non-?korean",
    re.IGNORECASE,
)
_NO_CAREER = re.compile(
    r"(?:회사|직장|일)\S*\s?(?:다녀|다닌|일해|일한|해)\S*\s?(?:본\s?)?적\S?\s?(?:은\s?|이\s?)?없|(?:경력|경험|직장)\S*\s?(?:생활)?\s?(?:이|은|는|도)?\s?(?:없|무(?![가-힣])|전무)|신입|"
    r"(?:취업|일)(?:을|은)?\s?(?:해\s?)?(?:본|한)\s?적\S?\s?(?:이\s?|은\s?)?없|no (?:work )?experience|never worked"
)
_CAREER = re.compile(
    r"경력자|경력(?:이|은|도|만)?\s?(?:있|\d)|계약직|정규직|\d+\s?(?:년|개월)\s?(?:동안\s?|정도\s?|쯤\s?|간\s?)?(?:일했|일하|일한|근무|다녔|다니다|회사|직장|다닌)|근무\s?(?:경력|했|한\s?적|경험)|"
    r"직장\s?(?:경험|생활)(?:이|도|을)?\s?(?:\d+년\s?)?(?:있|\d|했|하다)|(?:회사|직장)(?:를|에|는|도|을|에서)?\s?(?:\d+년\s?)?(?:다녔|다니다|일했|일하다|일한\s?적\s?(?:이\s?)?있|다닌\s?적\s?(?:이\s?)?있)|퇴사(?!\s?(?:예정|할|를?\s?앞))|그만뒀|그만두고|그만둔|이직|"
    r"(?:worked|experience) (?:at|in|for)|work experience|used to work|quit my job",
    re.IGNORECASE,
)
_PART_TIME = re.compile(r"알바|아르바이트|파트\s?타임|part-?time", re.IGNORECASE)
_KINDS = (
    ("아르바이트", _PART_TIME),
    ("인턴", re.compile(r"인턴", re.IGNORECASE)),
    ("프리랜서", re.compile(r"프리랜서|프리랜스|3\.3|freelanc", re.IGNORECASE)),
    ("사업자", re.compile(r"사업자|자영업|창업(?:했|해서|중)|가게\s?(?:해|하|운영)|self-employed|own business", re.IGNORECASE)),
    ("군 복무", re.compile(r"군\s?복무|군인|현역|군대|전역|입대|제대|공익|사회복무", re.IGNORECASE)),
    ("공무원", re.compile(r"공무원(?!\s?(?:시험|준비|되))")),
)  # fmt: skip
_EMPLOYED = re.compile(
    r"재직|직장인|회사(?:를|에|도)?\s?(?:지금\s?|현재\s?)?다니(?!다|던)|회사(?:를|에)?\s?(?:지금\s?)?(?:다녀요|다닙니다|다님)|회사원|직장(?:을|에)?\s?(?:다니(?!다|던)|다녀요)|근무\s?중|일하는\s?중|일하고\s?있|현직|(?:정규직|계약직)(?:이에요|입니다|인데|이고)|직장은|회사는|육아\s?휴직|"
    r"(?<!un)(?<!self-)employed|full-?time job|\bi work\b|\bi'm working\b|공무원(?!\s?(?:시험|준비|되))",
    re.IGNORECASE,
)
_LEAVING = re.compile(r"(?:퇴사|퇴직|그만두|그만둘|그만\s?둘)\S*\s?(?:예정|할|하려|앞|생각|고\s?싶)|곧\s?(?:퇴사|그만)")
_UNEMPLOYED = re.compile(
    r"백수|무직|구직|취준|취업\s?준비|미취업|실직|퇴사|쉬고\s?있|unemployed|job ?seek|looking for a job", re.IGNORECASE
)
_NOT_EMPLOYED = re.compile(
    r"(?:회사|직장)(?:은|에|를|도)?\s?(?:안\s?다|다니지\s?(?:않|못))|재직\s?(?:중)?(?:은|이)?\s?아니"
)


def _employment(text: str) -> tuple[str, str]:
    """What a person does for work now, and why that may not count as it is."""
    if _NOT_EMPLOYED.search(text):
        return "미취업", ""
    kind = next((name for name, cue in _KINDS if cue.search(text)), "")
    if _LEAVING.search(text):
        return "재직", "퇴사 예정"
    if _EMPLOYED.search(text) and kind in ("", "공무원", "군 복무"):
        return "재직", ""
    if _UNEMPLOYED.search(text):
        return "미취업", ""
    past = re.search(r"했었|경력|경험|해\s?봤|한\s?적|했어|했고|했는데|전역했|제대했|마쳤", text)
    return ("", "") if kind in ("인턴", "공무원") or past else (kind, "")


def _career(text: str, employment: str) -> tuple[str, str]:
    """Whether a person worked before, and as what if that may not count as work for a company."""
    kind = next((name for name, cue in _KINDS if cue.search(text)), "")
    if _NO_CAREER.search(text):
        return (
            ("경력자", "아르바이트")
            if kind == "아르바이트" and re.search(r"(?:알바|아르바이트)\S*\s?(?:만|경험|경력|했)", text)
            else (NONE, "")
        )
    if kind and (_CAREER.search(text) or re.search(r"했|한\s?적|해\s?봤|경험|경력|\d\s?년|\d\s?개월", text)):
        plain = re.search(r"회사|직장(?!인)|퇴사", _KIND_WORDS.sub("", text)) and _CAREER.search(text)
        return "경력자", "" if plain and kind != "아르바이트" else kind
    if employment == "재직" or _CAREER.search(text):
        return "경력자", ""
    return "", ""


_KIND_WORDS = re.compile("|".join(cue.pattern for _, cue in _KINDS), re.IGNORECASE)
