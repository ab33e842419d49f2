"""Rules in words: whom a branch means, what would meet it, what to ask, what a person said, in Korean and English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.rules import NO, YES, attribute_of, leaves, speaks_of_registration
from bot.wording import has_final, with_particle
from knowledge.records import Condition, Rule
from knowledge.romanization import romanized
from retrieval import korean
from retrieval.person import Person
from retrieval.spans import Span

_SEGMENT_CUES = {
    "residence": re.compile(r"시민|도민|거주|주민|사는\s?사람|에\s?사는"),
    "school": re.compile(r"대학\S*생|재학|다니"),
    "graduated_school": re.compile(r"졸업"),
    "career": re.compile(r"경력|근무"),
}
_SEGMENTS = re.compile(r",\s*|이거나\s*|거나\s*|또는\s*|혹은\s*|;\s*")
_DATED = re.compile(r"\s*\([^()]*(?:부터|까지|기준|모집|과정|기)[^()]*\)\s*$")
_ONE_OF = re.compile(r"\s*(?:가운데|중)\s?(?:하나|한\s?가지)\S*\s*$")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip


def clause(rule: Rule) -> str:
    """The clause as staff wrote it, without a date in brackets at its end that is told beside it."""
    text = (rule.clause or rule.name).strip().rstrip(".")
    return _DATED.sub("", text) if rule.effective_from or rule.effective_until else text


def month_of(day: date, *, english: bool = False) -> str:
    """A day on which rules change: "2025년 4월", or with the day where that is not the first."""
    if english:
        return (
            f"{_MONTHS[day.month - 1]} {day.year}"
            if day.day == 1
            else f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
        )
    return f"{day.year}년 {day.month}월" + (f" {day.day}일" if day.day != 1 else "")


def since(rule: Rule, *, english: bool = False) -> str:
    """Since when a rule holds ("2025년 4월부터 "); empty where it says no date."""
    if not rule.effective_from:
        return ""
    day = month_of(rule.effective_from, english=english)
    return f"since {day}" if english else f"{day}부터 "


def places(words: Sequence[str], *, english: bool = False) -> str:
    """Places of a rule ("서울", "서울·경기")."""
    return " or ".join(map(romanized, words)) if english else "·".join(words)


def whom(rule: Rule, branch: Condition) -> str:
    """Whom a branch of a rule means ("서울 소재 대학(원)생"): in the clause's own words where they are told apart."""
    parts = list(leaves(branch))
    attribute = attribute_of(parts[0], rule)
    segments = [_ONE_OF.sub("", part).strip() for part in _SEGMENTS.split(clause(rule))]
    cue = _SEGMENT_CUES.get(attribute)
    own = [segment for segment in segments if cue and cue.search(segment)]
    if attribute == "school":
        own = [segment for segment in own if "졸업한" not in segment]
    if len(segments) > 1 and len(own) == 1:
        return own[0]
    return ", ".join(_who(part, rule) for part in parts)


def _who(leaf: Condition, rule: Rule) -> str:
    words = places(leaf.one_of)
    match attribute_of(leaf, rule):
        case "residence" if words:
            return f"{words}에 사는 사람"
        case "school" if words:
            return f"{words}에 있는 대학(원)에 다니는 사람"
        case "graduated_school" if words:
            return f"{words}에 있는 대학(원)을 졸업한 사람"
        case "years_since_graduation" if leaf.max is not None:
            return f"졸업한 지 {leaf.max:g}년 이내인 사람"
        case "career" if words:
            return "일한 경력이 있는 사람"
        case "age":
            return f"만 {_bounds(leaf)}인 사람"
        case name:
            return (
                f"{name} {words or _bounds(leaf)}"
                if not leaf.none_of
                else f"{'·'.join(leaf.none_of)}에 해당하지 않는 사람"
            )


def _bounds(leaf: Condition) -> str:
    low = f"{leaf.min:g}세 이상" if leaf.min is not None else ""
    high = f"{leaf.max:g}세 이하" if leaf.max is not None else ""
    return " ".join(part for part in (low, high) if part)


def joined(stems: Sequence[str]) -> str:
    """Conditions of which one suffices: ["서울로 이사하", "경력이 있"] → "서울로 이사하거나, 경력이 있으면"."""
    last = stems[-1]
    closed = has_final(last) and (korean.jamo(last[-1])[2] != "ㄹ")
    return "거나, ".join(stems) + ("으면" if closed else "면")


def whom_english(rule: Rule, branch: Condition) -> str:
    """The same in English."""
    return ", ".join(_who_english(part, rule) for part in leaves(branch))


