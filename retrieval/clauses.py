"""What a message says of whom: its clauses, told from what is only supposed, demanded or said of somebody else."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from retrieval import korean


class Mood(StrEnum):
    """Whether a clause says that something is so."""

    SAID = "said"
    SUPPOSED = "supposed"  # "서울로 이사하면"
    DEMANDED = "demanded"  # "서울에 살아야"


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a message up to a connective ending. `whose` is who it is about, empty for the person asking."""

    text: str
    mood: Mood = Mood.SAID
    whose: str = ""


_ENDS = re.compile(
    r"(?:[가-힣](?:고|는데|은데|인데|던데|ㄴ데|지만|으?며|아서|어서|해서|여서|와서|라서|워서|니까|다가|거든|구요|고요|데요|요|니다|음|함|임)"
    r"|[가-힣]*[산간온한된운난]데)[,.?!…~;]*$|[,.?!…;]$"
)
_SUPPOSED = re.compile(r"(?:[가-힣]면|려면|다면|라면|\S할\s?시|거주\s?시)(?:은|요)?[,.?!]*$")
_NO_SUPPOSITION = re.compile(r"(?:화|대|측|반|전|표|도|국|장|지|라|수|방)면[,.?!]*$|아니면[,.]*$")
_DEMANDED = re.compile(r"야(?:지|만|하|되|돼|된|함|할|한)?[가-힣]*[,.?!]*$")
_IF = re.compile(r"\bif i\b[^,?.]*|\bwould i\b[^,?.]*if[^,?.]*", re.IGNORECASE)
_OTHERS = (
    "동생 여동생 남동생 친구 누나 언니 오빠 형 남편 아내 와이프 딸 아들 조카 사촌 여친 남친 여자친구 남자친구 지인 후배 "
    "선배 동기 엄마 아빠 아이 애 제자 자녀 룸메이트 룸메 동료"
).split()
_OTHER = re.compile(
    r"(?:^|(?<=\s))(?:제|내|저희|우리|울|아는|친한)?\s?(?P<who>"
    + "|".join(sorted(_OTHERS, key=len, reverse=True))
    + r")(?:은|는|이는|이|가|도|의|네는|네|께서)?(?=\s|인데|이\s|$|,)"
)
# "서울대 나온 친구랑": said of the friend, in a sentence that is not about them
_COMPANY = re.compile(
    r"(?:나온|다니는|사는|졸업한|있는)\s(?P<who>" + "|".join(_OTHERS) + r")(?:이?랑|과|와|하고|한테|따라)"
)
_OTHER_ENGLISH = re.compile(
    r"\bmy (?:\w+ )?(?P<who>brother|sister|friend|son|daughter|cousin|husband|wife|boyfriend|girlfriend)\b", re.I
)
_SELF = re.compile(
    r"(?:^|(?<=\s))(?:저는|제가|나는|내가|난|전|저도|나도|저|나|본인은)(?=\s|,|$)|\bi(?:'m|\s)", re.IGNORECASE
)
_HEARSAY = re.compile(r"그러는|그러던|말로는|다던|다는데|대서|추천|한테|들었|알려|다녀서|다닌다|랑\s|랑$|하고\s같이")


def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a message in order; one without a subject of its own goes on about the one before."""
    if len(text) >= 8 and " " not in text and not text.isascii():
        text = korean.spaced(text)
    found: list[Clause] = []
    whose = ""
    for part in _parts(_IF.sub(lambda match: " ", text)):
        for piece in _subjects(part):
            other = _OTHER.search(piece) or _OTHER_ENGLISH.search(piece)
            company = _COMPANY.search(piece)
            if _SELF.search(piece):
                whose = ""
            elif other:
                whose = other["who"]
            found.append(Clause(piece, _mood(piece), company["who"] if company and not whose else whose))
            if _HEARSAY.search(piece):
                whose = ""
    found += [Clause(match.group(), Mood.SUPPOSED) for match in _IF.finditer(text)]
    return tuple(found)


def says_self(text: str) -> bool:
    """Whether a message names the person asking ("저는 …")."""
    return bool(_SELF.search(text))


def declared(clause: Clause) -> Clause:
    """A supposition as if it were so: "서울로 이사하면" → "서울로 이사했어요"."""
    text = clause.text
    for pattern, plain in _DECLARED:
        text = pattern.sub(plain, text)
    return replace(clause, text=text, mood=Mood.SAID)


_DECLARED = (
    (re.compile(r"살(?:게\s?되|았)?면"), "살아요"),
    (re.compile(r"이사\s?(?:하|가|오|했으|갔으|왔으)면"), "이사했어요"),
    (re.compile(r"(?:옮기|옮겼으|옮겨\s?놓으)면"), "옮겼어요"),
    (re.compile(r"전입(?:\s?신고)?(?:만)?\s?(?:하|했으)면"), "전입했어요"),
    (re.compile(r"(?:다니|다니게\s?되|입학하|들어가)면"), "다녀요"),
    (re.compile(r"졸업(?:하|했으)면"), "졸업했어요"),
    (re.compile(r"(?:취업하|취직하|입사하)면"), "회사 경력 있어요"),
    (re.compile(r"거주(?:하)?\s?(?:면|시)"), "거주해요"),
    (re.compile(r"있(?:으|었으)?면"), "있어요"),
    (re.compile(r"(?:이|되|이라)면"), "이에요"),
    (re.compile(r"\bif i (?:move[d]?|relocate[d]?)\b", re.IGNORECASE), "i moved"),
    (re.compile(r"\bif i\b", re.IGNORECASE), "i"),
)


def _parts(text: str) -> list[str]:
    parts: list[list[str]] = [[]]
    for word in text.split():
        parts[-1].append(word)
        if (_ENDS.search(word) and not re.search(r"\d년하고$", word)) or _mood(word) is not Mood.SAID:
            parts.append([])
    return [" ".join(words) for words in parts if words]


def _subjects(part: str) -> list[str]:
    """A clause, cut where another subject begins ("동생은 부산 살고 저는 서울")."""
    starts = sorted({0, *(m.start() for pattern in (_OTHER, _SELF) for m in pattern.finditer(part)
                          if re.match(r"\S*(?:은|는|이|가|도|난|전)(?:\s|$)", part[m.start():].lstrip()) or m.start() == 0)})  # fmt: skip
    pieces = [part[start:end].strip() for start, end in zip(starts, [*starts[1:], len(part)], strict=True)]
    return [piece for piece in pieces if piece]


def _mood(text: str) -> Mood:
    if _SUPPOSED.search(text) and not _NO_SUPPOSITION.search(text):
        return Mood.SUPPOSED
    return Mood.DEMANDED if _DEMANDED.search(text) else Mood.SAID
