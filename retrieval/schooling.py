"""What a person says of their university: in which region it is, whether they still attend it, when they finished."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.places import places_in
from retrieval.past_times import time_since
from retrieval.spans import Span

NONE = "없음"
_UNIVERSITY = (
    r"(?:(?<![가-힣])학교|대학교?|대학원|전문대|(?:사이버|방송통신|디지털|방통)대|(?:[24]|이|사)년제|"
    r"univ\w*|college|uni\b)"
)
_NAMED = re.compile(
    r"[가-힣]{2,6}(?<!시)(?<!초)(?<!\d)대(?:학교|학)?(?=\s?(?:졸|다니|다녀|다닙|재학|를|을|에\s?(?:다|재)|나왔|나온|휴학|생\b|\d학년|\s[1-6]학년))"
)
_ABOUT = re.compile(
    _UNIVERSITY
    + r"|재학|휴학|졸업|졸예|대졸|자퇴|중퇴|\d\s?학년|graduat|i study|student|[가-힣]대\s?(?:다니|다녀|나왔|나온|를|졸)",
    re.I,
)
_IN_PLACE = re.compile(
    r"^(?:시|도|구)?\s?(?:(?:에\s?있는|에\s?있던|에\s?위치한|소재(?:의|인|지)?|에서(?:\s?지금)?)\s?(?:[가-힣]{1,6}\s)?(?P<there>)|(?:에|쪽|권|시내|안에\s?있는|내(?:에\s?있는)?|의|로)?\s?)"
    r"(?:(?:모|한|어느)\s)?(?:4년제|2년제|전문|사립|국립|여자|일반)?\s?"
    r"(?:"
    + _UNIVERSITY
    + r"|대(?=[\s를을에은는가도생졸]|$)|통학|학부|(?(there)(?:졸업|재학|휴학|공부|석사|박사|편입)|(?!)))",
    re.I,
)
_SUBJECT = re.compile(
    r"(?:" + _UNIVERSITY + r"|학부|모교)(?:은|는|이|가|도|만|교는)?\s?(?:다\s|그냥\s|지금\s?|현재\s?|또\s)?$|"
    r"(?:university|college|school|uni)(?: is| was|'s)?(?: located)?(?: here)? in $|"
    r"\b(?:study|studying|studied|student) (?:\w+ )?(?:at (?:a )?\w+ )?in $",
    re.I,
)
_ENGLISH_PLACE = re.compile(r"^ (?:univ|college|national univ)", re.I)
_STANDS = re.compile(
    r"^\s?소재(?:지)?(?:[).,]|$|\s*입니다)|^(?:시|도|구)?에\s?있(?:는|어요|습니다|음|고)(?:\s?(?:거|곳|데|대학)|[.?!]*$|\s*$)"
)
_SECONDARY = re.compile(r"^(?:에\s?있는|소재|에서|에|의)?\s?(?:고등학교|고교|중학교|초등학교|고등학생|학원|캠퍼스)")
_IS_NOT = re.compile(r"(?:특별시|광역시|시|도)?(?:에|에는)?\s?(?:은|는|이|가)?\s?(?:아[니닌님닙녜녀]|밖|없|안\s?있)")
_NO_UNIVERSITY_THERE = re.compile(
    rf"(?:시|도)?\s?(?:에\s?있는|소재(?:의)?|에|의|권)?\s?{_UNIVERSITY}(?:은|는|이|가|도)?\s?아[니닌님닙녜녀]"
)
_NOT_YET = re.compile(
    r"졸업\s?(?:은|을|이)?\s?(?:아직|안|못|전)|아직\s?(?:졸업|학교|대학|재학)|졸업\s?(?:예정|반|유예|작품|을?\s?앞)|졸업하지\s?(?:않|못)|졸업할|졸업하기\s?전|졸예|(?:내년|내후년|다음\s?(?:달|학기|해)|곧|이번\s?학기)[^.,]*졸업|졸업(?:해요|합니다|하게)"
)
_GRADUATED = re.compile(
    r"졸업\s?(?:했|한(?!\s?(?:걸|것))|하고|해서|하였|생(?!활)|자(?!격)|함|이고|이에요|이요|임|후|[.,]|$)|(?:대|학교|대학|대학원|년제)(?:를|을)?\s?졸업(?!\s?(?:은|을|이)?\s?(?:아직|안\s|못|예정|반|유예|작품|식|논문|요건|을?\s?앞)|\s?하지|할|하기|하면|해요|합니다)|"
    r"졸업한\s?(?:지|뒤|후)|(?:대학|대학교|대|학교|학부|대학원|년제)\S{0,2}\s?(?:를\s?|을\s?)?(?:나온|나왔|나옴|졸\b|마쳤|마친|끝냈)|"
    r"대졸|(?:년제|대)\s?졸(?![예업])|graduated|graduate of|(?:에서|에)\s?(?:나온|나왔)",
    re.I,
)
_ATTENDS = re.compile(
    r"다니(?!다가)|다녀(?!왔)|다닙|다님|다니는|재학|학생|학년|통학|편입|입학했|공부하|재적|student|study|attend", re.I
)
_NO_UNIVERSITY = re.compile(
    r"고졸|검정고시|고등학교(?:만|까지만?)\s?(?:졸업|나왔|나온|다녔)|최종\s?학력(?:은|이)?\s?고|"
    r"대학(?:교|을|은|에|도|교를|교는|교도)?\s?(?:안|못)\s?(?:나왔|나온|갔|간|다녔|다닌|나옴|다녀|다니|졸업)|"
    r"대학(?:교)?(?:을|에|은|는|를)?\s?(?:나오|가|다니)지\s?(?:않|못)|"
    r"(?:no|without a|don't have a) (?:degree|college|university)|high ?school (?:graduate|diploma)",
    re.I,
)
_STUDIES = (
    ("졸업예정", re.compile(r"졸업\s?(?:예정|반|을?\s?앞)|졸예|막학기|마지막\s?학기|"
                        r"(?:내년|내후년|다음\s?학기)[^.,]*졸업|졸업(?:해요|합니다|하게\s?돼)|곧\s?졸업|이번\s?학기\s?졸업")),
    ("졸업유예", re.compile(r"졸업\s?유예|유예\s?중")),
    ("입학예정", re.compile(r"대(?:학교?|학원)?\S{0,2}\s?(?:에\s?)?(?:합격|붙)|입학\s?(?:예정|해요|합니다|할)")),
    ("휴학", re.compile(r"휴학|on leave", re.I)),
    ("자퇴", re.compile(r"자퇴|중퇴|제적|dropped out", re.I)),
    ("수료", re.compile(r"(?:대학원|박사|석사|학부|대학)\S{0,3}\s?(?:과정\s?)?수료")),
    ("사이버대", re.compile(r"사이버\s?대|방통대|방송통신대|디지털대|원격대|학점은행")),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Schooling:
    """`school` and `graduated` are regions of the university attended and of the one finished, "없음" for none.
    `study` is what they are there: 재학, 휴학, 졸업예정, 졸업유예, 수료, 자퇴, 사이버대, 졸업. `since` in years."""

    school: str = ""
    graduated: str = ""
    study: str = ""
    since: Span | None = None


def find_schooling(clauses: Sequence[str], today: date) -> Schooling:
    """What the clauses of a message say of a university."""
    text = " ".join(clauses)
    if _NO_UNIVERSITY.search(text) and not re.search(_UNIVERSITY + r"\S*\s?(?:재학|휴학|\d학년)", text):
        return Schooling(school=NONE, graduated=NONE)
    if not _ABOUT.search(text):
        return Schooling()
    since = _since(clauses, today)
    study = _study(text)
    school = graduated = ""
    for region, around in _places(text) or _far_away(text):
        if study in ("졸업예정", "휴학", "졸업유예", "사이버대", "수료", "입학예정") and not _finished(around):
            school = region
        elif study == "자퇴":
            continue
        elif _finished(around) or (not _ATTENDS.search(around) and (study == "졸업" or since is not None)):
            graduated = region
        else:
            school = region
    if study == "자퇴":
        return Schooling(school=NONE, graduated=NONE, study=study)
    if school and study in ("", "졸업"):
        study = "재학"
    if not study:
        study = "졸업" if graduated else ""
    return Schooling(
        school=school, graduated=graduated, study=study, since=since if study in ("졸업", "") or graduated else None
    )


def _study(text: str) -> str:
    for name, cue in _STUDIES:
        if cue.search(text):
            return name
    secondary = re.search(r"고등학|고교|고딩|중학|(?<![가-힣])고[123]", text) and not re.search(r"대학", text)
    if _finished(text):
        return "" if secondary else "졸업"
    if re.search(r"졸업\s?(?:은|을)?\s?(?:아직|안|못)|졸업하지", text):
        return "재학"
    university = re.search(_UNIVERSITY, text, re.IGNORECASE) or _NAMED.search(text)
    university = university or re.search(r"재학|[가-힣]대\s?(?:\S+\s)?(?:다니|다녀|다닙)", text)
    return "재학" if university and not secondary and (_ATTENDS.search(text) or _NOT_YET.search(text)) else ""


def _finished(text: str) -> bool:
    return bool(_GRADUATED.search(text)) and not _NOT_YET.search(text)


def _places(text: str) -> list[tuple[str, str]]:
    """The regions of universities, each with the words around it that tell what it is to the person."""
    found = []
    places = places_in(text)
    for index, place in enumerate(places):
        before = text[places[index - 1].end if index else 0 : place.start]
        after = text[place.end : places[index + 1].start if index + 1 < len(places) else len(text)]
        if _SECONDARY.search(after):
            continue
        subject = _SUBJECT.search(before)
        if subject and re.match(r"\s?(?:에|에서)?\s?(?:살|사는|거주|자취)", after):
            continue
        if (subject and _IS_NOT.match(after)) or _NO_UNIVERSITY_THERE.match(after):
            found.append((f"{place.region} 밖", after))
        elif subject or _STANDS.match(after) or _IN_PLACE.search(after) or _ENGLISH_PLACE.search(after):
            found.append(
                (
                    place.region,
                    (subject.group() if subject else "")
                    + after
                    + (before if not after.strip(" .,") or place.name.isascii() else ""),
                )
            )
    return found


def _far_away(text: str) -> list[tuple[str, str]]:
    """A university abroad or in the provinces, whose region is not said."""
    match = re.search(
        r"(?P<where>해외|외국|미국|일본|중국|유럽|지방)(?:에\s?있는|에서|의|\s)*(?:대학|학교|대(?=[\s를에은는졸]))",
        text,
    )
    return [("지방" if match["where"] == "지방" else "해외", text[match.end() :])] if match else []


def _since(clauses: Sequence[str], today: date) -> Span | None:
    """Years since graduation, from the clause that speaks of it, else from the clauses beside it."""
    for index, clause in enumerate(clauses):
        if re.search(r"졸업|나왔|나온|대졸|graduat", clause, re.I) and not _NOT_YET.search(clause):
            beside = [clause, *clauses[index + 1 : index + 2], *clauses[max(0, index - 1) : index]]
            beside = [
                part
                for part in beside
                if part is clause or not re.search(r"회사|직장|근무|일했|퇴사|살|거주|이사|경력", part)
            ]
            return next((span for part in beside if (span := time_since(part, today)) is not None), None)
    return None
