"""What a person says of themselves: age, where they live, school, work. For rules of eligibility, never kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date

from knowledge.places import region_of

_COUNTED = {"열": 10, "스무": 20, "스물": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60}
_ONES = {
    "하나": 1,
    "한": 1,
    "둘": 2,
    "두": 2,
    "셋": 3,
    "세": 3,
    "넷": 4,
    "네": 4,
    "다섯": 5,
    "여섯": 6,
    "일곱": 7,
    "여덟": 8,
    "아홉": 9,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Facts a person gave; None or "" where nothing was said. Ages in years (만)."""

    age: int | None = None
    residence: str = ""
    school: str = ""
    graduated_school: str = ""
    years_since_graduation: float | None = None
    career: str = ""
    employment: str = ""
    level: str = ""
    major: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, name.name) not in (None, "") for name in fields(self))

    def known(self) -> dict[str, str | float]:
        """The facts that were given, by attribute."""
        return {name.name: value for name in fields(self) if (value := getattr(self, name.name)) not in (None, "")}

    def told(self, later: Person) -> Person:
        """These facts, with what was said later on top."""
        told = later.known()
        return replace(self, **{name.name: getattr(later, name.name) for name in fields(self) if name.name in told})


def find_person(text: str, today: date) -> Person:
    """The facts about the person in a question, in Korean or simple English."""
    school, graduated = _school(text)
    since = _years_since(text, today) if graduated or re.search(r"졸업|graduat", text) else None
    return Person(
        age=_age(text, today),
        residence=_residence(text),
        school=school,
        graduated_school=graduated,
        years_since_graduation=since,
        career=_career(text),
        employment=_employment(text),
        level="고등학생" if re.search(r"고등학생|고딩|고[123]\b|중학생|중딩", text) else "",
        major="비전공" if re.search(r"비전공|문과|노베|전공이\s?(?!컴|소프트|전산)\S+(이에요|예요|인데|이고|이라|입니다|임)|(코딩|개발|프로그래밍)(을|이|은)?\s?"
                                r"(처음|하나도|전혀|모르|1도)|non[- ]?major|no coding", text) else "",
    )  # fmt: skip


def _age(text: str, today: date) -> int | None:
    if match := re.search(
        r"(?:만(?:으로)?\s?)?(\d{1,2})\s?(?:세|살)(?!\s?(?:이상|이하|미만|부터|까지|컷|되려|안\s?[됐되]|전))", text
    ):
        return int(match.group(1))
    if match := re.search(r"(\d{1,2}|(?:19|20)\d\d)\s?년\s?생", text):
        year = int(match.group(1))
        year += 0 if year > 99 else 1900 if year > today.year % 100 else 2000
        return today.year - year - 1 if today.month < 7 else today.year - year
    if match := re.search(
        rf"({'|'.join(_COUNTED)})\s?({'|'.join(_ONES)})?\s?(?:살|세|인데|이에요|예요|임|이고|입니다)", text
    ):
        return _COUNTED[match.group(1)] + (_ONES[match.group(2)] if match.group(2) else 0)
    if match := re.search(r"\b(?:i(?:'m| am)|age)\s+(\d{1,2})\b|\b(\d{1,2})[- ]years?[- ]old", text, re.IGNORECASE):
        return int(match.group(1) or match.group(2))
    if match := re.search(r"(\d)0대", text):
        return int(match.group(1)) * 10 + 5
    return None


_LIVES = (r"\s?(?:특별시|광역시)?(?:에|에서|쪽에|쪽)?\s?(?:지금|현재)?\s?(?:살|사는|삽|거주|사람|주민(?!만|등록만)|시민|도민|토박이|지내|자취|"
          r"산다|삼\b|살아|집이|민인|민이|민도)")  # fmt: skip


_ELSEWHERE = re.compile(
    r"([가-힣]{2,4})\s?(?:시)?(?:에|에는)?\s?(?:밖|외에|외\s?지역|말고|아닌|안\s?(?:살|사는|삽)|살지\s?않)"
)
_HOMES = (
    re.compile(r"([가-힣]{2,6}?)" + _LIVES),
    re.compile(r"([가-힣]{2,4}?)(?:시|도|구)민(?!만)"),
    re.compile(
        r"(?:집|주소지|주민등록)(?:이|은|는|가)?\s?([가-힣]{2,4}?)(?:[,.\s]|이|예|인|에|으|로|임|시|도|구|고|,|$)"
    ),
    re.compile(r"\bi(?:'m from| live in| reside in| am from) ([A-Za-z]+)", re.IGNORECASE),
)