def _who_english(leaf: Condition, rule: Rule) -> str:
    words = places(leaf.one_of, english=True)
    match attribute_of(leaf, rule):
        case "residence" if words:
            return f"people who live in {words}"
        case "school" if words:
            return f"students of a university in {words}"
        case "graduated_school" if words:
            return f"graduates of a university in {words}"
        case "years_since_graduation" if leaf.max is not None:
            return f"at most {leaf.max:g} years ago"
        case "career" if words:
            return "people who have worked for a company"
        case "age":
            low = f"{leaf.min:g} or older" if leaf.min is not None else ""
            high = f"{leaf.max:g} or younger" if leaf.max is not None else ""
            return " and ".join(part for part in (low, high) if part)
        case name:
            return f"{name}: {words or ', '.join(leaf.none_of) or _bounds(leaf)}"


def changes(rule: Rule, person: Person) -> list[tuple[str, str]]:
    """What would meet a rule that a person does not meet: stems to put an ending to ("서울로 이사하"), and English."""
    found: list[tuple[str, str]] = []
    for leaf in leaves(rule.condition):
        words, english = places(leaf.one_of), places(leaf.one_of, english=True)
        match attribute_of(leaf, rule):
            case "residence" if words:
                there = with_particle(words, "으로/로")
                moves = f"{there} 주민등록을 옮기" if speaks_of_registration(rule) else f"{there} 이사하"
                found.append((moves, f"you move to {english}"))
            case "school" if words and person.level not in ("고등학생", "중학생"):
                found.append((f"{words}에 있는 대학(원)에 다니", f"you attend a university in {english}"))
            case "career" if words:
                found.append(("일한 경력이 생기", "you have worked for a company"))
            case "employment" if leaf.none_of and person.employment == "재직":
                found.append(("퇴사하", "you leave your job"))
            case "age" if leaf.min is not None and isinstance(person.age, Span) and person.age.high < leaf.min:
                found.append((f"만 {leaf.min:g}세가 되", f"you are {leaf.min:g}"))
            case "age" | "years_since_graduation" | "graduated_school" | "employment" | "nationality":
                pass
            case _ if leaf.one_of:
                found.append((f"{with_particle(words, '을/를')} 갖추", f"you have {words}"))
    return list(dict.fromkeys(found))


_OLD = 100  # an upper bound beyond which none is known
_FACTS = {"residence": "사는 곳", "registration": "주민등록", "school": "다니는 대학", "graduated_school": "졸업한 대학",
          "career": "경력", "employment": "하는 일", "level": "학력", "nationality": "국적"}  # fmt: skip


def told(person: Person, attributes: set[str]) -> list[str]:
    """What a person said, of these attributes, as short phrases."""
    found = []
    for attribute, value in person.known().items():
        if attribute not in attributes:
            continue
        if isinstance(value, Span):
            found.append(age_of(value) if attribute == "age" else _since_graduation(value))
        elif attribute in _FACTS:
            found.append(f"{_FACTS[attribute]} {value}")
        elif attribute not in ("study", "moving", "major") and value not in (YES, NO):
            found.append(f"{attribute} {value}")
    if "졸업한 대학 없음" in found:
        found = [phrase for phrase in found if phrase not in ("졸업한 대학 없음", "다니는 대학 없음")] + [
            "다니거나 졸업한 대학 없음"
        ]
    return found


def _since_graduation(years: Span) -> str:
    if years.high > _OLD:
        return f"졸업한 지 {int(years.low)}년 넘음"
    return f"졸업한 지 {int(years.low)}년" if years.low else f"졸업한 지 {years.high:g}년 이내"


def age_of(age: Span, *, english: bool = False) -> str:
    """An age as it is known: "만 27세나 28세", "만 20세에서 29세 사이"."""
    low, high = int(age.low), int(age.high)
    if low == high:
        return f"{low}" if english else f"만 {low}세"
    if high - low == 1:
        return f"{low} or {high}" if english else f"만 {low}세나 {high}세"
    if high > _OLD:
        return f"at least {low}" if english else f"만 {low}세 이상"
    if not low:
        return f"at most {high}" if english else f"만 {high}세 이하"
    return f"between {low} and {high}" if english else f"만 {low}세에서 {high}세 사이"


def figures(person: Person) -> list[str]:
    """The numbers that `told` may say."""
    spans = [span for span in (person.age, person.years_since_graduation) if span]
    others = [number for _, value in person.others for number in re.findall(r"\d+", value)]
    return [*(str(int(bound)) for span in spans for bound in (span.low, span.high)), *others]


def reason(doubt: str, attribute: str, rule: Rule) -> str:
    """Why what a person told may not count, as a sentence: the files are silent about it."""
    match attribute, doubt:
        case "residence", _:
            return "사는 곳과 주민등록 주소가 다를 때 어느 쪽을 보는지는 제가 가진 자료에 적혀 있지 않아요."
        case "school", _:
            return f"{with_particle(doubt, '일/일')} 때 대학(원)생으로 보는지는 제가 가진 자료에 적혀 있지 않아요."
        case "career", _:
            return f"{with_particle(doubt, '을/를')} 이 기준의 경력으로 보는지는 제가 가진 자료에 적혀 있지 않아요."
        case _:
            return (
                f"{with_particle(doubt, '이/가')} 이 기준({clause(rule)})에 맞는지는 제가 가진 자료로는 알 수 없어요."
            )