def _residence(text: str) -> str:
    """A region ("경기"), or "서울 밖" for someone who only says where they do not live."""
    if (match := _ELSEWHERE.search(text)) and (region := region_of(match.group(1))):
        return f"{region} 밖"
    regions = (region_of(match.group(1)) for home in _HOMES if (match := home.search(text)))
    return next((region for region in regions if region), "")


_UNIVERSITY = r"(?:대학교?|대학원|학교|univ\w*|college)"


def _school(text: str) -> tuple[str, str]:
    """Regions of the university attended and of the one graduated from."""
    if not re.search(_UNIVERSITY + r"|대학|[가-힣]{2}대\s|재학|졸업|휴학|졸예", text, re.IGNORECASE):
        return "", ""
    region = ""
    if match := re.search(
        r"([가-힣]{2,4})\s?(?:에\s?있는|소재(?:의)?|에|쪽|권|시내|안에\s?있는)?\s?(?:4년제\s?)?" + _UNIVERSITY, text
    ):
        region = region_of(match.group(1)) or ""
    if not region and (match := re.search(_UNIVERSITY + r"[은는이가도]?\s?([가-힣]{2,4})", text)):
        region = region_of(match.group(1)) or ""
    if not region and (match := re.search(r"([가-힣]{2,4})(?:에서|에)\s?(?:대학\S*\s?)?(?:졸업|재학|나왔|나온)", text)):
        region = region_of(match.group(1)) or ""
    if not region and (match := re.search(r"(?:univ\w*|college|school) (?:is )?in ([A-Za-z]+)", text, re.IGNORECASE)):
        region = region_of(match.group(1)) or ""
    if not region and (match := re.search(r"([가-힣]{2})대(?:학교)?(?:를|에|에서|도|는|생)?(?:\s|$)", text)):
        region = region_of(match.group(1)) or ""
    if not region:
        return "", ""
    graduated = re.search(r"졸업\s?(?!반|예정|작품|식|을?\s?앞)|(?:대학교?|대|학교)\S?\s?(?:나온|나왔)|graduated", text)
    return ("", region) if graduated else (region, "")


def _years_since(text: str, today: date) -> float | None:
    if match := re.search(
        r"(\d{1,2}|한|두|세|네|다섯|몇)\s?(년|해|개월|달)\s?(?:전|됐|되었|되|지났|째|차|이|반)", text
    ):
        number = float(match.group(1)) if match.group(1).isdigit() else float(_ONES.get(match.group(1), 0))
        if number:
            return number if match.group(2) in "년해" else number / 12
    if re.search(r"작년|지난해", text):
        return 1.0
    if "재작년" in text:
        return 2.0
    if re.search(r"올해|이번\s?해|지난달|얼마\s?전|갓\s?졸업|막\s?졸업", text):
        return 0.0
    if match := re.search(r"((?:19|20)\d\d)\s?년?\s?(?:에|도)?\s?(?:\d{1,2}월\s?)?(?:에\s?)?졸업", text):
        return float(today.year - int(match.group(1)))
    return None


def _career(text: str) -> str:
    if re.search(r"(회사|직장|알바|일)\S*\s?(다녀|다닌|일해|일한|해)\S*\s?(본\s?)?적\S?\s?없", text):
        return "없음"
    if re.search(r"(경력|경험|직장)\S*\s?(?:생활)?\s?(?:이|은|는|도)?\s?(없|무|전무)|신입", text):
        return "없음"
    if re.search(
        r"경력자|경력(이|은|도)?\s?(있|\d)|\d+년\s?(?:동안\s?|정도\s?)?(일했|일하|근무|다녔|다니다)|근무\s?경력|직장\s?(경험|생활)(이|도)?\s?(있|\d)|회사(를|에|는|도)?\s?(\d+년\s?)?다녔|퇴사|그만뒀|그만두",
        text,
    ):
        return "경력자"
    return ""


def _employment(text: str) -> str:
    if re.search(
        r"재직|직장인|회사(를|에)?\s?다니|회사원|직장(을|에)?\s?다니|근무\s?중|일하는\s?중|현직|employed|full-?time job|i work\b",
        text,
    ):
        return "재직"
    if re.search(r"백수|무직|구직|취준|미취업|실직|퇴사|unemployed", text):
        return "미취업"
    return ""
